"""What waits for a person."""

import pytest
from psycopg.errors import InsufficientPrivilege

from gongji.ground.identifiers import cell_of
from gongji.work_items import WorkItem, open_item
from tests.world import NOON, XIAMEN, World


def test_an_item_waits_in_the_queue_of_its_pool_in_the_cell_of_what_it_is_about(world: World) -> None:
    son = world.employee("陈一")
    item = open_item(
        world.db, WorkItem("REFUND_WITHOUT_ACCOUNT", XIAMEN, son, {"amount_fen": 1_00}), now=NOON, policy=world.policy
    )
    assert cell_of(item) == cell_of(son)
    rows = world.db.execute(
        "select work_item_id, kind, pool, subject_id, opened_at, closed_at, detail from work_item"
    ).fetchall()
    assert rows == [(item, "REFUND_WITHOUT_ACCOUNT", XIAMEN, son, NOON, None, {"amount_fen": 1_00})]


def test_an_item_is_closed_and_never_lost(world: World) -> None:
    open_item(world.db, WorkItem("REFUND_WITHOUT_ACCOUNT", XIAMEN, 1, {}), now=NOON, policy=world.policy)
    with pytest.raises(InsufficientPrivilege), world.db.transaction():
        world.db.execute("delete from work_item")
