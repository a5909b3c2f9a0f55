"""`import credits`: a line is what a month brings to an account, once for a person, month and source (P-04)."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from gongji import insured
from gongji.edge.imports.fields import matching, month, one_of, text, wrong, yuan
from gongji.edge.imports.in_order import in_order
from gongji.edge.imports.kind import Kind
from gongji.edge.imports.people import SCHEMES
from gongji.edge.imports.whose import whose
from gongji.ground.keys import KeyStore
from gongji.insured import Credit

SOURCE = re.compile(r"[a-z][a-z0-9_-]{0,29}", re.ASCII)


class CreditLine(NamedTuple):
    """A credit of somebody who is still only a person number."""

    person_number: str
    scheme: int
    month: int
    source: str
    amount_fen: int


def parse(psn_no: str, insutype: str, ym: str, source: str, amount: str) -> CreditLine:
    """source: a word such as individual, employer, retiree, correction. amount: yuan, not 0."""
    amount_fen = yuan(amount, "amount")
    if amount_fen == 0:
        raise wrong("amount", "an amount in yuan, not 0")
    return CreditLine(
        text(psn_no, "psn_no", 30),
        one_of(insutype, "insutype", SCHEMES),
        month(ym, "ym"),
        matching(source, "source", SOURCE, "a word such as individual or retiree"),
        amount_fen,
    )


def enter(db: Connection[Any], keys: KeyStore, lines: Sequence[CreditLine], now: datetime) -> Sequence[object]:
    """Find the people, credit them."""
    people = insured.by_number(db, keys, person_numbers={line.person_number for line in lines})

    def request_of(line: CreditLine) -> Credit:
        person_id = whose(people, line.person_number, "psn_no")
        return Credit(person_id, line.scheme, line.month, line.source, line.amount_fen)

    return in_order(
        lines, request_of=request_of, verb=lambda credits: insured.credit_month(db, credits=credits, now=now)
    )


CREDITS = Kind(parse, enter, key="psn_no", batch=500)
