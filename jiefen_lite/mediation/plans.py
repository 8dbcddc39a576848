"""What an agreement brings with it: performance, the days for court confirmation, return visits."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from jiefen_lite.desk import House
from jiefen_lite.rules.mediation import Visit
from jiefen_lite.shapes import CaseRow, Viewer
from jiefen_lite.store import agreements

WHOLE = "按协议内容履行。"


def begin(house: House, viewer: Viewer, case: CaseRow, words: str, now: datetime) -> None:
    """A case was settled: its agreement holds, and what follows has its days (inside a write).

    ``words``: the agreement as the step was told, used where none was written here.
    """
    store, today = house.store, now.date()
    effective = case.agreement_at or today
    number = agreements.settle(store, viewer, case.id, case.agreement_form or "oral", words, effective, now)
    items = agreements.items(store, viewer, case.case_code, number)
    if not items and case.performance_due is not None:
        agreements.add_item(
            store,
            viewer,
            number,
            party=None,
            what=WHOLE,
            due=case.performance_due,
            amount_fen=case.amount_fen,
        )
        items = agreements.items(store, viewer, case.case_code, number)
    last_due = max((one.due for one in items), default=None)
    agreements.propose_confirmation(
        store,
        viewer,
        number,
        proposed=last_due is not None and any(one.amount_fen for one in items),
        last_day=last_day_to_confirm(house, effective),
    )
    for visit, due in planned(house, case, effective, last_due):
        agreements.plan_visit(store, viewer, number, visit.id, visit.name, due)


def last_day_to_confirm(house: House, effective: date) -> date:
    """The last day for applying (人民调解法第三十三条); a day off moves it on (民法典第二百零三条)."""
    return house.calendar.add_calendar_days(effective, house.book.mediation.confirmation.days).due


def planned(house: House, case: CaseRow, effective: date, last_due: date | None) -> list[tuple[Visit, date]]:
    """Which visits follow an agreement, and when."""
    rules = house.book.mediation
    key = case.risk_level in rules.key_cases.risk_levels
    starts = {"agreement": effective, "performance": last_due}
    found = []
    for visit in rules.visits:
        start = starts[visit.after]
        if start is not None and (key or not visit.key_only):
            found.append((visit, start + timedelta(days=visit.days)))
    return found
