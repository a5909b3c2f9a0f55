"""Tables, statements and notices as spreadsheets and pages."""

from datetime import UTC, datetime

import openpyxl
import pypdfium2
import pytest

from gongji.edge.papers import (
    Column,
    Kind,
    Paper,
    Table,
    collection_paper,
    disputed_lines,
    national_papers,
    national_table,
    payment_paper,
    pool_papers,
    pool_statement,
    province_papers,
    province_payable,
    province_receivable,
    write_pdf,
    write_xlsx,
)
from gongji.ground.value import replace
from tests.clearing.test_disputes import dispute
from tests.edge.papers.conftest import FUJIAN, GANSU
from tests.world import XIAMEN

PARTS = "金额构成（单位：元）"


def sheets(path):
    """The rows of each sheet of a spreadsheet, empty cells left out."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [[cell for cell in row if cell not in (None, "")] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def pages(path):
    """The text of each page."""
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def both(paper, folder):
    """A paper written and read again: the rows of its sheets, and its pages."""
    write_xlsx(paper, folder / "paper.xlsx")
    write_pdf(paper, folder / "paper.pdf")
    return sheets(folder / "paper.xlsx"), pages(folder / "paper.pdf")


def test_o_25_the_national_table_has_both_directions_and_equal_sums(month, batch, tmp_path):
    rows, (page,) = both(national_table(month.world.db, batch), tmp_path)
    assert rows["一、分省汇总"][0] == ["全国跨省异地就医应付医疗费用清算表"]
    assert ["1", "福建省", "350000", 1, 12345.67, 1, 2000] in rows["一、分省汇总"]
    assert ["2", "甘肃省", "620000", 1, 2000, 1, 12345.67] in rows["一、分省汇总"]
    assert ["合计", 2, 14345.67, 2, 14345.67] in rows["一、分省汇总"]
    assert ["1", "福建省", "350000", "甘肃省", "620000", 1, 12345.67, 0, 0, 0, 12345.67] in rows["二、省际应付明细"]
    assert ["厦门市", "350200", "兰州市", "620100", "个人账户共济", "2026-11", 1, 12345.67] in rows["附：统筹区明细"]
    assert "14,345.67" in page
    assert "10,345.67" not in page
    assert "第 1 页 共 1 页" in page


def test_o_25_what_a_province_owes_it_collects_and_what_it_is_owed_it_passes_on(month, batch, tmp_path):
    payable, _ = both(province_payable(month.world.db, batch, FUJIAN), tmp_path)
    assert ["1", "甘肃省", "620000", 1, 12345.67, 0, 0, 0, 12345.67] in payable["一、应付各省"]
    assert ["1", "厦门市", "350200", 1, 12345.67, 0, 0, 0, 12345.67] in payable["二、向本省各统筹区收取"]
    receivable, (page,) = both(province_receivable(month.world.db, batch, FUJIAN), tmp_path)
    assert ["1", "厦门市", "350200", 1, 2000, 0, 0, 0, 2000] in receivable["二、拨付本省各统筹区"]
    assert page.startswith("福建省跨省异地就医应收医疗费用清算表")


def test_o_25_a_pool_sees_what_it_owes_beside_what_it_is_owed(month, batch, tmp_path):
    rows, _ = both(pool_statement(month.world.db, batch, XIAMEN), tmp_path)
    assert ["1", "兰州市", "620100", 1, 12345.67, 0, 0, 0, 12345.67] in rows["一、应付"]
    assert ["1", "兰州市", "620100", 1, 2000, 0, 0, 0, 2000] in rows["二、应收"]


def test_c_13_what_is_disputed_is_a_list_beside_the_table_which_stays_as_it_is(month, batch, tmp_path):
    before, _ = both(national_table(month.world.db, batch), tmp_path)
    dispute(month)
    rows, (page,) = both(disputed_lines(month.world.db, batch, None), tmp_path)
    disputed = ["1", "福建省", "350000", "甘肃省", "620000", 1, 12345.67, "福建省", "2026年12月22日"]
    assert disputed in rows["清算表中有争议、本期不付款的行"]
    assert page.startswith("异地就医医疗费用清算争议清单")
    assert both(national_table(month.world.db, batch), tmp_path)[0] == before
    for step in province_papers(month.world.db, batch, GANSU):
        step(tmp_path)
    assert (tmp_path / "202611-620000-disputed.pdf").exists()


def test_o_25_both_sides_of_a_notice_read_the_same_amount_in_figures_and_in_capitals(month, notices, tmp_path):
    notice = notices["national", FUJIAN, GANSU]
    _, (pay,) = both(payment_paper(month.world.db, notice), tmp_path)
    rows, (collect,) = both(collection_paper(month.world.db, notice), tmp_path)
    for page, title, reader in ((pay, "付款通知书", "福建省"), (collect, "收款通知书", "甘肃省")):
        assert page.startswith(title)
        assert f"{reader}医疗保障经办机构：" in page
        for said in (notice.number, "¥12,345.67", "人民币壹万贰仟叁佰肆拾伍元陆角柒分", "国家医疗保障经办机构"):
            assert said in page
        assert f"{notice.due_on.year}年{notice.due_on.month}月{notice.due_on.day}日" in page.replace(" ", "")
    assert ["厦门市", "350200", "兰州市", "620100", "个人账户共济", "2026-11", 1, 12345.67] in rows[
        "金额构成（单位：元）"
    ]


def test_c_16_a_notice_that_was_turned_round_says_so_and_its_parts_add_up(month, notices, tmp_path):
    db = month.world.db
    for *line, amount_fen in db.execute("delete from clearing_line returning *").fetchall():
        db.execute("insert into clearing_line values (%s, %s, %s, %s, %s, %s, %s, %s, %s)", [*line, -amount_fen])
    turned = {
        key: payment_paper(db, replace(notice, payer=notice.payee, payee=notice.payer, reversed=True))
        for key, notice in notices.items()
    }
    assert {(key[0], paper.signatures[-1]) for key, paper in turned.items()} == {
        ("national", "国家医疗保障经办机构（盖章）"),
        ("collect", "福建省医疗保障经办机构（盖章）"),
        ("collect", "甘肃省医疗保障经办机构（盖章）"),
        ("pass_on", "福建省医疗保障经办机构（盖章）"),
        ("pass_on", "甘肃省医疗保障经办机构（盖章）"),
    }
    rows, (page,) = both(turned["national", FUJIAN, GANSU], tmp_path)
    assert ["兰州市", "620100", "厦门市", "350200", "个人账户共济", "2026-11", 1, 12345.67] in rows[PARTS]
    assert "撤销冲回" in page


def test_the_same_batch_gives_the_same_bytes(month, batch, notices, tmp_path):
    for folder in (tmp_path / "first", tmp_path / "again"):
        folder.mkdir()
        for step in [*national_papers(month.world.db, batch), *pool_papers(month.world.db, batch, XIAMEN)]:
            step(folder)
    names = sorted(file.name for file in (tmp_path / "first").iterdir())
    assert {"202611-national.xlsx", "202611-national.pdf", "202611-350200.camt.053.xml"} <= set(names)
    assert [(tmp_path / "first" / name).read_bytes() for name in names] == [
        (tmp_path / "again" / name).read_bytes() for name in names
    ]


@pytest.fixture(scope="module")
def long_paper():
    columns = (Column("统筹区", width=22), Column("笔数", Kind.COUNT, 10), Column("金额", Kind.MONEY, 20))
    rows = [(f"统筹区{number}", number, 1_234_567_89) for number in range(1, 101)]
    return Paper("对账单", "", "", datetime(2026, 12, 21, tzinfo=UTC), tables=(Table("明细", columns, rows),))


def test_a_long_table_has_its_heads_and_its_number_on_every_page(long_paper, tmp_path):
    rows, printed = both(long_paper, tmp_path)
    assert len(printed) > 2
    for number, page in enumerate(printed, start=1):
        assert "统筹区" in page
        assert "金额" in page
        assert f"第 {number} 页 共 {len(printed)} 页" in page
    assert "1,234,567.89" in printed[1]
    assert "123,456,789.00" in printed[-1]
    assert ["合计", 5050, 123456789] in rows["明细"]


def test_a_spreadsheet_calculates_its_sums_and_repeats_its_heads(long_paper, tmp_path):
    write_xlsx(long_paper, tmp_path / "paper.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "paper.xlsx").active
    assert sheet["C104"].value == "=SUM(C4:C103)"
    assert sheet["C4"].number_format == "#,##0.00"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_every_character_comes_from_a_font_in_the_file(long_paper, tmp_path):
    write_pdf(long_paper, tmp_path / "paper.pdf")
    content = (tmp_path / "paper.pdf").read_bytes()
    assert b"NotoSansSC" in content or b"NotoSerifSC" in content
    assert b"/FontFile3" in content
