"""The program and the model, side by side: after every step balances, states and refusals are the same."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition
from psycopg import Connection

from gongji.audit import By
from gongji.ground.policy import PolicySet, published
from gongji.ground.refusal import Refusal
from gongji.mutual_aid import Quota
from gongji.settlement import Cancel, Pay, Settled
from tests.models.family_model import FamilyModel
from tests.models.household import move_in
from tests.models.members import CARRIED, CURRENT, PAIRS, Key, Place
from tests.races.race import attempt
from tests.world import LANZHOU, World, furnished_world

FEN = st.integers(min_value=1, max_value=600_00)
PAIR = st.sampled_from(PAIRS)
CLERK, COLLEAGUE = By(7, "counter", 8), By(9, "counter", 10)
WALLETS = ("none", "active", "suspended", "closed")
# Sharing and spending are always told; of the others some, so that an example goes deep where it goes.
CHAPTERS = (
    "pilot",
    "years",
    "staff",
    "codes",
    "messages",
    "visits",
    "kin",
    "answers",
    "mandates",
    "complaints",
    "moves",
)
# Fujian lets relatives share whole balances; where the pilot goes on, transfers are made (D-01).
WHOLE = """
[values."relation.whole_balance"]
unit = "true or false"
source = "this test"
dated = [{ from = 2024-12-02, value = true }]
"""
LEGACY = """
[values."wallet.transfer_mode"]
unit = "off or legacy"
source = "this test"
dated = [{ from = 2024-12-02, value = "legacy" }]
"""


@cache
def policy(pilot: bool) -> PolicySet:
    fujian = {"provinces/350000.toml": WHOLE + LEGACY * pilot, f"pools/{LANZHOU}.toml": LEGACY * pilot}
    return PolicySet(published().files | fujian)


def chapter(name: str) -> Callable[[Any], Any]:
    """Of a rule: only in examples that tell this chapter."""
    return precondition(lambda self: name in self.chapters)


class SideBySide(RuleBasedStateMachine):
    """A daughter, her husband, a son whose record was made twice, their mother, and an uncle in another province."""

    def __init__(self, db: Connection[Any], keys: Any) -> None:
        """db: a connection whose transaction is rolled back when the machine is done."""
        super().__init__()
        self.db = db
        self.world: World = furnished_world(db, keys)
        self.world.policy = policy(pilot=True)
        self.model = FamilyModel()
        self.chapters = frozenset(CHAPTERS)
        household = move_in(self.world, by=self.by())
        self.person, self.parent, self.stranger = household.people, household.parent, household.stranger
        self.who = {person: who for who, person in enumerate(self.person)}
        self.invitations: dict[Key, int] = {}
        self.relations: dict[Key, int] = {}
        self.quotas: dict[Key, int] = {}
        self.transfers: list[int] = []
        self.paid: list[Settled] = []
        self.bills: list[Pay] = []
        self.cancels: list[tuple[Cancel, Settled]] = []
        self.codes: list[bytes] = []
        self.visits: list[int] = []
        self.mandates: list[int] = []
        self.complaints: list[int] = []
        self.orders: list[int] = []
        self.pay_outs: list[int] = []
        self.corrections: list[int] = []
        self.bank_notes: dict[int, tuple[datetime, str]] = {}
        self.merge_item = 0
        self.news = 0

    @initialize(chapters=st.sets(st.sampled_from(CHAPTERS), min_size=2, max_size=4))
    def begin(self, chapters: set[str]) -> None:
        self.chapters = frozenset(chapters)

    def teardown(self) -> None:
        self.db.rollback()

    @invariant()
    def money_is_where_the_model_says(self) -> None:
        there, expected = self._money(), self.model.money()
        assert there == expected, sorted(there.items() ^ expected.items())

    @invariant()
    def states_are_what_the_model_says(self) -> None:
        there, expected = self._promises(), self.model.promises()
        assert there == expected, (there, expected)
        rows = self.db.execute(
            "select person_id, wallet, place_of_use from spender where person_id = any(%s)", [self.person]
        )
        wallets = {self.who[person]: (WALLETS[state], place) for person, state, place in rows.fetchall()}
        assert wallets == {who: (person.wallet, person.place) for who, person in enumerate(self.model.people)}

    def same(self, expected: str | None, verb: Callable[..., Any], **what: Any) -> Any:
        """What a verb answers, None where it refuses as the model said it would."""
        answer = attempt(self.db, verb, **what)
        if isinstance(answer, list):
            (answer,) = answer
        code = answer.code if isinstance(answer, Refusal) else None
        assert code == expected, (code, expected)
        return None if expected else answer

    @property
    def now(self) -> dict[str, Any]:
        return {"now": self.world.now, "policy": self.world.policy}

    def by(self, who: int | None = None) -> By:
        return By(0 if who is None else self.person[who], "model")

    def _money(self) -> dict[tuple[Place, str], int]:
        rows = self.db.execute(
            """
            select kind, owner_id, spender_id, subject_id, sum(balance_fen)::bigint
            from account
            where spender_id = any(%s)
            and balance_fen <> 0
            group by 1, 2, 3, 4
            """,
            [self.person],
        )
        found: dict[tuple[Place, str], int] = {}
        for kind, owner, spender, subject, fen in rows.fetchall():
            where = self._place(kind, owner, spender, subject), CURRENT if kind % 2 else CARRIED
            found[where] = found.get(where, 0) + fen
        return found

    def _place(self, kind: int, owner: int, spender: int, subject: int) -> Place:
        if kind in (5, 6, 7, 8):
            return ("transfer", self.transfers.index(subject))
        if kind in (11, 12):
            return ("held lot", self.who[spender])
        if kind in (1, 2):
            return ("own", self.who[owner])
        return ("quota" if kind in (3, 4) else "held", self.who[owner], self.who[spender])

    def _promises(self) -> dict[Key, tuple[str, tuple[str, int, int] | None]]:
        rows = self.db.execute(
            """
            select relation.donor_id, relation.beneficiary_id, relation.state, period_type, limit_fen, uses
            from aid_relation as relation
            left join quota
                on quota.cell = relation.cell
                and quota.relation_id = relation.relation_id
                and quota.state = 'active'
            where relation.state <> 'dissolved'
            """
        )
        return {
            (self.who[donor], self.who[beneficiary]): (state, (kind, limit, uses) if kind else None)
            for donor, beneficiary, state, kind, limit, uses in rows.fetchall()
        }

    def quota_of(self, key: Key, answer: Any) -> None:
        """Remember the quota a verb set."""
        if isinstance(answer, Quota):
            self.quotas[key] = answer.quota_id
