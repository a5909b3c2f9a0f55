"""What can happen to people's accounts, credits and quotas."""

from gongji.verification.cancels import MIRRORED_TRANSFERS
from gongji.verification.journals import JOURNAL, WAY
from gongji.verification.merges import NOTHING_LIVES, POINTS
from gongji.verification.moves import EARMARK, GIVEN_BACK
from gongji.verification.people import BELONGS, CREDITED_ONCE, OWNED, YEAR_SUMS
from gongji.verification.quotas import CHANGES, ENDED, LIMIT, OF_A_RELATION, WHOLE_BALANCE
from tests.verification.broken import BROTHER, CARRIED, CURRENT, NEWCOMER, RECORD, SETTING, Break

BREAKS = (
    Break(
        "a fen moves from one person to another",
        (
            f"""
            insert into transfer (journal_id, line, cell, book, debit_account, credit_account, amount_fen)
            select journal_id, 99, cell, book, {CARRIED}, {NEWCOMER}, 1
            from transfer
            where journal_id = {SETTING}
            """,
            f"update account set balance_fen = balance_fen + 1 where account_id = {NEWCOMER}",
            f"update account set balance_fen = balance_fen - 1 where account_id = {CARRIED}",
        ),
        (OWNED, EARMARK),
    ),
    Break(
        "a fen moves from last year's bucket to this year's",
        (
            f"""
            insert into transfer (journal_id, line, cell, book, debit_account, credit_account, amount_fen)
            select journal_id, 99, cell, book, {CARRIED}, {CURRENT}, 1
            from transfer
            where journal_id = {SETTING}
            """,
            f"update account set balance_fen = balance_fen + 1 where account_id = {CURRENT}",
            f"update account set balance_fen = balance_fen - 1 where account_id = {CARRIED}",
        ),
        (EARMARK,),
    ),
    Break(
        "an account is nobody's",
        (
            f"""
            insert into account (cell, account_id, book, kind, owner_id, spender_id, subject_id, balance_fen)
            select cell, account_id + (1 << 22), book, 1, nobody, nobody, nobody, 0
            from account
            cross join lateral (select owner_id + (1 << 22)) as person (nobody)
            where account_id = {CURRENT}
            """,
        ),
        (BELONGS,),
    ),
    Break(
        "what the fund paid in the year is a fen more",
        ("update spender set pool_paid_fen = pool_paid_fen + 1 where pool_paid_fen > 0",),
        (YEAR_SUMS,),
    ),
    Break(
        "the sums are of a year long before the bills",
        ("update spender set year = 2020, deductible_paid_fen = 0, pool_paid_fen = 0 where pool_paid_fen > 0",),
        (YEAR_SUMS,),
    ),
    Break(
        "a credit says a fen more than came",
        ("update monthly_credit set amount_fen = amount_fen + 1 where source = 'individual' and month = 202611",),
        (CREDITED_ONCE,),
    ),
    Break(
        "a credit is forgotten",
        ("delete from monthly_credit where source = 'correction'",),
        (CREDITED_ONCE,),
    ),
    Break(
        "a quota allows a fen more",
        ("update quota set limit_fen = limit_fen + 1 where quota_id not in (select quota_id from quota_change)",),
        (LIMIT,),
    ),
    Break(
        "a quota is closed with money in it",
        ("update quota set state = 'closed' where quota_id not in (select quota_id from quota_change)",),
        (ENDED,),
    ),
    Break(
        "a year's quota is over with money in it",
        ("update quota set state = 'expired' where quota_id not in (select quota_id from quota_change)",),
        (ENDED,),
    ),
    Break(
        "a relation ends and its quota does not",
        (
            "update aid_relation set state = 'dissolved' where state = 'active'",
            "update donor_relation set active = false",
        ),
        (ENDED,),
    ),
    Break(
        "a relation stands for the beneficiary alone",
        ("update donor_relation set active = false where active",),
        (OF_A_RELATION,),
    ),
    Break(
        "a quota is somebody else's than its relation",
        ("update quota set relation = 4 where state = 'active'",),
        (OF_A_RELATION,),
    ),
    Break(
        "a change of a quota tells another limit before it",
        ("update quota_change set before_fen = before_fen + 1 where after_fen > before_fen",),
        (CHANGES,),
    ),
    Break(
        "bills take from a donor's account for a quota that has a limit",
        ("update quota set period_type = 'OPEN' where period_type = 'WHOLE'",),
        (WHOLE_BALANCE, CHANGES),
    ),
    Break(
        "a quota that holds money is called a whole balance",
        ("update quota set period_type = 'WHOLE' where quota_id in (select quota_id from quota_change)",),
        (WHOLE_BALANCE,),
    ),
    Break(
        "the rest of a lot becomes the quota of somebody who did not send it",
        ("update wallet_transfer set sender_id = sender_id + 1 where state = 'converted'",),
        (EARMARK, BELONGS),
    ),
    Break(
        "a lot that still holds money is said to be given back",
        ("update wallet_transfer set state = 'given_back' where state = 'accepted'",),
        (GIVEN_BACK,),
    ),
    Break(
        "a whole balance says that more was used than was",
        ("update quota set limit_fen = limit_fen + 1 where period_type = 'WHOLE'",),
        (LIMIT,),
    ),
    Break(
        "a merged record's certificate finds it again",
        (f"update person_key set person_id = {RECORD} where person_id = {BROTHER} and kind = 2",),
        (NOTHING_LIVES,),
    ),
    Break(
        "a merged record is insured again",
        (f"update insured_relation set status = 1 where person_id = {RECORD}",),
        (NOTHING_LIVES,),
    ),
    Break(
        "a merged record points to nobody",
        (f"update spender set merged_into = null where person_id = {RECORD}",),
        (POINTS, YEAR_SUMS),
    ),
    Break(
        "who proposed a merge is said to have confirmed it",
        (
            "alter table person_merge drop constraint a_merge_is_confirmed_by_another",
            "update person_merge set decided_by = proposed_by",
        ),
        (POINTS,),
    ),
    Break(
        "what came with a merge came without one",
        (
            "update person_merge set state = 'refused'",
            "update spender set merged_into = null where merged_into is not null",
        ),
        (OWNED, EARMARK, YEAR_SUMS, MIRRORED_TRANSFERS, JOURNAL, WAY),
    ),
)
