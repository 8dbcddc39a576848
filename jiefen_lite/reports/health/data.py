"""Everything one health report is made from, fetched once; after this nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from jiefen_lite import indicators
from jiefen_lite.indicators import HealthScore, Standing
from jiefen_lite.reports.late import LateMonth
from jiefen_lite.reports.wording import HealthTables
from jiefen_lite.rules.health import Health
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import Center, Figure, IndicatorRow, IndicatorTable, Period, PrescriptionNote
from jiefen_lite.store.objections import ObjectionRecord

TOWNS, DEPARTMENTS = "town", "department"
GROUP_NAMES = {TOWNS: "镇（街道）", DEPARTMENTS: "部门"}
Notes = Mapping[tuple[str, str], PrescriptionNote]  # (unit, prescription) → what people have set


def empty(indicator: str) -> Figure:
    """No cases of a kind."""
    return Figure(indicator, "count", 0, None, 0.0, "0")


def has_work(row: IndicatorRow) -> bool:
    """Whether a unit had anything to do: accepted, closed or due."""
    figures = row.figures
    return bool(figures["intake_count"].n or figures["closed_count"].n or figures["overdue_rate"].d)


@dataclass(frozen=True)
class Month:
    """One period with all that its score is made of."""

    center: Center
    rules: Indicators
    health: Health
    county: IndicatorTable
    units: IndicatorTable
    symptoms: IndicatorTable
    notes: Notes = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """Which one."""
        return self.county.period

    @cached_property
    def row(self) -> IndicatorRow:
        """The county."""
        return self.county.rows[0]

    @cached_property
    def _sick(self) -> Mapping[str, IndicatorRow]:
        return {row.id: row for row in self.symptoms.rows}

    def sick(self, unit: str, name: str) -> Figure:
        """A symptom, a link or a check of a unit (``all``: of the county)."""
        row = self._sick.get(unit)
        return empty(name) if row is None or name not in row.figures else row.figures[name]

    @cached_property
    def county_score(self) -> HealthScore:
        """The county as a whole."""
        reds = self._reds(indicators.COUNTY) if self.health.deduct_county else {}
        return indicators.score(self.row, self.row, self.health, self.rules, red_lights=reds)

    def _reds(self, unit: str) -> dict[str, int]:
        figure = self.sick(unit, "red_light")
        return dict(zip(figure.numerator, figure.values, strict=True))

    @cached_property
    def scores(self) -> Mapping[str, tuple[IndicatorRow, HealthScore]]:
        """unit → its row and score, in the order of the centre's list."""
        rows = {row.id: row for row in self.units.rows}
        found = {}
        for unit in self.center.units:
            row = rows.get(unit.name) or indicators.row_of(self.units, unit.name, self.rules)
            assert row is not None
            reds = self._reds(unit.name)
            found[unit.name] = (
                row,
                indicators.score(row, self.row, self.health, self.rules, red_lights=reds),
            )
        return found

    def kind_of(self, unit: str) -> str:
        """Which group a unit is ranked in."""
        known = next((one.kind for one in self.center.units if one.name == unit), DEPARTMENTS)
        return TOWNS if known == TOWNS else DEPARTMENTS

    def has_work(self, unit: str) -> bool:
        """Whether anything happened at a unit that its sheet could tell of."""
        return has_work(self.scores[unit][0]) or self.sick(unit, "red_light").n > 0

    @cached_property
    def ranks(self) -> Mapping[str, tuple[Standing, ...]]:
        """group → its units in the order of their rank."""
        return {
            group: indicators.rank([one for unit, one in self.scores.items() if self.kind_of(unit) == group])
            for group in GROUP_NAMES
        }

    @cached_property
    def standing(self) -> Mapping[str, Standing]:
        """unit → its place in its group; units without a score are left out."""
        return {one.row.id: one for group in self.ranks.values() for one in group}


@dataclass(frozen=True)
class HealthData:
    """A period, the one before it, and the tables that its sentences compare."""

    now: Month
    before: Month | None  # of an open period only its same days
    reviewed: Month | None  # the period before, whole: whose prescriptions are checked
    tables: HealthTables
    dated: date
    year_before_units: IndicatorTable | None = None
    about: Mapping[str, str] = field(default_factory=dict)  # case → place and matter, without names
    objections: date | None = None  # until when units may object
    words: int = 0  # the last note of a person that was taken in
    late: tuple[LateMonth, ...] = ()  # 追补 of earlier months that this one tells of
    answered: tuple[ObjectionRecord, ...] = ()  # objections answered in it, about earlier months

    @property
    def is_month(self) -> bool:
        """Prescriptions are given month by month."""
        return len(indicators.months_in(self.now.period)) == 1
