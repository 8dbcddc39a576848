"""Times as people tell them without looking at a calendar: 一个半月前, 近三年, 二季度, 八十年代, 礼拜天.

Every reader takes what its pattern has found and the day of receipt. What is told roughly (两三个月前,
几年前) is read as the whole stretch it may mean, and is never sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from jiefen_lite.elements.days import (
    REL,
    YEARS_BACK,
    Read,
    day_of,
    last_such_day,
    month_of,
    months_back,
    same_day,
    season_of,
    weekday_of,
    whole_number,
    year_of,
    year_or_part,
)

Reader = Callable[[re.Match[str], date], Read]
#: Words of which a text must hold one (none: it is always looked for), what is looked for, and its reader.
Way = tuple[tuple[str, ...], re.Pattern[str], Reader]

_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_FOUR = r"(?:(?:19|20)\d{2}|[一二][〇零九][〇零一二三四五六七八九]{2})"
#: 07年, 零七年, 九八年: no number of years is told like that, but 七八年 is
_TWO = r"(?:0\d|(?!五六|六七|七八|八九)[零〇五六七八九][〇零一二三四五六七八九])"
_YEAR = rf"(?:(?P<y>{_FOUR}|\d{{2}}|{_TWO})\s*年|(?P<rel>{REL}))的?"
_AGO = "(?:以前|之前|前)"
_BEFORE = r"(?<![\d月第多几一二两三四五六七八九十])"

#: 一个半月前, 半拉月前, 一年半前
_HALF = re.compile(
    rf"{_BEFORE}(?:(?P<month>{_COUNT})个半月|(?P<only>半)(?:拉|个来|个多|个)?月|(?P<year>{_COUNT})年半){_AGO}"
)
#: 两三天前, 十多年前, 三个来月前, 几个月前
_ROUGH = re.compile(
    rf"{_BEFORE}(?:好)?(?P<n>{_COUNT}|[几])(?P<more>几|多|来)?(?P<unit>天|个?(?:星期|礼拜)|周|个月|年)?"
    rf"(?:(?<=个)(?P<more2>来|多)(?P<unit2>月|星期|礼拜)|(?P<more3>多)(?=以?之?前))?{_AGO}(?!后)"
)
_ROUGH_MONTHS = re.compile(
    rf"{_BEFORE}(?:好)?(?P<n>{_COUNT}|几)个(?P<more>来|多)(?P<unit>月|星期|礼拜){_AGO}"
)
#: 两年前的今天, 上个月的今天
_SAME_DAY = re.compile(
    rf"(?:{_BEFORE}(?P<n>{_COUNT})(?P<unit>年|个月)前|(?P<rel>{REL})|(?P<last>上个?月))的?(?:今天|今日|这一?天)"
)
#: 近三年, 最近两个月, 这两年, 过去的一年
_LATELY = re.compile(
    r"(?:(?<![附靠临接邻相远])近|最近|过去的?|这|(?<![之以天日号年月])前(?=[一两123]\s*(?:周|个?星期|个?礼拜)))\s*(?:(?P<half>半)|(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|几))\s*(?P<unit>天|个多?月|(?<=[一两几半])月|年|周|个?星期|个?礼拜)"
    r"(?:半)?(?:以?来|间|里|内)?(?![前级龄轻])"
)
#: 三个多月以来, 三年来
_SO_LONG = re.compile(
    rf"{_BEFORE}(?:(?P<half>半)|(?P<n>{_COUNT}))(?P<unit>年|个多?月|天)多?(?:以来|来(?!月))"
)
_QUARTER = re.compile(
    rf"(?:{_YEAR}\s*)?(?:(?P<first>前)(?P<many>[二两三23])个?|(?:第)?(?P<q>[一二三四1-4])(?:、第?(?P<q2>[二三四2-4]))?)季度(?P<part>初|末|底)?"
)
_QUARTER_NOW = re.compile(r"(?P<which>上个?|本|这个?)季度")
_FIRST_MONTHS = re.compile(rf"{_YEAR}前(?P<n>{_COUNT})个月")
_HALF_YEAR = re.compile(r"(?<![一每交剩余\d年])(?P<half>[上下]半年)(?![一交])")
_HALF_MONTH = re.compile(r"(?:(?P<last>上个?月)|[本这]个?月)?(?P<half>[上下])半月")
_HOLIDAYS = re.compile(rf"{_YEAR}(?P<name>暑假|寒假|伊始)")
#: 他07年以后没来过; of other two digits only what cannot be a number of years
_SHORT_YEAR = re.compile(
    rf"(?<![\d一二三四五六七八九十百])(?:(?P<y>{_TWO}|[一二][〇零九][〇零一二三四五六七八九]{{2}})|(?:(?<=[从自在打于他她我，,。、\s])|^)(?P<two>[1-9]\d)(?=年(?:以后|开始|起|至今|给|[春秋夏冬]|年?底|年?初)))"
    r"年(?P<season>春天|春季|开春|春(?!节)|夏天|夏季|夏|秋天|秋季|秋后|秋|冬天|冬季|入冬|冬(?!月)|上半年|下半年|年初|年底|初|底)?"
    r"(?!\s*(?:\d|[一二三四五六七八九十]+\s*月|[多来]))"
)
_TWO_YEARS = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)?\d{2}|[一二][〇零九][〇零一二三四五六七八九]{2})\s*年\s*(?P<how>至|到|[-—~]|[和与])\s*(?P<b>(?:19|20)?\d{2}|[一二][〇零九][〇零一二三四五六七八九]{2})\s*年(?!\s*\d)(?P<between>之间|间)?"
)
_DECADE = re.compile(
    r"(?:(?P<c>上世纪|二十世纪|20世纪)|(?<!世纪))(?P<n>[5-9]0|[五六七八九]十)年代(?P<part>初|末|中期)?"
)
_WEEK_OF = re.compile(
    rf"(?:{_YEAR}\s*)?(?:(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月份?|(?P<last>上个?月)|(?:[本当]月|这个月))的?"
    r"第(?P<n>[一二三四1-4])个?(?:周(?!年)|星期|礼拜)"
)
_LAST_WEEK = re.compile(r"上一个?(?:周|星期|礼拜)(?![一二三四五六日天末])")
_LAST_MONTH = re.compile(r"上一个月")
#: 上周星期三: one day, not the week
_OF_WEEK = re.compile(r"(?P<back>上{1,2})个?周(?:星期|礼拜)(?P<day>[一二三四五六日天])")
_WEEKDAY = re.compile(
    r"(?<![日号（(一二三四五每下逢各上本这个第老小到至\d])(?:(?:星期|礼拜)(?P<day>[一二三四五六日天])"
    r"|周(?P<day2>[一二三四五六日])(?=[早晚上中下夜凌那的就我他她，,。\s]|$))(?!(?:、|和|或|到|至|[-—~])(?:周|星期|礼拜)?[一二三四五六日天])"
)
#: 20260305, 2026.03, 03-05 14:20: as forms and programs write
_COMPACT = re.compile(
    r"(?<![\dA-Za-z号单:：])(?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?![\d元块万.])"
)
_YEAR_MONTH = re.compile(
    r"(?<![\dA-Za-z号单第〔\[（(.\-/])(?P<y>(?:19|20)\d{2})(?P<sep>[-./])(?P<m>0[1-9]|1[0-2])(?![\d.\-/元块万亩米斤吨%％])"
)
_STAMP = re.compile(r"(?<![\d.\-/])(?P<m>0[1-9]|1[0-2])-(?P<d>[0-3]\d)(?=\s+\d{1,2}[:：]\d{2})")
#: 前儿个, 大前儿: the day before yesterday
_BEFORE_YESTERDAY = re.compile(r"(?<![以之年天月目当])(?P<far>大)?前儿个?(?![子女媳童科歌])|本日")

_UNIT_DAYS = {"天": 1, "周": 7, "星期": 7, "礼拜": 7}


def _unit(text: str) -> str:
    return text.lstrip("个").lstrip("多")


def _half(match: re.Match[str], today: date) -> Read:
    if match["year"]:
        count = whole_number(match["year"])
        return (*months_back(today, 12 * count + 6), "month", True) if count else None
    count, about = (0, 3) if match["only"] else (whole_number(match["month"]) or 0, 7)
    middle = same_day(today, count) - timedelta(days=15)
    return middle - timedelta(days=about), middle + timedelta(days=about), "month", False


def _few(match: re.Match[str]) -> tuple[int, int] | None:
    """The least and the most that a rough number means: 两三 is 2 to 3, 十多 is 11 to 19."""
    text, more = match["n"], match["more"]
    if text == "几":
        return 2, 9
    pair = re.fullmatch(r"^(十?)([一二两三四五六七八九])([两二三四五六七八九])$", text)
    if pair is not None:
        low, high = (whole_number(pair[at]) or 0 for at in (2, 3))
        tens = 10 if pair[1] else 0
        return (tens + low, tens + high) if low < high else None
    count = whole_number(text)
    if count is None or not more:
        return None
    if more == "来":
        return (max(count - 2, 1), count + 2) if count >= 10 else (count, count)
    if count % 10 or count > 90:
        return (count, count + 1) if more == "多" else None
    return count + 1, count + 9


def _rough(match: re.Match[str], today: date) -> Read:
    found, unit = _few(match), _unit(match["unit"] or "")
    if found is None or not unit:
        return None
    low, high = found
    if unit in _UNIT_DAYS:
        size = _UNIT_DAYS[unit]
        return today - timedelta(days=high * size), today - timedelta(days=low * size), "day", False
    if unit == "月":
        return months_back(today, high)[0], months_back(today, low)[1], "month", False
    return date(today.year - high, 1, 1), date(today.year - low, 12, 31), "year", False


def _months_and_more(match: re.Match[str], today: date) -> Read:
    """三个来月前, 一个多星期前."""
    count = whole_number(match["n"]) if match["n"] != "几" else None
    if count is None:
        return None
    if match["unit"] == "月":
        return (*months_back(today, count), "month", True)
    return today - timedelta(days=7 * count + 6), today - timedelta(days=7 * count), "day", False


def _same(match: re.Match[str], today: date) -> Read:
    if match["last"]:
        months = 1
    elif match["rel"]:
        months = 12 * YEARS_BACK[match["rel"]]
    else:
        months = (whole_number(match["n"]) or 0) * (12 if match["unit"] == "年" else 1)
    day = same_day(today, months)
    return (day, day, "day", True) if months else None


def _lately(match: re.Match[str], today: date) -> Read:
    unit = _unit(match["unit"])
    few = match["n"] == "几"
    count = 0 if match["half"] else 3 if few else whole_number(match["n"])
    if count is None or not (count or match["half"]):
        return None
    if unit in _UNIT_DAYS:
        days = (count if not match["half"] else 0) * _UNIT_DAYS[unit]
        return (today - timedelta(days=days), today, "day", not few) if days else None
    if unit == "年":
        begin = same_day(today, 12 * count if count else 6)
        return begin, today, "year" if count else "season", False
    begin = same_day(today, count) if count else today - timedelta(days=15)
    return begin, today, "month", False


def _so_long(match: re.Match[str], today: date) -> Read:
    unit = _unit(match["unit"])
    count = 0 if match["half"] else whole_number(match["n"])
    if count is None:
        return None
    if unit == "天":
        return (today - timedelta(days=count), today, "day", True) if count else None
    if unit == "月":
        return (months_back(today, count)[0], today, "month", True) if count else None
    if not count:
        return months_back(today, 6)[0], today, "month", True
    return date(today.year - count, 1, 1), today, "year", True


def _year(match: re.Match[str], today: date) -> int | None:
    """The year that is told; None where none is."""
    if match["rel"]:
        return today.year - YEARS_BACK[match["rel"]]
    return year_of(match["y"], today) if match["y"] else None


def _quarter(match: re.Match[str], today: date) -> Read:
    first, last = (
        (1, whole_number(match["many"]))
        if match["first"]
        else (whole_number(match["q"]), whole_number(match["q2"] or match["q"]))
    )
    if first is None or last is None or last < first:
        return None
    begin, end = 3 * first - 2, 3 * last
    if match["part"]:
        begin, end = (begin, begin) if match["part"] == "初" else (end, end)
    year = _year(match, today)
    if year is None:
        year = today.year if date(today.year, begin, 1) <= today else today.year - 1
    start, stop = month_of(year, begin), month_of(year, end)
    return (start[0], stop[1], "season", True) if start and stop else None


def _quarter_now(match: re.Match[str], today: date) -> Read:
    into = (today.month - 1) % 3
    first = into + 3 if match["which"].startswith("上") else into
    return months_back(today, first)[0], months_back(today, first - 2)[1], "season", True


def _first_months(match: re.Match[str], today: date) -> Read:
    year, last = _year(match, today), whole_number(match["n"])
    stop = month_of(year, last) if year and last else None
    return (date(stop[0].year, 1, 1), stop[1], "season", True) if stop else None


def _half_year(match: re.Match[str], today: date) -> Read:
    for year in (today.year, today.year - 1):
        made = season_of(year, match["half"])
        if made and made[0] <= today:
            return *made, False
    return None


def _half_month(match: re.Match[str], today: date) -> Read:
    first, last = months_back(today, 1 if match["last"] else 0)
    middle = first.replace(day=15)
    return (
        (first, middle, "month", True)
        if match["half"] == "上"
        else (middle + timedelta(days=1), last, "month", True)
    )


def _holidays(match: re.Match[str], today: date) -> Read:
    year = _year(match, today)
    if year is None:
        return None
    if match["name"] == "寒假":
        return date(year, 1, 10), date(year, 2, 28), "season", False
    made = season_of(year, match["name"])
    return (*made, True) if made else None


def _short_year(match: re.Match[str], today: date) -> Read:
    year = year_of(match["y"] or match["two"], today)
    if year is None or year > today.year:
        return None
    return year_or_part(year, match["season"])


def _two_years(match: re.Match[str], today: date) -> Read:
    if match["how"] in "和与" and not match["between"]:
        return None
    first, last = year_of(match["a"], today), year_of(match["b"], today)
    if first is None or last is None or not 1900 <= first < last:
        return None
    return date(first, 1, 1), date(last, 12, 31), "year", True


def _decade(match: re.Match[str], today: date) -> Read:
    first = 1900 + (whole_number(match["n"]) or 0)
    begin, end = {"初": (0, 3), "末": (7, 9), "中期": (3, 6)}.get(match["part"] or "", (0, 9))
    return date(first + begin, 1, 1), date(first + end, 12, 31), "year", False


def _week_of(match: re.Match[str], today: date) -> Read:
    """The n-th week that begins in a month."""
    first = months_back(today, 1 if match["last"] else 0)[0]
    if match["m"]:
        month, told = whole_number(match["m"]) or 0, _year(match, today)
        named = month_of(told or today.year, month)
        if named and told is None and named[0] > today:
            named = month_of(today.year - 1, month)
        if named is None:
            return None
        first = named[0]
    monday = first + timedelta(days=-first.weekday() % 7, weeks=(whole_number(match["n"]) or 1) - 1)
    return monday, monday + timedelta(days=6), "day", True


def _last_week(match: re.Match[str], today: date) -> Read:
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=6), "day", True


def _last_month(match: re.Match[str], today: date) -> Read:
    return (*months_back(today, 1), "month", True)


def _of_week(match: re.Match[str], today: date) -> Read:
    day = today - timedelta(days=today.weekday() - weekday_of(match["day"]), weeks=len(match["back"]))
    return day, day, "day", True


def _weekday(match: re.Match[str], today: date) -> Read:
    """The last such day before that of receipt."""
    back = (today.weekday() - weekday_of(match["day"] or match["day2"])) % 7 or 7
    day = today - timedelta(days=back)
    return day, day, "day", False


def _compact(match: re.Match[str], today: date) -> Read:
    day = day_of(int(match["y"]), int(match["m"]), int(match["d"]))
    return (day, day, "day", True) if day else None


def _year_month(match: re.Match[str], today: date) -> Read:
    made = month_of(int(match["y"]), int(match["m"]))
    return (*made, "month", True) if made else None


def _stamp(match: re.Match[str], today: date) -> Read:
    day = last_such_day(int(match["m"]), int(match["d"]), today)
    return (day, day, "day", True) if day else None


def _before_yesterday(match: re.Match[str], today: date) -> Read:
    day = today if match.group() == "本日" else today - timedelta(days=3 if match["far"] else 2)
    return day, day, "day", True


#: What must be read before the plain readers would take a part of it.
EARLY: tuple[Way, ...] = (
    (("20",), _COMPACT, _compact),
    (("-",), _STAMP, _stamp),
    (("-", ".", "/"), _YEAR_MONTH, _year_month),
    (("第",), _WEEK_OF, _week_of),
    (("年",), _TWO_YEARS, _two_years),
    (("季度",), _QUARTER, _quarter),
    (("季度",), _QUARTER_NOW, _quarter_now),
    (("个月",), _FIRST_MONTHS, _first_months),
    (("假", "伊始"), _HOLIDAYS, _holidays),
    (("年代",), _DECADE, _decade),
    (("今天", "今日", "一天", "这天"), _SAME_DAY, _same),
    (("半",), _HALF, _half),
    (("前",), _ROUGH_MONTHS, _months_and_more),
    (("前",), _ROUGH, _rough),
    (("近", "过去", "这", "前"), _LATELY, _lately),
    (("来",), _SO_LONG, _so_long),
    (("周",), _OF_WEEK, _of_week),
    (("上一",), _LAST_WEEK, _last_week),
    (("上一个月",), _LAST_MONTH, _last_month),
    (("前儿", "本日"), _BEFORE_YESTERDAY, _before_yesterday),
)
#: What is read where nothing else was.
LATE: tuple[Way, ...] = (
    (("年",), _SHORT_YEAR, _short_year),
    (("半年",), _HALF_YEAR, _half_year),
    (("半月",), _HALF_MONTH, _half_month),
    (("星期", "礼拜", "周"), _WEEKDAY, _weekday),
)
