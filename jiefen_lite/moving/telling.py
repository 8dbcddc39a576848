"""Who is told of a step with a case: the rows of ``steps`` in messages.yaml, inside the write of the step.

What was told before is marked done as soon as it asks for nothing any more: once the case stands elsewhere
(``store.messages.overtaken``), once an answer was given, once its reader has gone on with the case himself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jiefen_lite.casework.table import TRANSITIONS
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressee, Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.moving.scene import Scene
from jiefen_lite.rules.messages import AGREE, DECLINE, PROPOSE
from jiefen_lite.shapes import Role, Status
from jiefen_lite.shapes.supervision import NewMessage, StepMessage
from jiefen_lite.store import messages, requests

#: Steps after which a case stands elsewhere: what they tell is over when it stands elsewhere again.
_MOVING = frozenset(row.action for row in TRANSITIONS if row.target is not None or row.back)
#: Before a unit has it, and once none has it any more.
_WITH_CENTRE = (Status.REGISTERED, Status.ACCEPTED)
#: As whom somebody of a unit is told; anybody else is told in his place.
_OF_UNIT = (Role.HANDLER, Role.UNIT_LEADER)
#: What a unit that assists does about what it was told.
_ASSISTS = ("sign_assist", "refuse_assist")


def asked(scene: Scene, action: str, decider: Role) -> None:
    """A step was asked for, or the first of two has agreed: whoever has to answer now is told."""
    before = [one.id for one in _told(scene) if one.kind == messages.ASKED and one.step == action]
    messages.done(scene.house.store, scene.viewer, before, scene.now)
    _went_on(scene, PROPOSE)
    _tell(scene, [("step_asked", PROPOSE)], action, decider)


def answered(scene: Scene, action: str, is_declined: bool) -> None:
    """What was asked for is not done: who has asked is told of a refusal; taking back is his own doing."""
    _went_on(scene, action)
    if is_declined:
        _tell(scene, [("step_declined", DECLINE)], action)


def taken(scene: Scene, action: str) -> None:
    """A step was taken: who has asked for it is told that it was, and whoever acts next."""
    _went_on(scene, action)
    asked_for = [("step_agreed", AGREE)] if scene.request is not None else []
    _tell(scene, [*asked_for, ("step_taken", action)], action)


def _tell(scene: Scene, what: list[tuple[str, str]], action: str, decider: Role | None = None) -> None:
    """Each person once, with the first of the kinds that is for him; not who has done it himself."""
    house, case = scene.house, scene.case
    rows = {row.id: row for row in house.book.messages.steps}
    # what the rules merely propose is no unit yet
    unit = None if case.status in _WITH_CENTRE else case.responsible_unit
    parts = Parts(case.case_code, unit, step=action)
    made: dict[str | None, NewMessage] = {}
    people: Addressees | None = None
    units: frozenset[str] = frozenset()
    for kind, name in what:
        if name not in rows:
            continue
        if people is None:
            people, units = Addressees(house, scene.viewer, scene.today), _units(scene)
        for one in _addressees(scene, people, rows[name].to, decider):
            if one.person == scene.viewer.name or one.person in made:
                continue
            text = wording.say(kind, parts, house.center)
            # who asked to be left out may not look into the case any more, but is told what became of it
            known = case.id if one.unit is None or one.unit in units else None
            made[one.person] = NewMessage(
                one.person, one.role, one.unit, kind, text, known, why=one.why, step=action
            )
    if made:
        messages.put_of_steps(
            house.store,
            scene.viewer,
            list(made.values()),
            scene.now,
            house.book.messages.digest.page_most,
            lambda one, count: wording.say(
                f"{messages.MANY}{one.kind}", Parts(step=one.step, count=count), house.center
            ),
        )


def _units(scene: Scene) -> frozenset[str]:
    """The units of the case as the centre calls them, whatever else a ledger has called them."""
    names = {name: unit.name for unit in scene.house.center.units for name in (unit.name, *unit.aliases)}
    return frozenset(names.get(name, name) for name in scene.units)


def _addressees(
    scene: Scene, people: Addressees, to: tuple[str, ...], decider: Role | None
) -> Iterator[Addressee]:
    case, request = scene.case, scene.request
    unit = request.unit if request is not None else scene.viewer.unit
    for word in to:
        if word == messages.ASSISTING:
            for name in case.assisting_units:
                for one in people.of([Role.HANDLER], name, None):
                    yield replace(one, role=messages.ASSISTING) if one.role in _OF_UNIT else one
        elif word == "decider":
            yield from people.of([decider] if decider is not None else [], unit, None)
        elif word == "asker":
            if request is not None and unit is not None:
                yield from people.of([Role.HANDLER], unit, request.proposed_by)
            elif request is not None:
                yield from people.named(request.proposed_by, Role.INTAKE_CLERK)
        elif word == Role.MEDIATOR:
            yield from people.named(case.mediator, Role.MEDIATOR) if case.mediator else ()
        else:
            yield from people.of([word], case.responsible_unit, case.handler)


def _told(scene: Scene) -> list[StepMessage]:
    return messages.of_steps(scene.house.store, scene.viewer, scene.case.id)


def _went_on(scene: Scene, action: str) -> None:
    """Mark done what is answered, and what only told its reader how things stand once he goes on."""
    told = _told(scene)
    if not told:
        return
    waiting = requests.open_in(scene.house.store, scene.viewer, scene.case.id)
    over = [one.id for one in told if _is_over(scene, one, action, waiting)]
    messages.done(scene.house.store, scene.viewer, over, scene.now)


def _is_over(scene: Scene, one: StepMessage, action: str, waiting: frozenset[str]) -> bool:
    if one.kind == messages.ASKED:
        return one.step not in waiting
    if one.role == messages.ASSISTING and action in _ASSISTS:
        unit = scene.request.unit if scene.request is not None else scene.viewer.unit
        return one.unit == unit
    if one.person != scene.viewer.name:
        return False
    return one.kind != "step_taken" or one.step not in _MOVING
