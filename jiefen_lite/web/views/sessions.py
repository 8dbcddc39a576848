"""Where one is signed in: everybody sees and ends his own sign-ins, the administrator everybody's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite.shapes import Role
from jiefen_lite.store import users
from jiefen_lite.web import guard
from jiefen_lite.web.session import COOKIE, IDLE_MINUTES, house, now, viewer

pages = Blueprint("sessions", __name__, url_prefix="/sessions")


@pages.get("")
@guard.allow(roles=guard.SIGNED_IN)
def listing() -> Any:
    """The sign-ins that hold now."""
    found = users.sessions(house().store, viewer(), now(), IDLE_MINUTES, request.cookies.get(COOKIE))
    return render_template(
        "sessions/listing.html",
        sessions=found,
        everybody=Role.ADMIN in viewer().roles,
        idle=IDLE_MINUTES,
    )


@pages.post("/<mark>/end")
@guard.allow(roles=guard.SIGNED_IN)
def end(mark: str) -> Any:
    """End one of them: its next click comes to the sign-in page."""
    name = users.end_session(house().store, viewer(), mark, now())
    flash(f"{name} 的那个登录已经退出。", "good")
    return redirect(url_for("sessions.listing"))
