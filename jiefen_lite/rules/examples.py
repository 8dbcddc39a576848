"""The shapes of the examples that a rule file may hold: what goes in, what must come out.

They are tried out whenever rules are checked (``ruleexamples``) and decide nothing: they are no part of
the text whose digest decisions point at, so an example more or less makes no new rule book.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from jiefen_lite.rules.kinds import (
    RESULT_STATUSES,
    ChannelId,
    ComplexityLevel,
    Count,
    Day,
    DayUnit,
    TypeId,
    UnitName,
)
from jiefen_lite.rules.marks import Matches, OneOf
from jiefen_lite.shapes import Clock, Light, RiskLevel, Satisfaction

ExampleStatus = Annotated[str, OneOf((*RESULT_STATUSES, "unknown"))]

#: Marks the field of a file that holds examples.
EXAMPLES = {"example": True}
#: A day without any season of the risk card.
QUIET_DAY = date(2026, 6, 16)


@dataclass(frozen=True, slots=True)
class CaseExpect:
    """What must come out of a case; what is not written is not looked at."""

    type: TypeId | None = None
    kind: str | None = None
    unit: UnitName | None = None
    assisting: tuple[UnitName, ...] = ()
    complexity: ComplexityLevel | None = None
    rule: str | None = None  # the row of the table of complexity that decides
    risk: Annotated[str, OneOf(tuple(RiskLevel))] | None = None
    fires: tuple[str, ...] = ()  # rows of the risk card that hold …
    silent: tuple[str, ...] = ()  # … and that do not
    tags: tuple[str, ...] = ()
    cause: str | None = None
    people: Count | None = None
    amount: Count | None = None
    unsure: tuple[Annotated[str, OneOf(("type", "unit", "complexity"))], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseExample:
    """A case as a ledger might tell it; every one happens in a town of its own."""

    name: str
    expect: CaseExpect
    text: str = ""
    channel: ChannelId = "window"
    category: str | None = None
    received: date = QUIET_DAY
    people: Count | None = None
    amount: Count | None = None
    parties: tuple[Count, Count] | None = None  # how many on either side
    units: tuple[str, ...] = ()  # as the ledger writes them, the main one first
    earlier: tuple[Count, ...] = ()  # days since each earlier report of the matter
    alarms: tuple[Count, ...] = ()  # days since each earlier alarm from the telephone or to the house


@dataclass(frozen=True, slots=True)
class CountingExample:
    """So many days from a day on end on that day."""

    start: date
    days: Day
    unit: DayUnit
    due: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class ClockExample:
    """When a case is due, by which clock, and which light it shows on a day."""

    name: str
    channel: ChannelId
    complexity: ComplexityLevel
    accepted: date
    due: date
    clock: Annotated[str, OneOf(tuple(Clock))]
    clock_start: date | None = None
    source_due: date | None = None
    seen: date | None = None
    light: Annotated[str, OneOf(tuple(Light))] | None = None


@dataclass(frozen=True, slots=True)
class ResultExample:
    """What the columns of a ledger say of the end of a case."""

    text: str = ""
    channel: ChannelId = "mediation"
    state: str | None = None
    closed: bool = False
    satisfaction: str | None = None
    status: ExampleStatus | None = None
    rule: str | None = None
    mediated: Annotated[str, OneOf(("ok", "no", "never"))] | None = None
    satisfied: Annotated[str, OneOf(tuple(Satisfaction))] | None = None


@dataclass(frozen=True, slots=True)
class ChannelExample:
    """A header and the field it feeds, or a row: kept or excluded, and the type its category stands for."""

    channel: ChannelId
    header: str | None = None
    feeds: str | None = None
    category: str | None = None
    subcategory: str | None = None
    appeal_type: str | None = None
    raw_type: str | None = None
    raw_type2: str | None = None
    title: str | None = None
    summary: str | None = None
    excluded: str | None = None
    kept: bool = False
    type: TypeId | None = None
    kind: str | None = None


#: What can be reckoned; each is a module of jiefen_lite/reckoning of that name.
CALCULATORS = ("wages", "severance", "double_wage", "interest", "heating", "land_rent")


@dataclass(frozen=True, slots=True)
class SumExample:
    """What a calculator must make of what is typed into its fields: ``given`` holds “栏目=写的”."""

    name: str
    calculator: Annotated[str, OneOf(CALCULATORS)]
    given: tuple[str, ...]
    total: Annotated[str, Matches(r"\d{1,12}\.\d{2}", "元，两位小数，例如 1234.50")]
