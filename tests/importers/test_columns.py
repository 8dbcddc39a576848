"""Headers beyond the words of the rules: parties' traits, neighbours, what only looks alike, precedence."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

from typing import Any

import pytest

from importers.columns import KINDS, Matcher, norm_header, settle
from importers.values import MAKERS
from jiefen_lite.columnbook import known_fields
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import COLUMN_FIELDS, Channels
from tests.importers.factories import SMALL_BOOK, fields_of, shipped_book, workbook


def fields_for(headers: list[str], book: Any = SMALL_BOOK, channel: str = "mediation") -> list[str | None]:
    """What each header of a line feeds."""
    return [column.field for column in settle([("", header) for header in headers], Matcher(book, channel))]


@pytest.mark.parametrize(
    "header",
    ["涉及金额", "涉 及\n金额", "涉及金额（万元）", "涉及金额(单位：元)", "【涉及金额】", "涉及金额："],
)
def test_headers_are_compared_by_one_key(header: str) -> None:
    """Spaces, line ends, brackets and units do not matter."""
    assert norm_header(header) == "涉及金额"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("申请人联系电话", "phone"), ("被申请人联系电话", "respondent_phone"), ("对方电话", "respondent_phone"),
        ("当事人身份证号", "id_no"), ("被申请人住所", "respondent_address"), ("申请人性别", "gender"),
        ("当事人（申请人/被申请人）", "applicant"), ("当事人姓名", "applicant"), ("纠纷类型（小类）", "raw_type"),
        ("案件登记日期", "received_at"), ("主要当事人", "applicant"), ("本人联系电话", "phone"), ("日期", "received_at"),
    ],
)  # fmt: skip
def test_likely_headers_are_understood(header: str, field: str) -> None:
    """A party and a trait, a word with harmless additions."""
    assert fields_for([header]) == [field]


@pytest.mark.parametrize(
    "header",
    ["填表人电话", "承办人联系电话", "当事人人数", "责任单位联系人电话", "处理结果反馈时间", "发生地点照片", "类型编号", "是否处理结果公开",
     "办结时间审核人", "基本情况来源"],
)  # fmt: skip
def test_what_only_looks_alike_is_asked(header: str) -> None:
    """Another thing in the same words is no match: a person is asked."""
    assert fields_for([header]) == [None]


def test_the_first_word_wins_and_the_rest_go_to_their_own_fields() -> None:
    """Two dates: the earlier word feeds the registration date wherever its column stands."""
    assert fields_for(["申请日期", "受理时间"]) == ["applied_at", "received_at"]
    assert fields_for(["受理时间", "申请日期", "登记日期"]) == [None, "applied_at", "received_at"]
    assert fields_for(["申请日期"]) == ["received_at"]


def test_what_loses_is_kept_by_name() -> None:
    """No column disappears."""
    data = workbook(
        [["登记日期", "受理时间", "当事人", "简要情况"], ["2025-11-03", "2025-11-04", "张三", "争执"]]
    )
    assert fields_of(data)[0]["extra"] == {"受理时间": "2025-11-04"}


def test_the_second_telephone_is_the_respondents() -> None:
    """It stands right of the respondent's name."""
    assert fields_for(["申请人", "联系电话", "被申请人", "联系电话"]) == [
        "applicant",
        "phone",
        "respondent",
        "respondent_phone",
    ]


def test_the_next_column_stands_in_where_the_first_is_empty() -> None:
    """The feedback's category, else the call's."""
    header = ["接警单编号", "报警时间", "报警内容", "接警报警类别", "反馈报警类别"]
    rows = [["J1", "2025-11-03", "争吵", "纠纷", None], ["J2", "2025-11-03", "争吵", "求助", "纠纷"]]
    read = fields_of(workbook([header, *rows]), channel="police_110", book=shipped_book())
    assert [one["category"] for one in read] == ["纠纷", "纠纷"]
    assert [one.get("extra") for one in read] == [None, {"接警报警类别": "求助"}]


def test_every_field_can_be_cleaned_and_every_rule_field_is_known() -> None:
    """The rules name no field that the readers do not have, and no field lacks a cleaner."""
    assert set(KINDS.values()) <= set(MAKERS)
    assert set(COLUMN_FIELDS) <= set(KINDS)
    channels, _ = loader.parse_typed(loader.shipped("channels"), Channels, "channels.yaml")
    assert channels is not None
    assert set(known_fields(channels)) == set(KINDS)
