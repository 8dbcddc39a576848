"""The county's own model: which of its types a text tells of, learned from its own past table.

A linear model of pieces of one to three characters: a text's pieces, weighed, times one table of weights.
Made by ``jiefen_lite.training``; here it is only read and asked, and a library for learning is not needed.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from io import BytesIO
from itertools import chain
from operator import add
from typing import Any, NamedTuple
from zipfile import BadZipFile

from jiefen_lite.errors import BrokenStore
from jiefen_lite.shapes import ModelVerdict
from jiefen_lite.text import halfwidth, looks_like_name

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
#: The first line or sentence says what it is about when it is not longer; it counts once more.
_HEADING = 60
_HEADING_ENDS = re.compile(r"[\n。]")
#: A longer text says what it is about long before its end, and must not hold up the others.
_MOST = 4000
_SHOWN, _LONGEST = 4, 6
_LOOKED_AT = 60
_BEGINNING = 40
_LETTERS = re.compile(r"[\u4e00-\u9fffa-z]+")
_SPOILT = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, BadZipFile, zlib.error)
#: So many bits a character has.
_LETTER = 21
BROKEN = "本县模型的文件坏了，读不出来。请重新训练一次，或者从备份恢复。"


def plain(text: str) -> str:
    """A text as the model reads it: half-width, small letters, every number alike."""
    text = _LINES.sub("\n", halfwidth(text[:_MOST]).strip())
    return _DIGITS.sub("0", _SPACE.sub("", text)).lower()


def heading(text: str) -> str:
    """The heading of a plain text, or nothing."""
    end = _HEADING_ENDS.search(text, 0, _HEADING + 1)
    return text[: end.start()] if end else ""


def key_of(piece: str) -> int:
    """A piece as a number: its characters side by side."""
    number = 0
    for letter in piece:
        number = number << _LETTER | ord(letter)
    return number


def keys_of(text: str) -> Any:
    """The pieces of a text as numbers: those of one character, then those of two, then those of three."""
    import numpy as np

    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    pairs = letters[:-1] << _LETTER | letters[1:]
    return np.concatenate((letters, pairs, pairs[:-1] << _LETTER | letters[2:]))


class Pieces:
    """Pieces by their keys: all pieces of a text are looked up in one go."""

    def __init__(self, pieces: Collection[str]) -> None:
        import numpy

        keys = numpy.fromiter(map(key_of, pieces), numpy.uint64, len(pieces))
        #: For each place by key: which of the pieces stands there.
        self.order = keys.argsort()
        self._keys = keys[self.order]

    def find(self, keys: Any) -> tuple[Any, Any]:
        """The place by key that each would have, and whether it is there."""
        at = self._keys.searchsorted(keys)
        at[at == len(self._keys)] = 0
        return at, self._keys[at] == keys


def grams(text: str) -> Iterator[str]:
    """The pieces of one, two and three characters of a plain text."""
    pairs = list(map(add, text, text[1:]))
    return chain(text, pairs, map(add, pairs, text[2:]))


class _Guess(NamedTuple):
    label: str
    confidence: float


class TypeModel:
    """Answers for single texts. One object serves all threads."""

    def __init__(self, data: bytes) -> None:
        """From what :func:`pack` has made. Raises BrokenStore."""
        import numpy

        self._np = numpy
        try:
            with numpy.load(BytesIO(data), allow_pickle=False) as kept:
                self.report: dict[str, Any] = json.loads(kept["report"].tobytes())
                #: Marks of the texts that it was taught with.
                self.seen: frozenset[int] = frozenset(kept["seen"].tolist())
                words = kept["grams"].tobytes().decode().split("\n")
                self._idf = kept["idf"].astype(numpy.float32)
                self._weights = kept["weights"]  # halves, as they were packed: a text needs few of them
                self._bias = kept["bias"].astype(numpy.float32)
            self.labels: tuple[str, ...] = tuple(self.report["labels"])
            #: Which of the types of the rules each label is; None where it is the county's own.
            self._types: tuple[str | None, ...] = tuple(map(self.report["types"].get, self.labels))
            self._scale = float(self.report["scale"])
            threshold = self.report["threshold"]
        except _SPOILT as error:
            raise BrokenStore(BROKEN) from error
        shapes = ((len(words),), (len(words), len(self.labels)), (len(self.labels),))
        if (self._idf.shape, self._weights.shape, self._bias.shape) != shapes:
            raise BrokenStore(BROKEN)
        #: From this confidence on it was right often enough on texts that it had not seen; None: never.
        self.threshold: float | None = None if threshold is None else float(threshold)
        self._basis = f"本县模型，{self.report['made_at'][:10]} 用 {self.report['rows']} 件训练"
        self._words = words
        self._pieces = Pieces(words)
        #: How much each piece speaks for any label.
        self._usual = self._weights.mean(axis=1, dtype=numpy.float32)
        self.digest = hashlib.sha256(data).hexdigest()
        #: A text is asked for its type, then for the words that told it: its pieces are counted once.
        self._vector = lru_cache(maxsize=4)(self._counted)

    @cached_property
    def _words_to_show(self) -> Any:
        """Which pieces say something to a reader: no single characters, figures or names of people."""
        return self._np.fromiter(map(_is_word, self._words), bool, len(self._words))

    @property
    def knows_types(self) -> bool:
        """Whether it may speak where the types of the rules are asked for."""
        return bool(self.report["speaks"]) and self.threshold is not None

    def guess(self, text: str) -> _Guess:
        """The county's own label for a text, and how sure it is (0 to 1)."""
        chances = self._chances(text)
        best = int(chances.argmax())
        return _Guess(self.labels[best], float(chances[best]))

    def verdict(self, text: str) -> ModelVerdict | None:
        """The type of the rules that a text tells of, where it is sure of it; else None."""
        if not self.knows_types or self.threshold is None:
            return None
        chances = self._chances(text)
        best = int(chances.argmax())
        l1, confidence = self._types[best], float(chances[best])
        if l1 is None or confidence < self.threshold:
            return None
        return ModelVerdict(l1, confidence, (), self.digest[:12], self._basis)

    def margins(self, text: str) -> dict[str, float]:
        """How much speaks for each label: above 0 more for it than against it."""
        return dict(zip(self.labels, map(float, self._scores(text)), strict=True))

    def _scores(self, text: str) -> Any:
        at, much = self._vector(plain(text))
        return self._bias + much @ self._weights[at].astype(self._np.float32)

    def _chances(self, text: str) -> Any:
        scores = self._scores(text)
        odds = self._np.exp(self._scale * (scores - scores.max()))
        return odds / odds.sum()

    def _counted(self, told: str) -> tuple[Any, Any]:
        """Which pieces count in a text, and how much: the heading is weighed by itself and added."""
        np = self._np
        at, much = self._weighed(told)
        head = heading(told)
        if head:
            more_at, more = self._weighed(head)
            at, much = np.concatenate((at, more_at)), np.concatenate((much, more))
        return at, much

    def _weighed(self, told: str) -> tuple[Any, Any]:
        """The pieces of a text that count, by their places in the table, and how much each says."""
        np = self._np
        near, there = self._pieces.find(keys_of(told))
        found, times = np.unique(near[there], return_counts=True)
        at = self._pieces.order[found]
        much = (1 + np.log(times, dtype=np.float32)) * self._idf[at]
        length = float(np.sqrt(much @ much))
        return at, much / length if length else much

    def telling(self, text: str, l1: str, names: Iterable[str] = ()) -> tuple[str, ...]:
        """The words of a text that spoke most for a type, as they stand in it; never a piece of ``names``."""
        labels = [at for at, one in enumerate(self._types) if one == l1]
        if not labels:
            return ()
        told = plain(text)
        at, much = self._vector(told)
        own = self._weights[at, labels[0]] if len(labels) == 1 else self._weights[at][:, labels].max(axis=1)
        spoke = much * (own - self._usual[at])
        hidden = {place for name in map(plain, names) if name for place in _places(told, name)}
        spans: list[tuple[int, int]] = []
        for one in self._np.argsort(-spoke, kind="stable")[:_LOOKED_AT]:
            if spoke[one] <= 0:
                break
            piece = at[one]
            if not self._words_to_show[piece]:
                continue
            word = self._words[piece]
            start = told.find(word)
            if start >= 0 and hidden.isdisjoint(range(start, start + len(word))):
                spans = _joined(spans, start, start + len(word))
            if len(spans) > _SHOWN:
                break
        return tuple(dict.fromkeys(told[start:end] for start, end in spans))[:_SHOWN]


def _is_word(piece: str) -> bool:
    return len(piece) > 1 and _LETTERS.fullmatch(piece) is not None and not looks_like_name(piece)


def _places(text: str, word: str) -> Iterator[int]:
    """Every place of a text that an occurrence of a word covers."""
    start = text.find(word)
    while start >= 0:
        yield from range(start, start + len(word))
        start = text.find(word, start + 1)


def _joined(spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The spans with one more; those that overlap become one, as long as it stays a word or two."""
    for at, (first, last) in enumerate(spans):
        if start < last and first < end:
            whole = min(first, start), max(last, end)
            if whole[1] - whole[0] <= _LONGEST:
                spans[at] = whole
            return spans
    return [*spans, (start, end)]


def row_hash(text: str) -> int:
    """By which the same text is known."""
    return _hash(plain(text))


def row_mark(text: str) -> int:
    """By which a text is known again that has been touched since: by how its story begins, letters alone."""
    return _hash("".join(_LETTERS.findall(plain(text)))[:_BEGINNING])


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def pack(
    words: list[str], idf: Any, weights: Any, bias: Any, seen: list[int], report: dict[str, Any]
) -> bytes:
    """A model as bytes: plain arrays, nothing that could be run when they are read."""
    import numpy as np

    out = BytesIO()
    np.savez_compressed(
        out,
        grams=np.frombuffer("\n".join(words).encode(), np.uint8),
        idf=np.asarray(idf, np.float32),
        weights=np.asarray(weights, np.float16),
        bias=np.asarray(bias, np.float32),
        seen=np.asarray(seen, np.int64),
        report=np.frombuffer(json.dumps(report, ensure_ascii=False).encode(), np.uint8),
    )
    return out.getvalue()
