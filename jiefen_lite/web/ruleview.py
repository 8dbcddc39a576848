"""What the pages of the rules share: whose drafts, differences of lines, where the files lie."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import abort, current_app, request

from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.errors import RuleError
from jiefen_lite.ruledesk import drafts, keeping
from jiefen_lite.ruledesk.folder import SHIPPED, mark_of
from jiefen_lite.rules import changes, loader
from jiefen_lite.rules.schema import FILES
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import ruledrafts, ruleversions
from jiefen_lite.web.session import house, viewer

CONTEXT = 3
#: No page holds more lines of a difference; what is longer is looked at in the file.
MOST_LINES = 1_500


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a difference: ``kind`` is in, out, same or gap."""

    kind: str
    sign: str
    number: int | None  # in the newer text
    text: str


def folder() -> Path:
    """Where the county's rule files lie."""
    paths: Paths = current_app.extensions["paths"]
    return paths.rules


def file_of(name: str) -> str:
    """A rule file out of an address; what is none is no page."""
    if name not in FILES:
        abort(404)
    return name


def may_write(who: Viewer) -> bool:
    """Whether this person may change rules."""
    return Role.RULE_EDITOR in who.roles


def author() -> str:
    """Whose drafts are looked at: one's own, or (``who``) those of whoever has some."""
    names = ruledrafts.authors(house().store, viewer())
    wanted = request.values.get("who", "")
    if wanted in names:
        return wanted
    return viewer().name if may_write(viewer()) or not names else names[0]


def drafted(by: str) -> dict[str, str | None]:
    """Somebody's drafts that differ from what is in force."""
    return drafts.drafted(house(), viewer(), by)


def shown_text(file: str, text: str | None) -> str:
    """A text as it is read; the shipped one where the county has none of its own."""
    return loader.shipped(file).decode() if text is None else text


def text_of_mark(kept: House, who: Viewer, file: str, mark: str) -> str | None:
    """The text that a mark stands for, as far as it is known."""
    if mark == SHIPPED:
        return loader.shipped(file).decode()
    found = [one.text for one in ruleversions.history(kept.store, who, file) if one.mark == mark]
    return found[0] if found else None


def mark_in_force(file: str) -> str:
    """The mark of what is in force."""
    return mark_of(keeping.own_text(house(), viewer(), file))


def told_changes(file: str, before: str, after: str) -> list[str]:
    """What a new text says otherwise, rule by rule; nothing where one cannot be read."""
    try:
        return [str(one) for one in changes.differences(before, after, file)]
    except RuleError:
        return []


def diff_lines(before: str, after: str) -> list[DiffLine]:
    """The lines that differ with a few around them."""
    return list(_diff(before.splitlines(), after.splitlines()))[:MOST_LINES]


def _diff(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for at, group in enumerate(matcher.get_grouped_opcodes(CONTEXT)):
        if at:
            yield DiffLine("gap", "", None, "")
        for what, old_from, old_to, new_from, new_to in group:
            if what == "equal":
                for number in range(new_from, new_to):
                    yield DiffLine("same", " ", number + 1, new[number])
                continue
            for number in range(old_from, old_to):
                yield DiffLine("out", "−", None, old[number])
            for number in range(new_from, new_to):
                yield DiffLine("in", "+", number + 1, new[number])
