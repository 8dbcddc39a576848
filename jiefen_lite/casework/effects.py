"""What each step leaves on the case, beside its status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jiefen_lite.shapes import CaseRow, ClockState, Outcome, Pause, Satisfaction, Status

Effect = Callable[[CaseRow, datetime, Mapping[str, Any]], None]


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


def _contact(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
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
    _clock_goes_on(case, at)
    case.outcome, case.ended_at = Outcome.TRANSFERRED, at


def _transfer_back(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    # The centre's clock stood while another authority had the case, and goes on from the day it is back.
    if case.ended_at is not None and at.date() > case.ended_at.date():
        _stand(case, Pause(case.ended_at.date(), at.date(), suspended=False))
    case.outcome = case.ended_at = None


def _feedback(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.feedback_submitted_at = at


def _reject(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    # A feedback that is sent back does not count: the light goes on running.
    case.feedback_submitted_at = None
    case.outcome = case.ended_at = None


def _close(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.closed_at = at
    if data.get("outcome"):  # whoever approves a bare 办结 says how it ended
        case.outcome = Outcome(data["outcome"])


def _evaluate(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    case.evaluated_at = at
    value = data.get("satisfaction")
    case.satisfaction = Satisfaction(value) if value else None


def _withdraw(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    _clock_goes_on(case, at)
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
    """The centre's clock stands until the day that was granted, or until somebody resumes before."""
    case.status_before = case.status
    until = date.fromisoformat(data["until"])
    _stand(case, Pause(at.date(), until, suspended=True, statutory=bool(data.get("statutory"))))


def _resume(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    _clock_goes_on(case, at)


def _reopen(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    """A new limit from this day on; when the case was first taken in, and all that happened, stays."""
    case.reopen_count += 1
    case.feedback_submitted_at = case.closed_at = case.ended_at = case.outcome = None
    case.evaluated_at = case.satisfaction = None
    case.clock_state = ClockState(restarted_on=at.date())


def _extend(case: CaseRow, at: datetime, data: Mapping[str, Any]) -> None:
    state, days = case.clock_state or ClockState(), int(data["days"])
    if data.get("clock") == "statutory":
        case.clock_state = replace(state, statutory_days=state.statutory_days + days)
    else:
        case.clock_state = replace(state, center_days=state.center_days + days)


def _stand(case: CaseRow, pause: Pause) -> None:
    state = case.clock_state or ClockState()
    case.clock_state = replace(state, pauses=(*state.pauses, pause))


def _clock_goes_on(case: CaseRow, at: datetime) -> None:
    """A suspension ends: on this day, or on the day that was granted where that is over."""
    state = case.clock_state
    if case.status != Status.SUSPENDED or state is None or not state.pauses:
        return
    *earlier, pause = state.pauses
    ended = pause._replace(last=max(pause.first, min(pause.last, at.date())))
    case.clock_state = replace(state, pauses=(*earlier, ended))
    case.suspended_days += (ended.last - ended.first).days


EFFECTS: dict[str, Effect] = {
    "accept": _accept,
    "dispatch": _dispatch,
    "sign_receipt": _sign,
    "return_case": _return,
    "adjudicate_owner": _dispatch,
    "first_contact": _contact,
    "start_mediation": _contact,
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
