"""Rule files as text: checked while they are written, kept as a draft, seen as a difference, put in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for

from jiefen_lite.errors import JiefenError
from jiefen_lite.ruledesk import folder as disk
from jiefen_lite.ruledesk import keeping
from jiefen_lite.ruledesk.folder import Texts
from jiefen_lite.ruledesk.keeping import Overtaken
from jiefen_lite.rules import completion, labels
from jiefen_lite.rules.names import names
from jiefen_lite.rules.nodes import Fault
from jiefen_lite.rules.schema import FILES
from jiefen_lite.store import ruledrafts, ruleversions
from jiefen_lite.web import guard, ruleview, undo
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.rules import UNDO_REASON, pages

__all__ = ["pages"]

MOST_SUGGESTIONS = 40


@pages.get("/<name>/text")
@guard.allow(roles=guard.RULE_EDITORS)
def text(name: str) -> Any:
    """One file as text: this person's draft, or what is in force."""
    name = ruleview.file_of(name)
    mine = ruledrafts.of(house().store, viewer(), viewer().name).get(name)
    if mine is None:
        return _editor(name, keeping.text_of(house(), viewer(), name), ruleview.mark_in_force(name))
    return _editor(name, ruleview.shown_text(name, mine.text), mine.base)


def _editor(name: str, written: str, base: str, status: int = 200, **more: Any) -> Any:
    values: dict[str, Any] = {"faults": None, "others": ()} | more
    return render_template(
        "rules/text.html",
        name=name,
        heading=labels.of_file(name)[0],
        written=written,
        base=base,
        is_overtaken=base != ruleview.mark_in_force(name),
        **values,
    ), status


def _written() -> str:
    """The text as it was typed; browsers send other line ends than files have."""
    return request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")


def _faults(name: str, written: str) -> tuple[list[Fault], list[Fault]]:
    """What is wrong with this text, and with other files once it is in force; drafts of others count not."""
    texts: dict[str, str | None] = dict(_others(name))
    found = disk.faults_with(ruleview.folder(), {**texts, name: written})
    mine = [one for one in found if one.file == f"{name}.yaml"]
    return mine, [one for one in found if one not in mine]


def _others(name: str) -> Texts:
    mine = ruleview.drafted(viewer().name)
    return {file: one for file, one in mine.items() if file != name}


@pages.post("/<name>/check")
@guard.allow(roles=guard.RULE_EDITORS)
def check(name: str) -> Any:
    """What is wrong with a text; nothing is kept. JSON for the page's script, a page where there is none."""
    name, written = ruleview.file_of(name), _written()
    faults, others = _faults(name, written)
    failing = disk.examples_with(ruleview.folder(), {**_others(name), name: written})
    faults += [one for one in failing if one.file == f"{name}.yaml"]
    others += [one for one in failing if one.file != f"{name}.yaml"]
    if request.accept_mimetypes.best == "application/json":
        told = [{"line": one.line, "message": one.message} for one in faults]
        return jsonify(faults=told, others=[str(one) for one in others])
    return _editor(name, written, request.form.get("base", ""), faults=faults, others=others)


@pages.post("/<name>/complete")
@guard.allow(roles=guard.RULE_EDITORS)
def complete(name: str) -> Any:
    """What may stand at a place of a text that is being written; nothing is kept."""
    name, lines = ruleview.file_of(name), _written()
    line, column = (_whole(request.form.get(key, "")) for key in ("line", "column"))
    found = completion.complete(FILES[name], lines, line, column, names(house().book))
    return jsonify(
        start=found.start,
        suggestions=[
            {"insert": one.insert, "title": one.title, "explanation": one.explanation, "kind": one.kind}
            for one in found.suggestions[:MOST_SUGGESTIONS]
        ],
    )


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 0


@pages.post("/<name>/text")
@guard.allow(roles=guard.RULE_EDITORS)
def keep(name: str) -> Any:
    """Keep the text as this person's draft, also where it has faults; nothing is in force yet."""
    name, written, base = ruleview.file_of(name), _written(), request.form.get("base", "")
    ruledrafts.keep(house().store, viewer(), name, written, base, now())
    faults, others = _faults(name, written)
    if faults or others:
        return _editor(name, written, base, 422, faults=faults, others=others)
    return redirect(url_for("rules.draft"))


# ------------------------------------------------------------------ the draft


@pages.get("/draft")
@guard.allow(roles=guard.RULE_READERS)
def draft() -> Any:
    """Somebody's drafts: what they say otherwise, what is wrong with them, the form to put them in force."""
    return _draft(200)


def _draft(status: int, refused: tuple[str, ...] = ()) -> Any:
    by = ruleview.author()
    texts = ruleview.drafted(by)
    kept = ruledrafts.of(house().store, viewer(), by)
    files = []
    for file, own in texts.items():
        current, new = keeping.text_of(house(), viewer(), file), ruleview.shown_text(file, own)
        mark = ruleview.mark_in_force(file)
        base = kept[file].base
        was = ruleview.text_of_mark(house(), viewer(), file, base) if base != mark else None
        files.append(
            {
                "file": file,
                "heading": labels.of_file(file)[0],
                "at": kept[file].at,
                "told": ruleview.told_changes(file, current, new),
                "diff": ruleview.diff_lines(current, new),
                "mark": mark,
                "is_overtaken": base != mark,
                "theirs": [] if was is None else ruleview.diff_lines(was, current),
                "last": ruleversions.in_force(house().store, viewer()).get(file),
            }
        )
    return render_template(
        "rules/draft.html",
        by=by,
        is_mine=by == viewer().name,
        files=files,
        faults=disk.faults_with(ruleview.folder(), texts) if texts else [],
        failing=disk.examples_with(ruleview.folder(), texts) if texts else [],
        refused=refused,
        typed=request.form,
        plans=ruleversions.planned(house().store, viewer()),
    ), status


@pages.post("/draft/put")
@guard.allow(roles=guard.RULE_EDITORS)
def put() -> Any:
    """Put the chosen drafts in force, now or from a day on."""
    mine = ruledrafts.of(house().store, viewer(), viewer().name)
    drafted = ruleview.drafted(viewer().name)
    chosen = [file for file in request.form.getlist("files") if file in drafted]
    if not chosen:
        raise JiefenError("请选要生效的文件。")
    seen = dict(pair.rpartition(":")[::2] for pair in request.form.getlist("seen"))
    before = ruleversions.in_force(house().store, viewer())
    try:
        made = keeping.put(
            house(),
            viewer(),
            ruleview.folder(),
            {file: drafted[file] for file in chosen},
            reason=request.form.get("reason", ""),
            now=now(),
            from_day=_day(),
            bases={file: seen.get(file, mine[file].base) for file in chosen},
        )
    except Overtaken as refused:
        return _draft(refused.http_status, refused.sentences)
    except JiefenError as refused:
        if refused.http_status >= 500:
            raise
        return _draft(422, refused.sentences)
    ruledrafts.drop(house().store, viewer(), chosen)
    names = "、".join(labels.of_file(file)[0] for file in made.files)
    if not made.in_force:
        flash(f"已排好：{names}，{made.from_day} 起自己生效；在那以前可以撤回。", "good")
    elif len(chosen) == 1:
        earlier = before.get(chosen[0])
        undo.offer(
            f"{names}已生效，从现在起都按新规则。",
            url_for("rules.back", name=chosen[0]),
            version=str(earlier.version if earlier is not None else 0),
            reason=UNDO_REASON,
        )
    else:
        flash(f"{names}已生效，从现在起都按新规则。", "good")
    return redirect(url_for("rules.listing"))


def _day() -> date | None:
    if request.form.get("when") != "later":
        return None
    try:
        return date.fromisoformat(request.form.get("from", ""))
    except ValueError as error:
        raise JiefenError("请写明从哪天起，例如 2026-12-01。") from error


@pages.post("/draft/drop")
@guard.allow(roles=guard.RULE_EDITORS)
def drop() -> Any:
    """Give a draft up."""
    file = ruleview.file_of(request.form.get("file", ""))
    mine = ruledrafts.of(house().store, viewer(), viewer().name).get(file)
    ruledrafts.drop(house().store, viewer(), [file])
    if mine is not None and mine.text is not None:
        undo.offer(
            f"{labels.of_file(file)[0]}的草稿丢掉了。",
            url_for("rules.keep", name=file),
            text=mine.text,
            base=mine.base,
        )
    return redirect(url_for("rules.draft"))


@pages.post("/<name>/shipped")
@guard.allow(roles=guard.RULE_EDITORS)
def shipped(name: str) -> Any:
    """Draft the shipped text, to see what going back to it would do."""
    name = ruleview.file_of(name)
    ruledrafts.keep(house().store, viewer(), name, None, ruleview.mark_in_force(name), now())
    return redirect(url_for("rules.draft"))
