"""What somebody has agreed to do on a day: meetings that he called, return visits that are due."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jiefen_lite.shapes import Status, Viewer
from jiefen_lite.store import agreements, mediations
from jiefen_lite.store.agreements import Coming
from jiefen_lite.store.database import Store
from jiefen_lite.store.piles import Sight, his_own
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, MediationSession

UNDER_WAY = (Status.SIGNED.value, Status.MEDIATING.value)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting that is planned; ``ways``: how its parties take part, each way once."""

    id: int
    case_code: str
    starts_at: datetime
    place: str
    ways: tuple[str, ...]
    handler: str | None
    mediator: str | None


def meetings(
    store: Store, viewer: Viewer, sight: Sight, *, handles: bool, until: date, most: int
) -> list[Meeting]:
    """Meetings planned up to a day in the cases of this person, those that nobody has recorded yet included.

    ``handles``: the cases that he handles too, not only those that he mediates.
    """
    with store.reading():
        before = datetime.combine(until + timedelta(days=1), time())
        query = (
            MediationSession.select(
                MediationSession.id,
                Case.case_code,
                MediationSession.starts_at,
                MediationSession.place,
                MediationSession.ways,
                Case.handler,
                Case.mediator,
                Case.id,
            )
            .join(Case)
            .where(
                MediationSession.state == mediations.PLANNED,
                MediationSession.starts_at < before,
                scope(viewer),
                Case.status.in_(UNDER_WAY),
                his_own(viewer, sight, handles=handles),
            )
            .order_by(MediationSession.starts_at, MediationSession.id)
            .limit(most)
        )
        return [
            Meeting(
                number,
                code,
                at,
                mediations.hider(store, viewer, case_id)(place) or "",
                tuple(dict.fromkeys(json.loads(ways).values())),
                handler,
                mediator,
            )
            for number, code, at, place, ways, handler, mediator, case_id in query.tuples()
        ]


def visits(
    store: Store, viewer: Viewer, sight: Sight, *, handles: bool, until: date, most: int
) -> list[Coming]:
    """Return visits due or overdue up to a day in the cases of this person, the oldest first."""
    with store.reading():
        own = his_own(viewer, sight, handles=handles)
        return agreements.coming(store, viewer, until, most=most, among=own, kinds=("visit",))
