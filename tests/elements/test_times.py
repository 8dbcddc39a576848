"""When it happened, counted from the day it was received: Saturday, 15 November 2025."""

from __future__ import annotations

from datetime import date

import chinese_calendar
import pytest

from jiefen_lite.elements import Reader, moon
from jiefen_lite.elements.times import TimeReader
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
        ("端午打架", "2025-05-31", "2025-05-31", "day"),
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
        ("今年春节打架", "2025-01-29", "2025-02-04", "day"),
        ("正月十六办喜事", "2025-02-13", "2025-02-13", "day"),
        ("腊月初八送的货", "2025-01-07", "2025-01-07", "day"),
        ("腊八那天买的", "2025-01-07", "2025-01-07", "day"),
        ("6月初至8月底干活没给钱", "2025-06-01", "2025-08-31", "day"),
        ("8月13日至17日住院多收钱", "2025-08-13", "2025-08-17", "day"),
        ("2023-2024年没分红", "2023-01-01", "2024-12-31", "year"),
        ("12号到的货全是坏的", "2025-11-12", "2025-11-12", "day"),
        ("婆婆五月二十六把我床头柜翻了", "2025-05-26", "2025-05-26", "day"),
        ("市医院八月二十九出的院", "2025-08-29", "2025-08-29", "day"),
        ("5月31那天下雨最厉害，粪水流进井里", "2025-05-31", "2025-05-31", "day"),
        ("林带让人放了，是六月二十几号的事", "2025-06-20", "2025-06-29", "month"),
        ("9月18寄的月饼弄丢了，198块", "2025-09-18", "2025-09-18", "day"),
        ("国庆当天坐大巴，行李箱叫人拿错了", "2025-10-01", "2025-10-01", "day"),
        ("双十一前订的饺子化了", "2025-11-01", "2025-11-10", "season"),
        ("六一那天来屯里免费体检，把我妈骗了", "2025-06-01", "2025-06-01", "day"),
        ("八月节那天晚上把我妈撞了", "2025-10-06", "2025-10-06", "day"),
        ("国庆前把人打了", "2025-09-21", "2025-09-30", "season"),
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
    for text in ("上半年打架", "本月打架", "本周打架", "12月底要钱"):
        reading = reader.read(text, TODAY)
        assert reading.when_start is not None
        assert reading.when_end is not None
        assert reading.when_start <= reading.when_end <= TODAY


def test_an_unsure_time_is_told(reader: Reader) -> None:
    reading = reader.read("国庆前他家的羊啃了我家的苗", TODAY)
    assert "when" in reading.unsure
    assert reading.when_span == (0, 3)
    assert reading.when_end == date(2025, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        "合同写的每年11月1日前付款，一直没给",
        "家里还等着钱过年",
    ],
)
def test_when_it_was_promised_is_not_when_it_happened(reader: Reader, text: str) -> None:
    assert reader.read(text, TODAY).when_start is None


def test_a_number_is_no_feast(reader: Reader) -> None:
    assert reader.read("地租尚欠三万五一直没给", TODAY).when_text is None


def test_the_day_is_quoted_whole(reader: Reader) -> None:
    assert reader.read("2025年10月18日21时许报警", TODAY).when_text == "2025年10月18日"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年11月12日9时接卫生院报警，称死者家属闹事。11月8日其母输液后抢救无效。", "2025-11-08"),
        ("今天走访，张某说9月3日被李某的狗咬了", "2025-09-03"),
        ("2019年结婚，今年10月8日丈夫打人", "2025-10-08"),
        ("约定10月20日前付清，至今未付", "2025-10-20"),
    ],
)
def test_of_several_days_that_of_the_matter_counts(reader: Reader, text: str, day: str) -> None:
    """Not the day on which it was told, nor how it all began; a day that was promised, where it passed."""
    assert str(reader.read(text, TODAY).when_start) == day


@pytest.mark.parametrize(
    ("year", "first", "length_before"),
    [(2020, "2020-01-25", 30), (2024, "2024-02-10", 30), (2026, "2026-02-17", 29), (2030, "2030-02-03", 30)],
)
def test_the_moon_begins_the_year(year: int, first: str, length_before: int) -> None:
    """As the calendars of these years have it: 腊月 has 29 days from 2025 to 2029."""
    assert str(moon.new_year(year)) == first
    assert (moon.new_year(year) - moon.month(year - 1, 12)).days == length_before


@pytest.fixture(scope="module")
def times() -> TimeReader:
    return TimeReader()


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025年上半年", "2025-01-01", "2025-06-30"),
        ("今年二季度", "2025-04-01", "2025-06-30"),
        ("四季度", "2025-10-01", "2025-11-15"),
        ("今年前三季度", "2025-01-01", "2025-09-30"),
        ("2025年第三、第四季度", "2025-07-01", "2025-11-15"),
        ("上个季度", "2025-07-01", "2025-09-30"),
        ("今年前五个月", "2025-01-01", "2025-05-31"),
        ("大前天", "2025-11-12", "2025-11-12"),
        ("前儿个", "2025-11-13", "2025-11-13"),
        ("半个月前", "2025-10-28", "2025-11-03"),
        ("一个半月前", "2025-09-23", "2025-10-07"),
        ("一年半前", "2024-05-01", "2024-05-31"),
        ("两星期前", "2025-11-01", "2025-11-01"),
        ("两三天前", "2025-11-12", "2025-11-13"),
        ("二十多天前", "2025-10-17", "2025-10-25"),
        ("三个来月前", "2025-08-01", "2025-08-31"),
        ("三四个月前", "2025-07-01", "2025-08-31"),
        ("七八年前", "2017-01-01", "2018-12-31"),
        ("十来年前", "2013-01-01", "2017-12-31"),
        ("两年前的今天", "2023-11-15", "2023-11-15"),
        ("上个月的今天", "2025-10-15", "2025-10-15"),
        ("近三个月", "2025-08-15", "2025-11-15"),
        ("最近两个月", "2025-09-15", "2025-11-15"),
        ("三个多月以来", "2025-08-01", "2025-11-15"),
        ("零七年八月二十九号", "2007-08-29", "2007-08-29"),
        ("他07年以后没来过", "2007-01-01", "2007-12-31"),
        ("八三年分的地", "1983-01-01", "1983-12-31"),
        ("21年到23年", "2021-01-01", "2023-12-31"),
        ("八十年代分的地", "1980-01-01", "1989-12-31"),
        ("12月月底", "2024-12-21", "2024-12-31"),
        ("2019年4月12-19日", "2019-04-12", "2019-04-19"),
        ("2018年12月九号到十五号", "2018-12-09", "2018-12-15"),
        ("2019.05.29 15:20-2020.01.12 12:10", "2019-05-29", "2020-01-12"),
        ("2025.03", "2025-03-01", "2025-03-31"),
        ("20250305", "2025-03-05", "2025-03-05"),
        ("11-03 20:01", "2025-11-03", "2025-11-03"),
        ("礼拜天", "2025-11-09", "2025-11-09"),
        ("周二晚上", "2025-11-11", "2025-11-11"),
        ("上周星期三", "2025-11-05", "2025-11-05"),
        ("10月第一周", "2025-10-06", "2025-10-12"),
        ("去年暑假", "2024-07-01", "2024-08-31"),
        ("今年教师节", "2025-09-10", "2025-09-10"),
        ("闰六月", "2025-07-25", "2025-08-22"),
        ("闰六月初三", "2025-07-27", "2025-07-27"),
        ("五月廿二", "2025-06-17", "2025-06-17"),
        ("今年清明", "2025-04-04", "2025-04-04"),
        ("2月29日", "2024-02-29", "2024-02-29"),
        ("立冬这天", "2025-11-07", "2025-11-07"),
        ("去年秋分前后", "2024-09-19", "2024-09-25"),
        ("刚过霜降", "2025-10-24", "2025-11-02"),
        ("中秋第二天", "2025-10-07", "2025-10-07"),
        ("国庆假期头一天", "2025-10-01", "2025-10-01"),
        ("除夕前一天", "2025-01-27", "2025-01-27"),
        ("高考第二天", "2025-06-08", "2025-06-08"),
        ("去年三八妇女节", "2024-03-08", "2024-03-08"),
        ("昨下晚", "2025-11-14", "2025-11-14"),
        ("元月5号", "2025-01-05", "2025-01-05"),
        ("头伏第一天", "2025-07-20", "2025-07-20"),
        ("今年末伏那天", "2025-08-09", "2025-08-09"),
        ("父亲节那天", "2025-06-15", "2025-06-15"),
        ("霜降前两天", "2025-10-21", "2025-10-21"),
        ("七夕节前三天", "2025-08-26", "2025-08-26"),
        ("去年最后一天", "2024-12-31", "2024-12-31"),
        ("上月最后一天", "2025-10-31", "2025-10-31"),
        ("7月最后一天", "2025-07-31", "2025-07-31"),
        ("八月十五号到十八号", "2025-08-15", "2025-08-18"),
        ("10.15人事主管通知我", "2025-10-15", "2025-10-15"),
        ("六一 带孩子去", "2025-06-01", "2025-06-01"),
        ("从4月15干到5月25，", "2025-04-15", "2025-05-25"),
        ("2025年9月、10月工资", "2025-09-01", "2025-10-31"),
        ("12月和1月工资", "2024-12-01", "2025-01-31"),
        ("2022年度、2023年度、2024年度", "2022-01-01", "2024-12-31"),
        ("2024年7月至9月10日", "2024-07-01", "2024-09-10"),
        ("去年5月1日干到10月30日", "2024-05-01", "2024-10-30"),
    ],
)
def test_times_told_without_a_calendar(times: TimeReader, text: str, start: str, end: str) -> None:
    """The whole of what is told is one time."""
    assert [(str(one.start), str(one.end)) for one in times.every(text, TODAY)] == [(start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "约定2026年3月1日前还",  # nor is the year of a day to come a time
        "每周二开会",
        "周一到周五上班",
        "干了19年",
        "承包30年",
        "订单号20250305123",
        "每亩2025.05元",
        "附近三个月亮泡子",
        "教师节前夕",
        "会计白露在场看见的",  # somebody's name
        "大雪封路走不了",
        "下大雪那天",
        "两名初二学生打架",
        "往后一月给二百",
        "每月5000元月租",
        "入伏的时候前天旱后天涝",
    ],
)
def test_what_only_looks_like_a_time(times: TimeReader, text: str) -> None:
    assert times.every(text, TODAY) == []


def test_a_year_is_that_of_the_day_told_before(times: TimeReader) -> None:
    found = times.every("2023年3月借走两万，同年11月还了五千，次年5月再没还", TODAY)
    assert [str(one.start) for one in found] == ["2023-03-01", "2023-11-01", "2024-05-01"]


def test_this_evening_is_that_of_the_note_only_at_its_head(times: TimeReader) -> None:
    assert [str(one.start) for one in times.every("当夜村里狗叫", TODAY)] == ["2025-11-15"]
    assert len(times.every("8月20日修好了机器，当日付了两千", TODAY)) == 1


def test_the_days_of_the_sun_are_those_of_the_calendar() -> None:
    """Against the calendar's own table; within minutes of midnight the next day is meant."""
    near_midnight = {("小暑", date(2016, 7, 7)), ("大雪", date(2020, 12, 7))}
    listed = chinese_calendar.get_solar_terms(date(2010, 1, 1), date(2030, 12, 31))
    other = {(name, day) for day, name in listed if moon.term(day.year, name) != day}
    assert len(listed) == 21 * 24
    assert other == near_midnight


@pytest.mark.parametrize(
    ("year", "month", "first"), [(2020, 4, "2020-05-23"), (2023, 2, "2023-03-22"), (2025, 6, "2025-07-25")]
)
def test_the_leap_months(year: int, month: int, first: str) -> None:
    found = moon.leap_month(year)
    assert found is not None
    assert (found[0], str(found[1])) == (month, first)
    assert moon.leap_month(2026) is None
