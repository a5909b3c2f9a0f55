"""A family that pays premiums: a daughter in Xiamen, a son in Fuzhou, their mother, a resident of Lanzhou."""

from dataclasses import dataclass
from typing import Any

import pytest

from gongji import contributions
from gongji.audit import By
from gongji.contributions import PremiumOrder, Quote, Reason, Scheme, State
from gongji.ground.policy import PolicySet
from tests.world import World

DAUGHTER = By(1, "app")
CLOCK = By(0, "job")
# Lanzhou, where of two groups one pays half and one nothing (B-01).
GROUPS = """
[[values."premium.resident".dated]]
from = 2024-01-01

[[values."premium.resident".dated.value.2027]]
open_from = 2026-09-01
open_to = 2026-12-31
bands = [
    { name = "EXTREME_POVERTY", groups = ["EXTREME_POVERTY"], amount_fen = 0 },
    { name = "LOW_INCOME", groups = ["LOW_INCOME"], amount_fen = 20_000 },
    { amount_fen = 40_000 },
]
"""


@dataclass
class Office:
    """The verbs as the doors call them, at the moment of the world."""

    world: World

    def quote(
        self, person: int, scheme: Scheme = Scheme.RESIDENT, year: int = 2027, *, group: str | None = None
    ) -> Quote:
        w = self.world
        return contributions.quote(
            w.db, person_id=person, scheme=scheme, year=year, now=w.now, policy=w.policy, group=group
        )

    def order(
        self,
        person: int,
        scheme: Scheme = Scheme.RESIDENT,
        *,
        cash: int = 0,
        key: str = "1",
        year: int = 2027,
        group: str | None = None,
        amount: int | None = None,
    ) -> PremiumOrder:
        """Ordered and held."""
        w = self.world
        return contributions.reserve(
            w.db,
            person_id=person,
            scheme=scheme,
            year=year,
            group=group,
            amount_fen=amount,
            cash_fen=cash,
            payer_id=1,
            told_key=key,
            now=w.now,
            policy=w.policy,
            by=DAUGHTER,
        )

    def sent(self, order: PremiumOrder) -> PremiumOrder:
        return contributions.sent(self.world.db, order_id=order.order_id, now=self.world.now, by=DAUGHTER)

    def paid(self, order: PremiumOrder, receipt: str = "T1") -> PremiumOrder:
        self.sent(order)
        w = self.world
        return contributions.paid(w.db, order_id=order.order_id, receipt=receipt, now=w.now, by=DAUGHTER)

    def release(self, order: PremiumOrder, state: State = State.FAILED) -> PremiumOrder:
        w = self.world
        return contributions.release(
            w.db, order_id=order.order_id, state=state, reason="", now=w.now, policy=w.policy, by=CLOCK
        )

    def ask_refund(self, order: PremiumOrder, reason: Reason = Reason.MISTAKE) -> PremiumOrder:
        w = self.world
        return contributions.ask_refund(w.db, order_id=order.order_id, reason=reason, now=w.now, by=DAUGHTER)

    def refund(self, order: PremiumOrder, reason: Reason = Reason.MISTAKE) -> PremiumOrder:
        self.ask_refund(order, reason)
        w = self.world
        return contributions.refunded(w.db, order_id=order.order_id, now=w.now, policy=w.policy, by=DAUGHTER)

    def journal(self, fact_of: PremiumOrder, kind: int) -> dict[tuple[int, str, str], int]:
        """What moved when a fact of this kind happened to an order: (book, from, to) -> fen."""
        rows = self.world.db.execute(
            """
            with named as (
                select account_id, (array[
                           'own', 'own', 'quota', 'quota', '', '', 'lot', 'lot', 'held', 'held', 'held', 'held'
                       ])[kind] as name
                from account
            )
            select book,
                   coalesce(shared_account_name(debit_account), d.name),
                   coalesce(shared_account_name(credit_account), c.name),
                   sum(amount_fen)::bigint
            from transfer
            join fact on fact.cell = transfer.cell and fact_id = journal_id
            left join named d on d.account_id = debit_account
            left join named c on c.account_id = credit_account
            where fact.subject_id = %s
            and fact.kind = %s
            group by 1, 2, 3
            """,
            [fact_of.order_id, kind],
        ).fetchall()
        return {(book, debit, credit): fen for book, debit, credit, fen in rows}


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.fixture
def daughter(world: World) -> int:
    return world.employee("陈静", account=30_000_00)


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("李秀兰")


@pytest.fixture(autouse=True)
def _books_agree(world: World) -> Any:
    yield
    world.require_books_agree()


def policy_of_pool(world: World, pool: int, toml: str) -> PolicySet:
    """The published policy, except that this pool has its own values."""
    return PolicySet({**world.policy.files, f"pools/{pool}.toml": toml})
