"""GB 11643 identity numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongji.ground.identity_number import CHECKS, birth_date, check_character, is_identity_number


@pytest.mark.parametrize(
    "number",
    [
        # Both stand in published message samples; Changsha did not exist under this code when libraries think it did.
        "430102190001010015",
        "430102190001010023",
        # The example of the standard itself, and one whose check is X in either case.
        "11010519491231002X",
        "11010519491231002x",
        "440524188001010014",
    ],
)
def test_a_right_number_is_accepted(number: str) -> None:
    assert is_identity_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "43010219000101001",
        "4301021900010100155",
        "430102190001010016",
        "430102190013010015",
        "430102190002300011",
        "430102000001010017",
        "43010219000101001Y",
        "43010219000101O015",
        "４３０１０２１９０００１０１００１５",
        "430102 90001010015",
        "-30102190001010015",
        "4301021900010100¹5",
    ],
)
def test_a_wrong_number_is_refused(number: str) -> None:
    assert not is_identity_number(number)


def test_the_birth_date_is_read_from_the_number() -> None:
    assert birth_date("11010519491231002X") == date(1949, 12, 31)
    assert birth_date("110105194913310020") is None


@given(st.from_regex(r"\A999001(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}\Z"))
def test_exactly_one_check_character_fits(first_seventeen: str) -> None:
    fitting = [character for character in CHECKS if is_identity_number(first_seventeen + character)]
    assert fitting == [check_character(first_seventeen)]


@given(
    st.from_regex(r"\A999001(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}\Z"),
    st.integers(0, 15),
)
def test_two_neighbours_that_change_places_are_noticed(first_seventeen: str, place: int) -> None:
    number = first_seventeen + check_character(first_seventeen)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_identity_number(swapped)
