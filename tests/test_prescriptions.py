"""Prescriptions, last month's checked, the sheet of a unit: what is proposed, set, kept and proved."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exporters import health_report as paper
from exporters import health_unit as unit_paper
from exporters import word
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.indicators import period_of
from jiefen_lite.reports import build_health, build_unit
from jiefen_lite.reports.health.remedies import proposed
from jiefen_lite.reports.health.setting import Setting, set_prescription
from jiefen_lite.reports.proof import derived, lay_beside, marks_of
from jiefen_lite.shapes import CaseFacts, HealthReport, Outcome, PrescriptionNote, Satisfaction, Status
from jiefen_lite.store import Store, audit, prescriptions
from tests.factories import LEADER, OPERATOR, SUPERVISOR, handler_of, make_store
from tests.indicator_facts import closed_case, make_facts
from tests.report_example import HEALTH, example_cases, example_data, example_month

NOW = datetime(2026, 11, 9, 10)
UNIT, OTHER = "司法局", "民政局"


def busy(unit: str, month: int = 10, *, late: int = 0, failed: int = 0, red: int = 0) -> Iterator[CaseFacts]:
    """Thirty cases of a unit in a month, so many of them late, not resolved; and some that are still open."""
    at = datetime(2026, month, 2, 9)
    for number in range(30):
        end = at + timedelta(days=9 if number < late else 2)
        yield closed_case(
            f"{unit}-{month}-{number:02d}",
            Outcome.COMPLETED_UNRESOLVED if number < failed else Outcome.RESOLVED,
            at=at,
            responsible_unit=unit,
            due_date=(at + timedelta(days=5)).date(),
            closed_at=end,
            feedback_submitted_at=end,
            mediated="no" if number < failed else "ok",
            mediated_at=end,
        )
    for number in range(red):
        yield make_facts(
            f"{unit}-{month}-red{number}",
            at=at,
            responsible_unit=unit,
            status=Status.MEDIATING,
            due_date=date(2026, month, 20),
        )


def rules_of(cases: list[CaseFacts], **more: Any) -> list[tuple[str, str]]:
    return [(one.unit, one.rule.id) for one in proposed(example_month(cases, **more))]


# --------------------------------------------------------------------------- what is proposed


def test_what_cost_points_is_prescribed_and_nothing_else() -> None:
    cases = [*busy(UNIT, late=6), *busy(OTHER)]
    assert rules_of(cases) == [(UNIT, "on_time")]
    assert (OTHER, "resolution") in rules_of([*busy(UNIT), *busy(OTHER, failed=5)])


def test_red_lights_are_prescribed_even_where_nothing_is_scored() -> None:
    cases = [*busy(UNIT), *list(busy(OTHER, red=2))[30:]]
    assert rules_of(cases) == [(OTHER, "red_light")]


def test_what_a_small_sample_loses_to_the_county_is_no_fault_of_the_unit() -> None:
    """Seven of seven resolved, but drawn towards a county that resolves half: no prescription for that."""
    small = [replace(case, case_code=f"s{at}") for at, case in enumerate(list(busy(OTHER))[:7])]
    found = rules_of([*busy(UNIT, failed=20), *small])
    assert (OTHER, "resolution") not in found
    assert (UNIT, "resolution") in found


def test_the_time_allowed_runs_from_the_day_of_freezing_or_the_date_of_the_paper() -> None:
    month = example_month(list(busy(UNIT, late=6, red=1)))
    early = {one.rule.id: one.due for one in proposed(month, date(2026, 11, 9))}
    assert early == {"on_time": date(2026, 12, 8), "red_light": date(2026, 11, 23)}
    late = {one.rule.id: one.due for one in proposed(month, date(2026, 11, 27))}
    assert late == {"on_time": date(2026, 12, 8), "red_light": date(2026, 12, 12)}


def test_the_goal_is_written_into_the_words() -> None:
    one = proposed(example_month(list(busy(UNIT, late=6))))[0]
    assert one.acceptance == "下月没有新的超期件，按期办结率达到100.0%"


# --------------------------------------------------------------------------- what people set


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path)


class House:
    """As much of a centre as setting needs."""

    def __init__(self, store: Store) -> None:
        self.store = store


def typed(**values: str) -> Setting:
    plain = {
        "measure": "逐件定人",
        "acceptance": "全部报结",
        "owner": "",
        "due": "",
        "state": "open",
        "remark": "",
    }
    return Setting(**(plain | values))


def set_one(store: Store, viewer: Any = SUPERVISOR, rule: str = "on_time", **values: str) -> None:
    month = example_month(list(busy(UNIT, late=6)))
    set_prescription(House(store), viewer, month, UNIT, rule, typed(**values), NOW)  # type: ignore[arg-type]


def test_the_last_note_holds_and_the_earlier_ones_stay(store: Store) -> None:
    set_one(store, owner="张卫东", due="2026-11-20")
    set_one(store, owner="张卫东", due="2026-11-20", state="done")
    held = prescriptions.notes(store, LEADER, "2026-10")[UNIT, "on_time"]
    assert (held.owner, held.due, held.state) == ("张卫东", date(2026, 11, 20), "done")
    assert prescriptions.notes(store, LEADER, "2026-10", until=1)[UNIT, "on_time"].state == "open"
    assert prescriptions.last_note(store, LEADER) == 2
    assert [entry["action"] for entry in audit.entries(store, OPERATOR)] == ["prescription"] * 2


def test_a_unit_s_people_are_told_of_their_own_prescriptions_only(store: Store) -> None:
    set_one(store)
    assert prescriptions.notes(store, handler_of(UNIT), "2026-10").keys() == {(UNIT, "on_time")}
    assert prescriptions.notes(store, handler_of(OTHER), "2026-10") == {}


def test_only_a_supervisor_sets_and_only_what_is_prescribed(store: Store) -> None:
    with pytest.raises(NotAllowed, match="督办岗"):
        set_one(store, LEADER)
    with pytest.raises(NotFound, match="没有这一条处方"):
        set_one(store, rule="red_light")
    assert prescriptions.last_note(store, LEADER) == 0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"measure": " "}, "请写明措施"),
        ({"acceptance": ""}, "请写明验收标准"),
        ({"measure": "长" * 201}, "最多200个字，现在是201个字"),
        ({"due": "11月20日"}, "请写成 2026-11-30"),
        ({"due": "2026-10-31"}, "要在2026-11-01以后"),
        ({"due": "2028-11-30"}, "一年以内"),
        ({"state": "whatever"}, "请选择完成情况"),
        ({"state": "delayed"}, "登记“延期”要写明情况说明"),
        ({"state": "not_done"}, "登记“未完成”要写明情况说明"),
    ],
)
def test_words_that_cannot_stand_are_told(store: Store, values: dict[str, str], told: str) -> None:
    with pytest.raises(JiefenError, match=told):
        set_one(store, **values)
    assert prescriptions.last_note(store, LEADER) == 0


def test_numbers_of_people_are_masked_before_they_can_get_into_a_paper(store: Store) -> None:
    set_one(store, measure="回访13945671234", owner="张卫东 13945671234", remark="证号23088219800101123X")
    held = prescriptions.notes(store, LEADER, "2026-10")[UNIT, "on_time"]
    told = f"{held.measure}{held.owner}{held.remark}"
    assert "13945671234" not in told
    assert "19800101" not in told
    assert "张卫东" in told  # who is answerable is named


# --------------------------------------------------------------------------- on paper


def note(unit: str, rule: str, **values: Any) -> PrescriptionNote:
    plain: dict[str, Any] = {
        "measure": "由副局长逐件过问",
        "acceptance": "全部报结",
        "owner": "李振国",
        "due": date(2026, 11, 25),
        "state": "open",
        "remark": None,
    }
    return PrescriptionNote(7, "2026-10", unit, rule, **(plain | values), set_by="督办王", set_at=NOW)


def text_of(report: HealthReport) -> str:
    told = [line for lines in report.paragraphs.values() for line in lines]
    return "\n".join(
        [*told, *(cell for table in report.tables.values() for row in table.rows for cell in row)]
    )


def test_the_paper_prints_what_people_set_beside_the_figures() -> None:
    cases = list(busy(UNIT, late=6))
    report = build_health(
        example_data(cases, notes={(UNIT, "on_time"): note(UNIT, "on_time")}, compared=False)
    )
    (row,) = report.tables["remedies"].rows
    assert row[0] == UNIT
    assert row[1] == "按期办结率偏低：80.0%（24/30），失36.76分，超期6件"
    assert row[2:] == ("由副局长逐件过问", "李振国", "11月25日", "全部报结")


def test_last_month_s_prescriptions_are_checked_with_this_month_s_figures() -> None:
    cases = [*busy(UNIT, 9, late=6, red=2), *busy(UNIT, 10, late=1)]
    cases = [
        replace(case, feedback_submitted_at=datetime(2026, 10, 3))
        if case.case_code.endswith("red0")
        else case
        for case in cases
    ]
    state = note(UNIT, "on_time", state="delayed", remark="等鉴定")
    report = build_health(example_data(cases, notes_before={(UNIT, "on_time"): state}))
    rows = {row[1].split("（")[0]: row for row in report.tables["review"].rows}
    assert rows["按期办结率偏低"][2:] == ("李振国", "延期：等鉴定", "75.0%→96.7%")
    assert rows["有件超期未报结"][2:] == ("分管领导", "未登记", "原2件中还有1件")
    assert report.paragraphs["review"][0].startswith("上月处方2条，未登记1条，延期1条。")


def test_the_review_names_no_date_that_last_month_s_paper_may_not_have_printed() -> None:
    report = build_health(example_data([*busy(UNIT, 9, late=6), *busy(UNIT, 10)]))
    assert [row[1] for row in report.tables["review"].rows] == ["按期办结率偏低"]


def test_red_lights_that_are_gone_are_not_called_settled() -> None:
    """Suspended, extended or handed over: they are red no more, and nothing else is known."""
    gone = [replace(case, due_date=date(2026, 12, 20)) for case in list(busy(UNIT, 9, red=3))[30:]]
    data = example_data([*busy(UNIT, 9, red=3), *busy(UNIT, 10)])
    data = replace(data, now=example_month([*busy(UNIT, 10), *gone]))
    rows = {row[1]: row for row in build_health(data).tables["review"].rows}
    assert rows["有件超期未报结"][-1] == "原3件已不在红灯之列"


def test_of_other_cases_the_review_tells_this_month_s_number_only() -> None:
    rule = replace(HEALTH.prescriptions[0], id="again", subject="repeat", problem="重复件多")
    health = replace(HEALTH, prescriptions=(rule,))
    before = [replace(case, repeat=at < 2) for at, case in enumerate(busy(UNIT, 9))]
    now = [replace(case, repeat=at < 3) for at, case in enumerate(busy(UNIT, 10))]
    (row,) = build_health(example_data([*before, *now], health=health)).tables["review"].rows
    assert row[-1] == "本月3件"


def test_what_fell_due_on_the_last_day_is_said_to_be_due_by_no_number_of_days() -> None:
    case = make_facts("LAST", at=datetime(2026, 10, 5), responsible_unit=UNIT, due_date=date(2026, 10, 31))
    data = example_data([case], compared=False)
    report = build_health(data)
    assert [row[-1] for row in report.tables["symptoms"].rows] == ["已到期"]
    assert report.paragraphs["symptoms"][0].startswith("截至2026年10月31日，红灯件1件；")
    assert [row[1] for row in report.tables["remedies"].rows] == ["有件超期未报结：红灯件1件"]
    assert [row[-1] for row in build_unit(data, UNIT).tables["symptoms"].rows] == ["已到期"]


def test_a_weight_of_nothing_neither_stops_the_paper_nor_brings_a_prescription() -> None:
    weights = {"rectification_rate": 0, "on_time_rate": 0, "resolution_rate": 55}
    items = tuple(replace(one, weight=weights.get(one.id, one.weight)) for one in HEALTH.items)
    health = replace(HEALTH, items=items, few_answers_weight=0)
    cases = [
        replace(case, satisfaction=Satisfaction.DISSATISFIED, evaluated_at=case.closed_at) if at < 5 else case
        for at, case in enumerate(busy(UNIT, late=6))
    ]
    report = build_health(example_data(cases, compared=False, health=health))
    assert [name.split(" ")[0] for name in report.charts["score"].categories] == [
        *("化解率", "调解成功率", "重复率")
    ]
    assert report.paragraphs["remedies"] == ("本月没有需要开处方的问题。",)
    assert report.tables["core"].note is not None
    assert "群众满意率（参评率偏低）" in report.tables["core"].note
    assert "按期办结率" not in report.tables["core"].note


def test_the_first_month_and_an_empty_one_say_so() -> None:
    first = build_health(example_data(list(busy(UNIT)), compared=False))
    assert first.paragraphs["review"] == ("上月没有体检数据，从下月起复查。",)
    assert "review" not in first.tables
    empty = build_health(example_data([], compared=False))
    assert empty.paragraphs["remedies"] == ("本月没有需要开处方的问题。",)
    assert empty.paragraphs["links"] == ("本月办结的件没有各环节的时间记录，看不出慢在哪一环。",)
    assert {"symptoms", "remedies", "review", "rank_town", "rank_department"}.isdisjoint(empty.tables)
    assert "没有受理的47个" not in text_of(empty)  # this county has 33 units
    assert "没有受理的33个" in text_of(empty)


def test_a_quarter_leaves_prescriptions_to_its_months() -> None:
    report = build_health(example_data(example_cases(), period_of("2026Q3")))
    assert report.paragraphs["remedies"] == ("处方按月下达，见各月体检报告。",)
    assert "remedies" not in report.tables
    assert "\n（2026年第三季度）" in report.title


def test_a_quarter_leaves_the_checks_to_its_months() -> None:
    report = build_health(example_data(example_cases(), period_of("2026Q3")))
    assert report.paragraphs["checks"] == ("校验按月进行，见各月体检报告。",)
    assert "checks" not in report.tables
    told = "".join(report.definitions)
    assert not any(rule.definition in told for rule in HEALTH.checks)
    assert all(rule.definition in "".join(build_health(example_data()).definitions) for rule in HEALTH.checks)


def test_the_paper_prints_the_numbers_of_the_county_s_own_rules() -> None:
    data = example_data([*busy(UNIT), *list(busy(OTHER))[:7]], compared=False)
    health = replace(HEALTH, least_intake=8)
    rules = replace(data.now.rules, small_below=15, fraction_below=4)
    report = build_health(replace(data, now=replace(data.now, health=health, rules=rules)))
    told = "".join(report.definitions)
    assert "小样本：分母4至14件的按收缩值" in told
    note = report.tables["units"].note or ""
    assert f"业务量过小（受理量不足8件），只列事实：{OTHER}。" in note


def test_a_county_is_not_called_a_city() -> None:
    data = example_data()
    center = replace(data.now.center, region=replace(data.now.center.region, name="桦川县"))
    data = replace(data, now=replace(data.now, center=center))
    report, sheet = build_health(data), build_unit(data, UNIT)
    for made in (report, sheet):
        told = [text_of(made), *made.definitions, *(str(one.header) for one in made.tables.values())]
        assert "全市" not in "".join(told)
    assert report.tables["checks"].header[2] == "全县"
    assert "口径见全县报告附件4" in sheet.paragraphs["objections"][0]


def test_once_the_county_has_confirmed_the_scheme_no_paper_calls_it_a_trial() -> None:
    trial = build_health(example_data())
    assert trial.trial
    confirmed = build_health(example_data(health=replace(HEALTH, confirmed=True)))
    assert confirmed.trial == ""
    assert "试算" not in text_of(confirmed)
    assert confirmed.conclusion[-1].endswith("评分方案见附件4。")
    assert trial.tables == confirmed.tables


def test_a_unit_s_name_is_ranked_with_its_like_and_the_reasons_for_the_others_are_given() -> None:
    data = example_data()
    report = build_health(data)
    towns = {row[1] for row in report.tables["rank_town"].rows}
    departments = {row[1] for row in report.tables["rank_department"].rows}
    assert all(name.endswith("人民政府") for name in towns)
    assert towns.isdisjoint(departments)
    told = "".join(report.paragraphs["unranked"])
    for unit in data.now.scores:
        assert (unit in towns | departments) != (unit in told), unit


# --------------------------------------------------------------------------- the sheet of a unit


@pytest.fixture(scope="module")
def sheet() -> HealthReport:
    return build_unit(example_data([*busy(UNIT, late=6, red=12), *busy(OTHER, failed=3, red=1)]), UNIT)


def test_a_unit_s_sheet_holds_its_own_cases_only(sheet: HealthReport) -> None:
    codes = {code for figure in sheet.figures for code in (*figure.numerator, *figure.denominator)}
    assert codes
    assert all(code.startswith(UNIT) for code in codes)
    assert OTHER not in text_of(sheet)
    assert OTHER not in str(sheet.figures)


def test_a_unit_s_sheet_lays_the_county_beside_its_figures(sheet: HealthReport) -> None:
    table = sheet.tables["core"]
    assert table.header == ("指标", "本月", "分子/分母", "上月", "去年同期", "全市", "得分/权重")
    row = next(row for row in table.rows if row[0] == "按期办结率")
    assert row[1:3] == ("57.1%", "24/42")
    assert row[5] == "74.0%"


def test_a_unit_s_score_and_what_was_taken_off_can_be_made_again(sheet: HealthReport) -> None:
    assert re.search(r"红灯满3日未整改12件，扣10分（扣满）", sheet.conclusion[0])
    total = next(figure for figure in sheet.figures if figure.indicator == "health_score")
    terms = [float(term) for term in re.findall(r"[＋−]?(\d+\.?\d*)", total.working)]
    assert sum(terms[:-1]) - terms[-1] == pytest.approx(float(total.shown), abs=0.0501)


def test_a_unit_s_sheet_is_proved_like_any_paper(sheet: HealthReport) -> None:
    out = io.BytesIO()
    unit_paper.write(sheet, out)
    found = word.read_document(io.BytesIO(out.getvalue()))
    marks = marks_of(found.keywords)
    assert (marks.document, marks.unit, marks.period, marks.edits) == ("health_unit", UNIT, "2026-10", 0)
    proof = lay_beside(found, derived(lambda out: unit_paper.write(sheet, out)))
    assert proof.differences == ()
    assert proof.numbers == proof.proved > 50


@pytest.mark.slow
def test_every_kind_of_month_fits_the_template_of_the_unit() -> None:
    data = example_data(compared=False)
    blank = unit_paper.BLANKS
    for unit in data.now.scores:
        out = io.BytesIO()
        unit_paper.write(build_unit(data, unit), out)
        texts = [block.text for block in word.read_document(io.BytesIO(out.getvalue())).blocks]
        assert not any("None" in text or "{{" in text for text in texts)
    assert set(unit_paper.context(build_unit(data, UNIT))) == set(blank)


def test_the_paper_remembers_up_to_which_note_it_read(sheet: HealthReport) -> None:
    report = build_health(replace(example_data(), words=12))
    out = io.BytesIO()
    paper.write(report, out)
    assert marks_of(word.read_document(io.BytesIO(out.getvalue())).keywords).edits == 12


# --------------------------------------------------------------------------- links and padding on paper


def by_hand(unit: str, month: int, hours: float) -> list[CaseFacts]:
    """Ten cases of a unit handled in this system, each signed so many hours after it was dispatched."""
    at = datetime(2026, month, 5, 9)
    done = frozenset({"dispatch", "sign_receipt", "first_contact", "submit_feedback", "approve"})
    return [
        closed_case(
            f"{unit}-{month}-hand{number}",
            at=at,
            days=8,
            responsible_unit=unit,
            by_hand=done,
            dispatched_at=at,
            signed_at=at + timedelta(hours=hours),
            first_contact_at=at + timedelta(hours=hours + 3),
            mediated="ok",
            mediated_at=at + timedelta(days=6),
            feedback_submitted_at=at + timedelta(days=7),
        )
        for number in range(10)
    ]


def test_the_slow_link_is_named_and_drawn() -> None:
    report = build_health(example_data([*by_hand(UNIT, 9, 2), *by_hand(UNIT, 10, 30)]))
    told = report.paragraphs["links"][0]
    assert told.startswith(
        "本月办结的件，签收平均1.3天（10件，上月2.0小时），首次联系平均3.0小时（10件，上月3.0小时）"
    )
    assert told.endswith("用时最长的是调解环节。")
    chart = report.charts["links"]
    assert chart.categories == ("签收", "首次联系", "调解", "反馈", "审核")
    assert chart.series[0].values == (1.3, 0.1, 4.6, 1.0, 1.0)


def test_where_ledgers_tell_one_link_only_the_others_are_said_to_be_unknown() -> None:
    report = build_health(example_data([*busy(UNIT, 9), *busy(UNIT, late=6)]))
    assert "签收、首次联系、反馈、审核环节暂无数据" in report.paragraphs["links"][0]
    assert report.charts["links"].categories == ("全市本月", "全市上月", UNIT)
    alone = build_health(example_data([], compared=False))
    assert "links" not in alone.charts


@pytest.mark.parametrize(
    ("hours", "told"), [(0, "签收平均0小时"), (0.02, "签收平均不足0.1小时"), (24, "签收平均1.0天")]
)
def test_hardly_any_time_is_not_told_as_none(hours: float, told: str) -> None:
    report = build_health(example_data(by_hand(UNIT, 10, hours), compared=False))
    assert told in report.paragraphs["links"][0]


def test_units_above_a_limit_are_named_in_the_checks() -> None:
    cases = [
        replace(case, type_l1="other" if number % 2 else "labor")
        for number, case in enumerate([*busy(UNIT), *busy(OTHER)])
    ]
    cases = [replace(case, type_l1="labor") if case.responsible_unit == OTHER else case for case in cases]
    report = build_health(example_data(cases, compared=False))
    rows = {row[0]: row for row in report.tables["checks"].rows}
    assert rows["“其他”类型偏多"] == ("“其他”类型偏多", "超过15.0%", "25.0%\n15/60", f"{UNIT}50.0%")
    assert rows["没有联系、调解记录就办结"][2:] == ("—", "没有")


def test_a_unit_s_page_lists_few_cases_and_counts_the_rest() -> None:
    sheet = build_unit(example_data(list(busy(UNIT, late=9, red=12))), UNIT)
    table = sheet.tables["symptoms"]
    assert [row[0] for row in table.rows] == ["红灯件", "红灯件", "迟报件", "迟报件"]
    assert table.note == "红灯件还有10件，迟报件还有7件，案件码向中心查询。"
    assert all(len(row[2]) <= 22 for row in table.rows)


def test_a_unit_that_the_centre_does_not_list_is_not_lost() -> None:
    report = build_health(example_data([*busy(UNIT), *busy("某某开发区管委会")], compared=False))
    told = report.paragraphs["unranked"][-1]
    assert told == "不在本中心单位名录里的1个：某某开发区管委会（30件）。请核对名称，补进名录。"
