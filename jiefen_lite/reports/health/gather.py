"""Fetch what a health report is made from: frozen months from their snapshots, notes as of a given one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from jiefen_lite import indicators
from jiefen_lite.reports import told
from jiefen_lite.reports.health.data import HealthData, Month
from jiefen_lite.reports.late import late_changes
from jiefen_lite.reports.wording import HealthTables
from jiefen_lite.rules.health import SYMPTOMS
from jiefen_lite.shapes import IndicatorTable, Period
from jiefen_lite.store import objections, prescriptions
from jiefen_lite.store.objections import ObjectionRecord

if TYPE_CHECKING:
    from jiefen_lite.reports.counting import Counter


def _month(
    counter: Counter,
    period: Period,
    county: IndicatorTable,
    units: IndicatorTable,
    until: datetime,
    words: int,
) -> Month:
    house = counter.house
    return Month(
        house.center,
        counter.rules_of(county),
        counter.scheme_of(county),
        county,
        units,
        counter.symptoms(period, until),
        prescriptions.notes(house.store, counter.viewer, period.label, words),
    )


def month_alone(counter: Counter, period: Period) -> Month:
    """One period by itself, with nothing that it is compared to."""
    return _month(
        counter,
        period,
        counter.table(period, indicators.COUNTY),
        counter.table(period, "unit"),
        counter.as_of,
        prescriptions.last_note(counter.house.store, counter.viewer),
    )


def codes_of(symptoms: IndicatorTable) -> set[str]:
    """The cases that a health report may name one by one."""
    return {
        code
        for row in symptoms.rows
        for name in SYMPTOMS
        if name in row.figures
        for code in row.figures[name].numerator
    }


def gather(counter: Counter, period: Period, dated: date, words: int | None = None) -> HealthData:
    """Everything of one period; ``words``: the last note of a person that is taken in (None: all)."""
    house, viewer = counter.house, counter.viewer
    last = prescriptions.last_note(house.store, viewer) if words is None else words
    before, year_ago = indicators.previous(period), indicators.year_before(period)
    tables = HealthTables(
        county=counter.table(period, indicators.COUNTY),
        towns=counter.table(period, "town"),
        units=counter.table(period, "unit"),
        previous=counter.other(period, before, indicators.COUNTY),
        year_before=counter.other(period, year_ago, indicators.COUNTY),
    )
    now = _month(counter, period, tables.county, tables.units, counter.as_of, last)
    then: Month | None = None
    units = counter.other(period, before, "unit")
    if tables.previous is not None and units is not None:
        until = indicators.same_cut(period, counter.as_of, before)
        then = _month(counter, before, tables.previous, units, until, last)
    reviewed, whole = then, indicators.midnight(before.end)
    if then is not None and then.county.as_of < whole:
        county, every = (counter.table(before, by, whole) for by in (indicators.COUNTY, "unit"))
        reviewed = _month(counter, before, county, every, whole, last)
    codes = codes_of(now.symptoms)
    kept = told.kept(counter, period) or {}
    named = kept | told.fresh(counter, codes - kept.keys())
    days = now.health.objection_workdays
    return HealthData(
        now,
        then,
        reviewed,
        tables,
        dated,
        counter.other(period, year_ago, "unit"),
        {code: named[code].about for code in codes if code in named},
        house.calendar.add_workdays(dated, days).due,
        last,
        # of an open month it is not settled yet, and all earlier months would be counted for it
        late_changes(house, viewer, period) if tables.county.frozen else (),
        _answered(counter, period),
    )


def _answered(counter: Counter, period: Period) -> tuple[ObjectionRecord, ...]:
    """The objections that were answered in a period: the same whenever its report is derived again."""
    first, before = (indicators.midnight(day) for day in (period.start, period.end))
    return tuple(objections.answered_between(counter.house.store, counter.viewer, first, before))
