"""CSV and TSV in the encodings that Chinese systems write."""

from __future__ import annotations

import csv
import io
import re

from importers.limits import Limits
from importers.sheet.encodings import decode
from importers.sheet.grid import Grid, add_flaw, shown_error, square
from importers.sheet.refusals import refuse
from jiefen_lite.errors import UnreadableFile

_DELIMITERS = (",", "\t", ";", "|")
_KEPT_AS_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)  # ="0012": how systems keep Excel from counting


def read_plain(data: bytes, limits: Limits) -> list[Grid]:
    """The one sheet of a CSV or TSV file; rows are counted as Excel shows them when it opens the file."""
    text = decode(data)
    if "\x00" in text:
        raise refuse("unknown")
    rows: list[list[str]] = []
    csv.field_size_limit(4_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > limits.rows or len(row) > limits.columns:
                raise UnreadableFile("这个文件的行或列太多，一次读不完。", "请按月拆成几个文件后再导入。")
    except csv.Error as error:
        # an open quotation mark would swallow every row after it
        raise UnreadableFile(
            f"第 {len(rows) + 1} 行附近的英文引号没有成对，后面的行分不清。",
            "请用 WPS 打开核对，另存为“Excel 工作簿（*.xlsx）”后再导入。",
        ) from error
    width = max(map(len, rows), default=0)
    grid = Grid("", rows)
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            if cell[:1] == "=":
                row[at] = _KEPT_AS_TEXT.sub(r"\1", cell)
            elif cell[:1] == "#" and (why := shown_error(cell)):
                row[at] = ""
                add_flaw(grid.name, grid.flaws, number, at, why)
    square(rows, width)
    return [grid]


def _delimiter(text: str) -> str:
    """The character that cuts the first lines into most columns."""
    head = "".join(text.splitlines(keepends=True)[:30]) if len(text) < 1_000_000 else text[:20_000]
    return max(_DELIMITERS, key=lambda sign: (_columns(head, sign), -_DELIMITERS.index(sign)))


def _columns(head: str, delimiter: str) -> int:
    widths = sorted(len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))
    return widths[len(widths) * 3 // 4] if widths else 0
