"""How large a prefund is, and when it runs short (C-21 … C-26). Pure: nothing of it ever stops a settlement (C-25)."""

from collections.abc import Sequence
from enum import StrEnum

E4 = 10_000


class Alarm(StrEnum):
    """How far a month's clearing has used a prefund (C-23)."""

    NONE = "NONE"
    YELLOW = "YELLOW"
    RED = "RED"


def yearly_size(months: Sequence[int], *, factor: int) -> int:
    """So many monthly averages of the last quarter, in fen, half a fen rounded up (C-21).

    months: what was cleared in each of them, in fen; negative sums count as nothing.
    """
    total = max(sum(months), 0) * factor
    return (2 * total + len(months)) // (2 * len(months))


def use_rate_e4(month_fen: int, prefund_fen: int) -> int:
    """A month's clearing in ten-thousandths of the prefund, rounded down; all of it where there is none (C-23)."""
    if month_fen <= 0:
        return 0
    return month_fen * E4 // prefund_fen if prefund_fen > 0 else E4


def alarm_of(rate_e4: int, *, yellow_e4: int, red_e4: int) -> Alarm:
    """The alarm of a use rate (C-23)."""
    if rate_e4 >= red_e4:
        return Alarm.RED
    return Alarm.YELLOW if rate_e4 >= yellow_e4 else Alarm.NONE


def urgent_size(month_fen: int, *, yellow_e4: int, round_to_fen: int) -> int:
    """The prefund of which this month would use no more than the yellow rate, rounded up (C-24)."""
    enough = -(-month_fen * E4 // yellow_e4)
    return -(-enough // round_to_fen) * round_to_fen
