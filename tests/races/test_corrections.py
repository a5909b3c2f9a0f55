"""Corrections confirmed, refused and proposed at the same moment: one booking, one outcome (design 2)."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from gongji import corrections
from gongji.audit import By
from gongji.corrections import (
    AtInstitution,
    Correction,
    CorrectionAsked,
    CorrectionDecided,
    CorrectionOverdraws,
    CorrectionWaiting,
    Corrects,
    Fund,
    MoveAsked,
    Personal,
)
from gongji.settlement import Settled
from gongji.work_items import WorkItemClosed
from tests.corrections.desk import CHECKER, CLERK, OTHER, PAPER, Desk
from tests.races.race import Race, attempt, settle_one
from tests.world import PILLS, XIAMEN, XIAMEN_PHARMACY, World

Connect = Callable[..., Connection[Any]]


def confirm(db: Connection[Any], world: World, correction: Correction, by: By) -> Any:
    return attempt(db, corrections.confirm, correction_id=correction.correction_id, now=world.now, by=by)


def test_two_confirm_at_once_and_it_is_booked_once(world: World, connect: Connect, race: Race) -> None:
    one, other, desk = connect(autocommit=True), connect(autocommit=True), Desk(world)

    def play() -> str:
        item, heir = desk.suspend(), world.employee("赵小")
        proposed = desk.propose(desk.to_heir(item, heir))
        world.db.commit()
        answers = race.together(
            lambda: confirm(one, world, proposed, CHECKER), lambda: confirm(other, world, proposed, OTHER)
        )
        (first,) = [place for place, answer in enumerate(answers) if isinstance(answer, Correction)]
        assert answers[1 - first] == CorrectionDecided(state="booked")
        assert world.own(heir) == 100_00
        world.db.commit()
        return ("one", "other")[first]

    race.run(play, ends={"one", "other"})


def test_what_waits_in_suspense_is_proposed_again_while_it_is_booked(
    world: World, connect: Connect, race: Race
) -> None:
    one, other, desk = connect(autocommit=True), connect(autocommit=True), Desk(world)

    def play() -> str:
        item, heir = desk.suspend(), world.employee("赵小")
        asked = desk.to_heir(item, heir)
        proposed = desk.propose(asked)
        world.db.commit()
        booked, again = race.together(
            lambda: confirm(one, world, proposed, CHECKER),
            lambda: attempt(other, corrections.propose, asked=asked, now=world.now, policy=world.policy, by=CLERK),
        )
        assert isinstance(booked, Correction)
        assert world.own(heir) == 100_00
        world.db.commit()
        if isinstance(again, CorrectionWaiting):
            return "too early"
        assert again == WorkItemClosed(outcome="CORRECTED")
        return "too late"

    race.run(play, ends={"too early", "too late"})


def test_an_account_is_corrected_against_a_bill(world: World, connect: Connect, race: Race) -> None:
    till, office, desk = connect(autocommit=True), connect(autocommit=True), Desk(world)

    def play() -> str:
        person = world.employee("周一", account=100_00)
        bill = world.buy(person, (PILLS, 10_00))
        moves = [MoveAsked(Personal(person), Fund(XIAMEN), 60_00)]
        settlement_id = bill.settlement.settlement_id
        proposed = desk.propose(CorrectionAsked(XIAMEN, Corrects.SETTLEMENT, settlement_id, moves, "court", PAPER))
        world.db.commit()
        paid, corrected = race.together(
            lambda: settle_one(till, world, world.bill(person, (PILLS, 80_00))),
            lambda: confirm(office, world, proposed, CHECKER),
        )
        assert isinstance(paid, Settled)
        left = world.own(person)
        world.db.commit()
        if isinstance(corrected, Correction):
            assert (left, paid.settlement.cash_fen) == (0, 50_00)
            return "corrected"
        assert corrected == CorrectionOverdraws(available_fen=10_00, asked_fen=60_00)
        assert left == 10_00
        return "paid"

    race.run(play, ends={"corrected", "paid"})


def test_one_confirms_while_another_refuses_what_is_nobodys_account(world: World, connect: Connect, race: Race) -> None:
    """Between a fund and an institution no person is locked."""
    one, other, desk = connect(autocommit=True), connect(autocommit=True), Desk(world)
    bill = world.buy(world.employee("周一", account=100_00), (PILLS, 10_00))
    moves = [MoveAsked(Fund(XIAMEN), AtInstitution(XIAMEN_PHARMACY), 1_00)]
    asked = CorrectionAsked(XIAMEN, Corrects.SETTLEMENT, bill.settlement.settlement_id, moves, "fund pays", PAPER)

    def play() -> str:
        proposed = desk.propose(asked)
        world.db.commit()
        told = {"correction_id": proposed.correction_id, "now": world.now, "by": OTHER}
        answers = race.together(
            lambda: confirm(one, world, proposed, CHECKER),
            lambda: attempt(other, corrections.refuse, note="no", **told),
        )
        (first,) = [place for place, answer in enumerate(answers) if isinstance(answer, Correction)]
        assert answers[1 - first] == CorrectionDecided(state=answers[first].state)
        return str(answers[first].state)

    race.run(play, ends={"booked", "refused"})
