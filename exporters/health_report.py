"""The 体检报告 as a Word file: which blanks it has, and how a report's texts fill them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from exporters import word
from jiefen_lite.shapes import HealthReport, ReportTable

DOCUMENT, LABEL = "health_report", "体检报告"
TABLES: dict[str, tuple[str, ...]] = {
    "core": ("name", "now", "fraction", "previous", "year_before"),
    "towns": (
        *("name", "intake_count", "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate"),
        *("participation_rate", "avg_handling_days"),
    ),
}
TABLES["units"] = TABLES["towns"]

BLANKS: dict[str, Any] = {
    "title": None,
    "region": None,
    "center": None,
    "dated": None,
    "as_of": None,
    "formula_version": None,
    "conclusion": [None],
    "definitions": [None],
}
for _name, _columns in TABLES.items():
    BLANKS |= {
        f"{_name}_text": None,
        f"{_name}_title": None,
        f"{_name}_note": None,
        f"{_name}_header": dict.fromkeys(_columns),
        f"{_name}_rows": [dict.fromkeys(_columns)],
    }


def until_text(moment: datetime) -> str:
    """The moment the data reach to; midnight is 24:00 of the day before."""
    if (moment.hour, moment.minute) == (0, 0):
        return f"{date.fromordinal(moment.toordinal() - 1)} 24:00"
    return f"{moment:%Y-%m-%d %H:%M}"


def day_text(day: date) -> str:
    """A date as papers print it: 2026年11月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _table(name: str, table: ReportTable, text: str) -> dict[str, Any]:
    columns = TABLES[name]
    return {
        f"{name}_text": text,
        f"{name}_title": table.title,
        f"{name}_note": table.note or "",
        f"{name}_header": dict(zip(columns, table.header, strict=True)),
        f"{name}_rows": [dict(zip(columns, row, strict=True)) for row in table.rows],
    }


def context(report: HealthReport) -> dict[str, Any]:
    """What the blanks of the template are filled with: plain texts only."""
    filled: dict[str, Any] = {
        "title": report.title,
        "region": report.region,
        "center": report.center,
        "dated": day_text(report.dated),
        "as_of": until_text(report.as_of),
        "formula_version": report.formula_version,
        "conclusion": list(report.conclusion),
        "definitions": list(report.definitions),
    }
    for name, table, text in zip(TABLES, report.tables, report.indicator_sentences, strict=True):
        filled |= _table(name, table, text)
    return filled


def marks(report: HealthReport) -> str:
    """What the file must remember so that every number in it can be derived again."""
    return (
        f"{DOCUMENT};period={report.period.label};as_of={report.as_of.isoformat()};"
        f"formula={report.formula_version};dated={report.dated.isoformat()}"
    )


def write(report: HealthReport, out: Path | BinaryIO, template_folder: Path | None = None) -> None:
    """The report as .docx, set in the county's own copy of the template or the shipped one."""
    word.render(
        DOCUMENT,
        context(report),
        out,
        blanks=BLANKS,
        template_folder=template_folder,
        title=report.title,
        author=report.center,
        keywords=marks(report),
        signature=(report.center, day_text(report.dated)),
    )
