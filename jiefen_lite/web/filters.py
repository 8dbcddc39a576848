"""How values are written on pages: dates, money, masks of nothing, words of the glossary."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from jiefen_lite import glossary
from jiefen_lite.indicators import full_name, period_of
from jiefen_lite.indicators.rounding import SMALL_MARK

NONE = glossary.NONE
WEEKDAYS = "一二三四五六日"
OPERATOR = "operator:"
SYSTEM = "system"


def day(value: date | datetime | None) -> str:
    """2026-11-03, or — for nothing."""
    return NONE if value is None else f"{value:%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """2026-11-03 09:05; only the day where the time is midnight, because ledgers often give no time."""
    if value is None:
        return NONE
    return f"{value:%Y-%m-%d}" if (value.hour, value.minute) == (0, 0) else f"{value:%Y-%m-%d %H:%M}"


def weekday(value: date) -> str:
    """周三"""
    return "周" + WEEKDAYS[value.weekday()]


def month_name(label: str) -> str:
    """The name of a period as people say it: 2026-10 → 2026年10月, 2026Q3 → 2026年第三季度."""
    return full_name(period_of(label))


def fen(value: int | None) -> str:
    """Whole fen as yuan with thousands, 1234500 → 12,345 元."""
    if value is None:
        return NONE
    yuan, rest = divmod(value, 100)
    return f"{yuan:,}.{rest:02d} 元" if rest else f"{yuan:,} 元"


def count(value: int | None) -> str:
    """12,345"""
    return NONE if value is None else f"{value:,}"


def text(value: Any) -> str:
    """A value as people read it: lists joined, yes and no in words, nothing as —."""
    if value is None or value == "" or value == () or value == []:
        return NONE
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(text(item) for item in value)
    return str(value)


def person(name: str | None) -> str:
    """Who did something; the account of the operating system is told as what it is, the command line."""
    if name is None:
        return NONE
    return f"命令行（{name.removeprefix(OPERATOR)}）" if name.startswith(OPERATOR) else name


def maker(name: str | None) -> str:
    """Who had a paper made; what is done by itself says so."""
    return "自动做成" if name == SYSTEM else person(name)


def short_mark(shown: str) -> str:
    """A printed figure with its mark for small samples cut to the star; the table explains the star once."""
    return shown.replace(SMALL_MARK, "*")


def month_back(month: str, steps: int) -> str:
    """The month ``steps`` before ``month`` (YYYY-MM); negative steps go forward."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - steps
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def last_day(month: str) -> date:
    """The last day of ``month`` (YYYY-MM)."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, months.monthrange(year, number)[1])


def marked(words: str, found: Sequence[str]) -> Markup:
    """A text with the words that were searched for marked; everything in it is escaped."""
    if not found:
        return escape(words)
    pieces = re.split("(" + "|".join(map(re.escape, found)) + ")", words, flags=re.IGNORECASE)
    shown = [
        Markup("<mark>{}</mark>").format(piece) if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    ]
    return Markup("").join(shown)


def install(app: Flask) -> None:
    """Give the filters their names in templates."""
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(weekday)
    app.add_template_filter(month_name)
    app.add_template_filter(fen)
    app.add_template_filter(count)
    app.add_template_filter(text)
    app.add_template_filter(short_mark)
    app.add_template_filter(person)
    app.add_template_filter(maker)
    app.add_template_filter(marked)
    app.add_template_global(glossary.label, "label")
    app.jinja_env.globals["glossary"] = glossary
