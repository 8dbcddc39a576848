"""Days that have names: feasts of the calendar and of the moon, days of the sun, and the days beside them.

中秋, 高考第二天, 除夕前一天, 立冬这天, 去年秋分前后. A name of the sun's days is often a person's (白露) or
the weather's (雨水, 大雪): it is read only where it is told as a day.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from jiefen_lite.elements import moon
from jiefen_lite.elements.days import REL, YEARS_BACK, Read, whole_number, year_of
from jiefen_lite.text import parse_number

#: Feasts of the calendar: (month, day).
FIXED = {
    "元旦": (1, 1), "妇女节": (3, 8), "三八节": (3, 8), "植树节": (3, 12), "五一": (5, 1), "劳动节": (5, 1),
    "青年节": (5, 4), "五四": (5, 4), "六一": (6, 1), "儿童节": (6, 1), "高考": (6, 7), "七一": (7, 1),
    "建军节": (8, 1), "八一": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1),
    "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "平安夜": (12, 24),
    "圣诞": (12, 25),
}  # fmt: skip
#: What else feasts are called.
CALLED = {
    "三八妇女节": "妇女节",
    "过年": "春节",
    "大年": "春节",
    "八月节": "中秋",
    "五月节": "端午",
    "鬼节": "中元",
    "龙抬头": "二月二",
}
#: Feasts of a Sunday: (month, which of its Sundays).
_SUNDAYS = {"母亲节": (5, 2), "父亲节": (6, 3)}
#: The dog days: behind which day of the sun, and which day of the seventh stem behind it.
_DOG_DAYS = {
    "头伏": ("夏至", 3), "初伏": ("夏至", 3), "入伏": ("夏至", 3), "中伏": ("夏至", 4), "二伏": ("夏至", 4),
    "末伏": ("立秋", 1), "三伏": ("立秋", 1),
}  # fmt: skip
_LAST = 30
#: Feasts of the moon: (lunar month, day of it).
_OF_MOON = {
    "春节": (1, 1), "元宵": (1, 15), "正月十五": (1, 15), "二月二": (2, 2), "端午": (5, 5), "七夕": (7, 7),
    "中元": (7, 15), "八月十五": (8, 15), "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23),
    "除夕": (12, _LAST), "大年三十": (12, _LAST), "年三十": (12, _LAST),
}  # fmt: skip
_YEAR = rf"(?:(?P<y>(?:19|20)\d{{2}}|\d{{2}}|[零〇][〇零一二三四五六七八九])年|(?P<rel>{REL}))?的?"


def first_day(name: str, year: int) -> date | None:
    """The (first) day of a feast of the lunar or common year that begins in ``year``; None: no feast."""
    name = CALLED.get(name, name)
    if name not in FIXED and name not in _OF_MOON and name not in _SUNDAYS:
        name = name.removesuffix("节")
    if name in FIXED:
        return date(year, *FIXED[name])
    if name == "清明":
        return moon.term(year, name)
    if name in _SUNDAYS:
        month, which = _SUNDAYS[name]
        first = date(year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (which - 1))
    if name in _DOG_DAYS:
        term, which = _DOG_DAYS[name]
        day = moon.term(year, term)
        return day + timedelta(days=(_SEVENTH_STEM - day.toordinal()) % 10 + 10 * (which - 1))
    found = _OF_MOON.get(name)
    if found is None:
        return None
    number, at = found
    if at == _LAST:
        return moon.new_year(year + 1) - timedelta(days=1)
    return moon.month(year, number) + timedelta(days=at - 1)


#: The seventh of the ten stems (庚): 15 July 2026 is one of its days.
_SEVENTH_STEM = date(2026, 7, 15).toordinal() % 10


def lunar_days(month: str | None, day: str | None, feast: str | None, year: int) -> Read:
    """A day or month of the lunar year that begins in ``year``, or a feast of it."""
    if feast:
        named = feast.replace("当天", "").replace("那天", "")
        if named.startswith("大年初"):
            found = moon.new_year(year) + timedelta(days="一二三四五六七八九十".index(named[-1]))
            return found, found, "day", True
        of_feast = first_day(named, year)
        return (of_feast, of_feast, "day", True) if of_feast else None
    number = "正二三四五六七八九十冬腊".find(month[0]) + 1 if month else 0
    if month and month.startswith("十") and month != "十月":
        number = 10 + "一二".index(month[1]) + 1
    if not number:
        return None
    first = moon.month(year, number)
    if not day:
        return first, moon.month_with(first + timedelta(days=31)) - timedelta(days=1), "month", True
    which = lunar_number(day)
    if which is None or not 1 <= which <= _LAST:
        return None
    found = first + timedelta(days=which - 1)
    return found, found, "day", True


def lunar_number(day: str) -> int | None:
    """初五 is 5, 廿三 is 23."""
    number = parse_number(day.replace("初", "").replace("廿", "二十"))
    return None if number is None else int(number)


# --------------------------------------------------------------------------- days beside a feast

_NUMBERS_TOO = {"十一", "五四", "七一", "八一"}
_NAMES = "|".join(
    sorted({*FIXED, *CALLED, *_OF_MOON, *_SUNDAYS, *_DOG_DAYS, "清明"} - _NUMBERS_TOO, key=len, reverse=True)
)
#: 中秋第二天, 国庆假期头一天, 除夕前一天, 高考当天
BESIDE = re.compile(
    rf"{_YEAR}(?P<name>{_NAMES})(?:节|期间|假期|长假|放假)?的?"
    r"(?:(?P<before>前[一1]天|头[一1]天晚上|前夜)|(?P<first>头[一1]天|第[一1]天)|(?P<next>次日|转天|转过天)"
    r"|第(?P<n>[二三四五六七八2-8])天|(?P<aside>[前后])(?P<far>[一两二三四五六七八九2-9])天|(?P<same>当[天日晚]|[那这]天))"
)
_TERM = "|".join(moon.TERMS)
#: 立冬这天, 去年秋分前后
TERM = re.compile(
    rf"{_YEAR}(?<![下场降了阵])(?P<name>{_TERM})(?:节气)?的?(?:(?P<same>当[天日晚]|[那这]一?天)"
    r"|(?P<aside>[前后])(?P<far>[一两二三四五六七八九2-9])天"
    r"|(?P<side>前后|之前|以前|前(?![一二三两\d院屋街台天日些几儿头年])|之后|以后|过后|刚过|节气|时节)"
    r"|(?P<before>头[一1]天|前[一1]天)|(?P<next>第二天|次日|转天))"
)
#: 刚过谷雨
PAST_TERM = re.compile(rf"{_YEAR}(?:刚过|刚一过|过了|赶上|正赶)(?P<name>{_TERM})")
_AROUND, _SIDE = 3, 10


def beside(match: re.Match[str], today: date) -> Read:
    """A day of a feast, or one beside it."""
    away = _away(match)
    if match["n"]:
        away = timedelta(days=(whole_number(match["n"]) or 1) - 1)
    for year in _years(match["y"], match["rel"], today):
        day = first_day(match["name"], year)
        if day is not None and day + away <= today:
            return day + away, day + away, "day", True
    return None


def of_term(match: re.Match[str], today: date) -> Read:
    """A day of the sun, or the days around it."""
    groups = match.groupdict()
    side = groups["side"] if "same" in groups else "过后"
    for year in _years(match["y"], match["rel"], today):
        day = moon.term(year, match["name"])
        first, last, fine, sure = day, day, "season", False
        if side in {"前后", "节气", "时节"}:
            first, last = day - timedelta(days=_AROUND), day + timedelta(days=_AROUND)
        elif side and "前" in side:
            first, last = day - timedelta(days=_SIDE), day - timedelta(days=1)
        elif side:
            first, last = day + timedelta(days=1), day + timedelta(days=_SIDE)
        else:
            first = last = day + _away(match)
            fine, sure = "day", True
        if first <= today:
            return first, last, fine, sure
    return None


def _away(match: re.Match[str]) -> timedelta:
    """How far from a named day: 前一天, 次日, 前两天."""
    if match["far"]:
        return timedelta(days=(whole_number(match["far"]) or 0) * (-1 if match["aside"] == "前" else 1))
    return timedelta(days=-1 if match["before"] else 1 if match["next"] else 0)


def _years(told: str | None, rel: str | None, today: date) -> list[int]:
    """The years that may be meant, the likeliest first."""
    if told:
        return [year_of(told, today) or today.year]
    if rel:
        return [today.year - YEARS_BACK[rel]]
    return [today.year, today.year - 1]
