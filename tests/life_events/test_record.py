"""What happens in people's lives, and what follows for what they share (R-12, R-13, P-19, W-30, W-31)."""

from datetime import date, timedelta

import pytest

from gongji import insured, kinship, life_events, mutual_aid, wallet
from gongji.audit import By
from gongji.ground.value import replace
from gongji.insured import EMPLOYEE, RESIDENT, InsuredStatus, NotInsuredThere
from gongji.kinship import Claim, Evidence, FactKind, KinFact, Nature, NearRelative
from gongji.life_events import Divorce, Kind, LifeEvent, Recorded
from gongji.mutual_aid import InvitationOver, Quota
from gongji.settlement.find import find_settled
from gongji.wallet import Wallet, WalletState
from tests.world import FUZHOU, LANZHOU, NOON, PILLS, XIAMEN, XIAN, World

CLERK = By(7, "counter", 8)
PARENT, SPOUSE = NearRelative.PARENT, NearRelative.SPOUSE


@pytest.fixture
def son(world: World) -> int:
    return world.employee("陈一", account=30_000_00, sex=1)


@pytest.fixture
def mother(world: World) -> int:
    return world.resident("李秀兰")


@pytest.fixture
def quota(world: World, son: int, mother: int) -> Quota:
    return world.share(son, mother, PARENT, 1_000_00)


def tell(
    world: World, kind: Kind, person: int, *, scheme: int = EMPLOYEE, key: str = "1", division: str = ""
) -> Recorded:
    event = LifeEvent(kind, person, key, NOON.date(), scheme, division)
    return life_events.record(world.db, event=event, now=world.now, policy=world.policy, by=CLERK)


def relation_of(world: World, quota: Quota) -> mutual_aid.AidRelation:
    return mutual_aid.find_relations_by_id(world.db, relation_ids=[quota.relation_id])[quota.relation_id]


def aid(world: World, person: int, fen: int = 80_00) -> int:
    return world.buy(person, (PILLS, fen)).settlement.aid_fen


@pytest.fixture(autouse=True)
def _books_agree(world: World):
    yield
    world.require_books_agree()


@pytest.mark.parametrize(
    ("kind", "division", "reason"),
    [
        (Kind.TERMINATED, "", "DONOR_INSURED_CHANGE"),
        (Kind.MOVED, "350100", "DONOR_INSURED_CHANGE"),
        (Kind.TO_RESIDENT, "350203", "DONOR_INSURED_CHANGE"),
        (Kind.DIED, "", "DEATH_DONOR"),
    ],
)
def test_r_13_these_changes_of_the_donor_end_what_she_shares_and_the_rest_returns(
    world: World, son: int, mother: int, quota: Quota, kind: Kind, division: str, reason: str
) -> None:
    world.buy(mother, (PILLS, 300_00))
    assert tell(world, kind, son, division=division).dissolved == 1
    ended = relation_of(world, quota)
    assert (ended.state, ended.end_reason) == ("dissolved", reason)
    assert world.own(son) == 29_700_00
    assert aid(world, mother) == 0


@pytest.mark.parametrize(
    ("kind", "scheme", "division", "reason"),
    [
        (Kind.TERMINATED, RESIDENT, "", "BENEFICIARY_INSURED_CHANGE"),
        (Kind.MOVED, RESIDENT, "610102", "BENEFICIARY_INSURED_CHANGE"),
        (Kind.DIED, RESIDENT, "", "DEATH_BENEFICIARY"),
    ],
)
def test_r_13_these_changes_of_the_beneficiary_end_it_too(
    world: World, son: int, mother: int, quota: Quota, kind: Kind, scheme: int, division: str, reason: str
) -> None:
    assert tell(world, kind, mother, scheme=scheme, division=division).dissolved == 1
    assert relation_of(world, quota).end_reason == reason
    assert world.own(son) == 30_000_00


@pytest.mark.parametrize("kind", [Kind.EMPLOYER_CHANGED, Kind.RETIRED, Kind.PAUSED, Kind.RESTORED])
def test_r_13_these_changes_of_the_donor_leave_it_usable(
    world: World, son: int, mother: int, quota: Quota, kind: Kind
) -> None:
    assert tell(world, kind, son).dissolved == 0
    assert aid(world, mother) == 80_00


def test_r_13_while_the_donor_is_paused_the_quota_cannot_grow(world: World, son: int, quota: Quota) -> None:
    tell(world, Kind.PAUSED, son)
    with pytest.raises(mutual_aid.DonorPaused):
        mutual_aid.raise_quota(
            world.db, quota_id=quota.quota_id, limit_fen=2_000_00, now=world.now, policy=world.policy
        )
    tell(world, Kind.RESTORED, son)
    mutual_aid.raise_quota(world.db, quota_id=quota.quota_id, limit_fen=2_000_00, now=world.now, policy=world.policy)


@pytest.mark.parametrize("kind", [Kind.PAUSED, Kind.NOT_RENEWED])
def test_e_48_while_the_beneficiarys_cover_waits_the_money_stays_set_aside_and_pays_nothing(
    world: World, son: int, mother: int, quota: Quota, kind: Kind
) -> None:
    assert tell(world, kind, mother, scheme=RESIDENT).suspended == 1
    assert (relation_of(world, quota).state, world.remaining(quota), world.own(son)) == (
        "suspended", 1_000_00, 29_000_00,
    )  # fmt: skip
    assert aid(world, mother) == 0
    assert tell(world, Kind.RESTORED, mother, scheme=RESIDENT).resumed == 1
    assert aid(world, mother) == 80_00


def test_a_donor_may_end_a_suspended_relation_to_get_the_money_back(
    world: World, son: int, mother: int, quota: Quota
) -> None:
    tell(world, Kind.NOT_RENEWED, mother, scheme=RESIDENT)
    mutual_aid.dissolve(world.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=world.now)
    assert world.own(son) == 30_000_00


def test_a_relation_suspended_for_one_reason_is_not_resumed_by_another(world: World, mother: int, quota: Quota) -> None:
    mutual_aid.suspend(world.db, relation_ids=[quota.relation_id], reason="CASE", now=world.now, by=CLERK)
    assert tell(world, Kind.RESTORED, mother, scheme=RESIDENT).resumed == 0
    assert relation_of(world, quota).state == "suspended"


def test_the_same_news_twice_is_one(world: World, son: int, mother: int, quota: Quota) -> None:
    assert tell(world, Kind.TERMINATED, son) == Recorded(dissolved=1)
    assert tell(world, Kind.TERMINATED, son) == Recorded(again=True)


def test_news_about_a_scheme_the_person_is_not_in_is_refused_and_leaves_nothing(world: World, mother: int) -> None:
    with pytest.raises(NotInsuredThere), world.db.transaction():
        tell(world, Kind.PAUSED, mother, scheme=EMPLOYEE)
    row = world.db.execute("select count(*) from life_event").fetchone()
    assert row == (0,)


def test_p_19_who_moves_takes_the_balance_along_and_the_old_pool_owes_it_to_the_new(world: World, son: int) -> None:
    tell(world, Kind.MOVED, son, division="350102")
    assert world.own(son) == 30_000_00
    relation = insured.find_relations(world.db, people=[son])[son][EMPLOYEE]
    assert (relation.pool, relation.status) == (FUZHOU, InsuredStatus.NORMAL)
    books = world.db.execute(
        "select book, balance_fen, closed_at is null from account where owner_id = %s order by closed_at", [son]
    ).fetchall()
    assert books == [(XIAMEN, 0, False), (FUZHOU, 30_000_00, True)]
    (out,) = world.db.execute(
        "select shared_account_name(credit_account), amount_fen from transfer where book = %s and amount_fen = %s "
        "and shared_account_name(credit_account) like 'payable%%'",
        [XIAMEN, 30_000_00],
    ).fetchall()
    assert out == ("payable:350100:202611:move", 30_000_00)


def test_who_moved_shares_from_the_new_account(world: World, son: int, mother: int) -> None:
    tell(world, Kind.MOVED, son, division="350102")
    quota = world.share(son, mother, PARENT, 500_00)
    assert (quota.donor_pool, aid(world, mother)) == (FUZHOU, 80_00)


def test_a_resident_who_finds_work_in_the_same_pool_keeps_what_relatives_set_aside_and_pays_with_her_own_first(
    world: World, son: int, mother: int, quota: Quota
) -> None:
    tell(world, Kind.EMPLOYED, mother, division="620102")
    month = insured.Credit(mother, EMPLOYEE, 202611, "individual", 50_00)
    insured.credit_month(world.db, credits=[month], now=world.now)
    bill = world.buy(mother, (PILLS, 80_00)).settlement
    assert (bill.own_account_fen, bill.aid_fen) == (50_00, 30_00)


def test_e_10_from_the_moment_a_donors_death_is_recorded_nothing_of_hers_pays(
    world: World, son: int, mother: int, quota: Quota
) -> None:
    tell(world, Kind.DIED, son)
    bill = world.buy(mother, (PILLS, 80_00)).settlement
    assert (bill.aid_fen, bill.cash_fen) == (0, 80_00)


def test_e_11_what_was_bought_before_a_death_was_recorded_stands_though_she_had_died_before(
    world: World, son: int, mother: int, quota: Quota
) -> None:
    bought = world.buy(mother, (PILLS, 80_00)).settlement
    world.later(hours=1)
    tell(world, Kind.DIED, son)
    (found,) = find_settled(world.db, settlement_ids=[bought.settlement_id]).values()
    assert (found.settlement.aid_fen, found.undone_by) == (80_00, None)
    # What was left is his again, and pays no more.
    assert world.own(son) == 29_920_00
    assert aid(world, mother) == 0


def test_e_13_when_the_beneficiary_dies_the_rest_returns_and_the_wallet_closes(
    world: World, son: int, mother: int, quota: Quota
) -> None:
    wallet.open_wallet(world.db, person_id=mother, now=world.now, policy=world.policy, by=CLERK)
    world.buy(mother, (PILLS, 300_00))
    tell(world, Kind.DIED, mother, scheme=RESIDENT)
    assert world.own(son) == 29_700_00
    assert wallet.find_wallet(world.db, person_id=mother).state is WalletState.CLOSED


def test_a_wallet_waits_with_its_owners_cover_and_moves_with_her(world: World, mother: int) -> None:
    wallet.open_wallet(world.db, person_id=mother, now=world.now, policy=world.policy, by=CLERK)
    tell(world, Kind.PAUSED, mother, scheme=RESIDENT)
    assert wallet.find_wallet(world.db, person_id=mother).state is WalletState.SUSPENDED
    tell(world, Kind.RESTORED, mother, scheme=RESIDENT)
    tell(world, Kind.MOVED, mother, scheme=RESIDENT, division="610102")
    found = wallet.find_wallet(world.db, person_id=mother)
    assert (found.state, found.place_of_use) == (WalletState.ACTIVE, XIAN)


def test_e_28_divorce_ends_what_spouses_share_and_nothing_else(
    world: World, son: int, mother: int, quota: Quota
) -> None:
    wife = world.employee("林美", pool=LANZHOU, account=1_000_00, born=date(1986, 1, 1))
    shared = world.share(son, wife, SPOUSE, 900_00)
    back = world.share(wife, son, SPOUSE, 100_00)
    divorce = Divorce(son, wife, NOON.date())
    assert life_events.record_divorce(world.db, divorce=divorce, now=world.now, by=CLERK) == 2
    assert {relation_of(world, one).end_reason for one in (shared, back)} == {"KIN_ENDED"}
    assert relation_of(world, quota).state == "active"
    assert (world.own(son), world.own(wife)) == (29_000_00, 1_000_00)
    assert life_events.record_divorce(world.db, divorce=divorce, now=world.now, by=CLERK) == 0


def test_r_12_nobody_says_yes_to_a_former_spouse_who_asked_before_the_divorce(world: World, son: int) -> None:
    wife = world.resident("林美", pool=XIAMEN, born=date(1986, 1, 1))
    brother = world.resident("陈二")
    known = Evidence("civil affairs", knows=True, relation=SPOUSE)
    as_brother = replace(known, relation=NearRelative.SIBLING)
    assert ask(world, son, wife, known) == ask(world, son, brother, as_brother) == ("pending", "verified")
    life_events.record_divorce(world.db, divorce=Divorce(wife, son, NOON.date()), now=world.now, by=CLERK)
    answers = []
    for one in (wife, brother):
        (invitation,) = mutual_aid.list_invitations(world.db, person_id=one, given=False)
        accepting = [mutual_aid.Accepting(invitation.invitation_id, one, CLERK)]
        answers += mutual_aid.accept(world.db, accepting=accepting, now=world.now, policy=world.policy)
    assert answers[0] == InvitationOver(state="withdrawn")
    assert isinstance(answers[1], mutual_aid.Accepted)


def ask(world: World, who: int, whom: int, evidence: Evidence, *, declared: bool = False) -> object:
    asked = mutual_aid.InvitationAsked(
        who, whom, Claim(evidence.relation or SPOUSE, declared=declared), evidence, 100_00, "OPEN", mutual_aid.ALL_USES
    )
    (answer,) = mutual_aid.invite(world.db, asked=[asked], now=world.now, policy=world.policy, by=CLERK)
    return getattr(answer, "code", None) or (answer.state, answer.evidence)  # type: ignore[union-attr]


@pytest.mark.parametrize("told_before", [True, False], ids=["a marriage on record", "a marriage nobody told of"])
def test_a_register_that_is_behind_does_not_bring_a_marriage_back(world: World, son: int, told_before: bool) -> None:
    wife = world.employee("林美", account=1_000_00, born=date(1986, 1, 1))
    couple = kinship.spouses(son, wife)

    def marriage(since: date) -> Evidence:
        fact = KinFact(
            0, FactKind.SPOUSE, Nature.MARRIAGE, *couple, "register", "civil affairs", since, None, world.now
        )
        return Evidence("civil affairs", knows=True, relation=SPOUSE, facts=(fact,))

    wedding = marriage(date(2012, 5, 6))
    if told_before:
        assert ask(world, son, wife, wedding) == ("pending", "verified")
    life_events.record_divorce(world.db, divorce=Divorce(son, wife, NOON.date()), now=world.now, by=CLERK)
    world.later(days=4)
    assert ask(world, wife, son, wedding) == "KIN_NOT_CONFIRMED"
    # What she declares herself a clerk looks at; a second wedding is one.
    assert ask(world, wife, son, Evidence("civil affairs"), declared=True) == ("kin_check", "declared")
    assert ask(world, son, wife, marriage(NOON.date() + timedelta(days=2))) == ("pending", "verified")


def test_a_move_in_a_scheme_she_is_not_in_is_refused(world: World, mother: int) -> None:
    with pytest.raises(NotInsuredThere), world.db.transaction():
        tell(world, Kind.MOVED, mother, scheme=EMPLOYEE, division="610102")
    assert EMPLOYEE not in insured.find_relations(world.db, people=[mother])[mother]


def test_p_19_work_in_another_pool_is_told_as_a_move_so_that_the_account_goes_along(world: World, son: int) -> None:
    with pytest.raises(insured.InsuredElsewhere), world.db.transaction():
        tell(world, Kind.EMPLOYED, son, division="350102")
    assert insured.find_relations(world.db, people=[son])[son][EMPLOYEE].pool == XIAMEN


def test_a_first_job_is_in_the_employee_scheme_whatever_scheme_the_news_names(world: World, mother: int) -> None:
    tell(world, Kind.EMPLOYED, mother, scheme=RESIDENT, division="620102")
    assert EMPLOYEE in insured.find_relations(world.db, people=[mother])[mother]


@pytest.mark.parametrize(("kind", "pool"), [(Kind.MOVED, FUZHOU), (Kind.TO_RESIDENT, XIAMEN)], ids=str)
def test_w_07_who_is_insured_again_elsewhere_or_in_the_other_scheme_has_a_wallet_that_pays_again(
    world: World, son: int, kind: Kind, pool: int
) -> None:
    """It waited for her cover, and nobody tells of a return to the one she left."""
    wallet.open_wallet(world.db, person_id=son, now=world.now, policy=world.policy, by=CLERK)
    tell(world, Kind.PAUSED, son)
    assert wallet.find_wallet(world.db, person_id=son).state is WalletState.SUSPENDED
    tell(world, kind, son, division={FUZHOU: "350102", XIAMEN: "350203"}[pool])
    assert insured.is_insured(world.db, person_id=son)
    assert wallet.find_wallet(world.db, person_id=son) == Wallet(son, WalletState.ACTIVE, pool)


def test_a_wallet_that_waits_for_a_case_is_not_resumed_by_news_of_her_cover(world: World, mother: int) -> None:
    wallet.open_wallet(world.db, person_id=mother, now=world.now, policy=world.policy, by=CLERK)
    wallet.suspend_wallet(world.db, person_id=mother, now=world.now, by=CLERK, reason="CASE")
    tell(world, Kind.PAUSED, mother, scheme=RESIDENT)
    tell(world, Kind.RESTORED, mother, scheme=RESIDENT)
    assert wallet.find_wallet(world.db, person_id=mother).state is WalletState.SUSPENDED
