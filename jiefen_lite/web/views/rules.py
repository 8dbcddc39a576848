"""The rules in force: every file with what it decides, as a page to read, with its versions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite.errors import JiefenError
from jiefen_lite.ruledesk import coming, keeping, places
from jiefen_lite.ruledesk.folder import SHIPPED, mark_of
from jiefen_lite.rules import labels, readable
from jiefen_lite.rules.names import names
from jiefen_lite.rules.schema import FILES
from jiefen_lite.store import ruledrafts, ruleversions
from jiefen_lite.web import guard, ruleview, undo
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("rules", __name__, url_prefix="/rules")

UNDO_REASON = "撤销刚才的改动"


@pages.get("")
@guard.allow(roles=guard.RULE_READERS)
def listing() -> Any:
    """Every file: what it decides, whose it is, its version, who changed it last, what is planned."""
    store, who = house().store, viewer()
    plans = ruleversions.planned(store, who)
    return render_template(
        "rules/listing.html",
        files=[(name, *labels.of_file(name)) for name in FILES],
        standing=ruleversions.in_force(store, who),
        plans={one.file: one for one in plans},
        changes={one.change: [two.file for two in plans if two.change == one.change] for one in plans},
        drafts=ruleview.drafted(ruleview.author()),
        author=ruleview.author(),
        trouble=house().rules.trouble,
        unnoticed=coming.changed_in_folder(house(), ruleview.folder()),
        book=house().book,
    )


@pages.get("/<name>")
@guard.allow(roles=guard.RULE_READERS)
def file(name: str) -> Any:
    """One file as sentences and tables, with its versions."""
    name, store, who = ruleview.file_of(name), house().store, viewer()
    standing = ruleversions.in_force(store, who)
    versions = ruleversions.history(store, who, name)
    return render_template(
        "rules/file.html",
        name=name,
        heading=labels.of_file(name)[0],
        purpose=labels.of_file(name)[1],
        page=readable.page(name, getattr(house().book, name), names(house().book)),
        versions=[(one, keeping.state_of(one, standing)) for one in versions],
        states=keeping.STATES,
        standing=standing.get(name),
        draft=ruleview.drafted(ruleview.author()).get(name, SHIPPED) != SHIPPED,
        trouble=[words for words in house().rules.trouble if words.startswith(f"{name}.yaml")],
    )


@pages.get("/<name>/versions/<int:number>")
@guard.allow(roles=guard.RULE_READERS)
def version(name: str, number: int) -> Any:
    """One version (0: the shipped one): what it says otherwise than what is in force, and its text."""
    name, store, who = ruleview.file_of(name), house().store, viewer()
    kept = ruleversions.version(store, who, name, number) if number else None
    standing = ruleversions.in_force(store, who)
    current = keeping.text_of(house(), who, name)
    text = ruleview.shown_text(name, None if kept is None else kept.text)
    own = None if kept is None else kept.text
    return render_template(
        "rules/version.html",
        name=name,
        heading=labels.of_file(name)[0],
        number=number,
        kept=kept,
        state=None if kept is None else keeping.state_of(kept, standing),
        states=keeping.STATES,
        text=text,
        told=ruleview.told_changes(name, current, text),
        diff=ruleview.diff_lines(current, text),
        is_used=mark_of(own) == ruleview.mark_in_force(name),
    )


@pages.post("/<name>/back")
@guard.allow(roles=guard.RULE_EDITORS)
def back(name: str) -> Any:
    """Use an earlier version (0: the shipped one) again."""
    name, number = ruleview.file_of(name), _number(request.form.get("version", ""))
    before = ruleversions.in_force(house().store, viewer()).get(name)
    keeping.back(
        house(),
        viewer(),
        ruleview.folder(),
        name,
        number,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    which = f"第 {number} 版" if number else "随附的一版"
    undo.offer(
        f"{labels.of_file(name)[0]}换回了{which}，从现在起用。",
        url_for("rules.back", name=name),
        version=str(before.version if before is not None else 0),
        reason=UNDO_REASON,
    )
    return redirect(url_for("rules.file", name=name))


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 7):
        raise JiefenError("请选一版。")
    return int(written)


@pages.post("/plans/<int:change>/withdraw")
@guard.allow(roles=guard.RULE_EDITORS)
def withdraw(change: int) -> Any:
    """Take back what waits for its day; its texts are a draft again."""
    taken = keeping.withdraw(house(), viewer(), change, now())
    for one in taken:
        ruledrafts.keep(house().store, viewer(), one.file, one.text, one.base, now())
    flash("已撤回，到那天不会生效；改动留在“我的草稿”里，可以接着改。", "good")
    return redirect(url_for("rules.draft"))


# ------------------------------------------------------------------ one place


@pages.get("/<name>/place")
@guard.allow(roles=guard.RULE_EDITORS)
def place(name: str) -> Any:
    """The simple values of one place, to be changed."""
    return _place(ruleview.file_of(name), request.args.get("at", ""))


def _place(name: str, at: str, status: int = 200) -> Any:
    text, base = _begun(name)
    return render_template(
        "rules/place.html",
        name=name,
        heading=labels.of_file(name)[0],
        place=places.place(name, text, at),
        mark=mark_of(text),
        base=base,
    ), status


@pages.post("/<name>/place")
@guard.allow(roles=guard.RULE_EDITORS)
def change_place(name: str) -> Any:
    """Take the values into the draft; nothing is in force yet."""
    name, at = ruleview.file_of(name), request.form.get("at", "")
    text, base = _begun(name)
    if request.form.get("mark") != mark_of(text):
        raise JiefenError("这个文件刚才又改过，这次没有存。", "请回到这一处，照现在的再改一次。")
    written = {key.removeprefix("v-"): value for key, value in request.form.items() if key.startswith("v-")}
    new = places.changed(name, text, at, written)
    if new == text:
        flash("没有改动。", "plain")
        return redirect(url_for("rules.place", name=name, at=at))
    ruledrafts.keep(house().store, viewer(), name, new, base, now())
    flash("已存进草稿，还没有生效：先看清改了什么、会影响哪些件，再生效。", "good")
    return redirect(url_for("rules.draft"))


def _begun(name: str) -> tuple[str, str]:
    """What this person goes on with: the own draft or what is in force; and what that was written upon."""
    mine = ruledrafts.of(house().store, viewer(), viewer().name).get(name)
    if mine is not None:
        return ruleview.shown_text(name, mine.text), mine.base
    return keeping.text_of(house(), viewer(), name), ruleview.mark_in_force(name)
