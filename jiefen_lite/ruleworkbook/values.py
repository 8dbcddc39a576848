"""A cell of the workbook becomes a value of a rule file, or a sentence on why it cannot."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from jiefen_lite.rules import labels
from jiefen_lite.rules.names import Names
from jiefen_lite.ruleworkbook.layout import BETWEEN, Column

_YES, _NO = ("是", "true"), ("否", "false")
_INTEGER = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?", re.ASCII)


class NoValue(Exception):
    """Why a cell says nothing that may stand there."""


def value_of(column: Column, text: str, before: str, known: Names) -> Any:
    """The value that a changed cell means; ``before``: what it said. Raises NoValue."""
    key = column.key
    if key.many:
        parts = re.split(r"\n+" if "\n" in before else rf"[{BETWEEN};\n]+", text)
        return [_one(column, part.strip(), known) for part in parts if part.strip()]
    if not text:
        if key.needed and not key.optional:
            raise NoValue(f"“{key.title}”不能空着")
        return None
    return _one(column, text, known)


def _one(column: Column, text: str, known: Names) -> Any:
    key = column.key
    if key.words:
        told = labels.words_of(column.cls, key.name)
        for word in key.words:
            if text in (str(word), told.get(word)):
                return str(word)
        raise NoValue(f"“{text}”不能用在这里；能写的是：{'、'.join(told.get(w, str(w)) for w in key.words)}")
    if key.refers == "type":
        return next((name for name, title in known["type"].items() if text in (name, title)), text)
    if key.refers == "unit":
        return next((name for name, title in labels.NAMES.items() if text == title), text)
    if key.hint is bool:
        if text.lower() in (*_YES, *_NO):
            return text.lower() in _YES
        raise NoValue(f"“{text}”应当是“是”或者“否”")
    if key.hint is date:
        return _day(text)
    if key.hint is int and not _INTEGER.fullmatch(text):
        raise NoValue(f"“{text}”应当是整数，例如 3")
    if key.hint is float and not _NUMBER.fullmatch(text):
        raise NoValue(f"“{text}”应当是数字，例如 0.2")
    if key.hint in (int, float):
        return key.hint(text)
    return text


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    if found:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            raise NoValue(f"“{text}”没有这一天，请对照日历改正") from None
    raise NoValue(f"“{text}”应当是日期，写成 2026-10-01")
