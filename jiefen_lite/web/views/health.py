"""体检: scores and ranks of a month, the sheet of a unit, prescriptions that a supervisor sets and judges."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import reports
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.glossary import PRESCRIPTION_STATES
from jiefen_lite.indicators import period_of
from jiefen_lite.reports.health import HealthData
from jiefen_lite.reports.health.data import GROUP_NAMES
from jiefen_lite.reports.health.groups import whole_word
from jiefen_lite.reports.health.points import lost_codes, number
from jiefen_lite.reports.health.remedies import Remedy, proposed
from jiefen_lite.reports.health.setting import LONGEST, Setting, set_prescription
from jiefen_lite.store import audit
from jiefen_lite.web import filters, guard
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.reports import MONTH, WORD

pages = Blueprint("health", __name__, url_prefix="/health")

_FIELDS = ("measure", "acceptance", "owner", "due", "state", "remark")


def _data(month: str) -> HealthData:
    if not MONTH.fullmatch(month) or month >= f"{now():%Y-%m}":
        abort(404)
    return reports.health_data(house(), viewer(), period_of(month), as_of=now(), dated=now().date())


def _links(month: str) -> dict[str, Any]:
    this = f"{now():%Y-%m}"
    after = filters.month_back(month, -1)
    return {
        "month": month,
        "before": filters.month_back(month, 1),
        "after": after if after < this else None,
        "lost_codes": lost_codes,
        "number": number,
    }


@pages.get("/<month>")
@guard.allow(roles=guard.COUNTY)
def show(month: str) -> Any:
    """Scores, ranks and prescriptions of one month."""
    return _page(month)


def _page(month: str, *, fault: str | None = None, form: dict[str, str] | None = None) -> str:
    data = _data(month)
    found = proposed(data.now, data.dated)
    return render_template(
        "health/show.html",
        data=data,
        score=data.now.county_score,
        whole=whole_word(data.now.center.region.name),
        groups=GROUP_NAMES,
        unranked=[
            (unit, row, score) for unit, (row, score) in data.now.scores.items() if score.total is None
        ],
        remedies=found,
        units=list(dict.fromkeys(one.unit for one in found)),
        states=list(PRESCRIPTION_STATES.items()),
        longest=LONGEST,
        fault=fault,
        form=form,
        values=_values,
        **_links(month),
    )


def _values(one: Remedy, form: dict[str, str] | None) -> dict[str, str]:
    """What the form of a prescription shows: what was typed a moment ago, else what holds."""
    if form is not None and (form["unit"], form["rule"]) == (one.unit, one.rule.id):
        return form
    return {
        "measure": one.measure,
        "acceptance": one.acceptance,
        "owner": one.owner or "",
        "due": one.due.isoformat(),
        "state": one.state,
        "remark": one.remark or "",
    }


@pages.get("/<month>/unit")
@guard.allow(roles=guard.COUNTY)
def unit(month: str) -> Any:
    """How one unit came to its score: each item with its cases, and what ails it."""
    data = _data(month)
    name = request.args.get("name", "")
    if name not in data.now.scores:
        abort(404)
    row, score = data.now.scores[name]
    symptoms = [
        (rule, data.now.sick(name, rule.id))
        for rule in data.now.health.symptoms
        if data.now.sick(name, rule.id).n
    ]
    return render_template(
        "health/unit.html",
        data=data,
        name=name,
        row=row,
        score=score,
        standing=data.now.standing.get(name),
        group=GROUP_NAMES[data.now.kind_of(name)],
        symptoms=symptoms,
        remedies=[one for one in proposed(data.now, data.dated) if one.unit == name],
        **_links(month),
    )


@pages.post("/<month>/unit.docx")
@guard.allow(roles=guard.COUNTY)
def unit_word(month: str) -> Any:
    """The sheet of one unit as a Word file."""
    from exporters import health_unit  # brings the Word library, which few requests need

    _data(month)
    name = request.form.get("name", "")
    asked = (house(), viewer(), period_of(month), now(), now().date())
    sheet = next(reports.unit_sheets(*asked, units=[name]), None)
    if sheet is None:
        abort(404)
    audit.record(house().store, viewer(), "report", f"health_unit {month} {name}"[:255], now=now())
    out = io.BytesIO()
    health_unit.write(sheet, out, current_app.extensions["paths"].templates)
    out.seek(0)
    title = f"{name}{filters.month_name(month)}体检单.docx"
    return send_file(out, WORD, as_attachment=True, download_name=title)


@pages.post("/<month>/prescription")
@guard.allow(roles=guard.PRESCRIBERS)
def prescribe(month: str) -> Any:
    """Set words, owner and date of one prescription, or note how it ended."""
    form = {name: request.form.get(name, "") for name in ("unit", "rule", *_FIELDS)}
    data = _data(month)
    try:
        typed = Setting(**{name: form[name] for name in _FIELDS})
        set_prescription(house(), viewer(), data.now, form["unit"], form["rule"], typed, now())
    except NotAllowed:
        raise
    except JiefenError as error:
        if error.http_status == 404:
            raise
        return _page(month, fault=error.sentences[0], form=form), 422
    flash(f"已记下：{form['unit']}。", "good")
    return redirect(url_for("health.show", month=month, _anchor="prescriptions"))
