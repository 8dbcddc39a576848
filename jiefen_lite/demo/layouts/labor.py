"""The 劳动仲裁 ledgers: one layout a period, header words change from year to year."""

from __future__ import annotations

from jiefen_lite.demo import endings as e
from jiefen_lite.demo import fills as f
from jiefen_lite.demo.layouts.habits import SIGNED
from jiefen_lite.demo.sheets import Col, Layout

LABOR_1 = Layout(
    id="labor_1",
    channel="labor_arbitration",
    file_name="劳动仲裁案件台账{y}年{m}月.xlsx",
    sheet_name="仲裁案件",
    title="富锦市劳动人事争议仲裁院案件登记台账",
    form_line="填报日期：{d}",
    date_styles=("iso", "dot", "cn"),
    columns=(
        Col("序号", f.index),
        Col("仲裁案号", f.source_no, role="number"),
        Col("申请人", f.applicant, role="party"),
        Col("性别", f.gender, role="party"),
        Col("公民身份号码", f.id_no, role="party"),
        Col("手机号", f.phone, role="party"),
        Col("被申请人", f.respondent, role="party"),
        Col("案由", f.raw_type),
        Col("申请日期", f.moment_of("applied_at", "applied")),
        Col("受理日期", f.received(), role="received"),
        Col("仲裁请求", f.claim, role="story"),
        Col("主要事实", f.summary, role="story"),
        Col("标的总额", f.amount(in_wan=False)),
        Col("仲裁员", e.handler),
        Col("调解情况", e.result),
        Col("结案日期", f.closed()),
        Col("备注", e.remark("法律援助")),
    ),
)

LABOR_2 = Layout(
    id="labor_2",
    channel="labor_arbitration",
    file_name="富锦仲裁院{y}.{m}月立案情况.xlsx",
    sheet_name="立案情况",
    title="{y}年{m}月劳动人事争议仲裁立案情况表",
    notes=(SIGNED,),
    date_styles=("iso", "excel", "cn"),
    header_breaks=True,
    columns=(
        Col("案号", f.source_no, role="number"),
        Col("姓名", f.applicant, "申请人", role="party"),
        Col("性别", f.gender, "申请人", role="party"),
        Col("身份证号", f.id_no, "申请人", role="party"),
        Col("联系电话", f.phone, "申请人", role="party"),
        Col("住址", f.address, "申请人", role="party"),
        Col("被申请人", f.respondent, role="party"),
        Col("案由", f.raw_type),
        Col("申请日期", f.moment_of("applied_at", "applied"), "时间"),
        Col("受理日期", f.received(), "时间", role="received"),
        Col("到期日", f.moment_of("source_due", "source_due"), "时间"),
        Col("人数", f.people_count),
        Col("仲裁请求", f.claim, role="story"),
        Col("案情", f.summary, role="story"),
        Col("标的总额（万元）", f.amount(in_wan=True)),
        Col("办案人", e.handler),
        Col("结案方式", e.result),
        Col("结案日期", f.closed()),
    ),
)
