"""The 信访 ledgers and exports: one layout a period, header words change from year to year."""

from __future__ import annotations

from jiefen_lite.demo import endings as e
from jiefen_lite.demo import fills as f
from jiefen_lite.demo.sheets import Col, Layout

PETITION_1 = Layout(
    id="petition_1",
    channel="petition",
    file_name="信访件清单{y}年{m}月.xlsx",
    sheet_name="信访件",
    title="{y}年{m}月信访事项登记表",
    date_styles=("slash", "iso"),
    columns=(
        Col("信访件编号", f.source_no, role="number"),
        Col("登记单位", f.constant("富锦市信访局")),
        Col("信访日期", f.received("slash"), role="received"),
        Col("信访形式", f.one_of("来访", "来信", "网上", "来电")),
        Col("信访人", f.applicant, role="party"),
        Col("证件号码", f.id_no, role="party"),
        Col("联系电话", f.phone, role="party"),
        Col("住址", f.address, role="party"),
        Col("人数", f.people_count),
        Col("问题属地", f.locality),
        Col("信访内容分类", f.raw_type),
        Col("信访目的", e.purpose),
        Col("投诉内容", f.summary, role="story"),
        Col("初件/重件", e.repeat),
        Col("办理类型", f.one_of("交办", "转送", "督办")),
        Col("责任部门", e.unit_with_helper),
        Col("限办时间", f.moment_of("source_due", "source_due", "slash")),
        Col("办结状态", e.state),
        Col("办结时间", f.closed("slash")),
        Col("办理情况", e.handling),
    ),
)

PETITION_2 = Layout(
    id="petition_2",
    channel="petition",
    file_name="信访台账_{y}{m:02d}.xlsx",
    sheet_name="台账",
    title="富锦市信访局{y}年{m}月信访事项办理台账",
    form_line="填报单位：富锦市信访局|填报日期：{d}",
    total="合计",
    notes=("注：人数5人以上为集体访。",),
    date_styles=("slash", "cn", "dot"),
    columns=(
        Col("信访编号", f.source_no, "基本信息", role="number"),
        Col("登记时间", f.received(), "基本信息", role="received"),
        Col("信访形式", f.one_of("来访", "来信", "网上"), "基本信息"),
        Col("姓名", f.applicant, "信访人", role="party"),
        Col("联系电话", f.phone, "信访人", role="party"),
        Col("证件号码", f.id_no, "信访人", role="party"),
        Col("住址", f.address, "信访人", role="party"),
        Col("涉及人数", f.people_count, "信访人"),
        Col("问题属地", f.locality, "事项"),
        Col("内容分类", f.raw_type, "事项"),
        Col("信访诉求", f.claim, "事项", role="story"),
        Col("反映内容", f.summary, "事项", role="story"),
        Col("责任单位", e.unit, "办理"),
        Col("协办单位", e.helper, "办理"),
        Col("限办时间", f.moment_of("source_due", "source_due"), "办理"),
        Col("办理结果", e.result, "办理"),
        Col("办结日期", f.closed(), "办理"),
        Col("满意度", e.satisfaction, "办理"),
    ),
)

PETITION_3 = Layout(
    id="petition_3",
    channel="petition",
    file_name="信访系统导出{y}年{m}月.csv",
    container="csv:gb18030",
    date_styles=("slash",),
    columns=(
        Col("信访编号", f.source_no, role="number"),
        Col("登记时间", f.received("slash_time"), role="received"),
        Col("信访人", f.applicant, role="party"),
        Col("证件号码", f.id_no, role="party"),
        Col("联系电话", f.phone, role="party"),
        Col("人数", f.people_count),
        Col("问题属地", f.locality),
        Col("内容分类", f.raw_type),
        Col("信访目的", e.purpose),
        Col("反映内容", f.summary, role="story"),
        Col("初重件", e.repeat),
        Col("责任单位", e.unit_with_helper),
        Col("限办时间", f.moment_of("source_due", "source_due", "slash")),
        Col("办理结果", e.result),
        Col("办结时间", f.closed("slash")),
        Col("满意度", e.satisfaction),
    ),
)
