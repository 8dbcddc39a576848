"""The same dispute told twice: pairs to look at, one after the other, and what a person says of each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import merging, pairing
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import CaseQuery
from jiefen_lite.store import cases, doubles, pairlists
from jiefen_lite.web import guard, pairfile, pairquery, undo
from jiefen_lite.web.casequery import MOST_ID, whole
from jiefen_lite.web.session import house, note_look, now, viewer
from jiefen_lite.web.words import months

pages = Blueprint("doubles", __name__, url_prefix="/doubles")

PAGE = 20
MOST_PAGES = 5_000
LEAST_REASON = 2
#: Workflow guide, row 19: why two cases are one.
GROUNDS = ("同当事人同事由", "同一事件")
STRONGEST = 3


@pages.get("")
@guard.allow(roles=guard.DOUBLE_READERS)
def listing() -> Any:
    """Pairs that wait for a person, the surest first."""
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    store, who = house().store, viewer()
    narrowed = pairquery.parameters_of(request.args)
    query = pairquery.query_of(narrowed)
    total = pairlists.count_waiting(store, who, query)
    found = pairlists.waiting(store, who, query, limit=PAGE, offset=(page - 1) * PAGE)
    codes = {code for one in found for code in (one.first, one.second)}
    records = cases.list_cases(store, who, CaseQuery(case_codes=tuple(codes), limit=len(codes)))
    return render_template(
        "doubles/listing.html",
        pairs=[(one, pairfile.added_up(one.reasons)) for one in found],
        cases={record.case_code: record for record in records},
        groups=pairing.groups(house(), who),
        strongest=STRONGEST,
        total=total,
        decided=pairlists.count_decided(store, who),
        narrowed=narrowed,
        channels=pairquery.channel_choices(pairlists.channel_pairs(store, who)),
        bands=[(name, words) for name, (_least, _most, words) in pairquery.BANDS.items()],
        months=months(narrowed.get("month")),
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for("doubles.listing", page=number, **narrowed),
    )


@pages.get("/next")
@guard.allow(roles=guard.DOUBLE_READERS)
def following() -> Any:
    """On to the pair behind one that is left as it is."""
    return _onward(whole(request.args.get("after", ""), MOST_ID), pairquery.parameters_of(request.args))


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
    try:
        merging.merge(house(), viewer(), master, part, reason, now(), seen=request.form.get("seen"))
    except merging.AlreadySettled as error:
        return _pair_page(first, second, fault="".join(error.sentences)), 409
    words = f"已并案：{part} 并入 {master}，来源编号都保留着。"
    address = url_for("doubles.unmerge", code=part)
    undo.offer(words, address, reason="刚刚并案，撤销", again="1")
    return _after(first, second) or redirect(url_for("cases.case", code=master))


@pages.post("/<first>/<second>/reject")
@guard.allow(roles=guard.DOUBLE_READERS)
def reject(first: str, second: str) -> Any:
    """Say that they are two."""
    reason = request.form.get("reason", "").strip()[:300]
    try:
        merging.reject(house(), viewer(), first, second, reason, now(), seen=request.form.get("seen"))
    except merging.AlreadySettled as error:
        return _pair_page(first, second, fault="".join(error.sentences)), 409
    words = f"已记下：{first} 和 {second} 不是一件，没有新情况不会再提。"
    undo.offer(words, url_for("doubles.again", first=first, second=second))
    return _after(first, second) or redirect(url_for("doubles.listing"))


@pages.post("/<first>/<second>/hand-on")
@guard.allow(roles=guard.DOUBLE_READERS)
def hand_on(first: str, second: str) -> Any:
    """Ask the supervisor to merge them, or take that back."""
    back = request.form.get("back") == "1"
    try:
        seen = request.form.get("seen")
        merging.hand_on(house(), viewer(), first, second, now(), seen=seen, back=back)
    except merging.AlreadySettled as error:
        return _pair_page(first, second, fault="".join(error.sentences)), 409
    if back:
        flash("已撤回，这一对还等着核对。", "good")
        return redirect(url_for("doubles.pair", first=first, second=second))
    words = f"已请督办岗并案：{first} 和 {second}。"
    undo.offer(words, url_for("doubles.hand_on", first=first, second=second), back="1")
    return _after(first, second) or redirect(url_for("doubles.listing"))


@pages.post("/<first>/<second>/again")
@guard.allow(roles=guard.DOUBLE_READERS)
def again(first: str, second: str) -> Any:
    """Two that were kept apart wait for a person once more."""
    merging.ask_again(house(), viewer(), first, second, now())
    words = f"{first} 和 {second} 又等着核对了。"
    undo.offer(words, url_for("doubles.reject", first=first, second=second))
    return redirect(url_for("doubles.pair", first=first, second=second))


@pages.post("/<code>/unmerge")
@guard.allow(roles=guard.MERGERS)
def unmerge(code: str) -> Any:
    """Take a merged case out again; where it was only just merged, the pair waits once more."""
    reason = request.form.get("reason", "").strip()[:300]
    if len(reason) < LEAST_REASON:
        raise JiefenError("请写明为什么拆分。")
    ask_again = request.form.get("again") == "1"
    master = merging.unmerge(house(), viewer(), code, reason, now(), ask_again=ask_again)
    words = f"已从 {master} 拆出 {code}，回到并案前的状态和时限。"
    if ask_again:
        flash(words, "good")
        return redirect(url_for("doubles.pair", first=master, second=code))
    address = url_for("doubles.merge", first=master, second=code)
    undo.offer(words, address, master=master, ground=GROUNDS[0], reason="撤销拆分")
    return redirect(url_for("cases.case", code=code))


def _after(first: str, second: str) -> Any:
    """On to the next pair; None where these two were never one of the list."""
    known = doubles.between(house().store, viewer(), first, second)
    if known is None or request.form.get("seen") != doubles.PROPOSED:
        return None
    return _onward(known.id, pairquery.parameters_of(request.form))


def _onward(after: int | None, narrowed: dict[str, Any]) -> Any:
    query = pairquery.onward(pairquery.query_of(narrowed))
    found = pairlists.next_waiting(house().store, viewer(), query, after)
    if found is None:
        flash("这里的都核对完了。", "good")
        return redirect(url_for("doubles.listing", **narrowed))
    address = url_for("doubles.pair", first=found.first, second=found.second, **narrowed)
    return redirect(address)


def _pair_page(first: str, second: str, *, fault: str | None = None) -> str:
    store, who = house().store, viewer()
    left, right = cases.get_case(store, who, first), cases.get_case(store, who, second)
    if (right.received_at, right.case_code) < (left.received_at, left.case_code):
        left, right = right, left
    for record in (left, right):
        note_look(record)
    now_found, met = merging.compare(house(), who, left.case_code, right.case_code)
    known = doubles.between(store, who, first, second)
    narrowed = pairquery.parameters_of(request.values)
    named, numbers = pairing.quoted(house(), who, (left.case_code, right.case_code))
    query = pairquery.onward(pairquery.query_of(narrowed))
    return render_template(
        "doubles/pair.html",
        left=left,
        right=right,
        lines=pairfile.lines(left, right, met),
        texts=pairfile.texts(left, right, numbers),
        named=named,
        numbers=numbers,
        known=known,
        added=pairfile.added_up(known.reasons if known and known.reasons else now_found),
        outlooks=[pairing.outlook(left, [right]), pairing.outlook(right, [left])],
        group=pairing.groups(house(), who).get(left.case_code, ()),
        waiting=pairlists.count_waiting(store, who, query),
        narrowed=narrowed,
        grounds=GROUNDS,
        fault=fault,
        form=request.form,
    )
