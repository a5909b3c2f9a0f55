"""Whether somebody may act for another now, and in this (A-05, A-06)."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from psycopg import Connection

from gongji import ledger
from gongji.access import Scope
from gongji.delegation.mandate import Mandate, find_latest
from gongji.ground.calendar import beijing_day
from gongji.ground.refusal import Refusal, refusal

HOUR = timedelta(hours=1)


@refusal
class MandateMissing(Refusal):
    """She was never let act for this person, or not in this."""

    code: ClassVar[str] = "MANDATE_MISSING"
    rule: ClassVar[str] = "A-05"


@refusal
class MandateEnded(Refusal):
    """It was ended, its time is over, the child came of age, or one of the two has died."""

    code: ClassVar[str] = "MANDATE_ENDED"
    rule: ClassVar[str] = "A-05"


@refusal
class MandateUnconfirmed(Refusal):
    """The second member of staff, or the principal, has not said yes yet."""

    code: ClassVar[str] = "MANDATE_UNCONFIRMED"
    rule: ClassVar[str] = "A-05"


@refusal
class MandateCooling(Refusal):
    """It is too new for what benefits the agent herself. hours: how long still, begun ones too."""

    code: ClassVar[str] = "MANDATE_COOLING"
    rule: ClassVar[str] = "A-05"
    hours: int


def require_mandate(
    db: Connection[Any],
    *,
    agent_id: int,
    principal_id: int,
    scope: Scope | None,
    now: datetime,
    gains_id: int | None = None,
) -> Mandate:
    """The mandate by which one acts for the other now.

    scope: None where what she wants to do is asked of the answer later. gains_id: who gains by it, where somebody does.
    Refuses: MandateMissing, MandateEnded, MandateUnconfirmed, MandateCooling (A-05).
    """
    mandate = find_latest(db, agent_id=agent_id, principal_id=principal_id)
    if mandate is None or scope not in (None, *mandate.scope):
        raise MandateMissing()
    both = ledger.find_spenders(db, people=[agent_id, principal_id])
    if mandate.is_over(beijing_day(now)) or any(one.died_on for one in both.values()):
        raise MandateEnded()
    if not mandate.is_agreed(beijing_day(now)) or (mandate.moves_money() and mandate.checked_by is None):
        raise MandateUnconfirmed()
    require_cooled(mandate, gains_id=gains_id, now=now)
    return mandate


def require_cooled(mandate: Mandate, *, gains_id: int | None, now: datetime) -> None:
    """Refuse an agent who gains by what she does, while her mandate is too new for that (A-05)."""
    if gains_id == mandate.agent_id and now < mandate.usable_from:
        raise MandateCooling(hours=-((now - mandate.usable_from) // HOUR))
