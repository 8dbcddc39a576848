"""Cases whose type a person has set: examples for the county's model beside those of its table."""

from __future__ import annotations

from collections import Counter

from jiefen_lite.desk import House
from jiefen_lite.elements.model import row_hash
from jiefen_lite.intake.build import text_of
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import lessons
from jiefen_lite.training.table import Lessons
from jiefen_lite.triage.kinds import TypeDecider


def with_checked(house: House, viewer: Viewer, table: Lessons) -> tuple[Lessons, int]:
    """The rows of a table with the county's own checked cases, under the labels that the table has for
    their types; how many there were. A row of the table that tells the same story gives way.
    """
    decider = TypeDecider(house.book)
    label_of: dict[str, str] = {}
    for label, _many in Counter(table.labels).most_common():
        l1 = decider.type_of(label)
        if l1 is not None:
            label_of.setdefault(l1, label)  # the one with most rows
    found: dict[int, tuple[str, str]] = {}
    for summary, claim, l1 in lessons.checked_stories(house.store, viewer):
        text = text_of(summary, claim)
        if text and l1 in label_of:
            found[row_hash(text)] = (text, label_of[l1])
    if not found:
        return table, 0
    kept = [
        (text, label)
        for text, label in zip(table.texts, table.labels, strict=True)
        if row_hash(text) not in found
    ]
    pairs = [*kept, *found.values()]
    rows = table.rows + len(found) - (len(table.texts) - len(kept))
    texts, labels = zip(*pairs, strict=True)
    return Lessons(texts, labels, rows, table.blank), len(found)
