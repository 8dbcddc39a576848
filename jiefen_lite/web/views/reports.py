"""Reports: months with their papers, what is made and frozen, checking a paper that somebody brings."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import papers, reports
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from jiefen_lite.indicators import full_name, months_in, period_of
from jiefen_lite.shapes import HealthReport, Period, Viewer
from jiefen_lite.store import audit
from jiefen_lite.web import background, filters, guard
from jiefen_lite.web.progress import Progress
from jiefen_lite.web.security import UPLOAD_BYTES
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("reports", __name__, url_prefix="/reports")

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|Q[1-4]|H[12])?", re.ASCII)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KIND = "papers"


def templates() -> Path:
    """The centre's own blanks."""
    paths: Paths = current_app.extensions["paths"]
    return paths.templates


def _start(title: str, work: Callable[[Progress], None]) -> None:
    """Papers are made in the background; whoever asked sees on the page how far they are."""
    if background.is_busy(background.mine(KIND)):
        flash("上一份还在做，请等它做完。", "bad")
        return
    background.tasks().forget_finished(viewer().user_id)
    background.tasks().start(user_id=viewer().user_id, kind=KIND, title=title, now=now(), work=work)


def _page(**more: Any) -> str:
    mine = background.mine(KIND)
    busy = background.is_busy(mine)  # asked before the papers: what is done by then is among them
    today = now().date()
    months = papers.months(house(), viewer(), today)
    frozen = [one for one in months if one.state == "frozen"]
    still_open = [one for one in months if one.state == "open"]
    values: dict[str, Any] = {"proof": None, "checked": None} | more
    return render_template(
        "reports/listing.html",
        top=frozen[0] if frozen else None,
        top_channels=papers.channel_reports(house(), viewer(), frozen[0].period) if frozen else [],
        still_open=[(one, papers.channel_reports(house(), viewer(), one.period)) for one in still_open[:3]],
        more_open=still_open[3:],
        older=frozen[1:],
        longer=papers.longer_periods(house(), viewer(), today),
        failures=_failures(frozen[0]) if frozen else {},
        most_bytes=UPLOAD_BYTES,
        tasks=mine[:1],
        busy=busy,
        **values,
    )


def _failures(month: papers.Month) -> dict[str, str]:
    """Why papers of a closed month are not there, by document."""
    told = {one.id: papers.failure(house(), viewer(), one, month.period) for one in month.missing}
    return {name: why for name, why in told.items() if why}


@pages.app_context_processor
def _names() -> dict[str, object]:
    """What the documents are called, wherever a paper is shown."""
    return {"documents": {one.id: one.name for one in papers.DOCUMENTS}, "most_of": _most_of}


def _most_of(rows: Sequence[Sequence[str]]) -> float:
    """The largest number of a chart's data: the whole length of a bar."""
    return max((float(value) for row in rows[1:] for value in row[1:] if value), default=0.0)


@pages.get("")
@guard.allow(roles=guard.COUNTY)
def listing() -> Any:
    """The newest closed month with its papers on top, what is still open, older months, longer periods."""
    return _page()


@pages.get("/of/<label>")
@guard.allow(roles=guard.COUNTY)
def period(label: str) -> Any:
    """One month or longer period: papers, earlier versions, which channels reported, what came late."""
    if not PERIOD.fullmatch(label):
        abort(404)
    mine = background.mine(KIND)
    busy = background.is_busy(mine)  # asked before the papers: what is done by then is among them
    asked = period_of(label)
    today = now().date()
    month = papers.month_of(house(), viewer(), label, today)
    first = reports.first_month(house(), viewer(), today)
    before = first is None or asked.end <= first.start
    if asked.start > today or (before and not month.papers):
        abort(404)  # nothing is known of it
    is_month = len(months_in(asked)) == 1
    names = {rule.id: rule.name for rule in house().book.indicators.rules}
    changes = reports.month_changes(house(), viewer(), asked) if is_month else ()
    return render_template(
        "reports/period.html",
        month=month,
        is_month=is_month,
        parts=[papers.month_of(house(), viewer(), one.label, today) for one in months_in(asked)]
        if not is_month
        else [],
        channels=papers.channel_reports(house(), viewer(), asked) if is_month else [],
        changes=changes,
        names=names,
        failures=_failures(month),
        tasks=mine[:1],
        busy=busy,
    )


# ------------------------------------------------------------------ made, frozen


@pages.post("/make")
@guard.allow(roles=guard.PAPER_MAKERS)
def make() -> Any:
    """Make what is missing of a closed period, or (with a reason) one paper once more."""
    label, document = request.form.get("period", ""), request.form.get("document", "") or None
    if not PERIOD.fullmatch(label):
        raise JiefenError("请选择统计期，例如 2026-10、2026Q3。")
    reason = request.form.get("reason") if document is not None else None
    papers.refuse_making(house(), viewer(), document, label, reason)
    _start(f"{filters.month_name(label)}的报告", _making(house(), viewer(), document, label, reason))
    return redirect(url_for("reports.period", label=label))


def _making(
    kept: House, who: Viewer, document: str | None, label: str, reason: str | None
) -> Callable[[Progress], None]:
    moment, blanks = now(), templates()

    def work(tell: Progress) -> None:
        tell("正在写报告、逐数核对")
        papers.make_apart(kept, who, document, label, moment, blanks, tell, reason=reason)

    return work


def _month() -> str:
    month = request.form.get("month", "")
    if not MONTH.fullmatch(month):
        raise JiefenError("请选择月份，例如 2026-10。")
    if month >= f"{now():%Y-%m}":
        raise JiefenError("这个月还没有过完，请选择已经结束的月份。")
    return month


@pages.post("/freeze")
@guard.allow(roles=guard.FREEZERS)
def freeze() -> Any:
    """Freeze a month that is over: its figures never change again; its papers are made at once."""
    month = _month()
    reports.freeze(house(), viewer(), month, now())
    flash(f"{filters.month_name(month)}已冻结，数字不再变动。", "good")
    _start(f"{filters.month_name(month)}的报告", _making(house(), viewer(), None, month, None))
    return redirect(url_for("reports.listing"))


@pages.post("/nothing")
@guard.allow(roles=guard.FREEZERS)
def nothing() -> Any:
    """A channel had no case in a month (零报告)."""
    month = _month()
    papers.say_nothing(house(), viewer(), month, request.form.get("channel", ""), now())
    flash("已登记零报告。", "good")
    return redirect(url_for("reports.period", label=month))


# ------------------------------------------------------------------ of a month that is still open


def _provisional(what: str) -> tuple[HealthReport, Period]:
    month = period_of(_month())
    detail = {"what": what, "provisional": True}
    audit.record(house().store, viewer(), "report", f"health {month.label}", now=now(), detail=detail)
    return reports.health_report(house(), viewer(), month, as_of=now(), dated=now().date()), month


@pages.post("/health.docx")
@guard.allow(roles=guard.COUNTY)
def health_word() -> Any:
    """The 体检报告 of one month as its figures stand now, as a Word file; it is not kept."""
    from exporters import health_report  # brings the Word library, which few requests need

    report, month = _provisional("docx")
    out = io.BytesIO()
    health_report.write(report, out, template_folder=templates())
    out.seek(0)
    return send_file(out, WORD, as_attachment=True, download_name=f"{_draft(report, month)}.docx")


@pages.post("/annex.xlsx")
@guard.allow(roles=guard.COUNTY)
def health_annex() -> Any:
    """Its annex: every figure with its numerator, denominator and cases."""
    from exporters import annex, health_report  # brings a workbook library, which few requests need

    report, month = _provisional("xlsx")
    out = io.BytesIO()
    annex.write(report, out, health_report.marks(report))
    out.seek(0)
    return send_file(out, EXCEL, as_attachment=True, download_name=f"{_draft(report, month)}附表.xlsx")


def _draft(report: HealthReport, month: Period) -> str:
    return f"{full_name(month)}体检报告" + ("" if report.frozen else "（暂计）")


# ------------------------------------------------------------------ a paper that somebody brings


@pages.post("/verify")
@guard.allow(roles=guard.COUNTY)
def verify() -> Any:
    """Re-derive every number of an uploaded report and list where it differs from the data."""
    file = request.files.get("document")
    if file is None or not file.filename:
        raise JiefenError("请选择要核对的报告。")
    found = papers.verify(house(), viewer(), file.read(), templates())
    return _page(proof=found, checked=file.filename)
