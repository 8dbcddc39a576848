"""Word files read back block by block, with everything that shows, hides or changes what stands there."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from exporters import charts, chartthings, wordthings
from exporters.things import Thing
from jiefen_lite.errors import UnreadableFile

_LARGEST, _LARGEST_UNPACKED = 20_000_000, 60_000_000
_MOST_XML = 12_000_000  # a long report's parts have a third of that
_NO_XML = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".xlsx", ".bin")
_CORE, _LARGEST_CORE = "docProps/core.xml", 200_000
_KEYWORDS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
_SYMBOL = "□"  # a character of a symbol font: no paper of ours has one
_NOTES = ("footnotes+xml", "endnotes+xml", "comments+xml")
_NUMBER = re.compile(r"\d{0,4}", re.ASCII)
#: What zip, XML and docx readers raise on what is broken or made to break them.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, LookupError, ValueError),
    *(TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one row of a table or of a chart's data; ``place`` in the reader's words."""

    kind: str  # paragraph, row, chart, header, footer, note
    place: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of its text."""
        return "\t".join(self.cells)


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A Word file as text, with the marks that its maker left in its properties.

    ``things``: what it shows, hides or changes besides; ``told``: what it says of itself and of its drawings,
    each under its place.
    """

    blocks: tuple[Block, ...]
    keywords: str
    things: tuple[Thing, ...] = ()
    told: tuple[tuple[str, str], ...] = ()


def _open(source: Path | BinaryIO) -> Any:
    """An opened Word file; what is far too large is refused before anything of it is read."""
    with zipfile.ZipFile(source) as packed:
        entries = packed.infolist()
    xml = sum(one.file_size for one in entries if not one.filename.lower().endswith(_NO_XML))
    unpacked, stored = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if xml > _MOST_XML or unpacked > _LARGEST_UNPACKED or stored > _LARGEST:
        raise UnreadableFile("这个 Word 文件太大，打不开；请删掉大图片和不用的内容再传。")
    if not isinstance(source, Path):
        source.seek(0)
    return open_docx(str(source) if isinstance(source, Path) else source)


def _unreadable() -> UnreadableFile:
    return UnreadableFile("打不开这个 Word 文件，请确认是 .docx 格式、没有损坏。")


def keywords_of(source: Path | BinaryIO) -> str:
    """The marks in a file's properties, read without anything else of it. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(source) as packed:
            if _CORE not in packed.namelist() or packed.getinfo(_CORE).file_size > _LARGEST_CORE:
                return ""
            found: str | None = parse_xml(packed.read(_CORE)).findtext(_KEYWORDS)
    except _BROKEN as error:
        raise _unreadable() from error
    finally:
        if not isinstance(source, Path):
            source.seek(0)
    return found or ""


def read_document(source: Path | BinaryIO) -> WordDocument:
    """A Word file's text block by block: body, charts, headers, footers, notes. Raises UnreadableFile."""
    try:
        return _Reading(_open(source)).document()
    except UnreadableFile:
        raise
    except _BROKEN as error:
        raise _unreadable() from error


# --------------------------------------------------------------------------- texts


def text_of(element: Any) -> str:
    """The visible text below an element; deleted text, field codes and page numbers are not part of it."""
    words: list[str] = []
    fields: list[tuple[list[str], int | None]] = []  # of each its code, and where its result begins
    for one in element.iter():
        if one.tag == qn("w:fldChar"):
            kind = one.get(qn("w:fldCharType"))
            if kind == "begin":
                fields.append(([], None))
            elif fields and kind == "separate":
                fields[-1] = (fields[-1][0], len(words))
            elif fields:
                code, start = fields.pop()
                if start is not None and _is_page(code) and _NUMBER.fullmatch("".join(words[start:])):
                    del words[start:]  # the page on which the file was last looked at
        elif one.tag == qn("w:instrText") and fields:
            fields[-1][0].append(one.text or "")
        elif one.tag == qn("w:t"):
            field = one.getparent().getparent()
            simple = field is not None and field.tag == qn("w:fldSimple")
            if not (
                simple and _is_page([field.get(qn("w:instr")) or ""]) and _NUMBER.fullmatch(one.text or "")
            ):
                words.append(one.text or "")
        elif one.tag in (qn("w:br"), qn("w:cr")):
            words.append("\n")
        elif one.tag == qn("w:tab") and one.getparent().tag == qn("w:r"):
            words.append("\t")
        elif one.tag == qn("w:noBreakHyphen"):
            words.append("-")
        elif one.tag == qn("w:sym"):
            words.append(_SYMBOL)
    return "".join(words)


def _is_page(code: list[str]) -> bool:
    return wordthings.field_code("".join(code)).upper() == wordthings.PAGE


def _parts_of(element: Any) -> Iterator[Any]:
    """Paragraphs and tables in reading order, also inside content controls."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag not in (qn("w:sectPr"), qn("w:tblPr")):
            yield from _parts_of(child)


def _cells_of(row: Any) -> Iterator[Any]:
    """The cells of a row, also inside content controls; not those of tables in its cells."""
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        else:
            yield from _cells_of(child)


# --------------------------------------------------------------------------- a whole file

_MARGINS = (
    ("header", "页眉", "w:headerReference"),
    ("footer", "页脚", "w:footerReference"),
)
_PAGES = {"default": "单数页", "even": "双数页", "first": "首页"}


class _Reading:
    """One file being read: its texts, and beside them the inventory of everything else."""

    def __init__(self, document: Any) -> None:
        self._document, self._part = document, document.part
        self._things: list[Thing] = []
        self._stories: list[Any] = []
        self._numbering = wordthings.Numbering(self._root("numbering+xml"))

    def document(self) -> WordDocument:
        """The file as blocks of text, things and sayings."""
        body, properties = self._document.element.body, self._document.core_properties
        blocks = [
            *self._blocks(body, "paragraph", "正文"),
            *self._charts(body),
            *self._margins(),
            *self._notes(),
        ]
        if (background := self._document.element.find(qn("w:background"))) is not None:
            self._things += wordthings.story(background, "正文", {}, self._numbering, text_of)
        for kind, look in (("settings+xml", wordthings.settings), ("styles+xml", self._styles)):
            if (root := self._root(kind)) is not None:
                self._things += look(root)
        told = (("文件属性里的标题", properties.title or ""), *wordthings.descriptions(body))
        return WordDocument(tuple(blocks), properties.keywords or "", tuple(self._things), told)

    def _root(self, kind: str) -> Any | None:
        """The part of the document that is of a kind."""
        for one in self._part.rels.values():
            if not one.is_external and one.target_part.content_type.endswith(f".{kind}"):
                return parse_xml(one.target_part.blob)
        return None

    def _styles(self, root: Any) -> Iterator[Thing]:
        return wordthings.styles(root, self._stories, self._numbering)

    def _blocks(self, element: Any, kind: str, where: str) -> Iterator[Block]:
        paragraphs = tables = 0
        places: dict[Any, str] = {}
        for part in _parts_of(element):
            if part.tag == qn("w:p"):
                text = text_of(part)
                if text.strip():
                    paragraphs += 1
                    yield Block(kind, f"{where}第{paragraphs}段", (text,))
                places[part] = f"{where}第{max(paragraphs, 1)}段"
                continue
            tables += 1
            for number, row in enumerate(part.iter(qn("w:tr")), 1):
                cells = tuple("\n".join(map(text_of, cell.iter(qn("w:p")))) for cell in _cells_of(row))
                places[row] = f"{where}第{tables}个表第{number}行"
                yield Block("row", places[row], cells)
            places[part] = f"{where}第{tables}个表"
        self._stories.append(element)
        self._things += wordthings.story(element, where, places, self._numbering, text_of)

    def _charts(self, body: Any) -> Iterator[Block]:
        """What the charts of the body show, and what the workbooks behind them say."""
        for number, found in enumerate(body.iter(qn("c:chart")), 1):
            part = self._part.related_parts.get(found.get(qn("r:id")))
            if part is None:
                continue  # nothing is drawn there either
            books = [
                one.target_part.blob for one in part.rels.values() if one.reltype == charts.BOOK_RELATION
            ]
            behind = f"图{number}背后的数据表"
            tables = [(f"图{number}", charts.cached_rows(part.blob))]
            tables += [(behind, charts.book_rows(book)) for book in books]
            for place, rows in tables:
                yield from (Block("chart", f"{place}第{at}行", row) for at, row in enumerate(rows, 1))
            self._things += chartthings.of_chart(part.blob, f"图{number}")
            for book in books:
                self._things += chartthings.of_book(book, behind)

    def _margins(self) -> Iterator[Block]:
        """Headers and footers that a section names, each once."""
        seen = set()
        for section in self._document.element.iter(qn("w:sectPr")):
            for kind, name, tag in _MARGINS:
                for reference in section.findall(qn(tag)):
                    part = self._part.related_parts[reference.get(qn("r:id"))]
                    if part.partname in seen:
                        continue
                    seen.add(part.partname)
                    page = _PAGES.get(reference.get(qn("w:type")), "")
                    yield from self._blocks(part.element, kind, f"{name}（{page}）")

    def _notes(self) -> Iterator[Block]:
        """Footnotes, endnotes and comments: nothing of ours is there, so whatever is was added."""
        for part in self._part.package.iter_parts():
            if part.content_type.endswith(_NOTES):
                yield from self._blocks(parse_xml(part.blob), "note", "脚注、批注")
