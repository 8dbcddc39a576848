"""Handing over: what somebody has at hand, and everything of it to another in one move."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import glossary, handover
from jiefen_lite.errors import IllegalMove
from jiefen_lite.shapes import Role
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("handover", __name__, url_prefix="/users")

SHOWN = 50


@pages.get("/<name>/hand-over")
@guard.allow(roles=guard.HANDING)
def show(name: str) -> Any:
    """What somebody has at hand, who could take it over, and the form for it."""
    return _page(name)


@pages.post("/<name>/hand-over")
@guard.allow(roles=guard.HANDING)
def send(name: str) -> Any:
    """Hand everything over, or say why not."""
    receiver, reason = request.form.get("receiver", ""), request.form.get("reason", "")
    if not receiver:
        return _page(name, ("请选接手的人。",), 422)
    try:
        given = handover.hand_over(house(), viewer(), name, receiver, reason, now())
    except IllegalMove as error:
        return _page(name, error.sentences, error.http_status)
    told = "、".join(f"{glossary.label('holding', one.kind)} {one.count}" for one in given)
    flash(f"{name} 的工作已交给 {receiver}：{told or '没有在手的'}。以前的记录仍写 {name}。", "good")
    return redirect(url_for("handover.show", name=name))


def _page(name: str, faults: tuple[str, ...] = (), status: int = 200) -> Any:
    giver = handover.find(house(), name)
    found = handover.at_hand(house(), viewer(), name, now())
    return render_template(
        "handover/show.html",
        giver=giver,
        found=found,
        receivers=handover.receivers(house(), giver, found),
        in_file=handover.in_file(house().center, name),
        faults=faults,
        typed=request.form,
        reads=Role.SUPERVISOR in viewer().roles,
        shown=SHOWN,
    ), status
