"""What happens in people's lives, and what follows from it for what they share: one verb, one table of consequences."""

from gongji.life_events.divorce import record_divorce
from gongji.life_events.event import Divorce, IdentityTold, Kind, LifeEvent
from gongji.life_events.follow import Recorded
from gongji.life_events.identity import IDENTITY_REVIEW, IdentityRecorded, close_identity_review, record_identity
from gongji.life_events.merge import (
    MERGE_REVIEW,
    FindOpen,
    Merged,
    MergeWaits,
    Proposed,
    confirm_merge,
    propose_merge,
    refuse_merge,
)
from gongji.life_events.record import record

__all__ = [
    "IDENTITY_REVIEW",
    "MERGE_REVIEW",
    "Divorce",
    "FindOpen",
    "IdentityRecorded",
    "IdentityTold",
    "Kind",
    "LifeEvent",
    "MergeWaits",
    "Merged",
    "Proposed",
    "Recorded",
    "close_identity_review",
    "confirm_merge",
    "propose_merge",
    "record",
    "record_divorce",
    "record_identity",
    "refuse_merge",
]
