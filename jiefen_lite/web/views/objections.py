"""申诉: the sheet of one's own unit, what is objected to in it, and the answers."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from jiefen_lite import objecting
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.indicators import period_of
from jiefen_lite.reports.health.data import GROUP_NAMES
from jiefen_lite.shapes import Period, Role
from jiefen_lite.store import objections
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.reports import MONTH

pages = Blueprint("objections", __name__)

MOST_LISTED = 200
_BETWEEN = re.compile(r"[\s,，、;；]+")


@pages.get("/objections")
@guard.allow(roles=guard.OBJECTION_READERS)
def listing() -> Any:
    """The months that one may look at, and the objections, open ones first."""
    return render_template(
        "objections/listing.html",
        months=objecting.months(house(), viewer()),
        found=objections.listed(house().store, viewer(), limit=MOST_LISTED),
    )


def _month(label: str) -> Period:
    if not MONTH.fullmatch(label):
        abort(404)
    return period_of(label)


@pages.get("/checkups/<month>")
@guard.allow(roles=guard.OBJECTORS)
def sheet(month: str) -> Any:
    """The own unit's figures of a month that has gone out."""
    return _sheet(_month(month))


def _sheet(period: Period, fault: str | None = None) -> str:
    found = objecting.sheet(house(), viewer(), period, now())
    item = request.form.get("item") or request.args.get("item")
    kind = next((one.kind for one in house().center.units if one.name == found.unit), "")
    return render_template(
        "objections/sheet.html",
        sheet=found,
        month=period.label,
        group=GROUP_NAMES.get(kind, GROUP_NAMES["department"]),
        picked=next((line for line in found.lines if line.id == item and not line.is_open), None),
        most=objecting.MOST_CASES,
        chosen=request.form.getlist("case"),
        fault=fault,
        typed=request.form,
        longest=objecting.LONGEST,
    )


@pages.post("/checkups/<month>")
@guard.allow(roles=guard.OBJECTORS)
def make(month: str) -> Any:
    """Object to one figure; what was typed stays if it is refused."""
    period, form = _month(month), request.form
    codes = [*form.getlist("case"), *_BETWEEN.split(form.get("codes", ""))]
    try:
        number = objecting.make(
            house(), viewer(), period, form.get("item", ""), form.get("claim", ""), codes, now()
        )
    except NotAllowed:
        raise
    except JiefenError as error:
        if error.http_status == 404:
            raise
        return _sheet(period, "".join(error.sentences)), error.http_status
    flash("申诉已提出，督办岗会逐件核实答复。", "good")
    return redirect(url_for("objections.one", number=number))


@pages.get("/objections/<int:number>")
@guard.allow(roles=guard.OBJECTION_READERS)
def one(number: int) -> Any:
    """One objection with its cases and its answer."""
    return _one(number)


def _one(number: int, fault: str | None = None) -> str:
    found = objections.get(house().store, viewer(), number)
    return render_template(
        "objections/one.html",
        found=found,
        fault=fault,
        typed=request.form,
        verdicts=objecting.VERDICTS,
        may_answer=found.state == objections.OPEN and Role.SUPERVISOR in viewer().roles,
        longest=objecting.LONGEST,
        longest_figure=objecting.LONGEST_FIGURE,
    )


@pages.post("/objections/<int:number>")
@guard.allow(roles=guard.OBJECTION_ANSWERERS)
def answer(number: int) -> Any:
    """Answer an objection; what was typed stays if it is refused."""
    form = request.form
    found = objections.get(house().store, viewer(), number)
    findings = {code: form.get(f"finding-{code}", "") for code in found.codes}
    words, right = form.get("words", ""), form.get("corrected", "")
    try:
        objecting.answer(house(), viewer(), number, form.get("verdict", ""), words, findings, right, now())
    except NotAllowed:
        raise
    except JiefenError as error:
        return _one(number, "".join(error.sentences)), error.http_status
    flash("已答复，单位会收到消息；更正写在下一期体检单里。", "good")
    return redirect(url_for("objections.one", number=number))
