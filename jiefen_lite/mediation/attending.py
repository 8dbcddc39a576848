"""Who takes part in a meeting: the parties, their agents and the mediators are ticked, others are written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from jiefen_lite import glossary
from jiefen_lite.desk import House
from jiefen_lite.moving.scene import Scene
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import mediations

_MEDIATOR = f"{Role.MEDIATOR}:"


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody who may take part, as this person may see him; ``has_way``: at the table, or from afar."""

    key: str
    role: str
    name: str
    has_way: bool


def of(house: House, viewer: Viewer, case_code: str, scene: Scene, *, clear: bool = False) -> list[Attendant]:
    """Who stands in the list of a case: its parties and agents, then its own mediator, then its units'."""
    known = mediations.people(house.store, viewer, case_code, clear=clear)
    found = [Attendant(one.key, glossary.label("party_role", one.role), one.name, True) for one in known]
    names = dict.fromkeys([scene.case.mediator, *(one.name for one in scene.mediators())])
    role = glossary.ROLES[Role.MEDIATOR]
    return found + [Attendant(f"{_MEDIATOR}{name}", role, name, False) for name in names if name]


def written(house: House, viewer: Viewer, scene: Scene, keys: Collection[str], others: str) -> str:
    """Those who were ticked and the others in one line with their names, to be kept encrypted."""
    code = scene.case.case_code
    names = mediations.spoken_names(house.store, viewer, code)
    said = [
        f"{one.role}{names.get(one.key, one.name)}"
        for one in of(house, viewer, code, scene)
        if one.key in keys
    ]
    return "、".join([*said, *([others.strip()] if others.strip() else [])])
