"""People move to other pools and use their wallets elsewhere (R-13, W-03, W-07, W-08)."""

from collections import Counter
from dataclasses import dataclass, field

from tests.models.staff_model import Staff

CHANGES_A_MONTH = 2


@dataclass
class Moves(Staff):
    """changed: how often somebody changed the place of use in a month."""

    changed: Counter[tuple[int, int]] = field(default_factory=Counter)

    def move_to(self, who: int, pool: int) -> None:
        """Insured there from now on: what is shared ends, and the wallet goes along and pays again if it waited."""
        person = self.people[who]
        self._share_no_more(who)
        person.pool, person.cover = pool, "normal"
        if person.wallet in ("active", "suspended"):
            person.wallet, person.place = "active", pool

    def change_place(self, who: int, place: int) -> str | None:
        """The same place again changes nothing."""
        person = self.people[who]
        if person.wallet != "active":
            return "WALLET_NOT_OPEN"
        if person.place == place:
            return None
        if self.changed[who, self.month] >= CHANGES_A_MONTH:
            return "PLACE_CHANGES_USED"
        self.changed[who, self.month] += 1
        person.place = place
        return None
