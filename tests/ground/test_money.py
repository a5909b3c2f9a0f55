"""Money is whole fen: what comes in, what goes out, and where the last fen of a share goes (S-05)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongji.ground.money import LARGEST_FEN, AmountInvalid, fen_of, share_half_up, yuan_of

FEN = st.integers(-LARGEST_FEN, LARGEST_FEN)
RATIOS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [
        ("218.50", 218_50),
        ("218.5", 218_50),
        ("0.01", 1),
        ("0", 0),
        ("-0", 0),
        ("-80.00", -80_00),
        ("1E+3", 1000_00),
        ("0E+999999", 0),
        ("1.230000000000000000000000000000000000", 1_23),
        ("99999999999999.99", LARGEST_FEN),
        ("-99999999999999.99", -LARGEST_FEN),
    ],
)
def test_an_amount_in_yuan_becomes_whole_fen(yuan: str, fen: int) -> None:
    assert fen_of(Decimal(yuan), field="limit") == fen


@pytest.mark.parametrize(
    "yuan",
    [
        "0.001",
        "218.505",
        # More digits than calculating with Decimal keeps: rounding first would let it through.
        "123.4500000000000000000000000000000001",
        "1E-999999",
        "1E-99999999",
        "100000000000000.00",
        "1E+30",
        "1E+999999",
        "NaN",
        "sNaN",
        "-Infinity",
    ],
)
def test_what_is_not_whole_fen_or_too_large_is_refused_with_its_field(yuan: str) -> None:
    with pytest.raises(AmountInvalid) as refused:
        fen_of(Decimal(yuan), field="limit")
    assert refused.value == AmountInvalid(field="limit", given=str(Decimal(yuan))[:40])


@pytest.mark.parametrize(
    ("fen", "yuan"),
    [(218_50, "218.50"), (5, "0.05"), (0, "0.00"), (-5, "-0.05"), (-218_50, "-218.50"), (10_000_00, "10000.00")],
)
def test_yuan_have_exactly_two_decimals(fen: int, yuan: str) -> None:
    assert yuan_of(fen) == yuan


@given(FEN)
def test_what_is_written_as_yuan_is_read_back_as_the_same_fen(fen: int) -> None:
    assert fen_of(Decimal(yuan_of(fen)), field="limit") == fen


@pytest.mark.parametrize(
    ("amount_fen", "ratio_e4", "share_fen"),
    [
        (100_00, 6_000, 60_00),
        (100_00, 0, 0),
        (100_00, 10_000, 100_00),
        (1, 5_000, 1),
        (1, 4_999, 0),
        (3, 5_000, 2),
        (333, 3_333, 111),
        (-1, 5_000, -1),
        (-1, 4_999, 0),
    ],
)
def test_half_a_fen_rounds_away_from_zero(amount_fen: int, ratio_e4: int, share_fen: int) -> None:
    assert share_half_up(amount_fen, ratio_e4) == share_fen


@given(FEN, RATIOS)
def test_a_share_is_within_half_a_fen_of_the_exact_one(amount_fen: int, ratio_e4: int) -> None:
    assert abs(2 * (share_half_up(amount_fen, ratio_e4) * 10_000 - amount_fen * ratio_e4)) <= 10_000


@given(FEN, RATIOS)
def test_a_cancel_takes_back_exactly_the_share(amount_fen: int, ratio_e4: int) -> None:
    assert share_half_up(-amount_fen, ratio_e4) == -share_half_up(amount_fen, ratio_e4)


@given(st.integers(0, LARGEST_FEN), RATIOS)
def test_a_share_and_what_it_leaves_are_both_within_the_amount(amount_fen: int, ratio_e4: int) -> None:
    assert 0 <= share_half_up(amount_fen, ratio_e4) <= amount_fen
