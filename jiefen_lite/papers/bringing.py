"""A paper that somebody brings: proved in the blank it was made with, where this centre has kept it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from jiefen_lite import indicators, reports
from jiefen_lite.papers.making import file_of, own_blank
from jiefen_lite.shapes import KeptPaper, Viewer
from jiefen_lite.store import papers

if TYPE_CHECKING:
    from jiefen_lite.desk import House
    from jiefen_lite.reports.proof import Verification


def verify(house: House, viewer: Viewer, document: bytes, templates: Path | None) -> Verification:
    """Derive a brought paper or workbook again and tell every place where it says something else.

    A paper that was made and kept here is set in its own blank: what has become of the centre's templates
    since does not count against it. Raises UnreadableFile for a file that is no paper of ours.
    """
    found = []
    for paper in _kept_like(house, viewer, document):
        with own_blank(house, paper) as folder:
            found.append(reports.verify_report(house, viewer, io.BytesIO(document), folder))
        if not found[-1].differences:
            break
    if not found:
        return reports.verify_report(house, viewer, io.BytesIO(document), templates)
    return min(found, key=lambda one: len(one.differences))


def _kept_like(house: House, viewer: Viewer, document: bytes) -> list[KeptPaper]:
    """Kept papers with the marks of a brought one, the newest version first."""
    # Word's library is only loaded by those who prove a paper
    from exporters import word
    from jiefen_lite.reports import proof

    if proof.is_workbook(io.BytesIO(document)):
        return []  # an annex has no blank
    keywords = word.keywords_of(io.BytesIO(document))
    marks = proof.marks_of(keywords)
    kept = papers.listing(house.store, viewer, period=indicators.period_of(marks.period).label)
    # the files of the others need not be opened: a month has a sheet of every unit
    near = [one for one in kept if ((one.unit or ""), one.dated) == (marks.unit, marks.dated)]
    own = keywords.partition(";issued=")[0]
    return [
        paper
        for paper in reversed(near)
        if word.keywords_of(io.BytesIO(file_of(house, paper, "docx")[1])) == own
    ]
