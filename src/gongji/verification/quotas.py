"""Quotas: what was allowed, what was spent of it, what is left."""

from gongji.verification.account_numbers import DEFENDED, SIDES
from gongji.verification.check import Check
from gongji.verification.journals import LEGS

# What left a quota for premiums (facts 80, 83, 85: reserved, released, refunded) is used, but for what is still held. A
# part that could not return into its quota stays used, as a refund does that goes to the donor (S-22). Of a whole
# balance it is what orders took that stand: the money came straight from the donor's account.
LIMIT = Check(
    "a quota's limit is what was spent of it, is reserved and remains",
    ("Q-04", "I-4"),
    f"""
    select format('quota %s: limit %s fen, used %s, reserved %s, remaining %s',
        quota_id, limit_fen, used_fen, reserved_fen, remaining_fen)
    from quota
    left join (
        select quota_id, sum(fen) as spent_fen
        from ({LEGS}) as leg
        where quota_id is not null
        group by quota_id
    ) as spent using (quota_id)
    left join (
        select subject_id as quota_id, -sum(change_fen) as premiums_fen
        from {SIDES}
        join (
            select account_id, subject_id
            from account
            where kind in (3, 4)
        ) as of_quota using (account_id)
        join (
            select cell, fact_id as journal_id
            from fact
            where kind in (80, 83, 85)
        ) as of_premium using (cell, journal_id)
        group by subject_id
    ) as premium using (quota_id)
    left join (
        select quota_id, sum(premium_part.amount_fen) as standing_fen
        from premium_part
        join premium_order using (cell, order_id)
        where state in ('RESERVED', 'SENT_TO_TAX', 'PAID', 'REFUNDING')
        group by quota_id
    ) as standing using (quota_id)
    left join (
        select quota_id, sum(balance_fen) as held_fen
        from premium_part
        join account
            on account.cell = premium_part.cell
            and account_id = held_account
        group by quota_id
    ) as held using (quota_id)
    left join (
        select subject_id as quota_id, sum(balance_fen) as left_fen
        from account
        where kind in (3, 4)
        group by subject_id
    ) as remaining using (quota_id)
    cross join lateral (
        select
            coalesce(spent_fen, 0)
                + case when period_type = 'WHOLE' then coalesce(standing_fen, 0) else coalesce(premiums_fen, 0) end
                - coalesce(held_fen, 0) as used_fen,
            coalesce(held_fen, 0) as reserved_fen,
            coalesce(left_fen, 0) as remaining_fen
    ) as parts
    where limit_fen <> used_fen + reserved_fen + remaining_fen
    or used_fen < 0
    or reserved_fen < 0
    or remaining_fen < 0
    """,
)

ENDED = Check(
    "a quota that ended holds nothing, and a dissolved relation has no other",
    ("Q-07", "R-14"),
    """
    select format(
        'quota %s is %s, its relation %s, and holds %s fen', quota_id, quota.state, aid_relation.state, held_fen)
    from quota
    left join aid_relation using (cell, relation_id)
    left join (
        select subject_id as quota_id, sum(balance_fen) as held_fen
        from account
        where kind in (3, 4)
        group by subject_id
    ) as held using (quota_id)
    where (quota.state in ('closed', 'expired') and held_fen <> 0)
    or (quota.state = 'active' and aid_relation.state = 'dissolved')
    """,
)

OF_A_RELATION = Check(
    "a quota is between the two people of its relation, and a relation stands in both people's cells",
    ("Q-01", "R-04"),
    """
    select format('relation %s: quota %s', relation_id, quota_id)
    from quota
    left join aid_relation using (cell, relation_id)
    where (quota.donor_id, quota.beneficiary_id, quota.relation)
        is distinct from (aid_relation.donor_id, aid_relation.beneficiary_id, aid_relation.relation)
    union all
    select format('relation %s is %s for the beneficiary, active: %s for the donor', relation_id, state, active)
    from aid_relation
    full join donor_relation using (relation_id)
    where (aid_relation.donor_id, aid_relation.beneficiary_id, aid_relation.relation, state <> 'dissolved')
        is distinct from (donor_relation.donor_id, donor_relation.beneficiary_id, donor_relation.relation, active)
    """,
)

CHANGES = Check(
    "each change of a quota moved its difference, and starts where the one before ended",
    ("Q-06", "Q-07"),
    f"""
    select format(
        'quota %s journal %s: from %s to %s fen, moved %s, then %s',
        quota_id, journal_id, before_fen, after_fen, coalesce(moved_fen, 0), then_fen)
    from (
        select
            quota_change.*,
            case
                -- Its limit is what is used, which bills change.
                when period_type = 'WHOLE' then after_fen
                else coalesce(lead(before_fen) over (partition by quota_id order by journal_id), limit_fen)
            end as then_fen
        from quota_change
        left join quota using (cell, quota_id)
    ) as change
    left join (
        select journal_id, subject_id as quota_id, sum(change_fen) as moved_fen
        from quota_change
        join {SIDES} using (cell, journal_id)
        join account using (account_id)
        where kind in (3, 4)
        group by journal_id, subject_id
    ) as moved using (journal_id, quota_id)
    where (after_fen, after_fen - before_fen) is distinct from (then_fen, coalesce(moved_fen, 0))
    """,
)

# Its accounts are on the way from the donor's account to whoever is paid.
WHOLE_BALANCE = Check(
    "a whole balance holds nothing: a bill takes from the donor just what it spends, and only for a whole balance",
    ("R-22", "Q-04"),
    f"""
    select format('quota %s of a whole balance holds %s fen in account %s', quota_id, balance_fen, account_id)
    from quota
    join account
        on account.cell = quota.cell
        and subject_id = quota_id
    where period_type = 'WHOLE'
    and balance_fen <> 0
    union all
    select format('settlement %s, quota %s (%s): %s fen came into its account %s, %s left it',
        settlement_id, quota_id, period_type, came_fen, account_id, left_fen)
    from (
        select
            settlement_id, quota_id, period_type, account_id,
            coalesce(sum(change_fen) filter (where change_fen > 0), 0) as came_fen,
            -coalesce(sum(change_fen) filter (where change_fen < 0), 0) as left_fen,
            bool_or(other_id >= {DEFENDED}) as from_account
        from settlement
        join {SIDES}
            on side.cell = settlement.cell
            and journal_id = settlement_id
        join account using (account_id)
        join quota on quota_id = subject_id
        where account.kind in (3, 4)
        group by settlement_id, quota_id, period_type, account_id
    ) as passed
    where case when period_type = 'WHOLE' then came_fen <> left_fen else from_account end
    """,
)

CHECKS = (LIMIT, ENDED, OF_A_RELATION, CHANGES, WHOLE_BALANCE)
