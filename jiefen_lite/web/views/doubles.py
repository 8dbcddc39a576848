"""The same dispute told twice: pairs to look at, two cases side by side, merged and taken apart."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import merging
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import CaseQuery
from jiefen_lite.store import cases, doubles
from jiefen_lite.web import guard, pairfile
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, note_look, now, viewer

pages = Blueprint("doubles", __name__, url_prefix="/doubles")

PAGE = 20
MOST_PAGES = 5_000
LEAST_REASON = 2
#: Workflow guide, row 19: why two cases are one.
GROUNDS = ("同当事人同事由", "同一事件")


@pages.get("")
@guard.allow(roles=guard.DOUBLE_READERS)
def listing() -> Any:
    """Pairs that wait for a person, the surest first."""
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    store, who = house().store, viewer()
    total = doubles.count_waiting(store, who)
    found = doubles.waiting(store, who, limit=PAGE, offset=(page - 1) * PAGE)
    codes = {code for one in found for code in (one.first, one.second)}
    records = cases.list_cases(store, who, CaseQuery(case_codes=tuple(codes), limit=len(codes)))
    return render_template(
        "doubles/listing.html",
        pairs=found,
        cases={record.case_code: record for record in records},
        total=total,
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for("doubles.listing", page=number),
    )


@pages.post("/compare")
@guard.allow(roles=guard.DOUBLE_READERS)
def compare() -> Any:
    """Any two cases, by their codes."""
    one, other = (request.form.get(name, "").strip()[:32] for name in ("one", "other"))
    if not one or not other or one == other:
        raise JiefenError("请填写另一件的案件码，例如 FJ20261103-0012。")
    for code in (one, other):
        cases.case_id_of(house().store, viewer(), code)
    return redirect(url_for("doubles.pair", first=one, second=other))


@pages.get("/<first>/<second>")
@guard.allow(roles=guard.DOUBLE_READERS)
def pair(first: str, second: str) -> Any:
    """Two cases side by side, with what speaks for and against one dispute."""
    return _pair_page(first, second)


@pages.post("/<first>/<second>/merge")
@guard.allow(roles=guard.MERGERS)
def merge(first: str, second: str) -> Any:
    """Merge the two; the form says which of them goes on."""
    master = request.form.get("master", "")
    ground, more = request.form.get("ground", ""), request.form.get("reason", "").strip()[:300]
    if master not in (first, second):
        return _pair_page(first, second, fault="请选哪一件作主件。"), 422
    if ground not in GROUNDS:
        return _pair_page(first, second, fault="请选为什么是一件。"), 422
    part = second if master == first else first
    reason = f"{ground}：{more}" if more else ground
    merging.merge(house(), viewer(), master, part, reason, now())
    flash(f"已并案：{part} 并入 {master}，来源编号都保留着。", "good")
    return redirect(url_for("cases.case", code=master))


@pages.post("/<first>/<second>/reject")
@guard.allow(roles=guard.DOUBLE_READERS)
def reject(first: str, second: str) -> Any:
    """Say that they are two."""
    merging.reject(house(), viewer(), first, second, request.form.get("reason", "").strip()[:300], now())
    flash("已记下：不是一件。没有新情况不会再提。", "good")
    return redirect(url_for("doubles.listing"))


@pages.post("/<code>/unmerge")
@guard.allow(roles=guard.MERGERS)
def unmerge(code: str) -> Any:
    """Take a merged case out again."""
    reason = request.form.get("reason", "").strip()[:300]
    if len(reason) < LEAST_REASON:
        raise JiefenError("请写明为什么拆分。")
    master = merging.unmerge(house(), viewer(), code, reason, now())
    flash(f"已从 {master} 拆出，回到并案前的状态和时限。", "good")
    return redirect(url_for("cases.case", code=code))


def _pair_page(first: str, second: str, *, fault: str | None = None) -> str:
    store, who = house().store, viewer()
    left, right = cases.get_case(store, who, first), cases.get_case(store, who, second)
    if (right.received_at, right.case_code) < (left.received_at, left.case_code):
        left, right = right, left
    for record in (left, right):
        note_look(record)
    now_found, met = merging.compare(house(), who, left.case_code, right.case_code)
    known = doubles.between(store, who, first, second)
    return render_template(
        "doubles/pair.html",
        left=left,
        right=right,
        lines=pairfile.lines(left, right, met),
        known=known,
        reasons=known.reasons if known and known.reasons else now_found,
        grounds=[(ground, ground) for ground in GROUNDS],
        masters=merging.MASTERS,
        fault=fault,
        form=request.form,
    )
