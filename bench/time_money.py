"""How well days and sums of money are read, on cases that others have written and published.

``python bench/time_money.py [FOLDER]``: the folder holds ``jionlp_dev.json`` (the tests of JioNLP) and
``ms_recognizers_dev.json`` (the Chinese specifications of Microsoft Recognizers-Text). They are not kept in
this repository. ``--wrong`` shows what is read otherwise, case by case.

The two sources have conventions of their own, and differ from each other: what is only a convention is told
in one place, :data:`CONVENTIONS`, and counted apart. What our reader does not mean to read at all (how long,
how often, at what hour, days to come, money of other countries) is in :data:`OUTSIDE`, and counted apart too.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from paper import Line, absent, public_data, table, write_section

from jiefen_lite.elements.times import TimeReader, When
from jiefen_lite.text import find_amounts, parse_amount

TITLE = "公开的日期、金额例子"
#: The one time of a text, as the reader of stories chooses it (``TimeReader.find``).
PICKED = "两家：全句一个日子，当作纠纷发生的日子"
FILES = ("jionlp_dev.json", "ms_recognizers_dev.json")
#: So much of what is within our task must be read as its source says (or by another convention).
LEAST_DAYS, LEAST_SUMS = 0.85, 0.90

#: A stretch of days; no first or no last day where the source leaves it open.
Days = tuple[date | None, date | None]

OUTSIDE = {
    "duration": "多长时间（三天、两年半）",
    "repeat": "多久一次（每年、每周六）",
    "clock": "只有钟点、“当晚”“当日”，没有说哪一天",
    "future": "受理以后的日子（明天、下周六）：我们读的是已经发生的事",
    "old": "1900 年以前、年号纪年",
    "western": "外国的写法（日/月/年）和繁体字",
    "moon": "农历的日子，来源没有换成公历，没法比",
    "foreign": "外国的钱、虚拟币",
}
CONVENTIONS = {
    "open": "“某日以前、以后、以来”：来源不写另一头，我们读说出的那一天（期间）",
    "ends": "“1995—1997年”“三月到五月”：微软算到最后一年（月）的第一天，我们算到最后一天",
    "past": "没写哪一年的（10月8号）：来源当是以后的，我们当是最近过去的那一次",
    "feast": "节日：来源只算头一天，我们连放假的几天；节前、节后、前后几天，各家不同",
    "part": "月初、月底、年底、季节、前后、几个月以来：从哪天算到哪天，各家不同，我们的和来源有重叠",
    "range": "“三五百块”“1万-5万元”：来源写两个数，我们记少的那个并注明是约数",
}

_OUTSIDE_KIND = {"duration": "duration", "set": "repeat", "time": "clock", "timerange": "clock"}
_DAY_WORDS = re.compile(r"[年月日号天周昨今明当晨]|\d[-/.]\d|星期|礼拜|次日")
_MOON = re.compile(r"大年|农历|阴历|正月|腊月|初[一二三四五六七八九十]|八月十五")
_FEAST = re.compile(r"春节|元旦|国庆|五一|劳动节|中秋|端午|清明|元宵|除夕|十一$|过年")
_PART = re.compile(r"初|底|末|伊始|[春夏秋冬]|暑假|寒假|前后|左右|以来|过去|近|前[一二两三1-9]|上\d|半|年前")


@dataclass(frozen=True)
class Case:
    """A text with what its source reads in it: any of ``wanted`` is right."""

    group: str
    text: str
    span: tuple[int, int]
    today: date
    wanted: tuple[Days, ...]
    outside: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a case was read: right, a key of :data:`CONVENTIONS`, overlap, silent or wrong."""

    group: str
    kind: str
    told: str


# --------------------------------------------------------------------------- what the sources say


def _last_day(base: dict[str, int] | list[int], text: str) -> date:
    """The day on which a case is told, where only a year or a month is given: its last one.

    Its first one where something is counted from it (三年半前), as the source does.
    """
    parts = list(base.values()) if isinstance(base, dict) else base
    if re.search("[前后来]", text):
        parts = [*parts, 1, 1]
    year, month, day = (*parts[:3], 0, 0)[:3]
    if day:
        return date(year, month, day)
    after = date(year + (month in {0, 12}), (month % 12) + 1 if month else 1, 1)
    return after - timedelta(days=1)


def _day_of(text: str) -> date | None:
    """The day of a moment; None where it is endless or before our calendar."""
    return date.fromisoformat(text[:10]) if re.match(r"\d{4}-\d\d-\d\d", text) else None


def jionlp(told: dict[str, Any]) -> Iterator[Case]:
    """The texts of JioNLP that are a time as a whole."""
    for one in told["parse_time"]:
        kind, text = one["expected"]["type"], one["input"]
        group = {"time_point": "JioNLP：一天、一月、一年", "time_span": "JioNLP：一段日子"}.get(
            kind, "JioNLP：其他"
        )
        base = one["time_base"]
        if kind in {"time_delta", "time_period"} or base is None:
            outside = "repeat" if kind == "time_period" else "duration"
            yield Case(group, text, (0, len(text)), date(2021, 6, 14), (), outside)
            continue
        today = date.fromisoformat(base[:10]) if isinstance(base, str) else _last_day(base, text)
        first, last = map(_day_of, one["expected"]["time"])
        outside = "" if _DAY_WORDS.search(text) or _FEAST.search(text) or first is None else "clock"
        if first and last and (last - first).days > 1:
            outside = ""
        yield Case(
            group,
            text,
            (0, len(text)),
            today,
            ((first, last),),
            outside or _outside(((first, last),), today, text),
        )


_WESTERN = re.compile(r"\d{1,2}[-/]\d{1,2}[-/]\d{2}(?:\d\d)?(?!\d)|[週個後務]")
_REIGN = re.compile("康熙|雍正|民国")
_HOURS = re.compile(r"小时|钟头|分钟|秒|^(?:白天|当[晚日])|^[\d:：~]+次日[\d:：]+$")
#: A month and a day, a weekday, a day of a month: the year, week or month is left to the reader.
_UNFIXED = re.compile(
    r"(?<!年)(?:^|\D)(?:\d{1,2}|[一二三四五六七八九十]+)(?:[月号日]|/\d)|^(?:周|星期|礼拜)|^\d\d-\d\d "
)
_FIXED = re.compile(r"年|[下本当这上]月|[下本这上]周|世纪|季度|个月|[天日]后")


def _outside(wanted: Sequence[Days], today: date, text: str) -> str:
    """Why our reader does not mean to read it, if so."""
    if _WESTERN.search(text):
        return "western"
    if _REIGN.search(text) or any(last is not None and last.year < 1900 for _first, last in wanted):
        return "old"
    if _HOURS.search(text):
        return "clock"
    ahead = bool(wanted) and all(first is not None and first > today for first, _last in wanted)
    from_today = any(first == today and (last is None or last > today) for first, last in wanted)
    endless = [last for first, last in wanted if first is None and last is not None]
    if endless and min(endless) > today:
        return "future"
    if from_today and re.search(r"前$|内$|未来|今后|后$", text):
        return "future"
    return "future" if ahead and (_FIXED.search(text) or not _UNFIXED.search(text)) else ""


def recognizers(told: dict[str, Any]) -> Iterator[Case]:
    """The dates in the sentences of Microsoft Recognizers-Text."""
    for part in ("DateTimeModel", "DateParser", "DatePeriodParser", "DateTimeParser", "HolidayParser"):
        for one in told.get(f"DateTime_{part}", ()):
            if "Context" not in one:
                continue
            today = date.fromisoformat(one["Context"]["ReferenceDateTime"][:10])
            for result in one["Results"]:
                kind = (result.get("TypeName") or result["Type"]).rpartition(".")[2]
                start = result["Start"]
                end = start + len(result["Text"])
                wanted = tuple(_resolved(result, kind))
                group = "微软：一天" if kind in {"date", "datetime"} else "微软：一段日子"
                outside = _OUTSIDE_KIND.get(kind, "")
                if outside:
                    group = "微软：其他"
                elif _MOON.search(result["Text"]) or result["Text"].startswith(("中秋", "端午", "元宵")):
                    outside = "moon"
                elif not wanted:
                    continue  # named, but its source gives no days
                yield Case(group, one["Input"], (start, end), today, wanted,
                           outside or _outside(wanted, today, result["Text"]))  # fmt: skip


def _resolved(result: dict[str, Any], kind: str) -> Iterator[Days]:
    """Every reading that the source allows, the last day included."""
    if "Resolution" in result:
        values = result["Resolution"]["values"]
    else:
        value = result["Value"]
        values = [value[way] for way in ("PastResolution", "FutureResolution") if value.get(way)]
    for value in values:
        single = value.get("value") or value.get("date") or value.get("dateTime")
        first = value.get("start") or value.get("startDate") or value.get("startDateTime")
        last = value.get("end") or value.get("endDate") or value.get("endDateTime")
        if single and _day_of(single):
            yield _day_of(single), _day_of(single)
        elif first or last:
            until = _day_of(last) if last else None
            yield _day_of(first) if first else None, until
            if until and first and kind == "daterange" and until > (_day_of(first) or until):
                yield _day_of(first), until - timedelta(days=1)  # weeks, months, years: up to the next one


# --------------------------------------------------------------------------- days


def judge(case: Case, found: Sequence[When]) -> Outcome:
    """The best of what was read where the source has its time."""
    start, end = case.span
    mine = [one for one in found if one.span[0] < end and start < one.span[1]]
    told = f"{case.text} [{case.today}] {case.wanted} ← " + "; ".join(
        f"{m.start}..{m.end} {m.text}" for m in mine
    )
    kinds = [_agreed(case, one, wanted) for one in mine for wanted in case.wanted]
    order = ["right", *CONVENTIONS, "overlap", "wrong"]
    return Outcome(case.group, min(kinds, key=order.index, default="wrong" if mine else "silent"), told)


def _agreed(case: Case, one: When, wanted: Days) -> str:
    first, last = wanted
    text = case.text[slice(*case.span)]
    if first is None or last is None:
        bound = first or last
        since = first is not None and (one.start, one.end) == (first, case.today)
        about = 31 if "半" in text else 1
        near = any(abs((day - bound).days) <= about for day in (one.start, one.end)) if bound else False
        return "right" if since else "open" if near else "wrong"
    if (one.start, one.end) == (first, min(last, case.today)):
        return "right"
    if first > case.today:
        return "past" if _earlier(one, first, last) else "wrong"
    if "半" in text and abs((one.start - first).days) <= 31:
        return "part"
    if not (one.start <= last and first <= one.end):
        return "wrong"
    if one.start == first and (last + timedelta(days=1)).day == 1 and last < one.end and _UNTIL.search(text):
        return "ends"
    if _FEAST.search(text) and abs((one.start - first).days) <= 10:
        return "feast"
    return "part" if _PART.search(text) and _alike(one, first, last) else "overlap"


_UNTIL = re.compile(r"[到至\-~—和与]")


def _earlier(one: When, first: date, last: date) -> bool:
    """Whether a time is the same a year, a month or a week before."""
    whole_days = (last - first) == (one.end - one.start)
    months = 12 * (first.year - one.start.year) + first.month - one.start.month
    return (
        first.day == one.start.day
        and months in {1, 12, 24}
        and last.month - first.month in {0, one.end.month - one.start.month}
    ) or (whole_days and (first - one.start).days in {7, 14})


def _alike(one: When, first: date, last: date) -> bool:
    """Whether one stretch is no more than five times the other."""
    lengths = (one.end - one.start).days + 1, (last - first).days + 1
    return max(lengths) <= 5 * min(lengths)


def days(told: dict[str, dict[str, Any]]) -> tuple[list[Outcome], list[Outcome], Counter[str], int]:
    """How every time was read, and what was chosen where a text has but one; how many cases are outside, and
    in how many of these nothing was read."""
    reader = TimeReader()
    outcomes, picked, outside, quiet = [], [], Counter[str](), 0
    cases = [*jionlp(told[FILES[0]]), *recognizers(told[FILES[1]])]
    times = Counter((case.text, case.today) for case in cases)
    for case in cases:
        found = reader.every(case.text, case.today)
        if case.outside:
            outside[case.outside] += 1
            quiet += not any(one.span[0] < case.span[1] and case.span[0] < one.span[1] for one in found)
        else:
            outcomes.append(judge(case, found))
            if times[case.text, case.today] == 1:
                best = reader.find(case.text, case.today)
                picked.append(judge(replace(case, group=PICKED), [best] if best else []))
    return outcomes, picked, outside, quiet


def silence(told: dict[str, dict[str, Any]]) -> tuple[int, int]:
    """Texts without any time in which none is read, and all such texts."""
    reader = TimeReader()
    texts = [one["input"] for one in told[FILES[0]]["extract_time"] if not one["expected"]]
    texts += [one["Input"] for one in told[FILES[1]]["DateTime_DateTimeModel"] if not one["Results"]]
    return sum(not reader.every(text, date(2021, 6, 14)) for text in texts), len(texts)


# --------------------------------------------------------------------------- sums


def _yuan_of(text: str) -> list[int]:
    """The sums of a text in fen: that of a cell, or those inside a sentence."""
    cell = parse_amount(text)
    return [cell[0]] if cell else [one.fen for one in find_amounts(text)]


def sums(told: dict[str, dict[str, Any]]) -> tuple[list[Outcome], Counter[str]]:
    """How every sum was read, and how many are outside."""
    outcomes, outside = [], Counter[str]()
    for one in told[FILES[0]]["parse_money"]:
        wanted, text = one["expected"], one["input"]
        if wanted["case"] != "元":
            outside["foreign"] += 1
            continue
        several = isinstance(wanted["num"], list)
        fen = int(Decimal(wanted["num"][0] if several else wanted["num"]) * 100)
        kind = "range" if several else "right"
        outcomes.append(_sum_outcome("JioNLP：一笔钱", text, [fen], _yuan_of(text), kind))
    for one in told[FILES[1]]["NumberWithUnit_CurrencyModel"]:
        for result in one["Results"]:
            if result["Resolution"].get("isoCurrency") != "CNY":
                outside["foreign"] += 1
                continue
            begin, end = result["Start"], result["End"] + 1
            mine = [each.fen for each in find_amounts(one["Input"]) if each.start < end and begin < each.end]
            fen = int(Decimal(result["Resolution"]["value"]) * 100)
            outcomes.append(_sum_outcome("微软：句子里的钱", one["Input"], [fen], mine, "right"))
    for one in told[FILES[0]]["extract_money"]:
        outcomes += _places(one, outside)
    return outcomes, outside


def _sum_outcome(group: str, text: str, wanted: list[int], mine: list[int], kind: str) -> Outcome:
    told = f"{text} {wanted} ← {mine}"
    return Outcome(group, (kind if mine[:1] == wanted else "wrong") if mine else "silent", told)


def _places(one: dict[str, Any], outside: Counter[str]) -> Iterator[Outcome]:
    """Whether a sum is found where the source has one, and nowhere else."""
    group, found = "JioNLP：句子里找钱", find_amounts(one["input"])
    for wanted in one["expected"]:
        begin, end = wanted["offset"]
        if re.search("日元|美元|欧元", wanted["text"]):
            outside["foreign"] += 1
            continue
        mine = [each.fen for each in found if each.start < end and begin < each.end]
        fen = [] if (cell := parse_amount(wanted["text"])) is None else [cell[0]]
        yield _sum_outcome(group, wanted["text"], fen, mine, "right")
    places = [wanted["offset"] for wanted in one["expected"]]
    for each in found:
        if not any(each.start < end and begin < each.end for begin, end in places):
            yield Outcome(group, "wrong", f"{one['input']} 多读 {one['input'][each.start : each.end]}")
    if not one["expected"] and not found:
        yield Outcome(group, "right", one["input"])


# --------------------------------------------------------------------------- the paper


def share(outcomes: Sequence[Outcome]) -> float:
    """What is read as the source says, or by another convention."""
    return sum(one.kind == "right" or one.kind in CONVENTIONS for one in outcomes) / len(outcomes)


def _rows(outcomes: Sequence[Outcome]) -> list[list[str]]:
    rows = []
    for group in dict.fromkeys(one.group for one in outcomes):
        kinds = Counter(one.kind for one in outcomes if one.group == group)
        whole = kinds.total()
        other = sum(kinds[name] for name in CONVENTIONS)
        rows.append(
            [group, str(whole), str(kinds["right"]), str(other), f"{(kinds['right'] + other) / whole:.1%}",
             *(str(kinds[name]) for name in ("overlap", "silent", "wrong"))]
        )  # fmt: skip
    return rows


def _told_apart(names: dict[str, str], counts: Counter[str]) -> str:
    return "\n".join(f"- {sentence}：{counts[key]} 例。" for key, sentence in names.items() if counts[key])


def main() -> int:
    """Measure, print, write the paper; 1 where a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=public_data("time_money_zh"))
    parser.add_argument("--wrong", action="store_true", help="show what is read otherwise")
    asked = parser.parse_args()
    if not all((asked.folder / name).is_file() for name in FILES):
        return absent(TITLE, asked.folder, FILES)
    told = {name: json.loads((asked.folder / name).read_text("utf-8")) for name in FILES}
    read_days, picked, outside_days, quiet = days(told)
    read_sums, outside_sums = sums(told)
    silent, texts = silence(told)
    if asked.wrong:
        for one in (*read_days, *read_sums):
            if one.kind != "right":
                print(one.kind, one.group, one.told, sep=" | ")
        return 0
    header = ["例子", "几例", "和来源一样", "只是算法不同", "两样合计", "有重叠", "没读", "读错"]
    text = table(header, [*_rows(read_days), *_rows(picked), *_rows(read_sums)])
    print(text)
    outside, conventions = outside_days + outside_sums, Counter(one.kind for one in (*read_days, *read_sums))
    lines = [
        Line(f"{what}，和来源一样或只是算法不同", f"{good:.1%}", f"不低于 {least:.0%}", good >= least)
        for what, good, least in (
            ("读日子", share(read_days), LEAST_DAYS),
            ("读金额", share(read_sums), LEAST_SUMS),
        )
    ]
    write_section(
        TITLE,
        "别人写好、公开的例子：JioNLP 的测试和微软 Recognizers-Text 的中文例子（不在源码里）。"
        "日子比起止两天，钱比数。改读法时看过这些例子，所以是对照，不是考试。"
        "“当作纠纷发生的日子”一行，是整段经过里挑日子的那一步在这些例子上的结果：它学的是纠纷的经过，"
        "这些多半不是，所以不算进总表。\n\n"
        f"{text}\n“只是算法不同”的，另算：\n\n{_told_apart(CONVENTIONS, conventions)}\n\n"
        f"本来就不读的，不在表里（关于日子的 {outside_days.total()} 例，"
        f"其中 {quiet} 例确实没有读成日子）：\n\n"
        f"{_told_apart(OUTSIDE, outside)}\n\n没有写日子的 {texts} 句里，{silent} 句没有读出日子。\n",
        lines,
    )
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
