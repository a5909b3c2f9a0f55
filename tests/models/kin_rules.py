"""What registers tell of the family."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from psycopg import Connection

from gongji import kinship, life_events
from gongji.kinship import FactKind, KinFact, Nature
from gongji.life_events import Divorce
from tests.models.members import DAUGHTER, HUSBAND, PEOPLE
from tests.models.sharing_rules import SharingRules
from tests.models.side_by_side import chapter
from tests.world import XIAMEN

STRANGER = len(PEOPLE)
WHOM = st.sampled_from([HUSBAND, HUSBAND, STRANGER])


class KinRules(SharingRules):
    """The daughter's marriages, and nonsense."""

    @chapter("kin")
    @rule(whom=WHOM)
    def divorce(self, whom: int) -> None:
        """Again, and of who never was her husband, too."""
        divorce = Divorce(self.person[DAUGHTER], self._whom(whom), self.world.now.date())
        ended = life_events.record_divorce(self.db, divorce=divorce, now=self.world.now, by=self.by())
        assert ended == self.model.divorce(whom)

    @chapter("kin")
    @rule(whom=WHOM)
    def marry(self, whom: int) -> None:
        couple = kinship.spouses(self.person[DAUGHTER], self._whom(whom))
        self._record(self.model.marry(whom), FactKind.SPOUSE, Nature.MARRIAGE, couple, self.world.now.date())

    @chapter("kin")
    @rule(who=st.sampled_from(PEOPLE))
    def bear_her_parent(self, who: int) -> None:
        """Everybody is younger than the parent of them all."""
        family = self.person[who], self.parent
        self._record("KIN_CONTRADICTION", FactKind.PARENT, Nature.BIRTH, family, date(2010, 1, 1))

    def _whom(self, whom: int) -> int:
        return self.stranger if whom == STRANGER else self.person[whom]

    def _record(self, expected: str | None, kind: FactKind, nature: Nature, who: tuple[int, int], since: date) -> None:
        fact = KinFact(0, kind, nature, *who, "register", "civil affairs", since, None, self.world.now)
        self.same(expected, _keep, facts=[fact], **self.now, pool=XIAMEN)


def _keep(db: Connection[Any], **what: Any) -> None:
    """Which of the facts were news does not matter here."""
    kinship.record_facts(db, **what)
