"""Transactions commit in another order than they begin, and some never: nothing is skipped, and nothing told twice."""

from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection

from gongji import mutual_aid, notices
from gongji.audit import snapshot
from gongji.ground.identifiers import milliseconds_of
from gongji.notices import position
from gongji.notices.position import next_pass
from tests.notices.conftest import PARENT, Family, write_all
from tests.world import PILLS, World

Connect = Callable[..., Connection[Any]]


@pytest.fixture(autouse=True)
def _no_leeway(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for a clock that steps back would hide where reading really begins."""
    monkeypatch.setattr(snapshot, "LEEWAY_MS", 0)


def lower(db: Connection[Any], world: World, quota: mutual_aid.Quota, limit: int) -> None:
    mutual_aid.lower_quota(db, quota_id=quota.quota_id, limit_fen=limit, now=world.now, policy=world.policy)


def told_of(db: Connection[Any], person: int, kind: str) -> list[int]:
    """The facts a person was told of, in the order of her notices."""
    found = notices.list_notices(db, person_id=person, limit=100)[::-1]
    db.commit()
    return [notice.fact_id for notice in found if notice.kind == kind]


def test_a_fact_whose_transaction_commits_late_is_told_late_and_not_skipped(family: Family, connect: Connect) -> None:
    world = family.world
    slow, quick, reader = connect(), connect(), connect()
    hers = family.share()
    # A donor of her own: who changes a quota holds both its sides.
    aunt = world.resident("王芳")
    his = world.share(world.employee("陈二", account=5_000_00), aunt, PARENT, 1_000_00)
    family.news()
    lower(slow, world, hers, 900_00)
    lower(quick, world, his, 800_00)
    quick.commit()
    for _ in range(3):
        write_all(reader, world)
    assert told_of(reader, family.mother, "QUOTA_LOWERED") == []
    (quicks,) = told_of(reader, aunt, "QUOTA_LOWERED")
    slow.commit()
    write_all(reader, world)
    (slows,) = told_of(reader, family.mother, "QUOTA_LOWERED")
    assert slows < quicks
    assert write_all(reader, world) == 0


def test_a_transaction_that_commits_between_two_pages_is_told_once(family: Family, connect: Connect) -> None:
    world = family.world
    slow, reader = connect(), connect()
    family.share()
    aunt = world.resident("王芳")
    his = world.share(world.employee("陈二", account=5_000_00), aunt, PARENT, 1_000_00)
    family.news()
    lower(slow, world, his, 900_00)
    for _ in range(4):
        world.buy(family.mother, (PILLS, 10_00))
    world.db.commit()
    assert notices.write_outbox(reader, now=world.now, limit=3) == 3
    reader.commit()
    slow.commit()
    assert write_all(reader, world, limit=3) == 2
    assert len(told_of(reader, family.mother, "PAID_FOR_YOU")) == 4
    assert len(told_of(reader, aunt, "QUOTA_LOWERED")) == 1


def test_what_was_rolled_back_is_never_told(family: Family, connect: Connect) -> None:
    world = family.world
    undone = connect()
    hers = family.share()
    lower(undone, world, hers, 900_00)
    write_all(world.db, world)
    undone.rollback()
    assert family.news() == []


def test_reading_begins_no_later_than_the_oldest_transaction_that_still_runs(family: Family, connect: Connect) -> None:
    slow, reader = connect(), connect()
    row = slow.execute("select (extract(epoch from now()) * 1000)::bigint").fetchone()
    assert row is not None
    start = position.hold_position(reader)
    assert start is not None
    after = next_pass(reader, next_pass(reader, start))
    assert milliseconds_of(after.after_fact) < row[0]


def test_of_two_who_write_at_once_one_writes_and_the_other_leaves_it_to_her(family: Family, connect: Connect) -> None:
    world = family.world
    world.share(family.son, family.mother, PARENT, 1_000_00)
    first, second = connect(), connect()
    assert notices.write_outbox(first, now=world.now, limit=10) == 1
    assert notices.write_outbox(second, now=world.now, limit=10) == 0
    first.commit()
    second.commit()
    assert write_all(second, world) == 0
    assert len(told_of(second, family.mother, "QUOTA_SET")) == 1


def test_who_dies_while_writing_leaves_everything_to_the_next(family: Family, connect: Connect) -> None:
    world = family.world
    world.share(family.son, family.mother, PARENT, 1_000_00)
    dying = connect()
    assert notices.write_outbox(dying, now=world.now, limit=10) == 1
    dying.close()
    # Its session lives on until the server has noticed; its lock is waited for.
    world.db.execute("select from notice_position for update")
    assert family.kinds() == [("mother", "QUOTA_SET")]
