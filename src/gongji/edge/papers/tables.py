"""The clearing tables of the nation and of a province, and the statement of a pool."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from psycopg import Connection

from gongji import clearing
from gongji.clearing import Batch, Owed
from gongji.edge.papers.paper import Cell, Column, Kind, Paper, Table
from gongji.edge.papers.words import (
    BUSINESS,
    BY_BUSINESS,
    CODE,
    GROSS,
    ITEMS,
    KIND,
    MONTH,
    NUMBER,
    UNIT,
    counts_and_amounts,
    day_said,
    month_in_figures,
    month_said,
)
from gongji.ground.divisions import region_name
from gongji.ledger import Business

REGION = 18
TICK_ROWS = 1_000
Key = TypeVar("Key")


def national_table(db: Connection[Any], batch: Batch, tick: Callable[[], None] = lambda: None) -> Paper:
    """《全国跨省异地就医应付医疗费用清算表》: by province and by pair of provinces; by pair of pools as an annex.

    tick: called now and then while the annex is written, which takes a while with 113,000 pairs.
    """
    owed = clearing.owed_between_provinces(db, batch_month=batch.batch_month)
    pairs = _two_sided("二、省际应付明细", owed, "付款省份", "收款省份")
    pools = (
        Column("付款统筹区", width=REGION), CODE, Column("收款统筹区", width=REGION), CODE,
        KIND, MONTH, ITEMS, Column("金额", Kind.MONEY, 18),
    )  # fmt: skip
    rows = _pool_rows(clearing.owed_between_pools(db, batch_month=batch.batch_month), tick)
    annex = Table("附：统筹区明细", pools, rows)
    return _paper(batch, "全国跨省异地就医应付医疗费用清算表", (_by_province(owed), pairs), annexes=(annex,))


def province_payable(db: Connection[Any], batch: Batch, province: int) -> Paper:
    """What a province owes others, and what it collects for that from each of its pools."""
    owed = clearing.owed_by_province(db, batch_month=batch.batch_month, province=province)
    to = _one_sided("一、应付各省", owed, "收款省份", lambda one: one.payee)
    collected = _one_sided("二、向本省各统筹区收取", owed, "统筹区", lambda one: one.payer)
    return _paper(batch, f"{region_name(province)}跨省异地就医应付医疗费用清算表", (to, collected))


def province_receivable(db: Connection[Any], batch: Batch, province: int) -> Paper:
    """What others owe a province, and what it passes on of that to each of its pools."""
    owed = clearing.owed_to_province(db, batch_month=batch.batch_month, province=province)
    due = _one_sided("一、应收各省", owed, "付款省份", lambda one: one.payer)
    passed_on = _one_sided("二、拨付本省各统筹区", owed, "统筹区", lambda one: one.payee)
    return _paper(batch, f"{region_name(province)}跨省异地就医应收医疗费用清算表", (due, passed_on))


def province_inside(db: Connection[Any], batch: Batch, province: int) -> Paper:
    """What the pools of a province owe each other."""
    owed = clearing.owed_inside_province(db, batch_month=batch.batch_month, province=province)
    pairs = _two_sided("统筹区应付明细", owed, "付款统筹区", "收款统筹区")
    return _paper(batch, f"{region_name(province)}省内异地就医应付医疗费用清算表", (pairs,))


def pool_statement(db: Connection[Any], batch: Batch, pool: int) -> Paper:
    """What a pool owes and is owed, by pool."""
    payable = clearing.owed_by_pool(db, batch_month=batch.batch_month, pool=pool)
    receivable = clearing.owed_to_pool(db, batch_month=batch.batch_month, pool=pool)
    tables = (
        _one_sided("一、应付", payable, "收款统筹区", lambda one: one.payee),
        _one_sided("二、应收", receivable, "付款统筹区", lambda one: one.payer),
    )
    return _paper(batch, f"{region_name(pool)}异地就医医疗费用清算对账单", tables)


def disputed_lines(db: Connection[Any], batch: Batch, province: int | None) -> Paper:
    """The lines of the tables that are disputed, so that nobody pays them this time (C-13). province: only its own."""
    columns = (
        NUMBER, Column("付款省份", width=REGION), CODE, Column("收款省份", width=REGION), CODE, ITEMS,
        Column("金额", Kind.MONEY, 18), Column("提出省份", width=REGION), Column("提出日期", Kind.CODE, 14),
    )  # fmt: skip
    amounts = {
        (line.payer_province, line.payee_province): (line.items, line.amount_fen)
        for line in clearing.list_lines(db, batch_month=batch.batch_month, province=province)
    }
    disputes = clearing.disputes_of(db, batch_month=batch.batch_month, province=province)
    rows = [
        (
            *_named(number, one.payer_province), region_name(one.payee_province), str(one.payee_province),
            *amounts[one.payer_province, one.payee_province], region_name(one.province), day_said(one.opened_at),
        )
        for number, one in enumerate(disputes, start=1)
    ]  # fmt: skip
    table = Table("清算表中有争议、本期不付款的行", columns, rows)
    return _paper(batch, "异地就医医疗费用清算争议清单", (table,))


def _paper(batch: Batch, title: str, tables: tuple[Table, ...], annexes: tuple[Table, ...] = ()) -> Paper:
    return Paper(
        title,
        f"清算月份：{month_said(batch.batch_month)}",
        UNIT,
        batch.generated_at,
        tables=tables,
        notes=(GROSS, f"清算表指纹（SM3）：{batch.matrix_digest.hex()}"),
        signatures=("制表：", "复核：", "经办机构（盖章）："),
        annexes=annexes,
        landscape=True,
    )


def _by_province(owed: list[Owed]) -> Table:
    columns = (
        NUMBER, Column("省份", width=REGION), CODE,
        Column("应付笔数", Kind.COUNT, 12), Column("应付金额", Kind.MONEY, 20),
        Column("应收笔数", Kind.COUNT, 12), Column("应收金额", Kind.MONEY, 20),
    )  # fmt: skip
    payable, receivable = _grouped(owed, lambda one: one.payer), _grouped(owed, lambda one: one.payee)
    rows = [
        (*_named(number, province), *_sums(payable.get(province, [])), *_sums(receivable.get(province, [])))
        for number, province in enumerate(sorted(payable.keys() | receivable.keys()), start=1)
    ]
    return Table("一、分省汇总", columns, rows)


def _one_sided(caption: str, owed: list[Owed], heading: str, side: Callable[[Owed], int]) -> Table:
    columns = (NUMBER, Column(heading, width=REGION), CODE, *BY_BUSINESS)
    found = sorted(_grouped(owed, side).items())
    rows = [(*_named(number, region), *counts_and_amounts(its)) for number, (region, its) in enumerate(found, start=1)]
    return Table(caption, columns, rows)


def _two_sided(caption: str, owed: list[Owed], payer: str, payee: str) -> Table:
    columns = (NUMBER, Column(payer, width=REGION), CODE, Column(payee, width=REGION), CODE, *BY_BUSINESS)
    found = sorted(_grouped(owed, lambda one: (one.payer, one.payee)).items())
    rows = [
        (*_named(number, pair[0]), region_name(pair[1]), str(pair[1]), *counts_and_amounts(its))
        for number, (pair, its) in enumerate(found, start=1)
    ]
    return Table(caption, columns, rows)


def _named(number: int, region: int) -> tuple[Cell, ...]:
    return str(number), region_name(region), str(region)


def _sums(owed: list[Owed]) -> tuple[int, int]:
    return sum(one.items for one in owed), sum(one.amount_fen for one in owed)


def _grouped(owed: list[Owed], key: Callable[[Owed], Key]) -> dict[Key, list[Owed]]:
    groups: dict[Key, list[Owed]] = {}
    for one in owed:
        groups.setdefault(key(one), []).append(one)
    return groups


def _pool_rows(owed: Iterator[Owed], tick: Callable[[], None]) -> Iterator[tuple[Cell, ...]]:
    for number, one in enumerate(owed):
        if number % TICK_ROWS == 0:
            tick()
        payer, payee = region_name(one.payer), region_name(one.payee)
        kind, month = BUSINESS[Business(one.business)], month_in_figures(one.month)
        yield payer, str(one.payer), payee, str(one.payee), kind, month, one.items, one.amount_fen
