"""After the agreement: whether it is performed, court confirmation, return visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jiefen_lite import casework, glossary, text
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed, NotFound
from jiefen_lite.mediation import access
from jiefen_lite.moving import Incomplete
from jiefen_lite.moving.scene import Scene, load
from jiefen_lite.shapes import Actor, Role, Status, Viewer
from jiefen_lite.store import agreements, audit, cases, mediations, rewriting
from jiefen_lite.store.agreements import Agreement, Confirming, Item, VisitRecord
from jiefen_lite.store.mediations import Consent, Session, Side
from jiefen_lite.text.days import day_from

WORDS_MOST = 1000
#: 司法确认: what may be noted from where.
NEXT = {
    "open": ("applied", "declined"),
    "declined": ("applied",),
    "applied": ("taken", "not_taken"),
    "taken": ("confirmed", "not_confirmed"),
    "not_taken": (),
    "confirmed": (),
    "not_confirmed": (),
}
_NOT_IN = (Status.MERGED, Status.DRAFT, Status.REGISTERED)


@dataclass(frozen=True, slots=True)
class Whole:
    """All that belongs to the mediation of a case, as its reader may see it."""

    sides: tuple[Side, ...]
    consents: Mapping[str, Consent]
    sessions: tuple[Session, ...]
    agreement: Agreement | None  # that which holds
    earlier: tuple[Agreement, ...]
    has_draft: bool
    items: tuple[Item, ...]
    confirming: Confirming | None
    visits: tuple[VisitRecord, ...]
    may_write: bool
    may_visit: bool
    under_way: bool
    seen: int


def whole(house: House, viewer: Viewer, case_code: str, now: datetime, *, reason: str = "") -> Whole:
    """What is known of the mediation; in clear with a ``reason``. Raises as :func:`access.reading` does."""
    scene = access.reading(house, viewer, case_code, now)
    store, clear = house.store, bool(reason.strip())
    if clear:
        cases.reveal_case(store, viewer, case_code, reason, now)
    versions = agreements.versions(store, viewer, case_code, clear=clear)
    holds = [one for one in versions if one.state == agreements.SETTLED]
    last = holds[-1] if holds else None
    items = agreements.items(store, viewer, case_code, last.id, clear=clear) if last else []
    return Whole(
        sides=tuple(mediations.sides(store, viewer, case_code, clear=clear)),
        consents=mediations.consents(store, viewer, case_code, clear=clear),
        sessions=tuple(mediations.sessions(store, viewer, case_code, clear=clear)),
        agreement=last,
        earlier=tuple(holds[:-1]),
        has_draft=any(one.state != agreements.SETTLED for one in versions),
        items=tuple(items),
        confirming=agreements.confirming(store, viewer, case_code, last.id) if last else None,
        visits=tuple(agreements.visits(store, viewer, case_code, clear=clear)),
        may_write=access.may_write(scene),
        may_visit=access.may_visit(scene) and scene.case.status not in _NOT_IN,
        under_way=scene.case.status in (Status.SIGNED, Status.MEDIATING),
        seen=scene.case.event_count,
    )


@dataclass(frozen=True, slots=True)
class After:
    """What whoever telephones needs: what is to be performed, which visits are due."""

    sides: tuple[Side, ...]
    items: tuple[Item, ...]
    visits: tuple[VisitRecord, ...]
    may_visit: bool


def after(house: House, viewer: Viewer, case_code: str, now: datetime) -> After:
    """Performance and visits of a case, masked. Raises NotFound, NotAllowed for those who note neither."""
    scene = _visiting(house, viewer, case_code, now)
    store = house.store
    versions = agreements.versions(store, viewer, case_code)
    holds = [one for one in versions if one.state == agreements.SETTLED]
    return After(
        tuple(mediations.sides(store, viewer, case_code)),
        tuple(agreements.items(store, viewer, case_code, holds[-1].id)) if holds else (),
        tuple(agreements.visits(store, viewer, case_code)),
        scene.case.status not in _NOT_IN,
    )


def perform(
    house: House,
    viewer: Viewer,
    case_code: str,
    item_id: int,
    *,
    state: str,
    found_on: date | None,
    paid: str,
    remark: str,
    now: datetime,
) -> None:
    """Note how something is performed; all done makes the case performed, one not done makes it not.

    ``paid``: what has been paid so far, as typed. Raises Incomplete, NotFound, NotAllowed.
    """
    store = house.store
    with store.writing():
        scene = _visiting(house, viewer, case_code, now)
        agreement = _holding(house, viewer, case_code)
        item = next(
            (one for one in agreements.items(store, viewer, case_code, agreement.id) if one.id == item_id),
            None,
        )
        if item is None:
            raise NotFound("没有这一项履行，请回到案件查看。")
        fen, faults = _paid(paid, item)
        if state not in glossary.PERFORMANCES:
            faults.append("请选“履行情况”。")
        faults += _day_faults(found_on, agreement, now.date())
        if state in ("partly", "not_done") and not remark.strip():
            faults.append("没有履行完的请写明情况：还差什么，为什么。")
        if len(remark) > WORDS_MOST:
            faults.append(f"“情况”太长了，请写在 {WORDS_MOST} 字以内。")
        if faults or found_on is None:
            raise Incomplete(*faults)
        agreements.find_out(
            store,
            viewer,
            item_id,
            state=state,
            found_on=found_on,
            amount_fen=fen,
            remark=remark.strip(),
            now=now,
        )
        states = {one.state for one in agreements.items(store, viewer, case_code, agreement.id)}
        scene.case.performed = _performed(states)
        scene.by_person("performed")
        data = {"item": item_id, "performed": state, "held_on": found_on.isoformat()}
        _told(scene, "perform", data, remark.strip() or None)


def _performed(states: set[str]) -> bool | None:
    """已履行 of the whole: yes when all is done, no when something was not done, unknown before."""
    if states == {agreements.DONE}:
        return True
    return False if agreements.NOT_DONE in states else None


def _paid(paid: str, item: Item) -> tuple[int | None, list[str]]:
    if not paid.strip():
        return None, []
    found = text.parse_amount(paid.strip())
    if found is None or found[1]:
        return None, ["“已付”看不懂，请写成 32000 或者 32000.50 这样。"]
    if item.amount_fen is not None and found[0] > item.amount_fen:
        return None, ["“已付”比应付的还多，请核对。"]
    return found[0], []


def _day_faults(day: date | None, agreement: Agreement, today: date) -> list[str]:
    if day is None:
        return ["请填写日期。"]
    if day > today:
        return ["日期不能晚于今天。"]
    if agreement.effective_on is not None and day < agreement.effective_on:
        return [f"日期不能早于协议生效的 {agreement.effective_on}。"]
    return []


def confirm(
    house: House, viewer: Viewer, case_code: str, state: str, said: Mapping[str, str], now: datetime
) -> None:
    """Note how 司法确认 goes on. ``said``: day, court, ruling_no, reason. Raises Incomplete, IllegalMove."""
    store = house.store
    with store.writing():
        scene = access.writing(house, viewer, case_code, now)
        agreement = _holding(house, viewer, case_code)
        known = agreements.confirming(store, viewer, case_code, agreement.id)
        if known is None:
            raise NotFound("这一件没有可以司法确认的协议。")
        if state not in NEXT[known.state]:
            raise IllegalMove(
                f"司法确认现在是“{glossary.CONFIRMATIONS[known.state]}”，不能记这一步，请按进展选。"
            )
        day, changes = _confirming(state, said, known, agreement, now.date())
        agreements.note_confirmation(store, viewer, agreement.id, {"state": state, **changes}, now)
        if state in ("confirmed", "not_confirmed"):
            scene.case.confirmed = state == "confirmed"
            scene.by_person("confirmed")
        data = {"confirmation": state, "held_on": day.isoformat()}
        _told(scene, "judicial_confirmation", data, said.get("reason", "").strip() or None)


def _confirming(
    state: str, said: Mapping[str, str], known: Confirming, agreement: Agreement, today: date
) -> tuple[date, dict[str, Any]]:
    day = day_from(said.get("day", ""))
    faults = _day_faults(day, agreement, today)
    court, number = said.get("court", "").strip()[:100], said.get("ruling_no", "").strip()[:60]
    reason = said.get("reason", "").strip()[:WORDS_MOST]
    if state == "applied":
        if not court:
            faults.append("请填写向哪个法院申请。")
        if day is not None and day > known.last_day:
            faults.append(f"申请要在 {known.last_day} 以前双方共同提出，已经过了期限；请告知可以起诉。")
    if state in ("confirmed", "not_confirmed") and not number:
        faults.append("请填写裁定书的案号。")
    if state in ("declined", "not_taken", "not_confirmed") and not reason:
        faults.append("请写明理由。")
    if faults or day is None:
        raise Incomplete(*faults)
    column = {"applied": "applied_on", "taken": "taken_on", "not_taken": "taken_on"}.get(state, "ruled_on")
    changes: dict[str, Any] = {"reason": reason or None}
    if state != "declined":
        changes[column] = day
    if court:
        changes["court"] = court
    if number:
        changes["ruling_no"] = number
    return day, changes


def visit(
    house: House,
    viewer: Viewer,
    case_code: str,
    visit_id: int,
    *,
    visited_on: date | None,
    way: str,
    reached: str,
    heard: str,
    now: datetime,
) -> None:
    """Note a return visit; who is not reached stays on the list. Raises Incomplete, NotFound."""
    store = house.store
    with store.writing():
        scene = _visiting(house, viewer, case_code, now)
        known = agreements.visit(store, viewer, case_code, visit_id)
        if known.state != agreements.OPEN:
            raise IllegalMove("这次回访已经做过了，或者不用再做。")
        faults = _day_faults(visited_on, _holding(house, viewer, case_code), now.date())
        if way not in glossary.CONTACT_WAYS:
            faults.append("请选怎样联系的。")
        if reached not in glossary.YES_NO:
            faults.append("请选联系上了没有。")
        if not heard.strip():
            faults.append("请写明当事人怎么说；没联系上的写打了几次。")
        if len(heard) > WORDS_MOST:
            faults.append(f"“当事人怎么说”太长了，请写在 {WORDS_MOST} 字以内。")
        if faults or visited_on is None:
            raise Incomplete(*faults)
        agreements.make_visit(
            store,
            viewer,
            visit_id,
            visited_on=visited_on,
            way=way,
            reached=reached == "yes",
            heard=heard.strip(),
            now=now,
        )
        data = {"visit": known.kind, "way": way, "reached": reached, "held_on": visited_on.isoformat()}
        _told(scene, "return_visit", data, None)


def _visiting(house: House, viewer: Viewer, case_code: str, now: datetime) -> Scene:
    scene = load(house, viewer, case_code, now)
    if not access.may_visit(scene):
        raise NotAllowed("履行和回访由中心和承办这一件的承办人、调解员登记，请找他们。")
    return scene


def _holding(house: House, viewer: Viewer, case_code: str) -> Agreement:
    found = [
        one for one in agreements.versions(house.store, viewer, case_code) if one.state == agreements.SETTLED
    ]
    if not found:
        raise NotFound("这一件还没有达成协议，请先写协议。")
    return found[-1]


def _told(scene: Scene, action: str, data: dict[str, Any], reason: str | None) -> None:
    """Into the case's history and the audit log (inside a write)."""
    store, case, viewer = scene.house.store, scene.case, scene.viewer
    mine = scene.roles()
    role = next((one for one in Role if one in mine), Role.OPERATOR)
    event = casework.note(
        case,
        action,
        Actor(viewer.name, role.value, viewer.unit),
        scene.now,
        reason=reason,
        auto=False,
        data=data | scene.acting_for(role),
        due_before=case.due_date,
    )
    rewriting.save_case(store, case, [event])
    audit.record(store, viewer, action, case.case_code, now=scene.now, detail={"seq": case.event_count})
