"""What is due after agreements: the list over all cases, the sheet of calls taken out and brought back."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for

from jiefen_lite import glossary, standing
from jiefen_lite.errors import JiefenError
from jiefen_lite.mediation import callsheet, calltaking
from jiefen_lite.shapes import Role
from jiefen_lite.store import agreements
from jiefen_lite.text.days import day_from
from jiefen_lite.web import background, guard
from jiefen_lite.web.progress import MadeFile
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.ledgers import EXCEL

pages = Blueprint("followup", __name__)

MOST = 200
AHEAD_DAYS = 7
KIND = "call_list"


@pages.get("/follow-up")
@guard.allow(roles=guard.FOLLOWERS)
def coming() -> Any:
    """What is overdue and what comes in the next days, the oldest first; a mediator is told his own."""
    until = now().date() + timedelta(days=AHEAD_DAYS)
    found = agreements.coming(house().store, viewer(), until, most=MOST)
    if viewer().roles == {Role.MEDIATOR}:
        his = standing.names(house(), viewer(), now().date())
        found = [one for one in found if one.mediator is None or one.mediator in his]
    return render_template("mediation/coming.html", found=found, most=MOST, days=AHEAD_DAYS)


@pages.get("/follow-up/sheet")
@guard.allow(roles=guard.FOLLOWERS)
def sheet() -> Any:
    """The sheet of calls: take it out, print it, bring it back filled in."""
    return _page()


def _page(fault: str = "", status: int = 200, **more: Any) -> Any:
    until = _until()
    values: dict[str, Any] = {"taken": None, "refused": None} | more
    return render_template(
        "mediation/sheet.html",
        last_day=until,
        lines=callsheet.lines(house(), viewer(), until, now()),
        most=callsheet.MOST_LINES,
        least=callsheet.LEAST_REASON,
        most_bytes=calltaking.MOST_BYTES,
        fault=fault,
        **values,
    ), status


def _until() -> date:
    """The day asked for; without one so many days ahead as the list looks."""
    return day_from(request.values.get("until", "")) or now().date() + timedelta(days=AHEAD_DAYS)


@pages.get("/follow-up/sheet/masked")
@guard.allow(roles=guard.FOLLOWERS)
def masked() -> Any:
    """The sheet as a workbook, people masked."""
    return _file(*callsheet.workbook(house(), viewer(), _until(), now()))


@pages.post("/follow-up/sheet/clear")
@guard.allow(roles=guard.VISITORS)
def clear() -> Any:
    """The sheet with telephones, for a reason, each case logged."""
    try:
        reason = request.form.get("reason", "")[:200]
        return _file(*callsheet.workbook(house(), viewer(), _until(), now(), reason=reason))
    except JiefenError as error:
        return _page(str(error), error.http_status)


def _file(name: str, data: bytes) -> Any:
    return send_file(io.BytesIO(data), EXCEL, as_attachment=True, download_name=name)


@pages.post("/follow-up/sheet/print")
@guard.allow(roles=guard.FOLLOWERS)
def paper() -> Any:
    """The sheet on paper, masked, with room to write; told to the log."""
    return _print(None)


@pages.post("/follow-up/sheet/print/clear")
@guard.allow(roles=guard.VISITORS)
def paper_clear() -> Any:
    """The same with telephones, one line a person, for a reason; each case logged as with the workbook."""
    try:
        return _print(request.form.get("reason", "")[:200])
    except JiefenError as error:
        return _page(str(error), error.http_status)


def _print(reason: str | None) -> str:
    until = _until()
    lines = callsheet.lines(house(), viewer(), until, now(), reason=reason)
    callsheet.note(house(), viewer(), "print", until, len(lines), now(), reason=reason)
    return render_template(
        "mediation/sheet_print.html",
        last_day=until,
        lines=lines,
        clear=reason is not None,
        ways=glossary.CONTACT_WAYS,
        states=glossary.PERFORMANCES,
    )


@pages.post("/follow-up/sheet")
@guard.allow(roles=guard.VISITORS)
def take() -> Any:
    """A sheet that was filled in: what became of each line, and the file marked where some were refused."""
    file = request.files.get("document")
    if file is None or not file.filename:
        return _page("请选择填好的联系表。", 400)
    try:
        taken = calltaking.take(house(), viewer(), file.read(calltaking.MOST_BYTES + 1), now())
    except JiefenError as error:
        return _page(str(error), error.http_status)
    refused = None
    if taken.marked is not None:
        task = background.tasks().keep(
            user_id=viewer().user_id,
            kind=KIND,
            title="没有记下的联系表",
            now=now(),
            made=MadeFile("没有记下的_联系表.xlsx", taken.marked),
            rights=background.rights(viewer()),
        )
        refused = url_for("followup.refused", key=task.id)
    return _page(taken=taken, refused=refused, status=422 if refused else 200)


@pages.get("/follow-up/sheet/refused/<key>")
@guard.allow(roles=guard.VISITORS)
def refused(key: str) -> Any:
    """A sheet given back with the reasons in it, for the person who brought it."""
    made = background.made(background.still_mine(KIND), key)
    return _file(made.name, made.data)
