"""A world in which everything happens that the books have to account for; tests break it and take that back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from psycopg import Connection, IsolationLevel

from gongji import contributions, insured, mutual_aid
from gongji.audit import By
from gongji.contributions import Reason, Scheme, State
from gongji.edge.postgres import Database, Server
from gongji.insured import EMPLOYEE, RESIDENT, Credit
from gongji.kinship import NearRelative
from gongji.settlement import Line, Settled, Visit
from gongji.settlement.charges import charge
from gongji.settlement.visits import OutpatientVisit, register_visit
from tests.conftest import name_of, superuser_of
from tests.world import FUZHOU, HOSPITAL, LANZHOU, PILLS, SHAMPOO, XIAN_HOSPITAL, World, furnished_world


@pytest.fixture(scope="module")
def told(fresh_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The database of a family's winter, which no test changes."""
    database = fresh_database()
    with database.app_connection() as db:
        live_through_a_winter(furnished_world(db, tmp_path_factory.mktemp("keys") / "keys.json"))
    return database


@pytest.fixture
def books(told: Database, server: Server) -> Iterator[Connection[Any]]:
    """The winter's books in one view, open to a superuser, who takes back what he did."""
    with superuser_of(server, name_of(told)) as db:
        db.autocommit = False
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        yield db
        db.rollback()


def live_through_a_winter(world: World) -> None:
    """Two donors and a mother, from credits to bills, refunds of every kind, closed quotas and an ended relation."""
    daughter, son = (
        world.employee("陈一", account=30_000_00),
        world.employee("陈三", pool=LANZHOU, account=800_00, sex=1),
    )
    mother, father = world.resident("林二"), world.resident("陈四", sex=1)
    world.employee("陈七", account=0)
    credit(world, daughter, 202611, "individual", 160_00)
    credit(world, daughter, 202510, "individual", 150_00)
    credit(world, daughter, 202510, "correction", -10_00)
    share_and_change_quotas(world, daughter, mother, son)
    pay_premiums(world)
    buy_and_take_back(world, daughter, mother)
    refund_to_donors(world, daughter, father)
    refund_into_suspense(world)
    merge_records(world)


def credit(world: World, person: int, month: int, source: str, fen: int) -> None:
    (answer,) = insured.credit_month(world.db, credits=[Credit(person, EMPLOYEE, month, source, fen)], now=world.now)
    assert isinstance(answer, int), answer


def share_and_change_quotas(world: World, daughter: int, mother: int, son: int) -> None:
    from_daughter = world.share(daughter, mother, NearRelative.PARENT, 1_000_00)
    world.share(son, mother, NearRelative.PARENT, 500_00)
    for change, fen in ((mutual_aid.raise_quota, 1_200_00), (mutual_aid.lower_quota, 1_100_00)):
        change(world.db, quota_id=from_daughter.quota_id, limit_fen=fen, now=world.now, policy=world.policy)


def pay_premiums(world: World) -> None:
    """One is paid, one taken back, one refused, and one waits."""
    donor, by = world.employee("周一", pool=FUZHOU, account=2_000_00), By(0, "tax")
    for name, ends in (
        ("周二", State.PAID),
        ("周三", State.REFUNDED),
        ("周四", State.FAILED),
        ("周五", State.SENT_TO_TAX),
    ):
        relative = world.resident(name)
        world.share(donor, relative, NearRelative.SIBLING, 450_00)
        order = contributions.reserve(
            world.db,
            person_id=relative,
            scheme=Scheme.RESIDENT,
            year=2027,
            cash_fen=0,
            payer_id=relative,
            told_key=name,
            now=world.now,
            policy=world.policy,
            by=by,
        )
        which: dict[str, Any] = {"order_id": order.order_id, "now": world.now, "by": by}
        contributions.sent(world.db, **which)
        if ends is State.FAILED:
            contributions.release(world.db, state=ends, reason="", policy=world.policy, **which)
        elif ends is not State.SENT_TO_TAX:
            contributions.paid(world.db, receipt=name, **which)
        if ends is State.REFUNDED:
            contributions.ask_refund(world.db, reason=Reason.MISTAKE, **which)
            contributions.refunded(world.db, policy=world.policy, **which)


def buy_and_take_back(world: World, daughter: int, mother: int) -> None:
    world.buy(mother, (PILLS, 218_50), (SHAMPOO, 35_00))
    world.buy(daughter, (PILLS, 20_00))
    in_hospital = {"at": XIAN_HOSPITAL, "visit": Visit.OUTPATIENT, "med_type": "11"}
    world.buy(mother, (PILLS, 400_00), **in_hospital)
    world.done(world.cancel(world.buy(mother, (PILLS, 10_00))))
    reversed_bill = world.bill(mother, (PILLS, 15_00))
    world.done(reversed_bill)
    world.done(world.reversal(reversed_bill))
    world.settle(world.reversal(world.bill(mother, (PILLS, 1_00))))
    later = world.buy(mother, (PILLS, 2_000_00), **in_hospital)
    visit_hospital(world, mother)
    world.done(world.cancel(visit_hospital(world, mother), at=HOSPITAL))
    world.later(days=30)
    world.done(world.cancel(later, at=XIAN_HOSPITAL))


def visit_hospital(world: World, person: int) -> Settled:
    """A bill whose lines were charged on a visit before."""
    (number,) = world.db.execute("select institution_no from institution where code = %s", [HOSPITAL]).fetchone() or (
        0,
    )
    wanted = OutpatientVisit(0, 0, person, number, RESIDENT, "OP1", "0301", "内科", world.now)
    visit = register_visit(world.db, wanted)
    charge(world.db, visit, lines=[("B1", Line("1", PILLS, 60_00, 10_000, 600_000))])
    told = {"visit_id": visit.visit_id, "batch_no": "B1", "visit": Visit.OUTPATIENT, "med_type": "11", "lines": ()}
    return world.buy(person, ("", 60_00), at=HOSPITAL, **told)


def refund_to_donors(world: World, daughter: int, father: int) -> None:
    """One quota is closed before its refund, one is of last year, and one ends with its relation."""
    closed = world.share(daughter, father, NearRelative.PARENT, 300_00)
    bought = world.buy(father, (PILLS, 100_00))
    mutual_aid.close_quota(world.db, quota_id=closed.quota_id, now=world.now, policy=world.policy)
    world.done(world.cancel(bought))
    mutual_aid.dissolve(world.db, relation_id=closed.relation_id, reason="DONOR_REQUEST", now=world.now)
    ends = world.share(daughter, father, NearRelative.PARENT, 200_00, period="ANNUAL")
    bought = world.buy(father, (PILLS, 50_00))
    world.later(days=40)
    world.done(world.cancel(bought))
    mutual_aid.dissolve(world.db, relation_id=ends.relation_id, reason="DONOR_REQUEST", now=world.now)


def refund_into_suspense(world: World) -> None:
    """The donor's account is closed before his brother's refund (S-23)."""
    donor, brother = world.employee("赵五", account=100_00, sex=1), world.resident("赵六", sex=1)
    quota = world.share(donor, brother, NearRelative.SIBLING, 100_00)
    bought = world.buy(brother, (PILLS, 100_00))
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DEATH_DONOR", now=world.now)
    world.db.execute("update account set closed_at = %s where spender_id = %s", [world.now, donor])
    world.done(world.cancel(bought))


def merge_records(world: World) -> None:
    """A brother's record goes into another of his: an account, what he shares, and bills of both records' years."""
    brother, record = (world.employee("周九", pool=FUZHOU, account=fen, sex=1) for fen in (200_00, 600_00))
    father = world.resident("周十", sex=1)
    world.share(record, father, NearRelative.PARENT, 300_00)
    in_hospital = {"at": XIAN_HOSPITAL, "visit": Visit.OUTPATIENT, "med_type": "11"}
    aided, own = world.buy(father, (PILLS, 40_00)), world.buy(record, (PILLS, 50_00), **in_hospital)
    world.buy(record, (PILLS, 70_00), **in_hospital)
    world.merge(record, into=brother)
    world.done(world.cancel(aided))
    world.done(world.cancel(own, at=XIAN_HOSPITAL, person_id=brother))
