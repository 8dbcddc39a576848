"""A case becomes rows: what each table is to hold of it, encrypted and chained, ready to be written.

Needs no database, so that a large import can do it in several processes at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from jiefen_lite import jsontext, text
from jiefen_lite.shapes import Actor, By, CaseEventRow, CaseRow, Decision, PartyFacts
from jiefen_lite.store import chain, rowform, search
from jiefen_lite.store.crypto import Cipher

PHONE_AAD, ID_AAD, ADDRESS_AAD = "party.phone", "party.id_no", "party.address"

_S = chain.SEPARATOR
Row = tuple[Any, ...]


class EventRows(NamedTuple):
    """Events: of each what is its own, and what those share that are written by one hand at one time."""

    own: list[Row]  # case, seq, action, from, to, occurred at, due before, due after, data, hash
    shared: list[Row]  # actor, role, unit, recorded at, reason, auto, batch


class _Hand(NamedTuple):
    """Who wrote an event, when and why: as columns, and as the chain's hash takes them in."""

    shared: Row
    who: str
    when: str


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


class Formed(NamedTuple):
    """The rows of one case, by table; plain values only, so that they travel between processes."""

    case_id: int
    case: Row
    parties: list[Row]
    decisions: Row
    events: list[Row]  # what is each one's own
    events_shared: Row
    source: Row
    units: list[Row]
    tokens: str
    head: str  # hash of the last event
    own: Row | None  # what it says by itself, where that differs

    @property
    def natural_key(self) -> str:
        """By what its source is known again."""
        return str(self.source[4])

    @property
    def content_hash(self) -> str:
        """The mark of what its file row says."""
        return str(self.source[5])

    @property
    def batch_row(self) -> int:
        """The file row it comes from."""
        return int(self.source[6])


def form_case(
    part: CaseParts, cipher: Cipher, *, sqlite: bool, rule_set: int | None, batch_id: int | None
) -> Formed:
    """The rows of a new case with all that belongs to it.

    Its first events are one hand's work: ValueError where they differ in who wrote them, when or why.
    """
    case = part.case
    events = event_rows(case, part.events, batch_id, sqlite)  # moves the head that the case's row holds
    shared = events.shared[0]
    if events.shared.count(shared) < len(events.shared):
        raise ValueError(f"{case.case_code}: its first events are not one hand's work")
    story, original = rowform.shown_story(case)
    return Formed(
        case.id,
        rowform.to_row(case, cipher, sqlite, story, original),
        [party_row(cipher, sqlite, case.id, party) for party in part.parties],
        (case.id, f"[{','.join([_entry_text(one, rule_set) for one in part.decisions])}]"),
        events.own,
        shared,
        (
            case.id,
            case.channel._value_,
            part.source_no,
            rowform.moment(case.received_at),
            part.natural_key,
            part.content_hash,
            part.batch_row,
        ),
        [(case.id, unit, relation) for unit, relation in part.units],
        search.tokens_of(case, part.parties, (part.source_no,), story),
        case.event_head,
        own_row(case, sqlite, rule_set) if case.own is not None else None,
    )


def party_row(cipher: Cipher, sqlite: bool, case_id: int, party: PartyFacts) -> Row:
    """The row of one party; numbers and address encrypted, findable by their keyed hashes."""
    yes_no = rowform.flag(sqlite)
    phone, id_no, address = party.phone, party.id_no, party.address
    return (
        case_id,
        party.role._value_,
        party.name,
        cipher.encrypt(PHONE_AAD, phone) if phone else None,
        cipher.find_hashes("phone", phone) if phone else None,
        cipher.encrypt(ID_AAD, id_no) if id_no else None,
        cipher.find_hashes("id_no", id_no) if id_no else None,
        cipher.encrypt(ADDRESS_AAD, address) if address else None,
        party.gender,
        party.age,
        yes_no(party.is_org),
        yes_no(party.anonymous),
    )


def entries(decisions: Sequence[Decision], rule_set: int | None) -> list[list[Any]]:
    """Decisions as they are kept, each with the rule book it was made under."""
    return [_entry(one, rule_set) for one in decisions]


def _entry(one: Decision, rule_set: int | None) -> list[Any]:
    return [one.decision, one.value, one.by, one.rule, one.basis, text.mask_text(one.text), rule_set]


@lru_cache(maxsize=10_000)
def _entry_text(one: Decision, rule_set: int | None) -> str:
    """A decision as its case's list of them has it; the cases of one day share most of theirs."""
    return jsontext.encode(_entry(one, rule_set))


def decision_of(entry: Sequence[Any]) -> Decision:
    """A decision out of its stored form."""
    return Decision(entry[0], entry[1], By(entry[2]), entry[3], entry[4], entry[5])


def own_row(case: CaseRow, sqlite: bool, rule_set: int | None) -> Row:
    """The row of what a case says by itself; the open points are those of the case but for its complexity."""
    own = case.own
    assert own is not None
    pending = [point for point in case.pending if point != "complexity"]
    rest = {
        "complexity_pending": own.complexity_pending,
        "risk_score": own.risk_score,
        "risk_reasons": own.risk_reasons,
        "tags": own.tags,
        "center_due": rowform.day(own.center_due) if own.center_due else None,
        "due_estimated": own.due_estimated,
        "decisions": entries(own.decisions, rule_set),
    }
    return (
        case.id,
        rowform.flag(sqlite)(own.repeat),
        own.complexity,
        own.risk_level,
        rowform.day(own.due_date) if own.due_date else None,
        own.due_clock,
        jsontext.encode([*pending, *["complexity"] * own.complexity_pending]),
        jsontext.encode(rest),
    )


def event_rows(
    case: CaseRow, events: Sequence[CaseEventRow], batch_id: int | None, sqlite: bool
) -> EventRows:
    """The rows of new events, chained on; the case's head moves along."""
    rows = EventRows([], [])
    head, code = case.event_head, case.case_code
    hand: _Hand | None = None
    by: tuple[Any, ...] = ()
    for event in events:
        (case_id, seq, action, before, after, actor, occurred, recorded, reason, auto, due_b, due_a, data) = (
            event
        )
        if hand is None or not (
            actor is by[0] and recorded is by[1] and reason is by[2] and auto is by[3]
        ):  # the steps of a ledger are one hand's work, down to the very objects
            by = (actor, recorded, reason, auto)
            hand = _hand(actor, recorded, reason, auto, batch_id, sqlite)
        shared, who, when = hand
        was, now = before._value_ if before else None, after._value_ if after else None
        at, details = rowform.moment(occurred), _event_data(data) if data else "{}"
        old, new = rowform.day(due_b) if due_b else None, rowform.day(due_a) if due_a else None
        # chain.event_hash, written out: joining one by one takes three times as long
        head = chain.seal(
            f"{head}{_S}{code}{_S}{seq}{_S}{action}{_S}{was}{_S}{now}{_S}{who}{_S}{at}{_S}{when}"
            f"{_S}{old}{_S}{new}{_S}{details}"
        )
        rows.own.append((case_id, seq, action, was, now, at, old, new, details, head))
        rows.shared.append(shared)
    case.event_head = head
    return rows


@lru_cache(maxsize=16)  # the steps of a ledger are one hand's work
def _hand(
    actor: Actor, recorded: datetime, reason: str | None, auto: bool, batch_id: int | None, sqlite: bool
) -> _Hand:
    who = (actor.name, actor.role, actor.unit)
    written, why = rowform.moment(recorded), text.mask_text(reason) if reason else None
    return _Hand(
        (*who, written, why, rowform.flag(sqlite)(auto), batch_id),
        chain.joined(who),
        chain.joined((written, why, int(auto), batch_id)),
    )


def _event_data(data: Mapping[str, Any]) -> str:
    """The JSON text of an event's data; steps of ledgers repeat the same few, so those are remembered."""
    try:
        return _small_data(tuple(sorted(data.items())))
    except TypeError:  # lists inside: a person's correction
        return jsontext.encode(_without_numbers(data))


@lru_cache(maxsize=1000)
def _small_data(items: tuple[tuple[str, Any], ...]) -> str:
    return jsontext.encode(_without_numbers(dict(items)))


def _without_numbers(value: Any) -> Any:
    """Event data whose texts hold no telephone or identity number in clear: history is not encrypted."""
    if isinstance(value, str):
        return text.mask_text(value)
    if isinstance(value, Mapping):
        return {name: _without_numbers(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_numbers(part) for part in value]
    return value
