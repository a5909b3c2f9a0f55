"""Change somebody's insurance and account when life changes: status, scheme, pool, death (R-13, P-19, W-31)."""

from datetime import date, datetime
from enum import IntEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import clearing_month
from gongji.ground.divisions import pool_of
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.refusal import Refusal, refusal
from gongji.insured.account import Opening, empty_bucket, had_account, open_where_missing, own_buckets
from gongji.insured.person import EMPLOYEE, find_relations
from gongji.ledger import Business, Transfer

IN_SERVICE, RETIRED, RESIDENT_TYPE = "11", "12", "15"


class InsuredStatus(IntEnum):
    """As `insured_relation.status` has it (interface 3)."""

    NOT_INSURED = 0
    NORMAL = 1
    PAUSED = 2
    INVALID = 3
    ENDED = 4


@refusal
class NotInsuredThere(Refusal):
    """The news is about a scheme the person is not in (R-13)."""

    code: ClassVar[str] = "NOT_INSURED_THERE"
    rule: ClassVar[str] = "R-13"
    scheme: int


def change_status(db: Connection[Any], *, person_id: int, scheme: int, status: InsuredStatus, on: date) -> None:
    """Set the status of somebody's cover; the caller holds the person. Refuses NotInsuredThere."""
    changed = db.execute(
        """
        update insured_relation
        set status = %s, paused_from = %s
        where cell = %s
        and person_id = %s
        and scheme = %s
        """,
        [
            status.value,
            on if status is InsuredStatus.PAUSED else None,
            cell_of(person_id),
            person_id,
            scheme,
        ],
    )
    if changed.rowcount == 0:
        raise NotInsuredThere(scheme=scheme)


def insure(db: Connection[Any], *, person_id: int, scheme: int, division: str, since: date, now: datetime) -> None:
    """Insure somebody in a scheme at a place, or there instead of elsewhere; the caller holds the person."""
    pool = pool_of(division, on=since)
    db.execute(
        """
        insert into insured_relation (cell, person_id, scheme, pool, division, person_type, status, insured_from)
        values (%s, %s, %s, %s, %s, %s, 1, %s)
        on conflict (person_id, scheme, cell) do update
        set pool = excluded.pool, division = excluded.division, status = 1, paused_from = null
        """,
        [
            cell_of(person_id),
            person_id,
            scheme,
            pool,
            int(division),
            IN_SERVICE if scheme == EMPLOYEE else RESIDENT_TYPE,
            since,
        ],
    )


def retire(db: Connection[Any], *, person_id: int) -> None:
    """From now on the account is fed from the pool, not from wages (P-02). Refuses NotInsuredThere."""
    changed = db.execute(
        "update insured_relation set person_type = %s where cell = %s and person_id = %s and scheme = %s",
        [RETIRED, cell_of(person_id), person_id, EMPLOYEE],
    )
    if changed.rowcount == 0:
        raise NotInsuredThere(scheme=EMPLOYEE)


def record_death(db: Connection[Any], *, person_id: int, died_on: date) -> None:
    """Nothing of this person is paid from this moment on (I-9); the caller holds her."""
    db.execute(
        "update spender set died_on = %s where cell = %s and person_id = %s", [died_on, cell_of(person_id), person_id]
    )


def is_insured(db: Connection[Any], *, person_id: int) -> bool:
    """Whether somebody is normally insured in any scheme."""
    held = find_relations(db, people=[person_id]).get(person_id, {})
    return any(relation.status == InsuredStatus.NORMAL for relation in held.values())


def open_account(db: Connection[Any], *, person_id: int, pool: int, now: datetime) -> None:
    """A job brings an account, still empty, to who has none: a first one, or one after a pay-out (P-01, P-18)."""
    open_where_missing(db, [Opening(person_id, pool, 0)], now=now)


def reopen_account(db: Connection[Any], *, person_id: int, pool: int, now: datetime) -> None:
    """Who had an account that was paid out and is insured again has one again; who joined without keeps none (P-03)."""
    if had_account(db, person_id=person_id):
        open_account(db, person_id=person_id, pool=pool, now=now)


def move_account(db: Connection[Any], *, person_id: int, pool: int, now: datetime, by: By) -> int:
    """Bring a balance to the book of another pool, bucket by bucket; how many fen (P-19). The caller holds the person.

    All quotas are closed by then: what is set aside for others does not move.
    """
    buckets = own_buckets(ledger.lock(db, spenders=[person_id]).accounts.values()).get(person_id, {})
    leaving = [account for account in buckets.values() if account.book != pool]
    if not leaving:
        return 0
    journal_id, *account_ids = new_identifiers(db, cells=[cell_of(person_id)] * (1 + len(leaving)))
    arriving = [
        empty_bucket(account_id, person_id, pool, ledger.AccountKind(account.kind))
        for account, account_id in zip(leaving, account_ids, strict=True)
    ]
    ledger.open_accounts(db, arriving)
    moves = [
        (leg, old.balance_fen)
        for old, new in zip(leaving, arriving, strict=True)
        if old.balance_fen
        for leg in ledger.cross_book(
            payer=old.book,
            payee=pool,
            source=old.account_id,
            target=new.account_id,
            month=clearing_month(now),
            business=Business.MOVE,
        )
    ]
    ledger.post(db, [Transfer(journal_id, line, *leg, amount) for line, (leg, amount) in enumerate(moves, start=1)])
    if moves:
        audit.record(db, [Fact(journal_id, Happening.ACCOUNT_MOVED, person_id, now, {"to": pool}, by)])
    ledger.close_accounts(db, accounts=[account.account_id for account in leaving], now=now)
    return sum(old.balance_fen for old in leaving)
