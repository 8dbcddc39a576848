"""查看明文的申请: a leader asks to see the people of one case in clear; somebody else grants it for a while.

Workflow guide, section 4, last row: raw personal fields are a leader's only 申请后.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from jiefen_lite import text
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import NewMessage
from jiefen_lite.store import audit, cases, clearances, messages
from jiefen_lite.store.clearances import ASKED, SETTLERS, ClearanceRecord

__all__ = ["ASKERS", "SETTLERS", "ask", "settle"]

ASKERS = frozenset({Role.LEADER})
LEAST_REASON, LONGEST = 4, 200


def ask(house: House, viewer: Viewer, case_code: str, reason: str, now: datetime) -> int:
    """Ask to see the people of a case in clear; the number of the request.

    Raises NotAllowed for other roles and where it is allowed anyway, NotFound, IllegalMove where the one
    before still waits or holds, JiefenError without a reason.
    """
    if not viewer.roles & ASKERS:
        raise NotAllowed("查看明文的申请由领导提出。")
    if cases.may_unmask(house.store, viewer, case_code):
        raise NotAllowed("这一件可以直接查看明文，不用申请。")
    said = _said(reason, "事由", least=LEAST_REASON)
    with house.store.writing():
        case_id = cases.case_id_of(house.store, viewer, case_code)
        for one in clearances.of_case(house.store, viewer, case_code):
            if one.asked_by == viewer.name and one.state == ASKED:
                raise IllegalMove("这一件已经申请过，还在等督办岗答复。")
            if one.asked_by == viewer.name and one.holds(now):
                raise IllegalMove("这一件的申请还有效，可以直接查看明文。")
        number = clearances.ask(house.store, viewer, case_id, said, now)
        audit.record(house.store, viewer, "ask_clear", case_code, now=now, detail=_masked(said))
        people = Addressees(house, viewer, now.date()).of([Role.SUPERVISOR], None, None)
        text_ = wording.say("clear_asked", Parts(case_code), house.center)
        told = [
            NewMessage(one.person, one.role, one.unit, "clear_asked", text_, case_id, None, None, one.why)
            for one in people
        ]
        messages.put(house.store, viewer, told, now)
    return number


def settle(
    house: House, viewer: Viewer, number: int, *, grant: bool, answer: str, now: datetime
) -> ClearanceRecord:
    """Grant a request for the hours of moves.yaml, or refuse it; the request as it stood before.

    Raises NotAllowed for other roles and for one's own, NotFound, IllegalMove where it was answered already.
    """
    if not viewer.roles & SETTLERS:
        raise NotAllowed("查看明文的申请由督办岗答复。")
    with house.store.writing():
        found = clearances.get(house.store, viewer, number)
        if found.asked_by == viewer.name:
            raise NotAllowed("自己的申请要由别人答复，请另一位督办岗来办。")
        if found.state != ASKED:
            raise IllegalMove("这条申请已经答复过了，请刷新后再看。")
        said = _said(answer, "理由", least=0 if grant else 2)
        until = now + timedelta(hours=house.book.moves.clearance.hours) if grant else None
        clearances.settle(house.store, viewer, number, said, until, now)
        action, kind = ("grant_clear", "clear_granted") if grant else ("refuse_clear", "clear_refused")
        audit.record(house.store, viewer, action, found.case_code, now=now, detail=_masked(said))
        case_id = cases.case_id_of(house.store, viewer, found.case_code)
        text_ = wording.say(kind, Parts(found.case_code), house.center)
        told = NewMessage(found.asked_by, Role.LEADER, None, kind, text_, case_id, None, None, None)
        messages.put(house.store, viewer, [told], now)
    return found


def _masked(said: str) -> dict[str, str]:
    return {"reason": text.mask_text(said)} if said else {}


def _said(words: str, what: str, *, least: int) -> str:
    said = words.strip()
    if len(said) < least:
        raise JiefenError(f"请写明{what}（至少 {least} 个字）。")
    if len(said) > LONGEST:
        raise JiefenError(f"{what}最多 {LONGEST} 个字，请写短一点。")
    return said
