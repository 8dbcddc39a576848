"""What may stand at a place of a rule file that is being written: keys, allowed words, names.

Works by indents and brackets alone, so the text may be unfinished or wrong everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jiefen_lite.rules import labels
from jiefen_lite.rules.labels import Key
from jiefen_lite.rules.names import Names

_KEY = re.compile(r"(?P<key>[A-Za-z_]\w*)\s*:(?:\s+|$)", re.ASCII)
_WORD = re.compile(r"[^\s,\[\]{}:\"']*$")
_DASHES = re.compile(r"(?:-\s+)+|-$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may stand there: what to insert, what it is called, what it is for.

    ``kind``: ``key`` or ``value``; ``needed``: a key that must be written.
    """

    insert: str
    title: str
    explanation: str
    kind: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """The suggestions for a place; they replace the word that begins in column ``start`` (from 0)."""

    start: int
    suggestions: tuple[Suggestion, ...]


@dataclass(slots=True)
class _Open:
    """A key whose value has begun, in lines (``indent``) or in braces (``:``), or a bracket ([ or {)."""

    key: str | None
    indent: int = -1
    bracket: str = ""
    dash: int | None = None
    present: list[str] = field(default_factory=list)


def complete(cls: type, text: str, line: int, column: int, names: Names) -> Completion:
    """What may stand in ``line`` (from 1) at ``column`` (from 0) of a file of the shape ``cls``.

    Where a word has been begun, only what holds its letters, first what begins with them.
    """
    lines = text.split("\n")
    before = lines[: line - 1]
    here = lines[line - 1][:column] if line <= len(lines) else ""
    scanner = _Scanner()
    for one in before:
        scanner.take(one)
    word = _WORD.search(here)
    start = word.start() if word else column
    typed = here[start:]
    rest = lines[line - 1 :] if line <= len(lines) else []
    found = scanner.at(here[:start], rest)
    offered = _offered(cls, found, names) if found else ()
    fitting = [each for each in offered if typed in each.insert or typed in each.title]
    fitting.sort(key=lambda each: not each.insert.startswith(typed))
    return Completion(start, tuple(fitting))


@dataclass(frozen=True, slots=True)
class _Place:
    path: tuple[str, ...]
    value_of: str | None  # None: a key is wanted
    present: frozenset[str] = frozenset()
    needs_dash: bool = False


class _Scanner:
    """Goes through the lines above the place and knows which keys are open."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.root = _Open(None)

    @property
    def flow(self) -> bool:
        return bool(self.open and self.open[-1].bracket)

    def take(self, line: str) -> None:
        """One whole line."""
        self._leave_brackets(line)
        if self.flow:
            self._brackets(line)
            return
        stripped = line.lstrip()
        if not stripped or stripped.startswith("#"):
            return
        column = self._dashes(line, len(line) - len(stripped))
        found = _KEY.match(line, column)
        if found:
            self._key(found["key"], column)
            self._brackets(line[found.end() :])
        else:
            self._brackets(line[column:])

    def at(self, here: str, rest: list[str]) -> _Place | None:
        """Where one stands behind ``here``, the part of the line before the word that is being written."""
        self._leave_brackets(here)
        if not self.flow:
            if here.lstrip().startswith("#"):
                return None
            column = self._dashes(here, len(here) - len(here.lstrip()))
            found = _KEY.match(here, column)
            if not found:
                if not here[column:].strip():
                    return self._wants_key(column, "-" in here, rest)
                if here[column] not in "[{":
                    return None
                here = here[column:]
            else:
                self._key(found["key"], column)
                here = here[found.end() :]
        self._brackets(here)
        path = tuple(each.key for each in self.open if each.key)
        if not self.open:
            return None
        last = self.open[-1]
        if last.bracket == "{":
            return _Place(path, None, frozenset(last.present))
        if last.bracket == "[" or not here.strip() or here.rstrip().endswith(":"):
            return _Place(path[:-1], path[-1])
        return None

    def _wants_key(self, column: int, dashed: bool, rest: list[str]) -> _Place:
        while self.open and self.open[-1].indent >= column and not (dashed and self.open[-1].dash == column):
            self.open.pop()
        above = self.open[-1] if self.open else self.root
        in_item = above.dash is not None and column > above.dash
        present = set(above.present) | set(_keys_below(rest[1:], column))
        path = tuple(each.key for each in self.open if each.key)
        return _Place(path, None, frozenset(present), needs_dash=not (dashed or in_item))

    def _dashes(self, line: str, column: int) -> int:
        """Behind the dashes with which a line begins; each opens a new item of the list around it."""
        found = _DASHES.match(line, column)
        if not found:
            return column
        while self.open and self.open[-1].indent > column:
            self.open.pop()
        above = self.open[-1] if self.open else self.root
        above.dash, above.present = column, []
        return found.end()

    def _key(self, key: str, column: int) -> None:
        while self.open and self.open[-1].indent >= column:
            self.open.pop()
        above = self.open[-1] if self.open else self.root
        above.present.append(key)
        self.open.append(_Open(key, column))

    def _leave_brackets(self, line: str) -> None:
        """A line that stands too far left, or a key, ends a list of words whose bracket was never closed."""
        if not self.flow or self.open[-1].bracket != "[":
            return
        inside = line.lstrip()
        dashes = _DASHES.match(inside)
        begun = max((each.indent for each in self.open), default=0)
        left = len(line) - len(inside) <= begun and line.strip() != "" and not inside.startswith("]")
        blank = not inside and 0 < len(line) <= begun
        if left or blank or _KEY.match(inside, dashes.end() if dashes else 0):
            while self.flow:
                self.open.pop()

    def _brackets(self, text: str) -> None:
        """Opens and closes brackets; keys in braces hold the value that follows them."""
        quote = ""
        at = 0
        while at < len(text):
            sign = text[at]
            if quote:
                quote = "" if sign == quote else quote
            elif sign in "\"'" and text[:at].rstrip()[-1:] in ("", *"[{,:"):
                quote = sign
            elif sign == "#" and (at == 0 or text[at - 1].isspace()):
                return
            elif sign in "[{":
                self.open.append(_Open(None, bracket=sign))
            elif sign in "]}" and self.flow:
                self._close_key()
                if self.flow:
                    self.open.pop()
            elif sign == "," and self.flow:
                self._close_key()
            elif self.flow and self.open[-1].bracket == "{":
                found = _KEY.match(text, at)
                if found:
                    self.open[-1].present.append(found["key"])
                    self.open.append(_Open(found["key"], bracket=":"))
                    at = found.end()
                    continue
            at += 1

    def _close_key(self) -> None:
        if self.open and self.open[-1].bracket == ":":
            self.open.pop()


def _keys_below(lines: list[str], column: int) -> Iterator[str]:
    """Keys further down in the same rule."""
    for line in lines:
        stripped = line.lstrip()
        indent = len(line) - len(stripped)
        if not stripped or stripped.startswith("#") or indent > column:
            continue
        found = _KEY.match(stripped)
        if indent < column or not found:
            return
        yield found["key"]


def _offered(cls: type, place: _Place, names: Names) -> tuple[Suggestion, ...]:
    around: Key | None = None
    here: type | None = cls
    for name in place.path:
        around = labels.key(here, name) if here else None
        here = around.rows if around else None
    if here is None:
        return ()
    if place.value_of is not None:
        key = labels.key(here, place.value_of)
        return tuple(_values(here, key, names)) if key else ()
    lead = "- " if place.needs_dash and around is not None and around.many else ""
    keys = labels.keys(here)[: 1 if lead else None]
    return tuple(_key(each, lead) for each in keys if lead or each.name not in place.present)


def _key(key: Key, lead: str) -> Suggestion:
    tail = "" if key.rows else " "
    return Suggestion(f"{lead}{key.name}:{tail}", key.title, key.explanation, "key", key.needed)


def _values(cls: type, key: Key, names: Names) -> Iterator[Suggestion]:
    if key.words:
        told = labels.words_of(cls, key.name)
        for word in key.words:
            yield Suggestion(_quoted(str(word)), told.get(word, str(word)), key.explanation, "value")
    elif key.refers and key.refers in names:
        for name, meaning in names[key.refers].items():
            yield Suggestion(_quoted(name), meaning or name, key.explanation, "value")
    elif key.hint is bool:
        yield Suggestion("true", "是", key.explanation, "value")
        yield Suggestion("false", "否", key.explanation, "value")


def _quoted(word: str) -> str:
    """A word as it may stand in YAML: no and @town need quotes."""
    return f'"{word}"' if word.startswith("@") or word in ("no", "yes", "on", "off") else word
