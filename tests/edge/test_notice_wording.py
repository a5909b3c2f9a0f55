"""Every notice has words in both languages: plain, short enough for one SMS, without a link and without haste."""

import string
from datetime import UTC, datetime
from typing import Any

import pytest

from gongji.edge.wording import notice_sentence, notice_sms, notices_worded, people_in
from gongji.mutual_aid import Use
from gongji.notices import Kind, Notice

# What notices carry, as long as it gets; what a kind needs, `facts_of` says.
FACTS: dict[str, Any] = {
    "people": ["1"],
    "limit_fen": 100_000_00,
    "before_fen": 100_000_00,
    "back_fen": 100_000_00,
    "amount_fen": 10_000_00,
    "left_fen": 100_000_00,
    "aid_fen": 10_000_00,
    "year": 2027,
    "last_on": "2026-12-31",
    "pool": 522700,
    "bought_on": "2026-12-31",
    "due_on": "2026-12-31",
    "cover_on": "2026-12-31",
    "use": "PHARMACY",
    "uses": ["VISIT", "PHARMACY", "RESIDENT_CONTRIB", "LTC_CONTRIB"],
    "until": "2026-12-31T04:00:00+00:00",
}
NAMES = {1: "买**提", 2: "陈*鸣", 3: "李*"}
# Whatever smells of a fake "your insurance is stopped" (ux: no link, never hurries anybody).
FORBIDDEN = (
    "http", "www", ".cn", ".com", "点击", "链接", "立即", "马上", "尽快", "逾期", "否则", "失效", "停保", "验证码",
    "！", "click", "link", "immediately", "urgent", "!",
)  # fmt: skip


def notice(kind: str, **facts: Any) -> Notice:
    """A notice; a fact that is given as None it lacks."""
    at = datetime(2026, 11, 5, 4, tzinfo=UTC)
    known = {name: fact for name, fact in (FACTS | facts).items() if fact is not None}
    return Notice(0, 1, 1, 1, kind, at, known, "waiting", None)


def test_every_kind_has_words_and_every_words_a_kind() -> None:
    assert set(notices_worded()) - {"USE", "LEFT"} == {kind.value for kind in Kind}
    assert set(notices_worded()["USE"]) == {use.name for use in Use}


@pytest.mark.parametrize("kind", list(Kind))
def test_both_languages_tell_the_same_facts(kind: Kind) -> None:
    told = [
        {name for _, name, _, _ in string.Formatter().parse(notices_worded()[kind][language]) if name}
        for language in ("zh", "en")
    ]
    # Where a bill was, is told in the donor's notice only, and in no notice the institution; the others are one's own.
    assert told[0] == told[1] <= set(FACTS)
    places = (Kind.YOUR_GIFT_SPENT, Kind.YOUR_ACCOUNT_SPENT, Kind.WALLET_MOVED, Kind.ACCOUNT_MOVED)
    assert ("pool" in told[0]) == (kind in places)


@pytest.mark.parametrize("use", [use.name for use in Use])
@pytest.mark.parametrize("kind", list(Kind))
def test_an_sms_fits_seventy_characters_and_neither_links_nor_hurries(kind: Kind, use: str) -> None:
    text = notice_sms(notice(kind, use=use), names=NAMES)
    assert len(text) <= 70, text
    assert text.startswith("【共济】")
    assert text.endswith("。")
    english = notice_sentence(notice(kind, use=use), names=NAMES, language="en")
    assert not any(word in text + english.lower() for word in FORBIDDEN)
    assert "{" not in text + english


def test_the_giver_reads_who_when_where_how_much_and_what_is_left() -> None:
    spent = notice("YOUR_GIFT_SPENT", people=["3"], pool=620100, amount_fen=218_50, left_fen=9_781_50)
    assert notice_sentence(spent, names=NAMES, language="zh") == (
        "12月31日家人李*在兰州市买药，用了您留的¥218.50，用后还能用¥9781.50。"
    )


def test_a_08_the_patient_reads_in_one_sentence_who_paid_how_much_and_what_is_left() -> None:
    paid = notice("PAID_FOR_YOU", people=["2"], use="VISIT", amount_fen=218_50, left_fen=9_781_50)
    assert notice_sentence(paid, names=NAMES, language="zh") == (
        "12月31日您看病，家人陈*鸣付了¥218.50，付后还能用¥9781.50。"
    )
    assert notice_sentence(paid, names=NAMES, language="en") == (
        "2026-12-31, for a visit: your relative 陈*鸣 paid ¥218.50 for you; ¥9781.50 was left after it."
    )


@pytest.mark.parametrize(
    ("people", "zh", "en"),
    [
        (["2", "3"], "陈*鸣、李*", "陈*鸣, 李*"),
        (["2", "3", "1"], "陈*鸣等3人", "陈*鸣 and 2 more"),
    ],
)
def test_of_many_who_paid_the_first_is_named_and_the_others_counted(people: list[str], zh: str, en: str) -> None:
    paid = notice("PAID_FOR_YOU", people=people)
    assert people_in(paid) == [int(person) for person in people]
    assert f"家人{zh}付了" in notice_sentence(paid, names=NAMES, language="zh")
    assert f"{en} paid" in notice_sentence(paid, names=NAMES, language="en")


@pytest.mark.parametrize(
    ("left_fen", "zh", "en"),
    [
        (None, "后还能用整个账户。", "the whole account was left after it."),
        (300_00, "后还能用¥300.00，另有整个账户。", "¥300.00 and a whole account was left after it."),
    ],
)
def test_r_22_of_a_whole_account_she_reads_that_it_is_the_whole_and_never_an_amount(
    left_fen: int | None, zh: str, en: str
) -> None:
    for kind in ("PAID_FOR_YOU", "PAYMENT_UNDONE"):
        told = notice(kind, whole=True, left_fen=left_fen)
        assert notice_sentence(told, names=NAMES, language="zh").endswith(zh)
        assert notice_sentence(told, names=NAMES, language="en").endswith(en)


@pytest.mark.parametrize("left_fen", [None, 100_000_00])
@pytest.mark.parametrize("kind", ["PAID_FOR_YOU", "PAYMENT_UNDONE"])
def test_with_a_whole_account_it_fits_an_sms_too(kind: str, left_fen: int | None) -> None:
    people = ["1", "1"]
    assert len(notice_sms(notice(kind, whole=True, left_fen=left_fen, people=people, use="VISIT"), names=NAMES)) <= 70


def test_q_03_all_uses_are_named() -> None:
    told = notice_sentence(notice("QUOTA_USES_CHANGED", people=["2"]), names=NAMES, language="zh")
    assert told == "家人陈*鸣给您留的额度，从现在起可以用来看病、买药、交居民医保、交长护险，已经付过的不变。"


def test_moments_are_beijings() -> None:
    assert "12月31日12:00前" in notice_sentence(notice("INVITED"), names=NAMES, language="zh")
    assert "until 2026-12-31 12:00" in notice_sentence(notice("INVITED"), names=NAMES, language="en")
