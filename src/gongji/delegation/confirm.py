"""Confirm a mandate: a second member of staff looks at the paper, and the principal herself is asked (A-05, A-06)."""

from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji.access import SecondPerson
from gongji.audit import By, Happening
from gongji.delegation.mandate import Mandate, hold_mandate, record
from gongji.delegation.require import MandateEnded
from gongji.ground.calendar import beijing_day
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import replace


@refusal
class CallBackMissing(Refusal):
    """The principal has not been asked whether she wants this, by message or by voice (A-05, A-06)."""

    code: ClassVar[str] = "CALL_BACK_MISSING"
    rule: ClassVar[str] = "A-05"


def confirm_mandate(db: Connection[Any], *, mandate_id: int, called_back: bool, now: datetime, by: By) -> Mandate:
    """Confirm a mandate as staff, or as the principal, whose word is worth a call-back.

    called_back: she was asked just now and said yes. Whoever registered what moves money cannot confirm it; for the
    rest she can note the call-back.
    Refuses: MandateUnknown, MandateEnded, SecondPerson, CallBackMissing.
    """
    mandate, day = hold_mandate(db, mandate_id=mandate_id), beijing_day(now)
    if mandate.is_over(day):
        raise MandateEnded()
    herself, same = by.actor_id == mandate.principal_id, by.actor_id == mandate.registered_by
    if same and mandate.moves_money():
        raise SecondPerson()
    asked = called_back or herself
    if not asked and not mandate.is_agreed(day):
        raise CallBackMissing()
    confirmed = replace(
        mandate,
        called_back_at=now if asked else mandate.called_back_at,
        checked_by=mandate.checked_by if herself or same else mandate.checked_by or by.actor_id,
    )
    db.execute(
        """
        update mandate
        set called_back_at = %s,
            checked_by = %s
        where cell = %s
        and mandate_id = %s
        """,
        [confirmed.called_back_at, confirmed.checked_by, mandate.cell, mandate_id],
    )
    record(db, Happening.MANDATE_CONFIRMED, confirmed, now=now, by=by)
    return confirmed
