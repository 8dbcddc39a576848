"""Reading a text with the place of everything in it, and writing new pieces: all that ruamel.yaml is for."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from jiefen_lite.errors import CannotEdit
from jiefen_lite.rules.editor.edits import Value

__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode"]

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`“‘「~=<][^:#,\[\]{}'\"\n\t]*")
_OTHERWISE_READ = re.compile(
    r"(?:true|false|null|yes|no|on|off|y|n|[-+.]?\d[\d._:eE+-]*|\d+-\d+(?:-\d+)?)", re.IGNORECASE
)
_PARTS = frozenset("，；、")  # in brackets our reader takes these for commas that were meant to be narrow
_YES = {"true": True, "是": True, "false": False, "否": False}


# ------------------------------------------------------------------ nodes


def compose(text: str) -> Node:
    """The tree of a text; every node knows where it stands. Raises CannotEdit."""
    try:
        root: Node | None = YAML(typ="rt").compose(text)
    except YAMLError as error:
        raise CannotEdit("这份规则文件有读不懂的地方，请先按检查结果改好，再改别处。") from error
    if root is None:
        raise CannotEdit("这份规则文件是空的。")
    return root


def in_brackets(node: Node) -> bool:
    """Whether a list or mapping is written between brackets, on one line or several."""
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def end_of(node: Node) -> int:
    """Where what a person sees of a value ends; lists of lines end before what follows them."""
    if isinstance(node, ScalarNode) or in_brackets(node) or not node.value:
        folded = isinstance(node, ScalarNode) and node.style in ("|", ">")
        return int(node.end_mark.index) - folded
    if isinstance(node, SequenceNode):
        return end_of(node.value[-1])
    key, value = node.value[-1]
    return max(end_of(value), int(key.end_mark.index) + 1)


def plain(node: Node) -> Any:
    """What a node says: text, a list, or a dict."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [plain(each) for each in node.value]
    return {key.value: plain(value) for key, value in node.value}


# ------------------------------------------------------------------ writing


def as_text(value: Value) -> Any:
    """A value as it would be read back: scalars as text, no keys without a value."""
    if isinstance(value, Mapping):
        return {name: as_text(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [as_text(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def same(written: str, value: Value) -> bool:
    """Whether a place says this already, perhaps in other words: 是 and true, 2 and 2.0."""
    if isinstance(value, bool):
        return _YES.get(written.lower()) is value
    if isinstance(value, int | float):
        try:
            return float(written) == float(value)
        except ValueError:
            return False
    return bool(written == as_text(value))


def like_number(value: Any) -> bool:
    """Whether a text would be read as a number, a day, yes or no by others than our reader."""
    return isinstance(value, str) and _OTHERWISE_READ.fullmatch(value) is not None


def scalar(value: Any, *, quoted: bool, in_list: bool) -> str:
    """One word or number; ``quoted`` where its place has quotes, ``in_list`` between brackets."""
    return _dumped(_styled(value, quoted=quoted, in_list=in_list))


def inline(value: Value, *, in_list: bool = False) -> str:
    """A value on one line."""
    return _dumped(_styled(value, in_list=in_list, flow=True))


def _dumped(value: Any) -> str:
    """One value on one line, as ruamel writes it in a list of its own."""
    outer = CommentedSeq([value])
    outer.fa.set_flow_style()
    return _yaml(outer)[1:-2]  # the brackets and the line break


def item_lines(value: Value, column: int, *, flow: bool) -> list[str]:
    """The lines of a list item whose dash stands in ``column``; ``flow``: on one line."""
    styled = _styled(value, flow=flow)
    lines = _yaml(CommentedSeq([styled])).splitlines()
    return [" " * column + line[2:] for line in lines]


def key_lines(name: str, value: Value, column: int) -> list[str]:
    """The lines of a key with its value."""
    lines = _yaml(CommentedMap({name: _styled(value)})).splitlines()
    return [" " * column + line for line in lines]


def _styled(value: Any, *, quoted: bool = False, in_list: bool = False, flow: bool = False) -> Any:
    """A value dressed for ruamel: words in brackets, rules in lines, quotes where a reader needs them."""
    if isinstance(value, Mapping):
        styled = CommentedMap(
            {name: _styled(each, flow=flow) for name, each in value.items() if each is not None}
        )
        if flow:
            styled.fa.set_flow_style()
        return styled
    if isinstance(value, list | tuple):
        rules = any(isinstance(each, Mapping) for each in value)
        items = CommentedSeq([_styled(each, in_list=not rules, flow=True) for each in value])
        if flow or not rules:
            items.fa.set_flow_style()
        return items
    if not isinstance(value, str):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    bare = _PLAIN.fullmatch(value) and value == value.strip() and not _OTHERWISE_READ.fullmatch(value)
    if quoted or not bare or (in_list and _PARTS & set(value)):
        return DoubleQuotedScalarString(value)
    return value


def _yaml(value: Any) -> str:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    yaml.allow_unicode = True
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()
