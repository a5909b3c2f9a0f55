"""Outpatient bills: charges on a visit, the fund's part, the trial, the settlement (S-04, S-07, S-10)."""

from datetime import date, timedelta

import pytest

from gongji.ground.identifiers import cell_of
from gongji.ground.value import replace
from gongji.kinship import NearRelative
from gongji.settlement import FeeClasses, Line, Moment, Pay, Settled, Visit, presettle
from gongji.settlement.charges import charge, uncharge
from gongji.settlement.refusals import (
    BillDoesNotAddUp,
    LineNumberTwice,
    LineSettled,
    TrialDiffers,
    TrialExpired,
    VisitHasCharges,
    VisitUnknown,
)
from gongji.settlement.visits import OutpatientVisit, cancel_visit, register_visit, require_visit
from tests.world import CLASS_C, HOSPITAL, LANZHOU, OINTMENT, PILLS, XIAMEN, XIAN, XIAN_HOSPITAL, World

BATCH = "B1"


def visit_of(world: World, person: int, *, at: str = HOSPITAL, scheme: int = 390) -> OutpatientVisit:
    (number,) = world.db.execute("select institution_no from institution where code = %s", [at]).fetchone() or (0,)
    wanted = OutpatientVisit(0, 0, person, number, scheme, "OP1", "0301", "内科", world.now)
    return register_visit(world.db, wanted)


def charged(world: World, visit: OutpatientVisit, *fees: tuple[str, int]) -> None:
    lines = [(BATCH, Line(f"L{i}", code, fen, 10_000, fen * 10_000)) for i, (code, fen) in enumerate(fees)]
    charge(world.db, visit, lines=lines)


def bill(world: World, visit: OutpatientVisit, total: int, *, at: str = HOSPITAL) -> Pay:
    return world.bill(
        visit.person_id, ("", total), at=at, visit=Visit.OUTPATIENT, visit_id=visit.visit_id, batch_no=BATCH, lines=(),
        med_type="11",
    )  # fmt: skip


def test_o_04_the_fund_pays_its_half_and_aid_the_rest(world: World) -> None:
    son, mother = world.employee("陈一", account=5_000_00), world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 1_000_00)
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 500_00))
    settled = world.done(bill(world, visit, 500_00))
    row = settled.settlement
    assert (row.pool_pay_fen, row.personal_share_fen, row.aid_fen, row.cash_fen) == (250_00, 250_00, 250_00, 0)
    assert world.remaining(quota) == 750_00
    assert world.journal(settled) == {
        (LANZHOU, "fund", "institution"): 250_00,
        (XIAMEN, "quota", "payable:620100:202611:aid"): 250_00,
        (LANZHOU, "receivable:350200:202611:aid", "institution"): 250_00,
    }


def test_care_in_a_third_pool_is_owed_by_fund_and_donor_separately(world: World) -> None:
    """Domain §5.6: the same settlement makes one item of care and one of aid."""
    son, mother = world.employee("陈一", account=5_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    visit = visit_of(world, mother, at=XIAN_HOSPITAL)
    charged(world, visit, (PILLS, 400_00))
    settled = world.done(bill(world, visit, 400_00, at=XIAN_HOSPITAL))
    assert world.journal(settled) == {
        (LANZHOU, "fund", "payable:610100:202611:care"): 200_00,
        (XIAN, "receivable:620100:202611:care", "institution"): 200_00,
        (XIAMEN, "quota", "payable:610100:202611:aid"): 200_00,
        (XIAN, "receivable:350200:202611:aid", "institution"): 200_00,
    }


def test_fully_own_paid_items_of_a_hospital_stay_cash(world: World) -> None:
    """D-13: by default account money does not pay them."""
    son, mother = world.employee("陈一", account=5_000_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 100_00), (CLASS_C, 30_00))
    row = world.done(bill(world, visit, 130_00)).settlement
    assert (row.pool_pay_fen, row.aid_fen, row.cash_fen) == (50_00, 50_00, 30_00)


def test_the_year_has_a_ceiling_and_a_new_year_begins_anew(world: World) -> None:
    mother = world.resident("林二")
    for day, expected in ((0, 500_00), (1, 100_00), (2, 0), (60, 500_00)):
        world.later(days=day)
        visit = visit_of(world, mother)
        charged(world, visit, (PILLS, 1_000_00))
        assert world.done(bill(world, visit, 1_000_00)).settlement.pool_pay_fen == expected


def test_a_cancelled_bill_no_longer_counts_towards_the_years_ceiling(world: World) -> None:
    mother = world.resident("林二")
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 1_000_00))
    first = world.done(bill(world, visit, 1_000_00))
    world.done(world.cancel(first, at=HOSPITAL))
    assert world.done(bill(world, visit, 1_000_00)).settlement.pool_pay_fen == 500_00


def test_a_bill_of_december_decided_after_one_of_january_counts_in_its_own_year(world: World) -> None:
    """S-04: two tills at midnight; the batch accepted first may be decided last."""
    mother = world.resident("林二")
    world.later(days=57)
    january = world.now
    for moment, paid in ((january, 500_00), (january - timedelta(days=2), 500_00), (january, 100_00)):
        world.now = moment
        visit = visit_of(world, mother)
        charged(world, visit, (PILLS, 1_000_00))
        assert world.done(bill(world, visit, 1_000_00)).settlement.pool_pay_fen == paid


def test_a_trial_shows_what_the_settlement_then_does_and_moves_nothing(world: World) -> None:
    son, mother = world.employee("陈一", account=5_000_00), world.resident("林二")
    quota = world.share(son, mother, NearRelative.PARENT, 1_000_00)
    visit = visit_of(world, mother)
    charged(world, visit, (OINTMENT, 40_00), (PILLS, 60_00))
    wanted = bill(world, visit, 100_00)
    trial = presettle(world.db, pay=wanted, moment=Moment(world.now, world.policy))
    assert world.remaining(quota) == 1_000_00
    row = world.done(wanted).settlement
    for name in ("pool_pay_fen", "aid_fen", "cash_fen", "pre_pay_fen", "in_scope_fen"):
        assert getattr(row, name) == getattr(trial.settlement, name), name


def test_figures_that_are_not_those_of_the_trial_are_refused(world: World) -> None:
    mother = world.resident("林二")
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 100_00))
    wrong = replace(bill(world, visit, 100_00), expected=FeeClasses(0, 0, 12_60, 87_40))
    assert world.settle(wrong) == [TrialDiffers()]


def test_a_settlement_on_a_trial_of_eleven_minutes_ago_is_refused(world: World) -> None:
    mother = world.resident("林二")
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 100_00))
    wanted = replace(bill(world, visit, 100_00), expected=FeeClasses(0, 0, 0, 100_00))
    presettle(world.db, pay=wanted, moment=Moment(world.now, world.policy))
    world.later(minutes=11)
    assert world.settle(wanted) == [TrialExpired(minutes=10)]


def test_a_trial_of_one_visit_is_none_of_another_that_numbers_its_lines_alike(world: World) -> None:
    """A hospital numbers lines in each visit anew (interface 2.4): what was shown for one is not settled for it."""
    mother = world.resident("林二")
    first = visit_of(world, mother)
    charged(world, first, (PILLS, 100_00))
    presettle(world.db, pay=bill(world, first, 100_00), moment=Moment(world.now, world.policy))
    second = visit_of(world, mother)
    charged(world, second, (PILLS, 200_00))
    assert world.done(bill(world, second, 200_00)).settlement.visit_id == second.visit_id
    with pytest.raises(LineSettled):
        uncharge(world.db, second, batch_no=BATCH)
    assert world.done(bill(world, first, 100_00)).settlement.visit_id == first.visit_id


def test_a_pharmacy_trial_gives_its_visit_number_to_the_sale(world: World) -> None:
    mother = world.resident("林二")
    wanted = world.bill(mother, (PILLS, 20_00))
    trial = presettle(world.db, pay=wanted, moment=Moment(world.now, world.policy))
    assert world.done(wanted).settlement.visit_id == trial.settlement.visit_id
    assert world.buy(mother, (PILLS, 20_00)).settlement.visit_id != trial.settlement.visit_id


def test_somebody_elses_visit_cannot_be_settled(world: World) -> None:
    mother, other = world.resident("林二"), world.resident("林三")
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 100_00))
    answers = world.settle(replace(bill(world, visit, 100_00), person_id=other))
    assert answers == [VisitUnknown(visit_id=str(visit.visit_id))]


def test_the_total_must_be_the_sum_of_the_charges(world: World) -> None:
    mother = world.resident("林二")
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 100_00))
    assert world.settle(bill(world, visit, 99_99)) == [BillDoesNotAddUp(total_fen=99_99, lines_fen=100_00)]
    assert world.settle(world.bill(mother)) == [BillDoesNotAddUp(total_fen=0, lines_fen=0)]


def test_a_settled_line_can_be_neither_sent_again_nor_taken_back(world: World) -> None:
    mother = world.resident("林二")
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 100_00))
    settled = world.done(bill(world, visit, 100_00))
    with pytest.raises(LineSettled):
        charged(world, visit, (PILLS, 90_00))
    with pytest.raises(LineSettled):
        uncharge(world.db, visit, batch_no=BATCH)
    world.done(world.cancel(settled, at=HOSPITAL))
    uncharge(world.db, visit, batch_no="0000")
    assert isinstance(world.settle(bill(world, visit, 100_00))[0], BillDoesNotAddUp)


def test_a_line_number_twice_in_one_upload_or_one_sale_is_refused(world: World) -> None:
    mother = world.resident("林二")
    visit = visit_of(world, mother)
    line = Line("L1", PILLS, 1_00, 10_000, 1_000_000)
    with pytest.raises(LineNumberTwice):
        charge(world.db, visit, lines=[(BATCH, line), (BATCH, line)])
    assert world.settle(world.bill(mother, lines=(line, line), total_fen=2_00)) == [LineNumberTwice(line_no="L1")]


def test_a_visit_with_charges_stays_and_one_without_can_be_cancelled(world: World) -> None:
    mother = world.resident("林二")
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 100_00))
    with pytest.raises(VisitHasCharges):
        cancel_visit(world.db, visit, now=world.now)
    uncharge(world.db, visit, batch_no="0000")
    cancel_visit(world.db, visit, now=world.now)
    with pytest.raises(VisitUnknown):
        require_visit(world.db, visit_id=visit.visit_id, person_id=mother, institution_no=visit.institution_no)


def test_a_paused_resident_gets_no_fund_share(world: World) -> None:
    mother = world.resident("林二", born=date(1950, 1, 1))
    world.db.execute(
        "update insured_relation set status = 2 where person_id = %s and cell = %s", [mother, cell_of(mother)]
    )
    visit = visit_of(world, mother)
    charged(world, visit, (PILLS, 100_00))
    answer = world.done(bill(world, visit, 100_00))
    assert isinstance(answer, Settled)
    assert (answer.settlement.pool_pay_fen, answer.settlement.cash_fen) == (0, 100_00)
