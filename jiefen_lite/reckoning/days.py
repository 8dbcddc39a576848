"""Months and years on the calendar, counted from the first day each time, so that nothing drifts."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or its last day where there is none (Civil Code, 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def full_months(first: date, after: date) -> int:
    """How many whole months lie from ``first`` up to, not including, ``after``."""
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if add_months(first, months) <= after else months - 1


def told(first: date, last: date) -> str:
    """A period with both its ends: 2025-02-01 至 2025-12-31（含两头）."""
    return f"{first} 至 {last}（含两头）"
