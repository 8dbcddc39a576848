"""Everything of one person goes to another in one move: somebody leaves, nothing is left lying."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jiefen_lite import casework, glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed, NotFound
from jiefen_lite.intake.preview import IMPORTERS
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.rules.called import file_called
from jiefen_lite.shapes import Actor, Center, Role, Viewer
from jiefen_lite.shapes.supervision import NewMessage
from jiefen_lite.store import audit, holdings, messages, rewriting, users, writing
from jiefen_lite.store.holdings import Holding
from jiefen_lite.store.users import UserRecord

DESK = casework.HANDING
#: What somebody must be to take over a kind of work; the other kinds ask for the same unit only.
FITTING: dict[str, frozenset[Role]] = {
    "handler": frozenset({Role.HANDLER}),
    "mediator": frozenset({Role.MEDIATOR}),
    "batch": IMPORTERS,
    "rule_draft": frozenset({Role.RULE_EDITOR}),
}
#: The keys of a unit in center.yaml that name people, in words.
WHERE = {"leader": "分管领导", "stand_in": "代理人", "duty": "值班表"}


def find(house: House, name: str) -> UserRecord:
    """The account of that name. Raises NotFound."""
    found = users.find(house.store, name)
    if found is None:
        raise NotFound(f"没有叫“{name}”的账号，请检查名字。")
    return found


def at_hand(house: House, viewer: Viewer, name: str, now: datetime) -> tuple[Holding, ...]:
    """What somebody has at hand, kind by kind; case codes only for who may read them."""
    return holdings.of(house.store, viewer, find(house, name), now.date())


def in_file(center: Center, name: str) -> tuple[str, ...]:
    """Where center.yaml names somebody: that has to be changed there, by hand."""
    return tuple(
        f"center.yaml 第 {line} 行：{unit.name}的{WHERE[key]}"
        for unit in center.units
        for key, person, line in unit.named
        if person == name
    )


def receivers(house: House, giver: UserRecord, found: Sequence[Holding]) -> list[UserRecord]:
    """Who could take all of it over: in use, of the same unit, with the roles it asks for."""
    return [one for one in users.list_users(house.store) if not unfit(giver, one, found)]


def unfit(giver: UserRecord, receiver: UserRecord, found: Sequence[Holding]) -> tuple[str, ...]:
    """Why somebody cannot take it over, sentence by sentence; empty where he can."""
    if receiver.name == giver.name:
        return ("接手的人不能是本人，请另选一个人。",)
    if receiver.disabled:
        return (f"{receiver.name} 已经停用，不能接手。请另选一个人。",)
    if receiver.unit != giver.unit:
        return (f"{receiver.name} 在{receiver.unit or '中心'}，接手的人要在{giver.unit or '中心'}。",)
    return tuple(
        f"{receiver.name} 没有{'或'.join(_role_names(FITTING[one.kind]))}岗位，"
        f"接不了{glossary.label('holding', one.kind)}；请管理员先给他加上。"
        for one in found
        if one.kind in FITTING and not receiver.roles & FITTING[one.kind]
    )


def hand_over(
    house: House, viewer: Viewer, giver_name: str, receiver_name: str, reason: str, now: datetime
) -> tuple[Holding, ...]:
    """Give all that somebody has to another, in one transaction; returns what it was.

    Each case gets one event with the reason; what happened before keeps the old name. Raises NotAllowed,
    NotFound, IllegalMove where the receiver cannot take it.
    """
    if not viewer.roles & DESK:
        raise NotAllowed("交接由管理员或督办岗办理。")
    said = reason.strip()
    if not said:
        raise IllegalMove("交接要写明理由。")
    store = house.store
    with store.writing():
        giver, receiver = find(house, giver_name), find(house, receiver_name)
        found = holdings.of(store, viewer, giver, now.date())
        why_not = unfit(giver, receiver, found)
        if why_not:
            raise IllegalMove(*why_not)
        both = holdings.drafts_of_both(store, viewer, giver, receiver)
        if both:
            names = "、".join(file_called(file) for file in both)
            raise IllegalMove(f"两个人都有{names}的草稿。请先把其中一份生效或放弃，再交接。")
        actor = Actor(viewer.name, ",".join(sorted(viewer.roles)), viewer.unit)
        case_ids = holdings.case_ids(store, viewer, giver)
        for case_id in case_ids:
            case = writing.load_case(store, case_id)
            event = casework.hand_over(
                case, giver.name, receiver.name, actor=actor, roles=viewer.roles, reason=said, now=now
            )
            rewriting.save_case(store, case, [event])
        holdings.give_rest(store, viewer, giver, receiver, now)
        detail = {"to": receiver.name, "reason": said, "counts": {one.kind: one.count for one in found}}
        audit.record(store, viewer, "hand_over", giver.name, now=now, detail=detail)
        if case_ids:
            _tell(house, viewer, receiver, len(case_ids), now)
    return found


def change_place(
    house: House, viewer: Viewer, name: str, roles: Sequence[Role], unit: str | None, now: datetime
) -> None:
    """Other roles or another unit for an account; nobody takes the cases of his unit along, or leaves them.

    Raises IllegalMove where he is to go to another unit with open cases in hand.
    """
    with house.store.writing():
        person = find(house, name)
        left = len(holdings.case_ids(house.store, viewer, person)) if unit != person.unit else 0
        if left:
            raise IllegalMove(
                f"{name} 手上还有 {left} 件在办案件，没有换单位。"
                f"请先“交接手上的工作”，交给{person.unit or '中心'}的人，再来换。"
            )
        users.set_roles(house.store, viewer, name, roles, unit, now)


def _tell(house: House, viewer: Viewer, receiver: UserRecord, count: int, now: datetime) -> None:
    """Whoever has taken cases over is told how many, in one message."""
    text = wording.say("many_handed_over", Parts(count=count), house.center)
    role = next((one for one in (Role.HANDLER, Role.MEDIATOR) if one in receiver.roles), Role.HANDLER)
    made = NewMessage(receiver.name, role.value, receiver.unit, "many_handed_over", text)
    messages.put(house.store, viewer, [made], now)


def _role_names(roles: frozenset[Role]) -> list[str]:
    return [glossary.label("role", role) for role in Role if role in roles - {Role.OPERATOR}]
