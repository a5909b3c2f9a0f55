"""《定点医药机构医疗费用月结算单》: what a pool pays an institution for a month, day by day."""

from gongji.clearing import InstitutionDay, InstitutionStatement
from gongji.edge.papers.capitals import in_capitals
from gongji.edge.papers.paper import Column, Kind, Paper, Table, grouped
from gongji.edge.papers.words import ITEMS, UNIT, day_said, month_said, region_said
from gongji.ground.divisions import region_name
from gongji.institutions import Institution

STATES = {
    "DRAFTED": "待机构确认",
    "CONFIRMED": "机构已确认",
    "OBJECTED": "机构有异议",
    "RELEASED": "已放行，待付款",
    "PAID": "已付款",
}
DAYS = (Column("日期", Kind.CODE, 20), ITEMS, Column("应付金额", Kind.MONEY, 20))


def institution_paper(statement: InstitutionStatement, institution: Institution, days: list[InstitutionDay]) -> Paper:
    """The statement of an institution. days: what it is made of."""
    assert sum(day.amount_fen for day in days) == statement.amount_fen, "a statement is what its days are"
    kept_back = (
        (("扣款", f"¥{grouped(statement.deduction_fen)}"), ("扣款原因", statement.deduction_reason))
        if statement.deduction_fen
        else ()
    )
    return Paper(
        "定点医药机构医疗费用月结算单",
        f"编号：{statement.statement_id}",
        UNIT,
        statement.drafted_at,
        facts=(
            ("定点医药机构", f"{institution.name}（{institution.code}）"),
            ("付款统筹区", region_said(statement.pool)),
            ("结算月份", month_said(statement.month)),
            ("应付金额", f"¥{grouped(statement.amount_fen)}"),
            *kept_back,
            ("实付（小写）", f"¥{grouped(statement.payable_fen)}"),
            ("实付（大写）", f"人民币{in_capitals(statement.payable_fen)}"),
            ("状态", STATES[statement.state]),
        ),
        tables=(Table("按日构成", DAYS, [(day_said(day.day), day.bills, day.amount_fen) for day in days]),),
        signatures=(f"{region_name(statement.pool)}医疗保障经办机构（盖章）", "定点医药机构（盖章）"),
    )
