"""Who reads and who writes what belongs to a mediation (workflow guide, section 4: 调解记录)."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed
from jiefen_lite.moving.scene import Scene, Whose, load
from jiefen_lite.moving.taking import check_seen
from jiefen_lite.shapes import Role, Status, Viewer

#: The leader reads it masked; the counter does not read it.
READERS = frozenset(
    {Role.SUPERVISOR, Role.LEADER, Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR, Role.OPERATOR}
)
WRITERS = frozenset({Role.HANDLER, Role.MEDIATOR})
#: 回访 is made by the centre or by those who mediated.
VISITORS = WRITERS | {Role.INTAKE_CLERK, Role.SUPERVISOR}
_CENTRE = frozenset({Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})
_BEFORE = frozenset({Status.SIGNED, Status.MEDIATING})


def reading(house: House, viewer: Viewer, case_code: str, now: datetime) -> Scene:
    """The case before somebody who may read its mediation. Raises NotFound, NotAllowed.

    A mediator reads his own cases, and those that no mediator with an account has.
    """
    scene = load(house, viewer, case_code, now)
    if viewer.roles & _CENTRE:
        return scene
    if scene.roles(Whose.ANY) & (WRITERS | {Role.UNIT_LEADER}):
        return scene
    if Role.MEDIATOR in viewer.roles and scene.case.mediator:
        raise NotAllowed(f"这一件由调解员 {scene.case.mediator} 调解，调解记录只对本人和本单位承办人开放。")
    raise NotAllowed("调解记录对督办岗、领导、本单位承办人和分管领导、本件调解员开放，确需查看请找督办岗。")


def writing(house: House, viewer: Viewer, case_code: str, now: datetime, *, seen: int | None = None) -> Scene:
    """The case before somebody who writes its mediation. Raises NotFound, NotAllowed, Overtaken."""
    scene = reading(house, viewer, case_code, now)
    if not may_write(scene):
        whose = scene.case.responsible_unit or "中心"
        raise NotAllowed(f"调解记录由{whose}的承办人和这一件的调解员填写，请找他们。")
    check_seen(scene, seen)
    return scene


def may_write(scene: Scene) -> bool:
    """Whether this person writes: the handler of the unit in charge, or the case's mediator."""
    return bool(scene.roles() & WRITERS)


def require_under_way(scene: Scene) -> None:
    """Refuse where there is nothing to mediate now."""
    if scene.case.status not in _BEFORE:
        raise IllegalMove(
            "这一件现在不在调解，不能再约调解或者改协议。", "要重新调解，请督办岗先“重开”或“审核退回”。"
        )


def may_visit(scene: Scene) -> bool:
    """Whether this person notes performance and visits."""
    return bool(scene.roles() & VISITORS)
