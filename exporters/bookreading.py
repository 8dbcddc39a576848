"""Workbooks of ours read back: the cells as texts, and whatever makes a sheet show something else."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl  # type: ignore[import-untyped]

from exporters.excel import UNMARKABLE
from exporters.things import Thing
from jiefen_lite.errors import UnreadableFile

_LARGEST_UNPACKED = 200_000_000
_MOST_CELLS = 8_000_000
_BROKEN = (*UNMARKABLE, zlib.error, EOFError, RuntimeError, ArithmeticError, AssertionError)
_PLAIN = ("general", "@", "")
_TRUE = ("1", "true", "on")
_PRINTED = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_LAID_OVER = ("drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls")

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A workbook read back: its keywords, by sheet the cells of every row as texts, what else it has."""

    keywords: str
    sheets: Mapping[str, Sequence[tuple[str, ...]]]
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """The stored values of every sheet, without empty cells at the ends of rows."""

    keywords: str
    sheets: Mapping[str, Sequence[Row]]
    things: tuple[Thing, ...]


def read_book(source: Path | BinaryIO, where: str, largest: int) -> Book:
    """All that stands in a workbook, wherever it says that its sheets end. Raises one of ``_BROKEN``.

    ``where``: how a sheet is called, with ``{}`` for its name; ``largest``: bytes that it may have unpacked.
    """
    with ZipFile(source) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > largest:
            raise UnreadableFile("这个工作簿太大，打不开；请删掉大图片和不用的内容再传。")
        if not isinstance(source, Path):
            source.seek(0)
        book = openpyxl.load_workbook(source, read_only=True)
        things: list[Thing] = []
        sheets: dict[str, list[Row]] = {page.title: [] for page in book.chartsheets}
        for page in book.worksheets:
            place = where.format(page.title)
            sheets[page.title] = _rows(page, place, things)
            if page.sheet_state != "visible":
                things.append(Thing("隐藏的工作表", place))
            with packed.open(page._worksheet_path.lstrip("/")) as part:
                things += _looks(part, place)
    return Book(book.properties.keywords or "", sheets, tuple(things))


def read_sheets(source: Path | BinaryIO) -> Read:
    """The stored values of a workbook of ours as texts. Raises UnreadableFile for what is none."""
    try:
        book = read_book(source, "“{}”", _LARGEST_UNPACKED)
    except UnreadableFile:
        raise
    except _BROKEN as error:
        raise UnreadableFile("打不开这个工作簿，请确认是 .xlsx 格式、没有损坏。") from error
    texts = {
        name: [tuple("" if value is None else str(value) for value in row) for row in rows]
        for name, rows in book.sheets.items()
    }
    return Read(book.keywords, texts, book.things)


def read_behind(workbook: bytes, where: str, largest: int) -> Book:
    """The workbook behind a chart. Raises UnreadableFile for one that is broken or too large."""
    try:
        return read_book(io.BytesIO(workbook), where, largest)
    except _BROKEN as error:
        raise UnreadableFile("这个 Word 文件里的图打不开，请重新下载或生成这份报告。") from error


def _rows(page: Any, place: str, things: list[Thing]) -> list[Row]:
    """The rows to the last one that holds something; formats that change what is shown are noted."""
    page.reset_dimensions()  # what a sheet says of its own size is not to be believed
    rows: list[Row] = []
    cells = 0
    for at, row in enumerate(page.iter_rows(), 1):
        values = [cell.value for cell in row]
        while values and values[-1] is None:
            values.pop()
        cells += len(values) + 1
        if cells > _MOST_CELLS:
            raise UnreadableFile("这个工作簿太大，打不开；请删掉大图片和不用的内容再传。")
        rows.append(tuple(values))
        for column, cell in enumerate(row[: len(values)], 1):
            if cell.value is not None and (code := _format(cell.number_format)) not in _PLAIN:
                things.append(Thing("数字格式", f"{place}第{at}行第{column}列", code, exact=True))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _format(code: str) -> str:
    """A format as every program writes it."""
    return code.replace("\\", "").removesuffix(";@").lower()


def _looks(part: Any, place: str) -> Iterator[Thing]:
    """What a sheet hides, lays over its cells or prints around them."""
    for _, one in ElementTree.iterparse(part):
        name = one.tag.rsplit("}", 1)[-1]
        if name == "row" and (_yes(one, "hidden") or _zero(one, "ht")):
            yield Thing("隐藏的行", f"{place}第{one.get('r')}行")
        elif name == "col" and (_yes(one, "hidden") or _zero(one, "width")):
            yield Thing("隐藏的列", f"{place}第{one.get('min')}列")
        elif name == "sheetFormatPr" and _yes(one, "zeroHeight"):
            yield Thing("隐藏的行", place)
        elif name == "sheetView" and one.get("showZeros") in ("0", "false"):
            yield Thing("不显示的零", place)
        elif name == "mergeCell":
            yield Thing("合并的单元格", place, one.get("ref") or "")
        elif name == "conditionalFormatting":
            yield Thing("条件格式", place)
        elif name in _LAID_OVER:
            yield Thing("图片、批注或控件", place)
        elif name in _PRINTED and (one.text or "").strip():
            yield Thing("打印的页眉页脚", place, (one.text or "").strip())
        if name == "row":
            one.clear()


def _yes(one: Any, name: str) -> bool:
    return one.get(name) in _TRUE


def _zero(one: Any, name: str) -> bool:
    told = one.get(name)
    return told is not None and re.fullmatch(r"0+(\.0*)?", told) is not None
