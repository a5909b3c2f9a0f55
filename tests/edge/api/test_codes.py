"""Pay codes: shown in the app, typed or read at the till, for one payment within a minute (S-30, S-31, S-34)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gongji.access import Role
from gongji.edge.jobs import JOBS, run
from gongji.edge.jobs.notices import write_notices
from gongji.kinship import NearRelative
from gongji.mutual_aid import Quota
from tests.edge.api.conftest import Caller, House, Json, refusal
from tests.edge.gateway.till import SAMPLES, Till, code_of, request_of
from tests.messages import Customer, cancel, customer_of, reversal, sale
from tests.world import HOSPITAL, LANZHOU, PHARMACY, PILLS


@dataclass
class Family:
    """A mother whose son shares 1000.00 with her and acts for her by family account, and a till in Lanzhou."""

    house: House
    till: Till
    son_id: int
    mother_id: int
    son: Caller
    mother: Caller
    quota: Quota
    card: Customer

    def code(self) -> str:
        """The son shows his mother's code."""
        return str(self.for_mother().did("/codes")["code"])

    def for_mother(self) -> Caller:
        """The son, about his mother's affairs."""
        return self.son.serving(self.card.fields.person_number)

    def sale(self, code: str, fen: int = 60_00, *, of: Customer | None = None) -> Json:
        """A sale under a code, without a certificate beside it."""
        message = self.till.fresh({"fixmedins_code": PHARMACY})
        message = sale(of or self.card, fen, message_id=message["msgid"])
        message["input"]["druginfo"] |= {
            "mdtrt_cert_type": "01", "mdtrt_cert_no": code, "psn_cert_type": "", "certno": "",
        }  # fmt: skip
        return message

    def later(self, **delta: int) -> None:
        """Let time pass at the till and in the app."""
        moment = self.house.world.now + timedelta(**delta)
        self.house.at(moment)
        self.till.at(f"{moment:%Y-%m-%d %H:%M:%S}")

    def rows(self, query: str) -> list[Any]:
        db = self.house.world.db
        found = db.execute(query.encode()).fetchall()
        db.commit()
        return found


@pytest.fixture
def family(house: House) -> Iterator[Family]:
    world = house.world
    son_id = world.employee("陈一鸣", account=30_000_00, sex=1)
    mother_id = world.resident("李秀兰")
    quota = world.share(son_id, mother_id, NearRelative.PARENT, 1_000_00)
    world.db.commit()
    son, mother = house.citizen(son_id), house.citizen(mother_id)
    asked = {"agent": house.certificate(son_id), "kind": "family_account", "consent_text": "family-1"}
    mother.did("/mandates", asked)
    card = customer_of(world.db, world.keys, mother_id)
    world.db.commit()
    till = Till(house.office, house.loop)
    yield Family(house, till, son_id, mother_id, son, mother, quota, card)
    till.gateway.close()
    world.require_books_agree()


def test_o_29_the_son_shows_his_mothers_code_and_it_is_known_that_he_did(family: Family) -> None:
    code = family.code()
    family.later(seconds=30)
    paid = family.till.good(family.sale(code))
    assert (paid["setlinfo"]["medfee_sumamt"], paid["setlinfo"]["acct_mulaid_pay"]) == (60, 60)
    assert family.house.world.remaining(family.quota) == 940_00
    used = family.rows("select settlement_id::text, person_id, presented_by from pay_code_use")
    assert used == [(paid["setlinfo"]["setl_id"], family.mother_id, family.son_id)]
    assert family.rows("select identity_check, credential_type from settlement") == [(1, 1)]
    (mandate,) = family.rows("select mandate_id from mandate")
    assert family.rows("select authority_id from pay_code_use") == [mandate]
    (look,) = family.mother.sees("/looks")["looks"]
    assert (look["who"], look["purpose"]) == ("陈*鸣", "codes")
    write_notices(family.house.office)
    (record,) = [one for one in family.mother.sees("/records")["records"] if one["what"] == "SETTLED"]
    assert record["shown_by"] == "陈*鸣"
    assert all("shown_by" not in one for one in family.son.sees("/records")["records"])


def test_her_own_code_names_herself(family: Family) -> None:
    family.till.good(family.sale(family.mother.did("/codes")["code"]))
    used = family.rows("select presented_by, authority_id from pay_code_use")
    assert used == [(family.mother_id, 0)]
    write_notices(family.house.office)
    assert all("shown_by" not in one for one in family.mother.sees("/records")["records"])


def test_s_34_a_code_is_over_after_sixty_seconds(family: Family) -> None:
    in_time, late = family.code(), family.code()
    family.later(seconds=59)
    family.till.good(family.sale(in_time))
    family.later(seconds=1)
    answer = family.till.send(family.sale(late))
    assert code_of(answer) == "CODE_EXPIRED"
    assert family.house.world.remaining(family.quota) == 940_00


def test_s_34_a_code_pays_once_also_when_the_payment_was_taken_back(family: Family) -> None:
    cancelled, reversed_ = family.code(), family.code()
    paid = family.till.good(family.sale(cancelled))
    assert family.till.refused(family.sale(cancelled)) == "CODE_USED"
    family.till.good(cancel(paid, message_id=f"{PHARMACY}202611051300000001"))
    assert family.till.refused(family.sale(cancelled)) == "CODE_USED"
    unanswered = family.sale(reversed_)
    family.till.good(unanswered)
    family.till.good(reversal(unanswered, message_id=f"{PHARMACY}202611051300000002"))
    assert family.till.refused(family.sale(reversed_)) == "CODE_USED"
    assert family.house.world.remaining(family.quota) == 1_000_00


def test_s_12_the_same_message_is_answered_again_when_its_code_is_used_over_and_forgotten(family: Family) -> None:
    message = family.sale(family.code())
    paid = family.till.good(message)
    assert family.till.good(message) == paid
    family.later(hours=1)
    assert run(family.house.office, JOBS["codes"], now=family.house.world.now) == 1
    assert family.till.good(message) == paid
    assert family.till.refused(family.till.fresh(message)) == "CODE_USED"
    assert family.house.world.remaining(family.quota) == 940_00


def test_two_sales_under_one_code_that_arrive_together_are_one_payment(family: Family) -> None:
    code = family.code()
    answers = family.till.replies(family.sale(code), family.sale(code), family.sale(code))
    assert sorted(answer["infcode"] for answer in answers) == ["-1", "-1", "0"]
    assert {code_of(answer) for answer in answers if answer["infcode"] == "-1"} == {"CODE_USED"}


def test_a_trial_does_not_use_a_code_up(family: Family) -> None:
    code = family.code()
    message = family.sale(code)
    for _ in range(2):
        family.till.good(message | {"infno": "2101"})
    family.till.good(message)
    assert family.till.refused(family.sale(code) | {"infno": "2101"}) == "CODE_USED"


def test_a_refused_sale_does_not_use_a_code_up(family: Family) -> None:
    code = family.code()
    wrong = family.sale(code)
    wrong["input"]["druginfo"]["medfee_sumamt"] = 61
    assert family.till.refused(wrong) == "BILL_DOES_NOT_ADD_UP"
    family.till.good(family.sale(code))


def test_somebody_elses_code_is_not_hers_used_or_not(family: Family) -> None:
    his = family.son.did("/codes")["code"]
    assert family.till.refused(family.sale(his)) == "IDENTITY_MISMATCH"
    son = customer_of(family.house.world.db, family.house.world.keys, family.son_id)
    family.house.world.db.commit()
    message = family.sale(his, of=son)
    message["input"]["druginfo"]["insutype"] = "310"
    family.till.good(message)
    assert family.till.refused(family.sale(his)) == "IDENTITY_MISMATCH"


def test_her_code_with_another_name_or_certificate_beside_it_is_refused(family: Family) -> None:
    message = family.sale(family.code())
    for other in ({"psn_name": "李秀"}, {"certno": "999001199001010015"}):
        told = family.till.fresh(message)
        told["input"] = message["input"] | {"druginfo": message["input"]["druginfo"] | other}
        assert family.till.refused(told) == "IDENTITY_MISMATCH"
    family.till.good(message)


def test_a_code_nobody_showed_is_over_and_a_mistyped_one_is_told_so(family: Family) -> None:
    code = family.code()
    body = f"9900{(int(code[4:22]) + 1) % 10**18:018d}"
    never = f"{body}{98 - int(body) * 100 % 97:02d}"
    assert family.till.refused(family.sale(never)) == "CODE_EXPIRED"
    swapped = next(i for i in range(4, 23) if code[i] != code[i + 1])
    mistyped = code[:swapped] + code[swapped + 1] + code[swapped] + code[swapped + 2 :]
    assert family.till.refused(family.sale(mistyped)) == "FIELD_INVALID"


def message_of(infno: str) -> Json:
    """A sample of a transaction."""
    return next(message for name in SAMPLES if (message := request_of(name))["infno"] == infno)


def test_the_till_finds_the_person_of_a_code_and_a_hospital_registers_her_by_it(family: Family) -> None:
    query, code = message_of("1101"), family.code()
    query |= {"fixmedins_code": PHARMACY, "msgid": f"{PHARMACY}202611051200009001"}
    query["input"]["data"] = {"mdtrt_cert_type": "01", "mdtrt_cert_no": code}
    assert family.till.good(query)["baseinfo"]["psn_no"] == family.card.fields.person_number
    look, _ = family.mother.sees("/looks")["looks"]
    assert (look["role"], look["body"], look["purpose"], look["channel"]) == (
        "institution", PHARMACY, "purchase", "till",
    )  # fmt: skip
    visit = message_of("2201")
    visit |= {"fixmedins_code": HOSPITAL, "msgid": f"{HOSPITAL}202611051200009002"}
    her = {"psn_no": family.card.fields.person_number, "psn_name": family.card.fields.name, "insutype": "390"}
    shown = {"mdtrt_cert_type": "01", "mdtrt_cert_no": code, "psn_cert_type": "", "certno": ""}
    visit["input"]["data"] |= her | shown
    family.till.good(visit)
    visit["input"]["data"]["mdtrt_cert_no"] = family.son.did("/codes")["code"]
    assert family.till.refused(visit | {"msgid": f"{HOSPITAL}202611051200009003"}) == "IDENTITY_MISMATCH"
    family.till.good(family.sale(code))
    assert family.till.refused(query) == "CODE_USED"


def test_only_who_may_show_codes_shows_them(family: Family) -> None:
    house = family.house
    stranger = house.citizen(house.world.employee("赵六"))
    assert refusal(stranger.serving(family.card.fields.person_number).post("/codes")) == (403, "NOT_YOURS")
    clerk = house.staff("lz-1", Role.CLERK, LANZHOU)
    assert refusal(clerk.serving(family.card.fields.person_number).post("/codes")) == (403, "NOT_YOURS")
    (mandate,) = family.mother.sees("/mandates")["mandates"]
    family.mother.did(f"/mandates/{mandate['mandate']['mandate_id']}/end")
    assert refusal(family.for_mother().post("/codes"))[0] == 403
    assert family.rows("select * from pay_code") == []


def test_the_same_key_shows_the_same_code_and_the_digits_are_kept_nowhere(family: Family) -> None:
    shown = family.mother.did("/codes", key="once")
    assert family.mother.did("/codes", key="once") == shown
    code = shown["code"]
    assert re.fullmatch(r"9900[0-9]{20}", code)
    for table in ("pay_code", "api_answer", "fact"):
        assert code not in str(family.rows(f"select * from {table}"))
        assert family.rows(f"select * from {table}")


def test_a_code_that_is_over_goes_with_her_next_one_or_by_the_job(family: Family) -> None:
    family.code()
    family.code()
    family.later(seconds=60)
    family.code()
    assert family.rows("select count(*) from pay_code") == [(1,)]
    family.later(seconds=59)
    assert run(family.house.office, JOBS["codes"], now=family.house.world.now) == 0
    family.later(seconds=1)
    assert run(family.house.office, JOBS["codes"], now=family.house.world.now) == 1
    assert family.rows("select count(*) from pay_code") == [(0,)]


def test_s_34_she_shows_ten_codes_a_minute_and_then_waits_for_the_first_to_be_over(family: Family) -> None:
    first = family.code()
    family.till.good(family.sale(first))
    family.later(seconds=20)
    for _ in range(9):
        family.mother.did("/codes")
    # Hers are counted, whoever shows them, and the one that paid too.
    for caller in (family.mother, family.for_mother()):
        answer = caller.post("/codes")
        assert refusal(answer) == (429, "CODES_TOO_MANY")
        assert answer.json()["facts"] == {"limit": 10, "seconds": 40}
        assert answer.json()["retry"] == "later"
    family.son.did("/codes")
    family.later(seconds=40)
    family.mother.did("/codes")
    assert refusal(family.mother.post("/codes"))[1] == "CODES_TOO_MANY"


def test_other_credentials_ask_nothing_about_codes(family: Family, tmp_path: Path) -> None:
    """The payment path is not a statement longer for who shows no code of ours."""
    world = family.house.world

    def spoken(**more: Any) -> str:
        with (tmp_path / "spoken").open("wb") as wire:
            world.db.pgconn.trace(wire.fileno())
            world.buy(family.mother_id, (PILLS, 10_00), **more)
            world.db.pgconn.untrace()
        world.db.commit()
        return (tmp_path / "spoken").read_text(errors="replace")

    assert "pay_code" not in spoken()
    index = family.house.office.keys.blind_index("pay_code", family.code())
    assert "pay_code_use" in spoken(code_index=index)
