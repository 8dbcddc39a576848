"""Who has called the police before: earlier alarms from one telephone or to one house, by keyed hashes.

Telephones are known by the hashes they are stored with; a house is hashed from the stored place when its
day is first looked at. Days are fetched, not rows, so that a large file asks a few hundred times at most.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from jiefen_lite.shapes import MOST_ALARMS, Channel, EarlierAlarm, PartyFacts, PartyRole, Status
from jiefen_lite.store.crypto import Cipher
from jiefen_lite.store.database import Store
from jiefen_lite.store.rowform import PLACE_AAD
from jiefen_lite.store.tables import LIVE, STAGED, Case, CaseParty
from jiefen_lite.text import single_numbers
from jiefen_lite.text.houses import house_of

#: Fewer figures are a short number (110, 12345), which belongs to nobody.
_LEAST_FIGURES = 7
ADDRESS, PHONE = "address", "phone"


class Alarm(NamedTuple):
    """One alarm: by what it is known again. Plain values, so that it travels."""

    case_id: int
    case_code: str
    received_at: str  # ISO
    phones: tuple[str, ...]  # keyed hashes of the callers' telephones
    house: str | None  # keyed hash


def phones_of(cipher: Cipher, parties: Sequence[PartyFacts]) -> tuple[str, ...]:
    """The hashes of the callers' whole telephone numbers."""
    return tuple(
        cipher.find_hash("phone", number)
        for one in parties
        if one.role == PartyRole.APPLICANT and one.phone
        for number in single_numbers(one.phone)
        if "*" not in number and sum(map(str.isdigit, number)) >= _LEAST_FIGURES
    )


def house_mark(cipher: Cipher, place: str | None, town: str | None, village: str | None) -> str | None:
    """The hash of the house that an alarm's address names; None where it names none."""
    house = house_of(place, town, village) if place else None
    return None if house is None else cipher.find_hash("house", house)


class AlarmFinder:
    """Finds earlier alarms within some days (None: nobody asks). Answers the import only, never a page."""

    def __init__(self, store: Store, within_days: int | None, batch_id: int) -> None:
        self._store = store
        self._days = within_days
        self._batch_id = batch_id
        self._fetched: set[int] = set()  # days, as ordinals
        #: By hash of a telephone or a house: (when, case, its code), in this order.
        self._known: dict[tuple[str, str], list[tuple[str, int, str]]] = {}
        self._met: set[int] = set()

    def look_up(self, alarms: Iterable[Alarm]) -> None:
        """Fetch what the store has of the days before these, a stretch of days at a time."""
        if self._days is None:
            return
        days = {date.fromisoformat(one.received_at[:10]).toordinal() for one in alarms}
        wanted = {day - back for day in days for back in range(self._days + 1)} - self._fetched
        self._fetched |= wanted
        for first, last in _stretches(sorted(wanted)):
            self._fetch(date.fromordinal(first), date.fromordinal(last + 1))

    def earlier(self, alarm: Alarm) -> tuple[EarlierAlarm, ...]:
        """Alarms before this one from its telephone or to its house, the last first; then remembers it."""
        if self._days is None:
            return ()
        at = datetime.fromisoformat(alarm.received_at)
        since = (at - timedelta(days=self._days)).isoformat()
        found: dict[int, tuple[str, str, list[str]]] = {}
        for kind, mark in _marks(alarm):
            known = self._known.get((kind, mark), [])
            begin = bisect_left(known, (since,))
            end = bisect_right(known, (alarm.received_at, alarm.case_id))
            for when, case_id, code in known[max(begin, end - MOST_ALARMS) : end]:
                if case_id != alarm.case_id:
                    found.setdefault(case_id, (when, code, []))[2].append(kind)
        self._remember(alarm)
        latest = sorted(found.items(), key=lambda one: (one[1][0], one[0]), reverse=True)
        return tuple(
            EarlierAlarm((at - datetime.fromisoformat(when)).days, code, tuple(dict.fromkeys(same)))
            for _case, (when, code, same) in latest
        )

    def _remember(self, alarm: Alarm) -> None:
        if alarm.case_id in self._met:
            return
        self._met.add(alarm.case_id)
        for key in dict.fromkeys(_marks(alarm)):
            insort(self._known.setdefault(key, []), (alarm.received_at, alarm.case_id, alarm.case_code))

    def _fetch(self, first: date, until: date) -> None:
        """Alarms of some days: those in force, and what this batch put down before it was interrupted."""
        known = (Case.live == LIVE) | ((Case.live == STAGED) & (Case.batch == self._batch_id))
        columns = (Case.id, Case.case_code, Case.received_at, Case.town, Case.village, Case.place_cipher)
        caller = (CaseParty.case == Case.id) & (CaseParty.role == PartyRole.APPLICANT)
        query = (
            Case.select(*columns, CaseParty.phone_hash)
            .join(CaseParty, "LEFT OUTER JOIN", on=caller)
            .where(
                Case.received_at >= first,
                Case.received_at < until,
                Case.channel == Channel.POLICE_110,
                Case.status != Status.MERGED,  # that one is another case's, and no alarm of its own
                known,
            )
            .order_by(Case.id)
            .tuples()
        )
        with self._store.reading():
            several: dict[int, Alarm] = {}
            for row in query:
                one = self._alarm(row)
                before = several.get(one.case_id)
                several[one.case_id] = one if before is None else _joined(before, one)
        for one in several.values():
            self._remember(one)

    def _alarm(self, row: Sequence[Any]) -> Alarm:
        case_id, code, received_at, town, village, sealed, phones = row
        cipher = self._store.cipher
        place = cipher.decrypt(PLACE_AAD, sealed) if sealed is not None else None
        marks = tuple(phones.split()) if phones else ()
        return Alarm(case_id, code, received_at.isoformat(), marks, house_mark(cipher, place, town, village))


def _joined(one: Alarm, other: Alarm) -> Alarm:
    """One alarm of two callers."""
    return one._replace(phones=(*one.phones, *other.phones))


def _marks(alarm: Alarm) -> Iterator[tuple[str, str]]:
    if alarm.house is not None:
        yield ADDRESS, alarm.house
    for phone in alarm.phones:
        yield PHONE, phone


def _stretches(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of every run of days that follow each other."""
    first = last = None
    for day in days:
        if first is None or last is None or day != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last
