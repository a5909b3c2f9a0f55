"""A whole balance has no limit: both sides are told so, and the relative never how much there is (R-22, N-05)."""

from dataclasses import replace
from typing import Any

import pytest

from gongji import contributions, mutual_aid, notices
from gongji.audit import By
from gongji.contributions import Scheme
from gongji.kinship import Evidence, FactKind, KinFact, Nature
from gongji.mutual_aid import ALL_USES, Invitation, InvitationAsked, Use
from tests.mutual_aid.guizhou import GUIYANG, ZUNYI, in_guizhou
from tests.notices.conftest import DECLARED, PARENT, Family
from tests.world import NOON, PILLS

USES = ["VISIT", "PHARMACY"]


@pytest.fixture
def whole(family: Family) -> Family:
    """The two in Guizhou, where a whole account may be shared."""
    world = in_guizhou(family.world)
    son, mother = world.employee("陈一", pool=GUIYANG, account=2_000_00, sex=1), world.resident("林二", pool=ZUNYI)
    return replace(family, son=son, mother=mother)


def test_she_reads_that_it_is_the_whole_account_and_he_what_was_spent_of_it(whole: Family) -> None:
    world, son, mother = whole.world, [str(whole.son)], [str(whole.mother)]
    quota = world.share(whole.son, whole.mother, PARENT, 0, period="WHOLE")
    assert whole.news() == [("mother", "WHOLE_SET", {"people": son, "whole": True})]
    bill = world.buy(whole.mother, (PILLS, 218_50))
    said = {"amount_fen": 218_50, "bought_on": "2026-11-05", "use": "PHARMACY", "whole": True}
    assert whole.news() == [
        ("mother", "PAID_FOR_YOU", {"people": son, **said}),
        ("son", "YOUR_ACCOUNT_SPENT", {"people": mother, "pool": 620100, **said}),
    ]
    world.done(world.cancel(bill))
    assert whole.kinds() == [("mother", "PAYMENT_UNDONE"), ("son", "YOUR_ACCOUNT_RETURNED")]
    change: dict[str, Any] = {
        "quota_id": quota.quota_id,
        "now": world.now,
        "policy": world.policy,
        "by": By(whole.son, "app"),
    }
    mutual_aid.change_uses(world.db, uses=Use.VISIT | Use.PHARMACY, **change)
    assert whole.news() == [("mother", "WHOLE_USES_CHANGED", {"people": son, "uses": USES, "whole": True})]
    mutual_aid.close_quota(world.db, **change)
    assert whole.news() == [("mother", "WHOLE_CLOSED", {"people": son, "whole": True})]
    records = notices.list_records(world.db, person_id=whole.mother)
    assert not {"limit_fen", "before_fen", "back_fen", "left_fen"} & {name for one in records for name in one.facts}


def test_what_is_told_after_a_whole_account_was_closed_speaks_of_it_as_it_was(whole: Family) -> None:
    world = whole.world
    quota = world.share(whole.son, whole.mother, PARENT, 0, period="WHOLE")
    whole.news()
    bill = world.buy(whole.mother, (PILLS, 218_50))
    by = By(whole.son, "app")
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy, by=by)
    world.done(world.cancel(bill))
    told = [(who, kind, "whole" in facts, facts.get("left_fen")) for who, kind, facts in whole.news()]
    assert told == [
        ("mother", "PAID_FOR_YOU", True, None),
        ("son", "YOUR_ACCOUNT_SPENT", True, None),
        ("mother", "WHOLE_CLOSED", True, None),
        ("mother", "PAYMENT_UNDONE", False, 0),
        ("son", "YOUR_GIFT_RETURNED", False, 0),
    ]


def test_what_has_a_limit_is_told_besides_the_whole_account(whole: Family) -> None:
    world, daughter = whole.world, whole.world.employee("陈二", pool=GUIYANG, account=300_00)
    world.share(daughter, whole.mother, PARENT, 300_00)
    world.later(minutes=1)
    world.share(whole.son, whole.mother, PARENT, 0, period="WHOLE")
    whole.news()
    world.buy(whole.mother, (PILLS, 250_00))
    told = {who: (kind, facts) for who, kind, facts in whole.news()}
    # Only the daughter paid this time.
    assert (told["mother"][1]["left_fen"], "whole" in told["mother"][1]) == (50_00, False)
    assert told["other"][0] == "YOUR_GIFT_SPENT"
    world.buy(whole.mother, (PILLS, 60_00))
    told = {who: (kind, facts) for who, kind, facts in whole.news()}
    assert ("left_fen" in told["mother"][1], told["mother"][1]["whole"]) == (False, True)
    assert [told["son"][0], told["other"][0]] == ["YOUR_ACCOUNT_SPENT", "YOUR_GIFT_SPENT"]


def invite(family: Family) -> Invitation:
    world = family.world
    born = KinFact(
        0, FactKind.PARENT, Nature.BIRTH, family.mother, family.son, "register", "x", NOON.date(), None, NOON
    )
    register = Evidence("civil affairs", facts=(born,))
    asked = InvitationAsked(family.son, family.mother, DECLARED, register, 0, "WHOLE", ALL_USES)
    (answer,) = mutual_aid.invite(world.db, asked=[asked], now=world.now, policy=world.policy, by=By(family.son, "app"))
    assert isinstance(answer, Invitation), answer
    return answer


def test_she_is_asked_whether_she_wants_the_use_of_the_whole_account(whole: Family) -> None:
    invitation = invite(whole)
    ((who, kind, facts),) = whole.news()
    assert (who, kind, facts["whole"], "limit_fen" in facts) == ("mother", "INVITED_TO_WHOLE", True, False)
    whole.accept(invitation)
    assert whole.kinds() == [("mother", "WHOLE_SET"), ("son", "WHOLE_ACCEPTED")]


def test_b_07_a_premium_out_of_a_whole_account_tells_whose_it_is_what_it_cost(whole: Family) -> None:
    world, by = whole.world, By(whole.mother, "app")
    world.share(whole.son, whole.mother, PARENT, 0, period="WHOLE")
    whole.news()
    order = contributions.reserve(
        world.db, person_id=whole.mother, scheme=Scheme.RESIDENT, year=2027, cash_fen=0, payer_id=whole.mother,
        told_key="1", now=world.now, policy=world.policy, by=by,
    )  # fmt: skip
    contributions.sent(world.db, order_id=order.order_id, now=world.now, by=by)
    contributions.paid(world.db, order_id=order.order_id, receipt="T1", now=world.now, by=by)
    told = {who: (kind, facts) for who, kind, facts in whole.news()}
    assert told["mother"][0] == "PREMIUM_PAID_FOR_YOU"
    kind, facts = told["son"]
    assert (kind, facts["amount_fen"], "left_fen" in facts) == ("YOUR_ACCOUNT_SPENT", order.amount_fen, False)
