"""Cases made out of kept rows and written down hidden; those of a large batch by helper processes.

The order of the cases, their numbers and what is written are the same either way: helpers make their
chunks at the same time and write them in turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from types import TracebackType

from jiefen_lite.desk import House
from jiefen_lite.intake.before import finder_of
from jiefen_lite.intake.helpers import Helper, Tools
from jiefen_lite.intake.workbench import Head, Numbered, Order, Workbench
from jiefen_lite.shapes import NEVER, Before
from jiefen_lite.store.repeats import Matter

#: Up to so many rows starting helpers costs more than it saves.
ALONE_UP_TO = 5000
HELPERS, GENTLE_HELPERS = 2, 1

Chunk = Sequence[Numbered]


class Workshop:
    """Puts down the cases of one batch in order; a context manager that leaves no process behind.

    ``alone``: without helpers, however many rows there are; so it must be inside a write, because helpers
    would wait for its end. ``gentle``: with fewer of them, because somebody else works on this machine.
    """

    def __init__(
        self, house: House, order: Order, rows: int, *, alone: bool = False, gentle: bool = False
    ) -> None:
        self._bench = Workbench(house, house.store, order)
        self._repeats = finder_of(house, order.batch_id)
        self._helpers: list[Helper] = []
        models = None if house.models is None else house.models.folder
        self._tools = Tools(house.center, house.book, house.store.location, models, order)
        helpers = GENTLE_HELPERS if gentle else HELPERS
        self._wanted = 0 if alone or rows <= ALONE_UP_TO else helpers

    def __enter__(self) -> Workshop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for helper in self._helpers:
            helper.end()

    def put_down(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, list[Head]]]:
        """Write the cases of each chunk in one transaction; tells how many rows, and the cases written.

        Raises NotWritable where the disk refuses or a helper process died.
        """
        rest = iter(chunks)
        for _ in range(self._wanted):
            self._helpers.append(Helper())
        for chunk in islice(rest, len(self._helpers)):  # while they are starting
            yield len(chunk), self._alone(chunk)
        at_work: deque[tuple[Helper, Chunk]] = deque()
        for helper, chunk in zip(self._helpers, rest, strict=False):
            helper.equip(self._tools)
            helper.ask_to_make(chunk)
            at_work.append((helper, chunk))
        while at_work:
            helper, chunk = at_work.popleft()
            helper.ask_to_write(self._before(helper.matters()))
            following = next(rest, None)
            heads = helper.heads()
            if following is not None:
                helper.ask_to_make(following)
                at_work.append((helper, following))
            yield len(chunk), heads
        for chunk in rest:
            yield len(chunk), self._alone(chunk)

    def _alone(self, chunk: Chunk) -> list[Head]:
        return self._bench.write(self._before(self._bench.make(chunk)))

    def _before(self, matters: Sequence[Matter]) -> dict[int, Before]:
        """What came before the cases of a chunk, for the rows (by their place) where something did."""
        self._repeats.look_up(matters)
        return {place: one for place, one in enumerate(map(self._repeats.before, matters)) if one != NEVER}
