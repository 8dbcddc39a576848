"""Blanks in templates: which there are, what may be written around them, and how far filling may go.

A template is not trusted. Only names out of the document's own list, loops over its lists and yes/no
questions are let through; a filling that runs away is stopped by count, not by the clock.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from jiefen_lite.errors import JiefenError

# What a blank may hold: None for a text, a list of one shape for repetition, a dict of shapes.
Shape = Any
Blanks = Mapping[str, Shape]

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
OPENING = re.compile(r"\{%(?:p|tr)?-?\s*(.*?)\s*-?%\}", re.DOTALL)
_FULL_WIDTH = re.compile(r"[{｛]\s*｛|｛\s*[{%]|[}｝]\s*｝|%｝")
_MARKS = ("{{", "}}", "{%", "%}")
_TRICKS = re.compile(r"\{[{%]-?(?:r|tc|hm|vm|colspan|cellbg)\s|\{\{-?(?:p|tr)\s")
_ALIKE = 0.6  # from here a misspelt name is worth a guess
_MOST_NESTED = 3
_SHOWN_NAMES = 12

MOST_LETTERS = 12_000_000  # of one part of a filled paper; a paper of six pages has some 300,000
MOST_TURNS = 50_000  # of all its loops together

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If,
    nodes.Not,
)  # fmt: skip


class TemplateFault(JiefenError):
    """A template with blanks that cannot be filled; each sentence tells the place."""

    http_status = 422


# --------------------------------------------------------------------------- checking


@dataclass(slots=True)
class Checker:
    """Walks a template's tags in reading order and remembers open loops."""

    blanks: Blanks
    scopes: list[tuple[str, dict[str, Shape]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    paths: dict[str, str] = field(default_factory=dict)

    def text(self, place: str, text: str) -> None:
        """All tags of one paragraph or cell, in order."""
        for tag in TAG.findall(text):
            self.tag(place, tag)
        rest = TAG.sub("", text)
        if _FULL_WIDTH.search(rest):
            self.faults.append(f"{place}：用了全角的大括号“｛｝”，请改成半角“{{ }}”。")
        if any(mark in rest for mark in _MARKS):
            self.faults.append(f"{place}：空格的括号没有成对，请检查“{{{{ … }}}}”。")

    def tag(self, place: str, tag: str) -> None:
        """One ``{{ … }}`` or ``{% … %}``."""
        if tag.startswith("{#"):
            return
        if _TRICKS.match(tag):
            self._refuse(place, tag)
            return
        if tag.startswith("{{"):
            self._expression(place, tag, tag)
            return
        found = OPENING.fullmatch(tag)
        words = found[1] if found else ""
        first = words.split(" ", 1)[0]
        if first in ("endfor", "endif"):
            if not self.scopes or self.scopes[-1][0] != first[3:]:
                self.faults.append(f"{place}：“{tag}”前面没有对应的开头，请检查成对的标记。")
            else:
                self.scopes.pop()
        elif words == "else":
            if not self.scopes or self.scopes[-1][0] != "if":
                self.faults.append(f"{place}：“{tag}”前面没有对应的 if，请检查成对的标记。")
        elif first == "for":
            self._loop(place, tag, words)
        elif first == "if":
            self._expression(place, tag, "{{ " + words[2:] + " }}")
            self.scopes.append(("if", {}))
        else:
            self._refuse(place, tag)

    def finish(self) -> None:
        """At the end of a document everything is closed."""
        if self.scopes:
            self.faults.append("模板末尾：还有循环或判断没有结束，请补上 endfor 或 endif。")

    def _refuse(self, place: str, tag: str) -> None:
        self.faults.append(f"{place}：“{tag}”不能用在模板里，只能填写列出的空格名、循环和有无判断。")

    def _parse(self, place: str, tag: str, source: str) -> nodes.Template | None:
        try:
            return environment().parse(source)
        except (TemplateError, RecursionError):
            self.faults.append(f"{place}：“{tag}”写法有误，请检查括号和拼写。")
            return None

    def _expression(self, place: str, tag: str, source: str) -> None:
        parsed = self._parse(place, tag, source)
        if parsed is None:
            return
        output = parsed.body[0] if len(parsed.body) == 1 else None
        asked = output.nodes if isinstance(output, nodes.Output) else []
        if len(asked) != 1:
            self._refuse(place, tag)
            return
        expression = asked[0]
        shown = tag.startswith("{{")
        if isinstance(expression, nodes.Not) and not shown:
            expression = expression.node
        shape = self._shape_of(place, tag, expression)
        if shown and isinstance(shape, list | dict):
            inside = "、".join(shape) if isinstance(shape, dict) else ""
            cure = f"请写明是哪一项：{inside}" if inside else "请用循环一项一项地填"
            self.faults.append(f"{place}：“{tag}”是一组内容，不能直接填；{cure}。")

    def _loop(self, place: str, tag: str, words: str) -> None:
        parsed = self._parse(place, tag, "{% " + words + " %}{% endfor %}")
        loop = parsed.body[0] if parsed is not None and len(parsed.body) == 1 else None
        scope: dict[str, Shape] = {}
        plain = isinstance(loop, nodes.For) and loop.test is None and not loop.recursive
        if isinstance(loop, nodes.For) and plain and isinstance(loop.target, nodes.Name):
            shape = self._shape_of(place, tag, loop.iter)
            scope[loop.target.name] = _UNKNOWN
            if isinstance(shape, list):
                scope[loop.target.name] = shape[0]
                self.paths[loop.target.name] = f"{self._path(loop.iter)}[]"
            elif shape is not _UNKNOWN:
                self.faults.append(f"{place}：“{tag}”里的内容不是一组，不能循环。")
        elif parsed is not None:
            self._refuse(place, tag)
        self.scopes.append(("for", scope))
        if sum(kind == "for" for kind, _ in self.scopes) > _MOST_NESTED:
            self.faults.append(f"{place}：循环套了 {_MOST_NESTED} 层以上，请减少层数。")

    def _path(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Getattr):
            return f"{self._path(node.node)}.{node.attr}"
        name = node.name if isinstance(node, nodes.Name) else ""
        return self.paths.get(name, name)

    def _shape_of(self, place: str, tag: str, node: nodes.Node) -> Shape:
        """What a name or ``name.part`` stands for; anything cleverer is refused."""
        if isinstance(node, nodes.Name):
            for _, scope in reversed(self.scopes):
                if node.name in scope:
                    self.used.add(self._path(node))
                    return scope[node.name]
            if node.name in self.blanks:
                self.used.add(node.name)
                return self.blanks[node.name]
            known = [*self.blanks, *(name for _, scope in self.scopes for name in scope)]
            self.faults.append(f"{place}：没有名为“{node.name}”的空格{_hint(node.name, known)}")
            return _UNKNOWN
        if isinstance(node, nodes.Getattr):
            owner = self._shape_of(place, tag, node.node)
            if owner is _UNKNOWN:
                return _UNKNOWN
            if isinstance(owner, dict) and node.attr in owner:
                self.used.add(self._path(node))
                return owner[node.attr]
            known = list(owner) if isinstance(owner, dict) else []
            self.faults.append(f"{place}：“{tag}”里没有“{node.attr}”这一项{_hint(node.attr, known)}")
            return _UNKNOWN
        self._refuse(place, tag)
        return _UNKNOWN


_UNKNOWN = object()


def check(texts: Iterable[tuple[str, str]], blanks: Blanks) -> tuple[list[str], set[str]]:
    """Faults of a template, each with its place, and the blanks it uses (``rows``, ``rows[].name`` …).

    ``texts``: every text of the template with the place where it stands, in reading order.
    """
    checker = Checker(blanks)
    for place, text in texts:
        checker.text(place, text)
    checker.finish()
    return checker.faults, checker.used


def _hint(name: str, known: Sequence[str]) -> str:
    """The name that was probably meant, or else those there are."""
    near = difflib.get_close_matches(name, known, 1, _ALIKE)
    if near:
        return f"，是不是“{near[0]}”？"
    if not known:
        return "。"
    shown = "、".join(known[:_SHOWN_NAMES])
    return f"。可用：{shown}{'……（全部见“模板”页）' if len(known) > _SHOWN_NAMES else '。'}"


def source_faults(place: str, source: str) -> list[str]:
    """What a whole source holds beyond names, loops and questions: the last gate before it is run."""
    try:
        parsed = environment().parse(source)
    except (TemplateError, RecursionError):
        return [f"{place}：标记写法有误，请检查括号和成对的标记。"]
    odd = [node for node in parsed.find_all(nodes.Node) if not isinstance(node, _ALLOWED)]
    return [f"{place}：有不能用在模板里的写法，只能填写列出的空格名、循环和有无判断。"] if odd else []


def names_of(blanks: Blanks, before: str = "") -> Iterator[str]:
    """Every blank by its path: ``title``, ``rows``, ``rows[].name`` …"""
    for name, shape in blanks.items():
        yield before + name
        if isinstance(shape, list) and isinstance(shape[0], dict):
            yield from names_of(shape[0], f"{before}{name}[].")
        elif isinstance(shape, dict):
            yield from names_of(shape, f"{before}{name}.")


# --------------------------------------------------------------------------- filling


class _Bounded(Template):
    """A template that stops when it has written too much."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The filled text. Raises TemplateFault where it gets too long."""
        written, pieces = 0, []
        for piece in self.root_render_func(self.new_context(dict(*args, **kwargs))):
            written += len(piece)
            if written > MOST_LETTERS:
                raise TemplateFault("模板填出来的内容太长，已经停下；请减少循环，或者删掉循环里的大段内容。")
            pieces.append(piece)
        return "".join(pieces)


class _Environment(ImmutableSandboxedEnvironment):
    template_class = _Bounded


def environment() -> ImmutableSandboxedEnvironment:
    """The engine for one filling: sandboxed, escaping, without a blank that is silently empty."""
    return _Environment(undefined=StrictUndefined, autoescape=True)


class _Counted(list[Any]):
    """A list whose turns are counted, together with those of all lists of the same filling."""

    def __init__(self, items: Sequence[Any], turns: list[int]) -> None:
        super().__init__(items)
        self._turns = turns

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            self._turns[0] += 1
            if self._turns[0] > MOST_TURNS:
                raise TemplateFault("模板里的循环转得太多，已经停下；请不要在长清单的循环里再套循环。")
            yield item


def is_plain(value: Any) -> bool:
    """Whether a value is made of texts, numbers, lists and dicts only."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and is_plain(one) for key, one in value.items())
    if isinstance(value, list | tuple):
        return all(is_plain(one) for one in value)
    return value is None or type(value) in (str, int, float, bool)


# What XML cannot hold; it would be dropped without a word, a space keeps words apart.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def prepared(value: Any, turns: list[int] | None = None) -> Any:
    """A context as it goes into a filling: texts that XML can hold, lists whose turns are counted."""
    turns = [0] if turns is None else turns
    if isinstance(value, str):
        return _CONTROL.sub(" ", value)
    if isinstance(value, Mapping):
        return {key: prepared(one, turns) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return _Counted([prepared(one, turns) for one in value], turns)
    return value
