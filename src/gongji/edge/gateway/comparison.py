"""An institution's bills beside ours, row by row (C-31, C-32), in plain Python: see docs/decisions/0014."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from gongji.clearing import Code
from gongji.edge.gateway.told_file import ToldBill
from gongji.ground.calendar import beijing_day
from gongji.ground.money import yuan_of
from gongji.ground.value import value
from gongji.settlement import InstitutionBill, Outcome


@value
class Figures:
    """The amounts of a bill of ours as this institution is told them (Profile)."""

    total_fen: int
    pool_pay_fen: int
    account_fen: int
    aid_fen: int


@value
class Ours:
    """bills: of the days in question. others: what it told besides, of other days or another kind of care.

    people: whose the person numbers it told are; unknown numbers are absent. survivors: the record that lives on of
    those that were merged. late: bills it told in files of other days.
    """

    bills: Mapping[int, InstitutionBill]
    others: Mapping[int, InstitutionBill]
    figures: Mapping[int, Figures]
    people: Mapping[str, int]
    survivors: Mapping[int, int]
    late: Collection[int]


@value
class Found:
    """A bill that is not M0. bill: ours, row: theirs, None on the side that has none. remark: what the till is told.

    hub_fen and told_fen: the first amount that differs, the total where none does.
    """

    code: Code
    bill: InstitutionBill | None
    row: ToldBill | None
    hub_fen: int | None
    told_fen: int | None
    remark: str

    @property
    def settlement_id(self) -> int:
        """Which bill it is about."""
        if self.bill is not None:
            return self.bill.settlement_id
        assert self.row is not None, "somebody has it"
        return self.row.settlement_id


def compare(told: Sequence[ToldBill], ours: Ours) -> list[Found]:
    """Every bill that is not M0: what was told in its order, then what was not."""
    meant: dict[tuple[int, bool], list[ToldBill]] = defaultdict(list)
    for row in told:
        meant[_meant(row, ours)].append(row)
    seen = {settlement_id for settlement_id, _ in meant}
    return [
        *(found for key, rows in meant.items() if (found := _told(key, rows, ours)) is not None),
        *_missing(ours, seen),
    ]


def _meant(row: ToldBill, ours: Ours) -> tuple[int, bool]:
    """Which bill a row is about, and whether it takes back what stands with us.

    Some send the refund under the number of the bill, others under its own (interface 2.6).
    """
    bill = _find(row.settlement_id, ours)
    if row.total_fen < 0 and bill is not None and bill.kind == Outcome.SETTLED:
        return (row.settlement_id, True) if bill.undone_by_id is None else (bill.undone_by_id, False)
    return row.settlement_id, False


def _find(settlement_id: int, ours: Ours) -> InstitutionBill | None:
    return ours.bills.get(settlement_id) or ours.others.get(settlement_id)


def _told(key: tuple[int, bool], rows: Sequence[ToldBill], ours: Ours) -> Found | None:
    settlement_id, takes_back = key
    bill, row, whole_fen = _find(settlement_id, ours), rows[0], sum(row.total_fen for row in rows)
    if bill is None:
        return Found(Code.NOT_AT_HUB, None, row, None, whole_fen, "中心没有这笔：请补传，不能补传的请撤销")
    figures = ours.figures[settlement_id]
    if len(rows) > 1:
        remark = f"传了{len(rows)}行，中心只有一笔：请留下一笔"
        return Found(Code.DOUBLED, bill, row, figures.total_fen, whole_fen, remark)
    if takes_back or (row.is_refunded and bill.kind == Outcome.SETTLED and bill.undone_by is None):
        remark = "机构已退费，中心没有撤销：请用2103或2208撤销"
        return Found(Code.STATE_DIFFERS, bill, row, figures.total_fen, row.total_fen, remark)
    return _figures_differ(bill, row, figures, ours) or _late(bill, row, figures, ours)


def _figures_differ(bill: InstitutionBill, row: ToldBill, figures: Figures, ours: Ours) -> Found | None:
    for title, told_fen, our_fen in (
        ("医疗费总额", row.total_fen, figures.total_fen),
        ("基金支付总额", row.pool_pay_fen, figures.pool_pay_fen),
        ("个人账户支付", row.account_fen, figures.account_fen),
        ("共济支付", figures.aid_fen if row.aid_fen is None else row.aid_fen, figures.aid_fen),
    ):
        if told_fen != our_fen:
            remark = f"{title}不一致：机构{yuan_of(told_fen)}，中心{yuan_of(our_fen)}"
            return Found(Code.AMOUNT_DIFFERS, bill, row, our_fen, told_fen, remark)
    if not _is_hers(bill, row, ours):
        return Found(Code.AMOUNT_DIFFERS, bill, row, figures.total_fen, row.total_fen, "人员编号不一致")
    if row.visit_id != str(bill.visit_id):
        return Found(Code.AMOUNT_DIFFERS, bill, row, figures.total_fen, row.total_fen, "就诊ID不一致")
    return None


def _is_hers(bill: InstitutionBill, row: ToldBill, ours: Ours) -> bool:
    told = ours.people.get(row.person_number)
    return told is not None and ours.survivors.get(told, told) == ours.survivors.get(bill.person_id, bill.person_id)


def _late(bill: InstitutionBill, row: ToldBill, figures: Figures, ours: Ours) -> Found | None:
    if bill.settlement_id in ours.bills:
        return None
    remark = f"中心记在{beijing_day(bill.accepted_at)}，清算类别{bill.med_type}：不算差异"
    return Found(Code.LATE, bill, row, figures.total_fen, row.total_fen, remark)


def _missing(ours: Ours, seen: Collection[int]) -> Iterator[Found]:
    for settlement_id, bill in ours.bills.items():
        if settlement_id in seen:
            continue
        code, remark = _why_missing(bill, seen)
        if code is not Code.MATCHED:
            late = settlement_id in ours.late
            total_fen = ours.figures[settlement_id].total_fen
            yield Found(
                Code.LATE if late else code,
                bill,
                None,
                total_fen,
                # It told the same on another day.
                total_fen if late else None,
                "机构记在其他日期：不算差异" if late else remark,
            )


def _why_missing(bill: InstitutionBill, seen: Collection[int]) -> tuple[Code, str]:
    """What was reversed never happened for the till that reversed it: it need tell neither."""
    if bill.kind == Outcome.SETTLED:
        if bill.undone_by == Outcome.REVERSED:
            return Code.MATCHED, ""
        remark = "机构没有这笔：请用2601冲正" if bill.undone_by is None else "机构没有这笔，中心已撤销"
        return Code.NOT_AT_TREATMENT_PLACE, remark
    if bill.kind == Outcome.REVERSED and bill.original_id not in seen:
        return Code.MATCHED, ""
    return Code.STATE_DIFFERS, "中心已撤销，机构没有退费记录：请补记"
