"""How much is in dispute: of all sums in a text the one that is owed or asked for, not what was paid.

Every sum is a reading, and so is what people leave to be reckoned: what is left of a whole after a part, two
sums together, a price times a number, half of a sum. The likeliest is taken, by weights learned from labelled
texts (``tools/train_choices.py``); where none is likeliest no sum is in dispute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log10
from typing import NamedTuple

from jiefen_lite.elements import weights
from jiefen_lite.text import FoundAmount, find_possible_sums, parse_number

_NUMBER = r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]{1,6})"
_QUANTITY = re.compile(
    rf"(?<![\d.零一二两三四五六七八九十百千万每])(?P<count>{_NUMBER})\s*(?:多|来)?个?"
    r"(?P<unit>亩|垧|人|名|天|个?月|晚|车|袋|棵|只|头|户|工|斤|公斤|吨|平方?米?|米|年|次|件|张|片|盒|份|间|箱|栋|位|座|桌|床"
    r"|垄|条|台|套|组|块|根|本|票|趟|盘|窝|口|把|瓶|桶|尾|节)"
)
#: Words anywhere in a text that say how its sums belong together.
_HOW = (
    "剩", "还欠", "尾款", "一半", "余款", "退", "定金", "未付", "没给", "平均", "已经", "另", "共", "加",
    "每", "一", "欠",
)  # fmt: skip
#: Words earlier in the sentence of a sum.
_HEAD = (
    "要求",
    "请求",
    "诉请",
    "诉求",
    "希望",
    "共",
    "合计",
    "欠",
    "还欠",
    "给了",
    "付了",
    "只",
    "赔",
    "每",
    "一共",
    "剩",
)
_ABOUT_MONEY = ("元", "块", "钱", "赔", "工资", "费", "款", "要求", "欠", "离婚", "噪", "罚")
_SENTENCE = re.compile(r"[。！？!?\n]")
_HALF = re.compile(r"一半|平分")
_REACH, _NEXT = 16, 14
_MANY = 7
#: Of a story with more sums than that the first are looked at.
_MOST = 20
#: A dearer thing is not sold by number; more than so many are not counted in a story.
_DEAREST, _MOST_COUNTED = 60_000 * 100, 5000
#: Below this a person should look at the sum that was chosen.
_SURE = 0.6


class InDispute(NamedTuple):
    """The sum that a text is about in fen, where it stands, and whether a person should look."""

    fen: int | None
    span: tuple[int, int] | None
    unclear: bool


class Option(NamedTuple):
    """A reading: how much, where it stands, and what speaks for it."""

    fen: int | None
    span: tuple[int, int] | None
    marks: tuple[str, ...]


class _Sum(NamedTuple):
    """A sum of the text with what stands around it."""

    one: FoundAmount
    near: list[str]
    around: tuple[str, ...]
    head: list[str]


def sum_in_dispute(text: str) -> InDispute:
    """The likeliest sum in dispute; none where the text has no sum, or none of them is what it is about."""
    found = find_possible_sums(text)
    if not found:
        return InDispute(None, None, False)
    every = options(text, found)
    table = weights.single("choices.tsv.gz", "sum")
    at, likely = weights.likeliest([(one.fen, one.marks) for one in every], table)
    return InDispute(every[at].fen, every[at].span, likely < _SURE)


def options(text: str, found: Sequence[FoundAmount]) -> list[Option]:
    """Every reading of a text's sums, the last one that none is in dispute."""
    framed = weights.frame(text)
    looked = [_look(text, framed, one) for one in found[:_MOST]]
    said = [one for one in looked if not one.one.rate]
    values = frozenset(one.one.fen for one in said)
    how = [word for word in _HOW if word in text]
    many = min(len(said), 4)
    made = [*_said(said, many)]
    if len(said) <= _MANY:
        made += _left(said, values, how, many)
    made += _together(framed, said, values, how, many)
    if _HALF.search(text):
        made += [_reckoned("H", one.one.fen // 2, [one], how, []) for one in said]
    made += _multiplied(text, looked, said, values, how)
    kinds = "".join(sorted({_kind(one) for one in found}))
    none = ["NONE", f"NONEn{many}", f"NONEk{kinds}", *(f"NONE:{word}" for word in how)]
    none += [f"NT{word in text:d}{word}" for word in _ABOUT_MONEY]
    return [*made, Option(None, None, tuple(none))]


def _kind(one: FoundAmount) -> str:
    return "r" if one.rate else "b" if one.bare else "s"


def _look(text: str, framed: str, one: FoundAmount) -> _Sum:
    begin = max((mark.end() for mark in _SENTENCE.finditer(text, 0, one.start)), default=0)
    head = [f"h{word}" for word in _HEAD if text.find(word, begin, one.start) >= 0]
    before, _behind = weights.clause(framed, one.start, one.end, _NEXT)
    place = [
        f"sent{min(text.count('。', 0, one.start), 3)}", f"rest{min(text.count('。', one.end), 3)}",
        f"leads{not before:d}",
    ]  # fmt: skip
    behind = [f"N{pair}" for pair in weights.pairs(weights.next_clause(framed, one.end, _NEXT))]
    return _Sum(
        one,
        weights.near(framed, one.start, one.end),
        weights.once([*weights.around(framed, one.start, one.end, _REACH), *behind, *place]),
        head,
    )


def _said(said: Sequence[_Sum], many: int) -> Iterator[Option]:
    """The sums as they are told."""
    values = [one.one.fen for one in said]
    for at, one in enumerate(said):
        fen = one.one.fen
        marks = [
            *one.near, *one.around, *one.head, f"k{_kind(one.one)}", f"i{min(at, 3)}/{many}",
            f"last{at == len(said) - 1:d}", f"max{fen == max(values):d}{min(many, 3)}",
            f"min{fen == min(values):d}{min(many, 3)}", f"n{many}", f"mag{int(log10(max(fen / 100, 1)))}",
            f"again{min(values.count(fen), 3)}",
        ]  # fmt: skip
        if any(fen == a - b for a in values for b in values if a != fen != b):
            marks.append("isdiff")
        if any(fen == a + b for place, a in enumerate(values) for b in values[:place] if a != fen != b):
            marks.append("issum")
        yield Option(fen, (one.one.start, one.one.end), tuple(marks))


def _left(said: Sequence[_Sum], values: frozenset[int], how: Sequence[str], many: int) -> Iterator[Option]:
    """What is left of a whole when a part is paid."""
    for at, whole in enumerate(said):
        for other, part in enumerate(said):
            fen = whole.one.fen - part.one.fen
            if fen > 0:
                marks = [
                    f"Dord{at < other:d}", f"Dn{many}", f"Dadj{abs(at - other) == 1:d}",
                    f"Dsaid{fen in values:d}",
                    *(f"DW{mark}" for mark in part.around if mark[0] in "bu"),
                ]  # fmt: skip
                yield _reckoned("D", fen, [whole, part], how, marks)


def _together(
    framed: str, said: Sequence[_Sum], values: frozenset[int], how: Sequence[str], many: int
) -> Iterator[Option]:
    """Two sums that stand side by side, and all of them."""
    for one, other in pairwise(said):
        fen = one.one.fen + other.one.fen
        between = framed[one.one.end + weights.EDGE : other.one.start + weights.EDGE]
        marks = [
            f"Sn{many}", f"Ssaid{fen in values:d}", f"Sb{between[:3]}", f"Slen{min(len(between) // 6, 4)}",

        ]  # fmt: skip
        yield _reckoned("S", fen, [one, other], how, marks)
    if len(said) > 2:
        fen = sum(one.one.fen for one in said)
        gap = max(other.one.start - one.one.end for one, other in pairwise(said))
        told = any(2 * value == fen for value in values)
        marks = [f"Tn{min(len(said), 6)}", f"Tgap{min(gap // 8, 4)}", f"Tsaid{told:d}"]
        yield _reckoned("T", fen, [said[0], said[-1]], how, marks)


def _multiplied(
    text: str, looked: Sequence[_Sum], said: Sequence[_Sum], values: frozenset[int], how: Sequence[str]
) -> Iterator[Option]:
    """A price times a number, and what is left of that when a part is paid."""
    counted = [
        (match.start(), match.end(), number, match["unit"].lstrip("个"))
        for match in _QUANTITY.finditer(text)
        for number in [parse_number(match["count"])]
        if number is not None and 1 < number < _MOST_COUNTED
    ][:_MOST]
    for price in looked:
        start, end = price.one.start, price.one.end
        if price.one.fen > _DEAREST:
            continue
        for first, last, number, unit in counted:
            if first < end and start < last:
                continue
            fen = int(price.one.fen * number)
            same = (
                re.search(f"[一每]个?{unit}", text[max(0, start - 8) : start]) is not None
                or re.match(f"元?块?钱?[/每一]?{unit}", text[end : end + 4]) is not None
            )
            kind = _kind(price.one)
            marks = [
                f"Xk{kind}", f"Xsame{same:d}", f"Xu{unit}", f"Xord{first < start:d}",
                f"Xdist{min(abs(first - start) // 8, 5)}", f"Xsaid{fen in values:d}",
                f"Xn{min(len(said), 4)}", f"Xq{min(len(counted), 5)}", f"Xsq{same:d}{kind}",
            ]  # fmt: skip
            span = (min(start, first), max(end, last))
            yield _reckoned("X", fen, [price], how, marks)._replace(span=span)
            for part in said if same else ():
                if part is not price and part.one.fen < fen:
                    left = fen - part.one.fen
                    marks = [f"Yord{part.one.start > start:d}", f"Ysaid{left in values:d}", *part.head]
                    marks += [f"YW{mark}" for mark in part.around if mark[0] in "bu"]
                    whole = (min(span[0], part.one.start), max(span[1], part.one.end))
                    yield _reckoned("Y", left, [part], how, marks)._replace(span=whole)


def _reckoned(way: str, fen: int, of: Sequence[_Sum], how: Sequence[str], marks: Sequence[str]) -> Option:
    """A sum that is not told: the way of reckoning, and what stands around what it is reckoned from."""
    every = [way, *marks, *(f"{way}:{word}" for word in how)]
    for at, one in enumerate(of):
        every += [f"{way}{at}{mark}" for mark in (*one.near, *one.head)]
    span = (min(one.one.start for one in of), max(one.one.end for one in of))
    return Option(fen, span, tuple(every))
