"""Ratings: the page of a party behind a one-time link, the slip that carries it, the written answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for

from jiefen_lite import glossary
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.rating import answering, giving, inviting
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit, cases, users
from jiefen_lite.web import guard, qrcode, throttle
from jiefen_lite.web.session import house, note_look, now, viewer
from jiefen_lite.web.views.cases import case_page

pages = Blueprint("rating", __name__)

#: The one link that this browser may still print: it is kept nowhere else in clear.
SLIP = "rating_slip"
#: Wrong links are counted like failed sign-ins to this name.
GUESSED = "评价链接"


@pages.get("/rate/<token>")
@guard.allow(roles=guard.PUBLIC)
def form(token: str) -> Any:
    """The form, for as long as the link holds; else one sentence."""
    return _open(token)


@pages.post("/rate/<token>")
@guard.allow(roles=guard.PUBLIC)
def send(token: str) -> Any:
    """Take the rating; what was chosen stays where something is missing."""
    if g.viewer is not None:
        raise NotAllowed("您登录着中心的账号，不能替当事人交评价；代录请在案件里办“评价”。")
    left = _wait()
    if left:
        return _sorry(_slow(left), 429)
    try:
        giving.give(house(), token, request.form, request.remote_addr, now())
    except giving.Incomplete as error:
        return _open(token, list(error.sentences))
    except (NotFound, giving.Closed) as error:
        return _refused(error)
    return redirect(url_for("rating.form", token=token))


def _open(token: str, faults: list[str] | None = None) -> Any:
    left = _wait()
    if left:
        return _sorry(_slow(left), 429)
    try:
        found = giving.look(house(), token, now())
    except (NotFound, giving.Closed) as error:
        return _refused(error)
    shown = render_template(
        "rating/rate.html",
        found=found,
        faults=faults or [],
        typed=request.form,
        token=token,
        glossary=glossary,
        most=giving.MOST_SAID,
    )
    return shown, 422 if faults else 200


def _refused(error: JiefenError) -> Any:
    """Say why in one sentence; only a link that never was counts as a guess."""
    if isinstance(error, NotFound):
        address = request.remote_addr or ""
        stranger = Viewer(None, GUESSED, frozenset(), None, address)
        with house().store.writing():
            users.note_failure(house().store, GUESSED, address, now())
            audit.record(house().store, stranger, "rate", "link", now=now(), result="refused")
    return _sorry(error.sentences, error.http_status)


def _sorry(sentences: Sequence[str], status: int) -> Any:
    return render_template("rating/rate.html", found=None, sentences=sentences, faults=[]), status


def _wait() -> timedelta:
    """How long this address has to wait after wrong links; nobody elsewhere waits for that."""
    since = now() - throttle.LOCK
    found = users.failures(house().store, GUESSED, request.remote_addr or "", since)
    here = replace(found, elsewhere=0, others=0, last_elsewhere=None, last_others=None)
    return throttle.wait(here, now())


def _slow(left: timedelta) -> tuple[str, str]:
    return "打不开的链接试得太多了。", f"请{throttle.in_words(left)}后再试。"


# --------------------------------------------------------------------------- the slip


@pages.get("/cases/<code>/rating")
@guard.allow(roles=guard.RATING_INVITERS)
def slip(code: str) -> Any:
    """The slip for the party; the link stands on it as long as this browser has it."""
    case = cases.get_case(house().store, viewer(), code)
    note_look(case)
    kept = session.get(SLIP) or ["", ""]
    board = inviting.board(house(), viewer(), case, now().date())
    address = None
    if kept[0] == code and board.link_until is not None:
        base = house().center.public_address or request.url_root
        address = urljoin(base.rstrip("/") + "/", url_for("rating.form", token=kept[1]).lstrip("/"))
    return render_template(
        "rating/slip.html",
        case=case,
        board=board,
        address=address,
        code=qrcode.drawn(address, "评价的二维码") if address else None,
        is_public=house().center.public_address is not None,
    )


@pages.post("/cases/<code>/rating")
@guard.allow(roles=guard.RATING_INVITERS)
def invite(code: str) -> Any:
    """Make a new link and show its slip; the one before does not hold any more."""
    made = inviting.invite(house(), viewer(), code, now())
    session[SLIP] = [code, made.token]
    return redirect(url_for("rating.slip", code=code))


@pages.get("/cases/<code>/rating/blank")
@guard.allow(roles=guard.RATING_SHEET_READERS)
def blank(code: str) -> Any:
    """The sheet of questions on paper, for one case that waits to be rated; nobody's name stands on it."""
    case = cases.get_case(house().store, viewer(), code)
    note_look(case)
    board = inviting.board(house(), viewer(), case, now().date())
    return render_template("rating/blank.html", case=case, board=board, glossary=glossary)


# --------------------------------------------------------------------------- the answer


@pages.post("/cases/<code>/rating/answer")
@guard.allow(roles=guard.RATING_ANSWERERS)
def answer(code: str) -> Any:
    """Keep the written answer to somebody who is not satisfied; what was typed stays if it is refused."""
    case = cases.get_case(house().store, viewer(), code)
    words, way = request.form.get("words", ""), request.form.get("way", "")
    try:
        answering.answer(house(), viewer(), code, words, way, now())
    except answering.Incomplete as error:
        typed = {"words": words, "way": way, "faults": list(error.sentences)}
        return case_page(case, answer=typed), error.http_status
    flash("书面说明已记下，这一件不再列在“不满意待答复”里。", "good")
    return redirect(url_for("cases.case", code=code) + "#rating")
