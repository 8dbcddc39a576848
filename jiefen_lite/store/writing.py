"""Putting cases down: many at once with compiled statements, or one after a person's change."""

from __future__ import annotations

from collections import Counter as Counting
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from jiefen_lite import jsontext
from jiefen_lite.shapes import CaseEventRow, CaseRow, Decision, PartyFacts, PartyRole
from jiefen_lite.store import forming, numbers, own, rowform, search
from jiefen_lite.store.database import Store
from jiefen_lite.store.forming import Formed
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

_CASE = tuple("batch" if name == "batch_id" else name for name in rowform.COLUMNS)
_LIVE_AT = _CASE.index("live")
_PARTY = (
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
_EVENT_OWN = (
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
_EVENT_SHARED = ("actor", "actor_role", "unit", "recorded_at", "reason", "auto", "batch")
_SOURCE = ("case", "channel", "source_no", "received_at", "natural_key", "content_hash", "batch_row")
_UNIT = ("case", "unit", "relation")
_OWN = ("case", "repeat", "complexity", "risk_level", "due_date", "due_clock", "pending", "rest")


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
    store.insert_many(CaseParty, _PARTY, [row for one in formed for row in one.parties])
    store.insert_many(CaseDecision, _DECISION, [one.decisions for one in formed])
    for shared, ones in groupby(formed, attrgetter("events_shared")):
        same = dict(zip(_EVENT_SHARED, shared, strict=True))
        store.insert_many(CaseEvent, _EVENT_OWN, [row for one in ones for row in one.events], same=same)
    store.insert_many(CaseSource, _SOURCE, [one.source for one in formed])
    store.insert_many(CaseUnit, _UNIT, [row for one in formed for row in one.units])
    store.insert_many(CaseOwn, _OWN, [one.own for one in formed if one.own is not None])
    search.add_many(store, [(one.case_id, one.tokens) for one in formed])
    numbers.remember([one.case_id for one in formed if one.case[_LIVE_AT] == LIVE])


def save_case(
    store: Store,
    case: CaseRow,
    events: Sequence[CaseEventRow],
    *,
    decisions: Sequence[Decision] = (),
    replace_decisions: Sequence[str] = (),
    parties: Sequence[PartyFacts] | None = None,
    units: Sequence[tuple[str, str]] | None = None,
    rule_set: int | None = None,
    batch_id: int | None = None,
) -> None:
    """Write one changed case (inside a write): row, new events, and whatever else is given.

    ``replace_decisions`` names kinds of decision whose earlier entries give way to ``decisions``.
    """
    before_parties = load_parties(store, case.id)
    before = load_case(store, case.id)
    sources = source_numbers(case.id)
    search.remove(store, case.id, search.tokens_of(before, before_parties, sources))
    new_events = forming.event_rows(case, events, batch_id, store.is_sqlite)
    rows = [(*own_part, *shared) for own_part, shared in zip(*new_events, strict=True)]
    store.insert_many(CaseEvent, (*_EVENT_OWN, *_EVENT_SHARED), rows)
    values = dict(
        zip(
            rowform.COLUMNS,
            rowform.to_row(case, store.cipher, store.is_sqlite, *rowform.shown_story(case)),
            strict=True,
        )
    )
    values["batch"] = values.pop("batch_id")
    Case.update(values).where(Case.id == case.id).execute()
    if before.own is not None:
        CaseOwn.delete().where(CaseOwn.case == case.id).execute()
    if case.own is not None:
        store.insert_many(CaseOwn, _OWN, [forming.own_row(case, store.is_sqlite, rule_set)])
    if decisions or replace_decisions:
        kept = [entry for entry in _load_entries(case.id) if entry[0] not in replace_decisions]
        text_now = jsontext.encode([*kept, *forming.entries(decisions, rule_set)])
        CaseDecision.update(entries=text_now).where(CaseDecision.case == case.id).execute()
    if parties is not None:
        numbers.forget(case.id)
        CaseParty.delete().where(CaseParty.case == case.id).execute()
        store.insert_many(
            CaseParty,
            _PARTY,
            [forming.party_row(store.cipher, store.is_sqlite, case.id, party) for party in parties],
        )
        numbers.remember([case.id])
    if units is not None:
        CaseUnit.delete().where(CaseUnit.case == case.id).execute()
        store.insert_many(CaseUnit, _UNIT, [(case.id, unit, relation) for unit, relation in units])
    after = before_parties if parties is None else parties
    search.add_many(store, [(case.id, search.tokens_of(case, after, sources))])


def load_case(store: Store, case_id: int) -> CaseRow:
    """A case for changing it, in clear; the caller has checked who asks."""
    (row,) = store.rows_of_case(Case, case_id)
    case = rowform.from_row(row, store.cipher)
    word = own.words([case_id]).get(case_id)
    case.own = word[0] if word else None
    return case


def load_parties(store: Store, case_id: int) -> list[PartyFacts]:
    """The parties of a case in clear, for changing or restoring them."""
    return [party_facts(store, row) for row in store.rows_of_case(CaseParty, case_id)]


def party_facts(store: Store, row: Mapping[str, Any]) -> PartyFacts:
    """A party in clear out of its row."""
    return PartyFacts(
        role=PartyRole(row["role"]),
        name=row["name"],
        phone=_clear(store, forming.PHONE_AAD, row["phone_cipher"]),
        id_no=_clear(store, forming.ID_AAD, row["id_cipher"]),
        address=_clear(store, forming.ADDRESS_AAD, row["address_cipher"]),
        gender=row["gender"],
        age=row["age"],
        is_org=bool(row["is_org"]),
        anonymous=bool(row["anonymous"]),
    )


def _load_entries(case_id: int) -> list[list[Any]]:
    row = CaseDecision.select(CaseDecision.entries).where(CaseDecision.case == case_id).tuples().first()
    return list(jsontext.decode(row[0])) if row else []


def source_numbers(case_id: int) -> list[str | None]:
    """The source numbers under which a case is known."""
    query = CaseSource.select(CaseSource.source_no).where(CaseSource.case == case_id).order_by(CaseSource.id)
    return [number for (number,) in query.tuples()]


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


def _clear(store: Store, place: str, blob: bytes | None) -> str | None:
    return None if blob is None else store.cipher.decrypt(place, blob)
