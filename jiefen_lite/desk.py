"""What the desk needs at hand: the store, the centre, the rules in force and the deciders built on them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path

from jiefen_lite import deadlines, room
from jiefen_lite.elements import Gazetteer, Reader, gazetteer_of
from jiefen_lite.elements.lessons import Lessons
from jiefen_lite.elements.model import TypeModel
from jiefen_lite.elements.summary import SummaryWriter
from jiefen_lite.lessonshelf import LessonShelf
from jiefen_lite.modelshelf import FOLDER as MODELS
from jiefen_lite.modelshelf import ModelShelf
from jiefen_lite.rules.called import RuleNames
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import Center, ClockState, Complexity, DueDates, Place
from jiefen_lite.store import Store, rulesets
from jiefen_lite.triage import Triage
from jiefen_lite.workdays import Calendar


class Deciders:
    """What decides in one centre: built when first asked for and then kept (thread-safe), without a store."""

    def __init__(
        self,
        center: Center,
        book: RuleBook,
        models: ModelShelf | None = None,
        lessons: LessonShelf | None = None,
    ) -> None:
        self.center = center
        self.book = book
        #: Where the county's own model lies; without it texts are read by the rules alone.
        self.models = models
        #: What people have set right in readings; without it nobody has.
        self.lessons = lessons
        self.calendar: Calendar = deadlines.calendar(book.holidays, center.holidays)
        #: The three clocks of a case; remembered, because the cases of one day share them.
        self.due_dates = lru_cache(maxsize=20_000)(self._due_dates)
        self._making = threading.Lock()
        self._reader: Reader | None = None
        self._plain_reader: Reader | None = None  # without lessons, which change more often
        self._taught: TypeModel | None = None  # the model that the reader was made with
        self._learned: Lessons | None = None  # and the lessons
        self._triage: Triage | None = None
        #: A case in one line: roles instead of names, nothing that was not read.
        self.summaries = SummaryWriter(book)

    @property
    def reader(self) -> Reader:
        """Reads 人事地时因 out of a free text."""
        model = self.models.current() if self.models is not None and self.book.types.model.use else None
        teaching = self.book.reading.teaching
        learned = None
        if self.lessons is not None and teaching.use:
            learned = self.lessons.current(teaching.least_length)
        with self._making:
            if self._plain_reader is None or self._taught is not model:
                self._plain_reader, self._taught = Reader(self.book, self.center.region, model), model
                self._reader = None
            if self._reader is None or self._learned is not learned:
                plain = self._plain_reader
                self._reader, self._learned = plain if learned is None else plain.taught(learned), learned
            return self._reader

    @cached_property
    def rule_names(self) -> RuleNames:
        """What the rules of this book are called, by the ids that stand beside judgements."""
        return RuleNames(self.book)

    def type_name(self, l1: str, l2: str | None = None) -> str:
        """劳动人事 · 拖欠工资, as the rules call it."""
        name = next((kind.name for kind in self.book.types.types if kind.id == l1), l1)
        return f"{name} · {l2}" if l2 else name

    def place_taught(self, words: str) -> Place | None:
        """The place that somebody has taught these words of a ledger to mean, where they mean no other."""
        teaching = self.book.reading.teaching
        if self.lessons is None or not teaching.use:
            return None
        learned = self.lessons.current(teaching.least_length)
        return learned.place_of(words, self.center.region) if learned is not None else None

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Finds towns and villages of this county in a text."""
        return gazetteer_of(self.center.region)

    @property
    def triage(self) -> Triage:
        """Type, unit, complexity, risk, result: each with its why."""
        with self._making:
            if self._triage is None:
                self._triage = Triage(self.book, self.center.region, self.center.units)
            return self._triage

    def _due_dates(
        self,
        channel: str,
        complexity: Complexity,
        accepted_on: date,
        clock_start_at: date | None,
        source_due: date | None,
        state: ClockState = deadlines.UNTOUCHED,
    ) -> DueDates:
        return deadlines.due_dates(
            channel=channel,
            complexity=complexity,
            accepted_on=accepted_on,
            clock_start_at=clock_start_at,
            source_due=source_due,
            rules=self.book.deadlines,
            cal=self.calendar,
            state=state,
        )


@dataclass
class RulesSeen:
    """The county's rule files as they were last looked at."""

    marks: dict[str, str] | None = None  # file → hash of its text, of the book in use; None: not looked yet
    trouble: tuple[str, ...] = ()  # faults of what lies in the folder, which therefore is not in force


class _Row:
    """The houses of one centre, of which the newest counts."""

    def __init__(self, first: House) -> None:
        self.newest = first
        self.rules = RulesSeen()


class House(Deciders):
    """One open centre: its deciders, its store, and where its files lie.

    Its rules never change: when others come into force a new house is built on the same store, and whoever
    begins something asks for the ``latest`` and does all of it there, never half with the old ones.
    """

    def __init__(self, store: Store, center: Center, book: RuleBook, files: Path) -> None:
        super().__init__(center, book, ModelShelf(store.cipher, files.parent / MODELS), LessonShelf(store))
        self.store = store
        self.files = files
        self._rule_set: int | None = None
        self._row = _Row(self)

    @property
    def latest(self) -> House:
        """The same centre under the rules that are in force now."""
        return self._row.newest

    @property
    def rules(self) -> RulesSeen:
        """What was last seen of the county's rule files; one object for all houses of this centre."""
        return self._row.rules

    def renewed(self, book: RuleBook) -> House:
        """The same centre under other rules; from now on it is the latest."""
        made = House(self.store, self.center, book, self.files)
        made._row = self._row
        made.models, made.lessons = self.models, self.lessons
        self._row.newest = made  # one assignment: every thread sees the old house or the new one
        return made

    def require_room(self, need: int, what: str) -> None:
        """Room for large work beside everybody else's. Raises DiskFull."""
        room.require(self.files.parent, need, self.center.storage.keep_free, what)

    def rule_set(self, now: datetime) -> int:
        """The stored copy of the rules in force, made when the first decision is taken under them."""
        if self._rule_set is not None:
            return self._rule_set
        found = rulesets.remember(self.store, self.book.digest, self.book.text, now)
        if not self.store.is_being_written:  # a write that is still open may yet come to nothing
            self._rule_set = found
        return found
