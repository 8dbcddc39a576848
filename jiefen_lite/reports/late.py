"""追补: corrections after freezing leave the frozen month alone and are told with the next month's papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from jiefen_lite import indicators
from jiefen_lite.errors import NotAllowed
from jiefen_lite.glossary import ROLES
from jiefen_lite.indicators import COUNTY, LateChange
from jiefen_lite.reports.counting import Counter
from jiefen_lite.shapes import (
    Figure,
    IndicatorRow,
    IndicatorTable,
    Period,
    ReportTable,
    Role,
    Viewer,
)
from jiefen_lite.store import facts, repeats, snapshots

if TYPE_CHECKING:
    from jiefen_lite.desk import House
    from jiefen_lite.reports.figures import FigureBook

#: How far back a paper looks; corrections of what is older stand on the page of their month.
MONTHS_BACK = 12
#: Those that a paper tells of in its sentence; the table has all.
SAID = ("intake_count", "closed_count", "resolved_count", "overdue_count")
HEADER = ("月份", "指标", "冻结时", "现在", "新计入", "不再计入")
NONE = "以前各月的数字没有追补。"


@dataclass(frozen=True, slots=True)
class LateMonth:
    """A frozen month of which some figures would be counted otherwise today; its own figures stay."""

    period: Period
    changes: tuple[LateChange, ...]


def month_changes(house: House, viewer: Viewer, period: Period) -> tuple[LateChange, ...]:
    """What of one frozen month would be counted otherwise now; nothing where it is not frozen.

    Raises NotAllowed for people who do not see the whole county.
    """
    _require_county(viewer)
    kept = snapshots.load(house.store, period, COUNTY)
    if kept is None:
        return ()
    counter = Counter(house, viewer, kept.as_of)
    return indicators.late_changes(kept.rows[0], _fresh(counter, kept, {}))


def late_changes(house: House, viewer: Viewer, period: Period) -> tuple[LateMonth, ...]:
    """The 追补 that the paper of one month prints: of earlier frozen months, what no earlier month has told.

    Of a frozen month as it was when that month was frozen, so that the paper stays provable; of an open one
    as it is now. Longer periods have none of their own. Raises NotAllowed as :func:`month_changes` does.
    """
    _require_county(viewer)
    if len(indicators.months_in(period)) != 1:
        return ()
    table = snapshots.load(house.store, period, snapshots.LATE)
    if table is None:
        if period.label in snapshots.frozen_labels(house.store):
            return ()  # frozen by a release that did not look
        table = _collected(Counter(house, viewer, indicators.midnight(period.end)), period, None)
    told = _told_before(house, period)
    found = []
    for row in sorted(table.rows, key=lambda one: one.id):
        kept = snapshots.load(house.store, indicators.period_of(row.id), COUNTY)
        if kept is None:
            continue
        fresh = {
            name: figure
            for name, figure in row.figures.items()
            if _cases(figure) != _cases(told.get((row.id, name)))
        }
        changes = indicators.late_changes(kept.rows[0], IndicatorRow(row.id, row.name, fresh))
        if changes:
            found.append(LateMonth(kept.period, changes))
    return tuple(found)


def to_keep(counter: Counter, period: Period, now: datetime) -> IndicatorTable:
    """The fresh figures of earlier frozen months that differ, to be frozen with ``period``."""
    return indicators.frozen(_collected(counter, period, now))


def _collected(counter: Counter, period: Period, now: datetime | None) -> IndicatorTable:
    rows = []
    again: dict[int, frozenset[str]] = {}
    month = period
    for _ in range(MONTHS_BACK):
        month = indicators.previous(month)
        if month.label not in counter.frozen:
            continue
        # several months caught up in one go: nothing has changed since a moment ago
        at = snapshots.frozen_at(counter.house.store, month)
        if now is not None and at is not None and at.date() == now.date():
            continue
        kept = snapshots.load(counter.house.store, month, COUNTY)
        if kept is None:
            continue
        changes = indicators.late_changes(kept.rows[0], _fresh(counter, kept, again))
        if changes:
            figures = {one.indicator: one.now for one in changes}
            rows.append(IndicatorRow(month.label, indicators.full_name(month), figures))
    version = counter.rules.formula_version
    return IndicatorTable(period, snapshots.LATE, counter.as_of, version, False, tuple(rows))


def _fresh(counter: Counter, kept: IndicatorTable, again: dict[int, frozenset[str]]) -> IndicatorRow:
    """A frozen month counted once more, by its own rules: a rule that was changed since is no correction.

    ``again``: who came again, looked for once however many months are counted.
    """
    rules = counter.rules_of(kept)
    if rules.repeat_days not in again:
        found = repeats.came_again(counter.house.store, counter.viewer, rules.repeat_days)
        again[rules.repeat_days] = found
    cases = facts.case_facts(
        counter.house.store, counter.viewer, again=again[rules.repeat_days], period=kept.period
    )
    table = indicators.compute(
        cases,
        kept.period,
        kept.as_of,
        COUNTY,
        rules,
        groups=counter.groups(COUNTY),
        populations=counter.populations(COUNTY),
        cal=counter.house.calendar,
    )
    return table.rows[0]


def _told_before(house: House, period: Period) -> dict[tuple[str, str], Figure]:
    """What earlier frozen months have told last of each (month, indicator)."""
    told: dict[tuple[str, str], Figure] = {}
    month, earlier = period, []
    for _ in range(MONTHS_BACK):
        month = indicators.previous(month)
        earlier.append(month)
    for one in reversed(earlier):
        table = snapshots.load(house.store, one, snapshots.LATE)
        for row in table.rows if table is not None else ():
            told |= {(row.id, name): figure for name, figure in row.figures.items()}
    return told


def _cases(figure: Figure | None) -> object:
    return figure and (figure.numerator, figure.values, figure.denominator, figure.weights)


def _require_county(viewer: Viewer) -> None:
    if not viewer.sees_county:
        raise NotAllowed(f"追补情况由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")


# ------------------------------------------------------------------ in a paper


def _figure_text(figure: Figure) -> str:
    if figure.kind == "rate":
        return f"{figure.n}/{figure.d}" if figure.d else indicators.DASH
    return figure.shown


def _count(codes: tuple[str, ...], below: tuple[str, ...]) -> str:
    number = len({*codes, *below})
    return f"{number}件" if number else indicators.DASH


def late_table(months: tuple[LateMonth, ...], names: dict[str, str], title: str) -> ReportTable | None:
    """All that differs as the table of a paper; None where there is nothing."""
    rows = tuple(
        (
            indicators.full_name(month.period),
            names.get(one.indicator, one.indicator),
            _figure_text(one.then),
            _figure_text(one.now),
            _count(one.added, one.added_below),
            _count(one.removed, one.removed_below),
        )
        for month in months
        for one in month.changes
    )
    note = "冻结的数字不再改动，“现在”一栏是按今天的数据重数的结果，只作说明。"
    return ReportTable(title, HEADER, rows, note) if rows else None


def late_paragraph(months: tuple[LateMonth, ...], book: FigureBook, place: str) -> str:
    """One paragraph of a paper about what came late; every number said is noted in the book."""
    said = [text for month in months if (text := _month_sentence(month, book, place))]
    if not said:
        return NONE
    return "".join(said) + "已冻结的数字不作改动。"


def _month_sentence(month: LateMonth, book: FigureBook, place: str) -> str:
    of = {one.indicator: one for one in month.changes}
    parts = [_said(of[name], month.period, book, place) for name in SAID if name in of]
    name = indicators.full_name(month.period)
    if parts:
        return f"{name}冻结后有追补：{'；'.join(parts)}。"
    return f"{name}冻结后有更正，涉及{len(month.changes)}项指标，件数不变。" if month.changes else ""


def _said(change: LateChange, period: Period, book: FigureBook, place: str) -> str:
    name = book.name(change.indicator)
    parts = [
        f"{word}{_noted(change.indicator, codes, period, book, place, f'{name}追补（{word}）')}件"
        for word, codes in (("新计入", change.added), ("不再计入", change.removed))
        if codes
    ]
    if not parts:
        return f"{name}有更正"
    then, now = (
        _noted(change.indicator, one.numerator, period, book, place, f"{name}（{word}）")
        for one, word in ((change.then, "冻结时"), (change.now, "现在"))
    )
    return f"{name}{'、'.join(parts)}（冻结时{then}件，现为{now}件）"


def _noted(
    indicator: str, codes: tuple[str, ...], period: Period, book: FigureBook, place: str, name: str
) -> str:
    figure = Figure(indicator, "count", len(codes), None, float(len(codes)), str(len(codes)), codes)
    book.note(place, indicator, name, period.label, figure, str(len(codes)))
    return str(len(codes))
