"""Cases: search and list, one case with its reasons and history, plain text on reason, corrections."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for

from jiefen_lite import caselist, corrections, finding, glossary, intake, ledgers, looks, moving
from jiefen_lite import unmasking as desk
from jiefen_lite.errors import JiefenError
from jiefen_lite.rating import inviting
from jiefen_lite.shapes import CaseQuery, CaseRecord, DoubleRecord, Light, Outcome, Status
from jiefen_lite.store import audit, cases, doubles, originals, replies, unmasking
from jiefen_lite.web import casefile, checklist, explain, guard, savedviews, steps, words
from jiefen_lite.web.casequery import parameters_of, query_of, whole
from jiefen_lite.web.session import house, note_look, now, viewer
from jiefen_lite.web.views.ledgers import queue

pages = Blueprint("cases", __name__, url_prefix="/cases")

PAGE = 50
MOST_BY_NUMBER = 200  # cases of one person; they stand on one page
MOST_PRINTED = 500  # some thirty sheets; what is longer is a ledger
MOST_AT_ONCE = 1_000  # a longer ledger would keep others waiting
MOST_PAGES = 400
LEAST_REASON = 4


def _list_page(query: CaseQuery, page: int) -> str:
    """One page of the list; ``query`` is understood. What is asked by a person's number has no address."""
    by_number = finding.holds_number(query.text)
    page = max(1, min(page, MOST_PAGES))
    most = MOST_BY_NUMBER if by_number else PAGE
    found = caselist.page(
        house(), viewer(), replace(query, limit=most, offset=(page - 1) * most), now().date()
    )
    pages_count = 1 if by_number else max(1, min(MOST_PAGES, -(-found.total // PAGE)))
    given = parameters_of(query) if not by_number else {}
    return render_template(
        "cases/listing.html",
        rows=found.rows,
        total=found.total,
        more=found.more,
        page=page,
        page_count=pages_count,
        query=query,
        given=given,
        narrowed=bool(given) or by_number,
        by_number=by_number,
        understood=[finding.told(house(), one) for one in query.asked],
        why={one.case.case_code: finding.why(one.case, query.asked) for one in found.rows},
        shortcuts=savedviews.shortcuts(savedviews.searches()),
        words_found=finding.marks(query.asked),
        lights=[(light.value, glossary.LIGHTS[light]) for light in Light],
        words=words,
        page_url=lambda number: url_for("cases.listing", **given, page=number),
    )


def _asked(values: Any) -> CaseQuery:
    """The question of a form or an address, its words understood."""
    return finding.understood(house(), viewer(), query_of(values))


@pages.get("")
@guard.allow(roles=guard.READERS)
def listing() -> Any:
    """The list, narrowed by the address's parameters."""
    query = query_of(request.args)
    if finding.holds_number(query.text):
        # Numbers of persons never stand in an address; the search form sends them another way.
        return redirect(url_for("cases.listing"))
    return _list_page(_asked(request.args), whole(request.args.get("page", ""), MOST_PAGES) or 1)


@pages.post("/find")
@guard.allow(roles=guard.READERS)
def find() -> Any:
    """Search: a case code opens its case, words go into the address so that they can be kept, numbers of
    persons are answered at once."""
    query = _asked(request.form)
    audit.record(
        house().store,
        viewer(),
        "search",
        "cases",
        now=now(),
        detail={
            "length": len(query.text),
            "filters": sorted(set(parameters_of(query)) - {"q"}),
            "by": sorted({one.kind.value for one in query.asked}),
        },
    )
    if finding.holds_number(query.text):
        return _list_page(query, 1)
    code = finding.one_case(house(), viewer(), query)
    if code is not None:
        return redirect(url_for("cases.case", code=code))
    return redirect(url_for("cases.listing", **parameters_of(query)))


@pages.post("/export")
@guard.allow(roles=guard.READERS)
def export() -> Any:
    """The narrowed list as the ledger, masked; a long one is made in the background."""
    query = _asked(request.form)
    if finding.holds_number(query.text):
        raise JiefenError("按号码查到的件不能整批导出，请逐件打开。")
    order = ledgers.Order("cases", query=query)
    if ledgers.count(house(), viewer(), query, now().date()) > MOST_AT_ONCE:
        queue(order, f"{order.label}（选出的件）")
        return redirect(url_for("ledgers.listing"))
    out = io.BytesIO()
    ledgers.make(house(), viewer(), order, out, now=now())
    out.seek(0)
    return send_file(out, as_attachment=True, download_name=ledgers.file_name(order, now()))


@pages.post("/print")
@guard.allow(roles=guard.READERS)
def print_list() -> Any:
    """The narrowed list on paper, masked, with who, when and by which conditions; told to the log."""
    query = _asked(request.form)
    if finding.holds_number(query.text):
        raise JiefenError("按号码查到的件不能整批打印，请逐件打开。")
    found = caselist.page(house(), viewer(), replace(query, limit=MOST_PRINTED), now().date())
    detail = {"count": len(found.rows), "filters": sorted(parameters_of(query)), "masked": True}
    audit.record(house().store, viewer(), "print", "cases", now=now(), detail=detail)
    return render_template(
        "cases/print.html",
        rows=found.rows,
        is_cut=found.more or found.total > len(found.rows),
        conditions=ledgers.chosen(house(), viewer(), query),
        back=url_for("cases.listing", **parameters_of(query)),
    )


@pages.post("/<code>/print")
@guard.allow(roles=guard.READERS)
def print_case(code: str) -> Any:
    """One case on paper, masked; told to the log."""
    case = cases.get_case(house().store, viewer(), code)
    audit.record(house().store, viewer(), "print", code, now=now(), detail={"masked": True})
    return render_template(
        "cases/print_case.html",
        case=case,
        light=words.light_of(case),
        history=cases.history(house().store, viewer(), code),
    )


def case_page(
    case: CaseRecord,
    *,
    reason: str = "",
    message: str | None = None,
    asked: Mapping[str, Any] | None = None,
    answer: Mapping[str, Any] | None = None,
) -> str:
    """The page of a case; ``answer``: what was typed to somebody who is not satisfied, and its faults;
    ``asked``: what was typed to be given leave to see it in clear."""
    store = house().store
    history = cases.history(store, viewer(), case.case_code)
    light = words.light_of(case)
    offered, waiting = moving.offers(house(), viewer(), case.case_code, now())
    return render_template(
        "cases/case.html",
        case=case,
        offered=offered,
        waiting=waiting,
        triple=casefile.triple(case),
        may_record=casefile.is_recordable(offered),
        steps=steps.steps(case, history, light),
        turn=steps.turn(case),
        checklist=checklist.of_case(case),
        rating=inviting.board(house(), viewer(), case, now().date()),
        typed_answer=answer or {},
        mendable=corrections.MENDABLE.intersection(case.pending),
        may_reveal=cases.may_unmask(store, viewer(), case.case_code, now()),
        leave=_leave(case, asked or {}),
        proposals=casefile.proposals_shown(cases.proposals(store, viewer(), case.case_code)),
        twins=_twins(case.case_code),
        told={(one.channel, one.source_no): one for one in replies.of_case(store, viewer(), case.case_code)},
        light=light,
        clocks=explain.clocks(case, house()),
        original=originals.original_of(store, viewer(), case.case_code),
        repeats=originals.repeats_of(store, viewer(), case.case_code),
        history=history,
        other_columns=[] if case.masked else intake.other_columns(house(), viewer(), case.case_code),
        reason=reason,
        message=message,
        reads_looks=looks.may_read(viewer(), case),
        watermark=f"{viewer().name} {now():%Y-%m-%d %H:%M}",
    )


def _leave(case: CaseRecord, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """What somebody who sees people in clear only after asking is told of it; None for everybody else."""
    who = viewer()
    if not who.roles & guard.UNMASK_ASKERS or not case.masked:
        return None
    mine = unmasking.of_case(house().store, who, case.case_code, who.name)
    last = mine[0] if mine else None
    held = next((one for one in mine if one.holds(now())), None)
    return {
        "may_ask": desk.may_ask(house(), who, case.case_code, now()),
        "last": last,
        "held": held,
        "hours": house().book.moves.unmasking.hours,
        "reason": asked.get("reason", ""),
        "fault": asked.get("fault"),
    }


def _twins(code: str) -> list[DoubleRecord]:
    """What may be the same dispute; only the centre's desk is told."""
    if not viewer().roles & guard.DOUBLE_READERS:
        return []
    return doubles.waiting_of(house().store, viewer(), code)


@pages.get("/<code>")
@guard.allow(roles=guard.READERS)
def case(code: str) -> Any:
    """One case, masked; that somebody looks at it is written down."""
    record = cases.get_case(house().store, viewer(), code)
    note_look(record)
    return case_page(record)


@pages.post("/<code>/reveal")
@guard.allow(roles=guard.CASE_REVEALERS)
def reveal(code: str) -> Any:
    """One case in clear: only with a reason, which the audit log keeps before anything is shown."""
    reason = request.form.get("reason", "").strip()[:200]
    store = house().store
    if len(reason) < LEAST_REASON and cases.may_unmask(store, viewer(), code, now()):
        masked = cases.get_case(store, viewer(), code)
        return case_page(
            masked, reason=reason, message=f"请写明查看明文的事由（至少 {LEAST_REASON} 个字）。"
        ), 422
    return case_page(cases.reveal_case(store, viewer(), code, reason, now()))


@pages.get("/<code>/correct")
@guard.allow(roles=guard.CORRECTORS)
def correct(code: str) -> Any:
    """The form for corrections, filled with what stands now."""
    record = cases.get_case(house().store, viewer(), code)
    note_look(record)
    return _correct_page(record, casefile.form_values(record), "", [])


@pages.post("/<code>/correct")
@guard.allow(roles=guard.CORRECTORS)
def correct_send(code: str) -> Any:
    """Set what a person knows better; every change becomes an event with its reason."""
    record = cases.get_case(house().store, viewer(), code)
    reason = request.form.get("reason", "").strip()[:500]
    before = casefile.form_values(record)  # fields that this person's form does not have stay as they are
    values = {name: request.form.get(name, before[name]).strip() for name in casefile.FORM_FIELDS}
    changes, faults = casefile.changes_of(record, values)
    looked_at = request.form.getlist("looked_at")
    if not reason:
        faults.append("请写明更正的理由。")
    if not faults and not changes and not looked_at:
        faults.append("没有改动任何一项，也没有勾选“就按现在的”。")
    if not faults:
        try:
            with house().store.writing():
                if looked_at:
                    corrections.confirm(house(), viewer(), code, looked_at, reason, now())
                if changes:
                    corrections.correct(house(), viewer(), code, changes, reason, now())
        except JiefenError as error:
            faults.extend(error.sentences)
            g.failed_status = error.http_status
    if faults:
        return _correct_page(record, values, reason, faults), g.get("failed_status", 422)
    flash("已保存，并记入办理过程。", "good")
    return redirect(url_for("cases.case", code=code))


def _correct_page(record: CaseRecord, values: dict[str, str], reason: str, faults: list[str]) -> str:
    return render_template(
        "cases/correct.html",
        case=record,
        values=values,
        reason=reason,
        faults=faults,
        words=words,
        open_points=[point for point in record.pending if point in corrections.CONFIRMED],
        looked_at=request.form.getlist("looked_at"),
    )


@pages.post("/<code>/proposals/<int:proposal_id>")
@guard.allow(roles=guard.CENTRE_CORRECTORS)
def proposal(code: str, proposal_id: int) -> Any:
    """Take over what a later file says, or keep what a person has set."""
    take = request.form.get("take") == "1"
    settled = corrections.settle_proposal(house(), viewer(), proposal_id, take=take, now=now())
    flash("已采用台账的写法。" if take else "已保留人工更正。", "good")
    return redirect(url_for("cases.case", code=settled))


@pages.post("/settle")
@guard.allow(roles=guard.SETTLERS)
def settle() -> Any:
    """Say of the chosen cases, whose ledger tells only 办结, whether they were resolved."""
    codes = request.form.getlist("codes")[:PAGE]
    if not codes:
        raise JiefenError("请先勾选案件。")
    answer = request.form.get("outcome", "")
    if answer not in (Outcome.RESOLVED, Outcome.COMPLETED_UNRESOLVED):
        raise JiefenError("请选“化解”或“未化解”。")
    done = corrections.settle_result(house(), viewer(), codes, Outcome(answer), now())
    flash(f"已确认 {len(done)} 件并结案。", "good")
    if len(done) < len(codes):
        flash(f"{len(codes) - len(done)} 件不在“已反馈（待中心审核）”状态，没有改动。", "plain")
    return redirect(url_for("cases.listing", status=Status.FEEDBACK_PENDING.value))
