"""Corrections of money: proposed on evidence, confirmed by somebody else, booked once (design 2, S-23, W-26)."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg.errors import InsufficientPrivilege

from gongji import corrections, insured, mutual_aid
from gongji.access import SecondPerson
from gongji.audit import By
from gongji.corrections import (
    AtInstitution,
    CorrectionAsked,
    CorrectionDecided,
    CorrectionMoveNotAllowed,
    CorrectionOfOtherPool,
    CorrectionOverdraws,
    CorrectionSubjectUnknown,
    CorrectionUnknown,
    CorrectionWaiting,
    Corrects,
    Fund,
    MoveAsked,
    Personal,
    Suspense,
    SuspenseNotWhole,
)
from gongji.ground.money import AmountInvalid
from gongji.ground.refusal import Refusal
from gongji.institutions import InstitutionUnknown
from gongji.insured import EMPLOYEE, Credit, NoPersonalAccount
from gongji.kinship import NearRelative
from gongji.ledger import AccountKind, Business
from gongji.work_items import WorkItemClosed, WorkItemUnknown, find_waiting
from tests.corrections.desk import CHECKER, CLERK, OTHER, PAPER, Desk
from tests.world import LANZHOU, PHARMACY, PILLS, XIAMEN, XIAMEN_PHARMACY

ALL = (0, 1_000_000)


def waiting(desk: Desk, kind: str) -> list[int]:
    return [item.subject_id for item in find_waiting(desk.world.db, pools=ALL, kind=kind)]


def refused(desk: Desk, kind: type[Refusal], asked: CorrectionAsked, by: By = CLERK) -> Any:
    with pytest.raises(kind) as caught, desk.world.db.transaction():
        desk.propose(asked, by)
    return caught.value


def of_bill(desk: Desk, *moves: MoveAsked, pool: int = XIAMEN) -> CorrectionAsked:
    """Put a bill of somebody right."""
    bill = desk.world.buy(desk.world.employee("周一", account=50_00), (PILLS, 20_00))
    settlement_id = bill.settlement.settlement_id
    return CorrectionAsked(pool, Corrects.SETTLEMENT, settlement_id, moves, "wrong account", PAPER, Business.CARE)


def test_s_23_money_in_suspense_goes_to_the_heir_when_a_second_person_confirms(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小", account=5_00)
    proposed = desk.propose(desk.to_heir(item, heir))
    assert (desk.world.own(heir), waiting(desk, "CORRECTION")) == (5_00, [proposed.correction_id])
    booked = desk.confirm(proposed)
    assert (booked.state, booked.decided_by) == ("booked", CHECKER.actor_id)
    assert desk.world.own(heir) == 105_00
    assert desk.journal(booked) == {(XIAMEN, "suspense", "own"): 100_00}
    assert (waiting(desk, "CORRECTION"), waiting(desk, "REFUND_WITHOUT_ACCOUNT")) == ([], [])
    (closed,) = desk.world.db.execute(
        "select outcome, closed_by, note from work_item where kind = 'REFUND_WITHOUT_ACCOUNT'"
    ).fetchall()
    assert closed == ("CORRECTED", CHECKER.actor_id, str(booked.correction_id))
    facts = desk.world.db.execute(
        "select kind, actor_id, authority_id, detail from fact where subject_id = %s order by fact_id",
        [booked.correction_id],
    ).fetchall()
    told = {"corrects": "suspense", "corrects_id": str(item.work_item_id), "amount_fen": 100_00}
    assert facts == [
        (125, CLERK.actor_id, CLERK.authority_id, told),
        (126, CHECKER.actor_id, CHECKER.authority_id, {"corrects": "suspense", "people": [str(heir)]}),
    ]


def test_w_26_two_heirs_in_two_provinces_share_what_waits(desk: Desk) -> None:
    item = desk.suspend()
    here, there = desk.world.employee("赵小"), desk.world.employee("赵大", pool=LANZHOU)
    moves = [
        MoveAsked(Suspense(XIAMEN), Personal(here), 40_00),
        MoveAsked(Suspense(XIAMEN), Personal(there), 60_00),
    ]
    booked = desk.confirm(desk.propose(desk.to_heir(item, here, moves=moves)))
    assert (desk.world.own(here), desk.world.own(there)) == (40_00, 60_00)
    assert desk.journal(booked) == {
        (XIAMEN, "suspense", "own"): 40_00,
        (XIAMEN, "suspense", "payable:620100:202611:move"): 60_00,
        (LANZHOU, "receivable:350200:202611:move", "own"): 60_00,
    }


def test_what_went_to_the_wrong_person_goes_to_the_right_one(desk: Desk) -> None:
    wrong, right = desk.world.employee("陈二", account=1_00), desk.world.employee("陈三")
    (journal_id,) = insured.credit_month(
        desk.world.db, credits=[Credit(wrong, EMPLOYEE, 202611, "individual", 160_00)], now=desk.world.now
    )
    assert isinstance(journal_id, int)
    move = MoveAsked(Personal(wrong, AccountKind.CURRENT), Personal(right), 160_00)
    asked = CorrectionAsked(XIAMEN, Corrects.CREDIT, journal_id, [move], "same name", PAPER)
    desk.confirm(desk.propose(asked))
    assert (desk.world.own(wrong), desk.world.own(right)) == (1_00, 160_00)


def test_what_the_fund_should_have_paid_comes_from_the_fund(desk: Desk) -> None:
    person = desk.world.employee("周二", account=10_00)
    booked = desk.confirm(desk.propose(of_bill(desk, MoveAsked(Fund(XIAMEN), Personal(person), 7_00))))
    assert desk.world.own(person) == 17_00
    assert desk.journal(booked) == {(XIAMEN, "fund", "own"): 7_00}


def test_what_an_institution_got_too_much_goes_back_to_a_fund_elsewhere(desk: Desk) -> None:
    booked = desk.confirm(desk.propose(of_bill(desk, MoveAsked(AtInstitution(XIAMEN_PHARMACY), Fund(LANZHOU), 3_00))))
    assert desk.journal(booked) == {
        (XIAMEN, "institution", "payable:620100:202611:care"): 3_00,
        (LANZHOU, "receivable:350200:202611:care", "fund"): 3_00,
    }


def test_a_quota_is_never_touched_only_what_the_donor_may_spend_herself(desk: Desk) -> None:
    donor, mother = desk.world.employee("陈一", account=100_00), desk.world.resident("林二")
    quota = desk.world.share(donor, mother, NearRelative.PARENT, 80_00)

    def take(fen: int) -> CorrectionAsked:
        moves = [MoveAsked(Personal(donor), Fund(XIAMEN), fen)]
        return CorrectionAsked(XIAMEN, Corrects.QUOTA, quota.quota_id, moves, "court", PAPER)

    proposed = desk.propose(take(20_01))
    with pytest.raises(CorrectionOverdraws) as caught, desk.world.db.transaction():
        desk.confirm(proposed)
    assert (caught.value.available_fen, caught.value.asked_fen) == (20_00, 20_01)
    desk.refuse(proposed)
    desk.confirm(desk.propose(take(20_00)))
    assert (desk.world.own(donor), desk.world.remaining(quota)) == (0, 80_00)


def test_who_proposed_cannot_confirm_and_nothing_moves(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    proposed = desk.propose(desk.to_heir(item, heir))
    with pytest.raises(SecondPerson), desk.world.db.transaction():
        desk.confirm(proposed, CLERK)
    assert desk.world.own(heir) == 0
    desk.confirm(proposed, OTHER)


def test_a_refused_correction_moves_nothing_and_another_can_be_proposed(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    first = desk.propose(desk.to_heir(item, heir))
    assert desk.refuse(first).note == "not hers"
    assert (waiting(desk, "CORRECTION"), desk.world.own(heir)) == ([], 0)
    with pytest.raises(CorrectionDecided) as caught, desk.world.db.transaction():
        desk.confirm(first)
    assert caught.value.state == "refused"
    desk.confirm(desk.propose(desk.to_heir(item, heir)))
    assert desk.world.own(heir) == 100_00


def test_one_correction_of_the_same_thing_waits_at_a_time(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    desk.propose(desk.to_heir(item, heir))
    refused(desk, CorrectionWaiting, desk.to_heir(item, heir), OTHER)


def test_confirmed_again_it_says_so_and_books_nothing(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    booked = desk.confirm(desk.propose(desk.to_heir(item, heir)))
    for again in (desk.confirm, desk.refuse):
        with pytest.raises(CorrectionDecided), desk.world.db.transaction():
            again(booked)
    assert refused(desk, WorkItemClosed, desk.to_heir(item, heir)).outcome == "CORRECTED"
    assert desk.world.own(heir) == 100_00


def test_a_correction_nobody_confirmed_is_over_after_two_working_days(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    proposed = desk.propose(desk.to_heir(item, heir))
    # Thursday noon: Friday and Monday are the two.
    assert proposed.expires_at.isoformat() == "2026-11-10T00:00:00+08:00"
    db, just_before = desk.world.db, proposed.expires_at - timedelta(seconds=1)
    assert corrections.find_expired(db, now=just_before, after=0, limit=9) == []
    assert corrections.expire(db, correction_ids=[proposed.correction_id], now=just_before, by=CHECKER) == 0
    desk.world.now = proposed.expires_at
    with pytest.raises(CorrectionDecided) as caught, db.transaction():
        desk.confirm(proposed)
    assert caught.value.state == "expired"
    due = corrections.find_expired(db, now=desk.world.now, after=0, limit=9)
    assert (due, corrections.expire(db, correction_ids=due, now=desk.world.now, by=By(0, "job"))) == (
        [proposed.correction_id],
        1,
    )
    assert corrections.expire(db, correction_ids=due, now=desk.world.now, by=By(0, "job")) == 0
    assert (waiting(desk, "CORRECTION"), waiting(desk, "REFUND_WITHOUT_ACCOUNT")) == ([], [item.subject_id])
    desk.propose(desk.to_heir(item, heir))


@pytest.mark.parametrize("fen", [99_99, 100_01])
def test_what_waits_leaves_suspense_whole(desk: Desk, fen: int) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    asked = desk.to_heir(item, heir, moves=[MoveAsked(Suspense(XIAMEN), Personal(heir), fen)])
    not_whole = refused(desk, SuspenseNotWhole, asked)
    assert (not_whole.waiting_fen, not_whole.moved_fen) == (100_00, fen)


def test_nothing_leaves_suspense_without_its_work_item(desk: Desk) -> None:
    desk.suspend()
    heir = desk.world.employee("赵小")
    refused(desk, SuspenseNotWhole, of_bill(desk, MoveAsked(Suspense(XIAMEN), Personal(heir), 100_00)))


def test_a_work_item_of_another_kind_holds_no_money(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    proposed = desk.propose(desk.to_heir(item, heir))
    refused(desk, WorkItemUnknown, desk.to_heir(item, heir, corrects_id=proposed.work_item_id))
    refused(desk, WorkItemUnknown, desk.to_heir(item, heir, corrects_id=1))


def test_the_money_of_another_pool_is_for_its_own_staff_to_correct(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    there = desk.world.employee("王一", pool=LANZHOU, account=9_00)
    other = refused(desk, CorrectionOfOtherPool, of_bill(desk, MoveAsked(Personal(there), Personal(heir), 9_00)))
    assert (other.line, other.pool) == (1, LANZHOU)
    from_lanzhou = [MoveAsked(Suspense(LANZHOU), Personal(heir), 100_00)]
    refused(desk, CorrectionOfOtherPool, desk.to_heir(item, heir, pool=LANZHOU, moves=from_lanzhou))


@pytest.mark.parametrize("corrects", [Corrects.SETTLEMENT, Corrects.QUOTA, Corrects.CREDIT, Corrects.PREMIUM])
def test_what_is_not_there_cannot_be_corrected(desk: Desk, corrects: Corrects) -> None:
    person = desk.world.employee("陈一", account=9_00)
    move = MoveAsked(Personal(person), Fund(XIAMEN), 1)
    refused(desk, CorrectionSubjectUnknown, CorrectionAsked(XIAMEN, corrects, 12345, [move], "x", PAPER))


def test_amounts_and_ends_that_make_no_sense_are_refused(desk: Desk) -> None:
    person, resident = desk.world.employee("陈一", account=9_00), desk.world.resident("林二")
    mine = Personal(person)
    for kind, move in (
        (CorrectionMoveNotAllowed, MoveAsked(mine, mine, 1)),
        (CorrectionMoveNotAllowed, MoveAsked(mine, Suspense(XIAMEN), 1)),
        (AmountInvalid, MoveAsked(mine, Fund(XIAMEN), 0)),
        (AmountInvalid, MoveAsked(mine, Fund(XIAMEN), -1)),
        (NoPersonalAccount, MoveAsked(mine, Personal(resident), 1)),
        (NoPersonalAccount, MoveAsked(mine, Personal(person, AccountKind.CURRENT), 1)),
        (InstitutionUnknown, MoveAsked(mine, AtInstitution("P35020399999"), 1)),
        (CorrectionOfOtherPool, MoveAsked(AtInstitution(PHARMACY), mine, 1)),
    ):
        refused(desk, kind, of_bill(desk, move))


def test_an_account_closed_meanwhile_gets_nothing(desk: Desk) -> None:
    item, heir = desk.suspend(), desk.world.employee("赵小")
    proposed = desk.propose(desk.to_heir(item, heir))
    desk.world.db.execute("update account set closed_at = %s where spender_id = %s", [desk.world.now, heir])
    with pytest.raises(NoPersonalAccount), desk.world.db.transaction():
        desk.confirm(proposed)


def test_a_correction_nobody_made_is_unknown(desk: Desk) -> None:
    with pytest.raises(CorrectionUnknown), desk.world.db.transaction():
        corrections.confirm(desk.world.db, correction_id=1, now=desk.world.now, by=CHECKER)


def test_what_was_proposed_is_not_edited(desk: Desk) -> None:
    with pytest.raises(InsufficientPrivilege), desk.world.db.transaction():
        desk.world.db.execute("update correction_move set amount_fen = 1")


def test_a_dissolved_relation_keeps_its_corrections_explained(desk: Desk) -> None:
    """What came back by correction is the heir's to share, like any other money."""
    item, heir, mother = desk.suspend(), desk.world.employee("赵小"), desk.world.resident("赵母")
    desk.confirm(desk.propose(desk.to_heir(item, heir)))
    quota = desk.world.share(heir, mother, NearRelative.PARENT, 100_00)
    desk.world.buy(mother, (PILLS, 30_00))
    mutual_aid.dissolve(desk.world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=desk.world.now)
    assert desk.world.own(heir) == 70_00
