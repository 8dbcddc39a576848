"""Who is behind a request: the session cookie, the sign-in it stands for, the forced change of password."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session, url_for

from jiefen_lite import looks
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import CaseRecord, Viewer
from jiefen_lite.store import users
from jiefen_lite.store.users import UserRecord
from jiefen_lite.web import guard

COOKIE = "jiefen_session"
IDLE_MINUTES = 30
# What somebody with a first password may reach before choosing an own one.
WHILE_CHANGING = frozenset({"signin.password", "signin.password_send", "signin.sign_out", "static"})


class NotSignedIn(JiefenError):
    """A form sent after its session had ended; the page shows what was typed."""

    http_status = 401


def house() -> House:
    """The centre this application serves, for the whole request under the rules it began with."""
    if "house" not in g:
        kept: House = current_app.extensions["house"]
        g.house = kept.latest
    found: House = g.house
    return found


def now() -> datetime:
    """The time of this request, one and the same wherever it is asked for."""
    if "now" not in g:
        g.now = current_app.extensions["now"]()
    moment: datetime = g.now
    return moment


def viewer() -> Viewer:
    """Who is signed in; only called behind the guard."""
    found: Viewer = g.viewer
    return found


def note_look(record: CaseRecord) -> None:
    """Looking at a case is written down: who and when, once an hour."""
    notes: looks.Notes = current_app.extensions["looks"]
    notes.note(viewer(), record, now())


def start(user: UserRecord) -> str:
    """Sign ``user`` in: an earlier session of this browser ends; returns the new id (inside a write)."""
    close()
    return users.open_session(house().store, user.id, now(), request.remote_addr or "")


def welcome(user: UserRecord, token: str) -> Response:
    """Give the new id out; only now is the browser's old form session forgotten, when all is saved."""
    session.clear()
    response = redirect(url_for("signin.password" if user.must_change else "home.show"))
    response.set_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        path="/",
    )
    return response  # type: ignore[return-value]


def close() -> None:
    """End this browser's session in the store; the cookie is worth nothing afterwards."""
    token = request.cookies.get(COOKIE)
    if token:
        users.close_session(house().store, token)


def install(app: Flask) -> None:
    """Find the viewer of every request and send strangers to the sign-in page."""

    @app.before_request
    def find_viewer() -> Any:
        g.viewer = None
        g.user = None
        endpoint = request.endpoint
        if endpoint is None or endpoint == "static":
            return None
        token = request.cookies.get(COOKIE)
        if token:
            user = users.session_user(house().store, token, now(), IDLE_MINUTES)
            if user is not None and not user.disabled:
                g.user = user
                g.viewer = user.viewer(request.remote_addr)
        if guard.who_may(app, endpoint) == guard.PUBLIC:
            return None
        if g.viewer is None and request.method == "POST":
            raise NotSignedIn(
                "您的登录已到时间，这次没有保存。", "请先重新登录，再回到原来的页面重交；您填写的内容在下面。"
            )
        if g.viewer is None:
            return redirect(url_for("signin.sign_in"))
        if g.user.must_change and endpoint not in WHILE_CHANGING:
            return redirect(url_for("signin.password"))
        guard.check(app, endpoint, g.viewer)
        return None
