"""Messages of the national interface about people of the tests' world, made from the samples."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from gongji import insured
from gongji.ground.keys import KeyStore
from gongji.insured import PersonalFields
from tests.edge.gateway.till import request_of
from tests.world import PHARMACY, PILLS

Json = dict[str, Any]


@dataclass(frozen=True)
class Customer:
    """A resident who buys, as her card tells."""

    person_id: int
    fields: PersonalFields


def customer_of(db: Connection[Any], keys: KeyStore, person_id: int) -> Customer:
    """The card of a person."""
    person = insured.find_people(db, people=[person_id])[person_id]
    return Customer(person_id, person.personal_fields(keys))


def sale(customer: Customer, fen: int, *, message_id: str) -> Json:
    """A 2102: she buys one packet of pills."""
    message = _addressed(request_of("s12"), message_id)
    info, (line, *_) = message["input"]["druginfo"], message["input"]["drugdetail"]
    info |= {
        "psn_no": customer.fields.person_number,
        "psn_name": customer.fields.name,
        "psn_cert_type": customer.fields.certificate_type,
        "certno": customer.fields.certificate_number,
        "medfee_sumamt": fen / 100,
    }
    line |= {"med_list_codg": PILLS, "det_item_fee_sumamt": fen / 100, "cnt": 1, "pric": fen / 100}
    message["input"]["drugdetail"] = [line]
    return message


def cancel(paid: Json, *, message_id: str) -> Json:
    """The 2103 of an answered 2102. paid: its output."""
    return _about("s13", message_id, _which(paid, paid["setlinfo"]["psn_no"]) | {"exp_content": ""})


def reversal(unanswered: Json, *, message_id: str) -> Json:
    """The 2601 of a 2102 whose answer never came."""
    person = unanswered["input"]["druginfo"]["psn_no"]
    return _about("s15", message_id, {"psn_no": person, "omsgid": unanswered["msgid"], "oinfno": "2102"})


def query(output: Json, psn_no: str, *, message_id: str) -> Json:
    """The 5203 of a settlement or cancel. output: what was answered to it."""
    return _about("s18", message_id, _which(output, psn_no))


def _which(output: Json, psn_no: str) -> Json:
    info = output["setlinfo"]
    return {"setl_id": info["setl_id"], "mdtrt_id": info["mdtrt_id"], "psn_no": psn_no}


def _about(sample: str, message_id: str, data: Json) -> Json:
    message = _addressed(request_of(sample), message_id)
    message["input"]["data"] = data
    return message


def _addressed(message: Json, message_id: str) -> Json:
    return message | {"fixmedins_code": PHARMACY, "mdtrtarea_admvs": "620102", "msgid": message_id}
