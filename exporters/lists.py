"""专题台账: cases of one concern, each list with the columns its readers work with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from exporters import cases, ledger_book
from exporters.excel import Cell
from exporters.ledger_book import Column, Page
from jiefen_lite.glossary import AGREEMENT_FORMS, LEDGERS, label
from jiefen_lite.shapes import UNASSIGNED, By, LedgerHead, LedgerLine, ReturnLine

#: Both parties may ask a court together within so many days (人民调解法第三十三条、民事诉讼法第二百零五条).
ASK_WITHIN = timedelta(days=30)

Value = Callable[[Any], Cell]


def _column(heads: tuple[str, str], kind: str, width: float, value: Value, *, sums: bool = False) -> Column:
    return Column(heads, kind, width, value, sums)


def _alone(head: str, kind: str, width: float, value: Value) -> Column:
    """A column that stands below no group."""
    return Column((head, head), kind, width, value)


NUMBER = _alone("序号", "number", 6, cases.not_yet)
CODE = _alone("案件码", "text", 18, lambda line: line.case.case_code)
PARTIES = (
    _column(("当事人", "申请人"), "long", 16, cases.applicants),
    _column(("当事人", "被申请人"), "long", 20, cases.respondents),
)
KIND = (
    _column(("分类", "一级类型"), "long", 13, cases.kind),
    _column(("分类", "二级类型"), "long", 15, lambda line: line.case.type_l2),
)
STORY = _alone("简要情况", "long", 40, lambda line: line.case.summary)
TOWN = _alone("镇（街道）", "long", 12, cases.town)
UNIT = _alone("主办单位", "long", 20, cases.unit)
STATUS = _alone("状态", "long", 14, lambda line: label("status", line.case.status))
OUTCOME = _alone("结果", "short", 12, lambda line: label("outcome", line.case.outcome))


def ask_until(line: LedgerLine) -> Cell:
    """The last day on which both may ask for confirmation."""
    return line.case.agreement_at + ASK_WITHIN if line.case.agreement_at else None


def handler(line: LedgerLine) -> Cell:
    return line.case.handler or line.case.mediator


def held_at_due(line: LedgerLine) -> Cell:
    """Who answers for its due date: the unit that held it then, though it was given on since."""
    unit = line.case.unit_at_due
    return "待分派" if unit == UNASSIGNED else unit or cases.unit(line)


def given(line: LedgerLine) -> Cell:
    """交办督办情况: as the ledger that brought it says, else when it was given out by hand.

    The steps that were inferred from a ledger's dates tell nothing: nobody has given the case out here.
    """
    case = line.case
    if case.told.supervised:
        return case.told.supervised
    if case.responsible_unit is None or case.unit_by == By.RULE:
        return "未交办"
    if case.dispatched_at is None or not (case.told.dispatched or "dispatch" in case.by_hand):
        return None
    return f"{case.dispatched_at:%Y-%m-%d} 交{case.responsible_unit}"


def struck_off(line: LedgerLine) -> Cell:
    """销号情况: a prominent dispute leaves the list when it is closed."""
    return f"已销号 {line.case.closed_at:%Y-%m-%d}" if line.case.closed_at else "未销号"


def state_and_outcome(line: LedgerLine) -> Cell:
    """化解情况: how it ended, else how far it is."""
    case = line.case
    return label("outcome", case.outcome) if case.outcome else label("status", case.status)


OVERDUE = (
    NUMBER,
    CODE,
    _column(
        ("责任", "到期时承办单位"),
        "long",
        20,
        held_at_due,
    ),
    _column(("责任", "承办人"), "long", 10, handler),
    _column(("时限", "受理时间"), "moment", 16.5, lambda line: line.case.accepted_at),
    _column(("时限", "办理时限"), "long", 14, lambda line: line.limit),
    _column(("时限", "到期日"), "day", 11, lambda line: line.case.due_date),
    _column(("时限", "报结时间"), "moment", 16.5, lambda line: line.case.feedback_submitted_at),
    _column(("时限", "超期天数"), "count", 9, lambda line: line.overdue_days),
    TOWN,
    *KIND,
    *PARTIES,
    STORY,
    STATUS,
)
REPEAT = (
    NUMBER,
    CODE,
    _column(("来源", "来源渠道"), "long", 13, cases.channels),
    _column(("来源", "来源编号"), "long", 22, cases.source_numbers),
    _column(("来源", "登记时间"), "moment", 16.5, lambda line: line.case.received_at),
    TOWN,
    *KIND,
    *PARTIES,
    STORY,
    UNIT,
    STATUS,
    OUTCOME,
    _alone("关联/并案码", "long", 22, cases.linked),
    _alone("备注", "long", 20, lambda line: line.case.told.remark),
)
CONFIRMATION = (
    NUMBER,
    CODE,
    _column(
        ("协议", "协议编号"),
        "long",
        22,
        lambda line: line.case.told.agreement_no or cases.source_numbers(line),
    ),
    _column(
        ("协议", "协议形式"), "short", 9, lambda line: AGREEMENT_FORMS.get(line.case.agreement_form or "")
    ),
    _column(("协议", "协议日期"), "day", 11, lambda line: line.case.agreement_at),
    _column(("协议", "履行情况"), "short", 10, cases.performance),
    *PARTIES,
    *KIND,
    Column(("涉及金额（万元）", "涉及金额（万元）"), "money", 11, cases.in_ten_thousands, True),
    UNIT,
    _alone("调解员", "long", 10, lambda line: line.case.mediator),
    _column(("司法确认", "申请截止日"), "day", 11, ask_until),
    _column(
        ("司法确认", "确认情况"),
        "text",
        10,
        lambda line: {True: "已确认", False: "未确认"}.get(line.case.confirmed),
    ),
    _column(("司法确认", "裁定号"), "long", 22, lambda line: line.case.told.ruling_no),
    _alone("备注", "long", 18, lambda line: line.case.told.remark),
)
PROMINENT = (
    NUMBER,
    CODE,
    _alone("单位", "long", 13, cases.town),
    STORY,
    _column(("责任", "责任单位"), "long", 20, cases.unit),
    _column(("责任", "责任人"), "long", 10, handler),
    _column(("化解", "化解时限"), "day", 11, lambda line: line.case.due_date),
    _column(("化解", "化解情况"), "long", 16, state_and_outcome),
    _alone("交办督办情况", "long", 24, given),
    _alone("销号情况", "long", 16, struck_off),
)


def _of_line(column: Column) -> Column:
    """The same column of a return's case."""
    of_line = column.value

    def value(one: ReturnLine) -> Cell:
        return of_line(one.line)

    return column._replace(value=value)


RETURNED = (
    NUMBER,
    _of_line(CODE),
    _column(("退件", "退件单位"), "long", 20, lambda one: one.unit),
    _column(("退件", "退件时间"), "moment", 16.5, lambda one: one.returned_at),
    _column(("退件", "核定人"), "long", 12, lambda one: one.actor),
    _column(("退件", "理由"), "long", 30, lambda one: one.reason),
    _column(("退件", "本件共退件（次）"), "count", 10, lambda one: one.line.case.return_count),
    _of_line(UNIT._replace(heads=("现在", "主办单位"))),
    _of_line(STATUS._replace(heads=("现在", "状态"))),
    _of_line(TOWN),
    *map(_of_line, KIND),
    _of_line(STORY),
)


LISTS: dict[str, tuple[Column, ...]] = {
    "overdue": OVERDUE,
    "returned": RETURNED,
    "repeat": REPEAT,
    "prominent": PROMINENT,
    "confirmation": CONFIRMATION,
}


#: Of a list that is too wide for one printed page: after so many columns the first ends.
BREAKS = {"overdue": (9,), "returned": (7,), "repeat": (10,), "confirmation": (10,)}


def write(
    kind: str,
    head: LedgerHead,
    lines: Iterable[LedgerLine] | Iterable[ReturnLine],
    out: Path | BinaryIO,
    *,
    notes: tuple[str, ...] = (),
) -> int:
    """Write one list; how many rows it has."""
    page = Page(LEDGERS[kind], head, LISTS[kind], lines, frozen=2, breaks=BREAKS.get(kind, ()), notes=notes)
    return ledger_book.write(out, [page])
