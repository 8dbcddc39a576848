"""The 分析报告 of a period: gathered, worded by rules, with what people have written into it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from jiefen_lite import indicators
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.glossary import ROLES
from jiefen_lite.reports.analysis import typed
from jiefen_lite.reports.analysis.build import build
from jiefen_lite.reports.analysis.compose import Edit
from jiefen_lite.reports.analysis.gather import gather
from jiefen_lite.reports.counting import Counter, as_moment
from jiefen_lite.rules import vocabulary
from jiefen_lite.rules.analysis import AnalysisRules
from jiefen_lite.rules.papercheck import wording_faults
from jiefen_lite.shapes import AnalysisReport, Period, Role, Viewer
from jiefen_lite.store import sentences
from jiefen_lite.text import mask_text

if TYPE_CHECKING:
    from jiefen_lite.desk import House

__all__ = ["DOCUMENT", "EDITORS", "analysis_report", "analysis_rules", "edit_sentence"]

DOCUMENT = "analysis"
EDITORS = (Role.SUPERVISOR, Role.OPERATOR)
MOST_LETTERS = 600


def analysis_report(
    house: House,
    viewer: Viewer,
    period: Period,
    as_of: date | datetime,
    dated: date,
    edits_up_to: int | None = None,
    *,
    with_instructions: bool = True,
) -> AnalysisReport:
    """The county's 分析报告 of a period, frozen months from their snapshots; ``dated`` is printed below it.

    What people have written instead of sentences by rule is taken in; ``edits_up_to``: as it was when that
    was the last edit (0: none at all). ``with_instructions`` False: as papers were before they told of 批示.
    Raises NotAllowed for people who do not see the whole county.
    """
    if not viewer.sees_county:
        raise NotAllowed(f"分析报告由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")
    until = min(as_moment(as_of), indicators.midnight(period.end))
    counter = Counter(house, viewer, until)
    data = gather(house, viewer, period, counter, with_instructions=with_instructions)
    names = {one.id: one.name for one in house.book.types.types}
    return build(data, names, _edits(house, viewer, period, edits_up_to), dated=dated)


def analysis_rules(house: House, viewer: Viewer, period: Period) -> AnalysisRules:
    """The rules by which the 分析报告 of a period is worded: of a frozen month those it was frozen under."""
    counter = Counter(house, viewer, indicators.midnight(period.end))
    return counter.said_of(counter.table(period, indicators.COUNTY))


def _edits(house: House, viewer: Viewer, period: Period, up_to: int | None) -> dict[str, Edit]:
    kept = sentences.current(house.store, viewer, DOCUMENT, period.label, up_to)
    return {name: Edit(one.id, one.text or "", one.by) for name, one in kept.items()}


def edit_sentence(
    house: House, viewer: Viewer, period: Period, sentence: str, text: str | None, now: datetime
) -> None:
    """Write a sentence anew (None: as the rule has it); figures stay words in braces, English or Chinese.

    Raises NotAllowed for anyone but the supervisor, NotFound for a sentence that there is not, JiefenError
    where a word in braces stands for nothing.
    """
    if not viewer.roles.intersection(EDITORS):
        raise NotAllowed(f"报告的句子由{ROLES[Role.SUPERVISOR]}修改。")
    rules = analysis_rules(house, viewer, period)
    rule = next((one for one in rules.sentences if one.id == sentence), None)
    if rule is None:
        raise NotFound("没有这个句子，可能刚刚换了规则。请回到报告页。")
    if text is not None:
        names = {group.id: group.name for group in rules.groups}
        text = mask_text(vocabulary.from_chinese(" ".join(text.split()), names))
        if len(text) > MOST_LETTERS:
            raise JiefenError(f"一句话最多 {MOST_LETTERS} 字，请分开写或者写短一些。")
        faults = list(wording_faults(text, names))
        faults += typed.faults(text, typed.own_numbers(wording.text for wording in rule.say))
        if faults:
            raise JiefenError(*(f"{fault}。" for fault in faults))
    sentences.write(house.store, viewer, DOCUMENT, period.label, sentence, text, now)
