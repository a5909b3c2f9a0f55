"""What settlement refuses."""

from datetime import date
from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class IdempotencyConflict(Refusal):
    """The message number was used before with other content, or for somebody else."""

    code: ClassVar[str] = "IDEMPOTENCY_CONFLICT"
    rule: ClassVar[str] = "S-12"
    message_id: str


@refusal
class SettlementReversed(Refusal):
    """The message was reversed, before or after it arrived; it cannot be paid again."""

    code: ClassVar[str] = "SETTLE_REVERSED"
    rule: ClassVar[str] = "S-15"
    message_id: str


@refusal
class BillDoesNotAddUp(Refusal):
    """The bill's total is not the sum of its lines, or there are no lines."""

    code: ClassVar[str] = "BILL_DOES_NOT_ADD_UP"
    rule: ClassVar[str] = "S-01"
    total_fen: int
    lines_fen: int


@refusal
class LineNumberTwice(Refusal):
    """Two lines of one bill carry the same fee line number."""

    code: ClassVar[str] = "LINE_NUMBER_TWICE"
    rule: ClassVar[str] = "S-01"
    line_no: str


@refusal
class NotInsured(Refusal):
    """The person has no insured relation of the scheme the bill names."""

    code: ClassVar[str] = "NOT_INSURED"
    rule: ClassVar[str] = "S-06"
    scheme: int


@refusal
class IdentityMismatch(Refusal):
    """The person in the message and the credential shown are not the same."""

    code: ClassVar[str] = "IDENTITY_MISMATCH"
    rule: ClassVar[str] = "S-33"


@refusal
class CodeExpired(Refusal):
    """The pay code is over, or there never was one like it. seconds: how long a code is good."""

    code: ClassVar[str] = "CODE_EXPIRED"
    rule: ClassVar[str] = "S-34"
    seconds: int


@refusal
class CodeUsed(Refusal):
    """Another payment used the pay code, be it undone since."""

    code: ClassVar[str] = "CODE_USED"
    rule: ClassVar[str] = "S-34"


@refusal
class CodesTooMany(Refusal):
    """As many codes of the person are good as may be. seconds: until the next may be shown."""

    code: ClassVar[str] = "CODES_TOO_MANY"
    rule: ClassVar[str] = "S-34"
    limit: int
    seconds: int


@refusal
class SpenderDied(Refusal):
    """The person is recorded as dead; nothing can be spent under this credential."""

    code: ClassVar[str] = "SPENDER_DIED"
    rule: ClassVar[str] = "I-9"
    died_on: date


@refusal
class TrialDiffers(Refusal):
    """The four cost classes of the settlement are not those of the trial."""

    code: ClassVar[str] = "TRIAL_DIFFERS"
    rule: ClassVar[str] = "S-10"


@refusal
class TrialExpired(Refusal):
    """The trial is older than it may be."""

    code: ClassVar[str] = "PRESETTLE_EXPIRED"
    rule: ClassVar[str] = "S-10"
    minutes: int


@refusal
class SettlementUnknown(Refusal):
    """No settlement with this number, for this person, visit and institution."""

    code: ClassVar[str] = "SETTLEMENT_UNKNOWN"
    rule: ClassVar[str] = "S-16"
    settlement_id: str


@refusal
class AlreadyCancelled(Refusal):
    """The settlement was cancelled or reversed before."""

    code: ClassVar[str] = "ALREADY_CANCELLED"
    rule: ClassVar[str] = "S-16"
    settlement_id: str


@refusal
class CancelTooLate(Refusal):
    """Settlements of a year can be cancelled until 31 March of the next."""

    code: ClassVar[str] = "CANCEL_TOO_LATE"
    rule: ClassVar[str] = "S-17"
    last_day: date


@refusal
class ReversalOfOther(Refusal):
    """The message to be reversed belongs to another person."""

    code: ClassVar[str] = "REVERSAL_OF_OTHER"
    rule: ClassVar[str] = "S-15"
    message_id: str


@refusal
class VisitUnknown(Refusal):
    """No open visit with this number for this person at this institution."""

    code: ClassVar[str] = "VISIT_UNKNOWN"
    rule: ClassVar[str] = "S-07"
    visit_id: str


@refusal
class VisitHasCharges(Refusal):
    """A visit with charges on it cannot be cancelled."""

    code: ClassVar[str] = "VISIT_HAS_CHARGES"
    rule: ClassVar[str] = "S-07"
    visit_id: str


@refusal
class LineSettled(Refusal):
    """A fee line that is settled cannot be sent again or taken back."""

    code: ClassVar[str] = "LINE_SETTLED"
    rule: ClassVar[str] = "S-07"
    line_no: str
