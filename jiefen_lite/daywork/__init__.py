"""A day's work: what lies before each role this morning, and steps with several cases at once."""

from jiefen_lite.daywork.batch import SEVERAL, Picked, Result, run
from jiefen_lite.daywork.desk import MOST_AHEAD, Agenda, Desk, Line, Pages, Tab, checklist, tabs
from jiefen_lite.daywork.lists import LISTS, WorkList

__all__ = [
    "LISTS",
    "MOST_AHEAD",
    "SEVERAL",
    "Agenda",
    "Desk",
    "Line",
    "Pages",
    "Picked",
    "Result",
    "Tab",
    "WorkList",
    "checklist",
    "run",
    "tabs",
]
