"""Whether person and credential are the same, and who may spend at all (S-33, I-9, X-41)."""

from typing import Any

import pytest

from gongji import institutions
from tests.edge.gateway.conftest import Town
from tests.edge.gateway.till import PHARMACY, Till, request_of

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
