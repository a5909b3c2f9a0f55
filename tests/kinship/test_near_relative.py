"""The eight relations, their inverses, and what cannot be true (R-03, R-04, R-06)."""

from datetime import date, timedelta

import pytest

from gongji.ground.policy import published
from gongji.kinship import (
    KinContradiction,
    KinNotEligible,
    NearRelative,
    Relative,
    inverse,
    require_consistent,
    require_near_relative,
    require_plausible_ages,
)
from tests.world import XIAMEN

SPOUSE, PARENT, CHILD, SIBLING = NearRelative.SPOUSE, NearRelative.PARENT, NearRelative.CHILD, NearRelative.SIBLING
TODAY = date(2026, 11, 5)
UNKNOWN, MALE, FEMALE, NOT_STATED = 0, 1, 2, 9
ME, MY_WIFE, MY_MOTHER, MY_FATHER, MY_SON, MY_BROTHER, SOMEBODY = range(1, 8)


@pytest.mark.parametrize(
    ("code", "relation", "seen_from_there"),
    [
        ("01", NearRelative.SPOUSE, "01"),
        ("02", NearRelative.PARENT, "03"),
        ("03", NearRelative.CHILD, "02"),
        ("04", NearRelative.SIBLING, "04"),
        ("05", NearRelative.PATERNAL_GRANDPARENT, "07"),
        ("06", NearRelative.MATERNAL_GRANDPARENT, "08"),
        ("07", NearRelative.GRANDCHILD_BY_SON, "05"),
        ("08", NearRelative.GRANDCHILD_BY_DAUGHTER, "06"),
    ],
)
def test_each_relation_has_a_code_and_an_inverse(code: str, relation: NearRelative, seen_from_there: str) -> None:
    assert require_near_relative(code) is relation
    assert inverse(relation) is require_near_relative(seen_from_there)
    assert inverse(inverse(relation)) is relation


@pytest.mark.parametrize(
    "code", ["00", "09", "10", "99", "1", "", "001", "2 ", "+2", "0２", "²2", "parent", "mother-in-law"]
)
def test_e_02_every_other_relation_is_not_eligible(code: str) -> None:
    with pytest.raises(KinNotEligible) as refused:
        require_near_relative(code)
    assert (refused.value.code, refused.value.relation) == ("KIN_NOT_ELIGIBLE", code)


def require_ages(
    relation: NearRelative, donor: tuple[date, int], beneficiary: tuple[date, int], on: date = TODAY
) -> None:
    require_plausible_ages(
        Relative(1, *donor), Relative(2, *beneficiary), relation, policy=published(), pool=XIAMEN, on=on
    )


@pytest.mark.parametrize(
    ("relation", "donor_born", "beneficiary_born"),
    [
        (NearRelative.PARENT, date(1985, 5, 6), date(1971, 5, 6)),
        (NearRelative.CHILD, date(1971, 5, 6), date(1985, 5, 6)),
        (NearRelative.PATERNAL_GRANDPARENT, date(1985, 5, 6), date(1957, 5, 6)),
        (NearRelative.MATERNAL_GRANDPARENT, date(1985, 5, 6), date(1957, 5, 6)),
        (NearRelative.GRANDCHILD_BY_SON, date(1957, 5, 6), date(1985, 5, 6)),
        (NearRelative.GRANDCHILD_BY_DAUGHTER, date(1957, 5, 6), date(1985, 5, 6)),
    ],
)
def test_a_generation_is_old_enough_on_its_birthday_and_not_a_day_before(
    relation: NearRelative, donor_born: date, beneficiary_born: date
) -> None:
    require_ages(relation, (donor_born, FEMALE), (beneficiary_born, FEMALE))
    younger = max(donor_born, beneficiary_born)
    a_day_short = {younger: younger - timedelta(days=1)}
    donor, beneficiary = [(a_day_short.get(born, born), FEMALE) for born in (donor_born, beneficiary_born)]
    with pytest.raises(KinContradiction) as refused:
        require_ages(relation, donor, beneficiary)
    assert refused.value == KinContradiction(reason="generations_too_close")


@pytest.mark.parametrize("relation", [NearRelative.PARENT, NearRelative.PATERNAL_GRANDPARENT])
def test_a_parent_younger_than_the_child_is_a_contradiction(relation: NearRelative) -> None:
    with pytest.raises(KinContradiction):
        require_ages(relation, (date(1955, 3, 4), FEMALE), (date(1985, 5, 6), FEMALE))


def test_siblings_may_be_of_any_age() -> None:
    require_ages(NearRelative.SIBLING, (date(1960, 1, 1), MALE), (date(2026, 11, 1), FEMALE))


@pytest.mark.parametrize(
    ("sex", "youngest_born"),
    [
        (MALE, date(2004, 11, 5)),
        (FEMALE, date(2006, 11, 5)),
        # Of whom the sex is not known, nothing more can be said to be impossible than of a woman.
        (UNKNOWN, date(2006, 11, 5)),
        (NOT_STATED, date(2006, 11, 5)),
    ],
)
def test_spouses_are_of_age_to_marry_on_either_side(sex: int, youngest_born: date) -> None:
    partner = (date(1985, 5, 6), FEMALE)
    too_young = (youngest_born.replace(day=6), sex)
    require_ages(NearRelative.SPOUSE, (youngest_born, sex), partner)
    for donor, beneficiary in ((too_young, partner), (partner, too_young)):
        with pytest.raises(KinContradiction) as refused:
            require_ages(NearRelative.SPOUSE, donor, beneficiary)
        assert refused.value == KinContradiction(reason="spouse_too_young")


Known = tuple[int, int, NearRelative]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ([], (ME, MY_WIFE, SPOUSE)),
        # The same again, and the same told from the other side.
        ([(ME, MY_WIFE, SPOUSE)], (ME, MY_WIFE, SPOUSE)),
        ([(ME, MY_WIFE, SPOUSE)], (MY_WIFE, ME, SPOUSE)),
        ([(ME, MY_MOTHER, PARENT)], (MY_MOTHER, ME, CHILD)),
        ([(MY_SON, ME, PARENT)], (ME, MY_SON, CHILD)),
        # A family.
        ([(ME, MY_WIFE, SPOUSE), (ME, MY_SON, CHILD), (ME, MY_MOTHER, PARENT)], (ME, MY_FATHER, PARENT)),
        ([(ME, MY_MOTHER, PARENT), (MY_MOTHER, MY_FATHER, SPOUSE)], (ME, MY_WIFE, SPOUSE)),
        ([(ME, parent, PARENT) for parent in (11, 12, 13)], (ME, 14, PARENT)),
        ([(ME, parent, PARENT) for parent in (11, 12, 13, 14)], (ME, MY_SON, CHILD)),
        ([(ME, parent, PARENT) for parent in (11, 12, 13, 14)], (ME, 14, PARENT)),
        ([(ME, brother, SIBLING) for brother in range(11, 20)], (ME, MY_BROTHER, SIBLING)),
    ],
)
def test_what_can_be_true_together_is_accepted(known: list[Known], told: Known) -> None:
    require_consistent(*told, known=known, parents_at_most=4)


@pytest.mark.parametrize(
    ("known", "told", "reason"),
    [
        ([(ME, MY_WIFE, SPOUSE)], (ME, SOMEBODY, SPOUSE), "second_spouse"),
        ([(ME, MY_WIFE, SPOUSE)], (SOMEBODY, ME, SPOUSE), "second_spouse"),
        ([(MY_WIFE, ME, SPOUSE)], (ME, SOMEBODY, SPOUSE), "second_spouse"),
        # The other one is married already.
        ([(MY_WIFE, SOMEBODY, SPOUSE)], (ME, MY_WIFE, SPOUSE), "second_spouse"),
        ([(ME, MY_MOTHER, PARENT)], (ME, MY_MOTHER, CHILD), "pair_has_another_relation"),
        ([(ME, MY_MOTHER, PARENT)], (MY_MOTHER, ME, PARENT), "pair_has_another_relation"),
        ([(MY_SON, ME, PARENT)], (ME, MY_SON, SIBLING), "pair_has_another_relation"),
        ([(ME, MY_WIFE, SPOUSE)], (MY_WIFE, ME, SIBLING), "pair_has_another_relation"),
        ([(ME, parent, PARENT) for parent in (11, 12, 13, 14)], (ME, MY_MOTHER, PARENT), "too_many_parents"),
        ([(parent, ME, CHILD) for parent in (11, 12, 13, 14)], (MY_MOTHER, ME, CHILD), "too_many_parents"),
        # Seen from the parent: it is the child who would have too many.
        ([(MY_SON, parent, PARENT) for parent in (11, 12, 13, 14)], (ME, MY_SON, CHILD), "too_many_parents"),
    ],
)
def test_what_cannot_be_true_together_is_a_contradiction(known: list[Known], told: Known, reason: str) -> None:
    with pytest.raises(KinContradiction) as refused:
        require_consistent(*told, known=known, parents_at_most=4)
    assert refused.value == KinContradiction(reason=reason)
