"""Cases made out of kept rows; of a large batch in helper processes, while this one writes them down.

The order of the cases, their numbers and what is written are the same either way.
"""

from __future__ import annotations

import gc
import marshal
import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import NamedTuple

from jiefen_lite.desk import Deciders, House
from jiefen_lite.errors import NotWritable
from jiefen_lite.intake.build import Builder
from jiefen_lite.shapes import Channel
from jiefen_lite.store.batches import ROW_AAD, SealedRow
from jiefen_lite.store.crypto import Cipher
from jiefen_lite.store.forming import Formed, form_case
from jiefen_lite.store.repeats import Matter, RepeatFinder, matter_of

#: Up to so many rows starting helpers costs more than it saves.
ALONE_UP_TO = 5000
HELPERS = 2
CHUNKS_AHEAD = 4
#: Cases travel in pieces that stay in the processor's fast memory: in one piece they cost half as much again.
CASES_A_PIECE = 100


class Numbered(NamedTuple):
    """A kept row with the number and the code that its case gets."""

    row: SealedRow
    case_id: int
    case_code: str


class Made(NamedTuple):
    """A case ready to be written, and by what its repeats are known."""

    formed: Formed
    matter: Matter


@dataclass(frozen=True, slots=True)
class Order:
    """What a workshop needs to know of the batch it works on; it travels to the helpers."""

    channel: Channel
    batch_id: int
    rule_set: int
    now: datetime
    read_stories: bool
    sqlite: bool


class _Bench:
    """Makes cases, in whichever process it stands."""

    def __init__(self, deciders: Deciders, cipher: Cipher, order: Order) -> None:
        self._builder = Builder(deciders, order.channel, order.now, read_stories=order.read_stories)
        self._cipher = cipher
        self._order = order

    def make(self, one: Numbered, days_since: Sequence[int] = ()) -> Made:
        """The case of one row; ``days_since`` tells of earlier cases of its person's matter."""
        row, order = one.row, self._order
        payload = self._cipher.decrypt(ROW_AAD, row.payload_cipher)
        facts = alone = self._builder.understand(payload)
        if days_since:
            facts = self._builder.come_again(alone, days_since)
        part = self._builder.new_case(facts, one.case_id, one.case_code, order.batch_id, alone)
        part.source_no = facts.fields.get("source_no")
        part.natural_key, part.content_hash, part.batch_row = row.natural_key, row.content_hash, row.id
        formed = form_case(
            part, self._cipher, sqlite=order.sqlite, rule_set=order.rule_set, batch_id=order.batch_id
        )
        matter = matter_of(self._cipher, one.case_id, facts.parties, facts.received_at, facts.triaged.type_l1)
        return Made(formed, matter)


class Workshop:
    """Makes the cases of one batch in order; a context manager that leaves no process behind."""

    def __init__(self, house: House, order: Order, rows: int) -> None:
        self._bench = _Bench(house, house.store.cipher, order)
        self._repeats = RepeatFinder(house.store, house.book.indicators.repeat_days, order.batch_id)
        self._pool: ProcessPoolExecutor | None = None
        self._tools = b""
        if rows > ALONE_UP_TO:
            # spawn: a server has threads, and a forked child would inherit their locks.
            self._pool = ProcessPoolExecutor(
                HELPERS, mp_context=get_context("spawn"), initializer=_leave_with_parent
            )
            # Travels with each chunk, because whoever starts a process waits for ever for one that is killed
            # before it has taken what it was given to start with, where that is more than a pipe holds.
            self._tools = pickle.dumps((house.center, house.book, house.store.cipher.key, order))

    def __enter__(self) -> Workshop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if error is not None:
            # A pool that breaks while a helper is just starting forgets to end it, and waits for it for ever.
            for helper in list(self._pool._processes.values()):
                helper.kill()
        self._pool.shutdown(cancel_futures=True)

    def make(self, chunks: Iterable[Sequence[Numbered]]) -> Iterator[list[Formed]]:
        """The cases of each chunk, repeats told. Raises NotWritable where a helper process died."""
        for numbered, made in self._made(chunks):
            self._repeats.look_up(one.matter for one in made)
            yield [self._with_repeats(one, case) for one, case in zip(numbered, made, strict=True)]

    def _with_repeats(self, one: Numbered, made: Made) -> Formed:
        days_since = self._repeats.days_since(made.matter)
        return self._bench.make(one, days_since).formed if days_since else made.formed

    def _made(self, chunks: Iterable[Sequence[Numbered]]) -> Iterator[tuple[Sequence[Numbered], list[Made]]]:
        if self._pool is None:
            for numbered in chunks:
                yield numbered, [self._bench.make(one) for one in numbered]
            return
        ahead: deque[tuple[Sequence[Numbered], Future[list[bytes]]]] = deque()
        try:
            chunks = iter(chunks)
            first = next(chunks, [])
            for numbered in chunks:
                packed = marshal.dumps([(tuple(one.row), one.case_id, one.case_code) for one in numbered])
                ahead.append((numbered, self._pool.submit(_make_chunk, self._tools, packed)))
                if len(ahead) == CHUNKS_AHEAD and first:  # helpers are still starting
                    yield first, [self._bench.make(one) for one in first]
                    first = []
                if len(ahead) >= CHUNKS_AHEAD:
                    yield _opened(*ahead.popleft())
            while ahead:
                yield _opened(*ahead.popleft())
        except BrokenProcessPool as error:
            raise NotWritable("入库时辅助程序意外中止，还没有生效；请在批次页“继续入库”。") from error


def _opened(
    numbered: Sequence[Numbered], pieces: Future[list[bytes]]
) -> tuple[Sequence[Numbered], list[Made]]:
    made = [
        Made(Formed(*formed), Matter(*matter))
        for piece in pieces.result()
        for formed, matter in marshal.loads(piece)
    ]
    return numbered, made


# ------------------------------------------------------------------ inside a helper process

_bench: _Bench | None = None


def _leave_with_parent() -> None:
    """End with the process that started this one: a pool's helpers do not see that it was killed."""
    parent = parent_process()
    assert parent is not None

    def wait_and_leave() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait_and_leave, daemon=True).start()


def _prepare(tools: bytes) -> _Bench:
    global _bench
    if _bench is None:
        gc.disable()  # the process lives for one batch, and rows form no circles
        center, book, key, order = pickle.loads(tools)
        _bench = _Bench(Deciders(center, book), Cipher(key), order)
    return _bench


def _make_chunk(tools: bytes, packed: bytes) -> list[bytes]:
    """Rows in, cases out, both as bytes: marshal carries plain values three times as fast as pickle does."""
    bench = _prepare(tools)
    numbered = [Numbered(SealedRow(*row), number, code) for row, number, code in marshal.loads(packed)]
    pieces = []
    for start in range(0, len(numbered), CASES_A_PIECE):
        made = map(bench.make, numbered[start : start + CASES_A_PIECE])
        pieces.append(marshal.dumps([(tuple(one.formed), tuple(one.matter)) for one in made]))
    return pieces
