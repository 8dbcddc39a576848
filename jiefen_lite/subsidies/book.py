"""The list of a month as a ledger to take out; each taking out is in the audit log."""

from __future__ import annotations

import io
from datetime import datetime

from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.ledgers import wording
from jiefen_lite.reckoning import money
from jiefen_lite.shapes import LedgerHead, SubsidyList, Viewer
from jiefen_lite.store import audit
from jiefen_lite.subsidies import months

NAME = "以案定补台账"


def ledger(house: House, viewer: Viewer, label: str, now: datetime) -> tuple[str, bytes]:
    """(file name, workbook). Raises as :func:`months.month` does."""
    from exporters import subsidy_book  # brings a workbook library, which few pages need

    found = months.month(house, viewer, label, now)
    detail = {"count": len(found.lines), "yuan": money.plain(found.total_fen)}
    audit.record(house.store, viewer, "export", f"subsidy:{found.period}", now=now, detail=detail)
    out = io.BytesIO()
    subsidy_book.write(_head(house, viewer, found, now), found, _notes(house, found), out)
    state = "核定" if found.approval else "试算"
    return f"{NAME}（{state}）_{found.period}.xlsx", out.getvalue()


def _head(house: House, viewer: Viewer, found: SubsidyList, now: datetime) -> LedgerHead:
    of = indicators.full_name(indicators.period_of(found.period))
    if found.approval is not None:
        state = f"{found.approval.approved_by} {found.approval.approved_at:%Y-%m-%d} 核定"
    else:
        state = f"试算，没有核定，看到 {found.until}"
    basis = f"本月办结、登记了调解员的件，另加以前核定的月份里这次补给的；一起纠纷只给一次；{state}"
    return wording.head(house, viewer, NAME, of, basis, now, reason=None)


def _notes(house: House, found: SubsidyList) -> tuple[str, ...]:
    rules = house.book.subsidy
    grades = "、".join(f"{one.name} {one.yuan} 元" for one in rules.grades)
    notes = [
        f"现在的标准：每件{grades}；依据：{'；'.join(dict.fromkeys(one.basis for one in rules.grades))}。"
    ]
    if not rules.enabled:
        notes.append("金额还没有由财政局、司法局定，本表只是试算，不能据此发放。")
    return tuple(notes)
