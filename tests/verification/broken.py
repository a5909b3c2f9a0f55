"""A break of the books, and the rows of the winter that breaks are shown on."""

from dataclasses import dataclass

from gongji.verification import Check

# A bill between pools that stands, paid by fund and aid; and the cancel of one.
BILL = """
    (
        select min(settlement_id)
        from settlement
        where kind = 1
        and pool_pay_fen > 0
        and settlement_id not in (select original_id from cancellation)
    )
"""
CANCEL = "(select min(settlement_id) from cancellation where kind = 2)"
REVERSAL = "(select min(settlement_id) from cancellation where kind = 3)"
# The daughter has both buckets, the son in Lanzhou one.
DAUGHTER = "(select min(owner_id) from account where kind = 1)"
CURRENT = "(select min(account_id) from account where kind = 1)"
CARRIED = f"(select account_id from account where kind = 2 and owner_id = {DAUGHTER})"
NEWCOMER = "(select account_id from account where book = 350200 and kind = 2 and balance_fen = 0 and closed_at is null)"
RECORD = "(select absorbed_id from person_merge)"
BROTHER = "(select kept_id from person_merge)"
SETTING = "(select min(fact_id) from fact where kind = 12)"


@dataclass(frozen=True, slots=True)
class Break:
    """what somebody did to the rows, in SQL; named: the checks it breaks, of which the first is the one shown here."""

    what: str
    sql: tuple[str, ...]
    named: tuple[Check, ...]
