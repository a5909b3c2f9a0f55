"""How an account's number is read: identifiers from 10^15 on, below them a kind of shared account and what it is for.

Written down here a second time, on purpose: what verifies the books must not share an error with what keeps them.
"""

DEFENDED = 10**15
# A shared account's number is its kind times FACE, plus 13 digits.
FACE = 10**13
PAYABLE, RECEIVABLE, INSTITUTION, FUND, OPENING, CONTRIBUTIONS, SUSPENSE, INTEREST, PAID_OUT = range(1, 10)
TREASURY, OWED_TO_PROVINCE, OWED_BY_PROVINCE, COLLECTED, PASSED_ON = range(10, 15)
PREFUND_TO, PREFUND_FROM = 15, 16
AID, CARE, PREMIUM, MOVE = range(1, 5)

# Of payable and receivable accounts the last seven digits are clearing month and business.
BETWEEN_POOLS = f"({PAYABLE}, {RECEIVABLE})"
MONTH_AND_BUSINESS = 10**7

# Both sides of every transfer, as what it changes on an account. Two scans are faster than making two rows of each row.
SIDES = """
    (
        select
            cell,
            journal_id,
            line,
            book,
            credit_account as account_id,
            debit_account as other_id,
            amount_fen as change_fen
        from transfer
        union all
        select cell, journal_id, line, book, debit_account, credit_account, -amount_fen
        from transfer
    ) as side
"""


def kind_of(account: str) -> str:
    """SQL: the kind of a shared account."""
    return f"{account} / {FACE}"


def counterparty_of(account: str) -> str:
    """SQL: the other pool of a payable or receivable account."""
    return f"{account} / {MONTH_AND_BUSINESS} % 1000000"


def month_of(account: str) -> str:
    """SQL: the clearing month of a payable or receivable account."""
    return f"{account} / 10 % 1000000"


def without_month(account: str) -> str:
    """SQL: an account, a payable or receivable one with its clearing month struck out."""
    return (
        f"case when {kind_of(account)} in {BETWEEN_POOLS} "
        f"then {account} - {account} % {MONTH_AND_BUSINESS} + {account} % 10 else {account} end"
    )
