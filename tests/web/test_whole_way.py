"""One ledger's way through the pages: upload, preview, confirm, look, report, take back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, Role
from jiefen_lite.store import batches, cases, learned
from tests.web import support
from tests.web.test_upload import settled

PHONE = support.PHONE
HEADER = [
    "序号",
    "登记日期",
    "申请人",
    "申请人电话",
    "被申请人",
    "纠纷类型",
    "纠纷简要情况",
    "调解结果",
    "包保领导",
]
ROWS = [
    [1, "2026-10-03", "孙立东", PHONE, "宏达公司", "劳动争议", "东风村拖欠工资8600元", "调解成功", "张主任"],
    [2, "2026-13-03", "李某", "", "王某", "邻里纠纷", "宅基地边界争议", "调解成功", "张主任"],
    [3, "2026-10-08", "周桂兰", "", "孙立新", "婚姻家庭", "向阳社区因彩礼返还发生争执", "正在调解", "李书记"],
]  # fmt: skip


def ledger() -> bytes:
    """A month's ledger as towns send it: a title above the header, a bad date in one row."""
    book = openpyxl.Workbook()
    book.active.append(["兴隆岗镇10月人民调解台账"])
    book.active.append(HEADER)
    for row in ROWS:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_ledger_goes_the_whole_way(
    house: House, app: Flask, as_role: Callable[[Role], FlaskClient]
) -> None:
    client, everything = as_role(Role.SUPERVISOR), CaseQuery()
    support.send(client, "/upload", files=[(BytesIO(ledger()), "10月调解台账.xlsx")])
    settled(app)
    batch = batches.list_batches(house.store, support.OPERATOR)[0]
    preview = client.get(f"/batches/{batch.id}").get_data(as_text=True)
    assert (batch.state, batch.channel, batch.counts["new"], batch.counts["rejected"]) == (
        "previewed", "mediation", 2, 1,
    )  # fmt: skip
    assert "包保领导" in preview
    assert cases.count_cases(house.store, support.OPERATOR, everything) == 0

    support.send(client, f"/columns/{batch.id}", **{"column-0": "-"})
    settled(app)
    assert "包保领导" in learned.columns(house.store)["mediation"]
    assert "没见过" not in client.get(f"/batches/{batch.id}").get_data(as_text=True)

    support.send(client, f"/batches/{batch.id}/confirm")
    settled(app)
    found = cases.list_cases(house.store, support.OPERATOR, everything)
    assert len(found) == 2
    for case in found:
        page = client.get(f"/cases/{case.case_code}").get_data(as_text=True)
        assert "据来源台账" in page
        assert support.PHONE not in page
        assert "其他栏目" not in page
        clear = support.send(client, f"/cases/{case.case_code}/reveal", reason="电话核实诉求")
        assert "包保领导" in clear.get_data(as_text=True)

    report = support.send(client, "/reports/health.docx", month="2026-10")
    proof = support.send(client, "/reports/verify", document=(BytesIO(report.data), "体检报告.docx"))
    assert "与数据一致" in proof.get_data(as_text=True)

    support.send(client, f"/batches/{batch.id}/withdraw", reason="传错了月份")
    assert cases.count_cases(house.store, support.OPERATOR, everything) == 0
    assert "已撤回" in client.get(f"/batches/{batch.id}").get_data(as_text=True)
