"""Units and their people on a day: who is in charge, who is on duty, who is away, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from jiefen_lite import duty
from jiefen_lite.desk import House
from jiefen_lite.handover import WHERE
from jiefen_lite.shapes import Absence, Role, Unit, Viewer
from jiefen_lite.store import absences, users
from jiefen_lite.store.users import UserRecord
from jiefen_lite.text import mask_phone

#: Who looks at all units; a unit's people look at their own.
COUNTY = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.INTAKE_CLERK, Role.OPERATOR})
#: Who is told the telephones of all units; a unit's people those of their own.
CALLERS = frozenset({Role.SUPERVISOR, Role.INTAKE_CLERK, Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class UnitCard:
    """One unit on one day; the centre itself is the one without ``unit``."""

    name: str
    unit: Unit | None
    charge: duty.Present | None
    duty: tuple[duty.Present, ...]
    people: tuple[UserRecord, ...]
    away: tuple[Absence, ...]
    missing: tuple[str, ...]


def cards(house: House, viewer: Viewer, day: date) -> list[UnitCard]:
    """The units that this viewer may look at, the centre first, then as center.yaml lists them."""
    known = absences.known(house.store, viewer, day)
    everybody = users.list_users(house.store)
    wanted = list(house.center.units)
    found = []
    if viewer.roles & COUNTY:
        people = _people(everybody, None)
        found.append(UnitCard(house.center.name, None, None, (), people, _of(people, known), ()))
    else:
        wanted = [unit for unit in wanted if unit.name == viewer.unit]
    for unit in wanted:
        people = _people(everybody, unit.name)
        whole = with_leader(unit, everybody)
        there = duty.on_duty(whole, day, known)
        if not (viewer.roles & CALLERS or viewer.unit == unit.name):
            there = tuple(replace(one, phone=one.phone and mask_phone(one.phone)) for one in there)
        found.append(
            UnitCard(
                unit.name,
                whole,
                duty.in_charge(whole, day, known),
                there,
                people,
                _of(people, known),
                missing(unit, everybody),
            )
        )
    return found


def with_leader(unit: Unit, everybody: Sequence[UserRecord]) -> Unit:
    """The unit with its leader: whom center.yaml names, else the first account with that role in it."""
    if unit.leader is not None:
        return unit
    leaders = [one.name for one in _people(everybody, unit.name) if Role.UNIT_LEADER in one.roles]
    return replace(unit, leader=leaders[0]) if leaders else unit


def missing(unit: Unit, everybody: Sequence[UserRecord]) -> tuple[str, ...]:
    """What a unit lacks so that work reaches somebody, each with the next step."""
    found = []
    people = _people(everybody, unit.name)
    if with_leader(unit, everybody).leader is None:
        found.append("没有分管领导，红灯没人收；请管理员在 center.yaml 里写上，或新增账号。")
    if not any(Role.HANDLER in one.roles for one in people):
        found.append("没有承办人账号，派来的件没人签收；请管理员新增。")
    return (*found, *unknown(unit, everybody))


def unknown(unit: Unit, everybody: Sequence[UserRecord]) -> tuple[str, ...]:
    """Whom center.yaml names for a unit though nobody signs in under that name, with the line."""
    disabled = {one.name: one.disabled for one in everybody}
    return tuple(
        f"center.yaml 第 {line} 行：{WHERE[key]}“{name}”"
        f"{'已经停用' if name in disabled else '没有账号'}；请改成在用的用户名，或在“用户”页新增他。"
        for key, name, line in unit.named
        if disabled.get(name, True)
    )


def _people(everybody: Sequence[UserRecord], unit: str | None) -> tuple[UserRecord, ...]:
    return tuple(one for one in everybody if one.unit == unit and not one.disabled)


def _of(people: Sequence[UserRecord], known: Sequence[Absence]) -> tuple[Absence, ...]:
    names = {one.name for one in people}
    return tuple(one for one in known if one.person in names)
