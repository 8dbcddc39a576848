"""The shape of rates.yaml: what the calculators reckon with, each with its date and source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from jiefen_lite.rules.examples import EXAMPLES, SumExample
from jiefen_lite.rules.kinds import Day, MonthAndDay
from jiefen_lite.rules.marks import AtLeast, Matches

# Kept as they are written, digit by digit: a binary fraction cannot hold 3.85.
Percent = Annotated[str, Matches(r"\d{1,3}(\.\d{1,4})?", "百分之几，不写百分号，例如 3.85")]
Yuan = Annotated[str, Matches(r"\d{1,7}(\.\d{1,2})?", "元，最多两位小数，例如 1860 或 28.50")]
Days = Annotated[str, Matches(r"\d{1,3}(\.\d{1,2})?", "天数，最多两位小数，例如 21.75")]


@dataclass(frozen=True, slots=True)
class LprRate:
    """The one-year loan prime rate, in force from the day of its publication until the next one."""

    since: date
    percent: Percent


@dataclass(frozen=True, slots=True)
class Lending:
    """Interest between private people. ``lpr`` holds the changes only, in force up to ``lpr_known_until``."""

    times: Day  # the cap is so many times the rate when the contract was made
    year_days: Day
    new_rule_from: date  # contracts made before have their interest up to the day before by the old cap …
    old_rule_from: date  # … which speaks of contracts made from this day on
    old_cap: Percent
    lpr_known_until: date
    basis: str
    lpr_basis: str
    lpr: tuple[LprRate, ...]


@dataclass(frozen=True, slots=True)
class Labor:
    """Wages, and what is paid when they were not, or when the work ended."""

    paid_days: Days  # of a month
    day_hours: Day
    overtime_weekday: Annotated[int, AtLeast(100)]  # percent of the hourly wage
    overtime_rest: Annotated[int, AtLeast(100)]
    overtime_holiday: Annotated[int, AtLeast(100)]
    cap_times: Day  # a wage above so many local average wages …
    cap_years: Day  # … is paid for at most so many years
    law_from: date  # service before does not count for the compensation
    basis: str


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The local minimum wage of a month, from ``since`` on."""

    since: date
    yuan: Yuan
    basis: str


@dataclass(frozen=True, slots=True)
class AverageWage:
    """The average wage of a month in ``year``, as the city has published it."""

    year: Annotated[int, AtLeast(2000)]
    yuan: Yuan
    basis: str


@dataclass(frozen=True, slots=True)
class HeatingBand:
    """A room of this temperature gets back so much of the day's fee."""

    id: str
    name: str
    percent: Annotated[int, AtLeast(1)]


@dataclass(frozen=True, slots=True)
class HeatingPrice:
    """What a square metre costs for a whole season, from ``since`` on."""

    since: date
    yuan: Yuan
    basis: str


@dataclass(frozen=True, slots=True)
class Heating:
    """The heating refund; price and season are the county's to supply."""

    basis: str
    bands: tuple[HeatingBand, ...]
    prices: tuple[HeatingPrice, ...] = ()
    first_day: MonthAndDay | None = None
    last_day: MonthAndDay | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """rates.yaml"""

    lending: Lending
    labor: Labor
    heating: Heating
    minimum_wages: tuple[MinimumWage, ...] = ()
    average_wages: tuple[AverageWage, ...] = ()
    examples: tuple[SumExample, ...] = field(default=(), metadata=EXAMPLES)
