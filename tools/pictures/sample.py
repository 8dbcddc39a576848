"""The ledger that the pictures show being uploaded: a few invented lines, with what a clerk meets."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]

NAME = "信访清单.xlsx"
HEADER = (
    *("序号", "信访件编号", "信访日期", "信访人", "联系电话", "问题属地"),
    *("内容分类", "反映内容", "办结状态", "包保领导"),
)
STORIES = (
    (
        "孙立东",
        "13945670012",
        "兴隆岗镇",
        "劳动和社会保障-拖欠工资",
        "反映在某工地干活，拖欠 12 名木工工资约 18 万元",
    ),
    ("赵永福", "13836450077", "锦山镇", "农村农业-土地流转", "要求合作社支付两年土地流转费 4.6 万元"),
    ("孟宪坤", "1393645", "城西街道", "城乡建设-物业服务", "反映小区电梯停运一个多月，物业一直不修"),
    (
        "刘桂芹",
        "15145670031",
        "大榆树镇",
        "农村农业-宅基地",
        "与邻居因院墙和排水沟发生争执，村里调解两次没有结果",
    ),
    ("周海峰", "13704540066", "二龙山镇", "交通运输-道路", "反映村里桥面塌陷，大车绕行"),
)


def write(folder: Path, today: date) -> Path:
    """The workbook; one number is damaged by Excel, one phone too short, one day missing."""
    book = Workbook()
    sheet = book.active
    sheet.title = "信访清单"
    sheet.append([f"{today.year}年{today.month}月信访事项清单"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
    sheet.append(list(HEADER))
    for number, (who, phone, town, kind, story) in enumerate(STORIES, 1):
        day = today - timedelta(days=7 + len(STORIES) - number)
        code = f"XF230882{day:%Y%m%d}{number:03}"
        sheet.append([number, code, f"{day:%Y-%m-%d}", who, phone, town, kind, story, "办理中", "张主任"])
    sheet.append(
        [6, 2.02511e15, f"{today:%Y-%m-%d}", "钱玉", "", "锦山镇", "其他", "邻里通行", "办理中", "李书记"]
    )
    sheet.append(
        [7, "XF-7", None, "吴国栋", "", "长安镇", "其他", "反映灌溉用水分配不均", "办理中", "李书记"]
    )
    sheet.append(["合计", None, None, "7 件"])
    path = folder / NAME
    book.save(path)
    return path
