"""Kept searches: save the present one under a name, rename, offer to colleagues, remove."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import finding
from jiefen_lite.errors import JiefenError
from jiefen_lite.store import views
from jiefen_lite.text import normalize, one_line
from jiefen_lite.web import guard, savedviews, undo
from jiefen_lite.web.casequery import parameters_of, query_of
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("saved", __name__, url_prefix="/saved")

LONGEST_NAME = 20


def _name() -> str:
    """The name that was typed. Raises JiefenError for none, a long one, or a person's number."""
    name = normalize(one_line(request.form.get("name", "")))
    if not name or len(name) > LONGEST_NAME:
        raise JiefenError(f"请给常用查询起个名字，最多 {LONGEST_NAME} 个字，例如“本周到期的”。")
    if finding.holds_number(name):
        raise JiefenError("常用查询的名字里不能有电话、证件号码，请换一个名字。")
    return name


@pages.get("")
@guard.allow(roles=guard.READERS)
def listing() -> Any:
    """Every kept search with what can be done with it."""
    shortcuts = savedviews.shortcuts(savedviews.searches())
    return render_template("saved/listing.html", shortcuts=shortcuts, longest=LONGEST_NAME)


@pages.post("")
@guard.allow(roles=guard.READERS)
def save() -> Any:
    """Keep the search that the form carries."""
    query = query_of(request.form)
    if finding.holds_number(query.text):
        raise JiefenError("电话、证件号码不能存进常用查询。请去掉号码，只存筛选条件。")
    given = {name: str(value) for name, value in parameters_of(query).items() if name != "batch"}
    if not given:
        raise JiefenError("还没有筛选条件。请先搜一个词或选一个条件，再存成常用查询。")
    name = _name()
    number = views.add(house().store, viewer(), name, given, now())
    undo.offer(f"已存成常用查询“{name}”，首页和案件页上都有。", url_for("saved.remove", view_id=number))
    return redirect(url_for("cases.listing", **parameters_of(query_of(given))))


@pages.post("/<int:view_id>/rename")
@guard.allow(roles=guard.READERS)
def rename(view_id: int) -> Any:
    """Another name for an own one."""
    name = _name()
    old = views.rename(house().store, viewer(), view_id, name, now())
    if old != name:
        undo.offer(f"“{old}”改名为“{name}”。", url_for("saved.rename", view_id=view_id), name=old)
    return redirect(url_for("saved.listing"))


@pages.post("/<int:view_id>/offer")
@guard.allow(roles=guard.READERS)
def offer(view_id: int) -> Any:
    """Let colleagues see it on their pages, or no longer; what they find is within their own rights."""
    offered = request.form.get("offered") == "1"
    views.offer(house().store, viewer(), view_id, now(), offered=offered)
    whose = viewer().unit or "中心"
    words = f"{whose}的同事也能用这个常用查询了。" if offered else "这个常用查询只有您自己能用了。"
    undo.offer(words, url_for("saved.offer", view_id=view_id), offered="0" if offered else "1")
    return redirect(url_for("saved.listing"))


@pages.post("/<int:view_id>/remove")
@guard.allow(roles=guard.READERS)
def remove(view_id: int) -> Any:
    """Forget an own one; kept again with one click."""
    gone = views.remove(house().store, viewer(), view_id, now())
    undo.offer(f"已删掉常用查询“{gone.name}”。", url_for("saved.save"), name=gone.name, **gone.parameters)
    if gone.offered:
        flash("它原来给同事也用着；撤销以后要再给一次。", "plain")
    return redirect(url_for("saved.listing"))
