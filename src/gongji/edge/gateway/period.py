"""The days, kind of care and pool a reconciliation message is about (interface 2.5)."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from gongji.edge.gateway.case import Case
from gongji.edge.gateway.refusals import FieldInvalid, PeriodInvalid
from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.value import value
from gongji.settlement import Bills


class Told(Protocol):
    """What 3201 and 3202 both say of their days."""

    @property
    def setl_optins(self) -> str: ...
    @property
    def clr_type(self) -> str: ...
    @property
    def stmt_begndate(self) -> str: ...
    @property
    def stmt_enddate(self) -> str: ...


@value
class Period:
    """Both days inclusive. which: their bills."""

    first: date
    last: date
    which: Bills


def period_of(given: Told, path: str, case: Case) -> Period:
    """The period a message names. Refuses FieldInvalid, PeriodInvalid."""
    first = _day(given.stmt_begndate, f"{path}.stmt_begndate")
    last = _day(given.stmt_enddate, f"{path}.stmt_enddate")
    today = beijing_day(case.moment.accepted_at)
    most = case.moment.policy.value("clearing.till_days_max", pool=case.institution.pool, on=today)
    if not 0 <= (last - first).days < most:
        raise PeriodInvalid(first=first, last=last, days=most)
    since = datetime.combine(first, time(), BEIJING)
    until = datetime.combine(last + timedelta(days=1), time(), BEIJING)
    which = Bills(case.institution.institution_no, int(given.setl_optins), given.clr_type, since, until)
    return Period(first, last, which)


def _day(text: str, field: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise FieldInvalid(field=field) from None
    # Every day has a day after it but the last there is.
    if day == date.max:
        raise FieldInvalid(field=field)
    return day
