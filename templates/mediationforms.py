"""The templates of a people's mediation and of its dossier; a county changes its own copies in Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from templates.formparts import (
    Cell,
    Row,
    addressee,
    below,
    by_hand,
    chapter,
    cut,
    day_line,
    each,
    grid,
    letter_head,
    listing,
    named,
    pairs,
    ruled,
    ruled_each,
    sheet_head,
    signed,
    tall,
    title,
    told,
    told_if,
)
from templates.office import FANG, SIZE_3, SONG_TITLE, TITLE_LINE, body, only_if, paragraph

_SIGN = "（签名、盖章或按指印）"
_SEAL = "（人民调解委员会印章）"
_HAND = ("签名：　　　　　　　", "　　　　年　　月　　日")


def _application() -> list[Any]:
    return [
        *sheet_head("人民调解申请书"),
        *named("申请人：", "applicants"),
        *named("被申请人：", "respondents"),
        chapter("纠纷简要情况"),
        *each("story"),
        chapter("申请事项"),
        *each("claim"),
        body("人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。"),
        body("此致", keep_next=True),
        paragraph("{{ committee }}", align="left", keep_next=True),
        paragraph("", keep_next=True),
        *ruled_each("applicants", f"申请人{_SIGN}："),
        day_line(),
    ]


def _acceptance() -> list[Any]:
    told_text = (
        "{{ accepted_day }}，经当事人同意，调解{{ applicants_names }}与{{ respondents_names }}之间的纠纷。"
    )
    return [
        *sheet_head("人民调解受理登记表"),
        grid(
            [
                Row((Cell(("受理",), label=True, align="center"), Cell((told_text,), span=3)), 1000),
                pairs(("申请人", "applicants_names"), ("被申请人", "respondents_names")),
                pairs(("纠纷类型", "type"), ("案件来源", "origin")),
                pairs(("移送机关", "sent_by")),
                tall("纠纷简要情况", "story", 3900),
                by_hand("当事人签名", 1500, (f"{_SIGN}　　　　　　　　　　　", "　　　　年　　月　　日")),
                pairs(("登记人", "registrar"), ("登记日期", "dated")),
                Row(
                    (
                        Cell(("人民调解委员会",), label=True, align="center"),
                        Cell(("{{ committee }}",), span=3, ends=("（印章）", "　　　　年　　月　　日")),
                    ),
                    1700,
                ),
            ]
        ),
    ]


_RIGHTS = (
    "（一）选择或者接受人民调解员；（二）接受调解、拒绝调解或者要求终止调解；（三）要求调解公开进行或者不公开"
    "进行；（四）自主表达意愿、自愿达成调解协议。"
)
_DUTIES = "（一）如实陈述纠纷事实；（二）遵守调解现场秩序，尊重人民调解员；（三）尊重对方当事人行使权利。"


def _rights() -> list[Any]:
    return [
        *sheet_head("人民调解权利义务告知书"),
        addressee("{{ parties_names }}"),
        body(
            "你们之间的{{ matter }}，由{{ committee }}进行调解，人民调解员为{{ mediator }}。"
            "根据《中华人民共和国人民调解法》，现将当事人的权利和义务告知如下："
        ),
        chapter("一、当事人的权利"),
        body(_RIGHTS),
        chapter("二、当事人的义务"),
        body(_DUTIES),
        chapter("三、人民调解委员会调解民间纠纷，不收取任何费用"),
        *signed("committee")[1:],
        cut(),
        body("以上内容已经阅知，没有不明白的地方。", keep_next=True),
        ruled("当事人：", "当事人："),
        ruled("当事人：", "签收日期：", keep_next=False),
    ]


def _inquiry() -> list[Any]:
    return [
        *sheet_head("人民调解调查（询问）记录"),
        told("时间", "held_at"),
        told("地点", "place"),
        *told_if("参加人", "attendants"),
        told("被调查人", "asked"),
        *told_if("性别", "asked_gender"),
        *told_if("年龄", "asked_age"),
        *told_if("住址", "asked_address"),
        *told_if("电话", "asked_phone"),
        told("与纠纷的关系", "relation"),
        told("调查人", "inquirer"),
        told("记录人", "recorder"),
        chapter("记录："),
        *each("record"),
        body("以上记录我看过（已向我宣读），与我说的一致，已逐页签名或者按指印。", keep_next=True),
        ruled(f"被调查人{_SIGN}："),
        ruled("调查人：", "记录人："),
        day_line(),
    ]


def _record() -> list[Any]:
    return [
        *sheet_head("人民调解记录"),
        told("时间", "held_at"),
        told("地点", "place"),
        told("方式", "way"),
        told("事由", "matter"),
        *named("当事人：", "parties", indent=False),
        *told_if("参加人", "attendants"),
        told("人民调解员", "mediator"),
        told("记录人", "recorder"),
        chapter("权利义务告知情况："),
        *each("told"),
        chapter("调解过程："),
        *each("course"),
        chapter("调解结果："),
        *each("outcome"),
        *only_if("refused", [body("拒绝签名的情况：{{ refused }}")]),
        *ruled_each("parties", f"当事人{_SIGN}："),
        ruled("参加人：", "人民调解员："),
        ruled("记录人：", "日期：", keep_next=False),
    ]


def _agreement() -> list[Any]:
    hint = (
        "双方当事人知悉：可以自本协议生效之日起30日内，共同向人民法院申请司法确认；经确认有效的，"
        "一方拒绝履行或者未全部履行的，对方可以向人民法院申请强制执行。"
    )
    return [
        *sheet_head("人民调解协议书"),
        *named("当事人：", "parties"),
        chapter("纠纷主要事实、争议事项及各方责任"),
        *each("story"),
        chapter("经调解，双方自愿达成如下协议"),
        *each("terms"),
        chapter("履行方式、期限"),
        body("履行方式：{{ way }}"),
        body("履行期限：{{ until }}"),
        body("本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效。"),
        *only_if("confirmable", [body(hint)]),
        body("本协议一式{{ copies }}份，当事人各执一份，人民调解委员会留存一份。", keep_next=True),
        paragraph("", keep_next=True),
        *ruled_each("parties", f"当事人{_SIGN}："),
        ruled("人民调解员：{{ mediator }}", "记录人：{{ recorder }}"),
        *signed("committee"),
        paragraph(_SEAL, align="right", indent={"rightChars": 200, "right": 640}),
    ]


def _oral() -> list[Any]:
    return [
        *sheet_head("人民调解口头协议登记表"),
        grid(
            [
                pairs(("当事人", "parties_names")),
                pairs(("事由", "matter")),
                pairs(("达成协议日期", "agreed_on")),
                tall("协议内容", "terms", 2700),
                tall("履行情况", "performance", 1500),
                Row(
                    (
                        Cell(("说明",), label=True, align="center"),
                        Cell(
                            ("当事人认为无需制作调解协议书，采取口头协议方式，由人民调解员记录协议内容。",),
                            span=3,
                        ),
                    ),
                    1000,
                ),
                by_hand("当事人签名", 1500, (f"{_SIGN}　　　　　　　　　　　", "　　　　年　　月　　日")),
                pairs(("人民调解员", "mediator"), ("登记日期", "dated")),
                Row(
                    (
                        Cell(("人民调解委员会",), label=True, align="center"),
                        Cell(("{{ committee }}",), span=3, ends=("（印章）",)),
                    ),
                    1400,
                ),
            ]
        ),
    ]


def _termination() -> list[Any]:
    return [
        *letter_head("人民调解终止告知书"),
        addressee("{{ parties_names }}"),
        body("你们之间的{{ matter }}，{{ committee }}已依法进行调解，现终止调解。"),
        chapter("一、终止调解的原因"),
        *each("reason"),
        chapter("二、可以走的途径"),
        *each("options"),
        *only_if("remedy", [chapter("三、救济")]),
        *each("remedy"),
        body("送达方式：{{ delivery }}", keep_next=True),
        *signed("committee"),
        paragraph(_SEAL, align="right", indent={"rightChars": 200, "right": 640}),
        cut(),
        body("本告知书已经收到。", keep_next=True),
        ruled("当事人：", "当事人："),
        ruled("签收日期：", keep_next=False),
    ]


def _revisit() -> list[Any]:
    return [
        *sheet_head("人民调解回访记录"),
        grid(
            [
                pairs(("当事人", "parties_names")),
                pairs(("协议编号", "agreement")),
                pairs(("回访事由", "reason")),
                pairs(("回访时间", "held_at"), ("回访方式", "way")),
                tall("履行、反复情况", "findings", 5200),
                by_hand("被回访人签名", 1300, (f"{_SIGN}　　　　　　　　　　　", "　　　　年　　月　　日")),
                pairs(("回访人", "visitor"), ("日期", "dated")),
            ]
        ),
        below("电话、视频回访的，被回访人不用签名，由回访人注明。"),
    ]


def _confirmation() -> list[Any]:
    return [
        *sheet_head("司法确认申请书"),
        *named("申请人：", "parties"),
        body("送达地址和电话以上面所列的为准。"),
        chapter("请求事项"),
        body("请求依法确认{{ committee }}于{{ agreed_on }}主持达成的{{ agreement }}人民调解协议有效。"),
        chapter("事实与理由"),
        *each("story"),
        body("申请人承诺：本协议系双方自愿达成，没有恶意串通、规避法律的行为，没有损害国家利益、社会公共利益"
             "和他人合法权益；如有虚假，愿意承担法律责任。"),
        body("此致", keep_next=True),
        paragraph("{{ court }}", align="left", keep_next=True),
        paragraph("", keep_next=True),
        *ruled_each("parties", f"申请人{_SIGN}："),
        day_line(),
        below(
            "附：1.人民调解协议书；2.申请人身份证明；3.与协议有关的财产权利证明；4.授权委托书（有代理人的）。"
            "申请司法确认不收费用。"
        ),
    ]  # fmt: skip


def _attorney() -> list[Any]:
    return [
        *sheet_head("授权委托书"),
        told("委托人", "principal"),
        told("受委托人", "agent"),
        *told_if("受委托人证件号码", "agent_id"),
        *told_if("受委托人电话", "agent_phone"),
        told("与委托人的关系", "relation"),
        body("现委托上列受委托人，在{{ committee }}调解{{ matter }}一案中，作为我的代理人参加调解。"),
        body("代理权限：{{ scope }}"),
        body("特别授权的，受委托人可以代为承认、放弃、变更请求，达成调解协议，签收文书；一般代理的不可以。"),
        paragraph("", keep_next=True),
        ruled(f"委托人{_SIGN}："),
        ruled(f"受委托人{_SIGN}："),
        day_line(),
    ]


def _refusal() -> list[Any]:
    return [
        *letter_head("不予受理告知书"),
        addressee("{{ applicants_names }}"),
        body("{{ received_day }}收到你（单位）提出的“{{ claim }}”。经审查，决定不予受理，现告知如下："),
        chapter("一、不予受理的理由"),
        *each("reason"),
        chapter("二、可以走的途径"),
        *each("options"),
        chapter("三、救济"),
        *each("remedy"),
        body("送达方式：{{ delivery }}", keep_next=True),
        *signed(),
        cut(),
        body("本告知书已经收到。", keep_next=True),
        ruled("签收人：", "签收日期：", keep_next=False),
    ]


def _cover() -> list[Any]:
    empty = [paragraph("") for _ in range(3)]
    return [
        paragraph("{{ committee }}", SONG_TITLE, SIZE_3, line=TITLE_LINE, align="center", grid=False),
        *empty,
        title("人民调解卷宗"),
        *(paragraph("") for _ in range(2)),
        paragraph("{{ file_number }}", FANG, SIZE_3, align="center"),
        *(paragraph("") for _ in range(2)),
        grid(
            [
                Row((Cell(("卷名",), label=True, align="center"), Cell(("{{ title }}",), span=3)), 1200),
                pairs(("人民调解员", "mediator"), ("调解日期", "mediated_on")),
                pairs(("立卷人", "binder"), ("立卷日期", "bound_on")),
                pairs(("保管期限", "retention")),
                Row((Cell(("备注",), label=True, align="center"), Cell(("{{ remark }}",), span=3)), 1200),
            ]
        ),
        below("编号：{{ number }}", align="right"),
        *only_if("correction", [below("{{ correction }}", align="right")]),
    ]


def _contents() -> list[Any]:
    columns = (
        ("序号", "no", 720, "center"),
        ("材料名称", "title", 2425, "left"),
        ("编号", "number", 2300, "center"),
        ("日期", "dated", 1800, "center"),
        ("页次", "pages", 900, "center"),
        ("备注", "remark", 700, "center"),
    )
    return [
        *sheet_head("人民调解卷宗卷内目录"),
        paragraph("卷名：{{ title }}", align="left"),
        paragraph("卷号：{{ file_number }}", align="left"),
        listing("contents", columns),
        below("空白页不编页码。立卷人：{{ binder }}　　{{ dated }}", align="right"),
    ]


def _note() -> list[Any]:
    return [
        *sheet_head("人民调解卷宗情况说明"),
        paragraph("卷名：{{ title }}", align="left"),
        paragraph("卷号：{{ file_number }}", align="left"),
        *each("story"),
        *signed("binder"),
    ]


def _back() -> list[Any]:
    head = title("卷　末")
    return [
        *(paragraph("") for _ in range(4)),
        head,
        paragraph(""),
        grid(
            [
                pairs(("卷号", "file_number")),
                pairs(("全卷页数", "pages"), ("日期", "dated")),
                tall("缺少的材料", "missing", 1700),
                pairs(("立卷人", "binder"), ("检查人", "checker")),
                by_hand("检查情况", 2000, _HAND),
            ]
        ),
        below("编号：{{ number }}", align="right"),
        *only_if("correction", [below("{{ correction }}", align="right")]),
    ]


#: Form by name → the parts its template is set from.
PARTS: Mapping[str, Callable[[], list[Any]]] = {
    "mediation_application": _application,
    "acceptance_form": _acceptance,
    "rights_notice": _rights,
    "inquiry_record": _inquiry,
    "mediation_record": _record,
    "mediation_agreement": _agreement,
    "oral_agreement": _oral,
    "termination_notice": _termination,
    "revisit_record": _revisit,
    "confirmation_application": _confirmation,
    "power_of_attorney": _attorney,
    "refusal_notice": _refusal,
    "dossier_cover": _cover,
    "dossier_contents": _contents,
    "dossier_note": _note,
    "dossier_back": _back,
}
