"""What a supervisor sets about a prescription: words, who and until when, how it ended; never a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.glossary import PRESCRIPTION_STATES
from jiefen_lite.reports.health.data import Month
from jiefen_lite.reports.health.remedies import proposed
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import prescriptions
from jiefen_lite.text import mask_text, one_line

LONGEST = {"measure": 200, "acceptance": 120, "owner": 30, "remark": 60}
_NAMES = {"measure": "措施", "acceptance": "验收标准", "owner": "责任人", "remark": "情况说明"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What was typed into the form of one prescription."""

    measure: str
    acceptance: str
    owner: str
    due: str
    state: str
    remark: str


def set_prescription(
    house: House, viewer: Viewer, month: Month, unit: str, rule: str, typed: Setting, now: datetime
) -> None:
    """Note it. Raises NotFound where there is no such prescription, JiefenError for words that cannot stand.

    Raises NotAllowed for anybody but a supervisor.
    """
    if not any((one.unit, one.rule.id) == (unit, rule) for one in proposed(month)):
        raise NotFound("本月没有这一条处方，可能数据已经变了；请回到处方页再看一遍。")
    words = {name: _words(name, getattr(typed, name)) for name in LONGEST}
    for name in ("measure", "acceptance"):
        if not words[name]:
            raise JiefenError(f"请写明{_NAMES[name]}。")
    if typed.state not in prescriptions.STATES:
        raise JiefenError("请选择完成情况。")
    if typed.state in (prescriptions.NOT_DONE, prescriptions.DELAYED) and not words["remark"]:
        raise JiefenError(f"登记“{PRESCRIPTION_STATES[typed.state]}”要写明情况说明。")
    prescriptions.write(
        house.store,
        viewer,
        month.period.label,
        unit,
        rule,
        measure=words["measure"],
        acceptance=words["acceptance"],
        owner=words["owner"] or None,
        due=_day(typed.due, month),
        state=typed.state,
        remark=words["remark"] or None,
        now=now,
    )


def _words(name: str, text: str) -> str:
    """As it goes into papers: on one line, numbers of people masked."""
    told = mask_text(one_line(" ".join(text.split())))
    if len(told) > LONGEST[name]:
        raise JiefenError(f"{_NAMES[name]}最多{LONGEST[name]}个字，现在是{len(told)}个字，请写短些。")
    return told


def _day(text: str, month: Month) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise JiefenError("完成时限请写成 2026-11-30 这样的日期。") from error
    if day < month.period.end:
        raise JiefenError(f"完成时限要在{month.period.end.isoformat()}以后。")
    if (day - month.period.end).days > 366:
        raise JiefenError("完成时限太远了，请写一年以内的日期。")
    return day
