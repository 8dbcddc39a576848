"""Every calculator against sums worked out by hand, and against what must hold for any figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jiefen_lite import deadlines
from jiefen_lite.reckoning import CALCULATORS, Grounds, Result, cited
from jiefen_lite.reckoning.days import add_months, full_months
from jiefen_lite.reckoning.money import number, rounded, told
from jiefen_lite.rules import loader
from jiefen_lite.rules.examples import CALCULATORS as NAMES
from jiefen_lite.rules.rates import AverageWage, HeatingPrice, MinimumWage

BOOK = loader.load()
GROUNDS = Grounds(BOOK.rates, deadlines.calendar(BOOK.holidays))

DAYS = st.dates(date(2021, 1, 1), date(2026, 6, 30))
FEN = st.integers(1, 100_000_000)


def work(name: str, grounds: Grounds = GROUNDS, **typed: Any) -> Result:
    """What comes of these fields; a fault is a fault of the test."""
    result, faults = CALCULATORS[name].work_out({key: str(value) for key, value in typed.items()}, grounds)
    assert result is not None, faults
    return result


def fen(name: str, **typed: Any) -> int:
    """The sum in fen."""
    found = work(name, **typed).total_fen
    assert found is not None
    return found


def yuan(fen: int) -> str:
    """Fen as one types yuan."""
    return f"{fen // 100}.{fen % 100:02d}"


def faults_of(name: str, **typed: Any) -> dict[str, str]:
    """What is wrong with these fields."""
    result, faults = CALCULATORS[name].work_out({key: str(value) for key, value in typed.items()}, GROUNDS)
    assert result is None
    return faults


def total(name: str, **typed: Any) -> str:
    """The sum as people read it."""
    fen = work(name, **typed).total_fen
    return "—" if fen is None else told(fen)


def said(result: Result) -> str:
    """All that is told, as one text."""
    lines = [" ".join(line) for line in result.lines]
    return "\n".join([*lines, *result.assumed, *result.undecided])


# ------------------------------------------------------------------ all of them


def test_the_rule_file_and_the_calculators_know_each_other() -> None:
    assert tuple(CALCULATORS) == NAMES
    assert {one.calculator for one in BOOK.rates.examples} == set(NAMES)


COMPLETE: dict[str, dict[str, Any]] = {
    "wages": {"pay": "month", "wage": 4350, "months": 2, "days": 1, "rest_hours": 8, "ended": "2026-03-31"},
    "severance": {"kind": "unlawful", "hired": "2006-05-01", "ended": "2025-05-31", "wage": 5000},
    "double_wage": {"hired": "2025-01-10", "wage": 4000, "until": "2025-07-20", "applied": "2026-10-01"},
    "interest": {
        **{"principal": 100000, "made": "2019-08-20", "start": "2019-08-20", "agreed": "none"},
        **{"due": "2020-08-19", "overdue": 30, "until": "2022-01-01"},
    },
    "heating": {"area": 90, "price": 30, "first": "2025-10-15", "last": "2026-04-12", "days_cold": 3},
    "land_rent": {"area": 20, "rent": 730, "start": "2023-01-01", "end": "2025-06-30"},
}


@pytest.mark.parametrize("name", NAMES)
def test_every_article_is_one_of_the_laws_with_its_gist(name: str) -> None:
    """No article is invented: each stands in laws.yaml with how far it was checked."""
    shown = cited(work(name, **COMPLETE[name]).articles, BOOK.laws)
    assert shown
    assert [one for one in shown if "核对到" not in one.until or "没有这一条" in one.gist] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_last_sum_of_the_lines_is_the_total(name: str) -> None:
    """What is printed adds up: the total stands among the results of its steps."""
    result = work(name, **COMPLETE[name])
    assert result.total_fen is not None
    assert told(result.total_fen) in [line.result for line in result.lines]


def test_an_article_that_a_county_has_not_is_told_as_unchecked() -> None:
    laws = replace(BOOK.laws, bases=())
    (shown,) = cited([("劳动法", "44")], laws)
    assert shown.name == "《中华人民共和国劳动法》第44条"
    assert "请查原文" in shown.gist


@given(fen=st.integers(0, 10**12), part=st.integers(1, 10**6))
def test_half_a_fen_goes_up_and_nothing_drifts(fen: int, part: int) -> None:
    """Rounding is to the nearest fen, a half upwards, however often it was divided before."""
    assert rounded(Fraction(2 * fen + 1, 2)) == fen + 1
    assert rounded(Fraction(fen, part) * part) == fen
    assert abs(rounded(Fraction(fen, part)) - Fraction(fen, part)) <= Fraction(1, 2)


def test_money_and_numbers_are_told_exactly() -> None:
    assert (told(0), told(5), told(123_456_789)) == ("0.00 元", "0.05 元", "1,234,567.89 元")
    assert number(Fraction("21.75")) == "21.75"
    assert number(Fraction(10, 3)) == "3.3333…"


# ------------------------------------------------------------------ days


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), months=st.integers(0, 600))
def test_months_are_counted_back_as_they_were_added(day: date, months: int) -> None:
    assert full_months(day, add_months(day, months)) == months
    assert full_months(day, add_months(day, months + 1) - timedelta(days=1)) == months


def test_a_month_without_that_day_ends_with_its_last() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 1, 31), 2) == date(2024, 3, 31)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


# ------------------------------------------------------------------ wages


def test_a_month_is_divided_by_21_75_and_rounded_once() -> None:
    """6000 ÷ 21.75 = 275.862…; three days are 827.59, not 3 × 275.86."""
    assert total("wages", pay="month", wage=6000, days=3) == "827.59 元"


def test_overtime_is_paid_by_the_hour_of_its_kind() -> None:
    """4350 ÷ 21.75 ÷ 8 = 25 an hour: 10 × 37.5, 8 × 50, 8 × 75."""
    typed = {"pay": "month", "wage": 4350, "weekday_hours": 10, "rest_hours": 8, "holiday_hours": 8}
    assert total("wages", **typed) == "1,375.00 元"
    assert ("劳动法", "44") in work("wages", **typed).articles
    assert ("劳动法", "44") not in work("wages", pay="month", wage=4350, months=1).articles


def test_wages_by_the_day_less_what_was_paid() -> None:
    assert total("wages", pay="日薪", wage="300元", days="26.5", paid=5000) == "2,950.00 元"
    over = work("wages", pay="day", wage=300, days=10, paid=4000)
    assert over.total_fen == 0
    assert "多付 1,000.00 元" in said(over)


def test_the_last_day_to_apply_is_a_year_after_the_end() -> None:
    assert "2027-02-28" in said(work("wages", pay="month", wage=4000, months=1, ended="2026-02-28"))


def test_the_minimum_wage_is_asked_for_or_taken_from_the_county() -> None:
    assert "没有当地最低工资" in said(work("wages", pay="month", wage=1500, months=1, ended="2026-03-01"))
    rates = replace(BOOK.rates, minimum_wages=(MinimumWage(date(2025, 1, 1), "1800", "某文件"),))
    county = Grounds(rates, GROUNDS.calendar)
    typed = {"pay": "month", "wage": 1500, "months": 1, "ended": "2026-03-01"}
    assert "少 300.00 元" in said(work("wages", county, **typed))
    assert "少 500.00 元" in said(work("wages", county, **typed, minimum=2000))
    still_there = {key: value for key, value in typed.items() if key != "ended"}
    assert "少 300.00 元" in said(work("wages", county, **still_there))


@given(wage=FEN, days=st.integers(1, 300), more=st.integers(1, 300))
def test_more_days_are_worth_more(wage: int, days: int, more: int) -> None:
    typed = {"pay": "month", "wage": yuan(wage)}
    assert fen("wages", **typed, days=days) <= fen("wages", **typed, days=days + more)


# ------------------------------------------------------------------ 经济补偿 and 赔偿金


@pytest.mark.parametrize(
    ("hired", "ended", "expect"),
    [
        ("2020-03-01", "2023-02-28", "15,000.00 元"),  # three whole years
        ("2020-03-01", "2023-03-01", "17,500.00 元"),  # a day more: half a month
        ("2020-03-01", "2023-08-30", "17,500.00 元"),  # a day short of six months
        ("2020-03-01", "2023-08-31", "20,000.00 元"),  # six months: a year
        ("2025-06-10", "2025-06-20", "2,500.00 元"),  # less than six months
        ("2005-03-01", "2010-12-31", "15,000.00 元"),  # counts from 2008-01-01
    ],
)
def test_years_of_service(hired: str, ended: str, expect: str) -> None:
    assert total("severance", kind="compensation", hired=hired, ended=ended, wage=5000) == expect


def test_unlawful_ending_is_twice_and_counts_from_the_first_day() -> None:
    """2005-03-01 to 2010-12-31 are 5 years 10 months: 6 × 5000 × 2."""
    typed = {"hired": "2005-03-01", "ended": "2010-12-31", "wage": 5000}
    assert total("severance", kind="unlawful", **typed) == "60,000.00 元"
    result = work("severance", kind="compensation", **typed)
    assert ("劳动合同法", "97") in result.articles
    assert "2008-01-01 以前的年限" in said(result)


def test_a_high_wage_is_capped_in_amount_and_in_years() -> None:
    """Three times 6000 are 18000, for twelve of the fifteen years; just at the cap nothing is cut."""
    typed = {"kind": "compensation", "hired": "2010-01-01", "ended": "2024-12-31", "average": 6000}
    assert total("severance", **typed, wage=20000) == "216,000.00 元"
    assert total("severance", **typed, wage=18000) == "270,000.00 元"
    assert total("severance", **{**typed, "kind": "unlawful"}, wage=20000) == "432,000.00 元"


def test_the_cap_is_of_the_year_before_and_asked_for_where_unknown() -> None:
    typed = {"kind": "compensation", "hired": "2024-01-01", "ended": "2025-12-31", "wage": 20000}
    assert "没有查 3 倍封顶" in said(work("severance", **typed))
    rates = replace(BOOK.rates, average_wages=(AverageWage(2024, "6000", "某公报"),))
    result = work("severance", Grounds(rates, GROUNDS.calendar), **typed)
    assert result.total_fen == 3_600_000
    assert "某公报" in "".join(one.basis for one in result.standards)
    later = {**typed, "ended": "2026-12-31"}
    assert "没有查 3 倍封顶" in said(work("severance", Grounds(rates, GROUNDS.calendar), **later))


def test_a_wage_below_the_minimum_is_lifted() -> None:
    typed = {"kind": "compensation", "hired": "2024-01-01", "ended": "2025-12-31", "wage": 1500}
    assert total("severance", **typed, minimum=1800) == "3,600.00 元"


def test_an_unknown_day_of_beginning_is_no_sum() -> None:
    result = work("severance", kind="compensation", ended="2025-12-31", wage=5000)
    assert result.total_fen is None
    assert "入职日不清楚" in said(result)


@given(hired=DAYS, days=st.integers(0, 4000), more=st.integers(0, 400))
def test_longer_service_never_gets_less(hired: date, days: int, more: int) -> None:
    def paid(length: int) -> int:
        ended = hired + timedelta(days=length)
        return fen("severance", kind="compensation", hired=hired, ended=ended, wage=5000)

    assert paid(days) <= paid(days + more)


# ------------------------------------------------------------------ 二倍工资


@pytest.mark.parametrize(
    ("typed", "expect"),
    [
        # from 2025-02-01 to 2025-12-31: eleven months, however long it went on
        ({"hired": "2025-01-01", "until": "2026-11-20"}, "44,000.00 元"),
        ({"hired": "2025-01-01", "until": "2025-12-30"}, None),
        # signed on 2025-04-01: February and March
        ({"hired": "2025-01-01", "signed": "2025-04-01", "until": "2026-11-20"}, "8,000.00 元"),
        # within the first month nothing is due
        ({"hired": "2025-01-01", "signed": "2025-01-31", "until": "2026-11-20"}, "0.00 元"),
        ({"hired": "2025-01-01", "ended": "2025-01-31", "until": "2026-11-20"}, "0.00 元"),
        # February, then 2025-03-01 to 2025-03-10 with six working days: 4000 + 4000 ÷ 21.75 × 6
        ({"hired": "2025-01-01", "ended": "2025-03-10", "until": "2026-11-20"}, "5,103.45 元"),
        # the days really worked stand above the calendar
        (
            {"hired": "2025-01-01", "ended": "2025-03-10", "until": "2026-11-20", "workdays": 8},
            "5,471.26 元",
        ),
        # 2025-02-01 to 2025-02-05: of the new year's holiday only the fifth is worked
        ({"hired": "2025-01-01", "ended": "2025-02-05", "until": "2026-11-20"}, "183.91 元"),
    ],
)
def test_the_second_wage(typed: dict[str, str], expect: str | None) -> None:
    result = work("double_wage", wage=4000, **typed)
    assert result.total_fen is not None
    if expect is None:
        assert 4_000_000 < result.total_fen <= 4_400_000
    else:
        assert told(result.total_fen) == expect


def test_months_that_may_be_too_late_are_named() -> None:
    """Applied on 2026-05-01: February to April of 2025 lie more than a year back, if counted by months."""
    result = work("double_wage", wage=4000, hired="2025-01-01", until="2026-04-01", applied="2026-05-01")
    assert "2025-05-01 以前的 3 个整月共 12,000.00 元" in said(result)
    soon = work("double_wage", wage=4000, hired="2025-01-01", until="2026-01-01", applied="2026-01-15")
    assert "逐月起算" not in said(soon)


def test_without_the_first_day_there_is_no_second_wage() -> None:
    assert total("double_wage", wage=4000, until="2026-01-01") == "—"


@given(hired=DAYS, length=st.integers(0, 500), more=st.integers(0, 60))
def test_a_longer_time_without_contract_never_costs_less_nor_more_than_eleven_months(
    hired: date, length: int, more: int
) -> None:
    def paid(days: int) -> int:
        return fen("double_wage", wage=4000, hired=hired, until=hired + timedelta(days=days))

    assert paid(length) <= paid(length + more) <= 4_400_000


# ------------------------------------------------------------------ interest

LOAN = {"principal": 100000, "made": "2021-03-01", "start": "2021-03-01", "agreed": "year"}


def test_the_cap_is_four_times_the_rate_of_the_day_of_the_contract() -> None:
    """2021-03-01: 3.85 %; 24 % is cut to 15.4 %: 100000 × 15.4 % for 365 days."""
    result = work("interest", **LOAN, rate=24, until="2022-03-01")
    assert result.total_fen == 1_540_000
    assert "2021-03-01 至 2022-02-28（含两头），共 365 天" in said(result)
    assert total("interest", **LOAN, rate="15.4", until="2022-03-01") == "15,400.00 元"
    assert total("interest", **LOAN, rate=12, until="2022-03-01") == "12,000.00 元"


@pytest.mark.parametrize(
    ("made", "percent"),
    [
        ("2020-08-20", "3.85"),
        ("2021-12-19", "3.85"),
        ("2021-12-20", "3.8"),
        ("2022-08-21", "3.7"),
        ("2022-08-22", "3.65"),
        ("2024-07-21", "3.45"),
        ("2024-07-22", "3.35"),
        ("2024-10-21", "3.1"),
        ("2025-05-19", "3.1"),
        ("2025-05-20", "3"),
        ("2026-07-19", "3"),
    ],
)
def test_a_published_rate_holds_until_the_next(made: str, percent: str) -> None:
    result = work("interest", **{**LOAN, "made": made, "start": made}, rate=36, until="2026-12-31")
    assert f"{percent}% × 4" in said(result)


def test_a_month_of_interest_is_twelve_times_as_much_a_year() -> None:
    """月息一分: 1 % a month, 12 % a year."""
    result = work("interest", **{**LOAN, "agreed": "按月"}, rate=1, until="2022-03-01")
    assert result.total_fen == 1_200_000


def test_a_rate_that_has_not_been_published_is_asked_for() -> None:
    typed = {**LOAN, "made": "2026-09-01", "start": "2026-09-01", "rate": 24, "until": "2027-09-01"}
    result = work("interest", **typed)
    assert result.total_fen is None
    assert "不知道合同成立那天（2026-09-01）的一年期报价利率" in said(result)
    assert work("interest", **typed, lpr=3).total_fen == 1_200_000


def test_an_older_contract_has_the_old_cap_and_then_that_of_the_suit() -> None:
    """30 % a year, made 2019-01-01, sued 2021-05-06 at 3.85 %: 24 % to 2020-08-19, then 15.4 %.

    100000 × 24 % × 597 ÷ 365 = 39254.79; 100000 × 15.4 % × 134 ÷ 365 = 5653.70.
    """
    typed = {**LOAN, "made": "2019-01-01", "start": "2019-01-01", "rate": 30, "until": "2021-01-01"}
    result = work("interest", **typed, filed="2021-05-06")
    assert result.total_fen == 3_925_479 + 565_370
    assert ("民间借贷规定", "31") in result.articles
    assert "2019-01-01 至 2020-08-19（含两头），共 597 天" in said(result)
    assert "真正起诉时要重算" in said(work("interest", **typed))


def test_before_that_the_calculator_says_that_it_does_not_know() -> None:
    typed = {**LOAN, "made": "2014-01-01", "start": "2014-01-01", "rate": 20, "until": "2021-01-01"}
    result = work("interest", **typed, filed="2021-05-06")
    assert result.total_fen is None
    assert "2015-09-01 以前成立" in said(result)


def test_nothing_agreed_is_no_interest_until_it_is_overdue() -> None:
    """Due 2021-12-31; from 2022-01-01 on 3.8 % as published on 2021-12-20: 100000 × 3.8 % × 365 days."""
    typed = {**LOAN, "agreed": "none"}
    assert total("interest", **typed, until="2023-01-01") == "0.00 元"
    result = work("interest", **typed, due="2021-12-31", until="2023-01-01")
    assert result.total_fen == 380_000
    assert {("民间借贷规定", "24"), ("民间借贷规定", "28")} <= set(result.articles)


def test_nothing_agreed_and_overdue_before_the_new_rule_is_left_to_lawyers() -> None:
    """From 2020-08-20 on the rate of that day holds; what was before is not reckoned."""
    typed = {**LOAN, "made": "2019-01-01", "start": "2019-01-01", "agreed": "none", "filed": "2021-05-06"}
    result = work("interest", **typed, due="2020-07-31", until="2021-08-20")
    assert result.total_fen is None
    assert "到 2020-08-19 的逾期利息要按当时的规定" in said(result)
    # due just before the new rule: a year at 3.85 %
    assert fen("interest", **typed, due="2020-08-19", until="2021-08-20") == 385_000


def test_the_overdue_rate_is_as_agreed_or_as_before_and_capped_alike() -> None:
    """A year in term at 10 %, a year overdue: at 10 %, at 12 %, at 15.4 % for 30 %."""
    typed = {**LOAN, "rate": 10, "due": "2022-02-28", "until": "2023-03-01"}
    assert total("interest", **typed) == "20,000.00 元"
    assert total("interest", **typed, overdue=12) == "22,000.00 元"
    assert total("interest", **typed, overdue=30) == "25,400.00 元"


@given(
    amount=FEN,
    rate=st.integers(1, 4000),
    start=DAYS,
    first=st.integers(1, 1500),
    second=st.integers(1, 1500),
)
def test_interest_of_two_periods_is_that_of_both(
    amount: int, rate: int, start: date, first: int, second: int
) -> None:
    """To the fen that each of the two sums was rounded to; and a longer time never costs less."""
    typed = {"principal": yuan(amount), "made": start, "agreed": "year", "rate": yuan(rate)}
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    one = fen("interest", **typed, start=start, until=middle)
    other = fen("interest", **typed, start=middle, until=end)
    both = fen("interest", **typed, start=start, until=end)
    assert abs(one + other - both) <= 1
    assert both >= one


@given(start=DAYS, days=st.integers(1, 2000), rate=st.integers(1, 60))
def test_no_rate_gets_beyond_the_cap(start: date, days: int, rate: int) -> None:
    typed = {"principal": 50000, "made": start, "start": start, "agreed": "year"}
    until = start + timedelta(days=days)
    most = fen("interest", **typed, rate=900, until=until)
    assert fen("interest", **typed, rate=rate, until=until) <= most
    lpr = GROUNDS.lpr_on(start)
    assert lpr is not None
    assert most == rounded(Fraction(5_000_000 * days, 36500) * 4 * Fraction(lpr.percent))


# ------------------------------------------------------------------ heating

HOME = {"area": 90, "price": 30, "first": "2025-10-15", "last": "2026-04-12"}  # 180 days, 15 yuan a day


def test_the_refund_goes_by_days_and_bands() -> None:
    """60 days at half of 15 yuan, 10 days at all of it."""
    assert total("heating", **HOME, days_cool=60, days_cold=10) == "600.00 元"


def test_only_the_cold_rooms_and_as_the_contract_says() -> None:
    """A third of the flat: 5 yuan a day; the contract gives 30 % back."""
    assert total("heating", **HOME, cold_area=30, days_cool=60) == "150.00 元"
    result = work("heating", **HOME, days_cool=60, percent_cool=30)
    assert result.total_fen == 27_000
    assert [one.basis for one in result.standards] == ["填表人填的"]


def test_the_price_of_the_county_stands_in_the_form() -> None:
    heating = replace(BOOK.rates.heating, prices=(HeatingPrice(date(2025, 10, 1), "28.50", "某文件"),))
    county = Grounds(replace(BOOK.rates, heating=heating), GROUNDS.calendar)
    usual = {one.key: one.usual for one in CALCULATORS["heating"].fields(county)}
    assert usual["price"] == "28.50"
    assert {one.usual for one in CALCULATORS["heating"].fields(GROUNDS) if one.key == "price"} == {""}


@given(area=st.integers(1, 30000), price=st.integers(1, 9000), days=st.integers(1, 180))
def test_a_whole_cold_season_gives_the_fee_back_and_never_more(area: int, price: int, days: int) -> None:
    typed = {**HOME, "area": yuan(area), "price": yuan(price)}
    whole = fen("heating", **typed, days_cold=180)
    assert fen("heating", **typed, days_cold=days) <= whole
    assert whole == rounded(Fraction(area * price, 100))


# ------------------------------------------------------------------ land


def test_rent_by_years_and_days() -> None:
    """20 亩 × 730 = 14600 a year; two years, then 181 of 365 days: 29200 + 7240."""
    typed = {"area": 20, "rent": 730, "start": "2023-01-01", "end": "2025-06-30"}
    assert total("land_rent", **typed) == "36,440.00 元"
    assert total("land_rent", **typed, paid=30000) == "6,440.00 元"
    # the broken year goes through a leap February: 31 + 29 of 366 days
    leap = {"area": 1, "rent": 366, "start": "2023-01-01", "end": "2024-02-29"}
    assert total("land_rent", **leap) == "426.00 元"


@given(amount=FEN, start=DAYS, years=st.integers(1, 8), days=st.integers(1, 364))
def test_rent_of_whole_years_and_a_rest_adds_up(amount: int, start: date, years: int, days: int) -> None:
    assume((start.month, start.day) != (2, 29))
    typed = {"area": "12.5", "rent": yuan(amount)}
    turn = add_months(start, years * 12)
    end = turn + timedelta(days=days - 1)
    one = fen("land_rent", **typed, start=start, end=turn - timedelta(days=1))
    other = fen("land_rent", **typed, start=turn, end=end)
    assert fen("land_rent", **typed, start=start, end=end) == one + other


# ------------------------------------------------------------------ what people type


@pytest.mark.parametrize(
    ("name", "typed", "key", "words"),
    [
        ("wages", {"pay": "month", "months": 1}, "wage", "请填“工资（元）”"),
        ("wages", {"pay": "month", "wage": "约3000", "months": 1}, "wage", "确切"),
        ("wages", {"pay": "month", "wage": "3000.555", "months": 1}, "wage", "两位小数"),
        ("wages", {"pay": "month", "wage": "一些", "months": 1}, "wage", "看不懂"),
        ("wages", {"pay": "month", "wage": "30000000000", "months": 1}, "wage", "几个零"),
        ("wages", {"pay": "month", "wage": 3000}, "days", "至少填一项"),
        ("wages", {"pay": "day", "wage": 300, "months": 1}, "months", "日薪"),
        ("wages", {"pay": "month", "wage": 3000, "months": "1.5"}, "months", "整数"),
        ("wages", {"pay": "week", "wage": 3000, "months": 1}, "pay", "月薪、日薪"),
        (
            "severance",
            {"kind": "unlawful", "hired": "2025-02-30", "ended": "2025-03-01", "wage": 1},
            "hired",
            "没有这一天",
        ),
        (
            "severance",
            {"kind": "unlawful", "hired": "2025-03-02", "ended": "2025-03-01", "wage": 1},
            "ended",
            "早",
        ),
        ("severance", {"kind": "unlawful", "hired": "去年", "wage": 1}, "hired", "例如 2026-03-01"),
        ("interest", {**LOAN, "until": "2022-01-01"}, "rate", "约定利率"),
        ("interest", {**LOAN, "rate": 12, "until": "2021-03-01"}, "until", "以后"),
        ("heating", {**HOME, "days_cool": 100, "days_cold": 81}, "days_cold", "180 天"),
        ("heating", HOME, "days_cool", "至少"),
        ("heating", {**HOME, "days_cool": 1, "cold_area": 91}, "cold_area", "大"),
        ("heating", {**HOME, "days_cool": 1, "percent_cool": 101}, "percent_cool", "100"),
        ("land_rent", {"area": 0, "rent": 1, "start": "2025-01-01", "end": "2025-01-02"}, "area", "大于 0"),
        ("land_rent", {"area": 1, "rent": 1, "start": "1925-01-01", "end": "2025-01-02"}, "start", "年份"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(name: str, typed: dict[str, Any], key: str, words: str) -> None:
    assert words in faults_of(name, **typed)[key]


def test_figures_are_read_as_people_write_them() -> None:
    typed = {"principal": "１０万元", "made": "2021年3月1日", "start": "2021.3.1", "agreed": "按年"}
    assert total("interest", **typed, rate="12%", until="2022/3/1") == "12,000.00 元"
