"""The periods that the indicators page offers, and the one it opens with."""

from __future__ import annotations

from datetime import date

from jiefen_lite.shapes import CaseQuery
from jiefen_lite.store import cases, snapshots
from jiefen_lite.web import filters
from jiefen_lite.web.session import house, viewer

MONTHS_BACK, YEARS_BACK = 25, 3


def choices(today: date, chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Months, quarters, half-years and years up to today, newest first, each group with its heading."""
    this = f"{today:%Y-%m}"
    years = range(today.year, today.year - YEARS_BACK, -1)
    quarter, half = (today.month + 2) // 3, (today.month + 5) // 6
    groups = [
        ("月份", [filters.month_back(this, steps) for steps in range(MONTHS_BACK)]),
        ("季度", [f"{y}Q{n}" for y in years for n in (4, 3, 2, 1) if y < today.year or n <= quarter]),
        ("半年", [f"{y}H{n}" for y in years for n in (2, 1) if y < today.year or n <= half]),
        ("年度", [str(y) for y in years]),
    ]
    if not any(chosen in labels for _, labels in groups):
        groups.append(("其他", [chosen]))
    return [(name, [(label, filters.month_name(label)) for label in labels]) for name, labels in groups]


def opening(today: date) -> str:
    """This month once its ledgers have begun to come in, before that the newest frozen or the last month."""
    this = f"{today:%Y-%m}"
    if today.day > 8 and cases.count_cases(house().store, viewer(), CaseQuery(month=this)):
        return this
    frozen = [
        label for label in snapshots.frozen_labels(house().store) if len(label) == 7 and label[4] == "-"
    ]
    return max(frozen, default=filters.month_back(this, 1))
