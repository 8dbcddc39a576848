"""The monthly form out of tables: numbers, comparisons, remarks, and who may have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from jiefen_lite import indicators, reports
from jiefen_lite.errors import NotAllowed
from jiefen_lite.reports import monthly
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.rules.loader import load
from jiefen_lite.shapes import IMPORTED_CHANNELS, CaseFacts, IndicatorTable, MonthlyForm, Period
from tests.factories import OPERATOR, SUPERVISOR, handler_of
from tests.indicator_facts import CALENDAR, RULES, make_facts
from tests.report_example import CENTER, OCTOBER, TOWNS, example_cases
from tests.test_reports_desk import NOW, cases, house  # noqa: F401 - its centre is the one asked here

LIMITS = indicators.Limits((5, 10, 30), 60)


def table(found: list[CaseFacts], period: Period, by: str) -> IndicatorTable:
    """One grouping as of the end of the period."""
    groups = {
        "all": (("all", "富锦市"),),
        "town": tuple((name, name) for name in TOWNS),
        "channel": tuple((str(one), str(one)) for one in IMPORTED_CHANNELS),
        "type": (("labor", "劳动争议"),),
    }[by]
    end = indicators.midnight(period.end)
    return indicators.compute(found, period, end, by, RULES, groups=groups, populations={}, cal=CALENDAR)


def example_tables(found: list[CaseFacts], *, compared: bool = True) -> monthly.FormTables:
    """All tables of the form of October 2026."""
    before = indicators.previous(OCTOBER), indicators.year_before(OCTOBER)
    end = indicators.midnight(OCTOBER.end)
    return monthly.FormTables(
        indicators.frozen(table(found, OCTOBER, "all")),
        table(found, OCTOBER, "channel"),
        table(found, OCTOBER, "type"),
        table(found, OCTOBER, "town"),
        indicators.aspects(found, [], OCTOBER, end, RULES, LIMITS),
        *(table(found, one, "all") if compared else None for one in before),
    )


def made(found: list[CaseFacts], tables: monthly.FormTables | None = None, **how: Any) -> MonthlyForm:
    book = FigureBook(RULES, RULES.formula_version)
    return monthly.build_form(
        CENTER.name, "富锦市", book, tables or example_tables(found, **how), dated=date(2026, 11, 9)
    )


def lines(form: MonthlyForm, part: str) -> dict[str, Any]:
    return {row.name: row.cells for row in form.parts[part]}


def test_columns_add_up_and_that_is_said() -> None:
    form = made(example_cases())
    for part in monthly.SPREAD:
        for column in monthly.COUNTS:
            added = sum(int(row.cells[column] or 0) for row in form.parts[part])
            assert added == form.totals[part].cells[column] == form.totals["handling"].cells[column]
    assert form.totals["handling"].cells["intake_count"]
    assert "自检：渠道、类型、地域各列相加都等于合计。" in form.remarks


def test_what_does_not_add_up_is_said_and_not_changed() -> None:
    tables = example_tables(example_cases())
    short = replace(tables, towns=replace(tables.towns, rows=tables.towns.rows[1:]))
    form = made([], short)
    (said,) = [one for one in form.remarks if "合计不平" in one]
    assert said.startswith("合计不平，请核对：四、地域分布“登记”各行相加")
    assert form.totals["towns"].cells == form.totals["types"].cells


def test_a_rate_stands_with_its_numerator_and_denominator() -> None:
    form = made(example_cases())
    rate = example_tables(example_cases()).county.rows[0].figures["mediation_success_rate"]
    cells = lines(form, "mediation")["调解成功率"]
    assert (cells["n"], cells["d"], cells["value"]) == (rate.n, rate.d, rate.shown)


def test_changes_are_worded_and_without_last_year_there_is_none() -> None:
    cells = lines(made(example_cases()), "comparison")["受理量"]
    assert isinstance(cells["value"], int)
    assert isinstance(cells["previous"], int)
    assert str(cells["mom"]).startswith(("上升", "下降", "持平"))
    alone = made(example_cases(), compared=False)
    assert {row.cells["mom"] for row in alone.parts["comparison"]} == {"—"}
    assert {row.cells["previous"] for row in alone.parts["comparison"]} == {None}
    assert "上年同期未建立统计，不作比较。" in alone.remarks


def test_an_unfinished_month_is_laid_beside_the_same_days_of_the_one_before() -> None:
    tables = example_tables(example_cases())
    assert made([], tables).before_word == "上月"
    half = replace(tables.county, as_of=datetime(2026, 10, 16), frozen=False)
    nothing = replace(tables.previous, rows=table([], indicators.previous(OCTOBER), "all").rows)
    form = made([], replace(tables, county=half, previous=nothing))
    assert form.before_word == "上月同期"
    assert any(one.column == "上月同期" for one in made([], replace(tables, county=half)).codes)


def test_cases_sent_out_are_counted_once_each() -> None:
    found = [
        make_facts(code, at=datetime(2026, 10, 3), dispatched_at=datetime(2026, 10, 3, 10),
                   dispatch_count=times, return_count=times - 1, by_hand=frozenset({"dispatch"}))
        for code, times in (("A", 3), ("B", 1))
    ]  # fmt: skip
    form = made(found)
    assert form.totals["handling"].cells["dispatched"] == 2
    (behind,) = [one.codes for one in form.codes if (one.part, one.column) == ("二、办理", "分流")]
    assert behind == ("A", "B")
    assert any("一件多次派单仍计一件" in one for one in form.remarks)


def test_money_is_a_number() -> None:
    found = [make_facts("A", at=datetime(2026, 10, 3), amount_fen=12_500_000)]
    assert lines(made(found), "risks")["涉及金额"]["value"] == 12.5
    few = [make_facts("A", at=datetime(2026, 10, 3), amount_fen=1)]
    assert lines(made(few), "risks")["涉及金额"]["value"] == "<0.01"


def test_crowds_and_risks_are_counted_with_their_cases() -> None:
    found = [
        make_facts("A", at=datetime(2026, 10, 3), people_count=4),
        make_facts("B", at=datetime(2026, 10, 3), people_count=12),
        make_facts("C", at=datetime(2026, 10, 3), people_count=40),
    ]
    form = made(found)
    risks = lines(form, "risks")
    assert [risks[f"涉及{people}人以上的件"]["value"] for people in (5, 10, 30)] == [2, 2, 1]
    codes = {(one.part, one.name): one.codes for one in form.codes}
    assert codes[("五、群体与风险", "涉及30人以上的件")] == ("C",)


def test_what_there_is_no_data_for_is_said() -> None:
    supervision = lines(made(example_cases()), "supervision")
    assert supervision["督办整改率"]["value"] == "—"
    assert supervision["督办整改率"]["note"] == "没有到期的督办单"
    assert supervision["预警"] | {"note": ""} == dict.fromkeys(("n", "d", "previous", "year_before")) | {
        **{"value": "—", "mom": "—", "yoy": "—", "note": ""},
    }


def test_an_empty_month_is_a_form_of_zeros() -> None:
    form = made([])
    assert {form.totals["handling"].cells[column] for column in monthly.COUNTS} == {0}
    assert form.codes == ()


def test_open_gaps_are_named() -> None:
    form = made([make_facts("A", at=datetime(2026, 10, 3))])
    assert "受理的件中有待定类型1件、未定位1件，已列入合计，须尽快补正。" in form.remarks


def test_a_month_that_is_not_frozen_says_so() -> None:
    tables = example_tables(example_cases())
    open_month = replace(tables, county=replace(tables.county, frozen=False))
    assert "尚未冻结" in made([], open_month).remarks[0]


def test_only_people_who_see_the_county_get_it(house: Any) -> None:  # noqa: F811
    with pytest.raises(NotAllowed, match="督办岗"):
        reports.monthly_form(house, handler_of("司法局"), OCTOBER, NOW, NOW.date())


def test_a_frozen_month_is_read_from_its_snapshot(house: Any, cases: Any) -> None:  # noqa: F811
    house.book.analysis = load().analysis
    before = reports.monthly_form(house, OPERATOR, OCTOBER, NOW, NOW.date())
    assert not before.frozen
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    cases.cases = []
    after = reports.monthly_form(house, OPERATOR, OCTOBER, NOW, NOW.date())
    assert after.frozen
    assert (after.parts["channels"], after.totals) == (before.parts["channels"], before.totals)
    assert after.parts["risks"][:4] == before.parts["risks"][:4]
