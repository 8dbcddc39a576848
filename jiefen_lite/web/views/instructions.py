"""批示: a leader's word on a case or a report, the reply, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import instructing
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.glossary import REPORTS
from jiefen_lite.shapes import Role
from jiefen_lite.shapes.supervision import InstructionRecord
from jiefen_lite.store import instructions
from jiefen_lite.text.days import day_from
from jiefen_lite.web import filters, guard
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("instructions", __name__, url_prefix="/instructions")

PAGE = 30
MOST_PAGES = 400
MONTHS = 13
_TYPED = ("case_code", "document", "period", "unit", "text", "reply_by")


@pages.get("")
@guard.allow(roles=guard.INSTRUCTION_READERS)
def listing() -> Any:
    """The instructions, those that are not done unless all are asked for."""
    return _page()


def _page(fault: str | None = None, typed: dict[str, str] | None = None) -> str:
    everything = request.args.get("show") == "all"
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    found, total = instructions.listing(
        house().store,
        viewer(),
        states=() if everything else ("open", "replied"),
        limit=PAGE,
        offset=(page - 1) * PAGE,
    )
    given: dict[str, Any] = {"show": "all"} if everything else {}
    this = f"{now():%Y-%m}"
    asked = {name: request.args.get(name, "") for name in ("case_code", "document", "period", "unit")}
    return render_template(
        "instructions/listing.html",
        found=found,
        total=total,
        everything=everything,
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for("instructions.listing", **given, page=number),
        units=[one.name for one in house().center.units],
        documents=list(REPORTS.items()),
        months=[filters.month_back(this, back) for back in range(1, MONTHS)],
        fault=fault,
        typed=typed or {**dict.fromkeys(_TYPED, ""), **asked},
        is_open=bool(fault or any(asked.values())),
    )


@pages.post("")
@guard.allow(roles=guard.INSTRUCTION_GIVERS)
def give() -> Any:
    """Give an instruction."""
    typed = {name: request.form.get(name, "").strip() for name in _TYPED}
    try:
        number = instructing.give(
            house(),
            viewer(),
            text=typed["text"],
            reply_by=day_from(typed["reply_by"]),
            unit=typed["unit"] or None,
            case_code=typed["case_code"] or None,
            document=typed["document"] or None,
            period=typed["period"] or None,
            now=now(),
        )
    except NotAllowed:
        raise
    except JiefenError as error:
        return _page("".join(error.sentences), typed), error.http_status
    flash("批示已发出，接到的人会收到消息。", "good")
    return redirect(url_for("instructions.one", number=number))


@pages.get("/<int:number>")
@guard.allow(roles=guard.INSTRUCTION_READERS)
def one(number: int) -> Any:
    """One instruction with its course."""
    return _one_page(instructions.get(house().store, viewer(), number))


def _one_page(found: InstructionRecord, fault: str | None = None, text: str = "") -> str:
    asked = Role.SUPERVISOR in viewer().roles if found.unit is None else found.unit == viewer().unit
    return render_template(
        "instructions/one.html",
        found=found,
        may_reply=found.state == "open" and asked and guard.may(guard.INSTRUCTION_REPLIERS),
        may_settle=found.state == "replied" and guard.may(guard.INSTRUCTION_GIVERS),
        fault=fault,
        text=text,
    )


@pages.post("/<int:number>/reply")
@guard.allow(roles=guard.INSTRUCTION_REPLIERS)
def reply(number: int) -> Any:
    """Answer an instruction."""
    text = request.form.get("text", "")
    try:
        instructing.reply(house(), viewer(), number, text, now())
    except JiefenError as error:
        if error.http_status in (403, 404):
            raise
        found = instructions.get(house().store, viewer(), number)
        return _one_page(found, "".join(error.sentences), text), error.http_status
    flash("已回复，领导会收到消息。", "good")
    return redirect(url_for("instructions.one", number=number))


@pages.post("/<int:number>/settle")
@guard.allow(roles=guard.INSTRUCTION_GIVERS)
def settle(number: int) -> Any:
    """Take a reply, or send it back."""
    text = request.form.get("text", "")
    try:
        instructing.settle(house(), viewer(), number, request.form.get("verdict", ""), text, now())
    except JiefenError as error:
        if error.http_status == 404:
            raise
        found = instructions.get(house().store, viewer(), number)
        return _one_page(found, "".join(error.sentences), text), error.http_status
    flash("已记下。", "good")
    return redirect(url_for("instructions.one", number=number))


def of_period(label: str) -> Sequence[InstructionRecord]:
    """What the page of a period's reports tells of instructions; nothing to whoever may not read them."""
    if not guard.may(guard.INSTRUCTION_READERS):
        return ()
    return instructing.for_report(house(), viewer(), label)
