"""What stands above a ledger: its title, whose and when, which cases, and who took it out."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite import indicators, text
from jiefen_lite.desk import House
from jiefen_lite.glossary import label
from jiefen_lite.shapes import CaseQuery, LedgerHead, Viewer
from jiefen_lite.store import batches, counts

_OPERATOR = "operator:"
_LACKING = {"town": "未定位", "type_l1": "待定类型", "unit": "待分派"}


def head(
    house: House, viewer: Viewer, name: str, of: str, basis: str, now: datetime, *, reason: str | None
) -> LedgerHead:
    """The head of a ledger; ``of``: which month or selection, ``reason``: why in clear, None where masked."""
    whose = f"{of}，{viewer.unit}" if viewer.unit else of
    until = counts.data_until(house.store, viewer)
    told = f"数据截至 {until:%Y-%m-%d %H:%M}" if until else "还没有台账入库"
    who = f"{_who(viewer)} {now:%Y-%m-%d %H:%M} 导出　{told}"
    return LedgerHead(
        title=f"{house.center.region.name}综治中心{name}（{whose}）",
        unit=viewer.unit or house.center.name,
        dated=now.date(),
        basis=basis,
        mark=f"当事人信息已脱敏　{who}"
        if reason is None
        else f"含当事人明文，只供办理使用，严禁外传　{who}　事由：{reason}",
        clear=reason is not None,
    )


def _who(viewer: Viewer) -> str:
    name = viewer.name
    return f"命令行（{name.removeprefix(_OPERATOR)}）" if name.startswith(_OPERATOR) else name


def month_name(month: str) -> str:
    """2026年10月"""
    return indicators.full_name(indicators.period_of(month))


def chosen(house: House, viewer: Viewer, query: CaseQuery) -> str:
    """Which cases a query asks for, in the words of its form; a batch by the viewer's own number for it."""
    batch = batches.number_of(house.store, viewer, query.batch) if query.batch else None
    types = {kind.id: kind.name for kind in house.book.types.types}
    told = [
        ("登记月份", month_name(query.month) if query.month else None),
        ("来源渠道", label("channel", query.channel) if query.channel else None),
        ("镇（街道）", query.town),
        ("类型", types.get(query.type_l1, query.type_l1) if query.type_l1 else None),
        ("主办单位", query.unit),
        ("状态", label("status", query.status) if query.status else None),
        ("时限灯", label("light", query.light) if query.light else None),
        ("风险等级", label("risk_level", query.risk_level) if query.risk_level else None),
        ("办理结果", label("outcome", query.outcome) if query.outcome else None),
        ("标签", query.tag),
        (
            "到期",
            f"{query.due_from} 至 {query.due_to}，还没有报结" if query.due_from and query.due_to else None,
        ),
        ("批次", f"第{batch}批" if batch else None),
        ("搜索", f"“{text.mask_text(query.text.strip())}”" if query.text.strip() else None),
        *((label("field", name), value) for name, value in query.where),
    ]
    lacking = {"镇（街道）": "未定位", "类型": "待定类型", "主办单位": "待分派"}
    parts = [
        f"{name}：{lacking.get(name, value) if value == '-' else value}" for name, value in told if value
    ]
    parts += ["只看在办"] * query.open_only + ["只看待确认"] * query.pending_only
    return "；".join(parts) if parts else "全部案件"
