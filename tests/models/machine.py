"""The program and the model, side by side: after every step balances, states and refusals are the same."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from psycopg import Connection

from gongji import life_events, mutual_aid
from gongji.audit import By
from gongji.ground.refusal import Refusal
from gongji.insured import RESIDENT
from gongji.kinship import Claim, Evidence, NearRelative
from gongji.life_events import Kind, LifeEvent
from gongji.mutual_aid import ALL_USES, Accepted, Accepting, Invitation, InvitationAsked, Quota, QuotaAsked
from gongji.settlement import Settled
from tests.models.family_model import START_FEN, FamilyModel
from tests.races.race import attempt
from tests.world import PILLS, World, furnished_world

DONORS, BENEFICIARIES = 2, 2
FEN = st.integers(min_value=1, max_value=600_00)
WHICH_DONOR, WHICH_BENEFICIARY = st.integers(0, DONORS - 1), st.integers(0, BENEFICIARIES - 1)
SIBLING = NearRelative.SIBLING
KNOWN = Evidence("register", knows=True, relation=SIBLING)


class FamilyMachine(RuleBasedStateMachine):
    """Two donors, two beneficiaries and everything they can do in an afternoon."""

    def __init__(self, db: Connection[Any], keys: Any) -> None:
        """db: a connection whose transaction is rolled back when the machine is done."""
        super().__init__()
        self.db = db
        self.world: World = furnished_world(db, keys)
        self.donor = [self.world.employee(f"陈{i}", account=START_FEN) for i in range(DONORS)]
        self.beneficiary = [self.world.resident(f"林{i}") for i in range(BENEFICIARIES)]
        self.model = FamilyModel(DONORS, BENEFICIARIES)
        self.invitations: dict[tuple[int, int], int] = {}
        self.relations: dict[tuple[int, int], int] = {}
        self.quotas: dict[tuple[int, int], int | None] = {}
        self.paid: list[Settled] = []
        self.drawn: list[dict[tuple[int, int], int]] = []
        self.news = 0

    def teardown(self) -> None:
        self.db.rollback()

    @rule(d=WHICH_DONOR, b=WHICH_BENEFICIARY, fen=FEN)
    def invite(self, d: int, b: int, fen: int) -> None:
        asked = InvitationAsked(self.donor[d], self.beneficiary[b], Claim(SIBLING), KNOWN, fen, "OPEN", ALL_USES)
        (answer,) = mutual_aid.invite(self.db, asked=[asked], **self._now(), by=self._by())
        self._same(answer, self.model.invite(d, b, fen))
        if isinstance(answer, Invitation):
            self.invitations[d, b] = answer.invitation_id

    @precondition(lambda self: self.invitations)
    @rule(d=WHICH_DONOR, b=WHICH_BENEFICIARY)
    def accept(self, d: int, b: int) -> None:
        if (d, b) not in self.invitations:
            return
        self.world.later(minutes=1)
        accepting = [Accepting(self.invitations[d, b], self.beneficiary[b], self._by())]
        (answer,) = mutual_aid.accept(self.db, accepting=accepting, **self._now())
        expected = self.model.accept(d, b)
        if isinstance(answer, Accepted):
            self.relations[d, b] = answer.relation.relation_id
            self.quotas[d, b] = answer.quota.quota_id if isinstance(answer.quota, Quota) else None
            answer = answer.quota  # type: ignore[assignment]
        self._same(answer, expected)

    @precondition(lambda self: self.invitations)
    @rule(d=WHICH_DONOR, b=WHICH_BENEFICIARY)
    def withdraw(self, d: int, b: int) -> None:
        if (d, b) in self.invitations:
            self._try(
                self.model.withdraw(d, b),
                mutual_aid.withdraw,
                invitation_id=self.invitations[d, b],
                donor_id=self.donor[d],
                now=self.world.now,
                by=self._by(),
            )

    @precondition(lambda self: self.relations)
    @rule(d=WHICH_DONOR, b=WHICH_BENEFICIARY, fen=FEN)
    def set_quota(self, d: int, b: int, fen: int) -> None:
        if (d, b) in self.relations and self.model.pairs[d, b].state != "invited":
            asked = QuotaAsked(self.relations[d, b], fen, "OPEN", ALL_USES)
            answer = self._try(self.model.set_quota(d, b, fen), mutual_aid.set_quota, asked=asked, **self._now())
            if answer is not None:
                self.quotas[d, b] = answer.quota_id

    @precondition(lambda self: any(self.quotas.values()))
    @rule(d=WHICH_DONOR, b=WHICH_BENEFICIARY, fen=FEN)
    def change(self, d: int, b: int, fen: int) -> None:
        quota_id = self.quotas.get((d, b))
        if quota_id:
            limit = self.model.pairs[d, b].limit
            verb = mutual_aid.raise_quota if fen > limit else mutual_aid.lower_quota
            self._try(self.model.change(d, b, fen), verb, quota_id=quota_id, limit_fen=fen, **self._now())

    @precondition(lambda self: any(self.quotas.values()))
    @rule(d=WHICH_DONOR, b=WHICH_BENEFICIARY)
    def close(self, d: int, b: int) -> None:
        quota_id = self.quotas.get((d, b))
        if quota_id and self._try(self.model.close(d, b), mutual_aid.close_quota, quota_id=quota_id, **self._now()):
            self.quotas[d, b] = None

    @precondition(lambda self: self.relations)
    @rule(d=WHICH_DONOR, b=WHICH_BENEFICIARY)
    def dissolve(self, d: int, b: int) -> None:
        if (d, b) in self.relations and self.model.pairs[d, b].state != "invited":
            self._try(
                self.model.dissolve(d, b),
                mutual_aid.dissolve,
                relation_id=self.relations[d, b],
                reason="DONOR_REQUEST",
                now=self.world.now,
            )
            self.quotas[d, b] = None

    @rule(b=WHICH_BENEFICIARY)
    def pause(self, b: int) -> None:
        self._tell(Kind.PAUSED, b)
        self.model.pause(b)

    @rule(b=WHICH_BENEFICIARY)
    def restore(self, b: int) -> None:
        self._tell(Kind.RESTORED, b)
        self.model.restore(b)

    @rule(b=WHICH_BENEFICIARY, fen=FEN)
    def pay(self, b: int, fen: int) -> None:
        settled = self.world.buy(self.beneficiary[b], (PILLS, fen))
        assert settled.settlement.aid_fen == self.model.pay(b, fen)
        self.paid.append(settled)
        self.drawn.append({key: quota_id for key, quota_id in self.quotas.items() if quota_id})

    @precondition(lambda self: any(not bill.undone for bill in self.model.bills))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        standing = [number for number, bill in enumerate(self.model.bills) if not bill.undone]
        number = data.draw(st.sampled_from(standing))
        self.world.settle(self.world.cancel(self.paid[number]))
        self.model.cancel(number, self.quotas, self.drawn[number])

    @invariant()
    def money_is_where_the_model_says(self) -> None:
        for d, person in enumerate(self.donor):
            assert self.world.own(person) == self.model.own[d]
        for key, pair in self.model.pairs.items():
            quota_id = self.quotas.get(key)
            assert (quota_id is None) == (pair.remaining is None), (key, pair)
            if quota_id is not None:
                (quota,) = mutual_aid.quotas_by_id(self.db, quota_ids=[quota_id]).values()
                assert (quota.limit_fen, self.world.remaining(quota)) == (pair.limit, pair.remaining)

    def _tell(self, kind: Kind, b: int) -> None:
        self.news += 1
        event = LifeEvent(kind, self.beneficiary[b], str(self.news), self.world.now.date(), RESIDENT)
        life_events.record(self.db, event=event, **self._now(), by=self._by())

    def _try(self, expected: str | None, verb: Callable[..., Any], **what: Any) -> Any:
        """What a verb answers, None where it refuses as the model said it would."""
        answer = attempt(self.db, verb, **what)
        self._same(answer, expected)
        return None if expected else answer

    def _same(self, answer: Any, expected: str | None) -> None:
        code = answer.code if isinstance(answer, Refusal) else None
        assert code == expected, (code, expected)

    def _now(self) -> dict[str, Any]:
        return {"now": self.world.now, "policy": self.world.policy}

    def _by(self) -> By:
        return By(0, "model")
