"""The papers of one case: which can be made now, a form to fill, a paper to read and print, the dossier."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import casepapers, glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove
from jiefen_lite.forms import FORMS
from jiefen_lite.shapes import CaseRecord, Status, Viewer
from jiefen_lite.store import cases
from jiefen_lite.web import background, guard
from jiefen_lite.web.casequery import MOST_ID, whole
from jiefen_lite.web.progress import MadeFile, Progress, Task
from jiefen_lite.web.session import house, note_look, now, viewer
from jiefen_lite.web.views.reports import WORD, templates

pages = Blueprint("casepapers", __name__, url_prefix="/cases")

KIND = "dossier"
ZIP = "application/zip"
MOST_AT_ONCE = 20_000_000  # bytes of papers and files; a larger dossier is put together in the background
MOST_ENTRIES = 400


def _case(code: str) -> CaseRecord:
    record = cases.get_case(house().store, viewer(), code)
    note_look(record)
    return record


@pages.app_context_processor
def _names() -> dict[str, object]:
    """What the forms are called, wherever a paper of a case is shown."""
    return {"forms": FORMS}


@pages.get("/<code>/papers")
@guard.allow(roles=guard.READERS)
def listing(code: str) -> Any:
    """The forms that fit the case now, those that come next first, and the papers that were made."""
    record = _case(code)
    papers = casepapers.of_case(house(), viewer(), code)
    may_make = casepapers.may_make_any(house(), viewer(), code)
    orders = casepapers.orders_of(house(), viewer(), code)
    offers = casepapers.offers(viewer(), record, papers, orders) if may_make else []
    return render_template(
        "casepapers/listing.html",
        case=record,
        papers=list(reversed(papers)),
        due=[one for one in offers if one.why],
        others=[one for one in offers if not one.why],
        may_make=may_make,
        missing=casepapers.missing(house(), viewer(), code),
    )


# ------------------------------------------------------------------ a form


def _corrects() -> int | None:
    return whole(request.values.get("corrects", ""), MOST_ID)


def _order() -> int | None:
    return whole(request.values.get("order", ""), MOST_ID)


def _form_page(code: str, opened: casepapers.OpenForm, **more: Any) -> str:
    values: dict[str, Any] = {"lines": [], "faults": []} | more
    return render_template("casepapers/form.html", code=code, opened=opened, **values)


@pages.get("/<code>/papers/new/<form_id>")
@guard.allow(roles=guard.CASE_PAPER_MAKERS)
def form(code: str, form_id: str) -> Any:
    """A form with what is known filled in; opening it is a look in clear, which is written down."""
    opened = casepapers.open_form(
        house(), viewer(), code, form_id, {}, now(), corrects=_corrects(), order=_order()
    )
    return _form_page(code, opened)


@pages.post("/<code>/papers/new/<form_id>")
@guard.allow(roles=guard.CASE_PAPER_MAKERS)
def make(code: str, form_id: str) -> Any:
    """Look at the paper first, or make it; what is lacking is told entry by entry, nothing typed is lost."""
    typed = dict(list(request.form.items())[:MOST_ENTRIES])
    of = {"corrects": _corrects(), "order": _order()}
    if "preview" in request.form:
        opened, lines = casepapers.preview(
            house(), viewer(), code, form_id, typed, now(), **of, templates=templates()
        )
        return _form_page(code, opened, lines=lines, faults=opened.faults), 422 if opened.faults else 200
    try:
        paper = casepapers.make(house(), viewer(), code, form_id, typed, now(), **of, templates=templates())
    except casepapers.Unfinished as error:
        opened = casepapers.open_form(house(), viewer(), code, form_id, typed, now(), **of)
        return _form_page(code, opened, faults=error.sentences), error.http_status
    flash(f"已制作《{FORMS[form_id].name}》，编号 {paper.number}。", "good")
    return redirect(url_for("casepapers.paper", code=code, paper_id=paper.id))


# ------------------------------------------------------------------ a paper


def _paper_page(code: str, paper_id: int, **more: Any) -> str:
    paper, lines, masked = casepapers.read(house(), viewer(), code, paper_id, now())
    record = cases.get_case(house().store, viewer(), code)
    values: dict[str, Any] = {"reason": "", "fault": ""} | more
    makes = paper.part is None and bool(viewer().roles & FORMS[paper.form].makers)
    return render_template(
        "casepapers/paper.html",
        case=record,
        paper=paper,
        lines=lines,
        masked=masked,
        may_void=casepapers.may_void(house(), viewer(), paper),
        may_correct=makes and paper.is_valid and not masked,
        **values,
    )


@pages.get("/<code>/papers/<int:paper_id>")
@guard.allow(roles=guard.READERS)
def paper(code: str, paper_id: int) -> Any:
    """One paper as it was made; its people are hidden from those who may not see them."""
    return _paper_page(code, paper_id)


@pages.get("/<code>/papers/<int:paper_id>/word")
@guard.allow(roles=guard.REVEALERS)
def download(code: str, paper_id: int) -> Any:
    """The file of a paper, the same bytes every time."""
    found, data = casepapers.file_of(house(), viewer(), code, paper_id, now())
    name = f"{FORMS[found.form].name}{found.number}.docx"
    return send_file(io.BytesIO(data), WORD, as_attachment=True, download_name=name)


@pages.post("/<code>/papers/<int:paper_id>/void")
@guard.allow(roles=guard.CASE_PAPER_MAKERS)
def void(code: str, paper_id: int) -> Any:
    """Declare a paper void, for a reason that is kept."""
    reason = request.form.get("reason", "")
    try:
        gone = casepapers.declare_void(house(), viewer(), code, paper_id, reason, now())
    except casepapers.Unfinished as error:
        return _paper_page(code, paper_id, reason=reason, fault=error.sentences[0]), error.http_status
    flash(f"{gone.number} 已作废，号不再用，原件留着。", "good")
    return redirect(url_for("casepapers.paper", code=code, paper_id=paper_id))


# ------------------------------------------------------------------ the dossier


def _mine(code: str) -> list[Task]:
    """This person's dossiers of a case, put together with the rights that the person still has."""
    return [one for one in background.still_mine(KIND) if one.title == code]


@pages.get("/<code>/dossier")
@guard.allow(roles=guard.READERS)
def dossier(code: str) -> Any:
    """The dossier line by line: what is there, what is missing and how to make it."""
    record = _case(code)
    may_make = casepapers.may_make_any(house(), viewer(), code)
    orders = casepapers.orders_of(house(), viewer(), code)
    offers = casepapers.offers(viewer(), record, casepapers.of_case(house(), viewer(), code), orders)
    mine = _mine(code)
    return render_template(
        "casepapers/dossier.html",
        case=record,
        lines=casepapers.dossier_of(house(), viewer(), code),
        offered={one.form.id for one in offers} if may_make else set(),
        keeps=may_make and bool(viewer().roles & guard.DOSSIER_KEEPERS),
        shown=lambda title: casepapers.shown(house(), viewer(), code, title),
        later=_later,
        tasks=mine[:1],
        busy=background.is_busy(mine),
    )


def _later(item: casepapers.Item) -> str:
    """When what is missing and cannot be made now is to be made."""
    due = {status for name in item.forms for states, _why in FORMS[name].due for status in states}
    first = next((status for status in Status if status in due), None)
    return f"到“{glossary.STATUSES[first]}”再做" if first else "这一步还不能做"


@pages.post("/<code>/dossier/materials")
@guard.allow(roles=guard.DOSSIER_KEEPERS)
def add_material(code: str) -> Any:
    """Note that a material was put into the paper dossier."""
    item, title, count = (request.form.get(name, "") for name in ("item", "title", "pages"))
    casepapers.add_material(house(), viewer(), code, item, title, count, now())
    flash("已登记入卷。", "good")
    return redirect(url_for("casepapers.dossier", code=code))


@pages.post("/<code>/dossier/materials/<int:material_id>/remove")
@guard.allow(roles=guard.DOSSIER_KEEPERS)
def remove_material(code: str, material_id: int) -> Any:
    """Take a note back that was made by mistake."""
    casepapers.remove_material(house(), viewer(), code, material_id, now())
    flash("已从卷里去掉。", "good")
    return redirect(url_for("casepapers.dossier", code=code))


@pages.post("/<code>/dossier/folder")
@guard.allow(roles=guard.DOSSIER_KEEPERS)
def folder(code: str) -> Any:
    """The dossier as one ZIP folder; a large one is put together in the background."""
    size = casepapers.size_of(house(), viewer(), code)
    if not size:
        raise IllegalMove("这件还没有文书和附件，没有可以导出的；请先制作文书或者上传附件。")
    if size <= MOST_AT_ONCE:
        name, data = casepapers.zip_of(house(), viewer(), code, now())
        return send_file(io.BytesIO(data), ZIP, as_attachment=True, download_name=name)
    background.tasks().start(
        user_id=viewer().user_id,
        kind=KIND,
        title=code,
        now=now(),
        work=_work(house(), viewer(), code),
        rights=background.rights(viewer()),
    )
    return redirect(url_for("casepapers.dossier", code=code))


def _work(kept: House, who: Viewer, code: str) -> Callable[[Progress], MadeFile]:
    moment = now()

    def work(tell: Progress) -> MadeFile:
        return MadeFile(
            *casepapers.zip_of(kept, who, code, moment, tell=lambda done, of: tell(done, of, "份"))
        )

    return work


@pages.get("/<code>/dossier/folder/<key>")
@guard.allow(roles=guard.DOSSIER_KEEPERS)
def folder_made(code: str, key: str) -> Any:
    """A folder that was put together in the background, for the person who asked for it."""
    _case(code)
    made = background.made(_mine(code), key)
    return send_file(io.BytesIO(made.data), ZIP, as_attachment=True, download_name=made.name)
