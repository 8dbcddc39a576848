"""Files that mean harm, or were harmed: refused with a sentence before any reader opens them."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.limits import Limits
from importers.reading import CHANNELS
from jiefen_lite.errors import UnreadableFile
from tests.importers.factories import opened, rezip, rows_of, shipped_book, workbook

GOOD = [["登记日期", "当事人", "简要情况"], ["2025-11-03", "张三", "争执"]]
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\n \r\n", "空的"),
        (OLE + "Workbook".encode("utf-16-le"), "不完整"),
        (b"<html><body><table><tr><td>1</td></tr></table>", "没有找到表头"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"PK\x03\x04" + b"rubbish" * 50, "不完整"),
        (b"\x01\x02\x00\x03", "认不出"),
        ("这不是台账，只是一段话。".encode(), "没有找到表头"),
        (b"\xff" * 50, "编码"),
    ],
)
def test_other_formats_are_told_by_their_content(data: bytes, words: str) -> None:
    """The name says .xlsx every time; the sentence says what to do."""
    with pytest.raises(UnreadableFile, match=words) as told:
        opened(data, name="台账.xlsx")
    assert "请" in str(told.value)


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("word__document.xml", "Word"),
        ("xl__workbook.bin", "二进制"),
        ("readme.txt", "压缩包"),
        ("[Content_Types].xml", "不完整"),
    ],
)
def test_other_packages(name: str, words: str) -> None:
    """All begin with PK."""
    with pytest.raises(UnreadableFile, match=words):
        opened(zipped(**{name: b"<x/>"}))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_workbook(share: float) -> None:
    """As a broken download leaves it."""
    data = workbook(GOOD)
    with pytest.raises(UnreadableFile, match="不完整或已损坏"):
        opened(data[: int(len(data) * share)])


def test_a_damaged_part() -> None:
    """The directory is whole, the content is not."""
    data = bytearray(workbook(GOOD))
    at = data.index(SHEET.encode()) + len(SHEET)
    data[at + 20 : at + 60] = b"\x00" * 40
    with pytest.raises(UnreadableFile, match="不完整或已损坏"):
        opened(bytes(data))


def test_a_zip_bomb_is_counted_while_unpacking() -> None:
    """The declared size is not asked."""
    data = rezip(workbook(GOOD), {"xl/styles.xml": lambda part: part + b" " * 30_000_000})
    assert len(data) < 100_000
    with pytest.raises(UnreadableFile, match="解压后"):
        opened(data, limits=Limits(unpacked_bytes=20_000_000))


def test_too_many_entries_and_doubled_ones() -> None:
    """A workbook has some dozen parts."""
    many = io.BytesIO(workbook(GOOD))
    with zipfile.ZipFile(many, "a") as archive:
        for number in range(3_001):
            archive.writestr(f"xl/media/{number}", b"")
    with pytest.raises(UnreadableFile, match="内部结构"):
        opened(many.getvalue())


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_a_document_type_is_refused(part: str) -> None:
    """No entities, nowhere."""
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    data = rezip(workbook(GOOD), {part: lambda content: evil + content})
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        opened(data)


def test_a_document_type_across_two_pieces() -> None:
    """Wherever the reading cuts."""
    pad = b"<!--" + b"x" * (1 << 20) + b"-->"
    for shift in range(12):
        evil = pad[: (1 << 20) - shift - 3] + b"-->" + b"<!DOCTYPE x []>"
        data = rezip(workbook(GOOD), {SHEET: lambda content, evil=evil: evil + content})  # type: ignore[misc]
        with pytest.raises(UnreadableFile, match="DOCTYPE"):
            opened(data)


def test_parts_in_utf_16_hide_nothing() -> None:
    """They would hide everything from the search."""
    data = rezip(workbook(GOOD), {SHEET: lambda part: part.decode().encode("utf-16")})
    with pytest.raises(UnreadableFile, match="不完整或已损坏"):
        opened(data)


def test_the_declared_range_is_not_believed() -> None:
    """Neither one that is too small nor one that is too large."""
    for claimed in (b"A1:A1", b"A1:XFD1048576"):
        data = rezip(
            workbook(GOOD), {SHEET: lambda part, c=claimed: part.replace(b'ref="A1:C2"', b'ref="%s"' % c)}
        )  # type: ignore[misc]
        assert [row.fields["summary"] for row in rows_of(data)] == ["争执"]


@pytest.mark.parametrize("cell", ["XFD1", "A1048576", "AAA5", "B300000"])
def test_a_far_cell_is_refused_by_name(cell: str) -> None:
    """The native reader would reserve memory for all that lies between."""

    def add(part: bytes) -> bytes:
        return part.replace(
            b"</sheetData>", b'<row r="9"><c r="%s"><v>1</v></c></row></sheetData>' % cell.encode()
        )

    with pytest.raises(UnreadableFile, match=f"的 {cell} 单元格还有内容"):
        opened(rezip(workbook(GOOD), {SHEET: add}))


def test_far_cells_that_are_only_formatted_do_not_matter() -> None:
    """Whole columns with a border are everyday."""

    def add(part: bytes) -> bytes:
        return part.replace(b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>')

    assert len(rows_of(rezip(workbook(GOOD), {SHEET: add}))) == 1


def test_256_columns() -> None:
    """A sheet from the old days of Excel, wide but honest."""
    header = [*GOOD[0], *(f"项目{n}" for n in range(253))]
    row = rows_of(workbook([header, [*GOOD[1], *range(253)]]))[0]
    assert row.fields["extra"]["项目252"] == "252"


def test_a_workbook_too_wide_for_its_length() -> None:
    """Cells in all, not only rows and columns."""
    with pytest.raises(UnreadableFile, match="太大"):
        opened(workbook([*GOOD, *[[None] * 100 + ["x"] for _ in range(50)]]), limits=Limits(cells=1_000))


def test_too_many_lines_of_text() -> None:
    """The bound of rows holds for CSV as well."""
    with pytest.raises(UnreadableFile, match="太多"):
        opened(b"a,b\n" * 400_000)


def test_prefixed_names_are_searched_as_well() -> None:
    """Some writers put x: before every name; errors and far cells are found all the same."""

    def prefix(part: bytes) -> bytes:
        part = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", part).replace(b"xmlns=", b"xmlns:x=")
        return part.replace(b'<x:row r="2">', b'<x:row r="2"><x:c r="D2" t="e"><x:v>#REF!</x:v></x:c>')

    header = [*GOOD[0], "责任单位"]
    rows = [GOOD[1], *([f"2025-11-{n % 30 + 1:02}", "张三", "争执" * 200] for n in range(3_000))]
    read = rows_of(rezip(workbook([header, *rows]), {SHEET: prefix}))
    assert len(read) == 3_001
    assert [message for *_, message in read[0].problems] == [
        "“责任单位”公式出错（#REF!），按空处理，请在原表中改正"
    ]


ODD_CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(), st.datetimes(datetime(1900, 3, 1), datetime(9999, 1, 1)), st.times(),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
    st.sampled_from(["合计", "等5人", "（）", "【省12345工单编号：】", "1E+20", "张三（", "11.3", "—", "甲方：", "#N/A", "重件（原件"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(list(CHANNELS)),
    st.lists(st.lists(ODD_CELLS, min_size=17, max_size=17), min_size=1, max_size=4),
)
def test_anything_in_any_column(channel: str, rows: list[list[object]]) -> None:
    """Whatever stands where: every line is accounted for and every row travels as JSON."""
    header = ["编号", "登记日期", "当事人", "被申请人", "联系电话", "身份证号", "简要情况", "涉及金额", "涉及人数", "责任单位",
              "办结时间", "处理结果", "是否履行", "初重件", "年龄", "镇街", "怪列"]  # fmt: skip
    data = workbook([header, *rows])
    book = shipped_book()
    read = rows_of(data, channel=channel, book=book)
    told = opened(data, channel=channel, book=book).sheets[0].skipped
    given_rows = [at for at, row in enumerate(rows, 2) if any(cell not in (None, "") for cell in row)]
    accounted = {row.row_no for row in read} | {row for row, _ in told}
    assert set(given_rows) <= accounted
    assert len(json.loads(json.dumps(read))) == len(read)
