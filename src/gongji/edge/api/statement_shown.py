"""Statements of institutions, as their pool and they themselves see them."""

from collections.abc import Sequence
from datetime import date

import msgspec

from gongji import institutions
from gongji.clearing import InstitutionDay, InstitutionStatement
from gongji.edge.api.call import Call
from gongji.edge.api.shown import Identifier, Text, Yuan
from gongji.ground.money import yuan_of


class StatementShown(msgspec.Struct):
    """What a pool pays an institution for a month: amount less deduction. objection: what the institution said."""

    statement_id: Identifier
    month: int
    pool: int
    institution: str
    institution_name: str
    bills: int
    amount: Yuan
    deduction: Yuan
    deduction_reason: str
    payable: Yuan
    state: str
    objection: str
    paid_on: date | None


class DayShown(msgspec.Struct):
    """bills: settlements and cancels. amount: negative on a day when more was given back than sold."""

    day: date
    bills: int
    amount: Yuan


class StatementRead(msgspec.Struct):
    """A statement and the days it is made of."""

    statement: StatementShown
    days: list[DayShown]


class StatementPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    statements: list[StatementShown]
    after: Identifier | None


class StatementsWanted(msgspec.Struct):
    """pool: whose statements of the month are to be written."""

    pool: int


class StatementsDrafted(msgspec.Struct):
    """How many are new."""

    statements: int


class Deduction(msgspec.Struct):
    """What is kept back, and why; the institution reads it."""

    amount: Yuan
    reason: Text


class Objection(msgspec.Struct):
    """Why the institution does not agree; nothing personal."""

    objection: Text


class StatementPayment(msgspec.Struct):
    """What the bank says; payer: the pool, payee: the institution's code."""

    bank: Text
    serial_no: Text
    paid_on: date
    payer: int
    payee: Text
    amount: Yuan


def shown_statements(call: Call, found: Sequence[InstitutionStatement]) -> list[StatementShown]:
    """Statements with the code and name of their institutions."""
    named = institutions.find_by_number(call.db, numbers={one.institution_no for one in found})
    return [
        StatementShown(
            str(one.statement_id),
            one.month,
            one.pool,
            named[one.institution_no].code,
            named[one.institution_no].name,
            one.bills,
            yuan_of(one.amount_fen),
            yuan_of(one.deduction_fen),
            one.deduction_reason,
            yuan_of(one.payable_fen),
            one.state,
            one.objection,
            one.paid_on,
        )
        for one in found
    ]


def shown_days(days: Sequence[InstitutionDay]) -> list[DayShown]:
    """The days of a statement."""
    return [DayShown(one.day, one.bills, yuan_of(one.amount_fen)) for one in days]
