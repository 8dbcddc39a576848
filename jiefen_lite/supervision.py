"""督办: an order is issued, the unit replies, the supervisor checks: 预警—督办—整改, each step kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite import clocks, deadlines, glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import ORDER_OPEN, ORDER_OWED, NewMessage, NewOrder, OrderRecord
from jiefen_lite.store import audit, cases, lights, messages, orders

#: Workflow guide, section 4, line 督办单.
ISSUERS = frozenset({Role.SUPERVISOR})
REPLIERS = frozenset({Role.HANDLER, Role.UNIT_LEADER})
#: What a supervisor may say of a reply → the state it leads to.
VERDICTS = {"pass": "passed", "return": "returned", "close": "closed"}
#: From which states.
_FROM = {"pass": ("replied",), "return": ("replied",), "close": (*ORDER_OPEN, "passed")}
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Reply:
    """督办回执: why it was late, what is being done, by whom, until when (documents guide, c2)."""

    cause: str
    measures: str
    responsible: str
    until: date | None


def issue(
    house: House, viewer: Viewer, case_code: str, required: str, reply_by: date | None, now: datetime
) -> int:
    """Issue an order by hand; returns its inner number. ``reply_by`` None: as the rules say.

    Raises NotAllowed, NotFound, IllegalMove where the case has no unit or an order is under way.
    """
    _only(viewer, ISSUERS, "督办单由督办岗下发。")
    rules, today = house.book.messages.orders, now.date()
    case_id = cases.case_id_of(house.store, viewer, case_code)
    required = _said(required, "督办要求")
    until = reply_by or _in_days(house, today, rules.reply_days)
    if until < today:
        raise JiefenError("回复期限比今天早，请改日期。")
    with house.store.writing():
        found = lights.again(house.store, viewer, [case_id])
        line = found[0] if found else None
        if line is None or line.unit is None:
            raise IllegalMove(f"{case_code} 还没有派给单位，督办单没有人收。请先分流。")
        under_way = next((one for one in line.orders if one.unit == line.unit), None)
        if under_way is not None:
            raise IllegalMove(f"{case_code} 已有督办单 {under_way.number} 在办。请在那一张上催办或办结。")
        light = clocks.light(house, line.due, today)
        new = NewOrder(
            case_id,
            line.unit,
            light.value if light else "-",
            line.due.due_date,
            line.told_due,
            required,
            today,
            until,
            max(until, _in_days(house, today, rules.finish_days)),
        )
        (given,) = orders.issue(house.store, viewer, [new], rules.prefix, Role.SUPERVISOR, now)
        order = orders.get(house.store, viewer, given[0])
        _tell(house, viewer, order, "order_issued", (Role.UNIT_LEADER, Role.HANDLER), now)
        audit.record(house.store, viewer, "order_issue", order.number, now=now, detail={"case": case_code})
    return given[0]


def reply(house: House, viewer: Viewer, order_id: int, said: Reply, now: datetime) -> OrderRecord:
    """The unit answers. Raises NotAllowed, NotFound, IllegalMove where no reply is owed, JiefenError."""
    _only(viewer, REPLIERS, "这张督办单不用您回复，由被督办单位的承办人或分管领导回复。")
    with house.store.writing():
        order = orders.get(house.store, viewer, order_id)
        if order.unit != viewer.unit:
            raise NotAllowed("这张督办单不用您回复，由被督办单位的承办人或分管领导回复。")
        _must_be(order, ORDER_OWED, "回复")
        cause, measures = _said(said.cause, "超期原因"), _said(said.measures, "整改措施")
        responsible = _said(said.responsible, "责任人", 64)
        if said.until is None:
            raise JiefenError("请写明完成日期。")
        if said.until < now.date():
            raise JiefenError("完成日期比今天早，请改日期。")
        orders.add_step(
            house.store,
            viewer,
            order_id,
            "reply",
            _role(viewer, REPLIERS),
            now,
            state="replied",
            cause=cause,
            measures=measures,
            responsible=responsible,
            until=said.until,
        )
        told = (Role.SUPERVISOR,) if Role.UNIT_LEADER in viewer.roles else (Role.SUPERVISOR, Role.UNIT_LEADER)
        _tell(house, viewer, order, "order_replied", told, now)
        audit.record(house.store, viewer, "order_reply", order.number, now=now)
        return orders.get(house.store, viewer, order_id)


def check(
    house: House, viewer: Viewer, order_id: int, verdict: str, reason: str, now: datetime
) -> OrderRecord:
    """The supervisor passes a reply, returns it with a reason, or closes the order with a reason.

    A returned one is owed again, with a new reply-by date. Raises NotAllowed, NotFound, IllegalMove.
    """
    _only(viewer, ISSUERS, "督办单由督办岗核查。")
    if verdict not in VERDICTS:
        raise JiefenError("请选“通过”“退回”或“办结”。")
    said = reason.strip()[:LONGEST] or None
    with house.store.writing():
        order = orders.get(house.store, viewer, order_id)
        _must_be(order, _FROM[verdict], glossary.label("order_action", verdict))
        if said is None and (verdict == "return" or (verdict == "close" and order.state != "passed")):
            raise JiefenError("请写明理由。")
        again = _in_days(house, now.date(), house.book.messages.orders.reply_days)
        orders.add_step(
            house.store,
            viewer,
            order_id,
            verdict,
            Role.SUPERVISOR,
            now,
            state=VERDICTS[verdict],
            reason=said,
            until=again if verdict == "return" else None,
            reply_by=again if verdict == "return" else None,
        )
        done = orders.get(house.store, viewer, order_id)
        kind = {"pass": "order_passed", "return": "order_returned", "close": "order_closed"}[verdict]
        _tell(house, viewer, done, kind, (Role.UNIT_LEADER, Role.HANDLER), now)
        audit.record(house.store, viewer, f"order_{verdict}", order.number, now=now)
        return done


def _tell(
    house: House, viewer: Viewer, order: OrderRecord, kind: str, roles: tuple[str, ...], now: datetime
) -> None:
    case_id, handler = orders.case_of(house.store, viewer, order.id)
    # whoever answers for other units is asked for on behalf of the centre
    people = Addressees(house, viewer, now.date()).of(roles, order.unit, handler)
    parts = Parts(order.case_code, order.unit, number=order.number, reply_by=order.reply_by)
    text = wording.say(kind, parts, house.center)
    made = [
        NewMessage(one.person, one.role, one.unit, kind, text, case_id, order.id, None, one.why)
        for one in people
        if one.person != viewer.name
    ]
    messages.put(house.store, viewer, made, now)


def _in_days(house: House, start: date, days: int) -> date:
    return deadlines.deadline(start, days, house.book.messages.orders.unit, house.calendar).due


def _must_be(order: OrderRecord, states: tuple[str, ...], what: str) -> None:
    if order.state not in states:
        now = glossary.label("order_state", order.state)
        raise IllegalMove(f"督办单 {order.number} 现在是“{now}”，不能“{what}”。请刷新后再看。")


def _said(text: str, what: str, longest: int = LONGEST) -> str:
    said = text.strip()
    if not said:
        raise JiefenError(f"请写明{what}。")
    if len(said) > longest:
        raise JiefenError(f"{what}最多 {longest} 个字，请写短一点。")
    return said


def _only(viewer: Viewer, roles: frozenset[Role], sentence: str) -> None:
    if not viewer.roles & roles:
        raise NotAllowed(sentence)


def _role(viewer: Viewer, roles: frozenset[Role]) -> str:
    return ",".join(sorted(viewer.roles & roles))
