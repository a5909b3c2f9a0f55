"""The demo month: stopped and started again it is the same month, and it ends with nobody owing anybody anything."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing
from gongji.clearing import Batch, OpenBalance
from gongji.edge import country
from gongji.edge.country import Figures, Plan, month
from gongji.edge.country.homes import Country
from gongji.edge.country.lanes import open_lanes
from gongji.edge.country.make import make
from gongji.edge.invented.entering import Progress
from gongji.edge.invented.family import FAMILY, SIBLINGS
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from gongji.ground.divisions import province_of
from tests.edge.cli.conftest import Operator, operator
from tests.world import World

__all__ = ["operator"]

SEPTEMBER = Plan(date(2026, 9, 1), 240, 1)


def settings_of(database: Database, folder: Path) -> Settings:
    folder.mkdir(exist_ok=True)
    return Settings(folder, folder / "keys.json", database_url=database.url)


def stopping(where: str) -> Progress:
    """Ctrl-C in the middle of a step."""

    @contextmanager
    def progress(what: str) -> Iterator[Callable[[int, int], None]]:
        def update(done: int, whole: int) -> None:
            if what == where and done >= whole // 2:
                raise KeyboardInterrupt

        yield update

    return progress


def sorted_at_once(database: Database, folder: Path) -> str:
    """The hash of the same month, sorted without a stop."""
    settings, of = settings_of(database, folder), Country(SEPTEMBER)
    make(settings, database, of, stopping("nowhere"))
    with database.app_connection() as db, open_lanes(database.url, settings.key_store, of) as lanes:
        month.settle_and_file(db, SEPTEMBER, lanes, stopping("nowhere"))
        return month.sort(db, SEPTEMBER, stopping("nowhere")).matrix_digest.hex()


def test_a_month_stopped_in_the_middle_goes_on_to_the_same_matrix_and_nobody_owes_anybody_anything(
    operator: Operator,
    database: Database,
    fresh_database: Callable[..., Database],
    db: Connection[Any],
    tmp_path: Path,
) -> None:
    settings = settings_of(database, tmp_path)
    db.commit()
    for step in ("settle and file", "pay notices"):
        with pytest.raises(KeyboardInterrupt):
            country.live(settings, SEPTEMBER, stopping(step))
    db.commit()
    assert {one.kind for one in clearing.open_balances(db) if one.open} >= {"payable", "receivable", "institution"}
    told = operator("demo", "month", "--settlements", "240")
    assert (told.code, told.out.splitlines()[-1]) == (0, "nobody owes anybody anything")
    assert sorted_at_once(fresh_database(), tmp_path / "straight") in told.out
    settled, premiums = (
        db.execute(question).fetchone()
        for question in (
            "select count(*) from settlement where kind = 1",
            "select count(*) from premium_order where state = 'PAID'",
        )
    )
    assert (settled, premiums) == ((238,), (2,))


def test_it_wants_a_database_of_its_own_and_goes_on_with_no_other_month(
    database: Database, world: World, tmp_path: Path
) -> None:
    settings = settings_of(database, tmp_path)
    (tmp_path / "month.json").write_text('{"first_day": "2026-09-01", "settlements": 240, "seed": 2}')
    with pytest.raises(OperatorError, match="has the month"):
        country.live(settings, SEPTEMBER, stopping("nowhere"))
    (tmp_path / "month.json").unlink()
    world.resident("李秀兰")
    world.db.commit()
    with pytest.raises(OperatorError, match="people live in this database already"):
        country.live(settings, SEPTEMBER, stopping("nowhere"))


def test_one_account_that_is_not_at_zero_is_not_nothing() -> None:
    batch = Batch(202609, "PAID", SEPTEMBER.prepared_at, 0, 0, bytes(32))
    for still_open in (0, 1):
        balances = [OpenBalance("payable", 2, 0, 0), OpenBalance("institution", 3, still_open, 5 * still_open)]
        assert Figures(batch, {}, [], balances, []).is_at_zero is not bool(still_open)


def test_elders_live_in_all_337_pools_and_six_of_ten_children_in_another_province() -> None:
    large = Country(Plan(date(2026, 9, 1), 40_000, 1))
    families = [large.homes(family) for family in range(large.plan.families)]
    assert len({homes[SIBLINGS].code for homes in families}) == len(large.pools) == 337
    away = Counter(child.province != homes[SIBLINGS].province for homes in families for child in homes[:SIBLINGS])
    assert 0.58 < away[True] / away.total() < 0.62
    first = large.citizen(SIBLINGS + FAMILY)
    assert province_of(int(first.division)) == families[1][SIBLINGS].province


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    def homes(seed: int) -> list[str]:
        of = Country(Plan(date(2026, 9, 1), 2_000, seed))
        return [of.citizen(place).person_number for place in range(of.plan.people)]

    assert homes(1) == homes(1)
    assert homes(1) != homes(2)


def test_every_bill_and_premium_of_a_plan_falls_on_one_day_of_one_lane() -> None:
    plan = Plan(date(2026, 9, 1), 1_003, 1)
    for part, whole in ((plan.bills, 993), (plan.premiums, 10)):
        assert [number for day in plan.days for lane in range(2) for number in part(day, lane)] == list(range(whole))
