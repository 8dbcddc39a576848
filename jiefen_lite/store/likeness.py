"""What of each case is compared to find the same dispute told twice: numbers only as keyed hashes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import peewee as pw

from jiefen_lite import jsontext
from jiefen_lite.shapes import Channel, DoubleFacts, PartyRole, Somebody, Viewer
from jiefen_lite.store import rowform
from jiefen_lite.store.batches import ROW_AAD
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import BatchRow, Case, CaseParty, CaseSource

#: Under this name a kept row has the numbers of other systems that its cells and prefixes told.
LINKED = b'"linked_nos"'
# Numbers of tickets, incidents and letters in the middle of a text, and the numbers of courts and offices.
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[A-Za-z]{0,6}\d{11,30}(?![0-9A-Za-z])"
    r"|[\u4e00-\u9fff]{0,8}[(（〔\[【]\d{4}[)）〕\]】][\u4e00-\u9fff0-9第]{2,24}?号"
)
_CHUNK = 2_000


def facts(
    store: Store, viewer: Viewer, *, since: date | None = None, until: date | None = None
) -> list[DoubleFacts]:
    """Every case in this viewer's scope received from ``since`` to ``until``, merged ones included.

    Cases that one of these quotes, or that quote the same number, come with them however old they are.
    """
    wanted = scope(viewer)
    near = wanted
    if since is not None:
        near = near & (Case.received_at >= datetime.combine(since, time.min))
    if until is not None:
        near = near & (Case.received_at < datetime.combine(until + timedelta(days=1), time.min))
    with store.reading():
        found = _facts(store, near)
        if since is not None or until is not None:
            known = {one.case_id for one in found}
            quoted = {number for one in found for number in one.quoted}
            found += [one for one in _facts(store, wanted & _by_number(quoted)) if one.case_id not in known]
    return found


def facts_of(store: Store, viewer: Viewer, case_codes: Collection[str]) -> dict[str, DoubleFacts]:
    """What is compared of these cases, by code; those outside this viewer's scope are missing."""
    with store.reading():
        found = _facts(store, scope(viewer) & Case.case_code.in_(list(case_codes)))
    return {one.case_code: one for one in found}


def received_between(store: Store, viewer: Viewer, case_ids: Collection[int]) -> tuple[date, date] | None:
    """The days on which the first and the last of these cases came in; None where none is in scope."""
    days: list[date] = []
    with store.reading():
        for chunk in _chunks(sorted(case_ids)):
            query = Case.select(pw.fn.MIN(Case.received_at), pw.fn.MAX(Case.received_at))
            for found in query.where(scope(viewer), Case.id.in_(chunk)).tuples():
                days += [_day(one) for one in found if one is not None]
    return (min(days), max(days)) if days else None


def codes_of(store: Store, viewer: Viewer, numbers: Collection[str]) -> dict[str, str]:
    """source number → code of the case in this viewer's scope that has it, in whichever channel."""
    with store.reading():
        query = CaseSource.select(CaseSource.source_no, Case.case_code).join(Case)
        found = query.where(scope(viewer), _by_number(set(numbers)), CaseSource.source_no.in_(list(numbers)))
        return dict(found.order_by(CaseSource.id.desc()).tuples()) if numbers else {}


def _day(value: datetime | str) -> date:
    return datetime.fromisoformat(str(value)).date()


def _by_number(numbers: Collection[str]) -> pw.Expression:
    """A condition on cases that have one of these source numbers, in whichever channel."""
    keys = sorted(f"{channel}|{number}"[:255] for channel in Channel for number in numbers)
    if not keys:
        return Case.id.in_([])
    found = [CaseSource.natural_key.in_(keys[at : at + 500]) for at in range(0, len(keys), 500)]
    condition = found[0]
    for more in found[1:]:
        condition = condition | more
    return Case.id.in_(CaseSource.select(CaseSource.case).where(condition))


def _facts(store: Store, wanted: pw.Expression) -> list[DoubleFacts]:
    columns = (
        Case.id,
        Case.case_code,
        Case.channel,
        Case.received_at,
        Case.town,
        Case.village,
        Case.place_cipher,
        Case.type_l1,
        Case.type_l2,
        Case.people_count,
        Case.amount_fen,
        Case.summary,
        Case.claim,
    )
    rows = list(Case.select(*columns).where(wanted).order_by(Case.id).tuples())
    made: list[DoubleFacts] = []
    for chunk in _chunks(rows):
        ids = [row[0] for row in chunk]
        people = _people(ids)
        numbers, linked = _numbers(store, ids)
        for case_id, code, channel, received, town, village, place, l1, l2, count, fen, *told in chunk:
            words = "。".join(part for part in told if part)
            made.append(
                DoubleFacts(
                    case_id,
                    code,
                    Channel(channel),
                    received.date(),
                    town,
                    village,
                    store.cipher.decrypt(rowform.PLACE_AAD, place) if place is not None else None,
                    l1,
                    l2,
                    count,
                    fen,
                    tuple(people.get(case_id, ())),
                    tuple(numbers.get(case_id, ())),
                    (*linked.get(case_id, ()), *_NUMBER.findall(words)),
                    words,
                )
            )
    return made


def _people(case_ids: Sequence[int]) -> dict[int, list[Somebody]]:
    people: dict[int, list[Somebody]] = defaultdict(list)
    query = CaseParty.select(
        CaseParty.case_id,
        CaseParty.role,
        CaseParty.name,
        CaseParty.phone_hash,
        CaseParty.id_hash,
        CaseParty.is_org,
    ).where(CaseParty.case.in_(case_ids))
    for case_id, role, name, phones, id_nos, is_org in query.order_by(CaseParty.id).tuples():
        people[case_id].append(
            Somebody(
                PartyRole(role),
                name,
                tuple((phones or "").split()),
                tuple((id_nos or "").split()),
                bool(is_org),
            )
        )
    return people


def _numbers(store: Store, case_ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """The source numbers of cases, and the numbers that their file rows name beside."""
    own: dict[int, list[str]] = defaultdict(list)
    linked: dict[int, list[str]] = defaultdict(list)
    query = (
        CaseSource.select(CaseSource.case_id, CaseSource.source_no, BatchRow.payload_cipher)
        .join(BatchRow, pw.JOIN.LEFT_OUTER)
        .where(CaseSource.case.in_(case_ids))
        .order_by(CaseSource.id)
    )
    for case_id, number, sealed in query.tuples():
        if number:
            own[case_id].append(number)
        if sealed is not None:
            payload = store.cipher.decrypt_bytes(ROW_AAD, sealed)
            kept = payload[: payload.index(b"\n")]  # the canonical fields; the cells follow
            if LINKED in kept:
                linked[case_id] += [str(one) for one in jsontext.decode(kept).get("linked_nos") or ()]
    return own, linked


def _chunks(things: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (things[at : at + _CHUNK] for at in range(0, len(things), _CHUNK))
