"""Sample workbooks of what a text file cannot show: merged cells, several and hidden sheets, real numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from tests.importers.factories import workbook

TITLE = "富锦市2025年11月矛盾纠纷排查化解台账"
FORM = ["填报单位：锦山镇综治中心（盖章）", None, None, None, "填报日期：2025年12月1日"]
LEDGER = ["序号", "卷号", "登记日期", "当事人", "纠纷简要情况", "调解结果"]


def _case(number: int, who: str = "孙立东", day: Any = "2025-11-03") -> list[Any]:
    return [number, f"M{number:02}", day, who, f"第{number}件：两家因地界争执", "成功"]


def typical() -> bytes:
    """The usual form of a ledger kept by hand: title, form line, two lines of header, total, notes."""
    rows = [
        [TITLE],
        FORM,
        ["序号", "基本情况", None, None, "当事人", None, "处理结果", "调解员", "责任单位"],
        [None, "时间", "地点", "类型", "姓名", "电话", None, None, None],
        [
            1,
            "2025-11-03",
            "仁义村",
            "邻里纠纷",
            "孙立东",
            "13900001234",
            "已化解",
            "王秀英",
            "锦山镇综治中心",
        ],
        [2, "2025-11-04", "仁义村", "邻里纠纷", "刘桂芹", "13900005678", "正在调解", "王秀英", None],
        [3, "2025-11-05", "仁义村", "合同纠纷", "赵永福、钱玉", None, "已化解", "陈国栋", None],
        [None] * 9,
        ["合 计", None, None, None, 3, None, None, None, None],
        ["填表人：张某   审核人：李某   联系电话：0454-1234567"],
        ["备注：1.本表每月5日前报送"],
        ["2.本表一式两份"],
    ]
    merge = ["A1:I1", "A3:A4", "B3:D3", "E3:F3", "G3:G4", "H3:H4", "I3:I4", "I5:I7", "E7:F7"]
    return workbook({"人民调解台账": rows}, merge=merge)


def three_lines() -> bytes:
    """A header of three lines."""
    rows = [
        ["序号", "基本情况", None, "双方情况", None, None, None, "调解结果"],
        [None, "登记日期", "简要情况", "申请人", None, "被申请人", None, None],
        [None, None, None, "姓名", "电话", "姓名", "电话", None],
        [1, "2025-11-03", "两家因地界争执", "孙立东", "13900001234", "周海峰", "13900005678", "成功"],
    ]
    merge = ["A1:A3", "B1:C1", "D1:G1", "H1:H3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"]
    return workbook({"人民调解台账": rows}, merge=merge)


def tables() -> bytes:
    """Long instructions above, a second ledger with another header below, statistics below that."""
    rules = [
        [f"{number}. 登记日期填写受理当天；当事人写全名；简要情况不少于二十字"] for number in range(1, 15)
    ]
    rows = [
        ["填表说明"],
        *rules,
        ["序 号", "卷 号", "登 记\n日 期", "当 事 人", "纠纷简要情况", "调解\n结果"],
        _case(1),
        ["第 1 页"],
        LEDGER,
        _case(2, "刘桂芹"),
        [None] * 6,
        ["序号", "卷号", "当事人", "纠纷简要情况", "登记日期", "涉及金额（万元）"],
        [3, "M03", "赵永福", "因买卖化肥欠款", "2025-11-05", 3.2],
        [None] * 6,
        ["纠纷类型", "件数", "化解数", None, None, None],
        ["邻里纠纷", 2, 2, None, None, None],
    ]
    return workbook({"人民调解台账": rows}, merge=["A1:F1"])


def side_by_side() -> bytes:
    """Two ledgers beside each other, a blank column between."""
    head = [*LEDGER, None, *LEDGER]
    rows = [head, [*_case(11), None, *_case(13, "赵永福")], [*_case(12, "刘桂芹"), None, *[None] * 6]]
    return workbook({"人民调解台账": rows})


def sheets() -> bytes:
    """A sheet for each town, a visible list of codes and a hidden one."""

    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    return workbook(
        {
            "锦山镇": [LEDGER, _case(21)],
            "城东街道": [LEDGER, _case(22, "刘桂芹")],
            "字典": [["类型", "编号"], ["邻里纠纷", "01"]],
            "码表": [["类型", "编号"], ["合同纠纷", "02"]],
        },
        touch=hide,
    )


def monthly() -> bytes:
    """The monthly form of people's mediation: one committee a line, counts only, rows from the sixth on."""
    rows = [
        ["人民调解案件统计月报表"],
        ["填报单位：富锦市司法局"],
        ["调委会", "调解案件情况", None, None, None, None],
        [None, "案件总数", "其中", None, None, "调解成功"],
        [None, None, "婚姻家庭", "邻里", "合同", None],
        ["锦山镇调委会", 12, 3, 4, 5, 11],
        ["城东街道调委会", 9, 3, 3, 3, 9],
    ]
    ledger = {"人民调解台账": [LEDGER, _case(31)], "统计月报": rows}
    return workbook(ledger, merge=["A1:F1", "A3:A5", "B3:F3", "B4:B5", "C4:E4", "F4:F5"])


def numbers() -> bytes:
    """Numbers that Excel counts with: long ones have lost their digits; days as their serial numbers."""
    header = ["工单编号", "来话内容", "录入时间", "市民电话", "身份证号", "诉求类型"]
    story = "来电人称物业长期不修电梯，多次沟通无果"
    rows = [
        header,
        [12345202511030000217, story, "2025-11-03", None, None, "投诉"],
        ["T02", story, "2025-11-03", None, 230882199001010000.0, "投诉"],
        ["T03", story, 45964, 13900001234.0, None, "投诉"],
        ["T04", story, date(2025, 11, 3), None, None, "投诉"],
        ["2.02511E+15", story, "2025-11-03", None, None, "投诉"],
        ["T06", story, 61000, None, None, "投诉"],
    ]
    return workbook({"工单": rows})


def page() -> bytes:
    """A web page under the name of a workbook, in the coding of an old system."""
    lines = ["<tr>" + "".join(f"<td>{'' if cell is None else cell}</td>" for cell in row) + "</tr>"
             for row in (LEDGER, _case(41))]  # fmt: skip
    return f"<html><table>{''.join(lines)}</table></html>".encode("gb18030")


def tabs() -> bytes:
    """A text table with tabs under the name of a workbook, in GB 18030."""
    return "\n".join("\t".join(map(str, row)) for row in (LEDGER, _case(42, "李㛃"))).encode("gb18030")


MADE: dict[str, Callable[[], bytes]] = {
    "typical.xlsx": typical,
    "three_lines.xlsx": three_lines,
    "tables.xlsx": tables,
    "side_by_side.xlsx": side_by_side,
    "sheets.xlsx": sheets,
    "monthly.xlsx": monthly,
    "numbers.xlsx": numbers,
    "page.xls": page,
    "tabs.xls": tabs,
}
