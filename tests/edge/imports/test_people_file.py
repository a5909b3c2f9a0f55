"""`import people`: what a line may look like, and what each wrong one is told."""

import pytest

from gongji.edge.imports.line import Wrong
from gongji.edge.operator_error import OperatorError
from gongji.insured import by_number, find_people
from tests.contents import contents
from tests.edge.imports.conftest import PEOPLE, Take, person
from tests.world import World

HEADER_FIELDS = PEOPLE.split(",")


def count(world: World, table: str) -> int:
    row = world.db.execute(f"select count(*) from {table}").fetchone()
    assert row
    return int(row[0])


def test_right_lines_are_people(take: Take, world: World) -> None:
    assert take("people", PEOPLE, person(1), person(2, insutype="390", psn_type="15", balc="")) == []
    assert count(world, "person") == 2
    assert count(world, "account") == 1


def test_a_name_arrives_as_it_was_written(take: Take, world: World) -> None:
    assert take("people", PEOPLE, person(1, psn_name="欧阳·买买提")) == []
    (person_id,) = by_number(world.db, world.keys, person_numbers=["35020000000001"]).values()
    assert find_people(world.db, people=[person_id])[person_id].personal_fields(world.keys).name == "欧阳·买买提"


def test_columns_may_stand_in_any_order(take: Take, world: World) -> None:
    header = ",".join(reversed(HEADER_FIELDS))
    line = ",".join(reversed(person(1).split(",")))
    assert take("people", header, line) == []
    assert count(world, "person") == 1


def test_a_byte_order_mark_blanks_quotes_empty_lines_and_windows_line_ends_are_tolerated(
    take: Take, world: World
) -> None:
    quoted = ",".join(f'"{field}"' for field in person(1).split(","))
    spaced = ", ".join(person(2).split(","))
    assert take("people", "\ufeff" + PEOPLE + "\r", quoted + "\r", "\r", "", spaced + "\r", "") == []
    assert count(world, "person") == 2


def test_a_line_that_comes_twice_is_one_person(take: Take, world: World) -> None:
    assert take("people", PEOPLE, person(1), person(1)) == []
    assert count(world, "person") == 1
    assert count(world, "transfer") == 1


def test_the_same_file_again_changes_nothing(take: Take, world: World) -> None:
    lines = [person(number) for number in range(50)]
    take("people", PEOPLE, *lines)
    before = contents(world.db)
    assert take("people", PEOPLE, *lines) == []
    assert contents(world.db) == before


def test_every_line_falls_to_exactly_one_share(take: Take, world: World) -> None:
    lines = [person(number) for number in range(40)] + ["broken"]
    wrong = take("people", PEOPLE, *lines, share=0, shares=2)
    in_the_first = count(world, "person")
    wrong += take("people", PEOPLE, *lines, share=1, shares=2)
    assert 0 < in_the_first < 40
    assert count(world, "person") == 40
    assert [line.line for line in wrong] == [42]


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"certno": "999001198505060021"}, "CERTIFICATE_INVALID", "The certificate number is not right."),
        ({"insuplc_admdvs": "999999"}, "DIVISION_UNKNOWN", "999999 was no pooling area on 2026-11-05."),
        ({"insuplc_admdvs": ""}, "DIVISION_UNKNOWN", " was no pooling area on 2026-11-05."),
        ({"balc": "100.001"}, "AMOUNT_INVALID", "Enter at least 0.01 with up to two decimals (balc: 100.001)."),
        ({"balc": "NaN"}, "AMOUNT_INVALID", "Enter at least 0.01 with up to two decimals (balc: NaN)."),
        ({"balc": "1e3"}, "AMOUNT_INVALID", "Enter at least 0.01 with up to two decimals (balc: 1e3)."),
        ({"balc": "1" + "0" * 30}, "AMOUNT_INVALID", None),
        ({"balc": "100000000000000"}, "AMOUNT_INVALID", None),
        ({"balc": "-0.01"}, "FIELD_INVALID", "balc must be an amount in yuan, 0 or more"),
        ({"insutype": "390", "balc": "5.00"}, "NO_PERSONAL_ACCOUNT", None),
        ({"insutype": "510"}, "FIELD_INVALID", "insutype must be one of 310, 390"),
        ({"gend": "3"}, "FIELD_INVALID", "gend must be one of 0, 1, 2, 9"),
        ({"brdy": "1985-02-30"}, "FIELD_INVALID", "brdy must be a day such as 1957-03-04"),
        ({"brdy": "19850506"}, "FIELD_INVALID", "brdy must be a day such as 1957-03-04"),
        ({"psn_insu_date": ""}, "FIELD_INVALID", "psn_insu_date must be a day such as 1957-03-04"),
        ({"psn_insu_stas": "5"}, "FIELD_INVALID", "psn_insu_stas must be one of 0, 1, 2, 3, 4"),
        ({"psn_cert_type": "1"}, "FIELD_INVALID", "psn_cert_type must be a code such as 01"),
        ({"psn_type": "in service"}, "FIELD_INVALID", "psn_type must be a code of 2 to 6 digits"),
        ({"tel": "no"}, "FIELD_INVALID", "tel must be a telephone number, or empty"),
        ({"psn_no": ""}, "FIELD_INVALID", "psn_no must be a text of 1 to 30 characters"),
        ({"psn_name": "林" * 51}, "FIELD_INVALID", "psn_name must be a text of 1 to 50 characters"),
        ({"psn_name": "林\x00雨"}, "FIELD_INVALID", "psn_name must be a text of 1 to 50 characters"),
        ({"psn_name": "林,雨"}, "LINE_BROKEN", "the line has 14 fields, the header 13"),
        ({"psn_name": '"林小雨'}, "LINE_BROKEN", "a quotation mark is not closed, or stands inside a field"),
    ],
)
def test_a_wrong_line_is_told_by_number_code_and_reason_and_leaves_nothing(
    take: Take, world: World, changes: dict[str, str], code: str, reason: str | None
) -> None:
    before = contents(world.db)
    (wrong,) = take("people", PEOPLE, person(1, **changes))
    assert wrong == Wrong(2, code, reason if reason is not None else wrong.reason)
    assert contents(world.db) == before


def test_a_wrong_line_does_not_fail_its_neighbours(take: Take, world: World) -> None:
    wrong = take("people", PEOPLE, person(1), person(2, balc="1.001"), person(3), "", person(4)[:-10], person(5))
    assert [line.line for line in wrong] == [3, 6]
    assert count(world, "person") == 3


def test_a_line_in_another_encoding_is_refused_by_its_number(take: Take, world: World) -> None:
    (wrong,) = take("people", PEOPLE, person(1), person(2).encode("gb18030"), person(3))
    assert (wrong.line, wrong.code) == (3, "LINE_NOT_UTF8")
    assert count(world, "person") == 2


def test_no_reason_tells_anything_personal(take: Take) -> None:
    lines = [
        person(1),
        person(2, certno="999001198505060021"),
        person(1, certno="999001198505060021"),
        person(3, psn_no="35020000000001"),
        person(1, psn_no="3502A"),
        person(4, tel="13800000001x"),
        person(5, brdy="1985-05-06x"),
    ]
    told = " ".join(wrong.reason for wrong in take("people", PEOPLE, *lines))
    assert told
    for secret in ("林小雨", "35020000000001", "999001198505060021", "13800000001", "1985"):
        assert secret not in told


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        (PEOPLE.replace("psn_name,", ""), "columns missing: psn_name"),
        (PEOPLE + ",age", "columns unknown: age"),
        (PEOPLE + ",tel", "columns there twice: tel"),
        ("", "not a header"),
    ],
)
def test_a_file_with_another_header_is_refused_as_a_whole(take: Take, header: str, complaint: str) -> None:
    with pytest.raises(OperatorError, match=complaint):
        take("people", header, person(1))


def test_a_file_in_utf_16_is_refused_as_a_whole(take: Take) -> None:
    with pytest.raises(OperatorError, match="not UTF-8"):
        take("people", PEOPLE.encode("utf-16"), person(1))


def test_a_file_without_a_header_is_refused_and_its_first_line_not_repeated(take: Take) -> None:
    with pytest.raises(OperatorError, match="not a header") as refused:
        take("people", person(1), person(2))
    assert "林小雨" not in str(refused.value)
