"""Cases like a question: how well they are found on two labelled sets, how fast among 100,000 settled ones.

How well: the two sets of questions of ``bench/likeness``, each in two halves. Words, weights and the line
were set on the half ``set``; of ``told`` only the figures were looked at (see there).
How fast: whole questions as the command asks them, by the supervisor and by the unit with the most cases:
what is new is looked for, the index is asked, what was found is read and masked. In the same run the index
alone, and whether the five shown are those that a comparison with every single text finds.
Seconds are the process's own; those of the clock on the wall stand beside them.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from alike_set import FIRST, HALVES, SECOND, Labelled, Ranker, Row, bm25, newest, ours
from import_speed import ROWS
from ledger import filled, opened
from memory import megabytes
from paper import Line, machine, table, write_section
from search import SUPERVISOR, most_of

from jiefen_lite import precedents
from jiefen_lite.desk import House
from jiefen_lite.likeness import TermReader
from jiefen_lite.likeness.index import Index
from jiefen_lite.likeness.ranking import find
from jiefen_lite.precedents import searching
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Role, Viewer

WELL, FAST = "类案找得准不准", "十万件已化解里找类案"
BETTER, MOST_WRONG, LIMIT_MS = 0.05, 0.10, 50.0
NAMES = {
    FIRST: "第一套问题",
    SECOND: "第二套问题（另一人写）",
    HALVES[0]: "定线的一半",
    HALVES[1]: "没用来定线的一半",
}
CHANGED, COMPARED, SHOWN = 20, 100, 5


def quality() -> bool:
    """Measure how well cases are found, and write it; whether all holds."""
    labelled = Labelled()
    rankers = [_once(one) for one in (newest(labelled), bm25(labelled), ours(labelled, loader.load()))]
    halves_of_sets = [f"{one}/{half}" for one in (FIRST, SECOND) for half in HALVES]
    rows, lines = [], []
    for part in (FIRST, SECOND, *HALVES, *halves_of_sets):
        name = "，".join(NAMES[one] for one in part.split("/"))
        old, plain, own = (labelled.figures(part, one) for one in rankers)
        silent, false = own.silent / own.having, own.false / own.none
        rows.append(
            [
                name,
                *(f"{one.ndcg:.3f}" for one in (old, plain, own)),
                f"{silent:.1%}（{own.silent}/{own.having}）",
                f"{false:.1%}（{own.false}/{own.none}）",
            ]
        )
        if part in (FIRST, SECOND):
            best = max(old.ndcg, plain.ndcg)
            ask = f"比最好的别的办法 {best:.3f} 高 {BETTER} 以上"
            lines.append(Line(f"{name}，nDCG@5", f"{own.ndcg:.3f}", ask, own.ndcg >= best + BETTER))
        if part not in halves_of_sets:
            limit = f"上限 {MOST_WRONG:.0%}"
            lines.append(Line(f"{name}，该有而说没有", f"{silent:.1%}", limit, silent <= MOST_WRONG))
            lines.append(Line(f"{name}，没有而给了", f"{false:.1%}", limit, false <= MOST_WRONG))
    what = (
        f"{len(labelled.pool)} 件虚构的已化解案件，{len(labelled.queries)} 个标注过的问题，两套由不同的人写。"
        "学题目、定线只用每套的一半；另一半只看数字，不看文字，这一版定线前后一共看过它四次数字。"
        "量的时候，权重都不从被问的这一半、也不从被找的那件学。"
    )
    said = table(
        ["哪些问题", "同类最新 nDCG@5", "BM25 nDCG@5", "本系统 nDCG@5", "该有而说没有", "没有而给了"], rows
    )
    print(said)
    write_section(WELL, f"{what}\n\n{said}", lines)
    return all(one.holds for one in lines)


def _once(ranker: Ranker) -> Ranker:
    """Each question asked once, however many parts it is of."""
    known: dict[str, Sequence[int]] = {}

    def rank(query: Row) -> Sequence[int]:
        if query["id"] not in known:
            known[query["id"]] = ranker(query)
        return known[query["id"]]

    return rank


class Taken(NamedTuple):
    """Milliseconds of the processor and on the wall."""

    own: float
    wall: float


def timed(work: Callable[[], object]) -> Taken:
    """What one piece of work takes."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return Taken((time.process_time() - own) * 1000, (time.perf_counter() - wall) * 1000)


def settle(house: House) -> None:
    """All cases end well, and where a kind of case wants consent it is given."""
    consented = (
        "INSERT INTO case_consent (case_id, signed_on, noted_by, noted_at) "
        "SELECT id, '2026-01-05', 'bench', '2026-01-05 09:00:00' FROM cases "
        "WHERE channel = 'court_pretrial' OR type_l1 = 'medical'"
    )
    with house.store.writing():
        house.store.db.execute_sql(
            "UPDATE cases SET outcome = 'resolved', secrecy = 0, closed_at = COALESCE(closed_at, received_at)"
        )
        house.store.db.execute_sql(consented)


def largest_unit(house: House) -> tuple[str, int]:
    """The unit with the most cases, and how many."""
    asked = "SELECT unit, COUNT(*) FROM case_unit GROUP BY unit ORDER BY 2 DESC LIMIT 1"
    with house.store.reading():
        unit, many = house.store.db.execute_sql(asked).fetchone()
    return str(unit), int(many)


def change(house: House, number: int, words: str) -> None:
    """One case tells another story now, as an event of its own would write it."""
    with house.store.writing():
        house.store.db.execute_sql(
            "UPDATE cases SET summary = ?, claim = NULL, event_count = event_count + 1 WHERE id = ?",
            (words, number),
        )


def speed(center: Path) -> bool:
    """Measure whole questions, and write it; whether all holds."""
    house = opened(center)
    words = [one["text"] for one in Labelled().queries]
    made = timed(lambda: precedents.like_text(house, SUPERVISOR, words[0]))
    searching._kept.clear()  # as another process that opens what was kept
    gc.collect()
    measure = "PSS" if Path("/proc/self/smaps_rollup").exists() else "RSS"
    before = megabytes(os.getpid(), measure)
    open_ = timed(lambda: precedents.like_text(house, SUPERVISOR, words[0]))
    memory = megabytes(os.getpid(), measure) - before
    unit, many = largest_unit(house)
    handler = Viewer(2, "承办", frozenset({Role.HANDLER}), unit)
    taken: dict[str, list[Taken]] = {}
    for who, viewer in (("督办岗", SUPERVISOR), ("件最多的单位", handler)):
        precedents.like_text(house, viewer, words[0])
        taken[who] = [timed(partial(precedents.like_text, house, viewer, one)) for one in words[::2]]
    kept = searching._of(house)
    reader, rules = TermReader(house.book), house.book.likeness
    terms = [reader.read(one) for one in words]
    alone = [timed(partial(find, kept.index, one, rules, SHOWN)) for one in terms[::2]]
    every = Index.of(kept.index.arrays())
    every._parts, every._sealed = [], 0  # no lists of who has what: each text is looked at
    same = sum(
        [hit.name for hit in find(kept.index, one, rules, SHOWN)]
        == [hit.name for hit in find(every, one, rules, SHOWN)]
        for one in terms[:: max(1, len(terms) // COMPARED)][:COMPARED]
    )
    fresh, seen = [], 0
    for at in range(CHANGED):
        story = f"{words[at * 7]}，第{at}回说起鹭鸶坝外新起的白漆船"
        change(house, ROWS // CHANGED * at + 1, story)
        fresh.append(timed(partial(precedents.like_text, house, SUPERVISOR, story)))
        hits = precedents.like_text(house, SUPERVISOR, story)
        seen += any(hit.case is not None and hit.case.summary == story for hit in hits)
    house.store.close()
    p95 = {who: most_of([one.own for one in each]) for who, each in taken.items()}
    index95 = most_of([one.own for one in alone])
    limit = f"上限 {LIMIT_MS:.0f} 毫秒"
    lines = [Line(f"{who}，95% 在", f"{ms:.0f} 毫秒内", limit, ms <= LIMIT_MS) for who, ms in p95.items()]
    lines.append(
        Line("刚变的件，马上找得到", f"{seen}/{CHANGED}", "全部", seen == CHANGED),
    )
    lines.append(Line("给的五件和逐件比出来的一样", f"{same}/{COMPARED}", "全部", same == COMPARED))
    rows = []
    for who, each in taken.items():
        wall = most_of([one.wall for one in each])
        rows += [
            [f"{who}问 {len(each)} 次，95% 在", f"{p95[who]:.0f} 毫秒内", f"{LIMIT_MS:.0f} 毫秒"],
            ["是上限的几倍", f"{p95[who] / LIMIT_MS:.2f}", "1"],
            ["墙上的钟，95% 在", f"{wall:.0f} 毫秒内", ""],
        ]
    rows += [
        ["底线：只问索引，95% 在", f"{index95:.0f} 毫秒内", ""],
        ["督办岗问一次是它的几倍", f"{p95['督办岗'] / index95:.2f}", ""],
        [
            f"变了一件以后的头一问，{CHANGED} 次，中间的一次",
            f"{statistics.median(one.own for one in fresh):.0f} 毫秒",
            "",
        ],
        ["其中最慢的一次", f"{max(one.own for one in fresh):.0f} 毫秒", ""],
        ["从头读十万件、做索引（后台做，一次）", f"{made.own / 1000:.0f} 秒", ""],
        ["下一个进程打开做好的索引", f"{open_.own / 1000:.1f} 秒", ""],
        ["索引占内存", f"{memory:.0f} MB", ""],
    ]
    what = (
        f"{ROWS:,} 件全部已化解。量的是问一次的全程：看有没有新的、读问题、找、取出来遮名。件最多的单位有 "
        f"{many:,} 件。都是处理器时间，墙上的钟另写；量的时候机器负载 {os.getloadavg()[0]:.0f}。"
        "索引只添不重做：满 2,048 件合一段，小段并成大段。"
    )
    said = table(["量什么", "量得", "上限"], rows)
    print(said)
    write_section(FAST, f"{machine()}。\n{what}\n\n{said}", lines)
    return all(one.holds for one in lines)


def main() -> int:
    """Measure both, print, write the paper; 1 where something does not hold."""
    well = quality()
    with tempfile.TemporaryDirectory() as name:
        center = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "center"
        if not center.exists():
            filled(center)
            house = opened(center)
            settle(house)
            house.store.close()
        fast = speed(center)
    return int(not (well and fast))


if __name__ == "__main__":
    sys.exit(main())
