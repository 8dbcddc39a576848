"""Dates and times in every writing found in ledgers; a date that is not certain is told, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple

from importers.values.base import Cleaner, Frame, Odd, is_empty, number_text, plain, shown

_EPOCH = datetime(1899, 12, 30)
_TIME = (
    r"(?:(?P<half>上午|下午|凌晨|早上|早|中午|晚上|晚)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})\s*分?)?"
    r"(?:\s*[:]?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?"
)
_DAY = r"(?P<day>\d{1,2})\s*[日号]?"
_FULL = r"(?P<year>\d{4}|\d{2})\s*[-/.年、,。]\s*(?P<month>\d{1,2})\s*[-/.月、,。]\s*" + _DAY
_SHORT = r"(?P<month>\d{1,2})\s*[-/.月]\s*" + _DAY
_REST = r"\s*(?:[-~～—–―]+|至|到)\s*(?P<rest>[\d年月日号/.\-: 时分秒]+)"
_WRITINGS = tuple(
    (re.compile(rf"{head}[\sT]*{_TIME}[.。,]?{tail}$"), bool(tail))
    for tail in ("", _REST)
    for head in (_FULL, _SHORT)
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<clock>\d{4}(?:\d\d)?)?$")
_WEEKDAY = re.compile(r"[（(]?(?:星期|周|礼拜)[一二三四五六日天][)）]?")
_NUMBER_WORD = re.compile(r"[〇零○一二三四五六七八九十]\s*[月日号]")
_CHINESE = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MONTH_ONLY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?$")
_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)$")
_BEIJING = timezone(timedelta(hours=8))
_EARLIEST = 1949


class DateRead(NamedTuple):
    """A date as ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM:SS``, or why there is none; ``note`` what to tell."""

    value: str | None
    note: str | None = None


def read_date(cell: Any, year: int, last_day: date) -> DateRead:
    """One cell as a date; ``year`` completes dates without one, unless that lies after ``last_day``."""
    if isinstance(cell, datetime):
        if cell.microsecond:
            cell = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
        return _checked(cell.year, cell.isoformat())
    if isinstance(cell, date):
        return _checked(cell.year, cell.isoformat())
    if isinstance(cell, float):
        return _from_number(cell, year, last_day)
    return _from_text(plain(cell), year, last_day)


def _quick(cell: Any) -> str | None:
    """The two commonest writings without any search: a date cell, and 2025-11-03 14:22:05."""
    if type(cell) is datetime:
        return cell.isoformat() if not cell.microsecond and _EARLIEST <= cell.year <= 2100 else None
    if type(cell) is str and len(cell) == 19 and cell[4] == cell[7] == "-" and cell[10] == " ":
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            return None
        return moment.isoformat() if _EARLIEST <= moment.year <= 2100 else None
    return None


def _checked(year: int, value: str) -> DateRead:
    return DateRead(value) if _EARLIEST <= year <= 2100 else DateRead(None, "年份不合理")


def _from_number(number: float, year: int, last_day: date) -> DateRead:
    if 30_000 <= number <= 60_000:
        moment = _EPOCH + timedelta(seconds=round(number * 86_400))
        return DateRead(moment.date().isoformat() if number == int(number) else moment.isoformat())
    if not abs(number) < 1e15:
        return DateRead(None, "不是日期")
    if number == int(number):
        return _from_text(number_text(number), year, last_day)
    # 11.3 may have been typed as 11.30: Excel drops the zero, so only what cannot be both is taken
    text = number_text(number)
    _, _, day = text.partition(".")
    if len(day) == 1 and day in "123":
        return DateRead(None, "像是“月.日”，但分不清是 3 日还是 30 日这类情况")
    return _from_text(text, year, last_day)


def _from_text(text: str, year: int, last_day: date) -> DateRead:
    text = _WEEKDAY.sub(" ", text).replace("：", ":").strip()
    if _ZONED.match(text):
        return _from_zone(text, year, last_day)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and 30_000 <= float(text) <= 60_000:
        return _from_number(float(text), year, last_day)
    if "月" in text and _NUMBER_WORD.search(text):
        text = _from_words(text)
    compact = _COMPACT.match(text)
    if compact:
        clock = compact["clock"] or ""
        return _built(
            int(compact["year"]), int(compact["month"]), int(compact["day"]),
            (int(clock[:2]), int(clock[2:4]), int(clock[4:] or 0)) if clock else None,
        )  # fmt: skip
    for writing, is_range in _WRITINGS:
        match = writing.match(text)
        if match is not None:
            return _from_match(match, is_range, year, last_day)
    if _MONTH_ONLY.match(text):
        return DateRead(None, "只写到月，没有写到日")
    return DateRead(None, "认不出是哪一天")


def _from_zone(text: str, year: int, last_day: date) -> DateRead:
    """2025-11-02T16:00:00Z, as web systems write it, in the time of this country."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.time() != time():  # a bare day is written with this ending too, and stays that day
            moment = moment.astimezone(_BEIJING)
    except (ValueError, OverflowError):
        return DateRead(None, "没有这一天或这一刻")
    return read_date(moment.replace(tzinfo=None), year, last_day)


def _from_match(match: re.Match[str], is_range: bool, year: int, last_day: date) -> DateRead:
    found = match.groupdict()
    clock = None
    if found["hour"] is not None:
        hour = int(found["hour"])
        if found["half"] in ("下午", "晚上", "晚") and hour < 12:
            hour += 12
        clock = (hour, int(found["minute"] or 0), int(found["second"] or 0))
    month, day = int(found["month"]), int(found["day"])
    note = "写的是一段时间，取开始的一天" if is_range else None
    written = found.get("year")
    if written is not None:
        read = _built(int(written) if len(written) == 4 else 2000 + int(written), month, day, clock)
        return DateRead(read.value, read.note or note)
    read = _built(year, month, day, clock)
    if (read.value is None and not (month == 2 and day == 29)) or month > 12:
        return read
    if read.value is None or read.value[:10] > last_day.isoformat():
        year -= 1
        read = _built(year, month, day, clock)
        if read.value is None:
            return read
        return DateRead(read.value, f"没有写年份，按 {year + 1} 年算晚于填报日，取 {year} 年，请核对")
    return DateRead(read.value, f"没有写年份，按填报期补为 {year} 年，请核对")


def _built(year: int, month: int, day: int, clock: tuple[int, int, int] | None) -> DateRead:
    try:
        if clock is None:
            return _checked(year, date(year, month, day).isoformat())
        return _checked(year, datetime(year, month, day, *clock).isoformat())
    except ValueError:
        return DateRead(None, "没有这一天或这一刻")


def _from_words(text: str) -> str:
    """二〇二五年十一月三日 in figures."""
    text = text.translate(_CHINESE)
    text = re.sub(r"(\d)十(\d)", r"\1\2", text)
    text = re.sub(r"(\d)十", r"\g<1>0", text)
    return re.sub(r"十(\d)", r"1\1", text).replace("十", "10")


def _cleaner(frame: Frame, day_only: bool) -> Cleaner:
    year, last_day, header = frame.year, frame.last_day, frame.header

    def clean(cell: Any) -> Any:
        quick = _quick(cell)
        if quick is not None:
            return quick[:10] if day_only else quick
        if isinstance(cell, str) and is_empty(cell):
            return None
        value, note = read_date(cell, year, last_day)
        if value is None:
            return Odd(None, "warning", f"“{header}”写的“{shown(cell)}”{note}，这一项没有采用，原文已保留")
        if day_only:
            value = value[:10]
        return value if note is None else Odd(value, "warning", f"“{header}”{note}")

    return clean


def moment_cleaner(frame: Frame) -> Cleaner:
    """Dates with a time of day where the file gives one."""
    return _cleaner(frame, day_only=False)


def day_cleaner(frame: Frame) -> Cleaner:
    """Dates without the time of day."""
    return _cleaner(frame, day_only=True)


def received_cleaner(frame: Frame) -> Cleaner:
    """The registration date: without a possible one the row is refused."""
    year, last_day, header = frame.year, frame.last_day, frame.header
    today = frame.as_of.isoformat()

    def clean(cell: Any) -> Any:
        quick = _quick(cell)
        if quick is not None and quick[:10] <= today:
            return quick
        if isinstance(cell, str) and is_empty(cell):
            return None
        value, note = read_date(cell, year, last_day)
        if value is None:
            message = f"登记日期不可能：“{header}”写的“{shown(cell)}”{note}，请改正后重新导入这一行"
            return Odd(None, "error", message)
        if value[:10] > today:
            return Odd(
                None, "error", f"登记日期不可能：“{header}”为 {value[:10]}，晚于导入日 {today}，请核对"
            )
        return value if note is None else Odd(value, "warning", f"“{header}”{note}")

    return clean
