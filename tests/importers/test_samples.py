"""One usual row after the other of all seven channels, typed into a sheet and read field by field."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

from typing import Any

import pytest

from tests.importers.factories import fields_of, opened, rows_of, shipped_book, workbook

MEDIATION = ["卷号", "受理时间", "申请人", "被申请人", "纠纷类型", "纠纷简要情况", "案件来源", "调解员", "调解结果", "协议形式",
             "涉及金额", "结案时间"]  # fmt: skip
POLICE = [
    "接警单编号",
    "报警时间",
    "警情地址",
    "报警内容",
    "管辖单位名",
    "接警报警类别",
    "反馈报警类别",
    "反馈报警类型",
    "警情处理结果",
]
COURT = ["诉前调案号", "登记日期", "案由", "原告", "被告", "标的额（元）", "委派调解组织", "委派日期（移交签收日）",
         "调解期限届满日", "调解结果", "结案方式"]  # fmt: skip
PETITION = ["信访件编号", "信访日期", "信访形式", "信访人", "人数", "问题属地", "内容分类", "信访诉求", "初件/重件", "办理类型",
            "责任部门", "限办时间", "办结状态"]  # fmt: skip
LABOR = [
    "案号",
    "申请日期",
    "受理日期",
    "申请人",
    "被申请人",
    "案由",
    "仲裁请求",
    "标的总额",
    "届满日",
    "结案方式",
]
HOTLINE = ["案件公文号", "来话内容", "录入时间", "诉求类型", "详细地址", "案件主类型名", "部门名称", "规定完成时间", "实际完成时间",
           "处理结果", "坐席满意度"]  # fmt: skip
GRID = ["序号", "上报时间", "网格名称", "网格员", "事件来源", "纠纷类型", "排查地点", "纠纷基本情况", "纠纷方名称", "纠纷方电话",
        "涉及人数", "规模", "处置情况"]  # fmt: skip


def party(name: str, role: str = "applicant", **more: Any) -> dict[str, Any]:
    """A party as the reader makes it."""
    return {"role": role, "name": name, **more}


CASES: list[tuple[str, list[str], list[Any], dict[str, Any]]] = [
    (
        "mediation",
        MEDIATION,
        ["(2025)富锦山人调字第12号", "2025-11-03", "孙立东", "周海峰", "邻里纠纷", "两家因院墙排水口朝向发生争执", "当事人申请",
         "王秀英", "成功", "书面", "0.12万元", "2025-11-05"],
        {
            "source_no": "(2025)富锦山人调字第12号", "received_at": "2025-11-03", "clock_start_at": "2025-11-03",
            "parties": [party("孙立东"), party("周海峰", "respondent")], "raw_type": "邻里纠纷",
            "summary": "两家因院墙排水口朝向发生争执", "case_origin": "当事人申请", "mediator": "王秀英", "result": "成功",
            "agreement_form": "written", "amount_fen": 120_000, "amount_text": "0.12万元", "closed_at": "2025-11-05",
        },
    ),
    (
        "mediation",
        MEDIATION,
        ["(2025)富城东人调字第31号", "2025年11月6日", "刘桂芹", "刘志强、刘志刚", "婚姻家庭纠纷", "母亲要求两子按月给付赡养费",
         "主动调解", "陈国栋", "成功", "口头", "—", "2025年11月6日"],
        {
            "source_no": "(2025)富城东人调字第31号", "received_at": "2025-11-06", "clock_start_at": "2025-11-06",
            "parties": [party("刘桂芹"), party("刘志强", "respondent"), party("刘志刚", "respondent")],
            "raw_type": "婚姻家庭纠纷", "summary": "母亲要求两子按月给付赡养费", "case_origin": "主动调解", "mediator": "陈国栋",
            "result": "成功", "agreement_form": "oral", "closed_at": "2025-11-06",
        },
    ),
    (
        "mediation",
        MEDIATION,
        ["(2025)富兴隆岗人调字第9号", "2025.11.12", "赵永福等7人", "富锦市某种植专业合作社", "山林土地纠纷", "流转费逾期未付",
         "接受委托移送（信访）", "李春明", "正在调解", "", "25.42万元", ""],
        {
            "source_no": "(2025)富兴隆岗人调字第9号", "received_at": "2025-11-12", "clock_start_at": "2025-11-12",
            "parties": [party("赵永福"), party("富锦市某种植专业合作社", "respondent", is_org=True)], "people_count": 7,
            "raw_type": "山林土地纠纷", "summary": "流转费逾期未付", "case_origin": "接受委托移送（信访）", "mediator": "李春明",
            "result": "正在调解", "amount_fen": 25_420_000, "amount_text": "25.42万元",
        },
    ),
    (
        "police_110",
        POLICE,
        ["J23088220251103000217", "2025-11-03 19:42:11", "富锦市城东街道某小区3号楼2单元", "楼上住户深夜跳绳，双方争吵",
         "城东派出所", "群众紧急求助", "纠纷", "邻里纠纷", "现场调解，双方未达成一致"],
        {
            "source_no": "J23088220251103000217", "received_at": "2025-11-03T19:42:11", "clock_start_at": "2025-11-03",
            "place": "富锦市城东街道某小区3号楼2单元", "summary": "楼上住户深夜跳绳，双方争吵", "town": "城东派出所",
            "category": "纠纷", "subcategory": "邻里纠纷", "raw_type": "邻里纠纷", "result": "现场调解，双方未达成一致",
            "extra": {"接警报警类别": "群众紧急求助"},
        },
    ),
    (
        "police_110",
        POLICE,
        ["J23088220251115000133", "2025-11-15 21:08:02", "富锦市锦山镇某屯", "女方称丈夫酒后推搡", "锦山派出所",
         "行政（治安）类警情", "", "家庭暴力", "出具告诫书"],
        {
            "source_no": "J23088220251115000133", "received_at": "2025-11-15T21:08:02", "clock_start_at": "2025-11-15",
            "place": "富锦市锦山镇某屯", "summary": "女方称丈夫酒后推搡", "town": "锦山派出所", "category": "行政（治安）类警情",
            "subcategory": "家庭暴力", "raw_type": "家庭暴力", "result": "出具告诫书",
        },
    ),
    (
        "court_pretrial",
        COURT,
        ["(2025)黑0882诉前调123号", "2025-11-03", "民间借贷纠纷", "李国庆", "张广生", 42000, "富锦市综治中心", "2025-11-04",
         "2025-12-04", "调解成功", "(2025)黑0882诉前调确18号"],
        {
            "source_no": "(2025)黑0882诉前调123号", "received_at": "2025-11-03", "raw_type": "民间借贷纠纷",
            "parties": [party("李国庆"), party("张广生", "respondent")], "amount_fen": 4_200_000, "amount_text": "42000",
            "responsible_unit": "富锦市综治中心", "clock_start_at": "2025-11-04", "source_due": "2025-12-04",
            "result": "调解成功", "closing_way": "(2025)黑0882诉前调确18号", "confirmed": True,
            "linked_nos": ["(2025)黑0882诉前调确18号"],
        },
    ),
    (
        "court_pretrial",
        COURT,
        ["（2025）黑0882诉前调131号", "2025/11/7", "物业服务合同纠纷", "富锦市某物业服务有限公司", "王秀兰", 1860.50,
         "城西街道调委会", "2025/11/10", "2025/12/10", "正在调解", None],
        {
            "source_no": "(2025)黑0882诉前调131号", "received_at": "2025-11-07", "raw_type": "物业服务合同纠纷",
            "parties": [party("富锦市某物业服务有限公司", is_org=True), party("王秀兰", "respondent")],
            "amount_fen": 186_050, "amount_text": "1860.5", "responsible_unit": "城西街道调委会",
            "clock_start_at": "2025-11-10", "source_due": "2025-12-10", "result": "正在调解",
        },
    ),
    (
        "court_pretrial",
        COURT,
        ["(2025)黑0882诉前调140号", "2025年11月11日", "机动车交通事故责任纠纷", "陈立华", "刘海波、某财产保险富锦支公司", "86300",
         "道路交通事故调委会", "2025年11月12日", "2025年12月12日", "不成功（保险公司不同意调解）", "转立案 (2025)黑0882民初980号"],
        {
            "source_no": "(2025)黑0882诉前调140号", "received_at": "2025-11-11", "raw_type": "机动车交通事故责任纠纷",
            "parties": [party("陈立华"), party("刘海波", "respondent"),
                        party("某财产保险富锦支公司", "respondent", is_org=True)],
            "amount_fen": 8_630_000, "amount_text": "86300", "responsible_unit": "道路交通事故调委会",
            "clock_start_at": "2025-11-12", "source_due": "2025-12-12", "result": "不成功（保险公司不同意调解）",
            "closing_way": "转立案 (2025)黑0882民初980号", "new_case_no": "(2025)黑0882民初980号",
        },
    ),
    (
        "petition",
        PETITION,
        ["XF23088220251103004", "2025/11/3", "来访", "赵永福等7人", 7, "兴隆岗镇", "990000 其它", "要求支付流转费并解除合同", "初件",
         "交办", "市农业农村局（协办：兴隆岗镇）", "2026/1/4", "办理中"],
        {
            "source_no": "XF23088220251103004", "received_at": "2025-11-03", "clock_start_at": "2025-11-03",
            "parties": [party("赵永福")], "people_count": 7, "place": "兴隆岗镇", "raw_type": "其它",
            "claim": "要求支付流转费并解除合同", "repeat": False, "responsible_unit": "市农业农村局",
            "assisting_units": ["兴隆岗镇"], "source_due": "2026-01-04", "result_status_text": "办理中",
            "extra": {"信访形式": "来访", "办理类型": "交办", "内容分类": "990000 其它"},
        },
    ),
    (
        "petition",
        PETITION,
        ["XF23088220251106011", "2025/11/6", "网上", "匿名", 1, "城西街道", "城乡建设-物业服务", "反映小区电梯长期停运", "初件",
         "转送", "市住建局", "2026/1/5", "办理中"],
        {
            "source_no": "XF23088220251106011", "received_at": "2025-11-06", "clock_start_at": "2025-11-06",
            "parties": [{"role": "applicant", "anonymous": True}], "people_count": 1, "place": "城西街道",
            "raw_type": "城乡建设-物业服务", "claim": "反映小区电梯长期停运", "repeat": False, "responsible_unit": "市住建局",
            "source_due": "2026-01-05", "result_status_text": "办理中", "extra": {"信访形式": "网上", "办理类型": "转送"},
        },
    ),
    (
        "petition",
        PETITION,
        ["XF23088220251110019", "2025/11/10", "来信", "孟宪坤", 1, "大榆树镇", "劳动和社会保障-拖欠工资", "拖欠 12 名木工工资",
         "重件（原件 XF23088220250827007）", "督办", "市人社局", "2026/1/9", "已调解、履行中"],
        {
            "source_no": "XF23088220251110019", "received_at": "2025-11-10", "clock_start_at": "2025-11-10",
            "parties": [party("孟宪坤")], "people_count": 1, "place": "大榆树镇", "raw_type": "劳动和社会保障-拖欠工资",
            "claim": "拖欠 12 名木工工资", "repeat": True, "linked_nos": ["XF23088220250827007"],
            "responsible_unit": "市人社局", "source_due": "2026-01-09", "result_status_text": "已调解、履行中",
            "extra": {"信访形式": "来信", "办理类型": "督办"},
        },
    ),
    (
        "labor_arbitration",
        LABOR,
        ["富劳人仲案字〔2025〕第12号", "2025-10-28", "2025-11-03", "王大伟",
         "富锦市某建筑劳务有限公司（91230882MA00000000，虚构）", "追索劳动报酬", "支付 2025年7-9月工资 21600 元", "21600.00",
         "2025-12-18", "调解中"],
        {
            "source_no": "富劳人仲案字〔2025〕12号", "applied_at": "2025-10-28", "received_at": "2025-11-03",
            "clock_start_at": "2025-11-03",
            "parties": [party("王大伟"), party("富锦市某建筑劳务有限公司", "respondent", is_org=True,
                                            id_no="91230882MA00000000")],
            "raw_type": "追索劳动报酬", "claim": "支付 2025年7-9月工资 21600 元", "amount_fen": 2_160_000,
            "amount_text": "21600.00", "source_due": "2025-12-18", "result": "调解中",
        },
    ),
    (
        "labor_arbitration",
        LABOR,
        ["富劳人仲案字[2025]14号", "2025-11-04", "2025-11-07", "李春艳等12人", "某农产品加工厂", "未签书面合同二倍工资",
         "工资合计 15.6 万元", "24万元", "2025-12-22", "已立案"],
        {
            "source_no": "富劳人仲案字〔2025〕14号", "applied_at": "2025-11-04", "received_at": "2025-11-07",
            "clock_start_at": "2025-11-07", "people_count": 12,
            "parties": [party("李春艳"), party("某农产品加工厂", "respondent", is_org=True)],
            "raw_type": "未签书面合同二倍工资", "claim": "工资合计 15.6 万元", "amount_fen": 24_000_000,
            "amount_text": "24万元", "source_due": "2025-12-22", "result": "已立案",
        },
    ),
    (
        "labor_arbitration",
        LABOR,
        ["富劳人仲案（2025）第15号", "2025.11.5", "2025.11.10", "陈刚", "富锦市某物流有限公司", "工伤保险待遇",
         "一次性伤残补助金等 9.3 万元", 93000, "2025.12.25", "调解结案（2025.11.24）"],
        {
            "source_no": "富劳人仲案〔2025〕15号", "applied_at": "2025-11-05", "received_at": "2025-11-10",
            "clock_start_at": "2025-11-10",
            "parties": [party("陈刚"), party("富锦市某物流有限公司", "respondent", is_org=True)], "raw_type": "工伤保险待遇",
            "claim": "一次性伤残补助金等 9.3 万元", "amount_fen": 9_300_000, "amount_text": "93000",
            "source_due": "2025-12-25", "result": "调解结案（2025.11.24）", "closed_at": "2025-11-24",
        },
    ),
    (
        "hotline_12345",
        HOTLINE,
        ["12345202511030000217", "小区夜间充电桩占用消防通道", "2025-11-03 09:12:44", "投诉", "城东街道某小区", "物业",
         "市住建局/某物业公司", "2025-11-10", "2025-11-09", "已与物业协商，调整充电区域", "基本满意"],
        {
            "source_no": "12345202511030000217", "summary": "小区夜间充电桩占用消防通道",
            "received_at": "2025-11-03T09:12:44", "clock_start_at": "2025-11-03", "appeal_type": "投诉",
            "place": "城东街道某小区", "raw_type": "物业", "responsible_unit": "市住建局", "assisting_units": ["某物业公司"],
            "source_due": "2025-11-10", "closed_at": "2025-11-09", "result": "已与物业协商，调整充电区域",
            "satisfaction": "基本满意",
        },
    ),
    (
        "hotline_12345",
        HOTLINE,
        ["12345202511080001120", "【省退回重办：承办单位未联系】【省12345工单编号：SH2025110800099】邻居私接暖气管道",
         "2025/11/8 15:03:12", "求助", "向阳川镇某村", "民生-取暖", "向阳川镇政府", "2025/11/15", "", "处理中", ""],
        {
            "source_no": "12345202511080001120", "summary": "邻居私接暖气管道", "linked_nos": ["SH2025110800099"],
            "redo": True, "received_at": "2025-11-08T15:03:12", "clock_start_at": "2025-11-08", "appeal_type": "求助",
            "place": "向阳川镇某村", "raw_type": "民生-取暖", "responsible_unit": "向阳川镇政府", "source_due": "2025-11-15",
            "result": "处理中",
        },
    ),
    (
        "hotline_12345",
        HOTLINE,
        ["【省12345工单编号:SH2025111500333】反映某健身房关门，会员 40 余人余额未退", None, "2025-11-15 20:11:00", "投诉",
         "城西街道", "消费维权-预付卡", "市市场监管局", "2025-11-22", None, None, None],
        {
            "source_no": "SH2025111500333", "linked_nos": ["SH2025111500333"],
            "summary": "反映某健身房关门，会员 40 余人余额未退", "received_at": "2025-11-15T20:11:00",
            "clock_start_at": "2025-11-15", "appeal_type": "投诉", "place": "城西街道", "raw_type": "消费维权-预付卡",
            "responsible_unit": "市市场监管局", "source_due": "2025-11-22",
        },
    ),
    (
        "grid",
        GRID,
        [1, "2025-11-04 14:20", "富锦镇某村第3网格", "于秀娟", "网格员巡查", "邻里纠纷", "某屯西头", "两户为地界木桩位置争执",
         "于某、史某", "1390000xxxx", 2, "个体性事件", "当场化解"],
        {
            "received_at": "2025-11-04T14:20:00", "clock_start_at": "2025-11-04", "town": "富锦镇某村第3网格",
            "grid": "富锦镇某村第3网格", "case_origin": "网格员巡查", "raw_type": "邻里纠纷", "place": "某屯西头",
            "summary": "两户为地界木桩位置争执", "parties": [party("于某", phone="1390000xxxx"), party("史某")],
            "people_count": 2, "scale": "个体性事件", "result": "当场化解", "settled_on_spot": True,
            "extra": {"网格员": "于秀娟"},
        },
    ),
    (
        "grid",
        GRID,
        [2, "2025.11.9", "城西街道某社区第7网格", "付丽", "群众上报", "物业纠纷", "某小区门口", "30余户反映供暖不达标",
         "业主代表郑某", "1390000xxxx", 30, "一般群体性事件", "上报镇（街道）"],
        {
            "received_at": "2025-11-09", "clock_start_at": "2025-11-09", "town": "城西街道某社区第7网格",
            "grid": "城西街道某社区第7网格", "case_origin": "群众上报", "raw_type": "物业纠纷", "place": "某小区门口",
            "summary": "30余户反映供暖不达标", "parties": [party("业主代表郑某", phone="1390000xxxx")], "people_count": 30,
            "scale": "一般群体性事件", "result": "上报镇（街道）", "extra": {"网格员": "付丽"},
        },
    ),
    (
        "grid",
        GRID,
        [3, "11月13日", "锦山镇某村第1网格", "曹立新", "网格员巡查", "婚姻家庭", "某屯", "三子女均不愿接其同住", "曲某及子女3人",
         "", 4, "个体性事件", "上报"],
        {
            "received_at": "2025-11-13", "clock_start_at": "2025-11-13", "town": "锦山镇某村第1网格",
            "grid": "锦山镇某村第1网格", "case_origin": "网格员巡查", "raw_type": "婚姻家庭", "place": "某屯",
            "summary": "三子女均不愿接其同住", "parties": [party("曲某")], "people_count": 4, "scale": "个体性事件",
            "result": "上报", "extra": {"网格员": "曹立新"},
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("channel", "header", "row", "expected"), CASES)
def test_a_usual_row_is_read_field_by_field(
    channel: str, header: list[str], row: list[Any], expected: dict[str, Any]
) -> None:
    """Nothing more and nothing less than what the row says."""
    data = workbook([header, row])
    assert fields_of(data, channel=None, book=shipped_book()) == [expected]
    assert opened(data, channel=None, book=shipped_book()).channel == channel


def test_usual_rows_are_not_refused() -> None:
    """The only remark of all these rows is the year that one of them leaves out."""
    told = [
        message
        for channel, header, row, _ in CASES
        for one in rows_of(workbook([header, row]), channel=channel, book=shipped_book())
        for _, _, _, message in one.problems
    ]
    assert told == ["“上报时间”没有写年份，按填报期补为 2025 年，请核对"]


def test_answer_codes_of_the_police_follow_up_are_words() -> None:
    """1 satisfied, 2 fairly, 3 not."""
    data = workbook([["接警单编号", "报警时间", "报警内容", "回访结果"], ["J1", "2025-11-03", "争吵", 2]])
    assert fields_of(data, channel="police_110", book=shipped_book())[0]["satisfaction"] == "基本满意"
