"""Whether person and credential are the same, and who may spend at all (S-33, I-9, X-41)."""

from datetime import date
from typing import Any

import pytest

from gongji import institutions, life_events
from gongji.audit import By
from gongji.insured import NewIdentity
from gongji.life_events import IdentityTold
from tests.edge.gateway.conftest import Town
from tests.edge.gateway.till import HOSPITAL, PHARMACY, Till, request_of

NO_CREDENTIAL = {"mdtrt_cert_type": "", "mdtrt_cert_no": ""}
RESCUE = NO_CREDENTIAL | {"med_type": "13"}
SHOWN: list[tuple[dict[str, Any], str]] = [
    ({"certno": "430102190001010015"}, "IDENTITY_MISMATCH"),
    ({"psn_name": "测试甲"}, "IDENTITY_MISMATCH"),
    ({"psn_cert_type": "04"}, "IDENTITY_MISMATCH"),
    ({"mdtrt_cert_type": "02", "mdtrt_cert_no": "430102190001010015"}, "IDENTITY_MISMATCH"),
    ({"mdtrt_cert_type": "02", "mdtrt_cert_no": "430102190001010015", "certno": ""}, "IDENTITY_MISMATCH"),
    ({"mdtrt_cert_type": "02", "mdtrt_cert_no": "430102190001010023", "certno": ""}, ""),
    ({"mdtrt_cert_type": "03", "mdtrt_cert_no": "A12345678"}, ""),
    ({"mdtrt_cert_type": "03", "mdtrt_cert_no": "430102190001010023", "certno": ""}, ""),
    ({"mdtrt_cert_type": "03", "mdtrt_cert_no": "A12345678", "certno": ""}, "FIELD_MISSING"),
    ({"mdtrt_cert_type": "01", "certno": ""}, "FIELD_MISSING"),
    ({"mdtrt_cert_no": ""}, "FIELD_MISSING"),
    ({"mdtrt_cert_type": "", "mdtrt_cert_no": ""}, "FIELD_MISSING"),
    ({"mdtrt_cert_type": "", "mdtrt_cert_no": "", "med_type": "13"}, ""),
    (
        {"mdtrt_cert_type": "", "mdtrt_cert_no": "", "med_type": "13", "certno": "430102190001010015"},
        "IDENTITY_MISMATCH",
    ),
]


@pytest.mark.parametrize(("shown", "code"), SHOWN)
def test_person_and_credential_are_the_same_or_nothing_is_paid(till: Till, shown: dict[str, Any], code: str) -> None:
    message = till.purchase(**shown)
    if code:
        assert till.refused(message) == code
        assert till.booked()["settlement"] == 0
    else:
        till.good(message)


def test_how_the_credential_was_checked_is_kept(till: Till, town: Town) -> None:
    id_card = {"mdtrt_cert_type": "02", "mdtrt_cert_no": "430102190001010023"}
    card = {"mdtrt_cert_type": "03", "mdtrt_cert_no": "A12345678"}
    for shown in ({}, id_card, card, RESCUE):
        till.good(till.purchase(**shown))
    kept = town.world.db.execute("select credential_type, identity_check from settlement order by settlement_id")
    assert kept.fetchall() == [(1, 1), (2, 2), (3, 3), (0, 5)]


def test_somebody_who_died_spends_nothing(till: Till, town: Town) -> None:
    town.world.db.execute("update spender set died_on = '2026-06-01' where person_id = %s", [town.yi])
    town.world.db.commit()
    assert till.refused(till.purchase()) == "SPENDER_DIED"


def test_a_suspended_institution_settles_nothing_and_may_still_cancel(till: Till, town: Town) -> None:
    info = till.good(till.purchase())["setlinfo"]
    institutions.suspend(town.world.db, code=PHARMACY, since=till.office.clock.now())
    town.world.db.commit()
    assert till.refused(till.purchase()) == "INSTITUTION_SUSPENDED"
    assert till.refused(till.purchase() | {"infno": "2101"}) == "INSTITUTION_SUSPENDED"
    cancel = till.fresh(request_of("s13"))
    cancel["input"]["data"] |= {"setl_id": info["setl_id"], "mdtrt_id": info["mdtrt_id"]}
    till.good(cancel)


def test_a_replaced_certificate_pays_nothing_any_more_and_the_new_one_does(till: Till, town: Town) -> None:
    world, new = town.world, {"mdtrt_cert_type": "01", "psn_cert_type": "03", "certno": "E99900001"}
    assert till.refused(till.purchase(**new)) == "IDENTITY_MISMATCH"
    told = IdentityTold(town.yi, "1", date(2026, 6, 1), b"e", NewIdentity(certificate=("03", "E99900001")))
    life_events.record_identity(
        world.db, world.keys, told=told, now=world.now, policy=world.policy, by=By(7, "counter")
    )
    world.db.commit()
    assert till.refused(till.purchase()) == "IDENTITY_MISMATCH"
    till.good(till.purchase(**new))


def test_a_merged_record_is_served_and_its_bill_cancelled_under_its_own_number(till: Till, town: Town) -> None:
    info = till.good(till.purchase())["setlinfo"]
    kept = town.world.employee("测试乙", account=500_00)
    town.world.merge(town.yi, into=kept)
    town.world.db.commit()
    again = till.good(till.purchase(acct_used_flag="1"))["setlinfo"]
    assert again["acct_pay"] != "0.00"
    query = till.fresh(request_of("s13"))
    query["input"]["data"] |= {"setl_id": info["setl_id"], "mdtrt_id": info["mdtrt_id"]}
    till.good(query)
    rows = town.world.db.execute("select person_id, kind from settlement order by settlement_id").fetchall()
    assert rows == [(town.yi, 1), (kept, 1), (town.yi, 2)]


def test_n_03_a_till_that_asks_who_somebody_is_has_looked_at_her(till: Till, town: Town) -> None:
    till.good(request_of("s02"))
    till.good(till.fresh(request_of("s02") | {"fixmedins_code": PHARMACY, "opter": "0007"}))
    looks = town.world.db.execute(
        """
        select person_id, code, operator, channel, purpose, looked_at, (look_id >> 12 & 1023) = (person_id >> 12 & 1023)
        from person_look
        join institution using (institution_no)
        order by look_id
        """
    ).fetchall()
    now = till.office.clock.now()
    assert looks == [
        (town.jia, HOSPITAL, "0001", "till", "visit", now, True),
        (town.jia, PHARMACY, "0007", "till", "purchase", now, True),
    ]


def test_n_03_a_till_that_is_told_nothing_has_not_looked(till: Till, town: Town) -> None:
    for wrong, code in ({"psn_name": "测试乙"}, "IDENTITY_MISMATCH"), ({"mdtrt_cert_no": "1"}, "PERSON_UNKNOWN"):
        message = request_of("s02")
        message["input"]["data"] |= wrong
        assert till.refused(message) == code
    assert town.world.db.execute("select count(*) from person_look").fetchall() == [(0,)]
