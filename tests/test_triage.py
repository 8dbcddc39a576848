"""Triage by the worked examples of the channels, and by the traps that lie between the rules."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from jiefen_lite.elements import Gazetteer, Reader
from jiefen_lite.rules import loader
from jiefen_lite.shapes import By, Complexity, Outcome, Place, RiskLevel, Triaged, Unit
from jiefen_lite.triage import Triage
from tests.fujin import REGION, UNITS

TODAY = date(2025, 11, 15)
BOOK = loader.load()
TWO = [{"role": "applicant", "name": "孙立东"}, {"role": "respondent", "name": "周海峰"}]

THREE = [{"role": "applicant", "name": name} for name in ("孙立冬", "孙立春", "孙立夏")]


@pytest.fixture(scope="module")
def triage() -> Triage:
    return Triage(BOOK, REGION, UNITS)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(BOOK, REGION)


def town(name: str | None) -> Place | None:
    return Gazetteer(REGION).find(name) if name else None


def decide(
    triage: Triage, reader: Reader | None, channel: str, where: str | None, repeats: int = 0, **fields: Any
) -> Triaged:
    """A case as intake hands it over."""
    story = "。".join(fields[name] for name in ("title", "summary", "claim") if fields.get(name))
    reading = reader.read(story, TODAY) if reader and story else None
    return triage.decide(channel, fields, town(where), reading, TODAY, days_since=(1,) * repeats)


# ------------------------------------------------------------------ sample rows of the channels

NONGYE, RENSHE, ZHUJIAN, JIANGUAN = (
    "农业农村局",
    "人力资源和社会保障局",
    "住房和城乡建设局",
    "市场监督管理局",
)
SAMPLES: list[tuple[str, str | None, dict[str, Any], dict[str, Any]]] = [
    (
        "mediation",
        "城东街道",
        {
            "raw_type": "邻里纠纷",
            "summary": "两家因院墙排水口朝向发生争执，雨水冲毁周家菜窖一角",
            "result": "成功",
            "amount_fen": 120_000,
            "closed_at": "2025-11-05",
            "parties": TWO,
        },
        {
            "type_l1": "neighbor",
            "type_l2": "排水用水",
            "complexity": "simple",
            "responsible_unit": "城东街道办事处",
            "unit_by": By.RULE,
            "outcome": Outcome.RESOLVED,
            "mediated": "ok",
            "risk_level": "low",
        },
    ),
    (
        "mediation",
        "城东街道",
        {"raw_type": "婚姻家庭纠纷", "summary": "母亲要求两子按月给付赡养费并轮流照料", "result": "成功"},
        {
            "type_l1": "marriage_family",
            "type_l2": "赡养",
            "responsible_unit": "司法局",
            "assisting_units": ("妇女联合会", "城东街道办事处"),
        },
    ),
    (
        "mediation",
        "兴隆岗镇",
        {
            "raw_type": "山林土地纠纷",
            "summary": "土地流转费 2025 年第二期逾期未付，每亩 620 元，共 410 亩",
            "result": "正在调解",
            "people_count": 7,
            "amount_fen": 25_420_000,
        },
        {
            "type_l1": "land_forest",
            "type_l2": "土地流转",
            "complexity": "complex",
            "risk_level": "medium",
            "risk_score": 25,
            "responsible_unit": NONGYE,
            "assisting_units": ("兴隆岗镇人民政府",),
            "result_status": "in_progress",
        },
    ),
    (
        "police_110",
        "城东街道",
        {
            "category": "纠纷",
            "subcategory": "邻里纠纷",
            "summary": "报警人称楼上住户深夜跳绳，双方在楼道争吵",
            "responsible_unit": "城东派出所",
            "result": "现场调解，双方未达成一致，告知可向社区调委会申请调解",
        },
        {
            "type_l1": "neighbor",
            "type_l2": "噪声",
            "responsible_unit": "公安局",
            "unit_by": By.SOURCE,
            "outcome": Outcome.COMPLETED_UNRESOLVED,
            "mediated": "no",
        },
    ),
    (
        "police_110",
        "大榆树镇",
        {
            "category": "纠纷",
            "subcategory": "经济纠纷",
            "summary": "因土地流转款问题多人到村委会讨要",
            "result": "移交镇综治中心，现场约9人，情绪稳定",
        },
        {"type_l1": "land_forest", "result_status": "in_progress", "outcome": None},
    ),
    (
        "police_110",
        "锦山镇",
        {
            "category": "行政（治安）类警情",
            "subcategory": "家庭暴力",
            "summary": "女方称丈夫酒后推搡",
            "result": "出具告诫书，建议综治中心跟进",
        },
        {
            "type_l1": "marriage_family",
            "type_l2": "家庭暴力",
            "risk_level": "low",
            "result_status": "in_progress",
            "assisting_units": ("妇女联合会", "公安局", "锦山镇人民政府"),
        },
    ),
    (
        "court_pretrial",
        None,
        {
            "raw_type": "民间借贷纠纷",
            "amount_fen": 4_200_000,
            "responsible_unit": "富锦市综治中心",
            "result": "调解成功",
            "closing_way": "(2025)黑0882诉前调确18号",
        },
        {
            "type_l1": "contract",
            "type_l2": "民间借贷",
            "responsible_unit": "司法局",
            "unit_by": By.RULE,
            "outcome": Outcome.RESOLVED,
            "mediated": "ok",
        },
    ),
    (
        "court_pretrial",
        "城西街道",
        {
            "raw_type": "物业服务合同纠纷",
            "amount_fen": 186_050,
            "responsible_unit": "城西街道调委会",
            "result": "正在调解",
            "parties": TWO,
        },
        {
            "type_l1": "property_mgmt",
            "responsible_unit": "城西街道办事处",
            "complexity": "simple",
            "assisting_units": (),
        },
    ),
    (
        "court_pretrial",
        None,
        {
            "raw_type": "机动车交通事故责任纠纷",
            "amount_fen": 8_630_000,
            "responsible_unit": "道路交通事故调委会",
            "result": "不成功（保险公司不同意调解）",
            "closing_way": "转立案 (2025)黑0882民初980号",
        },
        {
            "type_l1": "traffic",
            "responsible_unit": "公安局交通警察大队",
            "complexity": "complex",
            "outcome": Outcome.TRANSFERRED,
        },
    ),
    (
        "petition",
        "兴隆岗镇",
        {
            "raw_type": "农村农业-土地流转",
            "claim": "要求合作社支付流转费并解除合同",
            "people_count": 7,
            "responsible_unit": "市农业农村局（协办：兴隆岗镇）",
            "result": "办理中",
        },
        {
            "type_l1": "land_forest",
            "type_l2": "土地流转",
            "responsible_unit": NONGYE,
            "unit_by": By.SOURCE,
            "assisting_units": ("兴隆岗镇人民政府",),
        },
    ),
    (
        "petition",
        "城西街道",
        {"raw_type": "城乡建设-物业服务", "claim": "反映小区电梯长期停运", "responsible_unit": "市住建局"},
        {"type_l1": "property_mgmt", "responsible_unit": ZHUJIAN},
    ),
    (
        "petition",
        "大榆树镇",
        {
            "raw_type": "劳动和社会保障-拖欠工资",
            "claim": "反映某工地拖欠 12 名木工工资约 18 万元",
            "repeat": True,
            "responsible_unit": "市人社局",
            "result": "已调解、履行中",
        },
        {
            "type_l1": "migrant_wage",
            "type_l2": "建设工程欠薪",
            "responsible_unit": RENSHE,
            "complexity": "complex",
            "risk_score": 65,
            "risk_level": "high",
            "outcome": Outcome.RESOLVED,
        },
    ),
    (
        "labor_arbitration",
        None,
        {
            "raw_type": "工伤保险待遇",
            "claim": "一次性伤残补助金等 9.3 万元",
            "amount_fen": 9_300_000,
            "result": "调解结案",
        },
        {
            "type_l1": "labor",
            "type_l2": "工伤待遇",
            "responsible_unit": RENSHE,
            "complexity": "complex",
            "outcome": Outcome.RESOLVED,
        },
    ),
    (
        "hotline_12345",
        "城东街道",
        {
            "raw_type": "物业",
            "summary": "来电人称小区夜间充电桩占用消防通道，与物业多次沟通无果",
            "responsible_unit": "市住建局/某物业公司",
            "result": "已与物业协商，调整充电区域",
        },
        {
            "type_l1": "property_mgmt",
            "type_l2": "电动车充电",
            "responsible_unit": ZHUJIAN,
            "result_status": "unknown",
            "outcome": None,
        },
    ),
    (
        "hotline_12345",
        "城西街道",
        {
            "raw_type": "消费维权-预付卡",
            "summary": "反映某健身房关门，会员 40 余人余额未退",
            "responsible_unit": "市市场监管局",
        },
        {
            "type_l1": "consumer",
            "type_l2": "预付卡",
            "responsible_unit": JIANGUAN,
            "risk_score": 50,
            "risk_level": "medium",
            "complexity": "complex",
            "result_status": None,
        },
    ),
    (
        "grid",
        "城西街道",
        {
            "raw_type": "物业纠纷",
            "summary": "30余户反映供暖不达标，联名要求退费",
            "people_count": 30,
            "result": "上报镇（街道）",
        },
        {
            "type_l1": "property_mgmt",
            "type_l2": "供暖供水",
            "responsible_unit": ZHUJIAN,
            "risk_score": 60,
            "risk_level": "high",
            "result_status": "in_progress",
        },
    ),
    (
        "grid",
        "锦山镇",
        {
            "raw_type": "婚姻家庭",
            "summary": "老人反映三子女均不愿接其同住",
            "people_count": 4,
            "result": "上报",
        },
        {"type_l1": "marriage_family", "type_l2": "赡养", "risk_score": 10, "risk_level": "low"},
    ),
]


@pytest.mark.parametrize(
    ("channel", "where", "fields", "expect"),
    SAMPLES,
    ids=[f"{row[0]}-{at}" for at, row in enumerate(SAMPLES)],
)
def test_sample_rows(
    triage: Triage,
    reader: Reader,
    channel: str,
    where: str | None,
    fields: dict[str, Any],
    expect: dict[str, Any],
) -> None:
    made = decide(triage, reader, channel, where, **fields)
    assert {name: getattr(made, name) for name in expect} == expect, made.decisions


@pytest.mark.parametrize(("channel", "where", "fields", "expect"), SAMPLES[:4])
def test_every_answer_has_its_decision(
    triage: Triage, reader: Reader, channel: str, where: str | None, fields: dict[str, Any], expect: object
) -> None:
    made = decide(triage, reader, channel, where, **fields)
    told = {one.decision: one for one in made.decisions}
    assert set(told) == {"type", "unit", "complexity", "risk", "result"}
    assert all(one.text for one in told.values())
    assert told["unit"].value == made.responsible_unit
    assert told["complexity"].value == made.complexity
    assert told["risk"].value == made.risk_level


# --------------------------------------------------------------------------- names of units


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("市人社局", RENSHE),
        ("富锦市人力资源和社会保障局", RENSHE),
        ("劳动监察大队", RENSHE),
        ("锦山镇", "锦山镇人民政府"),
        ("锦山镇政府", "锦山镇人民政府"),
        ("锦山镇综治中心", "锦山镇人民政府"),
        ("富锦市锦山镇", "锦山镇人民政府"),
        ("大榆树司法所", "大榆树镇人民政府"),
        ("幸福社区调委会", "城西街道办事处"),
        ("富锦镇", "富锦镇人民政府"),
        ("锦山派出所", "公安局"),
        ("富锦市公安局交警大队", "公安局交通警察大队"),
        ("住建局物业科", ZHUJIAN),
        ("某物业公司、市住建局", ZHUJIAN),
        ("富锦市", None),
        ("富锦市综治中心", None),
        ("火星局", None),
        ("司法所", None),
        ("", None),
    ],
)
def test_units_go_by_many_names(triage: Triage, written: str, unit: str | None) -> None:
    assert triage.unit_named(written) == unit


def test_a_committee_without_a_place_is_that_of_the_case(triage: Triage, reader: Reader) -> None:
    made = decide(triage, reader, "mediation", "长安镇", raw_type="邻里纠纷", responsible_unit="镇调委会")
    assert (made.responsible_unit, made.unit_by) == ("长安镇人民政府", By.SOURCE)


# --------------------------------------------------------------------------- whose it is


def test_a_unit_the_county_lacks_is_told_and_waits(reader: Reader) -> None:
    bare = Triage(BOOK, REGION, [unit for unit in UNITS if unit.name != NONGYE])
    made = decide(bare, reader, "window", "长安镇", summary="土地流转费一直没给")
    assert (made.responsible_unit, made.unit_by) == (None, None)
    assert "unit" in made.unsure
    assert "农业农村局" in next(one.text for one in made.decisions if one.decision == "unit")


def test_a_secondary_type_may_have_its_own_unit(triage: Triage) -> None:
    assert triage.unit_for("house_homestead", "宅基地界址", None).responsible_unit == NONGYE
    registered = triage.unit_for("house_homestead", "房屋权属登记", "长安镇")
    assert registered.responsible_unit == "自然资源局"
    assert NONGYE in registered.assisting_units
    assert registered.assisting_units[-1] == "长安镇人民政府"


def test_without_a_place_a_town_matter_waits(triage: Triage, reader: Reader) -> None:
    made = decide(triage, reader, "window", None, summary="邻居家狗咬人")
    assert made.type_l1 == "neighbor"
    assert made.responsible_unit is None
    assert {"town", "unit"} <= set(made.unsure)


@pytest.mark.parametrize("l1", ["admin_legal", "other"])
def test_types_20_and_21_are_not_dispatched_by_rule(triage: Triage, l1: str) -> None:
    assert triage.unit_for(l1, None, "长安镇").responsible_unit is None


def test_a_ledger_unit_holds_even_for_type_20(triage: Triage, reader: Reader) -> None:
    made = decide(triage, reader, "petition", None, raw_type="政法", responsible_unit="市公安局")
    assert (made.type_l1, made.responsible_unit, made.unit_by) == ("admin_legal", "公安局", By.SOURCE)


def test_an_accusation_is_given_to_nobody(triage: Triage, reader: Reader) -> None:
    fields: dict[str, Any] = {
        "raw_type": "检举控告",
        "summary": "举报村书记贪污",
        "responsible_unit": "大榆树镇",
    }
    assert triage.is_accusation("petition", fields)
    assert not triage.is_accusation("hotline_12345", fields)
    made = decide(triage, reader, "petition", "大榆树镇", **fields)
    assert (made.responsible_unit, made.assisting_units) == (None, ())


def test_an_unknown_ledger_unit_is_told_and_the_rule_suggests(triage: Triage, reader: Reader) -> None:
    made = decide(triage, reader, "mediation", None, raw_type="劳动争议", responsible_unit="火星局")
    assert (made.responsible_unit, made.unit_by) == (RENSHE, By.RULE)
    assert "“火星局”没有对上" in next(one.text for one in made.decisions if one.decision == "unit")


# --------------------------------------------------------------------------- type


def test_the_ledger_type_wins_over_the_text(triage: Triage, reader: Reader) -> None:
    made = decide(triage, reader, "mediation", None, raw_type="邻里纠纷", summary="公司拖欠工资不给")
    assert made.type_l1 == "neighbor"
    assert made.decisions[0].by == By.SOURCE


def test_an_unknown_category_leaves_it_to_the_text_and_no_text_to_people(
    triage: Triage, reader: Reader
) -> None:
    made = decide(triage, reader, "petition", None, raw_type="990000 杂项", summary="拖欠农民工工资")
    assert (made.type_l1, made.decisions[0].by) == ("migrant_wage", By.RULE)
    blank = decide(triage, reader, "petition", None, raw_type="990000 杂项")
    assert blank.type_l1 is None
    assert {"type", "unit"} <= set(blank.unsure)


# --------------------------------------------------------------------------- simple or complex


@pytest.mark.parametrize(
    ("fields", "repeats", "level", "pending", "rule"),
    [
        ({"raw_type": "邻里纠纷"}, 0, "simple", False, "simple_type"),
        ({"raw_type": "邻里纠纷", "people_count": 5}, 0, "complex", False, "complex_people"),
        ({"raw_type": "邻里纠纷", "amount_fen": 5_000_001}, 0, "complex", False, "complex_amount"),
        ({"raw_type": "邻里纠纷", "amount_fen": 5_000_000}, 0, "simple", False, "simple_type"),
        ({"raw_type": "邻里纠纷", "summary": "需要勘界"}, 0, "complex", False, "complex_appraisal"),
        ({"raw_type": "邻里纠纷", "summary": "曾调解过没谈拢"}, 0, "complex", False, "complex_failed_before"),
        ({"raw_type": "邻里纠纷"}, 1, "complex", False, "complex_repeat"),
        ({"raw_type": "邻里纠纷", "repeat": True}, 0, "complex", False, "complex_repeat"),
        ({"raw_type": "邻里纠纷", "summary": "李某扬言要砍人"}, 0, "complex", False, "complex_risk"),
        ({"raw_type": "邻里纠纷", "difficult": True}, 0, "complex", False, None),
        (
            {"raw_type": "邻里纠纷", "responsible_unit": "公安局", "assisting_units": ["司法局"]},
            0,
            "complex",
            False,
            "complex_units",
        ),
        ({"raw_type": "征地拆迁纠纷"}, 0, "complex", False, "complex_type"),
        ({"raw_type": "医疗纠纷", "summary": "术后死亡"}, 0, "complex", False, "complex_type"),
        (
            {"raw_type": "消费纠纷", "amount_fen": 1_000_000, "parties": TWO},
            0,
            "simple",
            False,
            "simple_small",
        ),
        (
            {"raw_type": "消费纠纷", "amount_fen": 1_000_001, "parties": TWO},
            0,
            "complex",
            True,
            "complexity.otherwise",
        ),
        ({"raw_type": "消费纠纷", "parties": TWO}, 0, "complex", True, "complexity.otherwise"),
        ({"raw_type": "民间借贷纠纷", "parties": THREE + TWO}, 0, "complex", True, "complexity.otherwise"),
        ({"raw_type": "民间借贷纠纷", "parties": THREE + THREE}, 0, "complex", False, "complex_people"),
        ({"raw_type": "民间借贷纠纷", "amount_fen": 100}, 0, "complex", True, "complexity.otherwise"),
        ({"raw_type": "消费纠纷", "amount_fen": 1_000_000}, 0, "simple", False, "simple_type_small"),
        ({"raw_type": "物业纠纷", "amount_fen": 1_000_001}, 0, "complex", True, "complexity.otherwise"),
    ],
)
def test_simple_or_complex_by_the_table(
    triage: Triage, fields: dict[str, Any], repeats: int, level: str, pending: bool, rule: str | None
) -> None:
    made = decide(triage, None, "mediation", "长安镇", repeats, **fields)
    told = next(one for one in made.decisions if one.decision == "complexity")
    assert (made.complexity, made.complexity_pending, told.rule) == (Complexity(level), pending, rule)
    assert ("complexity" in made.unsure) is pending


@pytest.mark.parametrize(
    ("story", "complex_"),
    [
        ("两车相撞，伤情需要鉴定", True),
        ("两车相撞，伤情尚未鉴定", True),
        ("两车相撞，无需鉴定", False),
        ("两车相撞，司机没有逃逸", False),
        ("两车相撞，未造成人员死亡", False),
        ("两车相撞，司机逃逸", True),
        ("联合收割机撞了轿车", False),
    ],
)
def test_what_is_denied_makes_no_case_complex(
    triage: Triage, reader: Reader, story: str, complex_: bool
) -> None:
    made = decide(triage, reader, "mediation", "长安镇", summary=story, amount_fen=100, parties=TWO)
    assert made.complexity == ("complex" if complex_ else "simple")


def test_the_name_of_a_village_calls_no_unit(triage: Triage, reader: Reader) -> None:
    """北地界村 is a village; only a boundary in the story calls for the office of land."""
    called, asked = (
        decide(triage, reader, "mediation", "锦山镇", raw_type="邻里纠纷", summary=story).assisting_units
        for story in ("北地界村两家因狗叫吵起来", "北地界村两家因地界吵起来")
    )
    assert ("自然资源局" in called, "自然资源局" in asked) == (False, True)


# --------------------------------------------------------------------------- risk


@pytest.mark.parametrize(
    ("fields", "repeats", "score", "level"),
    [
        ({}, 0, 0, RiskLevel.LOW),
        ({"people_count": 4}, 0, 0, RiskLevel.LOW),
        ({"people_count": 5}, 0, 25, RiskLevel.MEDIUM),
        ({"people_count": 10}, 0, 50, RiskLevel.MEDIUM),
        ({"people_count": 49}, 0, 50, RiskLevel.MEDIUM),
        ({"people_count": 50}, 0, 60, RiskLevel.HIGH),
        ({}, 1, 15, RiskLevel.LOW),
        ({}, 2, 30, RiskLevel.MEDIUM),
        ({}, 7, 30, RiskLevel.MEDIUM),
        ({"people_count": 10}, 1, 65, RiskLevel.HIGH),
        ({"summary": "残疾老人没人管"}, 0, 10, RiskLevel.LOW),
        ({"summary": "丈夫家暴"}, 0, 0, RiskLevel.LOW),
        ({"summary": "丈夫家暴"}, 1, 75, RiskLevel.HIGH),
        ({"summary": "酗酒闹事"}, 0, 0, RiskLevel.LOW),
        ({"summary": "堵门拉横幅，还发抖音"}, 0, 40, RiskLevel.MEDIUM),
        ({"summary": "老板跑路，工地停工"}, 0, 15, RiskLevel.LOW),
    ],
)
def test_the_risk_card_adds_up(
    triage: Triage, fields: dict[str, Any], repeats: int, score: int, level: RiskLevel
) -> None:
    made = decide(triage, None, "window", "长安镇", repeats, **fields)
    assert (made.risk_score, made.risk_level) == (score, level), made.risk_hits


def test_each_rule_counts_earlier_reports_within_its_own_days(triage: Triage) -> None:
    def score(summary: str, *days_since: int, **more: Any) -> int:
        fields = {"summary": summary, **more}
        return triage.decide("window", fields, None, None, TODAY, days_since).risk_score

    assert score("邻居占地", 90) == 15
    assert score("邻居占地", 91) == 0
    assert score("邻居占地", 30, 120) == 15
    assert score("邻居占地", 30, 60) == 30
    assert score("丈夫家暴", 120) == 60  # half a year for violence at home, and no points for the 90 days
    assert score("丈夫家暴", 184) == 0
    assert score("邻居占地", 300, repeat=True) == 15  # the ledger says that somebody has come before


def test_a_repeat_is_told_with_its_days(triage: Triage) -> None:
    made = triage.decide("window", {"summary": "邻居占地"}, None, None, TODAY, (40,))
    assert [hit.text for hit in made.risk_hits] == ["90 日内第 2 次反映"]
    assert (made.complexity, "90 日内第 2 次反映" in made.decisions[2].text) == (Complexity.COMPLEX, True)
    assert triage.decide("window", {"summary": "邻居占地"}, None, None, TODAY, (91,)).complexity_pending


def test_a_sensitive_time_counts_in_its_season_only(triage: Triage) -> None:
    fields = {"summary": "屋里暖气不热"}
    winter = triage.decide("window", fields, None, None, date(2025, 12, 20))
    summer = triage.decide("window", fields, None, None, date(2025, 7, 1))
    assert (winter.risk_score, summer.risk_score) == (10, 0)
    assert "敏感时点" in winter.tags


# ------------------------------------------------------------------ results, exclusions, satisfaction


@pytest.mark.parametrize(
    ("channel", "fields", "status", "outcome", "mediated"),
    [
        ("grid", {"result": "当场化解"}, "resolved", Outcome.RESOLVED, None),
        ("mediation", {"result": "不成功"}, "completed_unresolved", Outcome.COMPLETED_UNRESOLVED, "no"),
        ("petition", {"result": "已答复", "result_status_text": "已办结"}, "done_unclear", None, None),
        (
            "petition",
            {"result": "已答复", "result_status_text": "已化解"},
            "resolved",
            Outcome.RESOLVED,
            None,
        ),
        ("petition", {"result_status_text": "办理中"}, "in_progress", None, None),
        (
            "court_pretrial",
            {"result": "不成功", "new_case_no": "(2025)黑0882民初980号"},
            "transferred",
            Outcome.TRANSFERRED,
            "no",
        ),
        ("mediation", {"result": "已化解"}, "resolved", Outcome.RESOLVED, "ok"),
        ("mediation", {"result": "未化解"}, "completed_unresolved", Outcome.COMPLETED_UNRESOLVED, "no"),
        (
            "mediation",
            {"result": "对方明确拒绝调解，已告知诉讼途径"},
            "completed_unresolved",
            Outcome.COMPLETED_UNRESOLVED,
            None,
        ),
        ("grid", {"result": "调解不成"}, "completed_unresolved", Outcome.COMPLETED_UNRESOLVED, "no"),
        ("labor_arbitration", {"result": "不予受理"}, "not_accepted", Outcome.NOT_ACCEPTED, None),
        ("labor_arbitration", {"result": "撤回"}, "withdrawn", Outcome.WITHDRAWN, None),
        ("mediation", {"closed_at": "2025-11-05"}, "done_unclear", None, None),
        ("mediation", {"result": "阿巴阿巴"}, "unknown", None, None),
        ("mediation", {}, None, None, None),
    ],
)
def test_results_are_read_and_never_guessed(
    triage: Triage,
    channel: str,
    fields: dict[str, Any],
    status: str | None,
    outcome: Outcome | None,
    mediated: str | None,
) -> None:
    assert triage.result(channel, fields)[:3] == (status, outcome, mediated)


def test_people_at_the_table_are_mediating(triage: Triage) -> None:
    assert triage.is_mediating({"result": "正在调解"})
    assert not triage.is_mediating({"result": "正在办理"})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("满意", "satisfied"),
        ("基本满意", "basically_satisfied"),
        ("很不满意", "dissatisfied"),
        ("未评价", None),
        ("", None),
        (None, None),
    ],
)
def test_satisfaction_words(triage: Triage, text: str | None, value: str | None) -> None:
    assert triage.satisfaction(text) == value


@pytest.mark.parametrize(
    ("channel", "fields", "rule"),
    [
        ("police_110", {"category": "刑事类警情", "summary": "电动车被盗"}, "police_criminal"),
        ("police_110", {"category": "纠纷", "summary": "邻居争吵"}, None),
        ("police_110", {"category": "行政（治安）类警情", "summary": "有人卖淫"}, "police_public_order"),
        (
            "police_110",
            {"category": "行政（治安）类警情", "subcategory": "家庭暴力", "summary": "酒后"},
            None,
        ),
        ("hotline_12345", {"appeal_type": "咨询", "summary": "怎么办低保"}, "hotline_consult"),
        ("hotline_12345", {"appeal_type": "投诉", "summary": "物业不管"}, None),
        ("mediation", {"category": "刑事"}, None),
    ],
)
def test_what_is_no_dispute(triage: Triage, channel: str, fields: dict[str, Any], rule: str | None) -> None:
    told = triage.exclude(channel, fields)
    assert (told.rule if told else None) == rule
    if told is not None:
        assert told.text
        assert told.basis


def test_a_county_without_units_still_gets_answers(reader: Reader) -> None:
    made = decide(Triage(BOOK, REGION, ()), reader, "window", "长安镇", summary="邻居家狗咬伤孩子")
    assert (made.type_l1, made.responsible_unit, made.assisting_units) == ("neighbor", None, ())


def test_a_unit_of_another_spelling_is_found_by_its_alias() -> None:
    local = Triage(BOOK, REGION, [Unit("富锦市农业农村局", "department", ("农业局",))])
    assert local.unit_named("市农业农村局") == "富锦市农业农村局"


# ------------------------------------------------------------------ the category and the story


@pytest.mark.parametrize(
    ("channel", "fields"),
    [
        ("mediation", {"raw_type": "其他"}),
        ("mediation", {"raw_type": "其他纠纷"}),
        ("petition", {"raw_type": "990000 其它"}),
        ("police_110", {"category": "纠纷", "subcategory": "其他纠纷"}),
        ("grid", {"raw_type": "其他类"}),
    ],
)
def test_a_category_that_says_nothing_leaves_it_to_a_clear_story(
    triage: Triage, reader: Reader, channel: str, fields: dict[str, Any]
) -> None:
    story = "因口角发生厮打，面部抓伤，就医药费协商不成"
    found = decide(triage, reader, channel, None, summary=story, **fields)
    told = found.decisions[0]
    assert (found.type_l1, found.type_l2, told.by) == ("damage", "打架殴打", By.RULE)
    assert told.text.startswith("来源分类“")
    assert "没有说是哪一类" in told.text
    assert "厮打" in told.text


@pytest.mark.parametrize("story", [None, "因一笔旧人情账谁也不让谁"])
def test_where_the_story_is_silent_too_the_rest_category_stands(
    triage: Triage, reader: Reader, story: str | None
) -> None:
    found = decide(triage, reader, "petition", None, raw_type="990000 其它", summary=story)
    told = found.decisions[0]
    assert (found.type_l1, found.type_l2, told.by, told.value) == ("other", None, By.SOURCE, "other")
    assert "990000 其它" in told.text


def test_a_telling_column_beats_the_rest_category_beside_it(triage: Triage) -> None:
    found = decide(triage, None, "hotline_12345", None, raw_type="其他", raw_type2="物业")
    assert (found.type_l1, found.decisions[0].by) == ("property_mgmt", By.SOURCE)


@pytest.mark.parametrize(
    ("channel", "category", "story", "l1", "l2", "rule"),
    [
        ("police_110", "劳资纠纷", "包工头拖欠报警人抹灰工钱3000元",
         "migrant_wage", "包工头个人欠薪", "wage_of_labor"),
        ("court_pretrial", "劳务合同纠纷", "承建的厂房项目完工后拖欠木工工资",
         "migrant_wage", "建设工程欠薪", "wage_of_contract"),
        ("court_pretrial", "买卖合同纠纷", "将玉米卖给粮贩，粮款6.6万元未付",
         "production", "粮食收购", "sale_of_farm"),
        ("court_pretrial", "服务合同纠纷", "办理健身年卡后商家停业，拒退余额",
         "consumer", "预付卡", "sale_to_consumer"),
        ("court_pretrial", "健康权纠纷", "两人酒后因口角厮打，头部轻微伤", "damage", "打架殴打", "injury"),
        ("petition", "农村农业-土地承包", "出嫁后户口未迁出，村里把承包地收了",
         "land_forest", "外嫁女土地", "land_contract"),
    ],
)  # fmt: skip
def test_a_coarse_category_is_refined_by_a_clear_story(
    triage: Triage, reader: Reader, channel: str, category: str, story: str, l1: str, l2: str, rule: str
) -> None:
    fields: dict[str, Any] = {"subcategory" if channel == "police_110" else "raw_type": category}
    found = decide(triage, reader, channel, None, summary=story, **fields)
    told = found.decisions[0]
    assert (found.type_l1, found.type_l2) == (l1, l2)
    assert (told.by, told.rule) == (By.RULE, f"refine.{rule}")
    assert category in told.text
    assert l2 in told.text


@pytest.mark.parametrize(
    ("channel", "category", "story", "l1", "l2"),
    [
        # the source names the kind itself: it stands
        ("labor_arbitration", "确认劳动关系", "公司拖欠农民工工资，请求支付工资", "labor", "确认劳动关系"),
        ("court_pretrial", "民间借贷纠纷", "尾款货款五万元未付，打了欠条", "contract", "民间借贷"),
        # not in the table
        ("mediation", "邻里纠纷", "拖欠农民工工资三个月", "neighbor", None),
        # the story says nothing clear
        ("police_110", "劳资纠纷", "双方为钱的事争吵", "labor", None),
    ],
)
def test_elsewhere_the_category_of_the_source_stands(
    triage: Triage, reader: Reader, channel: str, category: str, story: str, l1: str, l2: str | None
) -> None:
    fields: dict[str, Any] = {"subcategory" if channel == "police_110" else "raw_type": category}
    found = decide(triage, reader, channel, None, summary=story, **fields)
    assert (found.type_l1, found.type_l2, found.decisions[0].by) == (l1, l2, By.SOURCE)


def test_names_found_in_a_story_are_no_crowd(triage: Triage, reader: Reader) -> None:
    story = "孙立东、周海峰、赵永福、李长河、王德山与钱振峰因院墙争执"
    found = decide(triage, reader, "grid", None, raw_type="邻里纠纷", summary=story)
    assert [hit.rule for hit in found.risk_hits] == []


def test_a_row_without_a_story_is_decided_in_no_time(triage: Triage) -> None:
    rows = [
        {"raw_type": "邻里纠纷", "parties": TWO, "amount_fen": 100 * amount, "result": "成功"}
        for amount in range(3_000)
    ]
    place = town("城东街道")
    best = 1.0
    for _ in range(3):
        start = time.process_time()
        for row in rows:
            triage.decide("mediation", row, place, None, TODAY)
        best = min(best, (time.process_time() - start) / len(rows))
    assert best < 75e-6  # a third of it on an idle machine
