"""Work on very many rows, without the interpreter walking over all of them again and again."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: How many more objects than usual may be made between two searches for unreachable circles.
SELDOM = 100

_counting = threading.Lock()
_under_way = 0
_usual = gc.get_threshold()


@contextmanager
def many_rows() -> Iterator[None]:
    """Look for unreachable circles seldom while this runs: rows form none, and the search costs a sixth.

    Counts how many such works are under way in the process, so that the last one puts things back.
    """
    global _under_way, _usual
    with _counting:
        if _under_way == 0:
            _usual = gc.get_threshold()
            gc.set_threshold(_usual[0] * SELDOM, *_usual[1:])
        _under_way += 1
    try:
        yield
    finally:
        with _counting:
            _under_way -= 1
            if _under_way == 0:
                gc.set_threshold(*_usual)
