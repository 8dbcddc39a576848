"""Who may read, make and void papers of a case."""

from __future__ import annotations

from jiefen_lite.casepapers import offering
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRecord, IssuedPaper, Role, Viewer
from jiefen_lite.store import cases


def may_read(house: House, viewer: Viewer, record: CaseRecord, paper: IssuedPaper) -> bool:
    """Whether this viewer may read a paper in clear, take it along and print it.

    Where people want to stay unknown to units, a unit reads its own papers and those that were made for it.
    """
    if not cases.may_unmask(house.store, viewer, paper.case_code):
        return False
    if not record.secrecy or viewer.sees_county or paper.made_for == (viewer.unit or ""):
        return True
    return offering.form_of(paper.form).for_unit


def may_make_any(house: House, viewer: Viewer, code: str) -> bool:
    """Whether this viewer may see the people of a case in clear, without which no paper can be made."""
    return bool(viewer.roles & offering.MAKERS) and cases.may_unmask(house.store, viewer, code)


def may_void(house: House, viewer: Viewer, paper: IssuedPaper) -> bool:
    """The supervisor, and those of the unit it was made in who may make such a paper in this case."""
    if paper.part is not None or paper.void_at is not None:
        return False
    form = offering.form_of(paper.form)
    return Role.SUPERVISOR in viewer.roles or (
        bool(viewer.roles & form.makers)
        and paper.made_for == (viewer.unit or "")
        and cases.may_unmask(house.store, viewer, paper.case_code)
    )
