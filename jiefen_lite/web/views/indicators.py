"""Indicators of a month by county, town, unit, channel or type; every figure leads to its cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request

from jiefen_lite import reporting
from jiefen_lite.indicators import (
    COMPOSITIONS,
    COUNTY,
    compare,
    last_word,
    period_of,
    previous,
    year_before,
)
from jiefen_lite.indicators.composition import SHOWN
from jiefen_lite.reports.counting import Counter
from jiefen_lite.shapes import UNASSIGNED, CaseQuery, CaseRecord, Figure, IndicatorRow, IndicatorTable, Period
from jiefen_lite.store import cases
from jiefen_lite.web import filters, guard, periods
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("indicators", __name__, url_prefix="/indicators")

GROUPINGS = {
    "all": "全市",
    "town": "按镇（街道）",
    "unit": "按主办单位",
    "channel": "按渠道",
    "type": "按类型",
    "cause": "按起因",
    "people": "按人群",
}
PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|Q[1-4]|H[12])?", re.ASCII)
SHOWN_CASES = 500
# Column groups of the wide tables, in the order of the closed loop; the county page shows everything.
COLUMNS = (
    "intake_count",
    "closed_count",
    "resolution_rate",
    "mediation_success_rate",
    "on_time_rate",
    "overdue_count",
    "satisfaction_rate",
    "participation_rate",
    "repeat_rate",
    "avg_handling_days",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which table is asked for."""

    period: str
    by: str


def choice() -> Choice:
    """The asked period (default: the newest month with data) and grouping."""
    today = now().date()
    label = request.args.get("period", "") or request.args.get("month", "")
    if not PERIOD.fullmatch(label):
        label = periods.opening(today)
    by = request.args.get("by", "all")
    return Choice(label, by if by in _groupings() else "all")


def _groupings() -> dict[str, str]:
    """The groupings by name; people of a unit see their own cases alone, and the page says so."""
    if viewer().sees_county:
        return GROUPINGS
    # what a unit's case was about may stand in words that only another unit may read
    own = {name: label for name, label in GROUPINGS.items() if name not in COMPOSITIONS}
    return own | {COUNTY: "本单位"}


def _counter() -> Counter:
    """One fetch of the cases, however many tables are made of them."""
    return Counter(house(), viewer(), now())


def _table(chosen: Choice) -> IndicatorTable:
    return _of(_counter(), chosen)


def _of(counter: Counter, chosen: Choice) -> IndicatorTable:
    period = period_of(chosen.period)
    if chosen.by in COMPOSITIONS:
        return counter.composition(period, chosen.by)
    return counter.table(period, chosen.by)


def _silent(period: Period) -> list[str]:
    """The channels that have not reported the period; a unit's people are not told of others' reports."""
    return list(reporting.silent(house(), viewer(), period)) if viewer().sees_county else []


@pages.get("")
@guard.allow(roles=guard.READERS)
def table() -> Any:
    """One period by one grouping."""
    chosen = choice()
    counter = _counter()
    period = period_of(chosen.period)
    found = _of(counter, chosen)
    known = {rule.id: rule for rule in house().book.indicators.rules}
    columns = SHOWN if chosen.by in COMPOSITIONS else COLUMNS
    names = [name for name in columns if any(name in row.figures for row in found.rows)]
    most = {
        name: max(
            (row.figures[name].n for row in found.rows if name in row.figures and row.id != UNASSIGNED),
            default=0,
        )
        for name in names
    }
    month = chosen.period if len(chosen.period) == 7 and chosen.period[4] == "-" else None
    return render_template(
        "indicators/table.html",
        table=found,
        total=counter.table(period, COUNTY).rows if chosen.by != COUNTY else (),
        changes=_changes(counter, period, found) if chosen.by == COUNTY else {},
        chosen=chosen,
        silent=_silent(period) if chosen.by == "channel" else [],
        groupings=_groupings(),
        columns=names,
        most=most,
        known=known,
        periods=periods.choices(now().date(), chosen.period),
        quiet=_quiet(found) if chosen.by not in (COUNTY, *COMPOSITIONS) else frozenset(),
        before=filters.month_back(month, 1) if month else None,
        after=filters.month_back(month, -1) if month and month < f"{now():%Y-%m}" else None,
    )


def _quiet(found: IndicatorTable) -> frozenset[str]:
    """Rows in which nothing at all happened: a long list of noughts hides the others."""
    return frozenset(
        row.id
        for row in found.rows
        if not any(figure.n or figure.d or figure.numerator for figure in row.figures.values())
    )


def _changes(counter: Counter, period: Period, found: IndicatorTable) -> dict[str, tuple[str, str]]:
    """环比 and 同比 of every county figure, in the words that are allowed for it."""
    if not found.rows:
        return {}
    rules = house().book.indicators
    before = counter.other(period, previous(period), COUNTY)
    year_ago = counter.other(period, year_before(period), COUNTY)

    def shown(figure: Figure, table: IndicatorTable | None, base: str) -> str:
        then = table.rows[0].figures.get(figure.indicator) if table and table.rows else None
        change = compare(figure, then, rules, base)
        return filters.NONE if change.kind == "none" else change.shown

    return {
        name: (shown(figure, before, last_word(period)), shown(figure, year_ago, "上年同期"))
        for name, figure in found.rows[0].figures.items()
    }


@pages.get("/cases")
@guard.allow(roles=guard.READERS)
def figure() -> Any:
    """The cases behind one figure: its numerator and, for rates, its denominator."""
    chosen = choice()
    row = next((row for row in _table(chosen).rows if row.id == request.args.get("row", "")), None)
    name = request.args.get("indicator", "")
    if row is None or name not in row.figures:
        abort(404)
    found = row.figures[name]
    return render_template(
        "indicators/figure.html",
        chosen=chosen,
        groupings=_groupings(),
        row=row,
        figure=found,
        rule=next((rule for rule in house().book.indicators.rules if rule.id == name), None),
        parts=_parts(row, found),
        shown=SHOWN_CASES,
    )


def _parts(row: IndicatorRow, found: Figure) -> list[tuple[str, int, list[CaseRecord]]]:
    """The figure's cases as lists with a heading each: counted in the numerator, only in the denominator."""
    above = set(found.numerator)
    only_below = tuple(code for code in found.denominator if code not in above)
    names = ("计入的", "") if not found.denominator else ("分子", "只在分母（没有计入分子的）")
    lists = [(names[0], found.numerator)] + ([(names[1], only_below)] if found.denominator else [])
    return [(name, len(codes), _cases(codes)) for name, codes in lists]


def _cases(codes: tuple[str, ...]) -> list[CaseRecord]:
    if not codes:
        return []
    query = CaseQuery(case_codes=codes[:SHOWN_CASES], limit=SHOWN_CASES)
    return cases.list_cases(house().store, viewer(), query)
