"""总台账: one case a row, with the columns of the centre's ledger; the page's export is the same paper."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from exporters import ledger_book
from exporters.excel import Cell
from exporters.ledger_book import Column, Page
from jiefen_lite.glossary import AGREEMENT_FORMS, label
from jiefen_lite.shapes import CONTACTS, By, LedgerHead, LedgerLine

#: Columns whose data nobody has yet: the ledger keeps their place.
NOT_YET = ("调解方式", "督办次数", "回访")


def channels(line: LedgerLine) -> Cell:
    """Every channel through which the case came, each once."""
    own = [one.channel for one in line.case.sources] or [line.case.channel]
    return "、".join(dict.fromkeys(label("channel", one) for one in own))


def source_numbers(line: LedgerLine) -> Cell:
    """The numbers that it has there."""
    return "、".join(one.source_no for one in line.case.sources if one.source_no)


def in_ten_thousands(line: LedgerLine) -> Cell:
    """The amount in 万元."""
    return None if line.case.amount_fen is None else line.case.amount_fen / 1_000_000


def applicants(line: LedgerLine) -> Cell:
    return "、".join(line.case.applicants)


def respondents(line: LedgerLine) -> Cell:
    return "、".join(line.case.respondents)


def town(line: LedgerLine) -> Cell:
    return line.case.town or "未定位"


def kind(line: LedgerLine) -> Cell:
    return line.type_name or "待定类型"


def unit(line: LedgerLine) -> Cell:
    """Whose it is; one that only a rule has named has not been given it yet."""
    case = line.case
    if case.responsible_unit is None:
        return "待分派"
    return f"{case.responsible_unit}（规则建议）" if case.unit_by == By.RULE else case.responsible_unit


def signed(line: LedgerLine) -> Cell:
    """When the unit signed for it: by a person here, or as its own ledger says; nothing that was inferred."""
    case = line.case
    return case.signed_at if case.told.signed or "sign_receipt" in case.by_hand else None


def contacted(line: LedgerLine) -> Cell:
    """When a handler first spoke with the parties, where a person has noted it here."""
    return line.case.first_contact_at if CONTACTS.intersection(line.case.by_hand) else None


def confirmation(line: LedgerLine) -> Cell:
    """Whether a court has confirmed the agreement, and under which number."""
    case = line.case
    if case.told.ruling_no and case.confirmed is not False:
        return f"已确认 {case.told.ruling_no}"
    return None if case.confirmed is None else "已确认" if case.confirmed else "未确认"


def performance(line: LedgerLine) -> Cell:
    """How far the agreement was performed."""
    case = line.case
    if case.performed is None:
        return None
    return "已履行" if case.performed else "部分履行" if case.told.partly_performed else "未履行"


def linked(line: LedgerLine) -> Cell:
    """The cases that are the same matter: its master, those merged into it, numbers its ledger names."""
    case = line.case
    told = [f"并入 {case.master_case}"] if case.master_case else []
    parts = dict.fromkeys(one.part for one in case.sources if one.part)
    told += [f"含 {part}" for part in parts if part]
    return "；".join([*told, *case.told.linked_nos])


def overdue(line: LedgerLine) -> Cell:
    return None if line.is_overdue is None else "是" if line.is_overdue else "否"


def extensions(line: LedgerLine) -> Cell:
    return line.case.by_hand.count("extend")


def not_yet(_line: LedgerLine) -> Cell:
    return None


SOURCE, PLACE, KIND, SIZE = "来源", "纠纷地", "分类", "规模"
PARTIES, MATTER, WHOSE, TIME, RESULT, REST = "当事人", "事由", "承办", "时限", "结果", "其他"

COLUMNS = (
    Column(("序号", "序号"), "number", 6, not_yet),
    Column(("案件码", "案件码"), "text", 17, lambda line: line.case.case_code),
    Column((SOURCE, "来源渠道"), "long", 12, channels),
    Column((SOURCE, "来源编号"), "long", 22, source_numbers),
    Column((SOURCE, "登记时间"), "moment", 16, lambda line: line.case.received_at),
    Column((SOURCE, "受理时间"), "moment", 16, lambda line: line.case.accepted_at),
    Column((PLACE, "镇（街道）"), "long", 11, town),
    Column((PLACE, "村（社区）"), "long", 11, lambda line: line.case.village),
    Column((PLACE, "网格"), "long", 10, lambda line: line.case.told.grid),
    Column((KIND, "一级类型"), "long", 12, kind),
    Column((KIND, "二级类型"), "long", 13, lambda line: line.case.type_l2),
    Column((KIND, "简易/复杂"), "short", 9, lambda line: label("complexity", line.case.complexity)),
    Column((KIND, "风险"), "short", 6, lambda line: label("risk_level", line.case.risk_level)),
    Column((SIZE, "涉及人数"), "count", 8, lambda line: line.case.people_count, sums=True),
    Column((SIZE, "涉及金额（万元）"), "money", 10, in_ten_thousands, sums=True),
    Column((PARTIES, "申请人"), "long", 13, applicants),
    Column((PARTIES, "被申请人"), "long", 16, respondents),
    Column((MATTER, "简要情况"), "long", 38, lambda line: line.case.summary),
    Column((MATTER, "诉求"), "long", 20, lambda line: line.case.claim),
    Column((WHOSE, "主办单位"), "long", 16, unit),
    Column((WHOSE, "协办单位"), "long", 14, lambda line: "、".join(line.case.assisting_units)),
    Column((WHOSE, "承办人"), "long", 9, lambda line: line.case.handler),
    Column((TIME, "办理时限"), "long", 13, lambda line: line.limit),
    Column((TIME, "到期日"), "day", 11, lambda line: line.case.due_date),
    Column((TIME, "延期次数"), "count", 8, extensions),
    Column((TIME, "签收时间"), "moment", 16, signed),
    Column((TIME, "首次联系时间"), "moment", 16, contacted),
    Column((RESULT, "调解方式"), "short", 9, not_yet),
    Column((RESULT, "状态"), "long", 14, lambda line: label("status", line.case.status)),
    Column((RESULT, "结果"), "short", 11, lambda line: label("outcome", line.case.outcome)),
    Column(
        (RESULT, "协议形式"), "short", 8, lambda line: AGREEMENT_FORMS.get(line.case.agreement_form or "")
    ),
    Column((RESULT, "协议编号"), "long", 21, lambda line: line.case.told.agreement_no),
    Column((RESULT, "司法确认"), "long", 15, confirmation),
    Column((RESULT, "履行情况"), "short", 9, performance),
    Column((RESULT, "办结时间"), "moment", 16, lambda line: line.case.closed_at),
    Column((RESULT, "用时（天）"), "count", 8, lambda line: line.days),
    Column((RESULT, "是否超期"), "short", 8, overdue),
    Column((RESULT, "督办次数"), "short", 8, not_yet),
    Column((RESULT, "满意度"), "short", 9, lambda line: label("satisfaction", line.case.satisfaction)),
    Column((RESULT, "回访"), "short", 7, not_yet),
    Column((REST, "关联/并案码"), "long", 20, linked),
    Column((REST, "备注"), "long", 20, lambda line: line.case.told.remark),
    Column((REST, "成因"), "long", 12, lambda line: line.case.cause),
    Column((REST, "标签"), "long", 14, lambda line: "、".join(line.case.tags)),
    Column(
        (REST, "待确认"),
        "long",
        14,
        lambda line: "、".join(label("pending", one) for one in line.case.pending),
    ),
)
HEADER = tuple(column.heads[-1] for column in COLUMNS)
#: After these columns a printed page ends: where from, who and what, how far, how it ended.
BREAKS = (13, 22, 33)


def write(head: LedgerHead, lines: Iterable[LedgerLine], out: Path | BinaryIO) -> int:
    """Write the ledger; how many cases it has. They come masked or in clear, as who asked may see them."""
    return ledger_book.write(out, [Page("台账", head, COLUMNS, lines, breaks=BREAKS)])
