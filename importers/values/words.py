"""Cells that hold words: texts kept as they are, and the few words that mean yes, no, written, done."""

from __future__ import annotations

import re
from typing import Any

from importers.values.base import EMPTY, Cleaner, Frame, Odd, cell_text, is_empty, plain

_YES = frozenset(
    {
        "是", "√", "✓", "✔", "☑", "y", "yes", "1", "true", "t", "有", "已", "对", "需要", "重件", "重复",
        "重信", "重访", "疑难", "复杂", "疑难复杂", "保密", "匿名",
    }
)  # fmt: skip
_NO = frozenset(
    {
        "否", "×", "✗", "✘", "☐", "x", "n", "no", "0", "false", "f", "无", "未", "没有", "不", "不是", "初件",
        "首次", "初信", "初访", "普通", "简易", "一般", "公开",
    }
)  # fmt: skip
_EARLIER = re.compile(r"(?:原件|原信访件|首件)(?:编?号)?[:：]?\s*([A-Za-z0-9…-]{6,})")
_LIST = re.compile(r"[、，,；;/\s]+")
_YES_START = re.compile(r"是|已|有|同意|确认|重件|重复|需")
_NO_START = re.compile(r"否|未|无|没|不|非|初件")


def text_cleaner(frame: Frame) -> Cleaner:
    """Free text exactly as written, without the spaces around it."""

    def clean(cell: Any) -> Any:
        text = cell.strip() if isinstance(cell, str) else cell_text(cell)
        return None if text in EMPTY else text

    return clean


def result_cleaner(frame: Frame) -> Cleaner:
    """A result text, where 无 is an answer."""

    def clean(cell: Any) -> Any:
        text = cell.strip() if isinstance(cell, str) else cell_text(cell)
        return None if text in EMPTY and text != "无" else text

    return clean


def yes_no_cleaner(frame: Frame) -> Cleaner:
    """True, False or nothing."""
    header = frame.header

    def clean(cell: Any) -> Any:
        text = plain(cell).lower()
        if text in _YES:
            return True
        if text in _NO:
            return False
        if is_empty(text):
            return None
        if _NO_START.match(text):
            return False
        if _YES_START.match(text):
            return True
        return Odd(None, "warning", f"“{header}”看不出是或否，没有采用，原文已保留")

    return clean


def performed_cleaner(frame: Frame) -> Cleaner:
    """Whether an agreement was kept: ``yes``, ``partial``, ``no``."""
    header = frame.header

    def clean(cell: Any) -> Any:
        text = plain(cell).lower()
        if "部分" in text or "履行中" in text:
            return "partial"
        if text in _NO or _NO_START.match(text):
            return "no"
        if is_empty(text):
            return None
        if text in _YES or _YES_START.match(text) or "履行" in text:
            return "yes"
        return Odd(None, "warning", f"“{header}”看不出是否履行，没有采用，原文已保留")

    return clean


def form_cleaner(frame: Frame) -> Cleaner:
    """The form of an agreement: ``written`` or ``oral``."""

    def clean(cell: Any) -> Any:
        text = cell_text(cell)
        return "written" if "书面" in text else "oral" if "口头" in text else None

    return clean


def gender_cleaner(frame: Frame) -> Cleaner:
    """男 or 女."""

    def clean(cell: Any) -> Any:
        text = cell_text(cell)
        return text[0] if text[:1] in ("男", "女") else None

    return clean


def age_cleaner(frame: Frame) -> Cleaner:
    """Years of age, 0 to 130."""

    def clean(cell: Any) -> Any:
        match = re.match(r"(\d{1,3})(?:\.0+)?\s*(?:周?岁)?$", plain(cell))
        return int(match[1]) if match and int(match[1]) <= 130 else None

    return clean


def repeat_cleaner(frame: Frame) -> Cleaner:
    """Whether a matter comes again, and the number of the earlier one: 重件（原件 XF0827007）."""
    yes_no = yes_no_cleaner(frame)

    def clean(cell: Any) -> Any:
        answer = yes_no(cell)
        if answer is None or isinstance(answer, Odd):
            return answer
        earlier = _EARLIER.search(plain(cell))
        # an abbreviated number (XF…007) leads nowhere
        return answer, [earlier[1]] if earlier and "…" not in earlier[1] else None

    return clean


def list_cleaner(frame: Frame) -> Cleaner:
    """Several names or numbers in one cell; numbers in their channel's own spelling."""
    spell = frame.number

    def clean(cell: Any) -> Any:
        text = cell_text(cell)
        if is_empty(text):
            return None
        return [spell(piece) for piece in _LIST.split(text) if not is_empty(piece)] or None

    return clean
