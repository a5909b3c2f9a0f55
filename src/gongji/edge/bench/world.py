"""The world of the bench: made once by the same imports an operator uses, verified, and kept for later runs."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

from gongji.edge.bench.agree import require_books_agree
from gongji.edge.clock import Clock
from gongji.edge.invented.entering import Line, Progress, enter, furnish, person, quota, relation
from gongji.edge.invented.family import FAMILY, Member, bonds
from gongji.edge.invented.goods import DIVISIONS, HOSPITALS_EACH, PHARMACIES_EACH
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from gongji.ground.calendar import beijing_day


@dataclass(frozen=True, slots=True)
class Size:
    """people: at least so many, in whole families. scale: of pgbench."""

    people: int
    quotas: int
    scale: int

    @property
    def families(self) -> int:
        """As many as the people need."""
        return -(-self.people // FAMILY)

    def but(self, *, people: int | None, quotas: int | None) -> Self:
        """The same with other numbers, where they are given; quotas in proportion to people where only those are."""
        if people is None:
            return replace(self, quotas=quotas or self.quotas)
        return replace(self, people=people, quotas=quotas or people * self.quotas // self.people)


FULL = Size(people=1_000_000, quotas=1_300_000, scale=50)
SMALL = Size(people=900, quotas=1_170, scale=1)


def make_world(settings: Settings, database: Database, size: Size, progress: Progress) -> None:
    """Make the world of a data folder if it is not there; what was cut short goes on.

    Raises OperatorError where the folder has a world of another size, or the books of a new one do not agree.
    """
    from gongji.edge.postgres.migrate import migrate

    stamp = settings.data_dir / "world.json"
    wanted = {"people": size.people, "quotas": size.quotas}
    found = json.loads(stamp.read_text()) if stamp.exists() else wanted | {"complete": False}
    if {name: found[name] for name in wanted} != wanted:
        raise OperatorError(f"{settings.data_dir} has a world of {found['people']:,} people: remove it, or use --data")
    migrate(database.require_owner_url())
    if found["complete"]:
        return
    stamp.write_text(json.dumps(found))
    with database.app_connection() as db:
        today = beijing_day(Clock().now())
        furnish(db, DIVISIONS, on=today, pharmacies=PHARMACIES_EACH, hospitals=HOSPITALS_EACH)
    for kind, lines in _files(size):
        enter(settings, database, kind, lines, progress)
    with database.owner_connection(autocommit=True) as db:
        db.execute("vacuum analyze")
    with progress("verify") as update:
        require_books_agree(database, update)
    stamp.write_text(json.dumps(wanted | {"complete": True}))


def _files(size: Size) -> Iterator[tuple[str, Iterable[Line]]]:
    yield "people", map(person, map(Member, range(size.families * FAMILY)))
    yield "relations", map(relation, bonds(size.families, size.quotas))
    yield "quotas", map(quota, bonds(size.families, size.quotas))
