"""What has happened becomes notices: who is told what, with which facts, and who is told nothing."""

from datetime import date, datetime

import pytest

from gongji import insured, life_events, mutual_aid, notices, wallet
from gongji.audit import By
from gongji.ground.calendar import BEIJING
from gongji.insured import EMPLOYEE, Credit
from gongji.life_events import Kind as Event
from gongji.life_events import LifeEvent
from gongji.mutual_aid import ALL_USES, QuotaAsked
from gongji.notices.outbox import ABOUT
from gongji.notices.told import TOLD
from gongji.work_items import find_waiting
from tests.notices.conftest import PARENT, Family, write_all
from tests.world import OINTMENT, PILLS, XIAMEN

CLERK, CLOCK = By(7, "counter", 8), By(0, "job")
MIDNIGHT, HALF_PAST = datetime(2027, 1, 1, tzinfo=BEIJING), datetime(2027, 1, 1, 0, 30, tzinfo=BEIJING)


def test_the_mother_is_asked_and_the_son_told_that_she_agreed(family: Family) -> None:
    invitation = family.invite()
    assert invitation.expires_at is not None
    ((who, kind, facts),) = family.news()
    assert (who, kind) == ("mother", "INVITED")
    until = datetime.fromisoformat(facts.pop("until"))
    assert (facts, until) == ({"people": [str(family.son)], "limit_fen": 1_000_00}, invitation.expires_at)
    family.accept(invitation)
    assert family.kinds() == [("mother", "QUOTA_SET"), ("son", "INVITATION_ACCEPTED")]


def test_a_yes_that_came_when_the_money_was_gone_says_so(family: Family) -> None:
    invitation = family.invite()
    family.world.buy(family.son, (PILLS, 29_500_00))
    family.news()
    family.accept(invitation)
    assert family.kinds() == [("son", "ACCEPTED_WITHOUT_QUOTA")]


def test_a_no_and_a_silence_are_told_to_who_asked_and_a_withdrawal_to_who_was_asked(family: Family) -> None:
    world = family.world
    by = By(family.mother, "app")
    refused = family.invite().invitation_id
    mutual_aid.refuse(world.db, invitation_id=refused, beneficiary_id=family.mother, now=world.now, by=by)
    assert family.kinds() == [("mother", "INVITED"), ("son", "INVITATION_REFUSED")]
    withdrawn = family.invite().invitation_id
    mutual_aid.withdraw(world.db, invitation_id=withdrawn, donor_id=family.son, now=world.now, by=by)
    assert family.kinds() == [("mother", "INVITED"), ("mother", "INVITATION_WITHDRAWN")]
    expired = family.invite().invitation_id
    family.news()
    world.later(hours=73)
    assert mutual_aid.expire(world.db, invitation_ids=[expired], now=world.now, by=CLOCK) == 1
    assert family.kinds() == [("son", "INVITATION_EXPIRED")]


@pytest.mark.parametrize(
    ("confirmed", "told"),
    [
        (True, [("other", "INVITED"), ("son", "KINSHIP_CONFIRMED")]),
        (False, [("son", "KINSHIP_REJECTED")]),
    ],
)
def test_a_relative_is_asked_only_when_staff_have_looked_into_the_kinship(
    family: Family, confirmed: bool, told: list[tuple[str, str]]
) -> None:
    world = family.world
    family.invite(beneficiary=world.resident("李小", born=date(1972, 11, 5)))
    assert family.kinds() == []
    (item,) = find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1))
    mutual_aid.close_kinship_review(
        world.db, work_item_id=item.work_item_id, confirmed=confirmed, note="", now=world.now, policy=world.policy,
        by=CLERK,
    )  # fmt: skip
    assert family.kinds() == told


def test_whoever_was_never_asked_is_not_told_that_the_invitation_is_withdrawn(family: Family) -> None:
    world = family.world
    invitation = family.invite(beneficiary=world.resident("李小", born=date(1972, 11, 5)))
    mutual_aid.withdraw(
        world.db, invitation_id=invitation.invitation_id, donor_id=family.son, now=world.now, by=By(family.son, "app")
    )
    assert family.kinds() == []


def test_q_08_the_mother_is_told_of_every_change_of_her_quota(family: Family) -> None:
    quota, world = family.share(), family.world
    by = By(family.son, "app")
    for verb, limit in ((mutual_aid.raise_quota, 1_500_00), (mutual_aid.lower_quota, 200_00)):
        verb(world.db, quota_id=quota.quota_id, limit_fen=limit, now=world.now, policy=world.policy, by=by)
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy, by=by)
    son = [str(family.son)]
    assert family.news() == [
        ("mother", "QUOTA_RAISED",
         {"people": son, "before_fen": 1_000_00, "limit_fen": 1_500_00, "back_fen": -500_00}),
        ("mother", "QUOTA_LOWERED",
         {"people": son, "before_fen": 1_500_00, "limit_fen": 200_00, "back_fen": 1_300_00}),
        ("mother", "QUOTA_CLOSED", {"people": son, "before_fen": 200_00, "limit_fen": 0, "back_fen": 200_00}),
    ]  # fmt: skip


def test_the_limit_a_quota_began_with_is_told_however_it_was_changed_since(family: Family) -> None:
    world = family.world
    quota = world.share(family.son, family.mother, PARENT, 1_000_00)
    mutual_aid.raise_quota(world.db, quota_id=quota.quota_id, limit_fen=2_000_00, now=world.now, policy=world.policy)
    assert [(kind, facts["limit_fen"]) for _, kind, facts in family.news()] == [
        ("QUOTA_SET", 1_000_00),
        ("QUOTA_RAISED", 2_000_00),
    ]


@pytest.mark.parametrize(
    ("spent", "told", "limit"), [(0, "YOUR_GIFT_RENEWED", 1_000_00), (600_00, "YOUR_GIFT_RENEWED_LESS", 400_00)]
)
def test_q_05_new_year_tells_both_what_went_back_and_what_was_set_again(
    family: Family, spent: int, told: str, limit: int
) -> None:
    world = family.world
    son = world.employee("陈二", account=1_000_00, sex=1)
    relation_id = world.relate(son, family.mother, PARENT)
    asked = QuotaAsked(relation_id, 1_000_00, "ANNUAL", ALL_USES, auto_renew=True)
    quota = mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    if spent:
        world.buy(family.mother, (PILLS, spent))
    family.news()
    world.now = MIDNIGHT
    mutual_aid.return_expired(world.db, quota_ids=[quota.quota_id], now=world.now, by=CLOCK)
    news = family.news()
    assert [(who, kind) for who, kind, _ in news] == [("mother", "QUOTA_EXPIRED"), ("other", "YOUR_GIFT_EXPIRED")]
    assert {facts["back_fen"] for _, _, facts in news} == {1_000_00 - spent}
    world.now = HALF_PAST
    mutual_aid.renew(world.db, quota_ids=[quota.quota_id], now=world.now, policy=world.policy, by=CLOCK)
    news = family.news()
    assert [(who, kind) for who, kind, _ in news] == [("mother", "QUOTA_RENEWED"), ("other", told)]
    assert {(facts["limit_fen"], facts["before_fen"]) for _, _, facts in news} == {(limit, 1_000_00)}


def test_o_14_dissolving_tells_both_once_and_the_son_what_came_back(family: Family) -> None:
    quota, world = family.share(10_000_00), family.world
    world.buy(family.mother, (PILLS, 3_200_00))
    family.news()
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="BENEFICIARY_REQUEST", now=world.now)
    assert family.news() == [
        ("mother", "RELATION_ENDED", {"people": [str(family.son)], "back_fen": 6_800_00}),
        ("son", "RELATION_ENDED_MONEY_BACK", {"people": [str(family.mother)], "back_fen": 6_800_00}),
    ]


def test_ending_a_relation_without_a_quota_speaks_of_no_money(family: Family) -> None:
    world = family.world
    quota = family.share()
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    family.news()
    world.later(minutes=1)
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    assert family.kinds() == [("mother", "RELATION_ENDED"), ("son", "RELATION_ENDED")]


@pytest.mark.parametrize(
    ("dead", "scheme", "told"),
    [
        ("mother", 390, [("son", "RELATION_ENDED_BY_DEATH_MONEY_BACK")]),
        ("son", 310, [("mother", "RELATION_ENDED_BY_DEATH")]),
    ],
)
def test_w_31_a_death_is_told_to_the_other_side_and_nothing_to_the_dead(
    family: Family, dead: str, scheme: int, told: list[tuple[str, str]]
) -> None:
    family.share()
    world = family.world
    event = LifeEvent(Event.DIED, getattr(family, dead), "1", world.now.date(), scheme)
    life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLERK)
    assert family.kinds() == told


def test_r_13_both_are_told_that_sharing_waits_and_that_it_works_again(family: Family) -> None:
    family.share()
    world = family.world
    for kind in (Event.NOT_RENEWED, Event.RESTORED):
        event = LifeEvent(kind, family.mother, kind.value, world.now.date(), 390)
        life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLERK)
    assert family.kinds() == [
        ("mother", "RELATION_SUSPENDED"),
        ("son", "RELATION_SUSPENDED"),
        ("mother", "RELATION_RESUMED"),
        ("son", "RELATION_RESUMED"),
    ]


def test_n_04_the_son_learns_day_amount_kind_and_place_and_nothing_of_shop_or_goods(family: Family) -> None:
    family.share()
    family.world.buy(family.mother, (PILLS, 200_00), (OINTMENT, 18_50))
    day_and_use = {"bought_on": "2026-11-05", "use": "PHARMACY"}
    assert sorted(family.news()) == [
        ("mother", "PAID_FOR_YOU",
         {"people": [str(family.son)], "amount_fen": 218_50, "left_fen": 781_50, **day_and_use}),
        ("son", "YOUR_GIFT_SPENT",
         {"people": [str(family.mother)], "amount_fen": 218_50, "left_fen": 781_50, "pool": 620100, **day_and_use}),
    ]  # fmt: skip


def test_two_who_paid_each_learn_their_part_and_the_mother_the_whole(family: Family) -> None:
    family.share(100_00)
    world = family.world
    daughter = world.employee("陈二", account=500_00)
    world.share(daughter, family.mother, PARENT, 500_00)
    family.news()
    world.buy(family.mother, (PILLS, 250_00))
    told = {who: facts for who, _, facts in family.news()}
    assert (told["son"]["amount_fen"], told["son"]["left_fen"]) == (100_00, 0)
    assert (told["other"]["amount_fen"], told["other"]["left_fen"]) == (150_00, 350_00)
    mother = told["mother"]
    assert (mother["people"], mother["amount_fen"]) == ([str(family.son), str(daughter)], 250_00)
    assert mother["left_fen"] == 350_00


@pytest.mark.parametrize("undo", ["cancel", "reversal"])
def test_a_bill_that_is_undone_is_told_to_both_with_the_day_it_was_of(family: Family, undo: str) -> None:
    family.share()
    world = family.world
    pay = world.bill(family.mother, (PILLS, 218_50))
    settled = world.done(pay)
    family.news()
    world.later(days=1)
    world.done(world.cancel(settled) if undo == "cancel" else world.reversal(pay))
    news = family.news()
    assert sorted((who, kind) for who, kind, _ in news) == [("mother", "PAYMENT_UNDONE"), ("son", "YOUR_GIFT_RETURNED")]
    assert {(f["amount_fen"], f["left_fen"], f["bought_on"]) for *_, f in news} == {(218_50, 1_000_00, "2026-11-05")}


def test_a_refund_that_goes_to_the_donor_is_still_told_as_his(family: Family) -> None:
    quota, world = family.share(), family.world
    settled = world.buy(family.mother, (PILLS, 218_50))
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    family.news()
    world.done(world.cancel(settled))
    assert {(who, f["amount_fen"], f["left_fen"]) for who, _, f in family.news()} == {
        ("son", 218_50, 0),
        ("mother", 218_50, 0),
    }


def test_own_money_and_monthly_credits_tell_nobody(family: Family) -> None:
    world = family.world
    world.buy(family.son, (PILLS, 10_00))
    insured.credit_month(world.db, credits=[Credit(family.son, EMPLOYEE, 202611, "individual", 5_00)], now=world.now)
    assert family.news() == []


def test_who_opened_a_wallet_is_told(family: Family) -> None:
    world = family.world
    wallet.open_wallet(world.db, person_id=family.mother, now=world.now, policy=world.policy, by=CLERK)
    assert family.news() == [("mother", "WALLET_OPENED", {})]


def test_told_again_from_the_start_nobody_hears_anything_twice(family: Family) -> None:
    family.share()
    family.world.buy(family.mother, (PILLS, 218_50))
    family.news()
    family.world.db.execute(
        "update notice_position set told = '1:1:', telling = '1:1:', after_fact = 0, next_after = 0"
    )
    # The quota that was set, and the bill.
    assert write_all(family.world.db, family.world) == 2
    assert family.news() == []


def test_notices_carry_identifiers_amounts_and_days_but_nothing_personal(family: Family) -> None:
    family.accept(family.invite())
    family.world.buy(family.mother, (PILLS, 218_50))
    for _, _, facts in family.news():
        assert facts.keys() <= {"people", "limit_fen", "amount_fen", "left_fen", "pool", "bought_on", "use", "until"}
        assert "陈" not in str(facts)


def test_each_ones_notices_stand_in_the_order_things_happened_also_in_small_pages(family: Family) -> None:
    world = family.world
    quota = world.share(family.son, family.mother, PARENT, 1_000_00)
    for i in range(7):
        world.buy(family.mother, (PILLS, 10_00 + i))
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    world.db.commit()
    pages = []
    while page := notices.write_outbox(world.db, now=world.now, limit=4):
        world.db.commit()
        pages.append(page)
    # The quota that was closed with its relation is read, too.
    assert pages == [4, 4, 2]
    for person, first in ((family.mother, ["QUOTA_SET", *["PAID_FOR_YOU"] * 7]), (family.son, ["YOUR_GIFT_SPENT"] * 7)):
        told = notices.list_notices(world.db, person_id=person, limit=50)[::-1]
        assert [notice.kind for notice in told[:-1]] == first
        assert told[-1].kind.startswith("RELATION_ENDED")
        bought = [notice.facts["amount_fen"] for notice in told if "amount_fen" in notice.facts]
        assert bought == [10_00 + i for i in range(7)]


def test_every_happening_in_the_table_has_somebody_it_concerns() -> None:
    assert {happening for happening, _ in TOLD} == set(ABOUT)


def test_what_concerns_a_merged_record_is_told_where_the_person_reads(family: Family) -> None:
    family.share()
    world, kept = family.world, family.world.employee("李秀兰", born=date(1955, 3, 4))
    world.merge(family.mother, into=kept)
    assert sorted(family.kinds()) == [
        ("other", "PEOPLE_MERGED"),
        ("other", "RELATION_ENDED"),
        ("son", "RELATION_ENDED_MONEY_BACK"),
    ]
    row = world.db.execute("select person_id from notice where kind = 'RELATION_ENDED'").fetchall()
    assert row == [(kept,)]
