"""Bills and premiums: who pays which part, and where it goes back to."""

from dataclasses import dataclass, field

from tests.models.members import GIVEN_ORDER, OUT, OWN_ORDER, SUSPENSE, Draw, Family, Place, Transfer
from tests.world import XIAMEN

PHARMACY, RESIDENT, CARE = 2, 4, 8
PREMIUM_FEN = {RESIDENT: 400_00, CARE: 30_00}
WAITING = ("RESERVED", "SENT_TO_TAX")
# What an order in a state becomes by a step of the tax office, or why that is refused.
STEPS = {
    "sent": {"RESERVED": "SENT_TO_TAX", "SENT_TO_TAX": "SENT_TO_TAX"},
    "paid": {"SENT_TO_TAX": "PAID", "PAID": "PAID", "REFUNDING": "REFUNDING", "REFUNDED": "REFUNDED"},
    "release": {"RESERVED": "FAILED", "SENT_TO_TAX": "FAILED", "FAILED": "FAILED"},
    "ask_refund": {"PAID": "REFUNDING", "REFUNDING": "REFUNDING", "REFUNDED": "REFUNDED"},
    "refunded": {"REFUNDING": "REFUNDED", "REFUNDED": "REFUNDED"},
    "keep_paid": {"REFUNDING": "PAID", "PAID": "PAID"},
}


@dataclass
class Bill:
    who: int
    draws: list[Draw]
    undone: bool = False


@dataclass
class Order:
    """A premium that is ordered; held: where each part waits."""

    who: int
    scheme: int
    draws: list[Draw]
    held: list[Place]
    state: str = "RESERVED"


@dataclass
class Spending(Family):
    """covered: whether the year that premiums are paid for has begun."""

    bills: list[Bill] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    covered: bool = False

    def pay(self, who: int, fen: int) -> str | None:
        if refused := self.cannot_spend(who):
            return refused
        self.bills.append(Bill(who, [draw for draw, _ in self._draw(who, fen, PHARMACY)]))
        return None

    def cannot_spend(self, who: int) -> str | None:
        if self.people[who].merged_into is not None:
            return "RECORD_MERGED"
        return "SPENDER_DIED" if self.people[who].dead else None

    def paid_by(self, number: int) -> tuple[int, int]:
        """What her own account and what relatives paid of a bill."""
        fen = [0, 0]
        for draw in self.bills[number].draws:
            fen[draw.key is not None or draw.lot is not None] += sum(draw.parts.values())
        return fen[0], fen[1]

    def cancel(self, number: int) -> str | None:
        bill = self.bills[number]
        if bill.undone:
            return "ALREADY_CANCELLED"
        bill.undone = True
        for draw in bill.draws:
            self._undo(draw, OUT)
        return None

    def reserve(self, who: int, scheme: int) -> str | None:
        """Order a premium."""
        if self.people[who].dead:
            return "RECEIVER_NOT_INSURED"
        if scheme == RESIDENT and self.people[who].account and self.people[who].cover == "normal":
            return "DUPLICATE_INSURANCE"
        if self.covered:
            return "PREMIUM_WINDOW_CLOSED"
        for order in self.orders:
            if (self.lives_on(order.who), order.scheme) == (who, scheme):
                if order.state in WAITING:
                    return "PREMIUM_UNKNOWN"
                if order.state in ("PAID", "REFUNDING"):
                    return "PREMIUM_PAID"
        drawn = self._draw(who, PREMIUM_FEN[scheme], scheme, hold=True)
        self.orders.append(Order(who, scheme, [draw for draw, _ in drawn], [place for _, place in drawn]))
        return None

    def close_account(self, who: int) -> None:
        """What a bill took of it waits for staff when it comes back, whatever account she has by then (S-23)."""
        for bill in self.bills:
            for draw in bill.draws:
                draw.closed |= draw.giver == who and draw.is_straight

    def left_over(self, who: int, scheme: int) -> int:
        """What nobody's account would pay of a premium."""
        held = sum(self.holds(source) for source, _, _ in self._purses(who, scheme))
        return max(0, PREMIUM_FEN[scheme] - held)

    def step_order(self, number: int, step: str) -> str | None:
        order = self.orders[number]
        after = STEPS[step].get(order.state)
        if after is None:
            asked_early = step == "ask_refund" and order.state in WAITING
            return "PREMIUM_UNKNOWN" if asked_early else "PREMIUM_STATE_CONFLICT"
        if step == "ask_refund" and order.state == "PAID" and self.covered:
            return "PREMIUM_NO_REFUND"
        if (step, order.state, after) in (("release", "RESERVED", "FAILED"), ("release", "SENT_TO_TAX", "FAILED")):
            for draw, place in zip(order.draws, order.held, strict=True):
                self._undo(draw, place)
        if (order.state, after) == ("SENT_TO_TAX", "PAID"):
            for draw, place in zip(order.draws, order.held, strict=True):
                self.bring(draw.parts, place, OUT)
        if (order.state, after) == ("REFUNDING", "REFUNDED"):
            for draw in order.draws:
                self._undo(draw, OUT)
        order.state = after
        return None

    def _draw(self, who: int, fen: int, use: int, *, hold: bool = False) -> list[tuple[Draw, Place]]:
        """Every purse in order until all is paid; where each part went."""
        drawn = []
        for source, order, draw in self._purses(who, use):
            target: Place = OUT
            if hold:
                target = ("held lot", who) if draw.lot else ("held", draw.giver, who)
            part = min(fen, self.holds(source))
            if part:
                draw.parts = self.move(part, source, target, order)
                fen -= part
                drawn.append((draw, target))
                if draw.quota and draw.quota.kind == "WHOLE":
                    draw.quota.limit += part
        return drawn

    def _purses(self, who: int, use: int) -> list[tuple[Place, tuple[str, str], Draw]]:
        person = self.people[who]
        own = [(("own", who), OWN_ORDER, Draw(who, {}))]
        # Of a premium it does not matter where.
        elsewhere = use not in PREMIUM_FEN and person.place not in (None, XIAMEN)
        if person.wallet in ("suspended", "closed") or elsewhere:
            return own
        lots = [one for one in self.transfers if (one.receiver, one.state) == (who, "accepted") and use != CARE]
        aid = [self._of_lot(lot) for lot in sorted(lots, key=lambda lot: lot.accepted)]
        usable = [
            (pair.quota.place, pair.since, key)
            for key, pair in self.pairs.items()
            if key[1] == who and pair.state == "active" and pair.quota and pair.quota.uses & use
        ]
        for _, _, key in sorted(usable):
            quota = self.pairs[key].quota
            assert quota
            source = ("own", key[0]) if quota.kind == "WHOLE" else ("quota", *key)
            aid.append((source, GIVEN_ORDER, Draw(key[0], {}, key, quota)))
        return [*aid, *own] if person.aid_first else [*own, *aid]

    def _of_lot(self, lot: Transfer) -> tuple[Place, tuple[str, str], Draw]:
        return ("transfer", lot.number), GIVEN_ORDER, Draw(lot.sender, {}, lot=lot)

    def _undo(self, draw: Draw, place: Place) -> None:
        """Back to where it came from, or to who gave it where that is over."""
        lost = draw.closed and self.lives_on(draw.giver) == draw.giver
        target = SUSPENSE if lost else self.home(draw.giver)
        if draw.lot and draw.lot.state == "accepted":
            target = ("transfer", draw.lot.number)
        elif draw.quota and draw.quota.kind == "WHOLE":
            draw.quota.limit -= sum(draw.parts.values())
        elif draw.key and self.pairs[draw.key].quota is draw.quota:
            target = ("quota", *draw.key)
        self.bring(draw.parts, place, target)
