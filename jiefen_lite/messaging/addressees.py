"""Who is told on a day: the handler, the unit's leader, the centre's supervisors, its leaders.

Whoever is away is stood in for; where nobody is left, the centre's supervisors are told in his place, so
that nothing is told to nobody as long as the centre has a supervisor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jiefen_lite import duty, unitbook
from jiefen_lite.desk import House
from jiefen_lite.shapes import Role, Unit, Viewer
from jiefen_lite.store import absences, users
from jiefen_lite.store.users import UserRecord


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person and why he is told; ``person`` None where nobody holds the role."""

    person: str | None
    role: str
    unit: str | None
    why: str | None = None


class Addressees:
    """The people of the centre and its units as they are there on one day."""

    def __init__(self, house: House, viewer: Viewer, day: date) -> None:
        self._day = day
        self._away = absences.known(house.store, viewer, day)
        self._people = [one for one in users.list_users(house.store) if not one.disabled]
        self._names = {one.name: one for one in self._people}
        self._units = {name: one for one in house.center.units for name in (one.name, *one.aliases)}

    def of(self, roles: Iterable[str], unit: str | None, handler: str | None) -> list[Addressee]:
        """Everybody of these roles for a case, each person once."""
        found: dict[str | None, Addressee] = {}
        for role in roles:
            for one in self._of_role(role, unit, handler):
                found.setdefault(one.person, one)
        return list(found.values())

    def named(self, person: str, role: str) -> list[Addressee]:
        """One person by name, or who stands in for him; the supervisors where he is not there any more."""
        one = self._names.get(person)
        if one is None:
            return self._instead(role, None, "原来的人已不在岗")
        return self._present([one], role, one.unit) or self._instead(role, one.unit, "本人不在，没有人代")

    def _of_role(self, role: str, unit: str | None, handler: str | None) -> list[Addressee]:
        if role == Role.SUPERVISOR:
            return self._centre(Role.SUPERVISOR) or [Addressee(None, role, None)]
        if role == Role.INTAKE_CLERK:
            return self._centre(Role.INTAKE_CLERK) or self._instead(role, None, "没有窗口受理员账号")
        if role == Role.LEADER:
            return self._centre(Role.LEADER) or self._instead(role, None, "没有领导账号")
        if unit is None:
            return self._instead(role, None, "还没有派给单位")
        if role == Role.UNIT_LEADER:
            return self._unit_leader(unit) or self._instead(role, unit, "这个单位没有分管领导可收")
        return (
            self._handler(unit, handler)
            or self._unit_leader(unit)
            or self._instead(role, unit, "这个单位没有承办人可收")
        )

    def _centre(self, role: Role) -> list[Addressee]:
        """All of a role at the centre that are there, with their stand-ins; all of them where none is."""
        everybody = [one for one in self._people if role in one.roles]
        return self._present(everybody, role, None) or [Addressee(one.name, role, None) for one in everybody]

    def _unit_leader(self, name: str) -> list[Addressee]:
        unit = unitbook.with_leader(self._unit(name), self._people)
        there = duty.in_charge(unit, self._day, self._away)
        if there.person in self._names:
            why = there.reason if there.person != unit.leader else None
            return [Addressee(there.person, Role.UNIT_LEADER, unit.name, why)]
        leaders = [one for one in self._of_unit(unit) if Role.UNIT_LEADER in one.roles]
        return self._present(leaders, Role.UNIT_LEADER, unit.name)

    def _handler(self, name: str, handler: str | None) -> list[Addressee]:
        unit = self._unit(name)
        of_unit = self._of_unit(unit)
        his = [one for one in of_unit if one.name == handler]
        found = self._present(his, Role.HANDLER, unit.name)
        if found:
            return found
        on_duty = [one for one in duty.on_duty(unit, self._day, self._away) if one.person in self._names]
        if on_duty:
            return [Addressee(one.person, Role.HANDLER, unit.name, one.reason) for one in on_duty]
        return self._present([one for one in of_unit if Role.HANDLER in one.roles], Role.HANDLER, unit.name)

    def _present(self, people: Iterable[UserRecord], role: str, unit: str | None) -> list[Addressee]:
        found: dict[str, Addressee] = {}
        for one in people:
            there = duty.there(one.name, "本人", self._day, self._away, None)
            if there.person in self._names and there.person is not None:
                why = there.reason if there.person != one.name else None
                found.setdefault(there.person, Addressee(there.person, role, unit, why))
        return list(found.values())

    def _instead(self, role: str, unit: str | None, why: str) -> list[Addressee]:
        told = [
            Addressee(one.person, Role.SUPERVISOR, None, f"{why}，转给督办岗。")
            for one in self._centre(Role.SUPERVISOR)
        ]
        return told or [Addressee(None, role, unit)]

    def _unit(self, name: str) -> Unit:
        return self._units.get(name) or Unit(name, "department")

    def _of_unit(self, unit: Unit) -> list[UserRecord]:
        return [one for one in self._people if one.unit == unit.name]
