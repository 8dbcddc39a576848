"""The shape of health.yaml: how units are scored, what is checked, what is prescribed for which weakness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from jiefen_lite.rules.kinds import Count, Day
from jiefen_lite.rules.marks import AtLeast, OneOf

Share = Annotated[float, AtLeast(0)]

#: Items of the score, each with the rates it is the mean of.
ITEMS: dict[str, tuple[str, ...]] = {
    "resolution_rate": ("resolution_rate",),
    "on_time_rate": ("on_time_rate",),
    "satisfaction_rate": ("satisfaction_rate",),
    "mediation_success_rate": ("mediation_success_rate",),
    "repeat_rate": ("repeat_rate",),
    "sign_and_contact": ("sign_on_time_rate", "first_contact_on_time_rate"),
    "rectification_rate": ("rectification_rate",),
}
#: What is taken off; what the centre has no records of yet is named all the same.
DEDUCTIONS = ("red_light", "whistle_missed", "false_closing")
SYMPTOMS = ("red_light", "late_report", "dissatisfied", "repeat", "returned")
LINKS = ("sign", "contact", "mediate", "feedback", "review")
CHECKS = (
    "no_contact",
    "quick_closing",
    "same_account",
    "withdrawn",
    "other_type",
    "month_end",
    "last_moment",
    "phones",
    "intake_drop",
    "class_changed",
    "paused",
    "same_address",
)
#: Not known to a county's own file of before; it goes on holding without them.
LATER_CHECKS = frozenset({"class_changed", "paused", "same_address"})
SUBJECTS = (*ITEMS, *SYMPTOMS)


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One item: points = weight × clip((value − floor) ÷ (goal − floor), 0, 1)."""

    id: Annotated[str, OneOf(tuple(ITEMS))]
    name: str
    weight: Share
    floor: Share
    goal: Share
    basis: str


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken off for each case; ``from_days``: only from so many days on."""

    id: Annotated[str, OneOf(DEDUCTIONS)]
    name: str
    points: Share
    basis: str
    from_days: Count = 0


@dataclass(frozen=True, slots=True)
class Grade:
    """The word for a score from ``least`` on."""

    name: str
    least: Share


@dataclass(frozen=True, slots=True)
class SymptomRule:
    """What is listed case by case."""

    id: Annotated[str, OneOf(SYMPTOMS)]
    name: str
    definition: str
    basis: str


@dataclass(frozen=True, slots=True)
class LinkRule:
    """One link of the chain and from where to where its time runs."""

    id: Annotated[str, OneOf(LINKS)]
    name: str
    definition: str
    basis: str


@dataclass(frozen=True, slots=True)
class PaddingRule:
    """A sign that figures may have been made to look better: told from ``limit`` on, never punished."""

    id: Annotated[str, OneOf(CHECKS)]
    name: str
    definition: str
    limit: Share
    basis: str
    least: Day = 5  # below so many cases nothing is said
    minutes: Count = 0
    days: Count = 0
    batch: Day = 5  # so many by one person are told; months frozen by an earlier release name none


@dataclass(frozen=True, slots=True)
class Prescription:
    """What is proposed to a unit that lost at least ``lost_from`` of an item's weight, or has such cases."""

    id: str
    subject: Annotated[str, OneOf(SUBJECTS)]
    problem: str
    measure: str
    acceptance: str
    within_days: Day
    basis: str
    lost_from: Share = 0.2


@dataclass(frozen=True, slots=True)
class Health:
    """health.yaml"""

    confirmed: bool  # until the county has confirmed the scheme, papers say 试算，不作为考核结果
    least_intake: Count  # below this a unit is neither scored nor ranked
    least_weight: Share  # … nor where items of less than this weight can be counted
    shrink: Share  # k of (x + k·p0) ÷ (n + k)
    few_answers_weight: Share  # what is left of the weight of satisfaction where too few answered
    deduct_county: bool
    deduction_most: Share
    bonus_most: Share
    objection_workdays: Day
    most_listed: Day
    most_listed_unit: Day
    most_prescribed: Day
    items: tuple[ScoreItem, ...]
    deductions: tuple[Deduction, ...]
    grades: tuple[Grade, ...]
    symptoms: tuple[SymptomRule, ...]
    links: tuple[LinkRule, ...]
    checks: tuple[PaddingRule, ...]
    prescriptions: tuple[Prescription, ...]
    objection_answer_workdays: Day = 5  # months frozen by an earlier release name none
