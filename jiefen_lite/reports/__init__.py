"""Counts become papers: tables of indicators, freezing, the 体检报告 and its proof."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from jiefen_lite import indicators
from jiefen_lite.errors import NotAllowed
from jiefen_lite.glossary import ROLES
from jiefen_lite.reports.counting import (
    Counter,
    as_moment,
    first_month,
    indicator_json,
    indicator_table,
    is_frozen,
)
from jiefen_lite.reports.freezing import (
    freeze,
    freezing_day,
    missing_channels,
    months_to_freeze,
)
from jiefen_lite.reports.health import build_health
from jiefen_lite.reports.late import LateMonth, late_changes, late_paragraph, late_table, month_changes
from jiefen_lite.reports.wording import HealthTables
from jiefen_lite.shapes import HealthReport, Period, Role, Viewer

if TYPE_CHECKING:
    from exporters.word import WordDocument
    from jiefen_lite.desk import House
    from jiefen_lite.reports.proof import Verification

__all__ = [
    "HealthTables",
    "LateMonth",
    "build_health",
    "first_month",
    "freeze",
    "freezing_day",
    "health_report",
    "indicator_json",
    "indicator_table",
    "is_frozen",
    "late_changes",
    "late_paragraph",
    "late_table",
    "missing_channels",
    "month_changes",
    "months_to_freeze",
    "verify_report",
]


def health_report(
    house: House, viewer: Viewer, period: Period, as_of: date | datetime, dated: date
) -> HealthReport:
    """The county's 体检报告 of a period, frozen months from their snapshots; ``dated`` is printed below it.

    Raises NotAllowed for people who do not see the whole county.
    """
    if not viewer.sees_county:
        raise NotAllowed(f"全域体检报告由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")
    until = min(as_moment(as_of), indicators.midnight(period.end))
    counter = Counter(house, viewer, until)
    tables = HealthTables(
        county=counter.table(period, indicators.COUNTY),
        towns=counter.table(period, "town"),
        units=counter.table(period, "unit"),
        previous=counter.other(period, indicators.previous(period), indicators.COUNTY),
        year_before=counter.other(period, indicators.year_before(period), indicators.COUNTY),
    )
    return build_health(house.center, counter.rules_of(tables.county), tables, dated=dated)


def verify_report(
    house: House,
    viewer: Viewer,
    document: Path | BinaryIO | WordDocument,
    template_folder: Path | None = None,
) -> Verification:
    """Derive a 体检报告 again from the data and tell every place where the file says something else.

    ``template_folder`` is the one the paper was written with. Raises UnreadableFile for a file that is no
    paper of ours.
    """
    # Word's library is only loaded by those who prove a paper
    from jiefen_lite.reports.proof import derived, lay_beside, marks_of, read

    found = read(document)
    marks = marks_of(found)
    period = indicators.period_of(marks.period)
    report = health_report(house, viewer, period, marks.as_of, marks.dated)
    return lay_beside(found, derived(report, template_folder))
