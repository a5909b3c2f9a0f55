"""`import people`: a line is a person and her place in one scheme; an employee may bring a balance."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import insured
from gongji.edge.imports.fields import day, matching, one_of, text, wrong, yuan
from gongji.edge.imports.kind import Kind
from gongji.ground.keys import KeyStore
from gongji.insured import EMPLOYEE, RESIDENT, Enrolment, PersonalFields

# interface.md 3: two digits, or six for a birth certificate and local kinds.
CERTIFICATE_TYPE = re.compile(r"\d\d(\d{4})?", re.ASCII)
PERSON_TYPE = re.compile(r"\d{2,6}", re.ASCII)
TELEPHONE = re.compile(r"[\d+ -]{0,20}", re.ASCII)
SCHEMES = {"310": EMPLOYEE, "390": RESIDENT}
SEXES = {"0": 0, "1": 1, "2": 2, "9": 9}
STATUSES = {"0": 0, "1": 1, "2": 2, "3": 3, "4": 4}


def parse(
    psn_no: str,
    psn_name: str,
    psn_cert_type: str,
    certno: str,
    gend: str,
    brdy: str,
    tel: str,
    insutype: str,
    psn_type: str,
    insuplc_admdvs: str,
    psn_insu_stas: str,
    psn_insu_date: str,
    balc: str,
) -> Enrolment:
    """balc: empty where the person has no personal account (P-03), 0 where it is empty."""
    fields = PersonalFields(
        person_number=text(psn_no, "psn_no", 30),
        name=text(psn_name, "psn_name", 50),
        certificate_type=matching(psn_cert_type, "psn_cert_type", CERTIFICATE_TYPE, "a code such as 01"),
        certificate_number=text(certno, "certno", 50).upper(),
        telephone=matching(tel, "tel", TELEPHONE, "a telephone number, or empty"),
    )
    scheme = one_of(insutype, "insutype", SCHEMES)
    return Enrolment(
        fields=fields,
        sex=one_of(gend, "gend", SEXES),
        born_on=day(brdy, "brdy"),
        scheme=scheme,
        person_type=matching(psn_type, "psn_type", PERSON_TYPE, "a code of 2 to 6 digits"),
        division=insuplc_admdvs,
        status=one_of(psn_insu_stas, "psn_insu_stas", STATUSES),
        insured_from=day(psn_insu_date, "psn_insu_date"),
        opening_fen=_opening(balc, scheme),
    )


def _opening(balc: str, scheme: int) -> int | None:
    fen = yuan(balc, "balc") if balc else None
    if fen is not None and fen < 0:
        raise wrong("balc", "an amount in yuan, 0 or more")
    # Lists of residents often say 0.00 where there is no account.
    return None if scheme == RESIDENT and fen == 0 else fen


def enter(db: Connection[Any], keys: KeyStore, people: Sequence[Enrolment], now: datetime) -> Sequence[object]:
    """Enrol."""
    return insured.enrol(db, keys, people=people, now=now)


PEOPLE = Kind(parse, enter, key="psn_no", batch=1000)
