"""The forms of a mediation printed empty, with lines to write on: for a window, a village, a power cut."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx import Document as open_docx
from docx.text.paragraph import Paragraph

from exporters import caseforms
from jiefen_lite.forms import FILE, Entry, Form, Kind

_LINE = "＿"
_DAY, _MOMENT = "　　　　年　　月　　日", "　　　　年　　月　　日　　时　　分"
_NUMBER = _LINE * 8
_LONG = 24  # characters of a line of a paragraph that begins two characters in
_WIDE = 26  # characters of a whole line
#: How many lines there are to write on; of other stories fewer.
_LINES = {"inquiry_record.record": 18, "mediation_record.course": 12, "mediation_agreement.terms": 8}
_FEW = 5
_PERSON = (
    f"姓名{_LINE * 5}，性别{_LINE * 2}，民族{_LINE * 2}，年龄{_LINE * 2}，职业或职务{_LINE * 5}，"
    f"证件号码{_LINE * 10}，联系电话{_LINE * 7}，住{_LINE * 9}"
)
_TOLD = re.compile(f"^(?!编号)[^{_LINE}]{{1,14}}：{_LINE}+$")
_EMPTY = re.compile(f"^[{_LINE}、　\\s]+$")


def write(form: Form, known: Mapping[str, str], templates: Path | None) -> bytes:
    """An empty paper as .docx, in the county's own template or the shipped one. Raises TemplateFault.

    ``known``: what is printed all the same, of no case: the centre, the committee, the court.
    """
    filled = _context(form, known)
    return _ruled(caseforms.printed(form, filled, templates, f"{form.name}（空白）", known["center"]))


def _context(form: Form, known: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {"number": _NUMBER, "correction": "", "center": known["center"]}
    if form.series == FILE:
        told["file_number"] = _NUMBER
    for entry in form.entries:
        if entry.printed:
            told |= _room(form, entry, known)
    return told


def _room(form: Form, entry: Entry, known: Mapping[str, str]) -> dict[str, Any]:
    """Room to write an entry by hand, or the usual words where every such paper has them."""
    usual = entry.usual.replace("{center}", known["center"])
    if entry.kind is Kind.PARTIES:
        people = [_PERSON] * (2 if len(entry.roles) > 1 else 1)
        names = "、".join([_LINE * 6] * len(people))
        return {entry.id: people, f"{entry.id}_names": names, f"{entry.id}_text": "\n".join(people)}
    if entry.kind is Kind.STORY:
        lines = [_LINE * _LONG] * _LINES.get(f"{form.id}.{entry.id}", _FEW)
        return {entry.id: [usual] if usual else lines}
    if entry.kind is Kind.CHOICE:
        boxes = "　".join(f"□{one}" for one in entry.options)
        return {entry.id: entry.options[0] if entry.id == "confirmable" else boxes}
    by_kind = {Kind.DAY: _DAY, Kind.MOMENT: _MOMENT, Kind.NUMBER: _LINE * 2, Kind.CELL: _LINE}
    return {entry.id: known.get(entry.id) or by_kind.get(entry.kind) or usual or _LINE * 10}


def _ruled(data: bytes) -> bytes:
    """Lines as long as the sheet is wide; none in cells, which are room enough, or where a rule is anyway."""
    paper = open_docx(io.BytesIO(data))
    for one in paper.paragraphs:
        if "\t" in one.text:
            _replace(one, _LINE, "")
        elif _TOLD.match(one.text):
            last = next(run for run in reversed(one.runs) if _LINE in run.text)
            wide = _LONG if one.paragraph_format.first_line_indent else _WIDE
            last.text = last.text + _LINE * max(0, wide - len(one.text))
    for table in paper.tables:
        for one in (one for row in table.rows for cell in row.cells for one in cell.paragraphs):
            if one.text == _DAY:
                _replace(one, _DAY, _DAY[1:])
            elif _EMPTY.match(one.text):
                _replace(one, one.text, "")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _replace(paragraph: Paragraph, old: str, new: str) -> None:
    """Change the words of a paragraph run by run; tabs stay where they are."""
    for run in paragraph.runs:
        if old in run.text:
            run.text = run.text.replace(old, new)
