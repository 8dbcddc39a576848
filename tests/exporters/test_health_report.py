"""The 体检报告 on paper: page and letters by the numbers of the standard, blanks and context agree."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from exporters import health_report, word
from exporters.wordreading import text_of
from templates import build
from tests.report_example import example_report

SHIPPED = files("templates").joinpath("health_report.docx")


@pytest.fixture(scope="module")
def report() -> Any:
    return example_report()


@pytest.fixture(scope="module")
def made(report: Any) -> bytes:
    out = io.BytesIO()
    health_report.write(report, out)
    return out.getvalue()


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(value[0])] if isinstance(value, list) else None


def names(blanks: dict[str, Any], before: str = "") -> set[str]:
    found = set()
    for name, inner in blanks.items():
        found.add(before + name)
        if isinstance(inner, list):
            found.add(f"{before}{name}[]")
            found |= names(inner[0] or {}, f"{before}{name}[].")
        elif isinstance(inner, dict):
            found |= names(inner, f"{before}{name}.")
    return found


def test_the_template_has_exactly_the_blanks_that_the_context_fills(report: Any) -> None:
    assert shape(health_report.context(report)) == health_report.BLANKS
    template = io.BytesIO(SHIPPED.read_bytes())
    assert word.template_faults(template, health_report.BLANKS) == []
    assert word.template_blanks(template, health_report.BLANKS) == names(health_report.BLANKS)


def test_the_shipped_template_is_what_its_builder_makes(tmp_path: Path) -> None:
    build.build(tmp_path)

    def parts(content: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return {name: packed.read(name) for name in packed.namelist() if name != "docProps/core.xml"}

    assert parts((tmp_path / "health_report.docx").read_bytes()) == parts(SHIPPED.read_bytes())


def values(element: Any) -> dict[str, str]:
    return {key.split("}")[1]: value for key, value in element.attrib.items()}


def test_page_and_grid_are_those_of_the_standard(made: bytes) -> None:
    document = Document(io.BytesIO(made))
    (section,) = document.element.body.iter(qn("w:sectPr"))
    assert values(section.find(qn("w:pgSz"))) == {"w": "11906", "h": "16838"}
    assert values(section.find(qn("w:pgMar"))) == {
        "top": "2098",
        "right": "1474",
        "bottom": "1984",
        "left": "1587",
        "header": "851",
        "footer": "1406",
        "gutter": "0",
    }
    assert values(section.find(qn("w:docGrid"))) == {"type": "lines", "linePitch": "579"}
    assert document.settings.odd_and_even_pages_header_footer


def paragraph(document: Any, text: str) -> Any:
    return next(one for one in document.element.body.iter(qn("w:p")) if text in text_of(one))


@pytest.mark.parametrize(
    ("text", "font", "size", "line"),
    [
        ("矛盾纠纷治理“体检报告”", "方正小标宋简体", "44", "720"),
        ("一、体检结论", "黑体", "32", "579"),
        ("（一）不参评单位和原因", "楷体_GB2312", "32", "579"),
        ("全市共受理矛盾纠纷", "仿宋_GB2312", "32", "579"),
    ],
)
def test_letters_and_lines_are_those_of_the_standard(
    made: bytes, text: str, font: str, size: str, line: str
) -> None:
    found = paragraph(Document(io.BytesIO(made)), text)
    for run in found.iter(qn("w:r")):
        fonts = values(run.find(qn("w:rPr")).find(qn("w:rFonts")))
        assert fonts["eastAsia"] == font
        assert fonts["hint"] == "eastAsia"
        assert {"ascii", "hAnsi"} <= set(fonts)
        assert values(run.find(qn("w:rPr")).find(qn("w:sz"))) == {"val": size}
    spacing = values(found.pPr.find(qn("w:spacing")))
    assert (spacing["line"], spacing["lineRule"]) == (line, "exact")
    assert values(found.pPr.find(qn("w:widowControl"))) == {"val": "0"}


def test_body_paragraphs_open_two_letters_in(made: bytes) -> None:
    found = paragraph(Document(io.BytesIO(made)), "全市共受理矛盾纠纷")
    assert values(found.pPr.find(qn("w:ind"))) == {"firstLineChars": "200", "firstLine": "640"}


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(made: bytes) -> None:
    section = Document(io.BytesIO(made)).sections[0]
    for footer, align, side in (
        (section.footer, "right", "right"),
        (section.even_page_footer, "left", "left"),
    ):
        number = footer._element.findall(qn("w:p"))[-1]
        assert text_of(number) == "—  —"
        assert [code.text for code in number.iter(qn("w:instrText"))] == [" PAGE "]
        assert values(number.pPr.find(qn("w:jc"))) == {"val": align}
        assert values(number.pPr.find(qn("w:ind"))) == {side: "280"}


def test_tables_repeat_their_header_and_never_split_a_row(report: Any, made: bytes) -> None:
    tables = list(Document(io.BytesIO(made)).element.body.iter(qn("w:tbl")))
    assert len(tables) == len(report.tables) == 9
    for table in tables:
        rows = list(table.iter(qn("w:tr")))
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in rows[1:])


def test_name_and_date_stand_on_a_page_with_the_last_paragraph_of_the_text(made: bytes) -> None:
    """From that paragraph on everything is kept with what follows, up to the date."""
    told = [one for one in Document(io.BytesIO(made)).element.body if one.tag in (qn("w:p"), qn("w:tbl"))]
    texts = [word.text_of(one) for one in told]
    end = texts.index("2026年11月9日")
    first = next(at for at, text in enumerate(texts) if text.startswith("上月处方"))
    assert first < end
    assert all(one.tag == qn("w:p") and one.pPr.find(qn("w:keepNext")) is not None for one in told[first:end])


def test_every_text_of_the_report_is_on_the_paper(report: Any, made: bytes) -> None:
    blocks = word.read_document(io.BytesIO(made)).blocks
    texts = [block.text for block in blocks]
    for sentence in (*(one for told in report.paragraphs.values() for one in told), *report.definitions):
        assert sentence in texts
    rows = [block.cells for block in blocks if block.kind == "row"]
    printed = [report.tables[name] for name in health_report.TABLES if name in report.tables]
    assert rows == [row for table in printed for row in (table.header, *table.rows)]
    assert f"（{report.trial}）" in texts
    drawn = [block.cells for block in blocks if block.kind == "chart" and "背后" not in block.place]
    for chart in report.charts.values():
        assert chart.title in texts
        assert [row[0] for row in drawn if row[0] in chart.categories] == list(chart.categories)
    footers = [block.text for block in blocks if block.kind == "footer"]
    assert footers.count("系统生成 数据截止 2026-10-31 24:00 口径版本 v1.0") == 2
    assert texts[texts.index("富锦市社会治安综合治理中心") + 1] == "2026年11月9日"


def test_a_county_s_own_template_comes_first(report: Any, tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("本县自己的样式：{{ title }}")
    own.save(str(tmp_path / "health_report.docx"))
    out = tmp_path / "out.docx"
    health_report.write(report, out, tmp_path)
    assert word.read_document(out).blocks[0].text == f"本县自己的样式：{report.title}"


def test_without_a_county_s_own_template_the_shipped_one_is_used(report: Any, tmp_path: Path) -> None:
    health_report.write(report, tmp_path / "out.docx", tmp_path)
    assert word.read_document(tmp_path / "out.docx").blocks[0].text == report.title


@pytest.mark.parametrize(
    ("center", "right"),
    [
        ("富锦市社会治安综合治理中心", (200, 650)),  # 13 letters, the date six and a half
        ("某县综治中心", (450, 200)),  # 6 letters: the date reaches further, the name gives way
    ],
)
def test_the_date_begins_two_letters_right_of_the_name(report: Any, center: str, right: Any) -> None:
    out = io.BytesIO()
    health_report.write(replace(report, center=center), out)
    told = Document(out).paragraphs
    at = next(number for number, line in enumerate(told) if line.text == "2026年11月9日")
    lines = told[at - 1 : at + 1]
    assert [line.text for line in lines] == [center, "2026年11月9日"]
    found = [values(line._p.pPr.find(qn("w:ind"))) for line in lines]
    assert tuple(int(one["rightChars"]) for one in found) == right
    assert tuple(int(one["right"]) for one in found) == tuple(part * 320 // 100 for part in right)
