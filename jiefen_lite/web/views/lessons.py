"""What people have set right in readings: listed, agreed to, taken away, switched off together."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import LessonState
from jiefen_lite.store import lessons
from jiefen_lite.teaching import keeping, wording
from jiefen_lite.web import guard, undo
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("lessons", __name__, url_prefix="/lessons")

PAGE, MOST_PAGES = 50, 400
STILL = (LessonState.IN_FORCE, LessonState.PROPOSED)


@pages.get("")
@guard.allow(roles=guard.RULE_READERS)
def listing() -> Any:
    """What waits for a yes, then what holds; what holds no more where asked for."""
    store, past = house().store, request.args.get("show") == "past"
    states = tuple(one for one in LessonState if one not in STILL) if past else (LessonState.IN_FORCE,)
    many = lessons.counts(store, viewer())
    total = sum(many.get(one, 0) for one in states)
    page = max(1, min(whole(request.args.get("page", ""), MOST_PAGES) or 1, MOST_PAGES))
    return render_template(
        "lessons/listing.html",
        proposed=[] if past else lessons.listing(store, viewer(), (LessonState.PROPOSED,)),
        rows=lessons.listing(store, viewer(), states, limit=PAGE, offset=(page - 1) * PAGE),
        total=total,
        past=past,
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for("lessons.listing", page=number, show="past" if past else None),
        standing=lessons.standing(store),
        rules=house().book.reading.teaching,
        shown=lambda one, right: wording.shown(house(), one.element, right),
        word_of=wording.word_of,
    )


@pages.post("/<int:number>")
@guard.allow(roles=guard.RULE_EDITORS)
def move(number: int) -> Any:
    """Agree to one, refuse it, take it away or put it back."""
    act = request.form.get("act", "")
    said = keeping.move(house(), viewer(), number, act, now())
    if act in keeping.BACK:
        undo.offer(said, url_for("lessons.move", number=number), act=keeping.BACK[act])
    else:
        flash(said, "good")
    return redirect(url_for("lessons.listing"))


@pages.post("/switch")
@guard.allow(roles=guard.RULE_EDITORS)
def switch() -> Any:
    """Let all of them hold, or none."""
    on = request.form.get("on", "")
    if on not in ("0", "1"):
        raise JiefenError("请选“全部停用”或“全部恢复”。")
    lessons.switch(house().store, viewer(), on == "1", now())
    flash("都恢复了，下次照改对过的读。" if on == "1" else "都停用了，下次只照规则读；一条也没有删。", "good")
    return redirect(url_for("lessons.listing"))
