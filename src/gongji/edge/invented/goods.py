"""Where invented people buy and what: institutions in all their pools, a catalogue, baskets."""

from collections.abc import Sequence
from datetime import date

from gongji.edge.invented.family import EMPLOYED_IN, LIVING_IN
from gongji.ground.divisions import pool_of
from gongji.institutions import Institution
from gongji.settlement import CatalogueItem

DIVISIONS = (*EMPLOYED_IN, *LIVING_IN)
PHARMACIES_EACH = 12
HOSPITALS_EACH = 2
ITEMS = 2_000
CLASSES = ("01", "01", "02", "01", "02", "01", "02", "01", "02", "03")


def pharmacy_codes() -> list[str]:
    """Every pharmacy of the bench."""
    return codes("P", DIVISIONS, PHARMACIES_EACH)


def codes(letter: str, divisions: Sequence[str], each: int) -> list[str]:
    """The institutions of these divisions, so many in each. letter: P for pharmacies, H for hospitals."""
    return [f"{letter}{where}{number:05d}" for where in divisions for number in range(1, each + 1)]


def shops(divisions: Sequence[str], on: date, *, pharmacies: int, hospitals: int) -> list[Institution]:
    """So many in each division; all take the wallet. on: the day that decides in which pools they are."""
    return [
        *[_shop(code, "pharmacy", "unrated", on) for code in codes("P", divisions, pharmacies)],
        *[_shop(code, "hospital", "3", on) for code in codes("H", divisions, hospitals)],
    ]


def _shop(code: str, kind: str, level: str, on: date) -> Institution:
    where = code[1:7]
    return Institution(0, code, code, kind, level, int(where), pool_of(where, on=on), True, None, "national")


def item_code(number: int) -> str:
    """A code as long as the national ones."""
    return f"XB01ABD075A0020101{number:05d}"


def catalogue() -> list[tuple[CatalogueItem, str]]:
    """Items of all classes, with their names, some with a price limit, some not for account money."""
    return [_item(number) for number in range(ITEMS)]


def _item(number: int) -> tuple[CatalogueItem, str]:
    item_class = CLASSES[number % len(CLASSES)]
    item = CatalogueItem(
        code=item_code(number),
        list_type="101",
        item_class=item_class,
        account_eligible=number % 50 != 49,
        price_limit_e6=25_000_000 if number % 7 == 0 else None,
        self_pay_ratio_e4=1_000 if item_class == "02" else 0,
    )
    return item, f"药品{number}"
