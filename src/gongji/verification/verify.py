"""Run every check over one unchanging view of the rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from gongji.verification.check import Check
from gongji.verification.checks import CHECKS


@dataclass(frozen=True, slots=True)
class Violation:
    """A place where a check does not hold. what: identifiers and amounts in fen, nothing personal."""

    check: Check
    what: str


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there was to check."""

    checks: int
    settlements: int
    transfers: int


def verify(
    db: Connection[Any], *, progress: Callable[[Check, int], None] | None = None, first: int = 5
) -> list[Violation]:
    """Recompute the books from their rows; the first violations of every check, none when the books agree.

    db: in a transaction that is repeatable read and read only, so that all checks see one moment while payments go on;
    any other is refused (ValueError). It reads every row: minutes for tens of millions. progress: called before each
    check, with its place counted from 0. first: violations named for one check.
    """
    _require_one_view(db)
    _plan_for_all_rows(db)
    violations: list[Violation] = []
    for place, check in enumerate(CHECKS):
        if progress is not None:
            progress(check, place)
        violations += [Violation(check, what) for what in _find(db, check, first)]
    return violations


def extent(db: Connection[Any]) -> Extent:
    """How much `verify` reads in the same transaction."""
    row = db.execute("select (select count(*) from settlement), (select count(*) from transfer)").fetchone()
    assert row is not None
    return Extent(len(CHECKS), *row)


def _require_one_view(db: Connection[Any]) -> None:
    (isolation,) = db.execute("show transaction_isolation").fetchone() or ("",)
    if isolation not in ("repeatable read", "serializable"):
        raise ValueError(f"verify needs one view of the rows, and this transaction is {isolation}")


def _plan_for_all_rows(db: Connection[Any]) -> None:
    # Or the planner takes a check constraint's word for it and does not look.
    db.execute("set local constraint_exclusion = off")
    # Row counts of yesterday make it loop over what has become millions today; hashing is never far off.
    db.execute("set local enable_nestloop = off")
    db.execute("set local work_mem = '64MB'")
    db.execute("set local jit = off")
    # Payments go on meanwhile, so no more than one processor; and containers have little memory to share.
    db.execute("set local max_parallel_workers_per_gather = 0")


def _find(db: Connection[Any], check: Check, first: int) -> list[str]:
    # Materialised, so that the limit does not make the planner hope for an early end.
    rows = db.execute(
        f"""
        with violation (what) as materialized ({check.sql})
        select what
        from violation
        order by what
        limit {first}
        """
    )
    return [what for (what,) in rows]
