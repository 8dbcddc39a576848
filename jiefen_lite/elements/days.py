"""Days, months and parts of a year, made from the words that name them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from jiefen_lite.text import parse_number

#: A stretch as it was read: first and last day, how fine (day, month, season, year), and whether it is sure.
Read = tuple[date, date, str, bool] | None

#: How many years back a word means.
YEARS_BACK = {"今年": 0, "本年": 0, "去年": 1, "头年": 1, "上年": 1, "前年": 2, "大前年": 3}
#: These words in a pattern.
REL = "|".join(YEARS_BACK)
SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 2)}


def whole_number(text: str) -> int | None:
    """A whole number in figures or words."""
    if text.isascii():
        return int(text)
    value = parse_number(text)
    return int(value) if value is not None and value == value.to_integral_value() else None


def year_of(text: str, today: date) -> int | None:
    """A year of four or two digits, in figures or words: 2007, 07, 零七, 二零零七."""
    if len(text) == 2 and text[0] in "零〇五六七八九" and text[1] != "十":
        tens, ones = whole_number(text[0]), whole_number(text[1])
        value = None if tens is None or ones is None else 10 * tens + ones
    else:
        value = whole_number(text)
    if value is not None and value < 100:
        value += today.year // 100 * 100
        value -= 100 if value > today.year + 1 else 0
    return value


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of the calendar; None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_such_day(month: int, day: int, today: date) -> date | None:
    """The last day of this name that has been, of this year or the one before."""
    for year in (today.year, today.year - 1):
        found = day_of(year, month, day)
        if found is not None and found <= today:
            return found
    return None


def month_of(year: int, month: int) -> tuple[date, date] | None:
    """First and last day of a month; None where there is none."""
    if not (1 <= month <= 12 and 1900 <= year <= 2200):
        return None
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def months_back(today: date, count: int) -> tuple[date, date]:
    """First and last day of the month so many before that of ``today``."""
    index = today.year * 12 + today.month - 1 - count
    year, month = index // 12, index % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def same_day(today: date, months: int) -> date:
    """The same day so many months ago, or the last one of a shorter month."""
    first, last = months_back(today, months)
    return first.replace(day=min(today.day, last.day))


def part_of(year: int, month: int, part: str) -> tuple[date, date] | None:
    """初, 上旬, 中旬, 底 … of a month; None where there is no such month."""
    whole = month_of(year, month)
    if whole is None:
        return None
    first, last = whole
    if part == "中下旬":
        return first.replace(day=11), last
    if part in {"上中旬", "中上旬"}:
        return first, first.replace(day=20)
    if part in {"上旬", "初"}:
        return first, first.replace(day=10)
    if part[:-1] in {"二十几", "20几"}:
        return first.replace(day=20), min(last, first + timedelta(days=28))
    if part[:-1] == "十几":
        return first.replace(day=11), first.replace(day=19)
    if part == "中旬":
        return first.replace(day=11), first.replace(day=20)
    return first.replace(day=21), last


def season_of(year: int, word: str) -> tuple[date, date, str] | None:
    """A season, a half or an end of a year; None where the word is none of them."""
    if word in {"上半年", "下半年"}:
        start, end = (1, 6) if word == "上半年" else (7, 12)
        return date(year, start, 1), date(year, end, 30 if end == 6 else 31), "season"
    if word in {"年初", "初", "伊始"}:
        return date(year, 1, 1), date(year, 1, 31), "season"
    if word in {"年底", "年末", "底", "末"}:
        return date(year, 12, 1), date(year, 12, 31), "season"
    if word in {"开春", "春耕", "打春"}:
        return date(year, 3, 1), date(year, 4, 30), "season"
    if word == "秋后":
        return date(year, 10, 1), date(year, 11, 30), "season"
    if word == "暑假":
        return date(year, 7, 1), date(year, 8, 31), "season"
    key = next((char for char in word if char in SEASONS), None)
    if key is None:
        return None
    first, last = SEASONS[key]
    if key == "冬":
        return date(year, 12, 1), date(year + 1, 2, calendar.monthrange(year + 1, 2)[1]), "season"
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), "season"


def year_or_part(year: int, season: str | None) -> Read:
    """A whole year, or the season, half or end of it that is named."""
    if not season:
        return date(year, 1, 1), date(year, 12, 31), "year", True
    made = season_of(year, season)
    return (*made, True) if made else None


def weekday_of(word: str) -> int:
    """The number of a weekday by its character (一 is 0, 日 and 天 are 6); -1 for another."""
    return "一二三四五六日".find(word.replace("天", "日"))
