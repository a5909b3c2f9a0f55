"""3201: an institution's sums of some days beside ours (C-31). A difference is a good answer: stmt_rslt 1."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from psycopg import Connection

from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.fields import C6, Y6, Number, YDay, YDivision
from gongji.edge.gateway.figures import yuan
from gongji.edge.gateway.period import period_of
from gongji.ground.money import fen_of, yuan_of
from gongji.settlement import BillSums, sum_bills

EQUAL, DIFFERENT = "0", "1"
LONGEST = 200
YScheme = Annotated[str, Meta(min_length=1, pattern=r"^[0-9]{1,4}\Z")]
Count = Annotated[int, Meta(ge=0, lt=10**10)]


class Totals(msgspec.Struct, frozen=True):
    """data of 3201. acct_mulaid_pay is ours: the interface has no field for aid, which stands in acct_pay (C-31)."""

    insutype: YScheme
    clr_type: Y6
    setl_optins: YDivision
    stmt_begndate: YDay
    stmt_enddate: YDay
    medfee_sumamt: Number
    fund_pay_sumamt: Number
    acct_pay: Number
    fixmedins_setl_cnt: Count
    refd_setl_flag: C6 = ""
    fixmedins_refd_setl_flag: C6 = ""
    acct_mulaid_pay: Number | None = None


def compare_totals(db: Connection[Any], case: Case) -> Output:
    """Whether the sums are equal, and where not, both of each. Bills and their cancels count, each as a bill."""
    given, path = case.message.node("data", Totals)
    period = period_of(given, path, case)
    ours = sum_bills(db, which=period.which, scheme=int(given.insutype))
    differences = list(_differences(given, path, ours, case))
    told = {
        "setl_optins": given.setl_optins,
        "stmt_rslt": DIFFERENT if differences else EQUAL,
        "stmt_rslt_dscr": "；".join(differences)[:LONGEST],
        "acct_mulaid_pay": yuan(ours.aid_fen),
    }
    return Output({"stmtinfo": told})


def _differences(given: Totals, path: str, ours: BillSums, case: Case) -> Iterator[str]:
    account_fen = ours.own_account_fen + (ours.aid_fen if case.profile.acct_pay_includes_mulaid else 0)
    for field, title, our_fen in (
        ("medfee_sumamt", "医疗费总额", ours.total_fen),
        ("fund_pay_sumamt", "基金支付总额", ours.pool_pay_fen),
        ("acct_pay", "个人账户支付", account_fen),
        ("acct_mulaid_pay", "共济支付", ours.aid_fen),
    ):
        amount: Decimal | None = getattr(given, field)
        if amount is not None and (fen := fen_of(amount, field=f"{path}.{field}")) != our_fen:
            yield f"{title}不一致：机构{yuan_of(fen)}，中心{yuan_of(our_fen)}"
    if given.fixmedins_setl_cnt != ours.bills:
        yield f"结算笔数不一致：机构{given.fixmedins_setl_cnt}，中心{ours.bills}"
