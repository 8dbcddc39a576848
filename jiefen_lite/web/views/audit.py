"""The audit log, for the auditor alone, to be read and never changed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from jiefen_lite.store import audit
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, viewer

pages = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 100
ACTIONS = {
    "sign_in": "登录",
    "sign_out": "退出",
    "search": "搜索案件",
    "unmask": "命令行查看明文",
    "proposal": "处理台账出入",
    "pull_back": "拉回不属纠纷的行",
    "settle_result": "确认化解情况",
    "import_abandon": "放弃批次",
    "export": "导出",
    "view_case": "查看保密件",
    "reveal": "查看明文",
    "user_add": "新增用户",
    "user_password": "更换密码",
    "user_disable": "停用用户",
    "user_enable": "启用用户",
    "user_roles": "调整岗位",
    "teach_column": "说明栏目",
    "import": "导入",
    "withdraw": "撤回批次",
    "correct": "更正案件",
    "report": "生成报告",
    "freeze": "冻结月份",
}
RESULTS = {"ok": "成功", "refused": "被拒绝", "failed": "失败"}


@pages.get("")
@guard.allow(roles=guard.AUDITORS)
def listing() -> Any:
    """The newest entries first."""
    given = request.args.get("page", "1")
    page = max(1, int(given)) if given.isdigit() and len(given) < 7 else 1
    rows = audit.entries(house().store, viewer(), limit=PAGE + 1, offset=(page - 1) * PAGE)
    return render_template(
        "audit/listing.html",
        rows=rows[:PAGE],
        page=page,
        more=len(rows) > PAGE,
        actions=ACTIONS,
        results=RESULTS,
    )
