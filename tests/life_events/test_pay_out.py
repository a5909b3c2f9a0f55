"""An account is paid out, to heirs or to who leaves for good, by two members of staff, and closes (P-18, I-5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from psycopg import Connection

from gongji import contributions, insured, kinship, life_events, wallet
from gongji.access import SecondPerson
from gongji.audit import By
from gongji.contributions import Scheme
from gongji.ground.refusal import Refusal
from gongji.insured import EMPLOYEE, Enrolment, InsuredStatus, NoPersonalAccount, PersonalFields
from gongji.kinship import FactKind, KinFact, Nature, NearRelative
from gongji.life_events import (
    DeathNotRecorded,
    Kind,
    LifeEvent,
    MoneyHeld,
    NothingToPayOut,
    OnlyToHeirs,
    Payee,
    PayOut,
    PayOutAsked,
    PayOutExists,
    PayOutKind,
    PayOutStateConflict,
    PayOutUnknown,
    QuotasOpen,
    StillInsured,
    TransfersOnTheWay,
)
from gongji.wallet import Sending
from gongji.work_items import find_waiting
from tests.contents import contents
from tests.mutual_aid.books import credit, policy_of_pool
from tests.waiting import wait_until_waiting
from tests.world import LANZHOU, NOON, PILLS, XIAMEN, World

FIRST, SECOND = By(7, "counter", 8), By(9, "counter", 10)
HEIR = Payee("陈小一", "6222000011112222333")
HEIRS, ABROAD = PayOutKind.HEIRS, PayOutKind.ABROAD


@pytest.fixture(autouse=True)
def _books_agree(world: World):
    yield
    world.require_books_agree()


@pytest.fixture
def son(world: World) -> int:
    return world.employee("陈一", account=30_000_00, sex=1)


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("李秀兰")


def tell(world: World, kind: Kind, person: int, *, division: str = "") -> None:
    event = LifeEvent(kind, person, "1", world.now.date(), EMPLOYEE, division)
    life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=FIRST)


def propose(world: World, person: int, kind: PayOutKind = HEIRS) -> PayOut:
    asked = PayOutAsked(person, kind, HEIR, "notarised inheritance", b"h" * 32)
    return life_events.propose_pay_out(world.db, world.keys, asked=asked, now=world.now, policy=world.policy, by=FIRST)


def confirm(world: World, pay_out: PayOut, by: By = SECOND) -> PayOut:
    return life_events.confirm_pay_out(
        world.db, pay_out_id=pay_out.pay_out_id, now=world.now, policy=world.policy, by=by
    )


def test_w_31_heirs_get_principal_and_interest_in_one_journal_and_the_account_closes(world: World, son: int) -> None:
    credit(world, son, 160_00)
    world.later(days=30)
    tell(world, Kind.DIED, son)
    world.later(days=6)
    paid = confirm(world, propose(world, son))
    # 36 days of 30,000.00 at 0.65 % and of 160.00 at 0.05 %.
    assert paid.amount_fen == 30_000_00 + 160_00 + 19_51
    moved = world.db.execute(
        "select book, shared_account_name(credit_account), sum(amount_fen)::bigint from transfer where journal_id = %s"
        " group by 1, 2",
        [paid.journal_id],
    ).fetchall()
    assert moved == [(XIAMEN, "paid_out", 30_179_51)]
    left = world.db.execute("select balance_fen, closed_at from account where owner_id = %s", [son]).fetchall()
    assert left == [(0, world.now)] * 2


def test_money_that_was_set_aside_is_paid_out_with_the_rest(world: World, son: int, mother: int) -> None:
    world.share(son, mother, NearRelative.PARENT, 20_000_00)
    tell(world, Kind.DIED, son)
    assert confirm(world, propose(world, son)).amount_fen == 30_000_00


def test_s_23_what_is_refunded_after_the_pay_out_waits_in_suspense_for_somebody_to_find_the_heirs(
    world: World, son: int, mother: int
) -> None:
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    bought = world.buy(mother, (PILLS, 218_50))
    tell(world, Kind.DIED, son)
    confirm(world, propose(world, son))
    world.done(world.cancel(bought))
    (item,) = find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1), kind="REFUND_WITHOUT_ACCOUNT")
    assert item.detail == {"owner_id": str(son), "amount_fen": 218_50}
    assert world.own(son) == 0


def test_nothing_is_credited_to_an_account_that_was_paid_out(world: World, son: int) -> None:
    tell(world, Kind.DIED, son)
    confirm(world, propose(world, son))
    month = insured.Credit(son, EMPLOYEE, 202611, "individual", 160_00)
    assert insured.credit_month(world.db, credits=[month], now=world.now) == [NoPersonalAccount()]
    world.later(days=400)
    assert insured.find_interest_due(world.db, now=world.now, policy=world.policy, after=0, limit=9) == []


def test_who_leaves_the_country_is_paid_when_her_cover_has_ended(world: World, son: int) -> None:
    refused(world, son, ABROAD, StillInsured())
    tell(world, Kind.TERMINATED, son)
    refused(world, son, HEIRS, DeathNotRecorded())
    assert confirm(world, propose(world, son, ABROAD)).amount_fen == 30_000_00


@pytest.mark.parametrize(
    ("kind", "division", "pool"),
    [(Kind.EMPLOYED, "350203", XIAMEN), (Kind.RESTORED, "", XIAMEN), (Kind.MOVED, "620102", LANZHOU)],
)
def test_p_01_who_comes_back_to_work_after_a_pay_out_has_an_account_again_and_shares_from_it(
    world: World, son: int, mother: int, kind: Kind, division: str, pool: int
) -> None:
    tell(world, Kind.TERMINATED, son)
    confirm(world, propose(world, son, ABROAD))
    world.later(days=400)
    tell(world, kind, son, division=division)
    month = insured.Credit(son, EMPLOYEE, 202712, "individual", 160_00)
    (journal_id,) = insured.credit_month(world.db, credits=[month], now=world.now)
    assert isinstance(journal_id, int), journal_id
    assert world.own(son) == 160_00
    quota = world.share(son, mother, NearRelative.PARENT, 100_00)
    assert quota.donor_pool == pool
    # What was paid out stays paid out.
    held = world.db.execute("select balance_fen, closed_at is null, book from account where subject_id = %s", [son])
    assert sorted(held.fetchall()) == [(0, False, XIAMEN), (0, True, pool), (60_00, True, pool)]


def test_p_03_who_joined_without_an_account_moves_without_one_and_has_one_with_a_job(world: World) -> None:
    fields = PersonalFields("35020000000000009999", "吴九", "03", "E99912345", "")
    weaver = Enrolment(
        fields=fields, born_on=date(1980, 1, 1), sex=1, scheme=EMPLOYEE, person_type="11", division=str(XIAMEN),
        status=1, insured_from=date(2020, 1, 1), opening_fen=None,
    )  # fmt: skip
    (person_id,) = insured.enrol(world.db, world.keys, people=[weaver], now=world.now)
    assert isinstance(person_id, int), person_id
    count = "select count(*) from account where subject_id = %s"
    tell(world, Kind.MOVED, person_id, division="620102")
    assert world.db.execute(count, [person_id]).fetchall() == [(0,)]
    tell(world, Kind.EMPLOYED, person_id, division="620102")
    assert world.db.execute(count, [person_id]).fetchall() == [(1,)]


def test_whose_cover_ended_and_whose_account_did_not_goes_on_with_it(world: World, son: int) -> None:
    tell(world, Kind.TERMINATED, son)
    tell(world, Kind.EMPLOYED, son, division="350203")
    assert world.own(son) == 30_000_00
    assert world.db.execute("select count(*) from account where subject_id = %s", [son]).fetchall() == [(1,)]


def test_a_second_clerk_finds_it_in_the_queue_and_the_first_cannot_decide(world: World, son: int) -> None:
    tell(world, Kind.DIED, son)
    proposed = propose(world, son)
    (item,) = find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1), kind="PAY_OUT_REVIEW")
    assert (item.work_item_id, item.subject_id) == (proposed.work_item_id, proposed.pay_out_id)
    for decide in (lambda: confirm(world, proposed, FIRST), lambda: refuse(world, proposed, FIRST)):
        with pytest.raises(SecondPerson):
            decide()
    assert world.own(son) == 30_000_00
    confirm(world, proposed)
    assert find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1), kind="PAY_OUT_REVIEW") == []


def refuse(world: World, proposed: PayOut, by: By = SECOND) -> PayOut:
    return life_events.refuse_pay_out(
        world.db, pay_out_id=proposed.pay_out_id, reason="no certificate", now=world.now, by=by
    )


def test_a_refused_pay_out_leaves_everything_and_another_may_be_proposed(world: World, son: int) -> None:
    tell(world, Kind.DIED, son)
    first = propose(world, son)
    refused(world, son, HEIRS, PayOutExists())
    assert refuse(world, first).state == "REFUSED"
    with pytest.raises(PayOutStateConflict):
        confirm(world, first)
    assert world.own(son) == 30_000_00
    confirm(world, propose(world, son))
    states = [one.state for one in life_events.find_pay_outs(world.db, person_id=son)]
    assert states == ["REFUSED", "CONFIRMED"]


def test_what_was_confirmed_is_not_confirmed_again(world: World, son: int) -> None:
    tell(world, Kind.DIED, son)
    paid = confirm(world, propose(world, son))
    before = contents(world.db)
    for decide in (confirm, refuse):
        with pytest.raises(PayOutStateConflict):
            decide(world, paid)
    assert contents(world.db) == before
    refused(world, son, HEIRS, NoPersonalAccount())


def test_the_bank_pays_what_was_confirmed_and_its_first_number_stays(world: World, son: int) -> None:
    tell(world, Kind.DIED, son)
    proposed = propose(world, son)
    with pytest.raises(PayOutStateConflict):
        note(world, proposed, "B1")
    confirm(world, proposed)
    assert note(world, proposed, "B1").bank_reference == note(world, proposed, "B2").bank_reference == "B1"


def note(world: World, pay_out: PayOut, reference: str) -> PayOut:
    return life_events.note_paid(
        world.db, pay_out_id=pay_out.pay_out_id, bank_reference=reference, now=world.now, by=SECOND
    )


def test_a_pay_out_nobody_proposed_is_not_found(world: World) -> None:
    with pytest.raises(PayOutUnknown):
        life_events.require_pay_out(world.db, pay_out_id=1)


def test_the_living_are_no_heirs_business_and_the_dead_do_not_go_abroad(world: World, son: int) -> None:
    refused(world, son, HEIRS, DeathNotRecorded())
    tell(world, Kind.DIED, son)
    refused(world, son, ABROAD, OnlyToHeirs())
    refused(world, son, PayOutKind.MOVE, OnlyToHeirs())


def test_who_has_no_account_or_an_empty_one_gets_nothing(world: World, mother: int) -> None:
    poor = world.employee("陈二", account=0)
    for person, why in ((mother, NoPersonalAccount()), (poor, NothingToPayOut())):
        tell(world, Kind.DIED, person)
        refused(world, person, HEIRS, why)


def test_p_18_all_quotas_are_closed_first(world: World, son: int, mother: int) -> None:
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
    insured.change_status(world.db, person_id=son, scheme=EMPLOYEE, status=InsuredStatus.ENDED, on=world.now.date())
    refused(world, son, ABROAD, QuotasOpen(quotas=1))


def test_p_18_what_a_premium_holds_is_decided_first(world: World, son: int, mother: int) -> None:
    world.share(son, mother, NearRelative.PARENT, 1_000_00)
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
        by=FIRST,
    )
    tell(world, Kind.DIED, son)
    refused(world, son, HEIRS, MoneyHeld(held_fen=400_00))


def test_p_18_what_is_on_its_way_to_a_relative_is_taken_or_returned_first(world: World, son: int) -> None:
    world.policy = policy_of_pool(XIAMEN, wallet__transfer_mode="legacy")
    father = world.employee("陈大", account=0, born=date(1955, 1, 1), sex=1)
    fact = KinFact(
        0, FactKind.PARENT, Nature.BIRTH, father, son, "register", "civil affairs", date(1985, 5, 6), None, NOON
    )
    kinship.record_facts(world.db, facts=[fact], now=NOON, policy=world.policy, pool=XIAMEN)
    wallet.open_wallet(world.db, person_id=father, now=NOON, policy=world.policy, by=FIRST)
    (sent,) = wallet.send(world.db, sendings=[Sending(son, father, 500_00, FIRST)], now=world.now, policy=world.policy)
    assert not isinstance(sent, Refusal), sent
    tell(world, Kind.TERMINATED, son)
    refused(world, son, ABROAD, TransfersOnTheWay(amount_fen=500_00))


def refused(world: World, person: int, kind: PayOutKind, why: Refusal) -> None:
    before = contents(world.db)
    with pytest.raises(type(why)) as told:
        propose(world, person, kind)
    assert told.value == why
    assert contents(world.db) == before


def test_what_changed_after_the_proposal_is_looked_at_again(world: World, son: int, mother: int) -> None:
    insured.change_status(world.db, person_id=son, scheme=EMPLOYEE, status=InsuredStatus.ENDED, on=world.now.date())
    proposed = propose(world, son, ABROAD)
    tell(world, Kind.DIED, son)
    with pytest.raises(OnlyToHeirs):
        confirm(world, proposed)
    assert world.own(son) == 30_000_00


def test_the_payee_stands_nowhere_in_clear_and_only_under_a_key_of_the_pay_out(world: World, son: int) -> None:
    tell(world, Kind.DIED, son)
    proposed = propose(world, son)
    assert proposed.payee(world.keys) == HEIR
    told = repr(
        world.db.execute("select p::text, (select jsonb_agg(w.*)::text from work_item w) from pay_out p").fetchall()
    )
    assert HEIR.name not in told
    assert HEIR.bank_account not in told


def test_two_clerks_who_confirm_at_once_pay_once(
    world: World, son: int, connect: Callable[..., Connection[Any]]
) -> None:
    tell(world, Kind.DIED, son)
    proposed = propose(world, son)
    first, second = connect(), connect()

    def decide(db: Connection[Any], by: By) -> PayOut:
        return life_events.confirm_pay_out(
            db, pay_out_id=proposed.pay_out_id, now=world.now, policy=world.policy, by=by
        )

    assert decide(first, SECOND).amount_fen == 30_000_00
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(decide, second, By(11, "counter", 12))
        wait_until_waiting(world.db, second)
        first.commit()
        with pytest.raises(PayOutStateConflict):
            late.result()
    second.rollback()


def test_p_19_who_moves_gets_the_interest_of_the_old_pool_before_the_balance_goes_along(world: World, son: int) -> None:
    world.later(days=36)
    event = LifeEvent(Kind.MOVED, son, "1", world.now.date(), EMPLOYEE, "350102")
    life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=FIRST)
    assert world.own(son) == 30_019_50
    world.now += timedelta(days=21)
    (interest,) = insured.credit_interest(
        world.db, people=[son], now=world.now + timedelta(days=1), policy=world.policy, by=FIRST
    )
    assert not isinstance(interest, Refusal)
    assert (interest.pool, interest.accrued_e4) == (350100, 30_019_50 * 65 * 21 // 360)
