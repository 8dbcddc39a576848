"""The 体检单 of one unit as a Word file: a page that can be sent alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from exporters import health_report, word
from jiefen_lite.shapes import HealthReport, Issue
from jiefen_lite.text.days import day_in_words

DOCUMENT, LABEL = "health_unit", "单位体检单"
TABLES: Mapping[str, tuple[str, ...]] = {
    "core": ("name", "now", "fraction", "previous", "year_before", "county", "points"),
    "symptoms": ("kind", "code", "what", "state"),
    "remedies": ("problem", "measure", "owner", "due", "acceptance"),
}
SECTIONS = ("conclusion", "symptoms", "links", "remedies", "review", "objections")
BLANKS: dict[str, Any] = health_report.blanks(
    ("title", "issued", "unit", "center", "dated", "as_of", "formula_version", "trial"),
    SECTIONS,
    TABLES,
    (),
)


def context(report: HealthReport, issue: Issue | None = None) -> dict[str, Any]:
    """What the blanks of the template are filled with: plain texts only."""
    texts = health_report.filled(report, SECTIONS, TABLES, (), issue)
    del texts["region"], texts["number"]
    return texts | {"unit": report.unit}


def marks(report: HealthReport, issue: Issue | None = None) -> str:
    """What the file must remember so that every number in it can be derived again."""
    return word.marks(DOCUMENT, report, report.words, unit=report.unit, issue=issue)


def write(
    report: HealthReport,
    out: Path | BinaryIO,
    template_folder: Path | None = None,
    *,
    issue: Issue | None = None,
) -> None:
    """The sheet as .docx, set in the county's own copy of the template or the shipped one.

    With an ``issue`` it is the edition that was signed off.
    """
    word.render(
        DOCUMENT,
        context(report, issue),
        out,
        blanks=BLANKS,
        template_folder=template_folder,
        title=f"{report.unit}{report.title}".replace("\n", ""),
        author=report.center,
        keywords=marks(report, issue),
        signature=(report.center, day_in_words(report.dated)),
    )
