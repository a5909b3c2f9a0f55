"""1101: who is insured where, with what in her own account, and what relatives let her spend here (interface 2.2)."""

from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import Connection

from gongji import access, ledger, mutual_aid
from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.extension import aid_at_hand
from gongji.edge.gateway.fields import C6, C32, C50, Y50, CTime
from gongji.edge.gateway.figures import yuan
from gongji.edge.gateway.pay_code import open_code
from gongji.edge.gateway.people import ID_CARD, SOCIAL_CARD, Known, YCredential, agrees, known
from gongji.ground.calendar import age_in_years, beijing_day
from gongji.institutions import PoolState, find_pools
from gongji.insured import (
    EMPLOYEE,
    InsuredRelation,
    PersonUnknown,
    by_certificate,
    by_number,
    find_people,
    find_relations,
)
from gongji.ledger import Account, Spender
from gongji.mutual_aid import Use, why_unusable, why_wallet_pays_nothing
from gongji.settlement.refusals import IdentityMismatch
from gongji.wallet import LOTS

USE_AT = {"pharmacy": Use.PHARMACY, "hospital": Use.VISIT}
PURPOSE_AT = {"pharmacy": "purchase", "hospital": "visit"}
ID_CERTIFICATE = "01"


class PersonQuery(msgspec.Struct, frozen=True):
    """data of 1101. Real clients leave the last two fields empty."""

    mdtrt_cert_type: YCredential
    mdtrt_cert_no: Y50
    card_sn: C32 = ""
    begntime: CTime = ""
    psn_cert_type: C6 = ""
    certno: C50 = ""
    psn_name: C50 = ""


def query_person(db: Connection[Any], case: Case) -> Output:
    """Find by the credential: ID number, card number, pay code of ours, or for an e-voucher the certificate beside it.

    balc is the own account only; what relatives let her spend (quotas, lots) stands in exp_content, never in balc.
    Whom it tells about is told of it: the look is written down in the same transaction (N-03), and so the answer is
    given only when it is. Refuses unknown people (W-03), a pay code that does not stand (S-34), and a certificate or
    name that is not the person's (S-33).
    """
    given, path = case.message.node("data", PersonQuery)
    code = open_code(db, given, case, path=path)
    who = _of_person(db, case, code.person_id) if code else _require_found(db, case, given)
    if not agrees(who, given):
        raise IdentityMismatch()
    access.record_look_at_till(
        db,
        person_id=who.person_id,
        institution_no=case.institution.institution_no,
        operator=case.message.envelope.opter,
        purpose=PURPOSE_AT[case.institution.kind],
        now=case.moment.accepted_at,
    )
    relations = find_relations(db, people=[who.person_id]).get(who.person_id, {})
    accounts = ledger.find_accounts(db, spenders=[who.person_id])
    own = sum(a.balance_fen for a in accounts if a.subject_id == who.person_id)
    base = _base(who, case) | {case.message.extension: _aid(db, case, who, relations, accounts)}
    insured = [_insured(relation, own) for _, relation in sorted(relations.items())]
    return Output({"baseinfo": base, "insuinfo": insured, "idetinfo": []})


def _require_found(db: Connection[Any], case: Case, given: PersonQuery) -> Known:
    kind = given.psn_cert_type.zfill(2) if given.psn_cert_type else ID_CERTIFICATE
    candidates = [(kind, given.certno)] if given.certno else []
    if given.mdtrt_cert_type == ID_CARD:
        candidates = [(kind, given.mdtrt_cert_no)]
    elif given.mdtrt_cert_type == SOCIAL_CARD:
        candidates.append((kind, given.mdtrt_cert_no))
    found = list(by_certificate(db, case.keys, certificates=candidates).values()) if candidates else []
    if not found and given.mdtrt_cert_type == SOCIAL_CARD:
        found = list(by_number(db, case.keys, person_numbers=[given.mdtrt_cert_no]).values())
    if not found:
        raise PersonUnknown()
    return _of_person(db, case, found[0])


def _of_person(db: Connection[Any], case: Case, person_id: int) -> Known:
    return known(find_people(db, people=[person_id])[person_id], case.keys)


def _base(who: Known, case: Case) -> dict[str, Any]:
    return {
        "psn_no": who.fields.person_number,
        "psn_cert_type": who.fields.certificate_type,
        "certno": who.fields.certificate_number,
        "psn_name": who.fields.name,
        "gend": str(who.person.sex),
        "naty": "",
        "brdy": str(who.person.born_on),
        "age": age_in_years(who.person.born_on, beijing_day(case.moment.accepted_at)),
    }


def _insured(relation: InsuredRelation, own_fen: int) -> dict[str, Any]:
    return {
        "balc": yuan(own_fen if relation.scheme == EMPLOYEE else 0),
        "insutype": str(relation.scheme),
        "psn_type": relation.person_type,
        "psn_insu_stas": str(relation.status),
        "psn_insu_date": str(relation.insured_from),
        "paus_insu_date": str(relation.paused_from or ""),
        "cvlserv_flag": "0",
        "insuplc_admdvs": f"{relation.pool:06d}",
        "emp_name": "",
    }


def _aid(
    db: Connection[Any], case: Case, who: Known, relations: dict[int, InsuredRelation], accounts: list[Account]
) -> str:
    """What quotas and lots would pay at this institution now; "" for who has neither."""
    quotas = mutual_aid.find_quotas(db, beneficiaries=[who.person_id]).get(who.person_id, [])
    lots = [account for account in accounts if account.kind in LOTS]
    if not (quotas or lots) or not relations:
        return ""
    spender = ledger.find_spenders(db, people=[who.person_id])[who.person_id]
    givers = {quota.donor_pool for quota in quotas} | {lot.book for lot in lots}
    pools = find_pools(db, pools=givers | {relation.pool for relation in relations.values()})
    here = _circumstances(case, spender, [pools[relation.pool] for relation in relations.values()])
    use = USE_AT[case.institution.kind]
    usable = {
        quota.quota_id: quota
        for quota in quotas
        if any(why_unusable(quota, use=use, donor_pool=pools[quota.donor_pool], **one) is None for one in here)
    }
    open_lots = [
        lot for lot in lots if any(why_wallet_pays_nothing(donor_pool=pools[lot.book], **one) is None for one in here)
    ]
    at_hand = open_lots + [account for account in accounts if account.subject_id in usable]
    whole = [quota.donor_pool for quota in usable.values() if quota.is_whole_balance]
    from_pools = whole + [account.book for account in at_hand if account.balance_fen]
    return aid_at_hand(from_pools, sum(account.balance_fen for account in at_hand), whole_balance=bool(whole))


def _circumstances(case: Case, spender: Spender, hers: Sequence[PoolState]) -> list[dict[str, Any]]:
    """What decides here and now whether aid pays, for each pool that insures her."""
    return [
        {
            "day": beijing_day(case.moment.accepted_at),
            "beneficiary_pool": pool,
            "institution_takes_wallet": case.institution.wallet_enabled,
            "spender": spender,
            "place": case.institution.pool,
        }
        for pool in hers
    ]
