"""Trials (pre-settlement): computed and shown, nothing booked, good for ten minutes (S-10, Q-23)."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cells_and
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import value
from gongji.settlement.requests import Line


@value
class Trial:
    """Found again by institution, person and fee line numbers; visit_id is the number it was answered with."""

    cell: int
    trial_id: int
    person_id: int
    institution_no: int
    visit_id: int
    lines_key: bytes
    made_at: datetime
    expires_at: datetime


def lines_key(lines: Iterable[Line], *, visit_id: int | None) -> bytes:
    """Digest of the fee line numbers of a bill, in whatever order they come.

    visit_id: of a hospital visit, since every visit numbers its lines for itself; None for a pharmacy sale.
    """
    numbers = sorted(line.line_no for line in lines)
    key = numbers if visit_id is None else [f"visit {visit_id}", *numbers]
    return hashlib.blake2b("\0".join(key).encode(), digest_size=16).digest()


@question
def find_trials(db: Connection[Any], *, people: Collection[int]) -> Asking[dict[tuple[int, int, bytes], Trial]]:
    """The trials of these people by (person, institution, lines), the newest where there are several."""
    rows = yield from asked(
        db,
        Trial,
        """
        select cell, trial_id, person_id, institution_no, visit_id, lines_key, made_at, expires_at
        from trial
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        order by cell, trial_id
        """,
        cells_and(people),
    )
    return {(trial.person_id, trial.institution_no, trial.lines_key): trial for trial in rows}


def keep_trial(db: Connection[Any], trial: Trial) -> None:
    """Keep a trial, and drop those of the same person that ended a day or more before it."""
    db.execute(
        """
        delete from trial
        where cell = %s
        and person_id = %s
        and expires_at < %s - interval '1 day'
        """,
        [trial.cell, trial.person_id, trial.made_at],
    )
    db.execute(
        """
        insert into trial (cell, trial_id, person_id, institution_no, visit_id, lines_key, made_at, expires_at)
        values (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            trial.cell,
            trial.trial_id,
            trial.person_id,
            trial.institution_no,
            trial.visit_id,
            trial.lines_key,
            trial.made_at,
            trial.expires_at,
        ],
    )
