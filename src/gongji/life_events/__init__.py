"""What happens in people's lives, and what follows from it for what they share: one verb, one table of consequences.

An account that has no owner any more, or whose owner leaves for good, is paid out by two members of staff.
"""

from gongji.life_events.decide_pay_out import confirm_pay_out, note_paid, refuse_pay_out
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
from gongji.life_events.pay_out import Payee, PayOut, PayOutKind, PayOutState, find_pay_outs, require_pay_out
from gongji.life_events.pay_out_refusals import (
    DeathNotRecorded,
    MoneyHeld,
    NothingToPayOut,
    OnlyToHeirs,
    PayOutExists,
    PayOutStateConflict,
    PayOutUnknown,
    QuotasOpen,
    StillInsured,
    TransfersOnTheWay,
)
from gongji.life_events.propose_pay_out import PayOutAsked, propose_pay_out
from gongji.life_events.record import record

__all__ = [
    "IDENTITY_REVIEW",
    "MERGE_REVIEW",
    "DeathNotRecorded",
    "Divorce",
    "FindOpen",
    "IdentityRecorded",
    "IdentityTold",
    "Kind",
    "LifeEvent",
    "MergeWaits",
    "Merged",
    "MoneyHeld",
    "NothingToPayOut",
    "OnlyToHeirs",
    "PayOut",
    "PayOutAsked",
    "PayOutExists",
    "PayOutKind",
    "PayOutState",
    "PayOutStateConflict",
    "PayOutUnknown",
    "Payee",
    "Proposed",
    "QuotasOpen",
    "Recorded",
    "StillInsured",
    "TransfersOnTheWay",
    "close_identity_review",
    "confirm_merge",
    "confirm_pay_out",
    "find_pay_outs",
    "note_paid",
    "propose_merge",
    "propose_pay_out",
    "record",
    "record_divorce",
    "record_identity",
    "refuse_merge",
    "refuse_pay_out",
    "require_pay_out",
]
