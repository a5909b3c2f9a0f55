"""A month of items over the whole country: filed day by day, published day by day, and kept for later runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from gongji import clearing
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.postgres import Database
from gongji.edge.postgres.migrate import migrate
from gongji.edge.postgres.roles import APP, OWNER, make_database
from gongji.edge.publication.publish import write_leaves
from gongji.ground.calendar import BEIJING
from gongji.ground.divisions import all_pools
from gongji.ledger import FACE

MONTH, FIRST_DAY, DAYS = 202610, date(2026, 10, 1), 31
POOLS = 337
# An item as a payment leaves it: what the payer's book owes, what the payee's is owed and owes the institution, one
# fact. Numbers are of now, as those of rows that are made after the day before was filed; pools and amounts come from a
# hash of day and place, so the same size is the same month everywhere.
DAY_OF_ITEMS = """
    with item as (
        select ((now_ms - 1704067200000 + place / 1000) << 22) + (place %% 1024 << 12) + place %% 4096 as id,
               (place %% 1024)::smallint as cell,
               ms,
               hashint8extended(place, %(seed)s) & 1048575 as one,
               hashint8extended(place, -%(seed)s) & 1048575 as other,
               hashint8extended(place, %(seed)s * 1000) & 1048575 as third
        from generate_series(0::bigint, %(items)s - 1) as place
        cross join lateral (select place * 86400000 / %(items)s as ms) as at
        cross join (select extract(epoch from clock_timestamp())::bigint * 1000 as now_ms) as clock
    ),
    line as (
        select id,
               cell,
               ms,
               pools[1 + one %% cardinality(pools)] as payer,
               pools[1 + (one + 1 + other %% (cardinality(pools) - 1)) %% cardinality(pools)] as payee,
               case when third %% 100 < 17 then 3 else 1 end as business,
               1 + third %% 50000 as fen
        from item
        cross join (select %(pools)s::integer[] as pools) as whole_country
    ),
    booked as (
        insert into transfer (journal_id, debit_account, credit_account, amount_fen, book, cell, line)
        select id, 1000000000000000 + id, %(face)s + payee * 10000000::bigint + %(month)s * 10 + business,
               fen, payer, cell, 1
        from line
        union all
        select id, 2 * %(face)s + payer * 10000000::bigint + %(month)s * 10 + business, 3 * %(face)s + payee,
               fen, payee, cell, 2
        from line
    )
    insert into fact (fact_id, subject_id, at, kind, cell)
    select id, id, %(day)s::timestamp at time zone 'Asia/Shanghai' + ms * interval '1 millisecond', 20, cell
    from line
"""
# Of a run that was killed before the day was filed.
FORGET_UNFILED = """
    with gone as (
        delete from fact where at >= %(day)s::timestamp at time zone 'Asia/Shanghai' returning fact_id
    )
    delete from transfer using gone where journal_id = fact_id
"""


@dataclass(frozen=True, slots=True)
class MonthOfItems:
    """leaves: the folder with its leaf rows by day."""

    database: Database
    leaves: Path


def month_of_items(stage: Stage, items: int, tell: Tell) -> MonthOfItems:
    """A month of so many items with every day filed; what was cut short goes on."""
    name = f"month_{items}"
    with stage.superuser() as db:
        if not db.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            make_database(db, name)
    month = MonthOfItems(
        Database(stage.server.url(name, APP), stage.server.url(name, OWNER), stage.server),
        stage.settings.data_dir / name,
    )
    migrate(month.database.require_owner_url())
    month.leaves.mkdir(exist_ok=True)
    for done, day in enumerate(_days_to_make(month), start=1):
        tell(done, DAYS)
        _make_day(month, day, items // DAYS)
    return month


def _days_to_make(month: MonthOfItems) -> Iterator[date]:
    with month.database.app_connection() as db:
        filed = clearing.latest_day(db)
    first = FIRST_DAY if filed is None else filed.day + timedelta(days=1)
    return (day for day in (FIRST_DAY + timedelta(days=n) for n in range(DAYS)) if day >= first)


def _make_day(month: MonthOfItems, day: date, items: int) -> None:
    pools = [pool.code for pool in all_pools()][:POOLS]
    values = {"day": day, "items": items, "seed": day.toordinal(), "pools": pools, "month": MONTH, "face": FACE}
    with month.database.owner_connection() as db:
        db.execute(FORGET_UNFILED, values)
        db.execute(DAY_OF_ITEMS, values)
        db.commit()
        db.autocommit = True
        db.execute("analyze transfer, fact")
    with month.database.app_connection() as db:
        clearing.file_day(db, day=day, now=datetime(2026, 11, 21, 3, tzinfo=BEIJING))
        write_leaves(db, batch_month=MONTH, day=day, to=month.leaves)
