"""Interest: on what an owner has day by day, wherever it is set aside, once for every day (W-36 … W-39, I-11)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongji import contributions, insured, kinship, ledger, mutual_aid, wallet
from gongji.audit import By
from gongji.contributions import Scheme
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet, published
from gongji.insured import EMPLOYEE, Credit, Interest, NoInterestRate
from gongji.insured.accrual import Change, Span, accrue_e4, last_due_day, rate_spans, whole_fen
from gongji.kinship import FactKind, KinFact, Nature, NearRelative
from gongji.wallet import Accepting, Sending
from tests.contents import contents
from tests.mutual_aid.books import buckets, policy_of_pool
from tests.world import NOON, PILLS, XIAMEN, World

PARENT = NearRelative.PARENT
CLOCK = By(0, "job")
NEW_YEAR = date(2027, 1, 1)
# From NOON, 5 November, to the last day of the year.
DAYS = 57


@pytest.fixture(autouse=True)
def _books_agree(world: World):
    yield
    world.require_books_agree()


@pytest.fixture
def daughter(world: World) -> int:
    return world.employee("陈一", account=30_000_00)


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("林二")


def year_ends(world: World, *people: int, policy: PolicySet | None = None) -> list[Interest]:
    """What the job credits in the first night of 2027."""
    world.now = datetime(2027, 1, 1, 0, 45, tzinfo=BEIJING)
    return credited(world, *people, policy=policy)


def credited(world: World, *people: int, policy: PolicySet | None = None) -> list[Interest]:
    answers = insured.credit_interest(world.db, people=people, now=world.now, policy=policy or world.policy, by=CLOCK)
    return [one for one in answers if isinstance(one, Interest)]


def e4(days: int, *parts: tuple[int, int]) -> int:
    """1/10,000 fen that (fen, rate) earn in so many days of 360."""
    return sum(fen * rate for fen, rate in parts) * days // 360


def month(world: World, person: int, fen: int) -> None:
    (answer,) = insured.credit_month(
        world.db, credits=[Credit(person, EMPLOYEE, 202611, "individual", fen)], now=world.now
    )
    assert isinstance(answer, int)


def test_w_38_each_bucket_earns_at_its_own_rate_and_the_sum_is_rounded_once(world: World, daughter: int) -> None:
    month(world, daughter, 160_00)
    (interest,) = year_ends(world, daughter)
    assert (interest.from_day, interest.to_day, interest.day_basis) == (NOON.date(), NEW_YEAR, 360)
    assert interest.rates == [Span(NOON.date(), NEW_YEAR, 5, 65)]
    assert interest.accrued_e4 == e4(DAYS, (160_00, 5), (30_000_00, 65)) == 308_876_66
    assert interest.amount_fen == 30_89
    assert buckets(world, daughter) == {"current": 160_00, "carried": 30_030_89}


def test_i_11_the_journal_brings_it_from_the_pools_interest(world: World, daughter: int) -> None:
    (interest,) = year_ends(world, daughter)
    (transfer,) = world.db.execute(
        "select book, shared_account_name(debit_account), amount_fen from transfer where journal_id = %s",
        [interest.journal_id],
    ).fetchall()
    assert transfer == (XIAMEN, "interest", 30_88)


def test_w_37_what_is_set_aside_earns_for_the_donor_and_nothing_for_the_relative(
    world: World, daughter: int, mother: int
) -> None:
    world.share(daughter, mother, PARENT, 20_000_00)
    alone = world.employee("陈三", account=30_000_00)
    mine, hers = year_ends(world, daughter, mother, alone)
    assert (mine.person_id, hers.person_id) == (daughter, alone)
    assert mine.accrued_e4 == hers.accrued_e4


def test_w_37_what_is_on_its_way_earns_for_the_sender_and_w_39_a_lot_earns_nothing(world: World) -> None:
    world.policy = policy_of_pool(XIAMEN, wallet__transfer_mode="legacy")
    sender, receiver = (
        world.employee("陈一", account=3_000_00),
        world.employee("陈二", account=0, born=date(1955, 1, 1)),
    )
    relate(world, sender, receiver)
    wallet.open_wallet(world.db, person_id=receiver, now=world.now, policy=world.policy, by=CLOCK)
    send = Sending(sender, receiver, 1_000_00, CLOCK)
    (transfer,) = wallet.send(world.db, sendings=[send], now=world.now, policy=world.policy)
    assert isinstance(transfer, wallet.WalletTransfer), transfer
    world.later(days=10)
    wallet.accept(world.db, accepting=[Accepting(transfer.transfer_id, receiver, CLOCK)], now=world.now)
    mine, hers = sorted(year_ends(world, sender, receiver), key=lambda one: one.person_id != sender)
    assert mine.accrued_e4 == e4(1, (10 * 3_000_00 + 47 * 2_000_00, 65))
    assert (hers.accrued_e4, hers.journal_id) == (0, None)


def relate(world: World, one: int, other: int) -> None:
    fact = KinFact(
        0, FactKind.PARENT, Nature.BIRTH, other, one, "register", "civil affairs", date(1985, 5, 6), None, world.now
    )
    kinship.record_facts(world.db, facts=[fact], now=world.now, policy=world.policy, pool=XIAMEN)


def test_w_37_what_an_order_holds_earns_until_it_is_paid(world: World, daughter: int, mother: int) -> None:
    world.share(daughter, mother, PARENT, 1_000_00)
    contributions.reserve(
        world.db,
        person_id=mother,
        scheme=Scheme.RESIDENT,
        year=2027,
        cash_fen=0,
        payer_id=mother,
        told_key="1",
        now=world.now,
        policy=world.policy,
        by=CLOCK,
    )
    (interest,) = year_ends(world, daughter)
    assert interest.accrued_e4 == e4(DAYS, (30_000_00, 65))


def test_the_day_money_comes_earns_and_the_day_it_goes_does_not(world: World, daughter: int) -> None:
    world.later(days=27)
    world.buy(daughter, (PILLS, 10_000_00))
    world.later(hours=3)
    month(world, daughter, 160_00)
    (interest,) = year_ends(world, daughter)
    assert interest.accrued_e4 == (
        27 * 30_000_00 * 65 + 30 * (20_000_00 * 65 + 160_00 * 5)
    ) // 360  # fmt: skip


def test_w_38_again_or_late_credits_nothing_more_and_counts_no_later_day(world: World, daughter: int) -> None:
    late = world.employee("陈二", account=30_000_00)
    (first,) = year_ends(world, daughter)
    before = contents(world.db)
    assert credited(world, daughter) == []
    assert contents(world.db) == before
    world.later(days=40)
    world.buy(late, (PILLS, 30_000_00))
    (second,) = credited(world, late)
    assert (second.accrued_e4, second.to_day) == (first.accrued_e4, NEW_YEAR)


def test_the_next_year_begins_where_the_last_ended_and_interest_earns_interest(world: World, daughter: int) -> None:
    year_ends(world, daughter)
    world.now = datetime(2028, 1, 3, 1, 0, tzinfo=BEIJING)
    (interest,) = credited(world, daughter)
    assert (interest.from_day, interest.to_day) == (NEW_YEAR, date(2028, 1, 1))
    assert interest.accrued_e4 == e4(365, (30_030_88, 65))


def test_a_change_of_the_rate_counts_from_its_day(world: World, daughter: int) -> None:
    text = (
        published()
        .files["national.toml"]
        .replace(
            "{ from = 2024-12-02, value = 65 }", "{ from = 2024-12-02, value = 65 }, { from = 2026-12-02, value = 60 }"
        )
    )
    (interest,) = year_ends(world, daughter, policy=PolicySet({"national.toml": text}))
    turn = date(2026, 12, 2)
    assert interest.rates == [Span(NOON.date(), turn, 5, 65), Span(turn, NEW_YEAR, 5, 60)]
    assert interest.accrued_e4 == 30_000_00 * (27 * 65 + 30 * 60) // 360


def test_a_pool_without_a_rate_is_refused_by_name_and_fails_no_neighbour(world: World, daughter: int) -> None:
    elsewhere = world.employee("陈二", pool=350100, account=100_00)
    national = published().files["national.toml"]
    text = national.replace('[values."interest.rate_carried"]', '[values."interest.rate_of_nobody"]')
    only_fuzhou = '[values."interest.rate_carried"]\ndated = [{ from = 2024-12-02, value = 65 }]'
    policy = PolicySet({"national.toml": text, "pools/350100.toml": only_fuzhou})
    world.now = datetime(2027, 1, 1, 0, 45, tzinfo=BEIJING)
    answers = insured.credit_interest(world.db, people=[daughter, elsewhere], now=world.now, policy=policy, by=CLOCK)
    refused, interest = sorted(answers, key=lambda one: isinstance(one, Interest))
    assert refused == NoInterestRate(pool=XIAMEN, on=NOON.date())
    assert isinstance(interest, Interest)
    assert interest.person_id == elsewhere


def test_who_has_no_account_or_opened_it_since_gets_none_and_is_not_asked_again(world: World, mother: int) -> None:
    world.now = datetime(2027, 1, 1, 0, 10, tzinfo=BEIJING)
    new = world.employee("陈九", account=500_00)
    assert due(world) == [new]
    (nothing,) = year_ends(world, new, mother)
    assert (nothing.from_day, nothing.to_day, nothing.amount_fen) == (NEW_YEAR, NEW_YEAR, 0)
    assert due(world) == []
    world.now = datetime(2028, 1, 1, 1, 0, tzinfo=BEIJING)
    (interest,) = credited(world, new)
    assert interest.accrued_e4 == e4(365, (500_00, 65))


def due(world: World) -> list[int]:
    return insured.find_interest_due(world.db, now=world.now, policy=world.policy, after=0, limit=10)


def test_who_is_due_is_found_in_order_and_no_more_when_it_is_credited(world: World, daughter: int) -> None:
    other = world.employee("陈二", account=1_00)
    assert due(world) == sorted([daughter, other])
    year_ends(world, daughter)
    assert due(world) == [other]
    assert insured.find_interest_due(world.db, now=world.now, policy=world.policy, after=other, limit=10) == []


@pytest.mark.parametrize(
    ("credit_date", "on", "expected"),
    [
        ("12-31", date(2026, 12, 31), date(2026, 1, 1)),
        ("12-31", date(2027, 1, 1), date(2027, 1, 1)),
        ("06-30", date(2026, 6, 30), date(2025, 7, 1)),
        ("06-30", date(2026, 7, 1), date(2026, 7, 1)),
    ],
)
def test_a_year_of_interest_is_over_when_its_credit_date_is(credit_date: str, on: date, expected: date) -> None:
    policy = policy_of_pool(XIAMEN, interest__credit_date=credit_date)
    assert last_due_day(XIAMEN, on=on, policy=policy) == expected


@pytest.mark.parametrize(("e4", "fen"), [(0, 0), (4_999, 0), (5_000, 1), (14_999, 1), (15_000, 2)])
def test_half_a_fen_is_rounded_up_at_crediting_only(e4: int, fen: int) -> None:
    assert whole_fen(e4) == fen


@given(
    changes=st.lists(st.tuples(st.booleans(), st.integers(-30, 100), st.integers(-(10**9), 10**9)), max_size=8),
    cut=st.integers(1, 89),
)
def test_what_is_earned_is_the_sum_over_the_days_of_what_lay_there_in_the_evening(
    changes: list[tuple[bool, int, int]], cut: int
) -> None:
    first = date(2026, 10, 1)
    history = [Change(current, first + timedelta(days=day), fen) for current, day, fen in changes]
    spans = [
        Span(first, first + timedelta(days=cut), 5, 65),
        Span(first + timedelta(days=cut), first + timedelta(days=90), 7, 60),
    ]
    evenings = 0
    for day in range(90):
        for current, changed, fen in changes:
            if changed <= day:
                span = spans[day >= cut]
                evenings += fen * (span.current if current else span.carried)
    assert accrue_e4(history, spans, basis=360) == evenings // 360


def test_the_days_of_a_period_are_in_one_span_each() -> None:
    spans = rate_spans(XIAMEN, from_day=NOON.date(), to_day=NEW_YEAR, policy=published())
    assert spans == [Span(NOON.date(), NEW_YEAR, 5, 65)]
    assert rate_spans(XIAMEN, from_day=NEW_YEAR, to_day=NEW_YEAR, policy=published()) == []


def test_p_06_what_is_left_of_the_year_is_carried_over_own_and_set_aside(
    world: World, daughter: int, mother: int
) -> None:
    month(world, daughter, 160_00)
    quota = world.share(daughter, mother, PARENT, 30_100_00)
    assert buckets(world, daughter) == {"current": 60_00, "carried": 0}
    world.now = datetime(2027, 1, 1, 0, 15, tzinfo=BEIJING)
    assert turn(world) == 1
    assert buckets(world, daughter) == {"current": 0, "carried": 60_00}
    assert lies(world, quota) == {"quota of current": 0, "quota of carried": 30_100_00}
    assert turn(world) == 0
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    assert buckets(world, daughter) == {"current": 0, "carried": 30_160_00}


def test_p_06_a_quota_of_current_money_alone_gets_the_account_it_lacks(world: World, mother: int) -> None:
    donor = world.employee("陈二", account=0)
    month(world, donor, 160_00)
    quota = world.share(donor, mother, PARENT, 100_00)
    world.now = datetime(2027, 1, 1, 0, 15, tzinfo=BEIJING)
    assert turn(world) == 1
    assert lies(world, quota) == {"quota of current": 0, "quota of carried": 100_00}
    assert world.buy(mother, (PILLS, 30_00)).settlement.aid_fen == 30_00


def test_p_06_late_the_new_years_credits_stay_and_what_was_spent_was_the_old_years(world: World) -> None:
    donor = world.employee("陈二", account=0)
    month(world, donor, 160_00)
    world.now = datetime(2027, 1, 4, 9, 0, tzinfo=BEIJING)
    insured.credit_month(world.db, credits=[Credit(donor, EMPLOYEE, 202701, "individual", 170_00)], now=world.now)
    world.buy(donor, (PILLS, 20_00), at="P35020300001")
    assert turn(world) == 1
    assert buckets(world, donor) == {"current": 170_00, "carried": 140_00}
    assert turn(world) == 0


def turn(world: World) -> int:
    people = insured.find_to_turn(world.db, after=0, limit=100)
    return insured.turn_year(world.db, people=people, now=world.now, by=CLOCK)


def lies(world: World, quota: mutual_aid.Quota) -> dict[str, int]:
    names = {ledger.AccountKind.QUOTA_CURRENT: "quota of current", ledger.AccountKind.QUOTA_CARRIED: "quota of carried"}
    rows = world.db.execute(
        "select kind, balance_fen from account where subject_id = %s order by kind", [quota.quota_id]
    )
    return {names[ledger.AccountKind(kind)]: fen for kind, fen in rows.fetchall()}
