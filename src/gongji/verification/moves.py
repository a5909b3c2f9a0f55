"""Moves between accounts that people own: what may become of their money without leaving it."""

from gongji.verification.account_numbers import DEFENDED
from gongji.verification.check import Check
from gongji.verification.merges import came_into

EARMARK = Check(
    "people's money moves only into an owner's quotas, transfers, orders and back, is carried over or corrected",
    ("I-5", "P-06", "W-17"),
    f"""
    select format(
        'journal %s line %s: %s fen from account %s to %s', journal_id, line, amount_fen, debit_account, credit_account)
    from transfer
    left join account as giving on giving.account_id = debit_account
    left join account as taking on taking.account_id = credit_account
    where debit_account >= {DEFENDED}
    and credit_account >= {DEFENDED}
    and (
        giving.owner_id = taking.owner_id
        and (giving.kind, taking.kind) in (
            (1, 3), (2, 4), (3, 1), (4, 2), (1, 5), (2, 6), (5, 1), (6, 2),
            (1, 9), (2, 10), (9, 1), (10, 2), (3, 9), (4, 10), (9, 3), (10, 4), (7, 11), (8, 12), (11, 7), (12, 8))
        or giving.subject_id = taking.subject_id
        and (giving.kind, taking.kind) in ((5, 7), (6, 8), (1, 2), (3, 4))
        or (giving.kind, taking.kind) in ((7, 1), (8, 2), (7, 3), (8, 4), (11, 1), (12, 2))
        and exists (
            select
            from wallet_transfer
            where transfer_id = coalesce((
                select lot_id
                from premium_part
                where held_account = giving.account_id
            ), giving.subject_id)
            and (sender_id = taking.owner_id or {came_into("sender_id", "taking.owner_id")})
            and (receiver_id = taking.spender_id or taking.kind < 3)
        )
        or greatest(giving.kind, taking.kind) <= 2
        and transfer.journal_id in (select journal_id from correction where state = 'booked')
        or (giving.kind, taking.kind) in ((1, 1), (2, 2), (3, 1), (4, 2))
        and {came_into("giving.owner_id", "taking.owner_id")}
    ) is not true
    """,
)

GIVEN_BACK = Check(
    "what is no lot any more holds nothing",
    ("W-23", "S-24"),
    """
    select format('account %s: %s fen of transfer %s, which is %s', account_id, balance_fen, transfer_id, state)
    from account
    join wallet_transfer
        on wallet_transfer.cell = account.cell
        and transfer_id = subject_id
    where account.kind in (7, 8)
    and balance_fen <> 0
    and state <> 'accepted'
    """,
)

CHECKS = (EARMARK, GIVEN_BACK)
