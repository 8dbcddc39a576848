"""建议有没有用: a mark beside a case, and what was said of each rule, type, article and example."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import suggesting
from jiefen_lite.errors import JiefenError
from jiefen_lite.store import cases
from jiefen_lite.text.days import day_from
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("suggestions", __name__)

REPORT_DAYS = 90
MOST_REF = 64
#: The pages that show suggestions: where one comes from, one goes back to.
_BACK = {
    "case": "cases.case",
    "similar": "precedents.similar",
    "laws": "laws.of_case",
    "brief": "mediation.brief",
}


@pages.post("/cases/<code>/suggestions")
@guard.allow(roles=guard.SUGGESTION_MARKERS)
def mark(code: str) -> Any:
    """Say whether a suggestion was of use, otherwise than before, or nothing any more."""
    cases.case_id_of(house().store, viewer(), code)  # of somebody else's case nothing is asked
    ref, answer = request.form.get("ref", "")[:MOST_REF], request.form.get("useful")
    if answer == "none":
        suggesting.take_back(house(), viewer(), code, ref, now())
        flash("收回了，当没有说过。", "good")
    elif answer in ("yes", "no"):
        suggesting.mark(house(), viewer(), code, ref, answer == "yes", now())
        flash("记下了，谢谢。", "good")
    else:
        raise JiefenError("请点“有用”或者“没用”。")
    back = _BACK.get(request.form.get("from", ""), "cases.case")
    return redirect(url_for(back, code=code) + "#suggestions")


@pages.get("/suggestions")
@guard.allow(roles=guard.SUGGESTION_READERS)
def report() -> Any:
    """How often each rule's type, each article and each example was of use, and where it was not."""
    last = day_from(request.args.get("last", "")) or now().date()
    first = day_from(request.args.get("first", "")) or last - timedelta(days=REPORT_DAYS)
    found = suggesting.report(house(), viewer(), first, last)
    return render_template("suggestions/report.html", report=found, first=first, last=last)
