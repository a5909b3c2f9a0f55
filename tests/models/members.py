"""Who there is, what they agreed on and where the money lies: the state of the reference, and how money moves."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.world import FUZHOU, LANZHOU, XIAMEN

START_FEN, TWINS_FEN = 1_000_00, 300_00
PEOPLE = range(6)
DAUGHTER, SON, MOTHER, UNCLE, TWIN, HUSBAND = PEOPLE
EMPLOYEES, RESIDENTS = (DAUGHTER, SON, TWIN), (MOTHER, UNCLE, HUSBAND)
# Who shares with whom, sends to whom. The uncle lives in another province; the twin is a second record of the son.
PAIRS = [(DAUGHTER, SON), (DAUGHTER, MOTHER), (DAUGHTER, UNCLE), (SON, MOTHER), (TWIN, MOTHER), (DAUGHTER, TWIN)]
PAIRS += [(DAUGHTER, HUSBAND)]
CARRIED, CURRENT = "carried", "current"
# What was put aside first goes first; who spends her own keeps what she may share.
GIVEN_ORDER, OWN_ORDER = (CARRIED, CURRENT), (CURRENT, CARRIED)
OUT, SUSPENSE, PAID_OUT = ("out",), ("suspense",), ("paid out",)

Place = tuple[Any, ...]
Parts = dict[str, int]
Key = tuple[int, int]


@dataclass
class Person:
    """cover: normal, paused or ended. wallet: none, active, suspended or closed. account: whether she has one.

    pool: which insures her. place: where her wallet is used.
    """

    account: bool
    wallet: str = "active"
    cover: str = "normal"
    dead: bool = False
    merged_into: int | None = None
    aid_first: bool = False
    sent_today: int = 0
    pool: int = XIAMEN
    place: int | None = None


@dataclass(eq=False)
class Quota:
    """kind: OPEN, ANNUAL or WHOLE, whose limit is what was used. since: which step set it. place: in her order."""

    kind: str
    limit: int
    uses: int
    since: int
    place: int = 0
    reminded: bool = False


@dataclass
class Pair:
    """One donor and one beneficiary. state: none, invited, active or suspended. asked: kind and fen of the invitation.

    late: whether nobody answered it. since: which step made the relation.
    """

    state: str = "none"
    asked: tuple[str, int] = ("OPEN", 0)
    since: int = 0
    quota: Quota | None = None
    changes: int = 0
    late: bool = False


@dataclass(eq=False)
class Transfer:
    """state: in_transit, accepted, or how it ended."""

    number: int
    sender: int
    receiver: int
    state: str = "in_transit"
    accepted: int = 0


@dataclass
class Draw:
    """What one purse paid: in the name of whom, through which pair's quota or out of which lot.

    closed: whether the account that paid was paid out since.
    """

    giver: int
    parts: Parts
    key: Key | None = None
    quota: Quota | None = None
    lot: Transfer | None = None
    closed: bool = False

    @property
    def is_straight(self) -> bool:
        """Out of the giver's own account, with nothing set aside before."""
        return self.lot is None and (self.quota is None or self.quota.kind == "WHOLE")


def nobody_shares() -> dict[Key, Pair]:
    return {key: Pair() for key in PAIRS}


def everybody() -> list[Person]:
    people = [Person(who in EMPLOYEES) for who in PEOPLE]
    for who, person in enumerate(people):
        person.pool = {MOTHER: FUZHOU, UNCLE: LANZHOU}.get(who, XIAMEN)
        person.wallet, person.place = ("active", XIAMEN) if who in (DAUGHTER, SON) else ("none", None)
    return people


@dataclass
class Family:
    """fen: by place and bucket. suspended: what waits for an owner, piece by piece. steps: a clock that only counts."""

    people: list[Person] = field(default_factory=everybody)
    pairs: dict[Key, Pair] = field(default_factory=nobody_shares)
    transfers: list[Transfer] = field(default_factory=list)
    fen: Counter[tuple[Place, str]] = field(default_factory=Counter)
    earned: Counter[int] = field(default_factory=Counter)
    suspended: list[int] = field(default_factory=list)
    pilot: bool = True
    married_to: int | None = HUSBAND
    steps: int = 0

    def __post_init__(self) -> None:
        for who, fen in ((DAUGHTER, START_FEN), (SON, START_FEN), (TWIN, TWINS_FEN)):
            self.fen[("own", who), CARRIED] = fen

    def step(self) -> int:
        self.steps += 1
        return self.steps

    def holds(self, place: Place) -> int:
        return self.fen[place, CARRIED] + self.fen[place, CURRENT]

    def parts(self, place: Place) -> Parts:
        return {bucket: self.fen[place, bucket] for bucket in GIVEN_ORDER if self.fen[place, bucket]}

    def bring(self, parts: Parts, source: Place, target: Place) -> None:
        """Bucket by bucket; what comes into suspense is one piece for each."""
        for bucket, fen in parts.items():
            self.fen[source, bucket] -= fen
            self.fen[target, bucket] += fen
            if target == SUSPENSE:
                self.suspended.append(fen)

    def move(self, fen: int, source: Place, target: Place, order: tuple[str, str] = GIVEN_ORDER) -> Parts:
        """The buckets of the source in this order; what each gave."""
        taken: Parts = {}
        for bucket in order:
            taken[bucket] = min(fen, self.fen[source, bucket])
            fen -= taken[bucket]
        assert fen == 0
        taken = {bucket: part for bucket, part in taken.items() if part}
        self.bring(taken, source, target)
        return taken

    def lives_on(self, who: int) -> int:
        into = self.people[who].merged_into
        return who if into is None else into

    def are_kin(self, key: Key) -> bool:
        """Brothers and sisters stay what they are."""
        return key[1] != HUSBAND or self.married_to == HUSBAND

    def home(self, who: int) -> Place:
        """Where money of somebody's returns to."""
        owner = self.lives_on(who)
        return ("own", owner) if self.people[owner].account else SUSPENSE
