"""Who looked at a case, and the requests to see the people of one in clear."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import looks, unmasking
from jiefen_lite.errors import JiefenError
from jiefen_lite.store import cases
from jiefen_lite.store import unmasking as requested
from jiefen_lite.web import guard
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views import audit
from jiefen_lite.web.views.cases import case_page

pages = Blueprint("looks", __name__)

PAGE = 50
MOST_PAGES = 10_000


@pages.get("/cases/<code>/looks")
@guard.allow(roles=guard.LOOK_READERS)
def of_case(code: str) -> Any:
    """Who looked at a case, the newest first; reading it is noted too."""
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    person = request.args.get("person", "")[:64]
    found = looks.read(
        house(), viewer(), code, person=person, limit=PAGE, offset=(page - 1) * PAGE, now=now()
    )
    given: dict[str, Any] = {"person": person} if person else {}
    return render_template(
        "looks/of_case.html",
        case=found.case,
        rows=found.rows,
        people=found.people,
        more=found.more,
        person=person,
        page=page,
        page_url=lambda number: url_for("looks.of_case", code=code, page=number, **given),
        actions=audit.ACTIONS | {"look": "想打开，没有打开"},
        results=audit.RESULTS,
        told=audit.details_shown,
    )


@pages.post("/cases/<code>/unmask")
@guard.allow(roles=guard.UNMASK_ASKERS)
def ask(code: str) -> Any:
    """Ask to see the people of this case in clear; what was typed stays if it is refused."""
    reason = request.form.get("reason", "")
    try:
        unmasking.ask(house(), viewer(), code, reason, now())
    except JiefenError as error:
        if error.http_status in (403, 404):
            raise
        record = cases.get_case(house().store, viewer(), code)
        asked = {"reason": reason, "fault": "".join(error.sentences)}
        return case_page(record, asked=asked), error.http_status
    flash("已提出申请，督办岗会收到消息；有了答复您也会收到。", "good")
    return redirect(url_for("cases.case", code=code) + "#parties")


@pages.get("/unmasking")
@guard.allow(roles=guard.UNMASK_READERS)
def requests() -> Any:
    """Requests to see people in clear: all of them to who answers, else one's own."""
    return _requests_page()


def _requests_page(fault: str | None = None, number: int | None = None, words: str = "") -> str:
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    mine = None if guard.may(guard.UNMASK_ANSWERERS) else viewer().name
    rows = requested.listing(house().store, viewer(), asked_by=mine, limit=PAGE + 1, offset=(page - 1) * PAGE)
    return render_template(
        "looks/requests.html",
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        page=page,
        now=now(),
        hours=house().book.moves.unmasking.hours,
        fault=fault,
        number=number,
        words=words,
    )


@pages.post("/unmasking/<int:number>")
@guard.allow(roles=guard.UNMASK_ANSWERERS)
def answer(number: int) -> Any:
    """Say yes or no to a request of somebody else."""
    words = request.form.get("words", "")
    try:
        found = unmasking.answer(house(), viewer(), number, request.form.get("verdict", ""), words, now())
    except JiefenError as error:
        if error.http_status in (403, 404):
            raise
        return _requests_page("".join(error.sentences), number, words), error.http_status
    if found.until is not None:
        flash(f"已同意，{found.asked_by}在 {found.until:%m-%d %H:%M} 以前能看这一件的明文。", "good")
    else:
        flash("已答复不同意，申请人会收到消息。", "good")
    return redirect(url_for("looks.requests"))
