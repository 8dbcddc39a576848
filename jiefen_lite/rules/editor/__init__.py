"""Edits in the text of a rule file: what is not edited stays as it was, byte for byte.

The only room of ruamel.yaml. It tells where every value stands and writes the new pieces; they are put
into the text as people have written it, so no comment, blank line or quote is touched. (A whole file
written anew by it would break long lists otherwise than their author did.)

    edit(text, Set("types[labor].words[3]", "欠薪"), Remove("types[labor].not_words[学生]"))

All addresses of one call speak of the text as it was given. A path is keys with dots; in brackets stand
the number of an item (from 0), what it is called (its ``id``, ``name`` … or the word itself), or
``key=value``: ``years[year=2026].days[0].name``, ``channels[grid].columns[field=town].words``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from jiefen_lite.errors import CannotEdit
from jiefen_lite.rules.editor.edits import Add, AddAfter, Edit, Path, Remove, Set, Value
from jiefen_lite.rules.editor.splices import Page
from jiefen_lite.rules.editor.writing import plain
from jiefen_lite.rules.loader import read_plain

__all__ = ["Add", "AddAfter", "Edit", "Remove", "Set", "Value", "edit", "value_at"]


def edit(text: str, *edits: Edit) -> str:
    """The text with the edits made. Raises CannotEdit where a place is not there or the text no YAML."""
    page = Page(text)
    splices = [splice for one in edits for splice in page.splices(one)]
    splices.sort(key=lambda each: each.start)
    for one, after in pairwise(splices):
        if one.end > after.start:
            raise CannotEdit("有两处改动在同一个地方，请分两次改。")
    for splice in reversed(splices):
        text = text[: splice.start] + splice.text + text[splice.end :]
    faults = read_plain(text, "")[1]
    if faults:
        raise CannotEdit(*(fault.message for fault in faults))
    return text


def value_at(text: str, path: Path) -> Any:
    """What stands at a place: text, a list, or a dict, all scalars as text; None where the key is missing."""
    page = Page(text)
    node = page.find(path)
    return None if node is None else plain(node)
