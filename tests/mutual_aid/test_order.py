"""The order quotas are spent in, and what keeps one from being spent (Q-20, Q-21, W-09, W-10, I-9)."""

from datetime import date, datetime
from typing import Any

import pytest

from gongji import mutual_aid
from gongji.audit import By
from gongji.ground.value import replace
from gongji.institutions import PoolState
from gongji.kinship import NearRelative
from gongji.ledger import Spender
from gongji.mutual_aid import ALL_USES, Quota, QuotaUnknown, Stop, Use, why_unusable
from tests.world import NOON, World

PARENT = NearRelative.PARENT


def mother_with_donors(world: World, count: int) -> tuple[int, list[Quota]]:
    """A mother and a quota of each of her children, the oldest relation first."""
    mother, quotas = world.resident("林二"), []
    for number in range(count):
        quotas.append(world.share(world.employee(f"陈{number}", account=100_00), mother, PARENT, 100_00))
        world.later(minutes=1)
    return mother, quotas


def order(world: World, mother: int) -> list[int]:
    return [quota.quota_id for quota in mutual_aid.find_quotas(world.db, beneficiaries=[mother])[mother]]


def test_the_oldest_relation_is_spent_first_whenever_its_quota_was_set(world: World) -> None:
    mother, (first, second) = mother_with_donors(world, 2)
    mutual_aid.close_quota(world.db, quota_id=first.quota_id, now=world.now, policy=world.policy)
    asked = mutual_aid.QuotaAsked(first.relation_id, 50_00, "OPEN", ALL_USES)
    anew = mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    assert order(world, mother) == [anew.quota_id, second.quota_id]


def test_relations_of_the_same_moment_go_by_their_number(world: World) -> None:
    mother = world.resident("林二")
    quotas = [world.share(world.employee(f"陈{n}", account=100_00), mother, PARENT, 100_00) for n in range(3)]
    assert order(world, mother) == [quota.quota_id for quota in sorted(quotas, key=lambda quota: quota.relation_id)]


def test_those_she_names_go_first_and_the_others_follow_oldest_first(world: World) -> None:
    mother, quotas = mother_with_donors(world, 4)
    a, b, c, d = (quota.quota_id for quota in quotas)
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[d, b])
    assert order(world, mother) == [d, b, a, c]
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[c])
    assert order(world, mother) == [c, a, b, d]
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[])
    assert order(world, mother) == [a, b, c, d]


def test_a_new_quota_comes_after_those_she_named(world: World) -> None:
    mother, quotas = mother_with_donors(world, 2)
    a, b = (quota.quota_id for quota in quotas)
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[b, a])
    newest = world.share(world.employee("陈九", account=100_00), mother, PARENT, 100_00)
    assert order(world, mother) == [b, a, newest.quota_id]


def set_again(world: World, quota: Quota) -> int:
    """The quota is closed and another set for the same relation."""
    if quota.state == "active":
        mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    asked = mutual_aid.QuotaAsked(quota.relation_id, 50_00, "OPEN", ALL_USES)
    return mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy).quota_id


def test_q_20_a_quota_that_is_set_again_keeps_the_place_she_gave_who_gives_it(world: World) -> None:
    mother, quotas = mother_with_donors(world, 3)
    a, b, c = (quota.quota_id for quota in quotas)
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[c, b])
    assert order(world, mother) == [c, b, a]
    anew = set_again(world, quotas[2])
    assert order(world, mother) == [anew, b, a]


def test_q_20_a_quota_that_ended_has_no_place_in_an_order_she_named_since(world: World) -> None:
    mother, quotas = mother_with_donors(world, 3)
    a, b, c = (quota.quota_id for quota in quotas)
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[c, b])
    mutual_aid.close_quota(world.db, quota_id=c, now=world.now, policy=world.policy)
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[b])
    anew = set_again(world, replace(quotas[2], state="closed"))
    assert order(world, mother) == [b, a, anew]


def test_q_20_a_relation_that_begins_anew_has_no_place_yet(world: World) -> None:
    mother, (first, last) = mother_with_donors(world, 2)
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[last.quota_id])
    mutual_aid.dissolve(world.db, relation_id=last.relation_id, reason="DONOR_REQUEST", now=world.now)
    anew = world.share(last.donor_id, mother, PARENT, 50_00)
    assert order(world, mother) == [first.quota_id, anew.quota_id]


def test_q_05_q_20_at_new_year_quotas_are_renewed_in_the_order_she_gave(world: World) -> None:
    mother, quotas = world.resident("林二"), []
    for number in range(2):
        relation = world.relate(world.employee(f"陈{number}", account=100_00), mother, PARENT)
        asked = mutual_aid.QuotaAsked(relation, 50_00, "ANNUAL", ALL_USES, auto_renew=True)
        quotas.append(mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy))
        world.later(minutes=1)
    mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[quotas[1].quota_id])
    new_year, by = datetime(2027, 1, 1, 0, 30, tzinfo=NOON.tzinfo), By(0, "job")
    old = [quota.quota_id for quota in quotas]
    mutual_aid.return_expired(world.db, quota_ids=old, now=new_year, by=by)
    renewed = mutual_aid.renew(world.db, quota_ids=old, now=new_year, policy=world.policy, by=by)
    by_relation = {quota.relation_id: quota.quota_id for quota in renewed}
    assert order(world, mother) == [by_relation[quota.relation_id] for quota in reversed(quotas)]


def test_nobody_orders_the_quotas_of_somebody_else_or_closed_ones(world: World) -> None:
    mother, (quota,) = mother_with_donors(world, 1)
    father = world.resident("陈父", sex=1)
    with pytest.raises(QuotaUnknown):
        mutual_aid.order_quotas(world.db, beneficiary_id=father, quota_ids=[quota.quota_id])
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    with pytest.raises(QuotaUnknown):
        mutual_aid.order_quotas(world.db, beneficiary_id=mother, quota_ids=[quota.quota_id])


ON, OFF = PoolState(350200, date(2024, 12, 2), None), PoolState(620100, None, None)
UNREACHABLE = replace(ON, unreachable_since=NOON)
QUOTA = Quota(
    cell=1, quota_id=1, relation_id=1, beneficiary_id=1, donor_id=2, donor_pool=350200, relation=2, limit_fen=100_00,
    period_type="ANNUAL", valid_from=date(2026, 11, 5), valid_to=date(2027, 1, 1), uses=Use.PHARMACY, state="active",
    stopped=0, priority=0, activated_at=datetime(2026, 11, 5), auto_renew=False,
)  # fmt: skip
SPENDER = Spender(1, 1, 2026, 0, 0, 0, 0, False, None, wallet=1, place_of_use=620100)
ALL_WRONG = {
    "institution_takes_wallet": False,
    "spender": replace(SPENDER, wallet=2, place_of_use=610100),
    "donor_pool": replace(UNREACHABLE, wallet_enabled_from=None),
    "quota": replace(QUOTA, stopped=Stop.DONOR_DIED | Stop.FROZEN | Stop.RELATION_SUSPENDED),
    "day": date(2027, 1, 1),
    "use": Use.VISIT,
}


def reason(**changed: Any) -> str | None:
    case: dict[str, Any] = {
        "quota": QUOTA,
        "day": date(2026, 12, 31),
        "use": Use.PHARMACY,
        "donor_pool": ON,
        "beneficiary_pool": ON,
        "institution_takes_wallet": True,
        "spender": SPENDER,
        "place": 620100,
    }
    return why_unusable(**{**case, **changed})


def test_where_nothing_forbids_it_a_quota_can_be_spent() -> None:
    assert reason() is None
    assert reason(beneficiary_pool=UNREACHABLE) is None
    assert reason(day=date(2026, 11, 5)) is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"institution_takes_wallet": False}, "INSTITUTION_NO_WALLET"),
        ({"donor_pool": OFF}, "POOL_NOT_ENABLED"),
        ({"beneficiary_pool": OFF}, "POOL_NOT_ENABLED"),
        ({"donor_pool": replace(ON, wallet_enabled_from=date(2027, 1, 1))}, "POOL_NOT_ENABLED"),
        ({"spender": replace(SPENDER, wallet=2)}, "WALLET_NOT_ACTIVE"),
        ({"spender": replace(SPENDER, wallet=3)}, "WALLET_NOT_ACTIVE"),
        ({"place": 610100}, "PLACE_NOT_HERE"),
        ({"quota": replace(QUOTA, stopped=Stop.DONOR_DIED)}, "DONOR_DIED"),
        ({"quota": replace(QUOTA, stopped=Stop.FROZEN)}, "QUOTA_UNDER_CHECK"),
        ({"quota": replace(QUOTA, stopped=Stop.RELATION_SUSPENDED)}, "RELATION_NOT_ACTIVE"),
        ({"day": date(2027, 1, 1)}, "QUOTA_EXPIRED"),
        ({"day": date(2026, 11, 4)}, "QUOTA_EXPIRED"),
        ({"use": Use.VISIT}, "QUOTA_USE_NOT_ALLOWED"),
        ({"donor_pool": UNREACHABLE}, "POOL_UNREACHABLE"),
    ],
)
def test_what_forbids_a_quota_is_named(changed: dict[str, Any], code: str) -> None:
    assert reason(**changed) == code


def test_of_several_obstacles_the_first_in_order_is_named() -> None:
    wrong = dict(ALL_WRONG)
    named = [reason(**wrong)]
    for cured in (
        {"institution_takes_wallet": True},
        {"donor_pool": UNREACHABLE},
        {"spender": replace(SPENDER, place_of_use=610100)},
        {"spender": SPENDER},
        {"quota": replace(QUOTA, stopped=Stop.FROZEN | Stop.RELATION_SUSPENDED)},
        {"quota": replace(QUOTA, stopped=Stop.RELATION_SUSPENDED)},
        {"quota": QUOTA},
        {"day": date(2026, 12, 31)},
        {"use": Use.PHARMACY},
        {"donor_pool": ON},
    ):
        wrong.update(cured)
        named.append(reason(**wrong))
    assert named == [
        "INSTITUTION_NO_WALLET", "POOL_NOT_ENABLED", "WALLET_NOT_ACTIVE", "PLACE_NOT_HERE", "DONOR_DIED",
        "QUOTA_UNDER_CHECK", "RELATION_NOT_ACTIVE", "QUOTA_EXPIRED", "QUOTA_USE_NOT_ALLOWED", "POOL_UNREACHABLE", None,
    ]  # fmt: skip
