"""The accepted cases of a period by what is notable in them: people, tags, kinds, days of the week, age.

One more grouping beside those by town or type, with the number of cases only; it is frozen with a month, so
that sentences about it can be proved later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiefen_lite.indicators.figures import Setting, figure
from jiefen_lite.indicators.formulas import Parts, Weights
from jiefen_lite.indicators.periods import cut
from jiefen_lite.indicators.sets import base_sets, is_late
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import CaseFacts, IndicatorRow, IndicatorTable, Period, RiskLevel

ASPECTS = "aspect"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
COUNT = "intake_count"
#: Row ids: plain ones, and those that carry a name behind a colon (``tag:欠薪``, ``kind:neighbor/噪声``).
CROWDS = ("crowd_5", "crowd_10", "crowd_30")
HIGH_RISK, REPEATED, LONG_OPEN, OVERDUE_OPEN, FAILED = (
    *("high_risk", "repeated", "long_open", "overdue_open", "failed"),
)
TAG, KIND, WEEKDAY = "tag:", "kind:", "weekday:"


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many people a case is a crowd, a yellow, a red alarm; from how many days it is long open."""

    crowds: tuple[int, int, int]
    long_open_days: int


def aspects(
    cases: Iterable[CaseFacts],
    open_cases: Iterable[CaseFacts],
    period: Period,
    as_of: datetime,
    rules: Indicators,
    limits: Limits,
) -> IndicatorTable:
    """Count the aspects of a period; ``open_cases``: all that were accepted and not over at its end."""
    until = cut(as_of)
    sets = base_sets(cases, period, as_of)
    rows: dict[str, tuple[str, Weights]] = {
        **{name: (f"{people}人以上", {}) for name, people in zip(CROWDS, limits.crowds, strict=True)},
        HIGH_RISK: ("风险等级为高", {}),
        REPEATED: ("重复", {}),
        LONG_OPEN: (f"受理满{limits.long_open_days}天未办结", {}),
        OVERDUE_OPEN: ("在办超期", {}),
        FAILED: ("调解不成功", {}),
        **{f"{WEEKDAY}{day}": (name, {}) for day, name in enumerate(WEEKDAYS, 1)},
    }

    def add(row: str, case: CaseFacts, name: str = "") -> None:
        rows.setdefault(row, (name, {}))[1][case.case_code] = 1

    for case in sets.accepted:
        for row, people in zip(CROWDS, limits.crowds, strict=True):
            if (case.people_count or 0) >= people:
                add(row, case)
        if case.risk_level == RiskLevel.HIGH:
            add(HIGH_RISK, case)
        if case.repeat:
            add(REPEATED, case)
        for tag in case.tags:
            add(f"{TAG}{tag}", case, tag)
        if case.type_l1 and case.type_l2:
            add(f"{KIND}{case.type_l1}/{case.type_l2}", case, case.type_l2)
        if case.accepted_at is not None:
            add(f"{WEEKDAY}{case.accepted_at.isoweekday()}", case)
    for case in sets.mediated:
        if case.mediated == "no":
            add(FAILED, case)
    since = until - timedelta(days=limits.long_open_days)
    for case in open_cases:
        if case.accepted_at is not None and case.accepted_at <= since:
            add(LONG_OPEN, case)
        if case.due_date is not None and case.due_date < until.date() and is_late(case, case.due_date):
            add(OVERDUE_OPEN, case)
    setting = Setting(period, until, rules)
    return IndicatorTable(
        period,
        ASPECTS,
        until,
        rules.formula_version,
        False,
        tuple(
            IndicatorRow(row, name, {COUNT: figure(COUNT, Parts(found), setting)})
            for row, (name, found) in rows.items()
        ),
    )


def merge_aspects(tables: list[IndicatorTable], period: Period, rules: Indicators) -> IndicatorTable:
    """The aspects of a longer period out of its months': each case once, open ones as the last has them."""
    last = max(tables, key=lambda table: table.period.start)
    found: dict[str, tuple[str, Weights]] = {}
    for table in tables:
        for row in table.rows:
            if row.id in (LONG_OPEN, OVERDUE_OPEN) and table is not last:
                continue
            codes = dict.fromkeys(row.figures[COUNT].numerator, 1)
            found.setdefault(row.id, (row.name, {}))[1].update(codes)
    setting = Setting(period, last.as_of, rules)
    rows = tuple(
        IndicatorRow(row, name, {COUNT: figure(COUNT, Parts(codes), setting)})
        for row, (name, codes) in found.items()
    )
    frozen = all(table.frozen for table in tables)
    return IndicatorTable(period, ASPECTS, last.as_of, last.formula_version, frozen, rows)
