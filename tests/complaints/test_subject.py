"""What somebody can complain about: premiums and transfers concern who gave, who got and who ordered (A-04)."""

from datetime import date

import pytest

from gongji import complaints, contributions, kinship, wallet
from gongji.audit import By
from gongji.complaints import About, Complaint, ComplaintNotYours, Subject
from gongji.contributions import Scheme
from gongji.ground.policy import PolicySet
from gongji.kinship import FactKind, KinFact, Nature, NearRelative
from gongji.wallet import Sending, WalletTransfer
from tests.world import LANZHOU, NOON, XIAMEN, World

LEGACY = """
[values."wallet.transfer_mode"]
unit = "off or legacy"
source = "this test"
dated = [{ from = 2024-12-02, value = "legacy" }]
"""


@pytest.fixture
def daughter(world: World) -> int:
    return world.employee("苏晓", account=7_000_00)


@pytest.fixture
def father(world: World) -> int:
    return world.resident("苏振海", born=date(1955, 3, 4), sex=1)


def complain(world: World, person: int, about: About, number: int) -> Complaint:
    return complaints.file(
        world.db, world.keys, person_id=person, subject=Subject(about, number), text="不对", now=world.now,
        policy=world.policy, by=By(person, "app"),
    )  # fmt: skip


def require_these_may(world: World, about: About, number: int, *people: int) -> None:
    for person in people:
        assert complain(world, person, about, number).about_id == number
    with pytest.raises(ComplaintNotYours), world.db.transaction():
        complain(world, world.resident("王五"), about, number)


def test_a_premium_concerns_whom_it_insures_who_ordered_it_and_whose_money_pays(
    world: World, daughter: int, father: int
) -> None:
    world.share(daughter, father, NearRelative.PARENT, 450_00)
    payer = world.resident("苏明", sex=1)
    order = contributions.reserve(
        world.db, person_id=father, scheme=Scheme.RESIDENT, year=2027, cash_fen=0, payer_id=payer, told_key="1",
        now=world.now, policy=world.policy, by=By(payer, "app"),
    )  # fmt: skip
    require_these_may(world, About.PREMIUM, order.order_id, father, payer, daughter)


def test_a_transfer_concerns_who_sent_and_who_receives(world: World, daughter: int, father: int) -> None:
    pools = {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)}
    world.policy = PolicySet(world.policy.files | pools)
    fact = KinFact(
        0, FactKind.PARENT, Nature.BIRTH, father, daughter, "register", "civil affairs", date(1985, 5, 6), None, NOON
    )
    kinship.record_facts(world.db, facts=[fact], now=NOON, policy=world.policy, pool=XIAMEN)
    wallet.open_wallet(world.db, person_id=father, now=NOON, policy=world.policy, by=By(father, "app"))
    sending = Sending(daughter, father, 100_00, By(daughter, "app"))
    (sent,) = wallet.send(world.db, sendings=[sending], now=NOON, policy=world.policy)
    assert isinstance(sent, WalletTransfer)
    require_these_may(world, About.TRANSFER, sent.transfer_id, daughter, father)
