"""Workbooks built in memory, and ways to read them without and with the child."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

import importers
from importers.limits import Limits
from importers.reading import Opened, open_file
from importers.rows import Row
from jiefen_lite.columnbook import column_book
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import Channels

AS_OF = date(2025, 12, 1)

# A small book of our own: layouts do not depend on the shipped words.
SMALL_BOOK: dict[str, Any] = {
    "common": [
        ["source_no", ["编号", "卷号"]],
        ["received_at", ["登记日期", "受理时间", "申请日期"]],
        ["applied_at", ["申请日期"]],
        ["applicant", ["当事人", "申请人", "姓名"]],
        ["respondent", ["被申请人"]],
        ["phone", ["联系电话", "电话"]],
        ["id_no", ["身份证号"]],
        ["place", ["发生地点", "地点"]],
        ["town", ["镇（街道）"]],
        ["summary", ["简要情况", "基本情况"]],
        ["raw_type", ["类型", "纠纷类型"]],
        ["people_count", ["涉及人数"]],
        ["amount", ["涉及金额"]],
        ["responsible_unit", ["责任单位"]],
        ["handler", ["承办人"]],
        ["closed_at", ["办结时间"]],
        ["result", ["处理结果"]],
        ["remark", ["备注"]],
    ],
    "channels": {
        "mediation": {"name": "人民调解", "signature": ["卷号"], "file_words": ["人民调解"], "columns": []},
        "grid": {"name": "网格", "signature": ["网格员"], "file_words": ["网格"], "columns": []},
    },
    "ignore": ["序号"],
    "learned": {},
}


@cache
def shipped_book() -> dict[str, Any]:
    """The column book of the shipped channel words."""
    channels, faults = loader.parse_typed(loader.shipped("channels"), Channels, "channels.yaml")
    assert channels is not None, faults
    return column_book(channels, {})


def workbook(
    sheets: Mapping[str, Iterable[Sequence[Any]]] | Iterable[Sequence[Any]],
    *,
    merge: Sequence[str] = (),
    touch: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """An .xlsx with these rows; ``touch`` may do to the last sheet what rows cannot say."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    named = sheets if isinstance(sheets, Mapping) else {"台账": sheets}
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for area in merge:
        book.worksheets[-1].merge_cells(area)
    if touch is not None:
        touch(book.worksheets[-1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezip(data: bytes, change: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The same workbook with some of its parts rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change.get(entry, lambda part: part)(old.read(entry)))
    return out.getvalue()


def opened(
    data: bytes, *, channel: str | None = "mediation", book: Mapping[str, Any] | None = None,
    name: str = "台账.xlsx", as_of: date = AS_OF, limits: Limits | None = None,
) -> Opened:  # fmt: skip
    """A file opened in this process."""
    return open_file(
        data, name=name, channel=channel, book=SMALL_BOOK if book is None else book, as_of=as_of,
        limits=limits or Limits(),
    )  # fmt: skip


def rows_of(data: bytes, **how: Any) -> list[Row]:
    """All rows of a file, read in this process."""
    return [row for block in opened(data, **how).blocks(100) for row in block]


def fields_of(data: bytes, **how: Any) -> list[dict[str, Any]]:
    """The clean fields of all rows."""
    return [row.fields for row in rows_of(data, **how)]


def errors_of(row: Row) -> list[str]:
    """The reasons why a row is refused."""
    return [message for _, _, level, message in row.problems if level == "error"]


def warnings_of(row: Row) -> list[str]:
    """What a row is warned about."""
    return [message for _, _, level, message in row.problems if level == "warning"]


def read_in_child(source: bytes | Path, **how: Any) -> tuple[importers.FileRead, list[importers.RowTuple]]:
    """The whole way: child, pipe, batches."""
    settings: dict[str, Any] = {"channel": "mediation", "columns": SMALL_BOOK, "as_of": AS_OF, **how}
    with importers.read(source, **settings) as reading:
        return reading.head, [row for batch in reading.batches() for row in batch]
