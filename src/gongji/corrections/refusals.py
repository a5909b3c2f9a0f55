"""What is refused about corrections of money, by name."""

from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class CorrectionUnknown(Refusal):
    """There is no such correction."""

    code: ClassVar[str] = "CORRECTION_UNKNOWN"
    rule: ClassVar[str] = "S-23"


@refusal
class CorrectionSubjectUnknown(Refusal):
    """What it is said to put right cannot be found."""

    code: ClassVar[str] = "CORRECTION_SUBJECT_UNKNOWN"
    rule: ClassVar[str] = "S-23"


@refusal
class CorrectionWaiting(Refusal):
    """Another correction of the same thing waits to be confirmed."""

    code: ClassVar[str] = "CORRECTION_WAITING"
    rule: ClassVar[str] = "S-23"


@refusal
class CorrectionDecided(Refusal):
    """It was booked, refused, or is over."""

    code: ClassVar[str] = "CORRECTION_DECIDED"
    rule: ClassVar[str] = "S-23"
    state: str


@refusal
class CorrectionMoveNotAllowed(Refusal):
    """This cannot go from there to there: nothing moves onto itself, and nothing is put into suspense by hand."""

    code: ClassVar[str] = "CORRECTION_MOVE_NOT_ALLOWED"
    rule: ClassVar[str] = "Q-12"
    line: int


@refusal
class CorrectionOfOtherPool(Refusal):
    """The money is another pool's, whose staff have to correct it."""

    code: ClassVar[str] = "CORRECTION_OF_OTHER_POOL"
    rule: ClassVar[str] = "Q-12"
    line: int
    pool: int


@refusal
class CorrectionOverdraws(Refusal):
    """An account holds less than is to leave it."""

    code: ClassVar[str] = "CORRECTION_OVERDRAWS"
    rule: ClassVar[str] = "Q-12"
    available_fen: int
    asked_fen: int


@refusal
class SuspenseNotWhole(Refusal):
    """What waits in suspense leaves it whole, for its work item closes with it; nothing else leaves it."""

    code: ClassVar[str] = "SUSPENSE_NOT_WHOLE"
    rule: ClassVar[str] = "W-26"
    waiting_fen: int
    moved_fen: int
