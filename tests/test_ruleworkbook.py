"""Rules out to a workbook and back: only changed cells change the files, comments stay, slips are told."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

import openpyxl
import pytest

import importers
from jiefen_lite import ruleworkbook
from jiefen_lite.rules import loader
from jiefen_lite.rules.editor import Set, edit
from jiefen_lite.ruleworkbook import Taken
from jiefen_lite.shapes import SheetCells

BOOK = loader.load()
TEXTS = ruleworkbook.current_texts(None)
DAYS, RISK, TYPES = "节假日和调休·年份·日子", "风险卡·规则", "纠纷类型·类型"
Pages = dict[str, list[list[str | int | float]]]
Change = Callable[[Pages], None]


@pytest.fixture(scope="module")
def made() -> bytes:
    """The workbook of the shipped rules."""
    out = io.BytesIO()
    ruleworkbook.make(BOOK, TEXTS, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def sheets(made: bytes) -> Sequence[SheetCells]:
    """The same as it is read back."""
    found = importers.cells(made)
    assert found is not None
    return found


def taken(sheets: Sequence[SheetCells], change: Change) -> Taken:
    """What comes back after a person has worked on the workbook."""
    own = [SheetCells(one.name, [list(row) for row in one.rows], one.merges) for one in sheets]
    change({one.name: one.rows for one in own})
    return ruleworkbook.take(BOOK, TEXTS, None, own)


def put(sheet: str, title: str, row: tuple[str, ...], value: str | int) -> Change:
    """Write into the cell under a head, in the first row where all these words stand."""

    def change(book: Pages) -> None:
        page = book[sheet]
        line = next(line for line in page[3:] if all(word in line for word in row))
        line[page[1].index(title)] = value

    return change


def line_changes(file: str, taken: Taken) -> list[tuple[str, str]]:
    """The lines of one file that are others now."""
    assert [str(one) for one in taken.problems] == []
    assert list(taken.texts) == [file]
    pairs = zip(TEXTS[file].splitlines(), taken.texts[file].splitlines(), strict=True)
    return [(old, new) for old, new in pairs if old != new]


@pytest.mark.slow
def test_an_untouched_workbook_changes_nothing(made: bytes) -> None:
    """Also after a spreadsheet program has saved it."""
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(made)).save(out)
    sheets = importers.cells(out.getvalue())
    assert sheets is not None
    found = ruleworkbook.take(BOOK, TEXTS, None, sheets)
    assert (found.changes, found.problems, found.texts) == ([], [], {})


def test_every_rule_has_its_row(made: bytes) -> None:
    """With Chinese heads, what each column is for, and locked ids."""
    book = openpyxl.load_workbook(io.BytesIO(made))
    page = book[RISK]
    assert [one.value for one in page[2]][:4] == ["位置", "编号", "标签", "分值"]
    assert page["D3"].value == "命中加多少分。"
    assert page.max_row >= 3 + len(BOOK.risk.rules)
    assert page.protection.sheet
    assert (page["B4"].protection.locked, page["D4"].protection.locked) == (True, False)
    secondary = sum(len(kind.secondary) for kind in BOOK.types.types)
    rows = [row for row in book["纠纷类型·类型·二级类型"].iter_rows(min_row=4, values_only=True) if row[0]]
    assert len(rows) == secondary
    assert {row[1] for row in rows} == {kind.name for kind in BOOK.types.types if kind.secondary}


@pytest.mark.parametrize(
    ("change", "file", "old", "new"),
    [
        (put(RISK, "标签", ("crowd_5",), "人多"), "risk", "tag: 涉众", "tag: 人多"),
        (put("办理时限·设置", "值", ("yellow.other_least_days",), 2), "deadlines", "days: 1", "days: 2"),
        (put(DAYS, "休息或上班", ("2015", "2015-01-04"), "休息"), "holidays", "work", "rest"),
        (put("派单·单位叫法", "别名", ("审计局",), "审计；审"), "routing", "局}", "局, aliases: [审计, 审]}"),
        (put("指标口径·规则", "进报告", ("petition_yoy",), "否"), "indicators", None, "    in_report: false"),
        (put("分析报告·季节", "月份", ("school",), "3；8；9"), "analysis", "[3, 9]", "[3, 8, 9]"),
        (put("体检评分·评分项", "底线", ("on_time_rate",), "0.7"), "health", None, None),
    ],
)
def test_a_changed_cell_is_one_edit(
    sheets: Sequence[SheetCells], change: Change, file: str, old: str | None, new: str | None
) -> None:
    """Words, numbers, days, yes and no, what was empty: told, and one place of one file is another."""
    found = taken(sheets, change)
    assert len(found.changes) == 1
    assert found.changes[0].file == file
    before, after = TEXTS[file], found.texts[file]
    if old is not None and new is not None:
        ((was, now),) = line_changes(file, found)
        assert was.replace(old, new) == now
    elif new is not None:
        assert set(after.splitlines()) - set(before.splitlines()) == {new}
        assert len(after.splitlines()) == len(before.splitlines()) + 1
    else:
        assert len(line_changes(file, found)) == 1


def test_a_new_rule_is_written_below_the_one_above_it(sheets: Sequence[SheetCells]) -> None:
    """In the manner of its neighbours, with what was filled in and no more."""

    def add(book: Pages) -> None:
        book["读案情·标签"].append(["", "festival", "节庆", "庙会；灯会", "标签：节庆"])

    found = taken(sheets, add)
    assert [str(one) for one in found.problems] == []
    assert [one.after for one in found.changes] == ["festival，节庆，庙会；灯会，标签：节庆"]
    line = "  - {id: festival, tag: 节庆, words: [庙会, 灯会], basis: 标签：节庆}"
    lines = found.texts["reading"].splitlines()
    at = lines.index(line)
    assert lines[at - 1].startswith("  - {id: death,")
    assert [*lines[:at], *lines[at + 1 :]] == TEXTS["reading"].splitlines()


def lose_a_row(book: Pages) -> None:
    """As a person deletes a line."""
    del book[RISK][4]


def double_a_row(book: Pages) -> None:
    """As a person copies a line with its place."""
    page = book[RISK]
    page[4][0] = page[3][0]


def problems(found: Taken) -> Iterator[tuple[str, int, str | None]]:
    """Where each problem is told."""
    for one in found.problems:
        yield one.sheet, one.row, one.column


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        (put(RISK, "分值", ("civil_to_criminal",), "很多"), (RISK, 4, "分值"), "应当是整数"),
        (put(RISK, "编号", ("civil_to_criminal",), "new"), (RISK, 4, "编号"), "编号不能改"),
        (put(RISK, "标签", ("civil_to_criminal",), ""), (RISK, 4, "标签"), "不能空着"),
        (put(RISK, "★一票定高", ("civil_to_criminal",), "也许"), (RISK, 4, "★一票定高"), "是"),
        (put(RISK, "位置", ("civil_to_criminal",), "甲"), (RISK, 4, None), "“位置”不能改"),
        (
            put("难易·规则", "难易", ("complex_people",), "难"),
            ("难易·规则", 4, "难易"),
            "能写的是：简易、复杂",
        ),
        (put(DAYS, "日期", ("2015-01-01",), "元旦"), (DAYS, 4, "日期"), "2026-10-01"),
        (put(RISK, "分值", ("crowd_5",), "-1"), (RISK, 11, "分值"), "太小了"),
        (put(RISK, "分值", ("crowd_5",), "5"), None, "算出来是“低”"),
        (
            put(TYPES, "主办单位", ("labor",), "没有这个局"),
            (TYPES, 10, "主办单位"),
            "没有“没有这个局”这个责任单位",
        ),
        (lose_a_row, (RISK, 3, None), "少了 1 条"),
        (double_a_row, (RISK, 5, None), "同一条"),
    ],
)
def test_what_does_not_check_is_refused_with_its_cell(
    sheets: Sequence[SheetCells], change: Change, where: tuple[str, int, str | None] | None, said: str
) -> None:
    """Sheet, row, column and reason; and no file is changed, not even by the cells that are right."""
    found = taken(sheets, change)
    assert found.texts == {}
    if where is not None:
        assert where in list(problems(found))
    assert any(said in one.message for one in found.problems)


def test_rules_that_have_changed_meanwhile_are_not_overwritten(sheets: Sequence[SheetCells]) -> None:
    """The addresses of the workbook are those of the text it was made of."""
    later = {**TEXTS, "risk": edit(TEXTS["risk"], Set("high_from", 61))}
    own = [SheetCells(one.name, [list(row) for row in one.rows], one.merges) for one in sheets]
    put(RISK, "标签", ("crowd_5",), "人多")({one.name: one.rows for one in own})
    found = ruleworkbook.take(BOOK, later, None, own)
    assert [one.message for one in found.problems] == ["risk.yaml 在导出以后改过；请重新导出，再改这一张"]
    assert found.texts == {}


def test_another_workbook_is_named_as_such() -> None:
    """Any ledger is no table of rules."""
    book = openpyxl.Workbook()
    book.active.append(["编号", "类型"])
    out = io.BytesIO()
    book.save(out)
    sheets = importers.cells(out.getvalue())
    assert sheets is not None
    found = ruleworkbook.take(BOOK, TEXTS, None, sheets)
    assert [one.message for one in found.problems] == ["这不是导出的规则表：没有“说明”这一张"]
