"""A notice as the papers both sides get: 《付款通知书》 for who pays, 《收款通知书》 for who is paid (C-03, C-14)."""

from typing import Any

from psycopg import Connection

from gongji import clearing
from gongji.clearing import Level, Owed, PaymentNotice
from gongji.edge.papers.capitals import in_capitals
from gongji.edge.papers.paper import Cell, Column, Kind, Paper, Table, grouped
from gongji.edge.papers.words import (
    BUSINESS,
    CODE,
    ITEMS,
    KIND,
    MONTH,
    day_said,
    month_in_figures,
    month_said,
    region_said,
)
from gongji.ground.divisions import province_of, region_name
from gongji.ledger import Business

LEVEL = {
    Level.NATIONAL: "省际清算",
    Level.COLLECT: "省际清算（统筹区应付）",
    Level.PASS_ON: "省际清算（统筹区应收）",
    Level.PROVINCIAL: "省内清算",
}
REVERSED = "本期双方之间撤销冲回的金额大于新发生的金额，按规定由原收款方向原付款方付款。"
PARTS = (
    Column("付款地区", width=17), CODE, Column("收款地区", width=17), CODE, KIND, MONTH, ITEMS,
    Column("金额", Kind.MONEY, 17),
)  # fmt: skip


def payment_paper(db: Connection[Any], notice: PaymentNotice) -> Paper:
    """《付款通知书》 of an issued notice."""
    body = (
        f"{region_name(notice.payer)}医疗保障经办机构：",
        f"根据{month_said(notice.batch_month)}异地就医医疗费用清算结果，请在{_due(notice)}（含当日）前"
        f"向{region_name(notice.payee)}一次付清下列金额。付款金额须与本通知书一致，不得与应收款项抵扣。",
    )
    return _paper(db, notice, "付款通知书", body)


def collection_paper(db: Connection[Any], notice: PaymentNotice) -> Paper:
    """《收款通知书》 of an issued notice."""
    body = (
        f"{region_name(notice.payee)}医疗保障经办机构：",
        f"根据{month_said(notice.batch_month)}异地就医医疗费用清算结果，{region_name(notice.payer)}应在"
        f"{_due(notice)}（含当日）前向你方一次付清下列金额。收到款项后，请核对本通知书编号和金额。",
    )
    return _paper(db, notice, "收款通知书", body)


def _paper(db: Connection[Any], notice: PaymentNotice, title: str, body: tuple[str, ...]) -> Paper:
    assert notice.released_at is not None, "only what is issued is printed"
    parts = clearing.parts_of(db, notice=notice)
    assert sum(part.amount_fen for part in parts) == notice.amount_fen, f"{notice.number} is not what its lines are"
    return Paper(
        title,
        f"编号：{notice.number}",
        day_said(notice.released_at),
        notice.released_at,
        body=body,
        facts=(
            ("付款方", region_said(notice.payer)),
            ("收款方", region_said(notice.payee)),
            ("金额（小写）", f"¥{grouped(notice.amount_fen)}"),
            ("金额（大写）", f"人民币{in_capitals(notice.amount_fen)}"),
            ("清算类别", LEVEL[Level(notice.level)]),
            ("付款期限", _due(notice)),
        ),
        tables=(Table("金额构成（单位：元）", PARTS, [_part(part) for part in parts]),),
        notes=(REVERSED,) if notice.reversed else (),
        signatures=("", f"{_issuer(notice)}（盖章）"),
    )


def _due(notice: PaymentNotice) -> str:
    assert notice.due_on is not None, "a notice is due from its release on"
    return day_said(notice.due_on)


def _issuer(notice: PaymentNotice) -> str:
    if notice.level == Level.NATIONAL:
        return "国家医疗保障经办机构"
    # One side of a level below is always a pool; which one turns round with the direction.
    pool = notice.payee if (notice.level == Level.PASS_ON) != notice.reversed else notice.payer
    return f"{region_name(province_of(pool))}医疗保障经办机构"


def _part(part: Owed) -> tuple[Cell, ...]:
    return (
        region_name(part.payer), str(part.payer), region_name(part.payee), str(part.payee),
        BUSINESS[Business(part.business)], month_in_figures(part.month), part.items, part.amount_fen,
    )  # fmt: skip
