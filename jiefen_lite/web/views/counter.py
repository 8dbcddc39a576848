"""Registering at the counter: one form, what is known already while typing, the receipt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for

from jiefen_lite import counter, glossary
from jiefen_lite.counter import Look
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.shapes import CaseRecord, Role
from jiefen_lite.store import audit, cases, intakedrafts, intakes
from jiefen_lite.web import guard
from jiefen_lite.web.casequery import MOST_ID, whole
from jiefen_lite.web.session import house, note_look, now, viewer

pages = Blueprint("counter", __name__, url_prefix="/cases")

#: The one query code that this browser may still print: it is kept nowhere else in clear.
RECEIPT = "receipt"


@pages.get("/new")
@guard.allow(roles=guard.REGISTRARS)
def form() -> Any:
    """An empty form, or the draft that the address names."""
    number = whole(request.args.get("draft", ""), MOST_ID)
    if number is None:
        session.pop(RECEIPT, None)
        return _page(counter.blank(now()), {}, None, None)
    entries = intakedrafts.get(house().store, viewer(), number)
    typed = counter.read(house(), entries, now())
    return _page(typed.entries, {}, counter.look(house(), viewer(), typed, now()), number)


@pages.post("/new")
@guard.allow(roles=guard.REGISTRARS)
def send() -> Any:
    """Register; what was typed stays where something is missing, or where it may be registered already."""
    typed = counter.read(house(), request.form, now())
    number = whole(request.form.get("draft", ""), MOST_ID)
    found = counter.look(house(), viewer(), typed, now())
    faults: dict[str, str] = {}
    for name, sentence in typed.faults:
        faults.setdefault(name, sentence)
    if request.form.get("do") == "look":
        return _page(typed.entries, {}, found, number)
    if faults or not _seen(found):
        return _page(typed.entries, faults, found, number), 422
    try:
        done = counter.register(house(), viewer(), typed, now(), draft=number)
    except JiefenError as error:
        return _page(typed.entries, {"way": "".join(error.sentences)}, found, number), error.http_status
    session[RECEIPT] = [done.case_code, done.query_code]
    if done.left is not None:
        flash(done.left, "plain")
    return redirect(url_for("counter.receipt", code=done.case_code))


@pages.post("/new/look")
@guard.allow(roles=guard.REGISTRARS)
def look() -> Any:
    """What is known while typing, as a piece of the page."""
    typed = counter.read(house(), request.form, now())
    return render_template("counter/look.html", **_looked(counter.look(house(), viewer(), typed, now())))


@pages.post("/new/draft")
@guard.allow(roles=guard.REGISTRARS)
def draft() -> Any:
    """Keep what was typed; a script asks for the number of the draft, a person goes home."""
    typed = counter.read(house(), request.form, now())
    number = whole(request.form.get("draft", ""), MOST_ID)
    kept = intakedrafts.keep(house().store, viewer(), number, typed.entries, now())
    if request.form.get("quietly") == "1":
        return jsonify({"draft": kept})
    flash("已存草稿，在首页“登记草稿”里接着登。", "good")
    return redirect(url_for("home.show"))


@pages.post("/new/drafts/<int:number>/drop")
@guard.allow(roles=guard.REGISTRARS)
def drop(number: int) -> Any:
    """Throw a draft of one's own away."""
    intakedrafts.drop(house().store, viewer(), number)
    flash("草稿已删掉。", "good")
    return redirect(url_for("home.show"))


@pages.get("/<code>/receipt")
@guard.allow(roles=guard.REGISTRARS)
def receipt(code: str) -> Any:
    """The receipt for the visitor; the query code stands on it as long as this browser has it."""
    record = intakes.get(house().store, viewer(), code)
    kept = session.get(RECEIPT) or ["", ""]
    try:
        case: CaseRecord | None = cases.get_case(house().store, viewer(), code)
    except NotFound:  # a unit's handler has noted it for others
        case = None
    if case is not None:
        note_look(case)
    return render_template(
        "counter/receipt.html", record=record, case=case, query_code=kept[1] if kept[0] == code else None
    )


@pages.post("/<code>/receipt")
@guard.allow(roles=guard.REGISTRARS)
def renew(code: str) -> Any:
    """Another query code, because the first receipt was lost."""
    session[RECEIPT] = [code, counter.renew(house(), viewer(), code, now())]
    audit.record(house().store, viewer(), "print", code, now=now(), detail={"paper": "receipt"})
    flash("已换新的查询码，旧的不能再用。", "good")
    return redirect(url_for("counter.receipt", code=code))


def _seen(found: Look) -> bool:
    """Whether the person has said of every case that may be the same that it is another."""
    said = set(request.form.get("anyway", "").split())
    return all(one.case_code in said for one in found.alike)


def _looked(found: Look | None) -> dict[str, Any]:
    said = set(request.form.get("anyway", "").split())
    codes = [one.case_code for one in found.alike] if found is not None else []
    return {"found": found, "anyway": " ".join(codes), "said": bool(codes) and said.issuperset(codes)}


def _page(entries: Any, faults: dict[str, str], found: Look | None, number: int | None) -> str:
    roles = viewer().roles
    return render_template(
        "counter/form.html",
        entries=entries,
        faults=dict.fromkeys(counter.ENTRIES, "") | faults,
        wrong=list(faults.items()),
        number=number,
        ways=counter.ways(viewer()),
        channels=[(one.value, glossary.CHANNELS[one]) for one in counter.CHANNELS],
        notice=house().book.daywork.notice,
        places=[
            town.name + village
            for town in house().center.region.towns
            for village in ("", *(one.name for one in town.villages))
        ],
        is_clerk=bool(roles & {Role.INTAKE_CLERK, Role.SUPERVISOR}),
        **_looked(found),
    )
