"""Pools pay their institutions: a statement a month, confirmed, released by two, paid to the fen."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing
from gongji.access import SecondPerson
from gongji.clearing import (
    DaysMissing,
    DeductionTooLarge,
    InstitutionStatement,
    PaymentKnown,
    PaymentNotFull,
    PaymentOfOthers,
    Proof,
    StatementNotReady,
)
from gongji.kinship import NearRelative
from tests.clearing.month import CLERK, NOVEMBER, SECOND, Month, at
from tests.world import HOSPITAL, LANZHOU, PILLS, furnished_world

Connect = Callable[..., Connection[Any]]
DECEMBER = at(date(2026, 12, 2))


@pytest.fixture
def month(connect: Connect, tmp_path: Path) -> Month:
    return Month(furnished_world(connect(), tmp_path / "keys"))


@pytest.fixture
def mother(month: Month) -> int:
    world = month.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    return mother


def drafted(month: Month, of: int = NOVEMBER) -> list[InstitutionStatement]:
    db = month.world.db
    clearing.draft_statements(db, month=of, pool=LANZHOU, now=DECEMBER, by=CLERK)
    return clearing.list_statements(db, pool=LANZHOU, month=of)


def released(month: Month, statement: InstitutionStatement) -> InstitutionStatement:
    db, number = month.world.db, statement.statement_id
    clearing.confirm_statement(db, statement_id=number, now=DECEMBER, by=CLERK)
    return clearing.release_statement(db, statement_id=number, now=DECEMBER, by=SECOND)


def paid(month: Month, statement: InstitutionStatement, **changed: int) -> InstitutionStatement:
    fields = {"amount_fen": statement.payable_fen, "payer": LANZHOU, "payee": statement.institution_no} | changed
    proof = Proof("ICBC", "77", date(2026, 12, 5), **fields)
    number = statement.statement_id
    return clearing.pay_statement(month.world.db, statement_id=number, proof=proof, now=DECEMBER, by=CLERK)


def owed_to_institutions(month: Month) -> int:
    row = month.world.db.execute(
        """
        select coalesce(sum(amount_fen) filter (where shared_account_name(credit_account) like 'institution%'), 0)
            - coalesce(sum(amount_fen) filter (where shared_account_name(debit_account) like 'institution%'), 0)
        from transfer
        """
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_pharmacy_is_paid_what_its_customers_did_not_pay_in_cash_and_then_is_owed_nothing(
    month: Month, mother: int
) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    undone = month.world.buy(mother, (PILLS, 31_50))
    month.world.done(month.world.cancel(undone))
    month.file()
    (statement,) = drafted(month)
    assert (statement.bills, statement.amount_fen, statement.state) == (3, 218_50, "DRAFTED")
    after = paid(month, released(month, statement))
    assert (after.state, owed_to_institutions(month)) == ("PAID", 0)
    month.world.require_books_agree()


def test_what_is_deducted_is_told_confirmed_anew_and_goes_back_to_the_fund(month: Month, mother: int) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    month.file()
    (statement,) = drafted(month)
    db, number = month.world.db, statement.statement_id
    clearing.confirm_statement(db, statement_id=number, now=DECEMBER, by=CLERK)
    deducted = clearing.deduct(db, statement_id=number, deduction_fen=18_50, reason="超限价", now=DECEMBER, by=CLERK)
    assert (deducted.state, deducted.payable_fen) == ("DRAFTED", 200_00)
    paid(month, released(month, deducted))
    assert owed_to_institutions(month) == 0
    month.world.require_books_agree()
    with pytest.raises(StatementNotReady):
        clearing.deduct(db, statement_id=number, deduction_fen=1, reason="超限价", now=DECEMBER, by=CLERK)


def test_no_more_is_deducted_than_the_statement_comes_to(month: Month, mother: int) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    month.file()
    (statement,) = drafted(month)
    with pytest.raises(DeductionTooLarge):
        clearing.deduct(
            month.world.db,
            statement_id=statement.statement_id,
            deduction_fen=218_51,
            reason="超限价",
            now=DECEMBER,
            by=CLERK,
        )


def test_a_statement_is_released_only_when_it_is_confirmed_and_by_another_than_who_drafted_it(
    month: Month, mother: int
) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    month.file()
    (statement,) = drafted(month)
    db, number = month.world.db, statement.statement_id
    clearing.object_to_statement(db, statement_id=number, objection="少一笔", now=DECEMBER, by=CLERK)
    with pytest.raises(StatementNotReady):
        clearing.release_statement(db, statement_id=number, now=DECEMBER, by=SECOND)
    clearing.confirm_statement(db, statement_id=number, now=DECEMBER, by=CLERK)
    with pytest.raises(SecondPerson):
        clearing.release_statement(db, statement_id=number, now=DECEMBER, by=CLERK)


def test_c_14_the_bank_has_to_have_paid_all_of_it_to_the_institution_and_once(month: Month, mother: int) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    month.world.buy(mother, (PILLS, 218_50), at=HOSPITAL)
    month.file()
    first, second = (released(month, statement) for statement in drafted(month))
    for wrong, changed in ((PaymentNotFull, {"amount_fen": 218_49}), (PaymentOfOthers, {"payee": 0})):
        with pytest.raises(wrong):
            paid(month, first, **changed)
    paid(month, first)
    with pytest.raises(PaymentKnown):
        paid(month, second)


def test_a_month_in_which_more_was_given_back_than_sold_waits_for_the_next(month: Month, mother: int) -> None:
    bought = month.world.buy(mother, (PILLS, 218_50))
    month.file()
    paid(month, released(month, *drafted(month)))
    month.world.now = at(date(2026, 12, 3))
    month.world.done(month.world.cancel(bought))
    month.file(until=date(2026, 12, 31))
    assert drafted(month, 202612) == []
    month.world.now = at(date(2027, 1, 3))
    month.world.buy(mother, (PILLS, 300_00))
    month.file(until=date(2027, 1, 31))
    (statement,) = drafted(month, 202701)
    assert (statement.bills, statement.amount_fen) == (2, 81_50)


def test_statements_are_drafted_when_the_last_day_of_the_month_is_filed_and_once(month: Month, mother: int) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    month.file(until=date(2026, 11, 29))
    with pytest.raises(DaysMissing):
        drafted(month)
    month.file()
    assert len(drafted(month)) == 1
    assert len(drafted(month)) == 1
