"""The model-based test can fail: bugs planted on purpose are seen in short stories, and by chance in a long run."""

import sys
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from gongji.ground.value import replace
from gongji.mutual_aid import answer
from tests.models.family_runs import Make, run
from tests.models.kin_model import COUPLE
from tests.models.machine import FamilyMachine
from tests.models.members import DAUGHTER, HUSBAND, MOTHER, SON

HUNTED = 2000
SHARED = DAUGHTER, MOTHER


class This:
    """What a rule would draw by chance."""

    def __init__(self, *choices: Any) -> None:
        self.choices = list(choices)

    def draw(self, _: Any) -> Any:
        return self.choices.pop(0)


def _shares(family: FamilyMachine) -> None:
    family.invite(SHARED, "OPEN", 500_00)
    family.agree(SHARED)


def _lowers(family: FamilyMachine) -> None:
    _shares(family)
    family.change(This(SHARED), 100_00)


def _pauses(family: FamilyMachine) -> None:
    _shares(family)
    family.pause_or_restore(MOTHER, again=False)
    family.pay(MOTHER, 218_50)


def _dissolves(family: FamilyMachine) -> None:
    _shares(family)
    family.dissolve(This(SHARED))


def _buys(family: FamilyMachine) -> None:
    _shares(family)
    family.pay(MOTHER, 218_50)


def _is_found_to_be_one_person(family: FamilyMachine) -> None:
    family.weeks_pass(14)
    family.merge(again=False, is_second=True)


def _sees_a_new_year(family: FamilyMachine) -> None:
    family.credit(SON, 202611, "individual", 160_00)
    family.new_year()


def _shows_a_code_twice(family: FamilyMachine) -> None:
    family.show_codes(MOTHER, times=1)
    for _ in range(2):
        family.pay_by_code(This(0, MOTHER), 10_00, other=MOTHER, seconds=0)


def _is_treated_for_more_than_the_fund_pays(family: FamilyMachine) -> None:
    """Once in vain, so that the year's ceiling is reached by the second bill."""
    for again in (False, True):
        family.register(MOTHER, "Z1", [("1", 1_000_00)])
        family.settle_visit(This(again), "A", 0, shown=False)
        if not again:
            family.reverse(This(0, MOTHER), other=MOTHER)


def _divorces_while_she_is_asked(family: FamilyMachine) -> None:
    family.invite(COUPLE, "OPEN", 100_00)
    family.divorce(HUSBAND)
    family.agree(COUPLE)


def _forgets_to_return(*_: Any, **__: Any) -> list[Any]:
    return []


def _does_nothing(*_: Any, **__: Any) -> None:
    return None


def _one_fen_more(*told: Any) -> Any:
    asked = ASKED(*told)
    return replace(asked, limit_fen=asked.limit_fen + 1)


ASKED = answer._quota_asked
PLANTED = {
    "nothing returns": ("gongji.mutual_aid.change_quota", "give_back", _forgets_to_return, _lowers),
    "a fen too much": ("gongji.mutual_aid.answer", "_quota_asked", _one_fen_more, _shares),
    "a pause stops nothing": ("gongji.mutual_aid.suspend", "_stop", _does_nothing, _pauses),
    "an end keeps the quota": ("gongji.mutual_aid.dissolve", "end_quota", _does_nothing, _dissolves),
    "no purse is opened": ("gongji.settlement.purses", "in_order", lambda accounts, order: [], _buys),
    "interest stays behind": ("gongji.insured", "close_interest", _does_nothing, _is_found_to_be_one_person),
    "a code is good for ever": ("gongji.settlement.decide", "_use_code", _does_nothing, _shows_a_code_twice),
    "what is undone still counts": (
        "gongji.settlement.decide_undo",
        "_give_back_year",
        _does_nothing,
        _is_treated_for_more_than_the_fund_pays,
    ),
    "a divorce leaves the question": (
        "gongji.mutual_aid",
        "end_invitations",
        _forgets_to_return,
        _divorces_while_she_is_asked,
    ),
    "no year turns": ("gongji.insured.turn_year", "_old_money", _forgets_to_return, _sees_a_new_year),
}
EVERY_BUG = pytest.mark.parametrize(("where", "name", "bug", "story"), PLANTED.values(), ids=PLANTED)


def live(family: FamilyMachine, story: Callable[[FamilyMachine], None]) -> None:
    try:
        story(family)
        family.money_is_where_the_model_says()
        family.states_are_what_the_model_says()
    finally:
        family.teardown()


def plant(monkeypatch: pytest.MonkeyPatch, where: str, name: str, bug: Callable[..., Any]) -> None:
    # By name: the package's own names are its verbs, which hide the files they are in.
    monkeypatch.setattr(sys.modules[where], name, bug)


@EVERY_BUG
def test_a_story_that_holds_fails_once_the_bug_is_planted(
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    name: str,
    bug: Callable[..., Any],
    story: Callable[[FamilyMachine], None],
) -> None:
    live(make(), story)
    plant(monkeypatch, where, name, bug)
    with pytest.raises(Exception):  # noqa: B017, PT011
        live(make(), story)


@pytest.mark.long
@EVERY_BUG
def test_chance_finds_it_too(
    make: Make, monkeypatch: pytest.MonkeyPatch, where: str, name: str, bug: Callable[..., Any], story: object
) -> None:
    plant(monkeypatch, where, name, bug)
    with pytest.raises(Exception):  # noqa: B017, PT011
        run(make, HUNTED, start=Random().randrange(2**32), shrink=False)
