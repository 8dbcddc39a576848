"""The index of the articles: written once, opened by mapping the file, asked with a few array operations.

One file: a line of JSON that says where each array lies, then the arrays. Nothing in it is secret: it holds
what stands in published statutes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiefen_lite.lawtext.names import law_key
from jiefen_lite.lawtext.terms import Codes, counted, pairs, singles_and_pairs

#: Written into the file; another number makes it anew.
FORM = 1
_AT_ONCE = 2000  # articles counted together: more would take memory, fewer time
_STEP = 64  # where arrays may begin
ALWAYS, NEVER = 0, date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it goes into the index; ``number`` 0 where it has none."""

    id: int
    law: str
    number: int
    behind: int
    text: str
    since: date | None = None
    until: date | None = None  # the first day on which it no longer holds
    gist: bool = False  # a summary, not the words of the law


class Broken(Exception):
    """The file is not a whole index of this form: make it anew."""


class Postings:
    """For every term the rows that have it, each with its weight (BM25)."""

    def __init__(
        self,
        terms: NDArray[Any],
        start: NDArray[Any],
        rows: NDArray[Any],
        weights: NDArray[Any],
        count: int,
    ) -> None:
        self.terms, self.start, self.rows, self.weights, self.count = terms, start, rows, weights, count

    def score(self, asked: Codes, by: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """The sum of the weights of the asked terms, row by row; ``by``: what each term counts."""
        if not len(self.terms):
            return np.zeros(self.count, np.float32)
        at = np.minimum(np.searchsorted(self.terms, asked), len(self.terms) - 1)
        known = self.terms[at] == asked
        at = at[known]
        if not len(at):
            return np.zeros(self.count, np.float32)
        counts = np.ones(len(at), np.float32) if by is None else by[known]
        begins, ends = self.start[at], self.start[at + 1]
        rows = np.concatenate([self.rows[a:b] for a, b in zip(begins, ends, strict=True)])
        weights = np.concatenate([self.weights[a:b] for a, b in zip(begins, ends, strict=True)])
        weights = weights.astype(np.float32) * np.repeat(counts, ends - begins)
        return np.bincount(rows, weights, self.count).astype(np.float32)


def _postings(
    texts: Iterator[Sequence[Codes]], count: int, steepness: float, length_share: float
) -> tuple[dict[str, NDArray[Any]], NDArray[np.float32]]:
    """The postings of many texts, and the length of each one's vector of weights."""
    parts = []
    done = 0
    for some in texts:
        row, term, often = counted(some)
        parts.append((row + np.int32(done), term, often.astype(np.uint16)))
        done += len(some)
    rows, terms, often = (
        np.concatenate([part[at] for part in parts]) if parts else np.zeros(0, kind)
        for at, kind in enumerate((np.int32, np.uint32, np.uint16))
    )
    parts.clear()
    lengths = np.bincount(rows, often, count)
    order = np.argsort(terms, kind="stable")
    terms = terms[order]  # one after the other: a library has many millions of them
    rows = rows[order]
    often = often[order]
    del order
    vocabulary, first = np.unique(terms, return_index=True)
    start = np.append(first, len(terms)).astype(np.int64)
    holders = np.diff(start)
    rarity = np.log(1 + (count - holders + 0.5) / (holders + 0.5)).astype(np.float32)
    usual = max(float(lengths.sum()) / max(count, 1), 1e-9)
    damping = (steepness * (1 - length_share + length_share * lengths / usual)).astype(np.float32)
    weights = damping[rows]
    weights += often
    np.divide(often, weights, out=weights)
    weights *= np.float32(steepness + 1)
    weights *= np.repeat(rarity, holders)
    norms = np.sqrt(np.bincount(rows, np.square(weights), count)).astype(np.float32)
    return (
        {"terms": vocabulary, "start": start, "rows": rows, "weights": weights.astype(np.float16)},
        np.maximum(norms, np.float32(1e-6)),
    )


def _codes(texts: Sequence[str], of: Callable[[str], Codes]) -> Iterator[list[Codes]]:
    for begin in range(0, len(texts), _AT_ONCE):
        yield [of(text) for text in texts[begin : begin + _AT_ONCE]]


def build(articles: Sequence[Article], mark: str) -> bytes:
    """The index of these articles as the bytes of its file; neighbours must lie beside each other."""
    keys: dict[str, int] = {}
    law = np.array([keys.setdefault(one.law, len(keys)) for one in articles], np.int32)
    names = list(keys)
    arrays: dict[str, NDArray[Any]] = {
        "law": law,
        "ids": np.array([one.id for one in articles], np.int64),
        "number": np.array([one.number for one in articles], np.int32),
        "behind": np.array([one.behind for one in articles], np.int32),
        "length": np.log1p([len(one.text) for one in articles]).astype(np.float32),
        "since": np.array([one.since.toordinal() if one.since else ALWAYS for one in articles], np.int32),
        "until": np.array([one.until.toordinal() if one.until else NEVER for one in articles], np.int32),
        "gist": np.array([one.gist for one in articles], bool),
    }
    whole, norms = _postings(
        _codes([one.law + one.text for one in articles], pairs), len(articles), 1.3, 0.75
    )
    arrays |= {f"whole.{name}": one for name, one in whole.items()} | {"norms": norms}
    text, _ = _postings(_codes([one.text for one in articles], singles_and_pairs), len(articles), 1.3, 0.75)
    arrays |= {f"text.{name}": one for name, one in text.items()}
    name, _ = _postings(_codes(names, pairs), len(names), 0.8, 0.5)
    arrays |= {f"name.{key}": one for key, one in name.items()}
    return _packed(arrays, {"form": FORM, "mark": mark, "laws": names})


def _packed(arrays: dict[str, NDArray[Any]], head: dict[str, Any]) -> bytes:
    places, at = {}, 0
    for name, one in arrays.items():
        places[name] = (one.dtype.str, len(one), at)
        at += -(-one.nbytes // _STEP) * _STEP
    line = json.dumps(head | {"arrays": places, "bytes": at}, ensure_ascii=False).encode()
    line += b" " * (-(len(line) + 1) % _STEP) + b"\n"
    parts = [line]
    for name in list(arrays):
        one = arrays.pop(name)  # let go of as it is written down: a library is large
        parts += [one.tobytes(), bytes(-one.nbytes % _STEP)]
    return b"".join(parts)


def _held(arrays: dict[str, NDArray[Any]], field: str, count: int) -> Postings:
    terms, start, rows, weights = (
        arrays[f"{field}.{part}"] for part in ("terms", "start", "rows", "weights")
    )
    return Postings(terms, start, rows, weights, count)


class Index:
    """An opened index: the arrays stay in the file until they are touched."""

    def __init__(self, source: Path | bytes) -> None:
        """From a file, or from what :func:`build` made where no file can be written.

        Raises Broken where the file is none, or was written by another version.
        """
        name = "" if isinstance(source, bytes) else source.name
        try:
            if isinstance(source, bytes):
                line, size = source[: source.index(b"\n") + 1], len(source)
            else:
                with open(source, "rb") as file:
                    line = file.readline(1 << 24)
                size = source.stat().st_size
            head = json.loads(line)
            if head["form"] != FORM or size != len(line) + head["bytes"]:
                raise Broken(name)
            held = np.zeros(0, np.uint8)
            if head["bytes"]:
                held = (
                    np.frombuffer(source, np.uint8, offset=len(line))
                    if isinstance(source, bytes)
                    else np.memmap(source, np.uint8, "r", offset=len(line))
                )
            arrays = {
                name: np.asarray(held[at : at + count * np.dtype(kind).itemsize]).view(kind)
                for name, (kind, count, at) in head["arrays"].items()
            }
            self.mark, self.laws = str(head["mark"]), list(map(str, head["laws"]))
            self.law, self.ids, self.length = arrays["law"], arrays["ids"], arrays["length"]
            self.number, self.behind, self.gist = arrays["number"], arrays["behind"], arrays["gist"]
            self.since, self.until, self.norms = arrays["since"], arrays["until"], arrays["norms"]
            self.count = len(self.ids)
            self.whole, self.text, self.name = (
                _held(arrays, field, count)
                for field, count in (("whole", self.count), ("text", self.count), ("name", len(self.laws)))
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Broken(name) from error
        self.sizes = np.bincount(self.law, minlength=len(self.laws)) if self.count else np.zeros(0, np.int64)
        self.keys = [law_key(name) for name in self.laws]

    def in_force(self, on: date) -> NDArray[np.bool_]:
        """Which articles hold on a day."""
        day = on.toordinal()
        held: NDArray[np.bool_] = (self.since <= day) & (day < self.until)
        return held

    def terms_of(self, row: int) -> tuple[Codes, NDArray[np.float32]]:
        """The terms of one article with their weights (slow: for learning)."""
        at = np.flatnonzero(self.whole.rows == row)
        term = np.searchsorted(self.whole.start, at, side="right") - 1
        return self.whole.terms[term], self.whole.weights[at].astype(np.float32)
