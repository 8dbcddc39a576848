"""Word files: fill a template's blanks with plain values, and read a paper back block by block.

A template is not trusted: before it is filled, every blank is checked against the list its document module
gives, and only names, loops over lists and yes/no questions are let through.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from jiefen_lite import wholefile
from jiefen_lite.errors import JiefenError, UnreadableFile

# What a blank may hold: None for a text, a list of one shape for repetition, a dict of shapes.
Shape = Any
Blanks = Mapping[str, Shape]

_LARGEST, _LARGEST_UNPACKED = 20_000_000, 200_000_000
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OPENING = re.compile(r"\{%(?:p|tr|tc|r)?-?\s*(.*?)\s*-?%\}", re.DOTALL)
_LETTER = 320  # twips of one letter of the body, 16 pt
_SYMBOL = "□"  # a character of a symbol font: no paper of ours has one
_REPORT_PARTS = ("footnotes", "endnotes", "comments")


class TemplateFault(JiefenError):
    """A Word template with blanks that cannot be filled; each sentence tells the place."""

    http_status = 422


# --------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one row of a table with its cells; ``place`` in the reader's words."""

    kind: str  # paragraph, row, header, footer, note
    place: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of its text."""
        return "\t".join(self.cells)


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A Word file as text, with the marks that its maker left in its properties."""

    blocks: tuple[Block, ...]
    keywords: str


def _text(element: Any) -> str:
    """The visible text below an element; deleted text and field codes are not visible."""
    words = []
    for one in element.iter():
        if one.tag == qn("w:t"):
            words.append(one.text or "")
        elif one.tag in (qn("w:br"), qn("w:cr")):
            words.append("\n")
        elif one.tag == qn("w:tab") and one.getparent().tag == qn("w:r"):
            words.append("\t")
        elif one.tag == qn("w:sym"):
            words.append(_SYMBOL)
    return "".join(words)


def _parts_of(element: Any) -> Iterator[Any]:
    """Paragraphs and tables in reading order, also inside content controls."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag not in (qn("w:sectPr"), qn("w:tblPr")):
            yield from _parts_of(child)


def _blocks(element: Any, kind: str, where: str) -> Iterator[Block]:
    paragraphs = tables = 0
    for part in _parts_of(element):
        if part.tag == qn("w:p"):
            text = _text(part)
            if text.strip():
                paragraphs += 1
                yield Block(kind, f"{where}第{paragraphs}段", (text,))
            continue
        tables += 1
        for number, row in enumerate(part.iter(qn("w:tr")), 1):
            cells = tuple(
                "\n".join(_text(line) for line in cell.iter(qn("w:p"))) for cell in row.findall(qn("w:tc"))
            )
            yield Block("row", f"{where}第{tables}个表第{number}行", cells)


def _open(source: Path | BinaryIO) -> Any:
    """An opened Word file; what is no Word file, or far too large, is refused in plain words."""
    try:
        with zipfile.ZipFile(source) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
            stored = sum(entry.compress_size for entry in packed.infolist())
        if unpacked > _LARGEST_UNPACKED or stored > _LARGEST:
            raise UnreadableFile("这个 Word 文件太大，无法打开。")
        if not isinstance(source, Path):
            source.seek(0)
        return open_docx(str(source) if isinstance(source, Path) else source)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableFile("打不开这个 Word 文件，请确认是 .docx 格式、没有损坏。") from error


_FOOTERS = (
    ("header", "页眉", "w:headerReference"),
    ("footer", "页脚", "w:footerReference"),
)
_PAGES = {"default": "单数页", "even": "双数页", "first": "首页"}


def _margins(document: Any) -> Iterator[Block]:
    """Headers and footers that a section names, each once."""
    seen = set()
    for section in document.element.iter(qn("w:sectPr")):
        for kind, name, tag in _FOOTERS:
            for reference in section.findall(qn(tag)):
                part = document.part.related_parts[reference.get(qn("r:id"))]
                if part.partname in seen:
                    continue
                seen.add(part.partname)
                page = _PAGES.get(reference.get(qn("w:type")), "")
                yield from _blocks(part.element, kind, f"{name}（{page}）")


def _notes(document: Any) -> Iterator[Block]:
    """Footnotes, endnotes and comments: nothing of ours is there, so whatever is was added."""
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if any(f"/{kind}" in name for kind in _REPORT_PARTS) and name.endswith(".xml"):
            yield from _blocks(parse_xml(part.blob), "note", "脚注、批注")


def read_document(source: Path | BinaryIO) -> WordDocument:
    """A Word file's text block by block: body, headers, footers, notes. Raises UnreadableFile."""
    document = _open(source)
    blocks = [*_blocks(document.element.body, "paragraph", "正文"), *_margins(document), *_notes(document)]
    return WordDocument(tuple(blocks), document.core_properties.keywords or "")


# --------------------------------------------------------------------------- checking blanks


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


@dataclass(slots=True)
class _Checker:
    """Walks a template's tags in reading order and remembers open loops."""

    blanks: Blanks
    scopes: list[tuple[str, dict[str, Shape]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    paths: dict[str, str] = field(default_factory=dict)

    def tag(self, place: str, tag: str) -> None:
        """One ``{{ … }}`` or ``{% … %}``."""
        if tag.startswith("{#"):
            return
        if tag.startswith("{{"):
            self._expression(place, tag, re.sub(r"^\{\{(?:p|r|tc|tr)\s", "{{ ", tag))
            return
        found = _OPENING.fullmatch(tag)
        words = found[1] if found else ""
        first = words.split(" ", 1)[0]
        if first in ("endfor", "endif"):
            if not self.scopes or self.scopes[-1][0] != first[3:]:
                self.faults.append(f"{place}：“{tag}”前面没有对应的开头，请检查成对的标记。")
            else:
                self.scopes.pop()
        elif first in ("else",):
            return
        elif first == "for":
            self._loop(place, tag, words)
        elif first == "if":
            self._expression(place, tag, "{{ " + words[2:] + " }}")
            self.scopes.append(("if", {}))
        else:
            self._refuse(place, tag)

    def _refuse(self, place: str, tag: str) -> None:
        self.faults.append(f"{place}：“{tag}”不能用在模板里，只能填写列出的空格名、循环和有无判断。")

    def _parse(self, place: str, tag: str, source: str) -> nodes.Template | None:
        try:
            return _environment().parse(source)
        except TemplateError:
            self.faults.append(f"{place}：“{tag}”写法有误，请检查括号和拼写。")
            return None

    def _expression(self, place: str, tag: str, source: str) -> None:
        parsed = self._parse(place, tag, source)
        if parsed is None:
            return
        output = parsed.body[0] if len(parsed.body) == 1 else None
        asked = output.nodes if isinstance(output, nodes.Output) else []
        if len(asked) != 1:
            self._refuse(place, tag)
            return
        expression = asked[0]
        if isinstance(expression, nodes.Not):
            expression = expression.node
        self._shape_of(place, tag, expression)

    def _loop(self, place: str, tag: str, words: str) -> None:
        parsed = self._parse(place, tag, "{% " + words + " %}{% endfor %}")
        loop = parsed.body[0] if parsed is not None else None
        scope: dict[str, Shape] = {}
        if isinstance(loop, nodes.For) and isinstance(loop.target, nodes.Name) and loop.test is None:
            shape = self._shape_of(place, tag, loop.iter)
            if isinstance(shape, list):
                scope[loop.target.name] = shape[0]
                self.paths[loop.target.name] = f"{self._path(loop.iter)}[]"
            elif shape is not _UNKNOWN:
                self.faults.append(f"{place}：“{tag}”里的内容不是一组，不能循环。")
                scope[loop.target.name] = _UNKNOWN
        elif parsed is not None:
            self._refuse(place, tag)
        self.scopes.append(("for", scope))

    def _path(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Getattr):
            return f"{self._path(node.node)}.{node.attr}"
        name = node.name if isinstance(node, nodes.Name) else ""
        return self.paths.get(name, name)

    def _shape_of(self, place: str, tag: str, node: nodes.Node) -> Shape:
        """What a name or ``name.part`` stands for; anything cleverer is refused."""
        if isinstance(node, nodes.Name):
            for _, scope in reversed(self.scopes):
                if node.name in scope:
                    self.used.add(self._path(node))
                    return scope[node.name]
            if node.name in self.blanks:
                self.used.add(node.name)
                return self.blanks[node.name]
            self.faults.append(f"{place}：没有名为“{node.name}”的空格。可用：{'、'.join(self.blanks)}。")
            return _UNKNOWN
        if isinstance(node, nodes.Getattr):
            owner = self._shape_of(place, tag, node.node)
            if owner is _UNKNOWN:
                return _UNKNOWN
            if isinstance(owner, dict) and node.attr in owner:
                self.used.add(self._path(node))
                return owner[node.attr]
            known = f"可用：{'、'.join(owner)}。" if isinstance(owner, dict) else ""
            self.faults.append(f"{place}：“{tag}”里没有“{node.attr}”这一项。{known}")
            return _UNKNOWN
        self._refuse(place, tag)
        return _UNKNOWN


_UNKNOWN = object()


def _check(template: Path | BinaryIO, blanks: Blanks) -> _Checker:
    checker = _Checker(blanks)
    for block in read_document(template).blocks:
        for cell in block.cells:
            for tag in _TAG.findall(cell):
                checker.tag(block.place, tag)
            rest = _TAG.sub("", cell)
            if any(mark in rest for mark in ("{{", "}}", "{%", "%}")):
                checker.faults.append(f"{block.place}：空格的括号没有成对，请检查“{{{{ … }}}}”。")
    if checker.scopes:
        checker.faults.append("模板末尾：还有循环或判断没有结束，请补上 endfor 或 endif。")
    return checker


def template_faults(template: Path | BinaryIO, blanks: Blanks) -> list[str]:
    """What is wrong with a template's blanks, each with its place; empty where it can be filled."""
    return _check(template, blanks).faults


def template_blanks(template: Path | BinaryIO, blanks: Blanks) -> set[str]:
    """The blanks a template really uses: ``title``, ``rows``, ``rows[].name`` …"""
    return _check(template, blanks).used


# --------------------------------------------------------------------------- filling


def template_bytes(document: str, template_folder: Path | None) -> bytes:
    """The county's own copy of a template, or else the shipped one."""
    own = template_folder / f"{document}.docx" if template_folder is not None else None
    if own is not None and own.is_file():
        return own.read_bytes()
    return files("templates").joinpath(f"{document}.docx").read_bytes()


def _plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _plain(one) for key, one in value.items())
    if isinstance(value, list | tuple):
        return all(_plain(one) for one in value)
    return value is None or type(value) in (str, int, float, bool)


# What XML cannot hold; docxtpl would drop it without a word, a space keeps words apart.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _CONTROL.sub(" ", value)
    if isinstance(value, Mapping):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_clean(one) for one in value]
    return value


def _letters(text: str) -> float:
    """Width in full letters: figures are half as wide."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


def _sign(document: Any, name: str, dated: str) -> None:
    """Set name and date as the standard wants: the date begins two letters to the right of the name.

    The one that reaches further stands two letters from the margin. A county that set its own last two
    lines otherwise than to the right keeps them.
    """
    lines = [one for one in document.paragraphs if one.text.strip()][-2:]
    if [one.text.strip() for one in lines] != [name, dated]:
        return
    over = _letters(name) - (2 + _letters(dated))  # how far the name reaches beyond the date
    for line, letters in zip(lines, (2 + max(-over, 0), 2 + max(over, 0)), strict=True):
        found = line._p.pPr.find(qn("w:ind")) if line._p.pPr is not None else None
        if found is not None and found.get(qn("w:rightChars")):
            found.set(qn("w:rightChars"), str(round(letters * 100)))
            found.set(qn("w:right"), str(round(letters * _LETTER)))


def render(
    document: str,
    context: Mapping[str, Any],
    out: Path | BinaryIO,
    *,
    blanks: Blanks,
    template_folder: Path | None = None,
    title: str = "",
    author: str = "",
    keywords: str = "",
    signature: tuple[str, str] | None = None,
) -> None:
    """Fill the template of ``document`` and write it to ``out``; ``signature`` is the name and the date.

    Raises TemplateFault with every wrong blank of the county's own copy; ``context`` holds plain values.
    """
    if not _plain(context):
        raise TypeError("only plain values go into a template")
    template = template_bytes(document, template_folder)
    faults = template_faults(io.BytesIO(template), blanks)
    if faults:
        raise TemplateFault(f"模板 {document}.docx 有误，没有生成文件：", *faults)
    filled = DocxTemplate(io.BytesIO(template))
    try:
        filled.render(_clean(context), _environment(), autoescape=True)
    except TemplateError as error:
        raise TemplateFault(f"模板 {document}.docx 无法填写，请检查循环和判断的成对标记。") from error
    if signature is not None:
        _sign(filled.docx, *signature)
    properties = filled.docx.core_properties
    properties.title, properties.author, properties.keywords = title, author, keywords
    made = io.BytesIO()
    filled.save(made)
    if isinstance(out, Path):
        wholefile.write(out, made.getvalue())
    else:
        out.write(made.getvalue())
