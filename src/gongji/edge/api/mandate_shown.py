"""Mandates as either side may see them (A-02 … A-06)."""

from datetime import date, datetime
from typing import Literal

import msgspec

from gongji.delegation import Mandate
from gongji.edge.api.shown import Identifier


class MandateShown(msgspec.Struct):
    """usable_from: from then on also for what benefits the agent. checked: by a second member of staff."""

    mandate_id: Identifier
    kind: str
    scope: list[str]
    granted_at: datetime
    usable_from: datetime
    valid_to: date | None
    checked: bool
    called_back_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None


class MandateListed(msgspec.Struct):
    """A mandate, what the caller is in it, and the other side's name, masked."""

    mandate: MandateShown
    side: Literal["principal", "agent"]
    with_whom: str


class MandatePage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    mandates: list[MandateListed]
    after: Identifier | None


def shown(mandate: Mandate) -> MandateShown:
    """A mandate as either side may see it."""
    return MandateShown(
        mandate_id=str(mandate.mandate_id),
        kind=mandate.kind,
        scope=mandate.scope,
        granted_at=mandate.granted_at,
        usable_from=mandate.usable_from,
        valid_to=mandate.valid_to,
        checked=mandate.checked_by is not None,
        called_back_at=mandate.called_back_at,
        ended_at=mandate.ended_at,
        end_reason=mandate.end_reason,
    )
