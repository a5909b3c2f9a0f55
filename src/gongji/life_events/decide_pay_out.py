"""The second of two: confirm a pay-out, so that the money leaves and the account closes, or refuse it (P-18, I-5)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, insured, ledger, work_items
from gongji.access import SecondPerson
from gongji.audit import By, Fact, Happening
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.ledger import Locked, Transfer
from gongji.life_events.pay_out import PayOut, PayOutKind, PayOutState, require_pay_out
from gongji.life_events.pay_out_refusals import PayOutStateConflict
from gongji.life_events.propose_pay_out import require_payable


def confirm_pay_out(db: Connection[Any], *, pay_out_id: int, now: datetime, policy: PolicySet, by: By) -> PayOut:
    """Credit the interest until today, pay the whole balance to `paid_out:<pool>` and close the account.

    What is refunded later finds no account and waits in suspense (S-23). Refuses: PayOutUnknown, PayOutStateConflict,
    SecondPerson, NoInterestRate, and what `require_payable` refuses.
    """
    pay_out, locked = _hold(db, pay_out_id, by)
    require_payable(db, locked, person_id=pay_out.person_id, kind=PayOutKind(pay_out.kind))
    insured.close_interest(db, person_id=pay_out.person_id, now=now, policy=policy, by=by)
    # Once more, for what the interest has added.
    accounts = ledger.find_accounts(db, spenders=[pay_out.person_id])
    buckets = list(insured.own_buckets(accounts)[pay_out.person_id].values())
    (journal_id,) = new_identifiers(db, cells=[pay_out.cell])
    full = [bucket for bucket in buckets if bucket.balance_fen]
    ledger.post(
        db,
        [
            Transfer(journal_id, line, bucket.book, bucket.account_id, ledger.paid_out(), bucket.balance_fen)
            for line, bucket in enumerate(full, start=1)
        ],
    )
    ledger.close_accounts(db, accounts=[bucket.account_id for bucket in buckets], now=now)
    amount = sum(bucket.balance_fen for bucket in full)
    confirmed = replace(
        pay_out, state="CONFIRMED", decided_at=now, decided_by=by.actor_id, amount_fen=amount, journal_id=journal_id
    )
    _write(db, confirmed, note="", now=now, by=by)
    audit.record(
        db, [Fact(journal_id, Happening.PAY_OUT_CONFIRMED, pay_out.person_id, now, {"kind": pay_out.kind}, by)]
    )
    return confirmed


def refuse_pay_out(db: Connection[Any], *, pay_out_id: int, reason: str, now: datetime, by: By) -> PayOut:
    """Refuse a pay-out; everything stays. reason: for the file, nothing personal.

    Refuses: PayOutUnknown, PayOutStateConflict, SecondPerson.
    """
    pay_out, _ = _hold(db, pay_out_id, by)
    refused = replace(pay_out, state="REFUSED", decided_at=now, decided_by=by.actor_id, reason=reason)
    _write(db, refused, note=reason, now=now, by=by)
    (fact_id,) = new_identifiers(db, cells=[pay_out.cell])
    audit.record(db, [Fact(fact_id, Happening.PAY_OUT_REFUSED, pay_out.person_id, now, {"kind": pay_out.kind}, by)])
    return refused


def note_paid(db: Connection[Any], *, pay_out_id: int, bank_reference: str, now: datetime, by: By) -> PayOut:
    """Note that the bank has paid, under its own number; the first note stays.

    Refuses: PayOutUnknown, PayOutStateConflict (not confirmed).
    """
    before = require_pay_out(db, pay_out_id=pay_out_id)
    ledger.lock(db, spenders=[before.person_id])
    pay_out = require_pay_out(db, pay_out_id=pay_out_id)
    if pay_out.state != PayOutState.CONFIRMED:
        raise PayOutStateConflict(state=pay_out.state)
    if pay_out.paid_at is not None:
        return pay_out
    db.execute(
        "update pay_out set paid_at = %s, bank_reference = %s where cell = %s and pay_out_id = %s",
        [now, bank_reference, pay_out.cell, pay_out_id],
    )
    (fact_id,) = new_identifiers(db, cells=[pay_out.cell])
    audit.record(db, [Fact(fact_id, Happening.PAY_OUT_PAID, pay_out.person_id, now, {"kind": pay_out.kind}, by)])
    return replace(pay_out, paid_at=now, bank_reference=bank_reference)


def _hold(db: Connection[Any], pay_out_id: int, by: By) -> tuple[PayOut, Locked]:
    """Lock whose account it is, and look; refuses who may not decide, and what is decided."""
    before = require_pay_out(db, pay_out_id=pay_out_id)
    locked = ledger.lock(db, spenders=[before.person_id])
    pay_out = require_pay_out(db, pay_out_id=pay_out_id)
    if pay_out.state != PayOutState.PROPOSED:
        raise PayOutStateConflict(state=pay_out.state)
    if by.actor_id == pay_out.proposed_by:
        raise SecondPerson()
    return pay_out, locked


def _write(db: Connection[Any], decided: PayOut, *, note: str, now: datetime, by: By) -> None:
    db.execute(
        """
        update pay_out
        set state = %s, decided_at = %s, decided_by = %s, reason = %s, amount_fen = %s, journal_id = %s
        where cell = %s
        and pay_out_id = %s
        """,
        [
            decided.state,
            decided.decided_at,
            decided.decided_by,
            decided.reason,
            decided.amount_fen,
            decided.journal_id,
            decided.cell,
            decided.pay_out_id,
        ],
    )
    work_items.close_item(
        db, work_item_id=decided.work_item_id, outcome=decided.state.lower(), note=note, now=now, by=by
    )
