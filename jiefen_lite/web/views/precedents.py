"""类案和案例库: cases like one's own, and the library of examples, from proposal to approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import precedents
from jiefen_lite.errors import IllegalMove, JiefenError
from jiefen_lite.precedents import library
from jiefen_lite.store import cases, suggestions
from jiefen_lite.store import precedents as kept
from jiefen_lite.web import casefile, guard
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, note_look, now, viewer

pages = Blueprint("precedents", __name__)

PAGE = 50
MOST_PAGES = 10_000


def panel(code: str, most: int | None = None) -> dict[str, Any]:
    """What ``precedents/panel.html`` shows beside a case; each case that it tells of is a look."""
    hits = precedents.like_case(house(), viewer(), code, most)
    for one in hits:
        if one.case is not None:
            note_look(one.case)
    return {"hits": hits, "said": suggestions.mine(house().store, viewer(), code)}


@pages.get("/cases/<code>/similar")
@guard.allow(roles=guard.READERS)
def similar(code: str) -> Any:
    """Cases like this one, why, and how they were settled."""
    record = cases.get_case(house().store, viewer(), code)
    note_look(record)
    return render_template(
        "precedents/similar.html", case=record, may_record=casefile.may_record(code), **panel(code)
    )


def _counts(codes: list[str]) -> dict[str, tuple[int, int]]:
    return suggestions.counts(house().store, viewer(), suggestions.PRECEDENT, codes)


@pages.get("/precedents")
@guard.allow(roles=guard.READERS)
def listing() -> Any:
    """The case library: what waits for approval first, then the newest."""
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    kind = request.args.get("type", "")[:32]
    types = [(one.id, one.name) for one in house().book.types.types]
    kind = kind if kind in dict(types) else ""
    found = kept.listing(
        house().store, viewer(), type_l1=kind or None, limit=PAGE + 1, offset=(page - 1) * PAGE
    )
    return render_template(
        "precedents/listing.html",
        rows=found[:PAGE],
        more=len(found) > PAGE,
        page=page,
        kind=kind,
        types=types,
        counts=_counts([one.code for one in found[:PAGE]]),
    )


@pages.get("/precedents/<int:number>")
@guard.allow(roles=guard.READERS)
def one(number: int) -> Any:
    """One entry of the library."""
    return _one(number)


def _one(number: int, faults: tuple[str, ...] = ()) -> str:
    entry = kept.get(house().store, viewer(), number)
    waits = entry.state == kept.DRAFT
    return render_template(
        "precedents/one.html",
        entry=entry,
        source=kept.source_code(house().store, viewer(), entry),
        may_change=waits and guard.may(guard.PRECEDENT_PROPOSERS),
        may_approve=waits and guard.may(guard.PRECEDENT_APPROVERS) and entry.made_by != viewer().name,
        may_withdraw=entry.state != kept.WITHDRAWN and guard.may(guard.PRECEDENT_APPROVERS),
        said=_typed() if request.method == "POST" and "story" in request.form else _shown(entry),
        used=_counts([entry.code]).get(entry.code, (0, 0)),
        faults=faults,
        library=library,
    )


@pages.post("/precedents/<int:number>")
@guard.allow(roles=guard.PRECEDENT_PROPOSERS)
def change(number: int) -> Any:
    """Write a draft anew; what was typed stays if it is refused."""
    try:
        precedents.change(house(), viewer(), number, _typed(), now())
    except JiefenError as error:
        return _failed(number, error)
    flash("改好了，等督办岗审核。", "good")
    return redirect(url_for("precedents.one", number=number))


@pages.post("/precedents/<int:number>/decide")
@guard.allow(roles=guard.PRECEDENT_APPROVERS)
def decide(number: int) -> Any:
    """Take an entry into the library, or out of it."""
    verdict = request.form.get("verdict")
    try:
        if verdict == "approve":
            precedents.approve(house(), viewer(), number, now())
        elif verdict == "withdraw":
            precedents.withdraw(house(), viewer(), number, request.form.get("reason", ""), now())
        else:
            raise JiefenError("请选“入库”或者“撤下”。")
    except JiefenError as error:
        return _failed(number, error)
    flash("已入库，各单位都能看到。" if verdict == "approve" else "已撤下，不再给人看。", "good")
    return redirect(url_for("precedents.one", number=number))


def _failed(number: int, error: JiefenError) -> Any:
    if error.http_status in (403, 404):
        raise error
    return _one(number, tuple(error.sentences)), error.http_status


@pages.get("/cases/<code>/precedent")
@guard.allow(roles=guard.PRECEDENT_PROPOSERS)
def new(code: str) -> Any:
    """Make an entry of a settled case: its people are hidden already, the person reads and mends."""
    return _new(code)


def _new(code: str, faults: tuple[str, ...] = ()) -> str:
    store = house().store
    record = cases.get_case(store, viewer(), code)
    said = precedents.proposal(house(), viewer(), code)
    note_look(record)
    return render_template(
        "precedents/new.html",
        case=record,
        said=_typed() if request.method == "POST" and "story" in request.form else _shown(said),
        consent=kept.consent(store, viewer(), code),
        wants_consent=kept.source(store, viewer(), code).wants_consent,
        faults=faults,
        library=library,
    )


@pages.post("/cases/<code>/precedent")
@guard.allow(roles=guard.PRECEDENT_PROPOSERS)
def propose(code: str) -> Any:
    """Keep it as a draft for somebody else to approve; what was typed stays if it is refused."""
    try:
        number = precedents.propose(house(), viewer(), code, _typed(), now())
    except JiefenError as error:
        return _refused(code, error)
    flash("提好了，等另一位督办岗审核入库。", "good")
    return redirect(url_for("precedents.one", number=number))


@pages.post("/cases/<code>/precedent/consent")
@guard.allow(roles=guard.PRECEDENT_PROPOSERS)
def consent(code: str) -> Any:
    """Note, or take back, both sides' written consent to be told of."""
    given = request.form.get("given") != "no"
    try:
        signed_on = date.fromisoformat(request.form.get("signed_on", "")) if given else None
    except ValueError:
        signed_on = None
    try:
        precedents.noted_consent(house(), viewer(), code, signed_on, given, now())
    except JiefenError as error:
        return _refused(code, error)
    flash("双方的书面同意记下了。" if given else "已记下：双方不再同意，不再当案例给人看。", "good")
    return redirect(url_for("precedents.new", code=code))


def _refused(code: str, error: JiefenError) -> Any:
    if error.http_status in (403, 404):
        raise error
    try:
        return _new(code, tuple(error.sentences)), error.http_status
    except IllegalMove:
        raise error from None


def _typed() -> Mapping[str, str]:
    names = ("title", "story", "resolution_plan", "why_held", "days", "sessions", "amount", "laws")
    return {name: request.form.get(name, "") for name in names}


def _shown(said: kept.Said | kept.Entry) -> Mapping[str, str]:
    yuan = f"{said.amount_fen / 100:.2f}".removesuffix(".00") if said.amount_fen is not None else ""
    return {
        "title": said.title,
        "story": said.story,
        "resolution_plan": said.resolution_plan,
        "why_held": said.why_held,
        "days": str(said.days) if said.days is not None else "",
        "sessions": str(said.sessions) if said.sessions is not None else "",
        "amount": yuan,
        "laws": "\n".join(said.laws),
    }
