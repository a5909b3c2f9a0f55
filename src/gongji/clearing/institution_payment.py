"""An institution is paid: the bank's word is matched with its statement, and the pool's book owes it nothing more."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.clearing.institution_statement import (
    InstitutionStatement,
    StatementState,
    hold_statement,
    require_statement,
)
from gongji.clearing.payment import PaymentKnown, PaymentNotFull, PaymentOfOthers, Proof
from gongji.ground.identifiers import new_identifiers
from gongji.ledger import Transfer


def pay_statement(
    db: Connection[Any], *, statement_id: int, proof: Proof, now: datetime, by: By
) -> InstitutionStatement:
    """Take the payment of a released statement; what was deducted goes back to the pool's fund.

    proof: its payer is the pool, its payee the institution's number. Refuses: StatementUnknown, StatementNotReady,
    PaymentOfOthers, PaymentNotFull, PaymentKnown.
    """
    statement = hold_statement(db, statement_id, StatementState.RELEASED)
    _require_match(db, statement, proof)
    (journal_id,) = new_identifiers(db, cells=[0])
    ledger.post(db, _journal(statement, journal_id))
    db.execute(
        """
        update statement
        set state = 'PAID', paid_on = %s, bank = %s, serial_no = %s, journal_id = %s
        where statement_id = %s
        """,
        [proof.paid_on, proof.bank, proof.serial_no, journal_id, statement_id],
    )
    audit.record(db, [Fact(journal_id, Happening.STATEMENT_PAID, statement_id, now, by=by)])
    return require_statement(db, statement_id=statement_id)


def _journal(statement: InstitutionStatement, journal_id: int) -> list[Transfer]:
    owed = ledger.institution(statement.institution_no)
    goes = ((ledger.treasury(), statement.payable_fen), (ledger.fund(), statement.deduction_fen))
    return [
        Transfer(journal_id, line, statement.pool, owed, target, amount_fen)
        for line, (target, amount_fen) in enumerate(goes, start=1)
        if amount_fen
    ]


def _require_match(db: Connection[Any], statement: InstitutionStatement, proof: Proof) -> None:
    if (proof.payer, proof.payee) != (statement.pool, statement.institution_no):
        raise PaymentOfOthers(payer=statement.pool, payee=statement.institution_no)
    if proof.amount_fen != statement.payable_fen:
        raise PaymentNotFull(due_fen=statement.payable_fen, paid_fen=proof.amount_fen)
    row = db.execute(
        """
        select statement_id
        from statement
        where bank = %s
        and serial_no = %s
        and paid_on = %s
        and amount_fen - deduction_fen = %s
        """,
        [proof.bank, proof.serial_no, proof.paid_on, proof.amount_fen],
    ).fetchone()
    if row is not None:
        raise PaymentKnown(number=str(row[0]))
