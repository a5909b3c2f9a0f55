"""Cancel, reversal, repeats: refund to source, one outcome a message (S-12, S-15 … S-17, S-20 … S-23)."""

from gongji import mutual_aid
from gongji.ground.identifiers import cell_of
from gongji.ground.value import replace
from gongji.kinship import NearRelative
from gongji.settlement import MessageKey, NothingToReverse, Settled
from gongji.settlement.refusals import (
    AlreadyCancelled,
    CancelTooLate,
    IdempotencyConflict,
    ReversalOfOther,
    SettlementReversed,
    SettlementUnknown,
)
from tests.world import FUZHOU, LANZHOU, PILLS, XIAMEN, XIAMEN_PHARMACY, World


def test_o_19_a_cancel_the_same_day_brings_everything_back(world: World) -> None:
    son, mother = world.employee("陈一", account=30_000_00), world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 10_000_00)
    bought = world.buy(mother, (PILLS, 218_50))
    cancelled = world.done(world.cancel(bought))
    assert world.remaining(quota) == 10_000_00
    assert cancelled.settlement.aid_fen == -218_50
    assert [line.amount_fen for line in cancelled.aid] == [-218_50]
    assert world.journal(cancelled) == {
        (XIAMEN, "payable:620100:202611:aid", "quota"): 218_50,
        (LANZHOU, "institution", "receivable:350200:202611:aid"): 218_50,
    }


def test_a_cancel_next_month_is_an_item_of_that_month(world: World) -> None:
    """C-16: the payable of November stays as it was reported."""
    son, mother = world.employee("陈一", account=30_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 10_000_00)
    bought = world.buy(mother, (PILLS, 218_50))
    world.later(days=30)
    cancelled = world.done(world.cancel(bought))
    assert cancelled.settlement.clearing_month == 202612
    assert (XIAMEN, "payable:620100:202612:aid", "quota") in world.journal(cancelled)


def test_e_07_after_the_relation_ended_a_refund_goes_to_the_donors_account(world: World) -> None:
    son, mother = world.employee("陈一", account=10_000_00), world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 1_000_00)
    bought = world.buy(mother, (PILLS, 218_50))
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    assert world.own(son) == 9_781_50
    cancelled = world.done(world.cancel(bought))
    assert (world.own(son), world.remaining(quota)) == (10_000_00, 0)
    assert cancelled.aid[0].amount_fen == -218_50


def test_a_refund_of_last_years_annual_quota_does_not_enter_it(world: World) -> None:
    """S-22, Q-05: the period is over, so the donor's account is credited."""
    son, mother = world.employee("陈一", account=10_000_00), world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 1_000_00, period="ANNUAL")
    bought = world.buy(mother, (PILLS, 218_50))
    world.later(days=60)
    world.done(world.cancel(bought))
    assert (world.own(son), world.remaining(quota)) == (9_218_50, 781_50)


def test_a_refund_whose_donors_account_is_closed_waits_for_a_person(world: World) -> None:
    """S-23: into suspense of the donor's pool, with a work item."""
    son, mother = world.employee("陈一", account=1_000_00), world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 1_000_00)
    bought = world.buy(mother, (PILLS, 1_000_00))
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DEATH_DONOR", now=world.now)
    world.db.execute(
        "update account set closed_at = %s where spender_id = %s and cell = %s", [world.now, son, cell_of(son)]
    )
    cancelled = world.done(world.cancel(bought))
    assert world.journal(cancelled)[XIAMEN, "payable:620100:202611:aid", "suspense"] == 1_000_00
    item = world.db.execute("select kind, pool, subject_id, detail from work_item").fetchone()
    assert item == (
        "REFUND_WITHOUT_ACCOUNT",
        XIAMEN,
        cancelled.settlement.settlement_id,
        {"owner_id": str(son), "amount_fen": 1_000_00},
    )


def test_a_refund_to_a_closed_account_of_her_own_waits_for_a_person_too(world: World) -> None:
    """S-23."""
    worker = world.employee("林二", account=50_00)
    bought = world.buy(worker, (PILLS, 50_00))
    world.db.execute("update account set closed_at = %s where spender_id = %s", [world.now, worker])
    cancelled = world.done(world.cancel(bought))
    assert world.journal(cancelled)[XIAMEN, "payable:620100:202611:care", "suspense"] == 50_00
    assert world.db.execute("select detail ->> 'owner_id' from work_item").fetchone() == (str(worker),)


def test_e_24_the_same_message_again_gets_the_same_answer_and_books_once(world: World) -> None:
    son, mother = world.employee("陈一", account=10_000_00), world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 1_000_00)
    pay = world.bill(mother, (PILLS, 20_00))
    first = world.done(pay)
    assert world.done(pay) == first
    assert world.remaining(quota) == 980_00


def test_e_24_the_same_number_with_another_amount_is_a_conflict(world: World) -> None:
    mother = world.resident("林二")
    pay = world.bill(mother, (PILLS, 20_00))
    world.done(pay)
    other = replace(pay, key=replace(pay.key, digest=b"other content 16"))
    assert world.settle(other) == [IdempotencyConflict(message_id=pay.key.message_id)]


def test_twins_in_one_batch_get_one_answer(world: World) -> None:
    mother = world.resident("林二")
    pay = world.bill(mother, (PILLS, 20_00))
    first, second = world.settle(pay, pay)
    assert isinstance(first, Settled)
    assert first is second


def test_a_refusal_is_not_remembered(world: World) -> None:
    mother = world.resident("林二")
    pay = world.bill(mother, (PILLS, 20_00), total_fen=21_00)
    assert not isinstance(world.settle(pay)[0], Settled)
    assert isinstance(world.settle(replace(pay, total_fen=20_00))[0], Settled)


def test_one_refusal_in_a_batch_leaves_its_neighbours_alone(world: World) -> None:
    mother = world.resident("林二")
    good, bad = world.bill(mother, (PILLS, 20_00)), world.bill(mother, (PILLS, 20_00), total_fen=1)
    kinds = [type(answer).__name__ for answer in world.settle(good, bad, world.bill(mother, (PILLS, 30_00)))]
    assert kinds == ["Settled", "BillDoesNotAddUp", "Settled"]


def test_a_settlement_is_cancelled_once(world: World) -> None:
    bought = world.buy(world.resident("林二"), (PILLS, 20_00))
    again = world.cancel(bought)
    world.done(world.cancel(bought))
    assert world.settle(again) == [AlreadyCancelled(settlement_id=str(bought.settlement.settlement_id))]


def test_the_same_cancel_again_gets_the_same_answer(world: World) -> None:
    son, mother = world.employee("陈一", account=10_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    cancel = world.cancel(world.buy(mother, (PILLS, 20_00)))
    assert world.done(cancel) == world.done(cancel)


def test_two_cancels_of_one_settlement_in_one_batch_undo_it_once(world: World) -> None:
    bought = world.buy(world.resident("林二"), (PILLS, 20_00))
    answers = world.settle(world.cancel(bought), world.cancel(bought))
    assert isinstance(answers[0], Settled)
    assert answers[1] == AlreadyCancelled(settlement_id=str(bought.settlement.settlement_id))


def test_another_institution_person_or_visit_cannot_cancel(world: World) -> None:
    mother, other = world.resident("林二"), world.resident("林三")
    bought = world.buy(mother, (PILLS, 20_00))
    unknown = [SettlementUnknown(settlement_id=str(bought.settlement.settlement_id))]
    assert world.settle(world.cancel(bought, at=XIAMEN_PHARMACY)) == unknown
    assert world.settle(world.cancel(bought, person_id=other)) == unknown
    assert world.settle(world.cancel(bought, visit_id=1)) == unknown


def test_a_cancel_cannot_itself_be_cancelled(world: World) -> None:
    cancelled = world.done(world.cancel(world.buy(world.resident("林二"), (PILLS, 20_00))))
    assert isinstance(world.settle(world.cancel(cancelled))[0], SettlementUnknown)


def test_after_the_31st_of_march_last_years_bills_stand(world: World) -> None:
    """S-17."""
    bought = world.buy(world.resident("林二"), (PILLS, 20_00))
    world.later(days=200)
    (answer,) = world.settle(world.cancel(bought))
    assert isinstance(answer, CancelTooLate)
    assert str(answer.last_day) == "2027-03-31"


def test_a_reversal_undoes_what_arrived_and_its_message_cannot_be_paid_again(world: World) -> None:
    son, mother = world.employee("陈一", account=10_000_00), world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 1_000_00)
    pay = world.bill(mother, (PILLS, 20_00))
    world.done(pay)
    assert world.done(world.reversal(pay)).settlement.aid_fen == -20_00
    assert world.remaining(quota) == 1_000_00
    assert world.settle(pay) == [SettlementReversed(message_id=pay.key.message_id)]


def test_a_reversal_of_something_that_never_came_keeps_it_from_coming_late(world: World) -> None:
    pay = world.bill(world.resident("林二"), (PILLS, 20_00))
    reversal = world.reversal(pay)
    assert world.settle(reversal) == [NothingToReverse(pay.key.message_id)]
    assert world.settle(reversal) == [NothingToReverse(pay.key.message_id)]
    assert world.settle(pay) == [SettlementReversed(message_id=pay.key.message_id)]


def test_pay_reversal_and_pay_again_in_one_batch(world: World) -> None:
    pay = world.bill(world.resident("林二"), (PILLS, 20_00))
    paid, reversed_, again = world.settle(pay, world.reversal(pay), pay)
    assert isinstance(paid, Settled)
    assert isinstance(reversed_, Settled)
    assert again == SettlementReversed(message_id=pay.key.message_id)


def test_a_reversal_of_a_cancelled_settlement_succeeds_without_effect(world: World) -> None:
    pay = world.bill(world.resident("林二"), (PILLS, 20_00))
    world.done(world.cancel(world.done(pay)))
    assert world.settle(world.reversal(pay)) == [NothingToReverse(pay.key.message_id)]


def test_nobody_reverses_the_message_of_another_person(world: World) -> None:
    mother, other = world.resident("林二"), world.resident("林三")
    pay = world.bill(mother, (PILLS, 20_00))
    world.done(pay)
    stranger = replace(world.reversal(pay), person_id=other)
    assert world.settle(stranger) == [ReversalOfOther(message_id=pay.key.message_id)]


def test_a_cancelled_settlement_still_answers_its_own_message_as_before(world: World) -> None:
    pay = world.bill(world.resident("林二"), (PILLS, 20_00))
    first = world.done(pay)
    world.done(world.cancel(first))
    assert world.done(pay).settlement == first.settlement


def test_a_bill_split_over_two_donors_refunds_each(world: World) -> None:
    mother = world.resident("林二")
    one, two = world.employee("陈一", account=500_00), world.employee("陈二", account=500_00, pool=FUZHOU)
    first = world.share(one, mother, NearRelative.PARENT, 100_00)
    world.later(hours=1)
    second = world.share(two, mother, NearRelative.PARENT, 500_00)
    bought = world.buy(mother, (PILLS, 260_00))
    mutual_aid.dissolve(world.db, relation_id=first.relation_id, reason="DONOR_REQUEST", now=world.now)
    world.done(world.cancel(bought))
    assert (world.own(one), world.remaining(first)) == (500_00, 0)
    assert (world.own(two), world.remaining(second)) == (0, 500_00)


def test_a_message_number_used_for_somebody_else_is_a_conflict(world: World) -> None:
    first = world.bill(world.resident("林二"), (PILLS, 20_00))
    world.done(first)
    other = world.bill(world.resident("林三"), (PILLS, 20_00))
    stolen = replace(other, key=MessageKey(first.key.institution, first.key.message_id, other.key.digest))
    assert world.settle(stolen) == [IdempotencyConflict(message_id=first.key.message_id)]
