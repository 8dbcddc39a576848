"""The first days of lunar months and the days of the sun, as people name days: 正月初四, 立秋那天.

New moons by the chief terms of Meeus, Astronomical Algorithms, chapter 49: right to some minutes, and so to
the day in Beijing but where the moon is new within minutes of midnight. The sun's place, by which leap months
are known, by chapter 25.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from functools import cache

_EPOCH = datetime(2000, 1, 1, 12)  # JD 2451545.0
_BEIJING = timedelta(hours=8)
_DAYS_A_MONTH = 29.530588861


def _new_moon(number: int) -> date:
    """The day in Beijing on which the moon is new for the ``number``-th time since January 2000."""
    t = number / 1236.85
    days = 5.09766 + 29.530588861 * number + 0.00015437 * t * t
    e = 1 - 0.002516 * t
    sun = math.radians(2.5534 + 29.10535670 * number)
    moon = math.radians(201.5643 + 385.81693528 * number)
    node = math.radians(160.7108 + 390.67050284 * number)
    days += (
        -0.40720 * math.sin(moon)
        + 0.17241 * e * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * node)
        + 0.00739 * e * math.sin(moon - sun)
        - 0.00514 * e * math.sin(moon + sun)
        + 0.00208 * e * e * math.sin(2 * sun)
        - 0.00111 * math.sin(moon - 2 * node)
        - 0.00057 * math.sin(moon + 2 * node)
        + 0.00056 * e * math.sin(2 * moon + sun)
    )
    return (_EPOCH + timedelta(days=days) - timedelta(seconds=70) + _BEIJING).date()


@cache
def _number_of(day: date) -> int:
    """Which new moon the lunar month of a day began with."""
    number = math.floor((day - _EPOCH.date()).days / _DAYS_A_MONTH) - 2
    while _new_moon(number + 1) <= day:
        number += 1
    return number


@cache
def new_year(year: int) -> date:
    """正月初一 of a year: the new moon between 21 January and 20 February."""
    number = _number_of(date(year, 1, 20)) + 1
    return _new_moon(number)


def month_with(day: date) -> date:
    """The first day of the lunar month that a day lies in."""
    return _new_moon(_number_of(day))


@cache
def month(year: int, number: int) -> date:
    """The first day of a lunar month (1 正月 … 12 腊月) of the year that begins in ``year``.

    A year of thirteen months has a leap month: the first in which the sun enters no new sign, which is
    the name of the month before it again.
    """
    begins, leap = _months(year)
    if leap is not None:
        del begins[leap]
    return begins[number - 1]


@cache
def leap_month(year: int) -> tuple[int, date, date] | None:
    """The leap month of a year: of which month, its first and its last day; None where it has none."""
    begins, leap = _months(year)
    return None if leap is None else (leap, begins[leap], begins[leap + 1] - timedelta(days=1))


def _months(year: int) -> tuple[list[date], int | None]:
    """The first days of all months of a year and of the next year's first, and which of them is the leap."""
    first, after = _number_of(new_year(year)), _number_of(new_year(year + 1))
    begins = [_new_moon(at) for at in range(first, after + 1)]
    if after - first != 13:
        return begins, None
    signs = [_sign(day) for day in begins]
    return begins, next((at for at in range(13) if signs[at] == signs[at + 1]), None)


#: The 24 days of the sun, from the spring equinox, each 15 degrees further.
TERMS = (
    "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑", "白露",
    "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒", "立春", "雨水", "惊蛰",
)  # fmt: skip
_STEP = 15
#: About so many days after the new year the sun is where a year of terms begins.
_EQUINOX = 79


@cache
def term(year: int, name: str) -> date:
    """The day in Beijing in ``year`` on which the sun reaches one of the TERMS; right to some minutes."""
    at = TERMS.index(name)
    into = round((_EQUINOX + at * 365.2422 / len(TERMS)) % 365)
    day = date(year, 1, 1) + timedelta(days=into - 4)
    while int(_longitude(day + timedelta(days=1)) // _STEP) != at:
        day += timedelta(days=1)
    return day


def _sign(day: date) -> int:
    """Which twelfth of its way the sun is in at the beginning of a day in Beijing."""
    return math.floor(_longitude(day) / 30)


def _longitude(day: date) -> float:
    """Where the sun is (0 to 360 degrees) at the beginning of a day in Beijing."""
    t = (datetime.combine(day, datetime.min.time()) - _BEIJING - _EPOCH) / timedelta(days=36525)
    anomaly = math.radians(357.52911 + 35999.05029 * t)
    longitude = 280.46646 + 36000.76983 * t
    longitude += (1.914602 - 0.004817 * t) * math.sin(anomaly) + 0.019993 * math.sin(2 * anomaly)
    longitude += 0.000289 * math.sin(3 * anomaly) - 0.00569
    return longitude % 360
