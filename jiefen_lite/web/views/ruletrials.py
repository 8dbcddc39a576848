"""What a draft would do: to last month's and all open cases (in the background), and to one story at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from jiefen_lite import glossary, trial
from jiefen_lite.desk import Deciders, House
from jiefen_lite.errors import JiefenError
from jiefen_lite.ruledesk import folder as disk
from jiefen_lite.ruledesk import trying
from jiefen_lite.ruledesk.trying import Story, Tried
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import CaseRecord, Channel, Decision, Viewer
from jiefen_lite.store import audit, cases
from jiefen_lite.text import parse_amount
from jiefen_lite.web import background, guard, ruleview, words
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.progress import Found, Progress, Task
from jiefen_lite.web.session import house, note_look, now, viewer
from jiefen_lite.web.views.ruletexts import pages

__all__ = ["pages"]

KIND = "rules"
PAGE = 100
MOST_PAGES = 100
MOST_TEXT = 20_000  # a longer story is cut; no ledger cell of one matter comes near it


def _mine() -> list[Task]:
    """This person's trials, started with the rights that the person still has."""
    rights = ",".join(sorted(viewer().roles))
    return [one for one in background.mine(KIND) if one.rights == rights]


def _draft_book(by: str) -> RuleBook | None:
    """The rule book with somebody's drafts in it; None where there are none. Raises RuleError."""
    texts = ruleview.drafted(by)
    return disk.book_with(ruleview.folder(), texts) if texts else None


# ------------------------------------------------------------------ all cases


@pages.get("/effects")
@guard.allow(roles=guard.RULE_READERS)
def effects() -> Any:
    """What a draft would change, once it has been tried; how far the trial is."""
    mine = _mine()
    done = next((task for task in mine if task.found is not None), None)
    found = done.found if done is not None else None
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    listed = found.cases_changed if isinstance(found, trial.Effects) else ()
    by = ruleview.author()
    return render_template(
        "rules/effects.html",
        by=by,
        drafts=ruleview.drafted(by),
        tasks=mine[:1],
        busy=background.is_busy(mine),
        found=found,
        done=done,
        rows=listed[(page - 1) * PAGE : page * PAGE],
        page=page,
        page_count=max(1, -(-len(listed) // PAGE)),
        most_lines=trial.MOST_LINES,
        answer=answer,
        counted=trial.COUNTED,
        may_open=bool(guard.READERS & viewer().roles),
    )


@pages.post("/effects")
@guard.allow(roles=guard.RULE_READERS)
def measure() -> Any:
    """Try a draft on last month's and all open cases, in the background."""
    by = ruleview.author()
    book = _draft_book(by)
    if book is None:
        raise JiefenError("没有草稿，没有可试算的改动。", "请先改一处规则，存成草稿再来。")
    if background.is_busy(_mine()):
        flash("上一次试算还没有算完，请等它算完。", "bad")
    else:
        background.tasks().forget_finished(viewer().user_id)
        month = trial.last_month(now())
        audit.record(house().store, viewer(), "try_rules", "cases", now=now(), detail={"what": "effects"})
        background.tasks().start(
            user_id=viewer().user_id,
            kind=KIND,
            title="会怎样",
            now=now(),
            work=_work(house(), viewer(), book, month),
            rights=",".join(sorted(viewer().roles)),
        )
    return redirect(url_for("rules.effects", who=by))


def _work(kept: House, who: Viewer, book: RuleBook, month: str) -> Callable[[Progress], Found]:
    moment = now()

    def work(tell: Progress) -> Found:
        return Found(trial.effects_apart(kept, who, book, month=month, now=moment, progress=tell))

    return work


def answer(decision: str, value: str | None) -> str:
    """An answer of a trial as people read it."""
    if value is None:
        return {"unit": "等人定", "type": "待定类型", "light": "不亮灯"}.get(decision, glossary.NONE)
    if decision == "type":
        l1, _, l2 = value.partition("／")
        return words.type_name(l1, l2 or None)
    kind = {"complexity": "complexity", "risk": "risk_level", "light": "light"}.get(decision)
    return glossary.label(kind, value) if kind else value


# ------------------------------------------------------------------ one story


@pages.get("/try")
@guard.allow(roles=guard.RULE_READERS)
def try_out() -> Any:
    """The form for one story."""
    return _try_page({"day": f"{now():%Y-%m-%d}", "channel": "window"})


@pages.post("/try")
@guard.allow(roles=guard.RULE_READERS)
def try_one() -> Any:
    """One story under the rules in force and, where there is a draft, beside it under the draft."""
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    story = _of_case(typed["code"]) if typed["code"] else _of_form(typed)
    by = ruleview.author()
    refused: tuple[str, ...] = ()
    try:
        book = _draft_book(by)
    except JiefenError as error:
        book, refused = None, error.sentences
    now_in_force = trying.try_story(house(), story)
    drafted = (
        None
        if book is None
        else trying.try_story(Deciders(house().center, book, house().models, house().lessons), story)
    )
    return _try_page(
        typed,
        story=story,
        tried=now_in_force,
        drafted=drafted,
        steps=_beside(now_in_force, drafted),
        pieces=trying.pieces(story.text, now_in_force.marks),
        draft_pieces=[] if drafted is None else trying.pieces(story.text, drafted.marks),
        refused=refused,
        by=by,
    )


FIELDS = ("text", "channel", "day", "town", "people", "amount", "category", "result", "code")


def _try_page(typed: dict[str, str], **more: Any) -> str:
    values: dict[str, Any] = {"story": None, "tried": None, "refused": ()} | more
    return render_template(
        "rules/try.html",
        typed=typed,
        words=words,
        may_name_case=bool(CASE_READERS & viewer().roles),
        drafts=ruleview.drafted(ruleview.author()),
        kinds={"type": "类型", "risk": "风险", "complexity": "难易、协办", "place": "地点", "when": "时间",
               "people": "人数", "amount": "金额", "cause": "原因", "off": "不算的词"},
        **values,
    )  # fmt: skip


#: Who may see a case at all, among those who see the rules.
CASE_READERS = guard.COUNTY


def _of_form(typed: dict[str, str]) -> Story:
    text = typed["text"].replace("\r\n", "\n")[:MOST_TEXT]
    if not text:
        raise JiefenError("请先把案情粘贴到框里。")
    try:
        channel, day = Channel(typed["channel"]), date.fromisoformat(typed["day"])
    except ValueError as error:
        raise JiefenError("请选渠道，并写明登记日期，例如 2026-11-03。") from error
    fields: dict[str, Any] = {
        "town": typed["town"] or None,
        "raw_type": typed["category"] or None,
        "result": typed["result"] or None,
    }
    if typed["people"]:
        fields["people_count"] = whole(typed["people"], 1_000_000)
    if typed["amount"]:
        amount = parse_amount(typed["amount"])
        if amount is None:
            raise JiefenError("金额看不懂，请写成 8600 或 1.2万 这样。")
        fields["amount_fen"] = amount[0]
    return Story(text, channel, day, {name: value for name, value in fields.items() if value is not None})


def _of_case(code: str) -> Story:
    """What the file said of a case, for those who may see it; the look is written down."""
    record: CaseRecord = cases.get_case(house().store, viewer(), code)
    note_look(record)
    audit.record(house().store, viewer(), "try_rules", record.case_code, now=now())
    found = trying.story_of_case(house().store, viewer(), record.case_code)
    if found is None:
        raise JiefenError("这一件没有台账原文，请把案情粘贴到框里试。")
    return found


def _beside(before: Tried, after: Tried | None) -> list[tuple[str, Decision | None, Decision | None, bool]]:
    """Each question with the answers of both books, in their order; whether they differ."""
    first = {one.decision: one for one in before.steps}
    second = {one.decision: one for one in after.steps} if after is not None else {}
    names = list(dict.fromkeys([*first, *second]))
    rows = []
    for name in names:
        one, two = first.get(name), second.get(name)
        differs = after is not None and (one is None or two is None or one.value != two.value)
        rows.append((name, one, two, differs))
    return rows
