"""The 体检报告 as a Word file: which blanks it has, and how a report's texts fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from exporters import word
from exporters.tables import table_blanks, table_texts
from jiefen_lite.shapes import HealthReport, Issue
from jiefen_lite.text.days import day_in_words

DOCUMENT, LABEL = "health_report", "体检报告"
GROUP = (
    *("name", "intake_count", "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate"),
    *("participation_rate", "avg_handling_days"),
)
RANK = ("rank", "name", "total", "grade", "before", "resolution_rate", "on_time_rate", "satisfaction_rate")
TABLES: Mapping[str, tuple[str, ...]] = {
    "core": ("name", "now", "fraction", "previous", "year_before", "points"),
    "symptoms": ("kind", "code", "what", "unit", "state"),
    "remedies": ("unit", "problem", "measure", "owner", "due", "acceptance"),
    "review": ("unit", "problem", "owner", "state", "now"),
    "rank_town": RANK,
    "rank_department": RANK,
    "towns": GROUP,
    "units": GROUP,
    "checks": ("name", "limit", "county", "units"),
}
SECTIONS = (
    *("conclusion", "core", "symptoms", "links", "remedies", "review", "unranked", "objections"),
    *("towns", "units", "checks"),
)
CHARTS = ("score", "links")
_TEXTS = ("title", "number", "issued", "region", "center", "dated", "as_of", "formula_version", "trial")


def blanks(
    texts: Sequence[str],
    sections: Sequence[str],
    tables: Mapping[str, tuple[str, ...]],
    charts: Sequence[str],
) -> dict[str, Any]:
    """The blanks of a paper of these sections, tables and charts."""
    made: dict[str, Any] = dict.fromkeys(texts)
    made |= {f"{name}_text": [None] for name in sections}
    made |= {f"{name}_{what}": None for name in charts for what in ("chart", "caption")}
    for name, columns in tables.items():
        made |= table_blanks(name, columns)
    return made


BLANKS: dict[str, Any] = blanks(_TEXTS, SECTIONS, TABLES, CHARTS) | {"definitions": [None]}


def until_text(moment: datetime) -> str:
    """The moment the data reach to; midnight is 24:00 of the day before."""
    if (moment.hour, moment.minute) == (0, 0):
        return f"{date.fromordinal(moment.toordinal() - 1)} 24:00"
    return f"{moment:%Y-%m-%d %H:%M}"


def issue_texts(issue: Issue | None) -> dict[str, str]:
    """The blanks that only the edition that was signed off fills."""
    return {"number": issue.number if issue else "", "issued": "已签发" if issue else ""}


def filled(
    report: HealthReport,
    sections: Sequence[str],
    tables: Mapping[str, tuple[str, ...]],
    charts: Sequence[str],
    issue: Issue | None = None,
) -> dict[str, Any]:
    """What the blanks of a paper are filled with, but for the charts: plain texts only."""
    texts: dict[str, Any] = {
        "title": report.title,
        **issue_texts(issue),
        "region": report.region,
        "center": report.center,
        "dated": day_in_words(report.dated),
        "as_of": until_text(report.as_of),
        "formula_version": report.formula_version,
        "trial": f"（{report.trial}）" if report.trial else "",
    }
    texts |= {f"{name}_text": list(report.paragraphs.get(name, ())) for name in sections}
    for name, columns in tables.items():
        texts |= table_texts(name, columns, report.tables.get(name))
    for name in charts:
        texts |= {
            f"{name}_chart": "",
            f"{name}_caption": report.charts[name].title if name in report.charts else "",
        }
    return texts


def context(report: HealthReport, issue: Issue | None = None) -> dict[str, Any]:
    """What the blanks of the template are filled with, but for the charts."""
    return filled(report, SECTIONS, TABLES, CHARTS, issue) | {"definitions": list(report.definitions)}


def marks(report: HealthReport, issue: Issue | None = None) -> str:
    """What the file must remember so that every number in it can be derived again."""
    return word.marks(DOCUMENT, report, report.words, issue=issue)


def write(
    report: HealthReport,
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
        title=report.title.replace("\n", ""),
        author=report.center,
        keywords=marks(report, issue),
        signature=(report.center, day_in_words(report.dated)),
        pictures={f"{name}_chart": report.charts[name] for name in CHARTS if name in report.charts},
    )
