"""`import catalogue`: a line is what may be billed; a known code is brought up to date."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection

from gongji import settlement
from gongji.edge.imports.fields import FLAGS, matching, number, one_of, text, wrong
from gongji.edge.imports.kind import Kind
from gongji.ground.keys import KeyStore
from gongji.settlement import CatalogueItem

LIST_TYPE = re.compile(r"\d{3}", re.ASCII)
CLASSES = {"01": "01", "02": "02", "03": "03"}
# N16,6 and N5,4 of the national interface.
DEAREST = Decimal(10) ** 10


def parse(
    med_list_codg: str,
    name: str,
    list_type: str,
    chrgitm_lv: str,
    acct_eligible: str,
    pric_uplmt_amt: str,
    selfpay_prop: str,
) -> tuple[CatalogueItem, str]:
    """The item and its name.

    pric_uplmt_amt: yuan with up to six decimals, empty without a limit. selfpay_prop: 0 to 1, empty for 0.
    """
    item = CatalogueItem(
        code=text(med_list_codg, "med_list_codg", 50),
        list_type=matching(list_type, "list_type", LIST_TYPE, "a code of three digits"),
        item_class=one_of(chrgitm_lv, "chrgitm_lv", CLASSES),
        account_eligible=one_of(acct_eligible, "acct_eligible", FLAGS),
        price_limit_e6=_whole(pric_uplmt_amt, "pric_uplmt_amt", 6, DEAREST) if pric_uplmt_amt else None,
        self_pay_ratio_e4=_whole(selfpay_prop or "0", "selfpay_prop", 4, Decimal(1)),
    )
    return item, text(name, "name", 200)


def _whole(value: str, field: str, places: int, most: Decimal) -> int:
    """A number from 0 to `most` in whole units of its last decimal place."""
    given = number(value, field)
    scaled = given.scaleb(places)
    if not 0 <= given <= most or scaled != int(scaled):
        raise wrong(field, f"a number from 0 to {most} with at most {places} decimals")
    return int(scaled)


def enter(
    db: Connection[Any], keys: KeyStore, items: Sequence[tuple[CatalogueItem, str]], now: datetime
) -> Sequence[object]:
    """Enter, or bring up to date."""
    settlement.enter_items(db, items)
    return items


CATALOGUE = Kind(parse, enter, key="med_list_codg", batch=1000)
