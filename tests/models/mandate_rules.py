"""Somebody acts for somebody else, or tries to."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji import delegation
from gongji.access import Scope
from gongji.audit import By
from gongji.delegation import MandateAsked, MandateKind
from tests.models.mandate_model import Mandate
from tests.models.members import DAUGHTER, MOTHER, TWIN
from tests.models.side_by_side import CLERK, COLLEAGUE, SideBySide, chapter
from tests.world import XIAMEN

# Agent and principal; nobody is her own agent.
SIDES = st.sampled_from([(DAUGHTER, MOTHER), (TWIN, MOTHER), (MOTHER, DAUGHTER), (MOTHER, MOTHER)])
FAMILY, AGENT, GUARDIAN = "family_account", "agent", "guardian"
# Kind, what for, and for how many days: four that are complete, four that are not.
WHAT = st.sampled_from(
    [
        (AGENT, {"quotas", "view"}, 400),
        (AGENT, {"view"}, 10),
        (FAMILY, {"view", "wallet"}, None),
        (GUARDIAN, {"premiums"}, None),
        (AGENT, {"quotas"}, None),
        (FAMILY, {"quotas"}, None),
        (AGENT, set(), 400),
        (FAMILY, {"view"}, 0),
    ]
)
MOSTLY = st.sampled_from([True, True, True, False])
# Staff by number, where people of the family are who they are.
STAFF = {100: CLERK, 101: COLLEAGUE}


class MandateRules(SideBySide):
    """The daughter and the twin act for the mother, and the mother for them."""

    @chapter("mandates")
    @rule(sides=SIDES, told=WHAT, paper=MOSTLY, court=MOSTLY, at_counter=MOSTLY)
    def grant(self, sides: tuple[int, int], told: tuple[str, set[str], int | None], **how: bool) -> None:
        (agent, principal), (kind, scope, days) = sides, told
        registers = 100 if how["at_counter"] else principal
        new = Mandate(agent, principal, kind, frozenset(scope), self.world.now, days, registers)
        asked = MandateAsked(
            self.person[principal],
            self.person[agent],
            MandateKind(kind),
            frozenset(map(Scope, scope)),
            None if days is None else self.world.now.date() + timedelta(days=days),
            b"p" * 32 if how["paper"] else None,
            is_parent=True,
            is_guardian=how["court"],
        )
        expected = self.model.grant(new, paper=how["paper"], court=how["court"])
        what = {"asked": asked, "pool": XIAMEN, "by": self.who_is(registers)}
        answer = self.same(expected, delegation.grant_mandate, **what, **self.now)
        if answer:
            self.mandates.append(answer.mandate_id)

    @chapter("mandates")
    @precondition(lambda self: self.mandates)
    @rule(data=st.data(), called_back=st.booleans())
    def confirm_mandate(self, data: st.DataObject, called_back: bool) -> None:
        number = data.draw(st.sampled_from(range(len(self.mandates))))
        who = data.draw(st.sampled_from([100, 101, 101, self.model.mandates[number].principal]))
        expected = self.model.confirm_mandate(number, who, called_back=called_back, at=self.world.now)
        what = {"mandate_id": self.mandates[number], "called_back": called_back, "by": self.who_is(who)}
        self.same(expected, delegation.confirm_mandate, **what, now=self.world.now)

    @chapter("mandates")
    @precondition(lambda self: self.mandates)
    @rule(data=st.data())
    def end_mandate(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.mandates))))
        what = {"mandate_id": self.mandates[number], "reason": "PRINCIPAL_REQUEST", "by": self.by()}
        self.same(self.model.end_mandate(number), delegation.end_mandate, **what, now=self.world.now)

    @chapter("mandates")
    @precondition(lambda self: self.mandates)
    @rule(data=st.data(), gains=st.booleans())
    def act(self, data: st.DataObject, gains: bool) -> None:
        """In what she was let act, mostly; and in what she was not."""
        mandate = data.draw(st.sampled_from(self.model.mandates))
        scope = data.draw(st.sampled_from([*sorted(mandate.scope), "quotas"]))
        who = {"agent_id": self.person[mandate.agent], "principal_id": self.person[mandate.principal]}
        gains_id = who["agent_id" if gains else "principal_id"]
        expected = self.model.act(mandate.agent, mandate.principal, scope, gains=gains, at=self.world.now)
        what = {"scope": Scope(scope), "now": self.world.now, "gains_id": gains_id}
        self.same(expected, delegation.require_mandate, **who, **what)

    def who_is(self, number: int) -> By:
        return STAFF[number] if number in STAFF else self.by(number)
