"""The 12345 ticket exports: one layout a period, header words change from year to year."""

from __future__ import annotations

from jiefen_lite.demo import endings as e
from jiefen_lite.demo import fills as f
from jiefen_lite.demo.sheets import Col, Layout

HOTLINE_1 = Layout(
    id="hotline_1",
    channel="hotline_12345",
    file_name="宜接就办工单{y}年{m}月.xlsx",
    sheet_name="Sheet1",
    title="“宜接就办”工单明细表",
    columns=(
        Col("案件公文号", f.source_no, role="number"),
        Col("来话内容", f.ticket_text, role="story"),
        Col("详细地址", f.place("富锦市")),
        Col("区", f.constant("富锦市")),
        Col("街道", f.town),
        Col("社区", f.village),
        Col("网格", f.constant("")),
        Col("录入时间", f.received("iso_time"), role="received"),
        Col("案件类型名", f.constant("非应急")),
        Col("案件主类型名", f.raw_type),
        Col("案件二级类型名", f.constant("")),
        Col("诉求类型", e.appeal()),
        Col("接线员", f.one_of("0012", "0027", "0031")),
        Col("在线办结依据", f.constant("")),
        Col("部门名称", e.unit),
        Col("二级单位", f.constant("")),
        Col("处理结果", e.result),
        Col("规定完成时间", f.moment_of("source_due", "source_due", "iso")),
        Col("实际完成时间", f.closed("iso_time")),
        Col("坐席满意度", e.satisfaction),
        Col("督办状态", f.constant("")),
        Col("定位情况", f.constant("")),
        Col("前台备注", e.remark("市民要求回电")),
        Col("市民姓名", f.applicant, role="party"),
        Col("市民电话", f.phone, role="party"),
    ),
)

HOTLINE_2 = Layout(
    id="hotline_2",
    channel="hotline_12345",
    file_name="12345工单导出（{y}年{m}月）.xlsx",
    sheet_name="工单",
    hidden_codes=True,
    title="12345政务服务便民热线工单导出",
    form_line="导出日期：{d}",
    columns=(
        Col("序号", f.index),
        Col("12345工单编号", f.source_no, role="number"),
        Col("受理时间", f.received("iso_time", "slash_time"), role="received"),
        Col("工单来源", f.one_of("电话", "微信", "省平台")),
        Col("诉求区域", f.town),
        Col("诉求地址", f.place()),
        Col("工单类型", e.appeal("类")),
        Col("内容描述", f.ticket_text, role="story"),
        Col("主办单位", e.unit_with_helper),
        Col("答复市民要点", e.result),
        Col("一级业务分类", f.raw_type),
        Col("二级业务分类", f.constant("")),
        Col("办理时限", f.moment_of("source_due", "source_due", "slash")),
        Col("办结时间", f.closed("slash_time")),
        Col("满意度", e.satisfaction),
        Col("市民姓名", f.applicant, role="party"),
        Col("联系电话", f.phone, role="party"),
        Col("是否保密", e.secrecy),
    ),
)

HOTLINE_3 = Layout(
    id="hotline_3",
    channel="hotline_12345",
    file_name="12345导出_{y}{m:02d}.csv",
    container="csv:utf-8-sig",
    columns=(
        Col("工单编号", f.source_no, role="number"),
        Col("12345受理时间", f.received("iso_time"), role="received"),
        Col("诉求类型", e.appeal()),
        Col("诉求人姓名", f.applicant, role="party"),
        Col("手机号码", f.phone, role="party"),
        Col("诉求区域", f.town),
        Col("诉求地址", f.place()),
        Col("工单内容", f.ticket_text, role="story"),
        Col("一级分类", f.raw_type),
        Col("承办单位", e.unit),
        Col("办理期限", f.moment_of("source_due", "source_due", "slash")),
        Col("办结日期", f.closed("slash")),
        Col("办理结果", e.result),
        Col("满意度", e.satisfaction),
        Col("是否保密", e.secrecy),
        Col("备注", e.remark("市民要求回电")),
    ),
)
