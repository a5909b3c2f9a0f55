"""Transfers of the pilot's model: sent, accepted, returned, and lots that pay first accepted first (W-11 … W-29)."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from gongji import kinship, life_events, wallet
from gongji.audit import By
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.insured import EMPLOYEE, RESIDENT
from gongji.kinship import FactKind, KinFact, Nature
from gongji.kinship import NearRelative as Kin
from gongji.life_events import Kind, LifeEvent
from gongji.wallet import Accepting, Sending, TransferStateConflict, TransferUnknown, WalletTransfer
from tests.world import FUZHOU, LANZHOU, NOON, PILLS, XIAMEN, XIAN_HOSPITAL, World

LEGACY = """
[values."wallet.transfer_mode"]
unit = "off or legacy"
source = "this test"
dated = [{ from = 2024-12-02, value = "legacy" }]
"""
CLOCK = By(0, "job")


@pytest.fixture(autouse=True)
def _pilot(world: World) -> Iterator[None]:
    pools = {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU, FUZHOU)}
    world.policy = PolicySet(world.policy.files | pools)
    yield
    world.require_books_agree()


@pytest.fixture
def daughter(world: World) -> int:
    return world.employee("苏晓", account=7_000_00)


@pytest.fixture
def father(world: World, daughter: int) -> int:
    return relative(world, daughter, "苏振海")


def relative(world: World, child: int, name: str, *, opened: bool = True) -> int:
    parent = world.resident(name, born=date(1955, 3, 4), sex=1)
    fact = KinFact(
        0, FactKind.PARENT, Nature.BIRTH, parent, child, "register", "civil affairs", date(1985, 5, 6), None, NOON
    )
    kinship.record_facts(world.db, facts=[fact], now=NOON, policy=world.policy, pool=XIAMEN)
    if opened:
        wallet.open_wallet(world.db, person_id=parent, now=NOON, policy=world.policy, by=By(parent, "app"))
    return parent


def at(world: World, hour: int, minute: int = 0, *, day: int = 5) -> None:
    world.now = datetime(2026, 11, day, hour, minute, tzinfo=BEIJING)


def send(world: World, sender: int, receiver: int, fen: int, **more) -> WalletTransfer | Refusal:
    sending = Sending(sender, receiver, fen, By(sender, "app"), **more)
    (answer,) = wallet.send(world.db, sendings=[sending], now=world.now, policy=world.policy)
    return answer


def sent(world: World, sender: int, receiver: int, fen: int) -> WalletTransfer:
    answer = send(world, sender, receiver, fen)
    assert isinstance(answer, WalletTransfer), answer
    return answer


def accepted(world: World, transfer: WalletTransfer) -> WalletTransfer:
    accepting = Accepting(transfer.transfer_id, transfer.receiver_id, By(transfer.receiver_id, "app"))
    (answer,) = wallet.accept(world.db, accepting=[accepting], now=world.now)
    assert isinstance(answer, WalletTransfer), answer
    return answer


def code_of(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def lot_of(world: World, transfer: WalletTransfer) -> int:
    row = world.db.execute(
        "select coalesce(sum(balance_fen), 0)::bigint from account where subject_id = %s and kind in (7, 8)",
        [transfer.transfer_id],
    ).fetchone()
    return int(row[0]) if row else 0


def returned_at_six(world: World) -> int:
    waiting = wallet.find_unaccepted(world.db, now=world.now, after=0, limit=10)
    return wallet.return_unaccepted(world.db, transfer_ids=waiting, now=world.now, policy=world.policy, by=CLOCK)


def test_o_09_what_a_daughter_sends_waits_for_her_father_and_is_his_when_he_accepts(
    world: World, daughter: int, father: int
) -> None:
    transfer = sent(world, daughter, father, 1_500_00)
    assert (transfer.state, transfer.relation, world.own(daughter)) == ("in_transit", Kin.PARENT, 5_500_00)
    assert world.buy(father, (PILLS, 10_00)).settlement.aid_fen == 0
    accepted(world, transfer)
    assert lot_of(world, transfer) == 1_500_00
    bought = world.buy(father, (PILLS, 218_50))
    assert (bought.settlement.aid_fen, lot_of(world, transfer)) == (218_50, 1_281_50)
    assert [(one.source_id, one.donor_pool) for one in bought.aid] == [(transfer.transfer_id, XIAMEN)]
    assert world.journal(bought)[XIAMEN, "lot", "payable:620100:202611:aid"] == 218_50


def test_lots_pay_first_accepted_first_used_and_before_quotas(world: World, daughter: int, father: int) -> None:
    son = world.employee("苏亮", pool=FUZHOU, account=500_00, sex=1)
    kinship.record_facts(
        world.db,
        facts=[KinFact(0, FactKind.PARENT, Nature.BIRTH, father, son, "register", "x", date(1985, 5, 6), None, NOON)],
        now=NOON,
        policy=world.policy,
        pool=FUZHOU,
    )
    later, earlier = sent(world, daughter, father, 100_00), sent(world, son, father, 50_00)
    accepted(world, earlier)
    accepted(world, later)
    quota = world.share(daughter, father, Kin.PARENT, 1_000_00)
    world.buy(father, (PILLS, 120_00))
    assert (lot_of(world, earlier), lot_of(world, later), world.remaining(quota)) == (0, 30_00, 1_000_00)
    world.buy(father, (PILLS, 50_00))
    assert (lot_of(world, later), world.remaining(quota)) == (0, 980_00)


def test_a_cancel_brings_the_money_back_into_the_lot_it_came_from(world: World, daughter: int, father: int) -> None:
    transfer = accepted(world, sent(world, daughter, father, 500_00))
    bought = world.buy(father, (PILLS, 218_50))
    world.done(world.cancel(bought))
    assert lot_of(world, transfer) == 500_00


def test_s_24_a_refund_into_a_lot_that_was_given_back_goes_to_who_sent_it(
    world: World, daughter: int, father: int
) -> None:
    transfer = accepted(world, sent(world, daughter, father, 500_00))
    bought = world.buy(father, (PILLS, 218_50))
    back = wallet.give_back(
        world.db, transfer_id=transfer.transfer_id, receiver_id=father, now=world.now, policy=world.policy, by=CLOCK
    )
    assert (back, world.own(daughter)) == (281_50, 6_781_50)
    (undone,) = world.settle(world.cancel(bought))
    assert not isinstance(undone, Refusal)
    assert (world.own(daughter), lot_of(world, transfer)) == (7_000_00, 0)


def test_o_11_three_transfers_a_day_and_not_one_more(world: World, daughter: int) -> None:
    for name in ("甲", "乙", "丙"):
        accepted(world, sent(world, daughter, relative(world, daughter, f"苏{name}"), 2_000_00))
    assert world.own(daughter) == 1_000_00
    fourth = relative(world, daughter, "苏丁")
    assert code_of(send(world, daughter, fourth, 1_00)) == "TRSF_DAILY_COUNT"
    at(world, 10, day=6)
    assert sent(world, daughter, fourth, 1_00).state == "in_transit"


def test_o_12_what_nobody_accepted_is_back_at_six_in_the_morning(world: World, daughter: int, father: int) -> None:
    at(world, 21, 50)
    transfer = sent(world, daughter, father, 800_00)
    at(world, 5, 59, day=6)
    assert returned_at_six(world) == 0
    at(world, 6, day=6)
    assert (returned_at_six(world), returned_at_six(world)) == (1, 0)
    found = wallet.find_transfers(world.db, transfer_ids=[transfer.transfer_id])[transfer.transfer_id]
    assert (found.state, world.own(daughter)) == ("returned", 7_000_00)


def test_a_returned_transfer_counts_for_its_day(world: World, daughter: int, father: int) -> None:
    for _ in range(3):
        transfer = sent(world, daughter, father, 1_00)
        wallet.revoke(
            world.db, transfer_id=transfer.transfer_id, sender_id=daughter, now=world.now, policy=world.policy, by=CLOCK
        )
    assert code_of(send(world, daughter, father, 1_00)) == "TRSF_DAILY_COUNT"
    assert world.own(daughter) == 7_000_00


@pytest.mark.parametrize(("fen", "code"), [(2_000_00, None), (2_000_01, "TRSF_AMOUNT_LIMIT"), (0, "AMOUNT_INVALID")])
def test_e_15_one_transfer_is_at_most_two_thousand_yuan(
    world: World, daughter: int, father: int, fen: int, code: str | None
) -> None:
    answer = send(world, daughter, father, fen)
    assert (answer.code if isinstance(answer, Refusal) else None) == code


def test_e_16_who_has_no_wallet_gets_nothing_and_it_does_not_count(world: World, daughter: int, father: int) -> None:
    closed = relative(world, daughter, "苏无", opened=False)
    for _ in range(4):
        assert code_of(send(world, daughter, closed, 500_00)) == "WALLET_NOT_OPEN"
    assert world.own(daughter) == 7_000_00
    sent(world, daughter, father, 1_00)


def test_e_20_what_was_received_cannot_be_passed_on(world: World, daughter: int, father: int) -> None:
    accepted(world, sent(world, daughter, father, 1_000_00))
    assert code_of(send(world, father, daughter, 200_00, from_wallet=True)) == "ONWARD_TRANSFER_FORBIDDEN"
    assert code_of(send(world, father, daughter, 200_00)) == "NO_PERSONAL_ACCOUNT"


@pytest.mark.parametrize(
    ("hour", "minute", "code"),
    [(5, 59, "TRSF_CLOSED_HOURS"), (6, 0, None), (21, 59, None), (22, 0, "TRSF_CLOSED_HOURS")],
)
def test_transfers_are_made_by_day(
    world: World, daughter: int, father: int, hour: int, minute: int, code: str | None
) -> None:
    at(world, hour, minute)
    answer = send(world, daughter, father, 1_00)
    assert (answer.code if isinstance(answer, Refusal) else None) == code


def test_while_one_waits_the_same_pair_sends_no_other(world: World, daughter: int, father: int) -> None:
    sent(world, daughter, father, 1_00)
    assert code_of(send(world, daughter, father, 1_00)) == "TRSF_PENDING"


def test_nothing_is_sent_to_whom_no_register_calls_a_relative(world: World, daughter: int) -> None:
    stranger = world.resident("王五")
    wallet.open_wallet(world.db, person_id=stranger, now=NOON, policy=world.policy, by=CLOCK)
    assert code_of(send(world, daughter, stranger, 1_00)) == "KIN_NOT_CONFIRMED"


def test_more_than_there_is_cannot_be_sent(world: World, father: int) -> None:
    poor = world.employee("苏贫", account=50)
    kinship.record_facts(
        world.db,
        facts=[KinFact(0, FactKind.PARENT, Nature.BIRTH, father, poor, "register", "x", date(1985, 5, 6), None, NOON)],
        now=NOON,
        policy=world.policy,
        pool=XIAMEN,
    )
    assert code_of(send(world, poor, father, 51)) == "PA_INSUFFICIENT"


def test_where_the_pilot_is_over_nothing_is_sent(world: World, daughter: int, father: int) -> None:
    world.policy = PolicySet({name: text for name, text in world.policy.files.items() if "350200" not in name})
    assert code_of(send(world, daughter, father, 1_00)) == "TRSF_OFF"


def test_w_24_who_comes_second_of_accepting_and_revoking_is_told_so(world: World, daughter: int, father: int) -> None:
    transfer = accepted(world, sent(world, daughter, father, 500_00))
    number = transfer.transfer_id
    with pytest.raises(TransferStateConflict):
        wallet.revoke(world.db, transfer_id=number, sender_id=daughter, now=world.now, policy=world.policy, by=CLOCK)
    with pytest.raises(TransferStateConflict):
        wallet.reject(world.db, transfer_id=number, receiver_id=father, now=world.now, policy=world.policy, by=CLOCK)
    (again,) = wallet.accept(world.db, accepting=[Accepting(number, father, CLOCK)], now=world.now)
    assert code_of(again) == "TRSF_STATE_CONFLICT"


def test_a_rejected_transfer_is_back_at_once(world: World, daughter: int, father: int) -> None:
    transfer = sent(world, daughter, father, 500_00)
    wallet.reject(
        world.db, transfer_id=transfer.transfer_id, receiver_id=father, now=world.now, policy=world.policy, by=CLOCK
    )
    assert world.own(daughter) == 7_000_00


def test_only_the_two_it_is_between_can_decide_a_transfer(world: World, daughter: int, father: int) -> None:
    transfer = sent(world, daughter, father, 500_00)
    number = transfer.transfer_id
    with pytest.raises(TransferUnknown):
        wallet.revoke(world.db, transfer_id=number, sender_id=father, now=world.now, policy=world.policy, by=CLOCK)
    (other,) = wallet.accept(world.db, accepting=[Accepting(number, daughter, CLOCK)], now=world.now)
    assert code_of(other) == "TRSF_UNKNOWN"


def test_a_lot_is_spent_where_the_wallet_is_and_nowhere_else(world: World, daughter: int, father: int) -> None:
    accepted(world, sent(world, daughter, father, 500_00))
    elsewhere = world.buy(father, (PILLS, 10_00), at=XIAN_HOSPITAL)
    assert (elsewhere.settlement.aid_fen, [one.reason for one in elsewhere.skipped]) == (0, ["PLACE_NOT_HERE"])


def dies(world: World, person: int, scheme: int) -> None:
    event = LifeEvent(Kind.DIED, person, "1", world.now.date(), scheme)
    life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLOCK)


def test_w_30_what_is_left_of_a_dead_fathers_lots_returns_to_who_sent_it(
    world: World, daughter: int, father: int
) -> None:
    transfer = accepted(world, sent(world, daughter, father, 500_00))
    world.buy(father, (PILLS, 200_00))
    waiting = sent(world, daughter, father, 100_00)
    dies(world, father, RESIDENT)
    found = wallet.find_transfers(world.db, transfer_ids=[transfer.transfer_id, waiting.transfer_id])
    assert (found[transfer.transfer_id].state, found[waiting.transfer_id].state) == ("given_back", "returned")
    assert (world.own(daughter), lot_of(world, transfer)) == (6_800_00, 0)
    assert wallet.find_wallet(world.db, person_id=father).state is wallet.WalletState.CLOSED


def test_w_31_what_a_dead_daughter_sent_and_nobody_accepted_is_hers_again_and_accepted_lots_stay(
    world: World, daughter: int, father: int
) -> None:
    transfer = accepted(world, sent(world, daughter, father, 500_00))
    sent(world, daughter, father, 100_00)
    dies(world, daughter, EMPLOYEE)
    assert (world.own(daughter), lot_of(world, transfer)) == (6_500_00, 500_00)
    assert world.buy(father, (PILLS, 200_00)).settlement.aid_fen == 200_00
