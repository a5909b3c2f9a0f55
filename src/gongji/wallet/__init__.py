"""The medical-insurance wallet: opened, used in one place at a time; what lies in it is a view of quotas and lots.

Lots come of transfers of the pilot's model, which a pool may still allow (D-01).
"""

from gongji.wallet.convert import convert_lots, find_lots
from gongji.wallet.receive import (
    Accepting,
    accept,
    find_unaccepted,
    give_back,
    reject,
    return_all,
    return_unaccepted,
    revoke,
    transfers_of,
)
from gongji.wallet.refusals import (
    OnwardTransfer,
    TransferHours,
    TransferPending,
    TransfersOff,
    TransfersToday,
    TransferTooLarge,
)
from gongji.wallet.send import Sending, send
from gongji.wallet.transfer import (
    HOME_OF,
    LOTS,
    TransferStateConflict,
    TransferUnknown,
    WalletTransfer,
    find_transfers,
    list_transfers,
    lots_in_order,
)
from gongji.wallet.wallet import (
    PlaceChangesUsed,
    Wallet,
    WalletNeedsInsurance,
    WalletNotEmpty,
    WalletNotOpen,
    WalletState,
    close_wallet,
    find_wallet,
    follow_owner,
    move_wallet,
    open_wallet,
    resume_wallet,
    suspend_wallet,
)

__all__ = [
    "HOME_OF",
    "LOTS",
    "Accepting",
    "OnwardTransfer",
    "PlaceChangesUsed",
    "Sending",
    "TransferHours",
    "TransferPending",
    "TransferStateConflict",
    "TransferTooLarge",
    "TransferUnknown",
    "TransfersOff",
    "TransfersToday",
    "Wallet",
    "WalletNeedsInsurance",
    "WalletNotEmpty",
    "WalletNotOpen",
    "WalletState",
    "WalletTransfer",
    "accept",
    "close_wallet",
    "convert_lots",
    "find_lots",
    "find_transfers",
    "find_unaccepted",
    "find_wallet",
    "follow_owner",
    "give_back",
    "list_transfers",
    "lots_in_order",
    "move_wallet",
    "open_wallet",
    "reject",
    "resume_wallet",
    "return_all",
    "return_unaccepted",
    "revoke",
    "send",
    "suspend_wallet",
    "transfers_of",
]
