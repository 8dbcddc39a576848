"""Counts become papers: tables of indicators, freezing, the 体检报告 and its proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from jiefen_lite import indicators
from jiefen_lite.errors import NotAllowed, UnreadableFile
from jiefen_lite.glossary import ROLES
from jiefen_lite.reports.counting import (
    Counter,
    as_moment,
    freeze,
    indicator_json,
    indicator_table,
    months_to_freeze,
)
from jiefen_lite.reports.health import HealthData, build_health, build_unit
from jiefen_lite.reports.health.gather import gather
from jiefen_lite.reports.wording import HealthTables
from jiefen_lite.shapes import HealthReport, Period, Role, Viewer

if TYPE_CHECKING:
    from exporters.word import WordDocument
    from jiefen_lite.desk import House
    from jiefen_lite.reports.proof import Verification

__all__ = [
    "HealthData",
    "HealthTables",
    "build_health",
    "build_unit",
    "freeze",
    "health_data",
    "health_report",
    "indicator_json",
    "indicator_table",
    "months_to_freeze",
    "unit_sheets",
    "verify_report",
]


def health_report(
    house: House,
    viewer: Viewer,
    period: Period,
    as_of: date | datetime,
    dated: date,
    *,
    words: int | None = None,
) -> HealthReport:
    """The county's 体检报告 of a period, frozen months from their snapshots; ``dated`` is printed below it.

    ``words``: the last note on a prescription that is taken in (None: all there are). Raises NotAllowed for
    people who do not see the whole county.
    """
    return build_health(health_data(house, viewer, period, as_of, dated, words))


def unit_sheets(
    house: House,
    viewer: Viewer,
    period: Period,
    as_of: date | datetime,
    dated: date,
    *,
    words: int | None = None,
    units: Sequence[str] | None = None,
) -> Iterator[HealthReport]:
    """The sheet of each unit with work in a period (or of ``units``), in the order of the centre's list."""
    data = health_data(house, viewer, period, as_of, dated, words)
    for unit in data.now.scores:
        if data.now.has_work(unit) if units is None else unit in units:
            yield build_unit(data, unit)


def health_data(
    house: House,
    viewer: Viewer,
    period: Period,
    as_of: date | datetime,
    dated: date,
    words: int | None = None,
) -> HealthData:
    """Scores, ranks and prescriptions of a period, for papers and pages.

    Raises NotAllowed for people who do not see the whole county.
    """
    if not viewer.sees_county:
        raise NotAllowed(f"全域体检报告由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")
    until = min(as_moment(as_of), indicators.midnight(period.end))
    return gather(Counter(house, viewer, until), period, dated, words)


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
    if marks.unit:
        asked = (house, viewer, period, marks.as_of, marks.dated)
        sheets = list(unit_sheets(*asked, words=marks.words, units=[marks.unit]))
        if not sheets:
            raise UnreadableFile(f"单位名录里没有“{marks.unit}”，无法核对它的体检单。")
        report = sheets[0]
    else:
        report = health_report(house, viewer, period, marks.as_of, marks.dated, words=marks.words)
    return lay_beside(found, derived(report, template_folder))
