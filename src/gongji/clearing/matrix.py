"""The national matrix of a batch as the file that everybody gets, and its hash (C-15)."""

import hashlib
from typing import Any

from psycopg import Connection

# Amounts in yuan, rows in one order: the same batch gives the same bytes, wherever it is written.
MATRIX = """
    copy (
        select batch_month,
               payer_province,
               payee_province,
               payer_pool,
               payee_pool,
               (array['AID', 'CARE', 'PREMIUM', 'MOVE'])[business] as business,
               month as clearing_month,
               items,
               (amount_fen / 100.0)::numeric(18, 2) as amount
        from clearing_line as line
        where batch_month = %s
        order by payer_pool, payee_pool, line.business, month
    ) to stdout (format csv, header)
"""


def write_matrix(db: Connection[Any], *, batch_month: int) -> bytes:
    """The matrix of a batch: a line for each pair of pools, business and clearing month, in UTF-8."""
    with db.cursor().copy(MATRIX, [batch_month]) as rows:
        return b"".join(rows)


def digest_of(file: bytes) -> bytes:
    """SM3 of a file, 32 bytes."""
    return hashlib.new("sm3", file).digest()
