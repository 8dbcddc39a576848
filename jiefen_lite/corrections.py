"""What a person sets right on a case: each correction is an event, and holds against later files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from jiefen_lite import casework, clocks, originals
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.intake.build import units_of
from jiefen_lite.intake.updates import SETTLED_BY
from jiefen_lite.shapes import (
    OWN_MARK,
    UNASSIGNED,
    Actor,
    By,
    CaseRow,
    Complexity,
    Decision,
    Outcome,
    Role,
    Status,
    Viewer,
)
from jiefen_lite.store import audit, cases, proposals, rewriting, writing

#: Who may correct what: the centre's desk everything, a unit what it sees on the spot.
DESK = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.OPERATOR})
UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR})
UNIT_FIELDS = frozenset({"place", "people", "amount"})
#: Open points (glossary: PENDING) that may stand as they are once a person has looked.
CONFIRMED = ("complexity", "town", "place")
#: Open points that a correction can settle; the others wait for the next file or for a step of the loop.
MENDABLE = frozenset({"type", "unit", "town", "place", "complexity", "people", "amount"})
MOST_PEOPLE = 1_000_000
MOST_YUAN = 10_000_000_000


def correct(
    house: House,
    viewer: Viewer,
    case_code: str,
    changes: Mapping[str, Any],
    reason: str,
    now: datetime,
    *,
    read: Sequence[str] = (),
) -> list[str]:
    """Set fields right: ``type`` (l1, l2), ``unit``, ``place`` (town, village), ``people``, ``amount``
    (yuan), ``complexity``, ``occurred_at`` (day), ``cause``. Returns what really changed; all or nothing.

    ``read``: elements that were set right in what was read of the text, also where the case keeps no field
    of them; that stands in the history too.

    Raises NotAllowed where the person may not, JiefenError where a value cannot be.
    """
    if any(name not in may_correct(viewer) for name in changes):
        raise NotAllowed("您的岗位不能改这一项，请找督办岗。")
    case_id = cases.case_id_of(house.store, viewer, case_code)
    if "unit" in changes and _is_accusation(house, viewer, case_code):
        raise NotAllowed("检举控告件不派给单位，材料不得转给被检举的人或者单位；请移送有权机关。")
    with house.store.writing():
        case = writing.load_case(house.store, case_id)
        before = {name: _SHOWN[name](case) for name in changes}
        due_before, told_before = case.due_date, case.own
        held_by = UNASSIGNED if case.unit_by in (None, By.RULE) else case.responsible_unit
        decisions = []
        for name, value in changes.items():
            _SETTERS[name](house, case, value)
        # What the rules made of other cases is news to the unit when a person says it too.
        said = told_before is not None and told_before.complexity != case.complexity
        changed = [
            name for name in changes if _SHOWN[name](case) != before[name] or (name == "complexity" and said)
        ]
        if not changed and not read:
            return []
        for name in changed:
            decisions.append(
                Decision(name, _text(_SHOWN[name](case)), By.PERSON, None, None, reason.strip() or "人工更正")
            )
        if "unit" in changed and case.due_date is not None and case.due_date < now.date():
            # A case that was late stays on the account of the unit that held it when it fell due; one that
            # only a rule had suggested never held it.
            case.unit_at_due = case.unit_at_due or held_by
        case.person_fields = tuple(dict.fromkeys([*case.person_fields, *changed]))
        case.pending = tuple(point for point in case.pending if not _settled(case, point, changed))
        decisions += clocks.renew(house, case)
        data: dict[str, Any] = {name: [before[name], _SHOWN[name](case)] for name in changed}
        if told_before is not None and "complexity" in changed:
            data[OWN_MARK] = {"complexity": told_before.complexity}
        if read:
            data["read"] = list(read)
        event = casework.note(
            case,
            "correct",
            _actor(viewer),
            now,
            reason=reason.strip() or None,
            auto=False,
            data=data,
            due_before=due_before,
        )
        rewriting.save_case(
            house.store,
            case,
            [event],
            decisions=decisions,
            replace_decisions=[*changed, "due"],
            units=units_of(case) if "unit" in changed else None,
            rule_set=house.rule_set(now),
        )
        audit.record(house.store, viewer, "correct", case_code, now=now, detail={"fields": [*changed, *read]})
        originals.follow(house, now, case_id)
    return changed


def may_correct(viewer: Viewer) -> frozenset[str]:
    """The fields that this person may set right."""
    if viewer.roles & DESK:
        return frozenset(_SETTERS)
    return UNIT_FIELDS if viewer.roles & UNIT else frozenset()


def stand_by(
    house: House, viewer: Viewer, case_code: str, fields: Sequence[str], reason: str, now: datetime
) -> None:
    """Somebody has looked, and these fields are right as they are: later files do not change them.

    Raises NotAllowed where he may not set them right.
    """
    if not set(fields) <= may_correct(viewer) | (_OF_THE_TEXT if viewer.roles & DESK else frozenset()):
        raise NotAllowed("您的岗位不能确认这一项，请找督办岗。")
    case_id = cases.case_id_of(house.store, viewer, case_code)
    with house.store.writing():
        case = writing.load_case(house.store, case_id)
        answered = {*fields, *(point for point, field in SETTLED_BY.items() if field in fields)}
        case.pending = tuple(point for point in case.pending if point not in answered)
        case.person_fields = tuple(dict.fromkeys([*case.person_fields, *fields]))
        event = casework.note(
            case, "correct", _actor(viewer), now, reason=reason, auto=False,
            data={"looked_at": [_LOOKED_AT.get(name, name) for name in fields]}, due_before=case.due_date,
        )  # fmt: skip
        rewriting.save_case(house.store, case, [event], rule_set=house.rule_set(now))
        audit.record(house.store, viewer, "correct", case_code, now=now, detail={"confirmed": list(fields)})


def confirm(
    house: House, viewer: Viewer, case_code: str, points: Sequence[str], reason: str, now: datetime
) -> list[str]:
    """Let open points stand as they are: somebody has looked. Returns those that were open.

    A later file does not open them again; what it says otherwise becomes a proposal.
    Raises NotAllowed for anyone but the centre's desk.
    """
    if not viewer.roles & DESK:
        raise NotAllowed("您的岗位不能确认这一项，请找督办岗。")
    case_id = cases.case_id_of(house.store, viewer, case_code)
    with house.store.writing():
        case = writing.load_case(house.store, case_id)
        done = [point for point in case.pending if point in points and point in CONFIRMED]
        if not done:
            return []
        case.pending = tuple(point for point in case.pending if point not in done)
        decisions = []
        if "complexity" in done:
            if case.own is not None:  # the unit is told that a person says so, not of other cases
                text = reason.strip() or "人工确认"
                decisions = [Decision("complexity", case.complexity, By.PERSON, None, None, text)]
            _complexity_is_said(case)
        kept = [SETTLED_BY.get(point, point) for point in done]
        case.person_fields = tuple(dict.fromkeys([*case.person_fields, *kept]))
        event = casework.note(
            case,
            "correct",
            _actor(viewer),
            now,
            reason=reason.strip() or None,
            auto=False,
            data={"looked_at": done},
            due_before=case.due_date,
        )
        rewriting.save_case(
            house.store,
            case,
            [event],
            decisions=decisions,
            replace_decisions=[one.decision for one in decisions],
            rule_set=house.rule_set(now),
        )
        audit.record(house.store, viewer, "correct", case_code, now=now, detail={"confirmed": done})
    return done


def settle_proposal(house: House, viewer: Viewer, proposal_id: int, *, take: bool, now: datetime) -> str:
    """Take over what a later file proposes, or keep what the person has set; returns the case code."""
    case_code, field, proposed = proposals.get(house.store, viewer, proposal_id)
    with house.store.writing():
        if take and proposed is not None:
            correct(
                house,
                viewer,
                case_code,
                {field: _from_file(field, json.loads(proposed))},
                "采用台账的写法",
                now,
            )
        proposals.settle(house.store, viewer, proposal_id, taken=take, now=now)
        audit.record(
            house.store, viewer, "proposal", case_code, now=now, detail={"field": field, "taken": take}
        )
    return case_code


def settle_result(
    house: House, viewer: Viewer, case_codes: list[str], outcome: Outcome, now: datetime
) -> list[str]:
    """Say of cases whose ledger only tells 办结 whether they were resolved; they are closed with it.

    Returns the codes that were settled. The closing day is the day of the ledger's 办结.
    """
    if outcome not in (Outcome.RESOLVED, Outcome.COMPLETED_UNRESOLVED):
        raise JiefenError("请选“化解”或“未化解”。")
    done = []
    with house.store.writing():
        for case_code in case_codes:
            case_id = cases.case_id_of(house.store, viewer, case_code)
            case = writing.load_case(house.store, case_id)
            if case.status != Status.FEEDBACK_PENDING or case.feedback_submitted_at is None:
                continue
            roles = viewer.roles | ({Role.SUPERVISOR} if Role.OPERATOR in viewer.roles else set())
            events = casework.advance(
                case,
                "approve",
                at=case.feedback_submitted_at,
                now=now,
                actor=_actor(viewer),
                roles=frozenset(roles),
                data={"outcome": outcome.value, "told_party": True},
            )
            case.pending = tuple(point for point in case.pending if point != "outcome")
            decision = Decision("outcome", outcome.value, By.PERSON, None, None, "人工确认化解情况")
            rewriting.save_case(
                house.store,
                case,
                events,
                decisions=[decision],
                replace_decisions=["outcome"],
                rule_set=house.rule_set(now),
            )
            audit.record(house.store, viewer, "settle_result", case_code, now=now)
            done.append(case_code)
    return done


def _is_accusation(house: House, viewer: Viewer, case_code: str) -> bool:
    """检举控告: never given to a unit (信访工作条例第三十条)."""
    reasons = cases.get_case(house.store, viewer, case_code).reasons
    return any(one.decision == "unit" and one.rule == "unit.accusation" for one in reasons)


def set_field(house: House, case: CaseRow, name: str, value: Any) -> None:
    """Set one field of a case that somebody has in hand; he renews its clocks and saves it.

    Raises JiefenError where the value cannot be.
    """
    _SETTERS[name](house, case, value)


# --------------------------------------------------------------------------- one setter a field


def _set_type(house: House, case: CaseRow, value: Mapping[str, str | None]) -> None:
    known = {one.id: one for one in house.book.types.types}
    l1, l2 = value.get("l1"), value.get("l2") or None
    if l1 not in known:
        raise JiefenError("没有这个纠纷类型，请从列表里选。")
    if l2 is not None and l2 not in {one.name for one in known[l1].secondary}:
        raise JiefenError(f"“{known[l1].name}”下面没有“{l2}”这个二级类型，请从列表里选。")
    case.type_l1, case.type_l2 = l1, l2
    if case.unit_by == By.RULE or case.responsible_unit is None:
        # A unit that only a rule had suggested follows the type; one that was given stays.
        suggestion = house.triage.unit_for(l1, l2, case.town)
        case.responsible_unit, case.assisting_units = suggestion.responsible_unit, suggestion.assisting_units
        case.unit_by = By.RULE if suggestion.responsible_unit else None


def _set_unit(house: House, case: CaseRow, value: str) -> None:
    if value not in {unit.name for unit in house.center.units}:
        raise JiefenError("没有这个单位，请从列表里选。")
    case.responsible_unit, case.unit_by = value, By.PERSON
    case.assisting_units = tuple(unit for unit in case.assisting_units if unit != value)


def _set_place(house: House, case: CaseRow, value: Mapping[str, str | None]) -> None:
    town, village = value.get("town") or None, value.get("village") or None
    towns = {one.name: one for one in house.center.region.towns}
    if town is not None and town not in towns:
        raise JiefenError("没有这个镇（街道），请从列表里选。")
    if village is not None and (town is None or village not in {one.name for one in towns[town].villages}):
        raise JiefenError("这个镇（街道）没有这个村（社区），请从列表里选。")
    case.town, case.village = town, village


def _set_people(house: House, case: CaseRow, value: object) -> None:
    if value is None:  # nobody has said how many
        case.people_count, case.people_count_approx = None, False
        return
    try:
        count = int(str(value).strip())
    except ValueError as error:
        raise JiefenError("涉及人数要填整数，例如 12。") from error
    if not 0 < count <= MOST_PEOPLE:
        raise JiefenError("涉及人数要在 1 到 100 万之间。")
    case.people_count, case.people_count_approx = count, False


def _set_amount(house: House, case: CaseRow, value: object) -> None:
    if value is None:
        case.amount_fen = None
        return
    try:
        yuan = float(str(value).replace(",", "").strip())
    except ValueError as error:
        raise JiefenError("涉及金额要填数字（元），例如 21600。") from error
    if not 0 <= yuan <= MOST_YUAN:
        raise JiefenError("涉及金额要在 0 到 100 亿元之间。")
    case.amount_fen = round(yuan * 100)


def _set_occurred_at(house: House, case: CaseRow, value: str | None) -> None:
    try:
        day = date.fromisoformat(value) if value else None
    except ValueError as error:
        raise JiefenError("发生时间要写成 2026-11-03 这样。") from error
    if day is not None and day > case.received_at.date():
        raise JiefenError("发生时间不能晚于登记的那一天，请改早一些。")
    if day is None or case.occurred_at is None or case.occurred_at.date() != day:
        case.occurred_at = datetime.combine(day, time.min) if day is not None else None


def _set_cause(house: House, case: CaseRow, value: str | None) -> None:
    if value and value not in {one.name for one in house.book.reading.causes}:
        raise JiefenError("没有这个成因，请从列表里选。")
    case.cause = value or None


def _set_complexity(house: House, case: CaseRow, value: str) -> None:
    if value not in set(Complexity):
        raise JiefenError("请选“简易”或“复杂”。")
    case.complexity = Complexity(value)
    _complexity_is_said(case)


def _complexity_is_said(case: CaseRow) -> None:
    """A person answers for the complexity: now it holds for whoever looks."""
    case.complexity_pending = False
    if case.own is not None:
        others = tuple(one for one in case.own.decisions if one.decision == "risk")
        case.own = replace(
            case.own,
            complexity=case.complexity,
            complexity_pending=False,
            center_due=case.center_due,
            due_date=case.due_date,
            due_clock=case.due_clock,
            due_estimated=case.due_estimated,
            decisions=others,
        )


def _settled(case: CaseRow, point: str, changed: Sequence[str]) -> bool:
    """Whether a correction has answered an open point; another type may have brought a unit with it."""
    if point == "unit" and "type" in changed and case.responsible_unit is not None:
        return True
    if point == "town":
        return "place" in changed and case.town is not None
    return point in changed


_SETTERS: dict[str, Callable[[House, CaseRow, Any], None]] = {
    "type": _set_type,
    "unit": _set_unit,
    "place": _set_place,
    "people": _set_people,
    "amount": _set_amount,
    "complexity": _set_complexity,
    "occurred_at": _set_occurred_at,
    "cause": _set_cause,
}
#: Elements of a reading that the case keeps no field of; the desk answers for them.
_OF_THE_TEXT = frozenset({"who"})
#: How the history calls a field that somebody stood by (glossary: PENDING).
_LOOKED_AT = {"occurred_at": "when"}
_SHOWN: dict[str, Callable[[CaseRow], Any]] = {
    "type": lambda case: [case.type_l1, case.type_l2],
    "unit": lambda case: case.responsible_unit,
    "place": lambda case: [case.town, case.village],
    "people": lambda case: case.people_count,
    "amount": lambda case: None if case.amount_fen is None else case.amount_fen / 100,
    "complexity": lambda case: case.complexity.value if case.complexity else None,
    "occurred_at": lambda case: case.occurred_at.date().isoformat() if case.occurred_at else None,
    "cause": lambda case: case.cause,
}


def _from_file(field: str, values: list[Any]) -> Any:
    """A proposal's values in the form the setter of its field takes."""
    if field == "type":
        return {"l1": values[0], "l2": values[1]}
    if field == "place":
        return {"town": values[0], "village": values[1]}
    if field == "amount":
        return None if values[0] is None else values[0] / 100
    return values[0]


def _actor(viewer: Viewer) -> Actor:
    return Actor(viewer.name, ",".join(sorted(viewer.roles)), viewer.unit)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return "、".join(str(part) for part in value if part) or None
    return None if value is None else str(value)
