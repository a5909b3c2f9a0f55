"""2101, 2102, 2103: a sale in a pharmacy is tried, settled, cancelled (interface 2.3)."""

from typing import Any, Self

import msgspec
from psycopg import Connection

from gongji.edge.gateway.answer import Output, paid_output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.envelope import Message
from gongji.edge.gateway.fields import (
    C3,
    C20,
    C30,
    C32,
    C50,
    C500,
    FEN,
    Y3,
    Y6,
    Y30,
    Y50,
    Extension,
    Number,
    YTime,
    units,
)
from gongji.edge.gateway.lines import FeeLine, lines_of
from gongji.edge.gateway.pay_code import code_shown
from gongji.edge.gateway.people import Credential, Known, check_identity, person_of
from gongji.edge.gateway.settling import account_use, credential_type, key_of, scheme_of
from gongji.ground.value import value
from gongji.settlement import Answer, Pay, Settled, Visit, presettle

DrugDetail = list[FeeLine]


class DrugInfo(msgspec.Struct, frozen=True, kw_only=True):
    """druginfo of 2101 and 2102."""

    psn_no: Y30
    psn_cert_type: C3 = ""
    certno: C50 = ""
    psn_type: Y6
    psn_name: Y50
    begntime: YTime
    medfee_sumamt: Number
    insutype: Y6
    acct_used_flag: Y3
    med_type: Y6
    mdtrt_cert_type: Credential = ""
    mdtrt_cert_no: C50 = ""
    card_sn: C32 = ""
    invono: C20 = ""
    dise_codg: C30 = ""
    dise_name: C500 = ""
    exp_content: Extension = ""


@value
class Sale:
    """A basket to be settled."""

    info: DrugInfo
    path: str
    lines: list[FeeLine]
    lines_path: str

    @classmethod
    def read(cls, message: Message) -> Self:
        """The sale a 2101 or 2102 speaks of."""
        return cls(*message.node("druginfo", DrugInfo), *message.list_node("drugdetail", DrugDetail))

    @property
    def psn_no(self) -> str:
        """The person who buys."""
        return self.info.psn_no

    def request(self, who: Known, case: Case) -> Pay:
        """The payment that is asked for."""
        info = self.info
        return Pay(
            key=key_of(case),
            person_id=who.person_id,
            scheme=scheme_of(info.insutype, self.path),
            visit=Visit.PHARMACY,
            visit_id=None,
            batch_no="",
            med_type=info.med_type,
            total_fen=units(info.medfee_sumamt, FEN, self.path, "medfee_sumamt"),
            lines=lines_of(self.lines, self.lines_path, case.profile),
            account_use=account_use(info.acct_used_flag, case.profile, self.path),
            credential_type=credential_type(info.mdtrt_cert_type),
            identity_check=check_identity(who, info, med_type=info.med_type, path=self.path),
            operator=case.message.envelope.opter,
            invoice_no=info.invono,
            code_index=code_shown(info, case, path=self.path),
        )

    def output(self, answer: Answer, who: Known, case: Case) -> Output:
        """setlinfo, setldetail, detlcutinfo."""
        assert isinstance(answer, Settled)
        return paid_output(answer, who, case, with_lines=True)


def try_sale(db: Connection[Any], case: Case) -> Output:
    """2101: what 2102 would answer now; nothing is booked (S-10)."""
    sale = Sale.read(case.message)
    who = person_of(db, case, sale.psn_no)
    settled = presettle(db, pay=sale.request(who, case), moment=case.moment)
    return paid_output(settled, who, case, with_lines=True, is_trial=True)
