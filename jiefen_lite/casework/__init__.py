"""What people and ledgers do to a case: every change of status passes through :func:`advance`.

The transition table is data (``table.py``), row for row that of the workflow guide; :func:`advance` is the
only place that changes ``CaseRow.status``. A ledger's step (``auto``) is checked for its way from → to
only; a person's step also for who may take it and what it needs. What people need beyond the table, and
the pages for it, is in ``jiefen_lite/moving``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from jiefen_lite import glossary
from jiefen_lite.casework.effects import EFFECTS
from jiefen_lite.casework.table import MERGEABLE, TRANSITIONS, Transition
from jiefen_lite.errors import IllegalMove, NotAllowed
from jiefen_lite.shapes import OWN_MARK, Actor, CaseEventRow, CaseRow, Role, Status

__all__ = [
    "HANDING",
    "LEDGER",
    "MERGEABLE",
    "PERSONS",
    "TRANSITIONS",
    "Transition",
    "advance",
    "allowed",
    "hand_over",
    "note",
    "register",
    "row_of",
]

#: Who may give all that is one person's to another.
HANDING = frozenset({Role.SUPERVISOR, Role.ADMIN, Role.OPERATOR})
#: The fields of a case that name who deals with it.
PERSONS = ("handler", "mediator")

_BY_STEP: dict[tuple[str, Status], Transition] = {
    (row.action, source): row for row in TRANSITIONS for source in row.sources
}

LEDGER = Actor("system", "system")


def allowed(status: Status) -> tuple[str, ...]:
    """The actions that lead on from ``status``, in the order of the table."""
    return tuple(
        dict.fromkeys(row.action for row in TRANSITIONS if status in row.sources and not row.ledger_only)
    )


def row_of(action: str, status: Status) -> Transition | None:
    """The row of the table for a person's step from here, None where there is none."""
    row = _BY_STEP.get((action, status))
    return None if row is None or row.ledger_only else row


def register(
    case: CaseRow, actor: Actor, now: datetime, data: Mapping[str, Any], *, auto: bool
) -> CaseEventRow:
    """Row 1: a case begins. Its history starts with where it came from."""
    case.status = Status.REGISTERED
    return _event(case, "register", None, Status.REGISTERED, actor, case.registered_at, now, None, auto, data)


def advance(
    case: CaseRow,
    action: str,
    *,
    at: datetime,
    now: datetime,
    actor: Actor,
    roles: frozenset[Role] = frozenset(),
    auto: bool = False,
    reason: str | None = None,
    data: Mapping[str, Any] | None = None,
    renew: Callable[[CaseRow], object] | None = None,
) -> list[CaseEventRow]:
    """Take one step with a case: check it, change the case, return what is to be stored with it.

    ``at`` is when it happened, ``now`` when it is recorded; ``renew`` computes the due dates anew where the
    step has to do with them, before the event tells of them. Raises IllegalMove where the table has no
    such step from here (the sentence says what is possible), NotAllowed where the person may not.
    """
    before = case.status
    row = _BY_STEP.get((action, before))
    if row is None or (row.ledger_only and not auto):
        raise IllegalMove(refusal(case, action))
    details = data or {}
    if not auto:
        if not roles & row.who:
            raise NotAllowed(
                f"“{glossary.label('action', action)}”由"
                f"{'、'.join(sorted(glossary.label('role', role) for role in row.who))}办理。"
            )
        missing = [name for name in row.required if not (reason if name == "reason" else details.get(name))]
        if missing:
            raise IllegalMove(
                f"还缺：{'、'.join(glossary.label('field', name) for name in missing)}。请补齐后再办。"
            )
    if row.expands:
        return [
            event
            for step in row.expands
            for event in advance(
                case, step, at=at, now=now, actor=actor, auto=True, reason=reason, data=details, renew=renew
            )
        ]
    due_before = case.due_date
    effect = EFFECTS.get(action)
    if effect is not None:
        effect(case, at, details)
    if row.back:
        # a case that was suspended when it was merged comes back suspended, and knows where it stood before
        earlier = details.get("status_before")
        case.status = case.status_before or Status.ACCEPTED
        case.status_before = Status(earlier) if earlier else None
    elif row.target is not None:
        case.status = row.target
    if renew is not None:
        renew(case)
    if not auto:
        case.by_hand = (*case.by_hand, action)
    return [_event(case, action, before, case.status, actor, at, now, reason, auto, details, due_before)]


def note(
    case: CaseRow,
    action: str,
    actor: Actor,
    now: datetime,
    *,
    reason: str | None,
    auto: bool,
    data: Mapping[str, Any],
    due_before: Any = None,
) -> CaseEventRow:
    """An event that changes fields but not the status: a correction by a person, an update by a ledger."""
    return _event(case, action, case.status, case.status, actor, now, now, reason, auto, data, due_before)


def hand_over(
    case: CaseRow,
    giver: str,
    receiver: str,
    *,
    actor: Actor,
    roles: frozenset[Role],
    reason: str,
    now: datetime,
) -> CaseEventRow:
    """What is ``giver``'s in a case becomes ``receiver``'s; where it stands does not change.

    Beside the table: a person leaves, the case goes on. Later ledgers do not bring the old name back.
    """
    if not roles & HANDING:
        raise NotAllowed("交接由管理员或督办岗办理。")
    if not reason.strip():
        raise IllegalMove("还缺：理由。请补齐后再办。")
    his = [name for name in PERSONS if getattr(case, name) == giver]
    for name in his:
        setattr(case, name, receiver)
    case.person_fields = tuple(dict.fromkeys([*case.person_fields, *his]))
    data = {name: [giver, receiver] for name in his}
    return note(case, "hand_over", actor, now, reason=reason, auto=False, data=data, due_before=case.due_date)


def _event(
    case: CaseRow,
    action: str,
    before: Status | None,
    after: Status,
    actor: Actor,
    at: datetime,
    now: datetime,
    reason: str | None,
    auto: bool,
    data: Mapping[str, Any],
    due_before: Any = None,
) -> CaseEventRow:
    case.event_count += 1
    if case.own is not None:
        due = case.own.due_date
        data = {**data, OWN_MARK: {**data.get(OWN_MARK, {}), "due": due.isoformat() if due else None}}
    return CaseEventRow(
        case.id,
        case.event_count,
        action,
        before,
        after,
        actor,
        at,
        now,
        reason,
        auto,
        due_before,
        case.due_date,
        data,
    )


def refusal(case: CaseRow, action: str) -> str:
    """Why a step is not possible from here, and which are."""
    possible = "、".join(glossary.label("action", name) for name in allowed(case.status)) or "没有"
    return (
        f"{case.case_code} 现在是“{glossary.label('status', case.status)}”，"
        f"不能“{glossary.label('action', action)}”。可以办的有：{possible}。"
    )
