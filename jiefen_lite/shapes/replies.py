"""A source number and what its source is owed, and the file by which it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite.shapes.words import Channel, Outcome, Status


@dataclass(frozen=True, slots=True)
class SourceReply:
    """One number of a source, how its case ended, and what the source was told.

    ``state``: glossary REPLY_STATES. ``case_code``: the case that is dealt with, the master of a merged
    one; ``part``: the case it came with, where that was merged; ``unit``: that has the case in hand.
    ``outcome`` and ``closed_at`` are those
    of a result the centre has approved. ``answer``, ``told_party``: what people here wrote, masked unless
    asked for in clear; ``told_at``: when the party was told.
    """

    source_id: int
    natural_key: str
    channel: Channel
    source_no: str | None
    received_at: datetime
    case_id: int
    case_code: str
    part: str | None
    status: Status
    town: str | None
    village: str | None
    unit: str | None
    outcome: Outcome | None
    closed_at: datetime | None
    due: date | None
    state: str
    answer: str | None = None
    told_party: str | None = None
    told_at: datetime | None = None
    replied_at: datetime | None = None  # the last time, whatever was told then


@dataclass(frozen=True, slots=True)
class ReplyFileRecord:
    """One file that was made for a source: ``period`` None where it told of all that waited."""

    id: int
    channel: Channel
    period: str | None
    name: str
    rows: int
    made_by: str
    made_at: datetime
    taken_back_at: datetime | None
    taken_back_by: str | None


@dataclass(frozen=True, slots=True)
class StillCase:
    """A case in work in which nothing has happened since ``since``."""

    case_code: str
    channel: Channel
    status: str
    unit: str | None
    town: str | None
    due: date | None
    since: datetime
    action: str  # the last step


@dataclass(frozen=True, slots=True)
class AbsentNumber:
    """A source number that a ledger told of and the ledger's later edition does not."""

    channel: Channel
    source_no: str | None
    received_at: datetime
    case_code: str
    status: str
    unit: str | None
    first_batch: int
    later_batch: int
