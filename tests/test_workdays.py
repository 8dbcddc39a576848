"""Days are counted as the Civil Code and the State Council's notices have it."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiefen_lite import deadlines
from jiefen_lite.errors import JiefenError
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import Holidays
from jiefen_lite.workdays import MOST_DAYS, Calendar

HOLIDAYS, _ = loader.parse_typed(loader.shipped("holidays"), Holidays, "holidays.yaml")
assert HOLIDAYS is not None
CALENDAR = deadlines.calendar(HOLIDAYS)

DAYS = st.dates(date(2015, 1, 1), date(2026, 10, 1))


def test_every_day_from_2015_to_2026_is_what_the_notices_say() -> None:
    """chinesecalendar keeps the same notices independently."""
    first, last = date(2015, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert [day for day in days if CALENDAR.is_off(day) != chinese_calendar.is_holiday(day)] == []


@given(start=DAYS, days=st.integers(1, 60))
def test_a_period_in_working_days_ends_on_the_nth_working_day(start: date, days: int) -> None:
    made = CALENDAR.add_workdays(start, days)
    assert len(chinese_calendar.get_workdays(start + timedelta(days=1), made.due)) == days
    assert chinese_calendar.is_workday(made.due)
    assert CALENDAR.workdays_between(start, made.due) == days


@given(start=DAYS, days=st.integers(1, 80))
def test_a_period_in_natural_days_ends_on_the_first_day_after_the_rest(start: date, days: int) -> None:
    due = CALENDAR.add_calendar_days(start, days).due
    last = start + timedelta(days=days)
    assert due >= last
    assert chinese_calendar.is_workday(due)
    assert len(chinese_calendar.get_workdays(last, due)) == 1


@given(start=DAYS, days=st.integers(0, 60), workdays=st.booleans())
def test_the_steps_tell_every_day_and_count_as_many_as_asked(start: date, days: int, workdays: bool) -> None:
    made = (CALENDAR.add_workdays if workdays else CALENDAR.add_calendar_days)(start, days)
    assert [step.day for step in made.steps] == [
        start + timedelta(days=n) for n in range((made.due - start).days + 1)
    ]
    assert sum(step.counted for step in made.steps) == days
    assert all(step.why for step in made.steps)


def told(steps: object) -> list[tuple[str, bool, str]]:
    return [(step.day.isoformat()[5:], step.counted, step.why) for step in steps]  # type: ignore[attr-defined]


def test_working_days_are_explained() -> None:
    assert told(CALENDAR.add_workdays(date(2026, 9, 30), 3).steps) == [
        ("09-30", False, "开始的当日不计入"),
        ("10-01", False, "国庆节休"),
        ("10-02", False, "国庆节休"),
        ("10-03", False, "国庆节休"),
        ("10-04", False, "国庆节休"),
        ("10-05", False, "国庆节休"),
        ("10-06", False, "国庆节休"),
        ("10-07", False, "国庆节休"),
        ("10-08", True, "周四"),
        ("10-09", True, "周五"),
        ("10-10", True, "调休上班（国庆节）"),
    ]


def test_natural_days_are_explained() -> None:
    assert told(CALENDAR.add_calendar_days(date(2026, 9, 23), 3).steps) == [
        ("09-23", False, "开始的当日不计入"),
        ("09-24", True, "周四"),
        ("09-25", True, "中秋节休"),
        ("09-26", True, "中秋节休，最后一日遇休，顺延"),
        ("09-27", False, "中秋节休，还要顺延"),
        ("09-28", False, "周一，顺延到本日"),
    ]


def test_a_year_without_a_notice_is_an_estimate_by_weekends_only() -> None:
    made = CALENDAR.add_workdays(date(2026, 12, 30), 3)
    assert made.estimated
    assert told(made.steps)[-4:] == [
        ("01-01", True, "周五（预估）"),
        ("01-02", False, "周六（预估）"),
        ("01-03", False, "周日（预估）"),
        ("01-04", True, "周一（预估）"),
    ]
    assert not CALENDAR.add_workdays(date(2026, 12, 28), 3).estimated


def test_a_period_that_ends_in_a_known_year_is_no_estimate() -> None:
    assert not CALENDAR.add_calendar_days(date(2026, 11, 20), 41).estimated
    assert CALENDAR.add_calendar_days(date(2026, 11, 20), 42).estimated


def test_no_days_at_all_end_on_the_first_day_that_is_no_rest() -> None:
    assert CALENDAR.add_calendar_days(date(2026, 10, 1), 0).due == date(2026, 10, 8)
    assert CALENDAR.add_workdays(date(2026, 10, 1), 0).due == date(2026, 10, 1)


def test_days_entered_by_hand_lie_over_the_table() -> None:
    by_hand = Calendar({date(2027, 2, 5): (True, "春节"), date(2027, 2, 6): (False, "春节")}, frozenset())
    assert by_hand.why(date(2027, 2, 5)) == "春节休"
    assert by_hand.add_workdays(date(2027, 2, 4), 1).due == date(2027, 2, 6)


def test_working_days_between_two_days() -> None:
    assert CALENDAR.workdays_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert CALENDAR.workdays_between(date(2026, 10, 10), date(2026, 9, 30)) == 0


@pytest.mark.parametrize("days", [-1, MOST_DAYS + 1, 10**12])
def test_senseless_numbers_of_days_are_refused_plainly(days: int) -> None:
    with pytest.raises(JiefenError, match="天数应当在 0 到 3660 之间"):
        CALENDAR.add_workdays(date(2026, 1, 1), days)


def test_a_year_beyond_all_calendars_is_refused_plainly() -> None:
    with pytest.raises(JiefenError, match="请检查年份"):
        CALENDAR.add_calendar_days(date(9999, 12, 31), 3)
