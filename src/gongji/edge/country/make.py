"""Make the country: pools, institutions, people, who lets whom spend; what is there already is left as it is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, LiteralString

from psycopg import Connection

from gongji.edge.country.homes import Country
from gongji.edge.country.plan import HOSPITALS_EACH, PHARMACIES_EACH
from gongji.edge.invented.entering import Line, Progress, enter, furnish, person, quota, relation
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from gongji.ground.policy import publish, published

COUNTS: dict[str, LiteralString] = {
    "institutions": "select count(*) from institution",
    "people": "select count(*) from insured_relation",
    "relations": "select count(*) from aid_relation",
    "quotas": "select count(*) from quota",
}


def make(settings: Settings, database: Database, country: Country, progress: Progress) -> None:
    """Raises OperatorError where something of ours is refused."""
    plan = country.plan
    with database.app_connection() as db:
        publish(db, published(), known_from=plan.prepared_at)
        if _count(db, COUNTS["institutions"]) < len(country.pools) * (HOSPITALS_EACH + PHARMACIES_EACH):
            places = [str(pool.code) for pool in country.pools]
            furnish(db, places, on=plan.prepared_at.date(), hospitals=HOSPITALS_EACH, pharmacies=PHARMACIES_EACH)
    for kind, wanted, lines, at in _files(country):
        with database.app_connection() as db:
            there = _count(db, COUNTS[kind])
        if there < wanted:
            enter(replace(settings, clock=f"frozen:{at.isoformat()}"), database, kind, lines, progress)


def _files(country: Country) -> Iterator[tuple[str, int, Iterable[Line], datetime]]:
    """Each file with how many there are of its kind when it is in, and the moment at which it is taken in."""
    plan, at = country.plan, country.plan.prepared_at
    yield "people", plan.people, map(person, map(country.citizen, range(plan.people))), at
    given = country.bonds()
    related = 0
    for turn in range(max(bond.turn for bond in given) + 1):
        # An hour apart: quotas pay in the order in which relations began, however processes take turns.
        some = [bond for bond in given if bond.turn == turn]
        related += len(some)
        yield "relations", related, map(relation, some), at + timedelta(hours=turn)
    yield "quotas", len(given), map(quota, given), at + timedelta(days=1)


def _count(db: Connection[Any], question: LiteralString) -> int:
    row = db.execute(question).fetchone()
    assert row
    return int(row[0])
