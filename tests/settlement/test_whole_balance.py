"""Bills that a whole balance pays: taken from the donor's account at that moment, and straight back (R-22, S-22)."""

from datetime import date

import pytest

from gongji import ledger, mutual_aid, settlement
from gongji.audit import By
from gongji.ground.identifiers import cell_of
from gongji.kinship import NearRelative
from gongji.mutual_aid import Stop, Use
from gongji.settlement import Moment, Settled
from gongji.settlement.refusals import SettlementUnknown
from tests.mutual_aid.books import buckets, credit, policy_of_pool
from tests.mutual_aid.guizhou import GUIYANG, ZUNYI, family, in_guizhou, limit
from tests.world import LANZHOU, PILLS, World


@pytest.fixture
def guizhou(world: World) -> World:
    return in_guizhou(world)


def test_a_bill_takes_what_it_needs_and_nothing_more(guizhou: World) -> None:
    son, mother, quota = family(guizhou, account=500_00)
    bought = guizhou.buy(mother, (PILLS, 218_50))
    assert (bought.settlement.aid_fen, bought.settlement.cash_fen) == (218_50, 0)
    assert [(line.source_id, line.amount_fen) for line in bought.aid] == [(quota.quota_id, 218_50)]
    assert (guizhou.own(son), guizhou.remaining(quota), limit(guizhou, quota)) == (281_50, 0, 218_50)
    assert guizhou.journal(bought) == {
        (GUIYANG, "own", "quota"): 218_50,
        (GUIYANG, "quota", "payable:620100:202611:aid"): 218_50,
        (LANZHOU, "receivable:520100:202611:aid", "institution"): 218_50,
    }
    guizhou.require_books_agree()


def test_when_the_account_is_empty_the_rest_is_cash(guizhou: World) -> None:
    son, mother, quota = family(guizhou, account=100_00)
    bought = guizhou.buy(mother, (PILLS, 218_50))
    assert (bought.settlement.aid_fen, bought.settlement.cash_fen) == (100_00, 118_50)
    assert (guizhou.own(son), limit(guizhou, quota)) == (0, 100_00)


def test_what_the_donor_gets_later_can_be_spent_too(guizhou: World) -> None:
    son, mother, _ = family(guizhou, account=0)
    assert guizhou.buy(mother, (PILLS, 10_00)).settlement.aid_fen == 0
    credit(guizhou, son, 30_00)
    assert guizhou.buy(mother, (PILLS, 10_00)).settlement.aid_fen == 10_00


def test_the_carried_over_bucket_goes_first(guizhou: World) -> None:
    """P-06."""
    son, mother, _ = family(guizhou, account=100_00)
    credit(guizhou, son, 50_00)
    guizhou.buy(mother, (PILLS, 120_00))
    assert buckets(guizhou, son) == {"carried": 0, "current": 30_00}


def test_a_bucket_the_donor_may_not_share_is_not_touched(guizhou: World) -> None:
    """P-06."""
    son, mother, _ = family(guizhou, account=100_00)
    credit(guizhou, son, 50_00)
    guizhou.policy = policy_of_pool(GUIYANG, account__shareable_buckets=["carried"])
    assert guizhou.buy(mother, (PILLS, 120_00)).settlement.aid_fen == 100_00
    assert buckets(guizhou, son) == {"carried": 0, "current": 50_00}


def test_it_pays_in_its_place_of_the_beneficiarys_order(guizhou: World) -> None:
    """Q-20."""
    _, mother, whole = family(guizhou, account=100_00)
    guizhou.later(minutes=1)
    daughter = guizhou.employee("陈二", account=500_00)
    limited = guizhou.share(daughter, mother, NearRelative.PARENT, 50_00)
    first = guizhou.buy(mother, (PILLS, 30_00))
    assert [line.source_id for line in first.aid] == [whole.quota_id]
    mutual_aid.order_quotas(guizhou.db, beneficiary_id=mother, quota_ids=[limited.quota_id])
    second = guizhou.buy(mother, (PILLS, 80_00))
    assert [(line.source_id, line.amount_fen) for line in second.aid] == [
        (limited.quota_id, 50_00),
        (whole.quota_id, 30_00),
    ]
    guizhou.require_books_agree()


def test_a_cancel_gives_it_straight_back(guizhou: World) -> None:
    """S-22."""
    son, mother, quota = family(guizhou, account=500_00)
    cancelled = guizhou.done(guizhou.cancel(guizhou.buy(mother, (PILLS, 218_50))))
    assert cancelled.settlement.aid_fen == -218_50
    assert (guizhou.own(son), guizhou.remaining(quota), limit(guizhou, quota)) == (500_00, 0, 0)
    guizhou.require_books_agree()


@pytest.mark.parametrize("ended", ["closed", "dissolved"])
def test_after_it_ended_a_cancel_still_goes_to_the_donor(guizhou: World, ended: str) -> None:
    son, mother, quota = family(guizhou, account=500_00)
    bought = guizhou.buy(mother, (PILLS, 218_50))
    if ended == "closed":
        mutual_aid.close_quota(guizhou.db, quota_id=quota.quota_id, now=guizhou.now, policy=guizhou.policy)
    else:
        mutual_aid.dissolve(guizhou.db, relation_id=quota.relation_id, reason="DONOR_REQUEST", now=guizhou.now)
    guizhou.done(guizhou.cancel(bought))
    assert (guizhou.own(son), limit(guizhou, quota)) == (500_00, 0)
    guizhou.require_books_agree()


def test_when_the_donors_account_is_closed_a_cancel_waits_in_suspense(guizhou: World) -> None:
    """S-23."""
    son, mother, quota = family(guizhou, account=218_50)
    bought = guizhou.buy(mother, (PILLS, 218_50))
    mutual_aid.dissolve(guizhou.db, relation_id=quota.relation_id, reason="DEATH_DONOR", now=guizhou.now)
    closed = [account.account_id for account in ledger.find_accounts(guizhou.db, spenders=[son])]
    ledger.close_accounts(guizhou.db, accounts=closed, now=guizhou.now)
    cancelled = guizhou.done(guizhou.cancel(bought))
    assert guizhou.journal(cancelled)[GUIYANG, "quota", "suspense"] == 218_50
    assert guizhou.db.execute("select count(*) from work_item").fetchone() == (1,)
    guizhou.require_books_agree()


def test_bills_of_everybody_concerned_in_one_batch_see_each_other(guizhou: World) -> None:
    """The donor is in the batch himself, so that nobody has to be locked besides."""
    son, mother, _ = family(guizhou, account=100_00)
    sons, mothers = guizhou.bill(son, (PILLS, 30_00)), guizhou.bill(mother, (PILLS, 90_00))
    moment = Moment(guizhou.now, guizhou.policy)
    answers = settlement.settle(guizhou.db, requests=[sons, mothers, guizhou.reversal(sons)], moment=moment)
    assert all(isinstance(answer, Settled) for answer in answers)
    assert answers[1].settlement.aid_fen == 70_00  # type: ignore[union-attr]
    assert guizhou.own(son) == 30_00
    undone = settlement.settle(guizhou.db, requests=[guizhou.reversal(mothers)], moment=moment, donors=[son])
    assert isinstance(undone[0], Settled)
    assert guizhou.own(son) == 100_00
    guizhou.require_books_agree()


def test_a_bill_and_its_reversal_in_one_batch_leave_everything_as_it_was(guizhou: World) -> None:
    son, mother, quota = family(guizhou, account=100_00)
    bill = guizhou.bill(mother, (PILLS, 90_00))
    moment = Moment(guizhou.now, guizhou.policy)
    again = guizhou.bill(mother, (PILLS, 100_00))
    answers = settlement.settle(guizhou.db, requests=[bill, guizhou.reversal(bill), again], moment=moment, donors=[son])
    assert [answer.settlement.aid_fen for answer in answers] == [90_00, -90_00, 100_00]  # type: ignore[union-attr]
    assert (guizhou.own(son), limit(guizhou, quota)) == (0, 100_00)
    guizhou.require_books_agree()


def test_two_relatives_of_one_donor_share_what_he_has(guizhou: World) -> None:
    son, mother, _ = family(guizhou, account=100_00)
    father = guizhou.resident("陈父", pool=ZUNYI, sex=1)
    guizhou.share(son, father, NearRelative.PARENT, 0, period="WHOLE")
    bills = [guizhou.bill(person, (PILLS, 70_00)) for person in (mother, father)]
    moment = Moment(guizhou.now, guizhou.policy)
    answers = settlement.settle(guizhou.db, requests=bills, moment=moment, donors=[son])
    assert [answer.settlement.aid_fen for answer in answers] == [70_00, 30_00]  # type: ignore[union-attr]
    guizhou.require_books_agree()


def test_what_stops_a_quota_stops_it(guizhou: World) -> None:
    _, mother, quota = family(guizhou, account=500_00)
    by = By(0, "job")
    mutual_aid.suspend(guizhou.db, relation_ids=[quota.relation_id], reason="PAUSED", now=guizhou.now, by=by)
    bought = guizhou.buy(mother, (PILLS, 10_00))
    assert (bought.settlement.aid_fen, bought.skipped[0].reason) == (0, "RELATION_NOT_ACTIVE")
    mutual_aid.resume(guizhou.db, relation_ids=[quota.relation_id], reason="PAUSED", now=guizhou.now, by=by)
    guizhou.db.execute("update quota set stopped = %s where cell = %s", [Stop.FROZEN.value, cell_of(mother)])
    bought = guizhou.buy(mother, (PILLS, 10_00))
    assert (bought.settlement.aid_fen, bought.skipped[0].reason) == (0, "QUOTA_UNDER_CHECK")


def test_a_use_the_donor_did_not_allow_is_left_out(guizhou: World) -> None:
    """Q-21."""
    son = guizhou.employee("陈一", pool=GUIYANG, account=500_00, sex=1)
    mother = guizhou.resident("林二", pool=ZUNYI)
    guizhou.share(son, mother, NearRelative.PARENT, 0, uses=Use.VISIT, period="WHOLE")
    bought = guizhou.buy(mother, (PILLS, 10_00))
    assert (bought.settlement.aid_fen, bought.skipped[0].reason) == (0, "QUOTA_USE_NOT_ALLOWED")


def test_a_trial_shows_what_it_would_pay_and_takes_nothing(guizhou: World) -> None:
    """S-10."""
    son, mother, quota = family(guizhou, account=100_00)
    shown = settlement.presettle(
        guizhou.db, pay=guizhou.bill(mother, (PILLS, 218_50)), moment=Moment(guizhou.now, guizhou.policy)
    )
    assert (shown.settlement.aid_fen, shown.settlement.cash_fen) == (100_00, 118_50)
    assert shown.settlement.own_balance_after_fen == 0
    assert (guizhou.own(son), limit(guizhou, quota)) == (100_00, 0)


def test_a_donor_who_pauses_still_lets_his_mother_spend(guizhou: World) -> None:
    """R-13: what was agreed goes on working."""
    son, mother, _ = family(guizhou, account=500_00)
    guizhou.db.execute("update insured_relation set status = 2, paused_from = %s where person_id = %s", [
        date(2026, 11, 1), son])  # fmt: skip
    assert guizhou.buy(mother, (PILLS, 10_00)).settlement.aid_fen == 10_00


def test_a_cancel_of_somebody_elses_bill_is_refused_by_name(guizhou: World) -> None:
    _, mother, _ = family(guizhou, account=500_00)
    bought = guizhou.buy(mother, (PILLS, 10_00))
    other = guizhou.resident("林三")
    assert guizhou.settle(guizhou.cancel(bought, person_id=other)) == [
        SettlementUnknown(settlement_id=str(bought.settlement.settlement_id))
    ]


def test_the_same_message_again_gets_the_same_answer(guizhou: World) -> None:
    """S-12."""
    son, mother, _ = family(guizhou, account=500_00)
    bill = guizhou.bill(mother, (PILLS, 10_00))
    first, again = guizhou.done(bill), guizhou.done(bill)
    assert (first.settlement, first.aid) == (again.settlement, again.aid)
    assert guizhou.own(son) == 490_00
