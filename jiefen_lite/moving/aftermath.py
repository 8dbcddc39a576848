"""What a step leaves beside the case: the plan that follows an agreement; what lies with the case already."""

from __future__ import annotations

from datetime import date

from jiefen_lite import glossary
from jiefen_lite.casepapers import numbering
from jiefen_lite.forms import FORMS
from jiefen_lite.mediation import plans
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.moving.entries import Values
from jiefen_lite.moving.scene import Scene
from jiefen_lite.shapes import Role, Status
from jiefen_lite.shapes.supervision import NewMessage
from jiefen_lite.store import agreements, attachments, mediations, messages, ratings
from jiefen_lite.store import casepapers as shelf
from jiefen_lite.store.ratings import NewRating

#: Who is told that a case was handed over to him, as what, by which message.
_TOLD = (("handler", Role.HANDLER, "handed_over"), ("mediator", Role.MEDIATOR, "mediator_changed"))
_ENDS = ("mediation_agreement", "oral_agreement", "termination_notice")


def plan(scene: Scene, values: Values) -> None:
    """An agreement holds: performance, court confirmation and return visits get their days."""
    plans.begin(scene.house, scene.viewer, scene.case, values["agreement"], scene.now)


def keep_record(scene: Scene, values: Values) -> None:
    """What was said at a mediation is kept encrypted with the meeting; the history only tells that it was."""
    mediations.hold(
        scene.house.store,
        scene.viewer,
        scene.case.id,
        scene.case.event_count,
        held_on=date.fromisoformat(values["held_on"]),
        place=values["place"],
        present=values["present"],
        record=values["record"],
        now=scene.now,
    )


def keep_rating(scene: Scene, values: Values) -> None:
    """What a clerk was told by a party: who said it, how and when he was reached."""
    new = NewRating(
        values["satisfaction"],
        values["solved"],
        values["party"],
        values["way"],
        date.fromisoformat(values["reached_on"]),
        values.get("said", ""),
    )
    ratings.add(scene.house.store, scene.viewer, scene.case.id, new, scene.viewer.name, scene.now)


def tell_receivers(scene: Scene, values: Values) -> None:
    """Whoever takes a case over is told of it, or who stands in for him; the message names no person."""
    house, case = scene.house, scene.case
    parts = Parts(case.case_code, due=scene.due()[0])
    people = Addressees(house, scene.viewer, scene.today)
    made = []
    for name, role, kind in _TOLD:
        was, receiver = values.get(name, (None, None))
        if receiver in (None, was, scene.viewer.name):
            continue
        text = wording.say(kind, parts, house.center)
        made += [
            NewMessage(one.person, one.role, one.unit, kind, text, case.id, why=one.why)
            for one in people.named(receiver, role)
        ]
    messages.put(house.store, scene.viewer, made, scene.now)


def void_links(scene: Scene, values: Values) -> None:
    """A case that is dealt with again is not rated by a link of the time before."""
    ratings.void(scene.house.store, scene.viewer, scene.case.id, scene.now)


def dossier_number(scene: Scene) -> str:
    """Under which number the papers of the case lie, as the form of 归档 proposes it."""
    papers = shelf.of_case(scene.house.store, scene.viewer, scene.case.case_code)
    return numbering.dossier_number(scene.house, papers)


def grounds(scene: Scene) -> str:
    """The papers that tell how the case ended, with their numbers, as the form of 报结 proposes its 依据;
    of an agreement without such a paper, its form and day."""
    papers = shelf.of_case(scene.house.store, scene.viewer, scene.case.case_code)
    ends = [one for one in papers if one.is_valid and one.form in _ENDS]
    if not ends and scene.case.status is Status.SETTLED:
        return _agreed(scene)
    return "；".join(f"{FORMS[one.form].name}{one.number}" for one in ends)


def _agreed(scene: Scene) -> str:
    found = agreements.newest(scene.house.store, scene.viewer, scene.case.case_code)
    if found is None or found.effective_on is None:
        return ""
    return f"{found.effective_on} 生效的{glossary.AGREEMENT_FORMS[found.form]}协议"


def result(scene: Scene) -> str:
    """How the case ended, as the form of 报结 proposes it: the agreement and what of it is still to come.

    Nobody is named, and nothing of its words is told: those stand with the agreement.
    """
    store, code = scene.house.store, scene.case.case_code
    said = _agreed(scene) if scene.case.status is Status.SETTLED else ""
    if not said:
        return ""
    found = agreements.newest(store, scene.viewer, code)
    items = agreements.items(store, scene.viewer, code, found.id) if found is not None else []
    owed = [one.due for one in items if one.state in (agreements.OPEN, agreements.PARTLY)]
    if owed:
        return f"双方达成协议（{said}），还有 {len(owed)} 项要履行，最晚 {max(owed)}。"
    return f"双方达成协议（{said}）" + ("，已经履行。" if items else "。")


def contacts(scene: Scene) -> str:
    """When the parties were reached and met, as the form of 报结 lists it; what they said is not told."""
    told = []
    for event in scene.history:
        if event.action == "first_contact" and not event.auto:
            way = glossary.CONTACT_WAYS.get(str(event.data.get("way")), "")
            told.append(f"{event.occurred_at:%Y-%m-%d} 首次联系" + (f"（{way}）" if way else ""))
    meetings = mediations.sessions(scene.house.store, scene.viewer, scene.case.case_code)
    told += [f"{one.starts_at:%Y-%m-%d} 调解" for one in meetings if one.state == mediations.HELD]
    return "；".join(told) + "。" if told else ""


def attached(scene: Scene) -> str:
    """The files that lie with the case, by kind and title, as the form of 报结 lists them."""
    found = attachments.of_case(scene.house.store, scene.viewer, scene.case.case_code)
    return "；".join(f"{one.kind}：{one.title}" for one in found if one.voided_at is None)
