"""The annex of a report: every figure of the paper with its formula and the cases it was counted from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from exporters import excel
from exporters.excel import Cell
from jiefen_lite.shapes import Report, ReportFigure

LABEL = "附表"
HEADER = (
    *("编号", "所在位置", "指标", "定义", "口径版本", "统计期", "分子", "分母", "算式", "显示值"),
    *("分子案件码", "分母案件码"),
)
CODES_HEADER = ("编号", "指标", "分子或分母", "案件码", "天数或人数")
CODES_SHEET = "案件码清单"
MOST_CODES = 20  # as many stand in one cell; longer lists stand on the second sheet, one code a row


class _Lists:
    """Where a list of codes stands: many figures of a paper are counted from the same cases."""

    def __init__(self) -> None:
        self._first: dict[tuple[tuple[str, ...], tuple[int, ...]], str] = {}

    def told(self, ref: str, side: str, codes: tuple[str, ...], values: tuple[int, ...] = ()) -> str | None:
        """What the cell of a figure says of its cases."""
        if not codes:
            return None
        if len(codes) <= MOST_CODES:
            if values:
                return "、".join(f"{code}（{value}）" for code, value in zip(codes, values, strict=True))
            return "、".join(codes)
        here = f"{ref}{side}"
        first = self._first.setdefault((codes, values), here)
        where = f"见“{CODES_SHEET}”" if first == here else f"同{first}"
        return f"共{len(codes)}件，{where}"

    def is_here(self, ref: str, side: str, codes: tuple[str, ...], values: tuple[int, ...] = ()) -> bool:
        """Whether the list of this figure is written down, not that of an earlier one."""
        return self._first.get((codes, values)) == f"{ref}{side}"


def _rows(figures: Sequence[ReportFigure], lists: _Lists) -> Iterator[Sequence[Cell]]:
    for one in figures:
        yield (
            one.ref,
            one.place,
            one.name,
            one.definition,
            one.formula_version,
            one.period,
            one.n,
            one.d,
            one.working,
            one.shown,
            lists.told(one.ref, "分子", one.numerator, one.values),
            lists.told(one.ref, "分母", one.denominator),
        )


def _code_rows(figures: Sequence[ReportFigure], lists: _Lists) -> Iterator[Sequence[Cell]]:
    for one in figures:
        sides: tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...] = (
            ("分子", one.numerator, one.values),
            ("分母", one.denominator, ()),
        )
        for side, codes, values in sides:
            if lists.is_here(one.ref, side, codes, values):
                for code, value in zip_longest(codes, values):
                    yield (one.ref, one.name, side, code, value)


def write(report: Report, out: Path | BinaryIO, keywords: str = "") -> None:
    """Write the annex workbook of a report; ``keywords`` are the marks of the paper it belongs to."""
    name = report.title.replace("\n", "")
    title = f"{name}附表：每个数字的分子、分母和案件码"
    lists = _Lists()
    excel.write_sheets(
        out,
        [
            excel.Sheet("数字清单", title, HEADER, _rows(report.figures, lists)),
            excel.Sheet(
                CODES_SHEET,
                f"{name}附表：{CODES_SHEET}",
                CODES_HEADER,
                _code_rows(report.figures, lists),
            ),
        ],
        keywords=keywords,
    )
