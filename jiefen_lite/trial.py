"""What would change: stored cases decided once more under other rules, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from jiefen_lite import apart, clocks
from jiefen_lite.apart import Tell
from jiefen_lite.desk import House
from jiefen_lite.intake.build import Builder, RowFacts, day_or_none
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import Channel, Viewer
from jiefen_lite.store import trialrows
from jiefen_lite.store.trialrows import TrialRow

CHUNK = 500
MOST_LINES = 2_000  # of the list; the counts are of all
#: What a story is understood by; where all of it is the same, one look is enough for both books.
_UNDERSTANDING = ("types", "routing", "complexity", "risk", "results", "channels", "reading", "holidays")
#: The decisions whose answers are counted, in the order in which they are shown.
COUNTED = ("unit", "type", "light", "risk", "complexity")

Answers = Mapping[str, str | None]
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing decided otherwise: what (glossary: DECISIONS), now, and under the other rules."""

    case_code: str
    decision: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One case that would be decided otherwise: nothing of it but its code, type and town."""

    case_code: str
    town: str | None
    type_l1: str | None
    type_l2: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """How many cases have one answer (None: none) under the rules in force and under the others."""

    answer: str | None
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What other rules would do to the cases of a month and to all that are open."""

    month: str | None
    cases: int
    open_cases: int
    changed: int
    counts: Mapping[str, tuple[Shift, ...]]  # by decision; only answers whose count changes
    cases_changed: tuple[CaseChange, ...] = field(repr=False)  # the first ``MOST_LINES``


class _Judged(NamedTuple):
    row: TrialRow
    before: Answers
    after: Answers


def differences(
    house: House,
    viewer: Viewer,
    book: RuleBook,
    *,
    month: str | None,
    now: datetime,
    open_too: bool = False,
    progress: Progress | None = None,
) -> Iterator[Change]:
    """Every stored case that ``book`` would route, time or grade otherwise than the rules in force.

    ``month`` (None: all months) and, with ``open_too``, every case that is still open. Both rule books judge
    what the file said; what people have corrected since is left as it is.
    """
    for one in _judged(house, viewer, book, month=month, open_too=open_too, now=now, progress=progress):
        yield from _changes(one)


def effects(
    house: House,
    viewer: Viewer,
    book: RuleBook,
    *,
    month: str | None,
    now: datetime,
    progress: Progress | None = None,
) -> Effects:
    """The same for a month and all open cases, counted by answer, with the list of what changes."""
    counts: dict[str, tuple[Counter[str | None], Counter[str | None]]] = {
        decision: (Counter(), Counter()) for decision in COUNTED
    }
    cases = open_cases = 0
    changed: list[CaseChange] = []
    more = 0
    for one in _judged(house, viewer, book, month=month, open_too=True, now=now, progress=progress):
        cases += 1
        open_cases += one.row.is_open
        for decision, (before, after) in counts.items():
            if decision != "light" or one.row.is_open:
                before[_counted(decision, one.before[decision])] += 1
                after[_counted(decision, one.after[decision])] += 1
        found = tuple(_changes(one))
        if found and len(changed) < MOST_LINES:
            row = one.row
            changed.append(CaseChange(row.case_code, row.town, row.type_l1, row.type_l2, found))
        elif found:
            more += 1
    shifts = {decision: _shifts(before, after) for decision, (before, after) in counts.items()}
    return Effects(month, cases, open_cases, len(changed) + more, shifts, tuple(changed))


def effects_apart(
    house: House, viewer: Viewer, book: RuleBook, *, month: str | None, now: datetime, progress: Tell
) -> Effects:
    """The same in a process of its own; ``progress`` is told how many are done, of how many."""
    return apart.run(house, progress, _measure, viewer, book, month, now)


def _measure(
    house: House, tell: Tell, viewer: Viewer, book: RuleBook, month: str | None, now: datetime
) -> Effects:
    def told(done: int, total: int | None) -> None:
        tell(done, total, "件")

    return effects(house, viewer, book, month=month, now=now, progress=told)


def _counted(decision: str, answer: str | None) -> str | None:
    """Of types only the first level is counted."""
    return answer.partition("／")[0] if decision == "type" and answer else answer


def _shifts(before: Counter[str | None], after: Counter[str | None]) -> tuple[Shift, ...]:
    """The answers whose count is another one, the largest change first."""
    all_of = [Shift(answer, before[answer], after[answer]) for answer in {*before, *after}]
    moved = [one for one in all_of if one.before != one.after]
    return tuple(sorted(moved, key=lambda one: (-abs(one.after - one.before), one.answer or "")))


def _judged(
    house: House,
    viewer: Viewer,
    book: RuleBook,
    *,
    month: str | None,
    open_too: bool,
    now: datetime,
    progress: Progress | None,
) -> Iterator[_Judged]:
    other = House(house.store, house.center, book, house.files)
    is_read_alike = all(getattr(house.book, part) == getattr(book, part) for part in _UNDERSTANDING)
    builders: dict[str, tuple[Builder, ...]] = {}
    total = trialrows.count(house.store, viewer, month=month, open_too=open_too)
    done = 0
    for rows in trialrows.rows(house.store, viewer, month=month, open_too=open_too, size=CHUNK):
        for row in rows:
            if row.channel not in builders:
                asked = (house,) if is_read_alike else (house, other)
                channel = Channel(row.channel)
                builders[row.channel] = tuple(Builder(one, channel, now, read_stories=True) for one in asked)
            read = [builder.understand(row.payload) for builder in builders[row.channel]]
            yield _Judged(row, _answers(house, row, read[0], now), _answers(other, row, read[-1], now))
        done += len(rows)
        if progress is not None:
            progress(done, total)


def _changes(one: _Judged) -> Iterable[Change]:
    for decision, value in one.before.items():
        if value != one.after[decision]:
            yield Change(one.row.case_code, decision, value, one.after[decision])


def _answers(house: House, row: TrialRow, facts: RowFacts, now: datetime) -> Answers:
    triaged = facts.triaged
    fields = facts.fields
    dues = house.due_dates(
        facts.channel.value,
        triaged.complexity,
        facts.received_at.date(),
        day_or_none(fields.get("clock_start_at")),
        day_or_none(fields.get("source_due")),
    )
    line = replace(row.line, due_date=dues.due_date, due_clock=dues.due_clock, complexity=triaged.complexity)
    light = clocks.light(house, line, now.date()) if row.is_open else None
    return {
        "type": "／".join(part for part in (triaged.type_l1, triaged.type_l2) if part) or None,
        "unit": triaged.responsible_unit,
        "complexity": triaged.complexity.value,
        "risk": triaged.risk_level.value,
        "due": str(dues.due_date) if dues.due_date else None,
        "light": None if light is None else light.value,
    }


def last_month(now: datetime) -> str:
    """The last whole month, which a trial takes where nobody names one."""
    return f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"
