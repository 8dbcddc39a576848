"""The mediation of a case: both sides, meetings, agreement, performance, court confirmation, visits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import agreements, glossary, suggesting
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.mediation import attending, following, meeting, settling
from jiefen_lite.moving.scene import Scene, load
from jiefen_lite.shapes import CaseRecord, Role
from jiefen_lite.store import cases, mediations
from jiefen_lite.web import agreementform, casefile, guard
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, note_look, now, viewer
from jiefen_lite.web.views.cases import LEAST_REASON
from jiefen_lite.web.views.precedents import panel

pages = Blueprint("mediation", __name__)

MOST_EVENTS = 1_000_000


@pages.get("/cases/<code>/mediation")
@guard.allow(roles=guard.MEDIATION_READERS)
def show(code: str) -> Any:
    """All that belongs to the mediation of a case, masked."""
    return _page(code)


@pages.post("/cases/<code>/mediation/reveal")
@guard.allow(roles=guard.MEDIATION_REVEALERS)
def reveal(code: str) -> Any:
    """The same in clear, for reading out and printing: with a reason, which the log keeps."""
    reason = request.form.get("reason", "").strip()[:200]
    if len(reason) < LEAST_REASON:
        return _page(code, [f"请写明查看明文的事由（至少 {LEAST_REASON} 个字）。"]), 422
    return _page(code, reason=reason)


def _page(code: str, faults: list[str] | None = None, *, reason: str = "") -> str:
    store = house().store
    record = cases.get_case(store, viewer(), code)
    found = following.whole(house(), viewer(), code, now(), reason=reason)
    note_look(record)
    scene = load(house(), viewer(), code, now())
    attendants = attending.of(house(), viewer(), code, scene, clear=bool(reason))
    return render_template(
        "mediation/show.html",
        case=record,
        found=found,
        names={one.key: f"{one.role}{one.name}" for one in attendants},
        attendants=attendants,
        ticked=agreementform.attended(request.form) or _own(scene, [one.key for one in found.sides]),
        mediators=[(one.name, f"{one.name}（{one.unit}）") for one in scene.mediators()],
        mediator=_mediator(scene),
        rules=house().book.mediation,
        next_states=following.NEXT[found.confirming.state] if found.confirming else (),
        faults=faults or [],
        typed=request.form,
        clear=bool(reason),
        may_reveal=bool(viewer().roles & guard.MEDIATION_REVEALERS)
        and cases.may_unmask(store, viewer(), code),
        glossary=glossary,
        watermark=f"{viewer().name} {now():%Y-%m-%d %H:%M}",
    )


def _mediator(scene: Any) -> str:
    """Whom the form proposes: who has the case, oneself, or the only one of the unit that deals with it."""
    names = [one.name for one in scene.mediators()]
    if scene.case.mediator in names:
        return str(scene.case.mediator)
    if viewer().name in names:
        return viewer().name
    own = [one.name for one in scene.mediators() if one.unit == scene.case.responsible_unit] or names
    return own[0] if len(own) == 1 else ""


def _own(scene: Scene, keys: Iterable[str]) -> list[str]:
    """These and the case's own mediator, for a form that nobody has ticked in yet."""
    return [*keys, *([f"{Role.MEDIATOR}:{scene.case.mediator}"] if scene.case.mediator else [])]


def _done(code: str, words: str) -> Any:
    flash(words, "good")
    return redirect(url_for("mediation.show", code=code))


def _failed(code: str, error: JiefenError) -> Any:
    if isinstance(error, NotFound | NotAllowed):
        raise error
    return _page(code, list(error.sentences)), error.http_status


# --------------------------------------------------------------------------- before


@pages.get("/cases/<code>/mediation/brief")
@guard.allow(roles=guard.MEDIATION_READERS)
def brief(code: str) -> Any:
    """One page before the session, masked."""
    return _brief(code)


@pages.post("/cases/<code>/mediation/brief")
@guard.allow(roles=guard.MEDIATION_REVEALERS)
def brief_clear(code: str) -> Any:
    """The same in clear, for the table: with a reason, which the log keeps."""
    reason = request.form.get("reason", "").strip()[:200]
    if len(reason) < LEAST_REASON:
        return _brief(code, message=f"请写明查看明文的事由（至少 {LEAST_REASON} 个字）。"), 422
    return _brief(code, reason=reason)


def _brief(code: str, *, reason: str = "", message: str = "") -> str:
    found = meeting.brief(house(), viewer(), code, now(), reason=reason)
    note_look(found.case)
    return render_template(
        "mediation/brief.html",
        case=found.case,
        found=found,
        similar_most=house().book.mediation.similar.most,
        **panel(code, house().book.mediation.similar.most),
        may_reveal=bool(viewer().roles & guard.MEDIATION_REVEALERS)
        and cases.may_unmask(house().store, viewer(), code),
        clear=bool(reason),
        message=message,
        watermark=f"{viewer().name} {now():%Y-%m-%d %H:%M}",
    )


@pages.post("/cases/<code>/mediation/consent")
@guard.allow(roles=guard.MEDIATION_WRITERS)
def consent(code: str) -> Any:
    """Note what each side says; where both agree mediation begins."""
    sides = mediations.sides(house().store, viewer(), code)
    given = agreementform.answers(request.form, sides)
    mediator = request.form.get("mediator", "")
    try:
        began = meeting.ask(house(), viewer(), code, given, mediator, now(), seen=_seen())
    except JiefenError as error:
        return _failed(code, error)
    return _done(code, "双方同意，已开始调解。" if began else "已记下。")


def _seen() -> int | None:
    return whole(request.form.get("seen", ""), MOST_EVENTS)


# --------------------------------------------------------------------------- meetings


@pages.post("/cases/<code>/mediation/sessions")
@guard.allow(roles=guard.MEDIATION_WRITERS)
def plan(code: str) -> Any:
    """Call a meeting."""
    people = mediations.people(house().store, viewer(), code)
    try:
        meeting.plan(
            house(),
            viewer(),
            code,
            starts_at=agreementform.moment(request.form),
            place=request.form.get("place", ""),
            ways=agreementform.ways(request.form, people),
            now=now(),
            attended=agreementform.attended(request.form),
        )
    except JiefenError as error:
        return _failed(code, error)
    return _done(code, "已约好，请通知双方。")


@pages.get("/cases/<code>/mediation/record")
@guard.allow(roles=guard.MEDIATION_WRITERS)
def record_form(code: str) -> Any:
    """The form for writing down a meeting, filled with what was planned (``session`` in the address)."""
    return _record_page(code, [])


@pages.post("/cases/<code>/mediation/record")
@guard.allow(roles=guard.MEDIATION_WRITERS)
def record(code: str) -> Any:
    """Write down a meeting; what was typed stays where something is missing, or is to be quoted."""
    if "use" in request.form:
        return _record_page(code, [])
    people = mediations.people(house().store, viewer(), code)
    try:
        meeting.hold(
            house(),
            viewer(),
            code,
            whole(request.form.get("session", ""), MOST_EVENTS),
            starts_at=agreementform.moment(request.form),
            place=request.form.get("place", ""),
            ways=agreementform.ways(request.form, people),
            attended=agreementform.attended(request.form),
            present=request.form.get("present", ""),
            record=request.form.get("record", ""),
            result=request.form.get("result", ""),
            now=now(),
            seen=_seen(),
        )
    except (NotFound, NotAllowed):
        raise
    except JiefenError as error:
        return _record_page(code, list(error.sentences)), error.http_status
    if request.form.get("result") == "agreed":
        flash("已记下这一次调解。谈成了，接着写协议。", "good")
        return redirect(url_for("mediation.agreement", code=code))
    if request.form.get("result") == "broken_off":
        flash("已记下这一次调解。没有谈成，接着告知双方可以走的途径；还要再调的，点“返回案件”。", "good")
        return redirect(url_for("moves.form", code=code, action="fail"))
    return _done(code, "已记下这一次调解。")


def _record_page(code: str, faults: list[str]) -> str:
    store = house().store
    case = cases.get_case(store, viewer(), code)
    note_look(case)
    found = following.whole(house(), viewer(), code, now())
    if not found.may_write:
        raise NotAllowed("调解记录由主办单位的承办人和这一件的调解员填写，请找他们。")
    number = whole(request.values.get("session", ""), MOST_EVENTS)
    planned = mediations.session(store, viewer(), code, number) if number is not None else None
    last = next((one for one in reversed(found.sessions) if one.state == mediations.HELD), None)
    before = planned or last
    scene = load(house(), viewer(), code, now())
    ticked = agreementform.attended(request.form)
    if ticked is None:  # as it was called; of a meeting that was not, whoever was there is ticked by hand
        ticked = _own(scene, planned.ways if planned else ())
    parts = [request.form.get("record", "").strip(), _quoted(request.values.get("use", ""))]
    return render_template(
        "mediation/record.html",
        case=case,
        found=found,
        planned=planned,
        place=before.place if before else "",
        ways=before.ways if before else {one.key: "on_site" for one in found.sides},
        attendants=attending.of(house(), viewer(), code, scene),
        ticked=ticked,
        typed=request.form,
        words="\n".join(part for part in parts if part)[: meeting.WORDS_MOST],
        triple=casefile.triple(case),
        faults=faults,
        glossary=glossary,
        started=now(),
    )


def _quoted(ref: str) -> str:
    """The words of a suggestion that go into the record, for the person to edit; of a case it is a look."""
    if not ref:
        return ""
    words = suggesting.words_of(house(), viewer(), ref, now().date())
    if suggesting.is_case(ref):
        note_look(cases.get_case(house().store, viewer(), ref))
    return words


@pages.post("/cases/<code>/mediation/sessions/<int:number>/call-off")
@guard.allow(roles=guard.MEDIATION_WRITERS)
def call_off(code: str, number: int) -> Any:
    """A meeting does not take place."""
    try:
        meeting.call_off(house(), viewer(), code, number, request.form.get("reason", ""), now())
    except JiefenError as error:
        return _failed(code, error)
    return _done(code, "已取消这一次调解，请通知双方。")


# --------------------------------------------------------------------------- the agreement


@pages.get("/cases/<code>/mediation/agreement")
@guard.allow(roles=guard.MEDIATION_WRITERS)
def agreement(code: str) -> Any:
    """The draft with its text and what is wrong with it."""
    return _agreement_page(code, settling.draft(house(), viewer(), code, now()))


@pages.post("/cases/<code>/mediation/agreement")
@guard.allow(roles=guard.MEDIATION_WRITERS)
def write(code: str) -> Any:
    """Keep the draft as it stands; the buttons add, move and take away clauses, check, or let it hold.

    To quote an article keeps nothing: its words stand in a clause of the form.
    """
    before = settling.draft(house(), viewer(), code, now(), typed=settling.EMPTY)
    typed = agreementform.typed(request.form, before, house().book.mediation)
    if "use" in request.form:
        typed = agreementform.quoting(typed, _quoted(request.form["use"]), house().book.mediation)
        return _agreement_page(code, settling.draft(house(), viewer(), code, now(), typed=typed))
    try:
        if request.form.get("what") == "settle":
            settling.settle(house(), viewer(), code, typed, now(), seen=_seen())
            return _done(code, "协议已达成，履行、司法确认和回访的日子已经列好。")
        settling.keep(house(), viewer(), code, typed, now())
    except (NotFound, NotAllowed):
        raise
    except JiefenError as error:
        shown = settling.draft(house(), viewer(), code, now(), typed=typed)
        return _agreement_page(code, shown, list(error.sentences)), error.http_status
    flash("草稿已保存。", "good")
    return redirect(url_for("mediation.agreement", code=code) + ("#check" if _only_looks() else "#clauses"))


def _only_looks() -> bool:
    return request.form.get("what") == "check"


def _agreement_page(code: str, draft: settling.Draft, refused: list[str] | None = None) -> str:
    known = {one.id: one for one in house().book.mediation.clauses}
    case = cases.get_case(house().store, viewer(), code)
    note_look(case)
    return render_template(
        "mediation/agreement.html",
        case=case,
        draft=draft,
        clauses=[
            (one, known[one.clause], agreements.needs(known[one.clause]))
            for one in draft.filled
            if one.clause in known
        ],
        refused=refused or [],
        glossary=glossary,
        laws=_laws_to_quote(case),
    )


def _laws_to_quote(case: CaseRecord) -> Any:
    if agreementform.free_clause(house().book.mediation) is None:
        return ()
    return suggesting.laws_beside(house(), viewer(), case, now().date()) or ()


# --------------------------------------------------------------------------- afterwards


@pages.post("/cases/<code>/mediation/performance/<int:number>")
@guard.allow(roles=guard.VISITORS)
def perform(code: str, number: int) -> Any:
    """Note how something is performed."""
    said = request.form
    try:
        following.perform(
            house(),
            viewer(),
            code,
            number,
            state=said.get("state", ""),
            found_on=agreementform.day(said.get("day", "")),
            paid=said.get("paid", "")[:40],
            remark=said.get("remark", ""),
            now=now(),
        )
    except JiefenError as error:
        return _after_failed(code, error)
    return _after_done(code, "已记下履行情况。")


@pages.post("/cases/<code>/mediation/confirmation")
@guard.allow(roles=guard.MEDIATION_WRITERS)
def confirmation(code: str) -> Any:
    """Note how 司法确认 goes on."""
    said = {name: request.form.get(name, "") for name in ("day", "court", "ruling_no", "reason")}
    try:
        following.confirm(house(), viewer(), code, request.form.get("state", ""), said, now())
    except JiefenError as error:
        return _failed(code, error)
    return _done(code, "已记下司法确认的进展。")


@pages.post("/cases/<code>/mediation/visits/<int:number>")
@guard.allow(roles=guard.VISITORS)
def visit(code: str, number: int) -> Any:
    """Note a return visit."""
    said = request.form
    try:
        following.visit(
            house(),
            viewer(),
            code,
            number,
            visited_on=agreementform.day(said.get("day", "")),
            way=said.get("way", ""),
            reached=said.get("reached", ""),
            heard=said.get("heard", ""),
            now=now(),
        )
    except JiefenError as error:
        return _after_failed(code, error)
    return _after_done(code, "已记下回访。")


def _reads_mediation() -> bool:
    return bool(viewer().roles & guard.MEDIATION_READERS)


def _after_done(code: str, words: str) -> Any:
    """To the mediation, or to the follow-up of the case for those who do not read it."""
    flash(words, "good")
    return redirect(url_for("mediation.show" if _reads_mediation() else "mediation.follow", code=code))


def _after_failed(code: str, error: JiefenError) -> Any:
    if isinstance(error, NotFound | NotAllowed) or _reads_mediation():
        return _failed(code, error)
    return _follow_page(code, list(error.sentences)), error.http_status


@pages.get("/cases/<code>/follow-up")
@guard.allow(roles=guard.VISITORS)
def follow(code: str) -> Any:
    """Performance and visits of one case, without the records of mediation: for whoever telephones."""
    return _follow_page(code, [])


def _follow_page(code: str, faults: list[str]) -> str:
    case = cases.get_case(house().store, viewer(), code)
    note_look(case)
    found = following.after(house(), viewer(), code, now())
    return render_template(
        "mediation/follow.html",
        case=case,
        found=found,
        names={one.key: one.name for one in found.sides},
        faults=faults,
        typed=request.form,
        glossary=glossary,
    )
