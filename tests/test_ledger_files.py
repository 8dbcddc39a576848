"""Every row of the workflow guide's section 10, from a workbook through the ordinary import to the case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from jiefen_lite.casejson import line
from jiefen_lite.desk import House
from jiefen_lite.store import cases
from tests import tickets
from tests.factories import OPERATOR
from tests.importers.factories import workbook
from tests.tickets import bring, by_number

IN, OUT = "2025-11-03", "2025-11-10"
WAY = ["register", "accept"]
SIGNED = [*WAY, "dispatch", "sign_receipt"]
AT_TABLE = [*SIGNED, "start_mediation"]
REPORTED = ["submit_feedback", "approve"]


@dataclass(frozen=True)
class Told:
    """What one row of a ledger has to make of a case; ``ends`` are the steps on the day of the result."""

    channel: str
    cells: dict[str, Any]
    steps: list[str]
    ends: int
    status: str
    outcome: str | None = None
    pending: tuple[str, ...] = ()
    satisfaction: str | None = None


HOTLINE = {"诉求类型": "投诉", "承办单位": "人社局", "一级分类": "劳资纠纷"}
TABLE: dict[str, Told] = {
    "登记日期": Told("mediation", {"调解结果": None}, WAY, 0, "accepted"),
    "承办单位正在办理": Told("hotline_12345", {**HOTLINE, "办理结果": "正在办理"}, SIGNED, 0, "signed"),
    "正在调解": Told("mediation", {"调解结果": "正在调解"}, AT_TABLE, 0, "mediating"),
    "化解": Told(
        "mediation",
        {"调解结果": "成功", "结案时间": OUT},
        [*AT_TABLE, "settle", *REPORTED],
        3,
        "closed",
        "resolved",
    ),
    "未化解": Told(
        "mediation",
        {"调解结果": "不成功", "结案时间": OUT},
        [*AT_TABLE, "fail", *REPORTED],
        3,
        "closed",
        "completed_unresolved",
    ),
    "缺办结日期": Told("mediation", {"调解结果": "成功"}, AT_TABLE, 0, "mediating", None, ("closed_at",)),
    "当场化解": Told(
        "grid", {"处置情况": "当场化解"}, [*AT_TABLE, "settle", *REPORTED], 0, "closed", "resolved"
    ),
    "转立案": Told(
        "court_pretrial",
        {"调解结果": "不成功", "结案方式": "转立案", "结案日期": OUT},
        [*SIGNED, "transfer", *REPORTED],
        3,
        "closed",
        "transferred",
    ),
    "诉前不成功": Told(
        "court_pretrial",
        {"调解结果": "不成功", "结案日期": OUT},
        [*AT_TABLE, "fail", *REPORTED],
        3,
        "closed",
        "completed_unresolved",
    ),
    "撤诉": Told(
        "court_pretrial",
        {"调解结果": "撤回", "结案方式": "撤回起诉", "结案日期": OUT},
        [*WAY, "withdraw", "close_ended"],
        2,
        "closed",
        "withdrawn",
    ),
    "不予受理": Told(
        "labor_arbitration",
        {"结案方式": "不予受理", "结案日期": OUT},
        ["register", "refuse", "close_ended"],
        2,
        "closed",
        "not_accepted",
    ),
    "只写办结": Told(
        "hotline_12345",
        {**HOTLINE, "办理结果": "已办结", "办结日期": OUT},
        [*AT_TABLE, "submit_feedback"],
        1,
        "feedback_pending",
        None,
        ("outcome",),
    ),
    "满意度": Told(
        "hotline_12345",
        {**HOTLINE, "办理结果": "已化解，双方达成协议", "办结日期": OUT, "满意度": "满意"},
        [*AT_TABLE, "settle", *REPORTED, "evaluate"],
        4,
        "evaluated",
        "resolved",
        (),
        "satisfied",
    ),
    "检举控告": Told(
        "petition", {"信访目的": "揭发控告", "处理结果": "已化解", "办结时间": OUT}, WAY, 0, "accepted"
    ),
}
#: The columns that every row of a channel has; {} stands for the number of the row.
COMMON: dict[str, dict[str, Any]] = {
    "mediation": {
        "卷号": "(2025)富锦山人调字第{}号",
        "受理时间": IN,
        "申请人": "孙立东",
        "被申请人": "周海峰",
        "联系电话": "13900001234",
        "纠纷类型": "邻里纠纷",
        "纠纷简要情况": "两家因院墙排水口朝向发生争执",
        "案件来源": "当事人申请",
        "调解员": "王秀英",
        "调解结果": None,
        "协议形式": None,
        "结案时间": None,
    },
    "hotline_12345": {
        "工单编号": "GD{}",
        "12345受理时间": IN,
        "诉求类型": None,
        "诉求人姓名": "孙立东",
        "手机号码": "13900001235",
        "诉求区域": "锦山镇",
        "工单内容": "市民反映老板周海峰拖欠工资21600元",
        "一级分类": None,
        "承办单位": None,
        "办结日期": None,
        "办理结果": None,
        "满意度": None,
    },
    "grid": {
        "事件编号": "WG{}",
        "上报时间": IN,
        "网格名称": "锦山镇仁义村第一网格",
        "网格员": "张桂兰",
        "事件来源": "网格员巡查",
        "纠纷类型": "邻里纠纷",
        "纠纷基本情况": "两家因柴垛占道发生口角",
        "纠纷方名称": "孙立东、周海峰",
        "涉及人数": 2,
        "处置情况": None,
        "化解情况": None,
    },
    "court_pretrial": {
        "诉前调案号": "(2025)黑0882诉前调{}号",
        "登记日期": IN,
        "案由": "民间借贷纠纷",
        "原告": "李国庆",
        "被告": "张广生",
        "标的额（元）": 42000,
        "委派调解组织": "富锦市综治中心",
        "委派日期": IN,
        "调解期限届满日": "2025-12-03",
        "调解结果": None,
        "结案方式": None,
        "结案日期": None,
    },
    "labor_arbitration": {
        "仲裁案号": "富劳人仲案〔2025〕{}号",
        "申请日期": IN,
        "申请人": "刘桂芹",
        "被申请人": "富锦市某食品有限公司",
        "案由": "追索劳动报酬",
        "仲裁请求": "支付工资18000元",
        "仲裁员": "陈国栋",
        "结案方式": None,
        "结案日期": None,
    },
    "petition": {
        "信访件编号": "XF{}",
        "信访日期": IN,
        "信访形式": "来访",
        "信访人": "赵永福",
        "人数": 1,
        "问题属地": "锦山镇",
        "信访目的": None,
        "反映内容": "反映村干部在土地流转中侵占集体资金",
        "处理结果": None,
        "办结时间": None,
    },
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A centre into which one file of each channel was brought."""
    with tickets.temporary_house(tmp_path_factory.mktemp("ledgers")) as made:
        for channel, common in COMMON.items():
            rows = [
                [
                    told.cells.get(name, str(value).format(at) if at_number(value) else value)
                    for name, value in common.items()
                ]
                for at, told in enumerate(TABLE.values())
                if told.channel == channel
            ]
            record = bring(made, workbook([list(common), *rows]), name=f"{channel}.xlsx")
            assert (record.channel, record.counts["new"], record.counts["rejected"]) == (
                channel,
                len(rows),
                0,
            )
        yield made


def at_number(value: Any) -> bool:
    """Whether this cell holds the row's number."""
    return isinstance(value, str) and "{}" in value


@pytest.mark.parametrize("name", TABLE)
def test_a_ledger_row_enters_the_loop(house: House, name: str) -> None:
    """The steps with the ledger's dates, where the case stands, its outcome, what is left to a person."""
    told, at = TABLE[name], list(TABLE).index(name)
    number = next(value for value in COMMON[told.channel].values() if at_number(value)).format(at)
    found = by_number(house, number)
    answer = line(found, None)
    assert (answer["status"], answer["outcome"]) == (told.status, told.outcome)
    assert answer["satisfaction"] == told.satisfaction
    assert set(told.pending) == set(found.pending) & {"closed_at", "outcome", "result", "conflict"}
    history = cases.history(house.store, OPERATOR, found.case_code)
    assert [one.action for one in history] == told.steps
    assert all(one.auto and one.actor == "system" for one in history)
    begun = len(told.steps) - told.ends
    assert {f"{one.occurred_at:%Y-%m-%d}" for one in history[:begun]} == {IN}
    assert {f"{one.occurred_at:%Y-%m-%d}" for one in history[begun:]} <= {OUT}
    closed = OUT if told.ends else IN
    ended = told.status in ("closed", "evaluated")
    assert str(found.closed_at)[:10] == (closed if ended else "None")
    reported = "submit_feedback" in told.steps
    assert str(found.feedback_submitted_at)[:10] == (closed if reported else "None")
    assert str(found.accepted_at)[:10] == (IN if "accept" in told.steps else "None")
