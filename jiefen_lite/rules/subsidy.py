"""The shape of subsidy.yaml: what mediators are paid for a case (以案定补), by grade, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from jiefen_lite.rules.kinds import ComplexityLevel, Count, Day
from jiefen_lite.rules.marks import Matches, OneOf
from jiefen_lite.rules.rates import Yuan
from jiefen_lite.shapes import RiskLevel, Role

#: What becomes of that which is more than a mediator may have in a month.
OVER_CAP = ("lost", "later")
WholePercent = Annotated[str, Matches(r"\d{1,2}|100", "0 到 100 的整数，不写百分号，例如 50")]


@dataclass(frozen=True, slots=True)
class SubsidyGrade:
    """One grade and what a case of it pays."""

    id: str
    name: str
    yuan: Yuan
    basis: str


@dataclass(frozen=True, slots=True)
class GradeRule:
    """Which grade a case has; all that is given must hold, and the first rule that holds decides."""

    id: str
    grade: str
    basis: str
    text: str
    complexity: tuple[ComplexityLevel, ...] = ()
    risk_levels: tuple[Annotated[str, OneOf(tuple(RiskLevel))], ...] = ()
    people_from: Count | None = None
    yuan_from: Count | None = None
    sessions_from: Count | None = None
    agreement: tuple[Annotated[str, OneOf(("written", "oral"))], ...] = ()


@dataclass(frozen=True, slots=True)
class SubsidyTerms:
    """What there must be before a case pays, and which part pays before the agreement is performed."""

    basis: str
    complete_dossier: bool
    performed: bool
    percent_before: WholePercent
    look_back_months: Day


@dataclass(frozen=True, slots=True)
class NotPaid:
    """Who gets nothing: people with one of these roles, and people by name."""

    basis: str
    roles: tuple[Annotated[str, OneOf(tuple(Role))], ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubsidyCap:
    """The most that one mediator has in a month; none where there is no bound."""

    basis: str
    yuan: Yuan | None = None
    over: Annotated[str, OneOf(OVER_CAP)] = "lost"


@dataclass(frozen=True, slots=True)
class Subsidy:
    """subsidy.yaml"""

    enabled: bool
    grades: tuple[SubsidyGrade, ...]
    rules: tuple[GradeRule, ...]
    terms: SubsidyTerms
    not_paid: NotPaid
    cap: SubsidyCap
