"""Where a centre's lessons are kept at hand for its reader: read again when anything of them has changed."""

from __future__ import annotations

import threading

from jiefen_lite.elements.lessons import Lessons
from jiefen_lite.store import lessons
from jiefen_lite.store.database import Store


class LessonShelf:
    """The lessons in force of one centre (thread-safe)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._mark: tuple[int, bool, int] | None = None
        self._stamp: tuple[tuple[tuple[int, int], ...] | None, int] | None = None
        self._lessons: Lessons | None = None

    def current(self, least: int) -> Lessons | None:
        """What holds now, also where another process has changed it; None where nothing does.

        ``least``: a text with fewer characters is not known again.
        """
        stamp = lessons.stamp(self._store)
        if stamp is not None and (stamp, least) == self._stamp and not self._store.is_being_written:
            return self._lessons
        said = lessons.standing(self._store)
        mark = (said.version, said.is_on, least)
        if mark == self._mark:
            if not self._store.is_being_written:
                self._stamp = (stamp, least)  # taken before the question: later writes make another
            return self._lessons
        with self._lock:
            if mark != self._mark:
                found = lessons.in_force(self._store) if said.is_on else []
                # what is being taught in a write that is still open may yet come to nothing
                made = Lessons(found, self.mark, least) if found else None
                if self._store.is_being_written:
                    return made
                self._lessons, self._mark = made, mark
            return self._lessons

    def mark(self, words: str) -> str:
        """The key of lessons on a text (its words without blanks and punctuation)."""
        return lessons.text_mark(self._store, words)
