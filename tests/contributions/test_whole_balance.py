"""Premiums a whole balance pays: held from the donor's account, and given straight back to it (R-22, B-07)."""

import pytest

from gongji import mutual_aid
from gongji.contributions import State
from tests.contributions.conftest import Office
from tests.mutual_aid.guizhou import GUIYANG, family, in_guizhou, limit
from tests.world import World


@pytest.fixture
def guizhou(world: World) -> World:
    return in_guizhou(world)


def test_a_premium_is_held_from_the_donors_account_and_paid(guizhou: World, office: Office) -> None:
    son, mother, quota = family(guizhou, account=1_000_00)
    quoted = office.quote(mother)
    assert (quoted.aid_fen, quoted.own_fen, quoted.cash_fen) == (400_00, 0, 0)
    order = office.order(mother)
    assert (guizhou.own(son), limit(guizhou, quota)) == (600_00, 400_00)
    assert mutual_aid.reserved_fen(guizhou.db, quota) == 400_00
    guizhou.require_books_agree()
    office.paid(order)
    assert office.journal(order, 80) == {(GUIYANG, "own", "held"): 400_00}
    assert (mutual_aid.reserved_fen(guizhou.db, quota), limit(guizhou, quota)) == (0, 400_00)


def test_what_the_tax_office_refuses_is_the_donors_again(guizhou: World, office: Office) -> None:
    son, mother, quota = family(guizhou, account=1_000_00)
    office.release(office.order(mother), State.FAILED)
    assert (guizhou.own(son), limit(guizhou, quota)) == (1_000_00, 0)


@pytest.mark.parametrize("closed", [False, True])
def test_a_refund_goes_to_the_donor_also_when_it_was_closed_since(guizhou: World, office: Office, closed: bool) -> None:
    son, mother, quota = family(guizhou, account=1_000_00)
    order = office.paid(office.order(mother))
    if closed:
        mutual_aid.close_quota(guizhou.db, quota_id=quota.quota_id, now=guizhou.now, policy=guizhou.policy)
    office.refund(order)
    assert (guizhou.own(son), limit(guizhou, quota)) == (1_000_00, 0)


def test_where_the_account_is_short_the_rest_is_cash(guizhou: World, office: Office) -> None:
    son, mother, _ = family(guizhou, account=150_00)
    assert office.quote(mother).cash_fen == 250_00
    office.order(mother, cash=250_00)
    assert guizhou.own(son) == 0


def test_the_donors_own_account_is_never_taken_for_hers(guizhou: World, office: Office) -> None:
    """She pays with what is hers first, and of his only through the quota."""
    _, mother, quota = family(guizhou, account=1_000_00)
    mutual_aid.close_quota(guizhou.db, quota_id=quota.quota_id, now=guizhou.now, policy=guizhou.policy)
    assert office.quote(mother).cash_fen == 400_00
