"""The 体检报告: sentences with honest branches, tables that add up, a proof that finds any changed digit."""

from __future__ import annotations

import io
import random
import re
import zipfile
from datetime import datetime
from typing import Any

import pytest

from exporters import health_report as paper
from exporters import word
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.indicators import period_of
from jiefen_lite.reports.health import whole_word
from jiefen_lite.reports.proof import Verification, derived, lay_beside, marks_of
from jiefen_lite.shapes import CaseFacts, HealthReport, Outcome, Satisfaction
from tests.indicator_facts import closed_case, make_facts
from tests.report_example import OCTOBER, example_cases, example_report


@pytest.fixture(scope="module")
def report() -> HealthReport:
    return example_report()


@pytest.fixture(scope="module")
def made(report: HealthReport) -> bytes:
    out = io.BytesIO()
    paper.write(report, out)
    return out.getvalue()


def october(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 10, day, hour)


# --------------------------------------------------------------------------- sentences


def test_a_month_without_cases_says_so_and_no_more() -> None:
    found = example_report([], compared=False)
    assert found.conclusion[2] == "10月份，全市没有受理、办结的矛盾纠纷，上年同期未建立统计，不作比较。"
    assert found.conclusion[0] == "10月份，全市业务量过小（受理0件，不足5件），只列事实，不评分。"
    assert len(found.conclusion) == 4
    assert "暂无数据的指标" in (found.tables["core"].note or "")
    assert not any("None" in cell for table in found.tables.values() for row in table.rows for cell in row)


def test_few_cases_are_told_as_fractions() -> None:
    cases = [closed_case(str(number), at=october(5)) for number in range(3)]
    cases.append(closed_case("3", Outcome.COMPLETED_UNRESOLVED, at=october(5)))
    found = example_report(cases, compared=False)
    assert found.conclusion[2].endswith("；办结4件，其中化解3件、未化解办结1件。")
    assert "化解率3/4（件数过少，不计百分比）" in found.conclusion[3]
    assert "群众满意率无数据可算" in found.conclusion[3]
    assert "%" not in "".join(found.conclusion)


def test_some_cases_carry_the_mark_of_a_small_sample() -> None:
    cases = [closed_case(str(number), at=october(5)) for number in range(8)]
    found = example_report(cases, compared=False)
    assert "化解率100.0%（8/8，样本较小）" in found.conclusion[3]
    row = next(row for row in found.tables["core"].rows if row[0] == "化解率")
    assert row[:5] == ("化解率", "100.0%*", "8/8", "—", "—")
    assert found.tables["core"].note.startswith("*样本较小：分母不足20件")


def test_a_small_base_is_compared_in_cases() -> None:
    cases = [make_facts(str(number), at=datetime(2026, 9, 1 + number)) for number in range(4)]
    cases += [make_facts(f"o{number}", at=october(1 + number)) for number in range(7)]
    found = example_report(cases).conclusion[2]
    assert found.startswith("10月份，全市共受理矛盾纠纷7件，环比增加3件，上年同期为0，不作比较；没有办结的件")


def test_as_many_as_before_is_said_as_such() -> None:
    cases = [
        make_facts(f"{month}{number}", at=datetime(2026, month, 3))
        for month in (9, 10)
        for number in range(12)
    ]
    assert "，环比持平，" in example_report(cases).conclusion[2]


def test_closed_cases_whose_result_waits_are_told() -> None:
    cases = [closed_case("A", at=october(5)), closed_case("B", None, at=october(5))]
    assert "办结2件，其中化解1件、结果待确认1件。" in example_report(cases, compared=False).conclusion[2]


def test_lateness_gaps_and_few_answers_are_pointed_out() -> None:
    cases = [closed_case(str(number), at=october(1), due_date=october(20).date()) for number in range(10)]
    cases.append(make_facts("late", at=october(1), due_date=october(9).date()))
    cases.append(
        closed_case("s", at=october(1), evaluated_at=october(9), satisfaction=Satisfaction.SATISFIED)
    )
    found = example_report(cases, compared=False).conclusion[5]
    assert found == (
        "本月到期12件，其中超期1件，须逐件核实督办；参评率偏低、样本不足，满意率仅供参考；"
        "受理的件中还有未定位12件、待分派12件，须尽快补正。"
    )


def test_open_and_frozen_figures_say_which_they_are(report: HealthReport) -> None:
    assert report.conclusion[-1].startswith("本期数据已冻结。")
    assert report.conclusion[-1].endswith("都是试算，不作为考核结果。")
    assert report.trial == "试算，不作为考核结果"


@pytest.mark.parametrize(
    ("label", "opening"), [("2026Q3", "第三季度，"), ("2026H1", "上半年，"), ("2026", "2026年，")]
)
def test_longer_periods_open_with_their_own_name(label: str, opening: str) -> None:
    found = example_report(period=period_of(label))
    assert found.conclusion[2].startswith(opening)


def test_a_rate_compared_with_few_cases_says_so() -> None:
    def many(month: int, number: int) -> list[CaseFacts]:
        at = datetime(2026, month, 5)
        return [closed_case(f"{month}-{n}", at=at) for n in range(number)]

    assert "（上月样本较小）" in example_report(many(9, 8) + many(10, 30)).conclusion[3]
    assert "样本较小" not in example_report(many(9, 25) + many(10, 30)).conclusion[3].split("；")[0]


@pytest.mark.parametrize(
    ("region", "word_"), [("富锦市", "全市"), ("桦川县", "全县"), ("某旗", "全旗"), ("某地", "全域")]
)
def test_the_county_is_called_by_its_kind(region: str, word_: str) -> None:
    assert whole_word(region) == word_


# --------------------------------------------------------------------------- tables and annex


def test_tables_add_up_to_the_county(report: HealthReport) -> None:
    for table in (report.tables["towns"], report.tables["units"]):
        *groups, total = table.rows
        assert total[0] == "全市"
        for column in (1, 2):
            assert sum(int(row[column]) for row in groups) == int(total[column])


def test_rows_keep_the_order_of_the_centre_and_are_never_ranked(report: HealthReport) -> None:
    from tests.report_example import TOWNS

    assert [row[0] for row in report.tables["towns"].rows] == [*TOWNS, "未定位", "全市"]


def test_every_figure_of_the_annex_counts_its_cases(report: HealthReport) -> None:
    assert [figure.ref for figure in report.figures] == [
        f"F{n:03d}" for n in range(1, len(report.figures) + 1)
    ]
    for figure in report.figures:
        if figure.indicator.endswith(("_rate", "_count")) and "比" not in figure.name:
            assert len(figure.numerator) == figure.n, figure
        if figure.shown.endswith("%") and figure.denominator and "环比" not in figure.name:
            assert len(figure.denominator) == figure.d


def test_every_number_of_the_conclusion_is_in_the_annex(report: HealthReport) -> None:
    fraction = r"（\d+/\d+[^）]*）"  # the parts of a rate are in the line of the rate itself
    for number, paragraph in enumerate(report.conclusion[:-1], 1):
        place = f"一、体检结论 第{number}段"
        known = re.sub(rf"\d+月份|附件\d|满3日|{fraction}|（上[^）]*样本较小）", "", paragraph)
        told = [figure.shown for figure in report.figures if figure.place.startswith(place)]
        numbers = re.findall(r"\d+(?:\.\d+)?", known)
        noted = [one for shown in told for one in re.findall(r"\d+(?:\.\d+)?", shown)]
        assert set(numbers) <= set(noted), (paragraph, set(numbers) - set(noted))
        assert number < 3 or numbers == [
            one
            for figure in report.figures
            if figure.place == place
            for one in re.findall(r"\d+(?:\.\d+)?", figure.shown)
        ]


def test_every_working_of_the_annex_gives_the_number_that_is_printed(report: HealthReport) -> None:
    """A second person with a pocket calculator comes to the same number, changes of rates included."""
    seen = set()
    for figure in report.figures:
        sum_ = figure.working.replace("天", "").replace("件", "").translate(SIGNS)
        sum_ = sum_.replace("分钟", "")
        if not re.fullmatch(r"[\d.+*/() -]+", sum_):
            assert figure.working == "" or re.search(IN_WORDS, figure.working), figure
            continue
        value = abs(float(eval(sum_)))
        shown = re.search(r"\d+(?:\.\d+)?", figure.shown)
        points = figure.indicator.startswith("points_")
        if ("/" in figure.shown and not points) or shown is None or "不足" in figure.shown:
            continue
        scale = 100 if "%" in figure.shown or "百分点" in figure.shown else 1
        assert abs(value * scale - float(shown[0])) <= (0.00501 if points else 0.0501), figure
        seen.add(figure.name[-2:] if "比" in figure.name else figure.indicator)
    assert {"环比", "resolution_rate", "avg_handling_days", "health_score", "link_mediate"} <= seen
    assert "points_satisfaction_rate" in seen


def test_a_changed_rate_is_laid_open_with_what_it_is_compared_with(report: HealthReport) -> None:
    change = next(one for one in report.figures if one.name == "化解率环比")
    base = report.figures[report.figures.index(change) - 1]
    assert base.place == f"{change.place}（环比的基数）"
    assert (len(change.numerator), len(change.denominator)) == (change.n, change.d)
    assert (len(base.numerator), len(base.denominator)) == (base.n, base.d)
    assert change.working == f"{change.n}÷{change.d}−{base.n}÷{base.d}"


# --------------------------------------------------------------------------- proof


_EXPECTED: list[tuple[HealthReport, word.WordDocument]] = []


def expected(report: HealthReport) -> word.WordDocument:
    """The paper as it should be, made once a report."""
    for known, document in _EXPECTED:
        if known is report:
            return document
    _EXPECTED.append((report, derived(lambda out: paper.write(report, out))))
    return _EXPECTED[-1][1]


def prove(content: bytes, report: HealthReport) -> Verification:
    return lay_beside(word.read_document(io.BytesIO(content)), expected(report))


def test_an_untouched_paper_is_proved_whole(made: bytes, report: HealthReport) -> None:
    found = prove(made, report)
    assert found.differences == ()
    assert found.numbers == found.proved > 600


def test_the_paper_remembers_how_it_was_made(made: bytes, report: HealthReport) -> None:
    marks = marks_of(word.read_document(io.BytesIO(made)).keywords)
    assert (marks.period, marks.as_of, marks.dated) == ("2026-10", report.as_of, report.dated)


#: Workings that no calculator takes: an order of days, a value at the floor or the goal, a number of units.
IN_WORDS = r"天数由少到多|达到目标|没有超过底线|最多扣|最低0分|前3个月|单位数加1"
SIGNS = str.maketrans("÷×−＋（）", "/*-+()")
TEXTS = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>")


def edit(content: bytes, part: str, change: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as made:
        for name in packed.namelist():
            data = packed.read(name)
            made.writestr(name, change(data) if name == part else data)
    return out.getvalue()


def digit_positions(content: bytes) -> list[tuple[str, int]]:
    """Every digit of every text in the body, the headers and the footers."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in sorted(packed.namelist()):
            if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
                for text in TEXTS.finditer(packed.read(name)):
                    found += [(name, text.start(1) + at.start()) for at in re.finditer(rb"\d", text[1])]
    return found


@pytest.mark.slow
def test_any_changed_digit_is_named_with_what_it_should_be(made: bytes, report: HealthReport) -> None:
    dice = random.Random(7)
    positions = digit_positions(made)
    assert len({name for name, _ in positions}) == 3
    footers = [one for one in positions if "footer" in one[0]]
    for part, at in [*dice.sample(positions, 50), *dice.sample(footers, 4)]:

        def change(data: bytes, at: int = at) -> bytes:
            other = dice.choice([digit for digit in b"0123456789" if digit != data[at]])
            return data[:at] + bytes([other]) + data[at + 1 :]

        found = prove(edit(made, part, change), report)
        (one,) = found.differences
        assert found.proved == found.numbers - 1
        assert one.found != one.expected
        assert one.expected in one.message
        assert one.place in one.message


def test_words_rows_and_lines_that_were_changed_are_told(made: bytes, report: HealthReport) -> None:
    def tell(old: str, new: str) -> list[str]:
        changed = edit(made, "word/document.xml", lambda data: data.replace(old.encode(), new.encode(), 1))
        return [one.message for one in prove(changed, report).differences]

    (told,) = tell("须逐件核实督办", "基本正常")
    assert "文字有改动" in told
    assert "基本正常" in told
    assert "须逐件核实督办" in told
    (told,) = tell("须逐件核实督办", "须逐件核实督办，居全省第１位")
    assert "居全省第１位" in told
    assert "砚山镇" in tell("砚山镇", "某某镇")[0]
    (told,) = tell("2026年11月9日", "")
    assert told.endswith("缺少“2026年11月9日”。")


def test_removed_and_added_rows_are_told(made: bytes, report: HealthReport) -> None:
    from docx import Document

    document = Document(io.BytesIO(made))
    rows = document.tables[1].rows
    name = rows[3].cells[0].text
    rows[3]._tr.getparent().remove(rows[3]._tr)
    document.add_paragraph("另有88件未统计。")
    out = io.BytesIO()
    document.save(out)
    found = prove(out.getvalue(), report)
    assert [
        ("缺少" in one.message, name in one.message) for one in found.differences if one.found is None
    ] == [(True, True)]
    assert [one.found for one in found.differences if one.expected is None] == ["另有88件未统计。"]
    assert len(found.differences) == 2


def test_a_paper_that_is_not_ours_is_refused_kindly() -> None:
    from docx import Document

    out = io.BytesIO()
    Document().save(out)
    out.seek(0)
    with pytest.raises(UnreadableFile, match="没有本系统报告的标记"):
        marks_of(word.read_document(out).keywords)


def test_data_that_changed_since_are_told(made: bytes) -> None:
    """The paper as it was, laid beside the report of one case less."""
    cases = example_cases()
    gone = next(case for case in cases if case.registered_at >= datetime(2026, 10, 3))
    found = prove(made, example_report([case for case in cases if case is not gone]))
    told = [(one.place, one.found, one.expected) for one in found.differences]
    assert ("正文第7段", "165", "164") in told


def test_the_same_cases_make_the_same_report() -> None:
    assert example_report() == example_report()
    assert example_report().period == OCTOBER
