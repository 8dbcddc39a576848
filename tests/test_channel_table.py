"""docs/channels.md keeps its word: every line names a row of a sample, what becomes of it, and a test.

The samples go through the real import of a centre; what a line says under 读成 is compared with it.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlrd

from importers.columns import KINDS, Matcher
from jiefen_lite.desk import House
from jiefen_lite.glossary import CHANNELS, CLOCKS, FIELDS
from jiefen_lite.intake.keys import fields_of
from jiefen_lite.shapes import CaseRecord
from jiefen_lite.store import batches
from tests.factories import OPERATOR
from tests.importers.factories import shipped_book
from tests.importers.made import MADE
from tests.tickets import all_cases, bring, temporary_house

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "importers" / "samples"
FILES = ROOT / "tests" / "importers" / "files"
HEADER = ["口径", "样本", "行", "写着", "读成", "测试"]
SECTIONS = [f"0.{number}" for number in range(1, 6)] + [str(number) for number in range(1, 8)]
DISPOSITIONS = {"拒收": "rejected", "排除": "excluded"}
RESULTS = {
    "化解": "resolved", "办结未化解": "completed_unresolved", "移送": "transferred", "撤回": "withdrawn",
    "不予受理": "not_accepted", "正在办理": "in_progress", "待确认": "done_unclear", "待定": "unknown",
}  # fmt: skip
ROLES = {"申请人": "applicant", "被申请人": "respondent", "代理人": "agent", "第三人": "third_party"}
TRAITS = {
    "电话": "phone",
    "证件号码": "id_no",
    "住址": "address",
    "性别": "gender",
    "年龄": "age",
    "匿名": "anonymous",
}
OF_CASE = {"案件类型": "type_l1", "主办单位": "responsible_unit", "标签": "tags"}
WORDS = {True: "是", False: "否", None: "无"}


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    section: str
    at: int  # line of the paper
    rule: str
    sample: str
    rows: str
    written: str
    read: str
    test: str


def lines() -> Iterator[Line]:
    """Every line of every table of the paper."""
    section = ""
    text = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
    for at, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            section = line[3:].split()[0]
        elif line.startswith("| "):
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if cells != HEADER and set(line) - set("|- "):
                yield Line(
                    section, at, *(cell.replace("`", "") if n else cell for n, cell in enumerate(cells))
                )


LINES = list(lines())
ROWS = [line for line in LINES if line.sample != "synonyms.csv"]


@cache
def content(sample: str) -> bytes:
    """The bytes of a sample."""
    if sample in MADE:
        return MADE[sample]()
    return next(folder / sample for folder in (SAMPLES, FILES) if (folder / sample).is_file()).read_bytes()


@cache
def grids(sample: str) -> dict[str, list[list[str]]]:
    """The cells of a sample as another reader than ours sees them."""
    if sample.endswith(".csv"):
        return {"": list(csv.reader(io.StringIO(content(sample).decode("utf-8-sig"))))}
    if sample == "page.xls":
        lines = content(sample).decode("gb18030").split("<tr>")[1:]
        return {"": [re.findall("<td>(.*?)</td>", line) for line in lines]}
    if sample == "tabs.xls":
        return {"": [line.split("\t") for line in content(sample).decode("gb18030").splitlines()]}
    if sample.endswith(".xls"):
        old = xlrd.open_workbook(file_contents=content(sample))
        return {
            sheet.name: [[str(cell) for cell in sheet.row_values(at)] for at in range(sheet.nrows)]
            for sheet in old.sheets()
        }
    book = openpyxl.load_workbook(io.BytesIO(content(sample)))
    return {
        sheet.title: [
            ["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


WORDS_OF_HEADERS = "synonyms.csv"  # a list of words, no ledger


def words(line: Line) -> list[list[str]]:
    """The rows that a line of header words points at: 2-24, each a field and a word."""
    first, last = map(int, line.rows.split("-"))
    return grids(line.sample)[""][first - 1 : last]


def place(line: Line) -> tuple[str, int]:
    """(sheet or "", row) that a line points at: 5, or 锦山镇!2."""
    sheet, _, row = line.rows.rpartition("!")
    return sheet, int(row)


@dataclass(frozen=True)
class Imported:
    """What became of one sample."""

    channel: str
    rows: dict[tuple[str, int], list[tuple[str, dict[str, Any], str | None]]]  # disposition, fields, reason
    problems: dict[tuple[str, int], list[str]]
    sheets: list[Mapping[str, Any]]
    cases: dict[str, CaseRecord]  # by source number


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, Imported]]]:
    """Every sample brought into one centre, each once."""
    with temporary_house(tmp_path_factory.mktemp("table")) as house:
        found: dict[str, Imported] = {}
        for sample in sorted({line.sample for line in ROWS}):
            batch = bring(house, content(sample), name=sample)
            kinds = list(batches.DISPOSITIONS)
            rows: dict[tuple[str, int], list[tuple[str, dict[str, Any], str | None]]] = {}
            for row in batches.rows_of(house.store, OPERATOR, batch.id, kinds):
                told = (row.disposition, fields_of(row.payload), row.reason)
                rows.setdefault((row.sheet, row.row), []).append(told)
            problems: dict[tuple[str, int], list[str]] = {}
            for one in batches.problems(house.store, OPERATOR, batch.id):
                problems.setdefault((one.sheet, one.row), []).append(one.message)
            found[sample] = Imported(str(batch.channel), rows, problems, batch.sheets, {})
        for case in all_cases(house):
            for source in case.sources:
                if source.source_no:
                    for one in found.values():
                        one.cases[f"{source.channel}|{source.source_no}"] = case
        yield house, found


@cache
def functions(path: Path) -> frozenset[str]:
    """The tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def identity(line: Line) -> str:
    """How a line is called where its test fails."""
    return f"{line.at}-{line.section}"


def test_every_section_of_the_paper_has_its_lines() -> None:
    """None is forgotten, none is empty, and every line is complete."""
    assert list(dict.fromkeys(line.section for line in LINES)) == SECTIONS
    assert [
        line.at for line in LINES if not all((line.rule, line.sample, line.rows, line.written, line.test))
    ] == []


@pytest.mark.parametrize("line", LINES, ids=identity)
def test_a_line_points_at_a_row_and_a_test_that_exist(line: Line) -> None:
    """The row holds the words that the line quotes; the test is collected by pytest."""
    if line.sample == WORDS_OF_HEADERS:
        assert [word for _, word in words(line)] == line.written.split("、")
    else:
        sheet, row = place(line)
        found = grids(line.sample)
        grid = found[sheet] if sheet else next(iter(found.values()))
        assert any(line.written in cell for cell in grid[row - 1]), grid[row - 1]
    for test in line.test.split("；"):
        path, _, name = test.partition("::")
        assert name.startswith("test_"), test
        assert name in functions(ROOT / "tests" / path), test


@pytest.mark.parametrize("line", [line for line in LINES if line.sample == WORDS_OF_HEADERS], ids=identity)
def test_a_word_of_a_header_feeds_its_field(line: Line) -> None:
    """Alone on its sheet, in the words that all channels share."""
    common = {"common": shipped_book()["common"], "channels": {}}
    matcher = Matcher(common, None)
    label = line.read.removeprefix("列名：")
    for field, word in words(line):
        assert FIELDS[field] == label
        assert field in [match.field for match in matcher.candidates(word)], word
        assert field in [match.field for match in matcher.candidates("\n".join(f" {word} "))], word


@pytest.mark.parametrize("line", ROWS, ids=identity)
def test_a_row_is_read_as_its_line_says(line: Line, imported: tuple[House, dict[str, Imported]]) -> None:
    """Through the real import: fields, refusals, exclusions, warnings, lines passed over."""
    house, found = imported
    one = found[line.sample]
    sheet, row = place(line)
    name = sheet or next(iter(grids(line.sample))) or line.sample  # a text table is called like its file
    said = [part.strip() for part in line.read.split("；") if part.strip()]
    assert said
    for part in said:
        key, sign, value = part.partition("=")
        if sign:
            answers = [_field(house, one, fields, key) for _, fields, _ in one.rows[name, row]]
            if key == "标签":
                answers = [tag for answer in answers for tag in answer.split("、")]
            assert value in answers, (part, answers)
        else:
            assert _happened(one, name, row, part), (
                part,
                one.rows.get((name, row)),
                one.problems.get((name, row)),
            )


def _happened(one: Imported, sheet: str, row: int, said: str) -> bool:
    """True where a row met what a line says in one word and, behind a colon, with what reason."""
    word, _, reason = said.partition("：")
    tables = [table for table in one.sheets if table["name"] == sheet]
    if word == "入库":
        return any(kind in ("new", "updated") for kind, _, _ in one.rows.get((sheet, row), ()))
    if word in DISPOSITIONS:
        kinds = [(kind, why or "") for kind, _, why in one.rows.get((sheet, row), ())]
        return any(kind == DISPOSITIONS[word] and reason in why for kind, why in kinds)
    if word == "警告":
        accepted = any(kind in ("new", "updated") for kind, _, _ in one.rows[sheet, row])
        return accepted and any(reason in message for message in one.problems.get((sheet, row), ()))
    if word == "无警告":
        return (sheet, row) in one.rows and not one.problems.get((sheet, row))
    if word == "跳过":
        return [why for table in tables for at, why in table["skipped"] if at == row] == [reason]
    if word == "表头":
        return any(
            table["header_row"] <= row < table["header_row"] + table["header_rows"] for table in tables
        )
    if word == "没有读取":
        return any(reason in str(table["note"]) for table in tables if table["note"])
    if word == "渠道":
        return CHANNELS[one.channel] == reason
    raise AssertionError(f"“{said}”是什么意思？")


def _field(house: House, one: Imported, fields: Mapping[str, Any], key: str) -> str:
    """What a row has in a field, in the words of the paper."""
    mine = [party for party in fields.get("parties", ()) if party["role"] == ROLES.get(key)]
    if key in ROLES:
        return "、".join(str(party.get("name", "匿名")) for party in mine)
    if key.removeprefix("被申请人") in TRAITS:
        role = "respondent" if key.startswith("被申请人") else "applicant"
        trait = TRAITS[key.removeprefix("被申请人")]
        having = [party for party in fields.get("parties", ()) if party["role"] == role and trait in party]
        return _shown(having[0][trait] if having else None)
    if key == "来源承办单位":
        return _shown(fields.get("responsible_unit"))
    if key == "结果":
        status = house.triage.result(one.channel, fields)[0]
        return next(word for word, known in RESULTS.items() if known == status)
    if key in OF_CASE or key == "到期日依据":
        case = one.cases.get(f"{one.channel}|{fields.get('source_no')}")
        if key == "到期日依据":
            return CLOCKS.get(str(case.due_clock), "无") if case else "无"
        value = getattr(case, OF_CASE[key], None) if case else None
        if key == "案件类型":
            return next((each.name for each in house.book.types.types if each.id == value), "无")
        return "、".join(value) if isinstance(value, tuple) else _shown(value)
    if key.startswith("其他栏目."):
        return _shown(fields.get("extra", {}).get(key.removeprefix("其他栏目.")))
    if key == "涉案金额":
        fen = fields.get("amount_fen")
        return "无" if fen is None else f"{fen / 100:g}元"
    named = [name for name, label in FIELDS.items() if label == key and (name in KINDS or name in fields)]
    assert named, f"没有“{key}”这个字段"
    return _shown(next((fields[name] for name in named if name in fields), None))


def _shown(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return WORDS[value]
    if isinstance(value, list):
        return "、".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
