"""What can happen to premiums."""

from gongji.verification.clearing import FILED
from gongji.verification.moves import EARMARK
from gongji.verification.people import BELONGS
from gongji.verification.premiums import (
    ASKED_BACK,
    CLEARED_AS_PREMIUM,
    COVER,
    FUND_GETS_IT,
    HELD,
    PARTS,
    RETURNED,
    SOURCES,
)
from gongji.verification.reconciliation import TAKEN
from tests.verification.broken import Break

BREAKS = (
    Break(
        "a premium costs a fen nobody paid",
        ("update premium_order set amount_fen = amount_fen + 1 where state = 'PAID'",),
        (PARTS,),
    ),
    Break(
        "an order that waits is said to have failed",
        ("update premium_order set state = 'FAILED' where state = 'SENT_TO_TAX'",),
        (HELD,),
    ),
    Break(
        "a paid premium is said to be given back",
        ("update premium_order set state = 'REFUNDED' where state = 'PAID'",),
        (FUND_GETS_IT,),
    ),
    Break(
        "what was given back is said to have come from elsewhere",
        (
            """
            update premium_part
            set source_account = source_account + 1
            where order_id in (select order_id from premium_order where state = 'FAILED')
            """,
        ),
        (RETURNED, PARTS),
    ),
    Break(
        "a part forgets the lot it came from",
        (
            """
            update premium_part
            set lot_id = null
            where order_id in (select order_id from premium_order where state = 'PAID')
            and lot_id is not null
            """,
        ),
        (SOURCES, BELONGS),
    ),
    Break(
        "what a lot paid returns to who received it",
        (
            """
            update premium_part
            set lot_id = null
            where order_id in (select order_id from premium_order where state = 'EXPIRED')
            and lot_id is not null
            """,
        ),
        (SOURCES, BELONGS, EARMARK, RETURNED),
    ),
    Break(
        "a premium is owed for the month before",
        (
            """
            update transfer
            set debit_account = debit_account - case when debit_account / 10000000000000 = 2 then 10 else 0 end,
                credit_account = credit_account - case when credit_account / 10000000000000 = 1 then 10 else 0 end
            where journal_id in (select fact_id from fact where kind = 82)
            """,
        ),
        (CLEARED_AS_PREMIUM, FILED, TAKEN),
    ),
    Break(
        "cover is said to begin a day after New Year",
        ("update premium_order set cover_from = cover_from + 1 where state = 'PAID'",),
        (COVER,),
    ),
    Break(
        "cover is said to begin before the wait is over",
        ("update premium_order set wait_months = 3 where state = 'PAID'",),
        (COVER,),
    ),
    Break(
        "a premium was asked back by mistake after cover had begun",
        ("update fact set at = at + interval '1 year' where kind = 84",),
        (ASKED_BACK,),
    ),
)
