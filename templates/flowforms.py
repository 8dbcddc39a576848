"""The templates of dispatch and supervision papers; a county changes its own copies in Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from templates.formparts import (
    Cell,
    Row,
    addressee,
    banner,
    below,
    by_hand,
    chapter,
    cut,
    each,
    grid,
    letter_head,
    named,
    new_page,
    pairs,
    ruled,
    sheet_head,
    signed,
    tall,
    title,
)
from templates.office import body, only_if, paragraph

_HAND = ("签名：　　　　　　　", "　　　　年　　月　　日")


def _assignment() -> list[Any]:
    return [
        *sheet_head("交办单"),
        grid(
            [
                pairs(("案件码", "case_code"), ("交办日期", "dated")),
                pairs(("来源渠道与编号", "origin")),
                pairs(("承办单位", "unit"), ("协办单位", "assisting")),
                tall("当事人", "parties_text", 700),
                pairs(("地点", "place"), ("纠纷类型", "type")),
                pairs(("难易", "complexity"), ("风险等级", "risk")),
                tall("简要情况", "story", 1400),
                tall("诉求", "claim", 600),
                tall("转办理由", "why", 600),
                tall("办理要求", "demands", 1000),
                pairs(("办结时限", "due"), ("反馈方式", "reply_by")),
                tall("附件清单", "enclosures", 600),
                pairs(("交办单位", "center"), ("签发人", "issuer")),
                by_hand("签收人、签收时间", 1000, ("签收人：　　　　　　　", "　　　　年　　月　　日　　时")),
            ]
        ),
    ]


def _return() -> list[Any]:
    return [
        *sheet_head("退件（异议）单"),
        grid(
            [
                pairs(("案件码", "case_code"), ("原交办号", "assigned")),
                pairs(("提出单位", "unit")),
                pairs(("收到日期", "received_on"), ("提出日期", "dated")),
                pairs(("退件理由", "reason")),
                tall("依据", "basis", 2300),
                pairs(("建议单位", "suggested")),
                pairs(("提出人", "proposer"), ("审核人", "reviewer")),
                by_hand("单位分管领导审核意见", 1700),
                by_hand("中心核定意见", 1900, ("核定人：　　　　　　　", "　　　　年　　月　　日")),
            ]
        ),
        below("退件不停止计时；同一件退过两次的，由督办岗直接指定承办单位，不得再退。"),
    ]


def _extension() -> list[Any]:
    return [
        *sheet_head("延期申请表"),
        grid(
            [
                pairs(("案件码", "case_code"), ("原交办号", "assigned")),
                pairs(("申请单位", "unit")),
                pairs(("纠纷类型", "type")),
                pairs(("原期限", "due"), ("拟延至", "until")),
                tall("延期理由", "reason", 2300),
                tall("告知当事人情况", "told", 1700),
                pairs(("申请人", "applicant"), ("申请日期", "dated")),
                by_hand("单位分管领导意见", 1700),
                by_hand("中心批准意见", 2000, ("批准人：　　　　　　　", "　　　　年　　月　　日")),
            ]
        ),
    ]


def _supervision() -> list[Any]:
    return [
        *letter_head("督办通知书"),
        addressee("{{ unit }}"),
        body("你单位承办的{{ case_code }}号{{ type }}件，办结期限为{{ due }}，现{{ cause }}，予以督办。"),
        chapter("督办要求"),
        *each("demands"),
        body("新的办结期限为{{ until }}。请于{{ reply_until }}前报送督办回执。"),
        body("联系人：{{ contact }}", keep_next=True),
        *signed(),
        new_page(title("督办回执")),
        paragraph("督办编号：{{ number }}", align="right"),
        grid(
            [
                pairs(("被督办单位", "unit"), ("案件码", "case_code")),
                by_hand("逾期原因", 1800, ()),
                by_hand("当前进展", 1800, ()),
                by_hand("整改措施", 1800, ()),
                Row(
                    (
                        Cell(("责任人",), label=True, align="center"),
                        Cell(("",)),
                        Cell(("完成时限",), label=True, align="center"),
                        Cell(("",)),
                    )
                ),
                by_hand("分管领导", 1500),
            ]
        ),
    ]


def _reply() -> list[Any]:
    return [
        *sheet_head("督办回执（整改报告）"),
        grid(
            [
                pairs(("督办编号", "supervised"), ("案件码", "case_code")),
                pairs(("单位", "unit")),
                tall("逾期原因", "cause", 1900),
                tall("当前进展", "progress", 1900),
                tall("整改措施", "measures", 1900),
                pairs(("责任人", "owner"), ("完成时限", "until")),
                pairs(("报送日期", "dated")),
                by_hand("分管领导", 1700),
            ]
        ),
    ]


def _alert() -> list[Any]:
    return [
        *letter_head("预警提示函"),
        addressee("{{ units }}"),
        body("{{ period }}，{{ area }}共发生矛盾纠纷{{ count }}件，涉及{{ people }}人（{{ base }}），"
             "达到{{ level }}预警条件，现予提示。"),
        chapter("一、风险研判"),
        *each("risk"),
        chapter("二、建议措施"),
        *each("measures"),
        chapter("三、解除条件"),
        *each("release"),
        body("请于{{ reply_until }}前书面回复。", keep_next=True),
        *signed(),
        new_page(title("预警提示函回复")),
        paragraph("编号：{{ number }}", align="right"),
        grid(
            [
                by_hand("回复单位", 700, ()),
                by_hand("原因分析", 2300, ()),
                by_hand("处置方案", 2300, ()),
                by_hand("跟进情况", 2300, ()),
                by_hand("解除评估", 1700, ()),
                by_hand("单位负责人", 1500),
            ]
        ),
    ]  # fmt: skip


def _whistle() -> list[Any]:
    return [
        *sheet_head("吹哨派单"),
        grid(
            [
                pairs(("发起单位（人）", "starter")),
                pairs(("时间", "started_at"), ("案件码", "case_code")),
                pairs(("地点", "place")),
                tall("事由", "matter", 1400),
                pairs(("紧急程度", "urgency")),
                pairs(("需报到单位", "units")),
                pairs(("现场联系人", "contact"), ("派单日期", "dated")),
                tall("处置目标", "goal", 1000),
                banner("以下由现场填写"),
                by_hand("报到时间、人员", 1050, ()),
                by_hand("会商结论", 1050, ()),
                by_hand("分工、完成时限", 1050, ()),
                by_hand("闭环结果", 1200),
            ]
        ),
    ]


def _request() -> list[Any]:
    return [
        *sheet_head("会诊申请"),
        grid(
            [
                pairs(("案件码", "case_code"), ("纠纷类型", "type")),
                pairs(("申请单位", "unit")),
                tall("疑难点", "question", 2200),
                tall("已采取措施", "done", 1700),
                pairs(("希望的专家类别", "experts")),
                tall("材料（已脱敏）", "material", 2600),
                pairs(("申请人", "applicant"), ("申请日期", "dated")),
                by_hand("中心意见", 1500),
            ]
        ),
    ]


def _opinion() -> list[Any]:
    return [
        *letter_head("会诊意见书"),
        paragraph("（仅供调解参考，不对外、不作证据）", align="center"),
        *only_if("requested", [body("会诊申请编号：{{ requested }}")]),
        body("案件码：{{ case_code }}"),
        body("{{ held_at }}，{{ expert_count }}名专家以{{ way }}方式会诊，意见如下："),
        chapter("一、争议焦点"),
        *each("focus"),
        chapter("二、法律关系"),
        *each("relation"),
        chapter("三、建议方案与依据"),
        *each("advice"),
        chapter("四、风险提示"),
        *each("risks"),
        *only_if("dissent", [chapter("五、分歧意见")]),
        *each("dissent"),
        paragraph("", keep_next=True),
        ruled("专家签名："),
        *signed(),
    ]


def _transfer() -> list[Any]:
    return [
        *letter_head("移送函"),
        addressee("{{ target }}"),
        body("我中心受理的{{ matter }}（案件码{{ case_code }}，发生地{{ place }}），现移送你单位依法处理。"),
        chapter("一、当事人"),
        *named("", "parties"),
        chapter("二、基本情况"),
        *each("story"),
        chapter("三、移送理由与依据"),
        *each("basis"),
        chapter("四、材料清单"),
        *each("materials"),
        body("自移送之日起，我中心对本件不再重复处理。请签收后将回执退回我中心。", keep_next=True),
        *signed(),
        cut(),
        paragraph("回　执", align="center", keep_next=True),
        body("{{ number }}移送函及所附材料已经收到。", keep_next=True),
        ruled("接收机关（印章）：", "签收人："),
        ruled("签收日期：", keep_next=False),
    ]


def _petition_notice() -> list[Any]:
    return [
        *letter_head("信访事项告知书"),
        addressee("{{ applicants_names }}"),
        body("你（单位）提出的信访事项“{{ claim }}”，我中心已于{{ received_day }}收到。现告知如下："),
        body("一、本事项的去向：{{ destination }}。"),
        body("二、途径和程序："),
        *each("procedure"),
        body("送达方式：{{ delivery }}", keep_next=True),
        *signed(),
        cut(),
        body("本告知书已经收到。", keep_next=True),
        ruled("信访人：", "签收日期：", keep_next=False),
    ]


def _petition_opinion() -> list[Any]:
    return [
        *letter_head("信访事项处理意见书"),
        addressee("{{ applicants_names }}"),
        body("你（单位）提出的信访事项，我单位已经办理完毕，现答复如下："),
        chapter("一、投诉请求"),
        *each("claim"),
        chapter("二、事实和理由"),
        *each("facts"),
        chapter("三、处理意见及依据"),
        *each("opinion"),
        chapter("四、救济途径"),
        *each("remedy"),
        body("送达方式：{{ delivery }}", keep_next=True),
        *signed("unit"),
        cut(),
        body("本意见书已经收到。", keep_next=True),
        ruled("信访人：", "签收日期：", keep_next=False),
    ]


def _report() -> list[Any]:
    return [
        *letter_head("办结（报结）报告"),
        addressee("{{ center }}"),
        body("案件码：{{ case_code }}"),
        *only_if("assigned", [body("原交办号：{{ assigned }}")]),
        chapter("一、概要"),
        *each("story"),
        chapter("二、联系当事人记录"),
        *each("contacts"),
        chapter("三、调解经过"),
        *each("course"),
        chapter("四、结果"),
        *each("outcome"),
        chapter("五、履行安排"),
        *each("performance"),
        chapter("六、当事人意见"),
        *each("said"),
        chapter("七、附件"),
        *each("enclosures"),
        *signed("unit"),
        paragraph("", keep_next=True),
        ruled("单位分管领导审核：", "日期：", keep_next=False),
    ]


#: Form by name → the parts its template is set from.
PARTS: Mapping[str, Callable[[], list[Any]]] = {
    "assignment": _assignment,
    "return_form": _return,
    "extension_request": _extension,
    "supervision_notice": _supervision,
    "supervision_reply": _reply,
    "alert_letter": _alert,
    "whistle_order": _whistle,
    "consultation_request": _request,
    "consultation_opinion": _opinion,
    "transfer_letter": _transfer,
    "petition_notice": _petition_notice,
    "petition_opinion": _petition_opinion,
    "closing_report": _report,
}
