"""The medical-insurance wallet: opened, used in one place at a time; what lies in it is a view of quotas and lots.

Lots come of transfers of the pilot's model, which a pool may still allow (D-01).
"""

from gongji.wallet.accept import Accepting, accept
from gongji.wallet.call_off import reject, revoke
from gongji.wallet.close import close_wallet
from gongji.wallet.convert import convert_lots, find_lots
from gongji.wallet.give_back import give_back, return_all, transfers_of
from gongji.wallet.morning import RETURN_HOUR, find_unaccepted, return_unaccepted
from gongji.wallet.move import follow_owner, move_wallet
from gongji.wallet.open import open_wallet
from gongji.wallet.refusals import (
    OnwardTransfer,
    PlaceChangesUsed,
    TransferHours,
    TransferPending,
    TransfersOff,
    TransferStateConflict,
    TransfersToday,
    TransferTooLarge,
    TransferUnknown,
    WalletNeedsInsurance,
    WalletNotEmpty,
    WalletNotOpen,
)
from gongji.wallet.send import send
from gongji.wallet.standing import Sending
from gongji.wallet.suspend import resume_wallet, suspend_wallet
from gongji.wallet.transfer import HOME_OF, LOTS, WalletTransfer, find_transfers, list_transfers, lots_in_order
from gongji.wallet.wallet import Wallet, WalletState, find_wallet

__all__ = [
    "HOME_OF",
    "LOTS",
    "RETURN_HOUR",
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
