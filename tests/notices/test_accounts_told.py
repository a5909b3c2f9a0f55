"""Interest, pay-outs, changed names, merged records, complaints and corrections: who is told what."""

from datetime import date, datetime, timedelta
from typing import Any

from gongji import complaints, insured, life_events, mutual_aid, notices, work_items
from gongji.audit import By
from gongji.complaints import About, Outcome, Subject
from gongji.corrections import CorrectionAsked, Corrects, MoveAsked, Personal
from gongji.ground.calendar import BEIJING
from gongji.ground.identity_number import check_character
from gongji.insured import EMPLOYEE, NewIdentity
from gongji.kinship import NearRelative
from gongji.life_events import IdentityTold, Kind, LifeEvent, Payee, PayOut, PayOutAsked, PayOutKind
from gongji.mutual_aid import Use
from tests.corrections.desk import PAPER, Desk
from tests.notices.conftest import Family
from tests.world import PILLS, XIAMEN

CLERK, COLLEAGUE, CLOCK = By(7, "counter", 8), By(9, "counter", 10), By(0, "job")
PAYEE = Payee("陈一鸣", "6222000011112222333")


def test_q_08_she_is_told_what_she_may_use_it_for_from_now_on(family: Family) -> None:
    quota, world = family.share(), family.world
    mutual_aid.change_uses(
        world.db, quota_id=quota.quota_id, uses=Use.VISIT, now=world.now, policy=world.policy, by=By(family.son, "app")
    )
    assert family.news() == [("mother", "QUOTA_USES_CHANGED", {"people": [str(family.son)], "uses": ["VISIT"]})]
    assert [record.facts["uses"] for record in notices.list_records(world.db, person_id=family.son, limit=1)] == [
        ["VISIT"]
    ]


def test_w_37_interest_stands_in_the_inbox_and_in_the_history_and_is_sent_to_nobody(family: Family) -> None:
    world = family.world
    world.now = datetime(2027, 1, 1, 0, 45, tzinfo=BEIJING)
    (earned,) = insured.credit_interest(world.db, people=[family.son], now=world.now, policy=world.policy, by=CLOCK)
    assert isinstance(earned, insured.Interest)
    assert family.news() == [("son", "INTEREST_CREDITED", {"amount_fen": earned.amount_fen})]
    assert notices.to_deliver(world.db, now=world.now, limit=10) == []
    (record,) = notices.list_records(world.db, person_id=family.son)
    assert (record.side, record.facts) == ("owner", {"amount_fen": earned.amount_fen})


def propose(family: Family, kind: PayOutKind) -> PayOut:
    world = family.world
    asked = PayOutAsked(family.son, kind, PAYEE, "exit certificate", b"h" * 32)
    return life_events.propose_pay_out(world.db, world.keys, asked=asked, now=world.now, policy=world.policy, by=CLERK)


def ended(family: Family, kind: Kind) -> None:
    world = family.world
    event = LifeEvent(kind, family.son, "1", world.now.date(), EMPLOYEE)
    life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLERK)
    family.news()


def test_p_18_who_leaves_for_good_is_told_that_it_was_asked_for_refused_and_paid(family: Family) -> None:
    world = family.world
    ended(family, Kind.TERMINATED)
    first = propose(family, PayOutKind.ABROAD)
    assert family.news() == [("son", "PAY_OUT_PROPOSED", {})]
    life_events.refuse_pay_out(world.db, pay_out_id=first.pay_out_id, reason="no paper", now=world.now, by=COLLEAGUE)
    assert family.news() == [("son", "PAY_OUT_REFUSED", {})]
    told: dict[str, Any] = {"pay_out_id": propose(family, PayOutKind.ABROAD).pay_out_id, "by": COLLEAGUE}
    family.news()
    confirmed = life_events.confirm_pay_out(world.db, **told, now=world.now, policy=world.policy)
    assert [kind for _, kind in family.kinds()] == []
    life_events.note_paid(world.db, **told, bank_reference="B1", now=world.now + timedelta(days=1))
    assert family.news() == [("son", "PAY_OUT_PAID", {"amount_fen": confirmed.amount_fen})]
    (record, *_) = notices.list_records(world.db, person_id=family.son)
    assert record.facts == {"amount_fen": confirmed.amount_fen}


def test_p_18_of_what_goes_to_heirs_the_dead_is_told_nothing(family: Family) -> None:
    world = family.world
    ended(family, Kind.DIED)
    told: dict[str, Any] = {"pay_out_id": propose(family, PayOutKind.HEIRS).pay_out_id, "by": COLLEAGUE}
    life_events.confirm_pay_out(world.db, **told, now=world.now, policy=world.policy)
    life_events.note_paid(world.db, **told, bank_reference="B1", now=world.now)
    assert family.news() == []


def change(family: Family, key: str, certificate: tuple[str, str]) -> None:
    world = family.world
    told = IdentityTold(family.mother, key, world.now.date(), b"e" * 32, NewIdentity(certificate=certificate))
    life_events.record_identity(world.db, world.keys, told=told, now=world.now, policy=world.policy, by=CLERK)


def test_w_03_she_is_told_that_her_certificate_changed_is_looked_into_or_was_not_taken(family: Family) -> None:
    world = family.world
    change(family, "1", ("03", "E99900001"))
    assert family.news() == [("mother", "IDENTITY_CHANGED", {})]
    first = f"999998{date(1956, 1, 1):%Y%m%d}002"
    change(family, "2", ("01", first + check_character(first)))
    assert family.kinds() == [("mother", "IDENTITY_DOUBTED")]
    (item,) = work_items.find_waiting(world.db, pools=(0, 999_999), kind="IDENTITY_REVIEW")
    life_events.close_identity_review(
        world.db, world.keys, work_item_id=item.work_item_id, confirmed=False, note="", now=world.now, by=COLLEAGUE
    )
    assert family.kinds() == [("mother", "IDENTITY_CHANGE_REJECTED")]


def test_r_12_a_merge_is_told_to_the_person_with_what_came_and_to_both_that_sharing_has_ended(family: Family) -> None:
    world = family.world
    former = world.employee("陈一鸣", account=1_000_00, sex=1)
    world.share(former, family.mother, NearRelative.PARENT, 300_00)
    family.news()
    world.merge(former, into=family.son)
    assert family.news() == [
        ("mother", "RELATION_ENDED", {"people": [str(former)], "back_fen": 300_00}),
        ("son", "RELATION_ENDED_MONEY_BACK", {"people": [str(family.mother)], "back_fen": 300_00}),
        ("son", "ACCOUNT_MERGED", {"amount_fen": 1_000_00}),
        ("son", "PEOPLE_MERGED", {}),
    ]


def test_x_44_who_complains_is_told_until_when_and_that_there_is_an_answer_and_nothing_of_the_text(
    family: Family,
) -> None:
    world = family.world
    wrote: dict[str, Any] = {"now": world.now, "policy": world.policy}
    her = By(family.mother, "app")
    filed = complaints.file(
        world.db,
        world.keys,
        person_id=family.mother,
        subject=Subject(About.OTHER),
        text="药店多收了钱",
        **wrote,
        by=her,
    )
    last = (filed.due_at - timedelta(minutes=1)).astimezone(BEIJING).date().isoformat()
    assert family.news() == [("mother", "COMPLAINT_FILED", {"due_on": last})]
    complaints.answer(
        world.db, world.keys, complaint_id=filed.complaint_id, outcome=Outcome.REJECTED, text="没有多收", **wrote,
        by=CLERK,
    )  # fmt: skip
    assert family.kinds() == [("mother", "COMPLAINT_ANSWERED")]
    complaints.reopen(world.db, world.keys, complaint_id=filed.complaint_id, text="有收据", **wrote, by=her)
    assert family.kinds() == [("mother", "COMPLAINT_REOPENED")]


def test_a_correction_tells_each_whose_account_it_moved(family: Family) -> None:
    world, desk = family.world, Desk(family.world)
    daughter = world.employee("陈二", account=50_00)
    bill = world.buy(daughter, (PILLS, 20_00)).settlement.settlement_id
    moves = [MoveAsked(Personal(family.son), Personal(daughter), 30_00)]
    proposed = desk.propose(CorrectionAsked(XIAMEN, Corrects.SETTLEMENT, bill, moves, "wrong", PAPER))
    assert family.news() == []
    desk.confirm(proposed)
    assert family.news() == [
        ("other", "CORRECTION_ADDED", {"amount_fen": 30_00}),
        ("son", "CORRECTION_TOOK", {"amount_fen": 30_00}),
    ]
