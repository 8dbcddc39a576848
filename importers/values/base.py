"""What all cleaners share: the frame they work in, how they speak up, what an empty cell is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from jiefen_lite.text import halfwidth, mask_text, visible

EMPTY = frozenset(
    {
        "", "-", "--", "—", "——", "－", "/", "\\", "无", "暂无", "不详", "未知", "不明", "n/a", "N/A", "NA",
        "null", "NULL", "None", "#N/A", "空", "、", "…", "……",
    }
)  # fmt: skip
_LONGEST_EMPTY = max(map(len, EMPTY)) + 2


class Odd(NamedTuple):
    """A value with something to tell; ``level`` is ``error`` (the row is refused) or ``warning``."""

    value: Any
    level: str
    message: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the cleaners of one column know beside the cell itself.

    ``year`` and ``last_day``: of the reporting period, to complete dates without a year.
    ``number``: the channel's own spelling of its numbers.
    """

    header: str
    as_of: date
    year: int
    last_day: date
    number: Callable[[str], str] = field(default=str)
    role: str = "applicant"


Cleaner = Callable[[Any], Any]


def is_empty(text: str) -> bool:
    """True for the many ways to write that nothing is given."""
    return len(text) <= _LONGEST_EMPTY and text.strip() in EMPTY


def cell_text(cell: Any) -> str:
    """A cell as a person reads it in the sheet, without spaces at either end."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M:%S")
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    return "" if cell is None else str(cell)


def number_text(number: float) -> str:
    """A number as Excel shows it: whole numbers without a point, very long ones in E notation."""
    if not abs(number) < 1e15:  # also what is no number at all
        return f"{number:.5E}"
    return str(int(number)) if number == int(number) else repr(number)


def plain(cell: Any) -> str:
    """The cell's text in plain widths, without what nobody sees and the apostrophe before numbers."""
    return visible(halfwidth(cell_text(cell))).strip().lstrip("'’‘`").strip()


def shown(cell: Any) -> str:
    """A cell for a message: short, and without numbers that point at a person."""
    text = mask_text(cell_text(cell).replace("\n", " "))
    return text if len(text) <= 20 else text[:20] + "…"
