"""Tables of indicators: rows add up to the county, months merge, the machine-readable form."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiefen_lite.indicators import (
    INDICATORS,
    compute,
    end_of_day,
    frozen,
    full_name,
    merge,
    month_of,
    months_in,
    period_of,
    previous,
    same_cut,
    short_name,
    table_json,
    until_text,
    year_before,
)
from jiefen_lite.indicators.periods import UnknownPeriod
from jiefen_lite.shapes import CaseFacts, Channel, IndicatorTable, Outcome, Satisfaction, Status
from tests.indicator_facts import CALENDAR, RULES, closed_case, day, make_facts

NOVEMBER = period_of("2026-11")
END = datetime(2026, 12, 1)
TOWNS = (("兴隆岗镇", "兴隆岗镇"), ("砚山镇", "砚山镇"))


def table(cases: list[CaseFacts], by: str = "all", period=NOVEMBER, as_of=None, **more) -> IndicatorTable:
    end = datetime.combine(period.end, datetime.min.time())
    return compute(cases, period, as_of or end, by, RULES, cal=CALENDAR, **more)


# --------------------------------------------------------------------------- periods


def test_a_month_has_one_name_however_it_is_typed() -> None:
    assert period_of(" ２０２５－０９ ").label == "2025-09"
    assert period_of("２０２５q３").label == "2025Q3"


@pytest.mark.parametrize(
    ("label", "start", "end", "name", "before", "last_year"),
    [
        ("2026-01", "2026-01-01", "2026-02-01", "2026年1月", "2025-12", "2025-01"),
        ("2026-12", "2026-12-01", "2027-01-01", "2026年12月", "2026-11", "2025-12"),
        ("2026Q3", "2026-07-01", "2026-10-01", "2026年第三季度", "2026Q2", "2025Q3"),
        ("2026q1", "2026-01-01", "2026-04-01", "2026年第一季度", "2025Q4", "2025Q1"),
        ("2026H2", "2026-07-01", "2027-01-01", "2026年下半年", "2026H1", "2025H2"),
        ("2026", "2026-01-01", "2027-01-01", "2026年", "2025", "2025"),
    ],
)
def test_periods_know_their_days_and_neighbours(label, start, end, name, before, last_year) -> None:
    period = period_of(label)
    assert (period.start, period.end) == (day(start), day(end))
    assert full_name(period) == name
    assert (previous(period).label, year_before(period).label) == (before, last_year)
    assert months_in(period)[0].start == period.start
    assert months_in(period)[-1].end == period.end


@pytest.mark.parametrize(
    "label", ["2026-13", "2026-00", "2026Q5", "2026H3", "26-01", "上月", "", "0000-01", "9999"]
)
def test_what_is_no_period_is_told_with_examples(label: str) -> None:
    with pytest.raises(UnknownPeriod, match="2026-10（月）"):
        period_of(label)


def test_an_open_month_meets_the_same_days_of_the_other() -> None:
    as_of = end_of_day(date(2026, 11, 18))
    assert same_cut(NOVEMBER, as_of, period_of("2025-11")) == datetime(2025, 11, 19)
    assert same_cut(NOVEMBER, datetime(2026, 12, 1), period_of("2026-10")) == datetime(2026, 11, 1)
    march = period_of("2026-03")
    assert same_cut(march, end_of_day(date(2026, 3, 30)), period_of("2026-02")) == datetime(2026, 3, 1)


def test_the_end_of_the_data_is_told_as_the_day_that_ends() -> None:
    assert until_text(datetime(2026, 11, 1)) == "2026-10-31 24:00"
    assert until_text(datetime(2026, 10, 31, 23, 59, 59)) == "2026-10-31 24:00"
    assert until_text(datetime(2026, 10, 31, 9, 5)) == "2026-10-31 09:05"
    assert short_name(period_of("2026")) == "全年"


# --------------------------------------------------------------------------- rows


def test_rows_stand_in_the_order_given_with_remainders_last() -> None:
    cases = [make_facts("A", town="砚山镇"), make_facts("B"), make_facts("C", town="从前的镇")]
    found = table(cases, "town", groups=TOWNS)
    assert [(row.id, row.name, row.figures["intake_count"].n) for row in found.rows] == [
        ("兴隆岗镇", "兴隆岗镇", 0),
        ("砚山镇", "砚山镇", 1),
        ("从前的镇", "从前的镇", 1),
        ("unlocated", "未定位", 1),
    ]


@pytest.mark.parametrize(
    ("by", "name"), [("unit", "待分派"), ("channel", "其他来源"), ("type", "待定类型"), ("town", "未定位")]
)
def test_a_remainder_shows_only_where_there_is_one(by: str, name: str) -> None:
    known = make_facts("A", town="砚山镇", type_l1="labor", responsible_unit="人社局")
    assert name not in [row.name for row in table([known], by).rows]
    assert name in [row.name for row in table([known, make_facts("B", channel=Channel.WINDOW)], by).rows]


def test_lateness_falls_to_the_unit_that_held_the_case_on_its_day() -> None:
    case = closed_case("A", days=9, due_date=day("2026-11-05"), responsible_unit="乙", unit_at_due="甲")
    rows = {row.id: row.figures for row in table([case], "unit").rows}
    assert (rows["甲"]["overdue_rate"].n, rows["甲"]["closed_count"].n) == (1, 0)
    assert (rows["乙"]["overdue_rate"].d, rows["乙"]["closed_count"].n) == (0, 1)


# --------------------------------------------------------------------------- what holds for any cases

MOMENTS = st.datetimes(datetime(2026, 9, 20), datetime(2026, 12, 10))
MAYBE = st.one_of(st.none(), MOMENTS)


@st.composite
def any_case(draw: st.DrawFn) -> CaseFacts:
    moment = draw(MAYBE)
    return make_facts(
        f"FJ-{draw(st.integers(0, 10**9))}",
        at=draw(MOMENTS),
        status=draw(st.sampled_from(Status)),
        outcome=draw(st.one_of(st.none(), st.sampled_from(Outcome))),
        channel=draw(st.sampled_from(Channel)),
        town=draw(st.sampled_from([None, "兴隆岗镇", "砚山镇", "从前的镇"])),
        type_l1=draw(st.sampled_from([None, "labor", "neighbor"])),
        responsible_unit=draw(st.sampled_from([None, "人社局", "公安局"])),
        unit_at_due=draw(st.sampled_from([None, "人社局", "住建局"])),
        closed_at=draw(MAYBE),
        due_date=moment.date() if moment else None,
        feedback_submitted_at=draw(MAYBE),
        evaluated_at=draw(MAYBE),
        satisfaction=draw(st.one_of(st.none(), st.sampled_from(Satisfaction))),
        repeat=draw(st.booleans()),
        suspended_days=draw(st.integers(0, 9)),
        mediated=draw(st.sampled_from([None, "ok", "no"])),
        mediated_at=draw(MAYBE),
        dispatched_at=draw(MAYBE),
        signed_at=draw(MAYBE),
        first_contact_at=draw(MAYBE),
        by_hand=frozenset(draw(st.sets(st.sampled_from(["dispatch", "sign_receipt", "first_contact"])))),
        dispatch_count=draw(st.integers(0, 3)),
        return_count=draw(st.integers(0, 2)),
        reopen_count=draw(st.integers(0, 1)),
        people_count=draw(st.one_of(st.none(), st.integers(1, 40))),
        agreement_form=draw(st.sampled_from([None, "written", "oral"])),
        agreement_at=moment.date() if moment else None,
        confirmed=draw(st.one_of(st.none(), st.booleans())),
        performed=draw(st.one_of(st.none(), st.booleans())),
        performance_due=moment.date() if moment else None,
        ended_at=draw(MAYBE),
    )


CASES = st.lists(any_case(), max_size=25, unique_by=lambda case: case.case_code)


@settings(max_examples=60, deadline=None)
@given(CASES, MOMENTS)
def test_every_grouping_adds_up_to_the_county(cases: list[CaseFacts], as_of: datetime) -> None:
    county = table(cases, as_of=as_of).rows[0].figures
    for by in ("town", "unit", "channel", "type"):
        rows = table(cases, by, as_of=as_of, groups=TOWNS if by == "town" else ()).rows
        for name, one in county.items():
            figures = [row.figures[name] for row in rows]
            assert sum(figure.n for figure in figures) == one.n, (by, name)
            assert sorted(code for figure in figures for code in figure.numerator) == list(one.numerator)
            if one.kind == "rate":
                assert sum(figure.d or 0 for figure in figures) == one.d, (by, name)
                assert one.value == (one.n / one.d if one.d else None)


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_printed_figures_are_honest(cases: list[CaseFacts]) -> None:
    for figure in table(cases).rows[0].figures.values():
        if figure.kind == "rate":
            if figure.shown.startswith("100.0%"):
                assert figure.n == figure.d
            if not figure.d:
                assert figure.shown == "—"
            if figure.indicator != "participation_rate":
                assert set(figure.numerator) <= set(figure.denominator)


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_a_case_less_changes_only_its_own_groups(cases: list[CaseFacts]) -> None:
    if not cases:
        return
    gone = cases[0]
    full = {row.id: row for row in table(cases, "unit").rows}
    less = {row.id: row for row in table(cases[1:], "unit").rows}
    own = {gone.responsible_unit or "unassigned", gone.unit_at_due or gone.responsible_unit or "unassigned"}
    for identifier in (full.keys() | less.keys()) - own:
        assert full[identifier] == less[identifier]


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_months_merge_into_what_the_quarter_counts(cases: list[CaseFacts]) -> None:
    """Every case's dates fall into one month each, so counting anew must give the same."""
    quarter, end = period_of("2026Q4"), datetime(2027, 1, 1)
    for by in ("all", "unit"):
        months = [table(cases, by, month, end) for month in months_in(quarter)]
        merged = {row.id: row.figures for row in merge(months, quarter, RULES).rows}
        counted = {row.id: row.figures for row in table(cases, by, quarter, end).rows}
        for identifier, figures in counted.items():
            assert merged[identifier] == figures


# --------------------------------------------------------------------------- frozen months


def test_a_case_frozen_twice_counts_once_as_its_last_month_has_it() -> None:
    first = frozen(table([closed_case("A", at=datetime(2026, 10, 5))], period=period_of("2026-10")))
    again = closed_case("A", Outcome.COMPLETED_UNRESOLVED, days=30, at=datetime(2026, 10, 5), reopen_count=1)
    second = frozen(table([again, closed_case("B")]))
    merged = merge([second, first], period_of("2026Q4"), RULES)
    figures = merged.rows[0].figures
    assert merged.frozen
    assert (figures["closed_count"].numerator, figures["intake_count"].numerator) == (("A", "B"), ("A", "B"))
    assert (figures["resolution_rate"].numerator, figures["resolution_rate"].d) == (("B",), 2)
    assert (figures["avg_handling_days"].values, figures["median_handling_days"].value) == ((30, 2), 16.0)


def test_a_later_month_closes_what_an_earlier_one_accepted() -> None:
    october = datetime(2026, 10, 28)
    case = closed_case("A", days=10, at=october)
    months = [table([case], period=period_of("2026-10")), table([case])]
    assert months[0].rows[0].figures["completion_rate"].n == 0
    assert merge(months, period_of("2026Q4"), RULES).rows[0].figures["completion_rate"].n == 1


def test_a_mix_of_frozen_and_open_months_is_not_frozen() -> None:
    months = [frozen(table([], period=period_of("2026-10"))), table([])]
    assert not merge(months, period_of("2026Q4"), RULES).frozen


# --------------------------------------------------------------------------- for machines


def test_the_machine_readable_form() -> None:
    cases = [closed_case(str(number)) for number in range(3)]
    before = table([make_facts("X", at=datetime(2026, 10, 2))], period=period_of("2026-10"))
    found = table_json(table(cases), RULES, mom=before)
    assert (found["month"], found["as_of"]) == ("2026-11", "2026-12-01T00:00:00")
    assert found["formula_version"] == "v1.0"
    row = found["rows"][0]
    assert (row["id"], row["name"], row["intake_count"]) == ("all", "全市", 3)
    assert row["resolution_rate"] == {"n": 3, "d": 3, "value": 1.0, "shown": "3/3"}
    assert row["avg_handling_days"] == {"n": 3, "value": 2.0, "shown": "2.0天"}
    assert row["compare"]["mom"]["intake_count"] == {
        "kind": "cases",
        "value": 2.0,
        "shown": "增加2件",
        "then": 1.0,
    }
    assert row["compare"]["yoy"]["intake_count"]["value"] is None
    assert row["petition_yoy"]["shown"] == "上年同期未建立统计，不作比较"
    assert set(INDICATORS) <= set(row)


def test_a_group_that_was_empty_then_compares_with_nought() -> None:
    before = table([], "town", period_of("2026-10"), groups=TOWNS)
    found = table_json(table([make_facts("A")], "town", groups=TOWNS), RULES, mom=before)
    rows = {row["id"]: row for row in found["rows"]}
    assert rows["unlocated"]["compare"]["mom"]["intake_count"]["shown"] == "上期为0，不作比较"


@pytest.mark.slow
def test_a_hundred_thousand_cases_are_counted_in_seconds() -> None:
    start = datetime(2024, 11, 1)
    cases = [
        replace(
            closed_case(f"FJ-{number:06d}", days=number % 30, at=start + timedelta(minutes=11 * number)),
            responsible_unit=f"单位{number % 33}",
        )
        for number in range(100_000)
    ]
    began = time.perf_counter()
    found = table(cases, "unit", month_of(date(2026, 10, 1)))
    assert time.perf_counter() - began < 5
    assert sum(row.figures["intake_count"].n for row in found.rows) == sum(
        case.registered_at.strftime("%Y-%m") == "2026-10" for case in cases
    )
