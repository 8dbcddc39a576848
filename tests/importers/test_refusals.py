"""Four reasons refuse a row and no others; all problems come in one pass, without numbers of people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.importers.factories import errors_of, fields_of, rows_of, warnings_of, workbook

HEADER = [
    "编号",
    "登记日期",
    "当事人",
    "身份证号",
    "联系电话",
    "简要情况",
    "涉及金额",
    "涉及人数",
    "办结时间",
]
GOOD = ["A1", "2025-11-03", "张三", None, None, "争执", None, None, None]
VALID_ID = "230882199001010003"  # check digit made below


def good_id() -> str:
    """An invented identity number with the right check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    body = "23088219900101000"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def row_with(**change: Any) -> Any:
    """One row as read."""
    values = [change.get(header, usual) for header, usual in zip(HEADER, GOOD, strict=True)]
    return rows_of(workbook([HEADER, values]))[0]


@pytest.mark.parametrize("number", [12345202511030000217, 1.23452e19, "1.23452E+19", 1e15])
def test_damaged_numbers_refuse(number: Any) -> None:
    """Excel has lost digits; nobody can say which case it is."""
    row = row_with(编号=number)
    assert errors_of(row) == [
        "编号失真：“编号”在表格里是数字，超过 15 位的部分已经丢失，请在原系统中按文本重新导出"
    ]
    assert "source_no" not in row.fields


@pytest.mark.parametrize(
    ("number", "text"),
    [(202511030012, "202511030012"), ("0012", "0012"), ("13900001234.0", "13900001234"), (7.0, "7")],
)
def test_whole_numbers_stay_texts(number: Any, text: str) -> None:
    """Leading zeros stay, the .0 of a careless export goes."""
    row = row_with(编号=number)
    assert errors_of(row) == []
    assert row.fields["source_no"] == text


def test_a_number_that_became_a_date_refuses() -> None:
    """2025-11 typed into a cell is a day afterwards."""
    import datetime

    assert errors_of(row_with(编号=datetime.date(2025, 11, 1)))[0].startswith("编号失真")


@pytest.mark.parametrize("day", [None, "—", "无", "不详", " "])
def test_a_missing_registration_date_refuses(day: Any) -> None:
    """Every way to write that there is none."""
    row = row_with(登记日期=day)
    assert errors_of(row) == ["登记日期缺失：“登记日期”是空的，请补上后重新导入这一行"]


def test_no_column_of_registration_dates_at_all() -> None:
    """Every row is told, none is guessed."""
    row = rows_of(workbook([["编号", "当事人", "简要情况"], ["1", "张三", "争执"]]))[0]
    assert errors_of(row) == ["登记日期缺失：表里没有登记日期这一列，请补上后重新导入这一行"]


@pytest.mark.parametrize(
    "day", ["2025-02-30", "2025.11.31", "20251301", "二月三十日", "2026-11-03", "2025年11月", "昨天"]
)
def test_impossible_registration_dates_refuse(day: str) -> None:
    """No such day, later than today, or no day at all."""
    errors = errors_of(row_with(登记日期=day))
    assert len(errors) == 1
    assert errors[0].startswith("登记日期不可能")


def test_neither_a_party_nor_a_story() -> None:
    """One of the two is enough."""
    assert errors_of(row_with(当事人=None, 简要情况=None)) == [
        "既无当事人又无事情经过，认不出是哪一件事，请补上其中一项后重新导入这一行"
    ]
    assert errors_of(row_with(当事人=None)) == []
    assert errors_of(row_with(简要情况="无")) == []
    assert errors_of(row_with(当事人="匿名", 简要情况=None)) == []


def test_everything_else_only_warns() -> None:
    """Short telephone, wrong check digit, strange amount and count, ended before it began: in, and told."""
    row = row_with(
        身份证号=good_id()[:-1] + "Q",
        联系电话="1390000123",
        涉及金额="很多",
        涉及人数="一大群",
        办结时间="2025-10-01",
    )
    assert errors_of(row) == []
    assert sorted(warnings_of(row)) == sorted(
        [
            "“身份证号”校验不通过，请核对；这一行照常入库",
            "“联系电话”的号码位数不对，请核对；这一行照常入库",
            "“涉及金额”认不出是多少钱，没有采用，原文已保留",
            "“涉及人数”认不出是多少人，没有采用，原文已保留",
            "“办结时间”早于登记日期，请核对",
        ]
    )
    assert row.fields["amount_text"] == "很多"
    assert row.fields["parties"][0]["phone"] == "1390000123"


def test_a_good_identity_number_is_silent() -> None:
    """Also with a full-width X and spaces."""
    assert warnings_of(row_with(身份证号=good_id())) == []
    row = row_with(身份证号=f"{good_id()[:6]} {good_id()[6:14]} {good_id()[14:]}")
    assert row.fields["parties"][0]["id_no"] == good_id()


def test_a_damaged_identity_number_refuses() -> None:
    """Eighteen digits as a number have lost the last three."""
    assert errors_of(row_with(身份证号=float(good_id()[:17] + "0")))[0].startswith("编号失真")


def test_all_problems_of_all_rows_in_one_pass() -> None:
    """Each with its Excel row and the header as written."""
    rows = [GOOD, ["1E+20", None, None, None, None, None, None, None, None], [*GOOD[:4], "139", *GOOD[5:]]]
    read = rows_of(workbook([HEADER, *rows]))
    found = [(row.row_no, column, field, level) for row in read for column, field, level, _ in row.problems]
    assert found == [
        (3, "编号", "source_no", "error"),
        (3, "登记日期", "received_at", "error"),
        (3, "当事人", "parties", "error"),
    ]


def test_messages_hold_no_numbers_of_people() -> None:
    """A telephone in the date column is masked where it is told."""
    row = row_with(登记日期="13900001234", 身份证号="23088219900101123", 联系电话="139000012345")
    text = "".join(message for *_, message in row.problems)
    assert "139****1234" in text
    assert "13900001234" not in text
    assert "23088219900101123" not in text


def test_texts_survive_exactly() -> None:
    """Rare characters, signs of other languages and line ends."""
    story = "𠮷 · 张 <b>{{x}}</b> 'a' \"q\"\n第二行 😀 ＝1+1"
    assert fields_of(workbook([HEADER, [*GOOD[:5], story, *GOOD[6:]]]))[0]["summary"] == story
