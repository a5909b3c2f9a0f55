"""Letting a relative of the same province spend the whole account (R-21, R-22)."""

import pytest

from gongji import insured, kinship, mutual_aid
from gongji.audit import By, Happening
from gongji.ground.money import AmountInvalid
from gongji.ground.value import replace
from gongji.insured import EMPLOYEE, InsuredStatus
from gongji.kinship import Claim, NearRelative
from gongji.mutual_aid import (
    ALL_USES,
    DonorPaused,
    Invitation,
    InvitationAsked,
    KinCeiling,
    QuotaAsked,
    RelationNotActive,
    WholeBalanceNotOffered,
    WholeBalanceTooFar,
    WholeBalanceUnlimited,
)
from tests.mutual_aid.books import happened
from tests.mutual_aid.guizhou import GUIYANG, ZUNYI, family, in_guizhou, limit
from tests.world import FUZHOU, PILLS, XIAMEN, World

PARENT = NearRelative.PARENT
WHOLE = QuotaAsked(0, 0, "WHOLE", ALL_USES, auto_renew=True)


@pytest.fixture
def guizhou(world: World) -> World:
    return in_guizhou(world)


def test_nothing_is_set_aside(guizhou: World) -> None:
    son, _, quota = family(guizhou, account=500_00)
    assert (guizhou.own(son), guizhou.remaining(quota), quota.limit_fen) == (500_00, 0, 0)
    assert (quota.valid_to, quota.auto_renew) == (None, False)
    guizhou.require_books_agree()


def test_across_provinces_it_is_refused_by_name(guizhou: World) -> None:
    relation = guizhou.relate(guizhou.employee("陈一", pool=GUIYANG, account=1_00), guizhou.resident("林二"), PARENT)
    with pytest.raises(WholeBalanceTooFar):
        ask(guizhou, relation)


def test_where_the_donors_province_does_not_offer_it_it_is_refused(guizhou: World) -> None:
    relation = guizhou.relate(
        guizhou.employee("陈一", pool=XIAMEN, account=1_00), guizhou.resident("林二", pool=FUZHOU), PARENT
    )
    with pytest.raises(WholeBalanceNotOffered) as refused:
        ask(guizhou, relation)
    assert refused.value.pool == XIAMEN


def test_kinship_that_is_only_declared_is_below_any_ceiling(guizhou: World) -> None:
    """R-07."""
    son, mother = guizhou.employee("陈一", pool=GUIYANG, account=1_00), guizhou.resident("林二", pool=ZUNYI)
    relation = guizhou.relate(son, mother, PARENT, evidence="declared")
    with pytest.raises(KinCeiling):
        ask(guizhou, relation)


def test_a_donor_whose_contributions_pause_sets_none(guizhou: World) -> None:
    """R-13."""
    son, mother = guizhou.employee("陈一", pool=GUIYANG, account=1_00), guizhou.resident("林二", pool=ZUNYI)
    relation = guizhou.relate(son, mother, PARENT)
    insured.change_status(
        guizhou.db, person_id=son, scheme=EMPLOYEE, status=InsuredStatus.PAUSED, on=guizhou.now.date()
    )
    with pytest.raises(DonorPaused):
        ask(guizhou, relation)


@pytest.mark.parametrize(("period", "fen"), [("WHOLE", 1), ("OPEN", 0), ("OPEN", -1), ("WHOLE", -1)])
def test_a_whole_balance_has_no_limit_and_every_other_quota_has_one(guizhou: World, period: str, fen: int) -> None:
    son, mother = guizhou.employee("陈一", pool=GUIYANG, account=1_00), guizhou.resident("林二", pool=ZUNYI)
    relation = guizhou.relate(son, mother, PARENT)
    with pytest.raises(AmountInvalid):
        mutual_aid.set_quota(
            guizhou.db, asked=QuotaAsked(relation, fen, period, ALL_USES), now=guizhou.now, policy=guizhou.policy
        )


def test_it_has_no_limit_to_raise_or_lower(guizhou: World) -> None:
    _, _, quota = family(guizhou, account=500_00)
    for verb in (mutual_aid.raise_quota, mutual_aid.lower_quota):
        with pytest.raises(WholeBalanceUnlimited):
            verb(guizhou.db, quota_id=quota.quota_id, limit_fen=100_00, now=guizhou.now, policy=guizhou.policy)


def test_closed_it_pays_nothing_more_and_a_limited_quota_can_follow(guizhou: World) -> None:
    son, mother, quota = family(guizhou, account=500_00)
    guizhou.buy(mother, (PILLS, 100_00))
    mutual_aid.close_quota(guizhou.db, quota_id=quota.quota_id, now=guizhou.now, policy=guizhou.policy)
    assert guizhou.buy(mother, (PILLS, 100_00)).settlement.aid_fen == 0
    follows = QuotaAsked(quota.relation_id, 300_00, "OPEN", ALL_USES)
    mutual_aid.set_quota(guizhou.db, asked=follows, now=guizhou.now, policy=guizhou.policy)
    assert guizhou.own(son) == 100_00
    guizhou.require_books_agree()


def test_dissolving_the_relation_ends_it(guizhou: World) -> None:
    son, mother, quota = family(guizhou, account=500_00)
    guizhou.buy(mother, (PILLS, 100_00))
    mutual_aid.dissolve(guizhou.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=guizhou.now)
    assert guizhou.buy(mother, (PILLS, 100_00)).settlement.aid_fen == 0
    assert (guizhou.own(son), limit(guizhou, quota)) == (400_00, 100_00)
    guizhou.require_books_agree()


def test_new_year_leaves_it_alone(guizhou: World) -> None:
    _, _, quota = family(guizhou, account=500_00)
    guizhou.later(days=400)
    assert mutual_aid.find_over(guizhou.db, day=guizhou.now.date(), after=0, limit=10) == []
    assert happened(guizhou, quota.quota_id) == [Happening.QUOTA_SET]


def test_an_invitation_to_it_is_checked_at_once_and_accepted(guizhou: World) -> None:
    son, mother = guizhou.employee("陈一", pool=GUIYANG, account=500_00), guizhou.resident("林二", pool=ZUNYI)
    by = By(son, "app")
    asked = InvitationAsked(
        son, mother, Claim(PARENT), kinship.Evidence("register", knows=True, relation=PARENT), 0, "WHOLE", ALL_USES
    )
    too_far = replace(asked, beneficiary_id=guizhou.resident("林三"))
    answers = mutual_aid.invite(guizhou.db, asked=[asked, too_far], now=guizhou.now, policy=guizhou.policy, by=by)
    assert answers[1] == WholeBalanceTooFar()
    assert isinstance(answers[0], Invitation)
    accepting = mutual_aid.Accepting(answers[0].invitation_id, mother, By(mother, "app"))
    mutual_aid.accept(guizhou.db, accepting=[accepting], now=guizhou.now, policy=guizhou.policy)
    assert guizhou.buy(mother, (PILLS, 100_00)).settlement.aid_fen == 100_00


def test_a_suspended_relation_sets_none(guizhou: World) -> None:
    son, mother = guizhou.employee("陈一", pool=GUIYANG, account=1_00), guizhou.resident("林二", pool=ZUNYI)
    relation = guizhou.relate(son, mother, PARENT)
    mutual_aid.suspend(guizhou.db, relation_ids=[relation], reason="PAUSED", now=guizhou.now, by=By(0, "job"))
    with pytest.raises(RelationNotActive):
        ask(guizhou, relation)


def ask(world: World, relation_id: int) -> None:
    asked = replace(WHOLE, relation_id=relation_id)
    mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
