"""What wallets, and transfers to them, refuse."""

from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class WalletNeedsInsurance(Refusal):
    """Only who is insured has a wallet, in either scheme (W-05)."""

    code: ClassVar[str] = "WALLET_NEEDS_INSURANCE"
    rule: ClassVar[str] = "W-05"


@refusal
class WalletNotOpen(Refusal):
    """The person has no wallet that works now (W-07, W-16)."""

    code: ClassVar[str] = "WALLET_NOT_OPEN"
    rule: ClassVar[str] = "W-16"


@refusal
class WalletNotEmpty(Refusal):
    """A wallet is closed only when nothing lies in it and nothing is held (W-07)."""

    code: ClassVar[str] = "WALLET_NOT_EMPTY"
    rule: ClassVar[str] = "W-07"
    left_fen: int


@refusal
class PlaceChangesUsed(Refusal):
    """The place of use was changed as often this month as it may be (W-08)."""

    code: ClassVar[str] = "PLACE_CHANGES_USED"
    rule: ClassVar[str] = "W-08"
    changes: int


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


@refusal
class TransferUnknown(Refusal):
    """There is no such transfer, or it is somebody else's."""

    code: ClassVar[str] = "TRSF_UNKNOWN"
    rule: ClassVar[str] = "W-23"


@refusal
class TransferStateConflict(Refusal):
    """The other side was quicker: the transfer is no longer on its way (W-24)."""

    code: ClassVar[str] = "TRSF_STATE_CONFLICT"
    rule: ClassVar[str] = "W-24"
    state: str
