"""Words that papers of the clearing share."""

from datetime import date, datetime

from gongji.clearing import Owed
from gongji.edge.papers.paper import Cell, Column, Kind
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import region_name
from gongji.ledger import Business

UNIT = "金额单位：元"
GROSS = "应付、应收分别全额清算，互不抵扣。"
BUSINESS = {
    Business.AID: "个人账户共济",
    Business.CARE: "异地就医",
    Business.PREMIUM: "代缴保费",
    Business.MOVE: "账户转移",
}
NUMBER = Column("序号", Kind.CODE, 6)
CODE = Column("代码", Kind.CODE, 9)
KIND = Column("业务", width=15)
MONTH = Column("清算月份", Kind.CODE, 11)
ITEMS = Column("笔数", Kind.COUNT, 12)
# What rows of `by_region` end with.
BY_BUSINESS = (ITEMS, *(Column(name, Kind.MONEY, 17) for name in BUSINESS.values()), Column("合计", Kind.MONEY, 18))


def month_said(month: int) -> str:
    """202611 -> "2026年11月"."""
    return f"{month // 100}年{month % 100}月"


def month_in_figures(month: int) -> str:
    """202611 -> "2026-11", for a column of months."""
    return f"{month // 100}-{month % 100:02d}"


def day_said(day: date | datetime) -> str:
    """A day in Beijing: "2026年12月28日"."""
    day = beijing_day(day) if isinstance(day, datetime) else day
    return f"{day.year}年{day.month}月{day.day}日"


def region_said(region: int) -> str:
    """ "福建省（350000）"."""
    return f"{region_name(region)}（{region}）"


def counts_and_amounts(owed: list[Owed]) -> tuple[Cell, ...]:
    """The cells of BY_BUSINESS."""
    amounts = [sum(one.amount_fen for one in owed if one.business == business) for business in BUSINESS]
    return (sum(one.items for one in owed), *amounts, sum(amounts))
