"""What a notice says: its kind chooses the words, its facts and masked names fill them in."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from gongji.edge.wording.catalogue import shown
from gongji.ground.calendar import BEIJING
from gongji.notices import Notice

WORDS = Path(__file__).parent / "notices.toml"
# More are counted: an SMS has 70 characters.
NAMED_AT_MOST = 2
SENDER = "【共济】"


@cache
def notices_worded() -> Mapping[str, Mapping[str, Any]]:
    """The words of every kind of notice by language; under USE of what money is for, under LEFT of a whole account."""
    return tomllib.loads(WORDS.read_text())


def people_in(notice: Notice) -> list[int]:
    """The others a notice speaks of, by identifier."""
    return [int(person) for person in notice.facts.get("people", ())]


def notice_sentence(notice: Notice, *, names: Mapping[int, str], language: str) -> str:
    """What a person reads in her inbox. names: masked, of all in `people_in`. language: zh or en."""
    facts = {name: _fact(name, fact, language) for name, fact in notice.facts.items()}
    facts["people"] = _people([names[person] for person in people_in(notice)], language)
    said = shown(facts)
    if "whole" in facts:
        said["left_fen"] = _with_whole(said, language)
    text: str = notices_worded()[notice.kind][language]
    return text.format_map(said)


def notice_sms(notice: Notice, *, names: Mapping[int, str]) -> str:
    """The same as an SMS, in Chinese, with its sender in front and never a link."""
    return SENDER + notice_sentence(notice, names=names, language="zh")


def _fact(name: str, fact: Any, language: str) -> Any:
    if name == "use":
        return notices_worded()["USE"][fact][language]
    if name == "uses":
        return _listed([notices_worded()["USE"][use][language] for use in fact], language)
    if name.endswith("_on"):
        day = date.fromisoformat(fact)
        return f"{day.month}月{day.day}日" if language == "zh" else day.isoformat()
    if name == "until":
        moment = datetime.fromisoformat(fact).astimezone(BEIJING)
        return f"{moment.month}月{moment.day}日{moment:%H:%M}" if language == "zh" else f"{moment:%Y-%m-%d %H:%M}"
    return fact


def _people(names: Sequence[str], language: str) -> str:
    if len(names) > NAMED_AT_MOST:
        return f"{names[0]}等{len(names)}人" if language == "zh" else f"{names[0]} and {len(names) - 1} more"
    return _listed(names, language)


def _with_whole(said: Mapping[str, str], language: str) -> str:
    """What is left where a whole account is, alone or besides what has a limit."""
    words = notices_worded()["LEFT"]["BESIDES" if "left_fen" in said else "WHOLE"]
    text: str = words[language]
    return text.format_map(said)


def _listed(words: Sequence[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(words)
