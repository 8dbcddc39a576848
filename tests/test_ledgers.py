"""Ledgers that leave the centre: what stands in every column, whose cases, masked, told to the audit log."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exporters import cases as paper
from exporters import ledger_book, mediation_month
from jiefen_lite import casework, intake, ledgers, reports
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.glossary import LEDGERS, NONE
from jiefen_lite.indicators import period_of
from jiefen_lite.ledgers import mediation
from jiefen_lite.shapes import Actor, CaseQuery, LedgerHead, Viewer
from jiefen_lite.store import audit, rewriting, writing
from jiefen_lite.store import ledgers as shelves
from tests import tickets
from tests.factories import CLERK, OPERATOR, SUPERVISOR, handler_of
from tests.importers.factories import workbook
from tests.tickets import LABOUR, bring, by_number, sheet, ticket

NOW = datetime(2025, 12, 1, 9, 0)
MONTH = "2025-11"
#: The day after the month's day of freezing: it closes whoever has reported.
CLOSED = datetime(2025, 12, 9, 9)
ID_NO = "230882199001010003"

#: One case of people's mediation that says something in every column, and what is asked of the others.
WHOLE: dict[str, Any] = {
    "卷号": "(2025)富锦山人调字第12号",
    "协议编号": "(2025)富锦山人调协字第7号",
    "受理时间": "2025-11-03",
    "镇街": "锦山镇",
    "发生地点": "锦山镇仁义村",
    "申请人": "孙立东",
    "被申请人": "周海峰",
    "联系电话": "13900001234",
    "纠纷类型": "邻里纠纷",
    "纠纷简要情况": "孙立东反映周海峰家院墙排水口冲毁自家菜窖，电话13900001234，证号230882199001010003",
    "诉求": "要求周海峰修好菜窖",
    "案件来源": "当事人申请",
    "调解主体": "村调委会",
    "调解组织": "仁义村人民调解委员会",
    "承办人": "王经办",
    "调解员": "王秀英",
    "是否疑难复杂": "是",
    "涉及人数": 3,
    "涉及金额（万元）": 0.12,
    "调解结果": "调解成功，(2025)黑0882诉前调确18号",
    "协议形式": "书面",
    "是否司法确认": "是",
    "履行情况": "部分履行",
    "防止民转刑": "是",
    "防止群体性上访": "5人",
    "结案时间": "2025-11-05",
    "群众评价": "满意",
    "备注": "孙立东已搬走，电话13900001234",
}


def row(number: int, **cells: Any) -> dict[str, Any]:
    """Another case of the same register."""
    volume = {"卷号": f"(2025)富锦山人调字第{number}号", "协议编号": None}
    return {**WHOLE, **volume, "调解结果": "调解成功", **cells}


def register(*rows: dict[str, Any]) -> bytes:
    """A register of people's mediation."""
    return workbook({"台账": [list(WHOLE), *([one.get(name) for name in WHOLE] for one in rows)]})


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A centre with no case."""
    made = tickets.open_house(tmp_path)
    yield made
    made.store.close()


def made(house: House, kind: str, viewer: Viewer = SUPERVISOR, **more: Any) -> Any:
    """A ledger as a workbook that can be looked at."""
    out, month = io.BytesIO(), None if "query" in more else more.pop("month", MONTH)
    as_of = more.pop("as_of", None)
    ledgers.make(house, viewer, ledgers.Order(kind, month, **more), out, now=NOW, as_of=as_of)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def rows_of(page: Worksheet, levels: int = 2) -> list[dict[str, Any]]:
    """The rows below the heads, by their lowest head; the total is the last of them."""
    lowest = [page.cell(2 + levels, at).value for at in range(1, page.max_column + 1)]
    upper = [page.cell(1 + levels, at).value for at in range(1, page.max_column + 1)]
    top = [page.cell(levels, at).value for at in range(1, page.max_column + 1)]
    heads = [low or middle or high for low, middle, high in zip(lowest, upper, top, strict=True)]
    found = []
    for cells in page.iter_rows(min_row=3 + levels, values_only=True):
        found.append(dict(zip(heads, cells, strict=True)))
        if cells[0] == "合计":
            break
    return found


def as_excel_reads(text: str) -> str:
    """A character by its number is one to Excel, unless it is written out."""
    return re.sub(r"_x005F_", "_", text)


def words_of(book: Any) -> str:
    """Everything that stands in a workbook."""
    return "\n".join(
        str(cell) for page in book for cells in page.iter_rows(values_only=True) for cell in cells
    )


# --------------------------------------------------------------------------- 总台账


def test_every_column_of_the_ledger(house: House) -> None:
    """One case that has everything: numbers are numbers, times are times, everything else is text."""
    bring(house, register(WHOLE), name="人民调解台账.xlsx")
    case = by_number(house, "(2025)富锦山人调字第12号")
    found = rows_of(made(house, "cases").worksheets[0])[0]
    assert found == {
        "序号": 1,
        "案件码": case.case_code,
        "来源渠道": "司法调解（人民调解）",
        "来源编号": "(2025)富锦山人调字第12号",
        "登记时间": datetime(2025, 11, 3),
        "受理时间": datetime(2025, 11, 3),
        "镇（街道）": "锦山镇",
        "村（社区）": "仁义村",
        "网格": NONE,  # registers of mediation have none
        "一级类型": "邻里",
        "二级类型": case.type_l2 or NONE,
        "简易/复杂": "复杂",
        "风险": found["风险"],
        "涉及人数": 3,
        "涉及金额（万元）": 0.12,
        "申请人": "孙**",
        "被申请人": "周**",
        "简要情况": "孙**反映周**家院墙排水口冲毁自家菜窖，电话139****1234，证号230882********0003",
        "诉求": "要求周**修好菜窖",
        "主办单位": case.responsible_unit,
        "协办单位": found["协办单位"],
        "承办人": "王经办",
        "办理时限": "复杂20日",
        "到期日": datetime(2025, 11, 24),
        "延期次数": 0,
        "签收时间": NONE,  # the register tells of none
        "首次联系时间": NONE,
        "调解方式": NONE,
        "状态": "已评价",
        "结果": "化解",
        "协议形式": "书面",
        "协议编号": "(2025)富锦山人调协字第7号",
        "司法确认": "已确认 (2025)黑0882诉前调确18号",
        "履行情况": "部分履行",
        "办结时间": datetime(2025, 11, 5),
        "用时（天）": 2,
        "是否超期": "否",
        "督办次数": NONE,
        "满意度": "满意",
        "回访": NONE,
        "关联/并案码": NONE,
        "备注": "孙**已搬走，电话139****1234",
        "成因": found["成因"],
        "标签": found["标签"],
        "待确认": found["待确认"],
    }
    assert tuple(found) == paper.HEADER
    assert found["风险"] in ("低", "中", "高")
    assert found["协办单位"] == ("、".join(case.assisting_units) or NONE)
    assert found["标签"] == ("、".join(case.tags) or NONE)


def test_the_page_is_as_the_guide_has_it(house: House) -> None:
    """Title, unit and date, two rows of heads, D5, filters, A4 across, heads on every page, page numbers."""
    bring(house, register(WHOLE, row(13)), name="人民调解台账.xlsx")
    page = made(house, "cases").worksheets[0]
    assert page["A1"].value == "富锦市综治中心矛盾纠纷台账（2025年11月）"
    told = [cell.value for cell in page[2] if cell.value]
    assert told[:2] == ["填报单位：富锦市社会治安综合治理中心", "填报日期：2025年12月1日"]
    assert told[2].startswith("口径：2025年11月登记的件；一件一行，并案的只列主件；办理情况截至")
    assert told[3] == "当事人信息已脱敏　督办王 2025-12-01 09:00 导出　数据截至 2025-12-01 09:00"
    groups = [cell.value for cell in page[3] if cell.value]
    assert groups == [
        *("序号", "案件码", "来源", "纠纷地", "分类", "规模", "当事人", "事由", "承办", "时限"),
        *("结果", "结果", "其他"),  # a printed page ends within
    ]
    merged = {str(one) for one in page.merged_cells.ranges}
    assert {"A3:A4", "B3:B4", "C3:F3", "P3:Q3"} <= merged  # heads
    assert (page.freeze_panes, page.auto_filter.ref) == ("D5", "A4:AS6")
    setup = page.page_setup
    assert (setup.orientation, setup.paperSize) == ("landscape", 9)
    assert (page.print_title_rows, page.print_title_cols) == ("$1:$4", "$A:$B")
    assert "第 &P 页，共 &N 页" in page.oddFooter.center.text.replace("&9", "")
    assert "当事人信息已脱敏" in page.oddHeader.right.text
    widths = [page.column_dimensions[openpyxl.utils.get_column_letter(at)].width for at in range(1, 46)]
    assert all(6 <= width <= 41 for width in widths)
    assert not [cell for cells in page.iter_rows() for cell in cells if cell.data_type == "f"]


def test_the_last_row_adds_up_cases_people_and_money_and_nothing_else(house: House) -> None:
    bring(house, register(WHOLE, row(13, 涉及人数=4, **{"涉及金额（万元）": 2.5})), name="人民调解台账.xlsx")
    page = made(house, "cases").worksheets[0]
    total = rows_of(page)[-1]
    told = {name: value for name, value in total.items() if value is not None}
    assert told == {"序号": "合计", "案件码": 2, "涉及人数": 7, "涉及金额（万元）": 2.62}
    assert page.cell(7, 2).number_format == '0"件"'


NASTY = [
    "=1+1",
    "@SUM(A1)",
    "-2",
    "＝1",
    "230882199001010003456",
    "<b>&amp;",
    "𠮷家村",
    "a\x0bb",
    "_x0041_",
    "{{7*7}}",
]


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_text(text: str) -> None:
    """Formulas, long numbers, rare characters, control characters: in a cell they are what they were."""
    head = LedgerHead(text, text, date(2025, 12, 1), text, text)
    columns = (
        ledger_book.Column(("甲", "序号"), "count", 6, lambda _: None),
        ledger_book.Column((text, text), "text", 20, lambda one: one),
        ledger_book.Column((text, text), "long", 20, lambda one: one),
        *[ledger_book.Column((text, "空"), "short", 9, lambda _: None)] * 2,
    )
    out = io.BytesIO()
    ledger_book.write(out, [ledger_book.Page("台账", head, columns, [text])])
    page = openpyxl.load_workbook(io.BytesIO(out.getvalue())).worksheets[0]
    for cell in (page["B5"], page["C5"]):
        assert (cell.data_type, cell.number_format) == ("s", "@")
        assert as_excel_reads(cell.value) == text.replace("\x0b", " ")
    assert text.replace("\x0b", " ") in as_excel_reads(page["A1"].value)


def test_a_ledger_longer_than_a_sheet_goes_on_over_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads on each, the total on the last alone; a text that no cell can hold says that it was cut."""
    monkeypatch.setattr(ledger_book, "MOST_ROWS", 6)
    columns = (
        ledger_book.Column(("序号", "序号"), "number", 6, lambda _: None),
        ledger_book.Column(("甲", "甲"), "text", 20, lambda one: one),
        ledger_book.Column(("乙", "数"), "count", 9, lambda one: len(one), sums=True),
        *[ledger_book.Column(("乙", "空"), "short", 9, lambda _: None)] * 2,
    )
    head, out = LedgerHead("表", "单位", date(2025, 12, 1), "口径", "标记"), io.BytesIO()
    things = ["长" * 40_000, "b", "c"]
    assert ledger_book.write(out, [ledger_book.Page("台账", head, columns, things)]) == 3
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert book.sheetnames == ["台账", "台账2"]
    first, second = ([[cell.value for cell in row[:3]] for row in page.iter_rows(min_row=4)] for page in book)
    assert first[0] == second[0] == [None, None, "数"]
    assert first[1][1].endswith("……（未完）")
    assert [row[0] for row in first[1:]] == [1, 2]
    assert second[1:] == [[3, "c", 1], ["合计", 3, 40_002]]


def test_in_clear_only_for_who_may_with_a_reason_and_a_mark(house: House) -> None:
    """Names and numbers stand in it as they are; it says so in red, and why."""
    bring(house, register(WHOLE), name="人民调解台账.xlsx")
    book = made(house, "cases", OPERATOR, reason="信访局核对，李主任批准")
    found = rows_of(book.worksheets[0])[0]
    assert (found["申请人"], found["备注"]) == ("孙立东", "孙立东已搬走，电话13900001234")
    assert "证号230882199001010003" in found["简要情况"]
    mark = next(cell for cell in book.worksheets[0][2] if cell.value and "明文" in cell.value)
    assert "信访局核对，李主任批准" in mark.value
    assert mark.font.color.rgb == "FFC00000"
    assert "严禁外传" in book.worksheets[0].oddHeader.right.text
    for viewer in (CLERK, handler_of(LABOUR)):
        with pytest.raises(NotAllowed):
            made(house, "cases", viewer, reason="信访局核对，李主任批准")
    with pytest.raises(JiefenError, match="事由"):
        made(house, "cases", OPERATOR, reason=" ")
    kept = [json.loads(one["detail"]) for one in audit.entries(house.store, OPERATOR, limit=3)]
    assert [one["reason"] for one in kept if one.get("masked") is False] == ["信访局核对，李主任批准"]


def test_the_audit_log_comes_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """No entry, no ledger: of no kind."""

    def full(*_about: object, **_more: object) -> None:
        raise JiefenError("写不了审计日志")

    bring(house, register(WHOLE), name="人民调解台账.xlsx")
    for kind in LEDGERS:
        made(house, kind)
        last = audit.entries(house.store, OPERATOR, limit=1)[0]
        assert (last["action"], last["object"]) == ("export", f"ledger:{kind}")
        assert json.loads(last["detail"])["month"] == MONTH
    monkeypatch.setattr(audit, "record", full)
    for kind in LEDGERS:
        out = io.BytesIO()
        with pytest.raises(JiefenError, match="审计"):
            ledgers.make(house, SUPERVISOR, ledgers.Order(kind, MONTH), out, now=NOW)
        assert out.getvalue() == b""


def test_a_unit_gets_its_own_cases_and_no_statistics(house: House) -> None:
    bring(house, sheet([ticket("T1"), ticket("T2", 承办单位="住建局")]))
    viewer = handler_of(LABOUR)
    page = made(house, "cases", viewer).worksheets[0]
    assert [one["来源编号"] for one in rows_of(page)[:-1]] == ["T1"]
    assert page["A1"].value == f"富锦市综治中心矛盾纠纷台账（2025年11月，{LABOUR}）"
    assert page["A2"].value == f"填报单位：{LABOUR}"
    for kind in ("overdue", "repeat", "prominent", "confirmation", "returned"):
        assert "T2" not in words_of(made(house, kind, viewer))
    with pytest.raises(NotAllowed, match="督办岗"):
        made(house, "mediation", viewer)
    assert "mediation" not in ledgers.kinds_for(viewer)


def test_somebody_without_cases_gets_none(house: House) -> None:
    bring(house, sheet([ticket("T1")]))
    nobody = Viewer(8, "管理", frozenset(), None)
    assert rows_of(made(house, "cases", nobody).worksheets[0])[0]["序号"] == "合计"


def test_who_asked_for_secrecy_stands_in_no_ledger_of_the_unit(house: House) -> None:
    header = (*tickets.TICKET, "是否保密", "备注")
    bring(house, sheet([ticket("T1", 是否保密="是", 备注="孙立东说不要告诉厂里")], header))
    told = words_of(made(house, "cases", handler_of(LABOUR)))
    assert "（要求保密）" in told
    assert "孙" not in told


def test_an_empty_month_is_an_empty_ledger(house: House) -> None:
    """Title, heads and a total of nothing; the form's check holds."""
    for kind in LEDGERS:
        page = made(house, kind, month="2024-05").worksheets[0]
        levels = 3 if kind == "mediation" else 2
        (total,) = rows_of(page, levels)
        assert total[next(iter(total))] == "合计"
        assert page.cell(3 + levels, 2).value == 0
        assert "2024年5月" in page["A1"].value
    assert words_of(made(house, "mediation", month="2024-05")).count("平。") == 5


@pytest.mark.parametrize("month", ["2025Q4", "2025", "去年", ""])
def test_a_ledger_is_of_one_month(house: House, month: str) -> None:
    for kind in LEDGERS:
        with pytest.raises(JiefenError, match=r"2026-10|2025|月份|统计期"):
            made(house, kind, month=month)
    assert audit.entries(house.store, OPERATOR) == []


def test_a_selection_says_what_was_selected(house: House) -> None:
    bring(house, sheet([ticket("T1"), ticket("T2", 诉求区域="长安镇", 诉求地址="长安镇")]))
    query = CaseQuery(town="锦山镇", text="工资", open_only=True)
    page = made(house, "cases", query=query).worksheets[0]
    assert [one["来源编号"] for one in rows_of(page)[:-1]] == ["T1"]
    assert page["A1"].value == "富锦市综治中心矛盾纠纷台账（选出的件）"
    basis = next(cell.value for cell in page[2] if cell.value and cell.value.startswith("口径"))
    assert basis.startswith("口径：镇（街道）：锦山镇；搜索：“工资”；只看在办；")
    red = made(house, "cases", query=CaseQuery(light="red", channel="hotline_12345"), as_of=date(2026, 2, 1))
    assert [one["是否超期"] for one in rows_of(red.worksheets[0])[:-1]] == ["是", "是"]


def test_the_day_asked_for_governs_lateness_and_no_more(house: House) -> None:
    """Rows show the case as it stands now, so nothing above them may say that they show an earlier day."""
    bring(house, register(WHOLE), name="人民调解台账.xlsx")
    for kind, told, untold in (
        ("cases", "办理情况截至2025-12-01 09:00，是否超期看到2025-11-03", "办理情况截至2025-11-03"),
        ("overdue", "未报结的超期天数算到2025-11-03", "填报日；"),
    ):
        text = words_of(made(house, kind, as_of=date(2025, 11, 3)))
        assert told in text
        assert untold not in text
    assert "是否超期看到" not in words_of(made(house, "cases"))


# --------------------------------------------------------------------------- 专题台账


def test_the_overdue_list_names_the_cases_of_the_figure(house: House) -> None:
    """As many as the indicator counts, with the days they are late; frozen with the month."""
    bring(house, sheet([ticket("T1"), ticket("T2"), ticket("T3", **tickets.DONE)]))
    table = reports.indicator_table(house, SUPERVISOR, period_of(MONTH), "all", NOW)
    wanted = set(table.rows[0].figures["overdue_count"].numerator)
    page = made(house, "overdue").worksheets[0]
    found = rows_of(page)
    assert {one["案件码"] for one in found[:-1]} == wanted
    assert wanted
    first = next(one for one in found if one["报结时间"] == NONE)
    assert first["超期天数"] == (NOW - first["到期日"]).days
    assert first["到期时承办单位"] == LABOUR
    reports.freeze(house, OPERATOR, MONTH, CLOSED)
    bring(house, sheet([ticket("T9", **{"12345受理时间": "2025-11-04 09:00:00"})]), name="补.xlsx")
    assert {one["案件码"] for one in rows_of(made(house, "overdue").worksheets[0])[:-1]} == wanted


def test_cases_that_were_taken_back_after_the_freezing_are_told(house: House) -> None:
    record = bring(house, sheet([ticket("T1"), ticket("T2")]))
    reports.freeze(house, OPERATOR, MONTH, CLOSED)
    intake.withdraw(house, OPERATOR, record.id, "传错了", NOW)
    book = made(house, "overdue")
    assert rows_of(book.worksheets[0])[0]["序号"] == "合计"
    assert "另有2件所在的批次后来撤回了" in words_of(book)


def test_the_repeat_list_names_who_came_again(house: House) -> None:
    bring(house, sheet([ticket("T1"), ticket("T2", **{"12345受理时间": "2025-11-12 09:20:00"})]))
    (again,) = rows_of(made(house, "repeat").worksheets[0])[:-1]
    assert (again["来源编号"], again["申请人"]) == ("T2", "孙**")


def test_the_prominent_list_has_the_columns_of_the_guide(house: House) -> None:
    """High risk: of this month, and from before where it still runs."""
    story = "三十多名农民工堵门讨薪，扬言不给钱就跳楼"
    day = {"12345受理时间": "2025-10-08 09:00:00"}
    rows = [
        ticket("T1", 工单内容=story),
        ticket("T2", 工单内容=story, **day),
        ticket("T3", 工单内容=story, **{**day, **tickets.DONE}),
        ticket("T4"),
    ]
    bring(house, sheet(rows))
    page = made(house, "prominent").worksheets[0]
    found = rows_of(page)[:-1]
    numbers = {by_number(house, name).case_code: name for name in ("T1", "T2", "T3", "T4")}
    assert [numbers[one["案件码"]] for one in found] == ["T2", "T1"]
    assert list(found[0]) == [
        *("序号", "案件码", "单位", "简要情况", "责任单位", "责任人", "化解时限", "化解情况"),
        *("交办督办情况", "销号情况"),
    ]
    assert (found[0]["单位"], found[0]["化解情况"], found[0]["销号情况"]) == (
        "锦山镇",
        "已签收（待办）",
        "未销号",
    )
    assert found[0]["交办督办情况"] == NONE  # nobody has given it out here, and the file tells no day


def test_a_prominent_dispute_was_given_out_where_somebody_did_so_or_its_file_says_so(house: House) -> None:
    told = "三十多名农民工堵门讨薪，扬言不给钱就跳楼"
    dispatched = ticket("T2", 工单内容=told, 派单时间="2025-11-04")
    bring(house, sheet([ticket("T1", 工单内容=told), dispatched], header=(*dispatched,)))

    def given() -> list[str]:
        return [one["交办督办情况"] for one in rows_of(made(house, "prominent").worksheets[0])[:-1]]

    assert given() == [NONE, f"2025-11-04 交{LABOUR}"]
    case_id = by_number(house, "T1").case_id
    give_back(house, case_id, "材料不全，补齐后再派")
    step(house, case_id, "dispatch", data={"responsible_unit": LABOUR})
    assert given() == [f"2025-12-01 交{LABOUR}", f"2025-11-04 交{LABOUR}"]


def test_the_confirmation_list_names_written_agreements(house: House) -> None:
    bring(
        house, register(WHOLE, row(13, 协议形式="口头"), row(14, 是否司法确认="否")), name="人民调解台账.xlsx"
    )
    found = rows_of(made(house, "confirmation").worksheets[0])
    assert [one["协议编号"] for one in found[:-1]] == [
        "(2025)富锦山人调协字第7号",
        "(2025)富锦山人调字第14号",
    ]
    assert [one["确认情况"] for one in found[:-1]] == ["已确认", "未确认"]
    first = found[0]
    assert (first["协议日期"], first["申请截止日"]) == (datetime(2025, 11, 5), datetime(2025, 12, 5))
    assert (first["裁定号"], first["调解员"], first["履行情况"]) == (
        "(2025)黑0882诉前调确18号",
        "王秀英",
        "部分履行",
    )
    assert (found[-1]["涉及金额（万元）"], found[-1]["案件码"]) == (0.24, 2)


def test_the_list_of_returns_has_a_row_for_every_return(house: House) -> None:
    """Who returned it, when, why; the reason as masked as everything."""
    bring(house, sheet([ticket("T1")]))
    code = by_number(house, "T1").case_code
    give_back(house, by_number(house, "T1").case_id, "不属本单位职权，孙立东应找住建局")
    found = rows_of(made(house, "returned", month="2025-12").worksheets[0])
    assert (found[0]["案件码"], found[0]["退件单位"]) == (code, LABOUR)
    assert (found[0]["理由"], found[0]["核定人"]) == ("不属本单位职权，孙**应找住建局", "督办王")
    assert (found[0]["本件共退件（次）"], found[0]["状态"]) == (1, "已受理（待研判分流）")
    assert rows_of(made(house, "returned").worksheets[0])[0]["序号"] == "合计"  # none in November


def give_back(house: House, case_id: int, reason: str) -> None:
    """A supervisor lets a unit return a case."""
    step(house, case_id, "return_case", reason=reason, data={"ground": "信息不全"})


def step(house: House, case_id: int, action: str, **more: Any) -> None:
    """A supervisor takes a step with a case."""
    with house.store.writing():
        case = writing.load_case(house.store, case_id)
        actor = Actor("督办王", "supervisor", LABOUR)
        events = casework.advance(case, action, at=NOW, now=NOW, actor=actor, roles=SUPERVISOR.roles, **more)
        rewriting.save_case(house.store, case, events)


# --------------------------------------------------------------------------- 人民调解统计月报


IN_WORK = {"案件来源": "主动调解", "调解结果": "正在调解"}


def month_of(house: House) -> Any:
    """The statistics of November."""
    return mediation.month(house, SUPERVISOR, period_of(MONTH), NOW)


def test_the_statistics_by_committee(house: House) -> None:
    """Every column, worked out by hand; the sums agree."""
    rows = [
        WHOLE,
        row(
            13,
            调解主体=None,
            调解组织="城东街道人民调解委员会",
            镇街="城东街道",
            发生地点="城东街道",
            案件来源="接受委托移送（法院）",
            纠纷类型="校园意外伤害",
            协议形式="口头",
            是否疑难复杂="否",
            是否司法确认="否",
            履行情况="已履行",
            涉及人数=2,
            防止民转刑="否",
            防止群体性上访=None,
        ),
        row(
            14,
            调解主体=None,
            调解组织=None,
            案件来源="主动调解",
            调解结果="正在调解",
            结案时间=None,
            协议形式=None,
        ),
    ]
    bring(house, register(*rows), name="人民调解台账.xlsx")
    found = month_of(house)
    assert [one.name for one in found.rows] == [
        "城东街道人民调解委员会",
        "仁义村人民调解委员会",
        "锦山镇人民调解委员会",
    ]
    by_name = {one.name: one for one in found.rows}
    village, street, town = (
        by_name["仁义村人民调解委员会"],
        by_name["城东街道人民调解委员会"],
        by_name["锦山镇人民调解委员会"],
    )
    assert (len(village.total), village.people, len(village.succeeded), village.difficult) == (1, 3, 1, 1)
    assert (village.kinds, village.origins, village.types) == ({"村": 1}, {"依申请调解": 1}, {"邻里": 1})
    assert (village.written, village.confirmed, village.performed) == (1, 1, 0)
    assert (village.against_crime, village.against_petition) == ((1, 3), (1, 5))
    assert (street.kinds, street.origins) == ({"街道": 1}, {"法院": 1})
    assert (street.oral, street.performed, street.against_crime) == (1, 1, (0, 0))
    assert (town.kinds, town.origins, len(town.succeeded)) == ({"乡镇": 1}, {"主动调解": 1}, 0)
    whole = found.whole
    assert (len(whole.total), whole.people, len(whole.succeeded), whole.amount_fen) == (3, 8, 2, 360_000)
    assert [one.holds for one in found.checks] == [True] * 5


def test_the_form_begins_in_row_six_and_adds_up(house: House) -> None:
    bring(house, register(WHOLE, row(13, 纠纷类型="婚姻家庭纠纷")), name="人民调解台账.xlsx")
    page = made(house, "mediation").worksheets[0]
    found = rows_of(page, 3)
    assert page["A6"].value == 1
    assert page.freeze_panes == "C6"
    assert (page["B6"].value, found[0]["婚姻家庭"], found[0]["邻里"]) == ("仁义村人民调解委员会", 1, 1)
    total = found[-1]
    assert (total["案件总数（件）"], total["涉及金额（万元）"], total["书面协议"]) == (2, 0.24, 2)
    assert page.cell(7, 2).number_format == '0"个调委会"'
    heads = [page.cell(3, at).value for at in range(1, page.max_column + 1)]
    groups = [one for one in heads if one]
    assert groups == [
        *("序号", "调解委员会", "总体情况", "调解主体（件）", "案件来源（件）", "纠纷类型（件）"),
        *("协议与履行（件）", "防止激化"),
    ]
    assert len(mediation_month.COLUMNS) == 2 + 5 + 6 + 7 + 18 + 4 + 4
    behind = rows_of(made(house, "mediation")["件清单"])
    assert (behind[-1]["案件总数"], behind[-1]["调解成功"], behind[-1]["金额（万元）"]) == (2, 2, 0.24)


def test_sums_that_do_not_agree_are_told_in_red_and_nothing_is_changed(house: House) -> None:
    """A register that does not say by whom, from where, of what type, in which form."""
    bare = row(13, 卷号=None, 调解主体=None, 调解组织=None, 案件来源=None, 纠纷类型=None, 协议形式=None)
    bare["纠纷简要情况"] = "双方说不清楚"
    bring(house, register(WHOLE, bare), name="人民调解台账.xlsx")
    page = made(house, "mediation").worksheets[0]
    column = [cells[0] for cells in page.iter_rows(min_col=3, max_col=3)]
    lines = [cell for cell in column if "自检" in str(cell.value)]
    fails = [cell for cell in lines if "不平" in cell.value]
    assert [cell.value.split("：")[1].split("，")[0] for cell in fails] == [
        "Σ调解主体 1 ≠ 案件总数 2",
        "Σ案件来源 1 ≠ 案件总数 2",
        "Σ纠纷类型 1 ≠ 案件总数 2",
        "Σ协议形式 1 ≠ 调解成功数 2",
    ]
    assert {cell.font.color.rgb for cell in fails} == {"FFC00000"}
    assert [cell.font.bold for cell in lines] == ["不平" in cell.value for cell in lines]
    assert all("FJ2025" in cell.value for cell in fails)  # which case it is
    assert rows_of(page, 3)[-1]["案件总数（件）"] == 2


def test_a_frozen_month_keeps_its_cases(house: House) -> None:
    """What comes later is not in it; what was taken back is missed out loud."""
    first = bring(house, register(WHOLE), name="人民调解台账.xlsx")
    bring(house, register(row(13)), name="人民调解台账2.xlsx")
    reports.freeze(house, OPERATOR, MONTH, CLOSED)
    bring(house, register(row(14)), name="人民调解台账3.xlsx")
    assert len(month_of(house).whole.total) == 2
    intake.withdraw(house, OPERATOR, first.id, "传错了", NOW)
    found = month_of(house)
    assert (len(found.whole.total), sum(len(one.total) for one in found.rows)) == (2, 1)
    assert not found.checks[0].holds
    assert "Σ各调委会 1 ≠ 案件总数 2" in found.checks[0].text


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("仁义村人民调解委员会", "村"),
        ("村调委会", "村"),
        ("向阳社区人民调解委员会", "居（社区）"),
        ("居民委员会调委会", "居（社区）"),
        ("锦山镇人民调解委员会", "乡镇"),
        ("城东街道调委会", "街道"),
        ("某某公司调委会", "企事业单位"),
        ("医疗纠纷人民调解委员会", "社会团体和其他组织"),
        ("道路交通事故调委会", "社会团体和其他组织"),
        ("调委会", None),
        (None, None),
    ],
)
def test_the_kind_of_a_committee_by_its_name(words: str | None, kind: str | None) -> None:
    assert mediation.kind_of(words) == kind


@pytest.mark.parametrize(
    ("words", "origin"),
    [
        ("当事人申请", "依申请调解"),
        ("主动调解", "主动调解"),
        ("接受委托移送（公安）", "公安"),
        ("接受委托移送（检察院）", "检察院"),
        ("法院委派", "法院"),
        ("信访局转来", "信访"),
        ("接受委托移送", "其他"),
        ("其他", "其他"),
        ("其它", "其他"),
        ("电话", None),
        (None, None),
    ],
)
def test_the_origin_of_a_case_by_what_is_said(words: str | None, origin: str | None) -> None:
    assert mediation.origin_of(words) == origin


@pytest.mark.parametrize(
    ("words", "people"),
    [
        *(
            (no, None)
            for no in ("否", "0", "0件", "0人", "0件0人", "不涉及", "未发生", "没有", "无。", "/", "")
        ),
        *((tick, 7) for tick in ("是", "1", "1件", "√", "2026年10月5日制止持械")),
        *(("1人", 1), ("3", 3), ("3人", 3), ("1件2人", 2), ("1件30人", 30)),
    ],
)
def test_people_kept_from_worse_by_what_is_said(house: House, words: str, people: int | None) -> None:
    bring(house, register(row(13)), name="人民调解台账.xlsx")
    case = ledgers_case(house)._replace(people_count=7)
    told = case.told._replace(against_crime=words, against_petition=words)
    found = mediation.Form(house).case(
        case._replace(told=told), total=frozenset({case.case_code}), succeeded=frozenset()
    )
    assert (found.against_crime, found.against_petition) == (people, people)


def test_types_fold_as_the_rules_say(house: House) -> None:
    """21 types into 18; a second-level type may fold otherwise than its first."""
    form = mediation.Form(house)
    bring(house, register(row(13)), name="人民调解台账.xlsx")
    case = ledgers_case(house)
    folds = {
        kind.id: form._type(case._replace(type_l1=kind.id, type_l2=None)) for kind in house.book.types.types
    }
    assert set(folds.values()) <= set(mediation.FORM_TYPES)
    assert len(set(folds.values())) == 18
    campus = next(kind.id for kind in house.book.types.types if kind.name.startswith("校园"))
    assert form._type(case._replace(type_l1=campus, type_l2="学生打架/欺凌")) == "损害赔偿"
    assert form._type(case._replace(type_l1=None)) is None


def ledgers_case(house: House) -> Any:
    """The first case as ledgers read it."""
    ids = shelves.ids_of(house.store, OPERATOR, CaseQuery())
    return next(shelves.read(house.store, OPERATOR, ids))[0]
