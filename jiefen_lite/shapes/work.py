"""A case while it is worked on, and the events of its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from jiefen_lite.shapes.decisions import Decision
from jiefen_lite.shapes.words import By, Channel, Clock, Complexity, Outcome, RiskLevel, Satisfaction, Status

#: The entry of an event's data under which that stands which a unit's people are told instead.
OWN_MARK = "own"


@dataclass(frozen=True, slots=True)
class OwnWord:
    """What a case says by itself, where earlier cases of the same person make it say more.

    People of a unit know of no other unit's cases, so this is what they are told: whether it is a
    repeat, how hard and how dangerous it is, and when it is due.
    """

    repeat: bool
    complexity: Complexity | None
    complexity_pending: bool
    risk_level: RiskLevel
    risk_score: int
    risk_reasons: tuple[str, ...]
    tags: tuple[str, ...]
    center_due: date | None
    due_date: date | None
    due_clock: Clock | None
    due_estimated: bool
    decisions: tuple[Decision, ...] = ()


class Pause(NamedTuple):
    """Days on which the centre's clock stood: from ``first`` on, ``last`` is counted again.

    ``suspended``: by a suspension; otherwise the case was with another authority. ``statutory``: the
    statutory clock stood too.
    """

    first: date
    last: date
    suspended: bool
    statutory: bool = False


@dataclass(frozen=True, slots=True)
class ClockState:
    """What people have done to the clocks of one case; most cases have none.

    ``restarted_on``: it was reopened, the centre's clock began anew that day and the others are done with.
    ``center_days`` and ``statutory_days`` were granted as an extension of that clock. ``original_due``: it
    comes again while its original (``original_no``) is open, and goes by that one's day.
    """

    restarted_on: date | None = None
    center_days: int = 0
    statutory_days: int = 0
    pauses: tuple[Pause, ...] = ()
    original_due: date | None = None
    original_no: str = ""


@dataclass(slots=True)
class CaseRow:
    """One case as it is kept: field for field the ``cases`` table, changed only through casework.

    Lists are tuples here and JSON text in the table; ``place``, ``story`` are clear text here and
    encrypted there. ``own`` has a table of its own: few cases have one.
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
    clock_state: ClockState | None = None
    own: OwnWord | None = None


class Actor(NamedTuple):
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
