"""Which of the times in a text is that of its matter: not when it was told, promised, or begun long ago.

Every time is a reading, and so is every stretch from one of them up to today; the likeliest is taken, by
weights learned from labelled texts (``tools/train_choices.py``). None may be likeliest: then no time is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from jiefen_lite.elements import weights


class Time(Protocol):
    """A stretch of days that a text names."""

    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...
    @property
    def precision(self) -> str: ...
    @property
    def span(self) -> tuple[int, int]: ...
    @property
    def sure(self) -> bool: ...


class Option(NamedTuple):
    """A reading: from which day to which, out of which time of the text, and what speaks for it."""

    days: tuple[date, date] | None
    source: int | None  # number of the time in the text
    span: tuple[int, int] | None
    marks: tuple[str, ...]


_CLOCK = r"(?:上午|下午|早上?|晚上?|中午|凌晨|夜里|[\d:：时点分许左右十一二三四五六七八九半]+)*"
#: The day on which somebody rang, came or went round: 2026年5月12日9时接卫生院报警, 今天走访保林屯.
_TOLD_AFTER = re.compile(
    rf"^{_CLOCK}[，,、\s]*(?:[\u4e00-\u9fff]{{0,2}})?(?:接[到]?[\u4e00-\u9fff]{{0,8}}(?:报警|报|电话|指令)|接警|报警|来电|来访|来信|入户|走访|巡查|巡逻"
    r"|一起来|又来|来信访|来反映|来问|去村部问|到医务科|到[\u4e00-\u9fff]{0,5}(?:反映|讨说法|问)|处警|民警|受理|登记|立案|申请|起诉|诉至|邮寄|送达时|发现后)"
)
_TOLD_BEFORE = re.compile(r"(?:报警时间|受理时间|登记时间|接警时间|受理日期|来访时间|时间)[：:]?$")
#: What was promised or agreed for a day: it says when nothing better does.
_PROMISED = re.compile(
    r"(?:约定|承诺|答应|应于|应在|定于|说好|讲好|说是|说|保证|本应|该在|协议|合同)[\u4e00-\u9fff：:]{0,6}$"
)
_PROMISED_AFTER = re.compile(
    r"^[\u4e00-\u9fff]{0,2}(?:前|之前|以前)[\u4e00-\u9fff]{0,3}(?:付|还|给|结|归还|支付|交)"
)
#: How things came to be as they are, long before the dispute.
_BACKGROUND = re.compile(
    r"^[\u4e00-\u9fff、，]{0,7}?(?:结婚|再婚|离婚|登记结婚|入职|到岗|上班|签订|签的|签了|承包|包的|包了|流转给|分家|嫁|去世|出生|参加工作|买的|购买"
    r"|认识|合伙|定亲|搬|盖的|栽的|开始干|种到|建的|建成|起租|租的|租给|买房|二轮|毕业|退休|下岗|写过|就写)"
)
_HAPPENED = re.compile(
    r"^[\u4e00-\u9fff\d、，:：]{0,14}?(?:停|被|打|撞|摔|砸|推|解除|辞退|开除|除名|发生|欠|没给|没发|未付|未发|贴|关门|倒塌|倒|咬|烧|断|裂|漏|占|拆|挖|伐"
    r"|砍|堵|吵|骂|丢|送|下单|订|交了|散伙|到期|宣布|受伤|借|拍|掐|扇|偷|拽|跑|死|病|刮|剐|蹭|追尾|举办|崩|淹|泡|药|收走|扣)"
)
#: What says that it goes on since then.
_SINCE = (
    "从", "自", "打", "起", "以来", "至今", "到现在", "一直", "开始", "以后", "之后", "停", "断", "拖", "没",
    "欠", "每月", "每天", "天天",
)  # fmt: skip
#: What was done on a day, up to the end of its sentence.
_DONE = (
    "借", "付", "还", "签", "欠", "打", "摔", "停", "解除", "离职", "入职", "结婚", "离婚", "去世", "死",
    "受伤", "发现", "买", "卖", "租", "拆", "堵", "骂", "威胁", "报警", "反映", "要", "拒", "辞", "漏", "坏",
    "撞", "咬", "起诉",
)  # fmt: skip
_DONE_REACH = 40
_DAY_AFTER = re.compile(r"第二天|次日|转天")
_AGO = (1, 3, 10, 40, 200, 400)
_REACH, _NEXT = 16, 12
#: A sentence is no story: the one time in it is that of its matter, sure or not.
_LEAST_LENGTH = 24
#: But not what was promised, or how it all came.
_ASIDE = frozenset(("PROM", "BACK"))
#: Of a story with more times than that the first are looked at.
_MANY = 24


def options(text: str, found: Sequence[Time], today: date, names: Iterable[str]) -> list[Option]:
    """Every reading of a text's times, the last one that it tells none. ``names``: of the people in it."""
    made: list[Option] = []
    found, scene = found[:_MANY], weights.scene(text, weights.places_of(text, names))
    for at, one in enumerate(found):
        marks = _marks(text, scene, found, at, today)
        goes_on = "since" if one.start < one.end == today else "one"
        made.append(Option((one.start, one.end), at, one.span, (*marks, f"K{goes_on}")))
        if one.start < today and one.end != today:
            start, end = one.span
            beside = text[max(0, start - 4) : start] + text[end : end + 14]
            more = [f"V:{word}" for word in _SINCE if word in beside]
            more += [f"V{mark}" for mark in marks]
            made.append(Option((one.start, today), at, one.span, (*marks, "V", *more)))
    after = _DAY_AFTER.search(text)
    if after is not None:
        days = [at for at, one in enumerate(found) if one.span[1] <= after.start() and one.start == one.end]
        if days and found[days[-1]].start < today:
            day = found[days[-1]].start + timedelta(days=1)
            stands = ["2ND", *weights.near(scene.framed, *map(scene.at, after.span()))]
            made.append(Option((day, day), days[-1], after.span(), tuple(stands)))
    if len(found) == 1 and len(text) < _LEAST_LENGTH and _ASIDE.isdisjoint(_roles(text, found[0])):
        return made
    kinds = "".join(sorted({one.precision[0] for one in found}))
    none = ["NONE", f"NONEn{min(len(found), 4)}", f"NONE{kinds}"]
    if not any(one.sure for one in found):
        none.append("NONEunsure")
    return [*made, Option(None, None, None, tuple(none))]


def _roles(text: str, one: Time) -> list[str]:
    """What a time is by the words beside it: when it was told, promised, how it came, what happened."""
    start, end = one.span
    before, after = text[max(0, start - 10) : start], text[end : end + 24]
    return [
        name
        for name, holds in (
            ("TOLD", _TOLD_AFTER.match(after) or _TOLD_BEFORE.search(before)),
            ("PROM", _PROMISED.search(before) or _PROMISED_AFTER.match(after)),
            ("BACK", _BACKGROUND.match(after)),
            ("HAPP", _HAPPENED.match(after)),
        )
        if holds
    ]


def choose(
    text: str, found: Sequence[Time], today: date, names: Iterable[str]
) -> tuple[Option, float] | None:
    """The likeliest reading, and how likely it is; None where the text tells no time of its matter."""
    if not found:
        return None
    every = options(text, found, today, names)
    table = weights.single("choices.tsv.gz", "when")
    at, likely = weights.likeliest([(one.days, one.marks) for one in every], table)
    return None if every[at].days is None else (every[at], likely)


def _marks(text: str, scene: weights.Scene, found: Sequence[Time], at: int, today: date) -> list[str]:
    """What speaks for or against a time: what stands around it, how fine, how early, how long ago."""
    one, many = found[at], min(len(found), 4)
    start, end = one.span
    days = (today - one.start).days
    ago = sum(days >= edge for edge in _AGO)
    framed, first, last = scene.framed, scene.at(start), scene.at(end)
    days_told = sorted({each.start for each in found})
    rank, others = days_told.index(one.start), {each.precision[0] for each in found if each is not one}
    done = text[end : end + _DONE_REACH].partition("。")[0]
    place = [
        f"rank{min(rank, 3)}/{min(len(days_told), 4)}",
        f"back{min(len(days_told) - 1 - rank, 3)}/{min(len(days_told), 4)}",
        f"oth{''.join(sorted(others))}{one.precision[0]}",
        f"o{min(at, 3)}/{many}", f"last{at == len(found) - 1:d}", f"ago{ago}",
        f"latest{one.start == max(each.start for each in found):d}{min(many, 3)}",
    ]  # fmt: skip
    told = _roles(text, one)
    fine = f"P{one.precision}"
    return [
        *weights.near(framed, first, last), *weights.once(weights.around(framed, first, last, _REACH)),
        *weights.once([f"n{pair}" for pair in weights.pairs(weights.next_clause(framed, last, _NEXT))]),
        f"sent{min(text.count('。', 0, start), 3)}",
        *(f"do{word}{min(at, 1)}" for word in _DONE if word in done),
        fine, *place, *(fine + mark for mark in place), *told, *(fine + mark for mark in told),
        f"earliest{one.start == min(each.start for each in found):d}{min(many, 3)}", f"sure{one.sure:d}",
        f"n{many}", f"w{text[start:end][-2:]}", f"today{one.start == one.end == today:d}",
    ]  # fmt: skip
