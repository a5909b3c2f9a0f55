"""What an absorbed record had goes to the one that lives on: cover, account, keys, the year's sums (W-03, R-12)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.keys import KeyStore
from gongji.ground.value import replace, values_of
from gongji.insured.account import empty_bucket, own_buckets
from gongji.insured.change import InsuredStatus
from gongji.insured.enrolment import InsuredElsewhere
from gongji.insured.find import find_people
from gongji.insured.person import EMPLOYEE, Carried, InsuredRelation, find_relations
from gongji.insured.record import records_of
from gongji.ledger import AccountKind, Spender, Transfer

LIVES = (InsuredStatus.NORMAL, InsuredStatus.PAUSED)


def absorb(db: Connection[Any], keys: KeyStore, *, kept_id: int, absorbed_id: int, now: datetime, by: By) -> int:
    """Merge a record into another; how many fen came with it. The caller holds both and all merged into either before.

    What the absorbed record was told and did stays with it. Nothing of it may be shared, held or on its way any more.
    Refuses InsuredElsewhere (P-19): one scheme in two pools is a move, which is told first.
    """
    _bring_cover(db, kept_id, absorbed_id)
    brought = _bring_account(db, kept_id, absorbed_id, now, by)
    _bring_keys(db, keys, kept_id, absorbed_id)
    _bring_year(db, kept_id, absorbed_id)
    db.execute(
        "update spender set merged_into = %s where cell = any(%s::smallint[]) and person_id = any(%s::bigint[])",
        [kept_id, *cells_and(records_of(db, person_id=absorbed_id))],
    )
    return brought


def _bring_cover(db: Connection[Any], kept_id: int, absorbed_id: int) -> None:
    """A scheme she was in by the absorbed record alone, or by it still, is hers; in one pool twice it is one cover."""
    found = find_relations(db, people=[kept_id, absorbed_id])
    kept = found.get(kept_id, {})
    for scheme, theirs in found.get(absorbed_id, {}).items():
        hers = kept.get(scheme)
        if hers is not None and hers.pool != theirs.pool:
            if theirs.status in LIVES:
                raise InsuredElsewhere(pool=theirs.pool)
        elif hers is None or (hers.status != InsuredStatus.NORMAL and theirs.status == InsuredStatus.NORMAL):
            _insure(db, replace(theirs, cell=cell_of(kept_id), person_id=kept_id))
    db.execute(
        "update insured_relation set status = %s where cell = %s and person_id = %s",
        [InsuredStatus.ENDED.value, cell_of(absorbed_id), absorbed_id],
    )


def _insure(db: Connection[Any], relation: InsuredRelation) -> None:
    db.execute(
        """
        insert into insured_relation
            (cell, person_id, scheme, pool, division, person_type, status, insured_from, paused_from)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (person_id, scheme, cell) do update
        set division = excluded.division,
            person_type = excluded.person_type,
            status = excluded.status,
            insured_from = excluded.insured_from,
            paused_from = excluded.paused_from
        """,
        values_of(relation),
    )


def _bring_account(db: Connection[Any], kept_id: int, absorbed_id: int, now: datetime, by: By) -> int:
    """Bucket by bucket into her account in the same book (P-06); one of another pool is refused (P-19)."""
    buckets = own_buckets(ledger.lock(db, spenders=[kept_id, absorbed_id]).accounts.values())
    leaving, hers = buckets.get(absorbed_id, {}), dict(buckets.get(kept_id, {}))
    if not leaving:
        return 0
    book = find_relations(db, people=[kept_id])[kept_id][EMPLOYEE].pool
    for account in [*leaving.values(), *hers.values()]:
        if account.book != book:
            raise InsuredElsewhere(pool=account.book)
    journal_id, *account_ids = new_identifiers(db, cells=[cell_of(kept_id)] * (1 + len(leaving)))
    opened = [
        empty_bucket(account_id, kept_id, book, AccountKind(kind))
        for kind, account_id in zip(leaving, account_ids, strict=True)
        if kind not in hers
    ]
    ledger.open_accounts(db, opened)
    hers |= {account.kind: account for account in opened}
    moved = [(account, hers[kind].account_id) for kind, account in leaving.items() if account.balance_fen]
    ledger.post(
        db,
        [
            Transfer(journal_id, line, book, account.account_id, target, account.balance_fen)
            for line, (account, target) in enumerate(moved, start=1)
        ],
    )
    if moved:
        detail = {"absorbed": str(absorbed_id)}
        audit.record(db, [Fact(journal_id, Happening.ACCOUNT_MERGED, kept_id, now, detail, by)])
    ledger.close_accounts(db, accounts=[account.account_id for account in leaving.values()], now=now)
    return sum(account.balance_fen for account, _ in moved)


def _bring_keys(db: Connection[Any], keys: KeyStore, kept_id: int, absorbed_id: int) -> None:
    """Number, certificate and telephone of the absorbed record find her, and are hers at a till (S-33)."""
    people = find_people(db, people=[kept_id, absorbed_id])
    hers, theirs = (people[one].personal_fields(keys) for one in (kept_id, absorbed_id))
    carried = Carried(theirs.person_number, theirs.certificate_type, theirs.certificate_number)
    after = replace(hers, also=(*hers.also, carried, *theirs.also))
    db.execute(
        "update person set sealed = %s where cell = %s and person_id = %s",
        [people[kept_id].seal(keys, after), cell_of(kept_id), kept_id],
    )
    db.execute("update person_key set person_id = %s where person_id = %s", [kept_id, absorbed_id])


def _bring_year(db: Connection[Any], kept_id: int, absorbed_id: int) -> None:
    """The bills of both records use up one deductible and one ceiling (S-04)."""
    found = ledger.find_spenders(db, people=[kept_id, absorbed_id])
    year = max(spender.year for spender in found.values())
    both = [_sums(found[one], year) for one in (kept_id, absorbed_id)]
    for person_id, sums in ((kept_id, [sum(column) for column in zip(*both, strict=True)]), (absorbed_id, [0] * 4)):
        db.execute(
            """
            update spender
            set year = %s, deductible_paid_fen = %s, pool_paid_fen = %s,
                last_deductible_paid_fen = %s, last_pool_paid_fen = %s
            where cell = %s
            and person_id = %s
            """,
            [year, *sums, cell_of(person_id), person_id],
        )


def _sums(spender: Spender, year: int) -> list[int]:
    """Deductible and fund payments of a year and of the one before, as this row has them."""
    running = [spender.deductible_paid_fen, spender.pool_paid_fen]
    if spender.year == year:
        return [*running, spender.last_deductible_paid_fen, spender.last_pool_paid_fen]
    return [0, 0, *running] if spender.year == year - 1 else [0] * 4
