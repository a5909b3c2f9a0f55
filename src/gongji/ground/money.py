"""Money is whole fen. Amounts from outside become Decimal, then fen, and are refused when they are not whole."""

from decimal import Decimal
from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal

# Decimal(16,2) is what the national interface can carry (interface.md 2.6, N16,2).
LARGEST_FEN = 10**16 - 1


@refusal
class AmountInvalid(Refusal):
    """An amount is not a number, has more than two decimals, or is outside what the field can carry."""

    code: ClassVar[str] = "AMOUNT_INVALID"
    rule: ClassVar[str] = "S-05"
    field: str
    given: str


def fen_of(amount: Decimal, *, field: str) -> int:
    """Whole fen of an amount in yuan; refuses fractions of a fen, infinities and NaN (S-05)."""
    if not amount.is_finite() or abs(amount) >= 10**14:
        raise AmountInvalid(field=field, given=str(amount)[:40])
    fen = int(amount.scaleb(2))
    # Compared with the amount itself: calculating with Decimal rounds to 28 digits, comparing does not.
    if Decimal(fen).scaleb(-2) != amount:
        raise AmountInvalid(field=field, given=str(amount)[:40])
    return fen


def yuan_of(fen: int) -> str:
    """Yuan with exactly two decimals, as papers and wires write it: 21850 -> "218.50"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole}.{rest:02d}"


def share_half_up(amount_fen: int, ratio_e4: int) -> int:
    """amount x ratio, rounded half up to the fen; what rounding leaves goes to the other side (S-04, S-05).

    ratio_e4: the ratio in ten-thousandths, 0.6000 -> 6000. Negative amounts round away from zero, so that a
    cancel mirrors its original.
    """
    if amount_fen < 0:
        return -share_half_up(-amount_fen, ratio_e4)
    return (amount_fen * ratio_e4 + 5_000) // 10_000
