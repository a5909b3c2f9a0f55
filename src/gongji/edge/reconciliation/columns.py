"""The columns of a day's file between hub and province, the same both ways (C-31)."""

from enum import StrEnum


class FileFormat(StrEnum):
    """How a file is written; its name ends so."""

    CSV = "csv"
    PARQUET = "parquet"


# All of it is text, also in Parquet, but for the amount there, which is decimal(18, 2): yuan, negative where a cancel
# takes it back. kind: AID, CARE, PREMIUM or MOVE. state: STANDS, or UNDONE by a cancel or reversal.
COLUMNS = (
    "day",
    "party",
    "settlement_no",
    "line_no",
    "kind",
    "payer_pool",
    "payee_pool",
    "clearing_month",
    "institution",
    "message_no",
    "amount",
    "state",
)
KINDS = ("AID", "CARE", "PREMIUM", "MOVE")
STATES = ("STANDS", "UNDONE")
# What a whole field has to be; of the numbers no more digits than what they stand for can have.
PATTERNS = {
    "settlement_no": "^[1-9][0-9]{0,17}$",
    "line_no": "^(0|[1-9][0-9]{0,3})$",
    "payer_pool": "^[1-9][0-9]{5}$",
    "payee_pool": "^[1-9][0-9]{5}$",
    "clearing_month": "^20[0-9]{2}(0[1-9]|1[0-2])$",
    "amount": "^-?(0|[1-9][0-9]{0,13})[.][0-9]{2}$",
    "kind": f"^({'|'.join(KINDS)})$",
    "state": f"^({'|'.join(STATES)})$",
}
