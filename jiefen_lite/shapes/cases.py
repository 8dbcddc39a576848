"""What the centre keeps of a case, as one viewer may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jiefen_lite.shapes.asking import Asked
from jiefen_lite.shapes.decisions import Decision
from jiefen_lite.shapes.words import (
    By,
    Channel,
    Clock,
    Complexity,
    Outcome,
    PartyRole,
    RiskLevel,
    Satisfaction,
    Status,
)
from jiefen_lite.shapes.work import ClockState


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One source of a case: a case may have been reported through several channels.

    ``part``: the case that it came with, where that was merged into this one (told to the centre only);
    ``due``: by when that source system wants its answer.
    """

    channel: Channel
    source_no: str | None
    received_at: datetime
    part: str | None = None
    due: date | None = None


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
    master_case: str | None = None  # into which it was merged, where this viewer may know of that one
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    first_contact_at: datetime | None = None
    evaluated_at: datetime | None = None
    dispatch_count: int = 0
    return_count: int = 0
    reopen_count: int = 0
    suspended_days: int = 0
    clock_state: ClockState | None = None


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
    asked: tuple[Asked, ...] = ()  # ``text`` as it was understood; without it every word is a plain word
    month: str | None = None  # YYYY-MM of received_at
    channel: str | None = None
    status: str | None = None
    town: str | None = None
    type_l1: str | None = None
    unit: str | None = None
    risk_level: str | None = None
    light: str | None = None
    outcome: str | None = None
    tag: str | None = None  # for the centre's people: tags of a unit's case may hang on other units' cases
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
