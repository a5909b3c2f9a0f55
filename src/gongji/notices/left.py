"""What people could still spend of their relatives' money when something had happened, however late it is told (A-08).

A quota of last year that paid is told with what was left of it, not with what this year's holds.
"""

from collections.abc import Collection, Iterable
from typing import Any

from psycopg import Connection

from gongji import wallet
from gongji.ground.identifiers import array_of, cells_and
from gongji.ground.rows import fetch
from gongji.ground.value import value
from gongji.ledger import FIRST_DEFENDED, AccountKind
from gongji.mutual_aid import WHOLE

OF_QUOTAS = (AccountKind.QUOTA_CURRENT, AccountKind.QUOTA_CARRIED)


@value
class Purse:
    """An account of a quota, or of a lot, with what went out of it since, by journal; what came in is negative.

    subject_id: the quota or lot. is_whole: a whole account is spent (R-22), until the journal ended_by.
    """

    spender_id: int
    giver_id: int
    subject_id: int
    balance_fen: int
    is_whole: bool
    ended_by: int | None
    journals: list[int]
    went_fen: list[int]

    def held_fen(self, fact_id: int) -> int:
        """What was in it when a fact had happened."""
        since = zip(self.journals, self.went_fen, strict=True)
        return self.balance_fen + sum(fen for journal_id, fen in since if journal_id > fact_id)

    def was_whole(self, fact_id: int) -> bool:
        """Whether a whole account stood behind it then."""
        return self.is_whole and self.subject_id <= fact_id and (self.ended_by is None or fact_id < self.ended_by)


@value
class Left:
    """purses: all that these people may or might spend from; good for facts from the one it was asked for on."""

    purses: dict[int, list[Purse]]

    def of(self, fact_id: int, spender: int, givers: Iterable[int]) -> dict[str, Any]:
        """What a notice says was left to a spender of what these gave; of a whole account never how much (N-05)."""
        among = set(givers)
        hers = [purse for purse in self.purses.get(spender, ()) if purse.giver_id in among]
        whole = any(purse.was_whole(fact_id) for purse in hers)
        limited = sum(purse.held_fen(fact_id) for purse in hers)
        said: dict[str, Any] = {"whole": True} if whole else {}
        return said | ({"left_fen": limited} if limited or not whole else {})

    def of_quota(self, fact_id: int, spender: int, quota_id: int) -> int:
        """What was left of one quota."""
        hers = self.purses.get(spender, ())
        return sum(purse.held_fen(fact_id) for purse in hers if purse.subject_id == quota_id)


def find_left(db: Connection[Any], *, people: Collection[int], since: int) -> Left:
    """What these spenders had of whom. since: the earliest fact it is asked for."""
    purses: dict[int, list[Purse]] = {}
    for purse in _purses(db, people, since) if people else []:
        purses.setdefault(purse.spender_id, []).append(purse)
    return Left(purses)


def _purses(db: Connection[Any], people: Collection[int], since: int) -> list[Purse]:
    # One statement, so that no payment comes between what is in an account and what left it.
    return fetch(
        db,
        Purse,
        f"""
        select account.spender_id, coalesce(lot.sender_id, account.owner_id), account.subject_id, account.balance_fen,
               coalesce(quota.period_type = '{WHOLE}', false), ended_by, coalesce(journals, '{{}}'),
               coalesce(went_fen, '{{}}')
        from account
        left join wallet_transfer lot on lot.cell = account.cell and lot.transfer_id = account.subject_id
        left join quota on quota.cell = account.cell and quota.quota_id = account.subject_id
        left join lateral (
            select max(journal_id) as ended_by
            from quota_change change
            where change.cell = quota.cell
            and change.relation_id = quota.relation_id
            and change.quota_id = quota.quota_id
            and quota.period_type = '{WHOLE}'
            and quota.state <> 'active'
        ) as ended on true
        left join lateral (
            select array_agg(journal_id) as journals, array_agg(fen) as went_fen
            from (
                select journal_id, amount_fen as fen
                from transfer
                where debit_account = account.account_id
                and debit_account >= {FIRST_DEFENDED}
                and journal_id > %s
                union all
                select journal_id, -amount_fen
                from transfer
                where credit_account = account.account_id
                and credit_account >= {FIRST_DEFENDED}
                and journal_id > %s
            ) as side
        ) as moved on true
        where account.cell = any(%s::smallint[])
        and account.spender_id = any(%s::bigint[])
        and account.kind = any(%s::smallint[])
        """,
        [since, since, *cells_and(people), array_of((*OF_QUOTAS, *wallet.LOTS))],
    )
