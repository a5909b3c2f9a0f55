"""What a family's money should do over years, plainly: the reference the program is compared with."""

from dataclasses import dataclass

from tests.models.code_model import Codes
from tests.models.complaint_model import Complaints
from tests.models.kin_model import Kin
from tests.models.mandate_model import Mandates
from tests.models.members import OUT, PAID_OUT, SUSPENSE, Place
from tests.models.message_model import Messages
from tests.models.move_model import Moves
from tests.models.visit_model import Visits


@dataclass
class FamilyModel(Mandates, Moves, Complaints, Codes, Messages, Visits, Kin):
    """A verb answers the code of its refusal, or None; amounts are fen."""

    def money(self) -> dict[tuple[Place, str], int]:
        """All that lies in somebody's account, by place and bucket."""
        return {where: fen for where, fen in self.fen.items() if fen and where[0] not in (OUT, SUSPENSE, PAID_OUT)}

    def promises(self) -> dict[tuple[int, int], tuple[str, tuple[str, int, int] | None]]:
        """Relations that stand, each with kind, limit and uses of its quota."""
        return {
            key: (pair.state, (pair.quota.kind, pair.quota.limit, pair.quota.uses) if pair.quota else None)
            for key, pair in self.pairs.items()
            if pair.state in ("active", "suspended")
        }
