"""What a text of law is found by: its characters and its pairs of neighbours, as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jiefen_lite.text import halfwidth

Codes = NDArray[np.uint32]

#: Whatever is no letter, digit or Chinese character parts what stands on its two sides.
_PARTS = np.ones(1 << 16, dtype=bool)
for _code in range(1 << 16):
    _PARTS[_code] = 0xD800 <= _code < 0xE000 or not chr(_code).isalnum()


def letters(text: str) -> NDArray[np.uint16]:
    """The characters of a text as numbers, widths and cases made one."""
    return np.frombuffer(halfwidth(text).lower().encode("utf-16-le", "replace"), dtype="<u2")


def pairs(text: str) -> Codes:
    """Every two neighbours that no mark parts."""
    found = letters(text).astype(np.uint32)
    whole = ~_PARTS[found]
    return _joined(found)[whole[:-1] & whole[1:]]


def singles_and_pairs(text: str) -> Codes:
    """Every character, and every two neighbours."""
    found = letters(text).astype(np.uint32)
    whole = ~_PARTS[found]
    both = _joined(found)[whole[:-1] & whole[1:]]
    return np.concatenate([found[whole], both])


def _joined(found: Codes) -> Codes:
    return np.asarray(found[:-1] << np.uint32(16) | found[1:], np.uint32)


def buckets(codes: Codes) -> NDArray[np.uint16]:
    """Terms thrown into 65,536 buckets: enough to tell questions apart, too little to read them."""
    mixed = codes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(48)).astype(np.uint16)


def counted(texts: Sequence[Codes]) -> tuple[NDArray[np.int32], Codes, NDArray[np.float32]]:
    """Of several texts: (text, term, how often), ordered by text and term."""
    lengths = [len(one) for one in texts]
    rows = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)
    joined = np.concatenate(texts) if texts else np.zeros(0, np.uint32)
    keys, often = np.unique(rows << np.uint64(32) | joined, return_counts=True)
    row = (keys >> np.uint64(32)).astype(np.int32)
    return row, (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32), often.astype(np.float32)
