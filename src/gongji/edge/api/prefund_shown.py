"""Prefunds as provinces and the nation see them."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from gongji.clearing import PrefundChange, PrefundUse
from gongji.edge.api.shown import Identifier, Text, Yuan
from gongji.ground.money import yuan_of

MonthGiven = Annotated[str, Meta(pattern=r"^20[0-9]{2}(0[1-9]|1[0-2])\Z", examples=["202611"])]


class UseShown(msgspec.Struct):
    """What a month cleared of mutual aid against what is held. payer or payee None: of all together, on which alarms
    act (C-26). use_rate: 0.9341 is 93.41 %. alarm: NONE, YELLOW or RED.
    """

    payer: int | None
    payee: int | None
    cleared: Yuan
    held: Yuan
    use_rate: str
    alarm: str


class PrefundPage(msgspec.Struct):
    """held: of others, advanced: to others; the total first, then pair by pair."""

    held: list[UseShown]
    advanced: list[UseShown]


class ChangeShown(msgspec.Struct):
    """kind: yearly or urgent. amount: what payer pays besides, negative where payee gives some back. size: what is held
    then. state: ASKED, APPROVED or PAID.
    """

    change_id: Identifier
    kind: str
    year: int
    payer: int
    payee: int
    held: Yuan
    size: Yuan
    amount: Yuan
    reason: str
    state: str
    due_on: date | None


class ChangePage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    changes: list[ChangeShown]
    after: Identifier | None


class ChangesAsked(msgspec.Struct):
    """How many pairs have to change."""

    changes: int


class UrgentlyAsked(msgspec.Struct):
    """payee: the province that asks, of payer. month: the batch that used the prefunds to the red rate."""

    payer: int
    payee: int
    month: MonthGiven
    reason: Text


def shown_rate(rate_e4: int) -> str:
    """9_341 -> "0.9341"."""
    return f"{rate_e4 // 10_000}.{rate_e4 % 10_000:04d}"


def shown_use(use: PrefundUse) -> UseShown:
    """How far a prefund was used."""
    return UseShown(
        use.payer_province or None,
        use.payee_province or None,
        yuan_of(use.month_fen),
        yuan_of(use.held_fen),
        shown_rate(use.rate_e4),
        use.alarm.value,
    )


def shown_change(change: PrefundChange) -> ChangeShown:
    """A change as both its provinces see it."""
    return ChangeShown(
        str(change.change_id),
        change.kind,
        change.year,
        change.payer_province,
        change.payee_province,
        yuan_of(change.held_fen),
        yuan_of(change.size_fen),
        yuan_of(change.amount_fen),
        change.reason,
        change.state,
        change.due_on,
    )
