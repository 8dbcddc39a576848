"""Cases that have changed: what is to be put and taken away of each, and writing that for many at once.

Composing reads, compares and encrypts, which is nearly all of the work and needs no lock; a large file's
updates are composed before anybody has to wait, and only written under the writer's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from jiefen_lite import jsontext
from jiefen_lite.shapes import CaseEventRow, CaseRow, Decision, PartyFacts
from jiefen_lite.store import forming, messages, numbers, rowform, search, stored, writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.forming import Row
from jiefen_lite.store.stored import StoredCase
from jiefen_lite.store.tables import Case, CaseDecision, CaseEvent, CaseOwn, CaseParty, CaseUnit

#: Where a row of an event says when it was written down.
_RECORDED = (*writing.EVENT_OWN, *writing.EVENT_SHARED).index("recorded_at")
#: Columns that are encrypted anew each time, and the fields they are made of.
_SEALED = {"place_cipher": ("place",), "story_cipher": rowform.STORY}


class Rewritten(NamedTuple):
    """What a change of one case takes away and puts; plain values only, so that it can be packed.

    None: that table keeps what it has of the case.
    """

    case_id: int
    head_before: str  # the change holds for the case whose history ended with this
    columns: tuple[str, ...]
    values: Row
    events: list[Row]
    tokens: tuple[str, str] | None  # before and after
    own_before: bool
    own: Row | None
    entries: str | None
    marks_before: list[str]
    parties: list[Row] | None
    units: list[Row] | None


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
    changed = compose(
        store,
        stored.read(store, case.id),
        case,
        events,
        decisions=decisions,
        replace_decisions=replace_decisions,
        parties=parties,
        units=units,
        rule_set=rule_set,
        batch_id=batch_id,
    )
    write(store, [changed])


def compose(
    store: Store,
    before: StoredCase,
    case: CaseRow,
    events: Sequence[CaseEventRow],
    *,
    decisions: Sequence[Decision] = (),
    replace_decisions: Sequence[str] = (),
    parties: Sequence[PartyFacts] | None = None,
    units: Sequence[tuple[str, str]] | None = None,
    rule_set: int | None = None,
    batch_id: int | None = None,
) -> Rewritten:
    """What :func:`save_case` is to write; asks nothing of the store and moves the head of ``case`` along."""
    was = before.case(store.cipher)
    people_before = before.parties(store.cipher)
    same_people = parties is None or list(parties) == people_before
    sqlite = store.is_sqlite
    new_events = forming.event_rows(case, events, batch_id, sqlite)
    row = rowform.to_row(case, store.cipher, sqlite, *rowform.shown_story(case))
    values = {
        name: value for name, value in zip(rowform.COLUMNS, row, strict=True) if _differs(name, was, case)
    }
    sources = before.source_numbers()
    people = people_before if parties is None else parties
    tokens = tuple(search.tokens_of(*one, sources) for one in ((was, people_before), (case, people)))
    entries = None
    if decisions or replace_decisions:
        kept = [entry for entry in before.entries() if entry[0] not in replace_decisions]
        entries = jsontext.encode([*kept, *forming.entries(decisions, rule_set)])
    return Rewritten(
        case_id=case.id,
        head_before=was.event_head,
        columns=tuple(values),
        values=tuple(values.values()),
        events=[(*own_part, *shared) for own_part, shared in zip(*new_events, strict=True)],
        tokens=(tokens[0], tokens[1]) if tokens[0] != tokens[1] else None,
        own_before=was.own is not None,
        own=forming.own_row(case, sqlite, rule_set) if case.own is not None else None,
        entries=entries,
        marks_before=[] if same_people else before.marks(),
        parties=None
        if same_people
        else [forming.party_row(store.cipher, sqlite, case.id, party) for party in people],
        units=None
        if units is None or list(units) == before.units()
        else [(case.id, unit, relation) for unit, relation in units],
    )


def write(store: Store, changes: Sequence[Rewritten]) -> None:
    """Put composed changes down, of different cases each (inside a write)."""
    moved = [(one.case_id, *one.tokens) for one in changes if one.tokens is not None]
    search.remove_many(store, [(case_id, before) for case_id, before, _after in moved])
    events = [row for one in changes for row in one.events]
    store.insert_many(CaseEvent, (*writing.EVENT_OWN, *writing.EVENT_SHARED), events)
    for columns, ones in groupby(sorted(changes, key=attrgetter("columns")), attrgetter("columns")):
        rows = [(*one.values, one.case_id) for one in ones]
        store.update_many(Case, rowform.table_columns(columns), rows, where=("id",))
    store.delete_many(CaseOwn, ("case",), [(one.case_id,) for one in changes if one.own_before])
    store.insert_many(CaseOwn, writing.OWN, [one.own for one in changes if one.own is not None])
    entries = [(one.entries, one.case_id) for one in changes if one.entries is not None]
    store.update_many(CaseDecision, ("entries",), entries, where=("case",))
    _write_people(store, [one for one in changes if one.parties is not None])
    scattered = [one for one in changes if one.units is not None]
    store.delete_many(CaseUnit, ("case",), [(one.case_id,) for one in scattered])
    store.insert_many(CaseUnit, writing.UNIT, [row for one in scattered for row in one.units or ()])
    search.add_many(store, [(case_id, after) for case_id, _before, after in moved])
    elsewhere = [one for one in changes if "status" in one.columns and one.events]
    if elsewhere:  # the newest of their events says when
        ids = [one.case_id for one in elsewhere]
        messages.overtaken(store, ids, max(one.events[-1][_RECORDED] for one in elsewhere))


def _write_people(store: Store, changes: Sequence[Rewritten]) -> None:
    numbers.forget(store, [(mark, one.case_id) for one in changes for mark in one.marks_before])
    store.delete_many(CaseParty, ("case",), [(one.case_id,) for one in changes])
    store.insert_many(CaseParty, writing.PARTY, [row for one in changes for row in one.parties or ()])
    numbers.remember([one.case_id for one in changes])


def _differs(column: str, was: CaseRow, now: CaseRow) -> bool:
    """Must a column be written again? One that stays as it is keeps its indexes as they are."""
    fields = _SEALED.get(column, (column,))
    return any(getattr(was, name) != getattr(now, name) for name in fields)
