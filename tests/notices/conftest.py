"""A family whose news is written down: what has happened is committed, then everybody is told."""

from dataclasses import dataclass
from typing import Any

import pytest
from psycopg import Connection

from gongji import mutual_aid, notices
from gongji.audit import By
from gongji.edge.postgres import Database
from gongji.kinship import Claim, Evidence, NearRelative
from gongji.mutual_aid import ALL_USES, Accepting, Invitation, InvitationAsked, Quota
from tests.world import World, furnished_world

PARENT = NearRelative.PARENT
DECLARED = Claim(PARENT, declared=True)


@dataclass
class Family:
    """A son with an account and his mother; both read what they are told."""

    world: World
    son: int
    mother: int

    def share(self, limit: int = 1_000_00) -> Quota:
        """A quota for the mother, of which everybody was told."""
        quota = self.world.share(self.son, self.mother, PARENT, limit)
        self.news()
        return quota

    def invite(self, *, beneficiary: int | None = None, limit: int = 1_000_00) -> Invitation:
        """The son invites his mother."""
        asked = InvitationAsked(
            self.son, beneficiary or self.mother, DECLARED, Evidence("civil affairs"), limit, "OPEN", ALL_USES
        )
        now, policy, by = self.world.now, self.world.policy, By(self.son, "app")
        (answer,) = mutual_aid.invite(self.world.db, asked=[asked], now=now, policy=policy, by=by)
        assert isinstance(answer, Invitation), answer
        return answer

    def accept(self, invitation: Invitation) -> None:
        """The mother agrees."""
        accepting = Accepting(invitation.invitation_id, invitation.beneficiary_id, By(self.mother, "app"))
        (answer,) = mutual_aid.accept(
            self.world.db, accepting=[accepting], now=self.world.now, policy=self.world.policy
        )
        assert isinstance(answer, mutual_aid.Accepted), answer

    def news(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Who is told what that she was not told before: ("son", kind, facts), by fact and by name."""
        before = self._notices()
        write_all(self.world.db, self.world)
        new = {key: told for key, told in self._notices().items() if key not in before}
        return [new[key] for key in sorted(new)]

    def kinds(self) -> list[tuple[str, str]]:
        """The same without facts."""
        return [(who, kind) for who, kind, _ in self.news()]

    def _notices(self) -> dict[tuple[int, str, str], tuple[str, str, dict[str, Any]]]:
        names = {self.son: "son", self.mother: "mother"}
        rows = self.world.db.execute("select fact_id, person_id, kind, facts from notice").fetchall()
        self.world.db.commit()
        told = [(fact, names.get(person, "other"), kind, facts) for fact, person, kind, facts in rows]
        return {(fact, who, kind): (who, kind, facts) for fact, who, kind, facts in told}


def write_all(db: Connection[Any], world: World, *, limit: int = 100) -> int:
    """Commit, and tell everything that can be told; how many facts."""
    db.commit()
    told = 0
    while batch := notices.write_outbox(db, now=world.now, limit=limit):
        db.commit()
        told += batch
    db.commit()
    return told


@pytest.fixture
def family(database: Database, db: Connection[Any], tmp_path: Any) -> Family:
    """The two, in a database of the test's own, since only what is committed is told."""
    world = furnished_world(db, tmp_path / "keys.json")
    return Family(world, world.employee("陈一鸣", account=30_000_00, sex=1), world.resident("李秀兰"))
