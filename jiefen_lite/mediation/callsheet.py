"""回访和履行的联系表: what is due by a day, as a sheet to take along, fill in by hand and bring back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite import casepapers, glossary, text
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.mediation import access
from jiefen_lite.reckoning import money
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import agreements, audit, calllists, cases, mediations
from jiefen_lite.store.calllists import Due

#: Who is given the sheet; those who note what was found out may have the telephones in it.
READERS = access.VISITORS | {Role.UNIT_LEADER, Role.LEADER}
MOST_LINES, MOST_IN_CLEAR = 300, 100
LEAST_REASON = 4
SHEET = "联系表"
#: The heads of the sheet by what stands below; taking it back finds the columns by them.
HEADS = {
    "number": "序号",
    "case_code": "案件码",
    "parties": "当事人",
    "agreement_no": "协议编号",
    "todo": "应做",
    "what": "内容",
    "due": "到期日",
    "day": "联系日期",
    "way": "方式",
    "reached": "联系上没有",
    "state": "履行情况",
    "said": "情况说明",
    "by": "回访人",
    "key": "核对码",
}
TO_FILL = ("day", "way", "reached", "state", "said", "by")
_TOLD = {
    "number": "",
    "case_code": "不要改",
    "parties": "",
    "agreement_no": "",
    "todo": "",
    "what": "",
    "due": "",
    "day": "例如 2026-11-20",
    "way": "选一个；履行可以空着",
    "reached": "回访选是或否",
    "state": "履行才填",
    "said": "当事人怎么说；还差什么、为什么",
    "by": "谁联系的；空着是上传的人",
    "key": "不要改",
}
_WIDTHS = {
    "number": 5, "case_code": 17, "parties": 20, "agreement_no": 16, "todo": 11, "what": 24, "due": 11,
    "day": 12, "way": 9, "reached": 9, "state": 10, "said": 30, "by": 10, "key": 14,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallLine:
    """One line of the sheet as its reader may see it."""

    due: Due
    parties: str
    agreement_no: str
    todo: str
    what: str

    @property
    def people(self) -> list[str]:
        """Whom to call, one by one."""
        return self.parties.split("\n")

    @property
    def is_visit(self) -> bool:
        """Whether it is a visit that is due, not a performance."""
        return self.due.kind == calllists.VISIT


def lines(
    house: House, viewer: Viewer, until: date, now: datetime, *, reason: str | None = None
) -> list[CallLine]:
    """What is due by a day in this viewer's reach; a mediator is told his own.

    With a ``reason`` people and telephones are in clear where role and case allow it, each case logged as
    any look at it is. Raises NotAllowed, JiefenError without a proper reason.
    """
    if not viewer.roles & READERS:
        raise NotAllowed("联系表由承办人、调解员、分管领导、受理员、督办岗、领导查看，需要的请找他们。")
    if reason is not None:
        if not viewer.roles & access.VISITORS:
            raise NotAllowed("带电话的联系表由承办人、调解员、受理员、督办岗下载，需要的请找他们。")
        if len(reason.strip()) < LEAST_REASON:
            raise JiefenError(f"请写明为什么要带电话的（至少 {LEAST_REASON} 个字）。")
    found = calllists.due(house.store, viewer, until, most=MOST_LINES)
    if viewer.roles == {Role.MEDIATOR}:
        found = [one for one in found if one.mediator in (None, viewer.name)]
    if reason is not None and len(found) > MOST_IN_CLEAR:
        raise JiefenError(
            f"到这一天有 {len(found)} 项，带电话的一次最多 {MOST_IN_CLEAR} 项，请把日期选早一些。"
        )
    clear = _revealed(house, viewer, found, reason, now) if reason is not None else frozenset()
    return [_line(house, viewer, one, clear=one.case_code in clear) for one in found]


def _revealed(
    house: House, viewer: Viewer, found: Sequence[Due], reason: str, now: datetime
) -> frozenset[str]:
    """The cases whose people may stand in clear; the log is written before anything is read out."""
    codes = sorted({one.case_code for one in found})
    allowed = [code for code in codes if cases.may_unmask(house.store, viewer, code)]
    for code in allowed:
        cases.reveal_case(house.store, viewer, code, reason, now)
    return frozenset(allowed)


def _line(house: House, viewer: Viewer, one: Due, *, clear: bool) -> CallLine:
    store, code = house.store, one.case_code
    told = []
    for side in mediations.sides(store, viewer, code, clear=clear):
        phone = f" {side.phone}" if clear and side.phone else ""
        told.append(f"{glossary.label('party_role', side.role)} {side.name}{phone}")
    todo, what = _asked(house, viewer, one, clear=clear)
    return CallLine(one, "\n".join(told), _number(house, viewer, one), todo, what)


def _asked(house: House, viewer: Viewer, one: Due, *, clear: bool) -> tuple[str, str]:
    """What is to be done: its name, and of a performance what and how much."""
    if one.kind == calllists.VISIT:
        return f"回访：{one.name}", ""
    items = agreements.items(house.store, viewer, one.case_code, one.agreement, clear=clear)
    item = next(item for item in items if item.id == one.id)
    amount = f"（{money.told(item.amount_fen)}）" if item.amount_fen is not None else ""
    return "履行", f"{item.what}{amount}"


def _number(house: House, viewer: Viewer, one: Due) -> str:
    """The number of the paper of the agreement, or which version it is where no paper was made."""
    forms = ("mediation_agreement", "oral_agreement")
    papers = [
        paper
        for paper in casepapers.of_case(house, viewer, one.case_code)
        if paper.form in forms and paper.is_valid
    ]
    return papers[-1].number if papers else f"第 {one.version} 版"


def workbook(
    house: House, viewer: Viewer, until: date, now: datetime, *, reason: str | None = None
) -> tuple[str, bytes]:
    """(file name, workbook); the audit log first. Raises as :func:`lines` does."""
    from exporters import rulebook  # brings a workbook library, which few pages need

    found = lines(house, viewer, until, now, reason=reason)
    note(house, viewer, "export", until, len(found), now, reason=reason)
    choices = {
        "way": tuple(glossary.CONTACT_WAYS.values()),
        "reached": tuple(glossary.YES_NO.values()),
        "state": tuple(glossary.PERFORMANCES.values()),
    }
    columns = tuple(
        rulebook.RuleColumn(
            head, _TOLD[name], _WIDTHS[name], locked=name not in TO_FILL, choices=choices.get(name, ())
        )
        for name, head in HEADS.items()
    )
    mark = "含当事人明文，只供联系使用，严禁外传" if reason is not None else "当事人已脱敏"
    title = (
        f"{viewer.unit or house.center.name}回访和履行联系表（到 {until} 为止到期，{len(found)} 项）　"
        f"{viewer.name} {now:%Y-%m-%d %H:%M}　{mark}"
    )
    rows = [_cells(number, line) for number, line in enumerate(found, 1)]
    out = io.BytesIO()
    rulebook.write(out, [rulebook.RuleSheet(SHEET, title, columns, rows)])
    return f"回访履行联系表{'（明文）' * (reason is not None)}_{until}.xlsx", out.getvalue()


def _cells(number: int, line: CallLine) -> list[str]:
    known = {
        "number": str(number),
        "case_code": line.due.case_code,
        "parties": line.parties,
        "agreement_no": line.agreement_no,
        "todo": line.todo,
        "what": line.what,
        "due": line.due.due.isoformat(),
        "key": line.due.key,
    }
    return [known.get(name, "") for name in HEADS]


def note(
    house: House,
    viewer: Viewer,
    action: str,
    until: date,
    count: int,
    now: datetime,
    *,
    reason: str | None = None,
) -> None:
    """Into the audit log: who took the sheet out or printed it."""
    detail: dict[str, object] = {"count": count, "masked": reason is None, "to": until.isoformat()}
    if reason is not None:
        detail["reason"] = text.mask_text(reason.strip())
    audit.record(house.store, viewer, action, "call_list", now=now, detail=detail)
