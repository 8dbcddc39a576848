"""Steps with a case: the form of one, taking or asking for it, answering; how often rules are overridden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import casepapers, glossary, moving
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.moving import Form, Moved, dispatching
from jiefen_lite.shapes import CaseRecord, EventRecord
from jiefen_lite.store import cases
from jiefen_lite.text.days import day_from
from jiefen_lite.web import guard, nextcase, words
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, note_look, now, viewer

pages = Blueprint("moves", __name__)

MOST_EVENTS = 1_000_000
OVERRIDE_DAYS = 90
#: What a form is sent for before its step is taken: the day by when, the people in clear.
DUE, CLEAR = "1", "clear"
#: Steps that are an answer to what a unit reported.
JUDGED_BY_REPORT = ("approve", "reject_feedback")
REPORT = "submit_feedback"
#: Steps after which people want to know by when.
DUE_TOLD = frozenset(
    {
        *("accept", "dispatch", "adjudicate_owner", "sign_receipt"),
        *("extend", "suspend", "resume", "reopen", "transfer_back"),
    }
)


#: Steps that are taken on a page of their own, where more belongs to them than one form.
ELSEWHERE = {
    "start_mediation": "mediation.show",
    "record_mediation": "mediation.record_form",
    "settle": "mediation.agreement",
}


@pages.get("/cases/<code>/do/<action>")
@guard.allow(roles=guard.READERS)
def form(code: str, action: str) -> Any:
    """The form of one step, filled with what is known."""
    record = cases.get_case(house().store, viewer(), code)
    shown = moving.form(house(), viewer(), code, action, now())
    if action in ELSEWHERE and viewer().roles & guard.MEDIATION_WRITERS:
        return redirect(url_for(ELSEWHERE[action], code=code))
    note_look(record)
    return _page(record, shown, [])


@pages.post("/cases/<code>/do/<action>")
@guard.allow(roles=guard.READERS)
def take(code: str, action: str) -> Any:
    """Take the step, or ask for it; what was typed stays where something is missing."""
    record = cases.get_case(house().store, viewer(), code)
    typed = {name: request.form.getlist(name) for name in request.form}
    look = request.form.get("look")
    if look in (DUE, CLEAR):
        shown = moving.form(house(), viewer(), code, action, now(), typed=typed)
        if look == CLEAR:  # whoever rings somebody needs his number; that he looked is logged with the step
            record = cases.reveal_case(house().store, viewer(), code, shown.label, now())
        return _page(record, shown, [])
    seen = whole(request.form.get("seen", ""), MOST_EVENTS)
    try:
        done = moving.move(house(), viewer(), code, action, typed, now(), seen=seen)
    except NotFound:
        raise
    except JiefenError as error:
        try:
            shown = moving.form(house(), viewer(), code, action, now(), typed=typed)
        except JiefenError:
            raise error from None
        return _page(record, shown, list(error.sentences)), error.http_status
    flash(_told(done), "good")
    return _back_to(code)


@pages.post("/cases/<code>/requests/<int:request_id>")
@guard.allow(roles=guard.READERS)
def answer(code: str, request_id: int) -> Any:
    """Agree to what was asked for, refuse it, or take it back."""
    said, reason = request.form.get("said", ""), request.form.get("reason", "").strip()[:500]
    seen = whole(request.form.get("seen", ""), MOST_EVENTS)
    done = moving.answer(house(), viewer(), code, request_id, said, reason, now(), seen=seen)
    label = glossary.label("action", done.action)
    if said == moving.AGREE and done.waits_for is not None:
        flash(f"已同意“{label}”，接下来由{glossary.ROLES[done.waits_for]}批准。", "good")
    elif said == moving.AGREE:
        flash(_told(done), "good")
    else:
        outcome = "已撤回" if said == moving.TAKE_BACK else "没有同意，理由写在办理过程里"
        flash(f"“{label}”的申请{outcome}。", "good")
    return _back_to(code)


@pages.get("/dispatch/overrides")
@guard.allow(roles=guard.OVERRIDE_READERS)
def overrides() -> Any:
    """How often people dispatch otherwise than a rule proposes, with the cases behind each number."""
    last = day_from(request.args.get("last", "")) or now().date()
    first = day_from(request.args.get("first", "")) or last - timedelta(days=OVERRIDE_DAYS)
    found = dispatching.by_rule(house(), viewer(), first, last)
    return render_template("moves/overrides.html", rules=found, first=first, last=last)


def _page(record: CaseRecord, shown: Form, faults: list[str]) -> str:
    archiving = shown.action == "archive"
    missing = casepapers.missing(house(), viewer(), record.case_code) if archiving else None
    may_reveal = record.masked and cases.may_unmask(house().store, viewer(), record.case_code, now())
    return render_template(
        "moves/form.html",
        case=record,
        form=shown,
        faults=faults,
        missing=missing,
        may_reveal=may_reveal,
        report=_report(record) if shown.action in JUDGED_BY_REPORT else None,
    )


def _report(record: CaseRecord) -> tuple[EventRecord, list[str]] | None:
    """What the unit reported last, line by line, for whoever approves it or sends it back.

    Where the head of the unit agreed to it first, what was filled in stands with the request.
    """
    history = cases.history(house().store, viewer(), record.case_code)
    event = next((one for one in reversed(history) if one.action == REPORT), None)
    if event is None:
        return None
    _offered, asked = moving.offers(house(), viewer(), record.case_code, now())
    mine = [one for one in asked if one.request.action == REPORT and not one.request.is_open]
    if "proposed_by" in event.data and mine:
        last = max(mine, key=lambda one: one.request.proposed_at)
        return event, [f"{name}：{said}" for name, said in last.lines]
    return event, words.event_changes(event)


def _told(done: Moved) -> str:
    label = glossary.label("action", done.action)
    if done.waits_for is not None:
        return f"已提出“{label}”，等{glossary.ROLES[done.waits_for]}答复。"
    due = f"，到期日 {done.due.isoformat()}" if done.due is not None and done.action in DUE_TOLD else ""
    return f"已办理“{label}”，现在是“{glossary.label('status', done.status)}”{due}。"


def _back_to(code: str) -> Any:
    """To the case, or to the list where it has left this person's hands."""
    try:
        cases.case_id_of(house().store, viewer(), code)
    except NotFound:
        return redirect(nextcase.list_address() or url_for("cases.listing"))
    return redirect(url_for("cases.case", code=code))
