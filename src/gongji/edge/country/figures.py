"""What the month was: how much was settled, between whom it went, what the notices came to."""

from typing import Any, LiteralString

from psycopg import Connection, IsolationLevel

from gongji import clearing
from gongji.clearing import Batch, OpenBalance
from gongji.edge.country.plan import Plan
from gongji.edge.invented.entering import Progress
from gongji.ground.value import value
from gongji.verification import CHECKS, Violation, verify

COUNTS: dict[str, LiteralString] = {
    "settled": "select count(*) from settlement where kind = 1",
    "cancelled": "select count(*) from settlement where kind = 2",
    "premiums": "select count(*) from premium_order where state = 'PAID'",
    "settled_fen": "select coalesce(sum(total_fen), 0)::bigint from settlement where kind = 1",
    "aid_fen": "select coalesce(sum(aid_fen), 0)::bigint from settlement where kind = 1",
    "by_several": """
        select count(*)
        from (
            select journal_id
            from transfer
            join account on account_id = debit_account
            where kind in (3, 4)
            group by journal_id
            having count(distinct subject_id) > 1
        ) as bill
        """,
    "items_between_provinces": """
        select coalesce(sum(items), 0)::bigint
        from clearing_sheet
        where batch_month = %(month)s
        and payer_province <> payee_province
        """,
    "pool_pairs": """
        select count(distinct (payer_pool, payee_pool)) from clearing_line where batch_month = %(month)s
        """,
    "province_pairs": """
        select count(*) from clearing_sheet where batch_month = %(month)s and payer_province <> payee_province
        """,
    "between_provinces_fen": """
        select coalesce(sum(amount_fen), 0)::bigint
        from clearing_sheet
        where batch_month = %(month)s
        and payer_province <> payee_province
        """,
    "statements": "select count(*) from statement where month = %(month)s",
    "statements_fen": "select coalesce(sum(amount_fen), 0)::bigint from statement where month = %(month)s",
}


@value
class Figures:
    """counts: by the names of COUNTS. notices: level, state, how many, fen together. violations: of `verify`."""

    batch: Batch
    counts: dict[str, int]
    notices: list[tuple[str, str, int, int]]
    balances: list[OpenBalance]
    violations: list[Violation]

    @property
    def is_at_zero(self) -> bool:
        """Whether nobody owes anybody anything of it, and the books agree."""
        return not self.violations and all(balance.open == 0 for balance in self.balances)


def figures_of(db: Connection[Any], plan: Plan, progress: Progress) -> Figures:
    """Count it all, in one unchanging view of the rows."""
    db.isolation_level = IsolationLevel.REPEATABLE_READ
    db.read_only = True
    with progress("balances"):
        batch = clearing.require_batch(db, batch_month=plan.month)
        counts = {name: _count(db, question, plan.month) for name, question in COUNTS.items()}
        notices = clearing.count_notices(db, batch_month=plan.month)
        balances = clearing.open_balances(db)
    with progress("verify") as update:
        violations = verify(db, progress=lambda _, place: update(place, len(CHECKS)))
    return Figures(batch, counts, notices, balances, violations)


def _count(db: Connection[Any], question: LiteralString, month: int) -> int:
    row = db.execute(question, {"month": month}).fetchone()
    assert row
    return int(row[0])
