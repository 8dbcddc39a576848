"""How long a search of 100,000 cases takes, against the bare index and against looking at every text.

More than sixty searches as people type them: names, numbers in every writing, words of one, two and more
characters, places, units, types, several words, nothing there. Each is understood, found, counted and read
for its page, for the centre's supervisor and for somebody of a unit; 95 in a hundred may take 50 ms.
In the same run: the index alone (FTS5, the newest fifty of the same words), and LIKE over every summary.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from import_speed import NOW, ROWS
from ledger import filled, opened
from paper import Line, machine, table, write_section

from jiefen_lite import caselist, demo, finding, text
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, Role, Viewer
from jiefen_lite.store import cases

LIMIT_MS = 50.0
TURNS = 3
SUPERVISOR = Viewer(1, "督办", frozenset({Role.SUPERVISOR}))
#: Two characters and more, out of the stories; the last are in none.
WORDS = [
    "工资", "拖欠", "彩礼", "宅基地", "承包地", "物业", "供暖", "噪音",
    "打架", "借款", "欠条", "赔偿", "邻居", "医院", "装修", "漏水",
    "摔伤", "合同", "押金", "退费", "拖欠工资", "农民工工资", "承包合同", "物业服务",
    "施工噪音", "交通事故", "夫妻吵架", "多次催要", "一直没给", "要求退还", "航天飞机", "珊瑚礁石",
]  # fmt: skip
SINGLE = ("地", "钱", "墙", "狗", "鲸")
SEVERAL = ("工资 拖欠", "物业 漏水", "承包地 合同", "城东 工资", "人社局 工资", "信访 工资", "医院 赔偿 多次")


@dataclass(frozen=True)
class Search:
    """One search, and what of its kind it is."""

    kind: str
    words: str


def searches(house: House) -> list[Search]:
    """The mix; names and numbers of people and cases are taken from the store."""
    some = cases.list_cases(
        house.store, SUPERVISOR, CaseQuery(limit=8, offset=ROWS // 2), unmask=True, full=False
    )
    people = [party for case in some for party in case.parties if party.phone and party.name]
    centre = demo.center()
    found: list[Search] = []

    def add(kind: str, *words: str) -> None:
        found.extend(Search(kind, one) for one in words)

    for at, party in enumerate(people[:6]):
        phone, id_no = party.phone or "", party.id_no or ""
        add("姓名", party.name or "")
        add("电话", (phone, f"{phone[:3]} {phone[3:7]} {phone[7:]}", f"+86-{phone}")[at % 3])
        add("证件号码", (id_no, f"{id_no[:6]} {id_no[6:14]} {id_no[14:]}")[at % 2])
    for at, case in enumerate(some[:6]):
        code, number = case.case_code, case.sources[0].source_no or ""
        day, _dash, running = code.partition("-")
        add("案件码", (code, code.lower().replace("-", ""), f"{day}-{int(running)}")[at % 3])
        add("来源编号", (number, f"{number[:5]}-{number[5:13]}-{number[13:]}", number[-7:])[at % 3])
        add("案件码末尾", (f"{day[-4:]}-{int(running)}", running)[at % 2])
    add("两个字以上的词", *WORDS)
    add("一个字", *SINGLE)
    add("几个词", *SEVERAL)
    add("镇、村", *(town.name for town in centre.region.towns[:4]))
    add("镇、村", *(town.villages[0].name for town in centre.region.towns[:4] if town.villages))
    add("单位", "人社局", "市住建局", "公安局", "民政局")
    add("渠道、类型", "信访", "12345", "物业", "拖欠工资", "彩礼返还", "劳动人事")
    return found


def milliseconds(work: Callable[[], object]) -> float:
    """The middle of several turns."""
    taken = []
    for _turn in range(TURNS):
        begin = time.process_time()
        work()
        taken.append((time.process_time() - begin) * 1000)
    return statistics.median(taken)


def ours(house: House, viewer: Viewer, words: str) -> None:
    """One search as a page does it."""
    with house.store.reading():
        query = finding.understood(house, viewer, CaseQuery(text=words))
        page = caselist.page(house, viewer, query, NOW.date())
        for one in page.rows:
            finding.why(one.case, query.asked)


def bare(house: House, words: str) -> None:
    """The index alone: the newest fifty that have all pairs of characters."""
    tokens = text.search_tokens(words) or [words]
    match = " AND ".join(f'"{token}"' for token in tokens)
    asked = (
        "SELECT c.* FROM case_search s JOIN cases c ON c.id = s.rowid WHERE case_search MATCH ? "
        "ORDER BY c.received_at DESC LIMIT 50"
    )
    with house.store.reading():
        house.store.db.execute_sql(asked, (match,)).fetchall()


def like(house: House, words: str) -> None:
    """Every summary looked at."""
    asked = "SELECT * FROM cases WHERE summary LIKE ? ORDER BY received_at DESC LIMIT 50"
    with house.store.reading():
        house.store.db.execute_sql(asked, (f"%{words}%",)).fetchall()


def most_of(taken: Sequence[float]) -> float:
    """95 in a hundred take no longer."""
    return statistics.quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]


def main() -> int:
    """Measure, print, write the paper; 1 where the limit is broken."""
    with tempfile.TemporaryDirectory() as name:
        center = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "center"
        if not center.exists():
            filled(center)
        house = opened(center)
        mix = searches(house)
        units = [unit for unit in demo.center().units if unit.kind == "department"]
        handler = Viewer(2, "承办", frozenset({Role.HANDLER}), units[0].name)
        ours(house, SUPERVISOR, "工资")  # the deciders are built once a server
        own = {one: milliseconds(lambda one=one: ours(house, SUPERVISOR, one.words)) for one in mix}  # type: ignore[misc]
        of_unit = [milliseconds(lambda one=one: ours(house, handler, one.words)) for one in mix]  # type: ignore[misc]
        plain = [one for one in mix if one.kind in ("两个字以上的词", "镇、村", "单位")]
        index = [milliseconds(lambda one=one: bare(house, one.words)) for one in plain]  # type: ignore[misc]
        every = [milliseconds(lambda one=one: like(house, one.words)) for one in plain]  # type: ignore[misc]
        house.store.close()
    p95 = most_of(list(own.values()))
    same = most_of([own[one] for one in plain])
    kinds = dict.fromkeys(one.kind for one in mix)
    rows = [
        [f"{kind}（{len(taken)} 种写法）", f"{statistics.median(taken):.0f} 毫秒", f"{max(taken):.0f} 毫秒"]
        for kind in kinds
        for taken in [[own[one] for one in mix if one.kind == kind]]
    ]
    totals = table(
        ["量什么", "量得", "上限"],
        [
            [f"督办岗搜 {len(mix)} 种，95% 在", f"{p95:.0f} 毫秒内", f"{LIMIT_MS:.0f} 毫秒"],
            ["是上限的几倍", f"{p95 / LIMIT_MS:.2f}", "1"],
            ["一个单位的承办人搜同样的，95% 在", f"{most_of(of_unit):.0f} 毫秒内", f"{LIMIT_MS:.0f} 毫秒"],
            [f"底线：光查索引（{len(plain)} 种词），95% 在", f"{most_of(index):.0f} 毫秒内", ""],
            ["我们搜同样的词是它的几倍", f"{same / most_of(index):.2f}", ""],
            ["对照：逐件翻简要情况（LIKE），95% 在", f"{most_of(every):.0f} 毫秒内", ""],
            ["我们搜同样的词是它的几分之几", f"{same / most_of(every):.2f}", ""],
        ],
    )
    text_ = f"{totals}\n\n{table(['搜什么', '中间的一次', '最慢的一种'], rows)}"
    print(text_)
    what = (
        f"{ROWS:,} 件。每一种量 {TURNS} 次取中间的一次，连同认词、找、数（数到 300 件为止）、"
        "取一页五十件和写明为什么找到。底线和对照在同一次运行里量，只取最新的五十件，不数。"
        f"都是处理器时间；量的时候机器负载 {os.getloadavg()[0]:.0f}。"
    )
    lines = [
        Line(f"{who}，95% 在", f"{taken:.0f} 毫秒内", f"上限 {LIMIT_MS:.0f} 毫秒", taken <= LIMIT_MS)
        for who, taken in (("督办岗", p95), ("一个单位的承办人", most_of(of_unit)))
    ]
    write_section("十万件里搜一次", f"{machine()}。\n{what}\n\n{text_}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
