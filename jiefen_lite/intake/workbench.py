"""Where the cases of a batch are made out of its rows and written down, in whichever process it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from jiefen_lite.desk import Deciders
from jiefen_lite.intake.build import Builder
from jiefen_lite.shapes import NEVER, Before, Channel, Disposition
from jiefen_lite.store import batches, writing
from jiefen_lite.store.batches import ROW_AAD, RowMark
from jiefen_lite.store.database import Store
from jiefen_lite.store.forming import Formed, form_case
from jiefen_lite.store.repeats import Matter, matter_of


class Numbered(NamedTuple):
    """A kept row with the number and the code that its case gets."""

    row: RowMark
    case_id: int
    case_code: str


class Head(NamedTuple):
    """A case that was written: its number and the hash of its last event."""

    case_id: int
    head: str


@dataclass(frozen=True, slots=True)
class Order:
    """What has to be known of the batch; it travels to helper processes."""

    channel: Channel
    batch_id: int
    rule_set: int
    now: datetime
    read_stories: bool


class Workbench:
    """Makes cases a chunk at a time: first alone, then, when the repeats are known, written down."""

    def __init__(self, deciders: Deciders, store: Store, order: Order) -> None:
        self._builder = Builder(deciders, order.channel, order.now, read_stories=order.read_stories)
        self._store = store
        self._order = order
        self._numbered: Sequence[Numbered] = ()
        self._sealed: Mapping[int, bytes] = {}  # what their rows say
        self._formed: list[Formed] = []

    def make(self, numbered: Sequence[Numbered]) -> list[Matter]:
        """Make the cases of some rows; answers by what repeats of each are known."""
        self._numbered = numbered
        self._sealed = batches.sealed(self._store, [one.row.id for one in numbered])
        made = [self._make(one, NEVER) for one in numbered]
        self._formed = [formed for formed, _matter in made]
        return [matter for _formed, matter in made]

    def write(self, before: Mapping[int, Before]) -> list[Head]:
        """Write down in one transaction what was made, hidden; answers which cases there are now.

        ``before``: for the rows (by their place) before which something came, what did.
        """
        for place, earlier in before.items():
            self._formed[place], _matter = self._make(self._numbered[place], earlier)
        with self._store.writing(promised=False):
            fresh = self._still_new()
            writing.insert_cases(self._store, fresh)
        return [Head(one.case_id, one.head) for one in fresh]

    def _make(self, one: Numbered, before: Before) -> tuple[Formed, Matter]:
        row, order, cipher = one.row, self._order, self._store.cipher
        payload = cipher.decrypt_bytes(ROW_AAD, self._sealed[row.id])
        facts = alone = self._builder.understand(payload)
        if before != NEVER:
            facts = self._builder.come_again(alone, before)
        part = self._builder.new_case(facts, one.case_id, one.case_code, order.batch_id, alone)
        part.source_no = facts.fields.get("source_no")
        part.natural_key, part.content_hash, part.batch_row = row.natural_key, row.content_hash, row.id
        formed = form_case(
            part, cipher, sqlite=self._store.is_sqlite, rule_set=order.rule_set, batch_id=order.batch_id
        )
        matter = matter_of(cipher, one.case_id, one.case_code, facts.parties, facts.told())
        return formed, matter

    def _still_new(self) -> list[Formed]:
        """Without the rows whose source is known after all: those become updates (inside a write).

        Another batch may have brought it meanwhile, or a row of this one that was pulled back.
        """
        store, batch_id, formed = self._store, self._order.batch_id, self._formed
        stored = batches.known_keys(store, [one.natural_key for one in formed], batch_id=batch_id)
        known = {key: content for key, (_case_id, content, _row) in stored.items()}
        fresh = []
        for one in formed:
            if one.natural_key in known:
                same = known[one.natural_key] == one.content_hash
                kind = Disposition.UNCHANGED if same else Disposition.UPDATED
                batches.set_disposition(store, one.batch_row, kind, None)
            else:
                known[one.natural_key] = one.content_hash
                fresh.append(one)
        if len(fresh) < len(formed):
            batches.recount(store, batch_id)
        return fresh
