"""What sending to a wallet refuses."""

from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class TransfersOff(Refusal):
    """Transfers are no longer made in the sender's or the receiver's pooling area; quotas are (D-01)."""

    code: ClassVar[str] = "TRSF_OFF"
    rule: ClassVar[str] = "D-01"
    pool: int


@refusal
class TransferTooLarge(Refusal):
    """One transfer is at most so much (W-13)."""

    code: ClassVar[str] = "TRSF_AMOUNT_LIMIT"
    rule: ClassVar[str] = "W-13"
    most_fen: int


@refusal
class TransfersToday(Refusal):
    """The sender has made as many transfers today as she may (W-14)."""

    code: ClassVar[str] = "TRSF_DAILY_COUNT"
    rule: ClassVar[str] = "W-14"
    transfers: int


@refusal
class TransferHours(Refusal):
    """No transfers at night (W-15)."""

    code: ClassVar[str] = "TRSF_CLOSED_HOURS"
    rule: ClassVar[str] = "W-15"
    from_hour: int
    to_hour: int


@refusal
class TransferPending(Refusal):
    """The last one to the same relative is still on its way (W-19)."""

    code: ClassVar[str] = "TRSF_PENDING"
    rule: ClassVar[str] = "W-19"


@refusal
class OnwardTransfer(Refusal):
    """Money from family is for one's own care and cannot be passed on (W-29, D-02)."""

    code: ClassVar[str] = "ONWARD_TRANSFER_FORBIDDEN"
    rule: ClassVar[str] = "W-29"
