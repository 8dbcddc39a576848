"""replies.yaml: what is wrong in it is told with its line, and its words are read back as they are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite.rules import loader
from jiefen_lite.shapes import IMPORTED_CHANNELS
from jiefen_lite.triage.results import ResultReader

SHIPPED = loader.shipped("replies").decode()
#: What results.yaml makes of the two words for a case without a result.
OPEN = {"mediating": "in_progress", "open": "in_progress"}


def test_every_channel_that_brings_ledgers_gets_replies() -> None:
    assert [one.channel for one in loader.load().replies.channels] == list(IMPORTED_CHANNELS)


@pytest.mark.parametrize("channel", [one.value for one in IMPORTED_CHANNELS])
def test_the_words_for_results_are_read_as_these_results(channel: str) -> None:
    book = loader.load()
    rule = next(one for one in book.replies.channels if one.channel == channel)
    words = {one.result: one.word for one in (*book.replies.words, *rule.words)}
    reader = ResultReader(book.results)
    for result, word in words.items():
        read = reader.read(channel, {"result": word})
        assert read[0] == OPEN.get(result, result), (channel, result, word)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("field: source_no, header: 卷号", "field: answer, header: 卷号", "少了“source_no”这一栏"),
        ("header: 受理时间", "header: 卷号", "两栏的列名都是“卷号”"),
        ("channel: police_110", "channel: mediation", "渠道“mediation”写了两遍"),
        ("  - {result: open, word: 正在办理}\n", "", "少了结果“open”的词"),
        ("edition_from: 50", "edition_from: 150", "最多占 100"),
        ("still_days: 15", "still_days: 0", "still_days"),
        ("field: answer", "field: remark", "remark"),
    ],
)
def test_faults_are_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SHIPPED
    (tmp_path / "replies.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    faults = [str(fault) for fault in loader.check(tmp_path)]
    assert any(told in fault and fault.startswith("replies.yaml") for fault in faults), faults
