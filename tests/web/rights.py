"""docs/rights.md, written from the table of routes: which role may open which page and do what.

``python -m tests.web.rights`` writes it anew; a test fails where the file is not what the table says.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from jiefen_lite import glossary
from jiefen_lite.casework import TRANSITIONS
from jiefen_lite.moving.acts import ACTS
from jiefen_lite.shapes import Role
from tests.web.routes import EVERYBODY, PUBLIC, ROUTES, Route

PAPER = Path(__file__).parents[2] / "docs" / "rights.md"
HEAD = """\
# 谁能看什么、做什么

这张表是从程序的检查表生成的，每次改程序都逐格试过：能做的做得成，不能做的被拒绝（403），没登录的只看得到登录页，
停用的账号等于没登录，首次密码没换的只能换密码。不能改这个文件，要改权限请改程序。

- ● 能做　◐ 有条件（见下面的说明）　空格：不能
- 承办人、分管领导、调解员只看得到本单位的件；别的单位的件对他们等于不存在。
- 领导看到的当事人是脱敏的，申请同意以后才能看那一件的明文；管理员、规则员、审计员、专家看不到案件。
- 一人兼几个岗位的，权限相加；管理员和审计员不能由同一人兼。
"""
CONDITIONS = """\
## ◐ 是什么意思

- **批次**：承办人只管自己传的批次；窗口受理员、承办人能撤回自己 7 日内传的，督办岗都能撤回。
- **查看明文**：窗口受理员只能看自己登记、导入的件；领导要先申请，督办岗同意以后在有效时间内看。
- **看谁看过这一件**：分管领导只看本单位主办的件，承办人、调解员只看自己手上的件。
- **办一步**：看案件在哪一步、由谁主办，下面一张表说明每一步由谁办。
"""
STEPS = """\
## 每一步由谁办

承办人、分管领导只办本单位主办的件（协办签收、不协办是协办单位的），调解员只办自己的件。申请的要由后面的岗位依次同意，
自己提出的由别人答复；单位没有分管领导的，不经分管领导。

| 步骤 | 直接办 | 提出申请 | 依次同意 |
|---|---|---|---|
- **回复批示**：给单位的由单位回复，给督办岗的由督办岗回复。
- **文书**：每种文书由谁制作，看[案件的文书](forms.md)；制作、下载都要能看这一件的明文。
  作废由制作它的单位或者督办岗办。
"""
#: How each subject is headed, by the first word of the address.
SUBJECTS = {
    "": "首页",
    "day": "首页",
    "upload": "上传台账",
    "batches": "批次",
    "cases": "案件",
    "follow-up": "履行回访",
    "blank-forms": "空白文书",
    "dispatch": "分流",
    "suggestions": "建议",
    "saved": "常用查询",
    "columns": "栏目对照",
    "doubles": "可能重复",
    "reporting": "报送",
    "calculators": "计算器",
    "replies": "反馈",
    "indicators": "指标",
    "honesty": "数据质量",
    "precedents": "案例库",
    "objections": "体检申诉",
    "checkups": "体检申诉",
    "ledgers": "台账",
    "subsidies": "以案定补",
    "reports": "报告",
    "health": "体检",
    "rules": "规则",
    "lessons": "改对过的",
    "laws": "法律依据",
    "templates": "模板",
    "users": "用户和交接",
    "units": "单位",
    "backups": "备份",
    "audit": "审计日志",
    "password": "自己的账号",
    "sign-out": "自己的账号",
    "sessions": "自己的账号",
    "messages": "消息",
    "unmasking": "明文申请",
    "supervision": "督办和批示",
    "instructions": "督办和批示",
}
#: What each route is for, in words; a route without a name here fails the test.
NAMES = {
    "POST /reports/papers/<int:paper_id>/sign": "签发报告",
    "POST /sign-out": "退出",
    "GET /password": "打开改密码页",
    "POST /password": "改自己的密码",
    "GET /": "看首页",
    "GET /day/next": "从一张清单的一件到下一件",
    "POST /day/several": "几件一起办",
    "GET /cases/new": "打开登记页",
    "POST /cases/new": "登记一件",
    "POST /cases/new/look": "登记时看有没有重复、规则怎么看",
    "POST /cases/new/draft": "存登记草稿",
    "POST /cases/new/drafts/<int:number>/drop": "删自己的登记草稿",
    "GET /cases/<code>/receipt": "看登记回执",
    "POST /cases/<code>/receipt": "换新查询码",
    "GET /upload": "打开上传页",
    "POST /upload": "上传台账",
    "GET /upload/inbox": "看收件箱",
    "GET /batches": "看批次列表",
    "GET /batches/<int:batch_id>": "看一个批次",
    "POST /batches/<int:batch_id>/confirm": "确认入库",
    "POST /batches/<int:batch_id>/abandon": "放弃一个批次",
    "POST /batches/<int:batch_id>/withdraw": "撤回一个批次",
    "POST /batches/<int:batch_id>/reread": "换渠道重读一个批次",
    "POST /batches/<int:batch_id>/rows/<int:row_id>/pull-back": "把不属纠纷的行收下",
    "POST /batches/<int:batch_id>/errors.xlsx": "下载问题清单",
    "GET /cases": "看案件列表",
    "POST /cases/find": "搜索案件",
    "POST /cases/export": "导出选出的件",
    "GET /cases/<code>": "看一件（脱敏）",
    "POST /cases/<code>/reveal": "查看明文（写事由、留痕）",
    "GET /cases/<code>/correct": "打开更正页",
    "GET /cases/unsure": "逐件核对读出来的内容",
    "GET /cases/<code>/reading": "看从案情里读出来的内容（脱敏）",
    "POST /cases/<code>/reading": "点一下改对读出来的内容",
    "POST /cases/<code>/reading/clear": "看读出来的内容的明文（写事由、留痕）",
    "GET /lessons": "看改对过的",
    "POST /lessons/<int:number>": "同意、去掉、恢复改对过的",
    "POST /lessons/switch": "全部停用、全部恢复改对过的",
    "GET /cases/<code>/papers": "看一件的文书",
    "GET /cases/<code>/papers/new/<form_id>": "打开一份文书来填",
    "POST /cases/<code>/papers/new/<form_id>": "预览、制作文书",
    "GET /cases/<code>/papers/<int:paper_id>": "看一份文书",
    "GET /cases/<code>/papers/<int:paper_id>/word": "下载一份文书",
    "POST /cases/<code>/papers/<int:paper_id>/void": "作废一份文书",
    "GET /cases/<code>/dossier": "看一件的卷宗",
    "POST /cases/<code>/dossier/materials": "登记入卷的材料",
    "POST /cases/<code>/dossier/materials/<int:material_id>/remove": "去掉入卷的材料",
    "POST /cases/<code>/dossier/folder": "导出整卷",
    "GET /cases/<code>/dossier/folder/<key>": "下载整卷",
    "POST /cases/<code>/correct": "更正一件",
    "POST /cases/<code>/proposals/<int:proposal_id>": "处理台账出入",
    "GET /cases/<code>/rating": "看评价单",
    "GET /cases/<code>/similar": "看类案",
    "POST /cases/<code>/suggestions": "说建议有没有用",
    "GET /suggestions": "看建议有没有用",
    "GET /precedents": "看案例库",
    "GET /precedents/<int:number>": "看一条案例",
    "POST /precedents/<int:number>": "改一条案例",
    "POST /precedents/<int:number>/decide": "案例入库、撤下",
    "GET /cases/<code>/precedent": "打开提作案例的表单",
    "POST /cases/<code>/precedent": "提作案例",
    "POST /cases/<code>/precedent/consent": "记双方书面同意",
    "GET /objections": "看体检申诉（单位只看自己的）",
    "GET /objections/<int:number>": "看一条申诉（单位只看自己的）",
    "POST /objections/<int:number>": "答复申诉",
    "GET /checkups/<month>": "看本单位的体检",
    "POST /checkups/<month>": "提出申诉",
    "GET /cases/<code>/rating/blank": "打印空白评价表",
    "GET /blank-forms": "看有哪些空白文书",
    "GET /blank-forms/<form_id>": "下载空白文书",
    "POST /cases/<code>/rating": "生成评价的链接",
    "POST /cases/<code>/rating/answer": "对不满意的写书面说明",
    "GET /cases/<code>/do/<action>": "打开办一步的表单",
    "POST /cases/<code>/do/<action>": "办一步，或者提出申请",
    "GET /cases/<code>/mediation": "看一件的调解（脱敏）",
    "POST /cases/<code>/mediation/reveal": "看调解的明文（写事由、留痕）",
    "GET /cases/<code>/mediation/brief": "看调解前一页纸（脱敏）",
    "POST /cases/<code>/mediation/brief": "看调解前一页纸的明文（写事由、留痕）",
    "POST /cases/<code>/mediation/consent": "记双方是否同意调解",
    "POST /cases/<code>/mediation/sessions": "约一次调解",
    "GET /cases/<code>/mediation/record": "打开调解记录的表单",
    "POST /cases/<code>/mediation/record": "写一次调解记录",
    "POST /cases/<code>/mediation/sessions/<int:number>/call-off": "取消约好的调解",
    "GET /cases/<code>/mediation/agreement": "打开协议草稿",
    "POST /cases/<code>/mediation/agreement": "写协议、检查、达成协议",
    "POST /cases/<code>/mediation/performance/<int:number>": "登记履行情况",
    "POST /cases/<code>/mediation/confirmation": "登记司法确认的进展",
    "POST /cases/<code>/mediation/visits/<int:number>": "登记回访",
    "GET /cases/<code>/follow-up": "看一件的履行和回访",
    "GET /follow-up": "看到了日子的履行、司法确认和回访",
    "GET /follow-up/sheet": "看联系表",
    "GET /follow-up/sheet/masked": "下载联系表（脱敏）",
    "POST /follow-up/sheet/print": "打印联系表（脱敏、留痕）",
    "POST /follow-up/sheet/print/clear": "打印带电话的联系表（写事由、逐件留痕）",
    "POST /follow-up/sheet/clear": "下载带电话的联系表（写事由、逐件留痕）",
    "POST /follow-up/sheet": "交回填好的联系表",
    "GET /follow-up/sheet/refused/<key>": "下载自己没有记下的联系表",
    "GET /cases/<code>/attachments": "看附件列表",
    "POST /cases/<code>/attachments": "添加附件",
    "GET /cases/<code>/attachments/<int:number>": "下载附件（留痕）",
    "GET /cases/<code>/attachments/<int:number>/small": "看附件的缩略图",
    "POST /cases/<code>/attachments/<int:number>/void": "作废附件",
    "POST /cases/<code>/requests/<int:request_id>": "答复或者撤回申请",
    "GET /dispatch/overrides": "看改派率",
    "POST /cases/settle": "成批确认化解情况",
    "POST /cases/print": "打印选出的件（脱敏、留痕）",
    "GET /cases/<code>/looks": "看谁看过这一件（留痕）",
    "POST /cases/<code>/unmask": "申请看明文",
    "GET /unmasking": "看明文申请（领导只看自己的）",
    "POST /unmasking/<int:number>": "答复别人的明文申请",
    "POST /cases/<code>/print": "打印一件（脱敏、留痕）",
    "GET /saved": "看常用查询",
    "POST /saved": "存一个常用查询",
    "POST /saved/<int:view_id>/rename": "给自己的常用查询改名",
    "POST /saved/<int:view_id>/offer": "把自己的常用查询给同单位的人用",
    "POST /saved/<int:view_id>/remove": "删掉自己的常用查询",
    "GET /calculators": "看有哪些计算器",
    "GET /calculators/<name>": "打开一个计算器",
    "POST /calculators/<name>": "算一算（什么都不存）",
    "GET /reporting": "看报送情况（单位只看自己的）",
    "GET /replies": "看还没有向来源反馈的编号",
    "POST /replies": "做反馈表",
    "POST /replies/clear": "做答复写明文的反馈表（领导批准）",
    "POST /replies/<int:file_id>/back": "登记反馈表没有送出",
    "GET /replies/files/<key>": "下载自己做的反馈表",
    "GET /replies/outside": "看体外循环（单位只看自己没有动静的件）",
    "POST /ledgers/clear": "出明文台账（领导当场批准、写事由、留痕）",
    "GET /columns": "看没见过的栏目和教过的",
    "GET /columns/<int:batch_id>": "看一个批次的新栏目",
    "POST /columns/<int:batch_id>": "教栏目并重读",
    "POST /columns/forget": "删掉教过的栏目",
    "POST /columns/put-back": "放回删掉的栏目",
    "GET /doubles": "看可能重复的",
    "GET /doubles/next": "打开下一对",
    "GET /doubles/apart": "看判为“不是一件”的",
    "GET /doubles/merged": "看已并案的",
    "GET /doubles/group/<code>": "看几件连在一起的",
    "POST /doubles/group/<code>/merge": "几件一起并案",
    "POST /doubles/group/<code>/undo": "撤销几件一起的并案",
    "POST /doubles/<first>/<second>/again": "把“不是一件”放回待核对",
    "POST /doubles/<first>/<second>/hand-on": "请督办岗并案",
    "GET /doubles/<first>/<second>": "并排看两件",
    "POST /doubles/compare": "任选两件比对",
    "POST /doubles/<first>/<second>/merge": "并案",
    "POST /doubles/<first>/<second>/reject": "说“不是一件”",
    "POST /doubles/<code>/unmerge": "解除并案",
    "GET /indicators": "看指标",
    "GET /indicators/cases": "看一个数背后的件",
    "GET /honesty": "看数据质量校验",
    "GET /honesty/cases": "看一项校验提示的件",
    "GET /subsidies": "看以案定补（单位看自己的，调解员看本人的）",
    "GET /subsidies/ledger": "下载以案定补台账",
    "POST /subsidies/approve": "核定一个月的补贴",
    "POST /subsidies/withdraw": "撤回核定（写理由）",
    "GET /ledgers": "打开台账页",
    "POST /ledgers": "生成台账",
    "GET /ledgers/<key>": "下载自己生成的台账",
    "GET /reports": "看报告列表",
    "POST /reports/health.docx": "出体检报告草稿",
    "POST /reports/annex.xlsx": "出附表草稿",
    "GET /reports/of/<label>": "看一个月的报告",
    "GET /reports/papers/<int:paper_id>": "看一份报告",
    "GET /reports/papers/<int:paper_id>/<kind>": "下载一份报告",
    "POST /reports/papers/<int:paper_id>/verify": "核对一份报告",
    "POST /reports/make": "重做报告",
    "POST /reports/nothing": "登记零报告",
    "GET /reports/analysis/<label>/sentences": "看报告里的句子",
    "POST /reports/analysis/<label>/sentences": "改报告里的句子",
    "POST /reports/freeze": "冻结月份",
    "POST /reports/verify": "核对拿来的报告",
    "GET /health/<month>": "看各单位体检",
    "GET /health/<month>/unit": "看一个单位的体检单",
    "POST /health/<month>/unit.docx": "下载一个单位的体检单",
    "POST /health/<month>/prescription": "定处方",
    "GET /rules": "看规则",
    "GET /rules/<name>": "看一个规则文件",
    "GET /rules/<name>/versions/<int:number>": "看规则以前的版本",
    "GET /rules/<name>/place": "打开“改这一处”",
    "POST /rules/<name>/place": "改规则的一处",
    "GET /rules/<name>/text": "打开规则全文",
    "POST /rules/<name>/check": "边写边查规则",
    "POST /rules/<name>/complete": "写规则时的提示",
    "POST /rules/<name>/text": "存规则草稿",
    "POST /rules/<name>/shipped": "起草换回随附的规则",
    "POST /rules/<name>/back": "换回以前的规则",
    "POST /rules/plans/<int:change>/withdraw": "撤回排好日子的规则",
    "GET /rules/draft": "看规则草稿",
    "POST /rules/draft/put": "让规则草稿生效",
    "POST /rules/draft/drop": "放弃规则草稿",
    "GET /rules/effects": "看会怎样",
    "POST /rules/effects": "试算会怎样",
    "GET /rules/try": "打开试一条",
    "POST /rules/try": "试一条",
    "GET /rules/model": "看本县模型",
    "POST /rules/model": "上传旧台账",
    "POST /rules/model/train": "训练本县模型",
    "POST /rules/model/use": "换上本县模型",
    "POST /rules/model/remove": "停用本县模型",
    "GET /laws": "看法律依据",
    "POST /laws": "按说的话找条文",
    "GET /laws/articles/<int:number>": "看一条全文",
    "GET /laws/gists/<int:place>": "看一条摘要",
    "GET /laws/books": "看导入了哪些法律",
    "POST /laws/books": "导入法律全文",
    "GET /laws/books/<int:number>": "看一部法律",
    "GET /cases/<code>/laws": "看一件的法律依据",
    "GET /templates": "看模板列表",
    "GET /templates/<document>": "看一种模板",
    "GET /templates/<document>/file/<which>": "下载模板",
    "POST /templates/<document>": "换模板",
    "POST /templates/<document>/back": "换回以前的模板",
    "POST /templates/<document>/reset": "换回随附的模板",
    "GET /users": "看账号",
    "POST /users/add": "新增账号",
    "POST /users/<name>/password": "重设别人的密码",
    "POST /users/<name>/roles": "调整岗位和单位",
    "POST /users/<name>/disable": "停用账号",
    "POST /users/<name>/enable": "启用账号",
    "GET /users/<name>/hand-over": "看一个人手上的工作（管理员只看数量）",
    "POST /users/<name>/hand-over": "把一个人的工作全部交给另一个人",
    "GET /units": "看单位、值班、不在岗",
    "POST /units/away": "登记不在岗（别人的由管理员）",
    "POST /units/back": "撤销不在岗（别人的由管理员）",
    "GET /messages": "看自己的消息",
    "POST /messages/<int:number>/open": "打开自己的一条消息",
    "POST /messages/read": "把自己的消息标为已读",
    "POST /messages/contact": "留自己的邮箱和手机号",
    "GET /messages/log": "看发送记录",
    "POST /messages/log/<int:number>/again": "重发没发成的",
    "POST /messages/ways/<name>/secret": "填站外方式的口令",
    "GET /supervision": "看督办单（单位只看自己的）",
    "GET /supervision/missing": "看红灯没有督办的件",
    "POST /supervision": "下发督办单",
    "GET /supervision/<int:order_id>": "看一张督办单（单位只看自己的）",
    "POST /supervision/<int:order_id>/print": "打印督办单（留痕）",
    "POST /supervision/<int:order_id>/reply": "回复本单位的督办单",
    "POST /supervision/<int:order_id>/check": "核查督办单",
    "GET /instructions": "看批示（单位只看给自己的）",
    "POST /instructions": "写批示",
    "GET /instructions/<int:number>": "看一条批示（单位只看给自己的）",
    "POST /instructions/<int:number>/reply": "回复批示",
    "POST /instructions/<int:number>/settle": "办结或退回批示",
    "GET /sessions": "看自己的登录（管理员看所有人的）",
    "POST /sessions/<mark>/end": "退出一个登录（管理员可退出所有人的）",
    "GET /backups": "看备份",
    "POST /backups": "立即备份",
    "GET /audit": "看审计日志",
}
ROLES = tuple(role for role in Role if role in EVERYBODY)


def name_of(route: Route) -> str | None:
    """What a route is for; None where nobody has said."""
    return NAMES.get(f"{route.method} {route.rule}")


def cell(route: Route, role: Role) -> str:
    """Whether a role may: always, only sometimes, not."""
    if route.may is PUBLIC or role not in route.may:
        return ""
    same = [one for one in ROUTES if (one.method, one.rule) == (route.method, route.rule)]
    return "◐" if any(role in one.of for one in same) else "●"


def page() -> str:
    """The whole paper."""
    tables: dict[str, list[str]] = {}
    for route in ROUTES:
        if route.may is not PUBLIC:
            subject = SUBJECTS[route.rule.split("/")[1]]
            cells = " | ".join(cell(route, role) for role in ROLES)
            row = f"| {name_of(route)} | {cells} |"
            if row not in tables.setdefault(subject, []):
                tables[subject].append(row)
    names = " | ".join(glossary.ROLES[role] for role in ROLES)
    parts = [HEAD]
    for subject in dict.fromkeys(SUBJECTS.values()):
        if subject in tables:
            head = [f"## {subject}", "", f"| | {names} |", f"|---|{':-:|' * len(ROLES)}"]
            parts.append("\n".join([*head, *tables[subject]]) + "\n")
    return "\n".join([*parts, CONDITIONS, STEPS + "\n".join(steps()) + "\n"])


def steps() -> list[str]:
    """Who takes each step of the loop, or asks for it and has to agree."""
    rows = []
    for act in ACTS.values():
        takers = {role for row in TRANSITIONS if row.action == act.action for role in row.who}
        direct = act.alone if act.chain else takers
        cells = [_names(direct), _names(act.asks), " → ".join(glossary.ROLES[one] for one in act.chain)]
        rows.append(f"| {glossary.label('action', act.action)} | {' | '.join(cells)} |")
    return rows


def _names(roles: Collection[Role]) -> str:
    return "、".join(glossary.ROLES[role] for role in Role if role in roles)


if __name__ == "__main__":
    PAPER.write_text(page(), encoding="utf-8")
