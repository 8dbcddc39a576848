"""What of a workbook does not survive being opened and saved again, found by a look at its parts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_PIECE = 1 << 20
_OVERLAP = 64
#: More is no ledger that a person marks; the reader of imports has its own, larger bounds.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_ENTRIES = 3_000

# A part of this name alone tells it.
_BY_NAME: Mapping[str, str] = {
    r"xl/vbaProject\.bin": "宏",
    r"xl/embeddings/.*\.(bin|vsd|docx?|pptx?|xlsx?)": "嵌入的文件或对象",
    r"xl/(activeX|ctrlProps)/.*": "按钮、复选框等控件",
    r"xl/slicer(s|Caches)/.*": "切片器",
    r"xl/timeline(s|Caches)/.*": "日程表",
    r"xl/threadedComments/.*": "批注的回复（正文还在）",
    r"xl/charts/chartEx.*": "新式图表（瀑布图、漏斗图等）",
    r"xl/diagrams/.*": "SmartArt 图示",
    r"xl/externalLinks/.*": "指向别的文件的链接",
    r"xl/cellimages\.xml": "单元格里嵌入的图片（WPS）",
    r"xl/richData/.*": "单元格里嵌入的图片",
    r"xl/media/.*\.(emf|wmf|svg)": "矢量图片（emf、wmf、svg）",
    r"xl/(ink|model)/.*": "手写墨迹或数据模型",
}
# In a drawing or a sheet these words tell it.
_IN_DRAWINGS: Mapping[bytes, str] = {
    b"<xdr:sp ": "图形、文本框",
    b"<xdr:sp>": "图形、文本框",
    b"<xdr:cxnSp": "线条、箭头",
    b"<xdr:grpSp": "组合图形",
}
_IN_SHEETS: Mapping[bytes, str] = {
    b"sparklineGroup": "迷你图",
    b"x14:dataValidation ": "引用别的工作表的下拉列表",
    b"x14:conditionalFormatting ": "新式条件格式（数据条、图标）",
    b"<picture ": "工作表背景图片",
    b"legacyDrawingHF": "页眉页脚里的图片",
    b"<f>": "公式（换成它算出的值）",
    b"<f ": "公式（换成它算出的值）",
}
_ROW = b"<row "
_RUNS = (b"<r>", b"<r ")  # of a text set in more than one face
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class TooMuch(Exception):
    """The workbook is larger inside than any ledger."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look through a workbook: what will be lost, how many rows it has, whether texts are set in faces."""

    lost: tuple[str, ...]
    rows: int
    rich: bool


def look(data: bytes) -> Look | None:
    """Look through an .xlsx; None where it is none. Raises TooMuch."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            if "xl/workbook.xml" not in names:
                return None
            if len(names) > MOST_ENTRIES:
                raise TooMuch
            return _look(packed, names)
    except _BROKEN:
        return None


def _look(packed: zipfile.ZipFile, names: list[str]) -> Look:
    lost = {words for form, words in _BY_NAME.items() for name in names if re.fullmatch(form, name)}
    rows, rich, unpacked = 0, False, 0

    def walk(name: str, see: Callable[[bytes, int], None]) -> None:
        nonlocal unpacked
        with packed.open(name) as stream:
            tail = b""
            while piece := stream.read(_PIECE):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise TooMuch
                see(tail + piece, len(tail))
                tail = piece[-_OVERLAP:]

    def in_drawing(block: bytes, _seen: int) -> None:
        lost.update(words for sign, words in _IN_DRAWINGS.items() if sign in block)

    def in_sheet(block: bytes, seen: int) -> None:
        nonlocal rows, rich
        rows += block.count(_ROW, max(seen - len(_ROW) + 1, 0))  # not again what was whole before
        rich = rich or b"<is><r>" in block
        lost.update(words for sign, words in _IN_SHEETS.items() if sign in block)

    def in_texts(block: bytes, _seen: int) -> None:
        nonlocal rich
        rich = rich or any(sign in block for sign in _RUNS)

    for name in names:
        if re.fullmatch(r"xl/drawings/[^/]*\.xml", name):
            walk(name, in_drawing)
        elif re.fullmatch(r"xl/worksheets/[^/]*\.xml", name):
            walk(name, in_sheet)
        elif name == "xl/sharedStrings.xml":
            walk(name, in_texts)
    return Look(tuple(sorted(lost)), rows, rich)
