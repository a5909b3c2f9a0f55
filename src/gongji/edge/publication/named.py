"""How published files are named, and what stands in them."""

from datetime import date

# amount: yuan, negative where a cancel takes it back.
LEAF_COLUMNS = {
    "settlement_no": "bigint",
    "line_no": "smallint",
    "business": "varchar",
    "payer_pool": "integer",
    "payee_pool": "integer",
    "clearing_month": "integer",
    "amount": "decimal(18, 2)",
}


def leaves_name(batch_month: int, day: date) -> str:
    """The file of a day's leaf rows in a batch."""
    return f"leaves-{batch_month}-{day:%Y%m%d}.parquet"


def matrix_name(batch_month: int) -> str:
    """The file of a batch's national matrix."""
    return f"matrix-{batch_month}.csv"
