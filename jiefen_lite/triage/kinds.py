"""Which type a case is: the source system's own category first, refined by the text where it may be."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from jiefen_lite.elements.lessons import is_taught
from jiefen_lite.elements.types import DISAGREE
from jiefen_lite.rules.schema import RuleBook, TypeMapping, TypeRefinement
from jiefen_lite.shapes import By, Decision, Reading

#: The category columns, the most telling first.
CATEGORY = ("raw_type", "raw_type2", "subcategory", "category")
_OTHER = "other"
_BASIS = "来源分类对照表"
_CODE = "0123456789.-_ 　"
_REMEMBERED = 20_000
#: What is a matter for the courts and the police, whatever it began with.
_LITIGATION = "admin_legal"
_BY_LAW = "信访工作条例第三十一条：涉法涉诉事项导入法定程序"

Kind = tuple[str | None, str | None, Decision]


class _Said(NamedTuple):
    """What the category columns of a row come to; ``l1`` None where they stand for no type."""

    text: str
    l1: str | None
    l2: str | None
    decision: Decision
    silent: bool  # 其他: it names the rest, not a kind


class TypeDecider:
    """Decides the type of a case by its ledger's category and its story."""

    def __init__(self, book: RuleBook) -> None:
        self._names = {kind.id: kind.name for kind in book.types.types}
        self._silent = frozenset(book.types.silent_categories)
        self._common = book.channels.types
        self._mappings = {channel.id: channel.types for channel in book.channels.channels}
        self._refinements: dict[str, list[TypeRefinement]] = {}
        for one in book.types.refinements:
            self._refinements.setdefault(one.from_l1, []).append(one)
        self._of_source = lru_cache(maxsize=_REMEMBERED)(self._read_source)

    def decide(self, channel: str, fields: Mapping[str, Any], reading: Reading | None) -> Kind:
        """(first level, second level, why). A category that says nothing leaves it to the text."""
        said = self._of_source(channel, *map(fields.get, CATEGORY))
        if reading is None:
            if fields.get("litigation") and _LITIGATION in self._names:
                return self._litigation(said, None)
            return said.l1, said.l2, said.decision
        told = next((one for one in reading.decisions if one.decision == "type"), None)
        if told is not None and is_taught(told):  # a person has said it of just this text
            return reading.type_l1, reading.type_l2, told
        if fields.get("litigation") and _LITIGATION in self._names:
            return self._litigation(said, reading)
        if said.l1 is None or said.silent:
            return self._by_text(said, reading, told)
        # the table was made for what the words say; a model alone does not overrule the ledger
        if reading.type_l1 is not None and told is not None and told.by != By.MODEL:
            rule = self._refinement(said, reading.type_l1, reading.type_l2)
            if rule is not None:
                return reading.type_l1, reading.type_l2, self._refined(rule, said, reading, told)
        if said.l2 is None:
            l2 = next((one.l2 for one in reading.candidates if one.l1 == said.l1), None)
            if l2 is not None:
                return said.l1, l2, _with_kind(said.decision, l2)
        return said.l1, said.l2, said.decision

    def type_of(self, label: str) -> str | None:
        """The type that a label of some other table stands for: its name, or as a source's category."""
        label = label.strip()
        if label in self._names:
            return label
        named = next((l1 for l1, name in self._names.items() if name == label), None)
        if named is not None:
            return named
        mapping, _word = self._mapped("", label)
        return mapping.l1 if mapping is not None else None

    def _litigation(self, said: _Said, reading: Reading | None) -> Kind:
        """涉法涉诉: the ledger's column says so, and that goes before its category and the story."""
        l2 = said.l2 if said.l1 == _LITIGATION else None
        if l2 is None and reading is not None:
            l2 = next((one.l2 for one in reading.candidates if one.l1 == _LITIGATION), None)
        instead = f"；来源分类写的是“{said.text}”" if said.text and said.l1 != _LITIGATION else ""
        text = f"来源“涉法涉诉”栏写着“是”，归{self._names[_LITIGATION]}，导入法定程序{instead}"
        value = f"{_LITIGATION}/{l2}" if l2 else _LITIGATION
        return _LITIGATION, l2, Decision("type", value, By.SOURCE, "source_type.litigation", _BY_LAW, text)

    def _by_text(self, said: _Said, reading: Reading, told: Decision | None) -> Kind:
        if reading.type_l1 is not None and told is not None:
            if said.silent:
                told = told._replace(text=f"来源分类“{said.text}”没有说是哪一类，按经过定：{told.text}")
            return reading.type_l1, reading.type_l2, told
        if told is not None and told.rule == DISAGREE:
            return None, None, told
        if said.l1 is not None:
            text = f"{said.decision.text}；经过也认不出是哪一类"
            return said.l1, said.l2, said.decision._replace(text=text)
        return None, None, told or said.decision

    def _refinement(self, said: _Said, l1: str, l2: str | None) -> TypeRefinement | None:
        """The row of the table that lets this text say more than this category."""
        if (l1, l2) == (said.l1, said.l2):
            return None
        for rule in self._refinements.get(said.l1 or "", ()):
            if (
                rule.to_l1 == l1
                and (said.l2 in rule.from_l2 if rule.from_l2 else said.l2 is None)
                and (not rule.to_l2 or l2 in rule.to_l2)
                and (not rule.said or any(word in said.text for word in rule.said))
            ):
                return rule
        return None

    def _refined(self, rule: TypeRefinement, said: _Said, reading: Reading, told: Decision) -> Decision:
        finer = self._names[reading.type_l1 or ""] + (f"／{reading.type_l2}" if reading.type_l2 else "")
        text = f"{said.decision.text}；经过写的是{finer}，比来源分类细，按经过定：{told.text}"
        return Decision("type", told.value, By.RULE, f"refine.{rule.id}", rule.basis, text)

    def _read_source(self, channel: str, *columns: str | None) -> _Said:
        """The type a source system's own category stands for; particular words before general ones."""
        said = [str(value) for value in columns if value]
        if not said:
            why = "没有分类，也没有可读的经过，等人定"
            return _Said("", None, None, Decision("type", None, By.RULE, "type.unknown", None, why), False)
        silent: str | None = None
        for text in ("-".join(said[:2]), *said):
            if text.strip(_CODE) in self._silent:
                silent = silent or text
                continue
            mapping, word = self._mapped(channel, text)
            if mapping is None:
                continue
            if mapping.l1 == _OTHER:
                silent = silent or text
                continue
            value = f"{mapping.l1}/{mapping.l2}" if mapping.l2 else mapping.l1
            why = f"来源分类“{text}”对应{self._names[mapping.l1]}"
            told = Decision("type", value, By.SOURCE, f"source_type.{word}", _BASIS, why)
            return _Said(text, mapping.l1, mapping.l2, told, False)
        if silent is not None:
            why = f"来源分类“{silent}”没有说是哪一类"
            told = Decision("type", _OTHER, By.SOURCE, "source_type.other", _BASIS, why)
            return _Said(silent, _OTHER, None, told, True)
        text = "／".join(said)
        why = f"“{text}”没有对应的类型，等人定"
        return _Said(text, None, None, Decision("type", None, By.RULE, "type.unknown", None, why), False)

    def _mapped(self, channel: str, text: str) -> tuple[TypeMapping | None, str]:
        for mappings in (self._mappings.get(channel, ()), self._common):
            for mapping in mappings:
                for word in mapping.words:
                    if text == word if mapping.whole else word in text:
                        return mapping, word
        return None, ""


@lru_cache(maxsize=_REMEMBERED)
def _with_kind(decision: Decision, l2: str) -> Decision:
    """The ledger names the type, the story its kind."""
    return decision._replace(value=f"{decision.value}/{l2}", text=f"{decision.text}；经过写的是{l2}")
