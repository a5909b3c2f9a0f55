"""Every list of the clearing is read by an index, from where the page before ended."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

import psycopg
from psycopg import Connection

from gongji import clearing
from gongji.edge.postgres import Database, Server
from tests.clearing.month import NOVEMBER
from tests.conftest import name_of, superuser_of
from tests.world import LANZHOU

GANSU = 620000
STATEMENT = clearing.InstitutionStatement(
    LANZHOU * 10 + 1, NOVEMBER, LANZHOU, LANZHOU * 10 + 1, 0, 0, 0, "", "DRAFTED", None, 0, "", None, None, None, None  # type: ignore[arg-type]
)  # fmt: skip
LISTS: dict[str, tuple[Callable[[Connection[Any]], Any], set[str]]] = {
    "lines as payer": (
        lambda db: clearing.lines_as_payer(db, batch_month=NOVEMBER, pool=LANZHOU),
        {"clearing_line_pkey"},
    ),
    "lines as payee": (
        lambda db: clearing.lines_as_payee(db, batch_month=NOVEMBER, pool=LANZHOU),
        {"clearing_line_of_payee"},
    ),
    "owed by a pool": (
        lambda db: clearing.owed_by_pool(db, batch_month=NOVEMBER, pool=LANZHOU),
        {"clearing_line_pkey"},
    ),
    "owed to a pool": (
        lambda db: clearing.owed_to_pool(db, batch_month=NOVEMBER, pool=LANZHOU),
        {"clearing_line_of_payee"},
    ),
    "notices of a party": (
        lambda db: clearing.list_notices(db, batch_month=NOVEMBER, party=LANZHOU),
        {"clearing_notice_of_payer", "clearing_notice_of_payee"},
    ),
    "notices": (
        lambda db: clearing.list_notices(db, batch_month=NOVEMBER),
        {"clearing_notice_number_is_its_own"},
    ),
    "statements of a pool": (
        lambda db: clearing.list_statements(db, pool=LANZHOU, month=NOVEMBER),
        # Either of two does.
        set(),
    ),
    "statements of an institution": (
        lambda db: clearing.list_statements_of(db, institution_no=1, before=10**18),
        {"statement_of_institution"},
    ),
    "days of a statement": (
        lambda db: clearing.days_of_statement(db, statement=STATEMENT),
        {"statement_day_pkey"},
    ),
    "prefund changes of who holds": (
        lambda db: clearing.list_prefund_changes(db, province=GANSU, limit=1_000),
        {"prefund_change_of_payee"},
    ),
    "prefund changes of who pays": (
        lambda db: clearing.list_prefund_changes(db, province=GANSU, side="payer", limit=1_000),
        {"prefund_change_of_payer"},
    ),
    "what is due": (
        lambda db: clearing.due_payments(db, payer=LANZHOU, by_day=date(2026, 12, 31)),
        {"clearing_notice_to_pay", "statement_to_pay"},
    ),
    "mismatches": (
        lambda db: clearing.list_mismatches(db, province=GANSU),
        {"clearing_mismatch_open"},
    ),
}


# A hundred pools of twenty provinces over two months, each owing each; what else there is of them, likewise many.
FILLED = """
    create temporary table pool_there as
    select (43 + province) * 10000 as province, (43 + province) * 10000 + 100 * pool as pool
    from generate_series(1, 20) as province, generate_series(1, 5) as pool;

    insert into clearing_line
    select batch_month, payer.pool, payee.pool, batch_month, 1, payer.province, payee.province, 1, 100
    from pool_there as payer, pool_there as payee, (values (202610), (202611)) as month (batch_month)
    where payer.pool <> payee.pool;

    insert into clearing_notice
        (notice_id, batch_month, number, level, payer, payee, amount_fen, reversed, state, drafted_at,
         drafted_by, due_on)
    select number, batch_month, format('GJ%s-%s', batch_month, lpad(number::text, 5, '0')), 'provincial',
           payer_pool, payee_pool, 100, false, case number % 5 when 0 then 'RELEASED' else 'DRAFTED' end, now(),
           1, '2026-12-20'
    from (select *, row_number() over (order by batch_month, payer_pool, payee_pool) as number from clearing_line)
        as line;

    insert into statement_day
    select day::date, pool, pool * 10 + shop, 1, 100
    from pool_there, generate_series(1, 5) as shop, generate_series('2026-11-01'::date, '2026-11-30', '1 day') as day;

    insert into statement_month
    select month, pool, pool * 10 + shop, 1, 100, case month when 202611 then pool * 10 + shop end
    from pool_there, generate_series(1, 5) as shop, (values (202610), (202611)) as month (month);

    insert into statement
        (statement_id, month, pool, institution_no, bills, amount_fen, state, drafted_at, drafted_by)
    select row_number() over (), month, pool, pool * 10 + shop, 1, 100,
           case shop when 1 then 'RELEASED' else 'PAID' end, now(), 1
    from pool_there, generate_series(1, 30) as shop, (values (202610), (202611)) as month (month);

    insert into prefund_change
        (change_id, kind, year, payer_province, payee_province, held_fen, size_fen, amount_fen, reason, state,
         asked_at, asked_by, paid_on, bank, serial_no, journal_id)
    select row_number() over (), 'urgent', 2026, payer.province, payee.province, 0, 1, 1, '', 'PAID', now(), 1,
           now(), '', '', 1
    from pool_there as payer, pool_there as payee
    where payer.province <> payee.province;

    insert into clearing_mismatch
        (mismatch_id, answer_id, day, province, journal_id, line, code, party_fen, opened_at)
    select row_number() over (), 1, '2026-11-05', province, journal_id, 1, 1, 1, now()
    from pool_there, generate_series(1, 50) as journal_id
    where pool % 10000 = 100;

    analyze;
"""


class Explaining(psycopg.Cursor[Any]):
    """Keeps the plan of every question beside its answer."""

    plans: ClassVar[list[str]] = []

    def execute(self, query: Any, params: Any = None, **more: Any) -> "Explaining":
        with psycopg.Cursor(self.connection) as beside:
            self.plans.extend(row[0] for row in beside.execute(f"explain {query}".encode(), params))
        return super().execute(query, params, **more)


def test_every_list_is_read_by_its_index(db: Connection[Any], database: Database, server: Server) -> None:
    with superuser_of(server, name_of(database)) as superuser:
        superuser.execute(FILLED.encode())
    db.cursor_factory = Explaining
    for named, (question, indexes) in LISTS.items():
        Explaining.plans.clear()
        question(db)
        plans = "\n".join(Explaining.plans)
        assert {index for index in indexes if index in plans} == indexes, f"{named}:\n{plans}"
        assert "Index Cond" in plans, f"{named}:\n{plans}"
        # There is no institution here, and reading none takes no index.
        assert set(re.findall(r"Seq Scan on (\w+)", plans)) <= {"institution"}, f"{named}:\n{plans}"
