"""How long the ledger of 100,000 cases takes, against the bare writing of the same cells.

The whole way is measured: find the cases, read and mask them, decide what is late, write the workbook.
The bare limit is measured in the same run: XlsxWriter alone, in constant memory, the same number of cells
of the same kinds and looks, their values made beforehand. The ledger may take 1.5 times that, in seconds of
the processor: both are the work of one process, and others on the machine shall not decide.
Memory is that of a process of its own, which makes the ledger and nothing else.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from import_speed import COLUMNS, NOW, OPERATOR, ROWS, SEED, open_house
from memory import peak_of
from paper import Line, machine, table, write_section

from exporters import cases
from exporters.excel import Cell
from jiefen_lite import config, demo, intake, ledgers
from jiefen_lite.desk import House
from jiefen_lite.ledgers.lines import Liner
from jiefen_lite.rules import loader
from jiefen_lite.shapes import CaseQuery
from jiefen_lite.store import ledgers as shelves
from jiefen_lite.store import open_store
from jiefen_lite.store.crypto import read_key

MOST_TIMES, MOST_MEGABYTES = 1.5, 300.0
TURNS = 3
MADE_BEFOREHAND = 5_000  # rows whose values the bare writing takes, again and again
EVERYTHING = ledgers.Order("cases", query=CaseQuery())
_BORDER = {"border": 1, "font_name": "宋体", "font_size": 10}


def filled(folder: Path) -> None:
    """A centre with 100,000 cases, made once."""
    workbook = folder.with_suffix(".xlsx")
    demo.big_workbook(workbook, ROWS, COLUMNS, SEED)
    house = open_house(folder)
    preview = intake.preview(
        house, OPERATOR, workbook, file_name=workbook.name, channel=None, as_of=NOW.date(), now=NOW
    )
    intake.commit(house, OPERATOR, preview.batch_id, now=NOW, read_stories=False)
    house.store.close()


def opened(folder: Path) -> House:
    """That centre, opened again."""
    paths = config.Paths(folder)
    store = open_store(str(paths.db), read_key(paths.key), paths.lock)
    return House(store, demo.center(), loader.load(paths.rules), paths.files)


def ours(folder: Path, out: Path) -> float:
    """Seconds for the ledger of all cases."""
    house = opened(folder)
    begin = time.process_time()
    ledgers.make(house, OPERATOR, EVERYTHING, out, now=NOW)
    taken = time.process_time() - begin
    house.store.close()
    return taken


def values(folder: Path) -> list[tuple[Cell, ...]]:
    """What stands in the first rows of the ledger."""
    house = opened(folder)
    ids = shelves.ids_of(house.store, OPERATOR, CaseQuery())[:MADE_BEFOREHAND]
    liner = Liner(house, NOW.date())
    lines = [liner(case) for chunk in shelves.read(house.store, OPERATOR, ids) for case in chunk]
    rows = [tuple(column.value(line) for column in cases.COLUMNS) for line in lines]
    house.store.close()
    return rows


def bare(rows: Sequence[tuple[Cell, ...]], out: Path) -> float:
    """Seconds for writing as many rows of these values with the library alone, each cell styled."""
    begin = time.process_time()
    with xlsxwriter.Workbook(str(out), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        text = book.add_format({**_BORDER, "num_format": "@"})
        number = book.add_format({**_BORDER, "num_format": "0.00"})
        moment = book.add_format({**_BORDER, "num_format": "yyyy-mm-dd hh:mm"})
        for at in range(ROWS):
            for column, value in enumerate(rows[at % len(rows)]):
                _put(sheet, at, column, value, text, number, moment)
    return time.process_time() - begin


def _put(sheet: Any, row: int, column: int, value: Cell, text: Any, number: Any, moment: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, text)
    elif value is None:
        sheet.write_string(row, column, "—", text)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, number)
    else:
        sheet.write_datetime(row, column, value, moment)


def main() -> int:
    """Measure, print, write the paper; 1 where a limit is broken."""
    options = argparse.ArgumentParser()
    options.add_argument("--once", nargs=2, type=Path, metavar=("CENTER", "OUT"), help="only one ledger")
    once = options.parse_args().once
    if once:
        ours(*once)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        center, out = folder / "center", folder / "out.xlsx"
        filled(center)
        rows = values(center)
        own, least = [], []
        for _turn in range(TURNS):  # in turn, so that a machine with other things to do is fair to both
            own.append(ours(center, out))
            size = out.stat().st_size / 1_000_000
            least.append(bare(rows, folder / "bare.xlsx"))
        peak = peak_of([sys.executable, __file__, "--once", str(center), str(out)])
    taken, limit = statistics.median(own), statistics.median(least)
    times = taken / limit
    text = table(
        ["量什么", "量得", "上限"],
        [
            ["底线：只写同样的格子，处理器时间", f"{limit:.1f} 秒", ""],
            ["总台账：查、读、脱敏、判断超期、写表，处理器时间", f"{taken:.1f} 秒", ""],
            ["后者是前者的几倍", f"{times:.2f}", f"{MOST_TIMES}"],
            ["出台账的进程占内存，最多", f"{peak.whole:.0f} MB", f"{MOST_MEGABYTES:.0f} MB"],
            ["文件", f"{size:.0f} MB", ""],
        ],
    )
    print(text)
    what = (
        f"{ROWS:,} 件、{len(cases.COLUMNS)} 列。各量 {TURNS} 次、轮流量，取中间的一次。"
        "底线是同一次运行里量的："
        "XlsxWriter 在固定内存方式下写一样多、一样种类、一样带边框和格式的格子，内容事先备好。"
        f"内存另在单独的进程里量（{peak.measure}）。"
    )
    most_memory = f"上限 {MOST_MEGABYTES:.0f} MB"
    lines = [
        Line("处理器时间", f"底线的 {times:.2f} 倍", f"上限 {MOST_TIMES} 倍", times <= MOST_TIMES),
        Line("占内存", f"{peak.whole:.0f} MB", most_memory, peak.whole <= MOST_MEGABYTES),
    ]
    write_section("十万件的总台账", f"{machine()}。\n{what}\n\n{text}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
