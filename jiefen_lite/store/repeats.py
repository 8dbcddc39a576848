"""Has this person come with this matter before, or this alarm been given: by keyed hashes of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import peewee as pw

from jiefen_lite.shapes import Before, Channel, PartyFacts, PartyRole, Status, Viewer
from jiefen_lite.store.alarms import Alarm, AlarmFinder, house_mark, phones_of
from jiefen_lite.store.crypto import Cipher
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import LIVE, STAGED, Case, CaseNumber, CaseParty


class Told(NamedTuple):
    """What of a row tells whether something came before."""

    channel: Channel
    received_at: datetime
    type_l1: str | None
    place: str | None
    town: str | None
    village: str | None


class Matter(NamedTuple):
    """What tells whether two cases are one person's same matter; plain values, so that it travels."""

    case_id: int
    keys: tuple[str, ...]  # keyed hashes of the applicants' numbers
    received_at: str  # ISO
    type_l1: str | None
    others: tuple[str, ...]  # names of the other side
    case_code: str = ""
    phones: tuple[str, ...] = ()  # of an alarm: keyed hashes of the callers' telephones …
    house: str | None = None  # … and of the house it was about


def matter_of(
    cipher: Cipher,
    case_id: int,
    case_code: str,
    parties: Sequence[PartyFacts],
    facts: Told,
) -> Matter:
    """The matter of one case. ``facts``: what its row says."""
    keys: list[str] = []
    for party in parties:
        if party.role == "applicant":
            if party.phone:
                keys += cipher.find_hashes("phone", party.phone).split()
            if party.id_no:
                keys += cipher.find_hashes("id_no", party.id_no).split()
    others = tuple([party.name for party in parties if party.role == "respondent" and party.name])
    received_at, type_l1 = facts.received_at.isoformat(), facts.type_l1
    alone = Matter(case_id, tuple(keys), received_at, type_l1, others, case_code)
    if facts.channel != Channel.POLICE_110:
        return alone
    house = house_mark(cipher, facts.place, facts.town, facts.village)
    return alone._replace(phones=phones_of(cipher, parties), house=house)


class RepeatFinder:
    """Finds earlier cases of the same applicant with the same type or the same other side.

    Source: indicators guide, 3.7 (365 days for the repeat rate); within how many of them a rule counts
    (disputes guide, 0.2 and 0.4) the rule says itself. Works inside one import: what the batch itself
    brings is found as well. It answers the import only, never a page, and tells no more than numbers.
    """

    def __init__(self, store: Store, repeat_days: int, batch_id: int, alarm_days: int | None = None) -> None:
        """``alarm_days``: how far back alarms are looked for (None: not at all)."""
        self._store = store
        self._alarms = AlarmFinder(store, alarm_days, batch_id)
        self._batch_id = batch_id
        self._repeat = timedelta(days=repeat_days)
        self._known: dict[str, list[Matter]] = {}
        self._asked: set[str] = set()
        self._begun = False

    def look_up(self, matters: Sequence[Matter]) -> None:
        """Fetch what the store knows of these applicants, all at once."""
        self._alarms.look_up(alarm for one in matters if (alarm := _alarm_of(one)) is not None)
        if not self._begun:
            self._fetch_hidden()
            self._begun = True
        wanted = {key for matter in matters for key in matter.keys} - self._asked
        self._asked |= wanted
        if wanted:
            self._fetch(list(wanted))

    def before(self, matter: Matter) -> Before:
        """What came before a case: of its person, and, where it is an alarm, of its house and telephone."""
        alarm = _alarm_of(matter)
        return Before(self._days_since(matter), () if alarm is None else self._alarms.earlier(alarm))

    def _days_since(self, matter: Matter) -> tuple[int, ...]:
        """How many days before this one each earlier case of the matter came in; then remembers it.

        A case is no repeat of itself nor of one that came in after it, so that a later file about it
        changes nothing.
        """
        earlier: dict[int, int] = {}
        for key in matter.keys:
            known = self._known.get(key)
            if known is None:
                self._known[key] = [matter]
                continue
            for one in known:
                if one.case_id != matter.case_id and (since := self._since(one, matter)) is not None:
                    earlier[one.case_id] = since.days
            known.append(matter)
        return tuple(earlier.values())

    def _since(self, earlier: Matter, later: Matter) -> timedelta | None:
        """How long before ``later`` the same matter came, None where it is another or too long ago."""
        between = datetime.fromisoformat(later.received_at) - datetime.fromisoformat(earlier.received_at)
        if not timedelta(0) <= between <= self._repeat:
            return None
        if not between and earlier.case_id > later.case_id:
            return None  # of the same moment, but it came in after this one
        same_type = later.type_l1 is not None and earlier.type_l1 == later.type_l1
        return between if same_type or not set(earlier.others).isdisjoint(later.others) else None

    def _fetch(self, keys: Sequence[str]) -> None:
        """Cases in force by their numbers."""
        with self._store.reading():
            rows = self._store.rows_among(
                "SELECT n.mark, c.id, c.received_at, c.type_l1 "
                "FROM case_number n JOIN cases c ON c.id = n.case_id "
                f"WHERE n.mark IN {{keys}} AND n.role = '{PartyRole.APPLICANT}' AND +c.live = {LIVE} "
                f"AND c.status <> '{Status.MERGED}'",  # that one is another case's, and no earlier matter
                keys,
            )
            self._keep(rows)

    def _fetch_hidden(self) -> None:
        """What this batch had put down before it was interrupted: its numbers are not kept apart yet."""
        with self._store.reading():
            for column in (CaseParty.phone_hash, CaseParty.id_hash):
                query = CaseParty.select(column, Case.id, Case.received_at, Case.type_l1).join(Case)
                hidden = query.where(
                    Case.batch == self._batch_id,
                    Case.live == STAGED,
                    CaseParty.role == PartyRole.APPLICANT,
                    column.is_null(False),
                )
                self._keep(hidden.tuples())

    def _keep(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Remember cases, each as (keys, case id, received at, type), with the other side's names."""
        found = list(rows)
        others = _other_sides(sorted({row[1] for row in found}))
        for marks, case_id, received_at, type_l1 in found:
            for key in marks.split():
                matter = Matter(case_id, (key,), str(received_at), type_l1, tuple(others.get(case_id, ())))
                self._known.setdefault(key, []).append(matter)


def _alarm_of(matter: Matter) -> Alarm | None:
    if not matter.phones and matter.house is None:
        return None
    return Alarm(matter.case_id, matter.case_code, matter.received_at, matter.phones, matter.house)


def _other_sides(case_ids: Sequence[int]) -> dict[int, list[str]]:
    """The respondents' names of some cases."""
    others: dict[int, list[str]] = {}
    for at in range(0, len(case_ids), 400):
        names = CaseParty.select(CaseParty.case_id, CaseParty.name).where(
            CaseParty.case.in_(case_ids[at : at + 400]),
            CaseParty.role == PartyRole.RESPONDENT,
            CaseParty.name.is_null(False),
        )
        for case_id, name in names.tuples():
            others.setdefault(case_id, []).append(name)
    return others


#: So few cases are asked about one by one.
FEW = 400
Row = tuple[str, datetime, int, str, str | None]  # mark, received, case, its code, its type


def _of_county(viewer: Viewer) -> list[Row]:
    """Applicants' marks that stand in several cases of the county, with those cases, by mark and time."""
    shared = (
        CaseNumber.select(CaseNumber.mark)
        .where(CaseNumber.role == PartyRole.APPLICANT)
        .group_by(CaseNumber.mark)
        .having(pw.fn.COUNT(CaseNumber.case_id) > 1)
    )
    found = (
        CaseNumber.select(CaseNumber.mark, Case.received_at, Case.id, Case.case_code, Case.type_l1)
        .join(Case, on=(Case.id == CaseNumber.case_id))
        .where(
            CaseNumber.role == PartyRole.APPLICANT,
            CaseNumber.mark.in_(shared),
            scope(viewer),
            Case.status != Status.MERGED,
        )
        .order_by(CaseNumber.mark, Case.received_at, Case.id)
    )
    return list(found.tuples())


def _of_unit(store: Store, viewer: Viewer) -> list[Row]:
    """The same among a unit's own cases, read from them: the county's marks are many times as many."""
    people = (
        CaseParty.select(CaseParty.phone_hash, CaseParty.id_hash, CaseParty.case)
        .join(Case)
        .where(CaseParty.role == PartyRole.APPLICANT, scope(viewer), Case.status != Status.MERGED)
    )
    # Straight from the database: nearly all come once and are not looked at any further.
    pairs = {
        (mark, case_id)
        for phone, id_no, case_id in store.db.execute(people)
        for mark in (phone, id_no)
        if mark
    }
    times = Counter(mark for mark, _case in pairs)
    several = [(mark, case_id) for mark, case_id in pairs if times[mark] > 1]
    cases = Case.select(Case.id, Case.received_at, Case.case_code, Case.type_l1)
    cases = cases.where(Case.id.in_(store.among(sorted({case_id for _mark, case_id in several}))))
    known = {case_id: (received, case_id, code, kind) for case_id, received, code, kind in cases.tuples()}
    return sorted(((mark, *known[case_id]) for mark, case_id in several), key=lambda row: row[:3])


def _of_people(store: Store, viewer: Viewer, codes: Sequence[str]) -> list[Row]:
    """The same of those who stand in some cases: looked up from these, however many others there are."""
    asked = Case.select(Case.id).where(scope(viewer, aside=True), Case.case_code.in_(list(codes)))
    people = CaseParty.select(CaseParty.phone_hash, CaseParty.id_hash).where(
        CaseParty.role == PartyRole.APPLICANT, CaseParty.case.in_(asked)
    )
    marks = sorted({mark for person in store.db.execute(people) for mark in person if mark})
    found: list[Row] = []
    for at in range(0, len(marks), 400):
        rows = (
            CaseNumber.select(CaseNumber.mark, Case.received_at, Case.id, Case.case_code, Case.type_l1)
            .join(Case, on=(Case.id == CaseNumber.case_id))
            .where(
                CaseNumber.role == PartyRole.APPLICANT,
                CaseNumber.mark.in_(marks[at : at + 400]),
                scope(viewer, aside=True),
                Case.status != Status.MERGED,
            )
        )
        found.extend(rows.tuples())
    return sorted(found, key=lambda row: row[:3])


def came_again(
    store: Store, viewer: Viewer, repeat_days: int, among: Sequence[str] | None = None
) -> frozenset[str]:
    """Codes of the cases by which somebody came again with the same matter, as far as this viewer knows.

    The import can only look back on what it has; asked afterwards, the answer no longer depends on which
    file came in first. A case merged into another is that other one and no earlier matter. ``among``: what
    is asked is only of these cases, so that of a few not everybody's are looked through.
    """
    with store.reading():
        if among is not None and len(among) <= FEW:
            rows = _of_people(store, viewer, among)
        else:
            rows = _of_county(viewer) if viewer.sees_county else _of_unit(store, viewer)
        others = _other_sides(sorted({row[2] for row in rows}))
    again: set[str] = set()
    last: dict[tuple[str, str, str], datetime] = {}  # number, what is alike, its value -> when it last came
    for mark, received_at, case_id, code, type_l1 in rows:
        alike = [("type", type_l1)] if type_l1 else []
        alike += [("name", name) for name in others.get(case_id, ())]
        for kind, value in alike:
            before = last.get((mark, kind, value))
            if before is not None and received_at - before <= timedelta(days=repeat_days):
                again.add(code)
            last[mark, kind, value] = received_at
    return frozenset(again)
