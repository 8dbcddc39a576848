"""The shape of daywork.yaml: what a day's work looks at, what each state asks for, what visitors are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from jiefen_lite.rules.kinds import Day
from jiefen_lite.rules.marks import OneOf
from jiefen_lite.shapes import Status


@dataclass(frozen=True, slots=True)
class WorkLists:
    """What the lists of a day's work begin and end with."""

    basis: str
    first_contact_hours: Day
    leader_most: Day
    risk_tags: tuple[str, ...]
    supplement_grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """Registering at the counter: how far back possible doubles are looked for."""

    basis: str
    same_within_days: Day


@dataclass(frozen=True, slots=True)
class Notice:
    """个人信息处理告知: what a visitor reads before anything is noted; a new text gets a new version."""

    version: str
    basis: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is to be done while a case stands in one state, and which papers belong to it."""

    state: Annotated[str, OneOf(tuple(Status))]
    basis: str
    todo: tuple[str, ...]
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayWork:
    """Everything of a working day that a county may word for itself."""

    lists: WorkLists
    counter: Counter
    notice: Notice
    checklists: tuple[Checklist, ...]
