"""What happens in people's lives, and what follows from it for what they share: one verb, one table of consequences.

An account that has no owner any more, or whose owner leaves for good, is paid out by two members of staff.
"""

from gongji.life_events.decide_pay_out import confirm_pay_out, note_paid, refuse_pay_out
from gongji.life_events.divorce import record_divorce
from gongji.life_events.event import Divorce, Kind, LifeEvent
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
from gongji.life_events.record import Recorded, record

__all__ = [
    "DeathNotRecorded",
    "Divorce",
    "Kind",
    "LifeEvent",
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
    "QuotasOpen",
    "Recorded",
    "StillInsured",
    "TransfersOnTheWay",
    "confirm_pay_out",
    "find_pay_outs",
    "note_paid",
    "propose_pay_out",
    "record",
    "record_divorce",
    "refuse_pay_out",
    "require_pay_out",
]
