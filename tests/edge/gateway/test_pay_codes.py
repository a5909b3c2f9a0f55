"""A hospital bill is settled under a pay code, which is good for a minute and one bill (2207; S-31, S-34)."""

from dataclasses import dataclass

import pytest

from gongji.audit import By
from gongji.settlement import code_digits, show_code
from tests.edge.gateway.conftest import Town
from tests.edge.gateway.test_visits import about, registered, settled
from tests.edge.gateway.till import Json, Till, request_of


@dataclass
class Cashier:
    """A hospital's till where 测试甲 has fees of 186.00 to pay."""

    till: Till
    town: Town
    mdtrt_id: str

    def code(self, person_id: int) -> str:
        """The person shows a code now."""
        world = self.town.world
        shown = show_code(
            world.db,
            world.keys,
            person_id=person_id,
            now=self.till.office.clock.now(),
            policy=world.policy,
            by=By(person_id, "app"),
        )
        world.db.commit()
        return code_digits(world.keys, shown.code_id)

    def bill(self, code: str, infno: str = "2207") -> Json:
        """The trial or the bill under this code, with neither card nor certificate beside it."""
        message = about(request_of("s07" if infno == "2206" else "s08"), self.mdtrt_id)
        message["input"]["data"] |= {
            "mdtrt_cert_type": "01", "mdtrt_cert_no": code, "psn_cert_type": "", "certno": "",
        }  # fmt: skip
        return self.till.fresh(message)


@pytest.fixture
def cashier(till: Till, town: Town) -> Cashier:
    mdtrt_id = registered(till)
    till.good(about(request_of("s06"), mdtrt_id))
    return Cashier(till, town, mdtrt_id)


def test_s_34_a_hospital_bill_is_settled_under_her_code(cashier: Cashier) -> None:
    code = cashier.code(cashier.town.jia)
    trial = cashier.till.good(cashier.bill(code, "2206"))["setlinfo"]
    bill = cashier.bill(code)
    paid = cashier.till.good(bill)["setlinfo"]
    figures = ("hifp_pay", "acct_pay", "acct_mulaid_pay", "psn_cash_pay")
    assert [paid[name] for name in figures] == [trial[name] for name in figures] == [104.04, 71.96, 40, 10]
    assert (paid["mdtrt_id"], paid["mdtrt_cert_type"]) == (cashier.mdtrt_id, "01")
    world = cashier.town.world
    used = world.db.execute("select settlement_id::text, person_id, presented_by from pay_code_use").fetchall()
    assert used == [(paid["setl_id"], cashier.town.jia, cashier.town.jia)]
    assert world.remaining(cashier.town.quota_of_jia) == 0
    # S-12: the answer again, though the code is used and over.
    cashier.till.at("2026-06-15 09:00:00")
    assert cashier.till.good(bill)["setlinfo"] == paid
    world.require_books_agree()


def test_s_34_a_hospital_bill_under_a_code_of_a_minute_ago_is_refused(cashier: Cashier) -> None:
    in_time = cashier.code(cashier.town.jia)
    cashier.till.at("2026-06-15 08:01:00")
    for infno in ("2206", "2207"):
        assert cashier.till.refused(cashier.bill(in_time, infno)) == "CODE_EXPIRED"
    assert cashier.till.booked()["settlement"] == 0
    cashier.till.good(cashier.bill(cashier.code(cashier.town.jia)))


def test_s_34_a_code_that_settled_a_hospital_bill_settles_no_other(cashier: Cashier) -> None:
    code = cashier.code(cashier.town.jia)
    paid = cashier.till.good(cashier.bill(code))["setlinfo"]
    cancel = about(request_of("s10"), cashier.mdtrt_id)
    cancel["input"]["data"]["setl_id"] = paid["setl_id"]
    cashier.till.good(cancel)
    for infno in ("2206", "2207"):
        assert cashier.till.refused(cashier.bill(code, infno)) == "CODE_USED"
    assert cashier.town.world.remaining(cashier.town.quota_of_jia) == 40_00
    cashier.till.good(settled(cashier.mdtrt_id) | {"msgid": "H43010099901202606150905000001"})


def test_s_33_the_code_of_another_person_settles_nobodys_hospital_bill(cashier: Cashier) -> None:
    hers = cashier.code(cashier.town.yi)
    for infno in ("2206", "2207"):
        assert cashier.till.refused(cashier.bill(hers, infno)) == "IDENTITY_MISMATCH"
    assert cashier.till.booked()["settlement"] == 0
    # It was not used up by the attempt: who it belongs to buys with it.
    shown = {"mdtrt_cert_type": "01", "mdtrt_cert_no": hers, "psn_cert_type": "", "certno": ""}
    cashier.till.good(cashier.till.purchase(**shown))
