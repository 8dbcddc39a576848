"""Blanks of a template: checked against the list that its paper gives, before anything is filled in.

A template is not trusted: only names, loops over lists and yes/no questions are let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from jiefen_lite.errors import JiefenError

# What a blank may hold: None for a text, a list of one shape for repetition, a dict of shapes.
Shape = Any
Blanks = Mapping[str, Shape]

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OPENING = re.compile(r"\{%(?:p|tr|tc|r)?-?\s*(.*?)\s*-?%\}", re.DOTALL)


class TemplateFault(JiefenError):
    """A Word template with blanks that cannot be filled; each sentence tells the place."""

    http_status = 422


def environment() -> SandboxedEnvironment:
    """Where templates are filled: no reach beyond plain values, no blank left empty without a word."""
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


@dataclass(slots=True)
class _Checker:
    """Walks a template's tags in reading order and remembers open loops."""

    blanks: Blanks
    scopes: list[tuple[str, dict[str, Shape]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    paths: dict[str, str] = field(default_factory=dict)

    def tag(self, place: str, tag: str) -> None:
        """One ``{{ … }}`` or ``{% … %}``."""
        if tag.startswith("{#"):
            return
        if tag.startswith("{{"):
            self._expression(place, tag, re.sub(r"^\{\{(?:p|r|tc|tr)\s", "{{ ", tag))
            return
        found = _OPENING.fullmatch(tag)
        words = found[1] if found else ""
        first = words.split(" ", 1)[0]
        if first in ("endfor", "endif"):
            if not self.scopes or self.scopes[-1][0] != first[3:]:
                self.faults.append(f"{place}：“{tag}”前面没有对应的开头，请检查成对的标记。")
            else:
                self.scopes.pop()
        elif first in ("else",):
            return
        elif first == "for":
            self._loop(place, tag, words)
        elif first == "if":
            self._expression(place, tag, "{{ " + words[2:] + " }}")
            self.scopes.append(("if", {}))
        else:
            self._refuse(place, tag)

    def _refuse(self, place: str, tag: str) -> None:
        self.faults.append(f"{place}：“{tag}”不能用在模板里，只能填写列出的空格名、循环和有无判断。")

    def _parse(self, place: str, tag: str, source: str) -> nodes.Template | None:
        try:
            return environment().parse(source)
        except TemplateError:
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
        if isinstance(expression, nodes.Not):
            expression = expression.node
        self._shape_of(place, tag, expression)

    def _loop(self, place: str, tag: str, words: str) -> None:
        parsed = self._parse(place, tag, "{% " + words + " %}{% endfor %}")
        loop = parsed.body[0] if parsed is not None else None
        scope: dict[str, Shape] = {}
        if isinstance(loop, nodes.For) and isinstance(loop.target, nodes.Name) and loop.test is None:
            shape = self._shape_of(place, tag, loop.iter)
            if isinstance(shape, list):
                scope[loop.target.name] = shape[0]
                self.paths[loop.target.name] = f"{self._path(loop.iter)}[]"
            elif shape is not _UNKNOWN:
                self.faults.append(f"{place}：“{tag}”里的内容不是一组，不能循环。")
                scope[loop.target.name] = _UNKNOWN
        elif parsed is not None:
            self._refuse(place, tag)
        self.scopes.append(("for", scope))

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
            self.faults.append(f"{place}：没有名为“{node.name}”的空格。可用：{'、'.join(self.blanks)}。")
            return _UNKNOWN
        if isinstance(node, nodes.Getattr):
            owner = self._shape_of(place, tag, node.node)
            if owner is _UNKNOWN:
                return _UNKNOWN
            if isinstance(owner, dict) and node.attr in owner:
                self.used.add(self._path(node))
                return owner[node.attr]
            known = f"可用：{'、'.join(owner)}。" if isinstance(owner, dict) else ""
            self.faults.append(f"{place}：“{tag}”里没有“{node.attr}”这一项。{known}")
            return _UNKNOWN
        self._refuse(place, tag)
        return _UNKNOWN


_UNKNOWN = object()


def check(texts: Iterable[tuple[str, str]], blanks: Blanks) -> tuple[list[str], set[str]]:
    """Faults of a template, each with its place, and the blanks it uses (``rows``, ``rows[].name`` …).

    ``texts``: every text of the template with the place where it stands, in reading order.
    """
    checker = _Checker(blanks)
    for place, text in texts:
        for tag in _TAG.findall(text):
            checker.tag(place, tag)
        rest = _TAG.sub("", text)
        if any(mark in rest for mark in ("{{", "}}", "{%", "%}")):
            checker.faults.append(f"{place}：空格的括号没有成对，请检查“{{{{ … }}}}”。")
    if checker.scopes:
        checker.faults.append("模板末尾：还有循环或判断没有结束，请补上 endfor 或 endif。")
    return checker.faults, checker.used
