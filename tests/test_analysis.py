"""The 分析报告: sentences by rule with their figures, honest where nothing is to say, proved to the digit."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters import analysis_report as paper
from exporters import annex, word
from jiefen_lite import reports
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.indicators import period_of
from jiefen_lite.reports.analysis import compose, typed
from jiefen_lite.reports.analysis.compose import Edit
from jiefen_lite.reports.analysis.excess import counts_differ, excesses, rates_differ
from jiefen_lite.reports.analysis.words import ASKED, GROUP_ASKED, GROUP_WORDS, WORDS
from jiefen_lite.reports.proof import derived, lay_beside
from jiefen_lite.rules import vocabulary
from jiefen_lite.shapes import AnalysisReport
from jiefen_lite.store import sentences as edits
from tests import tickets
from tests.analysis_example import BOOK, KEY, example_analysis, gathered, lively_cases, report_of, with_excess
from tests.factories import LEADER, NOW, OPERATOR, SUPERVISOR, handler_of
from tests.indicator_facts import make_facts

SAID = BOOK.analysis


@pytest.fixture(scope="module")
def report() -> AnalysisReport:
    return example_analysis()


@pytest.fixture(scope="module")
def made(report: AnalysisReport) -> bytes:
    out = io.BytesIO()
    paper.write(report, out)
    return out.getvalue()


def said(report: AnalysisReport, sentence: str) -> str:
    """What a sentence says; nothing where it is not said."""
    return next((one.text for one in report.sentences if one.id == sentence), "")


# --------------------------------------------------------------------------- words and rules


def test_every_word_and_condition_of_the_rules_is_made_by_code() -> None:
    assert set(WORDS) == set(vocabulary.VALUES)
    assert set(ASKED) == set(vocabulary.CONDITIONS)
    assert set(GROUP_WORDS) == set(vocabulary.GROUP_VALUES)
    assert set(GROUP_ASKED) == set(vocabulary.GROUP_CONDITIONS)


def test_people_write_the_words_in_chinese() -> None:
    """Each word has one Chinese name, and a sentence comes back as it was."""
    assert set(vocabulary.CHINESE) == set(vocabulary.VALUES)
    assert len(set(vocabulary.CHINESE.values())) == len(vocabulary.CHINESE)
    groups = {group.id: group.name for group in SAID.groups}
    for rule in SAID.sentences:
        for wording in rule.say:
            shown = vocabulary.in_chinese(wording.text, groups)
            assert not re.search(r"\{[a-z]", shown)
            assert vocabulary.from_chinese(shown, groups) == wording.text


def test_every_type_that_is_dispatched_has_a_topic_with_articles() -> None:
    topics = {one.type for one in SAID.topics}
    assert topics == {one.id for one in BOOK.types.types} - {"other"}
    assert {one.type for one in BOOK.laws.bases} == topics


def test_no_word_in_braces_is_left_over(report: AnalysisReport) -> None:
    texts = [text for texts in report.paragraphs.values() for text in texts]
    texts += [cell for table in report.tables.values() for row in table.rows for cell in row]
    assert not [text for text in texts if re.search(r"[{}]|None|nan", text)]


# --------------------------------------------------------------------------- honest branches


def test_a_month_without_cases_says_so() -> None:
    found = report_of(gathered([], compared=False))
    assert found.paragraphs["lead"] == (
        "10月份，全市各渠道没有受理矛盾纠纷，上年同期未建立统计，不作比较。没有办结的件。现将情况分析如下。",
    )
    assert found.paragraphs["causes"] == ("本月没有受理的件，不作成因分析。",)
    assert all(found.paragraphs[name] for name in ("places", "features", "crowds", "key_cases"))
    assert found.matrix.rows == ()
    assert said(found, "alarms") == "本月未出现红色预警，没有涉及10人以上的件。"
    assert set(found.tables) & {"alarms", "key_cases", "inspection", "teaching"} == set()
    assert said(found, "inspection").startswith("没有需要专项排查")
    assert "%" not in "".join(text for texts in found.paragraphs.values() for text in texts)


def test_few_cases_are_told_without_shares() -> None:
    cases = [
        make_facts(f"C{at}", at=datetime(2026, 10, 5), type_l1="neighbor", town="富锦镇") for at in range(6)
    ]
    found = report_of(gathered(cases))
    assert said(found, "types_top") == "件数较多的是邻里6件，共6件（表2、图3）。"
    assert "%" not in found.paragraphs["types"][0]
    assert found.paragraphs["causes"] == ("本月受理的件较少，不按类别分析成因。",)


def test_the_first_year_is_not_compared_with_nothing() -> None:
    found = report_of(gathered(lively_cases(), compared=False))
    assert "上年同期未建立统计，不作比较" in said(found, "lead_intake")
    assert "同比" not in "".join(text for texts in found.paragraphs.values() for text in texts)
    assert found.tables["total"].rows[0][3:] == ("—", "—")


def test_too_few_earlier_months_say_nothing_of_excess() -> None:
    found = report_of(gathered(with_excess(lively_cases()), earlier_months=2))
    assert "inspection" not in found.tables
    assert said(found, "teaching").startswith("往常数据不足")


def test_ties_keep_the_order_of_the_rules() -> None:
    """Two types with the same count are both told, neither before the other by chance."""
    cases = [
        make_facts(f"{kind}{at}", at=datetime(2026, 10, 5), type_l1=kind)
        for kind in ("consumer", "neighbor")
        for at in range(4)
    ]
    assert "邻里4件、消费4件" in said(report_of(gathered(cases)), "types_top")


def test_a_change_that_chance_explains_is_told_as_such(report: AnalysisReport) -> None:
    only_before = report_of(gathered(lively_cases(), year_before=False))
    assert re.search(
        r"环比(上升|下降)\d+\.\d%（(增加|减少)\d+件，变化不显著）", said(only_before, "lead_intake")
    )


def test_that_chance_explains_both_comparisons_is_said_once(report: AnalysisReport) -> None:
    told = said(report, "lead_intake")
    assert re.search(r"环比\S+%（(增加|减少)\d+件），同比\S+%（(增加|减少)\d+件），变化均不显著", told)
    assert told.count("显著") == 1


def test_no_list_of_cases_is_longer_than_a_leader_reads() -> None:
    """Alarms stand in one list and the other grave cases in the next; what is left over is counted below."""
    crowded = [replace(KEY, code=f"FJ20261003-{at:04d}") for at in range(25)]
    others = [replace(KEY, code=f"FJ20261004-{at:04d}", people=2) for at in range(3)]
    found = report_of(gathered(lively_cases(), key=(*crowded, *others)))
    alarms, listed = found.tables["alarms"], found.tables["key_cases"]
    assert [len(alarms.rows), len(listed.rows)] == [SAID.list_most, 3]
    assert alarms.note is not None
    assert alarms.note.endswith("只列前20件，其余5件由主办单位逐件盯办。")
    assert {row[2] for row in alarms.rows} & {row[1] for row in listed.rows} == set()
    assert "列入重点件清单3件" in found.paragraphs["key_cases"][0]
    assert said(found, "handover").startswith("对表4、表5所列23件")


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"damage": 1}, "都是损害赔偿"),
        ({"damage": 3, "neighbor": 2}, "其中损害赔偿3件最多"),
        ({"damage": 2, "neighbor": 2}, "其中邻里2件、损害赔偿2件较多"),
    ],
)
def test_the_largest_of_a_group_is_named_and_equals_together(counts: dict[str, int], told: str) -> None:
    cases = [
        make_facts(f"{kind}{at}", at=datetime(2026, 10, 5), type_l1=kind)
        for kind, count in {**counts, "consumer": 30}.items()
        for at in range(count)
    ]
    assert told in said(report_of(gathered(cases)), "cause_legal")


# --------------------------------------------------------------------------- significance


@pytest.mark.parametrize(
    ("now", "then", "differ"),
    [(110, 97, False), (130, 97, True), (27, 4, True), (9, 4, False), (0, 0, False), (0, 4, True)],
)
def test_counts_differ(now: int, then: int, differ: bool) -> None:
    """1.96 standard deviations of a difference of two Poisson counts."""
    assert counts_differ(now, then, SAID) is differ


def test_rates_differ() -> None:
    """Two proportions: 90 of 100 against 70 of 100, and against 85 of 100."""
    assert rates_differ((90, 100), (70, 100), SAID)
    assert not rates_differ((90, 100), (85, 100), SAID)
    assert not rates_differ((3, 3), (0, 0), SAID)


@given(st.integers(0, 500), st.integers(0, 500))
def test_significance_is_the_same_both_ways(now: int, then: int) -> None:
    assert counts_differ(now, then, SAID) == counts_differ(then, now, SAID)


def test_excess_is_measured_against_the_places_own_past() -> None:
    """Nine where one is usual is told; nine where nine are usual is not; four never."""
    codes = tuple(f"C{at}" for at in range(9))
    now = {("甲镇", "neighbor"): codes, ("乙镇", "neighbor"): codes, ("丙镇", "neighbor"): codes[:4]}
    before = [{("甲镇", "neighbor"): 1, ("乙镇", "neighbor"): 9}] * 12
    (found,) = excesses(now, before, SAID)
    assert (found.town, found.count, found.usual, found.months) == ("甲镇", 9, 1.0, 12)
    assert excesses(now, before[:2], SAID) == []
    assert [one.town for one in excesses(now, before, SAID, without=frozenset({"甲镇"}))] == []


def test_a_wave_is_taught_and_inspected_with_article_and_unit(report: AnalysisReport) -> None:
    (row,) = [row for row in report.tables["inspection"].rows if row[2] == "城西街道" and "物业" in row[3]]
    assert row[4:] == ("城西街道人民政府", "12月9日")
    (lesson,) = [row for row in report.tables["teaching"].rows if row[0] == "物业"]
    assert re.search(r"第\d+条：", lesson[3])
    assert "城西街道物业" in said(report, "teaching")


# --------------------------------------------------------------------------- figures


def test_groupings_add_up_to_the_county(report: AnalysisReport) -> None:
    intake = int(report.tables["total"].rows[1][1])
    for name in ("types", "all_types", "channels"):
        rows = report.tables[name].rows
        assert rows[-1][:2] == ("合计", str(intake))
        assert sum(int(row[1]) for row in rows[:-1]) == intake
    places = report.tables["places"].rows
    assert sum(int(row[1]) for row in places[:-1]) == intake == int(places[-1][1])
    assert sum(int(cell or 0) for row in report.matrix.rows for cell in row[1:]) <= intake
    assert report.charts["trend"].series[0].values[-1] == intake
    assert sum(value or 0 for value in report.charts["channels"].series[0].values) == intake


_NO_FIGURES = (*("opening", "month", "before", "long_days", "excess_count", "excess_list", "channel_none"),)
_NOT_COUNTED = re.compile(r"（\d+/\d+[^）]*）|\d+月|110警情|12345热线")


def test_every_number_of_the_sentences_has_its_row_with_cases(report: AnalysisReport) -> None:
    """Each figure printed in a sentence stands in the annex under that place."""
    for sentence in report.sentences:
        place = vocabulary.SECTIONS[sentence.section]
        shown = "".join(one.shown for one in report.figures if one.place.startswith(place))
        for name, value in sentence.values:
            if name in (
                "opening",
                "month",
                "before",
                "long_days",
                "excess_count",
                "excess_list",
                "channel_none",
                "crowd_low",
                "crowd_mid",
                "crowd_high",
            ):
                continue
            for number in re.findall(r"\d+(?:\.\d+)?", _NOT_COUNTED.sub("", value)):
                changed = f"增加{number}件" in value or f"减少{number}件" in value
                assert number in shown or changed, (sentence.id, name, number)


def test_counts_in_the_annex_are_the_sizes_of_their_lists(report: AnalysisReport) -> None:
    for one in report.figures:
        if one.n is not None and one.numerator and not one.values and "比" not in one.period:
            assert len(set(one.numerator)) == len(one.numerator) == one.n, one


def test_darker_means_more(report: AnalysisReport) -> None:
    pairs = [
        (int(cell or 0), level)
        for row, levels in zip(report.matrix.rows, report.matrix.levels, strict=True)
        for cell, level in zip(row[1:-1], levels[:-1], strict=True)
    ]
    assert all((count == 0) == (level == 0) for count, level in pairs)
    ordered = sorted(pairs)
    assert [level for _count, level in ordered] == sorted(level for _count, level in pairs)


# --------------------------------------------------------------------------- what people write


def test_an_edit_keeps_the_figures() -> None:
    data = gathered(lively_cases())
    plain = report_of(data)
    edited = report_of(data, {"lead_intake": Edit(3, "本市{opening}新收{intake}件。", "督办王")})
    intake = dict(next(one for one in plain.sentences if one.id == "lead_intake").values)["intake"]
    assert said(edited, "lead_intake") == f"本市10月份新收{intake}件。"
    assert next(one for one in edited.sentences if one.id == "lead_intake").edited_by == "督办王"
    assert edited.edits == 3
    assert edited.tables == plain.tables


def test_an_emptied_sentence_is_not_printed_and_a_candidate_becomes_a_statement() -> None:
    data = gathered(lively_cases())
    causes = [one.id for one in report_of(data).sentences if one.section == "causes"]
    written = {name: Edit(at, f"{at}。" if at else "", "督办王") for at, name in enumerate(causes)}
    found = report_of(data, written).paragraphs["causes"]
    assert compose.CANDIDATES in report_of(data).paragraphs["causes"]
    assert compose.CANDIDATES not in found
    assert len(found) == len(causes) - 1
    assert found[0].startswith("一是")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A centre with a few cases of October and November 2025."""
    with tickets.temporary_house(tmp_path) as made:
        days = [f"2025-{10 + at % 2}-03 09:20:00" for at in range(9)]
        rows = [tickets.ticket(f"T{at}", **{"12345受理时间": day}) for at, day in enumerate(days)]
        tickets.bring(made, tickets.sheet(rows))
        yield made


def test_only_the_supervisor_writes_and_only_known_words(house: House) -> None:
    month = period_of("2025-11")
    with pytest.raises(NotAllowed, match="督办岗"):
        reports.edit_sentence(house, LEADER, month, "lead_intake", "好。", NOW)
    with pytest.raises(NotFound):
        reports.edit_sentence(house, SUPERVISOR, month, "no_such", "好。", NOW)
    for text, told in (
        ("受理{intke}件。", "是不是“intake”"),
        ("受理{受里量}件。", "是不是“受理量”"),
        ("受理{intake件。", "大括号没有配对"),
        ("受理120件。", "“120”是手写的数字"),
        ("受理{intake}件，化解率98.5%。", "“98.5”是手写的数字"),
        ("字" * 601, "最多 600 字"),
    ):
        with pytest.raises(JiefenError, match=re.escape(told)):
            reports.edit_sentence(house, SUPERVISOR, month, "lead_intake", text, NOW)
    assert edits.history(house.store, OPERATOR, "analysis", "2025-11") == []
    reports.edit_sentence(house, SUPERVISOR, month, "inspection", "12月15日前按表7排查。", NOW)
    reports.edit_sentence(house, SUPERVISOR, month, "crowds", "没有涉及{群体人数}人以上的件。", NOW)
    reports.edit_sentence(house, SUPERVISOR, month, "lead_end", "共受理{受理量}件。", NOW)
    kept = edits.current(house.store, OPERATOR, "analysis", "2025-11")
    assert {name: one.text for name, one in kept.items()} == {
        "inspection": "12月15日前按表7排查。",
        "crowds": "没有涉及{crowd_low}人以上的件。",
        "lead_end": "共受理{intake}件。",
    }


@pytest.mark.parametrize(
    "text",
    [
        "受理五百件。",
        "化解百分之九十。",
        "增加一倍多，约两成。",
        "主要有①②两类，约½。",
        "受理５００件。",
        "化解110件。",
        "受理12345件。",
        "平均用时5日。",
        "代表30人到场。",
        "受理{intake}{closed}件。",
        "占{intake}.{closed}%。",
        "受理{intake}万件。",
        "受理9{intake}件。",
        "约−{intake}件。",
        "占{intake}%。",
    ],
)
def test_no_other_number_gets_into_a_sentence(text: str) -> None:
    assert list(typed.faults(text, typed.own_numbers(["{intake}件。"])))


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月9日前按表7排查，见附件2、图3。",
        "10月1日至31日12345热线、110警情共{intake}件，金额{amount}万元。",
        "依第42条一并处理，一是逐件包案，每一件都有人管，大家一起办。",
        "近13个月{intake}件。",
    ],
)
def test_days_tables_and_names_may_be_written(text: str) -> None:
    assert list(typed.faults(text, typed.own_numbers(["近13个月受理{intake}件。"]))) == []


def test_wordings_of_the_rules_pass_their_own_check() -> None:
    for rule in SAID.sentences:
        own = typed.own_numbers(wording.text for wording in rule.say)
        assert [list(typed.faults(wording.text, own)) for wording in rule.say] == [[]] * len(rule.say)


def test_numbers_of_people_are_masked_in_what_is_written(house: House) -> None:
    month = period_of("2025-11")
    with pytest.raises(JiefenError):
        reports.edit_sentence(house, SUPERVISOR, month, "lead_end", "请打13900001234。", NOW)


def test_a_paper_is_proved_with_the_edits_it_was_made_with(house: House) -> None:
    """Edited afterwards, an earlier paper still says what it was made to say; versions are kept."""
    month, end = period_of("2025-11"), datetime(2025, 12, 1)

    def write() -> word.WordDocument:
        out = io.BytesIO()
        paper.write(reports.analysis_report(house, OPERATOR, month, end, NOW.date()), out)
        out.seek(0)
        return word.read_document(out)

    first = write()
    reports.edit_sentence(house, SUPERVISOR, month, "lead_end", "现报告如下。", NOW)
    second = write()
    reports.edit_sentence(house, SUPERVISOR, month, "lead_end", None, NOW)
    assert any("现报告如下。" in block.text for block in second.blocks)
    assert write().blocks == first.blocks
    for one in (first, second):
        found = reports.verify_report(house, OPERATOR, one)
        assert found.differences == ()
        assert found.numbers == found.proved > 30
    versions = edits.history(house.store, OPERATOR, "analysis", "2025-11")
    assert [one.text for one in versions] == ["现报告如下。", None]


def test_a_units_people_get_no_county_paper(house: House) -> None:
    viewer = handler_of(tickets.LABOUR)
    with pytest.raises(NotAllowed):
        reports.analysis_report(house, viewer, period_of("2025-11"), NOW, NOW.date())
    with pytest.raises(NotAllowed):
        edits.history(house.store, viewer, "analysis", "2025-11")


def test_a_frozen_month_says_the_same_whatever_is_corrected_later(house: House) -> None:
    """Sentences, tables and pictures of a frozen month come from its snapshot, aspects included."""
    month, end = period_of("2025-11"), datetime(2025, 12, 1)
    reports.freeze(house, SUPERVISOR, "2025-11", datetime(2025, 12, 9))
    before = reports.analysis_report(house, OPERATOR, month, end, NOW.date())
    tickets.bring(house, tickets.sheet([tickets.ticket("T99")]), name="补报.xlsx")
    after = reports.analysis_report(house, OPERATOR, month, end, NOW.date())
    assert before.frozen
    assert after == before


def test_what_came_late_is_told_in_the_next_month(house: House) -> None:
    """Frozen October keeps its figure; November's paper says what would be counted otherwise."""
    reports.freeze(house, SUPERVISOR, "2025-10", datetime(2025, 11, 9))
    october, end = period_of("2025-10"), datetime(2025, 11, 1)
    before = reports.analysis_report(house, OPERATOR, october, end, NOW.date())
    late = tickets.ticket("T77", **{"12345受理时间": "2025-10-20 09:20:00"})
    tickets.bring(house, tickets.sheet([late]), name="补报.xlsx", now=datetime(2025, 11, 20))
    reports.freeze(house, SUPERVISOR, "2025-11", datetime(2025, 12, 9))
    found = reports.analysis_report(house, OPERATOR, period_of("2025-11"), datetime(2025, 12, 1), NOW.date())
    told = said(found, "intake_late")
    assert told.startswith("2025年10月冻结后有追补：受理量新计入1件（冻结时5件，现为6件）")
    assert reports.analysis_report(house, OPERATOR, october, end, NOW.date()) == before


# --------------------------------------------------------------------------- on paper


def test_the_template_has_exactly_the_blanks_that_the_context_fills(report: AnalysisReport) -> None:
    template = io.BytesIO(files("templates").joinpath("analysis_report.docx").read_bytes())
    assert word.template_faults(template, paper.BLANKS) == []
    filled = paper.context(report)
    charts = {f"{name}_chart" for name in paper.CHARTS}
    assert set(filled) | charts == set(paper.BLANKS)
    used = word.template_blanks(template, paper.BLANKS)
    assert {name for name in paper.BLANKS if name not in used} == set()


def test_charts_are_native_with_filled_caches_and_a_workbook_that_agrees(
    report: AnalysisReport, made: bytes
) -> None:
    blocks = [block for block in word.read_document(io.BytesIO(made)).blocks if block.kind == "chart"]
    shown = [block.cells for block in blocks if "数据表" not in block.place]
    behind = [block.cells for block in blocks if "数据表" in block.place]
    assert shown == behind
    chart = report.charts["channels"]
    expected = [("", chart.series[0].name)]
    values = map(str, chart.series[0].values)
    expected += list(zip(chart.categories, values, strict=True))
    start = len(report.charts["trend"].categories) + 1
    assert shown[start : start + len(expected)] == expected


def test_the_shades_stand_in_the_paper(report: AnalysisReport, made: bytes) -> None:
    fills = re.findall(r'w:fill="([0-9A-F]{6})"', _part(made, "word/document.xml"))
    levels = [level for line in report.matrix.levels for level in line if level]
    assert len(fills) == len(levels)
    assert len(set(fills)) == len(set(levels))


def _part(made: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return packed.read(name).decode()


def test_the_made_paper_is_proved(report: AnalysisReport, made: bytes) -> None:
    expected = derived(lambda out: paper.write(report, out))
    found = lay_beside(word.read_document(io.BytesIO(made)), expected)
    assert found.differences == ()
    assert found.proved == found.numbers > 500


@pytest.mark.slow
@pytest.mark.parametrize("part", ["word/document.xml", "word/charts/chart1.xml", "word/charts/chart3.xml"])
def test_any_changed_digit_is_named(report: AnalysisReport, made: bytes, part: str) -> None:
    """One digit of a text, of a chart: told with its place, and nothing else is."""
    text = _part(made, part)
    spots = [match.start(1) for match in re.finditer(r"(?:<w:t(?: [^>]*)?>|<c:v>)[^<]*?(\d)[^<]*<", text)]
    expected = derived(lambda out: paper.write(report, out))
    for at in spots[:: max(1, len(spots) // 12)]:
        digit = str((int(text[at]) + 1) % 10)
        changed = _with(made, part, text[:at] + digit + text[at + 1 :])
        found = lay_beside(word.read_document(io.BytesIO(changed)), expected)
        assert len(found.differences) == 1, (at, text[at - 60 : at + 20])


def _with(made: bytes, part: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as packed, zipfile.ZipFile(out, "w") as again:
        for name in packed.namelist():
            again.writestr(name, text.encode() if name == part else packed.read(name))
    return out.getvalue()


def test_the_annex_is_proved_cell_by_cell(house: House) -> None:
    """A changed figure, a changed case code, a line taken out: each is named with its cell."""
    report = reports.analysis_report(house, OPERATOR, period_of("2025-11"), datetime(2025, 12, 1), NOW.date())
    out = io.BytesIO()
    annex.write(report, out, paper.marks(report))
    assert reports.verify_report(house, OPERATOR, out).differences == ()
    book = openpyxl.load_workbook(out)
    sheet = book["数字清单"]
    right = str(sheet["J3"].value)
    sheet["J3"].value = f"{right}9"
    sheet["K5"].value = "FJ20991231-0001"
    changed = io.BytesIO()
    book.save(changed)
    found = reports.verify_report(house, OPERATOR, changed).differences
    assert [one.place for one in found] == ["附表“数字清单”第3行第10列", "附表“数字清单”第5行第11列"]
    assert (found[0].found, found[0].expected) == (f"{right}9", right)
    sheet.delete_rows(4)
    shorter = io.BytesIO()
    book.save(shorter)
    assert len(reports.verify_report(house, OPERATOR, shorter).differences) > 2


def test_names_of_people_are_not_in_the_paper(house: House) -> None:
    """Key cases are told as 孙某; neither name nor number of the ledger stands in the file."""
    report = reports.analysis_report(house, OPERATOR, period_of("2025-11"), datetime(2025, 12, 1), NOW.date())
    out = io.BytesIO()
    paper.write(report, out)
    text = _part(out.getvalue(), "word/document.xml")
    for word_of_it in ("孙立东", "周海峰", tickets.PHONE):
        assert word_of_it not in text


def test_a_chart_category_that_looks_like_a_formula_stays_text() -> None:
    from exporters import charts
    from jiefen_lite.shapes import ReportChart, Series

    chart = ReportChart("bar", "图", ("=1+1", "<乙>&"), (Series("=本月", (3, None)),), "说明")
    made = charts.make(chart, "rId1")
    rows = [("", "=本月"), ("=1+1", "3"), ("<乙>&", "")]
    assert charts.cached_rows(made.xml) == rows
    assert charts.book_rows(made.workbook) == rows


def test_a_quarter_is_told_as_a_quarter() -> None:
    data = gathered(lively_cases(), period_of("2026Q3"))
    found = report_of(data)
    assert found.title == "富锦市2026年第三季度矛盾纠纷分析报告"
    assert said(found, "lead_intake").startswith("第三季度，全市各渠道共受理矛盾纠纷")
