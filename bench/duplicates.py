"""How long it takes to find the same dispute told twice among 100,000 cases, and how well it is found.

First as a centre does it after a very large import: read what is compared out of the store, compare,
keep the proposals. Then the comparing alone on invented cases of which it is known which are one
dispute. Each may take a minute on two cores.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from import_speed import COLUMNS, NOW, OPERATOR, ROWS, SEED, open_house
from paper import Line, machine, table, write_section

from jiefen_lite import demo, doubles, intake, merging
from jiefen_lite.rules import loader
from jiefen_lite.store import pairlists as kept

LIMIT_SECONDS = 60
MONTHS, PER_MONTH = 25, 4_000


def stored() -> tuple[float, int]:
    """Seconds for looking through a centre with 100,000 cases, and how many pairs it proposes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = folder / "big.xlsx"
        demo.big_workbook(workbook, ROWS, COLUMNS, SEED)
        house = open_house(folder / "center")
        preview = intake.preview(
            house, OPERATOR, workbook, file_name=workbook.name, channel=None, as_of=NOW.date(), now=NOW
        )
        intake.commit(house, OPERATOR, preview.batch_id, now=NOW, read_stories=False)
        begin = time.perf_counter()
        merging.look(house, NOW)
        taken = time.perf_counter() - begin
        found = kept.count_waiting(house.store, OPERATOR)
        house.store.close()
    return taken, found


def invented() -> tuple[float, int, float, float]:
    """Seconds for comparing invented cases, how many there are, recall and precision."""
    months = demo.sample_months(date(2026, 11, 24), MONTHS)
    facts, told = demo.invented_facts(months, PER_MONTH, SEED)
    rules = loader.load().doubles
    begin = time.perf_counter()
    found = {(one.first, one.second) for one in doubles.propose(facts, rules)}
    taken = time.perf_counter() - begin
    right = len(found & told)
    return taken, len(facts), right / len(told), right / len(found)


def main() -> int:
    """Measure, print, write the paper; 1 where a limit is broken."""
    whole, pairs = stored()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    alone, cases, recall, precision = invented()
    text = table(
        ["量什么", "量得", "上限"],
        [
            [f"从库里读出 {ROWS:,} 件、比对、存下提议", f"{whole:.1f} 秒", f"{LIMIT_SECONDS} 秒"],
            ["内存最多（连同之前的导入）", f"{peak:.0f} MB", ""],
            [f"只比对，虚构的 {cases:,} 件", f"{alone:.1f} 秒", f"{LIMIT_SECONDS} 秒"],
            ["其中找回的（召回）", f"{recall:.1%}", "不低于 85%"],
            ["提议里对的（准确）", f"{precision:.1%}", "不低于 90%"],
        ],
    )
    print(text)
    what = (
        f"头一行是一次导入 {ROWS:,} 行以后全部比一遍（提议 {pairs:,} 对）；"
        "平常每次导入只比新来的和前后两个月的。"
        "虚构的件知道哪两件是同一件事，所以能算找回多少、提对多少。"
    )
    lines = [
        Line("读出、比对、存下提议", f"{whole:.1f} 秒", f"上限 {LIMIT_SECONDS} 秒", whole <= LIMIT_SECONDS),
        Line("只比对", f"{alone:.1f} 秒", f"上限 {LIMIT_SECONDS} 秒", alone <= LIMIT_SECONDS),
        Line("找回的重复（召回）", f"{recall:.1%}", "不低于 85%", recall >= 0.85),
        Line("提议里对的（准确）", f"{precision:.1%}", "不低于 90%", precision >= 0.90),
    ]
    write_section("十万件比对可能重复", f"{machine()}。\n{what}\n\n{text}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
