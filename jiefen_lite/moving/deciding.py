"""Answering what was asked for: agreeing (the last who does takes the step), refusing, taking back."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite import casework, glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed
from jiefen_lite.moving import taking, telling
from jiefen_lite.moving.acts import Act
from jiefen_lite.moving.scene import Scene, Whose
from jiefen_lite.moving.taking import Moved
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, requests, rewriting

AGREE, REFUSE, TAKE_BACK = "agree", "refuse", "take_back"


def answer(
    house: House,
    viewer: Viewer,
    case_code: str,
    request_id: int,
    said: str,
    reason: str,
    now: datetime,
    *,
    seen: int | None = None,
) -> Moved:
    """Answer a request: ``said`` is agree, refuse or take_back; a refusal has its reason.

    Raises as :func:`moving.move` does. The last who agrees takes the step, with everything checked again.
    """
    with house.store.writing():
        request = requests.get(house.store, viewer, case_code, request_id)
        scene = taking.reading(house, viewer, case_code, now, request)
        taking.check_seen(scene, seen)
        act = taking.known(request.action)
        if not request.is_open:
            raise IllegalMove(f"这项申请{glossary.label('request_state', request.state)}，不用再答复。")
        if said == TAKE_BACK:
            return _take_back(scene, act)
        role = _check_answerer(scene, act)
        if said == REFUSE:
            if not reason.strip():
                raise taking.Incomplete("不同意的请写明理由。")
            return _settle(scene, act, role, "decline", requests.DECLINED, reason.strip())
        if said != AGREE:
            raise taking.Incomplete("请选同意或者不同意。")
        steps = taking.chain(scene, act)
        scene.answers_as = role
        if role is not steps[-1]:
            return _endorse(scene, act, role, steps[-1], reason.strip())
        return _do(scene, act)


def turn(scene: Scene, act: Act) -> Role | None:
    """Whose yes a request waits for now, None where nobody is left to ask."""
    steps = taking.chain(scene, act)
    if not steps:
        return None
    request = scene.request
    return steps[-1] if request is None or request.state == requests.ENDORSED else steps[0]


def may_answer(scene: Scene, act: Act) -> bool:
    """Whether this person is the one who has to answer."""
    waits_for = turn(scene, act)
    request = scene.request
    assert request is not None
    if waits_for is None or waits_for not in _roles(scene):
        return False
    if request.proposed_by == scene.viewer.name:
        return _is_alone(scene, waits_for)
    # nobody has his own application answered by who stands in for him
    return any(one != request.proposed_by for one in scene.as_whom(waits_for))


def _roles(scene: Scene) -> frozenset[Role]:
    """As what somebody answers: the leader of the unit that asked, whichever it is."""
    assert scene.request is not None
    held = set(scene.roles())
    if scene.viewer.unit is not None and scene.viewer.unit == scene.request.unit:
        held |= scene.roles(Whose.ASSISTING)
    return frozenset(held)


def _is_alone(scene: Scene, role: Role) -> bool:
    """Nobody else there could answer: then one person asks and agrees, and the history shows it.

    A unit's leader who is away and for whom this very person stands in is nobody else: the centre looks at
    what his unit reports all the same. At the centre the second pair of eyes is waited for.
    """
    absent = set(scene.as_whom(role)) if role is Role.UNIT_LEADER else set()
    unit = scene.request.unit if scene.request is not None and role is Role.UNIT_LEADER else None
    others = [
        one
        for one in scene.accounts
        if role in one.roles
        and one.name not in absent | {scene.viewer.name}
        and (unit is None or one.unit == unit)
    ]
    return not others


def _check_answerer(scene: Scene, act: Act) -> Role:
    waits_for = turn(scene, act)
    if may_answer(scene, act) and waits_for is not None:
        return waits_for
    if waits_for is not None and waits_for in _roles(scene):
        raise NotAllowed(f"您自己提出的申请，由另一位{glossary.ROLES[waits_for]}答复。")
    who = glossary.ROLES[waits_for] if waits_for is not None else glossary.ROLES[Role.SUPERVISOR]
    raise NotAllowed(f"这项申请由{who}答复。")


def _do(scene: Scene, act: Act) -> Moved:
    """Take the step with what was filled in, everything checked as of now."""
    request = scene.request
    assert request is not None
    row = casework.row_of(act.action, scene.case.status)
    if row is None:
        raise IllegalMove(casework.refusal(scene.case, act.action))
    fault = taking.first_of((*act.rights, *act.bars), scene)
    if fault is not None:
        raise IllegalMove(fault)
    raw = requests.entries_of(scene.house.store, scene.viewer, request.id)
    return taking.take(scene, act, raw)


def _endorse(scene: Scene, act: Act, role: Role, following: Role, reason: str) -> Moved:
    request = scene.request
    assert request is not None
    values = {"reason": reason} if reason else {}
    event = taking.told(scene, "endorse", scene.actor(role), values, act)
    rewriting.save_case(scene.house.store, scene.case, [event])
    requests.endorse(scene.house.store, scene.viewer, request.id, scene.now)
    telling.asked(scene, act.action, following)
    _audit(scene, act, "endorse")
    return Moved(scene.case.case_code, act.action, scene.case.status, (event,), following)


def _take_back(scene: Scene, act: Act) -> Moved:
    request = scene.request
    assert request is not None
    if request.proposed_by not in scene.names:
        raise NotAllowed("这项申请由提出的人撤回。")
    held = scene.roles(act.whose) or scene.viewer.roles
    role = next(one for one in Role if one in held)
    return _settle(scene, act, role, "take_back", requests.TAKEN_BACK, "")


def _settle(scene: Scene, act: Act, role: Role, action: str, state: str, reason: str) -> Moved:
    request = scene.request
    assert request is not None
    values = {"reason": reason} if reason else {}
    event = taking.told(scene, action, scene.actor(role), values, act)
    rewriting.save_case(scene.house.store, scene.case, [event])
    requests.settle(scene.house.store, scene.viewer, request.id, state, scene.now, reason or None)
    telling.answered(scene, act.action, state == requests.DECLINED)
    _audit(scene, act, action)
    return Moved(scene.case.case_code, act.action, scene.case.status, (event,))


def _audit(scene: Scene, act: Act, what: str) -> None:
    detail = {"action": act.action, "seq": scene.case.event_count}
    audit.record(scene.house.store, scene.viewer, what, scene.case.case_code, now=scene.now, detail=detail)
