"""Transfers are written once, and defended balances never fall below zero (I-1, I-2)."""

import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege, UniqueViolation

from gongji import ledger
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.kinship import NearRelative
from gongji.ledger import Account, Transfer
from tests.world import PILLS, XIAMEN, World


def account_of(world: World, person: int) -> Account:
    (account,) = ledger.find_accounts(world.db, spenders=[person])
    return account


def journal_of(world: World, person: int) -> int:
    (journal_id,) = new_identifiers(world.db, cells=[cell_of(person)])
    return journal_id


def sums(world: World) -> dict[int, int]:
    """Every account a transfer names: what came in less what went out."""
    rows = world.db.execute(
        """
        select account_id, sum(fen)::bigint
        from (
            select credit_account as account_id, amount_fen as fen
            from transfer
            union all
            select debit_account, -amount_fen
            from transfer
        ) as sides
        group by account_id
        """
    )
    return dict(rows.fetchall())


def test_transfers_move_the_balances_of_both_sides(world: World) -> None:
    one, two = world.employee("陈一", account=100_00), world.employee("陈二", account=50_00)
    a, b = account_of(world, one), account_of(world, two)
    journal_id = journal_of(world, one)
    ledger.post(
        world.db,
        [
            Transfer(journal_id, 1, XIAMEN, a.account_id, b.account_id, 30_00),
            Transfer(journal_id, 2, XIAMEN, a.account_id, ledger.suspense(), 20_00),
            Transfer(journal_id, 3, XIAMEN, ledger.contributions(), a.account_id, 5_00),
        ],
    )
    assert (world.own(one), world.own(two)) == (55_00, 80_00)
    assert sums(world) == {
        a.account_id: 55_00,
        b.account_id: 80_00,
        ledger.suspense(): 20_00,
        ledger.contributions(): -5_00,
        ledger.opening(): -150_00,
    }


def test_only_the_sum_of_a_journal_has_to_be_there(world: World) -> None:
    """What comes into an account and leaves it again in one journal moves its balance by the difference."""
    one = world.employee("陈一", account=0)
    a, journal_id = account_of(world, one), journal_of(world, one)
    ledger.post(
        world.db,
        [
            Transfer(journal_id, 1, XIAMEN, a.account_id, ledger.suspense(), 20_00),
            Transfer(journal_id, 2, XIAMEN, ledger.contributions(), a.account_id, 20_00),
        ],
    )
    assert world.own(one) == 0


def test_a_balance_that_would_fall_below_zero_is_a_fault_and_nothing_moves(world: World) -> None:
    one, two = world.employee("陈一", account=100_00), world.employee("陈二", account=50_00)
    a, b = account_of(world, one), account_of(world, two)
    too_much = Transfer(journal_of(world, one), 1, XIAMEN, a.account_id, b.account_id, 100_01)
    with pytest.raises(CheckViolation) as fault, world.db.transaction():
        ledger.post(world.db, [too_much])
    assert fault.value.diag.constraint_name == "account_not_overspent"
    assert (world.own(one), world.own(two)) == (100_00, 50_00)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_transfer_moves_something(world: World, amount: int) -> None:
    one = world.employee("陈一", account=100_00)
    account = account_of(world, one).account_id
    nothing = Transfer(journal_of(world, one), 1, XIAMEN, account, ledger.suspense(), amount)
    with pytest.raises(CheckViolation) as fault, world.db.transaction():
        ledger.post(world.db, [nothing])
    assert fault.value.diag.constraint_name == "transfer_moves_something"


def test_a_transfer_has_two_sides(world: World) -> None:
    one = world.employee("陈一", account=100_00)
    account = account_of(world, one).account_id
    with pytest.raises(CheckViolation) as fault, world.db.transaction():
        ledger.post(world.db, [Transfer(journal_of(world, one), 1, XIAMEN, account, account, 1)])
    assert fault.value.diag.constraint_name == "transfer_has_two_sides"


def test_a_line_of_a_journal_is_written_once(world: World) -> None:
    one = world.employee("陈一", account=100_00)
    line = Transfer(journal_of(world, one), 1, XIAMEN, account_of(world, one).account_id, ledger.suspense(), 1)
    ledger.post(world.db, [line])
    with pytest.raises(UniqueViolation), world.db.transaction():
        ledger.post(world.db, [line])


def test_a_defended_account_nobody_opened_is_a_fault(world: World) -> None:
    one = world.employee("陈一", account=100_00)
    (nowhere,) = new_identifiers(world.db, cells=[cell_of(one)])
    lost = Transfer(journal_of(world, one), 1, XIAMEN, account_of(world, one).account_id, nowhere, 1)
    with pytest.raises(AssertionError, match="does not exist"), world.db.transaction():
        ledger.post(world.db, [lost])
    assert world.own(one) == 100_00


def test_nothing_to_post_is_nothing(world: World) -> None:
    ledger.post(world.db, [])
    assert sums(world) == {}


def test_accounts_are_opened_empty(world: World) -> None:
    (number,) = new_identifiers(world.db, cells=[7])
    opened = Account(7, number, XIAMEN, 1, 5, 6, 5, 0)
    ledger.open_accounts(world.db, [opened])
    assert ledger.find_accounts(world.db, spenders=[6]) == []
    with pytest.raises(AssertionError):
        ledger.open_accounts(world.db, [Account(7, number + 1, XIAMEN, 1, 5, 6, 5, 1)])


@pytest.mark.parametrize(
    "statement",
    [
        "update transfer set amount_fen = amount_fen + 1",
        "update transfer set credit_account = debit_account",
        "delete from transfer",
        "truncate transfer",
        "update settlement set cash_fen = 0",
        "delete from settlement",
        "delete from fact",
        "update fact set detail = null",
        "delete from request",
        "update request set kind = 4",
        "delete from cancellation",
        "update quota_change set after_fen = 0",
        "delete from account",
        "delete from quota",
        "delete from aid_relation",
        "delete from spender",
    ],
)
def test_the_program_may_not_edit_the_past(world: World, statement: str) -> None:
    world.buy(world.employee("陈一", account=100_00), (PILLS, 10_00))
    with pytest.raises(InsufficientPrivilege), world.db.transaction():
        world.db.execute(statement.encode())


def test_every_book_balances_inside_every_journal(world: World) -> None:
    """I-1: what a pool's accounts gave is what they got, settled and cancelled, across pools and inside one."""
    son, mother = world.employee("陈一", account=1_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 500_00)
    bought = world.buy(mother, (PILLS, 620_00))
    world.done(world.cancel(bought))
    world.buy(son, (PILLS, 20_00))
    unbalanced = world.db.execute(
        """
        select journal_id, book
        from (
            select journal_id, book, amount_fen as fen from transfer
            union all
            select journal_id, book, -amount_fen from transfer
        ) as sides
        group by journal_id, book
        having sum(fen) <> 0
        """
    ).fetchall()
    assert unbalanced == []
