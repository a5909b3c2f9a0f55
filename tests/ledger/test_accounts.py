"""Shared accounts are numbers that say what they are (design: the ledger)."""

from typing import Any

import pytest
from psycopg import Connection

from gongji import ledger
from gongji.ledger import Business
from tests.world import LANZHOU, XIAMEN

NAMES = [
    (ledger.payable(to=LANZHOU, month=202611, business=Business.AID), "payable:620100:202611:aid"),
    (ledger.payable(to=LANZHOU, month=202611, business=Business.CARE), "payable:620100:202611:care"),
    (ledger.payable(to=XIAMEN, month=202612, business=Business.PREMIUM), "payable:350200:202612:premium"),
    (ledger.receivable(owed_by=XIAMEN, month=202611, business=Business.AID), "receivable:350200:202611:aid"),
    (ledger.receivable(owed_by=659001, month=209912, business=Business.PREMIUM), "receivable:659001:209912:premium"),
    (ledger.institution(1), "institution:1"),
    (ledger.institution(2**31 - 1), "institution:2147483647"),
    (ledger.fund(), "fund"),
    (ledger.opening(), "opening"),
    (ledger.contributions(), "contributions"),
    (ledger.suspense(), "suspense"),
]


@pytest.mark.parametrize(("number", "name"), NAMES)
def test_the_database_reads_the_number_of_a_shared_account_as_we_write_it(
    db: Connection[Any], number: int, name: str
) -> None:
    assert db.execute("select shared_account_name(%s)", [number]).fetchone() == (name,)
    assert not ledger.is_defended(number)


def test_no_two_shared_accounts_have_one_number() -> None:
    assert len({number for number, _ in NAMES}) == len(NAMES)


def test_every_identifier_is_a_defended_account(db: Connection[Any]) -> None:
    (first,) = db.execute("select first_identifier_of('2026-01-01')").fetchall()
    assert ledger.is_defended(first[0])


def test_what_pools_owe_each_other_is_moved_to_another_month_and_nothing_else_is() -> None:
    """C-16: a later cancel is an item of its own month."""
    for business in Business:
        owed = ledger.payable(to=LANZHOU, month=202611, business=business)
        assert ledger.with_clearing_month(owed, 202701) == ledger.payable(to=LANZHOU, month=202701, business=business)
        due = ledger.receivable(owed_by=XIAMEN, month=202611, business=business)
        assert ledger.with_clearing_month(due, 202701) == ledger.receivable(
            owed_by=XIAMEN, month=202701, business=business
        )
    for account in (ledger.fund(), ledger.institution(7), ledger.suspense(), 382_739_040_652_321_239):
        assert ledger.with_clearing_month(account, 202701) == account


def test_money_between_two_pools_passes_what_one_owes_the_other() -> None:
    """C-01."""
    legs = ledger.cross_book(payer=XIAMEN, payee=LANZHOU, source=11, target=22, month=202611, business=Business.AID)
    assert legs == [
        (XIAMEN, 11, ledger.payable(to=LANZHOU, month=202611, business=Business.AID)),
        (LANZHOU, ledger.receivable(owed_by=XIAMEN, month=202611, business=Business.AID), 22),
    ]


def test_money_inside_one_pool_owes_nobody_anything() -> None:
    """C-02."""
    legs = ledger.cross_book(payer=XIAMEN, payee=XIAMEN, source=11, target=22, month=202611, business=Business.AID)
    assert legs == [(XIAMEN, 11, 22)]
