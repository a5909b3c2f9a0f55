"""A month ends: its items are sorted, confirmed, noticed and paid, until nobody owes anybody (C-01 … C-16)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji import clearing
from gongji.access import SecondPerson
from gongji.clearing import BatchNotReady, Level, PaymentKnown, PaymentNotFull, PaymentOfOthers, Proof
from gongji.kinship import NearRelative
from tests.clearing.month import CLERK, NOVEMBER, Month, at
from tests.world import LANZHOU, PILLS, XIAMEN, furnished_world

Connect = Callable[..., Connection[Any]]
FUJIAN, GANSU = 350000, 620000


@pytest.fixture
def month(connect: Connect, tmp_path: Path) -> Month:
    return Month(furnished_world(connect(), tmp_path / "keys"))


@pytest.fixture
def mother(month: Month) -> int:
    world = month.world
    son, mother = world.employee("陈一", account=3_000_00, sex=1), world.resident("李秀兰")
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    return mother


def test_c_01_what_xiamen_owes_lanzhou_is_paid_through_both_provinces_and_the_books_are_at_zero(
    month: Month, mother: int
) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    assert month.owed() == {
        (XIAMEN, "payable:620100:202611:aid"): 218_50,
        (LANZHOU, "receivable:350200:202611:aid"): -218_50,
    }
    month.file()
    assert (month.generate().items, month.generate().amount_fen) == (1, 218_50)
    month.confirm(FUJIAN, GANSU)
    notices = month.notices()
    assert {key: notice.amount_fen for key, notice in notices.items()} == {
        ("national", FUJIAN, GANSU): 218_50,
        ("collect", XIAMEN, FUJIAN): 218_50,
        ("pass_on", GANSU, LANZHOU): 218_50,
    }
    month.pay(notices["national", FUJIAN, GANSU])
    assert set(month.owed()) == {
        (XIAMEN, "owed_to_province:202611"),
        (FUJIAN, "collected_from:350200:202611"),
        (LANZHOU, "owed_by_province:202611"),
        (GANSU, "passed_on_to:620100:202611"),
    }
    month.pay(notices["collect", XIAMEN, FUJIAN])
    month.pay(notices["pass_on", GANSU, LANZHOU])
    assert month.owed() == {}
    batch = clearing.find_batch(month.world.db, batch_month=NOVEMBER)
    assert batch is not None
    assert batch.state == "PAID"
    month.world.require_books_agree()


def test_e_32_a_notice_is_paid_in_full_between_those_it_names_and_once(month: Month, mother: int) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    month.file()
    month.generate()
    month.confirm(FUJIAN, GANSU)
    notices = month.notices()
    notice = notices[Level.NATIONAL, FUJIAN, GANSU]
    for wrong, changed in (
        (PaymentNotFull(due_fen=218_50, paid_fen=218_49), {"amount_fen": 218_49}),
        (PaymentOfOthers(payer=FUJIAN, payee=GANSU), {"payer": GANSU, "payee": FUJIAN}),
    ):
        with pytest.raises(type(wrong)) as refused:
            month.pay(notice, **changed)
        assert refused.value == wrong
    month.pay(notice)
    with pytest.raises(clearing.PaymentNoticePaid):
        month.pay(notice)
    proof = Proof("ICBC", notice.number, date(2027, 1, 8), 218_50, XIAMEN, FUJIAN)
    with pytest.raises(PaymentKnown):
        clearing.pay_notice(
            month.world.db,
            number=notices["collect", XIAMEN, FUJIAN].number,
            proof=proof,
            now=at(date(2027, 1, 8)),
            by=CLERK,
        )


def test_e_49_the_batch_made_twice_before_confirming_has_the_same_hash(month: Month, mother: int) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    month.file()
    first, again = month.generate(), month.generate()
    assert (
        first.matrix_digest
        == again.matrix_digest
        == clearing.digest_of(
            b"batch_month,payer_province,payee_province,payer_pool,payee_pool,business,clearing_month,items,amount\n"
            b"202611,350000,620000,350200,620100,AID,202611,1,218.50\n"
        )
    )
    month.confirm(FUJIAN)
    with pytest.raises(BatchNotReady):
        month.generate()


def test_notices_are_released_by_another_than_who_drafted_them(month: Month, mother: int) -> None:
    month.world.buy(mother, (PILLS, 218_50))
    month.file()
    month.generate()
    month.confirm(FUJIAN, GANSU)
    now = at(date(2026, 12, 28))
    clearing.draft_notices(month.world.db, batch_month=NOVEMBER, now=now, by=CLERK)
    with pytest.raises(SecondPerson):
        clearing.release_notices(month.world.db, batch_month=NOVEMBER, now=now, policy=month.world.policy, by=CLERK)


def test_o_19_a_purchase_cancelled_the_same_month_stands_twice_and_sums_to_nothing(month: Month, mother: int) -> None:
    bought = month.world.buy(mother, (PILLS, 218_50))
    month.world.done(month.world.cancel(bought))
    month.file()
    batch = month.generate()
    assert (batch.items, batch.amount_fen) == (2, 0)


def test_o_23_aid_inside_one_pool_is_no_clearing_item(month: Month) -> None:
    world = month.world
    wife = world.resident("林美", pool=XIAMEN)
    world.share(world.employee("陈一", account=3_000_00, sex=1), wife, NearRelative.SPOUSE, 1_000_00)
    world.buy(wife, (PILLS, 90_00), at="P35020300001")
    month.file()
    assert month.generate().items == 0
