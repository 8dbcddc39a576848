"""The form of the 综治中心月报, an Excel workbook; a county changes its own copy in Excel.

As the documents guide lists it (part d4): two sheets of figures under two-row heads that every printed page
repeats, and a sheet with the cases behind each number.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.worksheet.pagebreak import Break  # type: ignore[import-untyped]

from templates import settled

TITLE, HEAD, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
_EDGE = Side("thin", color="000000")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_GREY = PatternFill("solid", fgColor="E7E6E6")
_LINE, _HEAD_LINE = 16.5, 20.0

COUNTS = (
    ("registered_count", "登记"),
    ("intake_count", "受理"),
    ("dispatched", "分流"),
    ("signed", "签收"),
    ("closed_count", "办结"),
    ("resolved_count", "化解"),
    ("unresolved_count", "未化解"),
    ("transferred_count", "移送"),
    ("withdrawn_count", "撤回"),
    ("overdue_count", "超期"),
    ("resolution_rate", "化解率"),
)
SPREAD = (
    ("一、受理与来源", "channels"),
    ("二、办理", "handling"),
    ("三、纠纷类型", "types"),
    ("四、地域分布", "towns"),
)
QUALITY = (
    ("五、群体与风险", "risks"),
    ("六、调解与确认", "mediation"),
    ("七、满意度", "satisfaction"),
    ("八、督办预警\n吹哨会诊", "supervision"),
    ("九、同比环比", "comparison"),
)


class _Sheet:
    """One sheet being written from the top down."""

    def __init__(self, page: Any, widths: Sequence[float]) -> None:
        self.page = page
        self.row = 0
        self.width = len(widths)
        for number, width in enumerate(widths):
            page.column_dimensions[chr(65 + number)].width = width
        page.page_setup.paperSize = 9  # A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_margins.left = page.page_margins.right = 0.5
        page.page_margins.top, page.page_margins.bottom = 0.7, 0.7
        page.print_options.horizontalCentered = True
        page.oddFooter.center.text = "第 &P 页 共 &N 页"

    def line(self, texts: Sequence[tuple[int, int, str]], height: float = _LINE, **how: Any) -> int:
        """A row of (first column, last column, text), counted from 1; merged where it is wider than one."""
        self.row += 1
        self.page.row_dimensions[self.row].height = height
        for first, last, text in texts:
            for column in range(first, last + 1):
                self._cell(column, text if column == first else None, **how)
            if last > first:
                self.page.merge_cells(
                    start_row=self.row, end_row=self.row, start_column=first, end_column=last
                )
        return self.row

    def steer(self, tag: str) -> None:
        """A row that only steers the filling and vanishes."""
        self.row += 1
        self.page.cell(self.row, 2, tag).font = Font(BODY, size=9, color="7F7F7F")

    def _cell(
        self, column: int, text: str | None, *, font: str = BODY, size: float = 10.5, align: str = "center",
        box: bool = True, fill: bool = False, wrap: bool = False, bold: bool = False,
    ) -> None:  # fmt: skip
        cell = self.page.cell(self.row, column)
        cell.value = text
        cell.font = Font(font, size=size, bold=bold)
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=wrap)
        if box:
            cell.border = _BOX
        if fill:
            cell.fill = _GREY

    def label(self, first: int, last: int) -> None:
        """The first column of these rows becomes one cell, of all turns where the end of a loop is in."""
        self.page.merge_cells(start_row=first, end_row=last, start_column=1, end_column=1)
        self.page.cell(first, 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def head(self, sheet_title: str) -> None:
        """Title, who reports, of which period, as of when: the same above every sheet."""
        last, middle = self.width, self.width // 2
        self.line([(1, last, sheet_title)], 32, font=TITLE, size=18, box=False)
        self.line([(1, middle, "填报单位：{{ center }}")], font=BODY, align="left", box=False)
        self._beside(middle + 1, "填报日期：{{ dated }}")
        self.line([(1, middle, "填报人：　　　　　　审核人：")], align="left", box=False)
        self._beside(middle + 1, "统计期：{{ period }}　单位：件")
        self.line(
            [(1, last, "数据截止 {{ as_of }}　口径版本 {{ formula_version }}　{{ state }}")],
            size=9, align="left", box=False,
        )  # fmt: skip

    def _beside(self, column: int, text: str) -> None:
        self._cell(column, text, align="right", box=False)
        self.page.merge_cells(
            start_row=self.row, end_row=self.row, start_column=column, end_column=self.width
        )

    def columns(self, groups: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Two rows of column heads; a group of one column stands over both."""
        upper: list[tuple[int, int, str]] = []
        lower: list[tuple[int, int, str]] = []
        column = 1
        for group, names in groups:
            width = max(len(names), 1)
            upper.append((column, column + width - 1, group))
            lower += [(column + at, column + at, name) for at, name in enumerate(names or [""])]
            column += width
        how: dict[str, Any] = {"font": HEAD, "fill": True, "wrap": True}
        first = self.line(upper, _HEAD_LINE, **how)
        self.line([one for one in lower if one[2]], _HEAD_LINE, **how)
        column = 1
        for _, names in groups:
            if not names:
                for row in (first, first + 1):
                    self.page.cell(row, column).border = _BOX
                self.page.merge_cells(
                    start_row=first, end_row=first + 1, start_column=column, end_column=column
                )
            column += max(len(names), 1)
        self.page.print_title_rows = f"1:{self.row}"
        self.page.freeze_panes = f"C{self.row + 1}"


def _spread(page: Any) -> None:
    sheet = _Sheet(page, (14, 21, *([7.2] * 10), 10))
    sheet.head("{{ title }}（一至四）")
    sheet.columns(
        (
            ("分区", ()),
            ("项目", ()),
            ("受理", ("登记", "受理")),
            ("办理", ("分流", "签收", "办结", "化解", "未化解", "移送", "撤回", "超期")),
            ("化解率", ()),
        )
    )
    for label, name in SPREAD:

        def cells(owner: str, label: str = label) -> list[tuple[int, int, str]]:
            texts = [
                label,
                f"{{{{ {owner}.name }}}}",
                *(f"{{{{ {owner}.{column} }}}}" for column, _ in COUNTS),
            ]
            return [(at, at, text) for at, text in enumerate(texts, 1)]

        if name == "handling":
            sheet.line(cells("handling_total"))
            continue
        sheet.steer(f"{{%tr for row in {name}_rows %}}")
        first = sheet.line(cells("row"))
        sheet.steer("{%tr endfor %}")
        last = sheet.line(cells(f"{name}_total"), font=HEAD, fill=True)
        sheet.label(first, last)


def _quality(page: Any) -> None:
    sheet = _Sheet(page, (14, 24, 10, 7, 9, 10, 16, 10, 16, 24))
    page.page_setup.orientation = "landscape"
    sheet.head("{{ title }}（五至十）")
    sheet.columns(
        (
            ("分区", ()),
            ("项目", ()),
            ("本月", ("数值", "分子", "分母")),
            ("与{{ before }}比", ("{{ before }}", "环比")),
            ("与去年同期比", ("去年同期", "同比")),
            ("说明", ()),
        )
    )
    columns = ("name", "value", "n", "d", "previous", "mom", "year_before", "yoy", "note")
    for label, name in QUALITY:
        sheet.steer(f"{{%tr for row in {name}_rows %}}")
        texts = [label, *(f"{{{{ row.{column} }}}}" for column in columns)]
        row = sheet.line([(at, at, text) for at, text in enumerate(texts, 1)], wrap=True)
        sheet.steer("{%tr endfor %}")
        sheet.label(row, row + 1)
    page.row_breaks.append(Break(sheet.row))  # remarks and definitions stand together
    sheet.steer("{%tr for remark in remarks %}")
    row = sheet.line(
        [(1, 1, "十、备注\n（异常说明）"), (2, sheet.width, "{{ remark }}")], align="left", wrap=True
    )
    sheet.steer("{%tr endfor %}")
    sheet.label(row, row + 1)
    sheet.line([(1, sheet.width, "口径说明")], font=HEAD, align="left", box=False)
    sheet.steer("{%tr for definition in definitions %}")
    sheet.line([(1, sheet.width, "{{ definition }}")], 13.5, size=9, align="left", box=False, wrap=True)
    sheet.steer("{%tr endfor %}")


def _codes(page: Any) -> None:
    sheet = _Sheet(page, (15, 19, 9, 7, 145))
    page.page_setup.orientation = "landscape"
    sheet.line([(1, 5, "{{ title }}（件号清单）")], 28, font=TITLE, size=16, box=False)
    names = ("分区", "项目", "栏目", "件数", "案件码")
    how: dict[str, Any] = {"font": HEAD, "fill": True}
    sheet.line([(at, at, name) for at, name in enumerate(names, 1)], _HEAD_LINE, **how)
    page.print_title_rows, page.freeze_panes = "1:2", "A3"
    sheet.steer("{%tr for row in codes_rows %}")
    texts = ("{{ row.part }}", "{{ row.name }}", "{{ row.column }}", "{{ row.count }}", "{{ row.codes }}")
    sheet.line([(at, at, text) for at, text in enumerate(texts, 1)], 13.5, size=8.5, wrap=True, align="left")
    sheet.steer("{%tr endfor %}")


def write(out: Path) -> None:
    """Write the shipped form of the 综治中心月报."""
    book = Workbook()
    _spread(book.active)
    book.active.title = "一至四"
    _quality(book.create_sheet("五至十"))
    _codes(book.create_sheet("件号清单"))
    book.properties.creator = ""
    made = io.BytesIO()
    book.save(made)
    settled.write(out, made.getvalue())
