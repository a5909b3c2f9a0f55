"""Every sentence the books have to keep, broken in one place: verify names it and nothing that still holds."""

from dataclasses import dataclass
from typing import Any

import pytest
from psycopg import Connection

from gongji.verification import CHECKS, Check, verify
from gongji.verification.balances import (
    ACCOUNT_OF_ITS_BOOK,
    CLOSED_IS_EMPTY,
    CONSERVED_IN_POOL,
    KEPT_BALANCE,
    MOVES_SOMETHING,
    NOT_OVERSPENT,
)
from gongji.verification.cancels import (
    MIRRORED_TRANSFERS,
    NEGATIVE_AMOUNTS,
    SUSPENSE_HAS_WORK_ITEM,
    UNDOES_A_SETTLEMENT,
    UNDONE_ONCE,
)
from gongji.verification.facts import CARRIES_CELL, JOURNAL_HAS_FACT, SETTLEMENT_HAS_FACT
from gongji.verification.pairs import OWED_IS_DUE
from gongji.verification.people import BELONGS, CREDITED_ONCE, OWNED, YEAR_SUMS
from gongji.verification.quotas import CHANGES, CLOSED, EARMARK, LIMIT, OF_A_RELATION
from gongji.verification.requests import ONE_RESULT, RESULT_IS_THERE
from gongji.verification.settlements import (
    CLEARING_MONTH,
    FEE_CLASSES,
    FEE_LINES,
    JOURNAL,
    PAYERS,
    PERSONAL_SHARE,
    SIGNS,
    WAY,
)

# A bill between pools that stands, paid by fund and aid; and the cancel of one.
BILL = """
    (
        select min(settlement_id)
        from settlement
        where kind = 1
        and pool_pay_fen > 0
        and settlement_id not in (select original_id from cancellation)
    )
"""
CANCEL = "(select min(settlement_id) from cancellation where kind = 2)"
REVERSAL = "(select min(settlement_id) from cancellation where kind = 3)"
# The daughter has both buckets, the son in Lanzhou one.
DAUGHTER = "(select min(owner_id) from account where kind = 1)"
CURRENT = "(select min(account_id) from account where kind = 1)"
CARRIED = f"(select account_id from account where kind = 2 and owner_id = {DAUGHTER})"
NEWCOMER = "(select account_id from account where book = 350200 and kind = 2 and balance_fen = 0 and closed_at is null)"
SETTING = "(select min(fact_id) from fact where kind = 12)"
A_MONTH_EARLIER = f"""
    update transfer
    set debit_account = debit_account - case when debit_account / 10000000000000 = 2 then 10 else 0 end,
        credit_account = credit_account - case when credit_account / 10000000000000 = 1 then 10 else 0 end
    where journal_id = {BILL}
"""


@dataclass(frozen=True, slots=True)
class Break:
    """what somebody did to the rows, in SQL; named: the checks it breaks, of which the first is the one shown here."""

    what: str
    sql: tuple[str, ...]
    named: tuple[Check, ...]


BREAKS = (
    Break(
        "a fen is kept in the wrong bucket",
        (
            f"update account set balance_fen = balance_fen + 1 where account_id = {CURRENT}",
            f"update account set balance_fen = balance_fen - 1 where account_id = {CARRIED}",
        ),
        (KEPT_BALANCE,),
    ),
    Break(
        "a balance grows by a fen",
        (f"update account set balance_fen = balance_fen + 1 where account_id = {CURRENT}",),
        (KEPT_BALANCE, OWNED, CONSERVED_IN_POOL),
    ),
    Break(
        "a bucket is overspent at the cost of the other",
        (
            "alter table account drop constraint account_not_overspent",
            f"update account set balance_fen = balance_fen + 100000000 where account_id = {CURRENT}",
            f"update account set balance_fen = balance_fen - 100000000 where account_id = {CARRIED}",
        ),
        (NOT_OVERSPENT, KEPT_BALANCE),
    ),
    Break(
        "an account is closed with money in it",
        (f"update account set closed_at = now() where account_id = {CARRIED}",),
        (CLOSED_IS_EMPTY,),
    ),
    Break(
        "a transfer moves nothing",
        (
            "alter table transfer drop constraint transfer_moves_something",
            f"""
            insert into transfer (journal_id, line, cell, book, debit_account, credit_account, amount_fen)
            select journal_id, 99, cell, book, debit_account, credit_account, 0
            from transfer
            where journal_id = {SETTING}
            """,
        ),
        (MOVES_SOMETHING,),
    ),
    Break(
        "an institution that was paid is gone",
        ("delete from institution where pool = 610100",),
        (ACCOUNT_OF_ITS_BOOK,),
    ),
    Break(
        "an opening balance is booked in another pool",
        ("update transfer set book = 610100 where debit_account = 50000000000000 and book = 350200",),
        (CONSERVED_IN_POOL, ACCOUNT_OF_ITS_BOOK),
    ),
    Break(
        "a pool is owed a fen more than the other owes",
        (f"update transfer set amount_fen = amount_fen + 1 where journal_id = {BILL} and line = 2",),
        (OWED_IS_DUE, JOURNAL),
    ),
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
        (CLOSED,),
    ),
    Break(
        "a relation ends and its quota does not",
        (
            "update aid_relation set state = 'dissolved' where state = 'active'",
            "update donor_relation set active = false",
        ),
        (CLOSED,),
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
        "the fee classes are a fen too many",
        (
            "alter table settlement drop constraint fee_classes_add_up_to_the_bill",
            f"update settlement set in_scope_fen = in_scope_fen + 1 where settlement_id = {BILL}",
        ),
        (FEE_CLASSES,),
    ),
    Break(
        "the hospital bears a fen nobody had to",
        (
            "alter table settlement drop constraint payers_add_up_to_the_bill",
            f"update settlement set hospital_fen = hospital_fen + 1 where settlement_id = {BILL}",
        ),
        (PAYERS, JOURNAL),
    ),
    Break(
        "more cash is paid than the person's share",
        (
            "alter table settlement drop constraint personal_share_is_own_aid_and_cash",
            f"update settlement set cash_fen = cash_fen + 1 where settlement_id = {BILL}",
        ),
        (PERSONAL_SHARE, JOURNAL),
    ),
    Break(
        "a bill has a class below zero",
        (
            f"""
            update settlement
            set own_pay_full_fen = own_pay_full_fen - 1, in_scope_fen = in_scope_fen + 1
            where settlement_id = {BILL}
            """,
        ),
        (SIGNS, FEE_LINES),
    ),
    Break(
        "a fee line costs another amount",
        (f"update fee_lines set lines = replace(lines::text, '40000', '40001')::json where settlement_id = {BILL}",),
        (FEE_LINES,),
    ),
    Break(
        "aid paid for what it may not",
        (
            f"""
            update fee_lines
            set lines = (
                select json_agg((
                    select json_agg(case when position = 9 then to_json(0) else value end order by position)
                    from json_array_elements(line) with ordinality as part (value, position)
                ))
                from json_array_elements(lines) as element (line)
            )
            where settlement_id = {BILL}
            """,
        ),
        (FEE_LINES,),
    ),
    Break(
        "a bill says own account where aid paid",
        (
            f"""
            update settlement
            set aid_fen = aid_fen - 1, own_account_fen = own_account_fen + 1
            where settlement_id = {BILL}
            """,
        ),
        (JOURNAL,),
    ),
    Break(
        "another institution is paid",
        (
            f"""
            update transfer
            set credit_account = credit_account - 1
            where journal_id = {BILL}
            and credit_account / 10000000000000 = 3
            """,
        ),
        (WAY,),
    ),
    Break(
        "what one pool owes the other is of the month before",
        (A_MONTH_EARLIER,),
        (CLEARING_MONTH,),
    ),
    Break(
        "a bill is to be cleared in the month before it",
        (
            A_MONTH_EARLIER,
            f"update settlement set clearing_month = clearing_month - 1 where settlement_id = {BILL}",
        ),
        (CLEARING_MONTH,),
    ),
    Break(
        "a settlement is undone twice",
        (
            "alter table cancellation drop constraint a_settlement_is_undone_once",
            "insert into cancellation select * from cancellation",
        ),
        (UNDONE_ONCE,),
    ),
    Break(
        "a cancel is called a reversal",
        (f"update cancellation set kind = 3 where settlement_id = {CANCEL}",),
        (UNDOES_A_SETTLEMENT,),
    ),
    Break(
        "a cancel undoes a visit of another number",
        (f"update settlement set visit_id = visit_id + 1 where settlement_id = {CANCEL}",),
        (UNDOES_A_SETTLEMENT,),
    ),
    Break(
        "a cancel takes back other classes",
        (
            f"""
            update settlement
            set own_pay_full_fen = own_pay_full_fen - 1, in_scope_fen = in_scope_fen + 1
            where settlement_id = {CANCEL}
            """,
        ),
        (NEGATIVE_AMOUNTS,),
    ),
    Break(
        "the refund of an open quota goes to its donor",
        (
            f"""
            update account
            set balance_fen = balance_fen - fen
            from (select credit_account, amount_fen as fen from transfer where journal_id = {REVERSAL}) as refund
            where account_id = credit_account
            """,
            f"""
            update account
            set balance_fen = balance_fen + fen
            from (select amount_fen as fen from transfer where journal_id = {REVERSAL} and book = 350200) as refund
            where account_id = {CARRIED}
            """,
            f"update transfer set credit_account = {CARRIED} where journal_id = {REVERSAL} and book = 350200",
        ),
        (MIRRORED_TRANSFERS,),
    ),
    Break(
        "a refund waits in suspense and nobody knows",
        ("delete from work_item",),
        (SUSPENSE_HAS_WORK_ITEM,),
    ),
    Break(
        "a message number has a second result",
        (
            "alter table request drop constraint message_number_is_used_once",
            """
            insert into request (cell, institution_no, message_id, content_digest, outcome_id, kind)
            select cell, institution_no, message_id, content_digest, 0, 5
            from request
            where kind = 1
            """,
        ),
        (ONE_RESULT,),
    ),
    Break(
        "a message is forgotten",
        (f"delete from request where outcome_id = {BILL}",),
        (RESULT_IS_THERE,),
    ),
    Break(
        "a message leads to a bill that is not there",
        (f"update request set outcome_id = outcome_id + 1 where outcome_id = {BILL}",),
        (RESULT_IS_THERE,),
    ),
    Break(
        "a journal has no fact",
        ("delete from fact where kind = 1",),
        (JOURNAL_HAS_FACT,),
    ),
    Break(
        "a fact says credited where an opening balance was brought",
        ("update fact set kind = 2 where kind = 1",),
        (JOURNAL_HAS_FACT,),
    ),
    Break(
        "a fact tells another time than its settlement",
        (f"update fact set at = at + interval '1 second' where fact_id = {BILL}",),
        (SETTLEMENT_HAS_FACT,),
    ),
    Break(
        "a fact stands in another cell",
        ("update fact set cell = (cell + 1) % 1024 where kind = 10",),
        (CARRIES_CELL,),
    ),
)


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.what.replace(" ", "_"))
def test_verify_names_what_is_broken_when(books: Connection[Any], one: Break) -> None:
    for statement in one.sql:
        changed = books.execute(statement)
        assert changed.rowcount != 0, f"this broke nothing: {statement}"
    violations = verify(books)
    assert {violation.check for violation in violations} == set(one.named)
    assert all(violation.what for violation in violations)


def test_every_check_is_shown_by_a_break() -> None:
    assert {one.named[0] for one in BREAKS} == set(CHECKS)
