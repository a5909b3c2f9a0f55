"""When a batch is accepted, and by which rules."""

from datetime import datetime

from gongji.ground.calendar import clearing_month
from gongji.ground.policy import PolicySet
from gongji.ground.value import value


@value
class Moment:
    """One acceptance time for a whole batch, and what follows from it."""

    accepted_at: datetime
    policy: PolicySet

    @property
    def month(self) -> int:
        """The clearing month (C-11)."""
        return clearing_month(self.accepted_at)
