"""督办: the orders each may know of, one order with its reply and its check, red lights without any."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import casepapers, supervision, watch
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.forms import FORMS
from jiefen_lite.shapes import CaseQuery, IssuedPaper, Role, Viewer
from jiefen_lite.shapes.supervision import ORDER_OPEN, InstructionRecord, OrderRecord
from jiefen_lite.store import audit, cases, instructions, orders
from jiefen_lite.supervision import Reply
from jiefen_lite.text.days import day_from
from jiefen_lite.web import guard
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("supervision", __name__, url_prefix="/supervision")

PAGE = 30
MOST_PAGES = 400
MOST_MISSING = 200
OF_CASE = 20
#: What the list may be narrowed to → its states; ``late`` goes by the day.
SHOWN: dict[str, tuple[str, ...]] = {
    "open": ORDER_OPEN,
    "owed": ("issued", "returned"),
    "late": ("issued", "returned"),
    "replied": ("replied",),
    "all": (),
}
_REPLY = ("cause", "measures", "responsible", "until")


@pages.get("")
@guard.allow(roles=guard.ORDER_READERS)
def listing() -> Any:
    """The orders, those under way unless others are asked for."""
    return _list_page()


def _list_page(fault: str | None = None, typed: dict[str, str] | None = None) -> str:
    show = request.args.get("show", "open")
    show = show if show in SHOWN else "open"
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    today = now().date()
    found, total = orders.listing(
        house().store,
        viewer(),
        states=SHOWN[show],
        late_on=today if show == "late" else None,
        limit=PAGE,
        offset=(page - 1) * PAGE,
    )
    return render_template(
        "supervision/listing.html",
        found=found,
        total=total,
        show=show,
        numbers=orders.numbers_of(house().store, viewer(), today),
        missing=watch.count_red_without_order(house(), viewer(), today) if viewer().sees_county else None,
        missing_days=house().book.messages.orders.missing_after_days,
        required=house().book.messages.orders.required,
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for("supervision.listing", show=show, page=number),
        fault=fault,
        typed=typed or {"case_code": request.args.get("case", "")},
    )


@pages.get("/missing")
@guard.allow(roles=guard.COUNTY_ORDERS)
def missing() -> Any:
    """The cases that have been red for days and never had an order."""
    today = now().date()
    codes = watch.red_without_order(house(), viewer(), today)
    query = CaseQuery(case_codes=tuple(codes[:MOST_MISSING]), limit=MOST_MISSING)
    by_code = (
        {one.case_code: one for one in cases.list_cases(house().store, viewer(), query)} if codes else {}
    )
    return render_template(
        "supervision/missing.html",
        found=[by_code[code] for code in codes if code in by_code],
        total=len(codes),
        days=house().book.messages.orders.missing_after_days,
    )


@pages.post("")
@guard.allow(roles=guard.ORDER_ISSUERS)
def issue() -> Any:
    """Issue an order by hand."""
    typed = {name: request.form.get(name, "").strip() for name in ("case_code", "required", "reply_by")}
    try:
        number = supervision.issue(
            house(), viewer(), typed["case_code"], typed["required"], day_from(typed["reply_by"]), now()
        )
    except NotAllowed:
        raise
    except JiefenError as error:
        return _list_page("".join(error.sentences), typed), error.http_status
    flash("督办单已下发，被督办单位会收到消息。", "good")
    return redirect(url_for("supervision.order", order_id=number))


@pages.get("/<int:order_id>")
@guard.allow(roles=guard.ORDER_READERS)
def order(order_id: int) -> Any:
    """One order: what it asks, its course, the form of whoever is to act."""
    return _order_page(orders.get(house().store, viewer(), order_id))


def _order_page(
    found: OrderRecord, fault: str | None = None, typed: dict[str, str] | None = None, reason: str = ""
) -> str:
    last = found.last_reply
    if last is not None:
        before = {name: str(getattr(last, name) or "") for name in _REPLY}
    else:  # usually whoever replies answers for it, by the day that the order sets
        mine = viewer().name if Role.HANDLER in viewer().roles else ""
        before = dict.fromkeys(_REPLY, "") | {"responsible": mine, "until": found.finish_by.isoformat()}
    return render_template(
        "supervision/order.html",
        order=found,
        case_open=_sees_case(found.case_code),
        last=last,
        may_reply=found.state in SHOWN["owed"]
        and found.unit == viewer().unit
        and guard.may(guard.ORDER_REPLIERS),
        fault=fault,
        typed=typed or before,
        written=typed,
        reason=reason,
        papers=_papers(found),
        besides=_mine_besides(found),
    )


def _mine_besides(order: OrderRecord) -> tuple[str, OrderRecord, int] | None:
    """The next order that waits for this person: what for, which, and how many there are besides this one."""
    if guard.may(guard.ORDER_ISSUERS):
        word, states = "待核查", SHOWN["replied"]
    elif guard.may(guard.ORDER_REPLIERS) and order.unit == viewer().unit:
        word, states = "待回复", SHOWN["owed"]
    else:
        return None
    found, total = orders.listing(house().store, viewer(), states=states, limit=PAGE)
    besides = [one for one in found if one.id != order.id]
    return (word, besides[0], total - len(found) + len(besides)) if besides else None


def _papers(order: OrderRecord) -> list[tuple[str, IssuedPaper | None]]:
    """The papers of an order that this person reads or may make: form, and the one that was made."""
    code = order.case_code
    if not _sees_case(code):
        return []
    made = [one for one in casepapers.of_case(house(), viewer(), code) if one.is_valid]
    notice = FORMS["supervision_notice"]
    found: list[tuple[str, IssuedPaper | None]] = [
        (notice.id, next((one for one in made if casepapers.has_notice(order, notice, [one])), None))
    ]
    if order.last_reply is not None:
        # a receipt is of the order that was under way when it was made
        found.append(("supervision_reply", _receipt(order, made)))
    may = casepapers.may_make_any(house(), viewer(), code)
    return [(name, one) for name, one in found if one or (may and viewer().roles & FORMS[name].makers)]


def _receipt(order: OrderRecord, made: list[IssuedPaper]) -> IssuedPaper | None:
    replies = [one for one in made if one.form == "supervision_reply" and one.made_at >= order.issued_at]
    return replies[-1] if replies else None


def _sees_case(code: str) -> bool:
    """Whether the case is still this person's: it may have been given to another unit since."""
    query = CaseQuery(case_codes=(code,), limit=1)
    return bool(cases.count_cases(house().store, viewer(), query))


@pages.post("/<int:order_id>/reply")
@guard.allow(roles=guard.ORDER_REPLIERS)
def reply(order_id: int) -> Any:
    """The unit's answer; what was typed stays where something is missing."""
    typed = {name: request.form.get(name, "").strip() for name in _REPLY}
    said = Reply(typed["cause"], typed["measures"], typed["responsible"], day_from(typed["until"]))
    try:
        supervision.reply(house(), viewer(), order_id, said, now())
    except JiefenError as error:
        if error.http_status in (403, 404):
            raise
        found = orders.get(house().store, viewer(), order_id)
        return _order_page(found, "".join(error.sentences), typed), error.http_status
    flash("已回复，等督办岗核查。", "good")
    return redirect(url_for("supervision.order", order_id=order_id))


@pages.post("/<int:order_id>/check")
@guard.allow(roles=guard.ORDER_ISSUERS)
def check(order_id: int) -> Any:
    """Pass, return or close."""
    verdict, reason = request.form.get("verdict", ""), request.form.get("reason", "")
    try:
        supervision.check(house(), viewer(), order_id, verdict, reason, now())
    except JiefenError as error:
        if error.http_status == 404:
            raise
        found = orders.get(house().store, viewer(), order_id)
        return _order_page(found, "".join(error.sentences), reason=reason), error.http_status
    flash("已记下，被督办单位会收到消息。", "good")
    return redirect(url_for("supervision.order", order_id=order_id))


@pages.post("/<int:order_id>/print")
@guard.allow(roles=guard.ORDER_READERS)
def print_order(order_id: int) -> Any:
    """The order with its reply slip on paper; told to the log."""
    found = orders.get(house().store, viewer(), order_id)
    audit.record(house().store, viewer(), "print", found.number, now=now(), detail={"masked": True})
    return render_template("supervision/print.html", order=found, last=found.last_reply)


def of_case(code: str) -> tuple[list[OrderRecord], list[InstructionRecord]]:
    """The orders and instructions of a case, for its page; none for whoever may not read them."""
    who: Viewer = viewer()
    if not who.roles & guard.ORDER_READERS:
        return [], []
    store = house().store
    return (
        orders.listing(store, who, case_code=code, limit=OF_CASE)[0],
        instructions.listing(store, who, case_code=code, limit=OF_CASE)[0],
    )
