"""Wallets, mandates, insurance that changes, and a year that ends: who is told what."""

from datetime import datetime
from typing import Any

import pytest

from gongji import delegation, life_events, mutual_aid, notices, wallet
from gongji.access import Scope
from gongji.audit import By
from gongji.delegation import MandateAsked, MandateKind
from gongji.ground.calendar import BEIJING
from gongji.kinship import NearRelative
from gongji.life_events import Divorce, LifeEvent
from gongji.life_events import Kind as Event
from gongji.mutual_aid import ALL_USES, Quota, QuotaAsked
from tests.notices.conftest import PARENT, Family
from tests.world import PILLS, XIAMEN, XIAN

CLERK, COLLEAGUE, CLOCK = By(7, "counter", 8), By(9, "counter", 10), By(0, "job")
NEW_YEAR = datetime(2027, 1, 1, tzinfo=BEIJING)


def test_w_07_w_08_she_is_told_where_her_wallet_works_and_when_it_does_not(family: Family) -> None:
    world = family.world
    told: dict[str, Any] = {"person_id": family.mother, "now": world.now, "by": CLERK}
    wallet.open_wallet(world.db, **told, policy=world.policy)
    family.news()
    wallet.move_wallet(world.db, **told, place=XIAN, policy=world.policy)
    wallet.suspend_wallet(world.db, **told, reason="CASE")
    wallet.resume_wallet(world.db, **told, reason="CASE")
    wallet.close_wallet(world.db, **told, reason="TERMINATED")
    assert family.news() == [
        ("mother", "WALLET_MOVED", {"pool": XIAN}),
        ("mother", "WALLET_SUSPENDED", {}),
        ("mother", "WALLET_RESUMED", {}),
        ("mother", "WALLET_CLOSED", {}),
    ]


@pytest.mark.parametrize(
    ("whose", "scheme", "told"),
    [
        ("son", 310, [("mother", "RELATION_ENDED"), ("son", "ENDED_BY_YOUR_INSURANCE_MONEY_BACK")]),
        ("mother", 390, [("mother", "ENDED_BY_YOUR_INSURANCE"), ("son", "RELATION_ENDED_MONEY_BACK")]),
    ],
)
def test_r_13_whose_insurance_ended_is_told_so_and_the_other_that_sharing_has_ended(
    family: Family, whose: str, scheme: int, told: list[tuple[str, str]]
) -> None:
    family.share()
    world = family.world
    event = LifeEvent(Event.TERMINATED, getattr(family, whose), "1", world.now.date(), scheme)
    life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLERK)
    assert family.kinds() == told


def test_e_28_a_divorce_tells_both_that_the_record_changed(family: Family) -> None:
    world = family.world
    wife = world.resident("王芳")
    world.share(family.son, wife, NearRelative.SPOUSE, 900_00)
    family.news()
    life_events.record_divorce(world.db, divorce=Divorce(family.son, wife, world.now.date()), now=world.now, by=CLERK)
    assert family.kinds() == [("other", "ENDED_BY_KIN"), ("son", "ENDED_BY_KIN_MONEY_BACK")]


def asked(family: Family, *scope: Scope) -> MandateAsked:
    return MandateAsked(
        family.mother, family.son, MandateKind.AGENT, frozenset(scope), datetime(2027, 5, 1).date(), b"x" * 32
    )


def test_a_05_she_is_asked_first_and_both_are_told_once_it_can_be_used_and_when_it_has_ended(family: Family) -> None:
    world, mother = family.world, By(family.mother, "app")
    granted = delegation.grant_mandate(
        world.db, asked=asked(family, Scope.QUOTAS), now=world.now, policy=world.policy, pool=XIAMEN, by=CLERK
    )
    assert family.news() == [("mother", "MANDATE_ASKED", {"people": [str(family.son)]})]
    told: dict[str, Any] = {"mandate_id": granted.mandate_id, "now": world.now}
    delegation.confirm_mandate(world.db, **told, called_back=False, by=mother)
    assert family.kinds() == []
    delegation.confirm_mandate(world.db, **told, called_back=False, by=COLLEAGUE)
    assert family.kinds() == [("mother", "MANDATE_GIVEN"), ("son", "MANDATE_HAD")]
    delegation.end_mandate(world.db, **told, reason="PRINCIPAL_REQUEST", by=mother)
    assert family.kinds() == [("mother", "MANDATE_ENDED"), ("son", "YOUR_MANDATE_ENDED")]


def test_a_02_a_relative_she_lets_in_with_a_tap_is_told_at_once(family: Family) -> None:
    world = family.world
    family_account = MandateAsked(family.mother, family.son, MandateKind.FAMILY_ACCOUNT, delegation.FAMILY_SCOPE)
    delegation.grant_mandate(
        world.db, asked=family_account, now=world.now, policy=world.policy, pool=XIAMEN, by=By(family.mother, "app")
    )
    assert family.kinds() == [("mother", "MANDATE_GIVEN"), ("son", "MANDATE_HAD")]


def annual(family: Family, *, renewed: bool, limit: int = 1_000_00) -> Quota:
    relation_id = family.world.relate(family.son, family.mother, PARENT)
    wanted = QuotaAsked(relation_id, limit, "ANNUAL", ALL_USES, auto_renew=renewed)
    quota = mutual_aid.set_quota(family.world.db, asked=wanted, now=family.world.now, policy=family.world.policy)
    family.news()
    return quota


def remind(family: Family) -> int:
    due = mutual_aid.find_to_remind(family.world.db, ending_on=NEW_YEAR.date(), after=0, limit=10)
    return mutual_aid.remind(family.world.db, quota_ids=due, now=family.world.now, by=CLOCK)


@pytest.mark.parametrize(
    ("renewed", "his", "hers"),
    [
        (False, "YOUR_GIFT_ENDING", "QUOTA_ENDING"),
        (True, "YOUR_GIFT_ENDING_RENEWED", "QUOTA_ENDING_RENEWED"),
    ],
)
def test_q_05_both_are_reminded_once_of_what_is_left_and_whether_it_is_renewed(
    family: Family, renewed: bool, his: str, hers: str
) -> None:
    annual(family, renewed=renewed)
    family.world.buy(family.mother, (PILLS, 300_00))
    family.news()
    assert (remind(family), remind(family)) == (1, 0)
    said = {"last_on": "2026-12-31", "left_fen": 700_00, "limit_fen": 1_000_00}
    assert family.news() == [
        ("mother", hers, {"people": [str(family.son)], **said}),
        ("son", his, {"people": [str(family.mother)], **said}),
    ]


def test_nobody_is_reminded_of_what_is_spent_or_closed_or_open(family: Family) -> None:
    quota, world = annual(family, renewed=False), family.world
    world.buy(family.mother, (PILLS, 1_000_00))
    family.news()
    assert (remind(family), family.news()) == (1, [])
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    family.share()
    assert remind(family) == 0


def test_q_05_a_quota_that_could_not_be_renewed_is_told_to_who_gave_it(family: Family) -> None:
    quota, world = annual(family, renewed=True, limit=30_000_00), family.world
    world.buy(family.mother, (PILLS, 30_000_00))
    world.now = NEW_YEAR
    mutual_aid.return_expired(world.db, quota_ids=[quota.quota_id], now=world.now, by=CLOCK)
    family.news()
    assert mutual_aid.renew(world.db, quota_ids=[quota.quota_id], now=world.now, policy=world.policy, by=CLOCK) == []
    assert family.kinds() == [("son", "YOUR_GIFT_NOT_RENEWED")]


def test_what_a_file_brought_stands_in_the_inbox_and_is_sent_to_nobody(family: Family) -> None:
    world = family.world
    relation_id = world.relate(family.son, family.mother, PARENT)
    wanted = QuotaAsked(relation_id, 1_000_00, "OPEN", ALL_USES)
    mutual_aid.set_quotas(world.db, asked=[wanted], now=world.now, policy=world.policy, by=By(0, "import"))
    assert family.kinds() == [("mother", "QUOTA_SET")]
    assert notices.to_deliver(world.db, now=world.now, limit=10) == []
    assert [notice.kind for notice in notices.list_notices(world.db, person_id=family.mother)] == ["QUOTA_SET"]
