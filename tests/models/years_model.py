"""What time brings: monthly credits, interest, mornings, weeks, a New Year."""

from dataclasses import dataclass, field

from tests.models.members import CARRIED, CURRENT, EMPLOYEES, PEOPLE, Key, Place, Quota
from tests.models.pilot_model import Pilot
from tests.models.sharing_model import Sharing

# Ten-thousandths a year, of 360 days.
RATES = {CARRIED: 65, CURRENT: 5}
YEAR_DAYS, E4 = 360, 10_000


@dataclass
class Years(Sharing, Pilot):
    """credited: by person, month and source. year, month: of the clock."""

    credited: dict[tuple[int, int, str], int] = field(default_factory=dict)
    month: int = 202611

    def credit(self, who: int, month: int, source: str, fen: int) -> str | None:
        """The same again is nothing; what a record got that became hers counts as hers."""
        known = [self.credited.get((one, month, source)) for one in PEOPLE if self.lives_on(one) == who]
        before = self.credited.get((who, month, source), next((fen for fen in known if fen is not None), None))
        if before is not None:
            return None if before == fen else "CREDIT_DIFFERS"
        if not self.people[who].account:
            return "NO_PERSONAL_ACCOUNT"
        if month > self.month:
            return "CREDIT_MONTH_AHEAD"
        bucket = CURRENT if month // 100 == self.month // 100 else CARRIED
        if self.fen[("own", who), bucket] + fen < 0:
            return "CORRECTION_EXCEEDS_BALANCE"
        self.fen[("own", who), bucket] += fen
        self.credited[who, month, source] = fen
        return None

    def pass_days(self, days: int, month: int) -> None:
        """Money earns for whose it is, wherever it is set aside; a lot earns nothing."""
        for (place, bucket), fen in self.fen.items():
            owner = self._earns_for(place)
            if owner is not None:
                self.earned[owner] += fen * RATES[bucket] * days
        self.month = month
        for person in self.people:
            person.sent_today = 0
        for pair in self.pairs.values():
            pair.changes = 0

    def long_since(self) -> None:
        """What waits for an answer waits no longer."""
        for pair in self.pairs.values():
            if pair.state == "invited":
                pair.state, pair.late = "none", True

    def remind(self) -> int:
        """Of annual quotas that are about to end, once; how many."""
        quotas = [pair.quota for pair in self.pairs.values() if pair.quota]
        ending = [quota for quota in quotas if quota.kind == "ANNUAL" and not quota.reminded]
        for quota in ending:
            quota.reminded = True
        return len(ending)

    def credit_interest(self, who: int) -> None:
        if self.people[who].account:
            e4 = self.earned.pop(who, 0) // YEAR_DAYS
            self.fen[("own", who), CARRIED] += (e4 + E4 // 2) // E4

    def turn_year(self) -> None:
        """Annual quotas end, old money is carried over, quotas are renewed, interest is credited: in this order."""
        ended = {key: pair.quota for key, pair in self.pairs.items() if pair.quota and pair.quota.kind == "ANNUAL"}
        for key in ended:
            self.end_quota(key)
        for place, bucket in list(self.fen):
            if bucket == CURRENT and place[0] in ("own", "quota"):
                self.fen[place, CARRIED] += self.fen[place, CURRENT]
                self.fen[place, CURRENT] = 0
        for key in sorted(ended, key=lambda key: ended[key].since):
            self._renew(key, ended[key])
        for who in EMPLOYEES:
            self.credit_interest(who)

    def _renew(self, key: Key, before: Quota) -> None:
        pair, fen = self.pairs[key], min(before.limit, self.holds(("own", key[0])))
        if fen and pair.state == "active" and self.set_quota(key, "ANNUAL", fen) is None and pair.quota:
            pair.quota.uses = before.uses

    def _earns_for(self, place: Place) -> int | None:
        if place[0] in ("own", "quota", "held"):
            return int(place[1])
        if place[0] == "transfer" and self.transfers[place[1]].state == "in_transit":
            return self.transfers[place[1]].sender
        return None
