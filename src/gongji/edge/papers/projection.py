"""《异地就医共济预付金流动性推演》: how long prefunds would last, by province, with charts."""

from gongji.clearing import Alarm, Outlook, Projection, ProvinceMonth, Side, outlook
from gongji.clearing.prefund import use_rate_e4
from gongji.edge.papers.paper import Cell, Chart, Column, Kind, Paper, Series, Shape, Table, grouped
from gongji.edge.papers.words import CODE, NUMBER, UNIT, month_said
from gongji.ground.divisions import region_name
from gongji.ground.policy import PolicySet

ALARM = {Alarm.NONE: "正常", Alarm.YELLOW: "黄色", Alarm.RED: "红色"}
# Alarms act on what a receiving province holds in all (C-26).
NO_ALARM = dict.fromkeys(Alarm, "–")
# So many lines can still be told apart.
LINES = 6
COLUMNS = (
    NUMBER, Column("省份", width=16), CODE, Column("预付金", Kind.MONEY, 18),
    Column("最高月清算额", Kind.MONEY, 18, added=False), Column("使用率", Kind.CODE, 10), Column("提醒", Kind.CODE, 8),
    Column("不足天数", Kind.COUNT, 10, added=False), Column("重演天数", Kind.COUNT, 10, added=False),
    Column("最大缺口", Kind.MONEY, 18, added=False), Column("不足的对方省数", Kind.COUNT, 14, added=False),
)  # fmt: skip
NOTES = (
    "不足天数：重演各月中，当月累计应付超过预付金的天数，收款省按所持预付金合计，付款省按逐省预付金。",
    "预付金不足只提醒，不会停任何人的结算；提醒只看收款省合计。",
)


def projection_paper(projection: Projection, policy: PolicySet) -> Paper:
    """What a projection says: both sides by province, the worst first, and two charts of the receiving side."""
    payees, payers = (outlook(projection.provinces, side) for side in (Side.PAYEE, Side.PAYER))
    return Paper(
        "异地就医共济预付金流动性推演",
        f"推演月份：{month_said(projection.month)}",
        UNIT,
        projection.made_at,
        body=(_sentence(projection, payees),),
        facts=_facts(projection),
        tables=(
            Table("一、收款省（持有预付金）", COLUMNS, _rows(payees, ALARM)),
            Table("二、付款省（垫付预付金）", COLUMNS, _rows(payers, NO_ALARM)),
        ),
        charts=_charts(projection, payees, policy) if payees else (),
        notes=NOTES,
        landscape=True,
    )


def _sentence(projection: Projection, payees: list[Outlook]) -> str:
    under = [one for one in payees if one.days_under]
    if not under:
        return f"{month_said(projection.month)}：各收款省的预付金都够用。"
    worst = f"{region_name(under[0].province)}重演的 {under[0].days} 天中有 {under[0].days_under} 天不够"
    return f"{month_said(projection.month)}：{len(under)} 个收款省的预付金会不够，{worst}。"


def _facts(projection: Projection) -> tuple[tuple[str, str], ...]:
    asked = projection.what_if
    ceiling = "不变" if asked.quota_ceiling_fen is None else f"每份额度一年最多 ¥{grouped(asked.quota_ceiling_fen)}"
    sizing = "按已付和届时应付的" if asked.prefund_months is None else f"按重演各月平均的 {asked.prefund_months} 倍"
    return (
        ("重演月份", "、".join(month_said(month) for month in projection.replayed)),
        ("清算额增长", said_rate(asked.growth_e4)),
        ("额度上限", ceiling),
        ("预付金", sizing),
    )


def said_rate(rate_e4: int) -> str:
    """9_333 -> "93.33%"."""
    sign = "-" if rate_e4 < 0 else ""
    return f"{sign}{abs(rate_e4) // 100}.{abs(rate_e4) % 100:02d}%"


def _rows(found: list[Outlook], said: dict[Alarm, str]) -> list[tuple[Cell, ...]]:
    return [
        (
            str(number), region_name(one.province), str(one.province), one.prefund_fen, one.month_fen,
            said_rate(one.rate_e4), said[one.alarm], one.days_under, one.days, one.short_fen, one.pairs_under,
        )
        for number, one in enumerate(found, start=1)
    ]  # fmt: skip


def _charts(projection: Projection, payees: list[Outlook], policy: PolicySet) -> tuple[Chart, ...]:
    sizing = policy.value("clearing.prefund", pool=0, on=projection.made_at.date())
    marks = tuple((f"{rate // 100}%", rate) for rate in (sizing["yellow_e4"], sizing["red_e4"]))
    names = tuple(region_name(one.province) for one in payees)
    rates = Series("使用率", tuple(one.rate_e4 for one in payees))
    worst = [_worst_month(projection, one.province) for one in payees[:LINES]]
    days = max(len(one.covers) for one in worst)
    return (
        Chart(
            f"{month_said(projection.month)}各收款省预付金使用率（最高的重演月）",
            Shape.BARS,
            "省份",
            names,
            (rates,),
            marks,
        ),
        Chart(
            "最紧的几个省：当月累计应付占预付金的比例，逐日",
            Shape.LINES,
            "日",
            tuple(str(day) for day in range(1, days + 1)),
            tuple(_line(one, days) for one in worst),
            (*marks, ("100%", 10_000)),
        ),
    )


def _worst_month(projection: Projection, province: int) -> ProvinceMonth:
    its = [one for one in projection.provinces if (one.side, one.province) == (Side.PAYEE, province)]
    return max(its, key=lambda one: (one.days_under, one.rate_e4))


def _line(one: ProvinceMonth, days: int) -> Series:
    """A shorter month stays where it ended."""
    rates = [use_rate_e4(cover.month_fen, one.prefund_fen) for cover in one.covers]
    return Series(
        f"{region_name(one.province)}（{month_said(one.month)}）", (*rates, *rates[-1:] * (days - len(rates)))
    )
