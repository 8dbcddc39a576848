"""Messages, supervision orders and instructions, as desk and pages hand them on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

#: States in which a supervision order still asks something of somebody.
ORDER_OPEN = ("issued", "replied", "returned")
#: States in which its unit owes a reply.
ORDER_OWED = ("issued", "returned")


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be put into somebody's list. ``person`` None: nobody holds ``role`` in ``unit``.

    ``text`` is made of codes, lights, days, units and numbers, never of what somebody has typed.
    """

    person: str | None
    role: str
    unit: str | None
    kind: str
    text: str
    case_id: int | None = None
    order_id: int | None = None
    instruction_id: int | None = None
    why: str | None = None
    step: str | None = None  # of which step with the case it tells


@dataclass(frozen=True, slots=True)
class StepMessage:
    """An unread message that tells of a step with a case; ``role``: as whom its reader was told."""

    id: int
    person: str | None
    role: str
    unit: str | None
    kind: str
    step: str


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message as its reader sees it; ``role``: as whom he was told."""

    id: int
    kind: str
    role: str
    text: str
    why: str | None
    case_code: str | None
    order_id: int | None
    instruction_id: int | None
    created_at: datetime
    read_at: datetime | None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """A message that has not been taken up for a way yet."""

    id: int
    person: str
    kind: str
    text: str
    case_code: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """One sending to be done: over which way, to whom (None: a group), which messages it stands for."""

    way: str
    person: str | None
    text: str
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One sending and how it went."""

    id: int
    way: str
    person: str | None
    state: str
    text: str
    count: int
    tries: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """A supervision order that is being issued; number and serial are given while it is written."""

    case_id: int
    unit: str
    light: str
    due_date: date | None
    told_due: date | None
    required: str
    issued_on: date
    reply_by: date
    finish_by: date


@dataclass(frozen=True, slots=True)
class OrderStepRecord:
    """One step with a supervision order."""

    seq: int
    action: str
    by: str
    role: str
    at: datetime
    cause: str | None = None
    measures: str | None = None
    responsible: str | None = None
    until: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """A supervision order as this viewer is told of it, with its course where one order was asked for."""

    id: int
    number: str
    case_code: str
    unit: str
    light: str
    due_date: date | None
    required: str
    issued_on: date
    issued_at: datetime
    issued_by: str
    reply_by: date
    finish_by: date
    state: str
    year: int
    serial: int
    steps: tuple[OrderStepRecord, ...] = ()

    @property
    def last_reply(self) -> OrderStepRecord | None:
        """What its unit has answered last."""
        return next((one for one in reversed(self.steps) if one.action == "reply"), None)

    @property
    def overdue_days(self) -> int:
        """How many days the case was late when the order was issued."""
        return max(0, (self.issued_on - self.due_date).days) if self.due_date else 0


@dataclass(frozen=True, slots=True)
class InstructionStepRecord:
    """One step with an instruction."""

    seq: int
    action: str
    by: str
    role: str
    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True)
class InstructionRecord:
    """批示, with its course where one was asked for. ``unit`` None: to the centre's supervisors."""

    id: int
    case_code: str | None
    document: str | None
    period: str | None
    unit: str | None
    text: str
    reply_by: date
    state: str
    by: str
    at: datetime
    steps: tuple[InstructionStepRecord, ...] = ()
