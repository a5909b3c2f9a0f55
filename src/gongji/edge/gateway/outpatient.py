"""2206, 2207: an outpatient bill is tried and settled (interface 2.4)."""

from typing import Any, Self

import msgspec
from psycopg import Connection

from gongji.edge.gateway.answer import Output, paid_output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.envelope import Message
from gongji.edge.gateway.fields import (
    C6,
    C20,
    C32,
    C50,
    FEN,
    Y3,
    Y6,
    Y30,
    Y50,
    Extension,
    Number,
    identifier_of,
    units,
)
from gongji.edge.gateway.pay_code import code_shown
from gongji.edge.gateway.people import Credential, Known, check_identity, person_of
from gongji.edge.gateway.settling import account_use, credential_type, key_of, scheme_of
from gongji.ground.value import value
from gongji.settlement import Answer, FeeClasses, Pay, Settled, Visit, presettle


class BillData(msgspec.Struct, frozen=True, kw_only=True):
    """data of 2206 and 2207."""

    psn_no: Y30
    mdtrt_cert_type: Credential = ""
    mdtrt_cert_no: C50 = ""
    card_sn: C32 = ""
    psn_cert_type: C6 = ""
    certno: C50 = ""
    psn_name: C50 = ""
    med_type: Y6
    medfee_sumamt: Number
    psn_setlway: Y6
    mdtrt_id: Y30
    chrg_bchno: Y30
    acct_used_flag: Y3
    insutype: Y6
    exp_content: Extension = ""
    pub_hosp_rfom_flag: C6 = ""


class TrialData(BillData, frozen=True, kw_only=True):
    """data of 2206."""

    psn_type: Y6
    psn_name: Y50


class SettleData(BillData, frozen=True, kw_only=True):
    """data of 2207: the four classes of cost repeat the trial."""

    invono: C20 = ""
    fulamt_ownpay_amt: Number
    overlmt_selfpay: Number
    preselfpay_amt: Number
    inscp_scp_amt: Number


@value
class Bill:
    """A batch of a visit's charges to be settled."""

    data: SettleData
    path: str

    @classmethod
    def read(cls, message: Message) -> Self:
        """The bill a 2207 speaks of."""
        return cls(*message.node("data", SettleData))

    @property
    def psn_no(self) -> str:
        """The person who was treated."""
        return self.data.psn_no

    def request(self, who: Known, case: Case) -> Pay:
        """The payment that is asked for, with the figures of the trial to be compared."""
        data = self.data
        expected = FeeClasses(
            own_pay_full_fen=units(data.fulamt_ownpay_amt, FEN, self.path, "fulamt_ownpay_amt", least=0),
            over_limit_fen=units(data.overlmt_selfpay, FEN, self.path, "overlmt_selfpay", least=0),
            pre_pay_fen=units(data.preselfpay_amt, FEN, self.path, "preselfpay_amt", least=0),
            in_scope_fen=units(data.inscp_scp_amt, FEN, self.path, "inscp_scp_amt", least=0),
        )
        return payment(data, self.path, who, case, expected=expected, invoice_no=data.invono)

    def output(self, answer: Answer, who: Known, case: Case) -> Output:
        """setlinfo and setldetail."""
        assert isinstance(answer, Settled)
        return paid_output(answer, who, case, with_lines=False)


def try_bill(db: Connection[Any], case: Case) -> Output:
    """2206: what 2207 would answer now; nothing is booked (S-10)."""
    data, path = case.message.node("data", TrialData)
    who = person_of(db, case, data.psn_no)
    settled = presettle(db, pay=payment(data, path, who, case), moment=case.moment)
    return paid_output(settled, who, case, with_lines=False, is_trial=True)


def payment(
    data: BillData, path: str, who: Known, case: Case, *, expected: FeeClasses | None = None, invoice_no: str = ""
) -> Pay:
    """The payment of a visit's charges; its lines are those the visit has."""
    return Pay(
        key=key_of(case),
        person_id=who.person_id,
        scheme=scheme_of(data.insutype, path),
        visit=Visit.OUTPATIENT,
        visit_id=identifier_of(data.mdtrt_id),
        batch_no=data.chrg_bchno,
        med_type=data.med_type,
        total_fen=units(data.medfee_sumamt, FEN, path, "medfee_sumamt"),
        lines=(),
        account_use=account_use(data.acct_used_flag, case.profile, path),
        credential_type=credential_type(data.mdtrt_cert_type),
        identity_check=check_identity(who, data, med_type=data.med_type, path=path),
        operator=case.message.envelope.opter,
        invoice_no=invoice_no,
        expected=expected,
        code_index=code_shown(data, case, path=path),
    )
