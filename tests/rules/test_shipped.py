"""The shipped rules are sound, say everything the field needs, and mean what their examples say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from importers import columns
from jiefen_lite import deadlines, indicators
from jiefen_lite.rules import loader, schema
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import IMPORTED_CHANNELS, Channel
from jiefen_lite.triage.results import ResultReader

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class DeadlineExample:
    """One period and the day it ends."""

    name: str
    start: date
    days: int
    unit: str
    expect: date
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class DeadlineExamples:
    """deadlines.yaml of this folder"""

    examples: tuple[DeadlineExample, ...]


@dataclass(frozen=True, slots=True)
class ResultExample:
    """One result text of a channel and what it means; null where it must not be guessed."""

    name: str
    channel: str
    text: str
    expect: str | None
    mediated: str | None = None


@dataclass(frozen=True, slots=True)
class ResultExamples:
    """results.yaml of this folder"""

    examples: tuple[ResultExample, ...]


@dataclass(frozen=True, slots=True)
class Headers:
    """headers.yaml of this folder"""

    examples: tuple[schema.FieldWords, ...]


def examples_of(name: str, cls: type) -> list[object]:
    """The examples of one file; a fault in the file is a fault of the test."""
    value, faults = loader.parse_typed((HERE / name).read_bytes(), cls, name)
    assert value is not None, [str(fault) for fault in faults]
    return list(value.examples)


def named(example: object) -> str:
    return str(example.name)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return loader.load()


def test_the_shipped_rules_have_no_fault() -> None:
    assert [str(fault) for fault in loader.check()] == []


def test_the_book_keeps_the_text_its_digest_stands_for(book: RuleBook) -> None:
    assert loader.load().digest == book.digest
    assert '"formula_version":"v1.0"' in book.text
    assert book.sources == tuple((name, "shipped") for name in schema.FILES)


@pytest.mark.parametrize("example", examples_of("deadlines.yaml", DeadlineExamples), ids=named)
def test_periods_end_on_the_day_of_their_example(example: DeadlineExample, book: RuleBook) -> None:
    made = deadlines.deadline(example.start, example.days, example.unit, deadlines.calendar(book.holidays))
    assert (made.due, made.estimated) == (example.expect, example.estimated)


@pytest.mark.parametrize("example", examples_of("results.yaml", ResultExamples), ids=named)
def test_results_mean_what_their_example_says(example: ResultExample, book: RuleBook) -> None:
    status, _outcome, mediated, _told = ResultReader(book.results).read(
        example.channel, {"result": example.text}
    )
    assert (None if status == "unknown" else status) == example.expect
    assert mediated == example.mediated


def test_dissatisfied_is_asked_before_satisfied(book: RuleBook) -> None:
    """不满意 has 满意 in it, and 基本满意 too: the first hit must be the right one."""
    for text, expect in (
        ("不满意", "dissatisfied"),
        ("基本满意", "basically_satisfied"),
        ("满意", "satisfied"),
    ):
        hits = [each.value for each in book.results.satisfaction if any(word in text for word in each.words)]
        assert hits[0] == expect


def mappings(book: RuleBook) -> Iterator[schema.TypeMapping]:
    yield from book.channels.types
    for channel in book.channels.channels:
        yield from channel.types


def test_there_are_21_types_and_a_category_leads_to_each(book: RuleBook) -> None:
    ids = {kind.id for kind in book.types.types}
    assert len(ids) == len(book.types.types) == 21
    assert {mapping.l1 for mapping in mappings(book)} == ids


EIGHTEEN = (
    "婚姻家庭", "邻里", "房屋宅基地", "合同", "生产经营", "损害赔偿", "山林土地", "征地拆迁", "环境污染",
    "拖欠农民工工资", "其他劳动争议", "旅游", "电子商务", "其他消费", "医疗", "道路交通事故", "物业", "其他",
)  # fmt: skip


@pytest.mark.parametrize("word", EIGHTEEN)
def test_each_of_the_18_statistical_types_is_known(word: str, book: RuleBook) -> None:
    own = next(each for each in book.channels.channels if each.id == "mediation").types
    listed = [mapping for mapping in (*own, *book.channels.types) if word in mapping.words]
    assert len(listed) == 1


def test_a_category_is_mapped_once(book: RuleBook) -> None:
    """In one list of categories no word stands for two types."""
    for group in (book.channels.types, *(channel.types for channel in book.channels.channels)):
        words = [word for mapping in group for word in mapping.words]
        assert sorted(words) == sorted(set(words))


def test_a_word_is_not_hidden_behind_a_shorter_one(book: RuleBook) -> None:
    """Mappings are asked from the top, so the more particular word must stand first."""
    for group in (book.channels.types, *(channel.types for channel in book.channels.channels)):
        for at, late in enumerate(group):
            for early in group[:at]:
                hidden = [
                    (short, long)
                    for short in early.words
                    for long in late.words
                    if not early.whole and short in long and (early.l1, early.l2) != (late.l1, late.l2)
                ]
                assert hidden == []


def test_all_seven_channels_are_described(book: RuleBook) -> None:
    assert tuple(Channel(each.id) for each in book.channels.channels) == IMPORTED_CHANNELS
    for each in book.channels.channels:
        assert each.signature
        assert each.file_words
        fields = {column.field for column in each.columns} | {column.field for column in book.channels.common}
        assert {"received_at", "source_no", "applicant", "summary", "result", "town"} <= fields


def test_a_signature_word_belongs_to_one_channel(book: RuleBook) -> None:
    words = [word for each in book.channels.channels for word in each.signature]
    assert sorted(words) == sorted(set(words))


def test_the_readers_of_files_know_every_field_of_a_column() -> None:
    assert set(schema.COLUMN_FIELDS) == set(columns.KINDS)


def test_a_header_feeds_one_field_of_a_channel_but_for_the_day_of_registration(book: RuleBook) -> None:
    """受理日期 is the day of registration before it is anything else: a row without one is refused."""
    for each in book.channels.channels:
        words = [word for column in each.columns if column.field != "received_at" for word in column.words]
        assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("header", examples_of("headers.yaml", Headers), ids=lambda header: header.field)
def test_every_header_of_the_field_is_known_in_its_order(header: schema.FieldWords, book: RuleBook) -> None:
    words = next(each.words for each in book.channels.common if each.field == header.field)
    assert tuple(word for word in words if word in header.words) == header.words


def test_what_is_no_dispute_is_told_with_its_basis(book: RuleBook) -> None:
    ids = [exclusion.id for channel in book.channels.channels for exclusion in channel.exclusions]
    assert len(ids) == len(set(ids))
    with_exclusions = {channel.id for channel in book.channels.channels if channel.exclusions}
    assert with_exclusions == {"police_110", "hotline_12345"}


def excluded(book: RuleBook, channel: str, field: str, value: str, story: str) -> bool:
    rules = next(each for each in book.channels.channels if each.id == channel).exclusions
    return any(
        rule.field == field
        and any(value == word if rule.whole else word in value for word in rule.words)
        and not any(word in story for word in rule.unless_words)
        for rule in rules
    )


@pytest.mark.parametrize(
    ("category", "story", "expect"),
    [
        ("纠纷", "楼上住户深夜跳绳，双方在楼道争吵", False),
        ("聚集上访", "多人到村委会讨要流转款", False),
        ("行政（治安）类警情", "女方称丈夫酒后推搡", False),
        ("行政（治安）类警情", "有人卖淫嫖娼", True),
        ("刑事类警情", "电动车被盗", True),
        ("道路交通类警情", "两车刮蹭", True),
        ("群众紧急求助", "老人走失", True),
        ("其他警情", "无", True),
        ("咨询", "问户口怎么办", True),
        ("举报", "举报赌博", True),
        ("社会联动", "路面塌陷", True),
        ("投诉监督", "投诉民警", True),
        ("群体性事件", "球迷聚集", True),
        ("群体性事件", "业主因供暖聚集", False),
    ],
)
def test_of_police_calls_only_disputes_are_kept(
    category: str, story: str, expect: bool, book: RuleBook
) -> None:
    assert excluded(book, "police_110", "category", category, story) is expect


@pytest.mark.parametrize(
    ("appeal", "expect"),
    [
        ("投诉", False),
        ("求助", False),
        ("投诉举报类", False),
        ("求助类", False),
        ("咨询", True),
        ("咨询类", True),
        ("表扬", True),
        ("建议", True),
        ("意见建议类", True),
        ("举报", True),
        ("其他", True),
    ],
)
def test_of_hotline_tickets_only_complaints_and_calls_for_help_are_kept(
    appeal: str, expect: bool, book: RuleBook
) -> None:
    assert excluded(book, "hotline_12345", "appeal_type", appeal, "小区充电桩占用消防通道") is expect


def test_the_center_counts_3_and_20_days_and_the_law_30_45_60(book: RuleBook) -> None:
    center = book.deadlines.center
    assert (center.simple_days, center.complex_days, center.unit) == (3, 20, "calendar")
    assert set(center.exempt_channels) == {"court_pretrial", "labor_arbitration", "petition"}
    assert {(each.channel, each.days, each.unit) for each in book.deadlines.statutory} == {
        ("court_pretrial", 30, "calendar"),
        ("labor_arbitration", 45, "calendar"),
        ("petition", 60, "calendar"),
    }


def test_every_published_year_is_there_and_2027_is_not(book: RuleBook) -> None:
    assert [year.year for year in book.holidays.years] == list(range(2015, 2027))
    assert all("国务院办公厅" in year.basis and "gov.cn" in year.basis for year in book.holidays.years)


def test_indicator_rules_and_formulas_name_the_same_figures(book: RuleBook) -> None:
    formulas = {name: tuple(one.variants) for name, one in indicators.INDICATORS.items()}
    changes = dict.fromkeys(indicators.CHANGES, ("default",))
    assert formulas | changes == schema.INDICATOR_VARIANTS
    assert {rule.id for rule in book.indicators.rules} == set(schema.INDICATOR_VARIANTS)


def test_the_health_of_indicators_setting(book: RuleBook) -> None:
    setting = book.indicators
    assert (setting.formula_version, setting.freeze_day) == ("v1.0", 8)
    assert (setting.fraction_below, setting.small_below, setting.percent_base) == (5, 20, 10)
    assert (setting.repeat_days, setting.participation_least) == (365, 0.2)
