"""Designated institutions: entered, brought up to date, suspended (P-10, X-41)."""

from datetime import timedelta

import pytest

from gongji import institutions
from gongji.ground.value import replace
from gongji.institutions import Institution, InstitutionSuspended, InstitutionUnknown
from tests.world import HOSPITAL, NOON, PHARMACY, World


def entered(world: World, *codes: str) -> dict[str, Institution]:
    return institutions.find_institutions(world.db, codes=codes)


def test_institutions_are_found_by_code_and_unknown_codes_are_absent(world: World) -> None:
    found = entered(world, PHARMACY, HOSPITAL, "P00000000000")
    assert {code: one.kind for code, one in found.items()} == {PHARMACY: "pharmacy", HOSPITAL: "hospital"}


def test_a_known_institution_is_brought_up_to_date_and_keeps_its_number_and_suspension(world: World) -> None:
    before = entered(world, PHARMACY)[PHARMACY]
    institutions.suspend(world.db, code=PHARMACY, since=NOON)
    institutions.enter_institutions(world.db, [replace(before, name="新名", level="1A", wallet_enabled=False)])
    after = entered(world, PHARMACY)[PHARMACY]
    assert after == replace(before, name="新名", level="1A", wallet_enabled=False, suspended_from=NOON)


def test_an_institution_settles_until_the_moment_it_is_suspended_and_after_it_is_lifted(world: World) -> None:
    institutions.suspend(world.db, code=PHARMACY, since=NOON)
    suspended = entered(world, PHARMACY)
    institutions.require_institution(suspended, PHARMACY, now=NOON - timedelta(seconds=1))
    with pytest.raises(InstitutionSuspended) as refused:
        institutions.require_institution(suspended, PHARMACY, now=NOON)
    assert refused.value == InstitutionSuspended(institution=PHARMACY)
    institutions.suspend(world.db, code=PHARMACY, since=None)
    institutions.require_institution(entered(world, PHARMACY), PHARMACY, now=NOON)


def test_an_unknown_institution_neither_settles_nor_is_suspended(world: World) -> None:
    with pytest.raises(InstitutionUnknown):
        institutions.require_institution({}, PHARMACY, now=NOON)
    with pytest.raises(InstitutionUnknown) as refused:
        institutions.suspend(world.db, code="P00000000000", since=NOON)
    assert refused.value == InstitutionUnknown(institution="P00000000000")
