"""Refusals are values with a permanent code and facts."""

import re
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, ClassVar

import pytest
from psycopg import Connection

import gongji
from gongji.ground.refusal import Refusal, facts_of, refusal


@refusal
class TooManyApples(Refusal):
    """Only for these tests."""

    code: ClassVar[str] = "TOO_MANY_APPLES"
    rule: ClassVar[str] = "T-01"
    apples: int
    basket: str


def test_a_refusal_carries_its_facts_and_equals_another_with_the_same() -> None:
    refused = TooManyApples(apples=3, basket="left")
    assert facts_of(refused) == {"apples": 3, "basket": "left"}
    assert refused == TooManyApples(apples=3, basket="left")
    assert refused != TooManyApples(apples=4, basket="left")
    assert len({refused, TooManyApples(apples=3, basket="left")}) == 1


def test_a_refusal_leaves_a_transaction_as_itself_and_takes_back_what_was_written(db: Connection[Any]) -> None:
    def fill() -> None:
        with db.transaction():
            db.execute("create temporary table apples (apple integer)")
            raise TooManyApples(apples=3, basket="left")

    with pytest.raises(TooManyApples) as refused:
        fill()
    assert refused.value == TooManyApples(apples=3, basket="left")
    assert db.execute("select to_regclass('apples')").fetchone() == (None,)


def test_every_refusal_has_a_code_of_its_own_a_rule_and_a_sentence_for_the_reader() -> None:
    for module in walk_packages(gongji.__path__, "gongji."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    refusals = [kind for kind in Refusal.__subclasses__() if kind.__module__.startswith("gongji.")]
    codes = [kind.code for kind in refusals]
    assert len(codes) == len(set(codes))
    for kind in refusals:
        assert re.fullmatch(r"[A-Z][A-Z0-9_]+", kind.code), kind
        assert kind.rule
        assert kind.__doc__
        assert not kind.__doc__.startswith(kind.__name__), f"{kind.__name__} has only the sentence dataclasses make up"
