"""What people and ledgers do to a case: every change of status passes through :func:`advance`.

The transition table is data (``TRANSITIONS``), row for row that of the workflow guide; :func:`advance`
is the only place that changes ``CaseRow.status``. A ledger's step (``auto``) is checked for its way
from → to only; a person's step also for who may take it and what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jiefen_lite import glossary
from jiefen_lite.errors import IllegalMove, NotAllowed
from jiefen_lite.shapes import OWN_MARK, Actor, CaseEventRow, CaseRow, Outcome, Role, Satisfaction, Status

S, R = Status, Role

#: 在办: taken in and not yet brought to a result.
IN_WORK = frozenset({S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.MEDIATING})
#: ``*`` of the guide: anything that is not at an end.
UNFINISHED = IN_WORK | {S.REGISTERED, S.SUSPENDED, S.SETTLED, S.FAILED, S.FEEDBACK_PENDING}
#: ``*`` of row 19: ledgers bring matters that have ended in both channels; they are one all the same.
MERGEABLE = UNFINISHED | {S.TRANSFERRED, S.WITHDRAWN, S.CLOSED, S.EVALUATED, S.ARCHIVED}
#: Statuses that stop the time light, because nothing is left to do for the unit.
ENDED = frozenset({S.NOT_ACCEPTED, S.WITHDRAWN, S.TRANSFERRED, S.CLOSED, S.EVALUATED, S.ARCHIVED, S.MERGED})


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: from where, by which action, to where, by whom, with what.

    ``target`` None: the status stays, or returns to where it was (``back``). ``required`` names the
    entries of ``data`` a person must give. ``ledger_only`` rows are for imports alone.
    """

    no: str
    action: str
    sources: frozenset[Status]
    target: Status | None
    who: frozenset[Role]
    required: tuple[str, ...] = ()
    back: bool = False
    ledger_only: bool = False
    expands: tuple[str, ...] = ()  # written as these steps, all at the same time


def _row(
    no: str,
    action: str,
    sources: frozenset[Status] | set[Status],
    target: Status | None,
    who: set[Role],
    *required: str,
    back: bool = False,
    ledger_only: bool = False,
    expands: tuple[str, ...] = (),
) -> Transition:
    return Transition(
        no, action, frozenset(sources), target, frozenset(who), required, back, ledger_only, expands
    )


_DESK = {R.INTAKE_CLERK, R.SUPERVISOR}

#: Workflow guide, section 3. Row 1 has no source: a case begins there.
TRANSITIONS: tuple[Transition, ...] = (
    _row("1", "register", set(), S.REGISTERED, {R.INTAKE_CLERK, R.HANDLER}, "channel"),
    _row("2", "accept", {S.REGISTERED}, S.ACCEPTED, _DESK),
    _row("3", "refuse", {S.REGISTERED}, S.NOT_ACCEPTED, {R.SUPERVISOR}, "reason", "told_options"),
    # An earlier ledger had the case as received, so it was taken in; the source has refused it since.
    _row("3L", "refuse", {S.ACCEPTED, S.DISPATCHED, S.SIGNED}, S.NOT_ACCEPTED, set(), ledger_only=True),
    _row("4", "dispatch", {S.ACCEPTED}, S.DISPATCHED, _DESK, "responsible_unit"),
    _row("5", "sign_receipt", {S.DISPATCHED}, S.SIGNED, {R.HANDLER}),
    _row("6", "return_case", {S.DISPATCHED, S.SIGNED}, S.ACCEPTED, {R.SUPERVISOR}, "reason"),
    _row("7", "start_mediation", {S.SIGNED}, S.MEDIATING, {R.HANDLER, R.MEDIATOR}, "consent"),
    _row("8", "record_mediation", {S.MEDIATING}, None, {R.MEDIATOR, R.HANDLER}, "record"),
    _row("9", "consult", IN_WORK, None, {R.SUPERVISOR}, "question"),
    _row("10", "whistle", IN_WORK, None, {R.SUPERVISOR, R.HANDLER}, "matter", "units"),
    _row("11", "settle", {S.MEDIATING}, S.SETTLED, {R.MEDIATOR}, "agreement_form"),
    _row("12", "fail", {S.MEDIATING}, S.FAILED, {R.MEDIATOR, R.HANDLER}, "told_options"),
    _row("13", "transfer", UNFINISHED, S.TRANSFERRED, {R.SUPERVISOR}, "target", "basis"),
    _row(
        "14",
        "submit_feedback",
        {S.SETTLED, S.FAILED, S.TRANSFERRED},
        S.FEEDBACK_PENDING,
        {R.HANDLER},
        "result",
        "contacted",
    ),
    # A ledger that says only 办结 tells no result: the guide (section 10) lets it wait for a person here.
    _row("14L", "submit_feedback", {S.MEDIATING}, S.FEEDBACK_PENDING, set(), ledger_only=True),
    _row("15", "approve", {S.FEEDBACK_PENDING}, S.CLOSED, {R.SUPERVISOR}, "told_party"),
    _row("16", "reject_feedback", {S.FEEDBACK_PENDING}, S.MEDIATING, {R.SUPERVISOR}, "reason"),
    _row("17", "evaluate", {S.CLOSED}, S.EVALUATED, _DESK, "satisfaction"),
    _row("18", "archive", {S.EVALUATED}, S.ARCHIVED, {R.HANDLER, R.INTAKE_CLERK}),
    _row("19", "merge", MERGEABLE, S.MERGED, {R.SUPERVISOR}, "master_case", "reason"),
    _row("20", "reopen", {S.CLOSED, S.EVALUATED, S.ARCHIVED}, S.MEDIATING, {R.SUPERVISOR}, "reason"),
    _row(
        "21a",
        "suspend",
        IN_WORK | {S.REGISTERED, S.SETTLED, S.FAILED},
        S.SUSPENDED,
        {R.SUPERVISOR},
        "reason",
        "until",
    ),
    _row("21b", "resume", {S.SUSPENDED}, None, {R.SUPERVISOR}, back=True),
    _row("22", "withdraw", UNFINISHED, S.WITHDRAWN, {R.INTAKE_CLERK, R.HANDLER}, "evidence"),
    _row(
        "23",
        "settle_on_spot",
        {S.REGISTERED},
        S.SETTLED,
        {R.HANDLER, R.INTAKE_CLERK, R.MEDIATOR},
        "result",
        expands=("accept", "dispatch", "sign_receipt", "start_mediation", "settle"),
    ),
    _row("24", "extend", {S.DISPATCHED, S.SIGNED, S.MEDIATING}, None, {R.SUPERVISOR}, "reason", "due_date"),
    _row("25", "submit", {S.DRAFT}, S.REGISTERED, {R.INTAKE_CLERK, R.HANDLER}),
    _row("26", "close_ended", {S.WITHDRAWN, S.NOT_ACCEPTED}, S.CLOSED, {R.SUPERVISOR}, "evidence"),
    _row("27", "transfer_back", {S.TRANSFERRED}, S.ACCEPTED, {R.SUPERVISOR}, "evidence"),
    _row("28", "unmerge", {S.MERGED}, None, {R.SUPERVISOR}, "reason", back=True),
    _row("29", "uphold_appeal", {S.NOT_ACCEPTED}, S.REGISTERED, {R.LEADER}, "reason"),
    _row(
        "30",
        "inform_options",
        {S.ACCEPTED, S.DISPATCHED, S.SIGNED},
        S.FAILED,
        {R.HANDLER, R.SUPERVISOR},
        "reason",
        "told_options",
    ),
)

#: Who may give all that is one person's to another.
HANDING = frozenset({R.SUPERVISOR, R.ADMIN, R.OPERATOR})
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


def register(
    case: CaseRow, actor: Actor, now: datetime, data: Mapping[str, Any], *, auto: bool
) -> CaseEventRow:
    """Row 1: a case begins. Its history starts with where it came from."""
    case.status = S.REGISTERED
    return _event(case, "register", None, S.REGISTERED, actor, case.registered_at, now, None, auto, data)


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
) -> list[CaseEventRow]:
    """Take one step with a case: check it, change the case, return what is to be stored with it.

    ``at`` is when it happened, ``now`` when it is recorded. Raises IllegalMove where the table has no
    such step from here (the sentence says what is possible), NotAllowed where the person may not.
    """
    before = case.status
    row = _BY_STEP.get((action, before))
    if row is None or (row.ledger_only and not auto):
        raise IllegalMove(_refusal(case, action))
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
                case, step, at=at, now=now, actor=actor, auto=True, reason=reason, data=details
            )
        ]
    due_before = case.due_date
    effect = _EFFECTS.get(action)
    if effect is not None:
        effect(case, at, details)
    if row.back:
        # a case that was suspended when it was merged comes back suspended, and knows where it stood before
        earlier = details.get("status_before")
        case.status = case.status_before or S.ACCEPTED
        case.status_before = Status(earlier) if earlier else None
    elif row.target is not None:
        case.status = row.target
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


def _refusal(case: CaseRow, action: str) -> str:
    possible = "、".join(glossary.label("action", name) for name in allowed(case.status)) or "没有"
    return (
        f"{case.case_code} 现在是“{glossary.label('status', case.status)}”，"
        f"不能“{glossary.label('action', action)}”。可以办的有：{possible}。"
    )


# --------------------------------------------------------------------------- what a step leaves on the case


def _accept(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.accepted_at = at
    if case.first_accepted_at is None:
        case.first_accepted_at = at


def _dispatch(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.dispatched_at = at
    case.dispatch_count += 1


def _sign(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.signed_at = at


def _return(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.return_count += 1


def _start(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    if case.first_contact_at is None:
        case.first_contact_at = at


def _settle(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.outcome = Outcome.RESOLVED
    case.agreement_form = data.get("agreement_form") or case.agreement_form
    if case.agreement_form and case.agreement_at is None:
        case.agreement_at = at.date()


def _fail(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.outcome = Outcome.COMPLETED_UNRESOLVED


def _transfer(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.outcome, case.ended_at = Outcome.TRANSFERRED, at


def _transfer_back(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.outcome = case.ended_at = None


def _feedback(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.feedback_submitted_at = at


def _reject(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    # A feedback that is sent back does not count: the light goes on running.
    case.feedback_submitted_at = None
    case.outcome = None


def _close(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.closed_at = at
    if data.get("outcome"):  # whoever approves a bare 办结 says how it ended
        case.outcome = Outcome(data["outcome"])


def _evaluate(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.evaluated_at = at
    value = data.get("satisfaction")
    case.satisfaction = Satisfaction(value) if value else None


def _withdraw(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.outcome, case.ended_at = Outcome.WITHDRAWN, at


def _refuse(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.outcome, case.ended_at = Outcome.NOT_ACCEPTED, at


def _uphold(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.outcome = case.ended_at = None


def _merge(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.status_before = case.status
    case.outcome, case.ended_at = Outcome.MERGED, at
    case.master_case = data.get("master_case")


def _unmerge(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    # Row 28: back to where it was, so also to how it had ended there; the step of the merge tells.
    case.outcome = Outcome(data["outcome"]) if data.get("outcome") else None
    case.ended_at = datetime.fromisoformat(data["ended_at"]) if data.get("ended_at") else None
    case.master_case = None


def _suspend(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.status_before = case.status


def _resume(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.suspended_days += int(data.get("days", 0))


def _reopen(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.reopen_count += 1
    case.feedback_submitted_at = case.closed_at = case.ended_at = case.outcome = None


def _extend(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.due_date = data["due_date"]
    if case.own is not None:  # what a person has granted holds for whoever looks
        case.own = replace(case.own, due_date=data["due_date"])


_EFFECTS: dict[str, Callable[[CaseRow, datetime, Mapping[str, Any]], None]] = {
    "accept": _accept,
    "dispatch": _dispatch,
    "sign_receipt": _sign,
    "return_case": _return,
    "start_mediation": _start,
    "settle": _settle,
    "fail": _fail,
    "inform_options": _fail,
    "transfer": _transfer,
    "transfer_back": _transfer_back,
    "submit_feedback": _feedback,
    "reject_feedback": _reject,
    "approve": _close,
    "close_ended": _close,
    "evaluate": _evaluate,
    "withdraw": _withdraw,
    "refuse": _refuse,
    "uphold_appeal": _uphold,
    "merge": _merge,
    "unmerge": _unmerge,
    "suspend": _suspend,
    "resume": _resume,
    "reopen": _reopen,
    "extend": _extend,
}
