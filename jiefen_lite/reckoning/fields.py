"""The fields of a calculator's form, and what people type into them as exact values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from jiefen_lite.text import normalize, parse_amount

Kind = Literal["money", "number", "whole", "percent", "date", "choice"]

MOST_FEN = 10_000_000_000  # a hundred million yuan
MOST_NUMBER = 1_000_000
FIRST_YEAR, LAST_YEAR = 1980, 2100

_TOO_FINE = re.compile(r"\.\d{3,}")
_NUMBER = re.compile(r"\d{1,7}(?:\.\d{1,4})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,5}", re.ASCII)
_DAY = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``choices``: value and word of each; ``usual``: what stands there to begin with.

    ``today``: it begins with the day on which the page is opened.
    """

    key: str
    label: str
    kind: Kind
    hint: str = ""
    needed: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    usual: str = ""
    today: bool = False


def read(fields: Sequence[Field], typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and faults by key: fen, Fraction, int, date or a choice; None where nothing was typed."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in fields:
        text = normalize(typed.get(field.key, ""))
        if not text:
            values[field.key] = None
            if field.needed:
                verb = "选" if field.kind in ("choice", "date") else "填"
                faults[field.key] = f"请{verb}“{field.label}”。"
            continue
        value, fault = _value(field, text)
        values[field.key] = value
        if fault:
            faults[field.key] = fault
    return values, faults


def _value(field: Field, text: str) -> tuple[Any, str]:
    match field.kind:
        case "money":
            return _money(text)
        case "number" | "percent":
            return _number(text.removesuffix("%") if field.kind == "percent" else text)
        case "whole":
            return _whole(text)
        case "date":
            return _date(text)
        case "choice":
            found = next((value for value, word in field.choices if text in (value, word)), None)
            words = "、".join(word for _, word in field.choices)
            return found, "" if found else f"请从这几种里选：{words}。"


def _money(text: str) -> tuple[int | None, str]:
    if _TOO_FINE.search(text) and "万" not in text:
        return None, "金额最多到分，请改成两位小数，例如 3500.50。"
    found = parse_amount(text)
    if found is None:
        return None, "看不懂这个金额，请写成数字，例如 3500 或 3500.50。"
    fen, about = found
    if about:
        return None, "请填确切的金额，不写“约”“多”“左右”。"
    if fen > MOST_FEN:
        return None, "金额太大，请核对是不是多写了几个零。"
    return fen, ""


def _number(text: str) -> tuple[Fraction | None, str]:
    if not _NUMBER.fullmatch(text.replace(",", "")):
        return None, "请填数字，最多四位小数，例如 12 或 12.5。"
    value = Fraction(text.replace(",", ""))
    return (value, "") if value <= MOST_NUMBER else (None, "数字太大，请核对是不是多写了几个零。")


def _whole(text: str) -> tuple[int | None, str]:
    if not _WHOLE.fullmatch(text):
        return None, "请填整数，例如 3；没有就空着。"
    return int(text), ""


def _date(text: str) -> tuple[date | None, str]:
    parts = _DAY.fullmatch(text.replace(" ", ""))
    if parts is None:
        return None, "请填日期，例如 2026-03-01。"
    try:
        value = date(*(int(part) for part in parts.groups()))
    except ValueError:
        return None, "没有这一天，请对照日历改正。"
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return None, f"年份请填 {FIRST_YEAR} 到 {LAST_YEAR}。"
    return value, ""
