"""Whole texts: types by the examples, causes, sums, spans; odd texts; speed in mind."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiefen_lite.elements import Reader
from jiefen_lite.elements.words import WordFinder, longest
from jiefen_lite.rules import loader
from jiefen_lite.text import mask_text
from tests.elements.conftest import TODAY
from tests.fujin import REGION

EXAMPLES = Path(__file__).parents[1] / "rules" / "read_examples.yaml"


@dataclass(frozen=True, slots=True)
class TypeExample:
    """One text and its type; null where the reader must only propose."""

    text: str
    l1: str | None
    l2: str | None = None


@dataclass(frozen=True, slots=True)
class TypeExamples:
    """read_examples.yaml"""

    examples: tuple[TypeExample, ...]


def examples() -> tuple[TypeExample, ...]:
    value, faults = loader.parse_typed(EXAMPLES.read_bytes(), TypeExamples, EXAMPLES.name)
    assert value is not None, [str(fault) for fault in faults]
    return tuple(value.examples)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.text[:16])
def test_types_are_read_as_the_examples_say(reader: Reader, example: TypeExample) -> None:
    reading = reader.read(example.text, TODAY)
    told = [(one.l1, one.score, one.words) for one in reading.candidates]
    assert reading.type_l1 == example.l1, told
    if example.l2 is not None:
        assert reading.type_l2 == example.l2, told


def test_the_name_of_a_village_is_no_word_of_the_story(reader: Reader) -> None:
    reading = reader.read("锦山镇继承村两家闹矛盾", TODAY)
    assert [one.l1 for one in reading.candidates] == ["neighbor"]
    assert reading.cause is None


def test_a_close_vote_names_candidates_only(reader: Reader) -> None:
    reading = reader.read("商品房买卖合同纠纷，快递丢了", TODAY)
    assert reading.type_l1 is None
    assert "type" in reading.unsure
    assert len(reading.candidates) > 1


def test_every_decision_has_its_rule_and_words(reader: Reader) -> None:
    reading = reader.read("10月3日，长安镇庆平村两家因院墙排水口发生争执", TODAY)
    told = {one.decision: one for one in reading.decisions}
    assert set(told) == {"type", "place", "when"}
    assert told["type"].rule == "type.neighbor"
    assert "排水" in told["type"].text
    assert told["place"].value == "长安镇庆平村"
    assert told["when"].value == "2025-10-03"


@pytest.mark.parametrize(
    ("text", "cause", "said"),
    [
        ("孙立东与周海峰因院墙排水口朝向发生争执", "排水漏水", "院墙排水口朝向"),
        ("合作社土地流转费逾期未付，多次催要", "流转费（地租）拖欠", "合作社土地流转费逾期未付"),
        ("丈夫酒后殴打妻子，家暴多年", "家庭暴力", "丈夫酒后殴打妻子"),
    ],
)
def test_causes_can_be_counted(reader: Reader, text: str, cause: str, said: str) -> None:
    reading = reader.read(text, TODAY)
    assert (reading.cause, reading.cause_text) == (cause, said)
    assert reading.cause_span is not None
    assert text[slice(*reading.cause_span)] == said


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("每亩620元，共410亩，合计25.42万元", 254200),
        ("工钱两万三一直没给", 23000),
        ("每月租金800元", None),
        ("没有说钱的事", None),
    ],
)
def test_the_sum_in_dispute_is_no_price(reader: Reader, text: str, yuan: int | None) -> None:
    amount = reader.read(text, TODAY).amount_fen
    assert amount == (yuan * 100 if yuan is not None else None)


def test_tags_and_a_second_matter(reader: Reader) -> None:
    reading = reader.read("公司拖欠我三个月工资，物业费也要我交，暖气不热，电梯停运", TODAY)
    assert "欠薪" in reading.tags
    assert "供暖" in reading.tags


def test_a_denied_word_is_no_tag_and_a_company_name_no_second_matter(reader: Reader) -> None:
    assert reader.read("与邻居因车位争执，现场无人员受伤", TODAY).tags == ()
    assert "兼生产经营" not in reader.read("粮库家属楼供暖不达标，要求供热公司退热费", TODAY).tags


@pytest.mark.parametrize(
    ("text", "cause", "said"),
    [
        ("雷占发与赖海龙就医药费承担意见不一", None, "医药费承担"),
        ("家里存折上的钱就成了事", None, None),
        ("来电人反映临江社区一事：离婚后孙立东未付抚养费", "子女抚养", "离婚后孙立东未付抚养费"),
    ],
)
def test_a_cause_is_a_clause_and_a_bare_then_is_none(
    reader: Reader, text: str, cause: str | None, said: str | None
) -> None:
    reading = reader.read(text, TODAY)
    assert (reading.cause, reading.cause_text) == (cause, said)


_READER = Reader(loader.load(), REGION)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_upsets_the_reader_and_spans_lie_inside(text: str) -> None:
    reading = _READER.read(text, TODAY)
    spans = [reading.when_span, reading.cause_span, reading.amount_span, reading.people_span]
    spans += [one.span for one in reading.who] + [hit.span for hit in reading.risk_hits]
    if reading.place:
        spans.append(reading.place.span)
    for span in spans:
        assert span is None or 0 <= span[0] <= span[1] <= len(text)


def test_words_with_a_gap_stop_at_punctuation() -> None:
    finder = WordFinder(["欠…工资", "工资"])
    assert {one.word for one in finder.find("欠我们三个月工资")} == {"欠…工资", "工资"}
    assert {one.word for one in finder.find("欠钱，工资照发")} == {"工资"}
    assert [one.word for one in longest(finder.find("欠我工资"))] == ["欠…工资"]


@pytest.mark.parametrize(
    "piece", ["1", "一", "一万", "139-", "长安镇", "没有扬言", "孙立东", "2025年", "公司", "a1", "（", "欠"]
)
def test_a_cell_full_of_one_thing_is_read_in_no_time(reader: Reader, piece: str) -> None:
    """The longest text a cell can hold must not hold up an import."""
    start = time.perf_counter()
    text = (piece * 32_767)[:32_767]
    reader.read(text, TODAY)
    mask_text(text, ["孙立东"])
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("买拖拉机讲好五万八，当时给了三万，剩下两万八到现在没给", 28000),
        ("供货总计1,268,400元，已付900,000元，尚欠368,400元，诉请给付货款368,400元", 368400),
        ("请求支付工资15,400元、加班费2,000元、经济补偿3,000元", 20400),
        ("诉请医疗费19,842元、护理费9000元，共28,842元", 28842),
        ("流转费每亩850元，共36亩，到现在一分没给", 30600),
        ("一共6万4一分没给", 64000),
        ("车主当时给了500元就走了", None),
    ],
)
def test_the_sum_in_dispute_is_what_is_owed_or_asked_for(reader: Reader, text: str, yuan: int | None) -> None:
    """Not what was paid already, and not the price of the whole."""
    fen = reader.read(text, TODAY).amount_fen
    assert fen == (None if yuan is None else yuan * 100)


def test_a_story_without_any_word_of_the_rules_is_still_read_and_says_why(reader: Reader) -> None:
    """By the weights that ship with the program; so short a text that it says little is left alone."""
    story = "俺家闺女嫁过去八年了，姑爷喝点酒就伸手，前天晚上又把她打得鼻青脸肿，孩子吓得直哭，想离又不敢离。"
    found = reader.read(story, TODAY)
    (why,) = [one for one in found.decisions if one.decision == "type"]
    assert found.type_l1 == "marriage_family"
    assert "随附的权重" in why.text
    assert reader.read("要求有关部门给个说法", TODAY).type_l1 is None


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("兴胜村刘长友说二哥刘长山要把园子卖给外人", {"刘长友": "applicant", "刘长山": "respondent"}),
        ("患者近亲属管树清、管树林诉称其父去世", {"管树清": "applicant", "管树林": "applicant"}),
        ("材料都在你们那里，请按上次定的落实，别再推。单兆丰", {"单兆丰": "applicant"}),
        ("把地包给同屯葛占山，租金没付清", {"葛占山": "respondent"}),
        ("包工头闻师傅一直没给", {}),
        ("沙场滕某9月20日搭的棚子", {"滕某": None}),
    ],
)
def test_names_are_read_where_no_word_announces_them(
    reader: Reader, text: str, roles: dict[str, str | None]
) -> None:
    found = {one.name: str(one.role) for one in reader.read(text, TODAY).who if not one.is_org}
    assert set(found) == set(roles)
    for name, role in roles.items():
        assert role is None or found[name] == role
