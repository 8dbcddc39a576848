"""批示: a leader's word on a case or a report becomes a task with a reply and a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from jiefen_lite import glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.indicators import period_of
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import InstructionRecord, NewMessage
from jiefen_lite.store import audit, cases, instructions, messages

GIVERS = frozenset({Role.LEADER})
REPLIERS = frozenset({Role.SUPERVISOR, Role.HANDLER, Role.UNIT_LEADER})
LONGEST = 1000


def give(
    house: House,
    viewer: Viewer,
    *,
    text: str,
    reply_by: date | None,
    unit: str | None,
    case_code: str | None = None,
    document: str | None = None,
    period: str | None = None,
    now: datetime,
) -> int:
    """Give an instruction on a case or on a report of a period; returns its number.

    ``unit`` None: to the centre's supervisors. About a case it goes to the unit that has it, so that nobody
    is told of a case that is not his. Raises NotAllowed, NotFound, JiefenError.
    """
    if not viewer.roles & GIVERS:
        raise NotAllowed("批示由领导来写，要过问请找领导。")
    said = _said(text, "批示的内容")
    if reply_by is None or reply_by < now.date():
        raise JiefenError("请写明回复期限，不能早于今天。")
    if unit is not None and unit not in {one.name for one in house.center.units}:
        raise JiefenError("没有这个单位，请从列表中选。")
    case_id = None
    if case_code:
        case_id = cases.case_id_of(house.store, viewer, case_code)
        record = cases.get_case(house.store, viewer, case_code)
        if unit is not None and unit != record.responsible_unit:
            raise JiefenError("这一件不在这个单位办，请选主办单位或督办岗。")
        document = period = None
    elif document in glossary.REPORTS and period:
        period = period_of(period).label
    else:
        raise JiefenError("请写明批示的是哪一件案件，或者哪一期的哪种报告。")
    with house.store.writing():
        number = instructions.give(
            house.store,
            viewer,
            case_id=case_id,
            document=document,
            period=period,
            unit=unit,
            text=said,
            reply_by=reply_by,
            role=Role.LEADER,
            now=now,
        )
        made = instructions.get(house.store, viewer, number)
        _tell(house, viewer, made, "instruction", now, case_id)
        audit.record(house.store, viewer, "instruction", str(number), now=now, detail=_about(made))
    return number


def reply(house: House, viewer: Viewer, number: int, text: str, now: datetime) -> None:
    """Whoever was asked answers. Raises NotAllowed, NotFound, IllegalMove where no reply is owed."""
    if not viewer.roles & REPLIERS:
        raise NotAllowed("这条批示不用您回复，由接到它的单位或督办岗回复。")
    with house.store.writing():
        found = instructions.get(house.store, viewer, number)
        asked = Role.SUPERVISOR in viewer.roles if found.unit is None else found.unit == viewer.unit
        if not asked:
            raise NotAllowed("这条批示不用您回复，由接到它的单位或督办岗回复。")
        _must_be(found, ("open",), "回复")
        said = _said(text, "回复")
        role = ",".join(sorted(viewer.roles & REPLIERS))
        instructions.add_step(house.store, viewer, number, "reply", role, now, state="replied", text=said)
        _tell(house, viewer, found, "instruction_replied", now, to=found.by)
        audit.record(house.store, viewer, "instruction_reply", str(number), now=now, detail=_about(found))


def settle(house: House, viewer: Viewer, number: int, verdict: str, text: str, now: datetime) -> None:
    """The leaders take a reply (``done``) or send it back with a reason (``return``).

    Raises NotAllowed, NotFound, IllegalMove.
    """
    if not viewer.roles & GIVERS:
        raise NotAllowed("批示由领导办结，请等领导看过。")
    if verdict not in ("done", "return"):
        raise JiefenError("请选“办结”或“退回”。")
    said = text.strip()[:LONGEST] or None
    with house.store.writing():
        found = instructions.get(house.store, viewer, number)
        _must_be(found, ("replied",), glossary.label("instruction_action", verdict))
        if verdict == "return" and said is None:
            raise JiefenError("退回要写明理由。")
        state = "done" if verdict == "done" else "open"
        instructions.add_step(house.store, viewer, number, verdict, Role.LEADER, now, state=state, text=said)
        kind = "instruction_done" if verdict == "done" else "instruction_returned"
        _tell(house, viewer, found, kind, now)
        audit.record(
            house.store, viewer, f"instruction_{verdict}", str(number), now=now, detail=_about(found)
        )


def for_report(house: House, viewer: Viewer, period: str) -> Sequence[InstructionRecord]:
    """What a report of a period tells of instructions: given in it, and older ones that are not done."""
    span = period_of(period)
    first, before = datetime.combine(span.start, time()), datetime.combine(span.end, time())
    return instructions.given_between(house.store, viewer, first, before)


def _tell(
    house: House,
    viewer: Viewer,
    about: InstructionRecord,
    kind: str,
    now: datetime,
    case_id: int | None = None,
    to: str | None = None,
) -> None:
    people = Addressees(house, viewer, now.date())
    if to is not None:
        told = people.named(to, Role.LEADER)
    elif about.unit is None:
        told = people.of([Role.SUPERVISOR], None, None)
    else:
        told = people.of([Role.UNIT_LEADER, Role.HANDLER], about.unit, None)
    if case_id is None and about.case_code:
        case_id = cases.case_id_of(house.store, viewer, about.case_code)
    parts = Parts(about.case_code, reply_by=about.reply_by, document=about.document, period=about.period)
    text = wording.say(kind, parts, house.center)
    made = [
        NewMessage(one.person, one.role, one.unit, kind, text, case_id, None, about.id, one.why)
        for one in told
    ]
    messages.put(house.store, viewer, made, now)


def _about(one: InstructionRecord) -> dict[str, str | None]:
    return {"case": one.case_code, "document": one.document, "period": one.period, "unit": one.unit}


def _must_be(found: InstructionRecord, states: tuple[str, ...], what: str) -> None:
    if found.state not in states:
        now = glossary.label("instruction_state", found.state)
        raise IllegalMove(f"这条批示现在是“{now}”，不能“{what}”。请刷新后再看。")


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not said:
        raise JiefenError(f"请写明{what}。")
    if len(said) > LONGEST:
        raise JiefenError(f"{what}最多 {LONGEST} 个字，请写短一点。")
    return said
