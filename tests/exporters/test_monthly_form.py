"""The 综治中心月报 as a workbook: set like a form, numbers as numbers, totals right, cases behind each."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from exporters import booktemplate, monthly_form, own
from exporters.blanks import names_of
from jiefen_lite.reports import monthly
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.shapes import MonthlyForm
from templates import monthly as builder
from tests.exporters import form as look
from tests.indicator_facts import RULES
from tests.report_example import CENTER, DATED, OCTOBER, example_cases
from tests.test_monthly import example_tables


@pytest.fixture(scope="module")
def report() -> MonthlyForm:
    book = FigureBook(RULES, RULES.formula_version)
    tables = example_tables(example_cases())
    return monthly.build_form(CENTER.name, "富锦市", book, tables, dated=DATED)


@pytest.fixture(scope="module")
def content(report: MonthlyForm) -> bytes:
    out = io.BytesIO()
    monthly_form.write(report, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_form_has_exactly_the_blanks_that_the_context_fills(report: MonthlyForm) -> None:
    shipped = own.shipped("monthly_form", ".xlsx")
    assert booktemplate.template_faults(shipped, monthly_form.BLANKS) == []
    used = booktemplate.template_blanks(shipped, monthly_form.BLANKS)
    lists = {f"{name}[]" for name in ("remarks", "definitions")}
    every = set(names_of(monthly_form.BLANKS)) | lists
    every |= {f"{path.split('[]')[0]}[]" for path in every if "[]." in path}
    assert used - lists <= every
    assert {one for one in every if one not in used and not one.endswith("[]")} == set()
    context = monthly_form.context(report)
    assert set(context) == set(monthly_form.BLANKS)
    for name, shape in monthly_form.BLANKS.items():
        if isinstance(shape, list) and isinstance(shape[0], dict):
            assert all(set(row) == set(shape[0]) for row in context[name]), name
        elif isinstance(shape, dict):
            assert set(context[name]) == set(shape), name


def test_the_shipped_form_is_what_its_builder_makes(tmp_path: Path) -> None:
    builder.write(tmp_path / "fresh.xlsx")

    def parts(content: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return {name: packed.read(name) for name in packed.namelist() if name != "docProps/core.xml"}

    shipped = files("templates").joinpath("monthly_form.xlsx").read_bytes()
    assert parts((tmp_path / "fresh.xlsx").read_bytes()) == parts(shipped)


def test_package_and_schemas_have_nothing_to_object_to(content: bytes) -> None:
    assert list(look.package_faults(look.Package(content))) == []
    assert look.schema_faults(content, ".xlsx") == []


def test_sheets_are_set_for_print(book: Any) -> None:
    assert book.sheetnames == ["一至四", "五至十", "件号清单"]
    for sheet, titles, panes in zip(
        book.worksheets, ("$1:$6", "$1:$6", "$1:$2"), ("C7", "C7", "A3"), strict=True
    ):
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.print_title_rows, sheet.freeze_panes) == (titles, panes)
        assert "&P" in sheet.oddFooter.center.text


def test_heads_stand_in_two_rows(book: Any) -> None:
    upper, lower = (rows(book["一至四"])[at] for at in (4, 5))
    assert [one for one in upper if one] == ["分区", "项目", "受理", "办理", "化解率"]
    assert [one for one in lower if one] == [
        *("登记", "受理", "分流", "签收", "办结", "化解", "未化解", "移送", "撤回", "超期"),
    ]
    areas = {str(one) for one in book["一至四"].merged_cells.ranges}
    assert {"A5:A6", "B5:B6", "C5:D5", "E5:L5", "M5:M6"} <= areas


def test_ten_areas_stand_in_order(book: Any) -> None:
    labels = [row[0] for name in ("一至四", "五至十") for row in rows(book[name])[6:] if row[0]]
    areas = [one for one in labels if one[0] in "一二三四五六七八九十" and "、" in one]
    assert [one.split("、")[0] for one in areas] == list("一二三四五六七八九十")


def test_numbers_are_numbers_and_nothing_is_a_formula(book: Any, content: bytes) -> None:
    for row in book["一至四"].iter_rows(min_row=7, min_col=3, max_col=12):
        assert all(cell.data_type == "n" and isinstance(cell.value, int) for cell in row)
    kinds = Counter(cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    assert kinds["f"] == 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist() if "sheet" in name)


def test_money_stands_with_two_decimals(report: MonthlyForm, book: Any) -> None:
    (cell,) = [row[2] for row in book["五至十"].iter_rows() if row[1].value == "涉及金额"]
    told = next(row.cells["value"] for row in report.parts["risks"] if row.name == "涉及金额")
    assert (cell.value, cell.data_type, cell.number_format) == (told, "n", "0.00")


def test_totals_are_the_sums_of_their_columns(book: Any) -> None:
    found = rows(book["一至四"])[6:]
    ends = [at for at, row in enumerate(found) if row[1] == "合计"]
    start = 0
    for end in ends:
        part = found[start:end]
        for column in range(2, 12):
            assert sum(row[column] for row in part) == found[end][column]
        start = end + 1 + (start == 0)  # 二、办理 is one line of the whole county
    assert len(ends) == 3


def test_every_number_has_its_cases(report: MonthlyForm, book: Any) -> None:
    listed: dict[tuple[str, str, str], list[str]] = {}
    for part, name, column, _, codes in rows(book["件号清单"])[2:]:
        listed.setdefault((part, name, column), []).extend(codes.split("、"))
    for row in rows(book["一至四"])[6:]:
        if row[0]:
            part = row[0]
        for column, value in zip(("登记", "受理"), row[2:4], strict=True):
            name = row[1]
            assert len(listed.get((part, name, column), [])) == value, (part, name, column)
    assert all(len(set(codes)) == len(codes) for codes in listed.values())


def test_remarks_and_definitions_are_there(report: MonthlyForm, book: Any) -> None:
    texts = [cell for row in rows(book["五至十"]) for cell in row if isinstance(cell, str)]
    assert set(report.remarks) <= set(texts)
    assert set(report.definitions) <= set(texts)
    assert "自检：渠道、类型、地域各列相加都等于合计。" in texts


def test_head_and_version_are_on_both_sheets(book: Any) -> None:
    for name in ("一至四", "五至十"):
        top = [cell for row in rows(book[name])[:4] for cell in row if cell]
        assert f"填报单位：{CENTER.name}" in top
        assert "填报日期：2026年11月9日" in top
        assert any("数据截止 2026-10-31 24:00　口径版本 v1.0" in one for one in top)


def test_a_county_s_own_form_comes_first(report: MonthlyForm, tmp_path: Path) -> None:
    mine = openpyxl.Workbook()
    mine.active.append(["本县：{{ title }}"])
    mine.save(tmp_path / "monthly_form.xlsx")
    monthly_form.write(report, tmp_path / "out.xlsx", tmp_path)
    made = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert made.active["A1"].value == f"本县：{report.title}"
    assert (
        made.properties.keywords
        == "monthly_form;period=2026-10;as_of=2026-11-01T00:00:00;formula=v1.0;dated=2026-11-09"
    )
    assert OCTOBER.label == "2026-10"
