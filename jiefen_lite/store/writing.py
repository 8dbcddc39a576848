"""Putting cases down: many at once with compiled statements, or one after a person's change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jiefen_lite import jsontext, text
from jiefen_lite.shapes import By, CaseEventRow, CaseRow, Decision, PartyFacts, PartyRole
from jiefen_lite.store import chain, rowform, search
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import (
    BatchRow,
    Case,
    CaseDecision,
    CaseEvent,
    CaseParty,
    CaseSource,
    CaseUnit,
    Counter,
)

PHONE_AAD, ID_AAD, ADDRESS_AAD = "party.phone", "party.id_no", "party.address"

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
_EVENT = (
    "case",
    "seq",
    "action",
    "from_status",
    "to_status",
    "actor",
    "actor_role",
    "unit",
    "occurred_at",
    "recorded_at",
    "reason",
    "auto",
    "due_before",
    "due_after",
    "data",
    "batch",
    "hash",
)
_SOURCE = ("case", "channel", "source_no", "received_at", "natural_key", "content_hash", "batch_row")
_UNIT = ("case", "unit", "relation")
_DIGITS = re.compile(r"\d{4}").search  # no number of a person is shorter


@dataclass(slots=True)
class CaseParts:
    """A case with everything that belongs to it, on its way into the store."""

    case: CaseRow
    parties: Sequence[PartyFacts]
    decisions: Sequence[Decision]
    events: Sequence[CaseEventRow]
    source_no: str | None = None
    natural_key: str = ""
    content_hash: str = ""
    batch_row: int | None = None
    units: Sequence[tuple[str, str]] = field(default_factory=tuple)  # (unit, relation) that may see it


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
    counts: dict[date, int] = {}
    for day in wanted:
        counts[day] = counts.get(day, 0) + 1
    following = {day: take_numbers(store, f"case:{day:%Y%m%d}", count) for day, count in counts.items()}
    codes = []
    for day in wanted:
        codes.append(f"{prefix}{day:%Y%m%d}-{following[day]:04d}")
        following[day] += 1
    return codes


def insert_cases(
    store: Store, parts: Sequence[CaseParts], *, rule_set: int | None, batch_id: int | None
) -> None:
    """Write new cases with all that belongs to them (inside a write); the search index included."""
    sqlite, cipher = store.is_sqlite, store.cipher
    cases: list[tuple[Any, ...]] = []
    parties: list[tuple[Any, ...]] = []
    decisions: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    sources: list[tuple[Any, ...]] = []
    units: list[tuple[Any, ...]] = []
    grams: list[tuple[int, str]] = []
    for part in parts:
        case = part.case
        events += _event_rows(store, case, part.events, batch_id)
        story, original = rowform.shown_story(case)
        cases.append(rowform.to_row(case, cipher, sqlite, story, original))
        parties += [_party_row(store, case.id, party) for party in part.parties]
        decisions.append((case.id, jsontext.encode(_entries(part.decisions, rule_set))))
        sources.append(
            (
                case.id,
                case.channel._value_,
                part.source_no,
                rowform.moment(case.received_at),
                part.natural_key,
                part.content_hash,
                part.batch_row,
            )
        )
        units += [(case.id, unit, relation) for unit, relation in part.units]
        grams.append((case.id, search.tokens_of(case, part.parties, (part.source_no,), story)))
    store.insert_many(Case, tuple("batch" if name == "batch_id" else name for name in rowform.COLUMNS), cases)
    store.insert_many(CaseParty, _PARTY, parties)
    store.insert_many(CaseDecision, _DECISION, decisions)
    store.insert_many(CaseEvent, _EVENT, events)
    store.insert_many(CaseSource, _SOURCE, sources)
    store.insert_many(CaseUnit, _UNIT, units)
    search.add_many(store, grams)


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
    numbers = source_numbers(case.id)
    search.remove(store, case.id, search.tokens_of(before, before_parties, numbers))
    store.insert_many(CaseEvent, _EVENT, _event_rows(store, case, events, batch_id))
    values = dict(
        zip(
            rowform.COLUMNS,
            rowform.to_row(case, store.cipher, store.is_sqlite, *rowform.shown_story(case)),
            strict=True,
        )
    )
    values["batch"] = values.pop("batch_id")
    Case.update(values).where(Case.id == case.id).execute()
    if decisions or replace_decisions:
        kept = [entry for entry in _load_entries(case.id) if entry[0] not in replace_decisions]
        text_now = jsontext.encode([*kept, *_entries(decisions, rule_set)])
        CaseDecision.update(entries=text_now).where(CaseDecision.case == case.id).execute()
    if parties is not None:
        CaseParty.delete().where(CaseParty.case == case.id).execute()
        store.insert_many(CaseParty, _PARTY, [_party_row(store, case.id, party) for party in parties])
    if units is not None:
        CaseUnit.delete().where(CaseUnit.case == case.id).execute()
        store.insert_many(CaseUnit, _UNIT, [(case.id, unit, relation) for unit, relation in units])
    after = before_parties if parties is None else parties
    search.add_many(store, [(case.id, search.tokens_of(case, after, numbers))])


def load_case(store: Store, case_id: int) -> CaseRow:
    """A case for changing it, in clear; the caller has checked who asks."""
    row = Case.select().where(Case.id == case_id).dicts().get()
    return rowform.from_row(row, store.cipher)


def load_parties(store: Store, case_id: int) -> list[PartyFacts]:
    """The parties of a case in clear, for changing or restoring them."""
    query = CaseParty.select().where(CaseParty.case == case_id).order_by(CaseParty.id)
    return [party_facts(store, row) for row in query.dicts()]


def party_facts(store: Store, row: Mapping[str, Any]) -> PartyFacts:
    """A party in clear out of its row."""
    return PartyFacts(
        role=PartyRole(row["role"]),
        name=row["name"],
        phone=_clear(store, PHONE_AAD, row["phone_cipher"]),
        id_no=_clear(store, ID_AAD, row["id_cipher"]),
        address=_clear(store, ADDRESS_AAD, row["address_cipher"]),
        gender=row["gender"],
        age=row["age"],
        is_org=bool(row["is_org"]),
        anonymous=bool(row["anonymous"]),
    )


def load_decisions(case_id: int) -> list[Decision]:
    """The decisions of a case in the order they were made."""
    return [decision_of(entry) for entry in _load_entries(case_id)]


def decision_of(entry: Sequence[Any]) -> Decision:
    """A decision out of its stored form."""
    return Decision(entry[0], entry[1], By(entry[2]), entry[3], entry[4], entry[5])


def _load_entries(case_id: int) -> list[list[Any]]:
    row = CaseDecision.select(CaseDecision.entries).where(CaseDecision.case == case_id).tuples().first()
    return list(jsontext.decode(row[0])) if row else []


def load_units(case_id: int) -> list[tuple[str, str]]:
    """Which units may see a case, and as what."""
    query = CaseUnit.select(CaseUnit.unit, CaseUnit.relation).where(CaseUnit.case == case_id)
    return list(query.order_by(CaseUnit.id).tuples())


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


def row_payload(store: Store, batch_row: int) -> str:
    """The clear payload of a stored file row."""
    with store.reading():
        (blob,) = BatchRow.select(BatchRow.payload_cipher).where(BatchRow.id == batch_row).tuples().get()
    return store.cipher.decrypt("batch_row.payload", blob)


def _clear(store: Store, place: str, blob: bytes | None) -> str | None:
    return None if blob is None else store.cipher.decrypt(place, blob)


def _party_row(store: Store, case_id: int, party: PartyFacts) -> tuple[Any, ...]:
    cipher, yes_no = store.cipher, rowform.flag(store.is_sqlite)
    phone, id_no, address = party.phone, party.id_no, party.address
    return (
        case_id,
        party.role._value_,
        party.name,
        cipher.encrypt(PHONE_AAD, phone) if phone else None,
        cipher.find_hash("phone", phone) if phone else None,
        cipher.encrypt(ID_AAD, id_no) if id_no else None,
        cipher.find_hash("id_no", id_no) if id_no else None,
        cipher.encrypt(ADDRESS_AAD, address) if address else None,
        party.gender,
        party.age,
        yes_no(party.is_org),
        yes_no(party.anonymous),
    )


def _entries(decisions: Sequence[Decision], rule_set: int | None) -> list[list[Any]]:
    return [
        [
            one.decision,
            one.value,
            one.by._value_,
            one.rule,
            one.basis,
            text.mask_text(one.text) if _DIGITS(one.text) else one.text,
            rule_set,
        ]
        for one in decisions
    ]


def _event_rows(
    store: Store, case: CaseRow, events: Sequence[CaseEventRow], batch_id: int | None
) -> list[tuple[Any, ...]]:
    """The rows of new events, chained on; the case's head moves along."""
    sqlite, rows, head, code = store.is_sqlite, [], case.event_head, case.case_code
    days: dict[date | None, str | None] = {None: None}
    moments: dict[datetime, str] = {}
    for event in events:
        (case_id, seq, action, before, after, actor, occurred, recorded, reason, auto, due_b, due_a, data) = (
            event
        )
        for moment in (occurred, recorded):
            if moment not in moments:
                moments[moment] = rowform.moment(moment)
        for day in (due_b, due_a):
            if day not in days:
                days[day] = str(day)
        parts = (
            seq,
            action,
            before._value_ if before else None,
            after._value_ if after else None,
            actor.name,
            actor.role,
            actor.unit,
            moments[occurred],
            moments[recorded],
            reason,
            int(auto),
            days[due_b],
            days[due_a],
            _event_data(data) if data else "{}",
        )
        head = chain.event_hash(head, code, parts)
        stored = parts if sqlite else (*parts[:10], auto, *parts[11:])
        rows.append((case_id, *stored, batch_id, head))
    case.event_head = head
    return rows


def _event_data(data: Mapping[str, Any]) -> str:
    """The JSON text of an event's data; steps of ledgers repeat the same few, so those are remembered."""
    try:
        return _small_data(tuple(sorted(data.items())))
    except TypeError:  # lists inside: a person's correction
        return jsontext.encode(data)


@lru_cache(maxsize=1000)
def _small_data(items: tuple[tuple[str, Any], ...]) -> str:
    return jsontext.encode(dict(items))
