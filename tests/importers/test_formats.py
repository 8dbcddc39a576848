"""Every format by its content, never by its name: the same table, the same cells, the same remarks."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from importers.limits import Limits
from importers.sheet import Grid, open_book
from importers.sheet.formats import kind_of
from jiefen_lite.errors import UnreadableFile
from tests.importers.containers import biff, excel_2, ods, ole
from tests.importers.factories import errors_of, opened, read_in_child, rezip, rows_of, warnings_of, workbook

FILES = Path(__file__).with_name("files")
SAMPLES = ["sample.xlsx", "sample.xls", "sample.ods"]
HEADER = ["编号", "登记日期", "当事人", "简要情况"]
ROW = ["0012", "2025-11-03", "张三", "争执"]


def sample(name: str) -> bytes:
    """One of the real files beside this test."""
    return (FILES / name).read_bytes()


def grids(data: bytes, **limits: int) -> list[Grid]:
    """What a reader makes of a file."""
    return open_book(data, Limits(**limits))


def refused(data: bytes, **limits: int) -> str:
    """The sentences with which a file is refused."""
    with pytest.raises(UnreadableFile) as told:
        open_book(data, Limits(**limits))
    return str(told.value)


# --------------------------------------------------------------------------- the same table in three formats


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_table_has_the_same_cells(name: str) -> None:
    """Days, moments, times, lengths of time, yes and no, results of formulas; row 1 is row 1."""
    month, codes = grids(sample(name))
    assert (codes.name, codes.hidden, codes.rows) == ("码表", True, [])
    assert [row[:10] for row in month.rows[:5]] == [
        ["人民调解台账", *[""] * 9],
        [""] * 10,
        [
            "编号",
            "登记日期",
            "当事人",
            "简要情况",
            "涉及金额",
            "涉及人数",
            "责任单位",
            "办结时间",
            "核实",
            "用时",
        ],
        [
            "0012",
            date(2025, 11, 1),
            "张三·𠮷",
            "争执\n第二行 <b>&",
            1234.5,
            2.0,
            "锦山镇",
            datetime(2025, 11, 3, 14, 22, 5),
            "TRUE",
            timedelta(hours=30),
        ],
        ["0013", date(2025, 11, 2), "李四", "欠薪", 3.0, 3.0, "", date(2025, 11, 4), "FALSE", time(9, 30)],
    ]
    assert [row[1:10] for row in month.rows[5:7]] == [
        [date(2025, 11, 3), "王五", "漏水", "", 4.0, "", "", "TRUE", ""],
        [date(2025, 11, 4), "赵六", "噪音", 0.25, "", "大榆树镇", "", "", ""],
    ]
    assert len({len(row) for row in month.rows}) == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_table_is_told_alike(name: str) -> None:
    """Merges, errors, hidden rows and columns; those in which nothing stands are not worth a word."""
    month = grids(sample(name))[0]
    assert sorted(month.merges) == [(0, 0, 0, 9), (3, 6, 5, 6)]
    assert month.flaws == {(5, 4): "公式出错（#DIV/0!）", (5, 7): "公式出错（#N/A）"}
    assert (month.hidden_rows, month.hidden_columns) == ({4, 5}, {5})
    told = opened(sample(name)).sheets
    assert told[0].hidden == "第 5–6 行是隐藏或筛选掉的行，也读了；F 列是隐藏的列，也读了"
    assert (told[1].hidden, told[1].note) == (None, "隐藏的工作表，没有读取")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_table_becomes_the_same_cases(name: str) -> None:
    """Through the child: hidden rows come in, merged units are filled down, lost digits refuse the row."""
    head, rows = read_in_child(sample(name), name="台账.xlsx")
    fields = [row[3] for row in rows]
    assert [row[1] for row in rows] == [4, 5, 6, 7]
    assert [one.get("source_no") for one in fields] == ["0012", "0013", None, "0015"]
    assert [one["received_at"][:10] for one in fields] == [f"2025-11-0{day}" for day in range(1, 5)]
    assert [one["responsible_unit"] for one in fields] == ["锦山镇"] * 3 + ["大榆树镇"]
    assert fields[0]["extra"] == {"核实": "TRUE", "用时": "30:00:00"}
    assert [message[:4] for *_, level, message in rows[2][4] if level == "error"] == ["编号失真"]
    assert sorted(message for *_, level, message in rows[2][4] if level == "warning") == [
        "“办结时间”公式出错（#N/A），按空处理，请在原表中改正",
        "“涉及金额”公式出错（#DIV/0!），按空处理，请在原表中改正",
    ]
    assert head.sheets[0].skipped[-1] == (8, "合计、小计行")


# --------------------------------------------------------------------------- .xls


def test_days_since_1904_rich_text_and_a_formula_never_calculated() -> None:
    """Workbooks of old Macs count from another day."""
    grid = grids(sample("dates_1904.xls"))[0]
    assert grid.rows[1:] == [
        ["0012", date(2025, 11, 3), "张三", ""],
        ["", date(2025, 11, 4), "李四", "前红后"],
    ]
    assert grid.flaws == {(1, 3): "公式没有保存计算结果"}


def test_a_sheet_of_excel_2_in_the_bytes_of_its_day() -> None:
    """No container, no word about the encoding: GB where it is certain, else not at all."""
    lines: list[list[bytes | float]] = [
        [cell.encode("gb18030") for cell in HEADER],
        [b"0012", 45964.0, "张三".encode("gb18030"), "争执".encode("gb18030")],
    ]
    data = excel_2(lines)
    assert kind_of(data) == "xls"
    assert grids(data)[0].rows == [HEADER, ["0012", 45964.0, "张三", "争执"]]
    assert rows_of(data)[0].fields["received_at"] == "2025-11-03"
    assert "认不出来" in refused(excel_2([[cell.encode("big5") for cell in ("編號", "當事人", "簡要情況")]]))


def test_a_damaged_xls_is_told() -> None:
    """Cut short, or with rubbish inside: a sentence, whatever the library stumbles over."""
    data = sample("sample.xls")
    for share in (0.1, 0.4, 0.7):
        assert "不完整或已损坏" in refused(data[: int(len(data) * share)])
    at = data.index("人民调解台账".encode("utf-16-le"))
    assert "不完整或已损坏" in refused(data[: at - 300] + b"\xff" * 600 + data[at + 300 :])


def test_et_files_are_what_they_hold() -> None:
    """WPS writes the old Excel format under its own name; renamed ones are read all the same."""
    for name in SAMPLES:
        assert opened(sample(name), name="台账.et").total == 4


# --------------------------------------------------------------------------- .ods


def cell(text: str, more: str = "") -> str:
    """A cell of an OpenDocument table with a text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def table(rows: str, more: str = "") -> str:
    """A table of an OpenDocument file."""
    return f'<table:table table:name="台账" {more}>{rows}</table:table>'


def row(*cells: str, more: str = "") -> str:
    """A row of an OpenDocument table."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def test_repeated_rows_and_cells_count() -> None:
    """Empty ones keep the numbers of the rows after them, filled ones are as many as they say."""
    data = ods(
        table(
            row(*map(cell, HEADER))
            + row("<table:table-cell/>", more='table:number-rows-repeated="1000"')
            + row(cell("7"), '<table:table-cell table:number-columns-repeated="2"/>', cell("争执", 'table:number-columns-repeated="2"'), more='table:number-rows-repeated="3"')
            + row('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1047572"')
        )
    )  # fmt: skip
    rows = grids(data)[0].rows
    assert len(rows) == 1004
    assert rows[1001:] == [["7", "", "", "争执", "争执"]] * 3


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (row(cell("x"), more='table:number-rows-repeated="1048576"'), "A1048576 单元格还有内容"),
        (row(cell("x", 'table:number-columns-repeated="16384"')), "XFD1 单元格还有内容"),
        (
            row(cell("x", 'table:number-columns-repeated="600"'), more='table:number-rows-repeated="200000"'),
            "太大",
        ),
        (
            row("<table:table-cell/>", more='table:number-rows-repeated="400000"') + row(cell("x")),
            "A400001 单元格还有内容",
        ),
    ],
)
def test_claimed_repetitions_do_not_fill_the_memory(rows: str, words: str) -> None:
    """A few bytes may claim millions of cells."""
    assert words in refused(ods(table(rows)))


def test_text_of_a_cell_and_nothing_else() -> None:
    """Spaces, tabs, breaks and spans are text; remarks and drawings are not; what a merge covers is empty."""
    inside = '<text:p>一<text:s text:c="2"/>二<text:tab/><text:span>三</text:span><text:line-break/>四</text:p><text:p>五</text:p>'
    remark = "<office:annotation><text:p>批注</text:p></office:annotation>"
    covered = "<table:covered-table-cell><text:p>被盖住</text:p></table:covered-table-cell>"
    data = ods(
        table(
            row(
                f'<table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="1">{remark}{inside}</table:table-cell>',
                covered,
                cell("后"),
            )
        )
    )
    grid = grids(data)[0]
    assert grid.rows == [["一  二\t三\n四\n五", "", "后"]]
    assert grid.merges == [(0, 0, 0, 1)]


def test_formulas_that_no_program_calculated_are_told() -> None:
    """Where others on the table have results, an empty one is an empty text."""
    formula = '<table:table-cell table:formula="of:=[.A1]"/>'
    result = '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"/>'
    alone = grids(ods(table(row(*map(cell, HEADER)) + row(formula, cell("x")))))[0]
    assert alone.flaws == {(1, 0): "公式没有保存计算结果"}
    assert grids(ods(table(row(formula, result, cell("x")))))[0].flaws == {}


def test_hidden_and_foreign_tables_of_an_ods() -> None:
    """A hidden table is named; a copy of another file's table is none of this file."""
    style = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    body = (
        table(row(cell("x")), 'table:style-name="h"')
        + f"<table:dde-links><table:dde-link>{table(row(cell('y')))}</table:dde-link></table:dde-links>"
    )
    assert [(one.hidden, one.rows) for one in grids(ods(body, styles=style))] == [(True, [])]


TABLE = b'<table:table table:name="x">'


@pytest.mark.slow
def test_an_ods_that_means_harm() -> None:
    """Document types, swelling content, too many parts, passwords."""
    good = ods(table(row(*map(cell, HEADER))))
    evil = rezip(
        good,
        {
            "content.xml": lambda part: part.replace(
                b"<office:document", b'<!DOCTYPE x [<!ENTITY a "b">]><office:document', 1
            )
        },
    )
    assert "DOCTYPE" in refused(evil)
    bomb = rezip(
        good,
        {
            "content.xml": lambda part: part.replace(
                b"<office:spreadsheet>",
                b"<office:spreadsheet>" + TABLE + b"<table:table-row/>" * 1_500_000 + b"</table:table>",
            )
        },
    )
    assert len(bomb) < 100_000
    assert "解压后" in refused(bomb, unpacked_bytes=20_000_000)
    assert "内部结构" in refused(ods(table(row(cell("x"))), **{f"Pictures/{at}": b"" for at in range(3_001)}))
    assert "打开密码" in refused(ods("", **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}))
    assert "不完整" in refused(rezip(good, {"content.xml": lambda part: part[:-40]}))
    assert "不完整" in refused(rezip(good, {"content.xml": lambda part: part.decode().encode("utf-16")}))


# --------------------------------------------------------------------------- web pages


def page(*rows: str, head: str = "") -> str:
    """A page with one table."""
    return f"<html><head>{head}</head><body><h1>导出</h1><table>{''.join(rows)}</table></body></html>"


def line(*cells: Any, tag: str = "td", more: str = "") -> str:
    """A row of a web table."""
    return f"<tr{more}>" + "".join(f"<{tag}>{one}</{tag}>" for one in cells) + "</tr>"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""), ("utf-8-sig", ""), ("gb18030", ""), ("utf-16", ""),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
        ("gb18030", '<meta charset="utf-8">'),  # it does happen that a page says what it is not
        ("utf-8", '<meta charset="gb2312">'),
    ],
)  # fmt: skip
def test_a_page_under_the_name_xls(encoding: str, head: str) -> None:
    """In whatever encoding, also where it names another."""
    text = page(
        line(*HEADER, tag="th"), line("0012", "2025-11-03", "张三", "雨水&nbsp;&lt;b&gt; 争执"), head=head
    )
    read = rows_of(text.encode(encoding), name="台账.xls")
    assert [(one.row_no, one.fields["source_no"], one.fields["summary"]) for one in read] == [
        (2, "0012", "雨水 <b> 争执")
    ]


def test_merged_cells_of_a_page() -> None:
    """Columns stay in their places however cells spread."""
    text = page(
        "<tr><td colspan=4>台账</td></tr>",
        line(*HEADER),
        "<tr><td rowspan=2>1</td><td>2025-11-03</td><td>张三</td><td>争<br>执<p>又起</p></td></tr>",
        "<tr><td>2025-11-04</td><td>李四</td><td>漏水</td></tr>",
        "<tr><td>2</td><td colspan=2>x</td><td>y</td></tr>",
    )
    grid = grids(text.encode())[0]
    assert grid.rows[2:] == [
        ["1", "2025-11-03", "张三", "争\n执\n又起"], ["", "2025-11-04", "李四", "漏水"], ["2", "x", "", "y"],
    ]  # fmt: skip
    assert grid.merges == [(0, 0, 0, 3), (2, 0, 3, 0), (4, 1, 4, 2)]


def test_several_tables_and_tables_within_tables() -> None:
    """Each is a sheet of its own; the frame around them is none."""
    inner = f"<table>{line(*HEADER)}{line(*ROW)}</table>"
    text = f"<table><tr><td>{inner}</td></tr><tr><td>{inner.replace('争执', '漏水')}</td></tr></table>"
    found = grids(text.encode())
    assert [one.name for one in found] == ["表1", "表2"]
    assert [one.fields["summary"] for one in rows_of(text.encode())] == ["争执", "漏水"]


def test_what_a_page_hides_and_shortens() -> None:
    """Hidden rows and columns are read and told; a shortened number has its digits beside it."""
    text = page(
        '<col><col style="display:none"><col span=2>',
        line(*HEADER),
        line("<s x:num></s>", *ROW[1:], more=' style="DISPLAY: none"'),
        '<tr><td x:num="202511030012">2.02511E+11</td><td>2025-11-04</td><td>李四</td><td>#REF!</td></tr>',
        line("3", "########", "王五", "<script>x()</script>漏水<!-- 无 -->"),
    )
    grid = grids(text.encode())[0]
    assert (grid.hidden_rows, grid.hidden_columns) == ({1}, {1})
    assert grid.rows[2] == ["202511030012", "2025-11-04", "李四", ""]
    assert grid.flaws == {(2, 3): "公式出错（#REF!）", (3, 1): "只写着一串 #（原表列太窄，没有写出内容）"}
    assert grid.rows[3][3] == "漏水"


def test_careless_pages() -> None:
    """Without end tags, without rows around the cells, with names of the sheet in a remark."""
    text = f"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>十一月</x:Name></x:ExcelWorksheet></xml><![endif]--><table><tr><td>{'<td>'.join(HEADER)}<tr><td>{'<td>'.join(ROW)}</table>"
    grid = grids(text.encode("gbk"))[0]
    assert (grid.name, grid.rows) == ("十一月", [HEADER, ROW])


def test_pages_that_are_no_ledger() -> None:
    """A login page is what comes when the session has ended."""
    assert "登录" in refused("<html><body><form>用户名<input></form></body></html>".encode())
    assert "登录" in refused(b"<html></html>")
    assert "太多" in refused(("<html>" + "<table><tr><td>1</td></tr></table>" * 501).encode())
    wide = "<table>" + f"<tr>{'<td colspan=1000>1</td>' * 2}</tr>" * 50 + "</table>"
    assert "单元格还有内容" in refused(wide.encode())


def test_a_page_that_is_not_read_to_its_end_is_refused() -> None:
    """The parser says nothing where it gives up; rows after that place must not vanish."""
    start, rest = f"<table>{line(*HEADER)}{line(*ROW)}", f"{line(*ROW)}</table>"
    for between in ("<div>" * 5_000, "<!-- ", "<script>"):
        assert "读不到" in refused(f"{start}<tr><td>{between}</td></tr>{rest}".encode())
    deep = f"{start}<tr><td>{'<div>' * 900}深{'</div>' * 900}</td></tr>{rest}"
    assert [one[0] for one in grids(deep.encode())[0].rows] == ["编号", "0012", "深", "0012"]
    long = f"{start}<tr><td>{'长' * 5_000_000}</td></tr>{rest}"
    assert len(grids(long.encode())[0].rows) == 4


# --------------------------------------------------------------------------- XML of Excel 2003


def test_the_xml_of_excel_2003() -> None:
    """Places that are skipped, merges, kinds of values, errors, hidden rows and sheets."""
    ss = "urn:schemas-microsoft-com:office:spreadsheet"
    header = "".join(f'<Cell><Data ss:Type="String">{one}</Data></Cell>' for one in HEADER)
    body = f"""<?xml version="1.0" encoding="GB2312"?><?mso-application progid="Excel.Sheet"?>
      <Workbook xmlns="{ss}" xmlns:ss="{ss}" xmlns:x="urn:schemas-microsoft-com:office:excel">
      <Worksheet ss:Name="十一月"><Table><Column/><Column ss:Index="3" ss:Hidden="1"/>
      <Row><Cell ss:MergeAcross="3"><Data ss:Type="String">台账</Data></Cell></Row>
      <Row ss:Index="3">{header}</Row>
      <Row ss:Hidden="1"><Cell ss:MergeDown="1"><Data ss:Type="Number">12</Data></Cell><Cell><Data ss:Type="DateTime">2025-11-03T00:00:00.000</Data></Cell>
        <Cell ss:Index="4"><Data ss:Type="String">争<B>执</B></Data></Cell></Row>
      <Row><Cell ss:Index="2"><Data ss:Type="DateTime">2025-11-03T14:22:05.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell><Cell ss:Formula="=A1"/></Row>
      </Table></Worksheet>
      <Worksheet ss:Name="码表"><Table><Row>{header}</Row></Table><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""
    month, codes = grids(body.encode("gb18030"))
    assert month.rows[2:] == [
        HEADER,
        [12.0, date(2025, 11, 3), "", "争执"],
        ["", datetime(2025, 11, 3, 14, 22, 5), "TRUE", ""],
    ]
    assert month.merges == [(0, 0, 0, 3), (3, 0, 4, 0)]
    assert month.flaws == {(4, 3): "公式出错（#DIV/0!）", (4, 4): "公式没有保存计算结果"}
    assert (month.hidden_rows, month.hidden_columns) == ({3}, {2})
    assert (codes.name, codes.hidden) == ("码表", True)
    assert "DOCTYPE" in refused(body.replace("<Workbook", "<!DOCTYPE x><Workbook", 1).encode("gb18030"))
    assert "单元格还有内容" in refused(body.replace('ss:Index="3">', 'ss:Index="400000">').encode("gb18030"))


def test_a_row_under_a_merged_cell_goes_on_beside_it() -> None:
    """LibreOffice leaves out what a merged cell covers, and does not say where the row goes on."""
    ss = "urn:schemas-microsoft-com:office:spreadsheet"

    def cell(text: str, merged: str = "") -> str:
        return f'<Cell {merged}><Data ss:Type="String">{text}</Data></Cell>'

    down = 'ss:MergeDown="1"'
    upper = cell("登记日期", down) + cell("当事人情况", 'ss:MergeAcross="1"') + cell("简要情况", down)
    lower = cell("申请人") + cell("被申请人") + "<Cell/>" + cell("备注")
    row = "".join(map(cell, ("2025-11-03", "张三", "李四", "地界争执", "无", "甲")))
    body = f"""<?xml version="1.0"?><Workbook xmlns="{ss}" xmlns:ss="{ss}"><Worksheet ss:Name="十一月"><Table>
      <Row>{upper}</Row><Row>{lower}</Row><Row>{row}</Row></Table></Worksheet></Workbook>"""
    assert grids(body.encode())[0].rows == [
        ["登记日期", "当事人情况", "", "简要情况", "", ""],
        ["", "申请人", "被申请人", "", "", "备注"],
        ["2025-11-03", "张三", "李四", "地界争执", "无", "甲"],
    ]


# --------------------------------------------------------------------------- encodings of text tables

LEDGER = "编号,登记日期,当事人,简要情况\r\n0012,2025-11-03,张三,双方因宅基地边界发生争执\r\n"
TRADITIONAL = "編號,登記日期,當事人,簡要情況\r\n0012,2025-11-03,張三,雙方因宅基地邊界發生爭執\r\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LEDGER, "utf-8"), (LEDGER, "utf-8-sig"), (LEDGER, "gbk"), (LEDGER.replace("张三", "𠮷䶮"), "gb18030"),
        (LEDGER, "utf-16"), (LEDGER, "utf-16-le"), (LEDGER, "utf-16-be"), (LEDGER.replace(",", "\t"), "gbk"),
        (TRADITIONAL, "big5"), (TRADITIONAL, "utf-8"), ("id,date\r\n1,2025-11-03\r\n", "ascii"),
    ],
)  # fmt: skip
def test_text_tables_in_every_common_encoding(text: str, encoding: str) -> None:
    """With a mark or without one."""
    assert grids(text.encode(encoding))[0].rows == [
        one.replace("\t", ",").split(",") for one in text.splitlines()
    ]


def test_both_ends_of_utf_16_with_a_mark() -> None:
    """As “Unicode text” of Excel, and as the other kind of machine writes it."""
    for data in (b"\xff\xfe" + LEDGER.encode("utf-16-le"), b"\xfe\xff" + LEDGER.encode("utf-16-be")):
        assert grids(data)[0].rows[1][2] == "张三"


@pytest.mark.parametrize(
    "data",
    [
        "番号,登録日,氏名\r\n1,2025-11-03,これはテスト\r\n".encode("cp932"),
        "номер,дата\r\nпервый,Иванов\r\n".encode("cp1251"),
        LEDGER.encode("gbk").replace(b"\xd5\xc5", b"\x81\x30"),
        b"\xff" * 50,
        bytes(range(1, 256)) * 4,
    ],
)
def test_where_nothing_is_certain_nothing_is_guessed(data: bytes) -> None:
    """Rubbish that looks like Chinese would go into the cases."""
    assert "认不出来" in refused(data)


def test_a_broken_character_is_told_with_its_line() -> None:
    """A field cut to so many bytes is no other encoding."""
    data = (LEDGER + LEDGER).encode()
    at = data.rindex("争执".encode())
    assert "第 4 行附近有坏掉的文字" in refused(data[: at + 2] + data[at + 3 :])
    assert "第 2 行附近有坏掉的文字" in refused(b"\xef\xbb\xbf" + LEDGER.encode()[:-4])
    assert "坏掉的文字" in refused(b"\xff\xfe" + LEDGER.encode("utf-16-le")[:-1])


def test_errors_printed_into_a_text_table() -> None:
    """Excel writes into a CSV what stands on the screen."""
    grid = grids((LEDGER + "#REF!,########,#N/A,#3号楼漏水\r\n").encode())[0]
    assert grid.rows[2] == ["", "", "", "#3号楼漏水"]
    assert sorted(grid.flaws) == [(2, 0), (2, 1), (2, 2)]


# --------------------------------------------------------------------------- odd cells of .xlsx

SHEET = "xl/worksheets/sheet1.xml"


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def bare(*rows: str, strings: str = "", before: str = "") -> bytes:
    """A workbook written by hand: what stands in it is what stands here."""

    def related(**targets: str) -> str:
        told = (
            f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{path}"/>'
            for kind, path in targets.items()
        )
        return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(told)}</Relationships>'

    sheet = '<sheets><sheet name="台账" sheetId="1" r:id="worksheet"/></sheets>'
    formats = '<xf numFmtId="0"/><xf numFmtId="49"/><xf numFmtId="31"/>'  # as it comes, text, 2025年11月3日
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": related(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{sheet}</workbook>',
        "xl/_rels/workbook.xml.rels": related(
            worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml", styles="styles.xml"
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="3">{formats}</cellXfs></styleSheet>',
        SHEET: f'<worksheet xmlns="{MAIN}">{before}<sheetData>{"".join(rows)}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
    }
    return zipped(
        {name: f'<?xml version="1.0" encoding="UTF-8"?>{part}'.encode() for name, part in parts.items()}
    )


def test_rich_and_phonetic_and_inline_texts() -> None:
    """The reading aid above a word is no part of it."""
    strings = '<si><r><rPr><b/></rPr><t>张</t></r><r><t xml:space="preserve">三 </t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
    data = bare(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>内</t></r><r><t>联</t></r></is></c><c r="D1" t="str"><f>A1</f><v>果</v></c><c r="E1" t="b"><v>1</v></c><c r="F1" t="d"><v>2025-11-03</v></c></row>',
        strings=strings,
    )  # fmt: skip
    row = grids(data)[0].rows[0]
    assert row[:5] == ["张三 ", "東京", "内联", "果", "TRUE"]
    assert str(row[5]).startswith("2025-11-03")


def test_days_since_1904_in_an_xlsx() -> None:
    """The same number is another day."""
    data = workbook([HEADER, ["0012", date(2025, 11, 3), "张三", "争执"]])
    data = rezip(
        data, {"xl/workbook.xml": lambda part: part.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)}
    )
    assert grids(data)[0].rows[1][1] == date(2029, 11, 4)


def test_single_quotes_hide_nothing() -> None:
    """Some programs write attributes so; errors, hidden rows and far cells are found all the same."""
    rows = (
        "<row r='1'><c r='A1' t='inlineStr'><is><t>编号</t></is></c></row>",
        "<row r='2' hidden='1'><c r='A2' t='e'><v>#REF!</v></c><c r='B2'><v>1</v></c></row>",
    )
    grid = grids(bare(*rows))[0]
    assert (grid.flaws, grid.hidden_rows) == ({(1, 0): "公式出错（#REF!）"}, {1})
    assert "XFD9 单元格还有内容" in refused(bare(*rows, "<row r='9'><c r='XFD9'><v>1</v></c></row>"))


def test_what_wps_writes() -> None:
    """Its own parts, its pictures in cells, its property file."""
    data = bare(
        '<row r="1" spans="1:4"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>',
        '<row r="2" ht="30" customHeight="1" hidden="1" spans="1:4"><c r="A2"><v>12</v></c><c r="B2" s="2"><v>45964</v></c><c r="C2" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c><c r="D2" t="inlineStr"><is><t>争执</t></is></c></row>',
        strings="".join(f"<si><t>{one}</t></si>" for one in HEADER),
        before='<cols><col min="2" max="3" width="9" customWidth="1" hidden="1"/></cols>',
    )  # fmt: skip
    data = rezip(
        data, {"docProps/app.xml": lambda _: b"<Properties><Application>WPS</Application></Properties>"}
    )
    told = opened(data)
    assert told.sheets[0].hidden == "第 2 行是隐藏或筛选掉的行，也读了；B–C 列是隐藏的列，也读了"
    assert rows_of(data)[0].fields["received_at"] == "2025-11-03"


# --------------------------------------------------------------------------- what is not read


ENCRYPTED_97 = biff(
    (0x0809, b"\x00\x06\x05\x00" + bytes(12)), (0x002F, b"\x01\x00" + bytes(52)), (0x000A, b"")
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (sample("password.xlsx"), "打开密码"),
        (ENCRYPTED_97, "打开密码"),
        (ole(Workbook=ENCRYPTED_97), "打开密码"),
        (ole(EncryptedPackage=b"x"), "打开密码"),
        (sample("word.doc"), "WPS 文字"),
        (ole(WordDocument=b"Workbook"), "WPS 文字"),
        (ole(**{"PowerPoint Document": b"x"}), "演示文稿"),
        (ole(Workbook=b"x", _VBA_PROJECT_CUR=b"x"), "宏"),
        (ole(Contents=b"x"), "没有 Excel 工作簿"),
        (ole(Workbook=b"x"), "不完整"),
        (
            zipped(dict.fromkeys(["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"], b"<x/>")),
            "宏",
        ),
        (zipped(dict.fromkeys(["xl/workbook.bin"], b"<x/>")), "xlsb"),
        (zipped(dict.fromkeys(["word/document.xml"], b"<x/>")), "WPS 文字"),
        (zipped(dict.fromkeys(["ppt/presentation.xml"], b"<x/>")), "演示文稿"),
        (zipped(dict.fromkeys(["OFD.xml"], b"<x/>")), "OFD"),
        (zipped(dict.fromkeys(["一月.xlsx"], b"<x/>")), "压缩包"),
        (ods("", mimetype="text"), "WPS 文字"),
        (b"{\\rtf1 x}", "WPS 文字"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "WPS 文字"),
        (b'<?xml version="1.0"?><data/>', "XML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "mht"),
        (b'TABLE\n0,1\n"EXCEL"\nVECTORS\n0,8\n""\n', "DIF"),
        (b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\n", "SYLK"),
        (b"%PDF-1.7", "PDF"),
        (b"BM\x00\x10\x00\x00\x00\x00\x00\x00x", "图片"),
        (b"b\x14#e\x07\x00E-SafeNet\x00\x00\x00LOCK", "加密软件"),
        (b"PK\x03\x04" + b"rubbish" * 50, "不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "不完整"),
    ],
)
def test_each_says_what_it_is_and_what_to_do(data: bytes, words: str) -> None:
    """One clear sentence, and the next step in the second."""
    with pytest.raises(UnreadableFile) as told:
        opened(data, name="台账.xlsx")
    assert words in told.value.sentences[0]
    assert "请" in told.value.sentences[1]


def test_a_cell_that_names_another_format_changes_nothing() -> None:
    """The kind is the container's, not a word somewhere in it."""
    assert kind_of(ole(Workbook="WordDocument EncryptedPackage".encode("utf-16-le"))) == "xls"


def test_text_that_begins_like_a_picture_is_text() -> None:
    """Two letters are no proof."""
    assert kind_of("BM01,登记日期\n1,2025-11-03\n".encode()) == "plain"


def test_every_row_is_refused_or_warned_alike() -> None:
    """The remark about a formula does not depend on the format."""
    told = {
        name: [(errors_of(one), sorted(warnings_of(one))) for one in rows_of(sample(name))]
        for name in SAMPLES
    }
    assert told["sample.xls"] == told["sample.xlsx"] == told["sample.ods"]
