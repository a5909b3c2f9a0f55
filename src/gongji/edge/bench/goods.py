"""Where the people of the bench buy and what: institutions in all their pools, and a catalogue."""

from datetime import date

from gongji.edge.bench.family import EMPLOYED_IN, LIVING_IN
from gongji.ground.divisions import pool_of
from gongji.institutions import Institution
from gongji.settlement import CatalogueItem

DIVISIONS = (*EMPLOYED_IN, *LIVING_IN)
PHARMACIES_EACH = 12
HOSPITALS_EACH = 2
ITEMS = 2_000
CLASSES = ("01", "01", "02", "01", "02", "01", "02", "01", "02", "03")


def pharmacy_codes() -> list[str]:
    """Every pharmacy."""
    return [f"P{where}{number:05d}" for where in DIVISIONS for number in range(1, PHARMACIES_EACH + 1)]


def shops(on: date) -> list[Institution]:
    """Pharmacies and hospitals; all take the wallet. on: the day that decides in which pools they are."""
    hospitals = [f"H{where}{number:05d}" for where in DIVISIONS for number in range(1, HOSPITALS_EACH + 1)]
    return [
        *[_shop(code, "pharmacy", "unrated", on) for code in pharmacy_codes()],
        *[_shop(code, "hospital", "3", on) for code in hospitals],
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
