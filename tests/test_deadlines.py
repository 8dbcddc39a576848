"""Three clocks, the earliest that applies, and when its light turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiefen_lite import deadlines
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import Deadlines, Holidays
from jiefen_lite.shapes import By, Clock, ClockState, Complexity, DueDates, Light, Pause

HOLIDAYS, _ = loader.parse_typed(loader.shipped("holidays"), Holidays, "holidays.yaml")
RULES, _ = loader.parse_typed(loader.shipped("deadlines"), Deadlines, "deadlines.yaml")
assert HOLIDAYS is not None
assert RULES is not None
CALENDAR = deadlines.calendar(HOLIDAYS)


def dues(
    channel: str,
    accepted_on: date,
    *,
    complexity: Complexity = Complexity.COMPLEX,
    clock_start_at: date | None = None,
    source_due: date | None = None,
    state: ClockState = deadlines.UNTOUCHED,
    rules: Deadlines = RULES,
) -> DueDates:
    return deadlines.due_dates(
        channel=channel,
        complexity=complexity,
        accepted_on=accepted_on,
        clock_start_at=clock_start_at,
        source_due=source_due,
        rules=rules,
        cal=CALENDAR,
        state=state,
    )


def test_a_case_of_the_centre_runs_on_the_centres_clock() -> None:
    made = dues("mediation", date(2026, 11, 18), complexity=Complexity.SIMPLE)
    assert (made.center_due, made.source_due, made.statutory_due) == (date(2026, 11, 23), None, None)
    assert (made.due_date, made.due_clock, made.estimated) == (date(2026, 11, 23), Clock.CENTER, False)


def test_the_earliest_clock_sets_the_due_date() -> None:
    made = dues("hotline_12345", date(2026, 11, 2), source_due=date(2026, 11, 9))
    assert made.center_due == date(2026, 11, 23)  # the 22nd is a Sunday
    assert (made.due_date, made.due_clock) == (date(2026, 11, 9), Clock.SOURCE)


def test_what_the_source_ordered_is_not_recomputed() -> None:
    """A source's own date stands even where it falls on a rest day."""
    made = dues("hotline_12345", date(2026, 9, 20), source_due=date(2026, 10, 3))
    assert made.due_date == date(2026, 10, 3)


def test_an_arbitration_looks_at_the_law_and_not_at_the_centre() -> None:
    made = dues("labor_arbitration", date(2026, 8, 10), clock_start_at=date(2026, 8, 18))
    assert made.center_due == date(2026, 8, 31)
    assert made.statutory_due == date(2026, 10, 8)
    assert (made.due_date, made.due_clock) == (date(2026, 10, 8), Clock.STATUTORY)


def test_a_court_case_without_delegation_day_stays_on_the_centres_clock() -> None:
    made = dues("court_pretrial", date(2026, 11, 2))
    assert made.statutory_due is None
    assert (made.due_date, made.due_clock) == (date(2026, 11, 23), Clock.CENTER)
    assert "缺起算日（委派签收日），法定期限没有算" in [decision.text for decision in made.decisions]


def test_a_petition_without_its_own_start_runs_from_the_day_of_registration() -> None:
    assert dues("petition", date(2026, 8, 2)).statutory_due == date(2026, 10, 8)


def test_a_petition_takes_the_earlier_of_source_and_law() -> None:
    made = dues("petition", date(2025, 11, 3), source_due=date(2025, 12, 31))
    assert made.statutory_due == date(2026, 1, 4)
    assert (made.due_date, made.due_clock) == (date(2025, 12, 31), Clock.SOURCE)


def test_an_extension_is_counted_from_the_day_the_term_ends() -> None:
    """Twenty days end on Monday the 23rd, because the 22nd is a Sunday; ten more end on 3 December."""
    made = dues("grid", date(2026, 11, 2), state=ClockState(center_days=10))
    assert (made.center_due, made.due_date) == (date(2026, 12, 3), date(2026, 12, 3))
    assert made.decisions[0].by == By.PERSON


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        ((11, 19), (11, 23), (11, 24)),  # one day was used: the 23rd counts again, and the 24th is the last
        ((11, 20), (11, 24), (11, 24)),  # suspended on the last day: the day of resumption is the last
        ((11, 18), (11, 18), (11, 20)),  # resumed on the same day: nothing happened
        ((11, 17), (11, 27), (11, 30)),  # the third day would be Sunday the 29th
    ],
)
def test_the_centres_clock_stands_while_a_case_is_suspended(
    first: tuple[int, int], last: tuple[int, int], due: tuple[int, int]
) -> None:
    """Three days from Tuesday the 17th are the 18th, 19th and 20th of November 2026."""
    pause = Pause(date(2026, *first), date(2026, *last), suspended=True)
    made = dues("window", date(2026, 11, 17), complexity=Complexity.SIMPLE, state=ClockState(pauses=(pause,)))
    assert made.due_date == date(2026, *due)


def test_source_and_statutory_clocks_go_on_through_a_suspension() -> None:
    pause = Pause(date(2026, 11, 4), date(2026, 11, 24), suspended=True)
    state = ClockState(pauses=(pause,))
    made = dues("hotline_12345", date(2026, 11, 2), source_due=date(2026, 11, 9), state=state)
    assert (made.due_date, made.due_clock) == (date(2026, 11, 9), Clock.SOURCE)
    law = dues("petition", date(2026, 6, 1), state=state)
    assert law.statutory_due == date(2026, 7, 31)


def test_an_appraisal_stops_the_term_of_a_delegated_mediation_too() -> None:
    """Thirty days from 3 November are over on 3 December; ten days of appraisal are not counted."""
    pause = Pause(date(2026, 11, 10), date(2026, 11, 20), suspended=True, statutory=True)
    started = date(2026, 11, 3)
    made = dues(
        "court_pretrial", date(2026, 11, 2), clock_start_at=started, state=ClockState(pauses=(pause,))
    )
    assert made.statutory_due == date(2026, 12, 14)  # the 13th is a Sunday


def test_a_reopened_case_has_a_new_term_and_only_the_centres() -> None:
    """Neither the day its source once set nor the term of the law is asked of it again."""
    state = ClockState(restarted_on=date(2026, 11, 20))
    made = dues("petition", date(2026, 3, 2), source_due=date(2026, 4, 1), state=state)
    assert (made.due_date, made.due_clock) == (date(2026, 12, 10), Clock.CENTER)


def test_a_statutory_term_is_extended_by_days_of_its_own() -> None:
    made = dues("labor_arbitration", date(2026, 8, 18), state=ClockState(statutory_days=15))
    assert made.due_date == date(2026, 10, 23)  # 8 October and fifteen days


def test_a_due_date_in_a_year_without_notice_is_an_estimate() -> None:
    made = dues("mediation", date(2026, 12, 20))
    assert made.estimated
    assert made.decisions[-1].text == ("到期日 2027-01-11，按中心时限；预估：当年节假日安排尚未公布")


def test_an_estimate_of_a_clock_that_did_not_win_is_no_estimate() -> None:
    made = dues("petition", date(2026, 11, 20), source_due=date(2026, 12, 30))
    assert made.statutory_due == date(2027, 1, 19)
    assert not made.estimated


def test_every_clock_says_why() -> None:
    made = dues("hotline_12345", date(2026, 11, 2), source_due=date(2026, 11, 9))
    assert [(each.decision, each.value, each.by, each.text) for each in made.decisions] == [
        ("center_due", "2026-11-23", By.RULE, "复杂件，自 2026-11-02 受理起 20 个自然日"),
        ("source_due", "2026-11-09", By.SOURCE, "来源限办日 2026-11-09，照录不改"),
        (
            "due",
            "2026-11-09",
            By.SOURCE,
            "到期日 2026-11-09，按来源限办日（中心时限 2026-11-23、来源限办日 2026-11-09，取最早）",
        ),
    ]


def test_a_county_may_count_working_days() -> None:
    rules = replace(RULES, center=replace(RULES.center, unit="workday"))
    made = dues("grid", date(2026, 9, 30), complexity=Complexity.SIMPLE, rules=rules)
    assert made.due_date == date(2026, 10, 10)
    made = dues("grid", date(2026, 2, 13), rules=rules)
    assert made.due_date == date(2026, 3, 19)


# ------------------------------------------------------------------ the light


def light(
    as_of: date,
    *,
    due: date | None = date(2026, 11, 23),
    clock: Clock | None = Clock.CENTER,
    complexity: Complexity = Complexity.SIMPLE,
    start: date = date(2026, 11, 3),
    feedback_on: date | None = None,
    closed: bool = False,
) -> Light | None:
    return deadlines.light(
        due_date=due,
        due_clock=clock,
        complexity=complexity,
        start=start,
        as_of=as_of,
        feedback_on=feedback_on,
        closed=closed,
        rules=RULES,
    )


@pytest.mark.parametrize(
    ("clock", "complexity", "start", "last_green", "first_yellow"),
    [
        (Clock.CENTER, Complexity.SIMPLE, date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)),
        (Clock.CENTER, Complexity.COMPLEX, date(2026, 11, 3), date(2026, 11, 17), date(2026, 11, 18)),
        # 20 days in all: the last 4 are yellow
        (Clock.SOURCE, Complexity.SIMPLE, date(2026, 11, 3), date(2026, 11, 18), date(2026, 11, 19)),
        # 35 days: 7, exactly
        (Clock.STATUTORY, Complexity.SIMPLE, date(2026, 10, 19), date(2026, 11, 15), date(2026, 11, 16)),
        # 3 days: a fifth would be less than one day
        (Clock.SOURCE, Complexity.SIMPLE, date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)),
    ],
)
def test_the_light_turns_yellow_by_the_clock_that_set_the_date(
    clock: Clock, complexity: Complexity, start: date, last_green: date, first_yellow: date
) -> None:
    assert light(last_green, clock=clock, complexity=complexity, start=start) == Light.GREEN
    assert light(first_yellow, clock=clock, complexity=complexity, start=start) == Light.YELLOW


def test_the_last_day_is_yellow_and_the_next_is_red() -> None:
    assert light(date(2026, 11, 23)) == Light.YELLOW
    assert light(date(2026, 11, 24)) == Light.RED


def test_the_light_stops_on_the_day_the_unit_reported() -> None:
    assert light(date(2026, 12, 30), feedback_on=date(2026, 11, 20)) == Light.GREEN
    assert light(date(2026, 12, 30), feedback_on=date(2026, 11, 25), closed=True) == Light.RED
    assert light(date(2026, 11, 10), feedback_on=date(2026, 11, 25)) == Light.GREEN


def test_there_is_no_light_without_a_due_date_or_after_an_end_without_report() -> None:
    assert light(date(2026, 11, 24), due=None, clock=None) is None
    assert light(date(2026, 11, 24), closed=True) is None


# ------------------------------------------------------------------ days by hand


def test_a_day_by_hand_moves_a_due_date_but_does_not_publish_its_year() -> None:
    calendar = deadlines.calendar(HOLIDAYS, [(date(2027, 2, 5), True, "春节")])
    made = deadlines.deadline(date(2027, 2, 4), 1, "workday", calendar)
    assert (made.due, made.estimated) == (date(2027, 2, 8), True)


def test_a_year_entered_whole_by_hand_is_no_estimate() -> None:
    by_hand = [(date(2027, month, 1), True, "假") for month in (1, 5, 10)]
    calendar = deadlines.calendar(HOLIDAYS, by_hand)
    assert calendar.knows(2027)
    assert not deadlines.deadline(date(2027, 3, 1), 3, "calendar", calendar).estimated
