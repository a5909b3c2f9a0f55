"""Amounts in capitals (大写金额)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongji.edge.papers import in_capitals
from gongji.ground.money import LARGEST_FEN

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
SMALL = {"拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8}


@pytest.mark.parametrize(
    ("amount_fen", "capitals"),
    [
        (12_345_67, "壹万贰仟叁佰肆拾伍元陆角柒分"),
        (1_409_50, "壹仟肆佰零玖元伍角整"),
        (6_007_14, "陆仟零柒元壹角肆分"),
        (1_680_32, "壹仟陆佰捌拾元叁角贰分"),
        (16_409_02, "壹万陆仟肆佰零玖元零贰分"),
        (325_04, "叁佰贰拾伍元零肆分"),
        (107_000_53, "壹拾万柒仟元伍角叁分"),
        (10_000_00, "壹万元整"),
        (100_005_00, "壹拾万零伍元整"),
        (20_010_00, "贰万零壹拾元整"),
        (1_0000_0001_00, "壹亿零壹元整"),
        (1_0010_0100_00, "壹亿零壹拾万零壹佰元整"),
        (412_660_318_27, "肆亿壹仟贰佰陆拾陆万零叁佰壹拾捌元贰角柒分"),
        (1_2345_0000_0000_00, "壹万贰仟叁佰肆拾伍亿元整"),
        (1_0000_0000_0000_00, "壹万亿元整"),
        (10_00, "壹拾元整"),
        (50, "伍角整"),
        (7, "柒分"),
        (0, "零元整"),
        (-2_000_00, "负贰仟元整"),
    ],
)
def test_an_amount_is_written_as_banks_write_it(amount_fen, capitals):
    assert in_capitals(amount_fen) == capitals


@given(st.integers(0, LARGEST_FEN))
def test_what_is_written_reads_as_the_amount_and_never_has_two_zeros_in_a_row(amount_fen):
    capitals = in_capitals(amount_fen)
    assert fen_read(capitals) == amount_fen
    assert "零零" not in capitals
    assert capitals.endswith("整") == (amount_fen % 10 == 0)


def fen_read(capitals: str) -> int:
    """The amount somebody reads who knows only the characters."""
    text = capitals.removesuffix("整")
    yuan, _, rest = text.partition("元") if "元" in text else ("", "", text)
    jiao, _, fen = rest.partition("角") if "角" in rest else ("", "", rest)
    return whole(yuan) * 100 + DIGITS.get(jiao.strip("零"), 0) * 10 + DIGITS.get(fen.strip("零分"), 0)


def whole(text: str) -> int:
    """Yuan read from left to right."""
    for character, value in sorted(LARGE.items(), key=lambda item: -item[1]):
        if character in text:
            high, _, low = text.rpartition(character)
            return whole(high) * value + whole(low)
    total, digit = 0, 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            total, digit = total + digit * SMALL[character], 0
    return total + digit
