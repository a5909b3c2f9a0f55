"""The medical-insurance wallet: opened, used in one place at a time; what lies in it is a view of quotas and lots."""

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
    "PlaceChangesUsed",
    "Wallet",
    "WalletNeedsInsurance",
    "WalletNotEmpty",
    "WalletNotOpen",
    "WalletState",
    "close_wallet",
    "find_wallet",
    "follow_owner",
    "move_wallet",
    "open_wallet",
    "resume_wallet",
    "suspend_wallet",
]
