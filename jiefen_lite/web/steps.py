"""The six steps of the closed loop as a case's page shows them: which are done, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jiefen_lite.shapes import CaseRecord, EventRecord, Light, Status

#: 督办 goes alongside: it is lit where there was any, or where the light is red.
NAMES = ("受理", "分流", "调解", "督办", "反馈", "评价")
_SUPERVISED = {"supervise", "rectify", "urge"}
_HERE = {
    Status.DRAFT: "受理",
    Status.REGISTERED: "受理",
    Status.ACCEPTED: "分流",
    Status.DISPATCHED: "分流",
    Status.SIGNED: "调解",
    Status.MEDIATING: "调解",
    Status.SUSPENDED: "调解",
    Status.SETTLED: "反馈",
    Status.FAILED: "反馈",
    Status.FEEDBACK_PENDING: "反馈",
    Status.CLOSED: "评价",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six; ``state``: done, here, open, or beside (督办 where there was none)."""

    name: str
    state: str
    at: datetime | None
    words: str


def steps(case: CaseRecord, history: Sequence[EventRecord], light: Light | None) -> list[Step]:
    """受理—分流—调解—督办—反馈—评价 of one case."""
    here = _HERE.get(case.status)
    begun = _last(history, "start_mediation") or _last(history, "settle", "fail", "inform_options")
    done = {
        "受理": case.accepted_at,
        "分流": case.signed_at if case.status is not Status.ACCEPTED else None,
        "调解": begun if case.status not in (Status.ACCEPTED, Status.DISPATCHED, Status.SIGNED) else None,
        "反馈": case.closed_at,
        "评价": case.evaluated_at,
    }
    found = []
    for name in NAMES:
        if name == "督办":
            found.append(_supervised(history, light))
        elif name == here:
            found.append(Step(name, "here", None, "正在这一步"))
        elif done[name] is not None:
            found.append(Step(name, "done", done[name], "已完成"))
        else:
            found.append(Step(name, "open", None, "还没有到" if here else "没有走到"))
    return found


#: Whose turn it is with a case, for whoever has no step to take himself; ``{unit}``: who deals with it.
_TURN = {
    Status.REGISTERED: "现在等中心受理。",
    Status.ACCEPTED: "现在等中心分流。",
    Status.DISPATCHED: "现在等{unit}签收。",
    Status.SIGNED: "现在等{unit}联系当事人、开始调解。",
    Status.MEDIATING: "现在由{unit}调解。",
    Status.SUSPENDED: "现在中止，等{unit}恢复办理。",
    Status.SETTLED: "现在等{unit}报结。",
    Status.FAILED: "现在等{unit}报结。",
    Status.TRANSFERRED: "已经移送，由接收的机关办理。",
    Status.FEEDBACK_PENDING: "现在等督办岗审核。",
    Status.CLOSED: "现在等当事人评价，窗口可以代录。",
    Status.EVALUATED: "现在等归档。",
}


def turn(case: CaseRecord) -> str:
    """Who is to act next; empty where nobody is."""
    return _TURN.get(case.status, "").format(unit=case.responsible_unit or "主办单位")


def _supervised(history: Sequence[EventRecord], light: Light | None) -> Step:
    at = _last(history, *_SUPERVISED)
    if at is not None:
        return Step("督办", "done", at, "有督办")
    if light is Light.RED:
        return Step("督办", "here", None, "已超期")
    return Step("督办", "beside", None, "没有督办")


def _last(history: Sequence[EventRecord], *actions: str) -> datetime | None:
    return next((one.occurred_at for one in reversed(history) if one.action in actions), None)
