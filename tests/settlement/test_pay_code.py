"""Pay codes: their shape, and what one pays within a batch (S-34)."""

from pathlib import Path

import pytest

from gongji.audit import By
from gongji.ground.keys import FileKeyStore
from gongji.settlement import Settled, code_digits, is_pay_code, is_well_typed, show_code
from gongji.settlement.refusals import BillDoesNotAddUp, CodeUsed
from tests.world import PILLS, World


@pytest.fixture
def codes(tmp_path: Path) -> list[str]:
    keys = FileKeyStore(tmp_path / "keys.json")
    return [code_digits(keys, code_id) for code_id in range(1, 200)]


def test_codes_differ_and_look_like_codes(codes: list[str]) -> None:
    assert len(set(codes)) == len(codes)
    assert all(is_pay_code(code) and is_well_typed(code) for code in codes)


def test_one_wrong_digit_or_two_that_changed_places_are_seen(codes: list[str]) -> None:
    for code in codes[:20]:
        for i, digit in enumerate(code):
            for other in set("0123456789") - {digit}:
                assert not is_well_typed(code[:i] + other + code[i + 1 :])
        for i in range(len(code) - 1):
            swapped = code[:i] + code[i + 1] + code[i] + code[i + 2 :]
            assert swapped == code or not is_well_typed(swapped)


@pytest.mark.parametrize(
    "other",
    [
        "ECTOKEN-TEST-0000000000000001",
        "430102190001010015",
        "99900019550304004X",
        "A12345678",
        "990012345678901234",
        "6217001234567890123",
        "430100000000000000000001",
        "9900" + "1" * 24,
        "9900" + "１" * 20,
        "9900" + "A" * 20,
    ],
)
def test_other_numbers_are_never_taken_for_a_code(other: str) -> None:
    assert not is_pay_code(other)


def test_s_34_in_one_batch_a_code_is_used_by_the_first_bill_that_is_paid(world: World) -> None:
    mother = world.employee("林二", account=100_00)
    code = show_code(
        world.db, world.keys, person_id=mother, now=world.now, policy=world.policy, by=By(mother, "app")
    ).code_index
    bills = [world.bill(mother, (PILLS, 60_00), code_index=code) for _ in range(2)]
    wrong = world.bill(mother, (PILLS, 60_00), code_index=code, total_fen=61_00)
    refused, paid, again, second = world.settle(wrong, bills[0], bills[0], bills[1])
    assert isinstance(refused, BillDoesNotAddUp)
    assert isinstance(paid, Settled)
    assert (again, second) == (paid, CodeUsed())
    assert world.own(mother) == 40_00
    world.require_books_agree()
