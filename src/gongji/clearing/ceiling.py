"""What a ceiling of quotas would have kept from being paid between provinces: an estimate from what quotas paid."""

from datetime import date
from typing import Any

from psycopg import Connection

from gongji.ledger import FACE, FIRST_DEFENDED

# 1: ledger.Business.AID; 3 and 4: the two buckets of a quota (ledger.AccountKind).
CUT = f"""
    select day, payer_province, payee_province, sum(amount_fen - capped_fen)::bigint
    from (
        select greatest((at at time zone 'Asia/Shanghai')::date, %(first_filed)s) as day,
               book / 10000 * 10000 as payer_province,
               shared / 10000000 %% 1000000 / 10000 * 10000 as payee_province,
               shared,
               amount_fen,
               least(sum(amount_fen) over so_far, %(ceiling_fen)s)
                   - least(sum(amount_fen) over so_far - amount_fen, %(ceiling_fen)s) as capped_fen
        from (
            select journal_id,
                   transfer.line,
                   fact.at,
                   transfer.book,
                   account.subject_id,
                   least(debit_account, credit_account) as shared,
                   case when debit_account < credit_account then -amount_fen else amount_fen end as amount_fen
            from transfer
            join fact
                on fact.cell = transfer.cell
                and fact_id = journal_id
            join account
                on account_id = greatest(debit_account, credit_account)
            where journal_id > %(after_id)s
            and journal_id < %(before_id)s
            and fact_id > %(after_id)s
            and fact_id < %(before_id)s
            and account.kind in (3, 4)
            and least(debit_account, credit_account) < {FIRST_DEFENDED}
            and at >= %(year)s::date::timestamp at time zone 'Asia/Shanghai'
            and at < %(end)s::date::timestamp at time zone 'Asia/Shanghai'
        ) as spent
        window so_far as (
            partition by subject_id, date_part('year', at at time zone 'Asia/Shanghai')
            order by at, journal_id, line
        )
    ) as capped
    where amount_fen <> capped_fen
    and shared between {FACE} and {2 * FACE - 1}
    and shared %% 10 = 1
    and payer_province <> payee_province
    and day >= %(first)s
    group by day, payer_province, payee_province
    order by day, payer_province, payee_province
"""


def cut_by_ceiling(
    db: Connection[Any], *, first: date, end: date, ceiling_fen: int
) -> list[tuple[date, int, int, int]]:
    """What quotas would have paid less from `first` to before `end`, had each been able to pay `ceiling_fen` a year.

    Rows of (day, paying province, paid province, fen). What a quota paid, wherever it did, adds up from 1 January on in
    the order it was booked, cancels as negative; of each item only what keeps that sum at or under the ceiling stays.
    So a quota's first bills of a year stay whole and its later ones are cut, as a lower limit would have had it; that a
    family would then have changed its limit, or paid earlier bills otherwise, is not guessed. Lots have no ceiling. An
    item counts for the day of its fact, one of before the first filed day for that. Read by one sum in the database,
    whose sorting is the cost: a row for each transfer of a quota since 1 January, none of them here.
    """
    row = db.execute(
        """
        select min(day), min(after_id) filter (where day >= %s), max(before_id) filter (where day < %s)
        from clearing_day
        """,
        [first.replace(month=1, day=1), end],
    ).fetchone()
    assert row is not None, "an aggregate has a row"
    rows = db.execute(
        CUT,
        {
            "first_filed": row[0],
            "after_id": row[1],
            "before_id": row[2],
            "year": first.replace(month=1, day=1),
            "first": first,
            "end": end,
            "ceiling_fen": ceiling_fen,
        },
    )
    return rows.fetchall()
