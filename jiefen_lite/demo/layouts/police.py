"""The 警情 exports of the police: one layout a period, header words change from year to year."""

from __future__ import annotations

from jiefen_lite.demo import endings as e
from jiefen_lite.demo import fills as f
from jiefen_lite.demo.sheets import Col, Layout

POLICE_1 = Layout(
    id="police_1",
    channel="police_110",
    file_name="警情数据{y}{m:02d}.xlsx",
    sheet_name="警情数据",
    columns=(
        Col("接警单编号", f.source_no, role="number"),
        Col("报警时间", f.received("iso_time"), role="received"),
        Col("警情地址", f.place("富锦市")),
        Col("报警人姓名", f.applicant, role="party"),
        Col("报警内容", f.summary, role="story"),
        Col("管辖单位名", f.police_station),
        Col("报警电话", f.phone, role="party"),
        Col("报警方式", f.constant("电话报警")),
        Col("接警报警类别", f.category),
        Col("接警报警类型", f.subcategory),
        Col("接警报警细类", f.constant("")),
        Col("接警报警子类", f.constant("")),
        Col("反馈报警类别", f.feedback_category),
        Col("反馈报警类型", f.subcategory),
        Col("反馈报警细类", f.constant("")),
        Col("反馈报警子类", f.constant("")),
        Col("反馈时间", f.closed("iso_time")),
        Col("警情处理结果", e.result),
    ),
)

POLICE_2 = Layout(
    id="police_2",
    channel="police_110",
    file_name="接处警导出{y}年{m}月.xlsx",
    sheet_name="警情数据",
    hidden_codes=True,
    columns=(
        Col("警情编号", f.source_no, role="number"),
        Col("接警时间", f.received("iso_time"), role="received"),
        Col("报警人", f.applicant, role="party"),
        Col("报警人性别", f.gender, role="party"),
        Col("联系电话", f.phone, role="party"),
        Col("报警人住址", f.address, role="party"),
        Col("事发地点", f.place("富锦市")),
        Col("报警内容", f.summary, role="story"),
        Col("管辖单位", f.police_station),
        Col("反馈类别", f.category),
        Col("反馈类型", f.subcategory),
        Col("处警人", e.handler),
        Col("处警结果", e.result),
        Col("反馈时间", f.closed("iso_time")),
        Col("是否保密", e.secrecy),
    ),
)

POLICE_3 = Layout(
    id="police_3",
    channel="police_110",
    file_name="110警情_{y}-{m:02d}.csv",
    container="csv:gb18030",
    columns=(
        Col("接警单编号", f.source_no, role="number"),
        Col("报警时间", f.received("iso_time"), role="received"),
        Col("警情地址", f.place("富锦市")),
        Col("报警内容", f.summary, role="story"),
        Col("管辖单位名", f.police_station),
        Col("反馈类别", f.category),
        Col("反馈类型", f.subcategory),
        Col("处理结果", e.result),
        Col("报警人姓名", f.applicant, role="party"),
        Col("联系电话", f.phone, role="party"),
        Col("反馈时间", f.closed("iso_time")),
        Col("是否保密", e.secrecy),
    ),
)
