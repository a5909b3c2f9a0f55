"""A running database is brought to this release with people, quotas and bills in it.

`released/` holds what an earlier schema had in it: 陈一 shares 1,000.00 with his mother 林二, who has bought pills for
218.50. It was written down when that schema was today's.
"""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gongji.edge.postgres import Database
from gongji.edge.postgres.migrate import migrate
from gongji.ground.keys import FileKeyStore
from gongji.mutual_aid import quotas_by_id
from gongji.verification import verify
from tests.world import PILLS, World

RELEASED = Path(__file__).parent / "released"
MOTHER, QUOTA, PILLS_BOUGHT = 382786919702028291, 382786919790108677, 382786919844634632
MESSAGE = "P62010200001202611051200000003"


@pytest.mark.parametrize("revision", sorted(file.stem for file in RELEASED.glob("*.sql")))
def test_an_upgrade_keeps_what_was_shared_and_spent(
    fresh_database: Callable[..., Database], tmp_path: Path, revision: str
) -> None:
    database = fresh_database("template1")
    migrate(database.require_owner_url(), to=revision)
    with database.owner_connection() as db:
        db.execute((RELEASED / f"{revision}.sql").read_bytes())
    migrate(database.require_owner_url())
    keys = tmp_path / "keys.json"
    shutil.copy(RELEASED / f"{revision}.keys.json", keys)
    with database.app_connection() as db:
        world = World(db, FileKeyStore(keys))
        quota = quotas_by_id(db, quota_ids=[QUOTA])[QUOTA]
        assert world.remaining(quota) == 781_50
        again = world.buy(MOTHER, (PILLS, 218_50), message=MESSAGE)
        assert (again.settlement.settlement_id, again.settlement.aid_fen) == (PILLS_BOUGHT, 218_50)
        world.buy(MOTHER, (PILLS, 81_50))
        assert world.remaining(quota) == 700_00
        db.commit()
        db.execute("set transaction isolation level repeatable read read only")
        assert verify(db) == []


def test_b_02_a_premium_ordered_before_cover_had_a_day_covers_its_year(fresh_database: Callable[..., Database]) -> None:
    database = fresh_database("template1")
    migrate(database.require_owner_url(), to="0016")
    with database.owner_connection() as db:
        db.execute(
            """
            insert into premium_order
                (cell, order_id, person_id, payer_id, scheme, year, pool, amount_fen, cash_fen, told_key, policy_id,
                state, ordered_at, receipt, reason)
            values (1, 1, 1, 1, 390, 2027, 620100, 40000, 40000, '1', 1, 'PAID', '2026-11-05 12:00+08', 'T1', '')
            """
        )
    migrate(database.require_owner_url())
    with database.app_connection() as db:
        row = db.execute("select cover_from, band, wait_months from premium_order").fetchone()
    assert row == (date(2027, 1, 1), "", None)
