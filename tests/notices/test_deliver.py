"""Notices are handed out to be sent: at least once, each person's in order, again after growing pauses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from gongji import notices
from gongji.notices import Notice, NoticeUnknown
from tests.notices.conftest import PARENT, Family
from tests.world import PILLS

Connect = Callable[..., Connection[Any]]


@pytest.fixture
def busy(family: Family) -> Family:
    """Three things were told the mother, two the son: a quota, and two bills."""
    world = family.world
    world.share(family.son, family.mother, PARENT, 1_000_00)
    world.buy(family.mother, (PILLS, 1_00))
    world.buy(family.mother, (PILLS, 2_00))
    assert len(family.news()) == 5
    return family


def take(family: Family, db: Connection[Any] | None = None, *, limit: int = 10) -> dict[str, Notice]:
    """What is handed out now, by person."""
    db = db or family.world.db
    taken = notices.to_deliver(db, now=family.world.now, limit=limit)
    db.commit()
    assert len({notice.person_id for notice in taken}) == len(taken)
    return {"son" if notice.person_id == family.son else "mother": notice for notice in taken}


def sent(family: Family, *taken: Notice) -> None:
    notices.mark_delivered(family.world.db, notice_ids=[one.notice_id for one in taken], now=family.world.now)
    family.world.db.commit()


def sms_of(family: Family, person: int) -> list[str]:
    found = notices.list_notices(family.world.db, person_id=person)[::-1]
    family.world.db.commit()
    return [notice.sms for notice in found]


def test_everybody_gets_one_at_a_time_and_the_next_once_it_is_sent(busy: Family) -> None:
    first = take(busy)
    assert (first["mother"].kind, first["son"].facts["amount_fen"]) == ("QUOTA_SET", 1_00)
    assert take(busy) == {}
    sent(busy, first["mother"])
    second = take(busy)
    assert (list(second), second["mother"].facts["amount_fen"]) == (["mother"], 1_00)
    sent(busy, first["son"], second["mother"])
    third = take(busy)
    assert {who: notice.facts["amount_fen"] for who, notice in third.items()} == {"mother": 2_00, "son": 2_00}
    sent(busy, *third.values())
    assert take(busy) == {}
    assert sms_of(busy, busy.mother) == ["sent"] * 3


def test_what_was_taken_and_never_marked_comes_again_after_pauses_that_double(busy: Family) -> None:
    world, first = busy.world, take(busy)["mother"]
    for minutes in (1, 2, 4, 8):
        world.now += timedelta(minutes=minutes, seconds=-1)
        assert take(busy) == {}
        world.now += timedelta(seconds=1)
        assert take(busy)["mother"].notice_id == first.notice_id


def test_in_the_end_a_notice_is_left_to_the_inbox_and_the_next_one_is_sent(busy: Family) -> None:
    world = busy.world
    first = take(busy)["mother"]
    attempts = 1
    while (again := take(busy).get("mother", first)).notice_id == first.notice_id:
        attempts += again is not first
        world.later(minutes=1024)
    assert attempts == 11
    assert again.facts["amount_fen"] == 1_00
    assert sms_of(busy, busy.mother) == ["given_up", "waiting", "waiting"]


def test_a_limit_leaves_the_others_for_the_next_time(busy: Family) -> None:
    assert len(take(busy, limit=1)) == 1
    assert len(take(busy, limit=1)) == 1
    assert take(busy, limit=1) == {}


def test_two_who_deliver_at_once_get_different_peoples_notices(busy: Family, connect: Connect) -> None:
    one, other = connect(), connect()
    now = busy.world.now
    hers, his = notices.to_deliver(one, now=now, limit=1), notices.to_deliver(other, now=now, limit=10)
    one.commit()
    other.commit()
    assert {notice.person_id for notice in hers + his} == {busy.son, busy.mother}
    assert len(hers + his) == 2


def test_whoever_has_no_telephone_keeps_her_notices_and_the_next_is_handed_out(busy: Family) -> None:
    first = take(busy)["mother"]
    notices.mark_kept(busy.world.db, notice_ids=[first.notice_id])
    assert take(busy)["mother"].facts["amount_fen"] == 1_00
    assert sms_of(busy, busy.mother) == ["none", "waiting", "waiting"]


def test_a_notice_is_read_once_and_only_by_whom_it_is_for(busy: Family) -> None:
    world = busy.world
    newest = notices.list_notices(world.db, person_id=busy.mother, limit=1)[0]
    read = notices.read_notice(world.db, notice_id=newest.notice_id, person_id=busy.mother, now=world.now)
    assert read.read_at == world.now
    world.later(hours=1)
    again = notices.read_notice(world.db, notice_id=newest.notice_id, person_id=busy.mother, now=world.now)
    assert again.read_at == read.read_at
    for notice_id, person in ((newest.notice_id, busy.son), (1, busy.mother)):
        with pytest.raises(NoticeUnknown):
            notices.read_notice(world.db, notice_id=notice_id, person_id=person, now=world.now)
