"""Notices go out by SMS over HTTP, to a partner that is well, slow, wrong or down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from psycopg import Connection

from gongji import insured, notices
from gongji.edge.asgi import serving_pool
from gongji.edge.clock import Clock
from gongji.edge.jobs.notices import deliver_notices, write_notices
from gongji.edge.office import Office
from gongji.edge.partners import Sms, stand_in
from gongji.edge.partners.stand_in import Behaviour, Register, StandIn
from gongji.edge.postgres import Database
from gongji.ground.identifiers import cell_of
from gongji.ground.policy import published
from gongji.ground.value import replace
from gongji.kinship import NearRelative
from tests.world import NOON, PILLS, World, furnished_world

HERS, HIS = "13800000001", "13800000002"
SET = "【共济】家人陈*鸣给您留好了¥1000.00，看病买药时可以用。"
PAID = "【共济】11月5日您买药，家人陈*鸣付了¥218.50，付后还能用¥781.50。"
SPENT = "【共济】11月5日家人李*兰在兰州市买药，用了您留的¥218.50，用后还能用¥781.50。"


@dataclass
class Post:
    """An office whose messages go to a stand-in, and a family that is told three things."""

    world: World
    office: Office
    partner: StandIn
    son: int
    mother: int

    def later(self, **delta: int) -> None:
        """Real time goes on; the clock of the sandbox stays frozen."""
        self.world.db.execute("update notice set next_attempt_at = next_attempt_at - %s", [timedelta(**delta)])
        self.world.db.commit()

    def inbox(self, to: str) -> list[str]:
        """What lies in the partner's inbox for a telephone."""
        answer = httpx.get(f"{self.partner.url}/sms/inbox", params={"to": to}, trust_env=False)
        messages: list[str] = answer.json()["messages"]
        return messages

    def sms(self, person: int) -> list[str]:
        """How it stands with each of a person's notices, oldest first."""
        found = notices.list_notices(self.world.db, person_id=person)[::-1]
        self.world.db.commit()
        return [notice.sms for notice in found]


@pytest.fixture
def post(database: Database, db: Connection[Any], tmp_path: Path) -> Iterator[Post]:
    world = furnished_world(db, tmp_path / "keys.json")
    son, mother = world.employee("陈一鸣", account=30_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    world.buy(mother, (PILLS, 218_50))
    with StandIn(Register()).serving() as partner, serving_pool(database.url, size=2) as pool:
        sms = Sms(partner.url, seconds=10)
        office = Office(
            pool=pool, settling=pool, keys=world.keys, clock=Clock(frozen_at=NOON), policy=published(), sms=sms
        )
        give_telephone(world, mother, HERS)
        give_telephone(world, son, HIS)
        db.commit()
        assert write_notices(office) == 2
        yield Post(world, office, partner, son, mother)
        sms.close()


def give_telephone(world: World, person: int, telephone: str) -> None:
    """As an enrolment with it would."""
    row = insured.find_people(world.db, people=[person])[person]
    assert row.wrapped_key is not None
    key = world.keys.unwrap(row.wrapped_key, master_key_id=row.master_key_id)
    fields = replace(row.personal_fields(world.keys), telephone=telephone)
    world.db.execute(
        "update person set sealed = %s where cell = %s and person_id = %s",
        [fields.sealed(key=key, person_id=person), cell_of(person), person],
    )


def test_everybody_is_sent_what_concerns_her_in_order_and_once(post: Post) -> None:
    assert deliver_notices(post.office) == 3
    assert (post.inbox(HERS), post.inbox(HIS)) == ([SET, PAID], [SPENT])
    assert post.sms(post.mother) == ["sent", "sent"]
    assert (write_notices(post.office), deliver_notices(post.office)) == (0, 0)
    assert post.inbox(HERS) == [SET, PAID]


def test_a_partner_who_is_down_gets_everything_later_and_in_order(post: Post) -> None:
    post.partner.behaviour = Behaviour.DOWN
    assert deliver_notices(post.office) == 0
    assert post.sms(post.mother) == ["waiting", "waiting"]
    post.partner.behaviour = Behaviour.WELL
    # He is left alone for a minute.
    assert (deliver_notices(post.office), post.inbox(HERS)) == (0, [])
    post.later(minutes=1)
    assert deliver_notices(post.office) == 3
    assert (post.inbox(HERS), post.inbox(HIS)) == ([SET, PAID], [SPENT])


@pytest.mark.parametrize("how", [Behaviour.WRONG, Behaviour.SLOW])
def test_what_a_partner_took_without_saying_so_is_sent_again_and_he_drops_the_double(
    post: Post, how: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_in, "SLOW_SECONDS", 0.5)
    post.partner.behaviour = how
    assert deliver_notices(replace(post.office, sms=Sms(post.partner.url, seconds=0.1))) == 0
    assert post.sms(post.mother) == ["waiting", "waiting"]
    post.partner.behaviour = Behaviour.WELL
    post.later(minutes=1)
    assert deliver_notices(post.office) == 3
    assert (post.inbox(HERS), post.inbox(HIS)) == ([SET, PAID], [SPENT])


def test_a_job_that_dies_after_sending_sends_again_and_the_partner_drops_the_double(post: Post) -> None:
    (first,) = [one for one in _taken(post) if one.person_id == post.mother]
    assert post.office.sms.send(to=HERS, text=SET, number=first.notice_id)
    post.later(minutes=1)
    assert deliver_notices(post.office) == 3
    assert post.inbox(HERS) == [SET, PAID]


def _taken(post: Post) -> list[notices.Notice]:
    taken = notices.to_deliver(post.world.db, now=Clock.real(), limit=10)
    post.world.db.commit()
    return taken


def test_who_has_no_telephone_has_only_her_inbox(post: Post) -> None:
    give_telephone(post.world, post.mother, "")
    post.world.db.commit()
    assert deliver_notices(post.office) == 1
    assert (post.sms(post.mother), post.sms(post.son)) == (["none", "none"], ["sent"])
    assert (post.inbox(""), post.inbox(HIS)) == ([], [SPENT])


def test_without_a_partner_everybody_has_only_the_inbox(post: Post) -> None:
    assert deliver_notices(replace(post.office, sms=Sms(""))) == 0
    assert (post.sms(post.mother), post.sms(post.son)) == (["none", "none"], ["none"])


def test_a_receipt_for_another_message_is_none(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    assert post.office.sms.send(to=HERS, text=SET, number=1)
    monkeypatch.setattr(post.partner, "answer", lambda path, question: {"number": "2", "accepted": True})
    assert not post.office.sms.send(to=HERS, text=SET, number=1)
    monkeypatch.setattr(post.partner, "answer", lambda path, question: {"number": "1", "accepted": False})
    assert not post.office.sms.send(to=HERS, text=SET, number=1)
    assert not Sms("").send(to=HERS, text=SET, number=1)
