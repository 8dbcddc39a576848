"""How much is in dispute: of all sums in a text the one that is owed or asked for, not what was paid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from jiefen_lite.text import FoundAmount, find_amounts, parse_number

_NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千]{1,5})"
#: Asked for, before or behind the sum: 诉请支付…, 要求退…, 要求把剩下的5380给了.
_ASKED = re.compile(
    r"(?:诉请|诉讼请求|请求事项|(?<!反)请求|诉求|要求|讨要|索要|索赔|主张|想要|请领导|帮[他她我]?要)"
    r"[^，,。；;！？\n]{0,14}$"
)
_BACK = re.compile(r"(?:要回|退回|返还)[^，,。；;！？\n]{0,14}$")
_WANTED_BACK = re.compile(r"退款|退钱|退还|返还|退车|退货|要回|退回|退费")
_OWED = re.compile(
    r"(?:尚欠|还欠|仍欠|下欠|拖欠|累计欠|合计欠|欠|还差|差|剩下?的?|剩余|余款|尾款|少给?了?|少发|扣发|扣了|未付|未给)"
    r"[^，,。；;！？\n\d]{0,6}$"
)
_OWED_AFTER = re.compile(
    r"[^，,。；;！？\n\d]{0,6}?(?:没给|未给|不给|没付|未付|不付|没结|未结|没退|未退|不退|没还|未还|不还|一分没|没着落|没兑现|未兑现)"
)
_ALL = re.compile(
    r"(?:共|合计|总计|共计|总共|一共|累计|合起来|合|(?<![统估小设审])计)[^，,。；;！？\n\d]{0,5}$"
)
_ASKS = re.compile(r"诉请|(?<!反)请求|诉求|要求|主张")
_SENTENCE = re.compile(r"[。！？!?\n]")
#: What may stand between two of the sums that are asked for together: 护理费9000元、营养费3000元.
_LISTED = re.compile(r"(?=[^。！？\n]*[、及和；;,，])[^。！？\n]{1,24}")
#: Paid already, offered, borne by somebody else: not what the dispute is about.
_PAID = re.compile(
    r"(?:消费|先给|只给|就给|才给|给了|给过|已付|付了|付过|支付了|已支付|先付|退了|只退|退回了|还了|只还|后来只还|支了|打了|只打|领了|领取|领到"
    r"|拿了|拿出|垫付?了?|放下|预付|首付|定金|只发|发了|赔了|交警队押金|只同意退?|只肯给?|愿意给?|同意给?|答应给?|最多给?)"
    r"[^，,。；;！？\n\d]{0,4}$"
)
#: What a thing cost or a piece of work was to cost, where less is owed.
_PRICE = re.compile(
    r"(?:讲好|说好|总价|成交价|价|作价|卖了|所得|购价|保险|手术|住院费?)[^，,。；;！？\n\d]{0,6}$"
)
_RATE = re.compile(
    r"(?:每|一|/)\s*(?P<unit>亩|垧|人|天|个?月|晚|车|板|斤|公斤|吨|户|工|米|平方?米?|年|次)\s*"
    r"(?:欠|工资|租金|按|收|补|退|给)?"
    rf"\s*(?P<price>{_NUMBER}(?:万)?)\s*(?:来)?(?:块钱?|元)?"
)
_QUANTITY = rf"(?P<count>{_NUMBER})\s*(?:多|来)?(?:个)?"
_SAME_UNIT = {
    "人": "(?:人|名|个|位)",
    "月": "个月",
    "个月": "个月",
    "工": "(?:个工|天)",
    "平": "平方?米?",
    "平米": "平方?米?",
}


#: A sum of which nothing is told but that it was paid.
_ONLY_PAID = -6
_REACH = 22


class InDispute(NamedTuple):
    """The sum that a text is about in fen, where it stands, and whether others compete with it."""

    fen: int | None
    span: tuple[int, int] | None
    unclear: bool


def sum_in_dispute(text: str) -> InDispute:
    """The sum asked for, else that which is owed, else the total, else the largest that nobody has paid."""
    found = find_amounts(text)
    sums = [one for one in found if not one.rate]
    if not sums:
        product = _multiplied(text)
        return product if product is not None else InDispute(None, None, bool(found))
    together = _asked_together(text, sums)
    if together is not None:
        return together
    ranked = sorted(((_weight(text, one, sums), one.fen, one) for one in sums), key=lambda each: each[:2])
    best = ranked[-1]
    if best[0] <= _ONLY_PAID and not _WANTED_BACK.search(text):
        return InDispute(None, None, True)
    near = [one for weight, _fen, one in ranked[:-1] if weight == best[0] and one.fen != best[2].fen]
    return InDispute(best[2].fen, (best[2].start, best[2].end), bool(near))


def _weight(text: str, one: FoundAmount, sums: Sequence[FoundAmount]) -> int:
    """How much speaks for a sum to be the one in dispute."""
    before = _before(text, one)
    weight = 0
    if _PAID.search(before):
        weight += _ONLY_PAID
    if _ALL.search(before) and _is_asked(text, one):
        weight += 8
    elif _ASKED.search(before):
        weight += 6
    elif _BACK.search(before):
        weight += 5
    elif _OWED.search(before) or _OWED_AFTER.match(text, one.end):
        weight += 4
    if _ALL.search(before):
        weight += 2
    if _PRICE.search(before) and len(sums) > 1:
        weight -= 2
    return weight


def _before(text: str, one: FoundAmount) -> str:
    """What stands right before a sum, and tells what it is."""
    return text[max(0, one.start - _REACH) : one.start]


def _is_asked(text: str, one: FoundAmount) -> bool:
    """Whether somebody asks for something earlier in the sentence of a sum."""
    begin = max((mark.end() for mark in _SENTENCE.finditer(text, 0, one.start)), default=0)
    return _ASKS.search(text, begin, one.start) is not None


def _asked_together(text: str, sums: Sequence[FoundAmount]) -> InDispute | None:
    """Several sums that are asked for one beside the other, where nobody has added them up."""
    asked = [one for one in sums if _is_asked(text, one) and not _PAID.search(_before(text, one))]
    if len(asked) < 2 or any(_ALL.search(_before(text, one)) for one in sums):
        return None
    pairs = pairwise(asked)
    if not all(_LISTED.fullmatch(text, one.end, other.start) for one, other in pairs):
        return None
    return InDispute(sum(one.fen for one in asked), (asked[0].start, asked[-1].end), True)


def _multiplied(text: str) -> InDispute | None:
    """Where only a price is told and just one number of its unit: 每亩850元×36亩, 一月1750 到现在五个月."""
    rate = _RATE.search(text)
    if rate is None:
        return None
    price = parse_number(rate["price"])
    unit = rate["unit"]
    if price is None or price < 2:
        return None
    said = _SAME_UNIT.get(unit, re.escape(unit))
    counts = {
        number
        for match in re.finditer(rf"(?<![每/一]){_QUANTITY}{said}", text)
        if not rate.start() <= match.start() < rate.end()
        for number in [parse_number(match["count"])]
        if number is not None and number > 1
    }
    if len(counts) != 1:
        return None
    return InDispute(int(price * counts.pop() * 100), (rate.start(), rate.end()), True)
