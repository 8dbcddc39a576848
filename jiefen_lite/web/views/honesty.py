"""The checks against padding of one month, each with its share, its limit and its cases."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, render_template, request

from jiefen_lite.glossary import CHANNELS
from jiefen_lite.indicators import period_of
from jiefen_lite.reports import honesty
from jiefen_lite.reports.counting import Counter
from jiefen_lite.shapes import CaseQuery, CaseRecord
from jiefen_lite.store import cases
from jiefen_lite.web import filters, guard, periods
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("honesty", __name__, url_prefix="/honesty")

MONTH = re.compile(r"(20|21)\d{2}-(0[1-9]|1[0-2])", re.ASCII)
SHOWN_CASES = 500
FALL = "intake_drop"


def _asked() -> tuple[str, honesty.Panel]:
    """The month asked for (default: the newest with data) and its panel; 404 for a row that is not there."""
    label = request.args.get("month", "")
    if not MONTH.fullmatch(label):
        label = periods.opening(now().date())
    month = period_of(label)
    counter = Counter(house(), viewer(), now())
    found = honesty.panel(house(), viewer(), month, request.args.get("row") or None, counter)
    return label, found or abort(404)


@pages.get("")
@guard.allow(roles=guard.HONESTY_READERS)
def table() -> Any:
    """All checks of one month for the county or one unit."""
    label, panel = _asked()
    offered = next(rows for _, rows in periods.choices(now().date(), label))
    if label not in dict(offered):
        offered = [*offered, (label, filters.month_name(label))]
    return render_template(
        "honesty/table.html", panel=panel, month=label, months=offered, names=dict(panel.rows)
    )


@pages.get("/cases")
@guard.allow(roles=guard.HONESTY_READERS)
def figure() -> Any:
    """The cases that one check is about, and those it looked at besides."""
    label, panel = _asked()
    name = request.args.get("check", "")
    sign = next((one for one in panel.signs if one.rule.id == name), None)
    found = sign.figure if sign is not None else panel.late if name == honesty.LATE else None
    if found is None:
        abort(404)
    above = set(found.numerator)
    rest = tuple(code for code in found.denominator if code not in above)
    if sign is not None and name == FALL:
        return _fall(label, panel, sign)
    parts = [("请核实的", len(found.numerator), _cases(found.numerator))]
    if rest:
        parts.append(("同时看过、没有问题的", len(rest), _cases(rest)))
    return render_template(
        "honesty/figure.html",
        panel=panel,
        month=label,
        sign=sign,
        figure=found,
        parts=parts,
        shown=SHOWN_CASES,
        names=dict(panel.rows),
    )


def _fall(label: str, panel: honesty.Panel, sign: honesty.Sign) -> str:
    """What a fall of the intake is read from: cases that did not come have no list, their months have."""
    months = honesty.compared(panel, period_of(label), Counter(house(), viewer(), now()))
    channels = [name for name in CHANNELS if any(one.channels.get(name) for one in months)]
    other = any(one.total > sum(one.channels.get(name, 0) for name in channels) for one in months)
    return render_template(
        "honesty/fall.html",
        panel=panel,
        month=label,
        sign=sign,
        months=months,
        channels=channels,
        other=other,
        names=dict(panel.rows),
    )


def _cases(codes: tuple[str, ...]) -> list[CaseRecord]:
    if not codes:
        return []
    query = CaseQuery(case_codes=codes[:SHOWN_CASES], limit=SHOWN_CASES)
    return cases.list_cases(house().store, viewer(), query)
