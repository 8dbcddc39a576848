"""Papers keep to the form; and the helper that says so sees every fault it is made for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from exporters import analysis_report, health_report, own, wordtemplate
from exporters.papers import PAPERS, charts_of, example
from jiefen_lite.reports.analysis.gather import Gathered
from jiefen_lite.shapes import CaseFacts
from tests.analysis_example import gathered, lively_cases, report_of
from tests.exporters import form
from tests.report_example import TOWNS, example_report

pytestmark = pytest.mark.slow

DOCUMENT, SETTINGS, FOOTER = "word/document.xml", "word/settings.xml", "word/footer1.xml"
RELS, TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def health() -> bytes:
    """A 体检报告 as it goes out."""
    out = io.BytesIO()
    health_report.write(example_report(), out)
    return out.getvalue()


def test_a_health_report_keeps_to_the_form(health: bytes) -> None:
    assert form.faults(health) == []


RARE = "𠮷林镇（·䶮）"


def renamed(cases: list[CaseFacts]) -> list[CaseFacts]:
    """One town with a name of rare characters."""
    return [replace(one, town=RARE if one.town == TOWNS[3] else one.town) for one in cases]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: gathered(lively_cases()), id="lively"),
        pytest.param(lambda: gathered([]), id="empty month"),
        pytest.param(lambda: gathered(lively_cases(60), compared=False, earlier_months=0), id="first year"),
        pytest.param(lambda: gathered(renamed(lively_cases())), id="rare characters"),
        pytest.param(lambda: gathered(lively_cases(9000)), id="very many cases"),
    ],
)
def test_an_analysis_report_keeps_to_the_form(data: Callable[[], Gathered]) -> None:
    out = io.BytesIO()
    analysis_report.write(report_of(data()), out)
    assert form.faults(out.getvalue()) == []


def test_a_health_report_of_an_empty_month_keeps_to_the_form() -> None:
    out = io.BytesIO()
    health_report.write(example_report([], compared=False), out)
    assert form.faults(out.getvalue()) == []


@pytest.mark.parametrize(
    "document", [name for name, paper in PAPERS.items() if paper.suffix == ".docx" and paper.form is None]
)
def test_a_shipped_template_filled_with_examples_is_whole(document: str) -> None:
    """Package, ids, schemas, page: also with every chart in its place."""
    paper = PAPERS[document]
    filled = wordtemplate.fill(own.shipped(document, paper.suffix), example(paper), charts_of(paper))
    out = io.BytesIO()
    filled.save(out)
    package = form.Package(out.getvalue())
    drawn = [name for name in package.parts if re.fullmatch(r"word/charts/chart\d+\.xml", name)]
    assert len(drawn) == len(charts_of(paper))
    for look in (form.package_faults, form.id_faults, form.page_faults, form.run_faults, form.table_faults):
        assert list(look(package)) == []
    assert form.schema_faults(out.getvalue()) == []


def test_the_sheet_of_a_unit_keeps_to_the_form_but_for_its_lines() -> None:
    """It has one page: its lines are as high as their letters."""
    paper = PAPERS["health_unit"]
    kept = example(paper) | {"issued": ""}
    filled = wordtemplate.fill(own.shipped("health_unit", ".docx"), kept, charts_of(paper))
    out = io.BytesIO()
    filled.save(out)
    assert form.faults(out.getvalue(), compact=True) == []
    assert any("line 240 auto" in one for one in form.form_faults(out.getvalue()))


def spoilt(content: bytes, change: Change) -> bytes:
    """The same paper with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def swap(part: str, old: str, new: str, count: int = 1) -> Change:
    """Other words in one part."""

    def change(parts: dict[str, bytes]) -> None:
        text = parts[part].decode()
        assert re.search(old, text), old
        parts[part] = re.sub(old, new, text, count=count).encode()

    return change


def without(part: str) -> Change:
    """A part is missing, though it is pointed at."""
    return lambda parts: parts.pop(part) and None


def stranger(parts: dict[str, bytes]) -> None:
    parts["word/extra.xml"] = b"<x/>"


def footer_related_twice(parts: dict[str, bytes]) -> None:
    text = parts[RELS].decode()
    found = re.search(r'<Relationship [^>]*Target="footer1.xml"[^>]*/>', text)
    assert found is not None
    again = re.sub(r'Id="\w+"', 'Id="rId99"', found[0])
    parts[RELS] = text.replace("</Relationships>", again + "</Relationships>").encode()


SCHEMA = "[schema]"
SPOILT: dict[str, tuple[Change, str]] = {
    "margin": (swap(DOCUMENT, 'w:top="2098"', 'w:top="1440"'), "pgMar is"),
    "paper": (swap(DOCUMENT, 'w:w="11906"', 'w:w="12240"'), "pgSz is"),
    "grid": (swap(DOCUMENT, 'w:linePitch="579"', 'w:linePitch="312"'), "docGrid is lines 312"),
    "odd and even": (swap(SETTINGS, "<w:evenAndOddHeaders[^>]*/>", ""), "do not tell odd from even"),
    "number on the wrong side": (swap(FOOTER, 'w:val="right"', 'w:val="left"'), "does not stand right"),
    "number in another font": (swap(FOOTER, 'w:eastAsia="宋体"', 'w:eastAsia="黑体"', 9), "number in 黑体"),
    "line of the system": (swap(FOOTER, "系统生成", "本系统"), "no line of the system"),
    "no date in the line": (swap(FOOTER, r"\d{4}-\d\d-\d\d", "昨天"), "no line of the system"),
    "Chinese font": (swap(DOCUMENT, ' w:eastAsia="仿宋_GB2312"', ""), "lacks ['eastAsia']"),
    "hint": (swap(DOCUMENT, ' w:hint="eastAsia"', ""), "lacks hint or size"),
    "another font": (
        swap(DOCUMENT, 'w:eastAsia="仿宋_GB2312"', 'w:eastAsia="微软雅黑"'),
        "stands in 微软雅黑",
    ),
    "line pitch": (swap(DOCUMENT, 'w:line="579"', 'w:line="560"', 9), "line 560 exact"),
    "line rule": (
        swap(DOCUMENT, 'w:line="579" w:lineRule="exact"', 'w:line="579" w:lineRule="auto"', 9),
        "579 auto",
    ),
    "widow control": (swap(DOCUMENT, "<w:widowControl[^>]*/>", ""), "widow control is on"),
    "heading font": (
        swap(DOCUMENT, 'w:eastAsia="楷体_GB2312"', 'w:eastAsia="黑体"', 99),
        "stands in {'黑体'}",
    ),
    "heading number": (swap(DOCUMENT, "二、核心指标", "三、核心指标"), "is the 2. of its level"),
    "heading level": (swap(DOCUMENT, "Heading1", "Heading2"), "is set as Heading2"),
    "skipped level": (swap(DOCUMENT, "一、体检结论", "（一）体检结论"), "is set as Heading1"),
    "table head": (swap(DOCUMENT, "<w:tblHeader/>", ""), "its head does not come again"),
    "torn row": (swap(DOCUMENT, "<w:cantSplit/>", ""), "a row may be torn"),
    "square brackets": (swap(DOCUMENT, "全市共受理", "富综治发[2026]3号"), "number in"),
    "leading zero": (swap(DOCUMENT, "全市共受理", "富综治发〔2026〕003号"), "number in"),
    "blank left over": (swap(DOCUMENT, "全市共受理", "{{ whole }}"), "left over in"),
    "date with zero": (swap(DOCUMENT, "2026年11月9日", "2026年11月09日"), "leading zero"),
    "missing part": (without(FOOTER), "which is not there"),
    "part of no type": (stranger, "nothing points at word/extra.xml"),
    "doubled relationship": (footer_related_twice, "twice"),
    "unused relationship": (footer_related_twice, "never uses its relationship rId99"),
    "unknown relationship": (
        swap(DOCUMENT, 'w:type="default" r:id="\\w+"', 'w:type="default" r:id="rId77"'),
        "names the unknown relationship rId77",
    ),
    "order of properties": (
        swap(DOCUMENT, r"(<w:widowControl[^>]*/>)(<w:spacing[^>]*/>)", r"\2\1"),
        SCHEMA,
    ),
    "unknown element": (swap(DOCUMENT, "<w:body>", "<w:body><w:nonsense/>"), SCHEMA),
    "bad value": (swap(DOCUMENT, '<w:jc w:val="center"/>', '<w:jc w:val="middle"/>'), SCHEMA),
}


@pytest.mark.parametrize("name", SPOILT)
def test_the_helper_sees(health: bytes, name: str) -> None:
    change, expected = SPOILT[name]
    paper = spoilt(health, change)
    told = form.schema_faults(paper) if expected == SCHEMA else form.form_faults(paper)
    assert [one for one in told if expected in one] != []


def test_content_types_are_looked_at(health: bytes) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts[TYPES] = parts[TYPES].replace(b"/word/footer1.xml", b"/word/footer9.xml")

    told = list(form.package_faults(form.Package(spoilt(health, change))))
    assert "content type without part /word/footer9.xml" in told


def test_a_drawing_that_has_another_s_number_is_told() -> None:
    paper = PAPERS["analysis_report"]
    filled = wordtemplate.fill(own.shipped("analysis_report", ".docx"), example(paper), charts_of(paper))
    out = io.BytesIO()
    filled.save(out)
    same = spoilt(out.getvalue(), swap(DOCUMENT, r'(<wp:docPr[^>]*) id="\d+"', r'\1 id="1"', 9))
    assert list(form.id_faults(form.Package(same))) == ["drawing id 1 is there 3 times"]


def test_a_chart_without_a_workbook_is_told() -> None:
    paper = PAPERS["analysis_report"]
    filled = wordtemplate.fill(own.shipped("analysis_report", ".docx"), example(paper), charts_of(paper))
    out = io.BytesIO()
    filled.save(out)
    lost = spoilt(out.getvalue(), without("word/embeddings/chart1.xlsx"))
    assert any("chart1.xlsx, which is not there" in one for one in form.package_faults(form.Package(lost)))


def test_a_paper_for_signing_needs_no_line_of_the_system(health: bytes) -> None:
    signed = spoilt(health, swap(FOOTER, "系统生成 数据截止[^<]*", ""))
    assert any("no line of the system" in one for one in form.form_faults(signed))
    assert list(form.footer_faults(form.Package(signed), system_line=False)) == []


def test_only_the_known_remarks_of_the_validator_are_left_out(tmp_path: Path) -> None:
    assert len(form._NOT_OURS) == 2
    assert form.schema_faults(own.shipped("monthly_form", ".xlsx"), ".xlsx") == []
