"""Every writing of a value, one by one, and what must hold for all of them."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.units import split_units
from importers.values import MAKERS, Frame, Odd
from importers.values.dates import read_date
from importers.values.parties import Names, read_names

FRAME = Frame("这一列", date(2025, 12, 1), 2025, date(2025, 12, 1))
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def clean(kind: str, cell: Any, header: str = "这一列") -> Any:
    """One cell through the cleaner of a kind of column."""
    return MAKERS[kind](Frame(header, FRAME.as_of, FRAME.year, FRAME.last_day))(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2025-11-03", "2025-11-03"), ("2025/11/3", "2025-11-03"), ("2025.11.3", "2025-11-03"),
        ("20251103", "2025-11-03"), ("2025年11月3日", "2025-11-03"), ("25.11.3", "2025-11-03"),
        ("2025-11-03 14:22:05", "2025-11-03T14:22:05"), ("2025/11/8 15:03", "2025-11-08T15:03:00"),
        ("2025-11-03T14:22:05", "2025-11-03T14:22:05"), ("2025年11月3日下午3点20分", "2025-11-03T15:20:00"),
        (45964.0, "2025-11-03"), ("45964", "2025-11-03"), (45964.5, "2025-11-03T12:00:00"), (20251103.0, "2025-11-03"),
        ("'2025-11-03", "2025-11-03"), ("２０２５－１１－０３", "2025-11-03"), ("2025 年 11 月 3 日", "2025-11-03"),
        ("2025年11月3号（星期一）", "2025-11-03"), ("二〇二五年十一月三日", "2025-11-03"), ("2025年十一月三日", "2025-11-03"),
        ("二〇二五年十一月二十三日", "2025-11-23"), ("20251103194211", "2025-11-03T19:42:11"),
        ("2025-11-03T00:00:00Z", "2025-11-03T00:00:00"), ("2025-11-02T16:30:00.000Z", "2025-11-03T00:30:00"),
        ("2025-11-03T14:22:05+08:00", "2025-11-03T14:22:05"), ("\ufeff2025-11-03\u200b", "2025-11-03"),
        ("2025.11.03.", "2025-11-03"), ("2025-11-03 00:00:00", "2025-11-03T00:00:00"),
    ],
)  # fmt: skip
def test_dates_in_every_writing(cell: Any, value: str) -> None:
    """All of the same meaning, none with a remark."""
    assert clean("received", cell) == value


@pytest.mark.parametrize(
    "cell", ["2025.11.3-11.5", "2025年11月3日至5日", "2025-11-03~2025-11-05", "2025/11/3—2025/11/9"]
)
def test_of_a_range_the_first_day_is_taken(cell: str) -> None:
    """And told."""
    assert clean("received", cell) == Odd("2025-11-03", "warning", "“这一列”写的是一段时间，取开始的一天")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("11月3日", "2025-11-03"),
        ("11.3", "2025-11-03"),
        ("11/12", "2025-11-12"),
        (11.12, "2025-11-12"),
        (11.4, "2025-11-04"),
        ("12月25日", "2024-12-25"),
    ],
)
def test_a_missing_year_is_completed_and_told(cell: Any, day: str) -> None:
    """Of the reporting period, the year before where that would be too late."""
    odd = clean("received", cell)
    assert (odd.value, odd.level) == (day, "warning")
    assert "没有写年份" in odd.message


@pytest.mark.parametrize(
    "cell",
    [
        11.3,
        2025.0,
        61000.0,
        29999.0,
        "12/11/2025",
        "2025-13-01",
        "0225-11-03",
        "2025-11-03 25:00:00",
        "2025",
        "待定",
        1e20,
        -5.0,
    ],
)
def test_what_is_no_certain_day_is_never_guessed(cell: Any) -> None:
    """11.3 may be 11.30; 12/11/2025 may be either way round."""
    assert read_date(cell, 2025, date(2025, 12, 1)).value is None


@given(DAYS, st.sampled_from(["{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}",
                              "{0.year}年{0.month}月{0.day}日", " {0.year} 年 {0.month} 月 {0.day} 日 "]))  # fmt: skip
def test_every_day_in_every_full_writing(day: date, writing: str) -> None:
    """What is written is what is read."""
    assert read_date(writing.format(day), 2025, date(2025, 12, 1)) == (day.isoformat(), None)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 12, 31)))
def test_every_moment(moment: datetime) -> None:
    """As text and as cell, to the second."""
    moment = moment.replace(microsecond=0)
    assert clean("moment", moment.isoformat(" ")) == moment.isoformat()
    assert clean("moment", moment) == moment.isoformat()
    assert clean("day", moment) == moment.date().isoformat()


@given(st.integers(30_000, 60_000))
def test_every_serial_number(number: int) -> None:
    """Excel counts from the last day but one of 1899."""
    assert (
        read_date(float(number), 2025, date(2025, 12, 1)).value
        == (date(1899, 12, 30) + timedelta(number)).isoformat()
    )


@given(st.integers(1, 12), st.integers(1, 31), DAYS)
def test_a_completed_date_is_never_later_than_the_last_day(month: int, day: int, last: date) -> None:
    """And never a day that is not there."""
    value = read_date(f"{month}月{day}日", last.year, last).value
    assert value is None or value <= last.isoformat()


@given(st.text(max_size=40))
def test_no_text_breaks_a_cleaner(text: str) -> None:
    """Whatever stands in a cell, there is an answer."""
    for kind in MAKERS:
        answer = clean(kind, text)
        assert answer is None or isinstance(answer, str | int | list | tuple)


@given(st.floats())
def test_no_number_breaks_a_cleaner(number: float) -> None:
    """Numbers in columns of names and texts in columns of numbers are everyday."""
    for kind in MAKERS:
        clean(kind, number)


def person(name: str, **more: Any) -> dict[str, Any]:
    return {"role": "applicant", "name": name, **more}


@pytest.mark.parametrize(
    ("text", "parties", "people"),
    [
        ("张三", [person("张三")], None),
        ("张三、李四", [person("张三"), person("李四")], None),
        ("张三，李四；王五/赵六 钱七", [person(n) for n in ("张三", "李四", "王五", "赵六", "钱七")], None),
        ("王  强", [person("王强")], None),
        ("张三等5人", [person("张三")], (5, False)),
        ("张三、李四等十余人", [person("张三"), person("李四")], (10, True)),
        ("张三等人", [person("张三")], None),
        ("张三（男，45岁，13900001234）", [person("张三", gender="男", age=45, phone="13900001234")], None),
        ("张三(女)、李四(男，60岁)", [person("张三", gender="女"), person("李四", gender="男", age=60)], None),
        ("张三，男，45岁，汉族", [person("张三", gender="男", age=45)], None),
        ("张三 13900001234", [person("张三", phone="13900001234")], None),
        ("张三13900001234", [person("张三", phone="13900001234")], None),
        ("张三等农民工", [person("张三")], None),
        ("张三等12名木工", [person("张三")], (12, False)),
        ("上等米加工厂", [person("上等米加工厂", is_org=True)], None),
        ("曲某及子女3人", [person("曲某")], None),
        ("匿名", [{"role": "applicant", "anonymous": True}], None),
        ("不愿透露", [{"role": "applicant", "anonymous": True}], None),
        ("富锦市某商贸有限公司（法定代表人王五）",
         [person("富锦市某商贸有限公司", is_org=True), {"role": "agent", "name": "王五"}], None),
        ("甲方：张三 乙方：李四", [person("张三"), {"role": "respondent", "name": "李四"}], None),
        ("阿依古丽·买买提", [person("阿依古丽·买买提")], None),
        ("某农产品加工厂", [person("某农产品加工厂", is_org=True)], None),
        ("向阳川镇某村村民委员会", [person("向阳川镇某村村民委员会", is_org=True)], None),
        ("张三（委托代理人：李四）", [person("张三"), {"role": "agent", "name": "李四"}], None),
        ("张三(代理人:李四)、王五", [person("张三"), {"role": "agent", "name": "李四"}, person("王五")], None),
        ("1、张三 2、李四", [person("张三"), person("李四")], None),
        ("①张三②李四", [person("张三"), person("李四")], None),
        ("（1）张三（2）李四", [person("张三"), person("李四")], None),
        ("张三13900001234、李四", [person("张三", phone="13900001234"), person("李四")], None),
        ("'张三", [person("张三")], None),
        ("张三，男，1980年5月1日出生，汉族，农民，住富锦市锦山镇",
         [person("张三", gender="男", address="富锦市锦山镇")], None),
    ],
)  # fmt: skip
def test_names_in_every_writing(text: str, parties: list[dict[str, Any]], people: Any) -> None:
    """Who, what is said of them in brackets, and how many."""
    assert read_names(text, "applicant") == Names(parties, people)


def test_a_short_name_with_and_others() -> None:
    """张三等 is three characters long and still no name."""
    assert clean("names", "张三等") == Names([person("张三")])


@pytest.mark.parametrize("text", ["", "—", "无", "不详", "/", "N/A", "未知"])
def test_nobody(text: str) -> None:
    """Nothing given is nobody."""
    assert read_names(text, "applicant") is None
    assert clean("names", text) is None


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("13900001234", ["13900001234"]), (13900001234.0, ["13900001234"]), ("13900001234.0", ["13900001234"]),
        ("１３９００００１２３４", ["13900001234"]), ("139-0000-1234", ["13900001234"]), ("139 0000 1234", ["13900001234"]),
        ("+86 13900001234", ["13900001234"]), ("0454-1234567", ["0454-1234567"]),
        ("13900001234、13900005678", ["13900001234", "13900005678"]), ("13900001234/0454-1234567", ["13900001234", "0454-1234567"]),
        ("138 0000 8613", ["13800008613"]), ("8613800008613", ["13800008613"]), ("0454 1234567", ["0454-1234567"]),
        ("13900001234 0454-1234567", ["13900001234", "0454-1234567"]), ("张三 139 0000 1234", ["张三", "13900001234"]),
        ("1390000xxxx", ["1390000xxxx"]), ("12345", ["12345"]), ("—", None), ("无", None),
    ],
)  # fmt: skip
def test_telephones(cell: Any, numbers: list[str] | None) -> None:
    """One spelling; what is no number stays as written."""
    assert clean("phone", cell) == numbers


@pytest.mark.parametrize("cell", ["********", "******************", "＊＊＊＊", "—", ""])
def test_a_number_behind_stars_is_none(cell: str) -> None:
    """A system that hides numbers tells nothing, and nothing is wrong with that."""
    assert clean("id_no", cell) is None


GROUPED = ((3, 4, 4), (3, 3, 5), (4, 3, 4), (7, 4), (11,))


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"1[3-9]\d{9}", fullmatch=True).map(
                lambda text: "".join(str(int(char)) for char in text)
            ),
            st.sampled_from(GROUPED),
            st.sampled_from([" ", "-", "  ", "\u3000", " - "]),
            st.sampled_from(["", "", "+86 ", "+86", "86", "86-", "0086 "]),
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["、", "/", "，", "; ", " ", "\n"]),
)
def test_telephones_in_groups_are_put_together(
    phones: list[tuple[str, tuple[int, ...], str, str]], between: str
) -> None:
    """However grouped, with whatever country code: no digit is lost, also where a group ends in 86."""
    written = []
    for number, groups, gap, country in phones:
        ends = [sum(groups[: at + 1]) for at in range(len(groups))]
        pieces = [number[end - size : end] for end, size in zip(ends, groups, strict=True)]
        written.append(country + gap.join(pieces))
    assert clean("phone", between.join(written)) == [number for number, *_ in phones]


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.integers(1, 10))
def test_a_mobile_number_cut_anywhere(number: str, at: int) -> None:
    """A line break of the cell may fall inside the number."""
    number = "".join(str(int(char)) for char in number)
    assert clean("phone", f"{number[:at]}\n{number[at:]}") == [number]


@pytest.mark.parametrize(
    ("cell", "header", "fen"),
    [
        ("3.2万", "金额", 3_200_000), ("3.2万元", "金额（万元）", 3_200_000), ("32,000元", "金额", 3_200_000),
        ("约3万", "金额", 3_000_000), ("叁万贰仟元", "金额", 3_200_000), (3.2, "金额（万元）", 3_200_000),
        ("3.2", "金额（万元）", 3_200_000), (1860.5, "标的额（元）", 186_050), ("0.12万元", "涉及金额（万元）", 120_000),
        (0.1 + 0.2, "金额（万元）", 300_000),
    ],
)  # fmt: skip
def test_money(cell: Any, header: str, fen: int) -> None:
    """The header's unit counts for bare numbers only."""
    assert clean("amount", cell, header)[0] == fen


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        (2.0, (2, False)),
        ("2人", (2, False)),
        ("10余人", (10, True)),
        ("约30户", (30, True)),
        ("若干", None),
        (0.0, None),
        ("—", None),
    ],
)
def test_head_counts(cell: Any, people: Any) -> None:
    """若干 is neither a number nor a mistake."""
    assert clean("people", cell) == people


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("否", False), ("√", True), ("×", False), ("Y", True), ("n", False), (1.0, True), (0.0, False),
     ("已确认", True), ("未确认", False), ("TRUE", True), ("", None)],
)  # fmt: skip
def test_yes_and_no(cell: Any, answer: Any) -> None:
    """Marks, letters, figures and words."""
    assert clean("yes_no", cell) is answer


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("已履行", "yes"), ("部分履行", "partial"), ("未履行", "no"), ("是", "yes"), ("", None)],
)
def test_performance(cell: str, answer: str | None) -> None:
    """Kept, in part, not."""
    assert clean("performed", cell) == answer


def test_nothing_is_an_answer_only_in_results() -> None:
    """无 in the column of results is what came out."""
    assert clean("result", "无") == "无"
    assert clean("text", "无") is None


@pytest.mark.parametrize(
    ("text", "header", "units"),
    [
        ("市住建局", "责任单位", ("市住建局", (), None)),
        ("市农业农村局（协办：兴隆岗镇）", "责任单位", ("市农业农村局", ("兴隆岗镇",), None)),
        ("市住建局/某物业公司", "部门名称", ("市住建局", ("某物业公司",), None)),
        ("主办：市人社局；协办：公安局、锦山镇", "责任单位", ("市人社局", ("公安局", "锦山镇"), None)),
        ("城西街道/张三", "责任单位/责任人", ("城西街道", (), "张三")),
    ],
)
def test_units(text: str, header: str, units: Any) -> None:
    """Who is in charge, who helps, and a person where the header promises one."""
    assert split_units(text, header) == units
