"""What the books say of a quota, for tests to compare with: read from transfers, not from what verbs answered."""

from dataclasses import dataclass
from datetime import date

from gongji import insured
from gongji.audit import Happening
from gongji.ground.calendar import clearing_month
from gongji.ground.identifiers import cell_of
from gongji.ground.policy import PolicySet, published
from gongji.insured import EMPLOYEE, Credit
from gongji.mutual_aid import Quota
from tests.world import World

NAMES = {1: "current", 2: "carried", 3: "quota of current", 4: "quota of carried"}


@dataclass(frozen=True)
class Change:
    """One change of a quota, with its journal as (from, to) -> fen."""

    before_fen: int
    after_fen: int
    day: date
    happening: Happening
    journal: dict[tuple[str, str], int]


def journal(world: World, journal_id: int) -> dict[tuple[str, str], int]:
    """The transfers of a journal between defended accounts: (from, to) -> fen, by bucket."""
    rows = world.db.execute(
        """
        select debit.kind, credit.kind, amount_fen
        from transfer
        join account debit on debit.account_id = debit_account
        join account credit on credit.account_id = credit_account
        where journal_id = %s
        """,
        [journal_id],
    ).fetchall()
    found = {(NAMES[debit], NAMES[credit]): fen for debit, credit, fen in rows}
    assert len(found) == len(rows)
    return found


def changes(world: World, quota: Quota) -> list[Change]:
    """Every change of a quota in order; setting it is none."""
    rows = world.db.execute(
        """
        select journal_id, before_fen, after_fen, day, fact.kind
        from quota_change
        join fact on fact_id = journal_id
        where quota_id = %s
        and subject_id = quota_id
        order by journal_id
        """,
        [quota.quota_id],
    ).fetchall()
    return [
        Change(before, after, day, Happening(kind), journal(world, journal_id))
        for journal_id, before, after, day, kind in rows
    ]


def happened(world: World, subject_id: int) -> list[Happening]:
    """What is recorded about somebody or something, in order."""
    rows = world.db.execute("select kind from fact where subject_id = %s order by fact_id", [subject_id])
    return [Happening(kind) for (kind,) in rows]


def buckets(world: World, person_id: int) -> dict[str, int]:
    """What lies in each bucket of a person's own account."""
    rows = world.db.execute(
        "select kind, balance_fen from account where subject_id = %s and cell = %s order by kind desc",
        [person_id, cell_of(person_id)],
    )
    return {NAMES[kind]: fen for kind, fen in rows}


def spent(world: World, quota: Quota) -> int:
    """What was spent of a quota and not given back to it, from its transfers with anything but its donor's account."""
    row = world.db.execute(
        """
        select coalesce(sum(case when debit_account = account_id then amount_fen else -amount_fen end), 0)::bigint
        from account
        join transfer on account_id in (debit_account, credit_account)
        where subject_id = %s
        and not exists (
            select
            from account own
            where own.owner_id = own.subject_id
            and own.account_id in (debit_account, credit_account)
        )
        """,
        [quota.quota_id],
    ).fetchone()
    return int(row[0]) if row else 0


def credit(world: World, person_id: int, fen: int) -> None:
    """A monthly credit, which lies in the bucket of the current year."""
    month = Credit(person_id, EMPLOYEE, clearing_month(world.now), "individual", fen)
    (answer,) = insured.credit_month(world.db, credits=[month], now=world.now)
    assert isinstance(answer, int), answer


def policy_of_pool(pool: int, **values: object) -> PolicySet:
    """The shipped policy, with other values for one pool; dots of the names as double underscores."""
    lines = [
        f'[values."{name.replace("__", ".")}"]\ndated = [{{ from = 2024-12-02, value = {value!r} }}]'
        for name, value in values.items()
    ]
    return PolicySet({**published().files, f"pools/{pool}.toml": "\n".join(lines)})
