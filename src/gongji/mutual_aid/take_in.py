"""Take into a quota what a donor gave before quotas were: the rest of a lot of the pilot (D-12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import By, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.rows import fetch
from gongji.ground.value import replace, value
from gongji.ledger import Account, AccountKind, Locked
from gongji.mutual_aid.ceiling import ceiling_of, find_spent
from gongji.mutual_aid.earmark import QUOTA_OF, Move, quota_account
from gongji.mutual_aid.held import Change, write_changes
from gongji.mutual_aid.quota import ALL_USES, Quota, quotas_of_relations, write_quotas
from gongji.mutual_aid.relation import RELATION_COLUMNS, AidRelation
from gongji.mutual_aid.set_quota import QuotaAsked, new_quota


@value
class Gift:
    """sources: the accounts it lies in, with the bucket of the donor's account it came from. gift_id: what it was."""

    gift_id: int
    donor_id: int
    beneficiary_id: int
    sources: Sequence[tuple[AccountKind, Account]]

    @property
    def amount_fen(self) -> int:
        """All of it."""
        return sum(account.balance_fen for _, account in self.sources)


@dataclass(slots=True)
class Standing:
    """What a list of gifts is decided by; those that are taken in are added, so that they count for the next."""

    relations: dict[tuple[int, int], AidRelation]
    quotas: dict[int, Quota]
    spent: Mapping[int, int]
    accounts: Mapping[int, Sequence[Account]]
    new: list[Quota] = field(default_factory=list)
    opens: list[Account] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def take_in(
    db: Connection[Any], *, gifts: Sequence[Gift], locked: Locked, now: datetime, policy: PolicySet, by: By
) -> list[int | None]:
    """Raise the quota of each gift's relation by it, or set an open one for everything; the quotas, in order.

    None, and nothing moves, where no quota can take it: the relation is not active, its kinship not verified and the
    ceiling reached (R-07), its quota a whole balance or over, or the donor's account no longer where it came from.
    The caller holds everybody (`locked`). The fact of each is LOT_CONVERTED, about gift_id; none of the donor's own
    changes of a day (Q-09).
    """
    standing = _look(db, gifts, locked, now)
    # Each has a journal, and may need a quota and an account for each bucket.
    numbers = iter(new_identifiers(db, cells=[cell_of(gift.beneficiary_id) for gift in gifts for _ in range(4)]))
    taken = [_decide(gift, standing, [next(numbers) for _ in range(4)], now, policy) for gift in gifts]
    write_quotas(db, standing.new)
    ledger.open_accounts(db, standing.opens)
    write_changes(db, standing.changes, now=now, by=by)
    return taken


def _look(db: Connection[Any], gifts: Iterable[Gift], locked: Locked, now: datetime) -> Standing:
    rows = fetch(
        db,
        AidRelation,
        f"""
        select {RELATION_COLUMNS}
        from aid_relation
        where cell = any(%s::smallint[])
        and beneficiary_id = any(%s::bigint[])
        and state = 'active'
        """,
        cells_and({gift.beneficiary_id for gift in gifts}),
    )
    quotas = quotas_of_relations(db, relation_ids=[row.relation_id for row in rows])
    spent = find_spent(db, relations=rows, day=beijing_day(now))
    return Standing({(row.donor_id, row.beneficiary_id): row for row in rows}, quotas, spent, locked.accounts_of())


def _decide(gift: Gift, standing: Standing, numbers: list[int], now: datetime, policy: PolicySet) -> int | None:
    relation = standing.relations.get((gift.donor_id, gift.beneficiary_id))
    if relation is None or not _has_its_home(gift, standing.accounts.get(gift.donor_id, ())):
        return None
    journal_id, quota_id, *account_ids = numbers
    day, pool = beijing_day(now), gift.sources[0][1].book
    before = standing.quotas.get(relation.relation_id)
    if before is None:
        before = new_quota(QuotaAsked(relation.relation_id, 0, "OPEN", ALL_USES), quota_id, relation, pool, day)
    after = replace(before, limit_fen=before.limit_fen + gift.amount_fen)
    spent = standing.spent.get(relation.relation_id, 0)
    ceiling = ceiling_of(relation.evidence, pool=pool, spent_fen=spent, day=day, policy=policy)
    above = ceiling is not None and after.limit_fen > ceiling
    if above or before.is_whole_balance or before.donor_pool != pool or not before.covers(day):
        return None
    if relation.relation_id not in standing.quotas:
        standing.new.append(before)
    standing.quotas[relation.relation_id] = after
    moves = _moves(gift, after, standing, account_ids)
    told = {"quota_id": str(after.quota_id)}
    standing.changes.append(Change(before, after, moves, Happening.LOT_CONVERTED, journal_id, told, gift.gift_id))
    return after.quota_id


def _has_its_home(gift: Gift, accounts: Sequence[Account]) -> bool:
    """Whether the donor still has the buckets it came from, to which the quota would return it."""
    return {(kind, account.book) for kind, account in gift.sources} <= {(a.kind, a.book) for a in accounts}


def _moves(gift: Gift, quota: Quota, standing: Standing, account_ids: Sequence[int]) -> list[Move]:
    known = [*standing.accounts.get(quota.quota_id, ()), *standing.opens]
    has = {account.kind: account for account in known if account.subject_id == quota.quota_id}
    moves = []
    for (bucket, source), account_id in zip(gift.sources, account_ids, strict=False):
        kind = QUOTA_OF[bucket]
        if kind not in has:
            has[kind] = quota_account(kind, account_id, quota)
            standing.opens.append(has[kind])
        moves.append((source, has[kind], source.balance_fen))
    return moves
