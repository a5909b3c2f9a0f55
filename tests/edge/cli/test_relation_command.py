"""Relations between relatives, typed by an operator."""

from datetime import date

import pytest

from gongji.kinship import NearRelative

AGREED = ("--donor-agreed", "2026-11-01T09:00", "--beneficiary-agreed", "2026-11-02T09:00")
MOTHER = ("--relation", "02", "--evidence", "verified")


def test_a_relation_both_agreed_to_is_created_and_told_with_masked_names(operator, world, number_of):
    daughter, mother = world.employee("苏晓岚"), world.resident("马桂")
    done = operator("relation", "create", number_of(daughter), number_of(mother), *MOTHER, *AGREED)
    assert done.code == 0
    assert done.out == (
        f"苏*岚 (…{number_of(daughter)[-4:]}) lets 马* (…{number_of(mother)[-4:]}), parent (02, verified), spend: "
        "active since 2026-11-05 12:00\n"
    )


def test_without_both_consents_nothing_is_created(operator, world, number_of):
    daughter, mother = world.employee("苏晓岚"), world.resident("马桂兰")
    for agreed in ((), AGREED[:2], AGREED[2:]):
        done = operator("relation", "create", number_of(daughter), number_of(mother), *MOTHER, *agreed)
        assert (done.code, done.out) == (1, "")
        assert done.err == "gongji: Both sides have to agree first. [CONSENT_MISSING]\n"
    assert operator("relation", "show", number_of(mother)).out == ""


def test_a_refusal_is_told_in_the_language_of_the_locale(operator, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    done = operator("relation", "show", "nobody")
    assert (done.code, done.err) == (1, "gongji: 没有查到参保信息，请核对证件号码。 [PERSON_UNKNOWN]\n")


def test_a_relation_with_a_mother_in_law_is_refused(operator, world, number_of):
    pair = number_of(world.employee("苏晓岚")), number_of(world.resident("马桂兰"))
    done = operator("relation", "create", *pair, "--relation", "09", "--evidence", "declared", *AGREED)
    assert done.code == 1
    assert done.err.endswith("[KIN_NOT_ELIGIBLE]\n")


def test_an_area_without_the_wallet_is_refused_by_its_name(operator, world, number_of):
    pair = number_of(world.employee("苏晓岚")), number_of(world.resident("马桂兰", pool=630100))
    done = operator("relation", "create", *pair, *MOTHER, *AGREED)
    assert done.err == "gongji: 西宁市 hasn't started the wallet. [POOL_NOT_ENABLED]\n"


def test_a_dissolved_relation_gives_the_rest_back_and_stays_to_be_seen(operator, world, number_of):
    daughter, mother = world.employee("苏晓岚", account=30_000_00), world.resident("马桂兰")
    world.share(daughter, mother, NearRelative.PARENT, 10_000_00)
    done = operator("relation", "dissolve", number_of(daughter), number_of(mother), "--reason", "BENEFICIARY_REQUEST")
    assert done.out.endswith("spend: dissolved 2026-11-05 12:00 (BENEFICIARY_REQUEST)\n")
    assert world.own(daughter) == 30_000_00
    assert operator("relation", "show", number_of(daughter)).out == done.out
    again = operator("relation", "dissolve", number_of(daughter), number_of(mother))
    assert again.err == "gongji: This share was not found. [RELATION_UNKNOWN]\n"


def test_a_person_is_shown_as_giver_and_as_receiver_with_what_is_left(operator, world, number_of):
    daughter = world.employee("苏晓岚", account=30_000_00)
    mother, child = world.resident("马桂兰"), world.resident("叶知秋", pool=350200, born=date(2016, 6, 1))
    world.share(daughter, mother, NearRelative.PARENT, 10_000_00)
    world.buy(mother, ("XPILLS0001", 218_50))
    world.relate(daughter, child, NearRelative.CHILD)
    told = operator("relation", "show", number_of(daughter)).out.splitlines()
    assert [line.partition("spend: ")[2] for line in told] == [
        "active since 2026-11-05 12:00, 9781.50 left of 10000.00",
        "active since 2026-11-05 12:00",
    ]
    assert operator("relation", "show", number_of(mother)).out.splitlines() == told[:1]


@pytest.mark.parametrize("personal", ["苏晓岚", "马桂兰", "999001"])
def test_nothing_personal_is_printed_in_full(operator, world, number_of, personal):
    daughter, mother = world.employee("苏晓岚", account=1_000_00), world.resident("马桂兰")
    world.share(daughter, mother, NearRelative.PARENT, 100_00)
    told = operator("relation", "show", number_of(mother)).out + operator("relation", "show", number_of(daughter)).out
    assert told
    assert personal not in told
    assert number_of(mother) not in told
