"""Who has looked at a case, and requests to see its people in clear."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import clearing
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.store import audit, cases, clearances
from jiefen_lite.web import guard
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.audit import ACTIONS, RESULTS, detail_shown
from jiefen_lite.web.views.cases import case_page

pages = Blueprint("looking", __name__)

PAGE = 50
MOST_PAGES = 1_000
MOST_LISTED = 100
#: What counts as looking at a case: its people in clear, its papers and files, what left the system.
LOOKS = (
    *("view_case", "reveal", "ask_clear", "grant_clear", "refuse_clear", "print", "look", "view_looks"),
    *("open_attachment", "open_agreement", "view_paper", "print_paper", "make_paper", "export_dossier"),
)


@pages.get("/cases/<code>/looks")
@guard.allow(roles=guard.LOOK_READERS)
def looks(code: str) -> Any:
    """The looks at one case, the newest first; looking at them is one of them."""
    store, who = house().store, viewer()
    case = cases.get_case(store, who, code)
    person = request.args.get("person", "").strip() or None
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    audit.record(store, who, "view_looks", code, now=now())
    rows = audit.of_object(store, who, code, LOOKS, person=person, limit=PAGE + 1, offset=(page - 1) * PAGE)
    return render_template(
        "cases/looks.html",
        case=case,
        rows=rows[:PAGE],
        person=person,
        page=page,
        more=len(rows) > PAGE,
        actions=ACTIONS,
        results=RESULTS,
        detail_shown=detail_shown,
    )


@pages.get("/clearances")
@guard.allow(roles=guard.CLEAR_ASKERS | guard.CLEAR_SETTLERS)
def listing() -> Any:
    """The requests: those that wait first."""
    found = clearances.listed(house().store, viewer(), limit=MOST_LISTED)
    return render_template("cases/clearance_list.html", found=found, moment_now=now())


@pages.post("/cases/<code>/clearance")
@guard.allow(roles=guard.CLEAR_ASKERS)
def ask(code: str) -> Any:
    """Ask to see the people of a case in clear; what was typed stays if it is refused."""
    reason = request.form.get("reason", "")
    try:
        clearing.ask(house(), viewer(), code, reason, now())
    except (NotFound, NotAllowed):
        raise
    except JiefenError as error:
        typed = {"reason": reason, "fault": "".join(error.sentences)}
        case = cases.get_case(house().store, viewer(), code)
        return case_page(case, asked=typed), error.http_status
    flash("申请已提出，督办岗答复以后您会收到消息。", "good")
    return redirect(url_for("cases.case", code=code))


@pages.post("/clearances/<int:number>")
@guard.allow(roles=guard.CLEAR_SETTLERS)
def settle(number: int) -> Any:
    """Grant a request or refuse it."""
    answer, grant = request.form.get("answer", ""), request.form.get("verdict") == "grant"
    code = clearances.get(house().store, viewer(), number).case_code
    try:
        clearing.settle(house(), viewer(), number, grant=grant, answer=answer, now=now())
    except NotAllowed:
        raise
    except JiefenError as error:
        typed = {"number": number, "answer": answer, "fault": "".join(error.sentences)}
        return case_page(cases.get_case(house().store, viewer(), code), asked=typed), error.http_status
    flash("已同意，过了时间自动失效。" if grant else "已答复不同意。", "good")
    return redirect(url_for("cases.case", code=code))
