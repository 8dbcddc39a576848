"""When disputes happen: the year of a county in the Northeast, the week, the hour of the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

# First day of the lunar year; wages are fought over in the two months before it.
SPRING_FESTIVALS = (
    date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17),
    date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3),
)  # fmt: skip

HEATING_MONTHS = (10, 11, 12, 1, 2, 3)
SUMMER = (6, 7, 8)
OUT_OF_SEASON = 0.06  # a matter out of its season still turns up now and then
OFFICE_CLOSED = (
    (1, 1),
    (5, 1),
    (5, 2),
    (5, 3),
    (10, 1),
    (10, 2),
    (10, 3),
    (10, 4),
    (10, 5),
    (10, 6),
    (10, 7),
)

# Share of a month's load, January first: the festival empties the offices, spring and autumn fill them.
MONTH_LOAD = (1.08, 0.86, 1.0, 1.06, 1.03, 1.02, 0.98, 0.95, 0.98, 1.05, 1.03, 1.0)


def first_of(month: date, shift: int = 0) -> date:
    """The first day of the month ``shift`` months on."""
    index = month.year * 12 + month.month - 1 + shift
    return date(index // 12, index % 12 + 1, 1)


def last_of(month: date) -> date:
    """The last day of the month."""
    return first_of(month, 1) - timedelta(days=1)


def spring_festival(year: int) -> date:
    """The first day of the lunar year that begins in ``year`` (10 February where no table says)."""
    return next((day for day in SPRING_FESTIVALS if day.year == year), date(year, 2, 10))


def in_season(season: str, month: int) -> bool:
    """Does the month lie in ``season``, e.g. ``3-5/9-12`` or ``10-3``; empty means all year."""
    if not season:
        return True
    for part in season.split("/"):
        start, _, end = part.partition("-")
        low, high = int(start), int(end)
        if low <= month <= high if low <= high else month >= low or month <= high:
            return True
    return False


def factor(l1: str, l2: str, season: str, month: date) -> float:
    """How much more (or less) often such a matter comes up in that month."""
    if l2 == "供暖供水":
        return {10: 2.0, 11: 2.2, 12: 2.0, 1: 2.2, 2: 1.4, 3: 0.7}.get(month.month, 0.0)
    weight = 1.0 if in_season(season, month.month) else OUT_OF_SEASON
    if l1 == "migrant_wage":
        days = (spring_festival(month.year + (month.month > 2)) - last_of(month)).days
        weight *= 3.2 if -20 <= days <= 45 else 1.0
    elif l1 == "land_forest":
        weight *= 1.7 if month.month in (3, 4, 10, 11) else 0.9
    elif l1 in ("neighbor", "house_homestead"):
        weight *= 1.6 if month.month in SUMMER else 0.9
    elif l1 in ("consumer", "ecommerce"):
        weight *= 1.5 if month.month in (3, 6, 11, 12) else 1.0
    return weight


def _closed(day: date) -> bool:
    """No clerk at the desk: weekends and the long holidays (the make-up days are left out)."""
    festival = spring_festival(day.year)
    return (
        day.weekday() >= 5
        or (day.month, day.day) in OFFICE_CLOSED
        or festival - timedelta(days=1) <= day <= festival + timedelta(days=6)
    )


def pick_moment(rng: Random, month: date, *, office: bool) -> datetime:
    """A moment of that month: office channels by day on working days, phones at all hours."""
    length = last_of(month).day
    days = [month + timedelta(days=offset) for offset in range(length)]
    if office:
        days = [day for day in days if not _closed(day)]
        weights = [1.35 if day.weekday() == 0 else 1.0 for day in days]
        hour = rng.choice((8, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16))
    else:
        weights = [1.3 if day.weekday() >= 4 else 1.0 for day in days]
        hour = rng.choice((7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 18, 19, 19, 20, 20, 21, 21, 22, 23))
    day = rng.choices(days, weights)[0]
    return datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60))


def next_workday(day: date) -> date:
    """That day or the next one with a clerk at the desk."""
    while _closed(day):
        day += timedelta(days=1)
    return day
