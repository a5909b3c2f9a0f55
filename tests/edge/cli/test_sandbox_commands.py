"""Callers and jobs by hand, several in one command."""

from gongji import access, mutual_aid
from gongji.kinship import NearRelative
from gongji.mutual_aid import ALL_USES, QuotaAsked


def test_tokens_of_several_people_come_in_their_order(operator, world, number_of):
    people = [world.employee("苏晓岚"), world.resident("马桂兰")]
    done = operator("token", "citizen", *map(number_of, people))
    tokens = [access.require_token(world.db, token, now=world.now) for token in done.out.split()]
    assert [token.holder_id for token in tokens] == people


def test_jobs_run_in_the_order_they_are_named(operator, world):
    donor, mother = world.employee("苏晓岚", account=1_000_00), world.resident("马桂兰")
    asked = QuotaAsked(world.relate(donor, mother, NearRelative.PARENT), 300_00, "ANNUAL", ALL_USES, auto_renew=True)
    mutual_aid.set_quota(world.db, asked=asked, now=world.now, policy=world.policy)
    told = operator("jobs", "run", "renewals", "year-end", "renewals", "--at", "2027-01-01T00:30").out
    assert [line.split(" done")[0] for line in told.splitlines()] == ["renewals: 0", "year-end: 1", "renewals: 1"]


def test_a_job_nobody_knows_stops_the_others_before_they_begin(operator, world):
    done = operator("jobs", "run", "year-end", "spring-cleaning")
    assert (done.code, done.out) == (1, "")
    assert "spring-cleaning" in done.err
