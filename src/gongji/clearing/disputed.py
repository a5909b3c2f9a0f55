"""Bills an institution tells otherwise than the hub: their items wait, and those of what undid them (C-11, C-30)."""

from gongji.clearing.filing import PAYING
from gongji.clearing.item import INSURED_PROVINCE
from gongji.ground.identifiers import CELL_SHIFT, CELLS
from gongji.ledger import FACE

# A bill and what undid it come to nothing together, so they wait together. A bill the hub does not have, or has of
# another institution (M1), holds nothing.
DISPUTED_BILLS = """
    told (journal_id) as materialized (
        select journal_id
        from clearing_mismatch
        where institution_no <> 0
        and ended_at is null
        and hub_fen is not null
    ),
    disputed (journal_id) as materialized (
        select journal_id from told
        union
        select settlement_id from cancellation join told on original_id = journal_id
        union
        select original_id from cancellation join told on settlement_id = journal_id
    )
"""

# As rows of clearing_day_pair and items of them. A till compares before a day is filed, so which day filed an item its
# snapshots are asked: the first that was over and saw it.
ITEMS_OF_DISPUTED_BILLS = f"""
    select filed.day,
           item.payer_pool,
           item.payee_pool,
           item.month,
           item.business,
           case
               when insured in (item.payer_pool / 10000 * 10000, item.payee_pool / 10000 * 10000) then 0
               else insured
           end as third_province,
           item.journal_id,
           item.line,
           item.amount_fen
    from (
        select transfer.cell,
               transfer.journal_id,
               transfer.line,
               book as payer_pool,
               (payable / 10000000 %% 1000000)::integer as payee_pool,
               (payable / 10 %% 1000000)::integer as month,
               (payable %% 10)::smallint as business,
               case when payable = credit_account then transfer.amount_fen else -transfer.amount_fen end as amount_fen
        from disputed
        join transfer
            on transfer.journal_id = disputed.journal_id
            and transfer.cell = (disputed.journal_id >> {CELL_SHIFT}) & {CELLS - 1},
             lateral (values (credit_account), (debit_account)) as side (payable)
        where payable between {FACE} and {2 * FACE - 1}
    ) as item
    join fact
        on fact.cell = item.cell
        and fact_id = item.journal_id
        and fact.kind not in ({", ".join(str(happening.value) for happening in PAYING)})
    left join settlement as bill
        on bill.cell = item.cell
        and bill.settlement_id = item.journal_id,
         lateral (select {INSURED_PROVINCE} as insured) as place,
         lateral (
            select day
            from clearing_day
            where fact.at < (day + 1)::timestamp at time zone 'Asia/Shanghai'
            and pg_visible_in_snapshot(fact.transaction_id, snapshot)
            order by day
            limit 1
         ) as filed
"""
