"""The national matrix of a batch as the file that everybody gets, and its hash (C-15)."""

import hashlib
from typing import Any

from psycopg import Connection

HEADER = "batch_month,payer_province,payee_province,payer_pool,payee_pool,business,clearing_month,items,amount\n"
# Amounts in yuan, rows in one order: the same batch gives the same bytes, wherever it is written. Put together by the
# database, since a quarter of a million rows take longer to fetch than to make.
LINES = r"""
    select string_agg(
        concat_ws(
            ',',
            batch_month,
            payer_province,
            payee_province,
            payer_pool,
            payee_pool,
            (array['AID', 'CARE', 'PREMIUM', 'MOVE'])[business],
            month,
            items,
            case when amount_fen < 0 then '-' else '' end || abs(amount_fen) / 100
                || '.' || lpad((abs(amount_fen) %% 100)::text, 2, '0')
        ) || E'\n',
        '' order by payer_pool, payee_pool, business, month
    )
    from clearing_line
    where batch_month = %s
"""


def write_matrix(db: Connection[Any], *, batch_month: int) -> bytes:
    """The matrix of a batch: a line for each pair of pools, business and clearing month, in UTF-8."""
    row = db.execute(LINES, [batch_month]).fetchone()
    lines = "" if row is None or row[0] is None else row[0]
    return (HEADER + lines).encode()


def digest_of(file: bytes) -> bytes:
    """SM3 of a file, 32 bytes."""
    return hashlib.new("sm3", file).digest()
