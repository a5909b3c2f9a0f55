"""Facts, the headers of journals, and the identifiers that all rows are found by."""

from gongji.verification.account_numbers import (
    CONTRIBUTIONS,
    DEFENDED,
    FACE,
    FUND,
    INSTITUTION,
    INTEREST,
    OPENING,
    PAID_OUT,
    PAYABLE,
    PREFUND_FROM,
    PREFUND_TO,
    PREMIUM,
    RECEIVABLE,
    SUSPENSE,
    TREASURY,
    kind_of,
)
from gongji.verification.check import Check

# Numbers of `fact.kind`: 1 balance opened, 2 month credited, 11 … 15 relation dissolved and quota set, raised,
# lowered, closed, 33 and 34 quota expired and renewed, 20 … 22 settled, cancelled, reversed, 52 account moved,
# 80, 82, 83, 85 premium reserved, paid, released, refunded, 90 interest credited, 91 year turned, 93 paid out,
# 106 account merged, 126 correction booked, 154 clearing notice paid, 164 pair booked at zero, 170 institution paid,
# 173 prefund paid.
JOURNAL_HAS_FACT = Check(
    "every journal has one fact, and moved what its fact says",
    ("I-5", "X-46"),
    f"""
    select format('journal %s has a fact of kind %s', journal_id, kind)
    from (
        select
            cell,
            journal_id,
            bool_and(debit_account = {OPENING * FACE} and credit_account >= {DEFENDED}) as opens,
            bool_and(
                least(debit_account, credit_account) = {CONTRIBUTIONS * FACE}
                and greatest(debit_account, credit_account) >= {DEFENDED}) as credits,
            bool_and(debit_account = {INTEREST * FACE} and credit_account >= {DEFENDED}) as earns,
            bool_and(debit_account >= {DEFENDED} and credit_account = {PAID_OUT * FACE}) as pays_out,
            bool_and(debit_account >= {DEFENDED} and credit_account >= {DEFENDED}) as sets_aside,
            bool_and(debit_account >= {DEFENDED} and credit_account = {SUSPENSE * FACE}) as suspends,
            bool_and(
                {kind_of("debit_account")} = {RECEIVABLE} and credit_account >= {DEFENDED}
                or {kind_of("credit_account")} = {PAYABLE} and debit_account >= {DEFENDED}) as moves,
            bool_and(debit_account >= {DEFENDED} and (
                credit_account >= {DEFENDED} or credit_account = {SUSPENSE * FACE})) as gives_back,
            bool_and({FUND * FACE} in (debit_account, credit_account)
                or {kind_of("debit_account")} = {PAYABLE} and debit_account % 10 = {PREMIUM}
                or {kind_of("credit_account")} = {PAYABLE} and credit_account % 10 = {PREMIUM}) as pays_premium,
            bool_and(
                {kind_of("debit_account")} not in ({OPENING}, {CONTRIBUTIONS})
                and {kind_of("credit_account")} not in ({OPENING}, {CONTRIBUTIONS}, {SUSPENSE})) as corrects,
            bool_and(
                {kind_of("debit_account")} in ({PAYABLE}, {RECEIVABLE}) or {kind_of("debit_account")} >= {TREASURY}
            ) and bool_and(
                {kind_of("credit_account")} in ({PAYABLE}, {RECEIVABLE}) or {kind_of("credit_account")} >= {TREASURY}
            ) and max(greatest(debit_account, credit_account)) < {DEFENDED} as clears,
            bool_and(
                {kind_of("debit_account")} = {INSTITUTION} and credit_account in ({TREASURY * FACE}, {FUND * FACE})
            ) as pays_institution,
            bool_and(
                {TREASURY * FACE} = least(debit_account, credit_account)
                and {kind_of("greatest(debit_account, credit_account)")} in ({PREFUND_TO}, {PREFUND_FROM})) as prefunds
        from transfer
        group by cell, journal_id
    ) as journal
    left join fact
        on fact.cell = journal.cell
        and fact_id = journal_id
    where case
        when kind = 1 then opens
        when kind = 2 then credits
        when kind between 11 and 15 or kind in (33, 34) then sets_aside
        when kind between 45 and 49 then sets_aside or suspends
        when kind = 52 then moves
        when kind in (80, 106) then sets_aside
        when kind = 83 then gives_back
        when kind in (82, 85) then pays_premium
        when kind = 126 then corrects
        when kind = 90 then earns
        when kind = 91 then sets_aside
        when kind = 93 then pays_out
        when kind in (154, 164) then clears
        when kind = 170 then pays_institution
        when kind = 173 then prefunds
        else kind between 20 and 22
    end is not true
    """,
)

SETTLEMENT_HAS_FACT = Check(
    "every settlement, cancel and reversal has its fact, and the other way round",
    ("S-11", "X-46"),
    """
    select format(
        'settlement %s of kind %s, person %s, %s; fact of kind %s, person %s, %s',
        coalesce(settlement_id, fact_id), settlement.kind, person_id, accepted_at, fact.kind, subject_id, at)
    from settlement
    full join (
        select *
        from fact
        where kind between 20 and 22
    ) as fact
        on fact.cell = settlement.cell
        and fact_id = settlement_id
    where (fact.kind, subject_id, at) is distinct from (settlement.kind + 19, person_id, accepted_at)
    """,
)

CARRIES_CELL = Check(
    "a row stands in the cell its identifier carries, and what a person spends in the person's cell",
    ("design 2",),
    """
    select format('%s %s stands in cell %s', kind_of_row, identifier, cell)
    from (
        select 'person' as kind_of_row, person_id as identifier, cell from person
        union all select 'insured relation of person', person_id, cell from insured_relation
        union all select 'spender', person_id, cell from spender
        union all select 'credits of person', person_id, cell from monthly_credit
        union all select 'interest of person', person_id, cell from interest_credit
        union all select 'pay-out', pay_out_id, cell from pay_out
        union all select 'pay-out of person', person_id, cell from pay_out
        union all select 'account', account_id, cell from account
        union all select 'account of spender', spender_id, cell from account
        union all select 'relation', relation_id, cell from aid_relation
        union all select 'relation of beneficiary', beneficiary_id, cell from aid_relation
        union all select 'relation of donor', donor_id, cell from donor_relation
        union all select 'quota', quota_id, cell from quota
        union all select 'quota of beneficiary', beneficiary_id, cell from quota
        union all select 'premium order', order_id, cell from premium_order
        union all select 'premium order of person', person_id, cell from premium_order
        union all select 'premium part', order_id, cell from premium_part
        union all select 'complaint', complaint_id, cell from complaint
        union all select 'complaint of person', person_id, cell from complaint
        union all select 'text of complaint', complaint_id, cell from complaint_text
        union all select 'correction', correction_id, cell from correction
        union all select 'correction of', corrects_id, cell from correction
        union all select 'move of correction', correction_id, cell from correction_move
        union all select 'settlement', settlement_id, cell from settlement
        union all select 'settlement of person', person_id, cell from settlement
        union all select 'cancellation of', original_id, cell from cancellation
        union all select 'journal', journal_id, cell from transfer
        union all select 'fact', fact_id, cell from fact
    ) as row_
    where identifier >> 12 & 1023 <> cell
    """,
)

CHECKS = (JOURNAL_HAS_FACT, SETTLEMENT_HAS_FACT, CARRIES_CELL)
