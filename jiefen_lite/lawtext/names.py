"""Names of laws and numbers of articles in one spelling, whoever wrote them."""

from __future__ import annotations

import re
from datetime import date

from jiefen_lite.text import normalize

_NUMERALS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_VALUES = {char: value for value, char in enumerate(_NUMERALS)} | {"〇": 0, "○": 0, "两": 2}
_CHINESE = "零〇○一二三四五六七八九十百千两"
#: 第一百二十条之一, 第 120 条之 1, 120-1: a number and what was put in behind it.
ARTICLE = rf"第[ ]*([{_CHINESE}]+|[0-9]{{1,4}})[ ]*条(?:[ ]*之[ ]*([{_CHINESE}]+|[0-9]{{1,2}}))?"
_ARTICLE = re.compile(ARTICLE)
_BARE = re.compile(r"([0-9]{1,4})(?:[-－之]([0-9]{1,2}))?")
_STATE = "中华人民共和国"
_BRACKETS = str.maketrans({"(": "（", ")": "）", "〈": "《", "〉": "》", "<": "《", ">": "》"})
#: What stands behind a name on a title page and is no part of it: （2020年修正）, 2018修订.
_EDITION = re.compile(
    r"(?:（[^（）]*(?:修正|修订|修改)[^（）]*）|(?:19|20)\d{2}年?(?:第[一二三四五六]次)?(?:修正|修订|修改)[本版]?)$"
)
_YEAR = re.compile(r"（(?:19|20)\d{2}(?:年|年版|版)?）$")
_DATE = re.compile(r"((?:19|20)\d{2})[ ]*年[ ]*(\d{1,2})[ ]*月[ ]*(\d{1,2})[ ]*日")


def number_in_words(number: int) -> str:
    """1260 → 一千二百六十, as statutes write it."""
    words, gap = "", False
    for unit, char in _UNITS:
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + _NUMERALS[digit] + char
            gap = False
        elif words:
            gap = True
    if number or not words:
        words += ("零" if gap and words else "") + _NUMERALS[number]
    return words[1:] if words.startswith("一十") else words


def number_of(words: str) -> int | None:
    """一千二百六十 or 1260 → 1260; 一二〇 → 120; None where it is no number."""
    if words.isascii():
        return int(words) if words.isdecimal() else None
    if not any(char in "十百千" for char in words):
        digits = [str(_VALUES[char]) for char in words if char in _VALUES]
        return int("".join(digits)) if len(digits) == len(words) else None
    total, digit = 0, 0
    scale = {char: unit for unit, char in _UNITS}
    for char in words:
        if char in scale:
            total += (digit or 1) * scale[char]
            digit = 0
        elif char in _VALUES:
            digit = _VALUES[char]
        else:
            return None
    return total + digit


def article_no(words: str) -> tuple[int, int] | None:
    """第一百二十条之一 → (120, 1); 第45条, 45 → (45, 0); None where no article is named."""
    plain = normalize(words)
    found = _ARTICLE.match(plain) or _BARE.fullmatch(plain)
    if found is None:
        return None
    number = number_of(found[1])
    behind = number_of(found[2]) if found[2] else 0
    return None if number is None or behind is None else (number, behind)


def article_name(number: int, behind: int = 0) -> str:
    """(120, 1) → 第一百二十条之一."""
    return f"第{number_in_words(number)}条" + (f"之{number_in_words(behind)}" if behind else "")


def law_name(written: str) -> str:
    """A law's name as it is shown: no book marks around it, no edition behind it, one kind of brackets."""
    name = re.sub(r"\s+", "", normalize(written)).translate(_BRACKETS)
    if name.startswith("《") and name.endswith("》") and name.count("《") == 1:
        name = name[1:-1]
    for extra in (_EDITION, _YEAR):
        shorter = extra.sub("", name)
        name = shorter if len(shorter) > 1 else name
    return name


def law_key(written: str) -> str:
    """What two spellings of one law's name have in common: no 中华人民共和国, no marks, no brackets."""
    return re.sub(r"[《》（）\"“”、，·\-]", "", law_name(written).replace(_STATE, ""))


def dates_in(words: str) -> list[date]:
    """Every day that is written out: 2020年5月28日."""
    found = []
    for year, month, day in _DATE.findall(normalize(words)):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue  # 2月30日 is a slip of the pen, and no day
    return found
