"""Premiums that lots of the pilot pay: after her own account, before quotas, and back where they came from (W-40)."""

from datetime import date, datetime

import pytest

from gongji import contributions, insured, kinship, life_events, mutual_aid, wallet
from gongji.audit import By
from gongji.contributions import PremiumOrder, Scheme
from gongji.contributions.means import Skipped
from gongji.ground.calendar import BEIJING
from gongji.ground.policy import PolicySet
from gongji.insured import RESIDENT
from gongji.kinship import FactKind, KinFact, Nature, NearRelative
from gongji.life_events import Kind, LifeEvent
from gongji.wallet import WalletTransfer
from tests.contributions.conftest import CLOCK, Office
from tests.wallet.test_transfers import LEGACY, accepted, lot_of, relative, sent
from tests.world import FUZHOU, LANZHOU, XIAMEN, World

RESERVED, PAID, RELEASED, REFUNDED = 80, 82, 83, 85
LOTS_PAY_ALL = """
[values."premium.lots_pay"]
unit = "schemes"
source = "this test"
dated = [{ from = 2024-12-02, value = ["RESIDENT", "LONG_TERM_CARE"] }]
"""


@pytest.fixture(autouse=True)
def _pilot(world: World) -> None:
    pools = {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU, FUZHOU)}
    world.policy = PolicySet(world.policy.files | pools)


@pytest.fixture
def father(world: World, daughter: int) -> int:
    return relative(world, daughter, "李振海")


def lot(world: World, sender: int, receiver: int, fen: int) -> WalletTransfer:
    return accepted(world, sent(world, sender, receiver, fen))


def employed_mother(world: World, daughter: int, *, account: int) -> int:
    """A mother with an account of her own, and a wallet."""
    mother = world.employee("李秀", account=account, born=date(1960, 1, 1))
    born = KinFact(
        0, FactKind.PARENT, Nature.BIRTH, mother, daughter, "register", "1", date(1985, 5, 6), None, world.now
    )
    kinship.record_facts(world.db, facts=[born], now=world.now, policy=world.policy, pool=XIAMEN)
    wallet.open_wallet(world.db, person_id=mother, now=world.now, policy=world.policy, by=By(mother, "app"))
    return mother


def give_back(world: World, one: WalletTransfer) -> None:
    by = By(one.receiver_id, "app")
    wallet.give_back(
        world.db,
        transfer_id=one.transfer_id,
        receiver_id=one.receiver_id,
        now=world.now,
        policy=world.policy,
        by=by,
    )


def parts(world: World, order: PremiumOrder) -> list[tuple[int | None, int | None, int]]:
    found = contributions.find_parts(world.db, order_ids=[order.order_id])[order.order_id]
    return [(part.lot_id, part.quota_id, part.amount_fen) for part in found]


def test_w_40_lots_pay_first_accepted_first_and_then_quotas(
    world: World, office: Office, daughter: int, father: int
) -> None:
    quota = world.share(daughter, father, NearRelative.PARENT, 1_000_00)
    first, second = lot(world, daughter, father, 150_00), lot(world, daughter, father, 120_00)
    quoted = office.quote(father)
    assert (quoted.own_fen, quoted.aid_fen, quoted.cash_fen) == (0, 400_00, 0)

    order = office.order(father)

    assert parts(world, order) == [
        (first.transfer_id, None, 150_00),
        (second.transfer_id, None, 120_00),
        (None, quota.quota_id, 130_00),
    ]
    assert (lot_of(world, first), lot_of(world, second), world.remaining(quota)) == (0, 0, 870_00)
    assert office.journal(order, RESERVED) == {(XIAMEN, "lot", "held"): 270_00, (XIAMEN, "quota", "held"): 130_00}
    world.require_books_agree()
    office.paid(order)
    assert office.journal(order, PAID) == {
        (XIAMEN, "held", "payable:620100:202611:premium"): 400_00,
        (LANZHOU, "receivable:350200:202611:premium", "fund"): 400_00,
    }


@pytest.mark.parametrize("aid_first", [False, True])
def test_w_41_her_own_account_goes_before_lots_and_after_them_when_she_prefers(
    world: World, office: Office, daughter: int, aid_first: bool
) -> None:
    world.policy = PolicySet({**world.policy.files, f"pools/{XIAMEN}.toml": LEGACY + LOTS_PAY_ALL})
    mother = employed_mother(world, daughter, account=20_00)
    one = lot(world, daughter, mother, 15_00)
    mutual_aid.prefer_aid_first(world.db, beneficiary_id=mother, preferred=aid_first)
    order = office.order(mother, Scheme.LONG_TERM_CARE)
    own, from_lot = (15_00, 15_00) if aid_first else (20_00, 10_00)
    expected = [(None, None, own), (one.transfer_id, None, from_lot)]
    assert parts(world, order) == (expected[::-1] if aid_first else expected)


def test_w_27_a_lot_pays_no_long_term_care_unless_a_pool_lets_it(
    world: World, office: Office, daughter: int, father: int
) -> None:
    lot(world, daughter, father, 150_00)
    quoted = office.quote(father, Scheme.LONG_TERM_CARE)
    assert (quoted.aid_fen, quoted.cash_fen) == (0, 30_00)
    assert quoted.skipped == [Skipped(XIAMEN, "QUOTA_USE_NOT_ALLOWED")]
    world.policy = PolicySet({**world.policy.files, f"pools/{LANZHOU}.toml": LEGACY + LOTS_PAY_ALL})
    assert office.quote(father, Scheme.LONG_TERM_CARE).aid_fen == 30_00


def test_b_05_a_lot_from_too_far_away_is_left_out(world: World, office: Office, daughter: int, father: int) -> None:
    lot(world, daughter, father, 150_00)
    near = '[values."premium.reach"]\nunit = "1 to 3"\nsource = "this test"\ndated = [{ from = 2024-12-02, value = 1 }]'
    world.policy = PolicySet({**world.policy.files, f"pools/{LANZHOU}.toml": LEGACY + near})
    quoted = office.quote(father)
    assert (quoted.cash_fen, quoted.skipped) == (400_00, [Skipped(XIAMEN, "QUOTA_USE_NOT_ALLOWED")])


def test_w_07_a_suspended_wallet_pays_no_premium(world: World, office: Office, daughter: int, father: int) -> None:
    lot(world, daughter, father, 150_00)
    wallet.suspend_wallet(world.db, person_id=father, now=world.now, by=CLOCK, reason="CASE")
    quoted = office.quote(father)
    assert (quoted.cash_fen, quoted.skipped) == (400_00, [Skipped(XIAMEN, "WALLET_NOT_ACTIVE")])


def test_a_released_order_gives_the_lot_its_part_back(world: World, office: Office, daughter: int, father: int) -> None:
    one = lot(world, daughter, father, 150_00)
    order = office.order(father, cash=250_00)
    assert lot_of(world, one) == 0
    office.release(order)
    assert lot_of(world, one) == 150_00
    assert office.journal(order, RELEASED) == {(XIAMEN, "held", "lot"): 150_00}


def test_s_24_what_is_released_after_the_lot_was_given_back_goes_to_who_sent_it(
    world: World, office: Office, daughter: int, father: int
) -> None:
    one = lot(world, daughter, father, 450_00)
    order = office.order(father)
    give_back(world, one)
    assert world.own(daughter) == 29_600_00
    office.release(order)
    assert (world.own(daughter), lot_of(world, one)) == (30_000_00, 0)
    assert office.journal(order, RELEASED) == {(XIAMEN, "held", "own"): 400_00}


@pytest.mark.parametrize("over", ["stands", "given back", "died"])
def test_s_24_a_refund_returns_to_the_lot_or_after_its_end_to_who_sent_it(
    world: World, office: Office, daughter: int, father: int, over: str
) -> None:
    one = lot(world, daughter, father, 500_00)
    order = office.paid(office.order(father))
    if over == "given back":
        give_back(world, one)
    if over == "died":
        event = LifeEvent(Kind.DIED, father, "1", world.now.date(), RESIDENT)
        life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLOCK)
    office.refund(order)
    ended = (500_00, 29_500_00) if over == "stands" else (0, 30_000_00)
    assert (lot_of(world, one), world.own(daughter)) == ended
    home = "lot" if over == "stands" else "own"
    assert office.journal(order, REFUNDED)[XIAMEN, "payable:620100:202611:premium", home] == 400_00


def test_d_12_what_is_refunded_after_the_pilot_ended_goes_to_who_sent_it(
    world: World, office: Office, daughter: int, father: int
) -> None:
    one = lot(world, daughter, father, 400_00)
    order = office.paid(office.order(father))
    world.policy = PolicySet({name: text for name, text in world.policy.files.items() if text != LEGACY})
    ids = [one.transfer_id]
    assert wallet.convert_lots(world.db, transfer_ids=ids, now=world.now, policy=world.policy, by=CLOCK) == 1
    office.refund(order)
    assert (lot_of(world, one), world.own(daughter)) == (0, 30_000_00)


def test_s_23_what_finds_no_open_account_of_the_sender_waits_for_a_person(
    world: World, office: Office, daughter: int, father: int
) -> None:
    one = lot(world, daughter, father, 400_00)
    order = office.paid(office.order(father))
    give_back(world, one)
    insured.move_account(world.db, person_id=daughter, pool=FUZHOU, now=world.now, by=CLOCK)
    office.refund(order)
    assert office.journal(order, REFUNDED)[XIAMEN, "payable:620100:202611:premium", "suspense"] == 400_00
    items = world.db.execute("select kind, pool, detail ->> 'owner_id', detail ->> 'amount_fen' from work_item")
    assert items.fetchall() == [("REFUND_WITHOUT_ACCOUNT", XIAMEN, str(daughter), "40000")]


def test_w_39_what_is_held_of_a_lot_earns_nothing(world: World, office: Office, daughter: int) -> None:
    world.policy = PolicySet({**world.policy.files, f"pools/{XIAMEN}.toml": LEGACY + LOTS_PAY_ALL})
    mother = employed_mother(world, daughter, account=0)
    lot(world, daughter, mother, 30_00)
    office.order(mother, Scheme.LONG_TERM_CARE)
    later = datetime(2026, 12, 25, 12, 0, tzinfo=BEIJING)
    running = insured.running_interest(world.db, person_id=mother, now=later, policy=world.policy)
    assert running is None or running.accrued_e4 == 0


def test_the_wallet_of_who_died_closes_while_an_order_holds_a_lot(
    world: World, office: Office, daughter: int, father: int
) -> None:
    lot(world, daughter, father, 450_00)
    order = office.order(father)
    event = LifeEvent(Kind.DIED, father, "1", world.now.date(), RESIDENT)
    life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLOCK)
    assert wallet.find_wallet(world.db, person_id=father).state is wallet.WalletState.CLOSED
    office.release(order)
    assert world.own(daughter) == 30_000_00
