"""Prefunds are sized once a year and raised when they run short: asked for, approved by another, paid (C-21 … C-24)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, ledger
from gongji.access import SecondPerson
from gongji.audit import By, Fact, Happening
from gongji.clearing.payment import PaymentNotFull, PaymentOfOthers, Proof
from gongji.clearing.prefund import Alarm, alarm_of, urgent_size, use_rate_e4, yearly_size
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value, values_of
from gongji.ground.working_days import end_of_working_day
from gongji.ledger import Transfer


@value
class PrefundChange:
    """amount_fen: what payer_province pays payee_province besides, negative where it gets some back."""

    change_id: int
    kind: str
    year: int
    payer_province: int
    payee_province: int
    held_fen: int
    size_fen: int
    amount_fen: int
    reason: str
    state: str
    asked_at: datetime
    asked_by: int
    due_on: date | None = None


@value
class PrefundUse:
    """How far a month used what one province holds of another's; payer_province 0: of all together (C-26)."""

    payer_province: int
    payee_province: int
    month_fen: int
    held_fen: int
    rate_e4: int
    alarm: Alarm


@refusal
class PrefundChangeUnknown(Refusal):
    """There is no such change of a prefund."""

    code: ClassVar[str] = "PREFUND_CHANGE_UNKNOWN"
    rule: ClassVar[str] = "C-22"


@refusal
class PrefundChangeNotReady(Refusal):
    """The change is not, or no longer, where this can be done with it."""

    code: ClassVar[str] = "PREFUND_CHANGE_NOT_READY"
    rule: ClassVar[str] = "C-22"
    state: str


@refusal
class PrefundChangeWaits(Refusal):
    """Another change of this pair has first to be paid."""

    code: ClassVar[str] = "PREFUND_CHANGE_WAITS"
    rule: ClassVar[str] = "C-24"


@refusal
class PrefundSuffices(Refusal):
    """An urgent increase starts when a province's prefunds are used to the red rate; alarms act on the total (C-26)."""

    code: ClassVar[str] = "PREFUND_SUFFICES"
    rule: ClassVar[str] = "C-23"
    rate_e4: int


HELD = """
    select payer_province, payee_province, sum(amount_fen)::bigint as held_fen
    from prefund_change
    where state = 'PAID'
    group by payer_province, payee_province
"""
# Aid between provinces by batch; care has a prefund of its own elsewhere (D-07). 1: ledger.Business.AID.
CLEARED = """
    select payer_province, payee_province, batch_month, sum(amount_fen)::bigint as month_fen
    from cleared_line
    where batch_month = any(%(months)s)
    and business = 1
    and payer_province <> payee_province
    group by payer_province, payee_province, batch_month
"""


def size_for_year(db: Connection[Any], *, year: int, now: datetime, policy: PolicySet, by: By) -> list[PrefundChange]:
    """Ask for what each pair's prefund has to change in a year, by the last quarter of the year before (C-21, C-22).

    Once a year and pair. A pair with a change that waits is left until that is paid.
    """
    months = [(year - 1) * 100 + month for month in (10, 11, 12)]
    sizing = policy.value("clearing.prefund", pool=0, on=beijing_day(now))
    rows = db.execute(
        f"""
        select payer_province, payee_province, coalesce(held_fen, 0)::bigint, coalesce(months, '{{}}')
        from ({HELD}) as held
        full join (
            select payer_province, payee_province, array_agg(month_fen) as months
            from ({CLEARED}) as cleared
            group by payer_province, payee_province
        ) as quarter
            using (payer_province, payee_province)
        where not exists (
            select
            from prefund_change as earlier
            where (earlier.payer_province, earlier.payee_province) = (payer_province, payee_province)
            and (state <> 'PAID' or (kind, earlier.year) = ('yearly', %(year)s))
        )
        order by payer_province, payee_province
        """,
        {"months": months, "year": year},
    ).fetchall()
    wanted = [
        (payer, payee, held_fen, yearly_size([*cleared, *[0] * (3 - len(cleared))], factor=sizing["interprov_months"]))
        for payer, payee, held_fen, cleared in rows
    ]
    return _ask(db, [one for one in wanted if one[2] != one[3]], "yearly", year, "", now, by)


def ask_urgently(
    db: Connection[Any],
    *,
    payer_province: int,
    payee_province: int,
    batch_month: int,
    reason: str,
    now: datetime,
    policy: PolicySet,
    by: By,
) -> PrefundChange:
    """The receiving province asks for more of one that pays, when a month used its prefunds to the red rate (C-24).

    Refuses: PrefundSuffices, PrefundChangeWaits.
    """
    uses = prefund_uses(db, batch_month=batch_month, payee_province=payee_province, policy=policy)
    total = next((use for use in uses if use.payer_province == 0), None)
    if total is None or total.alarm is not Alarm.RED:
        raise PrefundSuffices(rate_e4=total.rate_e4 if total else 0)
    waiting = db.execute(
        "select 1 from prefund_change where payer_province = %s and payee_province = %s and state <> 'PAID'",
        [payer_province, payee_province],
    ).fetchone()
    if waiting is not None:
        raise PrefundChangeWaits()
    sizing = policy.value("clearing.prefund", pool=0, on=beijing_day(now))
    of_pair = next((use for use in uses if use.payer_province == payer_province), None)
    if of_pair is None:
        raise PrefundSuffices(rate_e4=0)
    size = urgent_size(of_pair.month_fen, yellow_e4=sizing["yellow_e4"], round_to_fen=sizing["round_to_fen"])
    if size <= of_pair.held_fen:
        raise PrefundSuffices(rate_e4=of_pair.rate_e4)
    wanted = [(payer_province, payee_province, of_pair.held_fen, size)]
    (asked,) = _ask(db, wanted, "urgent", beijing_day(now).year, reason, now, by)
    return asked


def approve_prefund(db: Connection[Any], *, change_id: int, now: datetime, policy: PolicySet, by: By) -> PrefundChange:
    """A second person agrees; the working days until it is paid begin to count (C-22, C-24).

    Refuses: PrefundChangeUnknown, PrefundChangeNotReady, SecondPerson.
    """
    change = _hold(db, change_id, "ASKED")
    if change.asked_by == by.actor_id:
        raise SecondPerson()
    sizing = policy.value("clearing.prefund", pool=0, on=beijing_day(now))
    days = sizing["pay_working_days"] + (sizing["finance_working_days"] if change.kind == "yearly" else 0)
    due_on = beijing_day(end_of_working_day(now, days=days, pool=0, policy=policy) - timedelta(seconds=1))
    db.execute(
        """
        update prefund_change
        set state = 'APPROVED', approved_at = %s, approved_by = %s, due_on = %s
        where change_id = %s
        """,
        [now, by.actor_id, due_on, change_id],
    )
    _record(db, Happening.PREFUND_APPROVED, [change], now, by)
    return require_prefund_change(db, change_id=change_id)


def pay_prefund(db: Connection[Any], *, change_id: int, proof: Proof, now: datetime, by: By) -> PrefundChange:
    """Take the payment of an approved change; both provinces' books then have it (C-20).

    proof: from who owes it, which is the receiving province where some is given back. Refuses: PrefundChangeUnknown,
    PrefundChangeNotReady, PaymentOfOthers, PaymentNotFull.
    """
    change = _hold(db, change_id, "APPROVED")
    parties = (change.payer_province, change.payee_province)
    if (proof.payer, proof.payee) != (parties if change.amount_fen > 0 else parties[::-1]):
        raise PaymentOfOthers(payer=change.payer_province, payee=change.payee_province)
    if proof.amount_fen != abs(change.amount_fen):
        raise PaymentNotFull(due_fen=abs(change.amount_fen), paid_fen=proof.amount_fen)
    (journal_id,) = new_identifiers(db, cells=[0])
    ledger.post(db, _journal(change, journal_id))
    db.execute(
        """
        update prefund_change
        set state = 'PAID', paid_on = %s, bank = %s, serial_no = %s, journal_id = %s
        where change_id = %s
        """,
        [proof.paid_on, proof.bank, proof.serial_no, journal_id, change_id],
    )
    audit.record(db, [Fact(journal_id, Happening.PREFUND_PAID, change_id, now, by=by)])
    return require_prefund_change(db, change_id=change_id)


def prefund_uses(db: Connection[Any], *, batch_month: int, payee_province: int, policy: PolicySet) -> list[PrefundUse]:
    """How far a month used the prefunds a province holds, in total (payer_province 0) and pair by pair (C-23, C-26)."""
    rows = db.execute(
        f"""
        select payer_province, coalesce(month_fen, 0)::bigint, coalesce(held_fen, 0)::bigint
        from (select * from ({HELD}) as any_held where payee_province = %(payee)s) as held
        full join (select * from ({CLEARED}) as any_cleared where payee_province = %(payee)s) as cleared
            using (payer_province, payee_province)
        order by payer_province
        """,
        {"months": [batch_month], "payee": payee_province},
    ).fetchall()
    sizing = policy.value("clearing.prefund", pool=0, on=date(batch_month // 100, batch_month % 100, 1))
    total = (0, sum(row[1] for row in rows), sum(row[2] for row in rows))
    uses = []
    for payer, month_fen, held_fen in [total, *rows]:
        rate = use_rate_e4(month_fen, held_fen)
        alarm = alarm_of(rate, yellow_e4=sizing["yellow_e4"], red_e4=sizing["red_e4"])
        uses.append(PrefundUse(payer, payee_province, month_fen, held_fen, rate, alarm))
    return uses


def require_prefund_change(db: Connection[Any], *, change_id: int) -> PrefundChange:
    """A change in whatever state. Refuses: PrefundChangeUnknown."""
    statement = f"select {columns_of(PrefundChange)} from prefund_change where change_id = %s"
    change = fetch_one(db, PrefundChange, statement, [change_id])
    if change is None:
        raise PrefundChangeUnknown()
    return change


def list_prefund_changes(
    db: Connection[Any], *, payee_province: int, after: int = 0, limit: int = 100
) -> list[PrefundChange]:
    """A page of the changes of what a province holds of others, by identifier."""
    return fetch(
        db,
        PrefundChange,
        f"""
        select {columns_of(PrefundChange)}
        from prefund_change
        where payee_province = %s
        and change_id > %s
        order by change_id
        limit %s
        """,
        [payee_province, after, limit],
    )


def _ask(
    db: Connection[Any],
    wanted: Sequence[tuple[int, int, int, int]],
    kind: str,
    year: int,
    reason: str,
    now: datetime,
    by: By,
) -> list[PrefundChange]:
    """wanted: payer, payee, what is held, what it should be."""
    identifiers = new_identifiers(db, cells=[0] * len(wanted))
    changes = [
        PrefundChange(change_id, kind, year, payer, payee, held, size, size - held, reason, "ASKED", now, by.actor_id)
        for change_id, (payer, payee, held, size) in zip(identifiers, wanted, strict=True)
    ]
    with db.cursor().copy(f"copy prefund_change ({columns_of(PrefundChange)}) from stdin".encode()) as copy:
        for change in changes:
            copy.write_row(values_of(change))
    _record(db, Happening.PREFUND_ASKED, changes, now, by)
    return changes


def _hold(db: Connection[Any], change_id: int, state: str) -> PrefundChange:
    statement = f"select {columns_of(PrefundChange)} from prefund_change where change_id = %s for update"
    change = fetch_one(db, PrefundChange, statement, [change_id])
    if change is None:
        raise PrefundChangeUnknown()
    if change.state != state:
        raise PrefundChangeNotReady(state=change.state)
    return change


def _journal(change: PrefundChange, journal_id: int) -> list[Transfer]:
    legs = [
        (change.payer_province, ledger.prefund_to(change.payee_province), ledger.treasury()),
        (change.payee_province, ledger.treasury(), ledger.prefund_from(change.payer_province)),
    ]
    if change.amount_fen < 0:
        legs = [(book, credit, debit) for book, debit, credit in legs]
    return [Transfer(journal_id, line, *leg, abs(change.amount_fen)) for line, leg in enumerate(legs, start=1)]


def _record(db: Connection[Any], happening: Happening, changes: Sequence[PrefundChange], now: datetime, by: By) -> None:
    identifiers = new_identifiers(db, cells=[0] * len(changes))
    facts = zip(identifiers, changes, strict=True)
    audit.record(
        db,
        [
            Fact(fact_id, happening, change.change_id, now, {"amount_fen": change.amount_fen}, by)
            for fact_id, change in facts
        ],
    )
