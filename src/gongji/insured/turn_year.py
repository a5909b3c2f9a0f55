"""A year turns: what came in before it is carried over, in the own account and in what is set aside (P-06)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.value import replace
from gongji.ledger import Account, AccountKind, Transfer

# What becomes what. An offer and what an order holds are decided within days, and turn when they are back.
CARRIED_OF = {
    AccountKind.CURRENT: AccountKind.CARRIED,
    AccountKind.QUOTA_CURRENT: AccountKind.QUOTA_CARRIED,
}
TURNING = [kind.value for kind in CARRIED_OF]


def find_to_turn(db: Connection[Any], *, after: int, limit: int) -> list[int]:
    """Owners of current-year money, by identifier from `after` on; whether it is this year's only `turn_year` looks."""
    rows = db.execute(
        """
        select person_id
        from spender
        where person_id > %(after)s
        and (
            exists (
                select
                from account
                where spender_id = person_id
                and owner_id = person_id
                and kind = any(%(turning)s)
                and balance_fen > 0
            )
            or exists (
                select
                from account
                where owner_id = person_id
                and owner_id <> spender_id
                and kind = any(%(turning)s)
                and balance_fen > 0
            )
        )
        order by person_id
        limit %(limit)s
        """,
        {"after": after, "turning": TURNING, "limit": limit},
    )
    return [row[0] for row in rows.fetchall()]


def turn_year(db: Connection[Any], *, people: Collection[int], now: datetime, by: By) -> int:
    """Carry over what these people have of earlier years' money; how many had any. Again it is nothing.

    This year's money is what this year's credits brought, and what has been spent since midnight was the old year's:
    late, too, this leaves no more than the credits in the bucket of the current year.
    """
    mine = _lock_and_look(db, people)
    kept = _credited_this_year(db, people, beijing_day(now).year)
    old = {person: _old_money(accounts, kept.get(person, 0)) for person, accounts in mine.items()}
    old = {person: moves for person, moves in old.items() if moves}
    targets = _targets(db, mine, [source for moves in old.values() for source, _ in moves])
    journals = new_identifiers(db, cells=[cell_of(person) for person in old])
    ledger.post(
        db,
        [
            Transfer(journal_id, line, source.book, source.account_id, targets[source.account_id], fen)
            for journal_id, moves in zip(journals, old.values(), strict=True)
            for line, (source, fen) in enumerate(moves, start=1)
        ],
    )
    audit.record(
        db,
        [
            Fact(journal_id, Happening.YEAR_TURNED, person, now, by=by)
            for journal_id, person in zip(journals, old, strict=True)
        ],
    )
    return len(old)


def _lock_and_look(db: Connection[Any], people: Collection[int]) -> dict[int, list[Account]]:
    """The accounts of each of these people, own and in quotas. A quota made meanwhile is left to the next run."""
    spenders = db.execute(
        """
        select distinct spender_id
        from account
        where owner_id = any(%s)
        and owner_id <> spender_id
        and kind = any(%s)
        and balance_fen > 0
        """,
        [list(people), TURNING],
    )
    locked = ledger.lock(db, spenders={*people, *(row[0] for row in spenders.fetchall())})
    kinds, mine = {*CARRIED_OF, *CARRIED_OF.values()}, {person: list[Account]() for person in people}
    for account in locked.accounts.values():
        if account.owner_id in mine and account.kind in kinds:
            mine[account.owner_id].append(account)
    return mine


def _credited_this_year(db: Connection[Any], people: Collection[int], year: int) -> dict[int, int]:
    """What credits brought into each person's bucket of the current year, in fen."""
    rows = db.execute(
        """
        select person_id, sum(amount_fen)::bigint
        from monthly_credit
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        and month between %s and %s
        group by person_id
        """,
        [*cells_and(people), year * 100 + 1, year * 100 + 12],
    )
    return dict(rows.fetchall())


def _old_money(accounts: Iterable[Account], kept_fen: int) -> list[tuple[Account, int]]:
    """How much of each account is of earlier years, the own account first. kept_fen: what is of this year."""
    current = sorted(
        (account for account in accounts if account.kind in CARRIED_OF),
        key=lambda account: (account.kind, account.account_id),
    )
    left = sum(account.balance_fen for account in current) - kept_fen
    moves = []
    for account in current:
        fen = min(account.balance_fen, max(left, 0))
        if fen:
            moves.append((account, fen))
            left -= fen
    return moves


def _targets(db: Connection[Any], mine: Mapping[int, Iterable[Account]], sources: Sequence[Account]) -> dict[int, int]:
    """The carried-over account beside each of these; a quota's is opened where it is missing."""
    beside = {(a.subject_id, a.kind): a.account_id for accounts in mine.values() for a in accounts}
    key_of = {source.account_id: (source.subject_id, CARRIED_OF[AccountKind(source.kind)]) for source in sources}
    missing = [source for source in sources if key_of[source.account_id] not in beside]
    opened = [
        replace(source, account_id=account_id, kind=CARRIED_OF[AccountKind(source.kind)].value, balance_fen=0)
        for source, account_id in zip(
            missing, new_identifiers(db, cells=[source.cell for source in missing]), strict=True
        )
    ]
    ledger.open_accounts(db, opened)
    beside |= {(account.subject_id, account.kind): account.account_id for account in opened}
    return {account_id: beside[key] for account_id, key in key_of.items()}
