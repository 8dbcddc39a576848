"""Two texts about one matter: which pieces of each the other has not, so that an eye finds them at once."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

#: Longer texts are compared clause by clause: character by character would take seconds.
LONG = 3_000
#: Fewer characters alike between two differences are chance, and would only make it flicker.
LEAST_ALIKE = 2
_TOKEN = re.compile(r"[0-9A-Za-z.*％%]+|\s+|.", re.S)
_CLAUSE = re.compile(r"[^，。；！？,;!?\n]*[，。；！？,;!?\n]?")
_SILENT = re.compile(r"[\s，。；：、！？,;:!?.“”\"'（）()]*")


class Piece(NamedTuple):
    """A part of a text; ``differs``: the other text does not say it."""

    text: str
    differs: bool


def differences(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces. Numbers and words are never cut, punctuation alone is no difference."""
    pattern = _CLAUSE if max(len(one), len(other)) > LONG else _TOKEN
    first, second = ([token for token in pattern.findall(text) if token] for text in (one, other))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    at = to = 0
    for start, begin, size in matcher.get_matching_blocks():
        same = "".join(first[start : start + size])
        apart = start > at or begin > to
        goes_on = start + size < len(first) or begin + size < len(second)
        if size and len(same) < LEAST_ALIKE and apart and goes_on:
            continue
        _add(left, "".join(first[at:start]), differs=True)
        _add(right, "".join(second[to:begin]), differs=True)
        _add(left, same, differs=False)
        _add(right, same, differs=False)
        at, to = start + size, begin + size
    return left, right


def _add(pieces: list[Piece], text: str, *, differs: bool) -> None:
    if not text:
        return
    differs = differs and _SILENT.fullmatch(text) is None
    if pieces and pieces[-1].differs == differs:
        text = pieces.pop().text + text
    pieces.append(Piece(text, differs))
