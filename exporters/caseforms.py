"""The papers of a case as Word files: values by entry become the blanks of the form's template."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from exporters import formblanks, word
from jiefen_lite.forms import FILE, Entry, Form, Kind
from jiefen_lite.text.days import day_in_words

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on every paper besides its entries."""

    number: str
    center: str
    file_number: str = ""
    correction: str = ""


def context(form: Form, values: Mapping[str, Any], head: Head) -> dict[str, Any]:
    """What the blanks of the form's template are filled with: plain texts only.

    ``values``: by entry a text (days as ISO), for people their particulars one mapping a person, for the
    contents of a dossier one mapping a line.
    """
    told: dict[str, Any] = {"number": head.number, "correction": head.correction, "center": head.center}
    if form.series == FILE:
        told["file_number"] = head.file_number
    for entry in form.entries:
        if entry.printed:
            told |= _filled(
                entry, values.get(entry.id), "" if f"{form.id}.{entry.id}" in _LEFT_OUT else NOTHING
            )
    return told


def _filled(entry: Entry, value: Any, empty: str) -> dict[str, Any]:
    if entry.kind is Kind.STORY:
        return {entry.id: paragraphs(value or "")}
    if entry.kind is Kind.PARTIES:
        lines = [party_line(one) for one in value or ()]
        names = "、".join(one["name"] for one in value or ()) or NOTHING
        return {entry.id: lines, f"{entry.id}_names": names, f"{entry.id}_text": "\n".join(lines) or NOTHING}
    if entry.kind is Kind.CONTENTS:
        return {entry.id: [{name: str(text) for name, text in one.items()} for one in value or ()]}
    if entry.kind in (Kind.DAY, Kind.MOMENT):
        return {entry.id: day_text(value) if value else NOTHING}
    if entry.id == "confirmable":  # the choice whether a paragraph stands there
        return {entry.id: value if value == entry.options[0] else ""}
    text = str(value or "").strip()
    return {entry.id: text or empty}


#: Optional entries that stand in a line of their own, which is left out where they are empty.
_LEFT_OUT = frozenset(
    {
        *(f"inquiry_record.{one}" for one in ("attendants", "asked_gender", "asked_age", "asked_address")),
        *("inquiry_record.asked_phone", "mediation_record.attendants", "mediation_record.refused"),
        *("power_of_attorney.agent_id", "power_of_attorney.agent_phone"),
        *("closing_report.assigned", "consultation_opinion.requested"),
    }
)


def paragraphs(text: str) -> list[str]:
    """A text of several lines as paragraphs, empty lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def day_text(value: str) -> str:
    """2026-11-03 as 2026年11月3日; with a time 2026年11月10日9时30分."""
    if "T" not in value and " " not in value:
        return day_in_words(date.fromisoformat(value))
    at = datetime.fromisoformat(value)
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{day_in_words(at)}{at.hour}时{minutes}"


def party_line(one: Mapping[str, str]) -> str:
    """A person or an organisation in one line, what is not known left out."""
    if one.get("is_org"):
        parts = [
            one["name"],
            _after("统一社会信用代码", one.get("id_no")),
            _after("法定代表人", one.get("representative")),
            _after("联系电话", one.get("phone")),
            _after("地址", one.get("address")),
        ]
    else:
        ethnicity = one.get("ethnicity") or ""
        age = one.get("age") or ""
        parts = [
            one["name"],
            one.get("gender") or "",
            f"{ethnicity}族" if ethnicity and not ethnicity.endswith("族") else ethnicity,
            f"{age}岁" if str(age).isdigit() else age,
            one.get("job") or "",
            _after("证件号码", one.get("id_no")),
            _after("联系电话", one.get("phone")),
            _after("住", one.get("address")),
        ]
    return "，".join(part for part in parts if part)


def _after(word_: str, value: str | None) -> str:
    return f"{word_}{value}" if value else ""


def write(form: Form, values: Mapping[str, Any], head: Head, templates: Path | None) -> bytes:
    """The paper as .docx, in the county's own template or the shipped one. Raises TemplateFault."""
    filled = context(form, values, head)
    signature = None
    if form.signature is not None:
        name, day = (str(filled[one]) for one in form.signature)
        signature = (name, day)
    return printed(form, filled, templates, f"{form.name}{head.number}", head.center, signature)


def printed(
    form: Form,
    filled: Mapping[str, Any],
    templates: Path | None,
    title: str,
    author: str,
    signature: tuple[str, str] | None = None,
) -> bytes:
    """A form as .docx with these blanks filled, in the county's own template or the shipped one.

    Raises TemplateFault.
    """
    out = io.BytesIO()
    word.render(
        form.document,
        filled,
        out,
        blanks=formblanks.blanks(form),
        template_folder=templates,
        title=title,
        author=author,
        signature=signature,
    )
    return out.getvalue()


def read(data: bytes) -> Sequence[tuple[str, tuple[str, ...]]]:
    """The text of a paper in reading order: (paragraph or row, its cells)."""
    blocks = word.read_document(io.BytesIO(data)).blocks
    return [(one.kind, one.cells) for one in blocks if one.kind in ("paragraph", "row")]
