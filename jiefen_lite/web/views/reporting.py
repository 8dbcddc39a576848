"""报送: which channels and units have reported a month, and which have not."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from jiefen_lite import reporting
from jiefen_lite.indicators import month_of, period_of, previous
from jiefen_lite.web import filters, guard, words
from jiefen_lite.web.casequery import MONTH
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("reporting", __name__, url_prefix="/reporting")


@pages.get("")
@guard.allow(roles=guard.READERS)
def board() -> Any:
    """One month, by default the one that is being reported now: the last."""
    today = now().date()
    label = request.args.get("month", "")
    period = period_of(label) if MONTH.fullmatch(label) else previous(month_of(today))
    found = reporting.board(house(), viewer(), period, today)
    return render_template(
        "reporting/board.html",
        board=found,
        states=reporting.STATES,
        months=words.months(period.label),
        before=filters.month_back(period.label, 1),
        after=filters.month_back(period.label, -1) if period.end <= today else None,
        is_over=period.end <= today,
        most=max((one.cases or 0 for one in found.towns), default=0),
    )
