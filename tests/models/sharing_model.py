"""Relations and quotas as they should be. A verb answers the code of its refusal, or None."""

from tests.models.members import GIVEN_ORDER, Family, Key, Pair, Quota
from tests.world import LANZHOU

DAILY_CHANGES = 5
ALL = 15


class Sharing(Family):
    """What donors and beneficiaries agree on."""

    def invite(self, key: Key, kind: str, fen: int) -> str | None:
        pair = self.pairs[key]
        if pair.state == "invited":
            return "INVITATION_EXISTS"
        not_kin = None if self.are_kin(key) else "KIN_NOT_CONFIRMED"
        refused = self._cannot_relate(key) or not_kin or self._cannot_set(key, kind, fen)
        if refused is None:
            pair.state, pair.asked, pair.late = "invited", (kind, fen), False
        return refused

    def accept(self, key: Key) -> str | None:
        pair = self.pairs[key]
        if refused := self._cannot_answer(key):
            return refused
        pair.state = "none"
        if refused := self._cannot_relate(key):
            pair.state = "invited"
            return refused
        self.pairs[key] = Pair("active", since=self.step())
        return self._set(key, *pair.asked)

    def withdraw(self, key: Key) -> str | None:
        if refused := self._cannot_answer(key):
            return refused
        self.pairs[key] = Pair()
        return None

    def set_quota(self, key: Key, kind: str, fen: int) -> str | None:
        pair = self.pairs[key]
        if pair.state != "active":
            return "RELATION_NOT_ACTIVE"
        return "QUOTA_EXISTS" if pair.quota else self._set(key, kind, fen)

    def change(self, key: Key, fen: int) -> str | None:
        """Raise or lower to a limit."""
        pair = self.pairs[key]
        assert pair.quota
        if pair.quota.kind == "WHOLE":
            return "WHOLE_BALANCE_UNLIMITED"
        if fen > pair.quota.limit:
            return self._raise(key, pair.quota, fen)
        if fen == pair.quota.limit:
            return "AMOUNT_INVALID"
        if pair.changes >= DAILY_CHANGES:
            return "QUOTA_CHANGED_TOO_OFTEN"
        if fen < pair.quota.limit - self.holds(("quota", *key)):
            return "QUOTA_BELOW_USED"
        self.move(pair.quota.limit - fen, ("quota", *key), ("own", key[0]))
        pair.quota.limit, pair.changes = fen, pair.changes + 1
        return None

    def change_uses(self, key: Key, uses: int) -> str | None:
        pair = self.pairs[key]
        assert pair.quota
        if uses == pair.quota.uses:
            return None
        if uses & ~pair.quota.uses and pair.state != "active":
            return "RELATION_NOT_ACTIVE"
        if pair.changes >= DAILY_CHANGES:
            return "QUOTA_CHANGED_TOO_OFTEN"
        pair.quota.uses, pair.changes = uses, pair.changes + 1
        return None

    def close(self, key: Key) -> str | None:
        pair = self.pairs[key]
        if pair.changes >= DAILY_CHANGES:
            return "QUOTA_CHANGED_TOO_OFTEN"
        self.end_quota(key)
        pair.changes += 1
        return None

    def dissolve(self, key: Key) -> str | None:
        if self.pairs[key].state not in ("active", "suspended"):
            return "RELATION_NOT_ACTIVE"
        self.end_quota(key)
        self.pairs[key] = Pair()
        return None

    def order(self, beneficiary: int, first: list[Key]) -> None:
        """These before the others."""
        for key, pair in self.pairs.items():
            if key[1] == beneficiary and pair.quota:
                pair.quota.place = first.index(key) - len(first) if key in first else 0

    def pause(self, who: int) -> None:
        self.people[who].cover = "paused"
        if self.people[who].wallet == "active":
            self.people[who].wallet = "suspended"
        self._turn(who, "active", "suspended")

    def restore(self, who: int) -> None:
        self.people[who].cover = "normal"
        if self.people[who].wallet == "suspended":
            self.people[who].wallet = "active"
        self._turn(who, "suspended", "active")

    def end_quota(self, key: Key) -> None:
        self.bring(self.parts(("quota", *key)), ("quota", *key), self.home(key[0]))
        self.pairs[key].quota = None

    def _turn(self, beneficiary: int, before: str, after: str) -> None:
        for key, pair in self.pairs.items():
            if key[1] == beneficiary and pair.state == before:
                pair.state = after

    def _cannot_answer(self, key: Key) -> str | None:
        if self.pairs[key].state == "invited":
            return None
        return "CONSENT_EXPIRED" if self.pairs[key].late else "INVITATION_OVER"

    def _cannot_relate(self, key: Key) -> str | None:
        donor, beneficiary = self.people[key[0]], self.people[key[1]]
        if donor.cover == "ended":
            return "NO_PERSONAL_ACCOUNT"
        if beneficiary.cover != "normal":
            return "RECEIVER_NOT_INSURED"
        return None if self.pairs[key].state == "none" else "RELATION_EXISTS"

    def _cannot_set(self, key: Key, kind: str, fen: int) -> str | None:
        if self.people[key[0]].cover == "paused":
            return "GIVER_PAUSED"
        if kind == "WHOLE":
            return "WHOLE_BALANCE_TOO_FAR" if self.people[key[1]].pool == LANZHOU else None
        return "PA_INSUFFICIENT" if fen > self.holds(("own", key[0])) else None

    def _set(self, key: Key, kind: str, fen: int) -> str | None:
        refused = self._cannot_set(key, kind, fen)
        if refused is None:
            self.move(fen, ("own", key[0]), ("quota", *key), GIVEN_ORDER)
            self.pairs[key].quota = Quota(kind, fen, ALL, self.step())
        return refused

    def _raise(self, key: Key, quota: Quota, fen: int) -> str | None:
        pair, more = self.pairs[key], fen - quota.limit
        if pair.state != "active":
            return "RELATION_NOT_ACTIVE"
        if pair.changes >= DAILY_CHANGES:
            return "QUOTA_CHANGED_TOO_OFTEN"
        refused = self._cannot_set(key, quota.kind, more)
        if refused is None:
            self.move(more, ("own", key[0]), ("quota", *key))
            quota.limit, pair.changes = fen, pair.changes + 1
        return refused
