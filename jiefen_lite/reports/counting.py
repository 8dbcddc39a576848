"""Tables of indicators for whoever asks: frozen months from their snapshot, everything else counted now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from jiefen_lite import indicators
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.glossary import CHANNELS
from jiefen_lite.rules.analysis import AnalysisRules, Laws
from jiefen_lite.rules.health import Health
from jiefen_lite.rules.loader import parse_typed
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import (
    IMPORTED_CHANNELS,
    CaseFacts,
    IndicatorTable,
    JsonRow,
    Period,
    Role,
    Viewer,
)
from jiefen_lite.store import facts, handling, snapshots

if TYPE_CHECKING:
    from jiefen_lite.desk import House

#: Who counts what is kept: all there is, whoever asks.
EVERYTHING = Viewer(None, "system", frozenset({Role.OPERATOR}))
MONTHS_BEFORE = 3  # with whose mean the number of accepted cases is compared
_Rules = TypeVar("_Rules")


def as_moment(as_of: date | datetime) -> datetime:
    """A day asked for means its end; a moment stays."""
    return indicators.cut(as_of) if isinstance(as_of, datetime) else indicators.end_of_day(as_of)


class Counter:
    """One viewer's question: the cases of a period are fetched once, however many tables are made of them."""

    def __init__(self, house: House, viewer: Viewer, as_of: datetime) -> None:
        self.house = house
        self.viewer = viewer
        self.as_of = as_of
        self.rules = house.book.indicators
        self._cases: dict[Period, list[CaseFacts]] = {}
        self._books: dict[Period, Mapping[str, Any]] = {}

    def rules_of(self, table: IndicatorTable) -> Indicators:
        """The parameters a table is worded by: a frozen month keeps those that it was counted under."""
        return self._kept(table, "indicators", Indicators) or self.rules

    def scheme_of(self, table: IndicatorTable) -> Health:
        """The scheme by which a period is scored: a frozen month keeps the one it was frozen under."""
        return self._kept(table, "health", Health) or self.house.book.health

    def said_of(self, table: IndicatorTable) -> AnalysisRules:
        """How the analysis of a period is worded: a frozen month keeps the rules it was frozen under."""
        return self._kept(table, "analysis", AnalysisRules) or self.house.book.analysis

    def laws_of(self, table: IndicatorTable) -> Laws:
        """The articles that the analysis of a period may cite, kept like its words."""
        return self._kept(table, "laws", Laws) or self.house.book.laws

    def _kept(self, table: IndicatorTable, name: str, form: type[_Rules]) -> _Rules | None:
        """The rules of one file as a frozen month was counted under; None where the present ones hold."""
        if not table.frozen or len(indicators.months_in(table.period)) > 1:
            return None
        kept = self._rule_book(table.period).get(name)
        if kept is None:
            return None
        read, faults = parse_typed(json.dumps(kept, ensure_ascii=False), form, f"{name}.yaml")
        # rules kept by a release that knew other parameters cannot be read whole
        return None if faults else read

    def _rule_book(self, month: Period) -> Mapping[str, Any]:
        """The rule book of a frozen month by its files, read once however many of them are asked for."""
        if month not in self._books:
            text = snapshots.rules_text(self.house.store, month)
            self._books[month] = {} if text is None else json.loads(text)
        return self._books[month]

    def cases(self, period: Period) -> list[CaseFacts]:
        """The cases of a period that this viewer may count."""
        if period not in self._cases:
            self._cases[period] = facts.case_facts(
                self.house.store, self.viewer, repeat_days=self.rules.repeat_days, period=period
            )
        return self._cases[period]

    @cached_property
    def frozen(self) -> frozenset[str]:
        """Labels of the frozen months."""
        return frozenset(snapshots.frozen_labels(self.house.store))

    @cached_property
    def first_day(self) -> date | None:
        """The first day of the month in which this centre's data begin."""
        oldest = facts.first_day(self.house.store, self.viewer)
        days = [] if oldest is None else [oldest]
        days += [indicators.period_of(label).start for label in self.frozen]
        return min(days).replace(day=1) if days else None

    def groups(self, by: str) -> tuple[tuple[str, str], ...]:
        """The rows of a grouping, in the order of the centre's own lists."""
        center, book = self.house.center, self.house.book
        if by == indicators.COUNTY:
            return ((indicators.COUNTY, center.region.name),)
        if by == "town":
            return tuple((town.name, town.name) for town in center.region.towns)
        if by == "unit":
            names = [unit.name for unit in center.units]
            if not self.viewer.sees_county:
                names = [name for name in names if name == self.viewer.unit]
            return tuple((name, name) for name in names)
        if by == "channel":
            return tuple((str(channel), CHANNELS[channel]) for channel in IMPORTED_CHANNELS)
        return tuple((one.id, one.name) for one in book.types.types)

    def populations(self, by: str) -> Mapping[str, int]:
        """People per row; the county's only where every town's is known."""
        towns = self.house.center.region.towns
        known = {town.name: town.population for town in towns if town.population}
        if by == "town":
            return known
        if by == indicators.COUNTY and towns and len(known) == len(towns):
            return {indicators.COUNTY: sum(known.values())}
        return {}

    def table(self, period: Period, by: str, as_of: datetime | None = None) -> IndicatorTable:
        """One grouping of one period; a longer period of frozen months is merged from their snapshots."""
        until = as_of or self.as_of
        months = indicators.months_in(period)
        if len(months) == 1:
            return self._month(period, by, until)
        if not any(month.label in self.frozen for month in months):
            return self._count(period, by, until)
        tables = [self._month(month, by, until) for month in months]
        return indicators.merge(tables, period, self.rules, populations=self.populations(by))

    def _month(self, month: Period, by: str, as_of: datetime) -> IndicatorTable:
        # a snapshot is the whole month; beside an open month only its first days may be laid
        over = as_of >= indicators.midnight(month.end)
        if over and month.label in self.frozen and (self.viewer.sees_county or by == "unit"):
            kept = snapshots.load(self.house.store, month, by)
            if kept is not None and self.viewer.sees_county:
                return kept
            if kept is not None:
                own = tuple(row for row in kept.rows if row.id == self.viewer.unit)
                return replace(kept, rows=own)
        return self._count(month, by, as_of)

    def _count(self, period: Period, by: str, as_of: datetime) -> IndicatorTable:
        return indicators.compute(
            self.cases(period),
            period,
            as_of,
            by,
            self.rules,
            groups=self.groups(by),
            populations=self.populations(by),
            cal=self.house.calendar,
        )

    def composition(self, period: Period, by: str) -> IndicatorTable:
        """The accepted cases of a period by cause or group of people. Raises NotAllowed."""
        if not self.viewer.sees_county:
            raise NotAllowed("按起因、按人群的统计由中心和领导查看。")
        county = self.table(period, indicators.COUNTY)
        told = facts.causes_and_tags(self.house.store, self.viewer, indicators.composed(county))
        rules = self.rules_of(county)
        if by == indicators.CAUSE:
            ids = {one.name: one.id for one in self.house.book.reading.causes}
            read = {code: cause for code, (cause, _tags) in told.items() if cause}
            earlier = sorted({*read.values()} - ids.keys())  # causes of earlier rules keep their names
            groups = [(number, name) for name, number in ids.items()] + [(one, one) for one in earlier]
            causes = {code: (ids.get(cause, cause),) for code, cause in read.items()}
            return indicators.composition(county, by, groups, causes, rules)
        lines = self.rules.people
        people = {
            code: tuple(one.id for one in lines if not {*one.tags}.isdisjoint(tags))
            for code, (_cause, tags) in told.items()
        }
        return indicators.composition(county, by, [(one.id, one.name) for one in lines], people, rules)

    def aspects(self, period: Period, as_of: datetime | None = None) -> IndicatorTable:
        """What is notable in the cases of a period; of frozen months as it was kept."""
        until = as_of or self.as_of
        months = indicators.months_in(period)
        if len(months) == 1:
            return self._month_aspects(period, until)
        tables = [
            self._month_aspects(month, until) for month in months if indicators.midnight(month.start) < until
        ]
        return indicators.merge_aspects(tables, period, self.rules)

    def _month_aspects(self, month: Period, as_of: datetime) -> IndicatorTable:
        until = min(as_of, indicators.midnight(month.end))
        if until == indicators.midnight(month.end) and month.label in self.frozen and self.viewer.sees_county:
            kept = snapshots.load(self.house.store, month, indicators.ASPECTS)
            if kept is not None:  # months frozen by an earlier release have none
                return kept
        said = self.house.book.analysis
        running = facts.case_facts(
            self.house.store, self.viewer, repeat_days=self.rules.repeat_days, open_at=until
        )
        limits = indicators.Limits(said.crowds, said.long_open_days)
        return indicators.aspects(self.cases(month), running, month, until, self.rules, limits)

    def symptoms(self, period: Period, as_of: datetime | None = None) -> IndicatorTable:
        """Cases to look at one by one, times of the links, checks against padding; as kept where frozen."""
        until = as_of or self.as_of
        months = indicators.months_in(period)
        if len(months) == 1:
            return self._month_symptoms(period, until)
        begun = [month for month in months if indicators.midnight(month.start) < until]
        satisfied = {
            row.id: row.figures["satisfaction_rate"].numerator
            for by in (indicators.COUNTY, "unit")
            for row in self.table(period, by, until).rows
        }
        tables = [self._month_symptoms(month, until) for month in begun]
        return indicators.merge_symptoms(tables, period, satisfied)

    def _month_symptoms(self, month: Period, as_of: datetime) -> IndicatorTable:
        until = min(as_of, indicators.midnight(month.end))
        store = self.house.store
        if until == indicators.midnight(month.end) and month.label in self.frozen and self.viewer.sees_county:
            kept = snapshots.load(store, month, indicators.SICK)
            if kept is not None:  # months frozen by an earlier release have none
                return kept
        return indicators.symptoms(
            self.cases(month),
            facts.case_facts(store, self.viewer, repeat_days=self.rules.repeat_days, open_at=until),
            month,
            until,
            self.rules.formula_version,
            self.house.book.health,
            units=self.groups("unit"),
            handling=handling.handling(store, self.viewer, month),
            earlier=self._earlier(month),
        )

    def _earlier(self, month: Period) -> list[Mapping[str, int]]:
        """Accepted cases by unit of the three months before; none where not all of them are known."""
        months = [indicators.previous(month)]
        while len(months) < MONTHS_BEFORE:
            months.append(indicators.previous(months[-1]))
        known = self.intake(months, "unit")
        if len(known) < MONTHS_BEFORE:
            return []
        told: list[Mapping[str, int]] = []
        for rows in known.values():
            counts = {row: len(codes) for row, codes in rows.items()}
            told.append(counts | {indicators.COUNTY: sum(counts.values())})
        return told

    def intake(self, months: Sequence[Period], by: str) -> dict[str, dict[str, tuple[str, ...]]]:
        """month → row → codes of its accepted cases; months before the data began are left out."""
        kept = {}
        if self.viewer.sees_county:
            kept = snapshots.intake_codes(self.house.store, [month.label for month in months], by)
        found = {}
        for month in months:
            if month.label in kept:
                found[month.label] = kept[month.label]
            elif self.first_day is not None and month.start >= self.first_day:
                table = self._month(month, by, min(self.as_of, indicators.midnight(month.end)))
                found[month.label] = {row.id: row.figures["intake_count"].numerator for row in table.rows}
        return found

    def other(self, now: Period, then: Period, by: str) -> IndicatorTable | None:
        """The table of a period to compare with, cut like this one; None from before the data began."""
        known = all(month.label in self.frozen for month in indicators.months_in(then))
        # Frozen months lie within the data.
        if not known and (self.first_day is None or then.start < self.first_day):
            return None
        return self.table(then, by, indicators.same_cut(now, self.as_of, then))


def indicator_table(
    house: House, viewer: Viewer, period: Period, by: str, as_of: date | datetime
) -> IndicatorTable:
    """One grouping (all, town, unit, channel, type, cause, people) of one period, as this viewer may see it.

    Raises JiefenError for another grouping, NotAllowed where this viewer may not see this one.
    """
    counter = Counter(house, viewer, as_moment(as_of))
    if by in indicators.COMPOSITIONS:
        return counter.composition(period, by)
    if by not in indicators.GROUPINGS:
        known = (*indicators.GROUPINGS, *indicators.COMPOSITIONS)
        raise JiefenError(f"不能按“{by}”分列，可用：{'、'.join(known)}。")
    return counter.table(period, by)


def indicator_json(house: House, viewer: Viewer, table: IndicatorTable) -> JsonRow:
    """The machine-readable form of a table, with its changes against the period before and last year.

    By cause and by people there are no changes: the same case may be read otherwise under other rules.
    """
    if table.by in indicators.COMPOSITIONS:
        return indicators.composition_json(table)
    counter = Counter(house, viewer, table.as_of)
    period, by = table.period, table.by
    return indicators.table_json(
        table,
        counter.rules_of(table),
        mom=counter.other(period, indicators.previous(period), by),
        yoy=counter.other(period, indicators.year_before(period), by),
    )


def first_month(house: House, viewer: Viewer, today: date) -> Period | None:
    """The month in which this centre's data begin; None where there are none."""
    first = Counter(house, viewer, indicators.end_of_day(today)).first_day
    return None if first is None else indicators.month_of(first)


def is_frozen(house: House, month: Period) -> bool:
    """Whether a month is frozen."""
    return month.label in snapshots.frozen_labels(house.store)
