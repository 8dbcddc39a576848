"""Putting cases down: many at once with compiled statements, or one after a person's change."""

from __future__ import annotations

from collections import Counter as Counting
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from jiefen_lite import jsontext
from jiefen_lite.shapes import CaseRow, PartyFacts
from jiefen_lite.store import lessons, numbers, own, rowform, search
from jiefen_lite.store.database import Store
from jiefen_lite.store.forming import Formed
from jiefen_lite.store.stored import party_facts
from jiefen_lite.store.tables import (
    LIVE,
    BatchRow,
    Case,
    CaseDecision,
    CaseEvent,
    CaseOwn,
    CaseParty,
    CaseSource,
    CaseUnit,
    Counter,
)

_CASE = rowform.table_columns(rowform.COLUMNS)
_LIVE_AT = _CASE.index("live")
PARTY = (
    "case",
    "role",
    "name",
    "phone_cipher",
    "phone_hash",
    "id_cipher",
    "id_hash",
    "address_cipher",
    "gender",
    "age",
    "is_org",
    "anonymous",
)
_DECISION = ("case", "entries")
EVENT_OWN = (
    "case",
    "seq",
    "action",
    "from_status",
    "to_status",
    "occurred_at",
    "due_before",
    "due_after",
    "data",
    "hash",
)
EVENT_SHARED = ("actor", "actor_role", "unit", "recorded_at", "reason", "auto", "batch")
_SOURCE = ("case", "channel", "source_no", "received_at", "natural_key", "content_hash", "batch_row")
UNIT = ("case", "unit", "relation")
OWN = ("case", "repeat", "complexity", "risk_level", "due_date", "due_clock", "pending", "rest")


def take_numbers(store: Store, name: str, count: int) -> int:
    """Reserve ``count`` running numbers (inside a write); returns the first. They are never given again."""
    current = Counter.get_or_none(Counter.name == name)
    if current is None:
        Counter.create(name=name, value=count)
        return 1
    Counter.update(value=Counter.value + count).where(Counter.name == name).execute()
    return int(current.value) + 1


def take_codes(store: Store, prefix: str, days: Iterable[date]) -> list[str]:
    """A case code for each day given, in order: prefix, day received, running number of that day."""
    wanted = list(days)
    stems = {day: f"{day:%Y%m%d}" for day in set(wanted)}
    counts = Counting(wanted)
    following = {day: take_numbers(store, f"case:{stems[day]}", count) for day, count in counts.items()}
    codes = []
    for day in wanted:
        codes.append(f"{prefix}{stems[day]}-{following[day]:04d}")
        following[day] += 1
    return codes


def insert_cases(store: Store, formed: Sequence[Formed]) -> None:
    """Write new cases with all that belongs to them (inside a write); the search index included."""
    store.insert_many(Case, _CASE, [one.case for one in formed])
    store.insert_many(CaseParty, PARTY, [row for one in formed for row in one.parties])
    store.insert_many(CaseDecision, _DECISION, [one.decisions for one in formed])
    lessons.count_used(one.decisions[1] for one in formed)
    for shared, ones in groupby(formed, attrgetter("events_shared")):
        same = dict(zip(EVENT_SHARED, shared, strict=True))
        store.insert_many(CaseEvent, EVENT_OWN, [row for one in ones for row in one.events], same=same)
    store.insert_many(CaseSource, _SOURCE, [one.source for one in formed])
    store.insert_many(CaseUnit, UNIT, [row for one in formed for row in one.units])
    store.insert_many(CaseOwn, OWN, [one.own for one in formed if one.own is not None])
    search.add_many(store, [(one.case_id, one.tokens) for one in formed])
    numbers.remember([one.case_id for one in formed if one.case[_LIVE_AT] == LIVE])


def load_case(store: Store, case_id: int) -> CaseRow:
    """A case for changing it, in clear; the caller has checked who asks."""
    (row,) = store.rows_of_case(Case, case_id)
    case = rowform.from_row(row, store.cipher)
    told = store.rows_of_case(CaseOwn, case_id)
    case.own = own.word_of(told[0])[0] if told else None
    return case


def load_parties(store: Store, case_id: int) -> list[PartyFacts]:
    """The parties of a case in clear, for changing or restoring them."""
    return [party_facts(store.cipher, row) for row in store.rows_of_case(CaseParty, case_id)]


def heads(store: Store, case_ids: Sequence[int]) -> dict[int, str]:
    """case id -> the hash with which its history ends now."""
    with store.reading():
        query = Case.select(Case.id, Case.event_head).where(Case.id.in_(list(case_ids)))
        return dict(query.tuples())


def code_of(store: Store, case_id: int) -> str:
    """The case code of an inner number."""
    with store.reading():
        (code,) = Case.select(Case.case_code).where(Case.id == case_id).tuples().get()
        return str(code)


def person_fields_of(store: Store, case_id: int) -> list[str]:
    """Which corrections a person has made to a case."""
    with store.reading():
        (fields,) = Case.select(Case.person_fields).where(Case.id == case_id).tuples().get()
        return list(jsontext.decode(fields))


def row_payload(store: Store, batch_row: int) -> bytes:
    """The clear payload of a stored file row."""
    with store.reading():
        (blob,) = BatchRow.select(BatchRow.payload_cipher).where(BatchRow.id == batch_row).tuples().get()
    return store.cipher.decrypt_bytes("batch_row.payload", blob)
