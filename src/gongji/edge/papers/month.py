"""Everything that is handed out of a batch: to the nation, to a province, to a pool."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from psycopg import Connection

from gongji import clearing
from gongji.clearing import Batch, Level, Owed, PaymentNotice
from gongji.edge.papers.camt053 import clearing_statement
from gongji.edge.papers.notice import collection_paper, payment_paper
from gongji.edge.papers.pacs009 import order_to_pay
from gongji.edge.papers.paper import Paper
from gongji.edge.papers.pdf import write_pdf
from gongji.edge.papers.tables import (
    disputed_lines,
    national_table,
    pool_statement,
    province_inside,
    province_payable,
    province_receivable,
)
from gongji.edge.papers.xlsx import write_xlsx
from gongji.ground.divisions import province_of

# Writes into a folder what belongs together.
Step = Callable[[Path], None]
# A level, who owes and who is owed.
Obligation = tuple[str, int, int]


def national_papers(db: Connection[Any], batch: Batch, tick: Callable[[], None] = lambda: None) -> Iterator[Step]:
    """The national table, and both notices of each pair of provinces that has one; tick as for the table."""
    yield _paper(f"{batch.batch_month}-national", partial(national_table, db, batch, tick))
    if clearing.disputes_of(db, batch_month=batch.batch_month):
        yield _paper(f"{batch.batch_month}-national-disputed", partial(disputed_lines, db, batch, None))
    for notice in clearing.issued_notices(db, batch_month=batch.batch_month, level=Level.NATIONAL):
        yield _payment(db, notice)
        yield _collection(db, notice)


def province_papers(db: Connection[Any], batch: Batch, province: int) -> Iterator[Step]:
    """A province's tables and statement, the notices it gets and its orders to pay."""
    stem = f"{batch.batch_month}-{province}"
    yield _paper(f"{stem}-payable", partial(province_payable, db, batch, province))
    yield _paper(f"{stem}-receivable", partial(province_receivable, db, batch, province))
    yield _paper(f"{stem}-inside", partial(province_inside, db, batch, province))
    if clearing.disputes_of(db, batch_month=batch.batch_month, province=province):
        yield _paper(f"{stem}-disputed", partial(disputed_lines, db, batch, province))
    yield _message(f"{stem}.camt.053", partial(province_message, db, batch, province))
    yield from _notices(db, batch, province)


def pool_papers(db: Connection[Any], batch: Batch, pool: int) -> Iterator[Step]:
    """A pool's statement, the notices it gets and its orders to pay."""
    stem = f"{batch.batch_month}-{pool}"
    yield _paper(f"{stem}-statement", partial(pool_statement, db, batch, pool))
    yield _message(f"{stem}.camt.053", partial(pool_message, db, batch, pool))
    yield from _notices(db, batch, pool)


def province_message(db: Connection[Any], batch: Batch, province: int) -> bytes:
    """A province's statement as camt.053."""
    owed = clearing.owed_between_provinces(db, batch_month=batch.batch_month)
    payable = [one for one in owed if one.payer == province]
    receivable = [one for one in owed if one.payee == province]
    numbers = _numbers(clearing.issued_notices_of(db, batch_month=batch.batch_month, party=province))

    def number_of(one: Owed) -> str | None:
        return numbers.get((Level.NATIONAL, one.payer, one.payee))

    return clearing_statement(batch, region=province, payable=payable, receivable=receivable, number_of=number_of)


def pool_message(db: Connection[Any], batch: Batch, pool: int) -> bytes:
    """A pool's statement as camt.053."""
    payable = clearing.owed_by_pool(db, batch_month=batch.batch_month, pool=pool)
    receivable = clearing.owed_to_pool(db, batch_month=batch.batch_month, pool=pool)
    numbers = _numbers(clearing.issued_notices_of(db, batch_month=batch.batch_month, party=pool))
    disputes = clearing.disputes_of(db, batch_month=batch.batch_month, province=province_of(pool))
    disputed = {(one.payer_province, one.payee_province) for one in disputes}

    def number_of(one: Owed) -> str | None:
        if (province_of(one.payer), province_of(one.payee)) in disputed:
            return None
        return numbers.get(_obligation_of(pool, one))

    return clearing_statement(batch, region=pool, payable=payable, receivable=receivable, number_of=number_of)


def _obligation_of(pool: int, one: Owed) -> Obligation:
    """Of which notice to or from a pool an amount is a part: across provinces its own province is in between (C-02)."""
    payer, payee, own = province_of(one.payer), province_of(one.payee), province_of(pool)
    if payer == payee:
        return Level.PROVINCIAL, one.payer, one.payee
    if pool == own:
        return Level.NATIONAL, payer, payee
    return (Level.COLLECT, pool, own) if pool == one.payer else (Level.PASS_ON, own, pool)


def _numbers(notices: list[PaymentNotice]) -> dict[Obligation, str]:
    """The number of a notice by its level and by who owed whom, before a negative sum turned it round (C-16)."""
    return {
        (notice.level, *((notice.payee, notice.payer) if notice.reversed else (notice.payer, notice.payee))): (
            notice.number
        )
        for notice in notices
    }


def _notices(db: Connection[Any], batch: Batch, party: int) -> Iterator[Step]:
    for notice in clearing.issued_notices_of(db, batch_month=batch.batch_month, party=party):
        if notice.payer == party:
            yield _payment(db, notice)
            if notice.state == "RELEASED":
                yield _message(f"{notice.number}.pacs.009", partial(_order, db, notice))
        else:
            yield _collection(db, notice)


def _paper(stem: str, make: Callable[[], Paper]) -> Step:
    def write(folder: Path) -> None:
        paper = make()
        write_xlsx(paper, folder / f"{stem}.xlsx")
        write_pdf(paper, folder / f"{stem}.pdf")

    return write


def _payment(db: Connection[Any], notice: PaymentNotice) -> Step:
    return _paper(f"{notice.number}-payment", partial(payment_paper, db, notice))


def _collection(db: Connection[Any], notice: PaymentNotice) -> Step:
    return _paper(f"{notice.number}-collection", partial(collection_paper, db, notice))


def _order(db: Connection[Any], notice: PaymentNotice) -> bytes:
    return order_to_pay(notice, clearing.parts_of(db, notice=notice))


def _message(stem: str, make: Callable[[], bytes]) -> Step:
    def write(folder: Path) -> None:
        (folder / f"{stem}.xml").write_bytes(make())

    return write
