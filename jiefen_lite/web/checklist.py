"""What is to be done and printed with one case now: the county's words, each paper with the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from jiefen_lite import casepapers
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import CaseRecord, Status
from jiefen_lite.store import intakes
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, viewer

#: What the counter prints itself, under the name that checklists have for it.
_RECEIPT = "登记回执"
_TO_BIND = frozenset({Status.CLOSED, Status.EVALUATED})


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the list; ``address`` None: it is no paper of ours, or not for this person now.

    ``later``: this person can make it once the step that is next has been taken.
    """

    name: str
    address: str | None
    made: bool
    later: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The short list of a state; ``dossier``: where the dossier is, once it is time to bind it."""

    todo: Sequence[str]
    papers: Sequence[Paper]
    dossier: str | None


def of_case(case: CaseRecord) -> Checklist | None:
    """The list for the state in which a case is; None where the county has written nothing of it."""
    rules = next((one for one in house().book.daywork.checklists if one.state == case.status), None)
    if rules is None:
        return None
    dossier = url_for("casepapers.dossier", code=case.case_code) if case.status in _TO_BIND else None
    return Checklist(rules.todo, _papers(case, rules.papers), dossier)


def _has_receipt(code: str) -> bool:
    """Whether the counter has registered it, and this person may print what it gave out."""
    if not viewer().roles & guard.REGISTRARS:
        return False
    try:
        intakes.get(house().store, viewer(), code)
    except NotFound:
        return False
    return True


def _papers(case: CaseRecord, names: Sequence[str]) -> list[Paper]:
    code = case.case_code
    papers = casepapers.of_case(house(), viewer(), code) if names else []
    made = {one.form: one for one in papers if one.is_valid}
    offered: set[str] = set()
    may_make = bool(names) and casepapers.may_make_any(house(), viewer(), code)
    if may_make:
        orders = casepapers.orders_of(house(), viewer(), code)
        offered = {one.form.id for one in casepapers.offers(viewer(), case, papers, orders)}
    found = []
    for name in names:
        form = casepapers.named(name)
        address = None
        if form is not None and form.id in made:
            address = url_for("casepapers.paper", code=code, paper_id=made[form.id].id)
        elif form is not None and form.id in offered:
            address = url_for("casepapers.form", code=code, form_id=form.id)
        elif name == _RECEIPT and _has_receipt(code):
            address = url_for("counter.receipt", code=code)
        later = form is not None and address is None and may_make
        found.append(Paper(name, address, form is not None and form.id in made, later))
    return found
