"""An uploaded file given back with its problems: each in its own cell, coloured and told in a comment.

An .xlsx comes back as itself, marked in a process of its own; every other format as a new workbook of the
same cells, which whoever calls gets from the reading process; of more than 20,000 rows only the list of
problems is given.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from exporters import excel, marking
from jiefen_lite import wholefile
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.glossary import LEVELS
from jiefen_lite.shapes import Level, Problem, SheetCells

LABEL = "问题清单"
HEADER = ("工作表", "行号", "栏目", "程度", "问题")
ReadCells = Callable[[bytes], Sequence[SheetCells] | None]  # None: too many to give back


def write(
    source: Path | BinaryIO,
    problems: Iterable[Problem],
    out: Path | BinaryIO,
    sheets: Sequence[Mapping[str, Any]],
    read_cells: ReadCells,
) -> None:
    """Mark ``problems`` in the file and write the workbook to ``out``.

    ``sheets`` tell, as the import read them, where each column stands; a problem of no column, or of one
    that they do not tell, is marked in the first cell of its row. ``read_cells`` gives the cells of a file
    that is no .xlsx: such a file is never opened in this process.
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
    if _is_xlsx(data):
        _mark_xlsx(data, marks, found, made)
    else:
        _mark_cells(_cells_or_none(data, read_cells), sheets, marks, found, made)
    if isinstance(out, Path):
        wholefile.write(out, made.getvalue())
    else:
        out.write(made.getvalue())


def _mark_xlsx(data: bytes, marks: Sequence[excel.Mark], found: Sequence[Problem], made: BinaryIO) -> None:
    plain = [(one.sheet, one.row, one.column, one.text, one.serious) for one in marks]
    workbook = marking.mark(data, plain).workbook
    if workbook is None:
        _write_list(found, made)  # too long, or the reader of imports is more patient than the marker
    else:
        made.write(workbook)


def _cells_or_none(data: bytes, read_cells: ReadCells) -> Sequence[SheetCells] | None:
    try:
        return read_cells(data)
    except UnreadableFile:
        return None  # it was read before, but cannot be just now: the list is better than nothing


def _mark_cells(
    cells: Sequence[SheetCells] | None, sheets: Sequence[Mapping[str, Any]], marks: Sequence[excel.Mark],
    found: Sequence[Problem], made: BinaryIO,
) -> None:  # fmt: skip
    if not cells:
        _write_list(found, made)
        return
    told = list(dict.fromkeys(str(sheet["name"]) for sheet in sheets))  # a sheet may hold several tables
    names = told if len(told) == len(cells) else [one.name for one in cells]
    excel.mark_cells(cells, names, marks, made)


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
