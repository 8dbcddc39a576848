"""What a person may type into a sentence of a paper: words, but no number that nothing stands behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_BRACES = re.compile(r"\{[^{}]*\}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
# days and hours of the calendar, numbers of tables and articles, names of channels
_NO_FIGURE = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?"
    r"|\d{1,2}月(?:\d{1,2}日(?:至\d{1,2}日)?)?"
    r"|\d{1,2}时(?!长)"
    r"|(?<!代)(?:表|图|附件)\d{1,2}(?![\d人件户])"
    r"|第\d{1,3}(?=条|期|届|季度|部分)"
    r"|12345热线|110警情",
    re.ASCII,
)
_CHINESE = "〇零一二三四五六七八九十百千万亿两半"
#: 五百件, 九成, 百分之九十; 每一件 and 一人 are no figures of the month.
_SPELT = re.compile(
    rf"百分之[{_CHINESE}]+|(?<![每｜])[{_CHINESE}]+(?:多|余|几)?(?:件|人|户|起|例|名|万元|元|成|倍|个百分点)"
)
_HARMLESS = {"一人", "一起", "一件", "一名", "一户", "一例", "一成"}
#: What would make another figure of the one in braces: 9{受理量}, {受理量}.{办结量}, {受理量}%.
_GLUED_BEFORE = re.compile(r"[\d.．%％±+\-−–—~～×]\s*(?=\{)")
_TWO = re.compile(r"(?<=\{)([\w.]+)\}\s*\{([\w.]+)(?=\})")
_OF_WORDS = {"opening", "month", "before", "whole", "channel_none"}  # they end or begin without a figure
_GLUED_BEHIND = re.compile(r"(?<=\})\s*[\d.．%％‰成倍亿千百十]|(?<=\})\s*万(?!元)")


def own_numbers(wordings: Iterable[str]) -> set[str]:
    """The numbers that the rule's own wordings print, and that may be printed again."""
    return {
        found[0] for text in wordings for form in (_NUMBER, _SPELT) for found in form.finditer(_bare(text))
    }


def faults(text: str, own: set[str]) -> Iterator[str]:
    """What is wrong with the numbers of a sentence, in Chinese; ``own``: :func:`own_numbers` of its rule."""
    bare = _bare(text)
    known = own | _HARMLESS
    typed = [found[0] for form in (_NUMBER, _SPELT) for found in form.finditer(bare) if found[0] not in known]
    typed += [letter for letter in bare if _is_odd_number(letter)]
    if typed:
        yield f"“{'、'.join(typed)}”是手写的数字，核对不了；数字请用大括号，日期和表号可以直接写"
    glued = [found[0].strip() for form in (_GLUED_BEFORE, _GLUED_BEHIND) for found in form.finditer(text)]
    glued += ["另一个大括号" for found in _TWO.finditer(text) if not _OF_WORDS & {*found.groups()}]
    if glued:
        told = "、".join(dict.fromkeys(glued))
        yield f"大括号旁边紧挨着“{told}”，印出来就成了另一个数；请在中间写上文字"


def _bare(text: str) -> str:
    """A sentence without its words in braces, dates and numbers of tables: what may hold no other number."""
    return _NO_FIGURE.sub("", _BRACES.sub("｜", text))


def _is_odd_number(letter: str) -> bool:
    """①, ½, Ⅻ, ５: numbers in another dress."""
    if letter in _CHINESE or letter.isascii():
        return False
    return unicodedata.numeric(letter, None) is not None and not "\u4e00" <= letter <= "\u9fff"
