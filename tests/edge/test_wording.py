"""Every refusal in the program has words, in both languages and for the till, with facts it really carries."""

import dataclasses
import importlib
import pkgutil
import string
from collections.abc import Iterator

import gongji
from gongji.edge.wording import at_the_till, next_step, refusals_worded, skipped_worded, till_sentence
from gongji.ground.money import AmountInvalid
from gongji.ground.refusal import Refusal
from gongji.mutual_aid import PersonalAccountInsufficient, PoolNotEnabled

# Words that are no refusal's: answers about messages that are none, about our faults, and a remark on a line.
OTHERS = {
    "NOT_A_MESSAGE": set(),
    "TOO_LARGE": set(),
    "POST_ONLY": set(),
    "OUR_FAULT": {"trace"},
    "ITEM_NOT_COVERED": set(),
}
# What sounds like blame or like nothing (the catalogue's own rules for what citizens read).
FORBIDDEN = ("抱歉", "失败", "无效", "非法", "异常", "参数", "系统繁忙", "请联系管理员", "！")


def test_every_refusal_has_words_with_the_facts_it_carries() -> None:
    facts = {kind.code: {fact.name for fact in dataclasses.fields(kind)} for kind in all_refusals()}  # type: ignore[arg-type]
    worded = refusals_worded()
    assert set(worded) == set(facts) | set(OTHERS)
    for code, words in worded.items():
        carried = facts.get(code, OTHERS.get(code, set()))
        assert placeholders(words.zh) == placeholders(words.en), code
        for text in (words.zh, words.till, words.next):
            assert placeholders(text) <= carried, (code, text)
        assert placeholders(words.next) == placeholders(words.next_en), code
        assert words.next_en.isascii(), code


def test_one_code_is_one_refusal() -> None:
    kinds = list(all_refusals())
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_citizens_are_told_plainly_and_without_blame() -> None:
    for code, words in refusals_worded().items():
        assert words.zh.endswith("。"), code
        assert not any(word in words.zh for word in FORBIDDEN), code
        assert words.retry in ("no", "later", "changed"), code
        assert words.who in ("S", "F", "T", "C", "W", "O"), code


def test_facts_are_shown_as_people_write_them() -> None:
    short = PersonalAccountInsufficient(available_fen=31_96, asked_fen=1_000_000_00)
    assert till_sentence(short) == "个人账户可用¥31.96，不足¥1000000.00[PA_INSUFFICIENT]"
    assert till_sentence(PoolNotEnabled(pool=430100)) == "长沙市未开通医保钱包[POOL_NOT_ENABLED]"


def test_the_next_step_is_said_in_the_language_of_the_reader_with_its_amount() -> None:
    short = PersonalAccountInsufficient(available_fen=31_96, asked_fen=1_000_000_00)
    assert next_step(short, language="zh") == "留 ¥31.96"
    assert next_step(short, language="en") == "Set ¥31.96"


def test_a_sentence_for_the_till_fits_its_field_with_the_code() -> None:
    told = till_sentence(AmountInvalid(field="x" * 300, given="1"))
    assert len(told) == 200
    assert told.endswith("[AMOUNT_INVALID]")


def test_braces_in_facts_are_only_text() -> None:
    assert at_the_till("OUR_FAULT", trace="{code}") == "平台故障，结果以查询或冲正为准，编号{code}"


def test_every_reason_to_skip_a_quota_has_words_that_name_nobody() -> None:
    # What `mutual_aid.why_unusable` can say.
    assert set(skipped_worded()) == {
        "INSTITUTION_NO_WALLET", "POOL_NOT_ENABLED", "DONOR_DIED", "QUOTA_UNDER_CHECK", "RELATION_NOT_ACTIVE",
        "QUOTA_EXPIRED", "QUOTA_USE_NOT_ALLOWED", "POOL_UNREACHABLE", "WALLET_NOT_ACTIVE", "PLACE_NOT_HERE",
    }  # fmt: skip
    assert not any("去世" in words or "死亡" in words for words in skipped_worded().values())
    assert all(placeholders(words) <= {"pool"} for words in skipped_worded().values())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def all_refusals() -> Iterator[type[Refusal]]:
    for module in pkgutil.walk_packages(gongji.__path__, "gongji."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    yield from descendants(Refusal)


def descendants(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        # Tests may define refusals of their own.
        if child.__module__.startswith("gongji."):
            yield child
        yield from descendants(child)
