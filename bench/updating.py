"""How long people wait for saving a page while a ledger comes again in which every row says something new.

The cases of such a file must all change at once, so everybody else waits while that is written down. The
real server, the real pages; a ledger of the same rows, with a few more words in each story.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
from paper import Line, machine, table, write_section
from saving import MOST_TIMES, Browser, Saver, at_work, import_on_pages, in_95_of_100, save_in_quiet, served

from jiefen_lite.demo import big_workbook

ROWS, SEED = 10_000, 20261126
STORY = "工单内容"
#: A person who saves notices that long; after 30 seconds the page would ask to save again.
MOST_SECONDS = 5.0


def with_more_words(before: Path, after: Path) -> None:
    """The same ledger with something added to each story."""
    book = openpyxl.load_workbook(before)
    (sheet,) = book.worksheets
    cells = (
        (cell.row, cell.column) for row in sheet.iter_rows(max_row=5) for cell in row if cell.value == STORY
    )
    header, column = next(cells)
    for row in range(header + 1, sheet.max_row + 1):
        cell = sheet.cell(row, column)
        cell.value = f"{cell.value or ''}（回访后补充）"
    book.save(after)


def main() -> int:
    """Measure, print, write the paper; 1 where a limit is broken."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=ROWS)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        first, again = Path(name) / "first.xlsx", Path(name) / "again.xlsx"
        big_workbook(first, given.rows, seed=SEED)
        with_more_words(first, again)
        with served(Path(name) / "center") as port:
            clerk, other, code = at_work(port)
            import_on_pages(other, first)
            quiet = save_in_quiet(clerk, code)
            busy = Saver(clerk, code)
            begin = time.perf_counter()
            busy.start()
            is_in = import_on_pages(other, again)
            busy.end()
            busy.require_all_saved()
            quiet += save_in_quiet(clerk, code)
            took_over = updated(other)
    if took_over != given.rows:
        raise RuntimeError(f"{took_over} of {given.rows} rows were updates")
    calm, within = in_95_of_100(quiet), in_95_of_100(busy.seconds(end=is_in))
    longest = max(busy.seconds(end=is_in))
    text = table(
        ["量什么", "量得", "上限"],
        [
            ["没有导入时保存一页，95% 在", f"{calm * 1000:.0f} 毫秒内", ""],
            ["导入进行中保存一页，95% 在", f"{within * 1000:.0f} 毫秒内", ""],
            ["后者是前者的几倍", f"{within / calm:.2f}", f"{MOST_TIMES}"],
            ["等得最久的一次保存（全部更新同时生效的那一刻）", f"{longest:.1f} 秒", f"{MOST_SECONDS:.0f} 秒"],
            ["整个导入（连同排队和预览）", f"{is_in - begin:.0f} 秒", ""],
        ],
    )
    print(text)
    what = f"同一份 {given.rows:,} 行的台账再报一次，每一行的案情都有补充；另一个人同时不停地保存更正。"
    times = within / calm
    lines = [
        Line("保存，是没有导入时的几倍", f"{times:.2f} 倍", f"上限 {MOST_TIMES} 倍", times <= MOST_TIMES),
        Line("等得最久的一次", f"{longest:.1f} 秒", f"上限 {MOST_SECONDS:.0f} 秒", longest <= MOST_SECONDS),
    ]
    if given.rows == ROWS:
        write_section("台账再报一次时保存", f"{machine()}。\n{what}\n\n{text}", lines)
    return int(not all(one.holds for one in lines))


def updated(browser: Browser) -> int:
    """How many cases the newest batch has updated."""
    found = re.search(r'data-name="更新">([\d,]+)<', browser.get("/"))
    return int(found.group(1).replace(",", "")) if found else 0


if __name__ == "__main__":
    sys.exit(main())
