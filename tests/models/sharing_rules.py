"""What donors and beneficiaries do: invite, agree, set, change and end."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from gongji import life_events, mutual_aid
from gongji.insured import EMPLOYEE, RESIDENT
from gongji.kinship import Claim, Evidence, NearRelative
from gongji.life_events import Kind, LifeEvent
from gongji.mutual_aid import ALL_USES, Accepted, Accepting, Invitation, InvitationAsked, QuotaAsked, Use
from tests.models.members import DAUGHTER, EMPLOYEES, HUSBAND, MOTHER, SON, UNCLE, Key
from tests.models.side_by_side import FEN, PAIR, SideBySide

SIBLING, SPOUSE = NearRelative.SIBLING, NearRelative.SPOUSE
KIND = st.sampled_from(["OPEN", "ANNUAL", "WHOLE"])
USES = st.integers(1, 15)
WHO_PAUSES = st.sampled_from([DAUGHTER, SON, MOTHER, UNCLE])


class SharingRules(SideBySide):
    """Quotas are open, annual or whole balances."""

    @initialize(shares=st.lists(st.tuples(PAIR, KIND, FEN), max_size=4))
    def some_share_already(self, shares: list[tuple[Key, str, int]]) -> None:
        for key, kind, fen in shares:
            self.invite(key, kind, fen)
            if self.model.pairs[key].state == "invited":
                self.agree(key)

    @rule(key=PAIR, kind=KIND, fen=FEN)
    def invite(self, key: Key, kind: str, fen: int) -> None:
        donor, beneficiary = (self.person[who] for who in key)
        fen *= kind != "WHOLE"
        renew = kind == "ANNUAL"
        relation = SPOUSE if key[1] == HUSBAND else SIBLING
        # The register is behind: a divorce is told elsewhere first.
        known = Evidence("register", knows=True, relation=relation)
        asked = InvitationAsked(donor, beneficiary, Claim(relation), known, fen, kind, ALL_USES, renew)
        expected = self.model.invite(key, kind, fen)
        answer = self.same(expected, mutual_aid.invite, asked=[asked], **self.now, by=self.by())
        if isinstance(answer, Invitation):
            self.invitations[key] = answer.invitation_id

    @precondition(lambda self: self.asked())
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        self.agree(data.draw(st.sampled_from(sorted(self.invitations))))

    def agree(self, key: Key) -> None:
        self.world.later(minutes=1)
        accepting = [Accepting(self.invitations[key], self.person[key[1]], self.by())]
        (answer,) = mutual_aid.accept(self.db, accepting=accepting, **self.now)
        expected = self.model.accept(key)
        if isinstance(answer, Accepted):
            self.relations[key] = answer.relation.relation_id
            self.quota_of(key, answer.quota)
            answer = answer.quota  # type: ignore[assignment]
        assert getattr(answer, "code", None) == expected, (answer, expected)

    @precondition(lambda self: self.asked())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.invitations)))
        self.same(
            self.model.withdraw(key),
            mutual_aid.withdraw,
            invitation_id=self.invitations[key],
            donor_id=self.person[key[0]],
            now=self.world.now,
            by=self.by(),
        )

    @precondition(lambda self: self.related())
    @rule(data=st.data(), kind=KIND, fen=FEN)
    def set_quota(self, data: st.DataObject, kind: str, fen: int) -> None:
        key = data.draw(st.sampled_from(self.related()))
        fen *= kind != "WHOLE"
        asked = QuotaAsked(self.relations[key], fen, kind, ALL_USES, auto_renew=kind == "ANNUAL")
        self.quota_of(
            key, self.same(self.model.set_quota(key, kind, fen), mutual_aid.set_quota, asked=asked, **self.now)
        )

    @precondition(lambda self: self.standing())
    @rule(data=st.data(), fen=FEN)
    def change(self, data: st.DataObject, fen: int) -> None:
        key = data.draw(st.sampled_from(self.standing()))
        quota = self.model.pairs[key].quota
        verb = mutual_aid.raise_quota if quota and fen > quota.limit else mutual_aid.lower_quota
        self.same(self.model.change(key, fen), verb, quota_id=self.quotas[key], limit_fen=fen, **self.now)

    @precondition(lambda self: self.standing())
    @rule(data=st.data(), uses=USES)
    def change_uses(self, data: st.DataObject, uses: int) -> None:
        key = data.draw(st.sampled_from(self.standing()))
        expected = self.model.change_uses(key, uses)
        self.same(expected, mutual_aid.change_uses, quota_id=self.quotas[key], uses=Use(uses), **self.now, by=self.by())

    @precondition(lambda self: self.standing())
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.standing()))
        self.same(self.model.close(key), mutual_aid.close_quota, quota_id=self.quotas[key], **self.now)

    @precondition(lambda self: self.model.promises())
    @rule(data=st.data())
    def dissolve(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.related()))
        self.same(
            self.model.dissolve(key),
            mutual_aid.dissolve,
            relation_id=self.relations[key],
            reason="DONOR_REQUEST",
            now=self.world.now,
        )

    @rule(who=st.sampled_from([SON, MOTHER]), turned=st.booleans(), aid_first=st.booleans())
    def order(self, who: int, turned: bool, aid_first: bool) -> None:
        hers = [key for key in self.standing() if key[1] == who]
        first = hers[::-1] if turned else hers[:1]
        self.model.order(who, first)
        ids = [self.quotas[key] for key in first]
        mutual_aid.order_quotas(self.db, beneficiary_id=self.person[who], quota_ids=ids)
        mutual_aid.prefer_aid_first(self.db, beneficiary_id=self.person[who], preferred=aid_first)
        self.model.people[who].aid_first = aid_first

    @rule(who=WHO_PAUSES, again=st.booleans())
    def pause_or_restore(self, who: int, again: bool) -> None:
        """again: what was told before, which changes nothing."""
        cover = self.model.people[who].cover
        if cover == "ended":
            return
        if (cover == "normal") is not again:
            self.tell(Kind.PAUSED, who)
            self.model.pause(who)
        else:
            self.tell(Kind.RESTORED, who)
            self.model.restore(who)

    def asked(self) -> bool:
        """Whether an invitation waits."""
        return any(pair.state == "invited" for pair in self.model.pairs.values())

    def related(self) -> list[Key]:
        """Pairs whose last relation the machine knows; it may be over."""
        return [key for key in sorted(self.relations) if self.model.pairs[key].state != "invited"]

    def standing(self) -> list[Key]:
        """Pairs with a quota."""
        return [key for key, pair in sorted(self.model.pairs.items()) if pair.quota]

    def tell(self, kind: Kind, who: int, division: str = "") -> None:
        life_events.record(self.db, event=self.news_of(kind, who, division), **self.now, by=self.by())

    def news_of(self, kind: Kind, who: int, division: str = "") -> LifeEvent:
        self.news += 1
        scheme = EMPLOYEE if who in EMPLOYEES else RESIDENT
        return LifeEvent(kind, self.person[who], str(self.news), self.world.now.date(), scheme, division)
