"""Live a month of the country through, from where an earlier run left it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec
from psycopg import Connection

from gongji.edge.country import month
from gongji.edge.country.figures import Figures, figures_of
from gongji.edge.country.homes import Country
from gongji.edge.country.lanes import open_lanes
from gongji.edge.country.make import make
from gongji.edge.country.plan import Plan
from gongji.edge.invented.entering import Progress
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database, open_database, require_least_privilege
from gongji.edge.postgres.migrate import migrate
from gongji.edge.readiness import require_schema
from gongji.edge.settings import Settings


def live(settings: Settings, plan: Plan, progress: Progress) -> Figures:
    """Make the country, live its month through, clear and pay it, and count.

    In the folder `month` of the data folder, or in the database of the settings. Raises OperatorError in production,
    for a database of others, for one that has another month, and where something of ours is refused.
    """
    if settings.production:
        raise OperatorError("invented people have no place in production")
    settings = _apart(settings)
    country = Country(plan)
    with open_database(settings) as database, _alone(database) as db:
        _require_ours(settings, db, plan)
        make(settings, database, country, progress)
        if not month.is_filed(db, plan):
            with open_lanes(database.url, settings.key_store, country) as lanes:
                month.settle_and_file(db, plan, lanes, progress)
        month.sort(db, plan, progress)
        month.confirm(db, plan, progress)
        month.issue_notices(db, plan, progress)
        month.pay_notices(db, plan, progress)
        month.pay_institutions(db, plan, progress)
        with database.app_connection() as looking:
            return figures_of(looking, plan, progress)


def _apart(settings: Settings) -> Settings:
    """Apart from the operator's own data, as the bench is; on a server the database is given for this."""
    if settings.database_url:
        return replace(settings, data_dir=settings.key_store.parent)
    folder = settings.data_dir / "month"
    return replace(settings, data_dir=folder, key_store=folder / "keys.json")


@contextmanager
def _alone(database: Database) -> Iterator[Connection[Any]]:
    """A connection to a database with our schema, in which nobody else lives a month meanwhile."""
    if database.owner_url:
        migrate(database.owner_url)
    with database.app_connection() as db:
        require_schema(db)
        require_least_privilege(db)
        row = db.execute("select pg_try_advisory_lock(hashtext('demo month'))").fetchone()
        db.commit()
        if row != (True,):
            raise OperatorError("somebody else runs the demo month here")
        yield db


def _require_ours(settings: Settings, db: Connection[Any], plan: Plan) -> None:
    """Keep beside the keys which month it is; raises OperatorError where there is another, or people of others."""
    stamp = settings.data_dir / "month.json"
    if stamp.exists():
        if msgspec.json.decode(stamp.read_bytes(), type=Plan) != plan:
            raise OperatorError(f"{settings.data_dir} has the month {stamp.read_text()}: remove it, or use --data")
        return
    row = db.execute("select exists (select from spender)").fetchone()
    db.commit()
    if row != (False,):
        raise OperatorError("people live in this database already: the demo month wants one of its own")
    stamp.write_bytes(msgspec.json.encode(plan))
