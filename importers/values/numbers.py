"""Numbers of things and people: source numbers, identity numbers, telephones, money, head counts."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from importers.values.base import Cleaner, Frame, Odd, cell_text, is_empty, plain
from jiefen_lite.text import check_id_no, parse_amount, parse_people

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+\d{1,3}$")
_WHOLE = re.compile(r"(\d+)\.0+$")
_MOBILE = re.compile(r"1[3-9]\d{9}$")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?[1-9]\d{6,7}(?:[-转]\d{1,5})?$|[48]00-?\d{3}-?\d{4}$|1\d{2,4}$")
_SPLIT = re.compile(r"[、,，;；/\s]+")
_BETWEEN_PHONES = re.compile(r"[、,，;；/／]+")  # a cell may break its line inside a number
_WITH_COUNTRY = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})$")
_AREA_CODE = re.compile(r"0\d{2,3}-?$")
_MOST_GROUPS = 6  # +86 1 380 000 1234, and one to spare
_UNITS = {"千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
_UNIT = re.compile(r"(千元|百万元|万元|亿元)")
_DAMAGED = "编号失真：“{}”在表格里是数字，超过 15 位的部分已经丢失，请在原系统中按文本重新导出"


def is_damaged(cell: Any) -> bool:
    """True where Excel has lost digits: a number of more than 15 digits, or its E notation as text."""
    if isinstance(cell, float):
        return not abs(cell) < 1e15  # also what is no number at all
    return isinstance(cell, str) and _SCIENTIFIC.match(cell.strip()) is not None


def source_no_cleaner(frame: Frame) -> Cleaner:
    """The source's own number, always text; a damaged one refuses the row."""
    spell, header = frame.number, frame.header

    def clean(cell: Any) -> Any:
        if isinstance(cell, str):
            if len(cell) > 7 and cell.isascii() and cell.isalnum():
                return spell(cell)
            if is_empty(cell):
                return None
            text = plain(cell)
            if _SCIENTIFIC.match(text):
                return Odd(None, "error", _DAMAGED.format(header))
            whole = _WHOLE.match(text)
            return spell(whole[1] if whole else text) or None
        if isinstance(cell, date):
            return Odd(None, "error", f"编号失真：“{header}”被表格软件变成了日期，请在原系统中按文本重新导出")
        if is_damaged(cell):
            return Odd(None, "error", _DAMAGED.format(header))
        return spell(cell_text(cell))

    return clean


def id_cleaner(frame: Frame) -> Cleaner:
    """Identity numbers, a list as one cell may hold several; a wrong check digit is told."""
    header = frame.header

    def clean(cell: Any) -> Any:
        if isinstance(cell, str):
            if len(cell) == 18 and cell.isascii() and check_id_no(cell):
                return [cell.upper()]
            if is_empty(cell):
                return None
        if is_damaged(cell):
            return Odd(None, "error", _DAMAGED.format(header))
        pieces = [piece.upper() for piece in _SPLIT.split(plain(cell)) if piece.strip("*＊xX")]
        if len(pieces) > 1 and sum(map(len, pieces)) in (15, 18):
            pieces = ["".join(pieces)]  # 230882 19800101 0001
        if not pieces:
            return None
        if all((len(piece) == 18 and check_id_no(piece)) or "*" in piece for piece in pieces):
            return pieces
        return Odd(pieces, "warning", f"“{header}”校验不通过，请核对；这一行照常入库")

    return clean


def phone_cleaner(frame: Frame) -> Cleaner:
    """Telephones, a list as one cell may hold several; what is no number is kept as written."""
    header = frame.header

    def clean(cell: Any) -> Any:
        if isinstance(cell, str):
            if len(cell) == 11 and cell.isascii() and _MOBILE.match(cell):
                return [cell]
            if is_empty(cell):
                return None
        text = plain(cell)
        whole = _WHOLE.match(text)
        numbers = [
            number
            for piece in _BETWEEN_PHONES.split(whole[1] if whole else text)
            for number in _joined(piece.split())
        ]
        if not numbers or not any(char.isdigit() for char in text):
            return [text] if text else None
        for number in numbers:
            bare = number.replace("-", "")
            if bare.isdigit() and not _MOBILE.match(number) and not _LANDLINE.match(number):
                return Odd(numbers, "warning", f"“{header}”的号码位数不对，请核对；这一行照常入库")
        return numbers

    return clean


def _joined(groups: list[str]) -> list[str]:
    """Telephones of groups that spaces have cut: +86 139 0000 1234 is one; the rest as written."""
    numbers: list[str] = []
    at = 0
    while at < len(groups):
        taken = 1
        number = groups[at]
        for count in range(1, min(_MOST_GROUPS, len(groups) - at) + 1):
            mobile = _WITH_COUNTRY.match("".join(groups[at : at + count]).replace("-", ""))
            if mobile:
                number, taken = mobile[1], count
                break
        else:
            if _AREA_CODE.match(number) and at + 1 < len(groups) and _LANDLINE.match(groups[at + 1]):
                number, taken = f"{number.rstrip('-')}-{groups[at + 1]}", 2
        numbers.append(number)
        at += taken
    return numbers


def amount_cleaner(frame: Frame) -> Cleaner:
    """Money as (fen, the text as written); the header may say that it counts in 万元."""
    header = frame.header
    unit = _UNIT.search(header)
    times = _UNITS[unit[1]] if unit else 1

    def clean(cell: Any) -> Any:
        if isinstance(cell, float | int):
            if 0 <= cell * times < 1e12:
                return round(cell * times * 100), cell_text(float(cell))
            return Odd(
                (None, cell_text(float(cell))), "warning", f"“{header}”的金额不合理，没有采用，原文已保留"
            )
        if isinstance(cell, str) and is_empty(cell):
            return None
        text = plain(cell)
        found = parse_amount(text, times == 10_000)
        if found is None:
            return Odd((None, cell_text(cell)), "warning", f"“{header}”认不出是多少钱，没有采用，原文已保留")
        fen = found[0]
        if times != 10_000 and times != 1 and re.fullmatch(r"[\d,.]+", text):
            fen *= times
        return fen, cell_text(cell)

    return clean


def people_cleaner(frame: Frame) -> Cleaner:
    """How many people as (count, approximate); 若干 is not a number and not an error."""
    header = frame.header

    def clean(cell: Any) -> Any:
        if isinstance(cell, float | int):
            if 0 <= cell <= 100_000 and cell == int(cell):
                return (int(cell), False) if cell else None
            return Odd(None, "warning", f"“{header}”不是人数，没有采用，原文已保留")
        if isinstance(cell, str) and (is_empty(cell) or cell.strip() in ("若干", "多人", "数人", "若干人")):
            return None
        found = parse_people(plain(cell))
        if found is None:
            return Odd(None, "warning", f"“{header}”认不出是多少人，没有采用，原文已保留")
        return found if found[0] else None

    return clean
