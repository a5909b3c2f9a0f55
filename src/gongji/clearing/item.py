"""A clearing item: one split line between two pools, which is the transfer that makes the payer's pool owe (C-01)."""

from gongji.clearing.filing import transfers_of_day
from gongji.ground.identifiers import CELL_SHIFT, CELLS
from gongji.ground.value import value
from gongji.ledger import FACE


@value
class Item:
    """What one line of a journal makes one pool owe another; negative where a cancel takes it back (C-16).

    month: its clearing month, fixed when it was booked. business: as ledger.Business.
    """

    journal_id: int
    line: int
    payer_pool: int
    payee_pool: int
    month: int
    business: int
    amount_fen: int


# The parameters bound a day (day.py). What a payable account is for, its number tells (ledger.payable).
ITEMS_OF_DAY = f"""
    select journal_id,
           line,
           book as payer_pool,
           (account / 10000000 %% 1000000)::integer as payee_pool,
           (account / 10 %% 1000000)::integer as month,
           (account %% 10)::smallint as business,
           amount_fen
    from ({transfers_of_day(FACE, 2 * FACE)}) as between_pools
"""

# Where the beneficiary of aid is insured; 0 where there is none, or nobody knows of a bill. `item` and `bill` as below.
INSURED_PROVINCE = "case when item.business = 1 then coalesce(bill.insured_pool / 10000 * 10000, 0) else 0 end"
BILL_OF_ITEM = f"""
    left join settlement as bill
        on bill.settlement_id > %(after_id)s
        and bill.settlement_id < %(before_id)s
        and bill.settlement_id = item.journal_id
        and bill.cell = (item.journal_id >> {CELL_SHIFT}) & {CELLS - 1}
"""
