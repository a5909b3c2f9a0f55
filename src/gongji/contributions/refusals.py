"""What is refused about premiums."""

from datetime import date
from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class PremiumNotOffered(Refusal):
    """The pool has no such premium for this year or for her, or nobody who collects it can be reached (B-02, B-06)."""

    code: ClassVar[str] = "PREMIUM_NOT_OFFERED"
    rule: ClassVar[str] = "B-02"
    year: int


@refusal
class PremiumWindowClosed(Refusal):
    """It is not collected on this day or at this hour. hours: of each day of the window."""

    code: ClassVar[str] = "PREMIUM_WINDOW_CLOSED"
    rule: ClassVar[str] = "B-02"
    year: int
    opens_on: date
    last_day: date
    hours: str


@refusal
class PremiumFreeForNewborn(Refusal):
    """The pool insures a child free in the year of birth: no order is needed (B-04)."""

    code: ClassVar[str] = "PREMIUM_FREE_FOR_NEWBORN"
    rule: ClassVar[str] = "B-04"
    year: int


@refusal
class PremiumFullySubsidised(Refusal):
    """Public money pays all of it for her group: no order is needed (B-01)."""

    code: ClassVar[str] = "PREMIUM_FULLY_SUBSIDISED"
    rule: ClassVar[str] = "B-01"
    year: int


@refusal
class PremiumGroupNotTold(Refusal):
    """What she pays depends on her group, and the tax office has not said which it is (B-01)."""

    code: ClassVar[str] = "PREMIUM_GROUP_NOT_TOLD"
    rule: ClassVar[str] = "B-01"
    year: int


@refusal
class PremiumAmountChanged(Refusal):
    """It costs another amount than was shown: a window, or her group, is another by now (B-01, B-03)."""

    code: ClassVar[str] = "PREMIUM_AMOUNT_CHANGED"
    rule: ClassVar[str] = "B-01"
    amount_fen: int


@refusal
class PremiumAmountDiffers(Refusal):
    """By the tax office she owes another amount; every part is back where it came from (B-01, B-07)."""

    code: ClassVar[str] = "PREMIUM_AMOUNT_DIFFERS"
    rule: ClassVar[str] = "B-01"
    year: int


@refusal
class DuplicateInsurance(Refusal):
    """The person has employee insurance for that year, by our roll or by the tax office's (B-09)."""

    code: ClassVar[str] = "DUPLICATE_INSURANCE"
    rule: ClassVar[str] = "B-09"
    year: int


@refusal
class PremiumPaid(Refusal):
    """It is paid already, once a person, scheme and year."""

    code: ClassVar[str] = "PREMIUM_PAID"
    rule: ClassVar[str] = "B-09"
    year: int


@refusal
class PremiumUnknown(Refusal):
    """It was ordered, and the tax office has not answered yet; its money is held meanwhile (B-07)."""

    code: ClassVar[str] = "PREMIUM_UNKNOWN"
    rule: ClassVar[str] = "B-07"
    amount_fen: int


@refusal
class PremiumRefused(Refusal):
    """The tax office refused it; every part is back where it came from (B-07)."""

    code: ClassVar[str] = "PREMIUM_REFUSED"
    rule: ClassVar[str] = "B-07"
    year: int


@refusal
class SplitChanged(Refusal):
    """Accounts would pay another part than was shown, so that she would pay another part herself (B-08)."""

    code: ClassVar[str] = "SPLIT_CHANGED"
    rule: ClassVar[str] = "B-08"
    cash_fen: int


@refusal
class PremiumNoRefund(Refusal):
    """Cover has begun, and the reason is no exception (B-10)."""

    code: ClassVar[str] = "PREMIUM_NO_REFUND"
    rule: ClassVar[str] = "B-10"
    year: int


@refusal
class PremiumRefundRefused(Refusal):
    """The tax office does not give it back; it stays paid (B-07, B-10)."""

    code: ClassVar[str] = "PREMIUM_REFUND_REFUSED"
    rule: ClassVar[str] = "B-10"
    year: int


@refusal
class PremiumOrderUnknown(Refusal):
    """There is no such order, or it is somebody else's."""

    code: ClassVar[str] = "PREMIUM_ORDER_UNKNOWN"
    rule: ClassVar[str] = "B-07"


@refusal
class PremiumStateConflict(Refusal):
    """The order has gone another way meanwhile."""

    code: ClassVar[str] = "PREMIUM_STATE_CONFLICT"
    rule: ClassVar[str] = "B-07"
    state: str
