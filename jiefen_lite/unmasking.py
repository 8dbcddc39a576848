"""明文申请: who sees people masked asks to see those of one case in clear; somebody else answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiefen_lite import glossary, text
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import NewMessage
from jiefen_lite.store import audit, cases, messages, unmasking
from jiefen_lite.store.unmasking import UnmaskRecord

#: Workflow guide, section 4, last row: the leader sees people after asking; the supervisor by his role.
ASKERS = unmasking.ASKERS
ANSWERERS = frozenset({Role.SUPERVISOR})
READERS = ASKERS | ANSWERERS
LEAST_REASON, LONGEST = 4, 200


def may_ask(house: House, viewer: Viewer, case_code: str, now: datetime) -> bool:
    """Whether this viewer sees the people of this case only after asking, and has not been given leave."""
    return bool(viewer.roles & ASKERS) and not cases.may_unmask(house.store, viewer, case_code, now)


def ask(house: House, viewer: Viewer, case_code: str, reason: str, now: datetime) -> None:
    """Ask to see the people of a case in clear. Raises NotFound, NotAllowed, IllegalMove, JiefenError."""
    reason = reason.strip()
    if not viewer.roles & ASKERS:
        raise NotAllowed("只有领导要先申请；您的岗位能看的，在案件页写明事由就能看。")
    if not LEAST_REASON <= len(reason) <= LONGEST:
        raise JiefenError(f"请写明申请看明文的事由（{LEAST_REASON} 到 {LONGEST} 个字）。")
    with house.store.writing():
        case_id = cases.case_id_of(house.store, viewer, case_code)
        if cases.may_unmask(house.store, viewer, case_code, now):
            raise IllegalMove("这一件的明文您现在就能看，不用申请。")
        mine = unmasking.of_case(house.store, viewer, case_code, viewer.name)
        if any(one.state == unmasking.OPEN for one in mine):
            raise IllegalMove("这一件您已经申请过，正等答复。")
        unmasking.add(house.store, viewer, case_id, reason, now)
        detail = {"reason": text.mask_text(reason)}
        audit.record(house.store, viewer, "ask_unmask", case_code, now=now, detail=detail)
        _tell(house, viewer, case_code, case_id, "unmask_asked", now)


def answer(
    house: House, viewer: Viewer, number: int, verdict: str, words: str, now: datetime
) -> UnmaskRecord:
    """Say yes (``grant``) or no (``refuse``, with a reason) to what somebody else has asked.

    Raises NotFound, NotAllowed, IllegalMove, JiefenError.
    """
    if not viewer.roles & ANSWERERS:
        raise NotAllowed("明文申请由督办岗答复。")
    words = words.strip()[:LONGEST]
    with house.store.writing():
        found = unmasking.get(house.store, viewer, number)
        if found.asked_by == viewer.name:
            raise NotAllowed("自己的申请要由别人答复。")
        if found.state != unmasking.OPEN:
            raise IllegalMove(
                f"这条申请已经是“{glossary.label('unmask_state', found.state)}”，请刷新后再看。"
            )
        if verdict not in ("grant", "refuse"):
            raise JiefenError("请选“同意”或“不同意”。")
        if verdict == "refuse" and not words:
            raise JiefenError("不同意要写明理由。")
        until = now + timedelta(hours=house.book.moves.unmasking.hours) if verdict == "grant" else None
        unmasking.answer(house.store, viewer, number, words, until, now)
        detail = {"asked_by": found.asked_by, "until": until and f"{until:%Y-%m-%d %H:%M}"}
        audit.record(
            house.store, viewer, f"{verdict}_unmask", found.case_code, now=now,
            detail={name: value for name, value in detail.items() if value},
        )  # fmt: skip
        case_id = cases.case_id_of(house.store, viewer, found.case_code)
        kind = "unmask_granted" if verdict == "grant" else "unmask_refused"
        _tell(house, viewer, found.case_code, case_id, kind, now, to=found.asked_by)
        return unmasking.get(house.store, viewer, number)


def _tell(
    house: House,
    viewer: Viewer,
    case_code: str,
    case_id: int,
    kind: str,
    now: datetime,
    to: str | None = None,
) -> None:
    people = Addressees(house, viewer, now.date())
    told = people.of([Role.SUPERVISOR], None, None) if to is None else people.named(to, Role.LEADER)
    sentence = wording.say(kind, Parts(case_code), house.center)
    made = [
        NewMessage(one.person, one.role, one.unit, kind, sentence, case_id, None, None, one.why)
        for one in told
    ]
    messages.put(house.store, viewer, made, now)
