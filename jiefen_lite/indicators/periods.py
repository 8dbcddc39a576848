"""Months, quarters, half-years and years: reading their names, their neighbours, the cut of an open one."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Period

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.ASCII)
_HALF = re.compile(r"(\d{4})H([12])", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)

_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
_HALVES = ("上半年", "下半年")


class UnknownPeriod(JiefenError):
    """A period's name that is neither month, quarter, half-year nor year."""


def _add_months(day: date, months: int) -> date:
    """The first day of the month that lies ``months`` after the month of ``day``."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _span(label: str, year: int, month: int, months: int) -> Period:
    start = date(year, month, 1)
    return Period(label, start, _add_months(start, months))


def period_of(label: str) -> Period:
    """The stretch of days called ``label``: ``2026-10``, ``2026Q3``, ``2026H2`` or ``2026``.

    Its own label is written in plain digits whatever was typed: one month has one name.
    """
    text = unicodedata.normalize("NFKC", label).strip().upper()
    if text.startswith("9999"):
        text = ""  # its end is no day any more
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[2]) <= 12 and int(found[1]) > 0:
        return _span(text, int(found[1]), int(found[2]), 1)
    if (found := _QUARTER.fullmatch(text)) and int(found[1]) > 0:
        return _span(text, int(found[1]), int(found[2]) * 3 - 2, 3)
    if (found := _HALF.fullmatch(text)) and int(found[1]) > 0:
        return _span(text, int(found[1]), int(found[2]) * 6 - 5, 6)
    if (found := _YEAR.fullmatch(text)) and 0 < int(found[1]) < 9999:
        return _span(text, int(found[1]), 1, 12)
    raise UnknownPeriod(
        f"看不懂统计期“{label}”。请写成 2026-10（月）、2026Q3（季）、2026H2（半年）或 2026（年）。"
    )


def month_of(day: date) -> Period:
    """The month that ``day`` lies in."""
    return period_of(f"{day:%Y-%m}")


def length(period: Period) -> int:
    """How many months a period has: 1, 3, 6 or 12."""
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


def months_in(period: Period) -> tuple[Period, ...]:
    """The months that make up a period, oldest first."""
    return tuple(month_of(_add_months(period.start, step)) for step in range(length(period)))


def _moved(period: Period, months: int) -> Period:
    start = _add_months(period.start, months)
    size = length(period)
    if size == 1:
        return month_of(start)
    letter = {3: f"Q{start.month // 3 + 1}", 6: f"H{start.month // 6 + 1}", 12: ""}[size]
    return period_of(f"{start:%Y}{letter}")


def previous(period: Period) -> Period:
    """The period just before, of the same length (环比)."""
    return _moved(period, -length(period))


def year_before(period: Period) -> Period:
    """The same period one year earlier (同比)."""
    return _moved(period, -12)


def full_name(period: Period) -> str:
    """As it stands in a title: 2026年10月, 2026年第三季度, 2026年下半年, 2026年."""
    return f"{period.start.year}年{short_name(period)}" if length(period) < 12 else f"{period.start.year}年"


def short_name(period: Period) -> str:
    """As it stands in a sentence after the year is known: 10月, 第三季度, 下半年, 全年."""
    size = length(period)
    if size == 1:
        return f"{period.start.month}月"
    if size == 3:
        return _QUARTERS[period.start.month // 3]
    return _HALVES[period.start.month // 6] if size == 6 else "全年"


def this_word(period: Period) -> str:
    """本月, 本季度, 本半年, 本年."""
    return {1: "本月", 3: "本季度", 6: "本半年", 12: "本年"}[length(period)]


def last_word(period: Period) -> str:
    """上月, 上季度, 上个半年, 上年: what a period is compared with in 环比."""
    return {1: "上月", 3: "上季度", 6: "上个半年", 12: "上年"}[length(period)]


def midnight(day: date) -> datetime:
    """The moment a day begins."""
    return datetime.combine(day, time.min)


def cut(as_of: datetime) -> datetime:
    """``as_of`` as the first moment that does not count; the last second of a day means the day's end."""
    if as_of.time() >= time(23, 59, 59):
        return midnight(as_of.date() + timedelta(days=1))
    return as_of


def end_of_day(day: date) -> datetime:
    """24:00 of a day: the ``as_of`` of somebody who asks for the state of that day."""
    return midnight(day + timedelta(days=1))


def same_cut(now: Period, as_of: datetime, then: Period) -> datetime:
    """The ``as_of`` that makes ``then`` comparable: an unfinished period meets the same days of the other."""
    offset = as_of - midnight(now.end)
    if offset >= timedelta(0):
        return midnight(then.end) + offset
    return min(midnight(then.start) + (as_of - midnight(now.start)), midnight(then.end))


def last_day(as_of: datetime) -> date:
    """The last day that a moment has seen anything of; midnight belongs to the day before."""
    return (as_of - timedelta(microseconds=1)).date()


def open_until(period: Period, as_of: datetime) -> date | None:
    """The last day counted, where a period is not over yet."""
    return None if as_of >= midnight(period.end) else last_day(as_of)


def before_word(period: Period, until: date | None) -> str:
    """What 环比 compares with: 上月, and of a month that is open ``until`` a day 上月同期."""
    return last_word(period) + ("" if until is None else "同期")


def until_text(as_of: datetime) -> str:
    """The moment data reach to, as papers print it: 2026-10-31 24:00."""
    moment = cut(as_of)
    if moment.time() == time.min:
        return f"{moment.date() - timedelta(days=1)} 24:00"
    return f"{moment:%Y-%m-%d %H:%M}"
