"""What a batch says between whom: the rows of its tables, statements and notices (C-02, C-03).

Payable and receivable are gross and stand side by side; nothing is set off.
"""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection
from psycopg.rows import args_row

from gongji.clearing.payment_notice import Level, PaymentNotice
from gongji.ground.divisions import province_of
from gongji.ground.rows import fetch
from gongji.ground.value import columns_of, replace, value


@value
class Owed:
    """What payer owes payee of one business and clearing month; negative where cancels outweigh it (C-16).

    payer, payee: pools, or provinces where pools are summed up. business: as ledger.Business.
    """

    payer: int
    payee: int
    business: int
    month: int
    items: int
    amount_fen: int


def owed_between_provinces(db: Connection[Any], *, batch_month: int) -> list[Owed]:
    """What provinces owe each other: the national table."""
    return _owed(db, "payer_province", "payee_province", "payer_province <> payee_province", {}, batch_month)


def owed_by_province(db: Connection[Any], *, batch_month: int, province: int) -> list[Owed]:
    """What each pool of a province owes other provinces."""
    others = "payer_province = %(province)s and payee_province <> payer_province"
    return _owed(db, "payer_pool", "payee_province", others, {"province": province}, batch_month)


def owed_to_province(db: Connection[Any], *, batch_month: int, province: int) -> list[Owed]:
    """What other provinces owe each pool of a province."""
    others = "payee_province = %(province)s and payee_province <> payer_province"
    return _owed(db, "payer_province", "payee_pool", others, {"province": province}, batch_month)


def owed_inside_province(db: Connection[Any], *, batch_month: int, province: int) -> list[Owed]:
    """What the pools of a province owe each other."""
    inside = "payer_province = %(province)s and payee_province = payer_province"
    return _owed(db, "payer_pool", "payee_pool", inside, {"province": province}, batch_month)


def owed_by_pool(db: Connection[Any], *, batch_month: int, pool: int) -> list[Owed]:
    """What a pool owes other pools."""
    own = {"pool": pool, "province": province_of(pool)}
    condition = "payer_province = %(province)s and payer_pool = %(pool)s"
    return _owed(db, "payer_pool", "payee_pool", condition, own, batch_month)


def owed_to_pool(db: Connection[Any], *, batch_month: int, pool: int) -> list[Owed]:
    """What other pools owe a pool."""
    return _owed(db, "payer_pool", "payee_pool", "payee_pool = %(pool)s", {"pool": pool}, batch_month)


def owed_between_pools(db: Connection[Any], *, batch_month: int) -> Iterator[Owed]:
    """What all pools owe each other, row by row: too many to hold, inside a transaction."""
    with db.cursor("owed_between_pools", row_factory=args_row(Owed)) as rows:
        rows.execute(
            """
            select payer_pool, payee_pool, business::integer, month, items, amount_fen
            from clearing_line
            where batch_month = %s
            order by payer_province, payee_province, payer_pool, payee_pool, month, business
            """,
            [batch_month],
        )
        yield from rows


def parts_of(db: Connection[Any], *, notice: PaymentNotice) -> list[Owed]:
    """What a notice is made of; they add up to its amount, in the direction in which it is paid (C-16)."""
    payer, payee = (notice.payee, notice.payer) if notice.reversed else (notice.payer, notice.payee)
    between = {"payer": payer, "payee": payee}
    parts = _owed(db, *PARTS[Level(notice.level)], between, notice.batch_month, "cleared_line")
    if not notice.reversed:
        return parts
    return [replace(part, payer=part.payee, payee=part.payer, amount_fen=-part.amount_fen) for part in parts]


# By whom the parts of a notice are summed up on either side, and which lines they are.
PARTS = {
    Level.NATIONAL: (
        "payer_pool",
        "payee_pool",
        "payer_province = %(payer)s and payee_province = %(payee)s",
    ),
    Level.COLLECT: (
        "payer_pool",
        "payee_province",
        "payer_province = %(payee)s and payer_pool = %(payer)s and payee_province <> payer_province",
    ),
    Level.PASS_ON: (
        "payer_province",
        "payee_pool",
        "payee_province = %(payer)s and payee_pool = %(payee)s and payee_province <> payer_province",
    ),
    Level.PROVINCIAL: (
        "payer_pool",
        "payee_pool",
        "payer_pool = %(payer)s and payee_pool = %(payee)s and payee_province = payer_province",
    ),
}


def issued_notices(db: Connection[Any], *, batch_month: int, level: Level) -> list[PaymentNotice]:
    """The notices of a level that two people have issued, by number."""
    return _issued(db, "level = %s", [batch_month, level.value])


def issued_notices_of(db: Connection[Any], *, batch_month: int, party: int) -> list[PaymentNotice]:
    """The issued notices in which a province or pool pays or is paid, by number."""
    return _issued(db, "%s in (payer, payee)", [batch_month, party])


def _issued(db: Connection[Any], condition: str, parameters: list[Any]) -> list[PaymentNotice]:
    return fetch(
        db,
        PaymentNotice,
        f"""
        select {columns_of(PaymentNotice)}
        from clearing_notice
        where batch_month = %s
        and state <> 'DRAFTED'
        and {condition}
        order by number
        """,
        parameters,
    )


def _owed(
    db: Connection[Any],
    payer: str,
    payee: str,
    condition: str,
    parameters: dict[str, int],
    batch_month: int,
    lines: str = "clearing_line",
) -> list[Owed]:
    return fetch(
        db,
        Owed,
        f"""
        select {payer}, {payee}, business::integer, month, sum(items)::bigint, sum(amount_fen)::bigint
        from {lines}
        where batch_month = %(batch_month)s
        and {condition}
        group by {payer}, {payee}, business, month
        order by {payer}, {payee}, month, business
        """,
        {**parameters, "batch_month": batch_month},
    )
