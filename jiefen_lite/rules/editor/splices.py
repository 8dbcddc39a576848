"""Where in a text an edit cuts and what it puts there, line by line and bracket by bracket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from jiefen_lite.errors import CannotEdit
from jiefen_lite.rules.addresses import Step, called, parse_path
from jiefen_lite.rules.editor.edits import Add, AddAfter, Edit, Path, Remove, Value
from jiefen_lite.rules.editor.writing import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    as_text,
    compose,
    end_of,
    in_brackets,
    inline,
    item_lines,
    key_lines,
    like_number,
    plain,
    same,
    scalar,
)


@dataclass(frozen=True, slots=True)
class Splice:
    start: int
    end: int
    text: str


class Page:
    """A text and where everything in it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = compose(text)
        self.newline = "\r\n" if "\r\n" in text else "\n"

    # ------------------------------------------------------------------ finding

    def find(self, path: Path) -> Node | None:
        """The node at a path, None where only its last key is missing."""
        steps = parse_path(path)
        parent = self.parent(steps)
        return self._child(parent, steps[-1]) if steps else self.root

    def parent(self, steps: tuple[Step, ...]) -> Node:
        node: Node | None = self.root
        for step in steps[:-1]:
            node = self._child(node, step)
            if node is None:
                raise CannotEdit(f"规则文件里没有“{step}”这个地方。")
        assert node is not None
        return node

    def _child(self, node: Node | None, step: Step) -> Node | None:
        if isinstance(node, SequenceNode):
            return node.value[self.index(node, step)]  # type: ignore[no-any-return]
        if isinstance(node, MappingNode) and isinstance(step, str):
            return next((value for key, value in node.value if key.value == step), None)
        raise CannotEdit(f"规则文件里没有“{step}”这个地方。")

    def index(self, items: SequenceNode, step: Step) -> int:
        """Which item of a list a step means."""
        if isinstance(step, int):
            if 0 <= step < len(items.value):
                return step
        else:
            for at, each in enumerate(items.value):
                if called(plain(each), step):
                    return at
        raise CannotEdit(f"规则文件里没有“{step}”这一条。")

    # ------------------------------------------------------------------ edits

    def splices(self, one: Edit) -> Iterator[Splice]:
        steps = parse_path(one.path)
        if isinstance(one, Remove):
            yield from self._remove(steps)
        elif isinstance(one, AddAfter):
            items = self.parent(steps)
            if not isinstance(items, SequenceNode):
                raise CannotEdit("这里不是一列，不能在后面加一条。")
            yield self._insert(items, self.index(items, steps[-1]) + 1, [one.value])
        elif isinstance(one, Add):
            items_or_none = self.find(steps)
            if isinstance(items_or_none, SequenceNode):
                at = len(items_or_none.value) if one.at is None else one.at
                yield self._insert(items_or_none, at, [one.value])
            elif items_or_none is None:
                yield from self._set(steps, [one.value])
            else:
                raise CannotEdit("这里不是一列，不能加一条。")
        else:
            yield from self._set(steps, one.value)

    def _set(self, steps: tuple[Step, ...], value: Value) -> Iterator[Splice]:
        node = self.find(steps)
        if value is None and node is not None:
            yield from self._remove(steps)
        elif node is not None:
            yield from self._replace(node, value, flow=self._inside_brackets(steps))
        elif value is not None:
            parent = self.parent(steps)
            assert isinstance(parent, MappingNode)
            yield self._insert_key(parent, str(steps[-1]), value)

    def _inside_brackets(self, steps: tuple[Step, ...]) -> bool:
        return any(in_brackets(self.parent(steps[: depth + 1])) for depth in range(len(steps)))

    def _replace(self, node: Node, value: Value, *, flow: bool) -> Iterator[Splice]:
        if isinstance(node, ScalarNode) and not isinstance(value, Mapping | list | tuple):
            if not same(node.value, value):
                start, end = node.start_mark.index, end_of(node)
                if like_number(value) and like_number(node.value) and node.style is None:
                    written = str(value)  # a number that came as text stays a number
                else:
                    written = scalar(value, quoted=node.style == '"', in_list=False)
                yield Splice(start, end, f" {written}" if start == end else written)
        elif isinstance(node, SequenceNode) and isinstance(value, list | tuple):
            yield from self._list(node, value)
        elif isinstance(node, MappingNode) and isinstance(value, Mapping):
            there = {key.value: child for key, child in node.value}
            for name, child in there.items():
                if name not in value or value[name] is None:
                    yield self._remove_key(node, name)
                else:
                    yield from self._replace(child, value[name], flow=flow or in_brackets(node))
            for name in value:
                if name not in there and value[name] is not None:
                    yield self._insert_key(node, name, value[name])
        elif isinstance(node, ScalarNode) or flow or in_brackets(node):
            yield Splice(node.start_mark.index, end_of(node), inline(value))
        else:
            raise CannotEdit("这里原来写的是几行，不能换成别的样子；请直接改文件。")

    def _list(self, node: SequenceNode, wanted: Sequence[Value]) -> Iterator[Splice]:
        old = [repr(plain(each)) for each in node.value]
        new = [repr(as_text(each)) for each in wanted]
        if not new and old:
            yield self._emptied(node)
            return
        for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what == "insert":
                yield self._insert(node, start, wanted[first:last])
            elif what == "delete":
                yield self._cut(node, start, end)
            elif what == "replace":
                paired = min(end - start, last - first)
                for step in range(paired):
                    flow = in_brackets(node)
                    yield from self._replace_item(node.value[start + step], wanted[first + step], flow)
                if last - first > paired:
                    yield self._insert(node, end, wanted[first + paired : last])
                elif end - start > paired:
                    yield self._cut(node, start + paired, end)

    def _replace_item(self, node: Node, value: Value, flow: bool) -> Iterator[Splice]:
        if isinstance(node, ScalarNode) and not isinstance(value, Mapping | list | tuple):
            written = scalar(value, quoted=node.style == '"', in_list=flow)
            yield Splice(node.start_mark.index, end_of(node), written)
        else:
            yield from self._replace(node, value, flow=flow)

    # ------------------------------------------------------------------ putting in

    def _insert(self, items: SequenceNode, at: int, values: Sequence[Value]) -> Splice:
        if not 0 <= at <= len(items.value):
            raise CannotEdit("这一列没有那么多条。")
        if in_brackets(items):
            written = ", ".join(inline(each, in_list=True) for each in values)
            if not items.value:
                place = items.start_mark.index + 1
                return Splice(place, place, written)
            if at == 0:
                place = items.value[0].start_mark.index
                return Splice(place, place, f"{written}, ")
            place = end_of(items.value[at - 1])
            return Splice(place, place, f", {written}")
        column = items.start_mark.column
        like = items.value[max(0, at - 1)]
        apart = at > 0 and self._blank_between(items, at)
        blocks = [item_lines(each, column, flow=in_brackets(like)) for each in values]
        if at == 0:
            place = self._line_start(self._dash(items, 0))
            return Splice(place, place, self._lines([line for block in blocks for line in block]))
        lines = [line for block in blocks for line in ([""] if apart else []) + block]
        return self._below(end_of(items.value[at - 1]), lines)

    def _insert_key(self, parent: MappingNode, name: str, value: Value) -> Splice:
        if in_brackets(parent):
            written = f"{name}: {inline(value)}"
            if not parent.value:
                return Splice(parent.start_mark.index + 1, parent.start_mark.index + 1, written)
            place = end_of(parent.value[-1][1])
            return Splice(place, place, f", {written}")
        lines = key_lines(name, value, parent.start_mark.column)
        above = [child for _key, child in parent.value]
        for at, (_key, child) in enumerate(parent.value):
            if at and not isinstance(child, ScalarNode) and not in_brackets(child):
                above = above[:at]  # a short line goes before the long lists, where it is seen
                break
        last = above[-1] if len(lines) == 1 else parent.value[-1][1]
        return self._below(end_of(last), lines)

    def _below(self, place: int, lines: list[str]) -> Splice:
        at = self._lineend_of(place)
        if at and self.text[at - 1] != "\n":  # the last line of a file that ends without one
            return Splice(at, at, self.newline + self._lines(lines).removesuffix(self.newline))
        return Splice(at, at, self._lines(lines))

    def _lines(self, lines: list[str]) -> str:
        return "".join(line + self.newline for line in lines)

    # ------------------------------------------------------------------ taking out

    def _remove(self, steps: tuple[Step, ...]) -> Iterator[Splice]:
        parent = self.parent(steps)
        if isinstance(parent, SequenceNode):
            at = self.index(parent, steps[-1])
            yield self._emptied(parent) if len(parent.value) == 1 else self._cut(parent, at, at + 1)
        elif isinstance(parent, MappingNode) and self.find(steps) is not None:
            yield self._remove_key(parent, str(steps[-1]))

    def _cut(self, items: SequenceNode, start: int, end: int) -> Splice:
        """Without the items from ``start`` up to ``end``; at least one other stays."""
        nodes = items.value
        if in_brackets(items):
            return self._cut_flow(
                [(each.start_mark, each.start_mark.index, end_of(each)) for each in nodes], start, end
            )
        return self._cut_lines(self._dash(items, start), end_of(nodes[end - 1]))

    def _cut_flow(self, spans: list[tuple[Any, int, int]], start: int, end: int) -> Splice:
        last = end == len(spans)
        own_line = not last and spans[end][0].line != spans[end - 1][0].line
        if start and (last or (own_line and spans[start - 1][0].line == spans[start][0].line)):
            return Splice(spans[start - 1][2], spans[end - 1][2], "")
        return Splice(spans[start][1], spans[end - 1][2] if last else spans[end][1], "")

    def _cut_lines(self, start: int, end: int) -> Splice:
        first, after = self._line_start(start), self._lineend_of(end)
        above = self._line_start(max(0, first - 1))
        blank_above = first > 0 and not self.text[above:first].strip()
        if blank_above and not self.text[after : self._lineend_of(after)].strip():
            first = above  # the blank line that stood between it and the one before
        return Splice(first, after, "")

    def _emptied(self, items: SequenceNode) -> Splice:
        if in_brackets(items):
            return Splice(items.start_mark.index, items.end_mark.index, "[]")
        colon = self.text.rindex(":", 0, self._dash(items, 0))
        while "#" in self.text[self._line_start(colon) : colon]:  # a colon in a comment between
            colon = self.text.rindex(":", 0, self._line_start(colon))
        return Splice(colon + 1, end_of(items), " []")

    def _remove_key(self, parent: MappingNode, name: str) -> Splice:
        at = next(at for at, (key, _value) in enumerate(parent.value) if key.value == name)
        pairs = [
            (key.start_mark, key.start_mark.index, max(end_of(value), key.end_mark.index + 1))
            for key, value in parent.value
        ]
        if in_brackets(parent):
            return self._cut_flow(pairs, at, at + 1)
        if len(pairs) == 1 or self.text[self._line_start(pairs[at][1]) : pairs[at][1]].strip():
            raise CannotEdit(f"“{name}”和列表的“-”在同一行，不能单独去掉。")
        return self._cut_lines(pairs[at][1], pairs[at][2])

    # ------------------------------------------------------------------ lines

    def _dash(self, items: SequenceNode, at: int) -> int:
        """Where the dash of an item of a list of lines stands."""
        start: int = items.value[at].start_mark.index
        column: int = items.start_mark.column
        line = self._line_start(start)
        while self.text[line + column : line + column + 1] != "-":
            line = self._line_start(line - 1)
        return line + column

    def _blank_between(self, items: SequenceNode, at: int) -> bool:
        """Whether the items of a list stand apart where a new one is to come."""
        last = at == len(items.value)
        if last and at < 2:
            return False
        place = self._lineend_of(end_of(items.value[at - 2 if last else at - 1]))
        return not self.text[place : self._lineend_of(place)].strip()

    def _line_start(self, place: int) -> int:
        return self.text.rfind("\n", 0, max(0, place)) + 1

    def _lineend_of(self, place: int) -> int:
        """Behind the line break of the line in which a place is."""
        found = self.text.find("\n", place)
        return len(self.text) if found < 0 else found + 1
