"""Two records are found to be one person (R-12 SYSTEM_MERGE, W-03): one lives on, and both histories are kept."""

from datetime import date
from typing import Any

import pytest

from gongji import access, contributions, delegation, insured, kinship, ledger, life_events, mutual_aid, wallet
from gongji.access import SecondPerson, SignInNeeded
from gongji.audit import By
from gongji.contributions import Reason, Scheme
from gongji.delegation import FAMILY_SCOPE, MandateAsked, MandateKind
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.insured import (
    EMPLOYEE,
    RESIDENT,
    Credit,
    Enrolment,
    InsuredElsewhere,
    InsuredStatus,
    MergeOfOne,
    MergeProposed,
    RecordMerged,
)
from gongji.kinship import Claim, Evidence, FactKind, KinContradiction, KinFact, Nature, NearRelative
from gongji.life_events import Kind, LifeEvent, Merged, MergeWaits
from gongji.mutual_aid import ALL_USES, InvitationAsked, RelationAsked
from gongji.settlement import Settled, Visit
from gongji.settlement.refusals import SettlementUnknown
from gongji.wallet import Sending, WalletState
from tests.mutual_aid.guizhou import GUIYANG, ZUNYI, in_guizhou
from tests.wallet.test_transfers import LEGACY
from tests.world import HOSPITAL, LANZHOU, NOON, PILLS, XIAMEN, XIAN, World

CLERK, COLLEAGUE = By(7, "counter", 8), By(9, "counter", 10)
PARENT, SPOUSE, CHILD = NearRelative.PARENT, NearRelative.SPOUSE, NearRelative.CHILD
EVIDENCE = b"e" * 32


@pytest.fixture
def employee(world: World) -> int:
    """Her record in Xiamen, with an account."""
    return world.employee("林芳", account=1_000_00)


@pytest.fixture
def resident(world: World) -> int:
    """Her record in Lanzhou, from before she went to Xiamen."""
    return world.resident("林芳", born=date(1985, 5, 6))


@pytest.fixture
def twin(world: World) -> int:
    """Her record in Xiamen once more: the roll came in twice."""
    return world.employee("林芳", account=300_00)


@pytest.fixture(autouse=True)
def _books_agree(world: World):
    yield
    world.require_books_agree()


def propose(world: World, absorbed: int, into: int) -> life_events.Proposed:
    return life_events.propose_merge(
        world.db,
        kept_id=into,
        absorbed_id=absorbed,
        evidence_hash=EVIDENCE,
        now=world.now,
        policy=world.policy,
        by=CLERK,
    )


def confirm(
    world: World, work_item_id: int, *, by: By = COLLEAGUE, find_open: life_events.FindOpen = lambda _, __: None
) -> Merged:
    return life_events.confirm_merge(
        world.db,
        world.keys,
        work_item_id=work_item_id,
        note="both cards seen",
        find_open=find_open,
        now=world.now,
        policy=world.policy,
        by=by,
    )


def fields_of(world: World, person: int) -> insured.PersonalFields:
    return insured.find_people(world.db, people=[person])[person].personal_fields(world.keys)


def test_number_and_certificate_of_either_record_find_the_one_that_lives_on(
    world: World, employee: int, resident: int
) -> None:
    theirs = fields_of(world, resident)
    world.merge(resident, into=employee)
    assert insured.require_person(world.db, world.keys, person_number=theirs.person_number) == employee
    found = insured.by_certificate(world.db, world.keys, certificates=[theirs.certificate])
    assert found == {theirs.certificate: employee}
    hers = fields_of(world, employee)
    assert hers.carries(theirs.certificate_number)
    assert hers.is_numbered(theirs.person_number)
    assert fields_of(world, resident) == theirs
    assert insured.records_of(world.db, person_id=resident) == [employee, resident]


def test_her_cover_of_both_records_is_hers_and_pays(world: World, employee: int, resident: int) -> None:
    world.merge(resident, into=employee)
    held = insured.find_relations(world.db, people=[employee, resident])
    assert {scheme: (one.pool, one.status) for scheme, one in held[employee].items()} == {
        EMPLOYEE: (XIAMEN, InsuredStatus.NORMAL),
        RESIDENT: (LANZHOU, InsuredStatus.NORMAL),
    }
    assert held[resident][RESIDENT].status == InsuredStatus.ENDED
    bill = world.buy(employee, (PILLS, 80_00), scheme=RESIDENT).settlement
    assert bill.own_account_fen == 80_00


def test_an_account_comes_along_into_a_record_that_had_none(world: World, employee: int, resident: int) -> None:
    assert world.merge(employee, into=resident).brought_fen == 1_000_00
    assert (world.own(resident), world.own(employee)) == (1_000_00, 0)


def test_two_accounts_of_a_doubled_import_become_one_bucket_by_bucket(world: World, employee: int, twin: int) -> None:
    month = Credit(twin, EMPLOYEE, 202611, "individual", 50_00)
    insured.credit_month(world.db, credits=[month], now=world.now)
    assert world.merge(twin, into=employee).brought_fen == 350_00
    assert world.own(employee) == 1_350_00
    # The file that brought the month is sent again, under a number that is hers now.
    (again,) = insured.credit_month(world.db, credits=[replace(month, person_id=employee)], now=world.now)
    assert isinstance(again, int)
    assert world.own(employee) == 1_350_00


def test_w_36_the_interest_of_an_account_comes_along(world: World, employee: int, twin: int) -> None:
    world.later(days=36)
    merged = world.merge(twin, into=employee)
    # 36 days of 300.00 at 0.65 %; what she has earned herself is credited when the year is over.
    assert (merged.brought_fen, world.own(employee)) == (300_20, 1_300_20)


def test_one_scheme_in_two_pools_is_a_move_and_is_refused(world: World, employee: int) -> None:
    elsewhere = world.employee("林芳", pool=LANZHOU, account=10_00)
    with pytest.raises(InsuredElsewhere) as refused, world.db.transaction():
        world.merge(elsewhere, into=employee)
    assert refused.value.pool == LANZHOU


def test_an_account_that_was_left_in_another_pool_is_refused(world: World, employee: int) -> None:
    elsewhere = world.employee("林芳", pool=LANZHOU, account=10_00)
    left = LifeEvent(Kind.TERMINATED, elsewhere, "t", NOON.date(), EMPLOYEE)
    life_events.record(world.db, event=left, now=world.now, policy=world.policy, by=CLERK)
    with pytest.raises(InsuredElsewhere), world.db.transaction():
        world.merge(elsewhere, into=employee)


def test_r_12_what_relatives_share_with_the_record_ends_and_the_rest_goes_back(
    world: World, employee: int, resident: int
) -> None:
    son = world.employee("陈一", account=500_00, born=date(2005, 1, 1), sex=1)
    quota = world.share(son, resident, PARENT, 200_00)
    world.buy(resident, (PILLS, 30_00))
    assert world.merge(resident, into=employee).dissolved == 1
    relation = mutual_aid.find_relations_by_id(world.db, relation_ids=[quota.relation_id])[quota.relation_id]
    assert (relation.state, relation.end_reason) == ("dissolved", "SYSTEM_MERGE")
    assert world.own(son) == 470_00
    # Set anew, it works.
    world.share(son, employee, PARENT, 100_00)
    assert world.buy(employee, (PILLS, 5_00), scheme=EMPLOYEE, account_use=2).settlement.own_account_fen == 5_00


def test_r_12_what_the_two_records_shared_with_each_other_ends_too(world: World, employee: int, resident: int) -> None:
    world.share(employee, resident, NearRelative.SIBLING, 200_00)
    assert world.merge(resident, into=employee).dissolved == 1
    assert world.own(employee) == 1_000_00


def test_what_the_record_gave_comes_home_to_the_one_that_lives_on(world: World, employee: int, twin: int) -> None:
    mother = world.resident("李秀兰")
    quota = world.share(twin, mother, PARENT, 200_00)
    bought = world.buy(mother, (PILLS, 80_00))
    world.merge(twin, into=employee)
    assert world.own(employee) == 1_220_00
    world.done(world.cancel(bought))
    assert (world.own(employee), world.remaining(quota)) == (1_300_00, 0)


def test_s_20_a_bill_of_the_record_is_cancelled_under_either_name_and_refunds_the_person(
    world: World, employee: int, twin: int
) -> None:
    bought, other = world.buy(twin, (PILLS, 80_00)), world.buy(twin, (PILLS, 20_00))
    world.merge(twin, into=employee)
    assert world.own(employee) == 1_200_00
    undone = world.done(world.cancel(bought, person_id=employee))
    assert (undone.settlement.person_id, undone.settlement.own_balance_after_fen) == (twin, 1_280_00)
    world.done(world.cancel(other))
    assert world.own(employee) == 1_300_00


def test_s_15_a_bill_of_the_record_is_reversed_under_the_name_that_lives_on(
    world: World, employee: int, twin: int
) -> None:
    bill = world.bill(twin, (PILLS, 80_00))
    world.done(bill)
    world.merge(twin, into=employee)
    reverse = replace(world.reversal(bill), person_id=employee)
    first = world.done(reverse)
    assert world.own(employee) == 1_300_00
    assert world.done(reverse).settlement.settlement_id == first.settlement.settlement_id


def test_s_22_a_refund_of_aid_the_record_used_goes_to_who_gave_it_even_if_she_did(
    world: World, employee: int, resident: int
) -> None:
    son = world.employee("陈一", account=500_00, born=date(2005, 1, 1), sex=1)
    world.share(son, resident, PARENT, 50_00)
    world.share(employee, resident, NearRelative.SIBLING, 200_00)
    bought = world.buy(resident, (PILLS, 80_00))
    world.merge(resident, into=employee)
    assert (world.own(son), world.own(employee)) == (450_00, 970_00)
    world.done(world.cancel(bought, person_id=employee))
    assert (world.own(son), world.own(employee)) == (500_00, 1_000_00)


def test_s_22_a_whole_balance_passes_a_refund_on_to_the_record_that_lives_on(world: World) -> None:
    son, twin = (world.employee("陈一", pool=GUIYANG, account=fen, sex=1) for fen in (1_000_00, 300_00))
    mother = in_guizhou(world).resident("林二", pool=ZUNYI)
    world.share(twin, mother, PARENT, 0, period="WHOLE")
    bought = world.buy(mother, (PILLS, 80_00))
    world.merge(twin, into=son)
    assert world.own(son) == 1_220_00
    world.done(world.cancel(bought))
    assert world.own(son) == 1_300_00


def test_nobody_else_cancels_a_bill_of_the_record(world: World, employee: int, twin: int) -> None:
    stranger = world.resident("王五")
    bought = world.buy(twin, (PILLS, 80_00))
    world.merge(twin, into=employee)
    (refused,) = world.settle(world.cancel(bought, person_id=stranger))
    assert isinstance(refused, SettlementUnknown)


def test_s_04_the_bills_of_both_records_use_up_one_ceiling(world: World, employee: int, twin: int) -> None:
    in_hospital: dict[str, Any] = {"at": HOSPITAL, "med_type": "11", "visit": Visit.OUTPATIENT}
    before = world.buy(twin, (PILLS, 1_000_00), **in_hospital)
    world.buy(employee, (PILLS, 500_00), **in_hospital)
    world.merge(twin, into=employee)
    spenders = ledger.find_spenders(world.db, people=[employee, twin])
    assert (spenders[employee].pool_paid_fen, spenders[twin].pool_paid_fen) == (900_00, 0)
    world.done(world.cancel(before, at=HOSPITAL, person_id=employee))
    assert ledger.find_spenders(world.db, people=[employee])[employee].pool_paid_fen == 300_00


def test_a_till_that_still_names_the_record_is_refused(world: World, employee: int, twin: int) -> None:
    bill = world.bill(twin, (PILLS, 80_00))
    world.merge(twin, into=employee)
    (refused,) = world.settle(bill)
    assert isinstance(refused, RecordMerged)


def test_a_chain_of_merges_leads_to_the_last(world: World, employee: int, twin: int) -> None:
    third = world.employee("林芳", account=40_00)
    bought = world.buy(third, (PILLS, 15_00))
    number = fields_of(world, third).person_number
    world.merge(third, into=twin)
    world.done(world.cancel(world.buy(twin, (PILLS, 1_00))))
    world.merge(twin, into=employee)
    assert insured.records_of(world.db, person_id=third) == [employee, *sorted([twin, third])]
    assert insured.require_person(world.db, world.keys, person_number=number) == employee
    assert fields_of(world, employee).is_numbered(number)
    world.done(world.cancel(bought, person_id=employee))
    assert world.own(employee) == 1_340_00


def test_a_refund_between_two_merges_stays_right_in_the_books(world: World, employee: int, twin: int) -> None:
    third = world.employee("林芳", account=40_00)
    bought = world.buy(third, (PILLS, 15_00))
    world.merge(third, into=twin)
    world.done(world.cancel(bought, person_id=twin))
    world.merge(twin, into=employee)
    assert world.own(employee) == 1_340_00


def test_what_is_known_of_her_family_is_hers_in_either_record(world: World, employee: int, resident: int) -> None:
    mother = world.resident("李秀兰")
    know(world, FactKind.PARENT, mother, resident)
    world.merge(resident, into=employee)
    family = kinship.find_family(world.db, people=[employee, mother], on=NOON.date())
    assert family.relation(employee, mother) is PARENT


def test_x_04_a_second_spouse_is_refused(world: World, employee: int, resident: int) -> None:
    one, other = world.employee("陈一", sex=1), world.employee("陈二", sex=1)
    know(world, FactKind.SPOUSE, *kinship.spouses(employee, one))
    know(world, FactKind.SPOUSE, *kinship.spouses(resident, other))
    with pytest.raises(KinContradiction) as refused, world.db.transaction():
        world.merge(resident, into=employee)
    assert refused.value.reason == "second_spouse"


def test_x_04_who_is_said_to_be_the_others_relative_is_not_the_same_person(
    world: World, employee: int, resident: int
) -> None:
    know(world, FactKind.SPOUSE, *kinship.spouses(employee, resident))
    with pytest.raises(KinContradiction) as refused, world.db.transaction():
        world.merge(resident, into=employee)
    assert refused.value.reason == "same_person"


def know(world: World, kind: FactKind, subject: int, object_: int) -> None:
    nature = Nature.MARRIAGE if kind is FactKind.SPOUSE else Nature.BIRTH
    fact = KinFact(0, kind, nature, subject, object_, "register", "x", date(2008, 1, 1), None, NOON)
    kinship.record_facts(world.db, facts=[fact], now=NOON, policy=world.policy, pool=XIAMEN)


def test_invitations_and_mandates_of_the_record_end_and_its_sign_in_too(
    world: World, employee: int, resident: int
) -> None:
    son = world.employee("陈一", account=500_00, born=date(2005, 1, 1), sex=1)
    asked = InvitationAsked(son, resident, Claim(PARENT, declared=True), Evidence("x"), 100_00, "OPEN", ALL_USES)
    mutual_aid.invite(world.db, asked=[asked], now=world.now, policy=world.policy, by=CLERK)
    mandate = MandateAsked(resident, son, MandateKind.FAMILY_ACCOUNT, FAMILY_SCOPE)
    delegation.grant_mandate(
        world.db, asked=mandate, now=world.now, policy=world.policy, pool=LANZHOU, by=By(resident, "app")
    )
    token = access.issue_token(
        world.db, holder_id=resident, is_staff=False, channel="app", now=world.now, lasts=NOON - NOON.replace(hour=1)
    )
    world.merge(resident, into=employee)
    assert mutual_aid.open_invitations(world.db, person_id=resident) == []
    assert delegation.standing_mandates(world.db, person_id=resident) == []
    with pytest.raises(SignInNeeded):
        access.require_token(world.db, token, now=world.now)


def test_her_wallet_is_the_one_that_was_open(world: World, employee: int, resident: int) -> None:
    wallet.open_wallet(world.db, person_id=resident, now=world.now, policy=world.policy, by=CLERK, place=XIAN)
    world.merge(resident, into=employee)
    hers, theirs = (wallet.find_wallet(world.db, person_id=one) for one in (employee, resident))
    assert (hers.state, hers.place_of_use, theirs.state) == (WalletState.ACTIVE, XIAN, WalletState.CLOSED)


def test_transfers_and_lots_go_back_to_who_sent_them(world: World, employee: int, twin: int) -> None:
    pools = {f"pools/{pool}.toml": LEGACY for pool in (XIAMEN, LANZHOU)}
    world.policy = PolicySet(world.policy.files | pools)
    mother, son = world.resident("李秀兰"), world.employee("陈一", account=100_00, born=date(2005, 1, 1), sex=1)
    for parent, child in ((mother, twin), (twin, son)):
        know(world, FactKind.PARENT, parent, child)
    for receiver in (mother, twin):
        wallet.open_wallet(world.db, person_id=receiver, now=NOON, policy=world.policy, by=CLERK)
    taken, lot = send(world, twin, mother, 50_00), send(world, son, twin, 60_00)
    wallet.accept(world.db, accepting=[wallet.Accepting(taken, mother, CLERK)], now=world.now)
    wallet.accept(world.db, accepting=[wallet.Accepting(lot, twin, CLERK)], now=world.now)
    world.buy(twin, (PILLS, 10_00), account_use=2)
    send(world, twin, mother, 20_00)
    world.merge(twin, into=employee)
    assert world.own(son) == 100_00
    assert world.own(employee) == 1_240_00
    wallet.give_back(world.db, transfer_id=taken, receiver_id=mother, now=world.now, policy=world.policy, by=CLERK)
    assert world.own(employee) == 1_290_00


def send(world: World, sender: int, receiver: int, fen: int) -> int:
    (sent,) = wallet.send(
        world.db, sendings=[Sending(sender, receiver, fen, CLERK)], now=world.now, policy=world.policy
    )
    assert isinstance(sent, wallet.WalletTransfer), sent
    return sent.transfer_id


def test_a_premium_that_waits_for_the_tax_office_is_settled_first(world: World, employee: int, twin: int) -> None:
    child = world.resident("林小", born=date(2010, 1, 1))
    world.share(twin, child, CHILD, 300_00)
    order = premium(world, child)
    with pytest.raises(MergeWaits) as refused, world.db.transaction():
        world.merge(twin, into=employee)
    assert refused.value.what == "premium"
    contributions.paid(world.db, order_id=order, receipt="1", now=world.now, by=CLERK)
    world.merge(twin, into=employee)
    contributions.ask_refund(world.db, order_id=order, reason=Reason.MISTAKE, now=world.now, by=CLERK)
    contributions.refunded(world.db, order_id=order, now=world.now, policy=world.policy, by=CLERK)
    assert world.own(employee) == 1_300_00


def premium(world: World, person: int) -> int:
    order = contributions.reserve(
        world.db,
        person_id=person,
        scheme=Scheme.RESIDENT,
        year=2027,
        cash_fen=100_00,
        payer_id=person,
        told_key="p",
        now=world.now,
        policy=world.policy,
        by=CLERK,
    )
    contributions.sent(world.db, order_id=order.order_id, now=world.now, by=CLERK)
    return order.order_id


def test_an_open_visit_is_settled_first(world: World, employee: int, twin: int) -> None:
    item = propose(world, twin, employee).work_item_id
    with pytest.raises(MergeWaits), world.db.transaction():
        confirm(world, item, find_open=lambda _, people: "visit" if people == [twin] else None)


def test_who_proposed_it_cannot_confirm_it(world: World, employee: int, twin: int) -> None:
    proposed = propose(world, twin, employee)
    with pytest.raises(SecondPerson), world.db.transaction():
        confirm(world, proposed.work_item_id, by=CLERK)


def test_a_proposal_that_is_refused_changes_nothing_and_may_come_again(world: World, employee: int, twin: int) -> None:
    proposed = propose(world, twin, employee)
    with pytest.raises(MergeProposed), world.db.transaction():
        propose(world, twin, employee)
    life_events.refuse_merge(
        world.db, work_item_id=proposed.work_item_id, note="two cousins", now=world.now, by=COLLEAGUE
    )
    assert world.buy(twin, (PILLS, 80_00)).settlement.own_account_fen == 80_00
    world.merge(twin, into=employee)


def test_a_record_is_not_merged_into_itself_nor_twice(world: World, employee: int, twin: int) -> None:
    with pytest.raises(MergeOfOne):
        propose(world, twin, twin)
    world.merge(twin, into=employee)
    with pytest.raises(RecordMerged), world.db.transaction():
        propose(world, twin, employee)
    told = LifeEvent(Kind.RETIRED, twin, "r", NOON.date(), EMPLOYEE)
    with pytest.raises(RecordMerged), world.db.transaction():
        life_events.record(world.db, event=told, now=world.now, policy=world.policy, by=CLERK)


def test_nobody_shares_with_a_merged_record(world: World, employee: int, resident: int) -> None:
    son = world.employee("陈一", account=500_00, born=date(2005, 1, 1), sex=1)
    world.merge(resident, into=employee)
    asked = RelationAsked(son, resident, PARENT, "verified", world.now, world.now)
    with pytest.raises(mutual_aid.ReceiverNotInsured), world.db.transaction():
        mutual_aid.create_relation(world.db, asked=asked, now=world.now, policy=world.policy)


def test_the_roll_that_still_sends_the_old_record_changes_her_cover_and_not_her_name(
    world: World, employee: int, resident: int
) -> None:
    theirs, hers = fields_of(world, resident), fields_of(world, employee)
    world.merge(resident, into=employee)
    line = Enrolment(
        replace(theirs, name="林方"), 2, date(1985, 5, 6), RESIDENT, "15", "620102", 2, date(2010, 1, 1), None
    )
    assert insured.enrol(world.db, world.keys, people=[line], now=world.now) == [employee]
    assert insured.find_relations(world.db, people=[employee])[employee][RESIDENT].status == InsuredStatus.PAUSED
    assert fields_of(world, employee).name == "林芳"
    own = Enrolment(
        replace(hers, telephone="13899990002"), 2, date(1985, 5, 6), EMPLOYEE, "11", str(XIAMEN), 1, date(2010, 1, 1), 0
    )
    assert insured.enrol(world.db, world.keys, people=[own], now=world.now) == [employee]
    after = fields_of(world, employee)
    assert (after.name, after.telephone, after.carries(theirs.certificate_number)) == ("林芳", "13899990002", True)


def test_both_histories_stay_as_they_were(world: World, employee: int, twin: int) -> None:
    bought = world.buy(twin, (PILLS, 80_00))
    world.merge(twin, into=employee)
    rows = world.db.execute(
        "select person_id from settlement where settlement_id = %s", [bought.settlement.settlement_id]
    ).fetchall()
    assert isinstance(bought, Settled)
    assert rows == [(twin,)]
