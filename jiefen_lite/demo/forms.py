"""The many ways a clerk writes one and the same date, sum, head count or name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from jiefen_lite.demo.people import Person
from jiefen_lite.text import capitals

Cell = str | int | float | date | datetime | None

BLANKS = ("", "", "", "—", "/", "无", "暂无", "不详", "－", "N/A")
EPOCH = date(1899, 12, 30)  # Excel counts days from here
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def day(moment: date | datetime) -> date:
    """The calendar day of a date or time."""
    return moment.date() if isinstance(moment, datetime) else moment


def date_cell(moment: date | datetime, style: str) -> Cell:
    """The date as written in ``style``; styles ending in ``_time`` keep the time of day."""
    d = day(moment)
    clock = moment if isinstance(moment, datetime) else datetime(d.year, d.month, d.day)
    if style == "excel":
        return d
    if style == "serial":
        return (d - EPOCH).days
    return {
        "iso": f"{d:%Y-%m-%d}",
        "slash": f"{d.year}/{d.month}/{d.day}",
        "dot": f"{d.year}.{d.month}.{d.day}",
        "compact": f"{d:%Y%m%d}",
        "cn": f"{d.year}年{d.month}月{d.day}日",
        "month_day": f"{d.month}月{d.day}日",
        "short_dot": f"{d.year % 100}.{d.month}.{d.day}",
        "range": f"{d.year}.{d.month}.{d.day}-{d.month}.{min(d.day + 2, 28) if d.day < 28 else d.day}",
        "apostrophe": f"'{d:%Y-%m-%d}",
        "wide": f"{d.year}年{d.month}月{d.day}日".translate(WIDE),
        "iso_time": f"{clock:%Y-%m-%d %H:%M:%S}",
        "slash_time": f"{d.year}/{d.month}/{d.day} {clock.hour}:{clock:%M:%S}",
        "minute_time": f"{clock:%Y-%m-%d %H:%M}",
    }[style]


def date_value(moment: date | datetime, style: str) -> str:
    """What that cell states: a day, or a day with its time."""
    if style == "minute_time" and isinstance(moment, datetime):
        return moment.replace(second=0).isoformat()
    if style.endswith("_time") and isinstance(moment, datetime):
        return moment.isoformat()
    return day(moment).isoformat()


def capital_money(yuan: int) -> str:
    """A whole sum in the capitals of receipts, without the word that closes it: 叁万贰仟元."""
    return capitals.capital_money(yuan * 100).removesuffix("整")


def wan(fen: int) -> str:
    """The sum in ten thousands of yuan without trailing zeros."""
    return f"{fen / 1_000_000:.6f}".rstrip("0").rstrip(".")


def money_words(rng: Random, fen: int) -> str:
    """The sum as told in running text, always the exact value."""
    yuan = fen // 100
    if yuan >= 10_000 and yuan % 100 == 0 and rng.random() < 0.6:
        return f"{wan(fen)}万元"
    if yuan >= 1000 and rng.random() < 0.15:
        return f"{yuan:,}元"
    return f"{yuan}元"


def money_cell(rng: Random, fen: int, *, in_wan: bool) -> Cell:
    """The sum as a cell of a money column; ``in_wan`` where its header says 万元."""
    yuan = fen / 100
    if in_wan:
        return float(wan(fen)) if rng.random() < 0.8 else wan(fen)
    roll = rng.random()
    if roll < 0.45:
        return int(yuan) if yuan == int(yuan) else yuan
    if roll < 0.6:
        return f"{yuan:.2f}"
    if roll < 0.7:
        return f"{int(yuan):,}元" if yuan == int(yuan) else f"{yuan:,.2f}"
    if roll < 0.82 and fen % 10_000 == 0:
        return f"{wan(fen)}万" if fen >= 1_000_000 else f"{int(yuan)}元"
    if roll < 0.87 and yuan == int(yuan) and yuan >= 1000:
        return capital_money(int(yuan))
    if roll < 0.9 and fen % 1_000_000 == 0:
        return f"约{fen // 1_000_000}万"
    return str(int(yuan)) if yuan == int(yuan) else f"{yuan:.2f}"


def people_cell(rng: Random, count: int, approx: bool) -> Cell:
    """The head count as a cell."""
    if approx:
        return f"{count}余人"
    return count if rng.random() < 0.6 else f"{count}人" if rng.random() < 0.5 else str(count)


def names_cell(rng: Random, people: Sequence[Person], count: int, *, group: bool) -> str:
    """The names of one side in one cell: 张三等7人, 李四、王五, 匿名, a firm with its representative."""
    if people[0].anonymous:
        return rng.choice(("匿名", "不愿透露"))
    if group:
        return f"{people[0].name}等{count}人"
    mark = rng.choice(("、", "、", "、", "，", "；"))
    return mark.join(person.name for person in people)


def phone_cell(rng: Random, phone: str) -> Cell:
    """The phone number as a cell: a number, a text, full width, or the trace of a float."""
    roll = rng.random()
    if phone.isdigit():
        if roll < 0.25:
            return int(phone)
        if roll < 0.3:
            return phone + ".0"
        if roll < 0.33:
            return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    if roll > 0.97:
        return phone.translate(WIDE)
    return phone
