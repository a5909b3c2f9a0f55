"""Near relatives (R-03), seen from the donor: what the beneficiary is to her. Pure rules, no rows."""

from collections.abc import Collection
from datetime import date
from enum import IntEnum
from typing import ClassVar

from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value

MALE = 1


class NearRelative(IntEnum):
    """Civil Code art. 1045. The code is the donor's view: 02 means the beneficiary is the donor's parent."""

    SPOUSE = 1
    PARENT = 2
    CHILD = 3
    SIBLING = 4
    PATERNAL_GRANDPARENT = 5
    MATERNAL_GRANDPARENT = 6
    GRANDCHILD_BY_SON = 7
    GRANDCHILD_BY_DAUGHTER = 8


_INVERSE = {1: 1, 2: 3, 3: 2, 4: 4, 5: 7, 7: 5, 6: 8, 8: 6}
_GENERATIONS_UP = {NearRelative.PARENT: 1, NearRelative.PATERNAL_GRANDPARENT: 2, NearRelative.MATERNAL_GRANDPARENT: 2}


@refusal
class KinNotEligible(Refusal):
    """The relation is not one of the near relatives, parents-in-law for example (R-03)."""

    code: ClassVar[str] = "KIN_NOT_ELIGIBLE"
    rule: ClassVar[str] = "R-03"
    relation: str


@refusal
class KinContradiction(Refusal):
    """What is said of two people cannot be true together with their ages or with what is known (R-06, X-04)."""

    code: ClassVar[str] = "KIN_CONTRADICTION"
    rule: ClassVar[str] = "R-06"
    reason: str


@value
class Relative:
    """What the plausibility rules need to know of somebody."""

    person_id: int
    born_on: date
    sex: int


def require_near_relative(code: str) -> NearRelative:
    """The relation a two-digit code names; refuses every other (R-03)."""
    if len(code) == 2 and code.isascii() and code.isdigit() and 1 <= int(code) <= 8:
        return NearRelative(int(code))
    raise KinNotEligible(relation=code)


def inverse(relation: NearRelative) -> NearRelative:
    """The same relation seen from the other side (R-04)."""
    return NearRelative(_INVERSE[relation])


def age_doubt(
    donor: Relative, beneficiary: Relative, relation: NearRelative, *, policy: PolicySet, pool: int, on: date
) -> str | None:
    """Why the ages make the relation hard to believe: generations too close, spouses too young; None where they do not.

    Who is no older than her child or grandchild makes it impossible, and is refused (R-06, X-04).
    """
    if relation is NearRelative.SPOUSE:
        for spouse in (donor, beneficiary):
            # Of whom the sex is not known, only the lower age makes it impossible.
            name = "kinship.spouse_age_male" if spouse.sex == MALE else "kinship.spouse_age_female"
            if _years_between(spouse.born_on, on) < policy.value(name, pool=pool, on=on):
                return "spouse_too_young"
        return None
    older, younger, upwards = beneficiary, donor, NearRelative(relation)
    if relation not in _GENERATIONS_UP:
        older, younger, upwards = donor, beneficiary, inverse(relation)
    generations = _GENERATIONS_UP.get(upwards)
    if generations is None:
        return None
    if older.born_on >= younger.born_on:
        raise KinContradiction(reason="parent_younger")
    name = "kinship.parent_older_years" if generations == 1 else "kinship.grandparent_older_years"
    if _years_between(older.born_on, younger.born_on) < policy.value(name, pool=pool, on=on):
        return "generations_too_close"
    return None


def require_plausible_ages(
    donor: Relative, beneficiary: Relative, relation: NearRelative, *, policy: PolicySet, pool: int, on: date
) -> None:
    """Refuses ages that are hard to believe, for doors where nobody can look into it (R-06)."""
    doubt = age_doubt(donor, beneficiary, relation, policy=policy, pool=pool, on=on)
    if doubt is not None:
        raise KinContradiction(reason=doubt)


def require_consistent(
    donor_id: int,
    beneficiary_id: int,
    relation: NearRelative,
    *,
    known: Collection[tuple[int, int, NearRelative]],
    parents_at_most: int,
) -> None:
    """Refuses a second spouse, too many parents, and two different relations of one pair (R-06).

    known: (of whom, who, is what) of every relation that stands for either person, as told from either side.
    """
    told = {(donor_id, beneficiary_id, relation), (beneficiary_id, donor_id, inverse(relation))}
    views = set(known) | {(who, of_whom, inverse(NearRelative(what))) for of_whom, who, what in known}
    for of_whom, who, what in told:
        others = [view for view in views if view[0] == of_whom]
        if any(view[1] == who and view[2] != what for view in others):
            raise KinContradiction(reason="pair_has_another_relation")
        if what is NearRelative.SPOUSE and any(v[2] == what and v[1] != who for v in others):
            raise KinContradiction(reason="second_spouse")
        parents = {view[1] for view in others if view[2] == NearRelative.PARENT} | {who}
        if what is NearRelative.PARENT and len(parents) > parents_at_most:
            raise KinContradiction(reason="too_many_parents")


def _years_between(earlier: date, later: date) -> int:
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))
