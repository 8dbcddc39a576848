"""The 分析报告 of a period: gathered, worded by rules, with what people have written into it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from jiefen_lite import indicators
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.glossary import ROLES
from jiefen_lite.reports.analysis.build import build
from jiefen_lite.reports.analysis.compose import Edit
from jiefen_lite.reports.analysis.gather import gather
from jiefen_lite.reports.counting import Counter, as_moment
from jiefen_lite.rules.papercheck import wording_faults
from jiefen_lite.shapes import AnalysisReport, Period, Role, Viewer
from jiefen_lite.store import sentences
from jiefen_lite.text import mask_text

if TYPE_CHECKING:
    from jiefen_lite.desk import House

__all__ = ["DOCUMENT", "EDITORS", "analysis_report", "edit_sentence"]

DOCUMENT = "analysis"
EDITORS = (Role.SUPERVISOR, Role.OPERATOR)
MOST_LETTERS = 600
_BRACES = re.compile(r"\{[^{}]*\}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATES = re.compile(r"\d{4}年|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|\d{1,2}时|(?:表|图|附件|第)\d+|12345|110")


def analysis_report(
    house: House,
    viewer: Viewer,
    period: Period,
    as_of: date | datetime,
    dated: date,
    edits_up_to: int | None = None,
) -> AnalysisReport:
    """The county's 分析报告 of a period, frozen months from their snapshots; ``dated`` is printed below it.

    What people have written instead of sentences by rule is taken in; ``edits_up_to``: as it was when that
    was the last edit (0: none at all). Raises NotAllowed for people who do not see the whole county.
    """
    if not viewer.sees_county:
        raise NotAllowed(f"分析报告由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")
    until = min(as_moment(as_of), indicators.midnight(period.end))
    data = gather(house, viewer, period, Counter(house, viewer, until))
    names = {one.id: one.name for one in house.book.types.types}
    return build(data, names, _edits(house, viewer, period, edits_up_to), dated=dated)


def _edits(house: House, viewer: Viewer, period: Period, up_to: int | None) -> dict[str, Edit]:
    kept = sentences.current(house.store, viewer, DOCUMENT, period.label, up_to)
    return {name: Edit(one.id, one.text or "", one.by) for name, one in kept.items()}


def _bare(text: str) -> str:
    """A sentence without its words in braces, dates and numbers of tables: what may hold no other number."""
    return _DATES.sub("", _BRACES.sub("", text))


def edit_sentence(
    house: House, viewer: Viewer, period: Period, sentence: str, text: str | None, now: datetime
) -> None:
    """Write a sentence anew (None: as the rule has it); figures stay words in braces.

    Raises NotAllowed for anyone but the supervisor, NotFound for a sentence that there is not, JiefenError
    where a word in braces stands for nothing.
    """
    if not viewer.roles.intersection(EDITORS):
        raise NotAllowed(f"报告的句子由{ROLES[Role.SUPERVISOR]}修改。")
    rules = house.book.analysis
    rule = next((one for one in rules.sentences if one.id == sentence), None)
    if rule is None:
        raise NotFound("没有这个句子，可能刚刚换了规则。请回到报告页。")
    if text is not None:
        text = mask_text(" ".join(text.split()))
        if len(text) > MOST_LETTERS:
            raise JiefenError(f"一句话最多 {MOST_LETTERS} 字，请分开写或者写短一些。")
        faults = list(wording_faults(text, frozenset(group.id for group in rules.groups)))
        own = {number for wording in rule.say for number in _NUMBER.findall(_bare(wording.text))}
        typed = [number for number in _NUMBER.findall(_bare(text)) if number not in own]
        if typed:
            faults.append(f"“{'、'.join(typed)}”是手写的数字，核对不了；数字请用大括号，日期和表号可以直接写")
        if faults:
            raise JiefenError(*(f"{fault}。" for fault in faults))
    sentences.write(house.store, viewer, DOCUMENT, period.label, sentence, text, now)
