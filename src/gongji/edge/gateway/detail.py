"""3202: an institution's bills of some days, row by row, beside ours; back goes a file of what differs (C-31, C-32)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from psycopg import Connection

from gongji import clearing, ledger
from gongji.audit import By
from gongji.clearing import Difference, InstitutionCheck
from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.comparison import Figures, Found, Ours, compare
from gongji.edge.gateway.fields import C6, Y6, Y30, Number, YDay, YDivision
from gongji.edge.gateway.figures import time_text
from gongji.edge.gateway.files import fetch_file, store
from gongji.edge.gateway.period import Period, period_of
from gongji.edge.gateway.refusals import FileSumsDiffer
from gongji.edge.gateway.result_file import NOTHING, write_result
from gongji.edge.gateway.told_file import ToldBill, ToldFile, read_told
from gongji.edge.gateway.totals import Count
from gongji.ground.calendar import beijing_day
from gongji.ground.money import fen_of, yuan_of
from gongji.insured import by_number, find_people
from gongji.settlement import InstitutionBill, bills_of_institution, find_bills

TILL = By(0, "gateway")


class Detail(msgspec.Struct, frozen=True):
    """data of 3202. cash_payamt is not in the file, and nobody clears it."""

    setl_optins: YDivision
    file_qury_no: Y30
    stmt_begndate: YDay
    stmt_enddate: YDay
    medfee_sumamt: Number
    fund_pay_sumamt: Number
    cash_payamt: Number
    fixmedins_setl_cnt: Count
    clr_type: Y6
    refd_setl_flag: C6 = ""
    fixmedins_refd_setl_flag: C6 = ""


def compare_detail(db: Connection[Any], case: Case) -> Output:
    """The number of the file of differences. What was found is kept, and nothing is booked.

    Refuses FileUnknown, what `read_told` refuses, FileSumsDiffer, ReconciliationBusy.
    """
    given, path = case.message.node("data", Detail)
    period = period_of(given, path, case)
    name, content = fetch_file(db, number=given.file_qury_no, case=case)
    told = read_told(content, file=name)
    _require_sums(given, path, told.rows)
    bills = {bill.settlement_id: bill for bill in bills_of_institution(db, which=period.which)}
    ours = _ours(db, told.rows, bills, case)
    found = compare(told.rows, ours)
    _record(db, period, told, ours, found, case)
    result_name = f"3202_{case.institution.code}_{period.first:%Y%m%d}"
    result = write_result(
        found,
        figures=ours.figures,
        person_numbers=_person_numbers(db, found, case),
        name=f"{result_name}.txt",
        aid=told.has_aid,
    )
    stored = store(db, name=f"{result_name}.zip", content=result, case=case)
    return Output(
        {
            "fileinfo": {
                "file_qury_no": stored.number,
                "filename": stored.name,
                "dld_endtime": time_text(stored.kept_until),
            }
        }
    )


def _require_sums(given: Detail, path: str, rows: Sequence[ToldBill]) -> None:
    if given.fixmedins_setl_cnt != len(rows):
        field = f"{path}.fixmedins_setl_cnt"
        raise FileSumsDiffer(field=field, said=str(given.fixmedins_setl_cnt), found=str(len(rows)))
    sums: tuple[tuple[str, Decimal, int], ...] = (
        ("medfee_sumamt", given.medfee_sumamt, sum(row.total_fen for row in rows)),
        ("fund_pay_sumamt", given.fund_pay_sumamt, sum(row.pool_pay_fen for row in rows)),
    )
    for name, amount, found_fen in sums:
        said_fen = fen_of(amount, field=f"{path}.{name}")
        if said_fen != found_fen:
            raise FileSumsDiffer(field=f"{path}.{name}", said=yuan_of(said_fen), found=yuan_of(found_fen))


def _ours(db: Connection[Any], rows: Sequence[ToldBill], bills: Mapping[int, InstitutionBill], case: Case) -> Ours:
    institution_no = case.institution.institution_no
    others = find_bills(
        db, institution_no=institution_no, settlement_ids={row.settlement_id for row in rows} - set(bills)
    )
    # A refund may be told under the number of its bill.
    undoings = {bill.undone_by_id for bill in (*bills.values(), *others.values()) if bill.undone_by_id is not None}
    others |= find_bills(db, institution_no=institution_no, settlement_ids=undoings - set(bills) - set(others))
    known = {**bills, **others}
    people = by_number(db, case.keys, person_numbers={row.person_number for row in rows})
    whose = {*people.values(), *(bill.person_id for bill in known.values())}
    return Ours(
        bills=bills,
        others=others,
        figures={key: _figures(bill, case) for key, bill in known.items()},
        people=people,
        survivors=ledger.find_survivors(db, people=whose),
        late=clearing.told_late(db, institution_no=institution_no, settlement_ids=bills.keys()),
    )


def _figures(bill: InstitutionBill, case: Case) -> Figures:
    """As the till was told them when it settled (figures.amounts)."""
    account_fen = bill.own_account_fen + (bill.aid_fen if case.profile.acct_pay_includes_mulaid else 0)
    amounts = (bill.total_fen, bill.pool_pay_fen, account_fen, bill.aid_fen)
    return Figures(*(amounts if case.profile.cancel_amounts_negative else map(abs, amounts)))


def _record(
    db: Connection[Any], period: Period, told: ToldFile, ours: Ours, found: Sequence[Found], case: Case
) -> None:
    counted = [ours.figures[key].total_fen for key in ours.bills]
    check = InstitutionCheck(
        institution_no=case.institution.institution_no,
        pool=period.which.pool,
        med_type=period.which.med_type,
        first_day=period.first,
        last_day=period.last,
        file_digest=told.digest,
        hub_bills=len(counted),
        hub_fen=sum(counted),
        bills=len(told.rows),
        amount_fen=sum(row.total_fen for row in told.rows),
    )
    differences: dict[int, tuple[date, Difference]] = {}
    for one in found:
        difference = Difference(
            one.settlement_id, 0, one.code.value, one.hub_fen, one.told_fen, None, None, None, None, None
        )
        inside = one.bill is not None and one.settlement_id in ours.bills
        day = beijing_day(one.bill.accepted_at) if one.bill is not None and inside else period.last
        differences.setdefault(one.settlement_id, (day, difference))
    clearing.record_check(
        db,
        check=check,
        differences=list(differences.values()),
        now=case.moment.accepted_at,
        policy=case.moment.policy,
        by=TILL,
    )


def _person_numbers(db: Connection[Any], found: Sequence[Found], case: Case) -> dict[int, str]:
    """Of people whose bills it did not tell; the word null of who was erased."""
    missing = {one.bill.person_id for one in found if one.row is None and one.bill is not None}
    people = find_people(db, people=missing)
    return {
        key: NOTHING if person.wrapped_key is None else person.personal_fields(case.keys).person_number
        for key, person in people.items()
    }
