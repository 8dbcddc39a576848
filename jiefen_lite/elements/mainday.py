"""Which of the times in a text is that of its matter: not when it was told, promised, or begun long ago."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar


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


_T = TypeVar("_T", bound=Time)
_FINE = {"day": 3.0, "month": 2.4, "season": 1.6, "year": 0.8}
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
_SINCE = re.compile(r"(?:以来|至今|起|开始|到现在|以后)$")
_LEAST = 1.0
LATEST, FIRST, TODAY = 0.2, 0.3, -1.6


def choose(text: str, found: Sequence[_T], today: date) -> _T | None:
    """The time for which most speaks; None where none speaks of the matter."""
    if not found:
        return None
    latest = max(one.start for one in found)
    ranked = [(_weight(text, one, at, latest, today), -at, one) for at, one in enumerate(found)]
    weight, _at, best = max(ranked, key=lambda each: each[:2])
    return best if weight >= _LEAST else None


def _weight(text: str, one: Time, at: int, latest: date, today: date) -> float:
    start, end = one.span
    before, after = text[max(0, start - 10) : start], text[end : end + 24]
    weight = _FINE[one.precision]
    if not one.sure:
        weight -= 0.8
    if _TOLD_AFTER.match(after) or _TOLD_BEFORE.search(before):
        weight -= 1.9
    if _PROMISED.search(before) or _PROMISED_AFTER.match(after):
        weight -= 1.4
    if _BACKGROUND.match(after):
        weight -= 1.6
    if _HAPPENED.match(after):
        weight += 0.8
    if _SINCE.search(text[start:end]):
        weight += 0.3
    if one.start == latest:
        weight += LATEST
    if at == 0:
        weight += FIRST
    if one.end == today == one.start:
        weight += TODAY
    return weight
