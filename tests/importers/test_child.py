"""The reading child and what happens when it does not behave: always one sentence, never a process left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import importers
from importers import session
from importers.limits import Limits
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.shapes import Level
from tests.importers.factories import AS_OF, SMALL_BOOK, opened, read_in_child, workbook

pytestmark = pytest.mark.slow

GOOD = [
    ["登记日期", "当事人", "简要情况"],
    *([f"2025-11-{n % 30 + 1:02}", "张三", f"第{n}件争执"] for n in range(1234)),
]


def rogue(code: str) -> tuple[str, ...]:
    """A child that does something else than reading."""
    return (sys.executable, "-c", f"import sys, os, time\n{code}")


def test_the_child_reads_as_the_parent_would() -> None:
    """Pipe and packing change nothing; rows come in order, progress with them."""
    data = workbook(GOOD)
    told: list[tuple[int, int | None]] = []
    head, rows = read_in_child(
        data, name="台账.xlsx", progress=lambda done, total: told.append((done, total))
    )
    here = opened(data)
    assert (head.channel, head.channel_how, head.total) == ("mediation", "由导入人指定", 1234)
    assert head.sheets == here.sheets
    assert [tuple(row) for block in here.blocks(500) for row in block] == rows
    assert told == [(500, 1234), (1000, 1234), (1234, 1234)]


def test_a_path_will_do_as_well(tmp_path: Path) -> None:
    """And its name is the file's."""
    path = tmp_path / "网格11月.csv"
    path.write_bytes("登记日期,当事人,简要情况\n2025-11-03,张三,争执\n".encode("gb18030"))
    head, rows = read_in_child(path, channel=None)
    assert (head.channel, head.channel_how, len(rows)) == ("grid", "名称里有“网格”", 1)
    assert [entry.name for entry in tmp_path.iterdir()] == ["网格11月.csv"]


def test_rows_as_objects() -> None:
    """For the few that people look at."""
    head, rows = read_in_child(workbook([["登记日期", "当事人"], ["2025-02-30", "张三"]]))
    row = importers.row_reads(head.sheets, rows)[0]
    assert (row.sheet, row.row, row.cells, row.refused) == ("台账", 2, ("2025-02-30", "张三"), True)
    assert (row.problems[0].level, row.problems[0].column) == (Level.ERROR, "登记日期")


def test_a_refusal_comes_through_whole() -> None:
    """All its sentences."""
    with pytest.raises(UnreadableFile) as told:
        read_in_child(b"%PDF-1.7")
    assert told.value.sentences == ("这是 PDF 文件，不是表格。", "请向来源单位要 Excel 或 CSV 格式的台账。")


def test_files_that_are_not_there_or_too_large(tmp_path: Path) -> None:
    """Said before anything starts."""
    with pytest.raises(UnreadableFile, match="打不开"):
        read_in_child(tmp_path / "没有.xlsx")
    with pytest.raises(UnreadableFile, match="太大"):
        read_in_child(b"x" * 2_000_000, limits=Limits(file_bytes=1_000_000))


def of_group(leader: int) -> list[int]:
    """What a child has started and is still at work (on Linux; elsewhere nobody can tell)."""
    found = []
    for told in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, group = told.read_text("utf-8", "replace").rpartition(")")[2].split()[:3]
        except OSError:
            continue  # ended between the two
        if int(group) == leader and state not in "ZX":
            found.append(int(told.parent.name))
    return found


HEAD = '{"kind":"head","channel":"grid","channel_how":"","sheets":[],"total":1}'

SHEET = '{"name":"a","header_row":1,"header_rows":1,"columns":[],"skipped":[],"note":null,"hidden":null}'
FAR = '{"kind":"rows","uses":[[0,["town","place"],[0,7]]],"rows":[[0,1,["x"],{},[]]]}'
ROW = '{"kind":"rows","uses":[[0,[],[]]],"rows":[[0,2,["x"],{},[]]]}'
NONE = '{"kind":"rows","uses":[],"rows":[]}'
ONE = HEAD.replace('"sheets":[]', f'"sheets":[{SHEET}]')


LONG = ONE.replace('"total":1', '"total":200000')
MANY = ONE.replace('"total":1', '"total":1000000000')


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("time.sleep(60)", "时间太长"),
        ("os.abort()", "意外中止"),
        ("sys.exit(0)", "意外中止"),
        ("print('rubbish')", "不完整"),
        ("print('[1,2]')", "不完整"),
        ('print(\'{"kind":"rows","rows":[]}\')', "不完整"),
        ('print(\'{"kind":"head"}\')', "不完整"),
        ("sys.stdout.buffer.write(b'\\xff\\xfe\\n')", "不完整"),
        (f"print('{HEAD}', flush=True); os.abort()", "意外中止"),
        (f"print('{HEAD}', flush=True); time.sleep(60)", "时间太长"),
        (f'print(\'{HEAD}\'); print(\'{{"kind":"rows","uses":[],"rows":[[9,1,[],{{}},[]]]}}\')', "不完整"),
        (f'print(\'{HEAD}\'); print(\'{{"kind":"rows","uses":[[0,[],[]]],"rows":[]}}\')', "不完整"),
        (f'print(\'{ONE}\'); print(\'{{"kind":"rows","uses":[[0,["town"],[]]],"rows":[]}}\')', "不完整"),
        (f'print(\'{ONE}\'); print(\'{{"kind":"rows","uses":[[-1,[],[]]],"rows":[]}}\')', "不完整"),
        (f"print('{ONE}'); print('{FAR}')", "不完整"),
        (f'print(\'{HEAD}\'); print(\'{{"kind":"rows","uses":[],"rows":[1]}}\')', "不完整"),
        (f'print(\'{HEAD}\'); print(\'{{"kind":"end","rows":7}}\')', "不完整"),
        ('print(\'{"kind":"bug","where":"rows.py:1 KeyError"}\')', "内部出错（rows.py:1 KeyError）"),
        ("x = bytearray(400_000_000); x[::4096] = b'1' * len(x[::4096]); time.sleep(60)", "内存不够"),
        ("sys.stdin.close(); os.close(0); print('x')", "不完整"),
        (f"print('{ONE}')\nwhile True: print('{ROW}')", "不完整"),
        (f"print('{ONE}')\nwhile True: print('{NONE}')", "不完整"),
        (f"print('{MANY}'); time.sleep(60)", "不完整"),
        (f"print('{LONG}', flush=True)\nwhile True: time.sleep(0.1); print('{ROW}', flush=True)", "时间太长"),
        ("if os.fork(): os.abort()\ntime.sleep(60)", "时间太长"),
        ("if not os.fork(): time.sleep(60)\nprint('rubbish')", "不完整"),
    ],
)
def test_a_child_that_does_not_behave(
    code: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Hang, abort, memory, rubbish, half answers: one plain sentence, soon, and nothing is left behind."""
    monkeypatch.setattr(session, "COMMAND", rogue(code))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    begin = time.monotonic()
    started: list[subprocess.Popen[bytes]] = []
    popen: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen

    def remember(*args: object, **more: object) -> subprocess.Popen[bytes]:
        started.append(popen(*args, **more))
        return started[-1]

    monkeypatch.setattr(session.subprocess, "Popen", remember)
    patience = 1.0 if words == "时间太长" else 30.0
    limits = Limits(silent_seconds=patience, waited_seconds=patience * 2, memory_bytes=200_000_000)
    with pytest.raises(UnreadableFile, match=words):
        read_in_child(workbook(GOOD), limits=limits)
    assert time.monotonic() - begin < 20
    assert [child.poll() is not None for child in started] == [True]
    until = time.monotonic() + 2  # nobody waits for the end of what it has started
    while left := of_group(started[0].pid):
        assert time.monotonic() < until, left
        time.sleep(0.01)
    assert list(tmp_path.iterdir()) == []


def test_a_caller_who_stops_early_leaves_no_process() -> None:
    """Leaving the block ends the child, also with rows unread."""
    reading = importers.read(workbook(GOOD), channel="mediation", columns=SMALL_BOOK, as_of=AS_OF)
    with reading:
        next(reading.batches())
        child = reading._child
    assert child is not None
    assert child.poll() is not None


def test_a_slow_caller_is_no_hanging_child() -> None:
    """The clock runs only while somebody waits for the child."""
    limits = Limits(silent_seconds=3)
    with importers.read(
        workbook(GOOD), channel="mediation", columns=SMALL_BOOK, as_of=AS_OF, limits=limits
    ) as reading:
        count = 0
        for batch in reading.batches():
            time.sleep(1.2)
            count += len(batch)
    assert count == 1234


@pytest.mark.skipif(sys.platform == "win32", reason="there the parent watches the memory")
def test_the_child_bounds_itself() -> None:
    """The real child with little memory: a sentence, not a slow machine."""
    rows = [GOOD[0], *([f"2025-11-{n % 30 + 1:02}", f"张{n}", f"第{n}件争执" * 10] for n in range(40_000))]
    text = "\n".join(",".join(row) for row in rows)
    with pytest.raises(UnreadableFile, match=r"内存不够|意外中止"):
        read_in_child(text.encode(), limits=Limits(memory_bytes=70_000_000))


def test_the_child_may_write_no_file(tmp_path: Path) -> None:
    """The operating system forbids it, whatever a library tries."""
    if sys.platform == "win32":
        pytest.skip("there is no such bound there")
    code = (
        "from importers.limits import Limits; from jiefen_lite.processes import limit_self\n"
        "limits = Limits(); limit_self(limits.memory_bytes, limits.cpu_seconds)\n"
        f"with open({str(tmp_path / 'x')!r}, 'w') as file: file.write('secret')"
    )
    root = Path(importers.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert (tmp_path / "x").stat().st_size == 0


def test_a_folder_with_its_own_importers_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child runs our code, not what lies where the command was given."""
    (tmp_path / "importers").mkdir()
    (tmp_path / "importers" / "__init__.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert len(read_in_child(workbook(GOOD))[1]) == 1234
