"""What was read out of a case's text is set right by one click, and the next reading has learned it."""

from __future__ import annotations

from jiefen_lite.teaching.queue import first, following, open_elements
from jiefen_lite.teaching.setting import Done, set_right, stand_by, teaches
from jiefen_lite.teaching.showing import ReadPage, page

__all__ = [
    "Done",
    "ReadPage",
    "first",
    "following",
    "open_elements",
    "page",
    "set_right",
    "stand_by",
    "teaches",
]
