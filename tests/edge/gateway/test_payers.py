"""Who pays, and what the till is told about it (W-40, S-13; interface 2.10)."""

import json
from datetime import date, datetime

import pytest

from gongji import institutions, kinship, mutual_aid, wallet
from gongji.audit import By
from gongji.ground.policy import PolicySet, published
from gongji.insured import find_people
from gongji.kinship import FactKind, KinFact, Nature, NearRelative
from tests.edge.gateway.conftest import CHANGSHA, NANCHANG, SHENZHEN, Town
from tests.edge.gateway.till import JIA, PHARMACY, Json, Till, request_of
from tests.mutual_aid.guizhou import family, in_guizhou
from tests.wallet.test_transfers import LEGACY


def payers(output: Json) -> list[Json]:
    """mulaiddetail of an answer."""
    told = output["setlinfo"]["exp_content"]
    found: list[Json] = json.loads(told)["mulaiddetail"] if told else []
    return found


@pytest.mark.parametrize(
    ("flag", "account", "aid", "cash"), [("0", 0, 0, 96.5), ("1", 71.96, 40, 24.54), ("2", 71.96, 40, 24.54)]
)
def test_the_flag_of_who_has_an_account(till: Till, flag: str, account: float, aid: float, cash: float) -> None:
    info = till.good(till.purchase(**JIA, acct_used_flag=flag))["setlinfo"]
    assert (info["acct_pay"], info["acct_mulaid_pay"], info["psn_cash_pay"]) == (account, aid, cash)


@pytest.mark.parametrize("flag", ["0", "1", "2"])
def test_who_has_no_account_is_helped_whatever_the_flag(till: Till, flag: str) -> None:
    info = till.good(till.purchase(acct_used_flag=flag))["setlinfo"]
    assert (info["acct_pay"], info["acct_mulaid_pay"], info["psn_cash_pay"]) == (96.5, 96.5, 0)


def test_two_payers_are_told_apart_by_pool_and_never_by_name(till: Till, town: Town) -> None:
    wife = town.world.employee("测试丁", pool=SHENZHEN, account=500_00, born=date(1930, 1, 1))
    town.world.now = till.office.clock.now()
    town.world.share(wife, town.jia, NearRelative.SPOUSE, 20_00)
    town.world.db.commit()
    output = till.good(till.purchase(**JIA))
    one, other = payers(output)
    assert (one["mulaid_poolarea"], one["mulaid_amt"], one["mulaid_rlts"]) == ("360100", "40.00", "2")
    assert (other["mulaid_poolarea"], other["mulaid_amt"], other["mulaid_rlts"]) == ("440300", "20.00", "1")
    assert (one["mulaid_clr_flag"], other["mulaid_clr_flag"]) == ("cross_province", "local")
    assert one["mulaid_trns_no"] != other["mulaid_trns_no"]
    assert "测试丙" not in json.dumps(output, ensure_ascii=False)


def test_a_pool_that_cannot_be_reached_is_skipped_and_said_so(till: Till, town: Town) -> None:
    institutions.mark_unreachable(town.world.db, pool=NANCHANG, since=till.office.clock.now())
    town.world.db.commit()
    trial = till.send(till.purchase() | {"infno": "2101"})
    message = till.purchase()
    settled = till.send(message)
    for answer in (trial, settled):
        info = answer["output"]["setlinfo"]
        assert (info["acct_mulaid_pay"], info["psn_cash_pay"]) == (0, 96.5)
        skipped = [{"mulaid_poolarea": "360100", "reason": "POOL_UNREACHABLE"}]
        assert json.loads(info["exp_content"]) == {"mulaidskipped": skipped}
        assert answer["warn_msg"] == "暂时联系不上南昌市，该地共济额度未使用"
    institutions.mark_reachable(town.world.db, pool=NANCHANG)
    town.world.db.commit()
    # Once settled it stays as it was, also when it is asked for again.
    again = till.send(message)
    assert (again["output"], again["warn_msg"]) == (settled["output"], settled["warn_msg"])


def test_a_shop_without_the_wallet_takes_no_aid(till: Till, town: Town) -> None:
    town.world.db.execute("update institution set wallet_enabled = false where code = %s", [PHARMACY])
    town.world.db.commit()
    answer = till.send(till.purchase())
    assert answer["output"]["setlinfo"]["psn_cash_pay"] == 96.5
    assert answer["warn_msg"] == "本机构未开通医保钱包，南昌市的共济额度未使用"
    query = request_of("s02") | {"fixmedins_code": PHARMACY}
    aid = json.loads(till.good(query)["baseinfo"]["exp_content"])["mulaid"]
    assert aid == {"avail": "0", "poolarea_list": [], "avail_amt": "0.00"}


def test_exp_content_stays_under_four_thousand_characters(till: Till, town: Town) -> None:
    # Twenty relatives is the most a person has; here each of the twenty is skipped or pays.
    for number in range(19):
        donor = town.world.employee(f"亲属{number}", pool=NANCHANG, account=100_00, born=date(1950, 1, 1))
        relation = NearRelative.SIBLING if number else NearRelative.SPOUSE
        town.world.share(donor, town.yi, relation, 1_00)
    town.world.db.commit()
    institutions.mark_unreachable(town.world.db, pool=NANCHANG, since=datetime(2026, 6, 1).astimezone())
    town.world.db.commit()
    told = till.good(till.purchase())["setlinfo"]["exp_content"]
    assert len(json.loads(told)["mulaidskipped"]) == 20
    assert len(told) < 4000


def test_a_person_without_quotas_has_nothing_in_exp_content(till: Till, town: Town) -> None:
    query = request_of("s02")
    with till.office.pool.connection() as db:
        mutual_aid.dissolve(
            db, relation_id=town.quota_of_jia.relation_id, reason="DONOR_REQUEST", now=till.office.clock.now()
        )
    assert till.good(query)["baseinfo"]["exp_content"] == ""
    assert till.good(till.purchase(**JIA))["setlinfo"]["exp_content"] == ""


def test_a_whole_balance_is_named_without_a_figure(till: Till, town: Town) -> None:
    """N-05: what a donor has is hers to know; lots and limited quotas are told beside it."""
    in_guizhou(town.world)
    town.world.now = till.office.clock.now()
    _, mother, _ = family(town.world, account=500_00)
    town.world.share(town.child, mother, NearRelative.SIBLING, 30_00)
    town.world.db.commit()
    (fields,) = (one.personal_fields(town.world.keys) for one in find_people(town.world.db, people=[mother]).values())
    town.world.db.commit()
    query = till.fresh(request_of("s02"))
    query["input"]["data"] |= {"mdtrt_cert_no": fields.certificate_number, "certno": "", "psn_name": ""}
    told = json.loads(till.good(query)["baseinfo"]["exp_content"])["mulaid"]
    assert told == {
        "avail": "1", "poolarea_list": ["360100", "520100"], "avail_amt": "30.00", "whole_balance": "1",
    }  # fmt: skip


def test_lots_of_the_pilot_are_told_beside_quotas(till: Till, town: Town) -> None:
    """W-02."""
    legacy = {f"pools/{pool}.toml": LEGACY for pool in (CHANGSHA, NANCHANG)}
    policy = PolicySet(published().files | legacy)
    now = till.office.clock.now()
    fact = KinFact(0, FactKind.PARENT, Nature.BIRTH, town.yi, town.child, "register", "x", date(1950, 1, 1), None, now)
    kinship.record_facts(town.world.db, facts=[fact], now=now, policy=policy, pool=NANCHANG)
    by = By(town.child, "app")
    wallet.open_wallet(town.world.db, person_id=town.yi, now=now, policy=policy, by=by, place=SHENZHEN)
    sending = wallet.Sending(town.child, town.yi, 15_00, by)
    (sent,) = wallet.send(town.world.db, sendings=[sending], now=now, policy=policy)
    assert isinstance(sent, wallet.WalletTransfer), sent
    wallet.accept(town.world.db, accepting=[wallet.Accepting(sent.transfer_id, town.yi, by)], now=now)
    town.world.db.commit()
    query = till.fresh(request_of("s02")) | {"fixmedins_code": PHARMACY}
    query["input"]["data"] |= {"mdtrt_cert_no": "430102190001010023", "certno": "", "psn_name": ""}
    told = json.loads(till.good(query)["baseinfo"]["exp_content"])["mulaid"]
    assert told == {"avail": "1", "poolarea_list": ["360100"], "avail_amt": "115.00"}
