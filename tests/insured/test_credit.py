"""Monthly credits: once for a month and source, into the bucket of their year (P-01 … P-06)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cell_of
from gongji.ground.refusal import Refusal
from gongji.insured import (
    EMPLOYEE,
    RESIDENT,
    CorrectionExceedsBalance,
    Credit,
    CreditDiffers,
    CreditMonthAhead,
    NoPersonalAccount,
    credit_month,
)
from gongji.kinship import NearRelative
from tests.contents import contents
from tests.waiting import wait_until_waiting
from tests.world import NOON, XIAMEN, World

CURRENT, CARRIED = 1, 2


def credit(person_id: int, amount_fen: int = 160_00, *, month: int = 202611, source: str = "individual") -> Credit:
    return Credit(person_id, EMPLOYEE, month, source, amount_fen)


def post(world: World, *credits: Credit) -> list[int | Refusal]:
    return credit_month(world.db, credits=credits, now=world.now)


def buckets(world: World, person_id: int) -> dict[int, int]:
    """fen by bucket."""
    rows = world.db.execute(
        "select kind, balance_fen from account where cell = %s and subject_id = %s", [cell_of(person_id), person_id]
    )
    return dict(rows.fetchall())


def journal(world: World, journal_id: int | Refusal) -> list[tuple[int, str, str, int]]:
    """(book, from, to, fen) of a journal that has its fact."""
    assert isinstance(journal_id, int), journal_id
    rows = world.db.execute(
        """
        select book, coalesce(shared_account_name(debit_account), 'own'),
            coalesce(shared_account_name(credit_account), 'own'), amount_fen
        from transfer
        join fact on fact.cell = transfer.cell and fact_id = journal_id and fact.kind = 2
        where journal_id = %s
        """,
        [journal_id],
    )
    return rows.fetchall()


def test_o_20_a_month_brings_160_yuan_and_leaves_what_is_set_aside(world: World) -> None:
    daughter, mother = world.employee("陈一", account=500_00), world.resident("林二")
    quota = world.share(daughter, mother, NearRelative.PARENT, 200_00)
    (posted,) = post(world, credit(daughter))
    assert journal(world, posted) == [(XIAMEN, "contributions", "own", 160_00)]
    assert world.own(daughter) == 300_00 + 160_00
    assert world.remaining(quota) == 200_00


def test_p_04_the_same_month_twice_is_posted_once(world: World) -> None:
    daughter = world.employee("陈一")
    first = post(world, credit(daughter))
    before = contents(world.db)
    assert post(world, credit(daughter)) == first
    assert contents(world.db) == before


def test_the_same_month_twice_in_one_batch_is_posted_once(world: World) -> None:
    daughter = world.employee("陈一")
    first, second = post(world, credit(daughter), credit(daughter))
    assert first == second
    assert world.own(daughter) == 160_00


def test_the_same_month_with_another_amount_is_refused(world: World) -> None:
    daughter = world.employee("陈一")
    post(world, credit(daughter))
    assert post(world, credit(daughter, 170_00)) == [CreditDiffers(credited_fen=160_00)]
    assert world.own(daughter) == 160_00


def test_p_05_back_pay_and_correction_are_entries_with_their_own_month_and_source(world: World) -> None:
    daughter = world.employee("陈一")
    posted = post(
        world,
        credit(daughter),
        credit(daughter, month=202609),
        credit(daughter, 10_00, month=202609, source="correction"),
    )
    assert len(set(posted)) == 3
    assert world.own(daughter) == 160_00 + 160_00 + 10_00


def test_p_06_this_year_goes_to_the_current_bucket_and_earlier_years_to_the_carried_one(world: World) -> None:
    daughter = world.employee("陈一", account=500_00)
    assert buckets(world, daughter) == {CARRIED: 500_00}
    post(world, credit(daughter), credit(daughter, 150_00, month=202512))
    assert buckets(world, daughter) == {CURRENT: 160_00, CARRIED: 650_00}


def test_a_correction_takes_back_what_was_too_much(world: World) -> None:
    daughter = world.employee("陈一")
    _, taken = post(world, credit(daughter), credit(daughter, -60_00, source="correction"))
    assert journal(world, taken) == [(XIAMEN, "own", "contributions", 60_00)]
    assert buckets(world, daughter)[CURRENT] == 100_00


def test_a_correction_takes_nothing_that_is_not_there(world: World) -> None:
    daughter = world.employee("陈一", account=500_00)
    post(world, credit(daughter))
    too_much = credit(daughter, -160_01, source="correction")
    assert post(world, too_much) == [CorrectionExceedsBalance(balance_fen=160_00)]
    assert buckets(world, daughter) == {CURRENT: 160_00, CARRIED: 500_00}


def test_a_correction_of_a_bucket_that_was_never_opened_is_refused(world: World) -> None:
    daughter = world.employee("陈一", account=500_00)
    assert post(world, credit(daughter, -1, source="correction")) == [CorrectionExceedsBalance(balance_fen=0)]


def test_p_03_who_has_no_account_gets_no_credit(world: World) -> None:
    resident, daughter = world.resident("林二"), world.employee("陈一")
    as_resident = Credit(daughter, RESIDENT, 202611, "individual", 160_00)
    assert post(world, credit(resident), as_resident) == [NoPersonalAccount(), NoPersonalAccount()]


def test_a_month_that_has_not_begun_is_refused(world: World) -> None:
    daughter = world.employee("陈一")
    assert post(world, credit(daughter, month=202612)) == [CreditMonthAhead(month=202612)]
    assert post(world, credit(daughter, month=202611)) != [CreditMonthAhead(month=202611)]


def test_a_refusal_does_not_fail_its_neighbours(world: World) -> None:
    resident, daughter = world.resident("林二"), world.employee("陈一")
    refused, posted = post(world, credit(resident), credit(daughter))
    assert refused == NoPersonalAccount()
    assert journal(world, posted) == [(XIAMEN, "contributions", "own", 160_00)]


def test_two_who_post_the_same_month_at_once_post_it_once(
    world: World, connect: Callable[..., Connection[Any]]
) -> None:
    daughter = world.employee("陈一")
    first, second = connect(), connect()
    posted = credit_month(first, credits=[credit(daughter)], now=NOON)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(credit_month, second, credits=[credit(daughter)], now=NOON)
        wait_until_waiting(world.db, second)
        first.commit()
        assert late.result() == posted
    second.commit()
    assert world.own(daughter) == 160_00
