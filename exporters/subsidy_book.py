"""以案定补台账: what each mediator has in a month, to be signed for, and the cases behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from exporters import ledger_book
from exporters.excel import Cell
from exporters.ledger_book import Column, Page
from jiefen_lite.shapes import LedgerHead, MediatorSum, SubsidyLine, SubsidyList

SUMS, CASES = "汇总", "明细"
SIGNED = "制表人：　　　　　　审核人：　　　　　　负责人：　　　　　　　　　年　　月　　日"


def _yuan(fen: int) -> Cell:
    """Yuan as a number for a cell; whole ones stay whole numbers."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def _sum(head: str, kind: str, width: float, of: Callable[[MediatorSum], Cell]) -> Column:
    return Column((head,), kind, width, of, sums=kind in ("count", "money"))


def _case(head: str, kind: str, width: float, of: Callable[[SubsidyLine], Cell]) -> Column:
    return Column((head,), kind, width, of, sums=kind == "money")


def _point(at: int) -> Callable[[SubsidyLine], Cell]:
    def told(line: SubsidyLine) -> Cell:
        point = line.points[at]
        return f"{'－' if point.holds is None else '✓' if point.holds else '✗'} {point.text}"

    return told


SUM_COLUMNS = (
    _sum("序号", "number", 6, lambda _: None),
    _sum("调解员", "text", 16, lambda one: one.mediator),
    _sum("办结件数", "count", 10, lambda one: one.cases),
    _sum("给补贴的件数", "count", 13, lambda one: one.paid_cases),
    _sum("本月补贴（元）", "money", 14, lambda one: _yuan(one.amount_fen)),
    _sum("超过上限不给的（元）", "money", 18, lambda one: _yuan(one.lost_fen)),
    _sum("签字", "text", 20, lambda _: None),
    _sum("备注", "text", 24, lambda _: None),
)
CASE_COLUMNS = (
    _case("序号", "number", 6, lambda _: None),
    _case("案件码", "text", 18, lambda one: one.case_code),
    _case("调解员", "long", 12, lambda one: one.mediator),
    _case("主办单位", "long", 18, lambda one: one.unit or "中心"),
    _case("办结日期", "day", 12, lambda one: one.closed_at.date()),
    _case("等级", "short", 10, lambda one: one.grade),
    _case("为什么", "long", 18, lambda one: one.why),
    _case("调解成功", "long", 14, _point(0)),
    _case("卷宗完整", "long", 22, _point(1)),
    _case("已履行", "long", 16, _point(2)),
    _case("给补贴的人", "long", 16, _point(3)),
    _case("只给一次", "long", 16, _point(4)),
    _case("每件标准（元）", "text", 12, lambda one: f"{one.full_fen // 100}.{one.full_fen % 100:02d}"),
    _case("本月给（元）", "money", 12, lambda one: _yuan(one.amount_fen)),
    _case("为什么不给、少给", "long", 30, lambda one: one.reason),
)


def write(head: LedgerHead, found: SubsidyList, notes: tuple[str, ...], out: Path | BinaryIO) -> int:
    """Write the ledger; how many mediators it has. Totals are added up in fen."""
    whole = MediatorSum(
        "合计",
        len(found.lines),
        sum(one.paid_cases for one in found.sums),
        found.total_fen,
        sum(one.lost_fen for one in found.sums),
    )
    sums = Page(
        SUMS, head, SUM_COLUMNS, found.sums, frozen=2, counted="人", whole=whole, notes=(*notes, SIGNED)
    )
    cases = Page(CASES, head, CASE_COLUMNS, found.lines, frozen=2)
    return ledger_book.write(out, [sums, cases])
