"""以案定补: a month's list with what each case gives and why; approving, withdrawing, the ledger."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import subsidies
from jiefen_lite.errors import JiefenError
from jiefen_lite.indicators import period_of
from jiefen_lite.web import filters, guard, words
from jiefen_lite.web.casequery import MONTH
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.ledgers import EXCEL

pages = Blueprint("subsidies", __name__, url_prefix="/subsidies")

MOST = 300


@pages.get("")
@guard.allow(roles=guard.SUBSIDY_READERS)
def listing() -> Any:
    """One month, by default the last: who gets how much for which case, and why not."""
    label = request.args.get("month", "")
    return _page(label if MONTH.fullmatch(label) else filters.month_back(f"{now():%Y-%m}", 1))


def _page(label: str, fault: str = "", status: int = 200) -> Any:
    found = subsidies.month(house(), viewer(), label, now())
    named = request.args.get("mediator", "")
    if named not in {one.mediator for one in found.sums}:
        named = ""
    lines = [line for line in found.lines if named in ("", line.mediator)]
    return render_template(
        "subsidies/listing.html",
        found=found,
        lines=lines[:MOST],
        total=len(lines),
        mediator=named,
        month=label,
        months=words.months(label),
        rules=house().book.subsidy,
        is_over=now().date() >= period_of(label).end,
        unmediated=subsidies.unmediated(house(), viewer(), label) if guard.may(guard.SUBSIDY_COUNTY) else 0,
        gone=subsidies.history(house(), viewer(), label),
        least=subsidies.LEAST_REASON,
        most=subsidies.MOST_REASON,
        fault=fault,
    ), status


@pages.get("/ledger")
@guard.allow(roles=guard.SUBSIDY_READERS)
def ledger() -> Any:
    """The ledger of a month as a workbook."""
    name, data = subsidies.ledger(house(), viewer(), _asked(request.args.get("month", "")), now())
    return send_file(io.BytesIO(data), EXCEL, as_attachment=True, download_name=name)


@pages.post("/approve")
@guard.allow(roles=guard.SUBSIDY_APPROVERS)
def approve() -> Any:
    """Freeze the list that was looked at."""
    label = _asked(request.form.get("month", ""))
    try:
        subsidies.approve(house(), viewer(), label, request.form.get("seen", ""), now())
    except JiefenError as error:
        return _page(label, str(error), error.http_status)
    flash(f"{filters.month_name(label)}的补贴已核定，这些件以后不再给。", "good")
    return redirect(url_for("subsidies.listing", month=label))


@pages.post("/withdraw")
@guard.allow(roles=guard.SUBSIDY_WITHDRAWERS)
def withdraw() -> Any:
    """Take an approved list back."""
    label = _asked(request.form.get("month", ""))
    try:
        subsidies.withdraw(house(), viewer(), label, request.form.get("reason", ""), now())
    except JiefenError as error:
        return _page(label, str(error), error.http_status)
    flash(f"{filters.month_name(label)}的核定已撤回，清单按现在的情况重新算。", "good")
    return redirect(url_for("subsidies.listing", month=label))


def _asked(label: str) -> str:
    if not MONTH.fullmatch(label):
        raise JiefenError("请选择月份，例如 2026-10。")
    return label
