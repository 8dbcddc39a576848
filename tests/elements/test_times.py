"""When it happened, counted from the day it was received: Saturday, 15 November 2025."""

from __future__ import annotations

from datetime import date

import pytest

from jiefen_lite.elements import Reader
from tests.elements.conftest import TODAY


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("10月3日发生争执", "2025-10-03", "2025-10-03", "day"),
        ("12月3日发生争执", "2024-12-03", "2024-12-03", "day"),
        ("2025年7月1日签的合同", "2025-07-01", "2025-07-01", "day"),
        ("2025-11-03打架", "2025-11-03", "2025-11-03", "day"),
        ("25年11月3日打架", "2025-11-03", "2025-11-03", "day"),
        ("十月三日打架", "2025-10-03", "2025-10-03", "day"),
        ("昨天打架", "2025-11-14", "2025-11-14", "day"),
        ("昨晚楼上吵", "2025-11-14", "2025-11-14", "day"),
        ("前天打架", "2025-11-13", "2025-11-13", "day"),
        ("上周三打架", "2025-11-05", "2025-11-05", "day"),
        ("今年3月打架", "2025-03-01", "2025-03-31", "month"),
        ("去年5月6日借的钱", "2024-05-06", "2024-05-06", "day"),
        ("去年12月底打架", "2024-12-21", "2024-12-31", "month"),
        ("今年3月至6月期间打工", "2025-03-01", "2025-06-30", "month"),
        ("上礼拜三打架", "2025-11-05", "2025-11-05", "day"),
        ("端午打架", "2025-05-31", "2025-06-02", "day"),
        ("本周一打架", "2025-11-10", "2025-11-10", "day"),
        ("三天前打架", "2025-11-12", "2025-11-12", "day"),
        ("上个月打架", "2025-10-01", "2025-10-31", "month"),
        ("上个月5号打架", "2025-10-05", "2025-10-05", "day"),
        ("三个月前做的手术", "2025-08-01", "2025-08-31", "month"),
        ("去年秋天把地租出去", "2024-09-01", "2024-11-30", "season"),
        ("去年冬天供暖不热", "2024-12-01", "2025-02-28", "season"),
        ("前年借的钱", "2023-01-01", "2023-12-31", "year"),
        ("两年前借的钱", "2023-01-01", "2023-12-31", "year"),
        ("3月以来多次反映", "2025-03-01", "2025-11-15", "month"),
        ("支付2025年7-9月工资", "2025-07-01", "2025-09-30", "month"),
        ("十一期间打架", "2025-10-01", "2025-10-07", "day"),
        ("今年春节打架", "2025-01-28", "2025-02-03", "day"),
        ("国庆前说好给", "2025-09-16", "2025-09-30", "season"),
        ("9月底干完活", "2025-09-21", "2025-09-30", "month"),
    ],
)
def test_spoken_times(reader: Reader, text: str, start: str, end: str, precision: str) -> None:
    reading = reader.read(text, TODAY)
    assert (str(reading.when_start), str(reading.when_end), reading.when_precision) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    ["孙某，1980年1月1日出生", "约定12月31日前还款", "每亩620元", "2月30日打架", "二十一户联名", "天天吵"],
)
def test_what_is_no_time_of_the_matter(reader: Reader, text: str) -> None:
    assert reader.read(text, TODAY).when_start is None


def test_a_time_is_never_after_the_day_it_was_received(reader: Reader) -> None:
    for text in ("今年打架", "本月打架", "本周打架", "12月底要钱"):
        reading = reader.read(text, TODAY)
        assert reading.when_start is not None
        assert reading.when_end is not None
        assert reading.when_start <= reading.when_end <= TODAY


def test_an_unsure_time_is_told(reader: Reader) -> None:
    reading = reader.read("国庆前快递丢了", TODAY)
    assert "when" in reading.unsure
    assert reading.when_span == (0, 3)
    assert reading.when_end == date(2025, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        "合同写的每年11月1日前付款，一直没给",
        "家里还等着钱过年",
        "说国庆前给，到现在没见着",
    ],
)
def test_when_it_was_promised_is_not_when_it_happened(reader: Reader, text: str) -> None:
    assert reader.read(text, TODAY).when_start is None


def test_a_number_is_no_feast(reader: Reader) -> None:
    assert reader.read("地租尚欠三万五一直没给", TODAY).when_text is None


def test_the_day_is_quoted_whole(reader: Reader) -> None:
    assert reader.read("2025年10月18日21时许报警", TODAY).when_text == "2025年10月18日"
