"""The people of the bench and of the demo month: invented families of three insured siblings, their parents and their
four grandparents.

Everything about a person follows from her place in the line, so that a message about her can be written without
reading her row. A third are employees with an account, two thirds are residents with one to three quotas.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongji.ground.identity_number import check_character
from gongji.insured import EMPLOYEE, RESIDENT
from gongji.kinship import NearRelative

EMPLOYED_IN = ("350203", "350102", "320508", "440305", "330106", "310115", "110105", "510104")
LIVING_IN = (
    "620102", "610113", "410105", "430102", "360102", "340103", "420106", "210102", "230103", "220102",
    "130102", "140105", "150102", "450103", "520103", "530102", "630102", "640104", "650102", "460106",
)  # fmt: skip
# Enough for dozens of benches on one world.
OPENING_FEN = 60_000_00
LIMIT_FEN = 10_000_00

# Sex and year of birth, siblings first; then what each of the others is to the siblings.
MEMBERS = ((2, 1976), (1, 1979), (2, 1983), (1, 1952), (2, 1954), (1, 1927), (2, 1929), (1, 1930), (2, 1932))
RELATIONS = (
    NearRelative.PARENT,
    NearRelative.PARENT,
    NearRelative.PATERNAL_GRANDPARENT,
    NearRelative.PATERNAL_GRANDPARENT,
    NearRelative.MATERNAL_GRANDPARENT,
    NearRelative.MATERNAL_GRANDPARENT,
)
SIBLINGS = 3
FAMILY = len(MEMBERS)
ELDERS = len(RELATIONS)
# Which elder gets a quota next: the first round gives everybody one, after twelve they have one, two and three.
TURNS = (*range(ELDERS), 1, 2, 4, 5, 2, 5, 0, 3, 1, 4, 0, 3)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "安宁和平康乐福寿春秋晴雪松柏兰梅云江海山石玉珍华"
# Serial numbers of one division and day: three digits, the last of them odd for men and even for women.
SERIALS = 500
DIVISIONS = 1000


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody by her place in the line, from 0."""

    place: int

    @property
    def is_employee(self) -> bool:
        """Whether she is one of the siblings, who have accounts."""
        return self.place % FAMILY < SIBLINGS

    @property
    def scheme(self) -> int:
        """How she is insured."""
        return EMPLOYEE if self.is_employee else RESIDENT

    @property
    def person_type(self) -> str:
        """In work, or an elderly resident (interface 3, psn_type)."""
        return "11" if self.is_employee else "15"

    @property
    def division(self) -> str:
        """Where she is insured: siblings each in another place, the elders together."""
        family, member = divmod(self.place, FAMILY)
        if self.is_employee:
            return EMPLOYED_IN[(family + member) % len(EMPLOYED_IN)]
        return LIVING_IN[family % len(LIVING_IN)]

    @property
    def sex(self) -> int:
        """1 male, 2 female."""
        return MEMBERS[self.place % FAMILY][0]

    @property
    def born_on(self) -> date:
        """One day for one year of birth, division and thousand serial numbers, so that no certificate comes twice."""
        division, further = self.place % DIVISIONS, self.place // DIVISIONS
        day = division % 300 + further // SERIALS
        return date(MEMBERS[self.place % FAMILY][1], 1, 1) + timedelta(days=day)

    @property
    def certificate_number(self) -> str:
        """An identity number of the unassigned division 999."""
        serial = self.place // DIVISIONS % SERIALS * 2 + (self.sex == 1)
        first = f"999{self.place % DIVISIONS:03d}{self.born_on:%Y%m%d}{serial:03d}"
        return first + check_character(first)

    @property
    def person_number(self) -> str:
        """psn_no."""
        return f"{self.division}{self.place:020d}"

    @property
    def name(self) -> str:
        """Common characters in an order that says nothing."""
        return "".join(
            (
                SURNAMES[self.place // FAMILY % len(SURNAMES)],
                GIVEN[self.place % len(GIVEN)],
                GIVEN[self.place // len(GIVEN) % len(GIVEN)],
            )
        )


@dataclass(frozen=True, slots=True)
class Bond:
    """An aid relation with its quota. turn: from 0, how many the beneficiary has before it."""

    donor: Member
    beneficiary: Member
    relation: NearRelative
    turn: int = 0
    limit_fen: int = LIMIT_FEN


def bonds(families: int, quotas: int, *, member: Callable[[int], Member] = Member) -> Iterator[Bond]:
    """Quotas spread evenly over families; at most eighteen a family. member: who has a place in the line."""
    for family in range(families):
        before, after = (quotas * counted // families for counted in (family, family + 1))
        first = family * FAMILY
        given = [0] * ELDERS
        for elder in TURNS[: after - before]:
            donor = member(first + (elder + given[elder]) % SIBLINGS)
            yield Bond(donor, member(first + SIBLINGS + elder), RELATIONS[elder], given[elder])
            given[elder] += 1
