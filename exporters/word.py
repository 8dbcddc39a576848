"""Word files: fill a template's blanks with plain values; :mod:`exporters.wordreading` reads a paper back.

A template is not trusted: before it is filled, every blank is checked against the list its document module
gives, and only names, loops over lists and yes/no questions are let through.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from exporters import own
from exporters.blanks import TAG, Blanks, TemplateFault, check
from exporters.wordreading import Block, WordDocument, keywords_of, read_document, text_of
from exporters.wordtemplate import fill, hidden_faults
from jiefen_lite import wholefile
from jiefen_lite.shapes import Issue, Report, ReportChart

__all__ = ["Block", "WordDocument", "keywords_of", "read_document", "text_of"]

SUFFIX = ".docx"
_LETTER = 320  # twips of one letter of the body, 16 pt
#: Greys that print apart and leave black letters readable.
_SHADES = ("F2F2F2", "D9D9D9", "BFBFBF", "A6A6A6")
_SHADE = (
    '<w:shd xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'w:val="clear" w:color="auto" w:fill="{}"/>'
)


def _texts(document: WordDocument) -> Iterator[tuple[str, str]]:
    return ((block.place, cell) for block in document.blocks for cell in block.cells)


def template_faults(template: Path | BinaryIO, blanks: Blanks) -> list[str]:
    """What is wrong with a template's blanks, each with its place; empty where it can be filled."""
    data = template.read_bytes() if isinstance(template, Path) else template.read()
    document = read_document(io.BytesIO(data))
    faults = check(_texts(document), blanks)[0]
    faults += [
        f"{block.place}：图只能放在正文里，页眉页脚里放不了“{tag}”。"
        for block in document.blocks
        if block.kind in ("header", "footer")
        for tag in _CHART_BLANK.findall(block.text)
    ]
    faults += [
        f"{block.place}：脚注、批注里不能有标记“{tag[:40]}”；请写到正文、页眉或页脚里。"
        for block in document.blocks
        if block.kind == "note"
        for tag in TAG.findall(block.text)
    ]
    return faults or hidden_faults(data, (text for _, text in _texts(document)))


_LOOKED_AT: dict[tuple[str, bytes], tuple[str, ...]] = {}
_MOST_LOOKED_AT = 64


def _faults_once(document: str, data: bytes, blanks: Blanks) -> tuple[str, ...]:
    """The faults of a template that is filled again and again: a month has some thirty sheets of one kind.

    The blanks of a document are always the same, so its name stands for them.
    """
    key = (document, hashlib.sha256(data).digest())
    if key not in _LOOKED_AT:
        if len(_LOOKED_AT) >= _MOST_LOOKED_AT:
            _LOOKED_AT.clear()
        _LOOKED_AT[key] = tuple(template_faults(io.BytesIO(data), blanks))
    return _LOOKED_AT[key]


def template_blanks(template: Path | BinaryIO, blanks: Blanks) -> set[str]:
    """The blanks a template really uses: ``title``, ``rows``, ``rows[].name`` …"""
    return check(_texts(read_document(template)), blanks)[1]


_CHART_BLANK = re.compile(r"\{\{-?\s*\w+_chart\s*-?\}\}")


# --------------------------------------------------------------------------- filling


def template_bytes(document: str, template_folder: Path | None) -> bytes:
    """The county's own copy of a template, or else the shipped one."""
    return own.template(document, SUFFIX, template_folder).data


def _letters(text: str) -> float:
    """Width in full letters: figures are half as wide."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


def _letter(line: Any) -> int:
    """How wide a letter of a line is, in twips."""
    sizes = [int(size.get(qn("w:val"))) for size in line._p.iter(qn("w:sz"))]
    return sizes[0] * 10 if sizes else _LETTER


def _sign(document: Any, name: str, dated: str) -> None:
    """Set name and date as the standard wants: the date begins two letters to the right of the name.

    The one that reaches further stands two letters from the margin. Attachments may follow. A county that
    set these two lines otherwise than to the right keeps them.
    """
    told = [one for one in document.paragraphs if one.text.strip()]
    at = [n for n in range(len(told) - 1) if [one.text.strip() for one in told[n : n + 2]] == [name, dated]]
    if not at:
        return
    lines = told[at[-1] : at[-1] + 2]
    over = _letters(name) - (2 + _letters(dated))  # how far the name reaches beyond the date
    for line, letters in zip(lines, (2 + max(-over, 0), 2 + max(over, 0)), strict=True):
        found = line._p.pPr.find(qn("w:ind")) if line._p.pPr is not None else None
        if found is not None and found.get(qn("w:rightChars")):
            found.set(qn("w:rightChars"), str(round(letters * 100)))
            found.set(qn("w:right"), str(round(letters * _letter(line))))


def _shade(document: Any, title: str, levels: Sequence[Sequence[int]]) -> None:
    """Darken the cells of the table below a title; a template that sets it elsewhere stays white."""
    for table in document.element.body.iter(qn("w:tbl")):
        above = table.getprevious()
        if above is None or text_of(above).strip() != title:
            continue
        for row, line in zip(table.findall(qn("w:tr"))[1:], levels, strict=False):
            for cell, level in zip(row.findall(qn("w:tc"))[1:], line, strict=False):
                if level:
                    shade = parse_xml(_SHADE.format(_SHADES[level - 1]))
                    properties = cell.get_or_add_tcPr()
                    after = properties.find(qn("w:vAlign"))  # the standard's order of properties
                    properties.insert(len(properties) if after is None else properties.index(after), shade)


def _drop_empty_columns(document: Any) -> None:
    """Leave out table columns that have no word in any row; the others share their width.

    A template has as many columns as its table may ever need. Tables with merged cells stay as they are.
    """
    for table in document.element.body.iter(qn("w:tbl")):
        grid = table.find(qn("w:tblGrid"))
        rows = [row.findall(qn("w:tc")) for row in table.findall(qn("w:tr"))]
        columns = [] if grid is None else list(grid)
        if any(len(row) != len(columns) for row in rows):
            continue
        empty = [at for at in range(len(columns)) if not any(text_of(row[at]).strip() for row in rows)]
        if not empty or len(empty) == len(columns):
            continue
        widths = [int(column.get(qn("w:w"))) for column in columns]
        kept = [at for at in range(len(columns)) if at not in empty]
        left, room = sum(widths), sum(widths[at] for at in kept)
        for at in kept:
            width = round(widths[at] * left / room)  # of what is left, so that the sum stays
            left, room = left - width, room - widths[at]
            columns[at].set(qn("w:w"), str(width))
            for row in rows:
                for told in row[at].iter(qn("w:tcW")):
                    told.set(qn("w:w"), str(width))
        for at in empty:
            grid.remove(columns[at])
            for row in rows:
                row[at].getparent().remove(row[at])


def marks(
    document: str,
    report: Report,
    edits: int,
    *,
    unit: str | None = None,
    instructions: bool = False,
    issue: Issue | None = None,
) -> str:
    """What a paper must remember so that every number in it can be derived again.

    ``edits``: the last thing a person has written into it that was taken in; ``unit``: whose own sheet it
    is; ``instructions``: it tells of 批示; ``issue``: of the edition that was signed off.
    """
    more = f";unit={unit}" if unit else ""
    if instructions:
        more += ";instructions=1"
    if issue is not None:
        more += f";issued={issue.number}"
    return (
        f"{document};period={report.period.label};as_of={report.as_of.isoformat()};"
        f"formula={report.formula_version};dated={report.dated.isoformat()};edits={edits}{more}"
    )


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
    pictures: Mapping[str, ReportChart] | None = None,
    shades: Mapping[str, Sequence[Sequence[int]]] | None = None,
) -> None:
    """Fill the template of ``document`` and write it to ``out``; ``signature`` is the name and the date.

    ``pictures``: blank by blank the charts that are drawn there; ``shades``: by the title above a table
    how dark each cell is, row by row without header and first column.

    Raises TemplateFault with every wrong blank of the county's own copy; ``context`` holds plain values.
    """
    template = own.template(document, SUFFIX, template_folder)
    template.require_sound()
    faults = _faults_once(document, template.data, blanks)
    if faults:
        raise TemplateFault(f"模板 {document}{SUFFIX} 有误，没有生成文件：", *faults)
    filled = fill(template.data, context, pictures)
    if signature is not None:
        _sign(filled, *signature)
    for above, levels in (shades or {}).items():
        _shade(filled, above, levels)
    _drop_empty_columns(filled)
    properties = filled.core_properties
    properties.title, properties.author, properties.keywords = title, author, keywords
    made = io.BytesIO()
    filled.save(made)
    if isinstance(out, Path):
        wholefile.write(out, made.getvalue())
    else:
        out.write(made.getvalue())
