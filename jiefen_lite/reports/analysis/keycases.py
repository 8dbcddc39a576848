"""重点件: the cases of a period that a leader should know one by one, told without names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.indicators import notable
from jiefen_lite.reports import masked
from jiefen_lite.rules.analysis import AnalysisRules
from jiefen_lite.shapes import CaseRecord, IndicatorTable, Period, Viewer


@dataclass(frozen=True, slots=True)
class KeyCase:
    """One case of the lists of section three; texts as printed, masked."""

    code: str
    place: str
    what: str  # 孙某与周某邻里纠纷
    people: int | None
    why: tuple[str, ...]
    state: str
    unit: str


def key_cases(
    house: House,
    viewer: Viewer,
    period: Period,
    aspects: IndicatorTable,
    type_names: Mapping[str, str],
    said: AnalysisRules,
    as_of: datetime,
) -> tuple[tuple[KeyCase, ...], tuple[KeyCase, ...]]:
    """(重点件, of them those that the number of people alone puts on alarm), the gravest first.

    Listed are high risk, many people, and the longest open ones to fill up; all their codes come from the
    (frozen) aspects.
    """
    rows = {row.id: row.figures[notable.COUNT].numerator for row in aspects.rows}
    wanted = (
        (notable.HIGH_RISK, "风险高"),
        (notable.CROWDS[2], f"{said.crowds[2]}人以上"),
        (notable.CROWDS[1], f"{said.crowds[1]}人以上"),
        (notable.LONG_OPEN, f"受理满{said.long_open_days}天未办结"),
    )
    why: dict[str, list[str]] = {}
    for row, reason in wanted:
        for code in rows.get(row, ()):
            if not (row == notable.CROWDS[1] and code in rows.get(notable.CROWDS[2], ())):
                why.setdefault(code, []).append(reason)
    found = masked.records(house.store, viewer, why)
    alarmed, grave = {*rows.get(notable.CROWDS[1], ())}, {*rows.get(notable.HIGH_RISK, ())}

    def gravity(case: CaseRecord) -> tuple[bool, bool, int, datetime, str]:
        """High risk first, then many people, then the oldest."""
        code = case.case_code
        people = case.people_count or 0 if code in alarmed else 0
        return (code not in grave, code not in alarmed, -people, case.accepted_at or case.received_at, code)

    told = [_told(one, why[one.case_code], type_names, as_of) for one in sorted(found, key=gravity)]
    # of the long open ones only as many as a leader can take on; what is grave is always there
    most = max(said.key_cases_most, len(grave | alarmed))
    return tuple(told[:most]), tuple(one for one in told if one.code in alarmed)


def _told(case: CaseRecord, why: Sequence[str], type_names: Mapping[str, str], as_of: datetime) -> KeyCase:
    return KeyCase(
        case.case_code,
        masked.place(case),
        masked.matter(case, type_names),
        case.people_count,
        tuple(why),
        _state(case, as_of),
        case.responsible_unit or "待分派",
    )


def _state(case: CaseRecord, as_of: datetime) -> str:
    """How it stood at that moment."""
    if case.closed_at is not None and case.closed_at < as_of:
        return "已办结"
    if case.feedback_submitted_at is not None and case.feedback_submitted_at < as_of:
        return "已报结，待审核"
    if case.due_date is None:
        return "在办"
    left = (case.due_date - indicators.last_day(as_of)).days
    return f"在办，超期{-left}天" if left < 0 else f"在办，还有{left}天"
