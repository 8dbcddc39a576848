"""The audit log, for the auditor alone, to be read and never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from exporters.papers import PAPERS
from jiefen_lite import glossary, papers
from jiefen_lite.rules import labels
from jiefen_lite.shapes import Channel
from jiefen_lite.store import audit
from jiefen_lite.web import filters, guard, words
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, viewer

pages = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 100
MOST_PAGES = 1_000_000
ACTIONS = {
    "sign_in": "登录",
    "sign_out": "退出",
    "search": "搜索案件",
    "see_similar": "命令行看类案",
    "mark_suggestion": "说建议有没有用",
    "rate_similar": "说类案有没有用",
    "propose_precedent": "提作案例",
    "change_precedent": "改案例",
    "approve_precedent": "案例入库",
    "withdraw_precedent": "撤下案例",
    "note_case_consent": "记双方同意作案例",
    "withdraw_case_consent": "双方不再同意作案例",
    "unmask": "命令行查看明文",
    "proposal": "处理台账出入",
    "pull_back": "拉回不属纠纷的行",
    "settle_result": "确认化解情况",
    "import_abandon": "放弃批次",
    "inbox": "收件箱收文件",
    "export": "导出",
    "view_case": "看件",
    "view_looks": "看谁看过",
    "ask_unmask": "申请看明文",
    "grant_unmask": "同意看明文",
    "refuse_unmask": "不同意看明文",
    "reveal": "查看明文",
    "make_paper": "制作文书",
    "void_paper": "作废文书",
    "view_paper": "看文书",
    "print_paper": "下载文书",
    "add_material": "登记入卷材料",
    "remove_material": "去掉入卷材料",
    "approve_subsidy": "核定补贴",
    "withdraw_subsidy": "撤回补贴核定",
    "take_call_list": "收回联系表",
    "export_dossier": "导出卷宗",
    "look": "打开不存在或不在范围内的",
    "user_add": "新增用户",
    "user_password": "更换密码",
    "user_disable": "停用用户",
    "user_enable": "启用用户",
    "user_roles": "调整岗位",
    "hand_over": "交接工作",
    "away": "登记不在岗",
    "away_back": "撤销不在岗",
    "session_end": "退出登录",
    "teach_column": "说明栏目",
    "forget_column": "删掉教过的栏目",
    "remember_column": "放回教过的栏目",
    "merge": "并案",
    "unmerge": "拆分",
    "reject_double": "判为不是一件",
    "ask_double_again": "放回待核对",
    "hand_on_double": "请督办岗并案",
    "hand_on_double_back": "收回并案请求",
    "approve": "批准导出明文",
    "print": "打印",
    "rate": "打开评价链接",
    "answer_rating": "评价的书面说明",
    "make_report": "做报告",
    "view_report": "看报告",
    "download_report": "下载报告",
    "sign_report": "签发报告",
    "verify_report": "核对报告",
    "edit_sentence": "改报告的句子",
    "prescription": "定处方",
    "object": "提出申诉",
    "answer_objection": "答复申诉",
    "nothing_to_report": "登记零报告",
    "save_view": "存常用查询",
    "rename_view": "常用查询改名",
    "offer_view": "常用查询给人用",
    "remove_view": "删常用查询",
    "import": "导入",
    "withdraw": "撤回批次",
    "correct": "更正案件",
    "move_lesson": "同意、去掉改对过的",
    "switch_lessons": "停用、恢复改对过的",
    "report": "生成报告",
    "freeze": "冻结月份",
    "template": "更换模板",
    "statute": "导入法律全文",
    "rules": "改规则",
    "try_rules": "试算规则",
    "train_model": "训练本县模型",
    "use_model": "换上本县模型",
    "remove_model": "删掉本县模型",
    "backup": "备份",
    "restore": "从备份恢复",
    "upgrade": "升级数据库",
    "register": "窗口登记",
    "new_query_code": "换查询码",
    "move": "办一步",
    "propose": "提出申请",
    "scan": "看灯",
    "order_issue": "下发督办单",
    "order_reply": "回复督办单",
    "instruction": "写批示",
    "instruction_reply": "回复批示",
    "way_secret": "设站外口令",
    "send_again": "重新发送消息",
    "reply_back": "收回反馈表",
    "ask_consent": "记调解意愿",
    "contact": "改接收方式",
    "plan_session": "约调解",
    "call_off_session": "取消调解",
    "write_agreement": "写协议",
    "open_agreement": "打开协议",
    "attach": "上传附件",
    "open_attachment": "打开附件",
    "void_attachment": "作废附件",
}
OBJECTS = {
    "call_list": "回访履行联系表",
    "account": "本人账号",
    "cases": "案件清单",
    "database": "数据库",
    "model": "本县模型",
    **{name: f"{paper.label}的模板" for name, paper in PAPERS.items()},
}
DETAILS = {
    "address": "地址",
    "asked_by": "申请人",
    "until": "有效到",
    "at": "恢复时间",
    "before": "原来的文件指纹",
    "by": "经手",
    "content_hash": "内容指纹",
    "confirmed": "按现状确认",
    "count": "件数",
    "counts": "行数",
    "id": "编号",
    "version": "第几版",
    "field": "读作",
    "fields": "更正",
    "file": "备份文件",
    "files": "文件和版",
    "filters": "条件",
    "from": "从哪天起",
    "kept": "没有撤回",
    "length": "词长",
    "macro_f1": "宏平均 F1",
    "made_at": "备份时间",
    "masked": "已脱敏",
    "reason": "事由",
    "removed": "撤回",
    "restored": "还原",
    "roles": "岗位",
    "source": "在哪里改的",
    "digest": "规则版本",
    "sha256": "文件指纹",
    "stand_in": "由谁代",
    "taken": "采用台账",
    "to": "到",
    "trained_at": "训练时间",
    "unit": "单位",
    "what": "内容",
    "yuan": "金额（元）",
    "why": "原因",
}
COUNTS = {
    **{"rows": "数据行", "skipped": "跳过", "noted": "记下", "known": "没有变化", "refused": "没有记下"},
    **glossary.HOLDINGS,
}
VALUES = {
    "errors": "问题清单",
    "docx": "报告",
    "xlsx": "附表",
    "use": "换用本县模板",
    "back": "换回以前的",
    "reset": "恢复随附模板",
    "put": "改规则，马上生效",
    "plan": "改规则，到那天生效",
    "in_force": "生效",
    "withdraw": "撤回排好的改动",
    "page": "网页",
    "command": "命令行",
    "folder": "文件夹",
    "effects": "草稿会怎样",
}
_DOCUMENTS = {one.id: one.name for one in papers.DOCUMENTS}
RESULTS = {"ok": "成功", "refused": "被拒绝", "failed": "失败"}


def object_shown(name: str) -> str:
    """What was touched, in words: 第 12 批, 信访 的“经办感受”, a case code as it is."""
    kind, _, rest = name.replace("batch ", "batch:").partition(":")
    if kind == "batch" and rest:
        return f"第 {rest} 批"
    if kind == "rules" and rest:
        return f"规则的第 {rest} 次改动"
    if rest and kind in glossary.CHANNELS:
        return f"{glossary.CHANNELS[Channel(kind)]}“{rest}”"
    if name.startswith("health "):
        return f"{name.removeprefix('health ')} 体检报告"
    if kind == "view" and rest:
        return f"第 {rest} 个常用查询"
    if kind == "subsidy" and rest:
        return f"{rest} 以案定补"
    if kind in _DOCUMENTS and rest:
        return f"{rest} {_DOCUMENTS[kind]}"
    return OBJECTS.get(name, name)


def detail_shown(detail: str) -> str:
    """The entry's particulars in words; what nobody has given a word for stays as it was written."""
    return details_shown(json.loads(detail or "{}"))


def details_shown(found: Mapping[str, Any]) -> str:
    """Particulars of an entry in words."""
    return "；".join(f"{DETAILS.get(name, name)}：{_value(name, value)}" for name, value in found.items())


def _value(name: str, value: Any) -> str:
    if name == "counts" and isinstance(value, dict):
        return "、".join(
            f"{COUNTS.get(key) or glossary.label('disposition', key)} {n}" for key, n in value.items()
        )
    if name == "files" and isinstance(value, dict):
        return "、".join(f"{labels.of_file(file)[0]}第 {number} 版" for file, number in value.items())
    if name in ("sha256", "content_hash", "before", "digest") and value:
        return f"{str(value)[:12]}…"
    if name == "roles" and isinstance(value, list):
        return filters.text([glossary.label("role", role) for role in value])
    if name in ("fields", "filters") and isinstance(value, list):
        return filters.text([words.corrected(one) for one in value])
    if name == "confirmed" and isinstance(value, list):
        return filters.text([glossary.label("pending", one) for one in value])
    if name == "field":
        return glossary.label("field", value)
    return VALUES.get(str(value), filters.text(value))


@pages.get("")
@guard.allow(roles=guard.AUDITORS)
def listing() -> Any:
    """The newest entries first."""
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    rows = audit.entries(house().store, viewer(), limit=PAGE + 1, offset=(page - 1) * PAGE)
    return render_template(
        "audit/listing.html",
        rows=rows[:PAGE],
        page=page,
        more=len(rows) > PAGE,
        actions=ACTIONS,
        results=RESULTS,
        object_shown=object_shown,
        detail_shown=detail_shown,
    )
