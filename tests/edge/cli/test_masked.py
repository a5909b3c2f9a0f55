"""Names on a screen (N-03)."""

import pytest

from gongji.edge.masked import masked, masked_name
from gongji.insured import PersonalFields


@pytest.mark.parametrize(
    ("name", "shown"), [("张小三", "张*三"), ("张三", "张*"), ("欧阳小三", "欧**三"), ("张", "*"), ("", "*")]
)
def test_a_name_keeps_its_ends_only(name, shown):
    assert masked_name(name) == shown


def test_of_a_person_number_the_last_four_are_left():
    fields = PersonalFields("62010000000102", "马桂兰", "01", "999001195503042680", "11148213050")
    assert masked(fields) == "马*兰 (…0102)"
