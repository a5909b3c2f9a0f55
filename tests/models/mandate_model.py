"""Who may act for whom, and from when (A-02, A-05, A-06)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.models.members import TWIN
from tests.models.staff_model import Staff

WITHOUT_PAPER = {"view", "show_code", "wallet"}
MONEY = {"relations", "quotas", "premiums", "transfers"}
COOLS_FOR = timedelta(hours=24)


@dataclass
class Mandate:
    """days: how long it is good, None for as long as nobody ends it. asked: whether the principal herself said yes."""

    agent: int
    principal: int
    kind: str
    scope: frozenset[str]
    since: datetime
    days: int | None
    registered_by: int
    asked: bool = False
    checked: bool = False
    ended: bool = False

    def is_over(self, at: datetime) -> bool:
        over_on = None if self.days is None else self.since.date() + timedelta(days=self.days)
        return self.ended or (over_on is not None and at.date() >= over_on)

    @property
    def moves_money(self) -> bool:
        return bool(self.scope & MONEY)

    @property
    def agreed(self) -> bool:
        return self.kind != "agent" or self.asked


@dataclass
class Mandates(Staff):
    """Staff are told apart by number, and from people of the family."""

    mandates: list[Mandate] = field(default_factory=list)

    def grant(self, new: Mandate, *, paper: bool, court: bool) -> str | None:
        """court: whether one named her guardian; all of them are of age."""
        herself = new.registered_by == new.principal
        relative = new.kind == "family_account"
        if new.agent == new.principal or not new.scope or (relative and not new.scope <= WITHOUT_PAPER):
            return "MANDATE_INCOMPLETE"
        if not (paper or (herself and relative)):
            return "MANDATE_INCOMPLETE"
        if new.days == 0 or (new.days is None and new.kind == "agent"):
            return "MANDATE_INCOMPLETE"
        before = self.latest(new.agent, new.principal)
        if before is not None and not before.is_over(new.since):
            return "MANDATE_EXISTS"
        if new.kind == "guardian" and not court:
            return "NOT_GUARDIAN"
        if before is not None:
            before.ended = True
        self.mandates.append(new)
        return None

    def confirm_mandate(self, number: int, who: int, *, called_back: bool, at: datetime) -> str | None:
        mandate = self.mandates[number]
        if mandate.is_over(at):
            return "MANDATE_ENDED"
        if who == mandate.registered_by and mandate.moves_money:
            return "SECOND_PERSON"
        if not (called_back or who == mandate.principal or mandate.agreed):
            return "CALL_BACK_MISSING"
        mandate.asked |= called_back or who == mandate.principal
        mandate.checked |= who not in (mandate.principal, mandate.registered_by)
        return None

    def end_mandate(self, number: int) -> str | None:
        """One whose time is over too, once."""
        if self.mandates[number].ended:
            return "MANDATE_ENDED"
        self.mandates[number].ended = True
        return None

    def act(self, agent: int, principal: int, scope: str, *, gains: bool, at: datetime) -> str | None:
        """gains: whether she gains by it herself."""
        mandate = self.latest(agent, principal)
        if mandate is None or scope not in mandate.scope:
            return "MANDATE_MISSING"
        if mandate.is_over(at) or self.people[agent].dead or self.people[principal].dead:
            return "MANDATE_ENDED"
        if not mandate.agreed or (mandate.moves_money and not mandate.checked):
            return "MANDATE_UNCONFIRMED"
        cooling = mandate.kind == "agent" and at < mandate.since + COOLS_FOR
        return "MANDATE_COOLING" if gains and cooling else None

    def confirm_merge(self, *, second: bool) -> str | None:
        """Who acts for her, and for whom she acts, is asked anew."""
        refused = super().confirm_merge(second=second)
        if refused is None:
            for mandate in self.mandates:
                mandate.ended |= TWIN in (mandate.agent, mandate.principal)
        return refused

    def latest(self, agent: int, principal: int) -> Mandate | None:
        hers = [one for one in self.mandates if (one.agent, one.principal) == (agent, principal)]
        return hers[-1] if hers else None
