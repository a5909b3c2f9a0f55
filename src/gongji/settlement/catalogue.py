"""The catalogue: what may be billed, in which class, and whether account money may pay for it (P-16, P-17)."""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg import Connection

from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import value


@value
class CatalogueItem:
    """item_class: 01, 02, 03 for classes A, B, C. price_limit_e6: yuan in millionths, None without a limit."""

    code: str
    list_type: str
    item_class: str
    account_eligible: bool
    price_limit_e6: int | None
    self_pay_ratio_e4: int


@question
def find_items(db: Connection[Any], *, codes: Collection[str]) -> Asking[dict[str, CatalogueItem]]:
    """The items with these codes; a code that is not there is outside the scope of insurance (P-17)."""
    rows = yield from asked(
        db,
        CatalogueItem,
        """
        select code, list_type, item_class, account_eligible, price_limit_e6, self_pay_ratio_e4
        from catalogue_item
        where code = any(%s)
        """,
        [list(codes)],
    )
    return {row.code: row for row in rows}


def enter_items(db: Connection[Any], items: Sequence[tuple[CatalogueItem, str]]) -> None:
    """Enter items with their names, or bring those with the same code up to date."""
    db.cursor().executemany(
        """
        insert into catalogue_item
            (code, name, list_type, item_class, account_eligible, price_limit_e6, self_pay_ratio_e4)
        values (%s, %s, %s, %s, %s, %s, %s)
        on conflict (code) do update
        set name = excluded.name,
            list_type = excluded.list_type,
            item_class = excluded.item_class,
            account_eligible = excluded.account_eligible,
            price_limit_e6 = excluded.price_limit_e6,
            self_pay_ratio_e4 = excluded.self_pay_ratio_e4
        """,
        [
            (i.code, name, i.list_type, i.item_class, i.account_eligible, i.price_limit_e6, i.self_pay_ratio_e4)
            for i, name in items
        ],
    )
