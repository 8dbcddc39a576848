"""Everything the analysis report of one period is made from, fetched once; after this nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.reports.analysis.keycases import KeyCase, key_cases
from jiefen_lite.reports.counting import Counter
from jiefen_lite.reports.late import LateMonth, late_changes
from jiefen_lite.rules.analysis import AnalysisRules, Laws
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import Center, Figure, IndicatorRow, IndicatorTable, Period, Viewer
from jiefen_lite.shapes.supervision import InstructionRecord
from jiefen_lite.store import instructions, reported
from jiefen_lite.triage.units import Router, UnitBook

INTAKE = "intake_count"
#: The line of months ends with the month of the paper and begins a year before.
MONTHS_SHOWN = 13
Cell = tuple[str, str]  # town, type
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """One grouping now, in the period before and a year before; None where there are no data."""

    now: IndicatorTable
    previous: IndicatorTable | None
    year_before: IndicatorTable | None


@dataclass(frozen=True)
class Gathered:
    """The tables of one period and what they are compared with."""

    center: Center
    rules: Indicators
    said: AnalysisRules
    laws: Laws
    period: Period
    county: Grouped
    types: Grouped
    towns: Grouped
    channels: Grouped
    units: IndicatorTable
    aspects: IndicatorTable
    months: tuple[tuple[Period, Codes | None], ...]
    before: tuple[Mapping[Cell, int], ...]  # of each earlier month the cases by place and type
    key: tuple[KeyCase, ...]
    alarms: tuple[KeyCase, ...]
    lead_unit: Callable[[str, str | None], str | None]  # type and town → the unit that answers for them
    populations: Mapping[str, int]
    nothing: frozenset[str] = frozenset()  # channels of which it is known that they had no case (零报告)
    late: tuple[LateMonth, ...] = ()  # 追补 of earlier months that this one tells of
    instructed: tuple[InstructionRecord, ...] = ()  # 批示 as they stood when the data end, without names

    @cached_property
    def row(self) -> IndicatorRow:
        """The county."""
        return self.county.now.rows[0]

    @property
    def last_day(self) -> date | None:
        """The last day counted, where the period is not over yet."""
        return indicators.open_until(self.period, self.county.now.as_of)

    @property
    def before_word(self) -> str:
        """What it is compared with: 上月, and of an open month 上月同期."""
        return indicators.before_word(self.period, self.last_day)

    def aspect(self, row: str) -> Figure:
        """The cases of an aspect; none where nobody has it."""
        found = next((one for one in self.aspects.rows if one.id == row), None)
        return found.figures[INTAKE] if found else Figure(INTAKE, "count", 0, None, 0.0, "0")

    def some(self, codes: Sequence[str]) -> Figure:
        """A number of cases of this period by their codes."""
        ordered = tuple(sorted(codes))
        return Figure(INTAKE, "count", len(ordered), None, float(len(ordered)), str(len(ordered)), ordered)

    @cached_property
    def alarmed(self) -> tuple[KeyCase, ...]:
        """Alarms that the paper lists."""
        return self.alarms[: self.said.list_most]

    @cached_property
    def grave(self) -> tuple[KeyCase, ...]:
        """重点件 that are not among the alarms."""
        return tuple(one for one in self.key if one not in self.alarms)

    @cached_property
    def listed(self) -> tuple[KeyCase, ...]:
        """Of these the ones that the paper lists."""
        return self.grave[: self.said.list_most]

    @cached_property
    def cells(self) -> Mapping[Cell, Codes]:
        """The accepted cases by place and type."""
        return crossed(_codes(self.towns.now), _codes(self.types.now))


def _codes(table: IndicatorTable) -> dict[str, Codes]:
    return {row.id: row.figures[INTAKE].numerator for row in table.rows}


def crossed(towns: Mapping[str, Codes], types: Mapping[str, Codes]) -> dict[Cell, Codes]:
    """Cases that are in both: by place and type; empty cells are left out."""
    of_type = {code: name for name, codes in types.items() for code in codes}
    found: dict[Cell, list[str]] = {}
    for town, codes in towns.items():
        for code in codes:
            if code in of_type:
                found.setdefault((town, of_type[code]), []).append(code)
    return {cell: tuple(codes) for cell, codes in found.items()}


def _months(period: Period, count: int) -> list[Period]:
    """The last month of a period and the months before it, oldest first."""
    months = [indicators.months_in(period)[-1]]
    while len(months) < count:
        months.append(indicators.previous(months[-1]))
    return months[::-1]


def gather(
    house: House, viewer: Viewer, period: Period, counter: Counter, *, with_instructions: bool = True
) -> Gathered:
    """Fetch the tables of a period as this viewer may count them; the viewer must see the whole county."""
    book, center = house.book, house.center

    def grouped(by: str) -> Grouped:
        return Grouped(
            counter.table(period, by),
            counter.other(period, indicators.previous(period), by),
            counter.other(period, indicators.year_before(period), by),
        )

    county, towns, types = grouped(indicators.COUNTY), grouped("town"), grouped("type")
    said = counter.said_of(county.now)
    shown = _months(period, MONTHS_SHOWN)
    earlier = _months(indicators.previous(indicators.months_in(period)[0]), said.baseline_months)
    intake = counter.intake(shown, indicators.COUNTY)
    of_towns, of_types = counter.intake(earlier, "town"), counter.intake(earlier, "type")
    aspects = counter.aspects(period)
    key, alarms = key_cases(counter, period, aspects, said)
    router = Router(book, UnitBook(book, center.region, center.units))
    return Gathered(
        center=center,
        rules=counter.rules_of(county.now),
        said=said,
        laws=counter.laws_of(county.now),
        period=period,
        county=county,
        types=types,
        towns=towns,
        channels=grouped("channel"),
        units=counter.table(period, "unit"),
        aspects=aspects,
        months=tuple((month, _all_of(intake.get(month.label))) for month in shown),
        before=tuple(
            {cell: len(codes) for cell, codes in crossed(of_towns[label], of_types[label]).items()}
            for label in of_towns
            if label in of_types
        ),
        key=key,
        alarms=alarms,
        lead_unit=lambda kind, town: router.suggest(kind, None, town).responsible_unit,
        populations=counter.populations("town"),
        nothing=_nothing(house, viewer, period),
        # of an open month it is not settled yet, and all earlier months would be counted for it
        late=late_changes(house, viewer, period) if county.now.frozen else (),
        instructed=_instructed(house, viewer, period, counter.as_of) if with_instructions else (),
    )


def _instructed(
    house: House, viewer: Viewer, period: Period, as_of: datetime
) -> tuple[InstructionRecord, ...]:
    """批示 of the period and older ones that were not done when its data end."""
    first = datetime.combine(period.start, time())
    return tuple(instructions.as_they_stood(house.store, viewer, first, as_of))


def _nothing(house: House, viewer: Viewer, period: Period) -> frozenset[str]:
    """Channels that have said of every month of a period that they had no case."""
    months = indicators.months_in(period)
    return frozenset.intersection(
        *(frozenset(map(str, reported.nothing(house.store, viewer, month))) for month in months)
    )


def _all_of(rows: Mapping[str, Codes] | None) -> Codes | None:
    return None if rows is None else tuple(code for codes in rows.values() for code in codes)
