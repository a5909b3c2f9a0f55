"""The first of two: propose that an account is paid out, on what paper and to whom (P-18)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, insured, ledger, mutual_aid, work_items
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.keys import SM4_GCM, KeyStore, fresh_person_keys
from gongji.ground.policy import PolicySet
from gongji.ground.value import columns_of, value
from gongji.insured import EMPLOYEE, InsuredStatus, NoPersonalAccount
from gongji.ledger import Account, AccountKind, Locked
from gongji.life_events.pay_out import Payee, PayOut, PayOutKind, PayOutState, find_pay_outs
from gongji.life_events.pay_out_refusals import (
    DeathNotRecorded,
    MoneyHeld,
    NothingToPayOut,
    OnlyToHeirs,
    PayOutExists,
    QuotasOpen,
    StillInsured,
    TransfersOnTheWay,
)
from gongji.work_items import WorkItem

PAY_OUT_REVIEW = "PAY_OUT_REVIEW"
ON_THE_WAY = (AccountKind.OFFER_CURRENT, AccountKind.OFFER_CARRIED)


@value
class PayOutAsked:
    """evidence_kind: what paper was shown, a word. evidence_hash: of its scan."""

    person_id: int
    kind: PayOutKind
    payee: Payee
    evidence_kind: str
    evidence_hash: bytes


def propose_pay_out(
    db: Connection[Any], keys: KeyStore, *, asked: PayOutAsked, now: datetime, policy: PolicySet, by: By
) -> PayOut:
    """Put a pay-out before a second member of staff of the pool; nothing moves yet.

    Refuses: PayOutExists, and what `require_payable` refuses.
    """
    locked = ledger.lock(db, spenders=[asked.person_id])
    buckets = require_payable(db, locked, person_id=asked.person_id, kind=asked.kind)
    if any(one.state == PayOutState.PROPOSED for one in find_pay_outs(db, person_id=asked.person_id)):
        raise PayOutExists()
    pay_out_id, fact_id = new_identifiers(db, cells=[cell_of(asked.person_id)] * 2)
    pool = buckets[0].book
    detail = {"person_id": str(asked.person_id), "kind": asked.kind.value, "proposed_by": str(by.actor_id)}
    item = WorkItem(PAY_OUT_REVIEW, pool, pay_out_id, detail)
    key = fresh_person_keys(1)
    pay_out = PayOut(
        cell=cell_of(pay_out_id),
        pay_out_id=pay_out_id,
        person_id=asked.person_id,
        pool=pool,
        kind=asked.kind.value,
        state=PayOutState.PROPOSED.value,
        evidence_kind=asked.evidence_kind,
        evidence_hash=asked.evidence_hash,
        algorithm=SM4_GCM,
        master_key_id=keys.master_key_id,
        wrapped_key=keys.wrap(key),
        sealed=asked.payee.sealed(key=key, pay_out_id=pay_out_id),
        work_item_id=work_items.open_item(db, item, now=now, policy=policy),
        proposed_at=now,
        proposed_by=by.actor_id,
    )
    _insert(db, pay_out)
    audit.record(db, [Fact(fact_id, Happening.PAY_OUT_PROPOSED, asked.person_id, now, {"kind": pay_out.kind}, by)])
    return pay_out


def require_payable(db: Connection[Any], locked: Locked, *, person_id: int, kind: PayOutKind) -> list[Account]:
    """The buckets to pay out, where the law lets them be (P-18, W-31); the caller holds the person.

    Refuses: DeathNotRecorded, OnlyToHeirs, StillInsured, NoPersonalAccount, QuotasOpen, TransfersOnTheWay, MoneyHeld,
    NothingToPayOut.
    """
    _require_reason(db, locked, person_id, kind)
    buckets = list(insured.own_buckets(locked.accounts.values()).get(person_id, {}).values())
    if not buckets:
        raise NoPersonalAccount()
    given = [one for one in mutual_aid.standing_relations(db, person_id=person_id) if one.donor_id == person_id]
    quotas = mutual_aid.quotas_of_relations(db, relation_ids=[one.relation_id for one in given])
    if quotas:
        raise QuotasOpen(quotas=len(quotas))
    own = [account for account in locked.accounts.values() if account.owner_id == person_id]
    hers = own + ledger.find_set_aside(db, owner_id=person_id)
    if on_the_way := _sum(hers, ON_THE_WAY):
        raise TransfersOnTheWay(amount_fen=on_the_way)
    if held := _sum(hers, ledger.HELD):
        raise MoneyHeld(held_fen=held)
    if not sum(account.balance_fen for account in buckets):
        raise NothingToPayOut()
    return buckets


def _require_reason(db: Connection[Any], locked: Locked, person_id: int, kind: PayOutKind) -> None:
    died = locked.spenders[person_id].died_on is not None
    if kind is PayOutKind.HEIRS:
        if not died:
            raise DeathNotRecorded()
        return
    if died:
        raise OnlyToHeirs()
    cover = insured.find_relations(db, people=[person_id]).get(person_id, {}).get(EMPLOYEE)
    if cover is not None and cover.status != InsuredStatus.ENDED:
        raise StillInsured()


def _sum(accounts: list[Account], kinds: tuple[AccountKind, ...]) -> int:
    return sum(account.balance_fen for account in accounts if account.kind in kinds)


def _insert(db: Connection[Any], pay_out: PayOut) -> None:
    columns = columns_of(PayOut).split(", ")
    db.execute(
        f"insert into pay_out ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})",
        [getattr(pay_out, column) for column in columns],
    )
