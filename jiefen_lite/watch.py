"""The scan of the time lights: whoever must act is told once, a red light gets its supervision order.

Every step is written together with the note that it was taken, in one transaction of a few hundred cases:
a scan that is cut off loses nothing and tells nobody twice, and of two scans at once the second finds
nothing left to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from jiefen_lite import clocks, deadlines, ladder, originals
from jiefen_lite.caselist import YELLOW_HORIZON_DAYS
from jiefen_lite.desk import House
from jiefen_lite.ladder import Step
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressee, Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.shapes import CaseQuery, Light, Role, Viewer
from jiefen_lite.shapes.supervision import ORDER_OWED, NewMessage, NewOrder
from jiefen_lite.store import audit, due, lights, messages, orders
from jiefen_lite.store.lights import LightLine, OpenOrder

#: So many cases share one transaction: others who save wait for no longer than a moment.
CHUNK = 400
SYSTEM = "system"
#: The notice that stands for a supervision order, beside those of the ladder.
ORDERED = ("order", 0)
_KINDS = {ladder.YELLOW: "yellow", ladder.RED: "red", "urge": "urge", "report": "report"}
_UNIT_PEOPLE = frozenset({Role.HANDLER, Role.UNIT_LEADER})


@dataclass(frozen=True, slots=True)
class Issued:
    """A supervision order that a scan has issued."""

    number: str
    case_code: str
    unit: str
    reply_by: date


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan has seen and done: running lights by colour, new orders, messages, changes noted."""

    as_of: date
    lights: dict[str, int]
    orders: tuple[Issued, ...] = ()
    messages: int = 0
    noted: int = 0


def scan(house: House, viewer: Viewer, as_of: date, now: datetime) -> Scan:
    """Look at every running light on a day and do what is due. Doing it twice changes nothing."""
    store = house.store
    originals.follow(house, now)
    counted = Counter(
        light.value
        for line in due.lines(store, viewer, CaseQuery(running_only=True))
        if (light := clocks.light(house, line, as_of)) is not None
    )
    seen = [
        *lights.running(store, viewer, as_of + timedelta(days=YELLOW_HORIZON_DAYS)),
        *lights.with_open_orders(store, viewer),
    ]
    work = _Work(house, viewer, as_of, now)
    ids = list(dict.fromkeys(line.id for line in seen if work.has_any(line)))
    found = Scan(as_of, {light.value: counted[light.value] for light in Light})
    for at in range(0, len(ids), CHUNK):
        done = work.do(ids[at : at + CHUNK])
        found = replace(
            found,
            orders=(*found.orders, *done.orders),
            messages=found.messages + done.messages,
            noted=found.noted + done.noted,
        )
    return found


def red_without_order(house: House, viewer: Viewer, as_of: date) -> list[str]:
    """Codes of the cases that have been red for so many days as the rules say and never had an order."""
    return lights.red_without_order(house.store, viewer, _red_since(house, as_of))


def count_red_without_order(house: House, viewer: Viewer, as_of: date) -> int:
    """How many they are, for pages that only tell the number."""
    return lights.count_red_without_order(house.store, viewer, _red_since(house, as_of))


def _red_since(house: House, as_of: date) -> date:
    # red from the day after the due date on
    return as_of - timedelta(days=house.book.messages.orders.missing_after_days)


class _Work:
    """One scan: the people of the day, and what is due for each case."""

    def __init__(self, house: House, viewer: Viewer, as_of: date, now: datetime) -> None:
        self._house = house
        self._viewer = viewer
        self._as_system = replace(viewer, name=SYSTEM)
        self._as_of = as_of
        self._now = now
        self._rules = house.book.messages
        self._people = Addressees(house, viewer, as_of)
        self._is_off = house.calendar.is_off(as_of)

    def has_any(self, line: LightLine) -> bool:
        """Whether anything is due for a case."""
        light = self._light(line)
        return bool(self._steps(line, light) or self._lacks_order(line, light) or self._changed(line, light))

    def do(self, case_ids: Sequence[int]) -> Scan:
        """Do what is due for some cases, all of it or nothing."""
        house = self._house
        with house.store.writing():
            told: list[NewMessage] = []
            notices: list[tuple[int, date, str, int]] = []
            noted = 0
            lines = lights.again(house.store, self._viewer, case_ids)
            issued = self._issue(lines)
            for line in lines:
                light = self._light(line)
                new = issued.get(line.id)
                for order in self._changed(line, light):
                    told += self._note(line, light, order)
                    noted += 1
                steps = self._steps(line, light)
                if new is not None:
                    notices.append((line.id, _due(line), *ORDERED))
                    if not any(step.rung == ladder.RED for step in steps):
                        # the red light was told before there was a unit that an order could go to
                        steps = (Step(ladder.RED, 0, self._rules.lights.red), *steps)
                for step in steps:
                    told += self._tell(line, step, new)
                    if (step.rung, step.turn) not in line.told:
                        notices.append((line.id, _due(line), step.rung, step.turn))
            told = self._folded(told)
            lights.note(house.store, self._viewer, notices, self._as_of, self._now)
            messages.put(house.store, self._viewer, told, self._now)
            if notices or noted:
                detail = {"orders": len(issued), "messages": len(told), "noted": noted}
                audit.record(
                    house.store, self._viewer, "scan", self._as_of.isoformat(), now=self._now, detail=detail
                )
        reply_by = self._in_days(self._rules.orders.reply_days)
        made = tuple(
            Issued(issued[line.id][1], line.due.case_code, line.unit or "", reply_by)
            for line in lines
            if line.id in issued
        )
        return Scan(self._as_of, {}, made, len(told), noted)

    def _light(self, line: LightLine) -> Light | None:
        """The light while it runs; none once the unit has reported."""
        one = line.due
        if one.feedback_submitted_at is not None or one.closed_at is not None:
            return None
        return clocks.light(self._house, one, self._as_of)

    def _steps(self, line: LightLine, light: Light | None) -> tuple[Step, ...]:
        of_unit = [one for one in line.orders if one.unit == line.unit]
        owed = any(one.state in ORDER_OWED for one in of_unit)
        return ladder.due(
            light,
            line.told,
            self._as_of,
            self._rules,
            may_tell_yellow=self._may_tell_yellow(line),
            is_answered=bool(of_unit) and not owed,
            is_through=line.passed and not of_unit,
            is_off=self._is_off,
        )

    def _may_tell_yellow(self, line: LightLine) -> bool:
        """Of what a ledger brought only a yellow that it did not bring along (workflow guide, section 10)."""
        if line.imported_on is None:
            return True
        if not self._rules.lights.imported_yellow:
            return False
        return clocks.light(self._house, line.due, line.imported_on) == Light.GREEN

    def _lacks_order(self, line: LightLine, light: Light | None) -> bool:
        if light != Light.RED or line.unit is None or line.passed or ORDERED in line.told:
            return False
        return not any(one.unit == line.unit for one in line.orders)

    def _issue(self, lines: Sequence[LightLine]) -> dict[int, tuple[int, str]]:
        """Issue the orders that are due: case id → (id, number)."""
        rules = self._rules.orders
        wanted = [line for line in lines if self._lacks_order(line, self._light(line))]
        made = [
            NewOrder(
                line.id,
                line.unit or "",
                Light.RED.value,
                line.due.due_date,
                line.told_due,
                rules.required,
                self._as_of,
                self._in_days(rules.reply_days),
                self._in_days(rules.finish_days),
            )
            for line in wanted
        ]
        given = orders.issue(self._house.store, self._as_system, made, rules.prefix, SYSTEM, self._now)
        return {line.id: one for line, one in zip(wanted, given, strict=True)}

    def _in_days(self, days: int) -> date:
        return deadlines.deadline(self._as_of, days, self._rules.orders.unit, self._house.calendar).due

    def _changed(self, line: LightLine, light: Light | None) -> list[OpenOrder]:
        """Open orders of a case that has changed since it was last noted on them."""
        return [one for one in line.orders if one.noted != _mark(line, light, one)]

    def _note(self, line: LightLine, light: Light | None, order: OpenOrder) -> list[NewMessage]:
        """Write on an order what has changed; it is withdrawn by nobody but a supervisor."""
        orders.add_step(
            self._house.store,
            self._as_system,
            order.id,
            "note",
            SYSTEM,
            self._now,
            noted=_mark(line, light, order),
            reason=_change_words(line, light, order),
        )
        parts = Parts(line.due.case_code, number=order.number)
        return [
            self._message(one, line, "order_changed", parts, order.id)
            for one in self._people.of([Role.SUPERVISOR], None, None)
        ]

    def _tell(self, line: LightLine, step: Step, new: tuple[int, str] | None) -> list[NewMessage]:
        """The messages of one step, to everybody whom it names."""
        kind = _KINDS.get(step.rung, "climb")
        if line.unit is None and kind in ("red", "urge"):
            kind = "red_no_unit"
        order = new or next(((one.id, one.number) for one in line.orders if one.unit == line.unit), None)
        days = (self._as_of - _due(line)).days
        rules = self._rules.orders
        whole = Parts(
            code=line.due.case_code,
            unit=line.unit,
            late=days if days > 0 else None,
            left=-days if days <= 0 else None,
            due=line.due.due_date,
            number=order[1] if order else None,
            reply_by=self._in_days(rules.reply_days) if new else None,
        )
        found = []
        for one in self._people.of(step.to, line.unit, line.handler):
            parts = whole
            if one.role in _UNIT_PEOPLE and line.told_due != line.due.due_date:
                # the county's due date hangs on cases that this unit is not told of
                parts = replace(whole, late=None, left=None, due=None)
            found.append(self._message(one, line, kind, parts, order[0] if order else None))
        return found

    def _folded(self, told: Sequence[NewMessage]) -> list[NewMessage]:
        """Many of one kind to one person become one, which leads to the list of their cases."""
        groups: dict[tuple[str | None, str], list[NewMessage]] = {}
        for one in told:
            groups.setdefault((one.person, one.kind), []).append(one)
        folded = []
        for (_person, kind), ones in groups.items():
            if len(ones) <= self._rules.digest.page_most:
                folded += ones
                continue
            first, many = ones[0], f"many_{kind}"
            text = wording.say(many, Parts(count=len(ones)), self._house.center)
            folded.append(NewMessage(first.person, first.role, first.unit, many, text, why=first.why))
        return folded

    def _message(
        self, to: Addressee, line: LightLine, kind: str, parts: Parts, order_id: int | None
    ) -> NewMessage:
        text = wording.say(kind, parts, self._house.center)
        return NewMessage(to.person, to.role, to.unit, kind, text, line.id, order_id, None, to.why)


def _due(line: LightLine) -> date:
    """The due date; a case without one is in no scan."""
    assert line.due.due_date is not None
    return line.due.due_date


def _mark(line: LightLine, light: Light | None, order: OpenOrder) -> str:
    return orders.mark(light is not None, line.due.due_date, order.unit == line.unit)


def _change_words(line: LightLine, light: Light | None, order: OpenOrder) -> str:
    """What has changed, for those who see all units' cases."""
    where = "" if order.unit == line.unit else f"案件现在由{line.unit or '中心'}办。"
    if light is None:
        return f"{where}案件已经报结或者不再计时，灯停了。督办单照常回复、核查。"
    colour = {Light.GREEN: "绿灯", Light.YELLOW: "黄灯", Light.RED: "红灯"}[light]
    return f"{where}到期日是 {line.due.due_date}，现在是{colour}。督办单照常回复、核查。"


def as_json(found: Scan) -> dict[str, Any]:
    """What ``scan --json`` prints."""
    return {
        "as_of": found.as_of,
        "lights": found.lights,
        "orders": [
            {"number": one.number, "case_code": one.case_code, "unit": one.unit, "reply_by": one.reply_by}
            for one in found.orders
        ],
        "messages": found.messages,
        "noted": found.noted,
    }
