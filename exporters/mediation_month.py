"""人民调解统计月报: one mediation committee a row, data from row 6, and below them the form's own check.

Columns of 司发通〔2010〕239 号; the form that is sent out for a year goes before it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from exporters import ledger_book
from exporters.excel import Cell
from exporters.ledger_book import Column, Page
from jiefen_lite.glossary import AGREEMENT_FORMS
from jiefen_lite.shapes import (
    COMMITTEE_KINDS,
    FORM_TYPES,
    ORIGINS,
    CommitteeRow,
    LedgerHead,
    MediationCase,
    MediationMonth,
)

SHEET, CASES_SHEET = "月报", "件清单"
REFERRED = ORIGINS[2:]


def _count(*heads: str, of: Callable[[CommitteeRow], Cell], width: float = 6, kind: str = "count") -> Column:
    return Column((*heads, *heads[-1:] * (3 - len(heads))), kind, width, of, sums=True)


def _columns() -> tuple[Column, ...]:
    whole, kinds, origins, types = "总体情况", "调解主体（件）", "案件来源（件）", "纠纷类型（件）"
    agreed, avoided, referred = "协议与履行（件）", "防止激化", "接受委托移送"
    return (
        Column(("序号",) * 3, "number", 5, lambda row: None),
        Column(("调解委员会",) * 3, "long", 24, lambda row: row.name),
        _count(whole, "案件总数（件）", of=lambda row: len(row.total), width=8),
        _count(whole, "涉及当事人数（人）", of=lambda row: row.people, width=9),
        _count(whole, "调解成功数（件）", of=lambda row: len(row.succeeded), width=8),
        _count(whole, "疑难复杂案件数（件）", of=lambda row: row.difficult, width=9),
        _count(whole, "涉及金额（万元）", of=lambda row: row.amount_fen / 1_000_000, width=10, kind="money"),
        *(_count(kinds, one, of=_in("kinds", one), width=7) for one in COMMITTEE_KINDS),
        *(_count(origins, one, of=_in("origins", one), width=7) for one in ORIGINS[:2]),
        *(_count(origins, referred, one, of=_in("origins", one), width=7) for one in REFERRED),
        *(_count(types, one, of=_in("types", one)) for one in FORM_TYPES),
        _count(agreed, "口头协议", of=lambda row: row.oral),
        _count(agreed, "书面协议", of=lambda row: row.written),
        _count(agreed, "司法确认", of=lambda row: row.confirmed),
        _count(agreed, "已履行", of=lambda row: row.performed),
        _count(avoided, "民转刑", "件", of=lambda row: row.against_crime[0], width=5),
        _count(avoided, "民转刑", "人", of=lambda row: row.against_crime[1], width=5),
        _count(avoided, "群体性上访", "件", of=lambda row: row.against_petition[0], width=5),
        _count(avoided, "群体性上访", "人", of=lambda row: row.against_petition[1], width=5),
    )


def _in(counts: str, name: str) -> Callable[[CommitteeRow], Cell]:
    return lambda row: getattr(row, counts).get(name, 0)


COLUMNS = _columns()
NOTES = (
    "说明：21类纠纷按规则折成18类；台账没有写人数的，按写明的当事人数；防止激化没有写人数的，按该件人数。",
    "各数由哪些件相加，见“件清单”。与当年下发的表式不一致的，以下发的为准。",
    "单位负责人：　　　　　　统计负责人：　　　　　　填表人：　　　　　　报出日期：　　　年　　月　　日",
)
#: The first printed page ends before the eighteen types.
BREAKS = (7 + len(COMMITTEE_KINDS) + len(ORIGINS),)


def _case_columns() -> tuple[Column, ...]:
    def alone(head: str, kind: str, width: float, of: Callable[[MediationCase], Cell]) -> Column:
        return Column((head, head), kind, width, of)

    def counted(head: str, kind: str, width: float, of: Callable[[MediationCase], Cell]) -> Column:
        return Column(("计入", head), kind, width, of, sums=True)

    return (
        alone("序号", "number", 6, lambda case: None),
        alone("案件码", "text", 18, lambda case: case.case_code),
        alone("调解委员会", "long", 26, lambda case: case.committee),
        alone("调解主体", "text", 16, lambda case: case.kind),
        alone("案件来源", "text", 12, lambda case: case.origin),
        alone("纠纷类型", "text", 15, lambda case: case.form_type),
        alone("协议形式", "text", 9, lambda case: AGREEMENT_FORMS.get(case.agreement_form or "")),
        counted("案件总数", "count", 9, lambda case: int(case.counts)),
        counted("当事人数", "count", 9, lambda case: case.people if case.counts else 0),
        counted("调解成功", "count", 9, lambda case: int(case.succeeded)),
        counted("疑难复杂", "count", 9, lambda case: int(case.counts and case.difficult)),
        counted(
            "金额（万元）", "money", 12, lambda case: case.amount_fen / 1_000_000 if case.counts else 0.0
        ),
        counted("司法确认", "count", 9, lambda case: int(case.succeeded and case.confirmed)),
        counted("已履行", "count", 9, lambda case: int(case.succeeded and case.performed)),
    )


CASE_COLUMNS = _case_columns()


def write(head: LedgerHead, month: MediationMonth, out: Path | BinaryIO) -> int:
    """Write the form and the cases behind it; how many committees it has."""
    form = Page(
        SHEET,
        head,
        COLUMNS,
        month.rows,
        frozen=2,
        breaks=BREAKS,
        counted="个调委会",
        whole=month.whole,
        checks=month.checks,
        notes=NOTES,
    )
    behind = Page(CASES_SHEET, head, CASE_COLUMNS, month.cases, frozen=2)
    return ledger_book.write(out, [form, behind])
