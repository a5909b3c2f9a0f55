"""Show a pay code, and forget codes that are over (S-31, S-34)."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.ground.value import values_of
from gongji.settlement.pay_code import KEPT, PayCode, code_digits, code_index
from gongji.settlement.refusals import CodesTooMany


def show_code(
    db: Connection[Any], keys: KeyStore, *, person_id: int, now: datetime, policy: PolicySet, by: By
) -> PayCode:
    """A code of this person for one payment within `pay_code.valid_seconds` (S-34); codes of hers that are over go.

    by: who shows it, herself or who acts for her; whether she may, the door has asked (S-31). Refuses: CodesTooMany.
    """
    ledger.lock(db, spenders=[person_id])
    _forget_over(db, person_id, now)
    _require_few(db, person_id, now, policy)
    (code_id,) = new_identifiers(db, cells=[cell_of(person_id)])
    seconds = policy.value("pay_code.valid_seconds", pool=0, on=beijing_day(now))
    code = PayCode(
        cell=cell_of(code_id),
        code_id=code_id,
        code_index=code_index(keys, code_digits(keys, code_id)),
        person_id=person_id,
        presented_by=by.actor_id,
        authority_id=by.authority_id,
        shown_at=now,
        expires_at=now + timedelta(seconds=seconds),
    )
    db.execute(
        f"insert into pay_code ({KEPT}) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        values_of(code)[:-1],
    )
    audit.record(db, [Fact(code_id, Happening.PAY_CODE_SHOWN, person_id, now, by=by)])
    return code


def _forget_over(db: Connection[Any], person_id: int, now: datetime) -> None:
    db.execute(
        """
        delete from pay_code
        where cell = %s
        and person_id = %s
        and expires_at <= %s
        """,
        [cell_of(person_id), person_id, now],
    )


def _require_few(db: Connection[Any], person_id: int, now: datetime, policy: PolicySet) -> None:
    """Whoever shows one code after the other guesses, or hands them out."""
    limit = policy.value("pay_code.at_most", pool=0, on=beijing_day(now))
    row = db.execute(
        "select count(*), min(expires_at) from pay_code where cell = %s and person_id = %s",
        [cell_of(person_id), person_id],
    ).fetchone()
    assert row is not None, "an aggregate has one row"
    good, first_over = row
    if good >= limit:
        raise CodesTooMany(limit=limit, seconds=math.ceil((first_over - now).total_seconds()))


def find_over_codes(db: Connection[Any], *, now: datetime, after: int, limit: int) -> list[int]:
    """Codes that are over, by identifier, which is by age."""
    rows = db.execute(
        """
        select code_id
        from pay_code
        where expires_at <= %s
        and code_id > %s
        order by code_id
        limit %s
        """,
        [now, after, limit],
    )
    return [code_id for (code_id,) in rows.fetchall()]


def forget_codes(db: Connection[Any], *, code_ids: Sequence[int], now: datetime) -> int:
    """Forget codes that are over; how many. Which payment used one stays written down with the payment."""
    return db.execute(
        """
        delete from pay_code
        where cell = any(%s::smallint[])
        and code_id = any(%s::bigint[])
        and expires_at <= %s
        """,
        [*cells_and(code_ids), now],
    ).rowcount
