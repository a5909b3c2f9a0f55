"""What a family's money should do, in a few dictionaries: the reference the program is compared with."""

from dataclasses import dataclass, field

START_FEN = 1_000_00
DAILY_CHANGES = 5


@dataclass
class Pair:
    """One donor and one beneficiary. state: none, invited, active or suspended. remaining: None without a quota."""

    state: str = "none"
    wanted: int = 0
    since: int = 0
    limit: int = 0
    remaining: int | None = None
    changes: int = 0


@dataclass
class Bill:
    """What a bill took from whom: the pair's key and since when its quota stood."""

    who: int
    taken: list[tuple[tuple[int, int], int, int]]
    undone: bool = False


@dataclass
class FamilyModel:
    """Donors and beneficiaries are numbered; amounts are fen. A verb answers the code of its refusal, or None."""

    donors: int
    beneficiaries: int
    own: dict[int, int] = field(default_factory=dict)
    pairs: dict[tuple[int, int], Pair] = field(default_factory=dict)
    paused: set[int] = field(default_factory=set)
    bills: list[Bill] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        self.own = dict.fromkeys(range(self.donors), START_FEN)
        self.pairs = {(d, b): Pair() for d in range(self.donors) for b in range(self.beneficiaries)}

    def invite(self, d: int, b: int, fen: int) -> str | None:
        pair = self.pairs[d, b]
        if pair.state == "invited":
            return "INVITATION_EXISTS"
        if b in self.paused:
            return "RECEIVER_NOT_INSURED"
        if pair.state != "none":
            return "RELATION_EXISTS"
        if fen > self.own[d]:
            return "PA_INSUFFICIENT"
        pair.state, pair.wanted = "invited", fen
        return None

    def accept(self, d: int, b: int) -> str | None:
        pair = self.pairs[d, b]
        if pair.state != "invited":
            return "INVITATION_OVER"
        if b in self.paused:
            return "RECEIVER_NOT_INSURED"
        self.steps += 1
        self.pairs[d, b] = Pair("active", since=self.steps)
        return self._set(d, b, pair.wanted)

    def withdraw(self, d: int, b: int) -> str | None:
        if self.pairs[d, b].state != "invited":
            return "INVITATION_OVER"
        self.pairs[d, b] = Pair()
        return None

    def set_quota(self, d: int, b: int, fen: int) -> str | None:
        pair = self.pairs[d, b]
        if pair.state != "active":
            return "RELATION_NOT_ACTIVE"
        return "QUOTA_EXISTS" if pair.remaining is not None else self._set(d, b, fen)

    def change(self, d: int, b: int, fen: int) -> str | None:
        """Raise or lower to a limit."""
        pair = self.pairs[d, b]
        assert pair.remaining is not None
        if fen > pair.limit:
            return self._raise(d, pair, fen)
        if fen == pair.limit:
            return "AMOUNT_INVALID"
        if pair.changes >= DAILY_CHANGES:
            return "QUOTA_CHANGED_TOO_OFTEN"
        if fen < pair.limit - pair.remaining:
            return "QUOTA_BELOW_USED"
        back = pair.limit - fen
        self.own[d] += back
        pair.limit, pair.remaining, pair.changes = fen, pair.remaining - back, pair.changes + 1
        return None

    def close(self, d: int, b: int) -> str | None:
        pair = self.pairs[d, b]
        assert pair.remaining is not None
        if pair.changes >= DAILY_CHANGES:
            return "QUOTA_CHANGED_TOO_OFTEN"
        self._end(d, pair)
        pair.changes += 1
        return None

    def dissolve(self, d: int, b: int) -> str | None:
        pair = self.pairs[d, b]
        if pair.state not in ("active", "suspended"):
            return "RELATION_NOT_ACTIVE"
        self._end(d, pair)
        self.pairs[d, b] = Pair()
        return None

    def pause(self, b: int) -> None:
        self.paused.add(b)
        for (_, other), pair in self.pairs.items():
            if other == b and pair.state == "active":
                pair.state = "suspended"

    def restore(self, b: int) -> None:
        self.paused.discard(b)
        for (_, other), pair in self.pairs.items():
            if other == b and pair.state == "suspended":
                pair.state = "active"

    def pay(self, b: int, fen: int) -> int:
        """What relatives pay of a bill: the oldest relation first, and so on."""
        left, taken = fen, []
        usable = [(key, p) for key, p in self.pairs.items() if key[1] == b and p.state == "active" and p.remaining]
        for key, pair in sorted(usable, key=lambda one: one[1].since):
            assert pair.remaining is not None
            part = min(left, pair.remaining)
            if part:
                pair.remaining -= part
                left -= part
                taken.append((key, pair.since, part))
        self.bills.append(Bill(b, taken))
        return fen - left

    def cancel(self, number: int, quotas: dict[tuple[int, int], int | None], drawn: dict[tuple[int, int], int]) -> None:
        """Give back what a bill took: into the same quota, or to the donor where that one is over.

        quotas: the quota that stands for each pair now; drawn: the one the bill drew on.
        """
        bill = self.bills[number]
        bill.undone = True
        for key, _, part in bill.taken:
            pair = self.pairs[key]
            if pair.remaining is not None and quotas.get(key) == drawn[key]:
                pair.remaining += part
            else:
                self.own[key[0]] += part

    def _set(self, d: int, b: int, fen: int) -> str | None:
        if fen > self.own[d]:
            return "PA_INSUFFICIENT"
        self.own[d] -= fen
        pair = self.pairs[d, b]
        pair.limit, pair.remaining = fen, fen
        return None

    def _raise(self, d: int, pair: Pair, fen: int) -> str | None:
        assert pair.remaining is not None
        if pair.state != "active":
            return "RELATION_NOT_ACTIVE"
        if pair.changes >= DAILY_CHANGES:
            return "QUOTA_CHANGED_TOO_OFTEN"
        more = fen - pair.limit
        if more > self.own[d]:
            return "PA_INSUFFICIENT"
        self.own[d] -= more
        pair.limit, pair.remaining, pair.changes = fen, pair.remaining + more, pair.changes + 1
        return None

    def _end(self, d: int, pair: Pair) -> None:
        self.own[d] += pair.remaining or 0
        pair.remaining, pair.limit = None, 0
