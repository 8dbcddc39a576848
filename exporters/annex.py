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


def _codes(codes: Sequence[str], values: Sequence[int] = ()) -> str | None:
    if not codes:
        return None
    if len(codes) > MOST_CODES:
        return f"共{len(codes)}件，见“{CODES_SHEET}”"
    if values:
        return "、".join(f"{code}（{value}）" for code, value in zip(codes, values, strict=True))
    return "、".join(codes)


def _rows(figures: Sequence[ReportFigure]) -> Iterator[Sequence[Cell]]:
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
            _codes(one.numerator, one.values),
            _codes(one.denominator),
        )


def _code_rows(figures: Sequence[ReportFigure]) -> Iterator[Sequence[Cell]]:
    for one in figures:
        for side, codes, values in (("分子", one.numerator, one.values), ("分母", one.denominator, ())):
            if len(codes) > MOST_CODES:
                for code, value in zip_longest(codes, values):
                    yield (one.ref, one.name, side, code, value)


def write(report: Report, out: Path | BinaryIO) -> None:
    """Write the annex workbook of a report."""
    title = f"{report.title}附表：每个数字的分子、分母和案件码"
    excel.write_sheets(
        out,
        [
            excel.Sheet("数字清单", title, HEADER, _rows(report.figures)),
            excel.Sheet(
                CODES_SHEET, f"{report.title}附表：{CODES_SHEET}", CODES_HEADER, _code_rows(report.figures)
            ),
        ],
    )
