"""The days for answering an unhappy party run out: the supervisors are told once before, and once after.

What was told is written down together with the messages, beside what was told of lights: whatever starts
again, and of two at once the second, finds nothing left to tell.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from jiefen_lite.desk import House
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import NewMessage
from jiefen_lite.store import audit, lights, messages, ratings
from jiefen_lite.store.ratings import OwedAnswer

SOON, OVER = "answer_soon", "answer_over"
#: As what it is noted; a rung of the ladder has no colon in its name.
_RUNGS = {SOON: "rating:soon", OVER: "rating:over"}


def remind(house: House, viewer: Viewer, now: datetime) -> int:
    """Tell the supervisors whose days are nearly over or over; returns how many messages were made."""
    today = now.date()
    if not any(_due(house, viewer, today).values()):
        return 0
    with house.store.writing():
        made: list[NewMessage] = []
        notices: list[tuple[int, date, str, int]] = []
        people = Addressees(house, viewer, today).of([Role.SUPERVISOR], None, None)
        for kind, owed in _due(house, viewer, today).items():
            texts = _texts(house, kind, owed, today)
            made += [
                NewMessage(to.person, to.role, to.unit, name, text, case_id, why=to.why)
                for to in people
                for name, text, case_id in texts
            ]
            # by the day it was closed: other days in the rules do not make it new
            notices += [(one.case_id, one.closed_at.date(), _RUNGS[kind], 0) for one in owed]
        if notices:
            lights.note(house.store, viewer, notices, today, now)
            messages.put(house.store, viewer, made, now)
            detail = {"answers": len(notices), "messages": len(made)}
            audit.record(house.store, viewer, "scan", today.isoformat(), now=now, detail=detail)
    return len(made)


def _due(house: House, viewer: Viewer, today: date) -> dict[str, list[OwedAnswer]]:
    """What is to be told today and was not told yet; of what is over nobody is told that it soon will be."""
    rules = house.book.moves.rating
    over = datetime.combine(today - timedelta(days=rules.answer_days), time())
    soon = over + timedelta(days=rules.answer_soon_days + 1)
    return {
        OVER: ratings.owed(house.store, viewer, None, over, _RUNGS[OVER]),
        SOON: ratings.owed(house.store, viewer, over, soon, _RUNGS[SOON]),
    }


def _texts(house: House, kind: str, owed: list[OwedAnswer], today: date) -> list[tuple[str, str, int | None]]:
    """(kind, text, case) of each message; many become one, which leads to the list."""
    if len(owed) > 1:
        name = f"many_{kind}"
        return [(name, wording.say(name, Parts(count=len(owed)), house.center), None)]
    days = timedelta(days=house.book.moves.rating.answer_days)
    found: list[tuple[str, str, int | None]] = []
    for one in owed:
        last = one.closed_at.date() + days
        left = (last - today).days
        parts = Parts(
            one.case_code, due=last, left=left if left >= 0 else None, late=-left if left < 0 else None
        )
        found.append((kind, wording.say(kind, parts, house.center), one.case_id))
    return found
