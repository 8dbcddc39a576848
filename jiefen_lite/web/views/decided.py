"""What was decided of pairs: those kept apart, those merged, and several cases of one dispute at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import merging, pairing
from jiefen_lite.errors import IllegalMove, NotFound
from jiefen_lite.shapes import CaseQuery, CaseRecord, DoubleRecord
from jiefen_lite.store import cases, doubles, pairlists
from jiefen_lite.web import guard, undo
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, note_look, now, viewer
from jiefen_lite.web.views.doubles import GROUNDS, MOST_PAGES, PAGE

pages = Blueprint("decided", __name__, url_prefix="/doubles")


@pages.get("/apart")
@guard.allow(roles=guard.DOUBLE_READERS)
def apart() -> Any:
    """Pairs that a person has said are two; each can be asked again."""
    return _listing("decided/apart.html", "decided.apart", doubles.REJECTED)


@pages.get("/merged")
@guard.allow(roles=guard.DOUBLE_READERS)
def merged() -> Any:
    """Pairs that a person has made one; each can be taken apart."""
    return _listing("decided/merged.html", "decided.merged", doubles.MERGED)


def _listing(template: str, endpoint: str, state: str) -> str:
    store, who = house().store, viewer()
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    asked = pairlists.kept_apart if state == doubles.REJECTED else pairlists.merged
    found = asked(store, who, limit=PAGE, offset=(page - 1) * PAGE)
    total = pairlists.count_decided(store, who).get(state, 0)
    return render_template(
        template,
        pairs=found,
        cases=_records(found),
        total=total,
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for(endpoint, page=number),
    )


def _records(pairs: list[DoubleRecord]) -> dict[str, CaseRecord]:
    codes = tuple({code for one in pairs for code in (one.first, one.second)})
    query = CaseQuery(case_codes=codes, limit=len(codes))
    return {record.case_code: record for record in cases.list_cases(house().store, viewer(), query)}


@pages.get("/group/<code>")
@guard.allow(roles=guard.DOUBLE_READERS)
def group(code: str) -> Any:
    """Three or more cases that may all be one dispute."""
    return _group_page(code)


@pages.post("/group/<code>/merge")
@guard.allow(roles=guard.MERGERS)
def merge(code: str) -> Any:
    """Merge the chosen ones into one of them, all at once."""
    master, ground = request.form.get("master", ""), request.form.get("ground", "")
    parts = [one for one in request.form.getlist("part") if one != master]
    codes = pairing.groups(house(), viewer()).get(code, ())
    if not codes:
        raise merging.AlreadySettled("这一组刚刚有人处理过，已经不成组了。", "请回到列表接着核对。")
    if master not in codes or not parts or not set(parts) <= set(codes):
        return _group_page(code, fault="请选一件作主件，再勾上和它是一件的。"), 422
    if ground not in GROUNDS:
        return _group_page(code, fault="请选为什么是一件。"), 422
    try:
        merging.merge_all(house(), viewer(), master, parts, ground, now())
    except IllegalMove as error:
        return _group_page(code, fault="".join(error.sentences)), 409
    words = f"已把 {len(parts)} 件并入 {master}，来源编号都保留着。"
    undo.offer(words, url_for("decided.undo_group", code=master), parts=",".join(parts))
    return redirect(url_for("doubles.following"))


@pages.post("/group/<code>/undo")
@guard.allow(roles=guard.MERGERS)
def undo_group(code: str) -> Any:
    """Take out again what was merged into a case a moment ago."""
    parts = [part for part in request.form.get("parts", "").split(",") if part][:20]
    merging.unmerge_all(house(), viewer(), code, parts, "刚刚并案，撤销", now())
    flash(f"已拆出 {len(parts)} 件，回到并案前的状态和时限。", "good")
    return redirect(url_for("decided.group", code=code))


def _group_page(code: str, *, fault: str | None = None) -> str:
    store, who = house().store, viewer()
    cases.case_id_of(store, who, code)
    codes = pairing.groups(house(), who).get(code)
    if codes is None:
        raise NotFound(f"{code} 不在三件以上的组里，可能刚刚有人处理过，请回到列表查看。")
    records = [cases.get_case(store, who, one) for one in codes]
    records.sort(key=lambda record: (record.received_at, record.case_code))
    for record in records:
        note_look(record)
    pairs = {
        frozenset((one.first, one.second)): one
        for case in codes
        for one in doubles.waiting_of(store, who, case)
    }
    return render_template(
        "decided/group.html",
        records=records,
        pairs=pairs,
        outlooks=[pairing.outlook(one, [other for other in records if other is not one]) for one in records],
        grounds=GROUNDS,
        code=code,
        fault=fault,
        form=request.form,
    )
