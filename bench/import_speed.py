"""How fast 100,000 rows come in, against what the machine can do at best.

The bare limit Y' is measured in the same run: python-calamine alone reads the workbook, and plain
``sqlite3`` writes the same rows (WAL, FULL, 2,000 rows a transaction). Staging (read, clean, check,
keep) may take 4 Y', the whole import with cases, parties, decisions, events, ciphers and index 10 Y'.
Stories are left unread: reading free text is a matter of its own. Memory is measured in a run of its own,
stories read, over all processes that take part.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from memory import peak_of
from paper import Line, machine, table, write_section
from python_calamine import CalamineWorkbook

from jiefen_lite import config, intake
from jiefen_lite.demo import big_workbook, center
from jiefen_lite.desk import House
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store.crypto import read_key
from jiefen_lite.store.database import open_store

ROWS, COLUMNS, SEED = 100_000, 20, 20261103
NOW = datetime(2026, 11, 3, 9, 0)
ROWS_A_TRANSACTION = 2_000
STAGING_LIMIT, IMPORT_LIMIT = 4.0, 10.0
MOST_MEGABYTES = 500.0
TURNS = 3
OPERATOR = Viewer(user_id=None, name="bench", roles=frozenset({Role.OPERATOR}))


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def open_house(folder: Path) -> House:
    """A new centre with the demo county's towns and units, as a county has it on its first day."""
    jiefen = Path(sys.executable).with_name("jiefen")
    subprocess.run([jiefen, "init", folder], check=True, capture_output=True)
    paths = config.Paths(folder)
    store = open_store(str(paths.db), read_key(paths.key), paths.lock)
    return House(store, center(), loader.load(paths.rules), paths.files)


def read_bare(workbook: Path) -> list[Sequence[object]]:
    """Every row of the first sheet, as the reading library gives it."""
    return list(CalamineWorkbook.from_path(str(workbook)).get_sheet_by_index(0).iter_rows())


def write_bare(rows: list[tuple[str, ...]], path: Path) -> None:
    """The same rows into one table without index, as durable as the product writes."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute(f"CREATE TABLE t ({', '.join(f'c{number}' for number in range(len(rows[0])))})")
    insert = f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})"
    for start in range(0, len(rows), ROWS_A_TRANSACTION):
        db.execute("BEGIN")
        db.executemany(insert, rows[start : start + ROWS_A_TRANSACTION])
        db.execute("COMMIT")
    db.close()


def bare_seconds(workbook: Path, path: Path) -> tuple[float, float]:
    """Seconds for reading and for writing."""
    reading = timed(lambda: read_bare(workbook))
    rows = [tuple(str(cell) for cell in row) for row in read_bare(workbook)]
    return reading, timed(partial(write_bare, rows, path))


def import_seconds(workbook: Path, folder: Path, *, read_stories: bool = False) -> tuple[float, float]:
    """Seconds for staging and for the whole import into a new centre."""
    house = open_house(folder)
    begin = time.perf_counter()
    preview = intake.preview(
        house, OPERATOR, workbook, file_name=workbook.name, channel=None, as_of=NOW.date(), now=NOW
    )
    staging = time.perf_counter() - begin
    begin = time.perf_counter()
    intake.commit(house, OPERATOR, preview.batch_id, now=NOW, read_stories=read_stories)
    whole = staging + time.perf_counter() - begin
    house.store.close()
    return staging, whole


def main() -> int:
    """Measure, print, write the paper; 1 where a limit is broken."""
    options = argparse.ArgumentParser()
    options.add_argument("--once", nargs=2, type=Path, metavar=("WORKBOOK", "FOLDER"), help="only one import")
    once = options.parse_args().once
    if once:
        import_seconds(*once, read_stories=True)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = folder / "big.xlsx"
        big_workbook(workbook, ROWS, COLUMNS, SEED)
        ours, bares = [], []
        for turn in range(TURNS):  # in turn, so that a machine with other things to do is fair to both
            ours.append(import_seconds(workbook, folder / f"center{turn}"))
            bares.append(bare_seconds(workbook, folder / f"bare{turn}.db"))
            shutil.rmtree(folder / f"center{turn}")
        peak = peak_of([sys.executable, __file__, "--once", str(workbook), str(folder / "once")])
    staging, whole = map(statistics.median, zip(*ours, strict=True))
    reading, writing = map(statistics.median, zip(*bares, strict=True))
    bare = reading + writing
    text = table(
        ["量什么", "量得", "是 Y' 的几倍", "上限"],
        [
            ["底线 Y'：只读表 + 只写库", f"{reading:.2f} + {writing:.2f} = {bare:.2f} 秒", "1", ""],
            ["读、洗、查、存进暂存表", f"{staging:.1f} 秒", f"{staging / bare:.1f}", f"{STAGING_LIMIT:.0f}"],
            ["整个导入", f"{whole:.1f} 秒", f"{whole / bare:.1f}", f"{IMPORT_LIMIT:.0f}"],
            ["一次导入的所有进程同时占内存，最多", f"{peak.whole:.0f} MB", "", f"{MOST_MEGABYTES:.0f} MB"],
            ["那时各个进程占", f"{' + '.join(f'{one:.0f}' for one in peak.each)} MB", "", ""],
        ],
    )
    print(text)
    what = (
        f"{ROWS:,} 行 × {COLUMNS} 列的 xlsx。整个导入包括案件、当事人、判断、事件链、加密和索引，不读案情。"
        f"各量 {TURNS} 次、轮流量，取中间的一次。底线是同一次运行里量的：python-calamine 只读表，"
        "`sqlite3.executemany` 只写同样的行（WAL、FULL、每 2,000 行一提交）。"
        f"内存另导一次来量，连案情一起读，把参加导入的所有进程加起来（{peak.measure}）。"
    )
    lines = [
        Line(name, f"底线的 {taken / bare:.1f} 倍", f"上限 {most:.0f} 倍", taken <= most * bare)
        for name, taken, most in (
            ("读、洗、查、存进暂存表", staging, STAGING_LIMIT),
            ("整个导入", whole, IMPORT_LIMIT),
        )
    ]
    most_memory = f"上限 {MOST_MEGABYTES:.0f} MB"
    lines.append(Line("占内存", f"{peak.whole:.0f} MB", most_memory, peak.whole <= MOST_MEGABYTES))
    write_section("十万行导入", f"{machine()}。\n{what}\n\n{text}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
