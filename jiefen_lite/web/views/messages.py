"""消息: what this person has been told, where he wants to be reached; the log of what went outside."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite.config import way_secret
from jiefen_lite.daywork.lists import LISTS
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.glossary import DELIVERY_STATES
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.outbox import ADDRESS
from jiefen_lite.messaging.ways.requests import host_of
from jiefen_lite.rules import labels
from jiefen_lite.rules.messages import Way
from jiefen_lite.shapes import Role
from jiefen_lite.shapes.supervision import MessageRecord
from jiefen_lite.store import contacts, deliveries, messages
from jiefen_lite.web import guard
from jiefen_lite.web.casequery import MOST_ID, whole
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("messages", __name__, url_prefix="/messages")

PAGE = 30
MOST_PAGES = 400
_FORMS = {
    "email": re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{3,120}"),
    "phone": re.compile(r"1\d{10}", re.ASCII),
}
_FAULTS = {
    "email": "邮箱写得不对，请检查有没有漏掉 @ 或者多了空格。",
    "phone": "手机号要写 11 位数字。",
}


@pages.get("")
@guard.allow(roles=guard.SIGNED_IN)
def listing() -> Any:
    """This person's own messages, the unread ones first asked for."""
    return _page()


def _page(fault: str | None = None, typed: dict[str, str] | None = None) -> str:
    everything = request.args.get("show") == "all"
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    found, total = messages.of(
        house().store, viewer(), unread_only=not everything, limit=PAGE, offset=(page - 1) * PAGE
    )
    given: dict[str, Any] = {"show": "all"} if everything else {}
    return render_template(
        "messages/listing.html",
        found=found,
        total=total,
        everything=everything,
        following=_following,
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for("messages.listing", **given, page=number),
        ways=sorted({ADDRESS[one.kind] for one in house().book.messages.ways if one.kind in ADDRESS}),
        contact=typed or contacts.of(house().store, viewer(), viewer().name),
        fault=fault,
    )


def _following(one: MessageRecord) -> str:
    """What the reader of a message does next, as the county's rules word it."""
    return wording.following(one.kind, one.role, one.step, house().book.messages.steps)


@pages.post("/<int:number>/open")
@guard.allow(roles=guard.SIGNED_IN)
def open_one(number: int) -> Any:
    """Mark one read and go where it leads."""
    one = messages.one(house().store, viewer(), number)
    messages.mark_read(house().store, viewer(), [number], now())
    return redirect(_target(one))


def _target(one: MessageRecord) -> str:
    """Where this person acts upon a message."""
    who = viewer()
    if one.order_id is not None and who.roles & guard.ORDER_READERS:
        return url_for("supervision.order", order_id=one.order_id)
    if one.instruction_id is not None and who.roles & guard.INSTRUCTION_READERS:
        return url_for("instructions.one", number=one.instruction_id)
    if one.kind in ("unmask_asked", "unmask_refused") and who.roles & guard.UNMASK_READERS:
        return url_for("looks.requests")
    if one.case_code is not None and who.roles & guard.READERS:
        return url_for("cases.case", code=one.case_code)
    if one.kind in ("objection", "objection_answered") and who.roles & guard.OBJECTION_READERS:
        return url_for("objections.listing")
    return _list_of(one.kind, one.step)


def _list_of(kind: str, step: str | None) -> str:
    """Where the cases of a message that stands for many are."""
    who = viewer()
    if kind == "many_red_no_unit" and who.sees_county:
        return url_for("cases.listing", light="red", status="accepted")
    if kind == "many_yellow" and who.sees_cases:
        return url_for("cases.listing", light="yellow")
    if kind in ("many_answer_soon", "many_answer_over") and Role.SUPERVISOR in who.roles:
        return url_for("home.show", list="to_answer")
    if step is not None:
        return _day_list(kind, step)
    if kind.startswith("many_") and who.roles & guard.ORDER_READERS:
        return url_for("supervision.listing")
    return url_for("messages.listing", show="all")


#: Which list of the day's work the cases of a step stand in, of whichever role its reader has.
_DAY_LISTS = {
    "accept": ("to_dispatch",),
    "return_case": ("to_dispatch",),
    "dispatch": ("to_sign", "to_sign_assisting"),
    "adjudicate_owner": ("to_sign", "to_sign_assisting"),
    "settle": ("to_report",),
    "fail": ("to_report",),
    "inform_options": ("to_report",),
    "submit_feedback": ("to_approve",),
    "reject_feedback": ("sent_back",),
    "reopen": ("sent_back",),
    "uphold_appeal": ("to_accept",),
    "hand_over": ("in_hand",),
}


def _day_list(kind: str, step: str) -> str:
    """The first of this person's lists in which the cases of a step stand; else all of his day's work."""
    wanted = _DAY_LISTS.get(step, ())
    if kind == "many_step_asked":
        wanted = ("for_leader", "returns" if step == "return_case" else "requests")
    elif kind != "many_step_taken":
        wanted = ()
    listed = {one.id: one.role for one in LISTS}
    found = next((one for one in wanted if listed[one] in viewer().roles), None)
    return url_for("home.show", list=found) if found else url_for("home.show")


@pages.post("/read")
@guard.allow(roles=guard.SIGNED_IN)
def read() -> Any:
    """Mark the chosen ones read, or all of them."""
    if request.form.get("all"):
        chosen = None
    else:
        numbers = (whole(one, MOST_ID) for one in request.form.getlist("numbers")[:PAGE])
        chosen = [one for one in numbers if one is not None]
    done = messages.mark_read(house().store, viewer(), chosen, now())
    flash(f"{done} 条标为已读。" if done else "没有没读的消息。", "good")
    return redirect(url_for("messages.listing"))


@pages.post("/contact")
@guard.allow(roles=guard.SIGNED_IN)
def contact() -> Any:
    """Where this person wants to be reached outside the pages; empty: not at all."""
    typed = {kind: request.form.get(kind, "").strip() for kind in contacts.KINDS}
    for kind, address in typed.items():
        if address and not _FORMS[kind].fullmatch(address):
            return _page(_FAULTS[kind], typed), 422
    contacts.keep(house().store, viewer(), typed, now())
    flash("接收方式已记下。", "good")
    return redirect(url_for("messages.listing", _anchor="contact"))


@pages.get("/log")
@guard.allow(roles=guard.DELIVERY_READERS)
def log() -> Any:
    """What went outside, what waits and what failed; the administrator sets the secrets of the ways."""
    state = request.args.get("state", "")
    chosen = state if state in DELIVERY_STATES else None
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    store = house().store
    found, total = deliveries.log(store, viewer(), state=chosen, limit=PAGE, offset=(page - 1) * PAGE)
    given: dict[str, Any] = {"state": chosen} if chosen else {}
    return render_template(
        "messages/log.html",
        found=found,
        total=total,
        counts=deliveries.counts(store, viewer()),
        state=chosen,
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for("messages.log", **given, page=number),
        ways=[(one, _way_name(one), host_of(one), way_secret(one.id)) for one in _ways()],
        secrets=contacts.secrets_set(store, viewer()),
        lost=messages.lost(store, viewer()) if Role.SUPERVISOR in viewer().roles else 0,
        names={one.id: _way_name(one) for one in _ways()},
    )


@pages.post("/log/<int:number>/again")
@guard.allow(roles=guard.DELIVERY_READERS)
def again(number: int) -> Any:
    """Have a sending that was given up tried again."""
    deliveries.try_again(house().store, viewer(), number, now())
    flash("已放回等待发送，一分钟内再试。", "good")
    return redirect(url_for("messages.log"))


@pages.post("/ways/<name>/secret")
@guard.allow(roles=guard.ADMINS)
def secret(name: str) -> Any:
    """Set the password or token of a way; it is kept encrypted and never shown."""
    way = next((one for one in _ways() if one.id == name), None)
    if way is None:
        raise NotFound("没有这种方式，请先在规则“消息和督办”里写上。")
    value = request.form.get("secret", "").strip()
    if len(value) > 500:
        raise JiefenError("口令太长，最多 500 个字符，请重填。")
    contacts.keep_secret(house().store, viewer(), name, host_of(way), value, now())
    flash(f"{_way_name(way)}的口令已{'记下' if value else '删掉'}。", "good")
    return redirect(url_for("messages.log"))


def unread() -> int:
    """How many messages this person has not read, for the menu."""
    return messages.unread(house().store, viewer())


def _ways() -> tuple[Way, ...]:
    return house().book.messages.ways


def _way_name(way: Way) -> str:
    return f"{labels.shown(Way, 'kind', way.kind)}（{way.id}）"
