"""2201, 2202, 2203: register an outpatient, take the registration back, describe the visit (interface 2.4)."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from psycopg import Connection

from gongji import ledger
from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.fields import (
    C6,
    C30,
    C32,
    C50,
    C500,
    C1000,
    Y3,
    Y6,
    Y10,
    Y20,
    Y30,
    Y50,
    Y100,
    CDay,
    Extension,
    YTime,
    identifier_of,
)
from gongji.edge.gateway.pay_code import open_code
from gongji.edge.gateway.people import EMERGENCY, Credential, check_identity, person_of
from gongji.edge.gateway.settling import scheme_of
from gongji.institutions import require_institution
from gongji.settlement import IdentityCheck
from gongji.settlement.refusals import IdentityMismatch, VisitUnknown
from gongji.settlement.visits import (
    Diagnosis,
    OutpatientVisit,
    cancel_visit,
    describe_visit,
    register_visit,
    require_visit,
)


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """data of 2201."""

    psn_no: Y30
    insutype: Y6
    begntime: YTime
    mdtrt_cert_type: Credential = ""
    mdtrt_cert_no: C50 = ""
    card_sn: C32 = ""
    psn_cert_type: C6 = ""
    certno: C50 = ""
    psn_type: Y6
    psn_name: Y50
    ipt_otp_no: Y30
    atddr_no: C30 = ""
    dr_name: C50 = ""
    dept_code: Y30
    dept_name: Y100
    caty: Y10
    exp_content: Extension = ""


class RegistrationEnd(msgspec.Struct, frozen=True):
    """data of 2202."""

    psn_no: Y30
    mdtrt_id: Y30
    ipt_otp_no: Y30
    exp_content: Extension = ""


class VisitInfo(msgspec.Struct, frozen=True, kw_only=True):
    """mdtrtinfo of 2203. Disease code and name are starred in the published table and empty in practice."""

    mdtrt_id: Y30
    psn_no: Y30
    med_type: Y6
    begntime: YTime
    main_cond_dscr: C1000 = ""
    dise_type_code: C30 = ""
    dise_codg: C30 = ""
    dise_name: C500 = ""
    birctrl_type: C6 = ""
    birctrl_matn_date: CDay = ""
    exp_content: Extension = ""


class DiagnosisInfo(msgspec.Struct, frozen=True):
    """One of diseinfo[] of 2203."""

    diag_type: Y3
    diag_srt_no: Annotated[int, Meta(ge=0, le=99)]
    diag_code: Y20
    diag_name: Y100
    diag_dept: Y50
    dise_dor_no: Y30
    dise_dor_name: Y50
    diag_time: YTime
    vali_flag: Y3


Diagnoses = list[DiagnosisInfo]


def register(db: Connection[Any], case: Case) -> Output:
    """2201: a visit number for a person who is who the credential says (S-33), at an institution that may settle."""
    given, path = case.message.node("data", Registration)
    institution = case.institution
    now = case.moment.accepted_at
    require_institution({institution.code: institution}, institution.code, now=now)
    who = person_of(db, case, given.psn_no)
    # Whether it is an emergency is told later (2203), so no credential is taken here; the settlement asks again.
    if check_identity(who, given, med_type=EMERGENCY, path=path) is IdentityCheck.FAILED:
        raise IdentityMismatch()
    open_code(db, given, case, path=path, person_id=who.person_id)
    ledger.lock(db, spenders=[who.person_id])
    visit = register_visit(
        db,
        OutpatientVisit(
            cell=0,
            visit_id=0,
            person_id=who.person_id,
            institution_no=institution.institution_no,
            scheme=scheme_of(given.insutype, path),
            case_no=given.ipt_otp_no,
            department_code=given.dept_code,
            department_name=given.dept_name,
            registered_at=now,
        ),
    )
    data = {"mdtrt_id": str(visit.visit_id), "psn_no": given.psn_no, "ipt_otp_no": given.ipt_otp_no}
    return Output({"data": data | {case.message.extension: ""}})


def end_registration(db: Connection[Any], case: Case) -> Output:
    """2202: take a registration back that nothing was charged on."""
    given, _ = case.message.node("data", RegistrationEnd)
    visit = visit_of(db, case, given.mdtrt_id, given.psn_no)
    if visit.case_no != given.ipt_otp_no:
        raise VisitUnknown(visit_id=given.mdtrt_id)
    cancel_visit(db, visit, now=case.moment.accepted_at)
    return Output({})


def describe(db: Connection[Any], case: Case) -> Output:
    """2203: what the visit is for, with its valid diagnoses; sent again it replaces what was said before."""
    given, _ = case.message.node("mdtrtinfo", VisitInfo)
    diagnoses, _ = case.message.list_node("diseinfo", Diagnoses)
    visit = visit_of(db, case, given.mdtrt_id, given.psn_no)
    describe_visit(
        db,
        visit,
        med_type=given.med_type,
        main_condition=given.main_cond_dscr,
        diagnoses=[
            Diagnosis(position, one.diag_type, one.diag_code, one.diag_name)
            for position, one in enumerate(diagnoses, 1)
            if one.vali_flag == "1"
        ],
    )
    return Output({})


def visit_of(db: Connection[Any], case: Case, mdtrt_id: str, psn_no: str) -> OutpatientVisit:
    """The open visit of this person at this institution; refuses every other."""
    who = person_of(db, case, psn_no)
    # A settlement of the visit holds its person; what it reads must not change under it, nor the other way round.
    ledger.lock(db, spenders=[who.person_id])
    return require_visit(
        db,
        visit_id=identifier_of(mdtrt_id),
        person_id=who.person_id,
        institution_no=case.institution.institution_no,
    )
