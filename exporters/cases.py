"""The ledger of cases: one row a case, from the machine-readable form of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from exporters import excel
from exporters.excel import Cell
from jiefen_lite.glossary import label

LABEL = "矛盾纠纷台账"
HEADER = (
    *("序号", "案件码", "来源渠道", "来源编号", "登记时间", "受理时间", "镇（街道）", "村（社区）"),
    *("一级类型", "二级类型", "难易", "风险", "涉及人数", "涉及金额（万元）", "申请人", "被申请人"),
    *("简要情况", "主办单位", "协办单位", "到期日", "到期日依据", "时限灯", "状态", "办理结果"),
    *("办结时间", "满意度", "成因", "标签", "待确认"),
)
_NUMBERS = {"涉及人数": 0, "涉及金额（万元）": 0.0}


def _names(case: Mapping[str, Any], role: str) -> str:
    return "、".join(one["name"] for one in case["parties"] if one["role"] == role and one["name"])


def row(number: int, case: Mapping[str, Any], type_names: Mapping[str, str]) -> tuple[Cell, ...]:
    """One case as a row under HEADER; ``type_names`` gives the Chinese name of a first-level type."""
    sources = case["sources"]
    amount = case["amount"]
    return (
        number,
        case["case_code"],
        "、".join(dict.fromkeys(label("channel", one["channel"]) for one in sources))
        or label("channel", case["channel"]),
        "、".join(one["source_no"] for one in sources if one["source_no"]),
        case["received_at"],
        case["accepted_at"],
        case["town"],
        case["village"],
        type_names.get(case["type_l1"], case["type_l1"]) if case["type_l1"] else None,
        case["type_l2"],
        label("complexity", case["complexity"]),
        label("risk_level", case["risk_level"]),
        case["people_count"],
        None if amount is None else amount / 10_000,
        _names(case, "applicant"),
        _names(case, "respondent"),
        case["summary"],
        case["responsible_unit"],
        "、".join(case["assisting_units"]),
        case["due_date"],
        label("due_clock", case["due_clock"]),
        label("deadline_light", case["deadline_light"]),
        label("status", case["status"]),
        label("outcome", case["outcome"]),
        case["closed_at"],
        label("satisfaction", case["satisfaction"]),
        case["cause"],
        "、".join(case["tags"]),
        "、".join(label("pending", one) for one in case.get("pending", ())),
    )


def _rows(cases: Iterable[Mapping[str, Any]], type_names: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
    """All cases, and below them how many there are, their people and their money."""
    count, sums = 0, dict(_NUMBERS)
    for count, case in enumerate(cases, 1):
        made = row(count, case, type_names)
        for name in sums:
            value = made[HEADER.index(name)]
            if isinstance(value, int | float):
                sums[name] += value
        yield made
    yield tuple(
        "合计" if head == "序号" else f"{count}件" if head == "案件码" else sums.get(head) for head in HEADER
    )


def write(
    cases: Iterable[Mapping[str, Any]],
    out: Path | BinaryIO,
    *,
    title: str = LABEL,
    type_names: Mapping[str, str] | None = None,
) -> None:
    """Write the ledger; the cases come masked or in clear, as whoever asked for them may see them."""
    excel.write_table(out, title, HEADER, _rows(cases, type_names or {}))
