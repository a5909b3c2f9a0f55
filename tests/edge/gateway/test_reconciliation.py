"""An institution reconciles its days: 3201 sums, 3202 row by row, files up and down by 9101 and 9102 (C-30 … C-32)."""

import base64
import hashlib
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from gongji.clearing import Code, Mismatch, list_mismatches, solve_mismatch
from gongji.edge.gateway import profiles
from gongji.ground.money import yuan_of
from gongji.work_items import find_waiting
from tests.clearing.month import CLERK, at
from tests.edge.gateway.conftest import SHENZHEN, Town
from tests.edge.gateway.test_samples import of_visit, require_like, require_response_like
from tests.edge.gateway.till import PHARMACY, Json, Till, encoded, request_of, response_of

GUANGDONG = 440000
Row = list[str]


def test_s16_a_hospital_that_forgot_its_cancel_is_told_where_its_sums_differ(till: Till, town: Town) -> None:
    mdtrt_id = till.good(request_of("s04"))["data"]["mdtrt_id"]
    till.good(of_visit(request_of("s06"), mdtrt_id))
    settled = till.good(of_visit(request_of("s08"), mdtrt_id))["setlinfo"]
    assert till.good(request_of("s16"))["stmtinfo"]["stmt_rslt"] == "0"
    till.good(of_visit(request_of("s10"), mdtrt_id, settled["setl_id"]))
    answer = till.send(request_of("s16"))
    require_response_like(answer, "s16")
    told = answer["output"]["stmtinfo"]["stmt_rslt_dscr"]
    assert told.startswith(response_of("s16")["output"]["stmtinfo"]["stmt_rslt_dscr"])
    assert told.endswith("结算笔数不一致：机构1，中心2")


@dataclass
class Shop:
    """The pharmacy on 2026-06-15, after `sell`."""

    till: Till
    sold: list[Json] = field(default_factory=list)

    def sell(self, times: int = 1) -> None:
        for _ in range(times):
            self.sold.append(self.till.good(self.till.purchase())["setlinfo"])

    def cancel(self, sale: Json) -> Json:
        message = self.till.fresh(request_of("s13"))
        message["input"]["data"] |= {"setl_id": sale["setl_id"], "mdtrt_id": sale["mdtrt_id"]}
        undone: Json = self.till.good(message)["setlinfo"]
        return undone

    def totals(self, **changed: Any) -> Json:
        """What 3201 says to our own sums, but for what is changed."""
        told = {
            "insutype": "390", "clr_type": "41", "setl_optins": str(SHENZHEN), "medfee_sumamt": 96.5 * len(self.sold),
            "fund_pay_sumamt": 0, "acct_pay": 96.5 * len(self.sold), "fixmedins_setl_cnt": len(self.sold),
        }  # fmt: skip
        message = self._about_today("s16", told | changed)
        told_back: Json = self.till.good(message)["stmtinfo"]
        return told_back

    def rows(self) -> list[Row]:
        """What the pharmacy has of the day, in the columns of 3202."""
        return [row_of(sale) for sale in self.sold]

    def upload(self, content: bytes, *, name: str = "day.zip", numbers: bool = False) -> str:
        """Put a file up; its number."""
        told = (
            [byte - 256 if byte > 127 else byte for byte in content] if numbers else base64.b64encode(content).decode()
        )
        message = self.till.fresh(request_of("s12")) | {"infno": "9101"}
        message["input"] = {"fsUploadIn": {"in": told, "filename": name, "fixmedins_code": PHARMACY}}
        number: str = self.till.good(message)["file_qury_no"]
        return number

    def detail(self, rows: list[Row], content: bytes | None = None, **changed: Any) -> Json:
        """The message 3202 about a file of these rows."""
        told = {
            "file_qury_no": self.upload(zipped(rows) if content is None else content), "setl_optins": str(SHENZHEN),
            "clr_type": "41", "medfee_sumamt": summed(rows, 3), "fund_pay_sumamt": summed(rows, 4), "cash_payamt": 0,
            "fixmedins_setl_cnt": len(rows),
        }  # fmt: skip
        return self._about_today("s17", told | changed)

    def compare(self, rows: list[Row], **changed: Any) -> list[Row]:
        """The rows of the file that comes back."""
        told = self.till.good(self.detail(rows, **changed))["fileinfo"]
        return unzipped(self.download(told["file_qury_no"], told["filename"]))

    def download(self, number: str, name: str) -> bytes:
        message = self.till.fresh(request_of("s12")) | {"infno": "9102"}
        message["input"] = {"fsDownloadIn": {"file_qury_no": number, "filename": name, "fixmedins_code": PHARMACY}}
        reply = self.till.reply(encoded(message))
        assert (reply.status, reply.code, reply.content_type) == (200, "", "application/octet-stream"), reply
        return reply.body

    def open(self) -> list[Mismatch]:
        with self.till.office.pool.connection() as db:
            return list_mismatches(db, province=GUANGDONG)

    def _about_today(self, sample: str, data: Json) -> Json:
        message = self.till.fresh(request_of(sample)) | {"fixmedins_code": PHARMACY, "mdtrtarea_admvs": str(SHENZHEN)}
        message["input"]["data"] |= {"stmt_begndate": "2026-06-15", "stmt_enddate": "2026-06-15"} | data
        return message


@pytest.fixture
def shop(till: Till, town: Town) -> Shop:
    """One sale of 96.50, all of it aid."""
    shop = Shop(till)
    shop.sell()
    return shop


@pytest.fixture
def busy(till: Till, town: Town) -> Shop:
    """Four sales of 9.65, 测试乙's, all of it aid."""
    shop = Shop(till)
    for _ in range(4):
        message = till.purchase(medfee_sumamt=20.0)
        message["input"]["drugdetail"] = message["input"]["drugdetail"][:1]
        message["input"]["drugdetail"][0] |= {"det_item_fee_sumamt": 20.0, "pric": 20.0, "cnt": 1}
        shop.sold.append(till.good(message)["setlinfo"])
    return shop


def row_of(sale: Json, *, refund: bool = False) -> Row:
    amounts = [f"{sale[name]:.2f}" for name in ("medfee_sumamt", "fund_pay_sumamt", "acct_pay")]
    return [sale["setl_id"], sale["mdtrt_id"], sale.get("psn_no", YI), *amounts, "1" if refund else "0"]


YI = "43010000000000000000000002"


def summed(rows: list[Row], column: int) -> str:
    return yuan_of(sum(round(float(row[column]) * 100) for row in rows))


def zipped(rows: list[Row], *, beside: str | None = None, encoding: str = "utf-8") -> bytes:
    text = "".join("\t".join(row) + "\n" for row in rows).encode(encoding)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("day.txt", text)
        if beside is not None:
            out.writestr("day.txt.sm3", beside or hashlib.new("sm3", text).hexdigest())
    return packed.getvalue()


def unzipped(content: bytes) -> list[Row]:
    """The rows of a result, which must be what its hash says."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text, beside = (packed.read(name) for name in packed.namelist())
    assert beside.decode().split()[0] == hashlib.new("sm3", text).hexdigest()
    return [line.split("\t") for line in text.decode().splitlines()]


def test_c_31_equal_sums_are_equal_and_aid_is_told_apart(shop: Shop) -> None:
    assert shop.totals() == {
        "setl_optins": "440300", "stmt_rslt": "0", "stmt_rslt_dscr": "", "acct_mulaid_pay": 96.5,
    }  # fmt: skip
    assert shop.totals(acct_mulaid_pay=96.5)["stmt_rslt"] == "0"
    assert shop.totals(acct_mulaid_pay=96.49)["stmt_rslt_dscr"] == "共济支付不一致：机构96.49，中心96.50"
    assert shop.totals(medfee_sumamt="96.51")["stmt_rslt_dscr"] == "医疗费总额不一致：机构96.51，中心96.50"
    # Of another scheme, kind of care, pool or day it has no bills.
    tomorrow = {"stmt_begndate": "2026-06-16", "stmt_enddate": "2026-06-16"}
    for other in ({"insutype": "310"}, {"clr_type": "11"}, {"setl_optins": "430100"}, tomorrow):
        assert "机构1，中心0" in shop.totals(**other)["stmt_rslt_dscr"]


def test_a_reversed_sale_never_happened_for_the_till(shop: Shop) -> None:
    reversal = shop.till.fresh(request_of("s15")) | {"fixmedins_code": PHARMACY}
    shop.cancel(shop.sold.pop())
    lost = shop.till.purchase()
    shop.till.good(lost)
    reversal["input"]["data"] |= {"omsgid": lost["msgid"], "oinfno": "2102", "psn_no": YI}
    shop.till.good(reversal)
    # What was cancelled counts twice, what was reversed not at all.
    assert shop.totals(fixmedins_setl_cnt=2)["stmt_rslt"] == "0"
    assert [row[4] for row in shop.compare([])] == ["1", "1"]


REFUSED: list[tuple[Json, str]] = [
    ({"stmt_begndate": "2026-06-16"}, "PERIOD_INVALID"),
    ({"stmt_begndate": "2026-05-15"}, "PERIOD_INVALID"),
    ({"stmt_begndate": "2026-02-30"}, "FIELD_INVALID"),
    ({"stmt_enddate": "9999-12-31", "stmt_begndate": "9999-12-31"}, "FIELD_INVALID"),
    ({"setl_optins": "4403"}, "FIELD_INVALID"),
    ({"medfee_sumamt": "96.505"}, "AMOUNT_INVALID"),
    ({"medfee_sumamt": "1e30"}, "AMOUNT_INVALID"),
    ({"fixmedins_setl_cnt": -1}, "FIELD_INVALID"),
    ({"fixmedins_setl_cnt": ""}, "FIELD_INVALID"),
    ({"acct_pay": ""}, "FIELD_INVALID"),
]


def test_wrong_sums_are_refused_by_name(counter: Till) -> None:
    for wrong, code in REFUSED:
        message = counter.fresh(request_of("s16"))
        message["input"]["data"] |= wrong
        assert counter.refused(message) == code


def test_c_31_rows_that_agree_leave_an_empty_file(busy: Shop) -> None:
    before = busy.till.booked()
    assert busy.compare(busy.rows()) == []
    assert busy.compare([[*row, row[5]] for row in busy.rows()]) == []
    after = busy.till.booked()
    # One fact of each comparison, and no money.
    assert after == before | {"fact": before["fact"] + 2}


TAKEN_BACK = "机构已退费，中心没有撤销：请用2103或2208撤销"
Spoil = Callable[[list[Row]], list[Row]]


def changed(rows: list[Row], column: int, to: str) -> list[Row]:
    return [[*rows[0][:column], to, *rows[0][column + 1 :]], *rows[1:]]


CLASSED: list[tuple[Spoil, dict[Code, int], str]] = [
    (lambda rows: rows[1:], {Code.NOT_AT_TREATMENT_PLACE: 1}, "机构没有这笔：请用2601冲正"),
    (lambda rows: [*rows, ["1", *rows[0][1:]]], {Code.NOT_AT_HUB: 1}, "中心没有这笔：请补传，不能补传的请撤销"),
    (lambda rows: [rows[0], *rows], {Code.DOUBLED: 1}, "传了2行，中心只有一笔：请留下一笔"),
    (lambda rows: changed(rows, 3, "20.01"), {Code.AMOUNT_DIFFERS: 1}, "医疗费总额不一致：机构20.01，中心20.00"),
    (lambda rows: changed(rows, 4, "0.01"), {Code.AMOUNT_DIFFERS: 1}, "基金支付总额不一致：机构0.01，中心0.00"),
    (lambda rows: changed(rows, 5, "19.99"), {Code.AMOUNT_DIFFERS: 1}, "个人账户支付不一致：机构19.99，中心20.00"),
    (lambda rows: changed(rows, 1, rows[1][1]), {Code.AMOUNT_DIFFERS: 1}, "就诊ID不一致"),
    (lambda rows: changed(rows, 2, "43010000000000000000000001"), {Code.AMOUNT_DIFFERS: 1}, "人员编号不一致"),
    (lambda rows: changed(rows, 2, "null"), {Code.AMOUNT_DIFFERS: 1}, "人员编号不一致"),
    (lambda rows: changed(rows, 6, "1"), {Code.STATE_DIFFERS: 1}, TAKEN_BACK),
    (lambda rows: [*rows, refund(rows[0])], {Code.STATE_DIFFERS: 1}, TAKEN_BACK),
    (lambda rows: [], {Code.NOT_AT_TREATMENT_PLACE: 4}, "机构没有这笔：请用2601冲正"),
    (lambda rows: rows[::-1], {}, ""),
    # Numbers of visits one row down.
    (
        lambda rows: [[row[0], rows[at - 1][1], *row[2:]] for at, row in enumerate(rows)],
        {Code.AMOUNT_DIFFERS: 4},
        "就诊ID不一致",
    ),
]  # fmt: skip


def test_c_32_rows_that_are_wrong_are_classed_and_kept(busy: Shop) -> None:
    for spoil, codes, remark in CLASSED:
        told = busy.compare(spoil(busy.rows()))
        assert {row[6] for row in told} == {f"M{code.value} {remark}" for code in codes}
        assert [row[4] for row in told] == ["1"] * sum(codes.values())
        kept = [one.code for one in busy.open()]
        assert ({code: kept.count(code) for code in set(kept)}) == codes


def refund(row: Row) -> Row:
    return [*row[:3], f"-{row[3]}", row[4], f"-{row[5]}", "1"]


def test_a_bill_the_till_has_not_told_comes_back_with_its_person_and_without_its_numbers(busy: Shop) -> None:
    (told,) = busy.compare(busy.rows()[1:])
    sale = busy.sold[0]
    assert told == [
        YI, "null", "null", sale["medins_setl_id"], "1", "0", "M2 机构没有这笔：请用2601冲正", "20.00", "0.00", "20.00",
    ]  # fmt: skip


def test_who_asks_with_a_column_for_aid_is_answered_with_one(busy: Shop) -> None:
    rows = [[*row, row[5]] for row in busy.rows()]
    (told,) = busy.compare(changed(rows, 7, "19.99"))
    assert (told[6], told[-1]) == ("M4 共济支付不一致：机构19.99，中心20.00", "20.00")


def test_a_refund_may_stand_under_its_own_number_or_its_bills(busy: Shop) -> None:
    undone = busy.cancel(busy.sold[0])
    rows = busy.rows()
    assert busy.compare([*rows, row_of(undone, refund=True)]) == []
    assert busy.compare([*rows, refund(rows[0])]) == []
    (told,) = busy.compare(rows)
    assert told[6] == "M5 中心已撤销，机构没有退费记录：请补记"
    assert told[7] == "-20.00"


def test_where_refunds_go_without_a_sign_and_aid_apart_files_do_too(
    busy: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    undone = busy.cancel(busy.sold[0])
    monkeypatch.setitem(profiles(), "national", profiles()["disjoint"])
    rows = [[*row[:5], "0.00", row[6]] for row in busy.rows()]
    refunded = row_of(undone, refund=True)
    assert busy.compare([*rows, [*refunded[:3], "20.00", "0.00", "0.00", "1"]]) == []
    assert len(busy.compare(busy.rows())) == 5


def test_c_33_a_bill_told_with_another_days_is_late_and_no_difference(busy: Shop) -> None:
    rows = busy.rows()
    assert len(busy.compare(rows[1:])) == 1
    busy.till.at("2026-06-16 09:00:00")
    tomorrow = {"stmt_begndate": "2026-06-16", "stmt_enddate": "2026-06-16"}
    (told,) = busy.compare(rows[:1], **tomorrow)
    assert (told[4], told[6]) == ("0", "M7 中心记在2026-06-15，清算类别41：不算差异")
    assert busy.open() == []
    # The day it belongs to says so too, whenever it is compared again.
    (told,) = busy.compare(rows[1:])
    assert (told[4], told[6]) == ("0", "M7 机构记在其他日期：不算差异")


def test_a_later_file_ends_what_the_earlier_said_and_what_both_say_keeps_its_age(busy: Shop) -> None:
    rows = busy.rows()
    busy.compare(changed(rows, 3, "20.01")[:3])
    first = {one.code: one for one in busy.open()}
    assert set(first) == {Code.AMOUNT_DIFFERS, Code.NOT_AT_TREATMENT_PLACE}
    busy.till.at("2026-06-16 09:00:00")
    busy.compare(changed(rows, 3, "20.01"))
    assert busy.open() == [first[Code.AMOUNT_DIFFERS]]
    busy.compare(rows)
    assert busy.open() == []


def test_the_pool_has_one_work_item_for_each_code_until_the_last_is_put_right(busy: Shop, town: Town) -> None:
    db = town.world.db
    busy.compare(changed(busy.rows(), 3, "20.01")[:3])
    items = find_waiting(db, pools=(SHENZHEN, SHENZHEN + 1), kind="RECONCILIATION")
    assert [(item.detail["code"], item.detail["items"]) for item in items] == [("M2", 1), ("M4", 1)]
    for one in busy.open():
        solve_mismatch(
            db, mismatch_id=one.mismatch_id, note="till broken", evidence_hash=b"e" * 32,
            now=at(date(2026, 6, 17)), by=CLERK,
        )  # fmt: skip
    db.commit()
    assert find_waiting(db, pools=(SHENZHEN, SHENZHEN + 1), kind="RECONCILIATION") == []
    # What a person solved stays solved, though the till says it again.
    busy.compare(changed(busy.rows(), 3, "20.01")[:3])
    assert busy.open() == []


def test_another_institutions_bill_is_not_at_hub_for_this_one_and_nothing_waits_for_it(busy: Shop, town: Town) -> None:
    mdtrt_id = busy.till.good(request_of("s04"))["data"]["mdtrt_id"]
    busy.till.good(of_visit(request_of("s06"), mdtrt_id))
    settled = busy.till.good(of_visit(request_of("s08"), mdtrt_id))["setlinfo"]
    (told,) = busy.compare([*busy.rows(), row_of(settled)])
    assert told[6].startswith("M1")
    assert [(one.hub_fen, one.code) for one in busy.open()] == [(None, Code.NOT_AT_HUB)]


WHOLLY_WRONG: list[tuple[Callable[[list[Row]], bytes], str]] = [
    (lambda rows: b"PK", "FILE_UNREADABLE"),
    (lambda rows: "\t".join(rows[0]).encode(), "FILE_UNREADABLE"),
    (lambda rows: zipped(rows)[:-30], "FILE_UNREADABLE"),
    (lambda rows: zipped([row[:-1] for row in rows]), "FILE_UNREADABLE"),
    (lambda rows: zipped([*rows[:-1], [*rows[-1], "0.00"]]), "FILE_UNREADABLE"),
    (lambda rows: zipped([["", *row[:-1]] for row in rows]), "FILE_ROW_WRONG"),
    (lambda rows: zipped(changed(rows, 0, "null")), "FILE_ROW_WRONG"),
    (lambda rows: zipped(changed(rows, 0, "9" * 30)), "FILE_ROW_WRONG"),
    (lambda rows: zipped(changed(rows, 3, "20.001")), "FILE_ROW_WRONG"),
    (lambda rows: zipped(changed(rows, 3, "2E1")), "FILE_ROW_WRONG"),
    (lambda rows: zipped(changed(rows, 3, "２0.00")), "FILE_ROW_WRONG"),
    (lambda rows: zipped(changed(rows, 6, "2")), "FILE_ROW_WRONG"),
    (lambda rows: zipped(rows, encoding="utf-16"), "FILE_ENCODING_WRONG"),
    (lambda rows: zipped(changed(rows, 2, "测试"), encoding="gb18030"), "FILE_ENCODING_WRONG"),
    (lambda rows: zipped(rows, encoding="utf-8-sig"), "FILE_ENCODING_WRONG"),
    (lambda rows: zipped(rows, beside="0" * 64), "FILE_HASH_WRONG"),
    (lambda rows: zipped([["1" * 17_000_000]]), "FILE_TOO_LARGE"),
]


def test_a_file_that_is_wrong_as_a_whole_is_refused_by_name_and_nothing_of_it_counts(busy: Shop) -> None:
    before = busy.till.booked()
    for spoil, code in WHOLLY_WRONG:
        assert busy.till.refused(busy.detail(busy.rows(), spoil(busy.rows()))) == code
    assert (busy.till.booked(), busy.open()) == (before, [])


def test_a_zip_with_any_byte_wrong_is_refused_or_read_and_never_our_fault(busy: Shop) -> None:
    content, chance = zipped(busy.rows(), beside=""), random.Random(3202)
    for _ in range(100):
        where = chance.randrange(len(content))
        damaged = content[:where] + bytes([chance.randrange(256)]) + content[where + 1 :]
        assert busy.till.reply(encoded(busy.detail(busy.rows(), damaged))).status == 200


def test_the_hash_beside_the_text_is_taken_where_it_is_right(busy: Shop) -> None:
    busy.till.good(busy.detail(busy.rows(), zipped(busy.rows(), beside="")))


def test_a_file_that_is_not_what_the_message_says_is_refused(busy: Shop) -> None:
    rows = busy.rows()
    for wrong in ({"fixmedins_setl_cnt": 3}, {"medfee_sumamt": 79.99}, {"fund_pay_sumamt": 0.01}):
        assert busy.till.refused(busy.detail(rows, **wrong)) == "FILE_SUMS_DIFFER"
    # A file that lost its end on the way.
    assert busy.till.refused(busy.detail(rows, zipped(rows[:-1]))) == "FILE_SUMS_DIFFER"


def test_bytes_come_as_numbers_or_as_text_and_a_file_is_only_its_institutions(busy: Shop) -> None:
    content = zipped(busy.rows())
    with pytest.raises(AssertionError, match="FIELD_MISSING"):
        busy.upload(b"")
    for numbers in (True, False):
        assert busy.download(busy.upload(content, numbers=numbers), "day.zip") == content
    number = busy.upload(content)
    asked = busy.till.fresh(request_of("s12")) | {"infno": "9102"}
    for told in (
        {"file_qury_no": number, "filename": "other.zip", "fixmedins_code": PHARMACY},
        {"file_qury_no": "1", "filename": "day.zip", "fixmedins_code": PHARMACY},
        {"file_qury_no": "x", "filename": "day.zip", "fixmedins_code": PHARMACY},
    ):
        asked["input"] = {"fsDownloadIn": told}
        assert busy.till.refused(asked) == "FILE_UNKNOWN"
    asked["input"] = {"fsDownloadIn": {"file_qury_no": number, "filename": "day.zip", "fixmedins_code": "H43010099901"}}
    assert busy.till.refused(asked) == "FIELD_INVALID"
    asked["fixmedins_code"] = "H43010099901"
    assert busy.till.refused(asked) == "FILE_UNKNOWN"


def test_a_file_names_people_so_it_is_sealed(busy: Shop, town: Town) -> None:
    busy.upload(b"\t".join([b"1", b"2", YI.encode()]))
    ((sealed,),) = town.world.db.execute("select sealed from institution_file").fetchall()
    assert YI.encode() not in sealed


def test_while_days_are_filed_a_till_is_asked_to_come_again(busy: Shop, town: Town) -> None:
    message = busy.detail(busy.rows())
    town.world.db.execute("select pg_advisory_xact_lock(hashtext('clearing'), 0)")
    assert busy.till.refused(message) == "RECONCILIATION_BUSY"
    town.world.db.rollback()
    busy.till.good(message)


def test_s17_the_detail_answers_as_the_sample_does(busy: Shop) -> None:
    told = busy.till.good(busy.detail(busy.rows()))
    require_like(told, response_of("s17")["output"])
    assert told["fileinfo"]["filename"] == "3202_P44030099901_20260615.zip"
    assert told["fileinfo"]["dld_endtime"] == "2026-06-22 23:59:59"
