"""The desk of headers: what nobody knows is asked once, with proposals; what was taught is listed and can go.

What a header means holds for every later file of its channel, so the effect is told at once, and what
would rob another column of its field is told before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import importers
from importers.columns import COALESCED, Matcher
from jiefen_lite import glossary, intake
from jiefen_lite.columnbook import column_book
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import batches, learned
from jiefen_lite.store.batches import BatchRecord
from jiefen_lite.store.learned import LessonRecord

#: Who looks after what was taught; people of a unit only explain the headers of their own files.
KEEPERS = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.OPERATOR})
#: What an answer says beside a field: keep the column by name and never ask again.
KEEP = "-"
SURE_FROM = 80


@dataclass(frozen=True, slots=True)
class Question:
    """A header that nobody knows: some of its values, and what it may be, the likeliest first."""

    header: str
    sheets: tuple[str, ...]
    samples: tuple[str, ...]
    proposals: tuple[Mapping[str, Any], ...]  # field, confidence, reasons

    @property
    def proposed(self) -> str:
        """The field that is proposed; empty where none is."""
        return str(self.proposals[0]["field"]) if self.proposals else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One count of a batch before and after it was read again."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """A header that was taught: how it would be read without that, and the batches that were read by it."""

    said: LessonRecord
    by_rules: str | None  # the field that the rules have for it
    known: bool  # whether the rules know it at all
    batches: tuple[BatchRecord, ...]

    @property
    def contradicts(self) -> bool:
        """True where the rules say something else of this header."""
        return self.known and self.by_rules != self.said.field

    @property
    def waiting(self) -> tuple[BatchRecord, ...]:
        """Those of its batches that would have to be read again, were it gone."""
        return tuple(batch for batch in self.batches if batch.state == "previewed")


def questions(batch: BatchRecord) -> list[Question]:
    """The headers of a batch that nobody has explained yet, each once."""
    found: dict[str, Question] = {}
    for sheet in batch.sheets:
        for column in sheet["columns"]:
            header = column["header"]
            if column["how"] != "unknown" or not header:
                continue
            if header in found:
                first = found[header]
                found[header] = Question(
                    header, (*first.sheets, sheet["name"]), first.samples, first.proposals
                )
            else:
                proposals = tuple(column.get("proposals", ()))
                found[header] = Question(header, (sheet["name"],), tuple(column["samples"][:3]), proposals)
    return list(found.values())


def conflicts(batch: BatchRecord, answers: Mapping[str, str | None]) -> list[str]:
    """Where these answers would give one field two columns of a table, of which only one can feed it."""
    told = []
    for sheet in batch.sheets:
        holders: dict[str, list[str]] = {}
        for column in sheet["columns"]:
            field = answers.get(column["header"], column["field"])
            if field and field not in COALESCED and column["header"] not in holders.get(field, ()):
                holders.setdefault(field, []).append(column["header"])
        for field, headers in holders.items():
            if len(headers) > 1 and any(header in answers for header in headers):
                names = "、".join(f"“{header}”" for header in headers)
                told.append(
                    f"{names}都读作{glossary.label('field', field)}：一项只能有一列，别的列会照原样保留。"
                )
    return list(dict.fromkeys(told))


def teach(
    house: House, viewer: Viewer, channel: str, answers: Mapping[str, str | None], now: datetime
) -> None:
    """Remember several headers at once, all or none."""
    with house.store.writing():
        for header, field in answers.items():
            intake.teach_column(house, viewer, channel, header, field, now)


def changes(batch: BatchRecord) -> list[Change]:
    """What reading a batch again has changed: rows that have a field, and what becomes of the rows."""
    if batch.earlier is None or batch.state not in ("previewed", "committed"):
        return []
    before, counts = batch.earlier["filled"], batch.earlier["counts"]
    fields = [name for name in glossary.FIELDS if name in before or name in batch.filled]
    found = [
        Change(glossary.label("field", name), before.get(name, 0), batch.filled.get(name, 0))
        for name in fields
    ]
    found += [
        Change(f"{name}的行", counts.get(kind, 0), batch.counts.get(kind, 0))
        for kind, name in glossary.DISPOSITIONS.items()
    ]
    now_unknown = len(questions(batch))
    found.append(Change("没见过的栏目", len(set(batch.earlier["unknown"])), now_unknown))
    return [one for one in found if one.before != one.after]


def asking(house: House, viewer: Viewer) -> list[tuple[BatchRecord, int]]:
    """The batches that wait and have headers nobody knows, with how many."""
    waiting = [(batch, len(questions(batch))) for batch in batches.waiting(house.store, viewer)]
    return [(batch, count) for batch, count in waiting if count]


def lessons(house: House, viewer: Viewer) -> list[Lesson]:
    """Everything that was taught, by channel, with what would be without it."""
    _require_keeper(viewer)
    book = column_book(house.book.channels, {})
    matchers: dict[str, Matcher] = {}
    used: dict[tuple[str | None, str], dict[int, BatchRecord]] = {}
    for batch in batches.read_by_lessons(house.store, viewer):
        for sheet in batch.sheets:
            for column in sheet["columns"]:
                if column["how"] == "learned":
                    key = (batch.channel, importers.header_key(column["header"]))
                    used.setdefault(key, {})[batch.id] = batch
    found = []
    for said in learned.lessons(house.store):
        matcher = matchers.setdefault(said.channel, Matcher(book, said.channel))
        match = matcher.match(said.header)
        of_batches = used.get((said.channel, said.header), {})
        found.append(Lesson(said, match.field, match.how != "unknown", tuple(of_batches.values())))
    return found


def forget(house: House, viewer: Viewer, channel: str, header: str, now: datetime) -> None:
    """What was taught of a header holds no more; it is read by the rules again, or asked again."""
    _require_keeper(viewer)
    learned.forget_column(house.store, viewer, channel, header, now)


def put_back(house: House, viewer: Viewer, channel: str, header: str, now: datetime) -> None:
    """What was taken away holds again, as it was taught."""
    _require_keeper(viewer)
    learned.remember_column(house.store, viewer, channel, header, now)


def _require_keeper(viewer: Viewer) -> None:
    if not viewer.roles & KEEPERS:
        raise NotAllowed("教过的栏目由窗口受理员和督办岗管，请找他们。")
