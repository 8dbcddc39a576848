"""The first days of the lunar year's first and last months, as people name days: 正月初四, 腊月二十三.

New moons by the chief terms of Meeus, Astronomical Algorithms, chapter 49: right to some minutes, and so to
the day in Beijing but where the moon is new within minutes of midnight.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from functools import cache

_EPOCH = datetime(2000, 1, 1, 12)  # JD 2451545.0
_BEIJING = timedelta(hours=8)
_MONTHS_A_YEAR = 12.3685


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
def new_year(year: int) -> date:
    """正月初一 of a year: the new moon between 21 January and 20 February."""
    number = math.floor((year - 2000) * _MONTHS_A_YEAR) - 1
    while _new_moon(number) < date(year, 1, 21):
        number += 1
    return _new_moon(number)


@cache
def month_before(year: int, back: int) -> date:
    """The first day of the month so many before 正月 of a year: 1 腊月, 2 冬月."""
    number = math.floor((year - 2000) * _MONTHS_A_YEAR) - 1
    while _new_moon(number) < new_year(year):
        number += 1
    return _new_moon(number - back)
