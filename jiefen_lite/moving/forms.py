"""What a page shows of the steps: which are open to somebody, the form of one, what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from jiefen_lite import casework, clocks, glossary
from jiefen_lite.desk import House
from jiefen_lite.moving import deciding, dispatching, taking
from jiefen_lite.moving.acts import ACTS, Act
from jiefen_lite.moving.entries import Entry, Kind, Raw, given, read
from jiefen_lite.moving.scene import DISPATCHES, Scene
from jiefen_lite.shapes import CaseRow, Clock, Complexity, Decision, Role, Viewer
from jiefen_lite.store.requests import RequestRecord


@dataclass(frozen=True, slots=True)
class Offer:
    """One step that this person may take now, or ask for; ``at_once``: nothing has to be filled in."""

    action: str
    label: str
    told: str
    at_once: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """All steps: the usual next one, the others, and those that are barred, with the reason."""

    first: Offer | None
    others: tuple[Offer, ...]
    closed: tuple[tuple[str, str], ...]
    seen: int


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form with its choices and what stands in it."""

    name: str
    label: str
    kind: Kind
    required: bool
    hint: str
    choices: tuple[tuple[str, str], ...]
    value: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one step: what it does, what it asks, what it changes of the due date, who has to agree."""

    action: str
    label: str
    told: str
    button: str
    fields: tuple[Field, ...]
    effects: tuple[str, ...]
    agree: tuple[str, ...]
    seen: int
    can_look: bool  # the due date hangs on what is filled in: it can be looked at before saving
    proposal: Decision | None  # of a dispatch: what the rules propose, and why


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step that was asked for, as its page shows it."""

    request: RequestRecord
    label: str
    lines: tuple[tuple[str, str], ...]
    waits_for: str
    effect: str  # on the due date, for whoever decides
    may_answer: bool
    may_take_back: bool


def offers(house: House, viewer: Viewer, case_code: str, now: datetime) -> tuple[Offers, tuple[Waiting, ...]]:
    """What this person may do with a case now, and what was asked for in it. Raises NotFound."""
    scene = taking.reading(house, viewer, case_code, now)
    open_to: list[Offer] = []
    closed: list[tuple[str, str]] = []
    firsts: list[Offer] = []
    for act in ACTS.values():
        if casework.row_of(act.action, scene.case.status) is None or act.action in scene.waiting:
            continue
        mine = scene.roles(act.whose)
        if not mine & taking.takers(scene, act) or taking.first_of(act.rights, scene) is not None:
            continue
        fault = taking.first_of(act.bars, scene)
        asks = bool(act.chain) and not mine & act.alone and bool(taking.chain(scene, act))
        label = asking(act) if asks else glossary.label("action", act.action)
        if fault is not None:
            closed.append((label, fault))
            continue
        offer = Offer(act.action, label, act.told, not act.entries)
        is_first = act.first or scene.case.status in act.first_at
        (firsts if is_first and not firsts else open_to).append(offer)
    first = firsts[0] if firsts else next((one for one in open_to if ACTS[one.action].first_else), None)
    if first is not None and first in open_to:
        open_to.remove(first)
    found = Offers(first, tuple(open_to), tuple(closed), scene.case.event_count)
    return found, tuple(_waiting(scene, one) for one in scene.requests)


def order_of(action: str) -> tuple[str, ...]:
    """The names of what a step asks for, in the order of its form; nothing for what is no step of people."""
    return tuple(one.name for one in ACTS[action].entries) if action in ACTS else ()


def asking(act: Act) -> str:
    """What it is called to ask for a step: 申请延期; what the unit agrees to itself is no application."""
    label = glossary.label("action", act.action)
    return label if label.startswith("请") or act.chain[-1] is not Role.SUPERVISOR else f"申请{label}"


def form(
    house: House,
    viewer: Viewer,
    case_code: str,
    action: str,
    now: datetime,
    *,
    typed: Raw | None = None,
) -> Form:
    """The form of one step, with what was typed or what is known. Raises as :func:`move` does."""
    scene = taking.reading(house, viewer, case_code, now)
    act = taking.known(action)
    taking.check(scene, act)
    standing = typed if typed is not None else given(act.entries, scene)
    fields = tuple(_field(one, scene, act, standing) for one in act.entries if one.when(scene))
    alone = scene.roles(act.whose) & act.alone
    steps = () if alone else taking.chain(scene, act)
    suggested = dispatching.proposal(scene).decision if action in DISPATCHES else None
    label = asking(act) if steps else glossary.label("action", action)
    button = label if not steps else "提出申请" if steps[-1] is Role.SUPERVISOR else "提交审核"
    return Form(
        action,
        label,
        act.told,
        button,
        fields,
        tuple(_effects(scene, act, standing)),
        tuple(glossary.ROLES[role] for role in steps),
        scene.case.event_count,
        any(one.kind is Kind.DAY for one in act.entries) and act.clock,
        suggested,
    )


def _field(entry: Entry, scene: Scene, act: Act, standing: Raw) -> Field:
    said = standing.get(entry.name, "")
    chosen = (said,) if isinstance(said, str) else tuple(said)
    choices = tuple(entry.choices(scene)) if entry.choices is not None else ()
    if act.action == "extend" and entry.name == "days":
        choices = tuple((days, f"{name}，到期日 {_extended(scene, act, days)}") for days, name in choices)
    return Field(
        entry.name,
        entry.label,
        entry.kind,
        entry.required,
        entry.hint,
        choices,
        chosen[0] if chosen else "",
        chosen,
    )


def _extended(scene: Scene, act: Act, days: str) -> date | None:
    return scene.due(taking.rehearse(scene, act, {"days": days, "reason": "-", "told_party": "-"}))[0]


def _effects(scene: Scene, act: Act, standing: Raw) -> list[str]:
    """What the step changes of the due date, as far as that is known before it is filled in."""
    if act.action in DISPATCHES:
        return [_by_level(scene)] if scene.case.accepted_at is not None else []
    if not act.clock or act.action == "extend":
        return []
    values, faults = read(act.entries, scene, standing)
    needed = {"suspend": "until", "transfer_back": "returned_on"}.get(act.action)
    if needed is not None and needed not in values:
        return []
    if needed is not None and not faults and act.faults(scene, values):
        return []
    # what is typed for the eyes only has no bearing on the date
    filled = {"ground": _any_ground(scene, act), "reason": "-", "evidence": "-", **values}
    return [_changed(scene, taking.rehearse(scene, act, filled))]


def _any_ground(scene: Scene, act: Act) -> str:
    asked = next((one for one in act.entries if one.name == "ground" and one.choices is not None), None)
    return asked.choices(scene)[0][0] if asked is not None and asked.choices is not None else "-"


def _changed(scene: Scene, then: CaseRow) -> str:
    before, after = scene.due(), scene.due(then)
    if after[0] is None:
        return "办完以后没有到期日。"
    clock = glossary.label("clock", after[1] or Clock.CENTER)
    if before[0] == after[0]:
        return f"到期日不变，{after[0].isoformat()}（{clock}）。"
    was = f"{before[0].isoformat()} → " if before[0] is not None else ""
    return f"到期日 {was}{after[0].isoformat()}（{clock}）。"


def _by_level(scene: Scene) -> str:
    parts = []
    for level in Complexity:
        trial = replace(scene.case, complexity=level, own=None)
        clocks.renew(scene.house, trial)
        day = trial.due_date.isoformat() if trial.due_date else glossary.NONE
        parts.append(f"定为{glossary.COMPLEXITIES[level]}，到期日 {day}")
    return "；".join(parts) + "。"


# --------------------------------------------------------------------------- what waits for an answer


def _waiting(scene: Scene, request: RequestRecord) -> Waiting:
    asked = replace(scene, request=request)
    act = ACTS[request.action]
    waits_for = deciding.turn(asked, act) if request.is_open else None
    return Waiting(
        request,
        asking(act),
        tuple(_lines(scene, act, request.raw)),
        glossary.ROLES[waits_for] if waits_for is not None else "",
        _if_agreed(asked, act) if request.is_open else "",
        request.is_open and deciding.may_answer(asked, act),
        request.is_open and request.proposed_by in scene.names,
    )


def _if_agreed(scene: Scene, act: Act) -> str:
    """What agreeing would do to the due date; nothing where it cannot be done any more."""
    if not act.clock or casework.row_of(act.action, scene.case.status) is None:
        return ""
    values, faults = read(act.entries, scene, scene.request.raw if scene.request is not None else {})
    if faults or act.faults(scene, values) or taking.first_of(act.bars, scene) is not None:
        return "现在已经不能同意：条件变了，请写明理由不同意。"
    return _changed(scene, taking.rehearse(scene, act, values))


def _lines(scene: Scene, act: Act, raw: Any) -> list[tuple[str, str]]:
    """What was filled in, in words."""
    found = []
    for entry in act.entries:
        said = raw.get(entry.name, "")
        listed = [said] if isinstance(said, str) else list(said)
        names = dict(entry.choices(scene)) if entry.choices is not None else {}
        words = "、".join(names.get(one, one) for one in listed if one)
        if words and entry.kind is not Kind.YES:
            found.append((entry.label, words))
    return found
