"""Days as papers print them and as forms send them."""

from __future__ import annotations

from datetime import date


def day_in_words(day: date) -> str:
    """A day as official papers write it, without zeros in front: 2026年11月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_from(words: str) -> date | None:
    """The day that a form has sent as 2026-11-03; None where it is none."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
