"""What lies in a basket, and the bill of it."""

import random
from collections.abc import Sequence

from gongji.edge.invented.goods import ITEMS, item_code
from gongji.settlement import IdentityCheck, Line, MessageKey, Pay, Visit

BASKETS = 5_000
QUANTITIES = (1, 1, 1, 2, 3)
PRICES_FEN = (5_80, 8_80, 12_50, 19_80, 33_00)
# As the national interface calls a visit (med_type).
MED_TYPES = {Visit.PHARMACY: "41", Visit.OUTPATIENT: "11"}


def baskets(chance: random.Random, *, prices_fen: Sequence[int] = PRICES_FEN) -> list[tuple[Line, ...]]:
    """A stock of three lines each: bills are made while the clock runs, and what is sold is not what is measured."""
    return [tuple(_line(chance, place, prices_fen) for place in (1, 2, 3)) for _ in range(BASKETS)]


def _line(chance: random.Random, place: int, prices_fen: Sequence[int]) -> Line:
    number = f"{chance.randrange(10**14):014d}{place}"
    quantity, price = chance.choice(QUANTITIES), chance.choice(prices_fen)
    return Line(number, item_code(chance.randrange(ITEMS)), quantity * price, quantity * 10_000, price * 10_000)


def bill(key: MessageKey, *, person_id: int, scheme: int, visit: Visit, lines: tuple[Line, ...]) -> Pay:
    """A bill as the gateway makes it of a message."""
    return Pay(
        key=key,
        person_id=person_id,
        scheme=scheme,
        visit=visit,
        visit_id=None,
        batch_no="",
        med_type=MED_TYPES[visit],
        total_fen=sum([line.amount_fen for line in lines]),
        lines=lines,
        account_use=2,
        credential_type=1,
        identity_check=IdentityCheck.CODE,
        operator="0001",
        invoice_no="",
    )
