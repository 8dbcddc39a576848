"""重点件: the cases of a period that a leader should know one by one, told without names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jiefen_lite.desk import House
from jiefen_lite.indicators import notable
from jiefen_lite.rules.analysis import AnalysisRules
from jiefen_lite.shapes import CaseQuery, CaseRecord, IndicatorTable, Period, Viewer
from jiefen_lite.store import cases

_NAMED = {"applicant": "申请人", "respondent": "被申请人"}


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
        (notable.HIGH_RISK, "风险等级为高"),
        (notable.CROWDS[2], f"{said.crowds[2]}人以上"),
        (notable.CROWDS[1], f"{said.crowds[1]}人以上"),
        (notable.LONG_OPEN, f"受理满{said.long_open_days}天未办结"),
    )
    why: dict[str, list[str]] = {}
    for row, reason in wanted:
        for code in rows.get(row, ()):
            if not (row == notable.CROWDS[1] and code in rows.get(notable.CROWDS[2], ())):
                why.setdefault(code, []).append(reason)
    codes = sorted(why)
    found: list[CaseRecord] = []
    for at in range(0, len(codes), 500):
        query = CaseQuery(case_codes=tuple(codes[at : at + 500]), limit=500)
        found += cases.list_cases(house.store, viewer, query)
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
    sides = [_side(case, role) for role in _NAMED]
    kind = case.type_l2 or type_names.get(case.type_l1 or "", "类型待定")
    if case.type_l2 in (None, "其他"):
        kind = type_names.get(case.type_l1 or "", "类型待定")
    who = "与".join(side for side in sides if side)
    return KeyCase(
        case.case_code,
        "".join(part for part in (case.town, case.village) if part) or "地点未查清",
        f"{who}{kind}纠纷",
        case.people_count,
        tuple(why),
        _state(case, as_of),
        case.responsible_unit or "待分派",
    )


def _side(case: CaseRecord, role: str) -> str:
    """孙某, 某单位, 孙某等3人: nobody can be recognised by it."""
    people = [one for one in case.parties if one.role == role]
    if not people:
        return ""
    first = people[0]
    name = "某单位" if first.is_org else f"{(first.name or '').split('*')[0][:2]}某"
    return name + (f"等{len(people)}人" if len(people) > 1 else "")


def _state(case: CaseRecord, as_of: datetime) -> str:
    """How it stood at that moment."""
    if case.closed_at is not None and case.closed_at < as_of:
        return "已办结"
    if case.feedback_submitted_at is not None and case.feedback_submitted_at < as_of:
        return "已报结，待审核"
    if case.due_date is None:
        return "在办"
    left = (case.due_date - _last_day(as_of)).days
    return f"在办，超期{-left}天" if left < 0 else f"在办，还有{left}天"


def _last_day(as_of: datetime) -> date:
    return (as_of - timedelta(microseconds=1)).date()
