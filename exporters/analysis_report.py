"""The 分析报告 as a Word file: which blanks it has, and how a report's texts fill them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from exporters import word
from exporters.health_report import issue_texts, until_text
from exporters.tables import table_blanks, table_texts
from jiefen_lite.shapes import AnalysisReport, Issue, ReportTable
from jiefen_lite.text.days import day_in_words

DOCUMENT, LABEL = "analysis_report", "分析报告"
TABLES: dict[str, tuple[str, ...]] = {
    "total": ("name", "now", "fraction", "previous", "year_before"),
    "types": ("name", "now", "previous", "year_before", "share"),
    "places": ("name", "now", "previous", "share", "c1", "c2", "c3", "c4"),
    "alarms": ("number", "level", "code", "place", "what", "people", "unit", "state"),
    "key_cases": ("number", "code", "place", "what", "why", "unit", "state"),
    "inspection": ("number", "what", "place", "why", "unit", "until"),
    "teaching": ("field", "place", "audience", "articles", "form", "unit"),
    "instructions": ("number", "given", "about", "what", "unit", "until", "state", "reply"),
    "units": ("name", "c1", "c2", "c3", "c4", "c5", "c6"),
    "all_types": ("name", "now", "previous", "year_before", "share"),
    "channels": ("name", "now", "previous", "year_before", "share"),
}
MATRIX = ("name", *(f"c{at}" for at in range(1, 10)))
CHARTS = ("trend", "channels", "types")
#: Sections of sentences; where a table has the same name, the blank of the text says so.
SECTIONS: dict[str, str] = {
    **{
        name: name
        for name in ("lead", "intake", "handling", "features", "crowds", "causes", "handover", "together")
    },
    **{
        name: f"{name}_text"
        for name in ("channels", "types", "places", "alarms", "key_cases", "teaching", "inspection")
    },
}

BLANKS: dict[str, Any] = {
    **dict.fromkeys(
        ("title", "number", "issued", "center", "dated", "as_of", "formula_version", "copies", "types_shown")
    ),
    "definitions": [None],
    **{blank: [None] for blank in SECTIONS.values()},
    **{f"{name}_{what}": None for name in CHARTS for what in ("chart", "caption")},
}
for _name, _columns in {**TABLES, "matrix": MATRIX}.items():
    BLANKS |= table_blanks(_name, _columns)


def _widened(table: ReportTable | None, columns: Sequence[str]) -> ReportTable | None:
    """A table as wide as its columns; those that it does not need this time stay empty."""
    if table is None:
        return None
    rest = ("",) * (len(columns) - len(table.header))
    return replace(table, header=(*table.header, *rest), rows=tuple((*row, *rest) for row in table.rows))


def context(report: AnalysisReport, issue: Issue | None = None) -> dict[str, Any]:
    """What the blanks of the template are filled with, but for the charts: plain texts only."""
    filled: dict[str, Any] = {
        "title": report.title,
        **issue_texts(issue),
        "center": report.center,
        "dated": day_in_words(report.dated),
        "as_of": until_text(report.as_of),
        "formula_version": report.formula_version,
        "copies": report.copies,
        "types_shown": "有" if report.charts["types"].categories else "",
        "definitions": list(report.definitions),
    }
    for section, blank in SECTIONS.items():
        filled[blank] = list(report.paragraphs.get(section, ()))
    for name in CHARTS:
        filled[f"{name}_caption"] = report.charts[name].title
    for name, columns in TABLES.items():
        filled |= table_texts(name, columns, _widened(report.tables.get(name), columns))
    matrix = report.matrix
    filled |= table_texts(
        "matrix", MATRIX, ReportTable(matrix.title, matrix.header, matrix.rows, matrix.note)
    )
    return filled


def marks(report: AnalysisReport, issue: Issue | None = None) -> str:
    """What the file must remember so that every number in it can be derived again."""
    # papers made before there was this table have no such mark, and are proved without it
    told = "instructions" in report.tables
    return word.marks(DOCUMENT, report, report.edits, instructions=told, issue=issue)


def write(
    report: AnalysisReport,
    out: Path | BinaryIO,
    template_folder: Path | None = None,
    *,
    issue: Issue | None = None,
) -> None:
    """The report as .docx, set in the county's own copy of the template or the shipped one.

    With an ``issue`` it is the edition that was signed off.
    """
    word.render(
        DOCUMENT,
        context(report, issue),
        out,
        blanks=BLANKS,
        template_folder=template_folder,
        title=report.title,
        author=report.center,
        keywords=marks(report, issue),
        signature=(report.center, day_in_words(report.dated)),
        pictures={f"{name}_chart": report.charts[name] for name in CHARTS},
        shades={report.matrix.title: report.matrix.levels},
    )
