"""Cases as the indicators see them, and the figures that come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from jiefen_lite.shapes.words import Channel, Outcome, RiskLevel, Satisfaction, Status

#: The unit of cases that nobody has been given: a row of its own beside the units.
UNASSIGNED = "unassigned"
#: Steps by which a handler first speaks with the parties.
CONTACTS = frozenset({"first_contact", "start_mediation"})


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One supervision order about a case: to whom, by when it was to be put right, when it was closed."""

    unit: str
    finish_by: date
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case as the indicators see it: plain values, no names, no text."""

    case_code: str
    status: Status
    outcome: Outcome | None
    channel: Channel
    town: str | None
    type_l1: str | None
    responsible_unit: str | None
    registered_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    due_date: date | None
    feedback_submitted_at: datetime | None
    evaluated_at: datetime | None
    satisfaction: Satisfaction | None
    repeat: bool
    suspended_days: int
    mediated: str | None  # "ok", "no" or None
    mediated_at: datetime | None
    dispatched_at: datetime | None
    signed_at: datetime | None
    first_contact_at: datetime | None
    by_hand: frozenset[str]  # actions that people did in the system (sign_receipt, first_contact …)
    dispatch_count: int
    return_count: int
    reopen_count: int
    people_count: int | None
    amount_fen: int | None
    agreement_form: str | None  # "written", "oral"
    agreement_at: date | None
    confirmed: bool | None
    performed: bool | None
    performance_due: date | None
    unit_at_due: str | None = None  # who held the case on its due date, where that is another unit
    ended_at: datetime | None = None  # when it was merged, withdrawn, transferred or not accepted
    type_l2: str | None = None
    risk_level: RiskLevel = RiskLevel.LOW
    tags: tuple[str, ...] = ()  # of a unit's viewer none: they may hang on other units' cases
    orders: tuple[OrderFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Handling:
    """Who did what by hand in a period, for the checks against padding: by case code, no names.

    ``extended``: whether a case was only given more time on its due date or after; ``phones``: of accepted
    cases each applicant's keyed hash of a number (None without one) and of the name; ``returned``: each
    return, with its moment, the unit that gave the case back, and the case. ``reclassed``: whether a case was
    made simple or complex only after its light had turned; ``same_address``: whether it was judged from the
    same address as it was closed, of cases where both are known.
    """

    closed_by: Mapping[str, str]
    evaluated_by: Mapping[str, str]
    extended: Mapping[str, bool]
    phones: Mapping[str, tuple[tuple[str | None, str], ...]]
    returned: Sequence[tuple[datetime, str | None, str]] = ()
    reclassed: Mapping[str, bool] = field(default_factory=dict)
    same_address: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open stretch of days [start, end) with the name people use: 2026-10, 2026Q3 …"""

    label: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Figure:
    """One stored figure with the cases it was counted from, so that anybody can recount it.

    ``kind``: ``count``, ``rate``, ``average`` (n cases, value in days), ``per_10k``.
    ``numerator``/``denominator`` are the case codes; for counts the denominator is empty.
    ``n``/``d`` are their sizes except where each case weighs more than one: then ``values`` (days,
    people, times) stand beside ``numerator``, ``weights`` beside ``denominator``, so that medians and
    sums can be made again from stored figures.
    """

    indicator: str
    kind: str
    n: int
    d: int | None
    value: float | None
    shown: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    note: str | None = None
    values: tuple[int, ...] = ()
    weights: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """All figures of one group (the county, a town, a unit, a channel, a type) in one period."""

    id: str
    name: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """One grouping of one period: rows, and under which formulas and as of when they were made."""

    period: Period
    by: str  # all, town, unit, channel, type
    as_of: datetime
    formula_version: str
    frozen: bool
    rows: tuple[IndicatorRow, ...]
