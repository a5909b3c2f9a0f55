"""Which transfers belong to a filed day: one rule for items between pools and for what institutions are owed (C-33)."""

from gongji.audit import Happening

# A debt that is paid is nothing that has to be cleared.
PAYING = (Happening.CLEARING_NOTICE_PAID, Happening.STATEMENT_PAID)


def transfers_of_day(first_account: int, end_account: int) -> str:
    """SQL: journal_id, line, book, account and amount_fen of each transfer of a day that touches these accounts.

    amount_fen: negative where it leaves the account. The parameters bound a day (day.py).
    """
    inside = f"between {first_account} and {end_account - 1}"
    paying = ", ".join(str(happening.value) for happening in PAYING)
    return f"""
        select journal_id,
               line,
               book,
               case when credit_account {inside} then credit_account else debit_account end as account,
               case when credit_account {inside} then amount_fen else -amount_fen end as amount_fen
        from transfer
        join fact
            on fact.cell = transfer.cell
            and fact_id = journal_id
        where (credit_account {inside} or debit_account {inside})
        and journal_id > %(after_id)s
        and journal_id < %(before_id)s
        and fact_id > %(after_id)s
        and fact_id < %(before_id)s
        and fact.at < %(end)s
        and fact.kind not in ({paying})
        and pg_visible_in_snapshot(transaction_id, %(snapshot)s::pg_snapshot)
        and not (fact.at < %(end_before)s and pg_visible_in_snapshot(transaction_id, %(snapshot_before)s::pg_snapshot))
    """
