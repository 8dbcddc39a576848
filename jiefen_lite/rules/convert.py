"""A tree of nodes becomes a typed value, by nothing but the type hints of a dataclass.

Every fault is noted and the walk goes on, so that a person mends a file once, not ten times.
Sentences are for people who have never heard of YAML: what stands there, what should, an example.
"""

from __future__ import annotations

import difflib
import re
import types
import unicodedata
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from jiefen_lite.rules.marks import AtLeast, Matches, MonthDay, Names, OneOf, RefersTo
from jiefen_lite.rules.nodes import Fault, Items, Node, Pairs, Text
from jiefen_lite.text import parse_number

WRONG = object()  # stands for a value that could not be made; its fault is already noted

_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_YES = frozenset({"true", "是"})
_NO = frozenset({"false", "否"})
_INTEGER = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LOOSE_DAY = re.compile(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*")


@dataclass(frozen=True, slots=True)
class Use:
    """A place in a file where the name of a thing stands, to be compared across files."""

    kind: str
    name: str
    line: int


@dataclass(slots=True)
class Made:
    """A dataclass value that was built, with the line of the whole and of each of its keys."""

    value: Any
    line: int
    key_lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """The line on which a key stands, or else the line where the value begins."""
        return self.key_lines.get(key, self.line)


@dataclass(slots=True)
class Converted:
    """What came of one file: the value (None where anything was wrong) and all that was seen."""

    file: str
    value: Any = None
    broken: bool = False  # not, or not wholly, read: what it does not say means nothing
    faults: list[Fault] = field(default_factory=list)
    named: list[Use] = field(default_factory=list)
    used: list[Use] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)


def convert(node: Node, cls: type, file: str, *, partial: bool = False) -> Converted:
    """The tree of one file as a ``cls``, with every fault on the way.

    ``partial``: lines are missing from the tree, so nothing is said of what is not there.
    """
    walker = _Walker(Converted(file), partial)
    value = walker.dataclass_value(node, cls, None)
    if value is not WRONG and not walker.out.faults:
        walker.out.value = value
    return walker.out


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls, include_extras=True)


class _Walker:
    def __init__(self, out: Converted, partial: bool) -> None:
        self.out = out
        self.partial = partial
        self.ids: dict[tuple[type, str], int] = {}

    def fault(self, line: int, message: str) -> object:
        self.out.faults.append(Fault(self.out.file, line, message))
        return WRONG

    def value(self, node: Node, hint: Any, key: str) -> Any:
        if isinstance(node, Text) and (node.refused or (self.partial and node.plain and not node.value)):
            return WRONG
        marks: tuple[Any, ...] = ()
        while True:
            origin = get_origin(hint)
            if origin is Annotated:
                hint, *more = get_args(hint)
                marks += tuple(more)
            elif origin in (Union, types.UnionType):
                hint = next(arg for arg in get_args(hint) if arg is not type(None))
                if isinstance(node, Text) and node.plain and node.value in _EMPTY:
                    return None
            else:
                break
        if origin is tuple:
            return self.items(node, get_args(hint)[0], key)
        if is_dataclass(hint) and isinstance(hint, type):
            return self.dataclass_value(node, hint, key)
        return self.scalar(node, hint, marks, key)

    # ------------------------------------------------------------------ lists

    def items(self, node: Node, hint: Any, key: str) -> Any:
        if isinstance(node, Pairs):
            return self.fault(node.line, f"“{key}”应当是一列，每项前面写“- ”")
        if isinstance(node, Text):
            if node.plain and node.value in _EMPTY:
                return self.fault(node.line, f"“{key}”后面没有内容；没有的话请写 {key}: []")
            words = [word for word in re.split(r"[，、,；;\s【】\[\]“”]+", node.value) if word]
            return self.fault(
                node.line,
                f"“{_short(node.value)}”应当是一列，用半角方括号和逗号，例如 {key}: [{', '.join(words[:3])}]",
            )
        made = [self.item(child, hint, key, node) for child in node.items]
        return WRONG if any(each is WRONG for each in made) else tuple(made)

    def item(self, child: Node, hint: Any, key: str, parent: Items) -> Any:
        if parent.flow and isinstance(child, Text) and child.plain:
            # 、 may stand inside one word of many; alone in the brackets it was meant to part them
            glued = (
                "，" in child.value or "；" in child.value or ("、" in child.value and len(parent.items) == 1)
            )
            if glued:
                words = [word for word in re.split(r"[，、；]", child.value) if word]
                cure = f"请改成半角逗号，例如 [{', '.join(words[:3])}]"
                return self.fault(child.line, f"“{_short(child.value)}”里的全角标点分不开各项，{cure}")
        return self.value(child, hint, key)

    # ------------------------------------------------------------------ keys and values

    def dataclass_value(self, node: Node, cls: type, key: str | None) -> Any:
        hints = _hints(cls)
        names = [each.name for each in fields(cls)]
        if not isinstance(node, Pairs):
            where = f"“{key}”下面" if key else "这里"
            found = f"，现在是“{_short(node.value)}”" if isinstance(node, Text) and node.value else ""
            return self.fault(node.line, f"{where}应当是几行“键: 值”（{'、'.join(names)}）{found}")
        given: dict[str, Any] = {}
        for name, (line, child) in node.pairs.items():
            if name in hints:
                given[name] = self.value(child, hints[name], name)
            else:
                self.fault(line, _unknown_key(name, names))
                given[name] = WRONG
        for each in fields(cls):
            needed = each.default is MISSING and each.default_factory is MISSING
            if needed and each.name not in node.pairs:
                given[each.name] = WRONG
                if not self.partial:
                    example = _example(each.name, hints[each.name])
                    self.fault(node.line, f"少了“{each.name}”，请补上，例如 {example}")
        self.note_id(cls, given, node)
        if any(each is WRONG for each in given.values()):
            return WRONG
        value = cls(**given)
        lines = {name: line for name, (line, _) in node.pairs.items()}
        self.out.made.append(Made(value, node.line, lines))
        return value

    def note_id(self, cls: type, given: dict[str, Any], node: Pairs) -> None:
        """An id may stand once per file and kind of rule: decisions point at it."""
        name = given.get("id")
        if not isinstance(name, str):
            return
        line = node.pairs["id"][0]
        first = self.ids.setdefault((cls, name), line)
        if first != line:
            given["id"] = self.fault(line, f"编号“{name}”重复了，第 {first} 行已经用过；请换一个编号")

    # ------------------------------------------------------------------ single values

    def scalar(self, node: Node, hint: Any, marks: tuple[Any, ...], key: str) -> Any:
        if not isinstance(node, Text):
            shape = "一列" if isinstance(node, Items) else "几行“键: 值”"
            return self.fault(node.line, f"“{key}”应当只有一个值，现在是{shape}，例如 {_example(key, hint)}")
        if node.plain and node.value in _EMPTY:
            return self.fault(node.line, f"“{key}”后面没有内容，请补上，例如 {_example(key, hint)}")
        value = _READERS[hint](node, key)
        if isinstance(value, _Wrong):
            return self.fault(node.line, value.message)
        for mark in marks:
            message = self.against(mark, value, key, node.line)
            if message:
                return self.fault(node.line, message)
        return value

    def against(self, mark: Any, value: Any, key: str, line: int) -> str | None:
        """What is wrong with a value in the light of one mark; names are only noted here."""
        match mark:
            case OneOf(words) if value not in words:
                return f"“{_short(value)}”不能用在“{key}”{_nearest(value, words)}能写的是：{'、'.join(words)}"
            case AtLeast(least) if value < least:
                return f"“{value}”太小了，“{key}”至少是 {least:g}"
            case MonthDay() if not _is_month_day(value):
                return f'“{value}”应当是月-日，例如 {key}: "02-15"'
            case Matches(pattern, means) if not re.fullmatch(pattern, value, re.ASCII):
                return f"“{_short(value)}”不能用在“{key}”；应当是：{means}"
            case Names(kind):
                self.out.named.append(Use(kind, value, line))
            case RefersTo(kind):
                self.out.used.append(Use(kind, value, line))
        return None


@dataclass(frozen=True, slots=True)
class _Wrong:
    message: str


def _text(node: Text, key: str) -> str | _Wrong:
    value = node.value
    if (
        node.plain
        and len(value) > 1
        and value[0] in "“‘「"
        and value[-1] in "”’」"
        and not (set(value[1:-1]) & set("“”‘’「」"))
    ):
        return _Wrong(
            f'{value}两边是全角引号，会被当成文字的一部分；请改成半角引号，例如 {key}: "{value[1:-1]}"'
        )
    return value


def _integer(node: Text, key: str) -> int | _Wrong:
    if _INTEGER.fullmatch(node.value):
        return int(node.value)
    return _Wrong(f"“{_short(node.value)}”应当是整数，例如 {_like_number(node.value, '3')}（{key}）")


def _number(node: Text, key: str) -> float | _Wrong:
    if _NUMBER.fullmatch(node.value):
        return float(node.value)
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)[%％]", node.value)
    example = f"{float(percent[1]) / 100:g}" if percent else _like_number(node.value, "0.2")
    return _Wrong(f"“{_short(node.value)}”应当是数字，例如 {example}（{key}）")


def _boolean(node: Text, key: str) -> bool | _Wrong:
    word = node.value.lower()
    if word in _YES | _NO:
        return word in _YES
    return _Wrong(f"“{_short(node.value)}”应当是 true（是）或 false（否），例如 {key}: true")


def _day(node: Text, key: str) -> date | _Wrong:
    exact = _DAY.fullmatch(node.value)
    loose = exact or _LOOSE_DAY.fullmatch(node.value)
    if not loose:
        return _Wrong(f"“{_short(node.value)}”应当是日期，写成年-月-日，例如 2027-02-05（{key}）")
    year, month, day = (int(part) for part in loose.groups())
    try:
        value = date(year, month, day)
    except ValueError:
        return _Wrong(f"“{_short(node.value)}”没有这一天，请对照日历改正（{key}）")
    if not exact:
        return _Wrong(f"“{_short(node.value)}”应当写成 {value.isoformat()}（{key}）")
    return value


_READERS: dict[Any, Any] = {str: _text, int: _integer, float: _number, bool: _boolean, date: _day}


def _is_month_day(value: str) -> bool:
    if not re.fullmatch(r"\d{2}-\d{2}", value, re.ASCII):
        return False
    try:
        date(2024, int(value[:2]), int(value[3:]))  # a leap year: 02-29 is a day of some year
    except ValueError:
        return False
    return True


def _short(value: str) -> str:
    return value if len(value) <= 30 else value[:29] + "…"


def _like_number(value: str, otherwise: str) -> str:
    """The number a person most likely meant: 三 → 3, 二十 → 20, ３ → 3, 3天 → 3."""
    narrow = unicodedata.normalize("NFKC", value).strip()
    digits = re.search(r"\d+", narrow, re.ASCII)
    if digits:
        return digits[0]
    number = parse_number(narrow.rstrip("天日个人元年"))
    return otherwise if number is None else f"{number:f}"


def _nearest(word: str, words: tuple[str, ...] | list[str]) -> str:
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"，是不是“{close[0]}”？" if close else "；"


def _unknown_key(name: str, allowed: list[str]) -> str:
    return f"不认识的键“{_short(name)}”{_nearest(name, allowed)}这里能写：{'、'.join(allowed)}"


def _example(key: str, hint: Any) -> str:
    """A line a person could write for this key."""
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            hint, *marks = get_args(hint)
            for mark in marks:
                if isinstance(mark, OneOf):
                    return f"{key}: {mark.words[0]}"
        elif origin in (Union, types.UnionType):
            hint = next(arg for arg in get_args(hint) if arg is not type(None))
        else:
            break
    if origin is tuple:
        return f"{key}: []"
    if is_dataclass(hint):
        return f"{key}: 下面缩进写 {'、'.join(each.name for each in fields(hint))}"
    return f"{key}: " + {int: "3", float: "0.2", bool: "true", date: "2027-02-05"}.get(hint, "一段文字")
