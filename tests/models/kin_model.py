"""A marriage ends and another begins; what cannot be true is refused (R-06, R-12, X-04)."""

from dataclasses import dataclass

from tests.models.members import DAUGHTER, HUSBAND, Pair
from tests.models.sharing_model import Sharing

COUPLE = (DAUGHTER, HUSBAND)


@dataclass
class Kin(Sharing):
    """married_to: of the daughter; a stranger has no other part in this."""

    def divorce(self, whom: int) -> int:
        """How many relations ended; who is asked to be a spouse's beneficiary is one no longer."""
        ended = 0
        if whom == HUSBAND:
            pair = self.pairs[COUPLE]
            if pair.state == "invited":
                self.pairs[COUPLE] = Pair()
            elif pair.state != "none":
                self.dissolve(COUPLE)
                ended = 1
        if self.married_to == whom:
            self.married_to = None
        return ended

    def marry(self, whom: int) -> str | None:
        """Nobody is married twice; what is known is no news."""
        if self.married_to not in (None, whom):
            return "KIN_CONTRADICTION"
        self.married_to = whom
        return None
