"""What is decided of a case, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from jiefen_lite.shapes.words import By, Clock, Complexity, Outcome, PartyRole, RiskLevel


class Decision(NamedTuple):
    """One automatic or human decision with its reason: nothing in the house is a black box.

    ``decision`` names what was decided (``type``, ``unit``, ``complexity``, ``risk``, ``due``,
    ``outcome``, ``place`` …), ``value`` the answer as text, ``rule`` the rule's id, ``basis`` its
    source (statute, guide, county setting), ``text`` the words of the case or the sentence behind it.
    """

    decision: str
    value: str | None
    by: By
    rule: str | None
    basis: str | None
    text: str


class PartyFacts(NamedTuple):
    """One party, in clear; only ever held in memory, stored through the cipher."""

    role: PartyRole
    name: str | None = None
    phone: str | None = None
    id_no: str | None = None
    address: str | None = None
    gender: str | None = None
    age: int | None = None
    is_org: bool = False
    anonymous: bool = False
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class TypeGuess:
    """A candidate type with its score and the words that speak for it.

    ``learned``: how much of the score is not of the words of the rules, but of the weights that were learned
    from labelled texts.
    """

    l1: str
    l2: str | None
    score: float
    words: tuple[str, ...]
    learned: float = 0.0


class ModelVerdict(NamedTuple):
    """The type that the county's own model is sure of, with the pieces of the text that spoke most for it."""

    l1: str
    confidence: float
    words: tuple[str, ...]
    model: str  # by which file is meant: the beginning of its hash
    basis: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where: clear down to the village; ``detail`` is what lies below it."""

    town: str | None
    village: str | None
    detail: str | None
    span: tuple[int, int] | None
    rule: str
    text: str


class EarlierAlarm(NamedTuple):
    """An earlier call to the police from the same telephone or to the same house."""

    days: int  # before this one
    case_code: str
    same: tuple[str, ...]  # of "address", "phone"


#: So many earlier alarms of one telephone or house are counted at most: more come from a switchboard.
MOST_ALARMS = 50


class Before(NamedTuple):
    """What came before a case: how many days ago the same matter of the person did, and which alarms."""

    days: tuple[int, ...] = ()
    alarms: tuple[EarlierAlarm, ...] = ()


#: Nothing came before.
NEVER = Before()


@dataclass(frozen=True, slots=True)
class RiskHit:
    """One row of the risk card that fired: its tag, points, and the words or facts behind it."""

    rule: str
    tag: str
    points: int
    hard: bool
    text: str
    basis: str | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """人事地时因 of one free text. ``unsure`` lists the elements a person should confirm."""

    who: tuple[PartyFacts, ...] = ()
    people_count: int | None = None
    people_count_approx: bool = False
    type_l1: str | None = None
    type_l2: str | None = None
    confidence: float | None = None
    candidates: tuple[TypeGuess, ...] = ()
    place: Place | None = None
    when_start: date | None = None
    when_end: date | None = None
    when_precision: str | None = None  # day, month, season, year
    when_text: str | None = None
    when_span: tuple[int, int] | None = None
    cause: str | None = None
    cause_text: str | None = None
    cause_span: tuple[int, int] | None = None
    amount_fen: int | None = None
    amount_span: tuple[int, int] | None = None
    people_span: tuple[int, int] | None = None
    risk_hits: tuple[RiskHit, ...] = ()
    tags: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    lessons: tuple[tuple[str, int], ...] = ()  # elements a person has set right in this text, by which lesson


class Triaged(NamedTuple):
    """What triage says of one case: suggestions of the rules that a person may confirm or override."""

    type_l1: str | None
    type_l2: str | None
    complexity: Complexity
    complexity_pending: bool  # 待研判: no row of the table spoke clearly
    risk_level: RiskLevel
    risk_score: int
    risk_hits: tuple[RiskHit, ...]
    responsible_unit: str | None
    unit_by: By | None
    assisting_units: tuple[str, ...]
    tags: tuple[str, ...]
    outcome: Outcome | None
    # resolved, completed_unresolved, transferred, withdrawn, in_progress, not_accepted, done_unclear, unknown
    result_status: str | None
    mediated: str | None  # "ok" or "no" where a mediation ended, for MED_OK / MED_NO
    decisions: tuple[Decision, ...]
    unsure: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueDates:
    """The three clocks of one case and the earliest that applies to it."""

    center_due: date | None
    source_due: date | None
    statutory_due: date | None
    due_date: date | None
    due_clock: Clock | None
    estimated: bool  # a year without a published holiday table took part
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class DayStep:
    """One day on the way to a due date: was it counted, and why."""

    day: date
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date with every step that led there."""

    due: date
    estimated: bool
    steps: tuple[DayStep, ...] = ()
