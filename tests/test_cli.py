"""The command line: the answers scripts rely on, exit codes, plain words instead of tracebacks."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
import openpyxl
import pytest

from jiefen_lite import cli, demo
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import open_center
from jiefen_lite.rules import loader
from tests import tickets
from tests.importers.factories import workbook
from tests.importers.made import MADE
from tests.tickets import DONE, ticket
from tests.web import support

HEAVY = (
    "flask",
    "peewee",
    "openpyxl",
    "sklearn",
    "jieba",
    "docxtpl",
    "lxml",
    "yaml",
    "cryptography",
    "apscheduler",
)

#: Words that no name of ours has: a sentence that nobody has translated.
ENGLISH = re.compile(r"\b(?:the|this|is|not|such|valid|requires|message|exit)\b", re.I).search


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """One object a line."""
        return [json.loads(one) for one in self.out.splitlines()]


Run = Callable[..., Answer]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``jiefen …`` in this process, as its entry point is called."""

    def call(*words: object, stdin: str | None = None) -> Answer:
        monkeypatch.setattr(sys, "argv", ["jiefen", *map(str, words)])
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", _stream(stdin))
        code = 0
        try:
            cli.main()
        except SystemExit as leave:
            code = int(leave.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Answer(code, out, err)

    return call


def _stream(words: str) -> Any:
    import io

    return io.TextIOWrapper(io.BytesIO(words.encode()), encoding="utf-8")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two good rows, one to be refused, one that is no dispute."""
    rows = [
        ticket("T1"),
        ticket("T2", 诉求人姓名="李秀兰", 手机号码="13900005555", **DONE),
        ticket("T3", **{"12345受理时间": "2025-02-30"}),
        ticket("T4", 诉求类型="咨询"),
    ]
    path = tmp_path_factory.mktemp("ledger") / "12345工单.xlsx"
    path.write_bytes(tickets.sheet(rows))
    return path


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, ledger: Path) -> Path:
    """A centre with that file in it; the tests that use it change nothing."""
    folder = tmp_path_factory.mktemp("cli") / "centre"
    make_center(folder, demo.center())
    command = [sys.executable, "-m", "jiefen_lite.cli", "--center", str(folder), "import", str(ledger)]
    done = subprocess.run([*command, "--as-of", "2025-12-01", "--json"], capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A centre of one's own."""
    make_center(tmp_path / "centre", demo.center())
    return tmp_path / "centre"


# --------------------------------------------------------------------------- help and words


def test_help_is_quick_and_names_every_command(run: Run) -> None:
    """Nothing but click is loaded; each command and its options explain themselves in Chinese."""
    code = "import sys; sys.argv = ['jiefen', '--help']\nfrom jiefen_lite.cli import main\nmain()\n"
    watch = f"\nassert not [name for name in {HEAVY} if name in sys.modules], sys.modules.keys()"
    done = subprocess.run([sys.executable, "-c", code + watch], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    for name in cli.COMMANDS:
        assert f"  {name} " in done.stdout
        page = run(name, "--help").out
        assert "--help" in page
        assert not ENGLISH(page), page


def test_the_module_does_what_the_command_does() -> None:
    """``python -m jiefen_lite.cli``."""
    done = subprocess.run(
        [sys.executable, "-m", "jiefen_lite.cli", "--version"], capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["解纷", "Lite"])


@pytest.mark.parametrize("place", ["before", "after", "environment", "here"])
def test_the_centre_is_named_in_four_ways(
    run: Run, centre: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """--center before or behind the command, JIEFEN_CENTER, or the folder one stands in."""
    words: list[object] = ["batches", "--json"]
    if place == "before":
        words = ["--center", centre, *words]
    elif place == "after":
        words += ["--center", centre]
    elif place == "environment":
        monkeypatch.setenv("JIEFEN_CENTER", str(centre))
    else:
        monkeypatch.chdir(centre)
    answer = run(*words)
    assert (answer.code, len(answer.json["batches"])) == (0, 1)


# --------------------------------------------------------------------------- the answers of contract.md


def test_import_says_which_tables_were_not_read(run: Run, empty: Path, tmp_path: Path) -> None:
    """A form of statistics beside the ledger is no case, and no secret."""
    file = tmp_path / "月报.xlsx"
    file.write_bytes(MADE["monthly.xlsx"]())
    told = run("--center", empty, "import", file, "--as-of", "2025-12-01").out
    assert "  统计月报：这是统计表" in told


def test_import_tells_every_file_and_row(run: Run, empty: Path, ledger: Path) -> None:
    """Counts that add up, problems with Excel rows, excluded rows with their why; exit 1 for the refused."""
    answer = run("import", ledger, "--center", empty, "--as-of", "2025-12-01", "--json")
    assert answer.code == 1
    (file,) = answer.json["files"]
    assert list(file) == [
        *("file", "channel", "batch", "sha256", "rows", "new", "updated", "unchanged", "rejected", "skipped"),
        *("sheets", "excluded", "problems"),
    ]
    assert [list(sheet) for sheet in file["sheets"]] == [["sheet", "note", "hidden"]]
    assert (file["file"], file["channel"], file["batch"]) == ("12345工单.xlsx", "hotline_12345", 1)
    assert [file[kind] for kind in ("rows", "new", "updated", "unchanged", "rejected", "skipped")] == [
        *(3, 2, 0, 0, 1, 0),
    ]
    assert file["excluded"] == [{"sheet": "工单", "row": 5, "why": "咨询，没有纠纷"}]
    (problem,) = [one for one in file["problems"] if one["level"] == "error"]
    assert list(problem) == ["sheet", "row", "column", "field", "level", "message"]
    assert (problem["row"], problem["field"], problem["column"]) == (4, "received_at", "12345受理时间")
    again = run("--center", empty, "import", ledger, "--as-of", "2025-12-01", "--json")
    (file,) = again.json["files"]
    assert (file["unchanged"], file["new"], file["rejected"]) == (2, 0, 1)


def test_several_files_are_each_told(run: Run, empty: Path, ledger: Path, tmp_path: Path) -> None:
    """One unreadable among them: the others go in, exit 1; all unreadable: nothing changed, exit 2."""
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 not really")
    answer = run("import", broken, ledger, "--center", empty, "--as-of", "2025-12-01", "--json")
    assert (answer.code, [one["file"] for one in answer.json["files"]]) == (1, ["12345工单.xlsx"])
    assert answer.err.startswith("坏.xlsx：")
    answer = run("import", broken, tmp_path / "没有.xlsx", "--center", empty)
    assert answer.code == 2
    assert len(answer.err.strip().splitlines()) >= 2
    assert run("batches", "--json", "--center", empty).json["batches"][0]["batch"] == 1


def test_a_dry_run_leaves_no_case(run: Run, empty: Path, ledger: Path) -> None:
    """The same counts, no batch number, no case."""
    answer = run("import", ledger, "--dry-run", "--center", empty, "--as-of", "2025-12-01", "--json")
    (file,) = answer.json["files"]
    assert (answer.code, file["batch"], file["new"]) == (1, None, 2)
    assert run("cases", "--json", "--center", empty).out == ""
    assert [path for path in (empty / "files").rglob("*") if path.is_file()] == []
    assert run("verify", "--center", empty).code == 0


@pytest.mark.slow
def test_the_errors_workbook(run: Run, empty: Path, ledger: Path, tmp_path: Path) -> None:
    """Written beside the import; where it cannot be written nothing is imported."""
    nowhere = tmp_path / "no" / "such" / "out.xlsx"
    answer = run("import", ledger, "--errors", nowhere, "--center", empty, "--as-of", "2025-12-01")
    assert (answer.code, run("cases", "--json", "--center", empty).out) == (2, "")
    assert [one["state"] for one in run("batches", "--json", "--center", empty).json["batches"]] in (
        [],
        ["abandoned"],
    )
    out = tmp_path / "out.xlsx"
    assert run("import", ledger, "--errors", out, "--center", empty, "--as-of", "2025-12-01").code == 1
    book = openpyxl.load_workbook(out)
    assert any(cell.comment for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.slow
def test_what_the_errors_workbook_will_not_keep_is_told_first(run: Run, empty: Path, tmp_path: Path) -> None:
    """For people on standard error, for scripts by name; only where there is an errors workbook at all."""
    book = openpyxl.load_workbook(
        io.BytesIO(tickets.sheet([ticket("T1", **{"12345受理时间": "2025-02-30"})]))
    )
    book.worksheets[0]["Z9"] = "=1+1"
    path = tmp_path / "公式.xlsx"
    book.save(path)
    how = ("--center", empty, "--as-of", "2025-12-01", "--dry-run", "--json")
    answer = run("import", path, "--errors", tmp_path / "out.xlsx", *how)
    assert "公式（换成它算出的值）" in answer.err
    assert answer.json["files"][0]["not_kept"] == ["公式（换成它算出的值）"]
    assert "not_kept" not in run("import", path, *how).json["files"][0]


@pytest.mark.slow
def test_the_watched_folder(run: Run, empty: Path, ledger: Path) -> None:
    """One pass: what it took in, where it went, what still waits; codes as of the import."""
    nothing = run("inbox", "--once", "--wait", 0, "--center", empty)
    assert (nothing.code, nothing.out) == (0, "收件文件夹里没有要收的文件。\n")
    (empty / "inbox" / "12345工单.xlsx").write_bytes(ledger.read_bytes())
    (empty / "inbox" / "开着.xlsx").write_bytes(ledger.read_bytes())
    (empty / "inbox" / "~$开着.xlsx").touch()
    answer = run("inbox", "--once", "--wait", 0, "--json", "--center", empty)
    assert answer.code == 1
    (taken,) = answer.json["files"]
    assert (taken["state"], taken["batch"], taken["place"]) == ("failed", 1, "failed/12345工单.xlsx")
    assert taken["errors"] == "failed/12345工单.xlsx.问题.xlsx"
    assert (empty / "inbox" / taken["errors"]).is_file()
    assert answer.json["waiting"] == [{"file": "开着.xlsx", "why": "正在别处打开，关掉就收"}]
    assert run("verify", "--center", empty).code == 0


def test_the_watched_folder_that_is_gone_is_a_sentence(run: Run, empty: Path) -> None:
    settings = empty / "center.yaml"
    words = settings.read_text("utf-8").replace('folder: "inbox"', 'folder: "/nowhere/at/all"')
    settings.write_text(words, "utf-8")
    answer = run("inbox", "--once", "--wait", 0, "--center", empty)
    assert (answer.code, answer.out) == (2, "")
    assert "收件文件夹打不开" in answer.err
    assert run("inbox", "--json", "--center", empty).code == 2


def test_the_errors_workbook_marks_the_column_under_a_header_of_two_lines(
    run: Run, empty: Path, tmp_path: Path
) -> None:
    """当事人-身份证号 stands in no single cell; the mark goes to its own column all the same."""
    path, out = tmp_path / "调解.xlsx", tmp_path / "out.xlsx"
    upper = ["卷号", "受理时间", "当事人", None, "纠纷简要情况"]
    lower = [None, None, "姓名", "身份证号", None]
    row = ["(2025)富锦山人调字第1号", "2025-11-03", "张三", "230882199001010004", "因排水争执"]
    path.write_bytes(workbook([upper, lower, row], merge=["C1:D1"]))
    assert run("import", path, "--errors", out, "--center", empty, "--as-of", "2025-12-01").code == 0
    (sheet,) = openpyxl.load_workbook(out)
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["D3"]


CASE_KEYS = [
    *("case_code", "status", "channel", "sources", "received_at", "occurred_at", "accepted_at"),
    *("clock_start_at", "town", "village", "place", "type_l1", "type_l2", "complexity", "risk_level"),
    *("risk_score", "risk_reasons", "responsible_unit", "assisting_units", "center_due", "source_due"),
    *("statutory_due", "due_date", "due_clock", "deadline_light", "closed_at", "outcome", "satisfaction"),
    *("people_count", "amount", "tags", "cause", "summary", "parties", "reasons"),
]


def test_cases_are_lines_with_every_key(run: Run, centre: Path) -> None:
    """Masked; one object a line; the values as agreed."""
    answer = run("cases", "--json", "--center", centre, "--as-of", "2025-12-01")
    assert answer.code == 0
    by_number = {one["sources"][0]["source_no"]: one for one in answer.lines}
    running, done = by_number["T1"], by_number["T2"]
    assert list(running)[: len(CASE_KEYS)] == CASE_KEYS
    assert (running["status"], running["outcome"], running["deadline_light"]) == ("signed", None, "red")
    assert (done["status"], done["outcome"], done["closed_at"]) == (
        *("evaluated", "resolved", "2025-11-20T00:00:00"),
    )
    assert running["sources"] == [
        {"channel": "hotline_12345", "source_no": "T1", "received_at": "2025-11-03T09:20:00"}
    ]
    assert running["parties"][0] == {
        "role": "applicant",
        "name": "孙**",
        "phone": "139****1234",
        "id_no": None,
    }
    assert running["amount"] == 21600.0
    assert all(list(one) == ["decision", "by", "rule", "basis", "text"] for one in running["reasons"])
    assert running["place"] == "锦山镇仁义村"


def test_cases_can_be_narrowed_and_unmasked(run: Run, centre: Path, tmp_path: Path) -> None:
    """By month of receipt and by fields; in clear only with --unmask, which the log knows."""
    assert len(run("cases", "--json", "--month", "2025-11", "--center", centre).lines) == 2
    assert run("cases", "--json", "--month", "2025-10", "--center", centre).out == ""
    (one,) = run("cases", "--json", "--where", "source_no=T1", "--unmask", "--center", centre).lines
    assert one["parties"][0]["phone"] == "13900001234"
    out = tmp_path / "cases.xlsx"
    assert run("cases", "--xlsx", out, "--center", centre).code == 0
    assert b"13900001234" not in out.read_bytes()
    assert run("verify", "--json", "--center", centre).json["ok"] is True


def test_ledgers_of_a_month_are_written(run: Run, centre: Path, tmp_path: Path) -> None:
    """All of them, or those named; in clear only with a reason that the log keeps."""
    out = tmp_path / "out"
    answer = run("ledger", "--month", "2025-11", "--out", out, "--json", "--center", centre)
    assert answer.code == 0, answer.err
    assert [Path(one).name for one in answer.json["files"]] == [
        "矛盾纠纷台账_2025-11.xlsx",
        "超期台账_2025-11.xlsx",
        "退件台账_2025-11.xlsx",
        "重复件台账_2025-11.xlsx",
        "突出矛盾纠纷台账_2025-11.xlsx",
        "司法确认台账_2025-11.xlsx",
        "人民调解统计月报_2025-11.xlsx",
    ]
    assert all(Path(one).is_file() for one in answer.json["files"])
    assert "矛盾纠纷台账：2 行" in answer.err
    told = run("ledger", "cases", "--month", "2025-11", "--out", out, "--center", centre)
    assert told.out.splitlines() == [str(out / "矛盾纠纷台账_2025-11.xlsx")]
    words = ("ledger", "cases", "--month", "2025-11", "--out", out, "--unmask", "--center", centre)
    assert "--reason" in run(*words).err
    clear = run(*words, "--reason", "信访局核对，李主任批准", "--json")
    (path,) = clear.json["files"]
    book = openpyxl.load_workbook(path)
    assert "孙立东" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert run("verify", "--json", "--center", centre).json["ok"] is True


def test_batches_and_withdraw(run: Run, empty: Path, ledger: Path) -> None:
    """The list as before the import afterwards; a second time is refused."""
    before = run("cases", "--json", "--center", empty).out
    run("import", ledger, "--center", empty, "--as-of", "2025-12-01")
    (batch,) = run("batches", "--json", "--center", empty).json["batches"]
    assert (batch["batch"], batch["state"], batch["counts"]["new"]) == (1, "committed", 2)
    answer = run("withdraw", 1, "--json", "--center", empty)
    assert (answer.code, answer.json) == (0, {"batch": 1, "removed": 2, "restored": 0, "kept": []})
    assert run("cases", "--json", "--center", empty).out == before
    assert run("withdraw", 1, "--center", empty).code == 2


@pytest.mark.slow
def test_every_command_answers_as_before_after_a_withdrawal(
    run: Run, empty: Path, ledger: Path, tmp_path: Path
) -> None:
    """cases, indicators by every grouping, report figures: byte for byte."""
    run("import", ledger, "--center", empty, "--as-of", "2025-12-01")

    def said() -> list[str]:
        asked: list[list[object]] = [["cases", "--json", "--as-of", "2025-12-01"]]
        for by in ("all", "town", "unit", "channel", "type"):
            asked.append(["indicators", "--month", "2025-11", "--by", by, "--json", "--as-of", "2025-12-01"])
        return [run(*words, "--center", empty).out for words in asked]

    before = said()
    later = tmp_path / "later.xlsx"
    later.write_bytes(tickets.sheet([ticket("T1", **DONE), ticket("T8")]))
    run("import", later, "--center", empty, "--as-of", "2025-12-01")
    assert said() != before
    assert run("withdraw", 2, "--center", empty).code == 0
    assert said() == before


def test_map_shows_and_teaches(run: Run, empty: Path, tmp_path: Path) -> None:
    """What each column is read as; taught once it holds for the next file."""
    path = tmp_path / "新表.xlsx"
    header = [*(name for name in tickets.TICKET if name != "承办单位"), "归哪家管"]
    path.write_bytes(tickets.sheet([{**ticket("T1"), "归哪家管": "住建局"}], header))
    assert "请用 --set 说明" in run("map", path, "--center", empty).out
    asked = run("import", path, "--dry-run", "--json", "--center", empty, "--as-of", "2025-12-01").err
    assert "不认识这些列：归哪家管" in asked
    answer = run("map", path, "--json", "--center", empty)
    assert (answer.code, answer.json["channel"]) == (0, "hotline_12345")
    unknown = [one for one in answer.json["columns"] if one["how"] == "unknown"]
    assert [(one["column"], one["field"], one["proposals"]) for one in unknown] == [("归哪家管", None, [])]
    answer = run("map", path, "--set", "归哪家管=responsible_unit", "--json", "--center", empty)
    (taught,) = [one for one in answer.json["columns"] if one["column"] == "归哪家管"]
    assert taught["field"] == "responsible_unit"
    assert "不认识" not in run("import", path, "--center", empty, "--as-of", "2025-12-01").err
    (case,) = run("cases", "--json", "--center", empty).lines
    assert case["responsible_unit"] == tickets.HOUSING


def test_map_proposes_what_an_unknown_column_may_be(run: Run, empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "新表.xlsx"
    header = [*(name for name in tickets.TICKET if name != "手机号码"), "联络号"]
    rows = [{**ticket(f"T{n}"), "联络号": f"1390000123{n}"} for n in range(3)]
    path.write_bytes(tickets.sheet(rows, header))
    (unknown,) = [
        one
        for one in run("map", path, "--json", "--center", empty).json["columns"]
        if one["how"] == "unknown"
    ]
    assert unknown["proposals"][0]["field"] == "phone"
    assert "3 个值里 3 个像电话" in run("map", path, "--center", empty).out


def test_read_answers_line_by_line(run: Run, centre: Path) -> None:
    """Every element of the agreement; spans point into the text."""
    text = "锦山镇仁义村孙立东反映老板周海峰拖欠工资21600元，电话13900001234"
    line = json.dumps({"id": 7, "text": text, "received_at": "2025-11-03"}, ensure_ascii=False)
    answer = run("read", "--center", centre, "--json", stdin=line + "\n\n")
    (read,) = answer.lines
    assert list(read) == [
        *("id", "who", "people_count", "what", "where", "when", "why", "amount", "summary", "complexity"),
        *("responsible_unit", "assisting_units", "risk_level", "risk_score", "risk_reasons", "tags"),
        *("reasons", "unsure"),
    ]
    assert (read["id"], read["amount"], read["where"]["town"]) == (7, 21600.0, "锦山镇")
    start, end = read["where"]["span"]
    assert "锦山镇" in text[start:end]


def test_deadline_is_counted_day_by_day(run: Run, centre: Path) -> None:
    """With a centre and without one."""
    words = ["deadline", "2025-09-28", "--days", 5, "--basis", "workday", "--explain", "--json"]
    answer = run(*words, "--center", centre)
    assert answer.code == 0
    assert list(answer.json) == ["due", "estimated", "steps"]
    assert list(answer.json["steps"][0]) == ["date", "counted", "why"]
    assert sum(one["counted"] for one in answer.json["steps"]) == 5
    assert run(*words).json == answer.json


def test_indicators_rules_freeze_and_report(run: Run, empty: Path, ledger: Path, tmp_path: Path) -> None:
    """The shapes of their answers; a report's numbers all prove true."""
    run("import", ledger, "--center", empty, "--as-of", "2025-12-01")
    answer = run("indicators", "--month", "2025-11", "--by", "town", "--json", "--center", empty)
    assert {"month", "as_of", "formula_version", "rows"} <= answer.json.keys()
    row = answer.json["rows"][0]
    assert {"id", "name", "intake_count", "resolution_rate"} <= row.keys()
    assert set(row["resolution_rate"]) >= {"n", "d", "value", "shown"}
    rules = run("rules", "show", "--json", "--center", empty).json
    assert len(rules["version"]) == 64
    assert run("rules", "check", "--json", "--center", empty).json == {"ok": True, "faults": []}
    assert run("freeze", "2025-11", "--json", "--center", empty).json == {"month": "2025-11", "frozen": True}
    answer = run(
        "report", "health", "--month", "2025-11", "--out", tmp_path / "out", "--json", "--center", empty
    )
    paper, annex = answer.json["files"]
    assert (Path(paper).suffix, Path(annex).suffix) == (".docx", ".xlsx")
    answer = run("report", "verify", paper, "--json", "--center", empty)
    assert (answer.code, answer.json["differences"]) == (0, [])


@pytest.mark.slow
def test_papers_are_made_kept_listed_and_saved(run: Run, empty: Path, ledger: Path, tmp_path: Path) -> None:
    """Everything that is due in one go; then one by one, and again only for a reason."""
    run("import", ledger, "--center", empty, "--as-of", "2025-12-01")
    answer = run("report", "make", "--month", "2025-11", "--center", empty)
    assert (answer.code, answer.out) == (2, "")
    assert "还没有冻结" in answer.err
    due = run("report", "make", "--due", "--json", "--center", empty)
    assert due.code == 0
    assert due.json["failed"] == []
    assert "2025-11" in due.json["frozen"]
    assert run("report", "make", "--due", "--json", "--center", empty).json == {
        "frozen": [], "made": [], "failed": [],
    }  # fmt: skip
    kept = run("report", "list", "--period", "2025-11", "--json", "--center", empty).json
    (paper,) = [one for one in kept if one["document"] == "health"]
    assert (paper["document"], paper["version"], paper["newest"], paper["signed_by"]) == (
        "health", 1, True, None,
    )  # fmt: skip
    assert paper["proof"]["differences"] == 0
    answer = run("report", "save", paper["id"], "--out", tmp_path / "out", "--json", "--center", empty)
    word, annex = (Path(one) for one in answer.json["files"])
    assert hashlib.sha256(word.read_bytes()).hexdigest() == paper["sha256"]["docx"]
    assert hashlib.sha256(annex.read_bytes()).hexdigest() == paper["sha256"]["xlsx"]
    assert run("report", "verify", word, "--json", "--center", empty).json["differences"] == []
    again = ("report", "make", "--month", "2025-11", "--document", "health", "--center", empty)
    assert "已经做好" in run(*again).err
    assert run(*again, "--reason", "改了表述", "--json").json["made"] != [paper["id"]]
    kept = run("report", "list", "--period", "2025-11", "--json", "--center", empty).json
    kept = [one for one in kept if one["document"] == "health"]
    reasons = [(one["version"], one["newest"], one["reason"]) for one in kept]
    assert reasons == [(1, False, None), (2, True, "改了表述")]
    late = run("report", "late", "2025-11", "--json", "--center", empty)
    assert late.json == {"month": "2025-11", "changes": []}


def test_rules_are_found_in_a_centre_folder(run: Run, empty: Path) -> None:
    """Whoever names the centre means its rules; nobody is told to move the key away."""
    assert run("rules", "check", empty).code == 0
    (empty / "rules" / "deadlines.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    answer = run("rules", "check", empty)
    assert (answer.code, answer.out.count("deadlines.yaml")) == (2, 4)
    assert "secret.key" not in answer.out


def test_rules_check_tells_every_fault(run: Run, empty: Path) -> None:
    """File and line; exit 2; other commands refuse to start with such rules."""
    (empty / "rules" / "deadlines.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    answer = run("rules", "check", "--json", "--center", empty)
    assert (answer.code, answer.json["ok"]) == (2, False)
    assert all({"file", "line", "message"} == one.keys() for one in answer.json["faults"])
    answer = run("cases", "--center", empty)
    assert answer.code == 2
    assert "deadlines.yaml" in answer.err


def test_rules_check_tries_the_examples(run: Run, empty: Path) -> None:
    """A value that was changed without its examples is told with the line of the example."""
    text = loader.shipped("deadlines").decode().replace("simple_days: 3", "simple_days: 5")
    (empty / "rules" / "deadlines.yaml").write_text(text, encoding="utf-8")
    answer = run("rules", "check", "--center", empty)
    assert answer.code == 2
    assert "deadlines.yaml 第" in answer.out
    assert "算出来是“2026-11-25”" in answer.out


@pytest.mark.slow
def test_rules_go_out_to_excel_and_come_back(run: Run, empty: Path, tmp_path: Path) -> None:
    """Untouched nothing is written; a changed cell writes its one file; a wrong one none."""
    path, out = tmp_path / "规则.xlsx", tmp_path / "out"
    assert run("rules", "excel", path, "--json", "--center", empty).json == {"file": str(path)}
    answer = run("rules", "excel", "--take", path, "--out", out, "--json", "--center", empty)
    assert answer.json == {"ok": True, "changes": [], "problems": [], "written": []}
    book = openpyxl.load_workbook(path)
    page = book["风险卡·规则"]
    page["C4"].value = "民转刑"
    book.save(path)
    answer = run("rules", "excel", "--take", path, "--center", empty)
    assert (answer.code, out.exists()) == (0, False)
    assert "“风险卡·规则”第 4 行“标签”：民转刑苗头 → 民转刑" in answer.out
    answer = run("rules", "excel", "--take", path, "--out", out, "--json", "--center", empty)
    assert answer.json["written"] == ["risk.yaml"]
    text = (out / "risk.yaml").read_bytes().decode()
    assert text == loader.shipped("risk").decode().replace("tag: 民转刑苗头", "tag: 民转刑")
    page["D4"].value = "许多"
    book.save(path)
    answer = run("rules", "excel", "--take", path, "--out", out, "--center", empty)
    assert answer.code == 2
    assert "不能收：“风险卡·规则”第 4 行“分值”：“许多”应当是整数" in answer.out
    assert run("rules", "excel", "--center", empty).code == 2
    assert run("rules", "excel", "--take", tmp_path / "没有.xlsx", "--center", empty).code == 2


def test_schemas_for_other_editors(run: Run, empty: Path, tmp_path: Path) -> None:
    """One for every rule file and one for center.yaml; the names are those of the rules in force."""
    answer = run("rules", "schema", tmp_path / "out", "--json", "--center", empty)
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert answer.json == {"folder": str(tmp_path / "out"), "files": len(files)}
    assert {"types.schema.json", "center.schema.json"} <= set(files)
    told = json.loads((tmp_path / "out" / "types.schema.json").read_text(encoding="utf-8"))
    assert "司法局" in told["$defs"]["DisputeType"]["properties"]["main"]["anyOf"][0]["enum"]
    answer = run("rules", "schema", tmp_path / "out", "--center", empty)
    assert "# yaml-language-server: $schema=" in answer.out
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("rules", "schema", tmp_path / "file" / "out", "--center", empty).code == 2


def test_accounts_from_the_command_line(run: Run, empty: Path) -> None:
    """A first password is shown once; given ones are checked; lists hold no password."""
    answer = run("user", "add", "王督办", "--role", "supervisor", "--json", "--center", empty)
    assert (answer.code, len(answer.json["password"]) >= 12) == (0, True)
    answer = run(
        "user", "add", "李承办", "--role", "handler", "--unit", "人社局", "--password-stdin", "--json",
        "--center", empty, stdin="Jie-fen-2026-ok\n",
    )  # fmt: skip
    assert answer.json == {"name": "李承办", "password": None}
    found = run("user", "list", "--json", "--center", empty).json["users"]
    assert [(one["name"], one["unit"]) for one in found if one["name"] == "李承办"] == [
        ("李承办", tickets.LABOUR)
    ]
    assert run("user", "disable", "李承办", "--center", empty, "--json").json["disabled"] is True
    assert run("user", "password", "王督办", "--json", "--center", empty).json["password"]


def test_work_is_handed_over_from_the_command_line(run: Run, empty: Path) -> None:
    """All in one move, with a reason; who cannot take it over is told, and nothing moves."""
    for name, role in (("李承办", "handler"), ("赵承办", "handler"), ("钱调解", "mediator")):
        run("user", "add", name, "--role", role, "--unit", "人社局", "--json", "--center", empty)
    opened = open_center(str(empty))
    support.add_batch(opened.house.store, "李承办")
    opened.house.store.close()
    refused = run("user", "hand-over", "李承办", "钱调解", "--reason", "调离", "--center", empty)
    assert refused.code == 2
    assert "没有窗口受理员或督办岗或承办人岗位" in refused.err
    assert run("user", "hand-over", "李承办", "赵承办", "--center", empty).code == 2
    disabled = run("user", "disable", "李承办", "--center", empty)
    assert disabled.code == 0
    assert "待确认的批次 1" in disabled.err
    assert "jiefen user hand-over 李承办" in disabled.err
    done = run("user", "hand-over", "李承办", "赵承办", "--reason", "调离", "--json", "--center", empty)
    assert done.json == {"from": "李承办", "to": "赵承办", "given": {"batch": 1}, "in_file": []}
    again = run("user", "hand-over", "李承办", "赵承办", "--reason", "调离", "--center", empty)
    assert again.code == 0
    assert "没有在手的" in again.out


def test_the_last_administrator_is_not_disabled(run: Run, empty: Path) -> None:
    run("user", "add", "唯一管理员", "--role", "admin", "--json", "--center", empty)
    answer = run("user", "disable", "唯一管理员", "--center", empty)
    assert answer.code == 2
    assert "最后一个管理员" in answer.err


def test_init_makes_a_centre_once(run: Run, tmp_path: Path) -> None:
    """The recovery phrase is shown; a second time nothing is touched."""
    answer = run("init", tmp_path / "c", "--name", "测试市社会治安综合治理中心", "--json")
    assert (answer.code, list(answer.json)) == (0, ["center", "recovery_phrase"])
    key = (tmp_path / "c" / "secret.key").read_bytes()
    assert run("init", tmp_path / "c").code == 2
    assert (tmp_path / "c" / "secret.key").read_bytes() == key
    assert run("doctor", "--json", "--center", tmp_path / "c").code == 0


def test_scan_tells_what_it_did_and_does_it_once(run: Run, empty: Path, tmp_path: Path) -> None:
    """What a ledger brought in is still open and overdue on the day: its unit gets an order, once."""
    path = tmp_path / "12345工单.xlsx"
    path.write_bytes(
        tickets.sheet([ticket("T1"), ticket("T2", 诉求人姓名="李秀兰", 手机号码="13900005555", **DONE)])
    )
    run("--center", empty, "import", path, "--as-of", "2025-12-01")
    first = run("--center", empty, "scan", "--as-of", "2026-03-02", "--json")
    found = json.loads(first.out)
    assert (first.code, found["as_of"], found["lights"]["red"]) == (0, "2026-03-02", 1)
    assert [(one["number"], one["reply_by"]) for one in found["orders"]] == [
        ("富综治督〔2026〕1号", "2026-03-05")
    ]
    again = json.loads(run("--center", empty, "scan", "--as-of", "2026-03-02", "--json").out)
    assert again == found | {"orders": [], "messages": 0}
    words = run("--center", empty, "scan", "--as-of", "2026-03-02").out
    assert words.startswith("2026-03-02：红灯 1 件，")


# --------------------------------------------------------------------------- nothing changed, exit 2

REFUSED: list[list[object]] = [
    ["nonsense"],
    ["cases", "--nonsense"],
    ["rules", "nonsense"],
    ["verify", "nonsense"],
    ["serve", "--port", "99999999"],
    ["import"],
    ["import", "没有.xlsx"],
    ["import", "."],
    ["import", "LEDGER", "--channel", "nonsense"],
    ["import", "LEDGER", "--as-of", "2025-13-01"],
    ["import", "LEDGER", "LEDGER", "--errors", "out.xlsx"],
    ["cases", "--month", "2025-13"],
    ["cases", "--month", "去年"],
    ["cases", "--where", "town"],
    ["cases", "--where", "phone=1"],
    ["cases", "--xlsx", "no/such/folder/out.xlsx"],
    ["withdraw", "99"],
    ["withdraw", "9" * 30],
    ["withdraw", "-1"],
    ["withdraw", "1", "--reason", " "],
    ["batches", "--limit", "-1"],
    ["map", "没有.xlsx"],
    ["map", "LEDGER", "--set", "nonsense"],
    ["map", "LEDGER", "--set", "工单编号=nonsense"],
    ["map", "LEDGER", "--set", "没有这一列=place"],
    ["read", "没有.jsonl"],
    ["read", "LEDGER"],
    ["deadline", "2025-11-03"],
    ["deadline", "2025-11-03", "--days", "0"],
    ["deadline", "2025-11-03", "--days", "3", "--basis", "week"],
    ["deadline", "tomorrow", "--days", "3"],
    ["deadline", "9999-12-30", "--days", "30"],
    ["indicators"],
    ["indicators", "--month", "2025-13"],
    ["indicators", "--month", "2025-11", "--year", "2025"],
    ["indicators", "--quarter", "2025Q5"],
    ["ledger"],
    ["ledger", "--month", "2025-13"],
    ["ledger", "--month", "2025"],
    ["ledger", "nonsense", "--month", "2025-11"],
    ["ledger", "--month", "2025-11", "--reason", "没有写明文"],
    ["ledger", "--month", "2025-11", "--unmask", "--reason", "短"],
    ["ledger", "--month", "2025-11", "--out", "LEDGER"],
    ["freeze", "2025-13"],
    ["freeze", "never"],
    ["freeze", "2999-01"],
    ["report", "health"],
    ["report", "health", "--month", "2025-13"],
    ["report", "health", "--month", "2025-11", "--out", "LEDGER"],
    ["report", "verify", "没有.docx"],
    ["report", "make"],
    ["report", "make", "--due", "--month", "2025-10"],
    ["report", "make", "--month", "2999-01"],
    ["report", "make", "--month", "2025-10", "--reason", "表述"],
    ["report", "make", "--month", "2025-10", "--document", "nonsense"],
    ["report", "list", "--period", "2025-13"],
    ["report", "save", "999"],
    ["report", "late", "2999-01"],
    ["report", "late", "2025-13"],
    ["report", "verify", "LEDGER"],
    ["rules", "check", "没有"],
    ["rules", "diff"],
    ["rules", "diff", "没有"],
    ["deadline", "明天", "--days", "3"],
    ["deadline", "2026-11-03", "--days", "三"],
    ["deadline", "2026-11-03", "--days", "0"],
    ["deadline", "2026-11-03", "--days", "3", "--basis", "工作日"],
    ["rules", "diff", "EMPTY", "--month", "2025-13"],
    ["user", "add", "某人", "--role", "nonsense"],
    ["user", "add", "某人", "--role", "handler", "--unit", "没有这个局"],
    ["user", "add", "某人", "--role", "admin", "--role", "auditor"],
    ["user", "password", "没有这个人"],
    ["user", "disable", "没有这个人"],
]


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: " ".join(map(str, words))[:50])
def test_a_wrong_command_is_told_in_plain_chinese(
    run: Run, centre: Path, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[object]
) -> None:
    """Exit 2, a sentence that says what to do, nothing on standard output, no path of the centre."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    told: dict[object, object] = {"LEDGER": ledger, "EMPTY": tmp_path / "rules"}
    answer = run(*(told.get(word, word) for word in words), "--center", centre)
    assert (answer.code, answer.out) == (2, "")
    assert any("\u4e00" <= char <= "\u9fff" for char in answer.err), answer.err
    assert not ENGLISH(answer.err), answer.err
    assert str(centre) not in answer.err


def test_no_wrong_command_has_changed_anything(run: Run, centre: Path) -> None:
    """After all of the above the centre holds what one import brought, and is sound."""
    assert run("user", "list", "--json", "--center", centre).json == {"users": []}
    (batch,) = run("batches", "--json", "--center", centre).json["batches"]
    assert (batch["state"], batch["counts"]["new"]) == ("committed", 2)
    assert len(run("cases", "--json", "--center", centre).lines) == 2
    assert run("verify", "--json", "--center", centre).json["ok"] is True


def test_where_there_is_no_centre(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, a folder that is none, a broken center.yaml, a missing and a foreign key."""
    monkeypatch.chdir(tmp_path)
    assert run("cases").code == 2
    assert run("cases", "--center", tmp_path / "none").code == 2
    folder = tmp_path / "c"
    make_center(folder, demo.center())
    (folder / "secret.key").rename(folder / "away.key")
    assert "密钥" in run("cases", "--center", folder).err
    (folder / "secret.key").write_bytes(bytes(32))
    answer = run("cases", "--center", folder)
    assert (answer.code, "密钥" in answer.err) == (2, True)
    (folder / "away.key").replace(folder / "secret.key")
    (folder / "center.yaml").write_text("name: [", encoding="utf-8")
    answer = run("cases", "--center", folder)
    assert (answer.code, "center.yaml" in answer.err) == (2, True)


def test_a_lost_database_is_not_begun_anew(run: Run, tmp_path: Path) -> None:
    """Neither where the file is gone nor where it is empty; an init of another centre still makes one."""
    folder = tmp_path / "c"
    make_center(folder, demo.center())
    for path in folder.glob("jiefen.db*"):
        path.unlink()
    answer = run("cases", "--center", folder)
    assert (answer.code, "从备份恢复" in answer.err) == (2, True)
    assert not (folder / "jiefen.db").exists()
    (folder / "jiefen.db").touch()
    assert run("verify", "--center", folder).code == 2
    assert (folder / "jiefen.db").stat().st_size == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of this kind")
def test_a_disk_that_takes_no_more_is_told(run: Run, empty: Path, ledger: Path, tmp_path: Path) -> None:
    """Files may not grow any further: a sentence and exit 2; once there is room again all goes on."""
    big = tmp_path / "big.xlsx"
    big.write_bytes(tickets.sheet([ticket(f"B{at}", 手机号码=f"138{at:08d}") for at in range(2500)]))
    limit = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))\n"
        "from jiefen_lite.cli import main\nmain()\n"
    )
    words = ["import", str(big), "--center", str(empty), "--as-of", "2025-12-01"]
    done = subprocess.run([sys.executable, "-c", limit, *words], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "没有保存" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("verify", "--json", "--center", empty).json["ok"] is True
    assert run("cases", "--json", "--center", empty).lines == []
    assert run("import", ledger, "--center", empty, "--as-of", "2025-12-01", "--json").json["files"][0]["new"]


def test_a_folder_that_may_not_be_written_is_told(
    run: Run, centre: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock file cannot be opened: a sentence, no traceback."""

    def refuse(self: filelock.FileLock, **_how: object) -> None:
        raise OSError(30, "Read-only file system", "jiefen.lock")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    answer = run("cases", "--center", centre)
    assert (answer.code, answer.out) == (2, "")
    assert "不能写入" in answer.err


def test_a_table_of_something_else_is_refused(run: Run, empty: Path, tmp_path: Path) -> None:
    """No channel is guessed for a price list."""
    path = tmp_path / "价目.xlsx"
    path.write_bytes(workbook([["品名", "单价"], ["白菜", 2]]))
    answer = run("import", path, "--center", empty)
    assert (answer.code, answer.out) == (2, "")
    assert run("batches", "--json", "--center", empty).json == {"batches": []}


def test_people_read_tables_without_json(run: Run, centre: Path) -> None:
    """The same commands in words; nothing of a person in clear."""
    for words in (
        ["cases"],
        ["batches"],
        ["indicators", "--month", "2025-11"],
        ["indicators", "--month", "2025-11", "--by", "unit"],
        ["rules", "show"],
        ["rules", "check"],
        ["verify"],
        ["doctor"],
        ["user", "list"],
        ["deadline", "2025-11-03", "--days", 10, "--explain"],
    ):
        answer = run(*words, "--center", centre)
        assert answer.code == 0, (words, answer.err)
        assert "孙立东" not in answer.out
        assert "13900001234" not in answer.out


# --------------------------------------------------------------------------- backup and restore


def test_backup_and_restore(run: Run, tmp_path: Path, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into the folder of backups, into another one, into a named file; and back, by pipe or environment."""
    old, new = tmp_path / "old", tmp_path / "new"
    phrase = run("init", old, "--json").json["recovery_phrase"]
    run("import", ledger, "--center", old)
    made = run("backup", "--center", old, "--json").json
    assert list(made) == [
        *("file", "bytes", "sha256", "made_at", "content_hash", "files", "missing", "verified", "removed"),
        "notes",
    ]
    assert Path(made["file"]).parent == old / "backups"
    assert (made["verified"], made["files"], made["bytes"]) == (True, 1, Path(made["file"]).stat().st_size)
    answer = run("--center", old, "backup", tmp_path)
    assert (answer.code, "已读回来验证" in answer.out) == (0, True)
    named = tmp_path / "named.jfbak"
    assert run("--center", old, "backup", named).code == 0
    again = run("--center", old, "backup", named)
    assert (again.code, "没有覆盖" in again.err) == (2, True)

    back = run("--center", new, "restore", made["file"], "--phrase-stdin", "--json", stdin=f"{phrase}\n")
    assert list(back.json) == ["center", "name", "made_at", "content_hash", "files", "upgraded", "notes"]
    assert back.json["content_hash"] == made["content_hash"]
    assert run("--center", new, "verify").code == 0
    cases = [run("cases", "--center", one, "--json").lines for one in (old, new)]
    assert cases[0] == cases[1] != []
    refused = run("restore", made["file"], "--center", new, "--phrase-stdin", stdin=phrase)
    assert (refused.code, "恢复从不盖在已有的数据上" in refused.err, refused.out) == (2, True, "")
    wrong = run("restore", made["file"], "--center", tmp_path / "x", "--phrase-stdin", stdin="ABC")
    assert (wrong.code, wrong.err) == (2, "恢复短语不对，请对照初始化时抄下的短语再输入一次。\n")
    monkeypatch.setenv("JIEFEN_RECOVERY_PHRASE", phrase)
    monkeypatch.setenv("JIEFEN_CENTER", str(tmp_path / "third"))
    third = run("restore", named)
    assert (third.code, "下一步" in third.out) == (0, True)


def test_restore_needs_a_folder(run: Run, tmp_path: Path) -> None:
    """It is never the folder where one happens to stand."""
    answer = run("restore", tmp_path / "x.jfbak")
    assert (answer.code, "--center" in answer.err) == (2, True)


def test_a_backup_that_lacks_something_exits_with_1(run: Run, tmp_path: Path, ledger: Path) -> None:
    """Done in part, and told."""
    run("init", tmp_path / "c")
    run("import", ledger, "--center", tmp_path / "c")
    next((tmp_path / "c" / "files").rglob("*.bin")).unlink()
    answer = run("backup", "--center", tmp_path / "c")
    assert (answer.code, "1 个原始文件" in answer.out) == (1, True)


# --------------------------------------------------------------------------- duplicates


def test_duplicates_are_found_by_the_import_and_only_listed(run: Run, empty: Path, tmp_path: Path) -> None:
    """The same matter twice: one line with both cases, a score, and why, people masked."""
    again = {
        "12345受理时间": "2025-11-06 10:00:00",
        "工单内容": "在工地干活的工钱21600元，老板周海峰一直拖着",
    }
    path = tmp_path / "工单.xlsx"
    path.write_bytes(tickets.sheet([ticket("T1"), ticket("T2", **again)]))
    brought = run("--center", empty, "import", path, "--as-of", "2025-12-01")
    assert brought.code == 0
    assert "1 对案件可能是同一件事" in brought.err
    answer = run("duplicates", "--center", empty, "--json")
    (line,) = answer.lines
    assert line["cases"] == ["FJ20251103-0001", "FJ20251106-0001"]
    assert 60 <= line["score"] <= 100
    assert "电话相同（+40）" in line["why"]
    assert tickets.PHONE not in answer.out
    assert run("duplicates", "--center", empty, "--json", "--as-of", "2025-11-04").out == ""
    plain = run("duplicates", "--center", empty)
    assert "FJ20251103-0001" in plain.out
    assert "共 1 对" in plain.err
