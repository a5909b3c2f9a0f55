"""What a pay-out refuses."""

from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class PayOutUnknown(Refusal):
    """There is no such pay-out."""

    code: ClassVar[str] = "PAY_OUT_UNKNOWN"
    rule: ClassVar[str] = "P-18"


@refusal
class PayOutExists(Refusal):
    """Another pay-out of this account waits for its second member of staff."""

    code: ClassVar[str] = "PAY_OUT_EXISTS"
    rule: ClassVar[str] = "P-18"


@refusal
class PayOutStateConflict(Refusal):
    """It was decided, or is not confirmed yet."""

    code: ClassVar[str] = "PAY_OUT_STATE_CONFLICT"
    rule: ClassVar[str] = "P-18"
    state: str


@refusal
class DeathNotRecorded(Refusal):
    """Heirs are paid when the death is on record (W-31)."""

    code: ClassVar[str] = "DEATH_NOT_RECORDED"
    rule: ClassVar[str] = "W-31"


@refusal
class OnlyToHeirs(Refusal):
    """The owner has died: her money goes to her heirs and to nobody else."""

    code: ClassVar[str] = "ONLY_TO_HEIRS"
    rule: ClassVar[str] = "W-31"


@refusal
class StillInsured(Refusal):
    """Who leaves is paid when her cover has ended: until then the account is needed."""

    code: ClassVar[str] = "STILL_INSURED"
    rule: ClassVar[str] = "P-18"


@refusal
class QuotasOpen(Refusal):
    """Something is still set aside for relatives."""

    code: ClassVar[str] = "QUOTAS_OPEN"
    rule: ClassVar[str] = "P-18"
    quotas: int


@refusal
class TransfersOnTheWay(Refusal):
    """Something the owner sent is not accepted and not returned."""

    code: ClassVar[str] = "TRANSFERS_ON_THE_WAY"
    rule: ClassVar[str] = "P-18"
    amount_fen: int


@refusal
class MoneyHeld(Refusal):
    """An order holds some of the money until it is decided."""

    code: ClassVar[str] = "MONEY_HELD"
    rule: ClassVar[str] = "P-18"
    held_fen: int


@refusal
class NothingToPayOut(Refusal):
    """The account is empty."""

    code: ClassVar[str] = "NOTHING_TO_PAY_OUT"
    rule: ClassVar[str] = "P-18"
