"""Counts become papers: tables of indicators, freezing, 分析报告, 体检报告 and their proof."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from jiefen_lite import indicators
from jiefen_lite.errors import NotAllowed, UnreadableFile
from jiefen_lite.glossary import ROLES
from jiefen_lite.reports.analysis import analysis_report, analysis_rules, edit_sentence
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
from jiefen_lite.reports.health import HealthData, build_health, build_unit
from jiefen_lite.reports.health.data import has_work
from jiefen_lite.reports.health.gather import gather
from jiefen_lite.reports.late import LateMonth, late_changes, late_paragraph, month_changes
from jiefen_lite.reports.monthly import monthly_form
from jiefen_lite.reports.wording import HealthTables
from jiefen_lite.shapes import HealthReport, Issue, Period, Role, Viewer
from jiefen_lite.store import papers

if TYPE_CHECKING:
    from exporters.word import WordDocument
    from jiefen_lite.desk import House
    from jiefen_lite.reports.proof import Marks, Verification

__all__ = [
    "HealthData",
    "HealthTables",
    "LateMonth",
    "analysis_report",
    "analysis_rules",
    "any_unit_worked",
    "build_health",
    "build_unit",
    "edit_sentence",
    "first_month",
    "freeze",
    "freezing_day",
    "health_data",
    "health_report",
    "indicator_json",
    "indicator_table",
    "is_frozen",
    "issue_report",
    "late_changes",
    "late_paragraph",
    "missing_channels",
    "month_changes",
    "monthly_form",
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


def any_unit_worked(house: House, viewer: Viewer, period: Period) -> bool:
    """Whether anything happened in a period that the sheet of a unit could tell of."""
    counter = Counter(house, viewer, indicators.midnight(period.end))
    units = {unit.name for unit in house.center.units}
    worked = any(has_work(row) for row in counter.table(period, "unit").rows if row.id in units)
    return worked or any(
        row.figures["red_light"].n
        for row in counter.symptoms(period).rows
        if row.id in units and "red_light" in row.figures
    )


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
    """Derive a paper, its annex or the monthly form again and tell every place where the file differs.

    ``template_folder`` is the one the paper was written with. Raises UnreadableFile for a file that is no
    paper of ours.
    """
    # Word's and Excel's libraries are only loaded by those who prove a paper
    from exporters.word import WordDocument
    from jiefen_lite.reports import proof

    if not isinstance(document, WordDocument) and proof.is_workbook(document):
        book = proof.read_workbook(document)
        write = _writer(house, viewer, proof.marks_of(book.keywords), template_folder)
        return proof.lay_books_beside(book, proof.derived_workbook(write.workbook), write.workbook_called)
    found = proof.read(document)
    marks = proof.marks_of(found.keywords)
    write = _writer(house, viewer, marks, template_folder)
    proved = proof.lay_beside(found, proof.derived(lambda out: write.paper(out, marks.issue)))
    if marks.issue is None or papers.is_issued(house.store, viewer, found.keywords):
        return proved
    return replace(proved, differences=(*proved.differences, proof.never_issued(marks.issue)))


def issue_report(
    house: House, viewer: Viewer, document: BinaryIO, issue: Issue, template_folder: Path | None
) -> tuple[Verification, bytes]:
    """The edition of a kept paper that goes out, and what came out when the kept one was proved for it.

    Raises UnreadableFile as :func:`verify_report` does.
    """
    from jiefen_lite.reports import proof

    found = proof.read(document)
    write = _writer(house, viewer, proof.marks_of(found.keywords), template_folder)
    proved = proof.lay_beside(found, proof.derived(lambda out: write.paper(out, None)))
    made = io.BytesIO()
    write.paper(made, issue)
    return proved, made.getvalue()


class _Writer(NamedTuple):
    """Writes a paper (with an issue: the edition that goes out), and its workbook, as they should be."""

    paper: Callable[[BinaryIO, Issue | None], None]
    workbook: Callable[[BinaryIO], None]
    workbook_called: str = "附表"


def _writer(house: House, viewer: Viewer, marks: Marks, template_folder: Path | None) -> _Writer:
    """Derives the paper that marks tell of. Raises UnreadableFile for marks that are not ours."""
    from exporters import analysis_report as analysis_paper
    from exporters import annex
    from exporters import health_report as health_paper
    from exporters import health_unit as unit_paper
    from exporters import monthly_form as form_paper
    from jiefen_lite.reports.proof import unknown

    period = indicators.period_of(marks.period)
    if marks.document == analysis_paper.DOCUMENT:
        analysis = analysis_report(
            house,
            viewer,
            period,
            marks.as_of,
            marks.dated,
            edits_up_to=marks.edits,
            with_instructions=marks.instructions,
        )
        return _Writer(
            lambda out, issue: analysis_paper.write(analysis, out, template_folder, issue=issue),
            lambda out: annex.write(analysis, out, analysis_paper.marks(analysis)),
        )
    asked = (house, viewer, period, marks.as_of, marks.dated)
    if marks.document == health_paper.DOCUMENT:
        health = health_report(*asked, words=marks.edits)
        return _Writer(
            lambda out, issue: health_paper.write(health, out, template_folder, issue=issue),
            lambda out: annex.write(health, out, health_paper.marks(health)),
        )
    if marks.document == unit_paper.DOCUMENT:
        sheet = next(unit_sheets(*asked, words=marks.edits, units=[marks.unit]), None)
        if sheet is None:
            raise UnreadableFile(
                f"单位名录里没有“{marks.unit}”，无法核对它的体检单；请先在 center.yaml 里补上它。"
            )
        return _Writer(
            lambda out, issue: unit_paper.write(sheet, out, template_folder, issue=issue),
            lambda out: annex.write(sheet, out, unit_paper.marks(sheet)),
        )
    if marks.document == form_paper.DOCUMENT:
        form = monthly_form(*asked)
        return _Writer(_no_paper, lambda out: form_paper.write(form, out, template_folder), form_paper.LABEL)
    raise unknown()


def _no_paper(_out: BinaryIO, _issue: Issue | None) -> None:
    """The monthly form is a workbook: a Word file with its marks is none of ours."""
    from jiefen_lite.reports.proof import unknown

    raise unknown()
