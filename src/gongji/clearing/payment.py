"""A notice is paid: the bank's word is matched with it, and the books forget the debt (C-14)."""

from datetime import date, datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import State, hold_batch, set_state
from gongji.clearing.book import journal_of
from gongji.clearing.payment_notice import PaymentNotice, require_notice
from gongji.ground.identifiers import new_identifiers
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value


@value
class Proof:
    """What the bank says: who paid whom, how much, when, under which number."""

    bank: str
    serial_no: str
    paid_on: date
    amount_fen: int
    payer: int
    payee: int


@refusal
class PaymentNotFull(Refusal):
    """A notice is paid in full, in one payment, and not more."""

    code: ClassVar[str] = "PAYMENT_NOT_FULL"
    rule: ClassVar[str] = "C-14"
    due_fen: int
    paid_fen: int


@refusal
class PaymentOfOthers(Refusal):
    """The payment is between others than the notice names."""

    code: ClassVar[str] = "PAYMENT_OF_OTHERS"
    rule: ClassVar[str] = "C-14"
    payer: int
    payee: int


@refusal
class PaymentKnown(Refusal):
    """This payment has paid another notice."""

    code: ClassVar[str] = "PAYMENT_KNOWN"
    rule: ClassVar[str] = "C-14"
    number: str


@refusal
class PaymentNoticePaid(Refusal):
    """The notice is paid."""

    code: ClassVar[str] = "PAYMENT_NOTICE_PAID"
    rule: ClassVar[str] = "C-14"
    number: str


def pay_notice(db: Connection[Any], *, number: str, proof: Proof, now: datetime, by: By) -> PaymentNotice:
    """Take a payment for a notice; with the last one the batch is paid.

    Refuses: PaymentNoticeUnknown, BatchNotReady, PaymentNoticePaid, PaymentOfOthers, PaymentNotFull, PaymentKnown.
    """
    batch_month = require_notice(db, number=number).batch_month
    hold_batch(db, batch_month=batch_month, states=(State.NOTICED, State.PAYING))
    notice = require_notice(db, number=number)
    _require_match(db, notice, proof)
    (journal_id,) = new_identifiers(db, cells=[0])
    ledger.post(db, journal_of(db, notice, journal_id))
    db.execute(
        """
        update clearing_notice
        set state = 'PAID', paid_on = %s, bank = %s, serial_no = %s, journal_id = %s
        where notice_id = %s
        """,
        [proof.paid_on, proof.bank, proof.serial_no, journal_id, notice.notice_id],
    )
    audit.record(db, [Fact(journal_id, Happening.CLEARING_NOTICE_PAID, notice.notice_id, now, {"number": number}, by)])
    set_state(db, batch_month=batch_month, state=State.PAYING if _unpaid(db, batch_month) else State.PAID, now=now)
    return require_notice(db, number=number)


def _require_match(db: Connection[Any], notice: PaymentNotice, proof: Proof) -> None:
    if notice.state == "PAID":
        raise PaymentNoticePaid(number=notice.number)
    if (proof.payer, proof.payee) != (notice.payer, notice.payee):
        raise PaymentOfOthers(payer=notice.payer, payee=notice.payee)
    if proof.amount_fen != notice.amount_fen:
        raise PaymentNotFull(due_fen=notice.amount_fen, paid_fen=proof.amount_fen)
    row = db.execute(
        """
        select number
        from clearing_notice
        where bank = %s
        and serial_no = %s
        and paid_on = %s
        and amount_fen = %s
        and state = 'PAID'
        """,
        [proof.bank, proof.serial_no, proof.paid_on, proof.amount_fen],
    ).fetchone()
    if row is not None:
        raise PaymentKnown(number=row[0])


def _unpaid(db: Connection[Any], batch_month: int) -> bool:
    row = db.execute(
        "select exists (select 1 from clearing_notice where batch_month = %s and state <> 'PAID')", [batch_month]
    ).fetchone()
    return row is not None and bool(row[0])
