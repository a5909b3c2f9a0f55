"""Transfers, lots and premiums: what happened, who, how much, and what is left (W-11 … W-26, B-07)."""

from datetime import date, datetime
from typing import Any

import pytest

from gongji import contributions, kinship, life_events, mutual_aid, notices, wallet
from gongji.audit import By
from gongji.contributions import PremiumOrder, Reason, Scheme, State
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet, published
from gongji.kinship import FactKind, KinFact, Nature
from gongji.life_events import Kind as Event
from gongji.life_events import LifeEvent
from gongji.mutual_aid import ALL_USES, QuotaAsked
from gongji.wallet import Accepting, Sending, WalletTransfer
from tests.contributions.conftest import policy_of_pool
from tests.contributions.test_late_windows import UNTIL_NEW_YEAR
from tests.notices.conftest import PARENT, Family
from tests.wallet.test_transfers import LEGACY
from tests.world import LANZHOU, NOON, PILLS, XIAMEN

CLERK, CLOCK = By(7, "counter", 8), By(0, "job")
SIX = datetime(2026, 11, 6, 6, tzinfo=BEIJING)


@pytest.fixture
def pilot(family: Family) -> Family:
    """The son may send to his mother's wallet, which is open."""
    world = family.world
    world.policy = PolicySet(world.policy.files | {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)})
    fact = KinFact(
        0, FactKind.PARENT, Nature.BIRTH, family.mother, family.son, "register", "x", date(1985, 5, 6), None, NOON
    )
    kinship.record_facts(world.db, facts=[fact], now=NOON, policy=world.policy, pool=XIAMEN)
    wallet.open_wallet(world.db, person_id=family.mother, now=NOON, policy=world.policy, by=By(family.mother, "app"))
    family.news()
    return family


def send(family: Family, fen: int = 500_00) -> WalletTransfer:
    sending = Sending(family.son, family.mother, fen, By(family.son, "app"))
    (sent,) = wallet.send(family.world.db, sendings=[sending], now=family.world.now, policy=family.world.policy)
    assert isinstance(sent, WalletTransfer), sent
    return sent


def accept(family: Family, transfer: WalletTransfer) -> None:
    accepting = Accepting(transfer.transfer_id, family.mother, By(family.mother, "app"))
    (taken,) = wallet.accept(family.world.db, accepting=[accepting], now=family.world.now)
    assert isinstance(taken, WalletTransfer), taken


def test_w_17_the_mother_is_asked_to_accept_until_six_and_the_son_told_that_she_did(pilot: Family) -> None:
    transfer = send(pilot)
    son, mother = [str(pilot.son)], [str(pilot.mother)]
    until = SIX.isoformat()
    assert pilot.news() == [
        ("mother", "TRANSFER_ARRIVED", {"people": son, "amount_fen": 500_00, "until": until}),
        ("son", "TRANSFER_SENT", {"people": mother, "amount_fen": 500_00, "until": until}),
    ]
    accept(pilot, transfer)
    assert pilot.news() == [("son", "TRANSFER_ACCEPTED", {"people": mother, "amount_fen": 500_00})]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("reject", [("son", "TRANSFER_REJECTED")]),
        ("revoke", [("mother", "TRANSFER_REVOKED")]),
        ("nobody", [("mother", "TRANSFER_WENT_BACK"), ("son", "TRANSFER_CAME_BACK")]),
    ],
)
def test_w_18_w_23_who_did_not_do_it_is_told_that_a_transfer_went_back(
    pilot: Family, how: str, told: list[tuple[str, str]]
) -> None:
    transfer, world = send(pilot), pilot.world
    pilot.news()
    more: dict[str, Any] = {"now": world.now, "policy": world.policy, "by": CLOCK}
    match how:
        case "reject":
            wallet.reject(world.db, transfer_id=transfer.transfer_id, receiver_id=pilot.mother, **more)
        case "revoke":
            wallet.revoke(world.db, transfer_id=transfer.transfer_id, sender_id=pilot.son, **more)
        case "nobody":
            wallet.return_unaccepted(world.db, transfer_ids=[transfer.transfer_id], **more | {"now": SIX})
    news = pilot.news()
    assert [(who, kind) for who, kind, _ in news] == told
    assert {facts["amount_fen"] for _, _, facts in news} == {500_00}


def test_w_26_who_moved_meanwhile_is_told_that_the_money_is_kept_for_him(pilot: Family) -> None:
    transfer, world = send(pilot), pilot.world
    event = LifeEvent(Event.MOVED, pilot.son, "1", world.now.date(), 310, "350100")
    life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLERK)
    moved = {kind: facts for who, kind, facts in pilot.news() if who == "son"}
    assert moved["ACCOUNT_MOVED"] == {"pool": 350100, "amount_fen": 29_500_00}
    wallet.return_unaccepted(world.db, transfer_ids=[transfer.transfer_id], now=SIX, policy=world.policy, by=CLOCK)
    assert pilot.kinds() == [("mother", "TRANSFER_WENT_BACK"), ("son", "TRANSFER_KEPT")]


def test_w_23_what_is_given_back_of_a_lot_is_told_to_who_sent_it_and_nothing_where_nothing_was_left(
    pilot: Family,
) -> None:
    first, world = send(pilot), pilot.world
    accept(pilot, first)
    world.buy(pilot.mother, (PILLS, 120_00))
    pilot.news()
    told: dict[str, Any] = {"now": world.now, "policy": world.policy, "by": By(pilot.mother, "app")}
    wallet.give_back(world.db, transfer_id=first.transfer_id, receiver_id=pilot.mother, **told)
    assert pilot.news() == [("son", "LOT_CAME_BACK", {"people": [str(pilot.mother)], "amount_fen": 380_00})]
    second = send(pilot, 100_00)
    accept(pilot, second)
    world.buy(pilot.mother, (PILLS, 100_00))
    pilot.news()
    wallet.give_back(world.db, transfer_id=second.transfer_id, receiver_id=pilot.mother, **told)
    assert pilot.news() == []


def test_what_a_lot_paid_is_told_to_her_whose_it_is_with_what_is_left_and_not_to_who_once_sent_it(
    pilot: Family,
) -> None:
    accept(pilot, send(pilot))
    pilot.news()
    pilot.world.buy(pilot.mother, (PILLS, 218_50))
    ((who, kind, facts),) = pilot.news()
    assert (who, kind, facts["people"]) == ("mother", "PAID_FOR_YOU", [str(pilot.son)])
    assert (facts["amount_fen"], facts["left_fen"]) == (218_50, 281_50)


def test_a_08_what_is_told_late_tells_what_was_left_then_and_not_what_is_left_now(pilot: Family) -> None:
    world = pilot.world
    accept(pilot, send(pilot, 100_00))
    world.later(minutes=1)
    quota = world.share(pilot.son, pilot.mother, PARENT, 300_00, period="ANNUAL")
    pilot.news()
    bills = [world.buy(pilot.mother, (PILLS, fen)) for fen in (150_00, 40_00)]
    world.now = datetime(2027, 1, 2, 12, tzinfo=BEIJING)
    mutual_aid.return_expired(world.db, quota_ids=[quota.quota_id], now=world.now, by=CLOCK)
    asked = QuotaAsked(quota.relation_id, 2_000_00, "ANNUAL", ALL_USES)
    mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    world.done(world.cancel(bills[1]))
    told = [(who, kind, facts.get("left_fen")) for who, kind, facts in pilot.news()]
    assert told == [
        ("mother", "PAID_FOR_YOU", 250_00),
        ("son", "YOUR_GIFT_SPENT", 250_00),
        ("mother", "PAID_FOR_YOU", 210_00),
        ("son", "YOUR_GIFT_SPENT", 210_00),
        ("mother", "QUOTA_EXPIRED", None),
        ("son", "YOUR_GIFT_EXPIRED", None),
        ("mother", "QUOTA_SET", None),
        # Last year's money went to him and not into the new quota.
        ("mother", "PAYMENT_UNDONE", 2_000_00),
        ("son", "YOUR_GIFT_RETURNED", 2_000_00),
    ]


@pytest.mark.parametrize("with_relation", [True, False])
def test_d_12_when_the_pilot_ends_both_are_told_what_became_of_the_rest(pilot: Family, with_relation: bool) -> None:
    lot, world = send(pilot), pilot.world
    accept(pilot, lot)
    world.buy(pilot.mother, (PILLS, 120_00))
    if with_relation:
        world.relate(pilot.son, pilot.mother, PARENT)
    pilot.news()
    wallet.convert_lots(world.db, transfer_ids=[lot.transfer_id], now=world.now, policy=published(), by=CLOCK)
    son, mother = [str(pilot.son)], [str(pilot.mother)]
    if with_relation:
        assert pilot.news() == [
            ("mother", "YOUR_LOT_CONVERTED", {"people": son, "amount_fen": 380_00}),
            ("son", "LOT_CONVERTED", {"people": mother, "amount_fen": 380_00}),
        ]
    else:
        assert pilot.news() == [("son", "LOT_CAME_BACK", {"people": mother, "amount_fen": 380_00})]


def test_d_12_of_a_lot_of_which_nothing_was_left_nobody_is_told(pilot: Family) -> None:
    lot, world = send(pilot), pilot.world
    accept(pilot, lot)
    world.buy(pilot.mother, (PILLS, 500_00))
    pilot.news()
    assert (
        wallet.convert_lots(world.db, transfer_ids=[lot.transfer_id], now=world.now, policy=published(), by=CLOCK) == 1
    )
    assert pilot.news() == []


def order(family: Family, *, cash: int = 0, payer: int | None = None, key: str = "1") -> PremiumOrder:
    world = family.world
    return contributions.reserve(
        world.db, person_id=family.mother, scheme=Scheme.RESIDENT, year=2027, cash_fen=cash,
        payer_id=payer or family.mother,
        told_key=key, now=world.now, policy=world.policy, by=By(family.mother, "app"),
    )  # fmt: skip


def paid(family: Family, ordered: PremiumOrder) -> None:
    world, by = family.world, By(family.mother, "app")
    contributions.sent(world.db, order_id=ordered.order_id, now=world.now, by=by)
    contributions.paid(world.db, order_id=ordered.order_id, receipt="T1", now=world.now, by=by)


def test_b_07_a_paid_premium_tells_her_who_paid_and_the_son_what_and_what_for(family: Family) -> None:
    family.share()
    ordered = order(family)
    assert family.news() == []
    paid(family, ordered)
    told = {who: (kind, facts) for who, kind, facts in family.news()}
    kind, hers = told["mother"]
    assert (kind, hers["people"], hers["year"], hers["use"]) == (
        "PREMIUM_PAID_FOR_YOU", [str(family.son)], 2027, "RESIDENT_CONTRIB",
    )  # fmt: skip
    assert hers["amount_fen"] == hers["aid_fen"] == ordered.amount_fen
    kind, his = told["son"]
    assert kind == "YOUR_GIFT_SPENT"
    assert his == {
        "people": [str(family.mother)], "amount_fen": ordered.amount_fen, "left_fen": 1_000_00 - ordered.amount_fen,
        "pool": LANZHOU, "bought_on": "2026-11-05", "use": "RESIDENT_CONTRIB",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "cash", "told"),
    [
        (1_000_00, 0, {"mother": "PREMIUM_PAID_FOR_YOU_COVER_FROM", "son": "YOUR_GIFT_SPENT"}),
        (0, 400_00, {"mother": "PREMIUM_PAID_COVER_FROM"}),
    ],
)
def test_b_03_where_cover_begins_after_a_wait_the_day_is_told_to_her_and_to_who_ordered_it(
    family: Family, limit: int, cash: int, told: dict[str, str]
) -> None:
    world = family.world
    if limit:
        family.share(limit)
    neighbour = world.employee("王五")
    family.news()
    world.policy = policy_of_pool(world, LANZHOU, UNTIL_NEW_YEAR)
    world.now = datetime(2027, 4, 1, 12, tzinfo=BEIJING)
    paid(family, order(family, cash=cash, payer=neighbour))
    news = {who: (kind, facts) for who, kind, facts in family.news()}
    assert {who: kind for who, (kind, _) in news.items()} == told | {"other": "PREMIUM_YOU_ORDERED_PAID_COVER_FROM"}
    assert (news["mother"][1]["cover_on"], news["other"][1]["cover_on"]) == ("2027-07-01", "2027-07-01")


def test_b_07_who_sent_the_lot_that_paid_a_premium_is_told_what_for_and_of_its_refund(pilot: Family) -> None:
    accept(pilot, send(pilot, 100_00))
    pilot.share()
    ordered = order(pilot)
    paid(pilot, ordered)
    mother, rest = [str(pilot.mother)], ordered.amount_fen - 100_00
    told = {(who, kind): facts for who, kind, facts in pilot.news()}
    assert told.keys() == {("mother", "PREMIUM_PAID_FOR_YOU"), ("son", "YOUR_LOT_SPENT"), ("son", "YOUR_GIFT_SPENT")}
    hers = told["mother", "PREMIUM_PAID_FOR_YOU"]
    assert (hers["people"], hers["aid_fen"]) == ([str(pilot.son)], ordered.amount_fen)
    assert told["son", "YOUR_LOT_SPENT"] == {
        "people": mother, "amount_fen": 100_00, "bought_on": "2026-11-05", "use": "RESIDENT_CONTRIB",
    }  # fmt: skip
    assert told["son", "YOUR_GIFT_SPENT"]["amount_fen"] == rest
    world, by = pilot.world, By(pilot.mother, "app")
    contributions.ask_refund(world.db, order_id=ordered.order_id, reason=Reason.MISTAKE, now=world.now, by=by)
    contributions.refunded(world.db, order_id=ordered.order_id, now=world.now, policy=world.policy, by=by)
    told = {(who, kind): facts for who, kind, facts in pilot.news()}
    assert told.keys() == {("mother", "PREMIUM_REFUNDED"), ("son", "YOUR_LOT_RETURNED"), ("son", "YOUR_GIFT_RETURNED")}
    assert told["son", "YOUR_LOT_RETURNED"]["amount_fen"] == 100_00
    # In his history what he sent stands as sent, and the premium with what his quota paid of it.
    his = [one for one in notices.list_records(world.db, person_id=pilot.son) if one.fact_id >= ordered.order_id]
    assert [(one.side, one.facts["amount_fen"]) for one in his] == [("donor", rest), ("donor", rest)]


def test_b_07_what_the_tax_office_did_not_take_is_told_to_her_with_what_went_back(family: Family) -> None:
    family.share()
    world, ordered = family.world, order(family)
    contributions.release(
        world.db, order_id=ordered.order_id, state=State.EXPIRED, reason="", now=world.now, policy=world.policy,
        by=CLOCK,
    )  # fmt: skip
    ((who, kind, facts),) = family.news()
    assert (who, kind, facts["back_fen"]) == ("mother", "PREMIUM_NOT_PAID_MONEY_BACK", ordered.amount_fen)


@pytest.mark.parametrize(
    ("agreed", "told"),
    [
        (True, {("mother", "PREMIUM_REFUNDED"), ("son", "YOUR_GIFT_RETURNED")}),
        (False, {("mother", "PREMIUM_REFUND_REFUSED")}),
    ],
)
def test_b_10_both_are_told_of_a_refund_and_she_alone_that_there_is_none(
    family: Family, agreed: bool, told: set[tuple[str, str]]
) -> None:
    family.share()
    world, ordered, by = family.world, order(family), By(family.mother, "app")
    paid(family, ordered)
    family.news()
    contributions.ask_refund(world.db, order_id=ordered.order_id, reason=Reason.MISTAKE, now=world.now, by=by)
    if agreed:
        contributions.refunded(world.db, order_id=ordered.order_id, now=world.now, policy=world.policy, by=by)
    else:
        contributions.keep_paid(world.db, order_id=ordered.order_id, now=world.now, by=by)
    assert set(family.kinds()) == told


def test_a_premium_nobody_helped_with_is_told_to_her_alone(family: Family) -> None:
    quoted = contributions.quote(
        family.world.db, person_id=family.mother, scheme=Scheme.RESIDENT, year=2027, now=family.world.now,
        policy=family.world.policy,
    )  # fmt: skip
    paid(family, order(family, cash=quoted.cash_fen))
    assert family.kinds() == [("mother", "PREMIUM_PAID")]


def test_a_05_a_relative_who_ordered_it_for_her_is_told_how_it_ended_and_a_clerk_is_not(family: Family) -> None:
    family.share()
    world = family.world
    neighbour = world.employee("王五")
    for payer, told in ((neighbour, {("other", "PREMIUM_YOU_ORDERED_NOT_PAID")}), (CLERK.actor_id, set())):
        ordered = order(family, payer=payer, key=str(payer))
        contributions.release(
            world.db, order_id=ordered.order_id, state=State.EXPIRED, reason="", now=world.now, policy=world.policy,
            by=CLOCK,
        )  # fmt: skip
        assert set(family.kinds()) == {("mother", "PREMIUM_NOT_PAID_MONEY_BACK"), *told}
    paid(family, order(family, payer=neighbour, key="3"))
    told_of = {who: (kind, facts) for who, kind, facts in family.news()}
    kind, facts = told_of["other"]
    assert (kind, facts["people"]) == ("PREMIUM_YOU_ORDERED_PAID", [str(family.mother)])
    assert notices.list_records(world.db, person_id=neighbour) == []


def test_who_ordered_it_and_paid_for_it_is_told_once(family: Family) -> None:
    family.share()
    paid(family, order(family, payer=family.son))
    assert set(family.kinds()) == {("mother", "PREMIUM_PAID_FOR_YOU"), ("son", "YOUR_GIFT_SPENT")}
