"""Ledgers to take out: made in the background, told how far, kept for their own person alone for a while."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for

from jiefen_lite import ledgers
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Viewer
from jiefen_lite.web import approval, background, filters, guard, words
from jiefen_lite.web.casequery import MONTH
from jiefen_lite.web.progress import MadeFile, Progress
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("ledgers", __name__, url_prefix="/ledgers")

KIND = "ledger"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("")
@guard.allow(roles=guard.READERS)
def listing() -> Any:
    """Which ledgers there are, for which month, and what is being made now."""
    mine = background.still_mine(KIND)
    month = request.args.get("month", "")
    return render_template(
        "ledgers/listing.html",
        tasks=mine,
        busy=background.is_busy(mine),
        leaders=approval.leaders() if guard.may(guard.CLEAR_EXPORTERS) else [],
        kinds=ledgers.kinds_for(viewer()),
        months=words.months(),
        chosen=month if MONTH.fullmatch(month) else filters.month_back(f"{now():%Y-%m}", 1),
    )


@pages.post("")
@guard.allow(roles=guard.READERS)
def start() -> Any:
    """Make one ledger of one month in the background."""
    month, kind = request.form.get("month", ""), request.form.get("kind", "")
    if not MONTH.fullmatch(month):
        raise JiefenError("请选择月份，例如 2026-10。")
    if kind not in ledgers.kinds_for(viewer()):
        raise JiefenError("请选择一种台账。")
    queue(ledgers.Order(kind, month), f"{ledgers.Order(kind).label}（{filters.month_name(month)}）")
    return redirect(url_for("ledgers.listing", month=month))


@pages.post("/clear")
@guard.allow(roles=guard.CLEAR_EXPORTERS)
def clear() -> Any:
    """One ledger with its people in clear: for a reason, when a leader approves with his password."""
    month, kind = request.form.get("month", ""), request.form.get("kind", "")
    if not MONTH.fullmatch(month) or kind not in ledgers.kinds_for(viewer()):
        raise JiefenError("请选择月份和一种台账。")
    reason = request.form.get("reason", "").strip()[:200]
    if len(reason) < ledgers.LEAST_REASON:
        raise JiefenError(f"请写明导出明文的事由（至少 {ledgers.LEAST_REASON} 个字）。")
    approver = approval.of_leader(
        request.form.get("approver", ""), request.form.get("password", ""), f"ledger:{kind}:{month}"
    )
    order = ledgers.Order(kind, month, reason=f"{reason}（{approver}批准）")
    queue(order, f"{order.label}（明文，{filters.month_name(month)}）")
    return redirect(url_for("ledgers.listing", month=month))


def queue(order: ledgers.Order, title: str) -> None:
    """Queue the making of one ledger; what the person had finished before is dropped with it."""
    background.tasks().start(
        user_id=viewer().user_id,
        kind=KIND,
        title=title,
        now=now(),
        work=_work(house(), viewer(), order, now()),
        rights=background.rights(viewer()),
    )


def _work(kept: House, who: Viewer, order: ledgers.Order, moment: datetime) -> Callable[[Progress], MadeFile]:
    def work(tell: Progress) -> MadeFile:
        data = ledgers.make_apart(kept, who, order, now=moment, progress=tell)
        return MadeFile(ledgers.file_name(order, moment), data)

    return work


@pages.get("/<key>")
@guard.allow(roles=guard.READERS)
def download(key: str) -> Any:
    """A finished ledger, for the person who asked for it."""
    file = background.made(background.still_mine(KIND), key)
    return send_file(io.BytesIO(file.data), EXCEL, as_attachment=True, download_name=file.name)
