"""What rules are called: the id beside a judgement → the rule's own short Chinese name, and its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from jiefen_lite import glossary
from jiefen_lite.rules import labels
from jiefen_lite.rules.schema import (
    FILES,
    CenterDeadline,
    ResultRule,
    RuleBook,
    StatutoryDeadline,
    TypeRefinement,
)

#: What is told of a rule that is not there any more, or never was one of this book.
GONE = "已经不用的规则"
#: Between the rules of one judgement that rests on several.
_BETWEEN = "、"
#: Ids of judgements that rest on no single row: what they mean, and in which file it is settled.
_FIXED: Mapping[str, tuple[str, str]] = {
    "type.disagree": ("两种读法认的类型不一样", "types"),
    "type.learned": ("随附的权重认的类型", "types"),
    "type.scoring": ("关键词打分，没有认出类型", "types"),
    "type.unknown": ("来源的分类不认识", "channels"),
    "unit.accusation": ("检举控告不派给单位", "routing"),
    "unit.never_dispatch": ("一般不派单，由人定", "routing"),
    "unit.no_type": ("类型待定，由人定单位", "routing"),
    "complexity.otherwise": ("难易都没有对上", "complexity"),
    "risk.card": ("没有命中风险因素", "risk"),
    "result.closed_only": ("只有办结日期，没有写结果", "results"),
    "result.unknown": ("结果的写法不认识", "results"),
}
#: The same by what stands before the dot.
_BEGINNINGS: Mapping[str, tuple[str, str]] = {
    "source_type": ("来源写的分类", "channels"),
    "result.default": ("只写办结的，按本县默认", "results"),
    "model": ("本县模型认的类型", "types"),
    "place": ("从案情里读发生地", "reading"),
    "when": ("从案情里读时间", "reading"),
    "lesson": ("照改对过的读", "reading"),
}
#: What a row says of itself, the first of these that it has.
_NAMES = ("name", "tag", "text", "problem")
#: Ids that say what they decide before their own name.
_TYPE, _TYPES, _UNIT = "type", "types", "unit"


@dataclass(frozen=True, slots=True)
class Called:
    """One rule: its id, what it is called, and the file in which it stands (None: in none any more)."""

    id: str
    name: str
    file: str | None


class RuleNames:
    """The names of all rules of one book."""

    def __init__(self, book: RuleBook) -> None:
        self._types = {one.id: one.name for one in book.types.types}
        self._by_file: dict[tuple[str, str], str] = {}
        self._by_id: dict[str, tuple[str, str]] = {}
        for file in FILES:
            whole = getattr(book, file)
            for row, name in _named(whole):
                if row == getattr(whole, "id", None):
                    name = labels.of_file(file)[0]
                self._by_file.setdefault((file, row), name or self._of_refinement(book, row))
                self._by_id.setdefault(row, (self._by_file[(file, row)], file))

    def of(self, rule: str, file: str | None = None) -> tuple[Called, ...]:
        """What stands behind the id of a judgement; ``file`` where ids of several files may be alike."""
        return tuple(self._one(one, file) for one in rule.split(_BETWEEN) if one)

    def told(self, rule: str, file: str | None = None) -> str:
        """The same as text, where nobody can look at the id behind it."""
        return _BETWEEN.join(one.name for one in self.of(rule, file))

    def _one(self, rule: str, file: str | None) -> Called:
        if file is not None:
            return Called(rule, self._by_file.get((file, rule), GONE), file)
        if rule in _FIXED:
            return Called(rule, *_FIXED[rule])
        for begins, (name, of) in _BEGINNINGS.items():
            if rule.startswith(f"{begins}."):
                return Called(rule, name, of)
        kind, _, rest = rule.partition(".")
        if rest and kind in (_TYPE, _TYPES, _UNIT):
            return self._of_type(rule, kind, rest)
        of_kind = {"refine": "types", "result": "results"}.get(kind)
        if rest and of_kind is not None:
            found = self._by_file.get((of_kind, rest))
            return Called(rule, found or GONE, of_kind if found else None)
        found_in = self._by_id.get(rule)
        return Called(rule, *found_in) if found_in is not None else Called(rule, GONE, None)

    def _of_type(self, rule: str, kind: str, rest: str) -> Called:
        l1, _, l2 = rest.partition(".")
        if l1 not in self._types:
            return Called(rule, GONE, None)
        name = " · ".join(part for part in (self._types[l1], l2) if part)
        return Called(rule, f"{name}的主办单位" if kind == _UNIT else name, "types")

    def _of_refinement(self, book: RuleBook, row: str) -> str:
        one = next(each for each in book.types.refinements if each.id == row)
        return f"{self._types.get(one.from_l1, one.from_l1)}细分到{self._types.get(one.to_l1, one.to_l1)}"


def file_called(file: str) -> str:
    """A rule file as people call it: “体检评分”; its own name where it is none."""
    known = file.removesuffix(".yaml")
    return f"“{labels.of_file(known)[0]}”" if known in FILES else file


def _named(value: Any) -> Iterator[tuple[str, str | None]]:
    """Each row that has an id with its name, whatever stands inside another one included."""
    if isinstance(value, tuple):
        for one in value:
            yield from _named(one)
    elif is_dataclass(value) and not isinstance(value, type):
        row = getattr(value, "id", None)
        if isinstance(row, str):
            yield row, _name(value)
        for each in fields(value):
            yield from _named(getattr(value, each.name))


def _name(value: Any) -> str | None:
    if isinstance(value, CenterDeadline):
        return "中心时限"
    if isinstance(value, StatutoryDeadline):
        return f"{glossary.label('channel', value.channel)}的法定时限"
    if isinstance(value, ResultRule):
        return f"结果写“{value.words[0]}”等"
    if isinstance(value, TypeRefinement):
        return None
    said = next((said for name in _NAMES if isinstance(said := getattr(value, name, None), str)), None)
    return said.rstrip("。") if said else labels.of_class(type(value))
