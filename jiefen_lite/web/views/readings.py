"""What was read out of a case's text: shown in colours, set right by one click, one case after the other."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import glossary, teaching
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import CaseRecord, LessonKind, LessonState, PartyRole
from jiefen_lite.store import cases
from jiefen_lite.teaching import Done
from jiefen_lite.text import mask_name, parse_amount
from jiefen_lite.web import guard, words
from jiefen_lite.web.session import house, note_look, now, viewer

pages = Blueprint("readings", __name__, url_prefix="/cases")

LEAST_REASON = 4
#: Roles that somebody in a text is given on the page.
SIDES = (PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY)


@pages.get("/unsure")
@guard.allow(roles=guard.CORRECTORS)
def queue() -> Any:
    """The cases whose reading waits for this person, one on the page at a time."""
    at, after = request.args.get("at", "")[:32], request.args.get("after", "")[:32]
    code = at or (
        teaching.following(house(), viewer(), after) if after else teaching.first(house(), viewer())
    )
    if code is None:
        return render_template("cases/unsure.html")
    return _page(code, in_line=True)


@pages.get("/<code>/reading")
@guard.allow(roles=guard.READERS)
def show(code: str) -> Any:
    """The text of one case as this person may see it, with what was read out of it."""
    return _page(code)


@pages.post("/<code>/reading/clear")
@guard.allow(roles=guard.CASE_REVEALERS)
def clear(code: str) -> Any:
    """The same in clear: only with a reason, which the audit log keeps before anything is shown."""
    reason = request.form.get("reason", "").strip()[:200]
    if len(reason) < LEAST_REASON and cases.may_unmask(house().store, viewer(), code, now()):
        return _page(code, message=f"请写明查看明文的事由（至少 {LEAST_REASON} 个字）。"), 422
    # leave was given and logged before anything is read again
    return _page(code, clear_record=cases.reveal_case(house().store, viewer(), code, reason, now()))


@pages.post("/<code>/reading")
@guard.allow(roles=guard.CORRECTORS)
def answer(code: str) -> Any:
    """Set one element right: the case is corrected, the reader is taught, the next one comes up."""
    form, element = request.form, request.form.get("element", "")[:16]
    seen = form.get("seen", "")[:32] or None
    in_line = form.get("in_line") == "1"
    try:
        if form.get("as_is") == "1":
            done = teaching.stand_by(house(), viewer(), code, element, now(), seen=seen)
        else:
            right, word = _answered(element)
            done = teaching.set_right(house(), viewer(), code, element, right, now(), seen=seen, word=word)
    except (NotAllowed, NotFound):
        raise
    except JiefenError as error:  # the page as it is now, with what was wrong of the answer
        return _page(code, in_line=in_line, faults=error.sentences), error.http_status
    flash(_told(element, done), "good")
    if not in_line:
        return redirect(url_for("readings.show", code=code, _anchor=f"el-{element}"))
    left = teaching.open_elements(viewer(), cases.get_case(house().store, viewer(), code).pending)
    return redirect(url_for("readings.queue", at=code) if left else url_for("readings.queue", after=code))


def _page(
    code: str,
    *,
    in_line: bool = False,
    clear_record: CaseRecord | None = None,
    message: str | None = None,
    faults: tuple[str, ...] = (),
) -> str:
    if clear_record is None:
        note_look(cases.get_case(house().store, viewer(), code))
    found = teaching.page(house(), viewer(), code, clear=clear_record)
    return render_template(
        "cases/reading.html",
        case=found.case,
        page=found,
        words=words,
        sides=[(str(role), glossary.label("party_role", role)) for role in SIDES],
        causes=list(dict.fromkeys(one.name for one in house().book.reading.causes)),
        first_open=next((one.id for one in found.elements if one.waits and one.may), None),
        in_line=in_line,
        message=message,
        faults=faults,
        typed=request.form if faults or message else {},
        may_reveal=cases.may_unmask(house().store, viewer(), code, now()),
        watermark=f"{viewer().name} {now():%Y-%m-%d %H:%M}",
    )


def _answered(element: str) -> tuple[Any, str | tuple[int, int] | None]:
    """The value of a form, and the word of the text by which it names a place."""
    form = request.form
    if form.get("none") == "1":
        return ([None, None] if element == "place" else [] if element == "who" else None), None
    choice = form.get("choice", "")[:2000]
    if choice:
        try:
            said = json.loads(choice)
            right, at = said["right"], said.get("at")
            word = (int(at[0]), int(at[1])) if at is not None else None
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise JiefenError("看不懂这个答复，请从页面上选。") from error
        return right, word
    return _typed(element), form.get("word", "").strip()[:12] or None


def _typed(element: str) -> Any:
    """What was chosen or typed below 改成别的."""
    form = request.form
    if element == "type":
        l1, _, l2 = form.get("type", "").partition("/")
        return [l1, l2]
    if element == "place":
        town, _, village = form.get("place", "").partition("/")
        return [town, village]
    if element == "who":
        return ["add", form.get("name", "").strip()[:40], form.get("role", "")]
    if element == "when":
        return [form.get("start", "")[:10], form.get("end", "")[:10]]
    if element == "amount":
        parsed = parse_amount(form.get("amount", "")[:20])
        if parsed is None:
            raise JiefenError("金额看不懂，请填数字（元），例如 12000 或 1.2万。")
        return parsed[0]
    if element == "people":
        if not form.get("people", "").strip().isdigit():
            raise JiefenError("涉及人数要填整数，例如 12。")
        return int(form["people"].strip()[:7])
    return form.get("cause", "")[:60]


def _told(element: str, done: Done) -> str:
    """What an answer came to, in words."""
    name = glossary.label("element", element)
    said = f"“{name}”已经改好。" if done.changed else f"“{name}”记下了。"
    if done.state is None:
        return said + done.why_not
    taught = [
        f"{glossary.label('lesson_kind', kind)}“{mask_name(word) if kind is LessonKind.NAME else word}”"
        for kind, word in done.words
    ]
    what = "、".join(["同样的案情", *taught])
    if done.state is LessonState.PROPOSED:
        return f"{said}规则员同意以后，{what}就照这个读。"
    return f"{said}以后{what}就照这个读。"
