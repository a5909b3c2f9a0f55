"""What a quota may be spent on, as it is told and shown (Q-03)."""

from typing import Literal

from gongji.mutual_aid import Use

UseName = Literal["VISIT", "PHARMACY", "RESIDENT_CONTRIB", "LTC_CONTRIB"]
EVERY_USE: tuple[UseName, ...] = ("VISIT", "PHARMACY", "RESIDENT_CONTRIB", "LTC_CONTRIB")


def uses_of(names: list[UseName]) -> Use:
    """Uses by name; none named means all (Q-03)."""
    uses = Use(0)
    for name in names or EVERY_USE:
        uses |= Use[name]
    return uses


def uses_shown(uses: int) -> list[str]:
    """The names of uses."""
    return [use.name or "" for use in Use(uses)]
