"""A world in which everything happens that the books have to account for; tests break it and take that back."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from psycopg import Connection, IsolationLevel

from gongji import (
    clearing,
    complaints,
    contributions,
    corrections,
    delegation,
    insured,
    life_events,
    mutual_aid,
    settlement,
    wallet,
    work_items,
)
from gongji.audit import By
from gongji.clearing import Level, Proof
from gongji.complaints import About, Outcome, Subject
from gongji.contributions import Reason, Scheme, State
from gongji.corrections import CorrectionAsked, Corrects, Evidence, MoveAsked, Personal, Suspense
from gongji.delegation import FAMILY_SCOPE, MandateAsked, MandateKind
from gongji.edge.postgres import Database, Server
from gongji.ground.policy import PolicySet
from gongji.insured import EMPLOYEE, RESIDENT, Credit
from gongji.kinship import NearRelative
from gongji.life_events import Kind, LifeEvent, Payee, PayOutAsked, PayOutKind
from gongji.settlement import Line, Settled, Visit
from gongji.settlement.charges import charge
from gongji.settlement.visits import OutpatientVisit, register_visit
from gongji.work_items import Waiting
from tests.clearing import ending
from tests.clearing.answers import answer, missing
from tests.clearing.ending import FUJIAN
from tests.clearing.month import CLERK, NOVEMBER, SECOND, Month, at
from tests.clearing.test_disputes import dispute, withdraw
from tests.conftest import name_of, superuser_of
from tests.edge.reconciliation.day import COMPARES, GANSU, SHAANXI
from tests.mutual_aid.guizhou import family, in_guizhou
from tests.wallet.test_transfers import LEGACY, accepted, relative, sent
from tests.world import FUZHOU, HOSPITAL, LANZHOU, PILLS, SHAMPOO, XIAMEN, XIAN, XIAN_HOSPITAL, World, furnished_world


@pytest.fixture(scope="module")
def told(fresh_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The database of a family's winter, which no test changes."""
    database = fresh_database()
    with database.app_connection() as db:
        world = furnished_world(db, tmp_path_factory.mktemp("keys") / "keys.json")
        live_through_a_winter(world)
        clear_its_first_month(world)
    return database


@pytest.fixture
def books(told: Database, server: Server) -> Iterator[Connection[Any]]:
    """The winter's books in one view, open to a superuser, who takes back what he did."""
    with superuser_of(server, name_of(told)) as db:
        db.autocommit = False
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        yield db
        db.rollback()


def clear_its_first_month(world: World) -> None:
    """November is paid, but for the notices between pools and provinces; December is sorted.

    Gansu told an item otherwise until November was sorted; Shaanxi, which compares files, answered for November alone,
    late, and lacks an item. Of December two lines are disputed, of which January has one again.
    """
    month, last = Month(world), date(2026, 11, 30)
    world.policy = PolicySet(world.policy.files | {f"provinces/{SHAANXI}.toml": COMPARES})
    month.file(first=last, until=date(2026, 12, 31))
    items = clearing.items_of(world.db, day=last)
    doubted = next(item for item in items if (item.payer_pool, item.payee_pool) == (XIAMEN, LANZHOU))
    answer(world, GANSU, missing(doubted), day=last, on=date(2026, 12, 1))
    month.generate()
    month.confirm(*clearing.waiting_provinces(world.db, batch_month=NOVEMBER))
    for (level, _, _), notice in month.notices().items():
        if level in (Level.NATIONAL, Level.PROVINCIAL):
            month.pay(notice)
    answer(world, GANSU, day=last, on=date(2026, 12, 22))
    lacking = next(item for item in items if (item.payer_pool, item.payee_pool) == (XIAMEN, XIAN))
    answer(world, SHAANXI, missing(lacking, third_province=GANSU), day=last, on=date(2027, 1, 4))
    month.generate(202612, on=date(2027, 1, 21))
    advance(world, now=at(date(2027, 1, 22)))
    now = at(date(2026, 12, 2))
    clearing.draft_statements(world.db, month=NOVEMBER, pool=LANZHOU, now=now, by=CLERK)
    for statement in clearing.list_statements(world.db, pool=LANZHOU, month=NOVEMBER):
        number = statement.statement_id
        clearing.deduct(world.db, statement_id=number, deduction_fen=1_00, reason="超限价", now=now, by=CLERK)
        clearing.confirm_statement(world.db, statement_id=number, now=now, by=CLERK)
        released = clearing.release_statement(world.db, statement_id=number, now=now, by=SECOND)
        proof = Proof("ICBC", str(number), now.date(), released.payable_fen, LANZHOU, statement.institution_no)
        clearing.pay_statement(world.db, statement_id=number, proof=proof, now=now, by=CLERK)
    dispute(month, FUJIAN, GANSU, by=GANSU, batch=202612, on=date(2027, 1, 22))
    withdraw(month, dispute(month, GANSU, SHAANXI, by=GANSU, batch=202612, on=date(2027, 1, 22)), on=date(2027, 1, 23))
    ending.sort(month, 202701)


def advance(world: World, *, now: datetime) -> None:
    """Provinces pay each other's prefunds of the year."""
    for change in clearing.size_for_year(world.db, year=2027, now=now, policy=world.policy, by=CLERK):
        which: dict[str, Any] = {"change_id": change.change_id, "now": now}
        clearing.approve_prefund(world.db, **which, policy=world.policy, by=SECOND)
        proof = Proof("ICBC", "1", now.date(), change.amount_fen, change.payer_province, change.payee_province)
        clearing.pay_prefund(world.db, **which, proof=proof, by=CLERK)


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
    savers = save(world)
    pay_premiums(world)
    pay_premiums_with_lots(world)
    buy_and_take_back(world, daughter, mother)
    refund_to_donors(world, daughter, father)
    complain(world, mother)
    correct(world, refund_into_suspense(world))
    refund_into_suspense(world)
    turn_the_year_and_pay_out(world, savers)
    spend_a_whole_balance(world)
    convert_a_lot(world)
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
    buy_by_code(world, mother, daughter)
    later = world.buy(mother, (PILLS, 2_000_00), **in_hospital)
    visit_hospital(world, mother)
    world.done(world.cancel(visit_hospital(world, mother), at=HOSPITAL))
    world.later(days=30)
    world.done(world.cancel(later, at=XIAN_HOSPITAL))


def buy_by_code(world: World, mother: int, daughter: int) -> None:
    """The mother shows her own pay code, then her daughter one for her."""
    asked = MandateAsked(mother, daughter, MandateKind.FAMILY_ACCOUNT, FAMILY_SCOPE)
    mandate = delegation.grant_mandate(
        world.db, asked=asked, now=world.now, policy=world.policy, pool=LANZHOU, by=By(mother, "app")
    )
    for by in (By(mother, "app"), By(daughter, "app", mandate.mandate_id)):
        code = settlement.show_code(world.db, world.keys, person_id=mother, now=world.now, policy=world.policy, by=by)
        world.buy(mother, (PILLS, 5_00), code_index=code.code_index)


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


def refund_into_suspense(world: World) -> Waiting:
    """The donor's account is closed before his brother's refund (S-23); what then waits for somebody."""
    donor, brother = world.employee("赵五", account=100_00, sex=1), world.resident("赵六", sex=1)
    quota = world.share(donor, brother, NearRelative.SIBLING, 100_00)
    bought = world.buy(brother, (PILLS, 100_00))
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DEATH_DONOR", now=world.now)
    world.db.execute("update account set closed_at = %s where spender_id = %s", [world.now, donor])
    world.done(world.cancel(bought))
    return work_items.find_waiting(world.db, pools=(XIAMEN, XIAMEN + 1), kind="REFUND_WITHOUT_ACCOUNT")[-1]


def complain(world: World, person: int) -> None:
    """One complaint is answered, one waits."""
    by = By(person, "app")
    first, _ = (
        complaints.file(
            world.db, world.keys, person_id=person, subject=Subject(About.OTHER), text="为什么", now=world.now,
            policy=world.policy, by=by,
        )
        for _ in range(2)
    )  # fmt: skip
    complaints.answer(
        world.db, world.keys, complaint_id=first.complaint_id, outcome=Outcome.UPHELD, text="因为", now=world.now,
        policy=world.policy, by=By(11, "counter", 1),
    )  # fmt: skip


def correct(world: World, item: Waiting) -> None:
    """Two heirs in two provinces get what waited, one of them gives hers to the other, and a third correction waits."""
    here, there = world.employee("赵七"), world.employee("赵八", pool=LANZHOU)
    moves = [MoveAsked(Suspense(XIAMEN), Personal(here), 40_00), MoveAsked(Suspense(XIAMEN), Personal(there), 60_00)]
    propose(world, item.work_item_id, Corrects.SUSPENSE, moves, confirmed=True)
    other = world.employee("赵九")
    quota = world.share(here, world.resident("赵十"), NearRelative.PARENT, 10_00)
    to_other = [MoveAsked(Personal(here), Personal(other), 5_00)]
    propose(world, quota.quota_id, Corrects.QUOTA, to_other, confirmed=True)
    propose(world, quota.quota_id, Corrects.QUOTA, to_other, confirmed=False)


def propose(world: World, corrects_id: int, corrects: Corrects, moves: list[MoveAsked], *, confirmed: bool) -> None:
    evidence = Evidence("certificate", b"p" * 32)
    asked = CorrectionAsked(XIAMEN, corrects, corrects_id, moves, "inheritance", evidence)
    proposed = corrections.propose(world.db, asked=asked, now=world.now, policy=world.policy, by=By(11, "counter", 1))
    if confirmed:
        corrections.confirm(world.db, correction_id=proposed.correction_id, now=world.now, by=By(12, "counter", 2))


def save(world: World) -> list[int]:
    """Three with money of this year and of earlier ones, of whom the first sets some aside."""
    savers = [world.employee(name, pool=FUZHOU, account=2_000_00, sex=1) for name in ("吴一", "吴二", "吴三")]
    for saver in savers:
        credit(world, saver, 202611, "individual", 160_00)
    world.share(savers[0], world.resident("吴四"), NearRelative.SIBLING, 2_100_00)
    return savers


def turn_the_year_and_pay_out(world: World, savers: list[int]) -> None:
    """The second saver dies and his account is paid out, of the third a pay-out is refused."""
    clock, first, second = By(0, "job"), By(7, "counter", 8), By(9, "counter", 10)
    insured.turn_year(world.db, people=savers, now=world.now, by=clock)
    insured.credit_interest(world.db, people=savers, now=world.now, policy=world.policy, by=clock)
    world.later(days=20)
    for saver in savers[1:]:
        event = LifeEvent(Kind.DIED, saver, "1", world.now.date(), EMPLOYEE)
        life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=first)
        asked = PayOutAsked(saver, PayOutKind.HEIRS, Payee("吴五", "6222000011112222"), "notarised", b"h" * 32)
        proposed = life_events.propose_pay_out(
            world.db, world.keys, asked=asked, now=world.now, policy=world.policy, by=first
        )
        which: dict[str, Any] = {"pay_out_id": proposed.pay_out_id, "now": world.now, "by": second}
        if saver == savers[1]:
            life_events.confirm_pay_out(world.db, policy=world.policy, **which)
        else:
            life_events.refuse_pay_out(world.db, reason="no certificate", **which)


def spend_a_whole_balance(world: World) -> None:
    """In Guizhou: one bill stands, one is taken back, one is taken back after the balance was closed."""
    in_guizhou(world)
    _, mother, quota = family(world, account=500_00)
    world.buy(mother, (PILLS, 40_00))
    world.done(world.cancel(world.buy(mother, (PILLS, 30_00))))
    bought = world.buy(mother, (PILLS, 20_00))
    mutual_aid.close_quota(world.db, quota_id=quota.quota_id, now=world.now, policy=world.policy)
    world.done(world.cancel(bought))


def pay_premiums_with_lots(world: World) -> None:
    """Of a daughter's lots one pays for her father; one is given back while the tax office is still asked."""
    daughter = world.employee("苏晨", account=1_000_00)
    shipped = world.policy
    world.policy = PolicySet(shipped.files | {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)})
    for name in ("苏振国", "苏振山"):
        parent = relative(world, daughter, name)
        lot = accepted(world, sent(world, daughter, parent, 450_00))
        order = contributions.reserve(
            world.db,
            person_id=parent,
            scheme=contributions.Scheme.RESIDENT,
            year=2027,
            cash_fen=0,
            payer_id=parent,
            told_key="1",
            now=world.now,
            policy=world.policy,
            by=By(parent, "app"),
        )
        which: dict[str, Any] = {"order_id": order.order_id, "now": world.now, "by": By(0, "job")}
        if name == "苏振国":
            contributions.sent(world.db, **which)
            contributions.paid(world.db, receipt="T9", **which)
        else:
            giving: dict[str, Any] = {"receiver_id": parent, "now": world.now, "by": By(parent, "app")}
            wallet.give_back(world.db, transfer_id=lot.transfer_id, policy=world.policy, **giving)
            contributions.release(world.db, state=contributions.State.EXPIRED, reason="", policy=world.policy, **which)
    world.policy = shipped


def convert_a_lot(world: World) -> None:
    """Half of what a daughter sent in the pilot is spent, the rest becomes her father's quota."""
    daughter = world.employee("苏晓", account=200_00)
    father = relative(world, daughter, "苏振海")
    world.relate(daughter, father, NearRelative.PARENT)
    shipped = world.policy
    world.policy = PolicySet(shipped.files | {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)})
    lot = accepted(world, sent(world, daughter, father, 100_00))
    world.buy(father, (PILLS, 50_00))
    world.policy = shipped
    wallet.convert_lots(world.db, transfer_ids=[lot.transfer_id], now=world.now, policy=shipped, by=By(0, "job"))


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
