"""The wording catalogue: codes to sentences, with the facts of a refusal filled in."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from gongji.ground.divisions import pool_name
from gongji.ground.money import yuan_of
from gongji.ground.refusal import Refusal, facts_of
from gongji.ground.value import value

HERE = Path(__file__).parent
# The interface gives err_msg 200 characters (interface 1.2), the code in brackets included.
ERR_MSG = 200


@value
class Wording:
    """The words of one code. zh and en are for citizens; till is for cashiers: official words, short, without a stop.

    next, next_en: what the button says. retry: no, later, or changed. who: S the person, F family, T till, C counter,
    W waiting, O operator.
    """

    zh: str
    en: str
    till: str
    next: str
    next_en: str
    retry: str
    who: str


@cache
def refusals_worded() -> Mapping[str, Wording]:
    """The wording of every refusal, by code."""
    return {code: Wording(**words) for code, words in _table("refusals.toml").items()}


@cache
def skipped_worded() -> Mapping[str, str]:
    """The words for a cashier of why a quota was left out, by reason; {pool} is the donor's pooling area."""
    return {reason: words["till"] for reason, words in _table("skipped.toml").items()}


def till_sentence(refused: Refusal) -> str:
    """What a cashier reads, the code in brackets at its end; at most 200 characters."""
    return at_the_till(refused.code, **facts_of(refused), _ending=f"[{refused.code}]")


def at_the_till(code: str, *, _ending: str = "", **facts: Any) -> str:
    """The cashier's words of a code, with facts filled in."""
    words = refusals_worded()[code].till.format_map(shown(facts))
    return words[: ERR_MSG - len(_ending)] + _ending


def sentence(refused: Refusal, *, language: str) -> str:
    """What a person reads, with the facts filled in. language: zh or en."""
    words = refusals_worded()[refused.code]
    return _filled(words.zh, words.en, refused, language)


def next_step(refused: Refusal, *, language: str) -> str:
    """What the button says, with the facts filled in. language: zh or en."""
    words = refusals_worded()[refused.code]
    return _filled(words.next, words.next_en, refused, language)


def _filled(zh: str, en: str, refused: Refusal, language: str) -> str:
    facts = facts_of(refused)
    if language == "zh":
        return zh.format_map(shown(facts))
    days = {name: fact.isoformat() for name, fact in facts.items() if isinstance(fact, date)}
    return en.format_map(shown(facts | days))


def wording_sentence(code: str, *, language: str, **facts: Any) -> str:
    """What a person reads of a code that is no refusal, with facts filled in. language: zh or en."""
    words = refusals_worded()[code]
    return (words.zh if language == "zh" else words.en).format_map(shown(facts))


def skipped_sentence(reason: str, *, pool: int) -> str:
    """Why a quota from this pool was left out."""
    return skipped_worded()[reason].format_map(shown({"pool": pool}))


def shown(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people write them: amounts (`…_fen`) in yuan, a `pool` by its name, days in words."""
    return {name: _fact(name, value) for name, value in facts.items()}


def _fact(name: str, value: Any) -> str:
    if name.endswith("_fen"):
        return f"¥{yuan_of(value)}"
    if name == "pool":
        return pool_name(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def _table(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((HERE / name).read_text())
