"""An index as bytes and back: a line of JSON that says what lies where, then the arrays; no pickle.

The terms of a story tell the story: who keeps these bytes encrypts them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Written into the bytes; another number makes the index anew.
FORM = 1
_STEP = 64  # where arrays may begin

Arrays = dict[str, NDArray[Any]]


class Broken(Exception):
    """These bytes are no whole index of this form: make it anew."""


def packed(mark: str, arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Arrays and what they were made from, as bytes."""
    at, places = 0, {}
    for name, array in arrays.items():
        places[name] = (array.dtype.str, list(array.shape), at)
        at += -(-array.nbytes // _STEP) * _STEP
    head = json.dumps({"form": FORM, "mark": mark, "size": at, "arrays": places}).encode()
    made = bytearray(len(head) + 1 + at)
    made[: len(head) + 1] = head + b"\n"
    for name, array in arrays.items():
        begin = len(head) + 1 + places[name][2]
        made[begin : begin + array.nbytes] = np.ascontiguousarray(array).data.cast("B") if array.size else b""
    return bytes(made)


def unpacked(data: bytes, mark: str) -> Arrays:
    """The arrays again. Raises Broken where they are of another form, or made from something else."""
    end = data.find(b"\n")
    try:
        head = json.loads(data[: max(end, 0)])
        if head["form"] != FORM or head["mark"] != mark:
            raise Broken
        if len(data) != end + 1 + head["size"]:
            raise Broken
        found: Arrays = {}
        for name, (kind, shape, at) in head["arrays"].items():
            dtype = np.dtype(kind)
            if dtype.hasobject:
                raise Broken
            count = int(np.prod(shape))
            found[name] = np.frombuffer(data, dtype, count, end + 1 + at).reshape(shape)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Broken from error
    return found


def table(rows: Sequence[Sequence[int]], columns: int) -> NDArray[np.int64]:
    """Rows of whole numbers, also of none."""
    return np.asarray(rows, np.int64).reshape(-1, columns)


def letters(text: str) -> NDArray[np.uint8]:
    """A text as it is kept among arrays."""
    return np.frombuffer(text.encode(), np.uint8)
