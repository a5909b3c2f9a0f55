"""Quotas, typed by an operator in yuan."""

import pytest

from gongji.kinship import NearRelative


@pytest.fixture
def pair(world, number_of):
    """A daughter with 30,000.00 and her mother, related, by person number."""
    daughter, mother = world.employee("苏晓岚", account=30_000_00), world.resident("马桂兰")
    world.relate(daughter, mother, NearRelative.PARENT)
    return number_of(daughter), number_of(mother)


def test_a_quota_is_set_raised_lowered_and_closed(operator, pair):
    first = operator("quota", "set", *pair, "10000.00", "--period", "OPEN")
    assert first.out == (
        "limit 10000.00, used 0.00, left 10000.00\n"
        "active; OPEN from 2026-11-05; VISIT, PHARMACY, RESIDENT_CONTRIB, LTC_CONTRIB\n"
    )
    assert operator("quota", "raise", *pair, "12000").out.startswith("limit 12000.00, used 0.00, left 12000.00\n")
    assert operator("quota", "lower", *pair, "218.50").out.startswith("limit 218.50, used 0.00, left 218.50\n")
    assert operator("quota", "show", *pair).out.startswith("limit 218.50, used 0.00, left 218.50\nactive; ")
    assert operator("quota", "close", *pair).out.startswith("limit 0.00, used 0.00, left 0.00\nclosed; ")
    assert operator("quota", "show", *pair).err.endswith("[QUOTA_UNKNOWN]\n")


def test_an_annual_quota_for_pharmacies_says_so(operator, pair):
    done = operator("quota", "set", *pair, "500", "--use", "PHARMACY", "--use", "VISIT")
    assert done.out.endswith("active; ANNUAL 2026-11-05 to 2027-01-01; VISIT, PHARMACY\n")


def test_more_than_the_account_holds_is_refused_with_the_figures(operator, pair):
    done = operator("quota", "set", *pair, "30000.01")
    assert (done.code, done.out) == (1, "")
    assert done.err == "gongji: You can set aside up to ¥30000.00; ¥30000.01 is more. [PA_INSUFFICIENT]\n"
    assert operator("quota", "show", *pair).code == 1


@pytest.mark.parametrize("limit", ["1.005", "NaN", "1e9", "ten", "0", "-5"])
def test_what_is_not_an_amount_in_yuan_is_refused(operator, pair, limit):
    done = operator("quota", "set", *pair, "--", limit)
    assert done.code == 1
    assert done.err.endswith("[AMOUNT_INVALID]\n")


def test_people_without_a_relation_have_no_quota(operator, world, number_of):
    strangers = number_of(world.employee("苏晓岚", account=100)), number_of(world.resident("马桂兰"))
    assert operator("quota", "set", *strangers, "1").err.endswith("[RELATION_UNKNOWN]\n")


def test_n_03_both_see_that_an_operator_looked_and_with_which_command(operator, world, pair):
    operator("quota", "set", *pair, "500")
    operator("quota", "show", *pair)
    world.db.rollback()
    looks = world.db.execute("select actor_id, channel, purpose from person_look").fetchall()
    assert sorted(looks) == [(0, "command", f"gongji quota {verb}") for verb in ("set", "set", "show", "show")]
