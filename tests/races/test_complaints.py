"""Complaints filed and answered at the same moment: one outcome each (A-04)."""

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from gongji import complaints
from gongji.audit import By
from gongji.complaints import About, Complaint, ComplaintAnswered, ComplaintsWaiting, Outcome, Subject
from tests.races.race import Race, attempt
from tests.world import World

Connect = Callable[..., Connection[Any]]


def file(db: Connection[Any], world: World, person: int) -> Any:
    return attempt(
        db,
        complaints.file,
        keys=world.keys,
        person_id=person,
        subject=Subject(About.OTHER),
        text="为什么",
        now=world.now,
        policy=world.policy,
        by=By(person, "app"),
    )


def answer(db: Connection[Any], world: World, complaint: Complaint, clerk: int, outcome: Outcome) -> Any:
    return attempt(
        db,
        complaints.answer,
        keys=world.keys,
        complaint_id=complaint.complaint_id,
        outcome=outcome,
        text="因为",
        now=world.now,
        policy=world.policy,
        by=By(clerk, "counter", 1),
    )


def test_two_clerks_answer_at_once_and_she_gets_one_answer(world: World, connect: Connect, race: Race) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        filed = file(world.db, world, world.resident("林二"))
        world.db.commit()
        answers = race.together(
            lambda: answer(one, world, filed, 11, Outcome.UPHELD),
            lambda: answer(other, world, filed, 12, Outcome.REJECTED),
        )
        (first,) = [place for place, told in enumerate(answers) if isinstance(told, Complaint)]
        assert answers[1 - first] == ComplaintAnswered(outcome=answers[first].outcome)
        texts = complaints.read_texts(world.db, world.keys, answers[first])
        world.db.commit()
        assert [text.kind for text in texts] == ["filed", "answer"]
        return ("one", "other")[first]

    race.run(play, ends={"one", "other"})


def test_the_last_complaint_she_may_have_open_is_filed_twice_at_once(
    world: World, connect: Connect, race: Race
) -> None:
    one, other = connect(autocommit=True), connect(autocommit=True)

    def play() -> str:
        person = world.resident("林二")
        for _ in range(4):
            file(world.db, world, person)
        world.db.commit()
        answers = race.together(lambda: file(one, world, person), lambda: file(other, world, person))
        (first,) = [place for place, told in enumerate(answers) if isinstance(told, Complaint)]
        assert answers[1 - first] == ComplaintsWaiting(at_most=5)
        return ("one", "other")[first]

    race.run(play, ends={"one", "other"})
