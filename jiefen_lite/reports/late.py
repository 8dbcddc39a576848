"""追补: corrections after freezing leave the frozen month alone and are told with the next month's papers."""

from __future__ import annotations

from collections.abc import Sequence
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
    Role,
    Viewer,
)
from jiefen_lite.store import facts, repeats, snapshots

if TYPE_CHECKING:
    from jiefen_lite.desk import House
    from jiefen_lite.reports.figures import FigureBook

#: How far back a paper looks; corrections of what is older stand on the page of their month.
MONTHS_BACK = 12
#: Those that a paper tells of first.
SAID = ("intake_count", "closed_count", "resolved_count", "overdue_count")
#: Where none of those differs, any other count that does.
COUNTS = tuple(name for name, one in indicators.INDICATORS.items() if one.kind == "count")
_UNITS = {"petition_people": "人次", "involved_people": "人"}
_NAMED = 3  # so many rates by name
NONE = "以前各月的数字没有追补。"


@dataclass(frozen=True, slots=True)
class LateMonth:
    """A frozen month of which some figures would be counted otherwise today; its own figures stay.

    Among them are those that an earlier paper told and that are as they were frozen again (``is_back``).
    """

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
        every = indicators.late_changes(kept.rows[0], IndicatorRow(row.id, row.name, fresh), back=True)
        changes = tuple(one for one in every if not _is_in_time(one, kept.period, period))
        if changes:
            found.append(LateMonth(kept.period, changes))
    return tuple(found)


def _is_in_time(change: LateChange, month: Period, told_in: Period) -> bool:
    """Whether a change is a court's confirmation within its months, while the rate is 暂计: no correction."""
    return (
        change.indicator == "confirmation_rate"
        and not (change.removed or change.added_below or change.removed_below)
        and indicators.midnight(told_in.start) < indicators.stable_from(month)
    )


def to_keep(counter: Counter, period: Period, now: datetime) -> IndicatorTable:
    """The fresh figures of earlier frozen months that differ, to be frozen with ``period``."""
    return indicators.frozen(_collected(counter, period, now))


def _collected(counter: Counter, period: Period, now: datetime | None) -> IndicatorTable:
    rows = []
    told = _told_before(counter.house, period)
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
        fresh = _fresh(counter, kept, again)
        figures = {one.indicator: one.now for one in indicators.late_changes(kept.rows[0], fresh)}
        # what was told and is no more is told once more: else the last word would be that it differs
        figures |= {
            name: fresh.figures[name]
            for (label, name), last in told.items()
            if label == month.label and name not in figures and _cases(last) != _cases(fresh.figures[name])
        }
        if figures:
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


def late_paragraph(months: tuple[LateMonth, ...], book: FigureBook, place: str) -> str:
    """One paragraph of a paper about what came late; every number said is noted in the book."""
    said = [text for month in months if (text := _month_sentence(month, book, place))]
    if not said:
        return NONE
    return "".join(said) + "已冻结的数字不作改动。"


def _month_sentence(month: LateMonth, book: FigureBook, place: str) -> str:
    of = {one.indicator: one for one in month.changes}
    told = [name for name in SAID if name in of] or [name for name in COUNTS if name in of]
    name = indicators.full_name(month.period)
    if told:
        parts = [_said(of[one], month.period, book, place) for one in told]
        return f"{name}冻结后有追补：{'；'.join(parts)}。"
    changed = [one for one in month.changes if not one.is_back]
    back = [one for one in month.changes if one.is_back]
    text = f"{name}冻结后有更正，涉及{_named(changed, book)}，件数不变。" if changed else ""
    return text + (f"{name}的{_named(back, book)}恢复为冻结时的数。" if back else "")


def _named(changes: Sequence[LateChange], book: FigureBook) -> str:
    names = [book.name(one.indicator) for one in changes]
    return "、".join(names[:_NAMED]) + ("等指标" if len(names) > _NAMED else "")


def _said(change: LateChange, period: Period, book: FigureBook, place: str) -> str:
    name, unit = book.name(change.indicator), _UNITS.get(change.indicator, "件")

    def noted(figure: Figure, word: str, of: str = name) -> str:
        book.note(place, change.indicator, f"{of}（{word}）", period.label, figure, str(figure.n))
        return f"{figure.n}{unit}"

    if change.is_back:
        return f"{name}恢复为冻结时的数（{noted(change.then, '冻结时')}）"
    # people weigh more than one a case: how many cases came or left is not how much the number changed
    parts = [
        f"{word}{noted(_cases_alone(change.indicator, codes), word, f'{name}追补')}"
        for word, codes in (("新计入", change.added), ("不再计入", change.removed))
        if codes and unit == "件"
    ]
    then, now = noted(change.then, "冻结时"), noted(change.now, "现在")
    return f"{name}{'、'.join(parts)}（冻结时{then}，现为{now}）"


def _cases_alone(indicator: str, codes: tuple[str, ...]) -> Figure:
    return Figure(indicator, "count", len(codes), None, float(len(codes)), str(len(codes)), codes)
