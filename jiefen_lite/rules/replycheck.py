"""What replies.yaml must hold: each source once, the columns without which it knows no row, words for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jiefen_lite.rules import replies
from jiefen_lite.rules.convert import Made

Faults = Iterator[tuple[str, str]]
#: Without these a source knows neither which row is meant nor what came of it.
NEEDED = ("source_no", "received_at", "result")


def _replies(made: Made) -> Faults:
    value: replies.Replies = made.value
    for channel, times in Counter(one.channel for one in value.channels).items():
        if times > 1:
            yield "channels", f"渠道“{channel}”写了两遍；请只留一处"
    said = {one.result for one in value.words}
    for result in replies.REPLY_RESULTS:
        if result not in said:
            yield "words", f"少了结果“{result}”的词；每种结果都要有"


def _channel(made: Made) -> Faults:
    value: replies.ChannelReply = made.value
    for kind, given in (
        ("field", [one.field for one in value.columns]),
        ("header", [one.header for one in value.columns]),
    ):
        for name, times in Counter(given).items():
            if times > 1:
                what = "内容" if kind == "field" else "列名"
                yield "columns", f"渠道“{value.channel}”有两栏的{what}都是“{name}”；请只留一栏"
    for name in NEEDED:
        if name not in {one.field for one in value.columns}:
            yield "columns", f"渠道“{value.channel}”少了“{name}”这一栏；没有它对方对不上"


def _outside(made: Made) -> Faults:
    if made.value.edition_from > 100:
        yield "edition_from", "重复的编号最多占 100（%）"


CHECKS = {replies.Replies: _replies, replies.ChannelReply: _channel, replies.Outside: _outside}
