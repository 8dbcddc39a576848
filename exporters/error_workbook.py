"""An uploaded file given back with its problems: each in its own cell, coloured and told in a comment.

An .xlsx comes back as itself; a text table (CSV, TSV) as a new workbook of the same cells; of other
formats, and of very large files, only the list of problems is given.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from exporters import excel
from jiefen_lite.glossary import LEVELS
from jiefen_lite.shapes import Level, Problem

LABEL = "问题清单"
HEADER = ("工作表", "行号", "栏目", "程度", "问题")
# Opening and saving takes 14 s and 285 MB for 20,000 rows; above this the list does better.
LARGEST = 5_000_000
_DELIMITERS = ",\t;|"


def write(
    source: Path | BinaryIO,
    problems: Iterable[Problem],
    out: Path | BinaryIO,
    sheets: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Mark ``problems`` in the file and write the workbook to ``out``.

    ``sheets`` tell, as the import read them, where each column stands; a problem of no column, or of one
    that they do not tell, is marked in the first cell of its row.
    """
    places = {
        (sheet["name"], column["header"]): column["index"] + 1
        for sheet in sheets
        for column in sheet["columns"]
    }
    data = source.read_bytes() if isinstance(source, Path) else source.read()
    found = list(problems)
    marks = [
        excel.Mark(
            one.sheet,
            one.row,
            places.get((one.sheet, one.column), 1),
            f"{LEVELS[one.level]}：{one.message}",
            one.level == Level.ERROR,
        )
        for one in found
    ]
    made = io.BytesIO()
    rows = None if len(data) > LARGEST else _text_rows(data)
    if rows is not None:
        excel.mark_grid(rows, marks, made)
    elif len(data) > LARGEST or not _is_xlsx(data):
        _write_list(found, made)
    else:
        try:
            excel.mark_workbook(io.BytesIO(data), marks, made)
        except excel.UNMARKABLE:
            made = io.BytesIO()
            _write_list(found, made)  # the reader of imports is more patient than this library
    if isinstance(out, Path):
        out.write_bytes(made.getvalue())
    else:
        out.write(made.getvalue())


def _write_list(problems: Sequence[Problem], out: BinaryIO) -> None:
    rows = [(one.sheet, one.row, one.column, LEVELS[one.level], one.message) for one in problems]
    title = "导入问题清单（行号为原文件中的行号）"
    excel.write_sheets(out, [excel.Sheet(LABEL, title, HEADER, rows)])


def _is_xlsx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except zipfile.BadZipFile:
        return False


def _text_rows(data: bytes) -> list[list[str]] | None:
    """The cells of a text table; None where the file is none (a workbook, a web page)."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or data.lstrip()[:1] == b"<":
        return None
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:20_000]
        delimiter = max(_DELIMITERS, key=head.count)
        csv.field_size_limit(4_000_000)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return None
