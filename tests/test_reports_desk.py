"""The desk's side of reports: who may ask, what is frozen, what a frozen month answers afterwards."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from exporters import health_report as paper
from exporters import health_unit as unit_paper
from exporters import monthly_form as form_paper
from jiefen_lite import reports
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.indicators import GROUPINGS, SICK, period_of
from jiefen_lite.reports import counting
from jiefen_lite.reports.health.setting import Setting, set_prescription
from jiefen_lite.rules.loader import load
from jiefen_lite.shapes import CaseFacts, Outcome, Satisfaction
from jiefen_lite.store import audit, snapshots
from jiefen_lite.store.tables import SnapshotFigure, SnapshotTable
from tests.factories import LEADER, OPERATOR, SUPERVISOR, handler_of, make_store
from tests.indicator_facts import CALENDAR, RULES, closed_case, make_facts
from tests.report_example import CENTER, OCTOBER, example_cases

NOW = datetime(2026, 11, 9, 10)
UNIT = "司法局"
BOOK = load()


class Cases:
    """What the store answers when asked for cases; a handler gets those of the own unit."""

    def __init__(self, cases: list[CaseFacts]) -> None:
        self.cases = cases

    def __call__(self, store: Any, viewer: Any, **_: Any) -> list[CaseFacts]:
        if viewer.sees_county:
            return self.cases
        return [case for case in self.cases if case.responsible_unit == viewer.unit]

    def first_day(self, store: Any, viewer: Any) -> date | None:
        return min((case.registered_at.date() for case in self(store, viewer)), default=None)


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> Cases:
    found = Cases(example_cases(400))
    monkeypatch.setattr(counting.facts, "case_facts", found)
    monkeypatch.setattr(counting.facts, "first_day", found.first_day)
    return found


@pytest.fixture
def house(tmp_path: Path, cases: Cases) -> Any:
    types = SimpleNamespace(types=(SimpleNamespace(id="labor", name="劳动争议"),))
    book = SimpleNamespace(
        indicators=RULES,
        health=BOOK.health,
        analysis=BOOK.analysis,
        types=types,
        digest=BOOK.digest,
        text=BOOK.text,
    )
    store = make_store(tmp_path)
    return SimpleNamespace(store=store, center=CENTER, book=book, calendar=CALENDAR)


def test_a_day_means_its_end_and_a_moment_itself(house: Any) -> None:
    by_day = reports.indicator_table(house, OPERATOR, OCTOBER, "all", date(2026, 10, 31))
    by_moment = reports.indicator_table(house, OPERATOR, OCTOBER, "all", datetime(2026, 11, 1))
    assert by_day == by_moment
    assert by_day.as_of == datetime(2026, 11, 1)


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_grouping_answers_and_adds_up(house: Any, by: str) -> None:
    county = reports.indicator_table(house, OPERATOR, OCTOBER, "all", NOW).rows[0].figures["intake_count"]
    rows = reports.indicator_table(house, OPERATOR, OCTOBER, by, NOW).rows
    assert sum(row.figures["intake_count"].n for row in rows) == county.n > 0


def test_an_unknown_grouping_is_told(house: Any) -> None:
    with pytest.raises(JiefenError, match="不能按“village”分列"):
        reports.indicator_table(house, OPERATOR, OCTOBER, "village", NOW)


def test_a_frozen_month_answers_as_it_was_frozen(house: Any, cases: Cases) -> None:
    before = {
        by: reports.indicator_table(house, OPERATOR, OCTOBER, by, datetime(2026, 11, 1)) for by in GROUPINGS
    }
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    cases.cases = []
    for by in GROUPINGS:
        after = reports.indicator_table(house, OPERATOR, OCTOBER, by, NOW)
        assert after.frozen
        assert after == replace(before[by], frozen=True)
    assert snapshots.frozen_labels(house.store) == ["2026-10"]
    assert [entry["action"] for entry in audit.entries(house.store, OPERATOR)] == ["freeze"]


def test_only_a_month_that_is_over_is_frozen_once_and_by_the_supervisor(house: Any) -> None:
    with pytest.raises(NotAllowed, match="督办岗"):
        reports.freeze(house, LEADER, "2026-10", NOW)
    with pytest.raises(JiefenError, match="还没有过完"):
        reports.freeze(house, SUPERVISOR, "2026-11", NOW)
    with pytest.raises(JiefenError, match="按月进行"):
        reports.freeze(house, SUPERVISOR, "2026Q3", NOW)
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    with pytest.raises(JiefenError, match="已经冻结"):
        reports.freeze(house, SUPERVISOR, "2026-10", NOW)


def test_months_are_frozen_when_their_day_is_over(house: Any, cases: Cases) -> None:
    cases.cases = [make_facts("A", at=datetime(2026, 8, 5))]
    assert reports.months_to_freeze(house, date(2026, 11, 8)) == ["2026-08", "2026-09"]
    assert reports.months_to_freeze(house, date(2026, 11, 9)) == ["2026-08", "2026-09", "2026-10"]
    reports.freeze(house, OPERATOR, "2026-09", NOW)
    assert reports.months_to_freeze(house, date(2026, 11, 9)) == ["2026-08", "2026-10"]
    cases.cases = []
    assert reports.months_to_freeze(house, date(2026, 9, 1)) == []


def test_a_quarter_counts_each_case_once_as_its_last_month_has_it(house: Any, cases: Cases) -> None:
    august = closed_case("A", at=datetime(2026, 8, 5))
    cases.cases = [august]
    reports.freeze(house, SUPERVISOR, "2026-08", NOW)
    cases.cases = [replace(august, closed_at=datetime(2026, 9, 20), outcome=Outcome.COMPLETED_UNRESOLVED)]
    figures = reports.indicator_table(house, OPERATOR, period_of("2026Q3"), "all", NOW).rows[0].figures
    assert (figures["intake_count"].n, figures["closed_count"].n, figures["resolution_rate"].n) == (1, 1, 0)


def test_a_quarter_s_list_of_the_dissatisfied_agrees_with_its_rate(house: Any, cases: Cases) -> None:
    """Dissatisfied in August, asked again in September: satisfied, and on no list."""
    judged = {"evaluated_at": datetime(2026, 8, 9), "satisfaction": Satisfaction.DISSATISFIED}
    first = closed_case("A", at=datetime(2026, 8, 5), responsible_unit=UNIT, **judged)
    cases.cases = [first]
    reports.freeze(house, SUPERVISOR, "2026-08", NOW)
    again = {"evaluated_at": datetime(2026, 9, 9), "satisfaction": Satisfaction.SATISFIED}
    cases.cases = [replace(first, **again)]
    counter = counting.Counter(house, OPERATOR, NOW)
    quarter = period_of("2026Q3")
    rate = counter.table(quarter, "all").rows[0].figures["satisfaction_rate"]
    assert (rate.n, rate.d) == (1, 1)
    assert [
        row.figures["dissatisfied"].n for row in counter.symptoms(quarter).rows if row.id in ("all", UNIT)
    ] == [0, 0]
    assert counter.symptoms(period_of("2026-08")).rows[0].figures["dissatisfied"].n == 1


def test_last_year_is_only_compared_where_it_was_recorded(house: Any, cases: Cases) -> None:
    cases.cases = [make_facts("A", at=datetime(2026, 9, 5)), make_facts("B", at=datetime(2026, 10, 5))]
    table = reports.indicator_table(house, OPERATOR, OCTOBER, "all", datetime(2026, 11, 1))
    row = reports.indicator_json(house, OPERATOR, table)["rows"][0]
    assert row["compare"]["mom"]["intake_count"]["shown"] == "持平"
    assert row["compare"]["yoy"]["intake_count"]["value"] is None
    cases.cases.append(make_facts("C", at=datetime(2025, 10, 31)))
    row = reports.indicator_json(house, OPERATOR, table)["rows"][0]
    assert row["compare"]["yoy"]["intake_count"]["shown"] == "持平"


def test_an_open_month_is_compared_with_the_same_days(house: Any, cases: Cases) -> None:
    cases.cases = [make_facts(f"o{day}", at=datetime(2026, 10, day)) for day in (3, 9, 20, 30)]
    cases.cases += [make_facts("n1", at=datetime(2026, 11, 3))]
    table = reports.indicator_table(house, OPERATOR, period_of("2026-11"), "all", date(2026, 11, 9))
    row = reports.indicator_json(house, OPERATOR, table)["rows"][0]
    assert row["compare"]["mom"]["intake_count"]["then"] == 2.0


def test_an_open_month_meets_the_same_days_of_a_frozen_one_too(house: Any, cases: Cases) -> None:
    """The snapshot holds the whole month; beside nine days only nine days may be laid."""
    cases.cases = [make_facts(f"o{day}", at=datetime(2026, 10, day)) for day in (3, 9, 20, 30)]
    cases.cases += [make_facts("n1", at=datetime(2026, 11, 3))]
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    table = reports.indicator_table(house, OPERATOR, period_of("2026-11"), "all", date(2026, 11, 9))
    row = reports.indicator_json(house, OPERATOR, table)["rows"][0]
    assert row["compare"]["mom"]["intake_count"]["then"] == 2.0
    whole = reports.indicator_table(house, OPERATOR, OCTOBER, "all", date(2026, 11, 9))
    assert whole.frozen
    assert whole.rows[0].figures["intake_count"].n == 4


@pytest.mark.parametrize(
    ("label", "day", "opening", "before"),
    [
        ("2026-11", date(2026, 11, 9), "11月1日至9日，全市共受理矛盾纠纷12件，环比上升20.0%", "上月同期"),
        ("2026-11", date(2026, 11, 1), "11月1日，全市没有受理", "上月同期"),
        ("2026Q4", date(2026, 11, 9), "第四季度（截至11月9日），全市共受理", "上季度同期"),
        ("2026-10", date(2026, 11, 9), "10月份，全市共受理", "上月"),
    ],
)
def test_a_paper_of_an_open_period_says_how_far_it_reaches(
    house: Any, cases: Cases, label: str, day: date, opening: str, before: str
) -> None:
    cases.cases = [make_facts(f"o{number}", at=datetime(2026, 10, 3)) for number in range(10)]
    cases.cases += [make_facts(f"late{number}", at=datetime(2026, 10, 20)) for number in range(9)]
    cases.cases += [make_facts(f"n{number}", at=datetime(2026, 11, 4)) for number in range(12)]
    found = reports.health_report(house, LEADER, period_of(label), day, day)
    assert found.conclusion[2].startswith(opening)
    assert found.tables["core"].header[3] == before


def test_a_unit_sees_only_its_own_row(house: Any) -> None:
    viewer = handler_of(UNIT)
    whole = reports.indicator_table(house, OPERATOR, OCTOBER, "unit", datetime(2026, 11, 1))
    own = next(row for row in whole.rows if row.id == UNIT)
    assert reports.indicator_table(house, viewer, OCTOBER, "unit", datetime(2026, 11, 1)).rows == (own,)
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    assert reports.indicator_table(house, viewer, OCTOBER, "unit", NOW).rows == (own,)
    county = reports.indicator_table(house, viewer, OCTOBER, "all", NOW)
    assert not county.frozen
    assert county.rows[0].figures["intake_count"] == own.figures["intake_count"]


def test_the_health_report_is_for_people_who_see_the_county(house: Any) -> None:
    with pytest.raises(NotAllowed):
        reports.health_report(house, handler_of(UNIT), OCTOBER, NOW, NOW.date())


def test_an_open_month_s_report_says_so_and_a_frozen_one_too(house: Any) -> None:
    report = reports.health_report(house, LEADER, OCTOBER, NOW, NOW.date())
    assert report.as_of == datetime(2026, 11, 1)
    assert "暂计数" in report.conclusion[-1]
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    frozen = reports.health_report(house, LEADER, OCTOBER, NOW, NOW.date())
    assert "已冻结" in frozen.conclusion[-1]
    assert (frozen.conclusion[:-1], frozen.tables) == (report.conclusion[:-1], report.tables)


def test_a_paper_is_proved_and_data_that_changed_since_are_found(
    house: Any, cases: Cases, tmp_path: Path
) -> None:
    path = tmp_path / "r.docx"
    paper.write(reports.health_report(house, LEADER, OCTOBER, NOW, NOW.date()), path)
    found = reports.verify_report(house, LEADER, path)
    assert found.differences == ()
    assert found.numbers == found.proved > 100
    cases.cases = [case for case in cases.cases if case.town != "砚山镇"]
    changed = reports.verify_report(house, LEADER, path).differences
    assert any("砚山镇" in one.message for one in changed)


def test_a_frozen_paper_stays_proved_whatever_happens_later(house: Any, cases: Cases, tmp_path: Path) -> None:
    for month in ("2025-10", "2026-09", "2026-10"):
        reports.freeze(house, SUPERVISOR, month, NOW)
    path = tmp_path / "r.docx"
    paper.write(reports.health_report(house, LEADER, OCTOBER, NOW, NOW.date()), path)
    cases.cases = cases.cases[::2]
    assert reports.verify_report(house, LEADER, path).differences == ()


def test_the_monthly_form_is_proved_cell_by_cell(house: Any, cases: Cases, tmp_path: Path) -> None:
    for month in ("2025-10", "2026-09", "2026-10"):
        reports.freeze(house, SUPERVISOR, month, NOW)
    path = tmp_path / "form.xlsx"
    form_paper.write(reports.monthly_form(house, LEADER, OCTOBER, NOW, NOW.date()), path)
    cases.cases = cases.cases[::2]
    found = reports.verify_report(house, LEADER, path)
    assert found.differences == ()
    assert found.numbers == found.proved > 100
    book = openpyxl.load_workbook(path)
    book["一至四"]["D7"].value += 1
    book.save(path)
    (changed,) = reports.verify_report(house, LEADER, path).differences
    assert changed.place == "综治中心月报“一至四”第7行第4列"
    assert int(changed.found or 0) == int(changed.expected or 0) + 1


def test_the_form_of_an_open_month_is_proved_as_of_its_day(house: Any) -> None:
    out = io.BytesIO()
    form_paper.write(reports.monthly_form(house, LEADER, OCTOBER, date(2026, 10, 16), NOW.date()), out)
    out.seek(0)
    assert reports.verify_report(house, LEADER, out).differences == ()
    out.seek(0)
    assert openpyxl.load_workbook(out)["五至十"]["F6"].value == "上月同期"


def test_a_frozen_month_keeps_the_words_of_its_own_formulas(house: Any, tmp_path: Path) -> None:
    """Rules that change later explain later months; a frozen figure is explained by what made it."""
    for month in ("2025-10", "2026-09", "2026-10"):
        reports.freeze(house, SUPERVISOR, month, NOW)
    before = reports.health_report(house, LEADER, OCTOBER, NOW, NOW.date())
    rules = tuple(replace(rule, name=f"新{rule.name}", definition="新口径") for rule in RULES.rules)
    house.book.indicators = replace(RULES, formula_version="v2.0", small_below=50, rules=rules)
    assert reports.health_report(house, LEADER, OCTOBER, NOW, NOW.date()) == before
    november = reports.health_report(house, LEADER, period_of("2026-11"), NOW, NOW.date())
    assert any("新口径" in line for line in november.definitions)


def test_a_frozen_month_guards_the_days_behind_its_averages(house: Any) -> None:
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    before = snapshots.digest(house.store, "2026-10")
    with house.store.writing():
        SnapshotFigure.update(case_values="[1]").where(
            SnapshotFigure.indicator == "avg_handling_days"
        ).execute()
    assert snapshots.digest(house.store, "2026-10") != before


# --------------------------------------------------------------------------- scores and prescriptions


def made_unit_sheet(house: Any, unit: str = UNIT) -> bytes:
    sheet = next(reports.unit_sheets(house, LEADER, OCTOBER, NOW, NOW.date(), units=[unit]))
    out = io.BytesIO()
    unit_paper.write(sheet, out)
    return out.getvalue()


@pytest.mark.slow
def test_a_note_written_later_does_not_touch_a_paper_made_before(
    house: Any, cases: Cases, tmp_path: Path
) -> None:
    cases.cases = example_cases(2400)
    for month in ("2025-10", "2026-09", "2026-10"):
        reports.freeze(house, SUPERVISOR, month, NOW)
    report = reports.health_report(house, LEADER, OCTOBER, NOW, NOW.date())
    unit, problem = report.tables["remedies"].rows[0][:2]
    rule = next(one.id for one in BOOK.health.prescriptions if problem.startswith(one.problem))
    path = tmp_path / "before.docx"
    paper.write(report, path)
    month = reports.health_data(house, LEADER, OCTOBER, NOW, NOW.date()).now
    typed = Setting("由局长督办", "全部办结", "陈立新", "2026-11-30", "done", "")
    set_prescription(house, SUPERVISOR, month, unit, rule, typed, NOW)
    assert reports.verify_report(house, LEADER, path).differences == ()
    later = reports.health_report(house, LEADER, OCTOBER, NOW, NOW.date())
    assert later.words == report.words + 1
    assert any("陈立新" in row for row in later.tables["remedies"].rows)
    paper.write(later, path)
    assert reports.verify_report(house, LEADER, path).differences == ()


def test_a_unit_s_sheet_of_a_frozen_month_stays_proved(house: Any, cases: Cases) -> None:
    cases.cases = example_cases(2400)
    for month in ("2025-10", "2026-09", "2026-10"):
        reports.freeze(house, SUPERVISOR, month, NOW)
    made = made_unit_sheet(house)
    cases.cases = cases.cases[::3]
    found = reports.verify_report(house, LEADER, io.BytesIO(made))
    assert found.differences == ()
    assert found.numbers == found.proved > 50


def test_a_frozen_month_is_scored_by_the_scheme_it_was_frozen_under(house: Any, cases: Cases) -> None:
    cases.cases = example_cases(2400)
    for month in ("2026-09", "2026-10"):
        reports.freeze(house, SUPERVISOR, month, NOW)
    before = reports.health_data(house, LEADER, OCTOBER, NOW, NOW.date()).now
    items = tuple(replace(item, floor=0.1) for item in BOOK.health.items)
    house.book.health = replace(BOOK.health, confirmed=True, items=items)
    after = reports.health_data(house, LEADER, OCTOBER, NOW, NOW.date()).now
    assert after.county_score == before.county_score
    assert not after.health.confirmed
    november = reports.health_data(house, LEADER, period_of("2026-11"), NOW, NOW.date()).now
    assert november.health.confirmed


def test_a_month_frozen_by_an_earlier_release_is_told_from_what_is_there_now(
    house: Any, cases: Cases
) -> None:
    cases.cases = example_cases(2400)
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    kept = reports.health_data(house, LEADER, OCTOBER, NOW, NOW.date()).now.symptoms
    with house.store.writing():
        table = SnapshotTable.get(SnapshotTable.grouping == SICK)
        SnapshotFigure.delete().where(SnapshotFigure.table == table.id).execute()
        table.delete_instance()
    again = reports.health_data(house, LEADER, OCTOBER, NOW, NOW.date()).now.symptoms
    assert {row.id: row.figures["red_light"] for row in again.rows} == {
        row.id: row.figures["red_light"] for row in kept.rows
    }


def test_scores_and_sheets_are_for_people_who_see_the_county(house: Any) -> None:
    asked = (house, handler_of(UNIT), OCTOBER, NOW, NOW.date())
    with pytest.raises(NotAllowed):
        reports.health_data(*asked)
    with pytest.raises(NotAllowed):
        list(reports.unit_sheets(*asked))


def test_only_units_with_work_get_a_sheet(house: Any, cases: Cases) -> None:
    cases.cases = [closed_case(f"c{at}", at=datetime(2026, 10, 5), responsible_unit=UNIT) for at in range(9)]
    sheets = list(reports.unit_sheets(house, LEADER, OCTOBER, NOW, NOW.date()))
    assert [one.unit for one in sheets] == [UNIT]


def test_an_open_month_checks_all_that_was_prescribed_for_the_one_before(house: Any, cases: Cases) -> None:
    """Compared are the same days of both months; prescriptions were given for the whole one."""
    cases.cases = [
        replace(case, case_code=f"late{day}")
        for day in range(20, 30)
        for case in [
            make_facts("x", at=datetime(2026, 10, 2), responsible_unit=UNIT, due_date=date(2026, 10, day))
        ]
    ]
    reports.freeze(house, SUPERVISOR, "2026-10", NOW)
    november = reports.health_data(house, LEADER, period_of("2026-11"), date(2026, 11, 9), NOW.date())
    assert november.before is not None
    assert november.reviewed is not None
    assert november.before.sick(UNIT, "red_light").n == 0
    assert november.reviewed.sick(UNIT, "red_light").n == 10
    report = reports.health_report(house, LEADER, period_of("2026-11"), date(2026, 11, 9), NOW.date())
    assert report.paragraphs["review"][0].startswith("上月处方1条，未登记1条。")
    assert report.tables["review"].rows[0][-1] == "原10件中还有10件"
