"""The families of the world as people who can share: kinship on record, wallets open, pairs that share nothing yet."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from psycopg import Connection

from gongji import insured
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.invented.family import FAMILY, SIBLINGS, Member
from gongji.ground.calendar import BEIJING
from gongji.ground.keys import FileKeyStore
from gongji.kinship import FactKind, KinFact, Nature
from gongji.kinship.fact import write_facts

# The siblings' parents follow them.
PARENTS = (SIBLINGS, SIBLINGS + 1)
FAMILIES_AT_ONCE = 500
# A day of the pilot, on which transfers could be made everywhere, by day (D-01, W-15).
NOON = datetime(2025, 11, 20, 12, 0, tzinfo=BEIJING)

Family = Sequence[int]


def open_families(stage: Stage, tell: Tell) -> list[Family]:
    """The families of the world, everybody's person_id in the order of MEMBERS, on record and with wallets."""
    keys = FileKeyStore(stage.settings.key_store)
    families: list[Family] = []
    with stage.database.owner_connection() as db:
        # As if everybody had opened hers long ago.
        db.execute(
            """
            update spender
            set wallet = 1,
                place_of_use = (select pool from insured_relation where person_id = spender.person_id limit 1)
            where wallet = 0
            """
        )
    with stage.database.app_connection() as db:
        for some in _by_the(FAMILIES_AT_ONCE, range(stage.size.families)):
            found = [[_numbers(family)[member] for member in range(FAMILY)] for family in some]
            people = insured.by_number(db, keys, person_numbers=[number for family in found for number in family])
            families += [[people[number] for number in family] for family in found]
            _record_parents(db, families[-len(some) :])
            db.commit()
            tell(len(families), stage.size.families)
    return families


def _numbers(family: int) -> list[str]:
    return [Member(family * FAMILY + member).person_number for member in range(FAMILY)]


def _record_parents(db: Connection[Any], families: Sequence[Family]) -> None:
    told = ("register", "bench", NOON.date(), None, NOON)
    facts = [
        KinFact(0, FactKind.PARENT, Nature.BIRTH, family[parent], family[sibling], *told)
        for family in families
        for parent in PARENTS
        for sibling in range(SIBLINGS)
    ]
    write_facts(db, facts)


def _by_the(many: int, these: range) -> Iterator[list[int]]:
    numbers = iter(these)
    while some := list(islice(numbers, many)):
        yield some
