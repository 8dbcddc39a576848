"""What is due after agreements: performance, court confirmation, return visits, over all cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from jiefen_lite.shapes import Role
from jiefen_lite.store import agreements
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("followup", __name__)

MOST = 200
AHEAD_DAYS = 7


@pages.get("/follow-up")
@guard.allow(roles=guard.FOLLOWERS)
def coming() -> Any:
    """What is overdue and what comes in the next days, the oldest first; a mediator is told his own."""
    until = now().date() + timedelta(days=AHEAD_DAYS)
    found = agreements.coming(house().store, viewer(), until, most=MOST)
    if viewer().roles == {Role.MEDIATOR}:
        found = [one for one in found if one.mediator in (None, viewer().name)]
    return render_template("mediation/coming.html", found=found, most=MOST, days=AHEAD_DAYS)
