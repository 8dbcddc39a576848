"""Updates of known cases: made ready before a batch takes effect, because then everybody else has to wait.

Reading a row again, comparing and encrypting is nine tenths of an update. Whatever the made-ready change
no longer fits, because somebody has worked on its case meanwhile, is done over under the lock.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from jiefen_lite.desk import House
from jiefen_lite.intake import updates
from jiefen_lite.intake.before import finder_of
from jiefen_lite.intake.build import Builder
from jiefen_lite.intake.preview import Progress
from jiefen_lite.intake.updates import Update
from jiefen_lite.shapes import Channel
from jiefen_lite.store import batches, chain, writing
from jiefen_lite.store.batches import RowMark, StagedRow
from jiefen_lite.store.repeats import RepeatFinder

#: Rows asked about, and updates written, at once.
STEP = 500


@dataclass(frozen=True, slots=True)
class Ready:
    """Updates made ready, by file row; packed, because a large file has very many."""

    packed: Mapping[int, bytes]
    withdrawals: int  # when they were made: one that follows may have put any case back

    def of(self, row_id: int) -> Update | None:
        """The update of a file row, None where none was made ready."""
        packed = self.packed.get(row_id)
        if packed is None:
            return None
        update: Update = pickle.loads(zlib.decompress(packed))
        return update


class Taken(NamedTuple):
    """What became of a batch's updates."""

    changed: frozenset[int]  # case ids
    settled: bool  # some rows have nothing new to say any more


def make_ready(
    house: House, channel: Channel, batch_id: int, now: datetime, progress: Progress | None
) -> Ready:
    """Compose the updates of a batch; only reads, needs no lock. ``progress``: rows done, of how many."""
    withdrawals = chain.withdrawals(house.store)
    packed: dict[int, bytes] = {}
    builder, repeats = hands(house, channel, batch_id, now)
    total = len(batches.updated_marks(house.store, batch_id))
    rows = batches.updated_rows(house.store, batch_id)
    done = 0
    while chunk := list(islice(rows, STEP)):
        for row, case_id, last_row in _still_known(house, chunk, batch_id):
            update = updates.compose(house, builder, repeats, row, case_id, last_row, batch_id, now)
            packed[row.id] = zlib.compress(pickle.dumps(update, pickle.HIGHEST_PROTOCOL), 1)
        done += len(chunk)
        if progress is not None:
            progress(done, total)
    return Ready(packed, withdrawals)


def _still_known(
    house: House, rows: Sequence[StagedRow], batch_id: int
) -> Iterator[tuple[StagedRow, int, int | None]]:
    """Rows that say something new, each with its case and the row last read of that source."""
    keys = [row.natural_key or "" for row in rows]
    known = batches.known_keys(house.store, keys, batch_id=batch_id)
    for row in rows:
        case_id, content, last_row = known.get(row.natural_key or "", (0, "", None))
        if case_id and content != row.content_hash:
            yield row, case_id, last_row


def take_over(house: House, channel: Channel, batch_id: int, ready: Ready, now: datetime) -> Taken:
    """Take a batch's updates over into their cases, in the order of the file (inside a write).

    A row of which a batch confirmed meanwhile has said the same brings nothing any more.
    """
    changed: set[int] = set()
    late: list[RowMark] = []
    if chain.withdrawals(house.store) != ready.withdrawals:
        ready = Ready({}, 0)
    marks = iter(batches.updated_marks(house.store, batch_id))
    while chunk := list(islice(marks, STEP)):
        fitting = list(_fitting(house, ready, chunk, changed))
        updates.write(house.store, batch_id, fitting)
        changed.update(one.case.case_id for one in fitting)
        written = {one.row_id for one in fitting}
        late += [mark for mark in chunk if mark.id not in written]
    settled = _do_over(house, channel, batch_id, late, now, changed) if late else False
    return Taken(frozenset(changed), settled)


def _fitting(house: House, ready: Ready, marks: Sequence[RowMark], taken: Set[int]) -> Iterator[Update]:
    """Of these rows the updates whose cases stand as they stood when they were made; one for each case."""
    known = batches.known_keys(house.store, [mark.natural_key for mark in marks])
    made = [update for mark in marks if (update := ready.of(mark.id)) is not None]
    now = writing.heads(house.store, [update.case.case_id for update in made])
    met = set(taken)
    for update in made:
        case_id, content, last_row = known.get(update.natural_key, (0, "", None))
        same_source = (case_id, last_row) == (update.case.case_id, update.last_row)
        if same_source and content != update.content_hash and case_id not in met:
            met.add(case_id)
            if now.get(case_id) == update.case.head_before:
                yield update


def _do_over(
    house: House,
    channel: Channel,
    batch_id: int,
    late: Sequence[RowMark],
    now: datetime,
    changed: set[int],
) -> bool:
    """Take over what was not made ready or no longer fits; True where a row has nothing new to say."""
    builder, repeats = hands(house, channel, batch_id, now)
    settled = False
    for mark in late:
        case_id, content, last_row = batches.known_keys(house.store, [mark.natural_key])[mark.natural_key]
        if content == mark.content_hash:
            batches.nothing_new_of(house.store, mark.id)
            settled = True
            continue
        row = batches.staged_row(house.store, mark.id)
        update = updates.compose(house, builder, repeats, row, case_id, last_row, batch_id, now)
        updates.write(house.store, batch_id, [update])
        changed.add(case_id)
    return settled


def hands(house: House, channel: Channel, batch_id: int, now: datetime) -> tuple[Builder, RepeatFinder]:
    """What reads a row again and tells who has come before, the batch's own cases included."""
    return Builder(house, channel, now, read_stories=True), finder_of(house, batch_id)
