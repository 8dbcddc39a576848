"""What travels between the rooms: plain values, no behaviour beyond what the value itself means.

Names follow the glossary: one word from the YAML key to the database column to the blank in a
Word template. Money is whole fen, dates and times are naive local time (Asia/Shanghai), a source
number is always text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

# --------------------------------------------------------------------------- words of the field


class Channel(StrEnum):
    """Where a dispute came from: seven imported channels and the centre's own three doors."""

    MEDIATION = "mediation"
    POLICE_110 = "police_110"
    COURT_PRETRIAL = "court_pretrial"
    PETITION = "petition"
    LABOR_ARBITRATION = "labor_arbitration"
    HOTLINE_12345 = "hotline_12345"
    GRID = "grid"
    MINIAPP = "miniapp"
    WINDOW = "window"
    SUPERIOR = "superior"


IMPORTED_CHANNELS = tuple(Channel)[:7]


class Status(StrEnum):
    """Where a case stands in the closed loop 受理—分流—调解—督办—反馈—评价."""

    DRAFT = "draft"
    REGISTERED = "registered"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    MEDIATING = "mediating"
    SUSPENDED = "suspended"
    SETTLED = "settled"
    FAILED = "failed"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    FEEDBACK_PENDING = "feedback_pending"
    CLOSED = "closed"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"
    MERGED = "merged"


class Outcome(StrEnum):
    """How a case ended; 办结 is not 化解, so the two have different values."""

    RESOLVED = "resolved"
    COMPLETED_UNRESOLVED = "completed_unresolved"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"
    MERGED = "merged"


class Role(StrEnum):
    """What a signed-in person is; one person may hold several."""

    INTAKE_CLERK = "intake_clerk"
    SUPERVISOR = "supervisor"
    HANDLER = "handler"
    UNIT_LEADER = "unit_leader"
    MEDIATOR = "mediator"
    EXPERT = "expert"
    LEADER = "leader"
    RULE_EDITOR = "rule_editor"
    AUDITOR = "auditor"
    ADMIN = "admin"
    OPERATOR = "operator"  # the account of the operating system, at the command line


class Complexity(StrEnum):
    SIMPLE = "simple"
    COMPLEX = "complex"


class RiskLevel(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Light(StrEnum):
    """The time light of one case (not the alert of an area)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Clock(StrEnum):
    """Which clock set the due date."""

    CENTER = "center"
    SOURCE = "source"
    STATUTORY = "statutory"


class By(StrEnum):
    """Who decided: the ledger said so, a rule, a learned model, or a person."""

    SOURCE = "source"
    RULE = "rule"
    MODEL = "model"
    PERSON = "person"


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"


class PartyRole(StrEnum):
    APPLICANT = "applicant"
    RESPONDENT = "respondent"
    THIRD_PARTY = "third_party"
    AGENT = "agent"


class Level(StrEnum):
    """A problem either refuses the row or only warns."""

    ERROR = "error"
    WARNING = "warning"


class Disposition(StrEnum):
    """What became of one data row of an uploaded file."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    EXCLUDED = "excluded"


# --------------------------------------------------------------------------- the centre itself


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community of a town, with every name people use for it."""

    name: str
    aliases: tuple[str, ...] = ()
    old_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Town:
    """A town or sub-district (乡级) of the county."""

    name: str
    aliases: tuple[str, ...] = ()
    population: int | None = None
    villages: tuple[Village, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """The county: its name, its administrative code, its towns."""

    name: str
    code: str
    towns: tuple[Town, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or a town government that can be given a case. ``kind``: department or town."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    town: str | None = None
    leader: str | None = None


@dataclass(frozen=True, slots=True)
class Center:
    """What ``center.yaml`` says, as plain data; doors read it and hand it down."""

    name: str
    region: Region
    units: tuple[Unit, ...]
    case_prefix: str
    holidays: tuple[tuple[date, bool, str], ...] = ()  # (day, is a rest day, name), by hand
    database_url: str | None = None


# --------------------------------------------------------------------------- files coming in


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one cell or row, told where the user will look for it.

    ``row`` is the row number that Excel shows; ``column`` is the header as written.
    ``message`` never repeats a phone or identity number.
    """

    sheet: str
    row: int
    column: str | None
    field: str | None
    level: Level
    message: str


@dataclass(frozen=True, slots=True)
class RowRead:
    """One data row as the reading child hands it over, before anything is decided.

    ``cells`` are the row's texts in the order of the sheet's headers (what the file said),
    ``fields`` the cleaned canonical fields (JSON values only, see ``importers/columns.py``),
    ``problems`` what was found on the way. A row with an error-level problem is refused.
    """

    sheet: str
    row: int
    cells: tuple[str | None, ...]
    fields: dict[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """True where one of the four reasons of refusal holds."""
        return any(problem.level == Level.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """How one column of a sheet is read: its header, and the field it feeds (None = kept by name).

    ``how``: ``exact``, ``contains``, ``learned``, ``channel``, ``kept``, ``ignored`` or ``unknown`` (to be
    asked once).
    """

    index: int
    header: str
    field: str | None
    how: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One worksheet's layout as found: where its header is, which columns it has, what was skipped."""

    name: str
    header_row: int
    header_rows: int
    columns: tuple[ColumnUse, ...]
    skipped: tuple[tuple[int, str], ...] = ()  # (row, why): titles, totals, notes, blank, repeated header
    note: str | None = None  # set where the sheet was not read as cases, and why


# --------------------------------------------------------------------------- what is decided, and why


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
    """A candidate type with its score and the words that speak for it."""

    l1: str
    l2: str | None
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where: clear down to the village; ``detail`` is what lies below it."""

    town: str | None
    village: str | None
    detail: str | None
    span: tuple[int, int] | None
    rule: str
    text: str


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


@dataclass(frozen=True, slots=True)
class Triaged:
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


# --------------------------------------------------------------------------- who is looking


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: every question to the store takes one, and it limits scope and fields.

    ``unit`` is the person's own unit (its name in ``center.yaml``), None for the centre's people.
    """

    user_id: int | None
    name: str
    roles: frozenset[Role]
    unit: str | None = None
    address: str | None = None  # where the request came from, for the audit log

    @property
    def sees_county(self) -> bool:
        """The centre's people, leaders and the operator see every case."""
        return bool(self.roles & {Role.INTAKE_CLERK, Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})

    @property
    def sees_cases(self) -> bool:
        """admin, auditor, rule_editor and expert see no case text."""
        return self.sees_county or (
            self.unit is not None and bool(self.roles & {Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR})
        )


# --------------------------------------------------------------------------- what the centre keeps


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One source of a case: a case may have been reported through several channels."""

    channel: Channel
    source_no: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Party:
    """A party as one viewer may see it: masked, or in clear where role and case allow."""

    role: PartyRole
    name: str | None
    phone: str | None
    id_no: str | None
    address: str | None
    is_org: bool
    anonymous: bool


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case as one viewer may see it; free text is masked with the names of its parties."""

    case_id: int
    case_code: str
    status: Status
    channel: Channel
    sources: tuple[SourceRef, ...]
    received_at: datetime
    occurred_at: datetime | None
    registered_at: datetime
    accepted_at: datetime | None
    clock_start_at: date | None
    town: str | None
    village: str | None
    place: str | None
    type_l1: str | None
    type_l2: str | None
    complexity: Complexity | None
    complexity_pending: bool
    risk_level: RiskLevel
    risk_score: int
    risk_reasons: tuple[str, ...]
    responsible_unit: str | None
    unit_by: By | None
    assisting_units: tuple[str, ...]
    handler: str | None
    mediator: str | None
    center_due: date | None
    source_due: date | None
    statutory_due: date | None
    due_date: date | None
    due_clock: Clock | None
    due_estimated: bool
    feedback_submitted_at: datetime | None
    closed_at: datetime | None
    outcome: Outcome | None
    satisfaction: Satisfaction | None
    people_count: int | None
    people_count_approx: bool
    amount_fen: int | None
    tags: tuple[str, ...]
    cause: str | None
    summary: str | None
    claim: str | None
    result_text: str | None
    secrecy: bool
    pending: tuple[str, ...]  # 待确认: what a person should look at
    parties: tuple[Party, ...] = ()
    reasons: tuple[Decision, ...] = ()
    masked: bool = True


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One entry of a case's history, append-only and hash-chained."""

    seq: int
    action: str
    from_status: Status | None
    to_status: Status | None
    actor: str
    actor_role: str
    occurred_at: datetime
    recorded_at: datetime
    reason: str | None
    auto: bool
    due_before: date | None
    due_after: date | None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What a list of cases is asked for; empty fields do not narrow."""

    text: str = ""
    month: str | None = None  # YYYY-MM of received_at
    channel: str | None = None
    status: str | None = None
    town: str | None = None
    type_l1: str | None = None
    unit: str | None = None
    risk_level: str | None = None
    light: str | None = None
    outcome: str | None = None
    pending_only: bool = False
    open_only: bool = False
    batch: int | None = None
    case_codes: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()  # further FIELD=VALUE pairs of the command line
    due_from: date | None = None
    due_to: date | None = None
    running_only: bool = False  # the time light still runs: nothing reported back, not ended
    limit: int = 50
    offset: int = 0


# --------------------------------------------------------------------------- counting


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


# --------------------------------------------------------------------------- papers


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A figure as it stands in a paper: where, what it means, and the cases behind it."""

    ref: str  # running number in the paper, F001 …
    place: str  # which sentence or which cell, in the reader's words
    indicator: str
    name: str
    definition: str
    formula_version: str
    period: str
    n: int | None
    d: int | None
    shown: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of a paper: title, header, rows of texts; every text is already as printed."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Everything the 体检报告 prints, already worded; the exporter only sets it on the page."""

    title: str
    region: str
    center: str
    period: Period
    as_of: datetime
    formula_version: str
    frozen: bool
    dated: date
    conclusion: tuple[str, ...]
    indicator_sentences: tuple[str, ...]
    tables: tuple[ReportTable, ...]
    definitions: tuple[str, ...]
    figures: tuple[ReportFigure, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a paper says something else than the centre's own data; ``None`` = not there."""

    place: str
    found: str | None
    expected: str | None
    message: str


JsonRow = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


# --------------------------------------------------------------------------- a case while it is worked on


@dataclass(slots=True)
class CaseRow:
    """One case as it is kept: field for field the ``cases`` table, changed only through casework.

    Lists are tuples here and JSON text in the table; ``place``, ``story`` are clear text here and
    encrypted there.
    """

    id: int
    case_code: str
    channel: Channel
    received_at: datetime
    registered_at: datetime
    status: Status
    live: int = 0
    batch_id: int | None = None
    source_no: str | None = None
    occurred_at: datetime | None = None
    accepted_at: datetime | None = None
    first_accepted_at: datetime | None = None
    clock_start_at: date | None = None
    town: str | None = None
    village: str | None = None
    place: str | None = None
    type_l1: str | None = None
    type_l2: str | None = None
    complexity: Complexity | None = None
    complexity_pending: bool = False
    risk_level: RiskLevel = RiskLevel.LOW
    risk_score: int = 0
    risk_reasons: tuple[str, ...] = ()
    responsible_unit: str | None = None
    unit_by: By | None = None
    assisting_units: tuple[str, ...] = ()
    handler: str | None = None
    mediator: str | None = None
    center_due: date | None = None
    source_due: date | None = None
    statutory_due: date | None = None
    due_date: date | None = None
    due_clock: Clock | None = None
    due_estimated: bool = False
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    first_contact_at: datetime | None = None
    mediated: str | None = None
    mediated_at: datetime | None = None
    feedback_submitted_at: datetime | None = None
    closed_at: datetime | None = None
    evaluated_at: datetime | None = None
    ended_at: datetime | None = None  # when it was merged, withdrawn, transferred or not accepted
    unit_at_due: str | None = None  # who held it on its due date, where it was given on since
    outcome: Outcome | None = None
    satisfaction: Satisfaction | None = None
    people_count: int | None = None
    people_count_approx: bool = False
    amount_fen: int | None = None
    agreement_form: str | None = None
    agreement_at: date | None = None
    confirmed: bool | None = None
    performed: bool | None = None
    performance_due: date | None = None
    tags: tuple[str, ...] = ()
    cause: str | None = None
    summary: str | None = None
    claim: str | None = None
    result_text: str | None = None
    secrecy: bool = False
    repeat: bool = False
    by_hand: tuple[str, ...] = ()
    person_fields: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    dispatch_count: int = 0
    return_count: int = 0
    reopen_count: int = 0
    suspended_days: int = 0
    status_before: Status | None = None
    master_case: str | None = None
    event_count: int = 0
    event_head: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who moves a case: a person in a role, or the system on behalf of a ledger."""

    name: str
    role: str
    unit: str | None = None


class CaseEventRow(NamedTuple):
    """One event on its way into the history; its place in the chain is given when it is stored.

    A tuple, because a large import makes nine of them a case.
    """

    case_id: int
    seq: int
    action: str
    from_status: Status | None
    to_status: Status | None
    actor: Actor
    occurred_at: datetime
    recorded_at: datetime
    reason: str | None = None
    auto: bool = False
    due_before: date | None = None
    due_after: date | None = None
    data: Mapping[str, Any] = {}  # never changed
