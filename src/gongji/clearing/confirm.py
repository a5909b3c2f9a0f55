"""Provinces confirm their tables; for who is silent the nation may, with a reason (C-12)."""

from datetime import date, datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit
from gongji.audit import By, Fact, Happening
from gongji.clearing.batch import State, first_day_after, hold_batch, set_state
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal


@refusal
class ProvinceNotConcerned(Refusal):
    """The province neither pays nor gets anything in this batch."""

    code: ClassVar[str] = "PROVINCE_NOT_CONCERNED"
    rule: ClassVar[str] = "C-12"
    province: int


@refusal
class ProvinceHasConfirmed(Refusal):
    """The province has confirmed this batch."""

    code: ClassVar[str] = "PROVINCE_HAS_CONFIRMED"
    rule: ClassVar[str] = "C-12"
    province: int


@refusal
class SilenceTooShort(Refusal):
    """Nobody confirms for a province before the day policy names."""

    code: ClassVar[str] = "SILENCE_TOO_SHORT"
    rule: ClassVar[str] = "C-12"
    from_day: date


def confirm(db: Connection[Any], *, batch_month: int, province: int, now: datetime, by: By) -> None:
    """A province agrees to what it pays and gets; with the last one the batch is confirmed.

    Refuses: BatchUnknown, BatchNotReady, ProvinceNotConcerned, ProvinceHasConfirmed.
    """
    _confirm(db, batch_month, province, "", now, by)


def confirm_for_silent(
    db: Connection[Any], *, batch_month: int, province: int, reason: str, now: datetime, policy: PolicySet, by: By
) -> None:
    """The nation confirms for a province that is silent. reason: why; mandatory, nothing personal.

    Refuses as `confirm` does, and: SilenceTooShort.
    """
    assert reason, "the door requires a reason"
    day = policy.value("clearing.national_confirms_from", pool=0, on=beijing_day(now))
    first = first_day_after(batch_month).replace(day=day)
    if beijing_day(now) < first:
        raise SilenceTooShort(from_day=first)
    _confirm(db, batch_month, province, reason, now, by)


def waiting_provinces(db: Connection[Any], *, batch_month: int) -> list[int]:
    """The provinces that have not confirmed yet. One whose every line is disputed has nothing to confirm (C-13)."""
    rows = db.execute(
        """
        select province
        from clearing_confirmation as confirmation
        where batch_month = %s
        and state = 'PENDING'
        and exists (
            select
            from clearing_sheet as sheet
            left join clearing_dispute as dispute
                using (batch_month, payer_province, payee_province)
            where sheet.batch_month = confirmation.batch_month
            and confirmation.province in (sheet.payer_province, sheet.payee_province)
            and dispute_id is null
        )
        order by province
        """,
        [batch_month],
    )
    return [row[0] for row in rows.fetchall()]


def require_undecided(db: Connection[Any], *, batch_month: int, province: int) -> None:
    """Refuses a province that has confirmed the batch, or has no part in it.

    Refuses: ProvinceNotConcerned, ProvinceHasConfirmed.
    """
    row = db.execute(
        "select state from clearing_confirmation where batch_month = %s and province = %s", [batch_month, province]
    ).fetchone()
    if row is None:
        raise ProvinceNotConcerned(province=province)
    if row[0] != "PENDING":
        raise ProvinceHasConfirmed(province=province)


def move_on(db: Connection[Any], *, batch_month: int, now: datetime) -> None:
    """The batch, which the caller holds, is confirmed when it waits for nobody."""
    all_have = not waiting_provinces(db, batch_month=batch_month)
    set_state(db, batch_month=batch_month, state=State.CONFIRMED if all_have else State.CONFIRMING, now=now)


def _confirm(db: Connection[Any], batch_month: int, province: int, reason: str, now: datetime, by: By) -> None:
    hold_batch(db, batch_month=batch_month, states=(State.GENERATED, State.CONFIRMING))
    require_undecided(db, batch_month=batch_month, province=province)
    db.execute(
        """
        update clearing_confirmation
        set state = 'CONFIRMED', decided_at = %s, decided_by = %s, reason = %s
        where batch_month = %s
        and province = %s
        """,
        [now, by.actor_id, reason, batch_month, province],
    )
    (fact_id,) = new_identifiers(db, cells=[0])
    detail = {"batch_month": batch_month, "for_silent": bool(reason)}
    audit.record(db, [Fact(fact_id, Happening.CLEARING_CONFIRMED, province, now, detail, by)])
    move_on(db, batch_month=batch_month, now=now)
