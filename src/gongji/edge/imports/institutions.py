"""`import institutions`: a line is a designated hospital or pharmacy; a known code is brought up to date."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from gongji import institutions
from gongji.edge.imports.fields import FLAGS, one_of, text
from gongji.edge.imports.in_order import in_order
from gongji.edge.imports.kind import Kind
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import pool_of
from gongji.ground.keys import KeyStore
from gongji.institutions import Institution

KINDS = {"pharmacy": "pharmacy", "hospital": "hospital"}
UNRATED = "unrated"


class InstitutionLine(NamedTuple):
    """An institution whose pool is not looked up yet."""

    code: str
    name: str
    kind: str
    division: str
    wallet_enabled: bool
    level: str


def parse(
    fixmedins_code: str,
    fixmedins_name: str,
    fixmedins_type: str,
    admdvs: str,
    wallet_enabled: str,
    level: str = UNRATED,
) -> InstitutionLine:
    """level: the grade that benefit rules name; empty for none."""
    return InstitutionLine(
        text(fixmedins_code, "fixmedins_code", 30),
        text(fixmedins_name, "fixmedins_name", 200),
        one_of(fixmedins_type, "fixmedins_type", KINDS),
        admdvs,
        one_of(wallet_enabled, "wallet_enabled", FLAGS),
        text(level or UNRATED, "level", 20),
    )


def enter(db: Connection[Any], keys: KeyStore, lines: Sequence[InstitutionLine], now: datetime) -> Sequence[object]:
    """Find the pools, enter what has one."""
    day = beijing_day(now)

    def request_of(line: InstitutionLine) -> Institution:
        pool = pool_of(line.division, on=day)
        where = int(line.division)
        return Institution(
            0, line.code, line.name, line.kind, line.level, where, pool, line.wallet_enabled, None, "national"
        )

    def verb(entered: Sequence[Institution]) -> Sequence[object]:
        institutions.enter_institutions(db, entered)
        return entered

    return in_order(lines, request_of=request_of, verb=verb)


INSTITUTIONS = Kind(parse, enter, key="fixmedins_code", batch=1000)
