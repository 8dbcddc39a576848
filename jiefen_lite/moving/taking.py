"""Taking one step: one transaction from reading the case again to its events and the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from jiefen_lite import casework, clocks, glossary, originals
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.intake.build import units_of
from jiefen_lite.moving import dispatching, telling
from jiefen_lite.moving.acts import ACTS, Act, Bar
from jiefen_lite.moving.entries import Raw, Values, read
from jiefen_lite.moving.scene import DISPATCHES, Scene, Whose, load
from jiefen_lite.shapes import Actor, CaseEventRow, CaseRow, Role, Status, Viewer
from jiefen_lite.store import audit, requests, rewriting
from jiefen_lite.store.requests import RequestRecord

#: Entries that stand beside the event's data, or only confirm that somebody has looked; what a party said
#: of its case is kept encrypted with the rating.
_NOT_DATA = ("reason", "in_scope", "checked", "complete", "signed", "said")


class Overtaken(IllegalMove):
    """Somebody else has acted on the case since this person has seen it."""


class Incomplete(JiefenError):
    """What was filled in is not enough, or cannot be; one sentence for each."""

    http_status = 422


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step came to: the events it wrote, and who has to agree first where it only was asked for."""

    case_code: str
    action: str
    status: Status
    events: tuple[CaseEventRow, ...]
    waits_for: Role | None = None
    due: date | None = None


def move(
    house: House,
    viewer: Viewer,
    case_code: str,
    action: str,
    entries: Raw,
    now: datetime,
    *,
    seen: int | None = None,
) -> Moved:
    """Take one step with a case, or ask for it where others have to agree.

    ``entries`` as a form gives them; ``seen``: how many events the case had when the person looked.
    Raises NotFound outside this viewer's scope, Overtaken where somebody was quicker, NotAllowed where he
    may not, IllegalMove where the table or a limit has no such step now, Incomplete where something is
    missing. All or nothing.
    """
    act = known(action)
    with house.store.writing():
        scene = reading(house, viewer, case_code, now)
        check_seen(scene, seen)
        check(scene, act)
        if act.chain and not scene.roles(act.whose) & act.alone:
            return _ask(scene, act, entries)
        return take(scene, act, entries)


def known(action: str) -> Act:
    """The step of that name. Raises NotFound where there is none."""
    act = ACTS.get(action)
    if act is None:
        raise NotFound("没有这一步，请回到案件，从“下一步”里选。")
    return act


def reading(
    house: House, viewer: Viewer, case_code: str, now: datetime, request: RequestRecord | None = None
) -> Scene:
    """The case as it stands, before this person. Raises NotFound."""
    scene = load(house, viewer, case_code, now)
    scene.request = request
    return scene


def check_seen(scene: Scene, seen: int | None) -> None:
    """Refuse where the case is not as the person has seen it. Raises Overtaken."""
    if seen is None or seen == scene.case.event_count:
        return
    last = scene.history[-1] if scene.history else None
    if last is None:
        raise Overtaken("这一件刚刚有变化，没有再办。", "请打开案件看过再办。")
    by_itself = "系统" if last.data.get("way") == "unrated" else "台账"
    who = last.actor if not last.auto else by_itself
    raise Overtaken(
        f"{who} 在 {last.recorded_at:%m-%d %H:%M} 刚办了“{glossary.label('action', last.action)}”，"
        f"这一件现在是“{glossary.label('status', scene.case.status)}”，您这一次没有再办。",
        "请看过现在的情况再办。",
    )


def check(scene: Scene, act: Act) -> None:
    """Refuse what this person may not do here, or what cannot be done now."""
    row = casework.row_of(act.action, scene.case.status)
    if row is None:
        raise IllegalMove(casework.refusal(scene.case, act.action))
    may = takers(scene, act)
    if not scene.roles(act.whose) & may:
        raise NotAllowed(*_not_his(scene, act, may))
    if act.chain and act.action in scene.waiting:
        raise IllegalMove(f"这一件已经有“{glossary.label('action', act.action)}”的申请在等答复。")
    fault = first_of(act.rights, scene)
    if fault is not None:
        raise NotAllowed(fault)
    fault = first_of(act.bars, scene)
    if fault is not None:
        raise IllegalMove(fault)


def takers(scene: Scene, act: Act) -> frozenset[Role]:
    """Who may begin a step: whoever asks for it, or whom the table names."""
    if act.chain:
        return act.asks | act.alone
    row = casework.row_of(act.action, scene.case.status)
    return row.who if row is not None else frozenset()


def first_of(bars: Sequence[Bar], scene: Scene) -> str | None:
    """The first reason why a step cannot be taken, None where there is none."""
    return next((fault for fault in (bar(scene) for bar in bars) if fault is not None), None)


def _not_his(scene: Scene, act: Act, may: frozenset[Role]) -> tuple[str, ...]:
    names = "、".join(glossary.ROLES[role] for role in Role if role in may)
    word = glossary.label("action", act.action)
    verb = "提出" if act.chain else "办理"
    if not scene.viewer.roles & may:
        return (f"“{word}”由{names}{verb}。",)
    if Role.MEDIATOR in scene.viewer.roles & may and scene.case.mediator:
        return (f"“{word}”由这一件的调解员 {scene.case.mediator} 办理。",)
    whose = scene.case.responsible_unit or "中心"
    if act.whose is Whose.ASSISTING:
        return (f"“{word}”由协办单位的{names}{verb}。",)
    return (f"这一件由{whose}主办，“{word}”由主办单位的{names}{verb}。",)


def take(scene: Scene, act: Act, entries: Raw) -> Moved:
    """Do it and save it (inside a write; who may has been checked)."""
    values = filled(scene, act, entries)
    had_it = units_of(scene.case)
    events = advance(scene, act, values, scene.roles(act.whose))
    store, case = scene.house.store, scene.case
    rewriting.save_case(
        store,
        case,
        events,
        decisions=scene.decisions,
        replace_decisions=[one.decision for one in scene.decisions],
        units=units_of(case) if units_of(case) != had_it else None,  # who may see it only changes hands
        rule_set=scene.house.rule_set(scene.now),
    )
    if act.action in DISPATCHES:
        dispatching.remember(scene, values)
    act.keeps(scene, values)
    if scene.request is not None:
        requests.settle(store, scene.viewer, scene.request.id, requests.APPROVED, scene.now)
    possible = casework.allowed(case.status)
    requests.lapse(store, scene.viewer, case.id, scene.now, kept=possible)
    telling.taken(scene, act.action)
    audit.record(
        store,
        scene.viewer,
        "move",
        case.case_code,
        now=scene.now,
        detail={"action": act.action, "seq": case.event_count},
    )
    originals.follow(scene.house, scene.now, case.id)
    return Moved(case.case_code, act.action, case.status, tuple(events), None, scene.due()[0])


def filled(scene: Scene, act: Act, entries: Raw) -> Values:
    """What was filled in, clean. Raises Incomplete with a sentence for each fault."""
    values, faults = read(act.entries, scene, entries)
    faults = faults or act.faults(scene, values)
    if faults:
        raise Incomplete(*faults)
    return values


def advance(scene: Scene, act: Act, values: Values, roles: frozenset[Role]) -> list[CaseEventRow]:
    """Change the case in hand along the table, as somebody with these roles; saves nothing."""
    case, now = scene.case, scene.now
    row = casework.row_of(act.action, case.status)
    who = row.who if row is not None else roles  # without a row the table refuses
    fitting = [one for one in (scene.answers_as, *Role) if one in roles & who]
    role = next((one for one in fitting if one is not None), next(iter(roles), Role.OPERATOR))
    whom = scene.acting_for(role)  # as long as it is known whose the case was
    act.change(scene, values)
    at = now
    if "returned_on" in values:
        day = date.fromisoformat(values["returned_on"])
        at = now if day == now.date() else datetime.combine(day, time())
    data: dict[str, Any] = {name: value for name, value in values.items() if name not in _NOT_DATA}
    data |= whom
    if scene.request is not None:
        data["proposed_by"] = scene.request.proposed_by
    events = casework.advance(
        case,
        act.action,
        at=at,
        now=now,
        actor=scene.actor(role),
        roles=roles,
        reason=values.get("reason"),
        data=data,
        renew=_renewing(scene) if act.clock or scene.renews else None,
    )
    if not act.sealed:
        return events
    return [one._replace(data=_open_words(one.data, act)) for one in events]


def _open_words(data: Mapping[str, Any], act: Act) -> dict[str, Any]:
    """What the history may tell of a step: not what is kept encrypted beside the case."""
    return {name: value for name, value in data.items() if name not in act.sealed}


def _renewing(scene: Scene) -> Any:
    def renew(case: CaseRow) -> None:
        due = clocks.renew(scene.house, case)
        scene.decisions = [one for one in scene.decisions if one.decision != "due"] + list(due)

    return renew


def rehearse(scene: Scene, act: Act, values: Values) -> CaseRow:
    """The case as it would be once all have agreed; what is in hand stays as it is."""
    trial = replace(scene, case=replace(scene.case), decisions=[], renews=False)
    advance(trial, act, dict(values), frozenset(Role))
    return trial.case


def _ask(scene: Scene, act: Act, entries: Raw) -> Moved:
    """Ask for a step: it is noted in the history, and moves nothing until others agree."""
    values = filled(scene, act, entries)
    steps = chain(scene, act)
    if not steps:  # the unit has nobody who could look at it
        return take(scene, act, entries)
    store, case, now = scene.house.store, scene.case, scene.now
    mine = scene.roles(act.whose)
    role = next(one for one in Role if one in mine & act.asks)
    event = told(scene, "propose", scene.actor(role), values, act)
    rewriting.save_case(store, case, [event])
    requests.add(store, scene.viewer, case.id, act.action, _plain(act, entries), now)
    telling.asked(scene, act.action, steps[0])
    detail = {"action": act.action, "seq": case.event_count}
    audit.record(store, scene.viewer, "propose", case.case_code, now=now, detail=detail)
    return Moved(case.case_code, act.action, case.status, (event,), steps[0], scene.due()[0])


def chain(scene: Scene, act: Act) -> tuple[Role, ...]:
    """Who has to agree, one after the other: a unit without a leader has nobody to look at it first."""
    unit = scene.request.unit if scene.request is not None else scene.viewer.unit
    return tuple(one for one in act.chain if one is not Role.UNIT_LEADER or scene.leaders(unit))


def told(scene: Scene, action: str, actor: Actor, values: Mapping[str, Any], act: Act) -> CaseEventRow:
    """What the history tells of a step that was asked for, or of an answer."""
    data = {name: value for name, value in values.items() if name not in _NOT_DATA}
    data |= scene.acting_for(Role(actor.role))
    return casework.note(
        scene.case,
        action,
        actor,
        scene.now,
        reason=values.get("reason"),
        auto=False,
        data={"action": act.action, **data},
        due_before=scene.case.due_date,
    )


def _plain(act: Act, entries: Raw) -> dict[str, Any]:
    """What was filled in for this step, and nothing else that was sent."""
    kept: dict[str, Any] = {}
    for entry in act.entries:
        said = entries.get(entry.name, "")
        kept[entry.name] = said if isinstance(said, str) else list(said)
    return kept
