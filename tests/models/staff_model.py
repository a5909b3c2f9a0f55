"""What staff do: deaths and ends of cover, pay-outs and corrections by two of them, two records that become one."""

from dataclasses import dataclass, field

from tests.models.members import CARRIED, PAID_OUT, PEOPLE, SON, SUSPENSE, TWIN, Person, Place
from tests.models.spending_model import WAITING, Spending
from tests.models.years_model import Years


@dataclass
class Paper:
    """A pay-out or a correction that one proposed. source, target: of a correction. state: proposed, done or over."""

    who: int = 0
    kind: str = ""
    source: Place = ()
    target: Place = ()
    fen: int = 0
    about: int = 0
    state: str = "proposed"


@dataclass
class Staff(Spending, Years):
    """merging: whether the merge of the twin's record into the son's waits for its second member of staff."""

    pay_outs: list[Paper] = field(default_factory=list)
    corrections: list[Paper] = field(default_factory=list)
    merging: bool = False

    def die(self, who: int) -> None:
        """Nothing is shared any more; what is on its way, and her lots, go back."""
        self._share_no_more(who)
        self.return_all(who)
        person = self.people[who]
        person.dead, person.cover = True, "ended"
        if person.wallet != "none":
            person.wallet = "closed"

    def end_cover(self, who: int) -> None:
        """Her lots stay hers, and wait."""
        self._share_no_more(who)
        person = self.people[who]
        person.cover = "ended"
        waiting = any(
            (one.state == "in_transit" and who in (one.sender, one.receiver))
            or (one.state == "accepted" and who == one.receiver)
            for one in self.transfers
        )
        if person.wallet == "active":
            person.wallet = "suspended" if waiting else "closed"
        elif person.wallet == "suspended" and not waiting:
            person.wallet = "closed"

    def propose_pay_out(self, who: int, kind: str) -> str | None:
        refused = self._cannot_pay_out(who, kind)
        if refused is None and any((one.who, one.state) == (who, "proposed") for one in self.pay_outs):
            refused = "PAY_OUT_EXISTS"
        if refused is None:
            self.pay_outs.append(Paper(who, kind))
        return refused

    def decide_pay_out(self, number: int, *, confirm: bool, second: bool) -> str | None:
        paper = self.pay_outs[number]
        if paper.state != "proposed":
            return "PAY_OUT_STATE_CONFLICT"
        if not second:
            return "SECOND_PERSON"
        if not confirm:
            paper.state = "over"
            return None
        refused = self._cannot_pay_out(paper.who, paper.kind)
        if refused is None:
            self.credit_interest(paper.who)
            self.bring(self.parts(("own", paper.who)), ("own", paper.who), PAID_OUT)
            self.people[paper.who].account, paper.state = False, "done"
            self.close_account(paper.who)
        return refused

    def propose_correction(self, about: int, source: int, target: int, fen: int) -> str | None:
        """From one's own account to another's, because of a bill."""
        if not (self.people[source].account and self.people[target].account):
            return "NO_PERSONAL_ACCOUNT"
        if source == target:
            return "CORRECTION_MOVE_NOT_ALLOWED"
        if any((one.about, one.state) == (about, "proposed") for one in self.corrections):
            return "CORRECTION_WAITING"
        self.corrections.append(Paper(source=("own", source), target=("own", target), fen=fen, about=about))
        return None

    def find_owner(self, piece: int, target: int, fen: int) -> str | None:
        """Money in suspense goes to somebody, whole or not at all."""
        if not self.people[target].account:
            return "NO_PERSONAL_ACCOUNT"
        if fen != self.suspended[piece]:
            return "SUSPENSE_NOT_WHOLE"
        self.suspended.pop(piece)
        self.bring({CARRIED: fen}, SUSPENSE, ("own", target))
        return None

    def decide_correction(self, number: int, *, confirm: bool, second: bool) -> str | None:
        paper = self.corrections[number]
        if paper.state != "proposed":
            return "CORRECTION_DECIDED"
        if confirm and not second:
            return "SECOND_PERSON"
        if not confirm:
            paper.state = "over"
            return None
        if not (self.people[paper.source[1]].account and self.people[paper.target[1]].account):
            return "NO_PERSONAL_ACCOUNT"
        if paper.fen > self.fen[paper.source, CARRIED]:
            return "CORRECTION_OVERDRAWS"
        self.bring({CARRIED: paper.fen}, paper.source, paper.target)
        paper.state = "done"
        return None

    def long_since(self) -> None:
        super().long_since()
        for paper in self.corrections:
            paper.state = "over" if paper.state == "proposed" else paper.state

    def propose_merge(self) -> str | None:
        """The twin's record and the son's are one person's."""
        if refused := self._cannot_merge():
            return refused
        if self.merging:
            return "MERGE_PROPOSED"
        self.merging = True
        return None

    def confirm_merge(self, *, second: bool) -> str | None:
        if not second:
            return "SECOND_PERSON"
        if refused := self._cannot_merge():
            return refused
        held = any(self.holds(("held", TWIN, who)) for who in PEOPLE)
        if held or any(one.who == TWIN and one.state in WAITING and one.draws for one in self.orders):
            return "MERGE_WAITS"
        self._share_no_more(TWIN)
        for key, pair in self.pairs.items():
            if TWIN in key and pair.state == "invited":
                self.withdraw(key)
        self.return_all(TWIN)
        self.credit_interest(TWIN)
        self.bring(self.parts(("own", TWIN)), ("own", TWIN), ("own", SON))
        if "normal" in (self.people[SON].cover, self.people[TWIN].cover):
            self.people[SON].cover = "normal"
        self.people[SON].account = True
        gone = Person(account=False, wallet="none", cover="ended", merged_into=SON)
        self.people[TWIN], self.merging = gone, False
        return None

    def refuse_merge(self) -> str | None:
        if not self.merging:
            return "WORK_ITEM_CLOSED"
        self.merging = False
        return None

    def note_paid(self, number: int) -> str | None:
        """Again it changes nothing."""
        return None if self.pay_outs[number].state == "done" else "PAY_OUT_STATE_CONFLICT"

    def _share_no_more(self, who: int) -> None:
        for key, pair in self.pairs.items():
            if who in key and pair.state in ("active", "suspended"):
                self.dissolve(key)

    def _cannot_pay_out(self, who: int, kind: str) -> str | None:
        person = self.people[who]
        if kind == "HEIRS" and not person.dead:
            return "DEATH_NOT_RECORDED"
        if kind == "ABROAD" and (person.dead or person.cover != "ended"):
            return "ONLY_TO_HEIRS" if person.dead else "STILL_INSURED"
        if not person.account:
            return "NO_PERSONAL_ACCOUNT"
        if any(one.sender == who and one.state == "in_transit" for one in self.transfers):
            return "TRANSFERS_ON_THE_WAY"
        if any(self.holds(("held", who, other)) for other in PEOPLE):
            return "MONEY_HELD"
        return None if self.holds(("own", who)) else "NOTHING_TO_PAY_OUT"

    def _cannot_merge(self) -> str | None:
        if self.people[SON].dead or self.people[TWIN].dead:
            return "PERSON_DIED"
        return "RECORD_MERGED" if self.people[TWIN].merged_into is not None else None
