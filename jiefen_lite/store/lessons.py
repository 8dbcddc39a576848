"""What people have set right in readings: taught or proposed, listed, taken away, switched off together.

No text is kept: a lesson on one text knows it by a keyed hash. What was read and what is right is encrypted,
because people's names may be in it.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import peewee as pw

from jiefen_lite import jsontext
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Lesson, LessonKind, LessonState, Role, Viewer
from jiefen_lite.store import audit, rowform
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import LIVE, Case, ReadingLesson, Setting

#: Who looks through the lessons; the others meet them one by one, with the readings they made.
READERS = frozenset({Role.RULE_EDITOR, Role.SUPERVISOR, Role.OPERATOR})
_SAID = "reading_lesson.said"
_STATE = "reading_lessons"
_USED = re.compile(r'"lesson\.(\d+)"')


class NewLesson(NamedTuple):
    """A lesson before it has a number; ``key``: the mark of the text, or the word."""

    kind: LessonKind
    element: str
    key: str
    read: Any  # what had been read, in the form of ``right``
    right: Any


class LessonRecord(NamedTuple):
    """One lesson as the keeper of the rules reads it."""

    number: int
    kind: LessonKind
    element: str
    word: str | None  # None: it holds for one text
    read: Any
    right: Any
    state: LessonState
    case_code: str | None
    taught_by: str
    taught_unit: str | None
    taught_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    used: int


class Standing(NamedTuple):
    """Whether lessons hold at all, since when by whose word, and how often anything of them has changed."""

    version: int
    is_on: bool
    by: str | None
    at: datetime | None


def text_mark(store: Store, words: str) -> str:
    """The key of lessons on a text, of its words without blanks and punctuation."""
    return store.cipher.hash_bytes("reading", words.encode())


def stamp(store: Store) -> tuple[tuple[int, int], ...] | None:
    """By what is told, without asking the database, that nobody has written to it; None where nothing tells.

    Asking takes a connection, which costs as much as reading a text.
    """
    if not store.is_sqlite:
        return None
    path = store.address.removeprefix("sqlite:///")
    try:
        found = [os.stat(path)]
        with contextlib.suppress(FileNotFoundError):  # the log goes when the last one closes the file
            found.append(os.stat(f"{path}-wal"))
    except OSError:
        return None
    return tuple((one.st_mtime_ns, one.st_size) for one in found)


def standing(store: Store) -> Standing:
    """Whether lessons hold, and the number that tells whether anything has changed."""
    with store.reading():
        row = Setting.select(Setting.value).where(Setting.key == _STATE).tuples().first()
    if row is None:
        return Standing(0, True, None, None)
    said = jsontext.decode(row[0])
    at = datetime.fromisoformat(said["at"]) if said["at"] else None
    return Standing(said["version"], said["is_on"], said["by"], at)


def in_force(store: Store) -> list[Lesson]:
    """Every lesson that holds, oldest first, as the reader takes it in."""
    table = ReadingLesson
    columns = (table.id, table.kind, table.element, table.key_hash, table.said_cipher, table.taught_by,
               table.taught_at)  # fmt: skip
    with store.reading():
        rows = table.select(*columns).where(table.state == LessonState.IN_FORCE).order_by(table.id).tuples()
        found = list(rows)
    lessons = []
    for number, kind, element, key, sealed, by, at in found:
        said = jsontext.decode(store.cipher.decrypt(_SAID, bytes(sealed)))
        why = f"按 {at:%Y-%m-%d} {by}的更正（改对过的第 {number} 条）"
        lessons.append(Lesson(number, LessonKind(kind), element, said["word"] or key, said["right"], why))
    return lessons


def teach(
    store: Store,
    viewer: Viewer,
    case_id: int | None,
    lessons: Sequence[NewLesson],
    state: LessonState,
    now: datetime,
) -> list[int]:
    """Keep lessons, in force or proposed (inside a write); returns their numbers.

    What held of the same text or word gives way; one that says the same stays as it is.
    """
    numbers = []
    for one in lessons:
        word = None if one.kind is LessonKind.TEXT else one.key
        key = one.key if word is None else store.cipher.hash_bytes("word", word.encode())
        same = (
            (ReadingLesson.kind == one.kind)
            & (ReadingLesson.element == one.element)
            & (ReadingLesson.key_hash == key)
        )
        known = ReadingLesson.get_or_none(same & (ReadingLesson.state == LessonState.IN_FORCE))
        if known is not None and _said(store, known.said_cipher)["right"] == one.right:
            numbers.append(known.id)
            continue
        gone = (state,) if state is LessonState.PROPOSED else (LessonState.IN_FORCE, LessonState.PROPOSED)
        ReadingLesson.update(state=LessonState.REPLACED).where(same, ReadingLesson.state.in_(gone)).execute()
        made = ReadingLesson.create(
            kind=one.kind,
            element=one.element,
            key_hash=key,
            said_cipher=store.cipher.encrypt(
                _SAID, jsontext.encode({"word": word, "read": one.read, "right": one.right})
            ),
            state=state,
            case=case_id,
            taught_by=viewer.name,
            taught_roles=",".join(sorted(viewer.roles)),
            taught_unit=viewer.unit,
            taught_at=now,
        )
        numbers.append(made.id)
    _touch(store)
    return numbers


def listing(
    store: Store,
    viewer: Viewer,
    states: Iterable[LessonState] = tuple(LessonState),
    *,
    limit: int = 100,
    offset: int = 0,
) -> list[LessonRecord]:
    """Lessons in these states, the newest first; nothing for who does not keep the rules."""
    if not viewer.roles & READERS:
        return []
    with store.reading():
        query = _records().where(ReadingLesson.state.in_(list(states)))
        rows = query.order_by(ReadingLesson.id.desc()).limit(limit).offset(offset).dicts()
        return [_record(store, row) for row in rows]


def get(store: Store, viewer: Viewer, number: int) -> LessonRecord:
    """One lesson. Raises NotFound where there is none, or none for this viewer."""
    with store.reading():
        row = _records().where(ReadingLesson.id == number).dicts().first()
    if row is None or not viewer.roles & READERS:
        raise NotFound("没有这一条教过的内容，请回到清单看一看。")
    return _record(store, row)


def counts(store: Store, viewer: Viewer) -> dict[LessonState, int]:
    """How many lessons are in each state."""
    if not viewer.roles & READERS:
        return {}
    with store.reading():
        query = ReadingLesson.select(ReadingLesson.state, pw.fn.COUNT(ReadingLesson.id))
        return {LessonState(state): many for state, many in query.group_by(ReadingLesson.state).tuples()}


def move(
    store: Store,
    viewer: Viewer,
    number: int,
    from_states: Iterable[LessonState],
    to: LessonState,
    now: datetime,
) -> None:
    """Say yes or no to a proposal, take a lesson away or put it back.

    Raises NotFound where somebody has done so before.
    """
    with store.writing():
        lesson = ReadingLesson.get_or_none(
            ReadingLesson.id == number, ReadingLesson.state.in_(list(from_states))
        )
        if lesson is None:
            raise NotFound("这一条刚刚有人改过，请回到清单看一看现在的样子。")
        if to is LessonState.IN_FORCE:
            ReadingLesson.update(state=LessonState.REPLACED).where(
                ReadingLesson.kind == lesson.kind,
                ReadingLesson.element == lesson.element,
                ReadingLesson.key_hash == lesson.key_hash,
                ReadingLesson.state == LessonState.IN_FORCE,
            ).execute()
        ReadingLesson.update(state=to, decided_by=viewer.name, decided_at=now).where(
            ReadingLesson.id == number
        ).execute()
        _touch(store)
        audit.record(store, viewer, "move_lesson", str(number), now=now, detail={"to": to})


def switch(store: Store, viewer: Viewer, is_on: bool, now: datetime) -> None:
    """Let all lessons hold, or none."""
    with store.writing():
        _touch(store, is_on=is_on, by=viewer.name, at=now)
        audit.record(store, viewer, "switch_lessons", "lessons", now=now, detail={"on": is_on})


def checked_stories(store: Store, viewer: Viewer) -> list[tuple[str | None, str | None, str]]:
    """(account, claim, first-level type) of every live case whose type a person has set, in clear.

    For the training of the county's model only, which hands none of it on; nothing for others.
    """
    if not viewer.roles & READERS:
        return []
    with store.reading():
        query = Case.select().where(
            Case.live == LIVE, Case.type_l1.is_null(False), Case.person_fields.contains('"type"')
        )
        found = [rowform.from_row(row, store.cipher) for row in query.order_by(Case.id).dicts()]
    return [(case.summary, case.claim, case.type_l1) for case in found if case.type_l1 is not None]


def count_used(entries: Iterable[str]) -> None:
    """Count by which lessons new cases were read, out of their decisions (inside a write)."""
    used = Counter(
        int(number) for entry in entries if '"lesson.' in entry for number in set(_USED.findall(entry))
    )
    for number, many in sorted(used.items()):
        ReadingLesson.update(used=ReadingLesson.used + many).where(ReadingLesson.id == number).execute()


def _touch(
    store: Store, *, is_on: bool | None = None, by: str | None = None, at: datetime | None = None
) -> None:
    before = standing(store)
    if is_on is None:
        is_on, by, at = before.is_on, before.by, before.at
    told = at.isoformat() if at is not None else None
    said = {"version": before.version + 1, "is_on": is_on, "by": by, "at": told}
    Setting.insert(key=_STATE, value=jsontext.encode(said)).on_conflict(
        conflict_target=[Setting.key], preserve=[Setting.value]
    ).execute()


def _records() -> Any:
    columns = [getattr(ReadingLesson, name) for name in
               ("id", "kind", "element", "said_cipher", "state", "taught_by", "taught_unit", "taught_at",
                "decided_by", "decided_at", "used")]  # fmt: skip
    of_case = (ReadingLesson.case == Case.id) & (Case.live == LIVE)
    return ReadingLesson.select(*columns, Case.case_code).join(Case, pw.JOIN.LEFT_OUTER, on=of_case)


def _record(store: Store, row: dict[str, Any]) -> LessonRecord:
    said = _said(store, row["said_cipher"])
    return LessonRecord(
        row["id"],
        LessonKind(row["kind"]),
        row["element"],
        said["word"],
        said["read"],
        said["right"],
        LessonState(row["state"]),
        row["case_code"],
        row["taught_by"],
        row["taught_unit"],
        row["taught_at"],
        row["decided_by"],
        row["decided_at"],
        row["used"],
    )


def _said(store: Store, sealed: bytes) -> dict[str, Any]:
    said: dict[str, Any] = jsontext.decode(store.cipher.decrypt(_SAID, bytes(sealed)))
    return said
