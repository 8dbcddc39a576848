"""The sample workbooks: alike every time, as messy as real ones, and true to their answer book."""

from __future__ import annotations

import ast
import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jiefen_lite import demo
from jiefen_lite.demo import samples as writer
from jiefen_lite.text import check_id_no
from tests.demo.conftest import AS_OF, Samples

Grid = list[tuple[Any, ...]]


@pytest.fixture(scope="session")
def grids(samples: Samples) -> dict[tuple[str, str], Grid]:
    """Every sheet of every file as a grid of values."""
    found: dict[tuple[str, str], Grid] = {}
    for file in samples.truth.files:
        path = samples.folder / file.file
        if path.suffix == ".csv":
            encoding = next(f for f in file.features if f.startswith("csv:"))[4:]
            with path.open(encoding=encoding, newline="") as lines:
                found[file.file, "Sheet1"] = [tuple(row) for row in csv.reader(lines)]
            continue
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            found[file.file, sheet.title] = list(sheet.iter_rows(values_only=True))
    return found


def _sheet_of(grids: dict[tuple[str, str], Grid], row: demo.RowTruth) -> Grid:
    return grids.get((row.file, row.sheet)) or grids[row.file, "Sheet1"]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first = demo.write_samples(tmp_path / "a", as_of=AS_OF, months=3, per_month=40)
    second = demo.write_samples(tmp_path / "b", as_of=AS_OF, months=3, per_month=40)
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    assert (tmp_path / "a/truth.jsonl").read_bytes() == (tmp_path / "b/truth.jsonl").read_bytes()


def test_another_seed_tells_other_stories(tmp_path: Path) -> None:
    demo.write_samples(tmp_path / "a", as_of=AS_OF, months=1, per_month=30)
    demo.write_samples(tmp_path / "b", as_of=AS_OF, months=1, per_month=30, seed=7)
    stories = [{c.summary for c in demo.read_truth(tmp_path / x).cases.values()} for x in "ab"]
    assert len(stories[0] & stories[1]) <= 1


def test_truth_does_not_depend_on_the_written_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a writer that writes nothing the answer book is the same, and no reader is imported."""
    demo.write_samples(tmp_path / "a", as_of=AS_OF, months=2, per_month=30)
    monkeypatch.setattr(writer, "_write_file", lambda path, layout, laid: None)
    demo.write_samples(tmp_path / "b", as_of=AS_OF, months=2, per_month=30)
    assert (tmp_path / "a/truth.jsonl").read_bytes() == (tmp_path / "b/truth.jsonl").read_bytes()
    for module in Path(writer.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(n.split(".")[0] in ("importers", "openpyxl", "python_calamine") for n in names)


def test_months_end_with_the_last_full_one() -> None:
    assert demo.sample_months(date(2026, 11, 24), 25)[0] == date(2024, 10, 1)
    assert demo.sample_months(date(2026, 11, 1), 2) == [date(2026, 9, 1), date(2026, 10, 1)]


def test_about_a_hundred_cases_a_month_through_seven_channels(samples: Samples) -> None:
    months = Counter(case.received_at[:7] for case in samples.truth.cases.values())
    assert len(months) == 25
    assert min(months) == "2024-10"
    assert max(months) == "2026-10"
    assert 95 <= sum(months.values()) / 25 <= 108
    assert all(75 <= count <= 125 for count in months.values())
    channels = Counter((file.month, file.channel) for file in samples.truth.files)
    assert len(channels) == 25 * 7
    assert {case.type_l1 for case in samples.truth.cases.values()} >= {
        "tourism",
        "campus",
        "medical",
        "admin_legal",
    }
    assert len({case.type_l1 for case in samples.truth.cases.values()}) == 21


def test_files_come_in_a_clerks_order(samples: Samples) -> None:
    assert [path.name for path in samples.paths] == [file.file for file in samples.truth.files]
    months = [file.month for file in samples.truth.files]
    assert months == sorted(months)
    assert len({path.name for path in samples.paths}) == len(samples.paths)
    names = {path.name for path in samples.paths}
    assert {"2026年10月矛盾纠纷排查化解台账（锦山镇）.xlsx", "12345导出_202610.csv"} <= names


def test_counts_of_a_file_are_the_counts_of_its_rows(samples: Samples) -> None:
    for file in samples.truth.files:
        rows = Counter(row.disposition for row in samples.truth.rows_of(file.file).values())
        assert (file.new, file.updated, file.unchanged, file.rejected, file.excluded) == (
            rows["new"],
            rows["updated"],
            rows["unchanged"],
            rows["rejected"],
            rows["excluded"],
        )
        assert file.rows == file.new + file.updated + file.unchanged + file.rejected


def test_every_row_stands_where_the_truth_says(samples: Samples, grids: dict[tuple[str, str], Grid]) -> None:
    """The story of the row is in the cells of that row, the number of the row too."""
    checked = 0
    for row in samples.truth.rows:
        cells = [str(cell) for cell in _sheet_of(grids, row)[row.row - 1] if cell is not None]
        summary = row.stated.get("summary")
        if summary:
            assert any(cell.endswith(summary) for cell in cells), (row.file, row.row)
            checked += 1
        if row.stated.get("source_no", "").startswith(("12345", "XF", "J23", "WG")):
            assert row.stated["source_no"] in cells
    assert checked > 2500


def test_lines_that_are_no_data_stand_where_the_truth_says(
    samples: Samples, grids: dict[tuple[str, str], Grid]
) -> None:
    starts = {
        "total": ("合计", "小计"),
        "note": ("填表人", "备注", "注：", "说明"),
        "form_line": ("填报", "生成", "统计", "导出"),
    }
    seen: Counter[str] = Counter()
    for file in samples.truth.files:
        for sheet, row, what in file.skipped:
            first = grids[file.file, sheet][row - 1][0]
            seen[what] += 1
            if what == "blank":
                assert not any(grids[file.file, sheet][row - 1])
            if what in starts:
                assert str(first).startswith(starts[what]), (file.file, row)
    assert set(seen) == {"title", "form_line", "total", "note", "blank", "repeated_header"}


def test_a_case_is_new_once_and_told_again_only_later(samples: Samples) -> None:
    seen: set[str] = set()
    for row in samples.truth.rows:
        if row.case is None:
            continue
        assert (row.disposition == "new") == (row.case not in seen), (row.file, row.row)
        seen.add(row.case)
    assert seen == set(samples.truth.cases)
    kinds = Counter(row.disposition for row in samples.truth.rows)
    assert kinds["updated"] > 300
    assert kinds["unchanged"] > 20


def test_unchanged_rows_are_written_with_the_same_facts(samples: Samples) -> None:
    last: dict[str, dict[str, Any]] = {}
    for row in samples.truth.rows:
        if row.case is None:
            continue
        if row.disposition == "unchanged":
            assert _day(last[row.case]) == _day(row.stated)
        last[row.case] = row.stated


def _day(stated: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in stated.items() if key != "town"}


def test_all_four_refusals_occur(samples: Samples, grids: dict[tuple[str, str], Grid]) -> None:
    reasons = Counter(row.reason for row in samples.truth.rows if row.disposition == "rejected")
    assert set(reasons) == {"number_damaged", "date_missing", "date_impossible", "empty"}
    floats = 0
    for row in samples.truth.rows:
        if row.reason == "number_damaged":
            cells = _sheet_of(grids, row)[row.row - 1]
            floats += any(isinstance(c, int | float) and c > 1e15 for c in cells)
            floats += any(isinstance(c, str) and "E+19" in c for c in cells)
    assert floats == reasons["number_damaged"]


def test_messy_features_all_occur(samples: Samples, grids: dict[tuple[str, str], Grid]) -> None:
    features = {feature for file in samples.truth.files for feature in file.features}
    assert features >= {
        "two_row_header", "vertical_merge", "sheets_by_town", "hidden_sheet", "header_breaks",
        "csv:gb18030", "csv:utf-8-sig",
    }  # fmt: skip
    texts = [str(cell) for grid in grids.values() for row in grid for cell in row if cell is not None]
    joined = "\n".join(texts)
    wanted_texts = (
        *("【省12345工单编号", "【省退回重办", "等7人", "（男，", "匿名", "若干", "余人", "暂无", "********"),
        *("（协办：", "人调字第", "黑0882诉前调", "（2025）黑0882", "富劳人仲案字〔", "万元"),
    )
    for wanted in wanted_texts:
        assert wanted in joined, wanted
    values = [cell for grid in grids.values() for row in grid for cell in row]
    assert any(isinstance(v, datetime) for v in values)
    assert any(isinstance(v, int) and 45_000 < v < 47_000 for v in values)  # a date as its serial number
    assert any(isinstance(v, int) and 13_000_000_000 < v < 16_000_000_000 for v in values)
    assert any(isinstance(v, str) and v.startswith("'20") for v in values)


def test_hidden_sheets_are_hidden_and_merges_are_real(samples: Samples) -> None:
    file = next(f for f in samples.truth.files if {"hidden_sheet", "vertical_merge"} <= set(f.features))
    book = openpyxl.load_workbook(samples.folder / file.file)
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "hidden"] == ["码表"]
    merges = book.worksheets[0].merged_cells.ranges
    assert any(m.min_col == m.max_col and m.max_row > m.min_row for m in merges)
    assert any(m.min_row == m.max_row and m.max_col > m.min_col for m in merges)


def test_wrong_check_digits_are_planted_but_no_number_of_a_real_person(samples: Samples) -> None:
    numbers = [row.stated["id_no"] for row in samples.truth.rows if "id_no" in row.stated]
    assert all(number[14:17] == "000" for number in numbers)
    assert sum(1 for row in samples.truth.rows if row.stated.get("id_no_wrong")) > 5
    phones = {p["phone"] for c in samples.truth.cases.values() for p in c.parties if p["phone"]}
    assert all(phone.startswith(("1390000", "1380000", "1590000", "0454-1")) for phone in phones)


def test_seasons(samples: Samples) -> None:
    """Wages before Spring Festival, heating in winter only, land in spring and autumn."""
    cases = list(samples.truth.cases.values())
    wages = Counter(c.received_at[:7] for c in cases if c.type_l1 == "migrant_wage")
    assert min(wages["2025-01"], wages["2026-01"]) > 2 * max(wages["2025-06"], wages["2026-06"])
    heating = Counter(c.received_at[5:7] for c in cases if c.type_l2 == "供暖供水" and not c.duplicates)
    assert set(heating) <= {"10", "11", "12", "01", "02", "03"}
    land = Counter(int(c.received_at[5:7]) for c in cases if c.type_l1 == "land_forest")
    assert land[4] + land[10] + land[3] + land[11] > 1.5 * (land[1] + land[6] + land[7] + land[8])
    yards = Counter(int(c.received_at[5:7]) for c in cases if c.type_l1 in ("neighbor", "house_homestead"))
    assert yards[7] + yards[8] > yards[1] + yards[12]


def test_offices_receive_on_working_days(samples: Samples) -> None:
    days = [
        datetime.fromisoformat(c.received_at).weekday()
        for c in samples.truth.cases.values()
        if c.channel in ("court_pretrial", "petition", "labor_arbitration")
    ]
    assert set(days) == {0, 1, 2, 3, 4}
    calls = Counter(
        datetime.fromisoformat(c.received_at).weekday()
        for c in samples.truth.cases.values()
        if c.channel == "police_110"
    )
    assert calls[5] > 0
    assert calls[6] > 0


def test_clusters_are_planted(samples: Samples) -> None:
    clusters: dict[str, list[demo.CaseTruth]] = {}
    for case in samples.truth.cases.values():
        if case.cluster:
            clusters.setdefault(case.cluster, []).append(case)
    assert set(clusters) == {"heating", "land_rent", "wages", "gym", "pigs"}
    assert all(len(members) >= 5 for members in clusters.values())
    assert {c.village for c in clusters["heating"]} == {"福前社区"}
    assert {c.received_at[:7] for c in clusters["heating"]} == {"2026-10"}
    rent = {p["name"] for c in clusters["land_rent"] for p in c.parties if p["role"] == "respondent"}
    assert rent == {"富锦市金煜穗种植专业合作社"}
    assert {c.town for c in clusters["land_rent"]} == {"兴隆岗镇"}


def test_the_same_dispute_comes_twice_in_other_words(samples: Samples) -> None:
    cases = samples.truth.cases
    twice = [case for case in cases.values() if case.duplicates]
    assert len(twice) > 60
    for case in twice:
        for other in (cases[name] for name in case.duplicates):
            assert case.id in other.duplicates
            assert other.channel != case.channel
            assert other.summary != case.summary
            assert [p["name"] for p in other.parties] == [p["name"] for p in case.parties]


def test_stories_differ(samples: Samples) -> None:
    """Two years of cases do not read like one sheet copied."""
    summaries = Counter(case.summary for case in samples.truth.cases.values())
    assert max(summaries.values()) <= 2
    lengths = [len(text) for text in summaries]
    assert min(lengths) < 35
    assert max(lengths) > 150
    assert not any("{" in text or "[" in text for text in summaries)


def test_risk_words_are_in_the_story(samples: Samples) -> None:
    planted = [case for case in samples.truth.cases.values() if case.risk_words]
    assert len(planted) > 30
    for case in planted:
        assert all(word in case.summary for word in case.risk_words)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    paths = demo.write_samples(
        tmp_path, as_of=AS_OF, months=1, per_month=20, progress=lambda *step: told.append(step)
    )
    assert told == [(done, len(paths)) for done in range(1, len(paths) + 1)]


def test_big_workbook_has_what_the_bench_asks_for(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    assert demo.big_workbook(path, 300) == 300
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 301
    assert len(rows[0]) == 20
    for own in ("工单编号", "手机号码", "证件号码"):  # a county's cases are of different people
        assert len({row[rows[0].index(own)] for row in rows[1:]}) == 300
    assert all(check_id_no(str(row[5])) for row in rows[1:])
    assert demo.big_workbook(tmp_path / "narrow.xlsx", 5, columns=9) == 5
