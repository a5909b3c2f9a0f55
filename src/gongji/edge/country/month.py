"""A month of the country: lived through day by day, filed, sorted, confirmed, released, paid."""

from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg import Connection

from gongji import clearing
from gongji.audit import By
from gongji.clearing import Batch, InstitutionStatement, PaymentNotice, Proof, State, StatementState
from gongji.edge.country.lanes import Lanes
from gongji.edge.country.plan import LANES, Plan
from gongji.edge.invented.entering import Progress
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import published

CLERK, SECOND = By(1, "office"), By(2, "office")
BANK = "演示银行"

Database = Connection[Any]


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a day in Beijing."""
    return datetime.combine(day, time(hour), BEIJING)


def is_filed(db: Database, plan: Plan) -> bool:
    """Whether the whole month is lived through."""
    filed = clearing.latest_day(db)
    return filed is not None and filed.day >= plan.days[-1]


def settle_and_file(db: Database, plan: Plan, lanes: Lanes, progress: Progress) -> None:
    """Every day of the month, one after the other: settled by the lanes, then filed in the night (C-33)."""
    with progress("settle and file") as update:
        done = 0
        for day in plan.days:
            filed = clearing.latest_day(db)
            # Nothing is held while others settle.
            db.commit()
            if filed is not None and filed.day >= day:
                done += sum(len(plan.bills(day, lane)) + len(plan.premiums(day, lane)) for lane in range(LANES))
                continue
            for more in lanes.live_through(day):
                done += more
                update(done, plan.settlements)
            clearing.file_day(db, day=day, now=at(day + timedelta(days=1), 2))
            db.commit()


def sort(db: Database, plan: Plan, progress: Progress) -> Batch:
    """The month's batch (C-15)."""
    with progress("sort"):
        batch = clearing.find_batch(db, batch_month=plan.month)
        if batch is None:
            now = at(plan.over.replace(day=21))
            batch = clearing.generate(db, batch_month=plan.month, now=now, policy=published(), by=CLERK)
            db.commit()
    return batch


def confirm(db: Database, plan: Plan, progress: Progress) -> None:
    """Every province says yes to its tables (C-12)."""
    waiting = clearing.waiting_provinces(db, batch_month=plan.month)
    with progress("provinces confirm") as update:
        for place, province in enumerate(waiting, start=1):
            by = By(province, "office")
            clearing.confirm(db, batch_month=plan.month, province=province, now=at(plan.over.replace(day=23)), by=by)
            db.commit()
            update(place, len(waiting))


def issue_notices(db: Database, plan: Plan, progress: Progress) -> None:
    """One drafts the notices, another releases them."""
    with progress("notices"):
        batch = clearing.require_batch(db, batch_month=plan.month)
        if batch.state == State.CONFIRMED:
            now = at(plan.over.replace(day=27))
            if not clearing.count_notices(db, batch_month=plan.month):
                clearing.draft_notices(db, batch_month=plan.month, now=now, by=CLERK)
            clearing.release_notices(db, batch_month=plan.month, now=now, policy=published(), by=SECOND)
            db.commit()


def pay_notices(db: Database, plan: Plan, progress: Progress) -> None:
    """The bank pays every notice on the day it is due (C-14)."""
    counted = sum(count for _, _, count, _ in clearing.count_notices(db, batch_month=plan.month))
    with progress("pay notices") as update:
        done, after = 0, ""
        while page := clearing.list_notices(db, batch_month=plan.month, after=after):
            for notice in page:
                if notice.state != "PAID":
                    _pay(db, notice)
            db.commit()
            done, after = done + len(page), page[-1].number
            update(done, counted)


def pay_institutions(db: Database, plan: Plan, progress: Progress) -> None:
    """Every pool's statements: drafted, confirmed by the institution, released by another, paid."""
    rows = db.execute("select distinct pool from statement_month where month <= %s order by pool", [plan.month])
    pools = [row[0] for row in rows.fetchall()]
    with progress("pay institutions") as update:
        for place, pool in enumerate(pools, start=1):
            clearing.draft_statements(db, month=plan.month, pool=pool, now=at(plan.over), by=CLERK)
            after = 0
            while page := clearing.list_statements(db, pool=pool, month=plan.month, after=after):
                for statement in page:
                    _bring_to_its_end(db, statement, plan)
                after = page[-1].statement_id
            db.commit()
            update(place, len(pools))


def _pay(db: Database, notice: PaymentNotice) -> None:
    assert notice.due_on is not None, "a released notice is due some day"
    proof = Proof(BANK, notice.number, notice.due_on, notice.amount_fen, notice.payer, notice.payee)
    clearing.pay_notice(db, number=notice.number, proof=proof, now=at(notice.due_on), by=CLERK)


def _bring_to_its_end(db: Database, statement: InstitutionStatement, plan: Plan) -> None:
    number, institution = statement.statement_id, By(statement.institution_no, "office")
    if statement.state == StatementState.DRAFTED:
        now = at(plan.over.replace(day=5))
        statement = clearing.confirm_statement(db, statement_id=number, now=now, by=institution)
    if statement.state == StatementState.CONFIRMED:
        now = at(plan.over.replace(day=6))
        statement = clearing.release_statement(db, statement_id=number, now=now, by=SECOND)
    if statement.state == StatementState.RELEASED:
        day = plan.over.replace(day=10)
        proof = Proof(BANK, str(number), day, statement.payable_fen, statement.pool, statement.institution_no)
        clearing.pay_statement(db, statement_id=number, proof=proof, now=at(day), by=CLERK)
