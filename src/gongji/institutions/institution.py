"""A designated institution: what it is, where it is, whether it can take the wallet and be paid now."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import Asking, asked, fetch, question
from gongji.ground.value import columns_of, value


@value
class Institution:
    """kind: pharmacy or hospital. level: hospital grade or "unrated". profile: the dialect its system speaks."""

    institution_no: int
    code: str
    name: str
    kind: str
    level: str
    division: int
    pool: int
    wallet_enabled: bool
    suspended_from: datetime | None
    profile: str


@refusal
class InstitutionUnknown(Refusal):
    """No designated institution has this code."""

    code: ClassVar[str] = "INSTITUTION_UNKNOWN"
    rule: ClassVar[str] = "P-10"
    institution: str


@refusal
class InstitutionSuspended(Refusal):
    """The institution is suspended from settlement (X-41)."""

    code: ClassVar[str] = "INSTITUTION_SUSPENDED"
    rule: ClassVar[str] = "X-41"
    institution: str


@question
def find_institutions(db: Connection[Any], *, codes: Collection[str]) -> Asking[dict[str, Institution]]:
    """The designated institutions with these codes, by code; unknown codes are absent."""
    rows = yield from asked(
        db,
        Institution,
        """
        select institution_no, code, name, kind, level, division, pool, wallet_enabled, suspended_from, profile
        from institution
        where code = any(%s)
        """,
        [list(codes)],
    )
    return {row.code: row for row in rows}


def find_by_number(db: Connection[Any], *, numbers: Collection[int]) -> dict[int, Institution]:
    """The institutions with these numbers, by number."""
    rows = fetch(
        db,
        Institution,
        f"select {columns_of(Institution)} from institution where institution_no = any(%s::int[])",
        [list(numbers)],
    )
    return {row.institution_no: row for row in rows}


def find_names(db: Connection[Any], *, numbers: Collection[int]) -> dict[int, str]:
    """What institutions are called, by number."""
    rows = db.execute(
        "select institution_no, name from institution where institution_no = any(%s::int[])", [list(numbers)]
    )
    return dict(rows.fetchall())


def require_institution(found: dict[str, Institution], code: str, *, now: datetime) -> Institution:
    """The institution if it may settle now; refuses unknown and suspended ones (P-10, X-41)."""
    institution = found.get(code)
    if institution is None:
        raise InstitutionUnknown(institution=code)
    if institution.suspended_from is not None and institution.suspended_from <= now:
        raise InstitutionSuspended(institution=code)
    return institution


def enter_institutions(db: Connection[Any], institutions: Sequence[Institution]) -> None:
    """Enter institutions, or bring known ones (same code) up to date; numbers and suspensions stay as they are."""
    db.cursor().executemany(
        """
        insert into institution (code, name, kind, level, division, pool, wallet_enabled, profile)
        values (%s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (code) do update
        set name = excluded.name,
            kind = excluded.kind,
            level = excluded.level,
            division = excluded.division,
            pool = excluded.pool,
            wallet_enabled = excluded.wallet_enabled,
            profile = excluded.profile
        """,
        [(i.code, i.name, i.kind, i.level, i.division, i.pool, i.wallet_enabled, i.profile) for i in institutions],
    )


def suspend(db: Connection[Any], *, code: str, since: datetime | None) -> None:
    """Suspend an institution from settlement from a moment on, or lift it with None (X-41)."""
    changed = db.execute("update institution set suspended_from = %s where code = %s", [since, code])
    if changed.rowcount == 0:
        raise InstitutionUnknown(institution=code)
