"""The 诉前调 ledgers of the court: one layout a period, header words change from year to year."""

from __future__ import annotations

from jiefen_lite.demo import endings as e
from jiefen_lite.demo import fills as f
from jiefen_lite.demo.layouts.habits import SIGNED
from jiefen_lite.demo.sheets import Col, Layout

COURT_1 = Layout(
    id="court_1",
    channel="court_pretrial",
    file_name="诉前调解案件台账{y}年{m}月.xlsx",
    sheet_name="诉前调",
    title="富锦市人民法院诉前调解案件台账",
    total="合计",
    date_styles=("iso", "cn", "slash"),
    columns=(
        Col("序号", f.index),
        Col("诉前调案号", f.source_no, role="number"),
        Col("登记日期", f.received(), role="received"),
        Col("案由", f.raw_type),
        Col("原告", f.applicant, role="party"),
        Col("被告", f.respondent, role="party"),
        Col("联系电话", f.phone, role="party"),
        Col("送达地址", f.address, role="party"),
        Col("标的额（元）", f.amount(in_wan=False)),
        Col("承办法官", e.handler),
        Col("委派调解组织", f.constant("富锦市综治中心")),
        Col("调解员", e.mediator),
        Col("委派日期", f.moment_of("clock_start_at", "clock_start")),
        Col("调解期限届满日", f.moment_of("source_due", "source_due")),
        Col("调解结果", e.result),
        Col("结案方式", e.closing_way),
        Col("结案日期", f.closed()),
        Col("转立案号", e.new_case_no),
        Col("备注", e.remark("已短信通知")),
    ),
)

COURT_2 = Layout(
    id="court_2",
    channel="court_pretrial",
    file_name="诉前调导出_{y}{m:02d}.csv",
    container="csv:utf-8-sig",
    date_styles=("iso", "slash"),
    columns=(
        Col("案号", f.source_no, role="number"),
        Col("立案日期", f.received(), role="received"),
        Col("案由", f.raw_type),
        Col("申请人", f.applicant, role="party"),
        Col("被申请人", f.respondent, role="party"),
        Col("身份证号码", f.id_no, role="party"),
        Col("案情简介", f.summary, role="story"),
        Col("标的额", f.amount(in_wan=False)),
        Col("委派日期", f.moment_of("clock_start_at", "clock_start")),
        Col("届满日", f.moment_of("source_due", "source_due")),
        Col("特邀调解员", e.mediator),
        Col("调解结果", e.result),
        Col("结案方式", e.closing_way),
        Col("结案日期", f.closed()),
        Col("转立案号", e.new_case_no),
    ),
)

COURT_3 = Layout(
    id="court_3",
    channel="court_pretrial",
    file_name="富锦法院{y}年{m}月诉前调解委派清单.xlsx",
    sheet_name="委派清单",
    title="富锦市人民法院{y}年{m}月诉前委派调解清单",
    form_line="统计日期：{d}",
    notes=(SIGNED,),
    date_styles=("cn", "iso", "dot", "excel"),
    columns=(
        Col("序号", f.index),
        Col("案号", f.source_no, role="number"),
        Col("收案日期", f.received(), role="received"),
        Col("案由", f.raw_type),
        Col("原告", f.applicant_detailed, "当事人", role="party"),
        Col("被告", f.respondent, "当事人", role="party"),
        Col("案情简介", f.summary, role="story"),
        Col("涉案金额（万元）", f.amount(in_wan=True)),
        Col("委派日期", f.moment_of("clock_start_at", "clock_start"), "委派情况"),
        Col("届满日", f.moment_of("source_due", "source_due"), "委派情况"),
        Col("调解员", e.mediator, "委派情况"),
        Col("调解结果", e.result),
        Col("结案方式", e.closing_way),
        Col("办结日期", f.closed()),
        Col("备注", e.remark("被告在外地")),
    ),
)
