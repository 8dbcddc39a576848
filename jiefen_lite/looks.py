"""Who looked at a case: noted without keeping anybody waiting, and told to those who answer for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jiefen_lite.desk import House
from jiefen_lite.errors import BrokenStore, NotAllowed, NotWritable
from jiefen_lite.shapes import CaseRecord, Role, Viewer
from jiefen_lite.store import Store, audit, cases, looks
from jiefen_lite.store.looks import LookRecord

log = logging.getLogger("jiefen_lite.looks")

COUNTY = frozenset({Role.SUPERVISOR, Role.LEADER})
#: Of a unit: its head of all its cases, others of those that are in their own hands.
READERS = COUNTY | {Role.UNIT_LEADER, Role.HANDLER, Role.MEDIATOR}
#: So many looks wait in memory while somebody else writes; from then on a look waits for its own entry.
MOST_WAITING = 5_000
AGAIN = 1.0  # seconds until the writer's lock is asked for again

Key = tuple[str, str, datetime]


class Notes:
    """The looks of this server that are still to be written: only those that met another writer.

    One person's looks at one case are one entry an hour, so that the chain tells who looked and does not
    drown in it. An entry is not waited for on the disk: a power cut may take the last seconds, whatever is
    saved next makes them safe. A case whose parties asked for secrecy is another matter: every look at it
    has its entry before anything is shown.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting: dict[Key, tuple[Viewer, datetime]] = {}
        self._timer: threading.Timer | None = None

    def note(self, viewer: Viewer, case: CaseRecord, now: datetime) -> None:
        """Note that somebody looks at a case. Raises NotWritable only where the entry must not wait."""
        if case.secrecy:
            audit.record(self._store, viewer, looks.VIEW, case.case_code, now=now)
            return
        hour = now.replace(minute=0, second=0, microsecond=0)
        if looks.is_noted(self._store, viewer, case.case_code, hour):
            return
        with self._lock:
            self._waiting.setdefault((viewer.name, case.case_code, hour), (viewer, now))
            full = len(self._waiting) > MOST_WAITING
        if full:
            self.write()
            return
        try:
            self.write(wait_seconds=0)
        except (NotWritable, BrokenStore):
            self._try_again()

    def write(self, *, wait_seconds: float | None = None) -> None:
        """Write what waits. Raises NotWritable, BrokenStore where it has to wait on."""
        with self._store.writing(wait_seconds=wait_seconds, promised=False):
            with self._lock:
                waiting = dict(self._waiting)
            for (_, code, hour), (viewer, at) in waiting.items():
                if not looks.is_noted(self._store, viewer, code, hour):
                    audit.record(self._store, viewer, looks.VIEW, code, now=at)
        with self._lock:
            for key in waiting:
                self._waiting.pop(key, None)

    def close(self) -> None:
        """Write the rest when the server ends."""
        with self._lock:
            timer, self._timer, left = self._timer, None, bool(self._waiting)
        if timer is not None:
            timer.cancel()
        if left:
            self.write()

    def _try_again(self) -> None:
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(AGAIN, self._again)
                self._timer.daemon = True
                self._timer.start()

    def _again(self) -> None:
        with self._lock:
            self._timer = None
        try:
            self.write()
        except (NotWritable, BrokenStore) as error:
            log.warning("看件的记录还没有写下，稍后再写：%s", error)
            if self._store.fault is None:  # nothing is written any more to a file that was found damaged
                self._try_again()


@dataclass(frozen=True, slots=True)
class LookLog:
    """One page of who looked at a case; ``people``: everybody who did, with how often."""

    case: CaseRecord
    rows: Sequence[LookRecord]
    people: Sequence[tuple[str, int]]
    more: bool


def may_read(viewer: Viewer, case: CaseRecord) -> bool:
    """Whether this viewer may read who looked at this case."""
    if viewer.roles & COUNTY:
        return True
    if Role.UNIT_LEADER in viewer.roles and case.responsible_unit == viewer.unit:
        return True
    if Role.HANDLER in viewer.roles and (case.responsible_unit, case.handler) == (viewer.unit, viewer.name):
        return True
    return Role.MEDIATOR in viewer.roles and case.mediator == viewer.name


def read(
    house: House, viewer: Viewer, case_code: str, *, person: str, limit: int, offset: int, now: datetime
) -> LookLog:
    """Who looked at a case; reading it is itself a look, noted first.

    Raises NotFound alike for another unit's case and for none, NotAllowed where it is somebody else's.
    """
    store = house.store
    case = cases.get_case(store, viewer, case_code)
    if not may_read(viewer, case):
        raise NotAllowed(
            "谁看过这一件，由督办岗、领导、主办单位的分管领导和这一件的承办人、调解员查看。",
            "要核实请找督办岗。",
        )
    audit.record(store, viewer, "view_looks", case_code, now=now)
    rows = looks.of_case(store, viewer, case_code, person=person, limit=limit + 1, offset=offset)
    return LookLog(case, rows[:limit], looks.people(store, viewer, case_code), len(rows) > limit)
