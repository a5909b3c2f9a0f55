"""What people spend: bills and premiums, and taking them back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from psycopg import Connection

from gongji import contributions
from gongji.contributions import Reason, Scheme, State
from gongji.settlement import Cancel, Pay, Reverse
from tests.models.members import DAUGHTER, HUSBAND, MOTHER, SON, TWIN, UNCLE
from tests.models.side_by_side import FEN, SideBySide
from tests.models.spending_model import CARE, RESIDENT, STEPS
from tests.world import PILLS, XIAMEN_PHARMACY

SCHEMES = {RESIDENT: Scheme.RESIDENT, CARE: Scheme.LONG_TERM_CARE}
WHO = st.sampled_from([DAUGHTER, SON, MOTHER, UNCLE, TWIN])
BUYER = st.sampled_from([SON, MOTHER, MOTHER, UNCLE, TWIN, HUSBAND])


class SpendingRules(SideBySide):
    """Everybody buys in Xiamen, where their wallets are used."""

    @rule(who=BUYER, fen=FEN)
    def pay(self, who: int, fen: int) -> None:
        bill = self.world.bill(self.person[who], (PILLS, fen), at=XIAMEN_PHARMACY)
        self.at_the_till(bill, self.model.pay(who, fen))

    def at_the_till(self, bill: Pay, expected: str | None) -> None:
        """To be settled, or refused; then who paid which part is what the model says."""
        settled = self.same(expected, self.settle, request=bill)
        if settled:
            self.paid.append(settled)
            self.bills.append(bill)
            row = settled.settlement
            assert (row.own_account_fen, row.aid_fen) == self.model.paid_by(len(self.paid) - 1)

    @precondition(lambda self: any(not bill.undone for bill in self.model.bills))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.paid))))
        request = self.world.cancel(self.paid[number], at=self.bills[number].key.institution)
        answer = self.same(self.model.cancel(number), self.settle, request=request)
        if answer:
            self.cancels.append((request, answer))

    @rule(who=WHO, scheme=st.sampled_from([RESIDENT, CARE]))
    def reserve(self, who: int, scheme: int) -> None:
        if self.model.people[who].merged_into is not None:
            return
        self.news += 1
        cash = self.model.left_over(who, scheme)
        answer = self.same(
            self.model.reserve(who, scheme),
            contributions.reserve,
            person_id=self.person[who],
            scheme=SCHEMES[scheme],
            year=2027,
            cash_fen=cash,
            payer_id=self.person[who],
            told_key=str(self.news),
            **self.now,
            by=self.by(),
        )
        if answer:
            self.orders.append(answer.order_id)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def step_order(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(range(len(self.orders))))
        state = self.model.orders[number].state
        onward = [step for step, after in STEPS.items() if after.get(state, state) != state]
        step = data.draw(st.sampled_from(sorted(STEPS) + onward * 4))
        now, policy, by = self.world.now, self.world.policy, self.by()
        verbs: dict[str, Callable[..., Any]] = {
            "sent": contributions.sent,
            "paid": partial(contributions.paid, receipt=f"T{number}"),
            "release": partial(contributions.release, state=State.FAILED, reason="", policy=policy),
            "ask_refund": partial(contributions.ask_refund, reason=Reason.MISTAKE),
            "refunded": partial(contributions.refunded, policy=policy),
            "keep_paid": contributions.keep_paid,
        }
        expected = self.model.step_order(number, step)
        answer = self.same(expected, verbs[step], order_id=self.orders[number], now=now, by=by)
        assert answer is None or answer.state == self.model.orders[number].state

    def settle(self, _: Connection[Any], *, request: Pay | Cancel | Reverse) -> Any:
        """As the till's door does."""
        return self.world.settle(request)
