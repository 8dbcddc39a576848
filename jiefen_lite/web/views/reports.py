"""Reports: the 体检报告 of a month with its annex, freezing a month, checking a paper against the data."""

from __future__ import annotations

import io
import re
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import reports
from jiefen_lite.errors import JiefenError
from jiefen_lite.indicators import period_of
from jiefen_lite.shapes import HealthReport
from jiefen_lite.store import audit, snapshots
from jiefen_lite.web import filters, guard
from jiefen_lite.web.security import UPLOAD_BYTES
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("reports", __name__, url_prefix="/reports")

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
MONTHS_BACK = 13
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _page(**more: Any) -> str:
    this = f"{now():%Y-%m}"
    recent = {filters.month_back(this, back) for back in range(1, MONTHS_BACK + 1)}
    frozen = set(snapshots.frozen_labels(house().store))
    values: dict[str, Any] = {"proof": None, "checked": None} | more
    return render_template(
        "reports/listing.html",
        months=sorted(recent | {label for label in frozen if MONTH.fullmatch(label)}, reverse=True),
        frozen=frozen,
        most_bytes=UPLOAD_BYTES,
        **values,
    )


@pages.get("")
@guard.allow(roles=guard.COUNTY)
def listing() -> Any:
    """The last two years' months, each with its papers."""
    return _page()


def _month() -> str:
    month = request.form.get("month", "")
    if not MONTH.fullmatch(month):
        raise JiefenError("请选择月份，例如 2026-10。")
    if month >= f"{now():%Y-%m}":
        raise JiefenError("这个月还没有过完，请选择已经结束的月份。")
    return month


def _made(month: str, what: str) -> HealthReport:
    audit.record(house().store, viewer(), "report", f"health {month}", now=now(), detail={"what": what})
    return reports.health_report(house(), viewer(), period_of(month), as_of=now(), dated=now().date())


@pages.post("/health.docx")
@guard.allow(roles=guard.COUNTY)
def health_word() -> Any:
    """The 体检报告 of one month as a Word file."""
    from exporters import health_report  # brings the Word library, which few requests need

    month = _month()
    out = io.BytesIO()
    health_report.write(_made(month, "docx"), out, template_folder=current_app.extensions["paths"].templates)
    out.seek(0)
    return send_file(out, WORD, as_attachment=True, download_name=f"{filters.month_name(month)}体检报告.docx")


@pages.post("/annex.xlsx")
@guard.allow(roles=guard.COUNTY)
def health_annex() -> Any:
    """The annex of one month: every figure with its numerator, denominator and cases."""
    from exporters import annex, health_report  # brings a workbook library, which few requests need

    month = _month()
    out = io.BytesIO()
    report = _made(month, "xlsx")
    annex.write(report, out, health_report.marks(report))
    out.seek(0)
    return send_file(
        out, EXCEL, as_attachment=True, download_name=f"{filters.month_name(month)}体检报告附表.xlsx"
    )


@pages.post("/freeze")
@guard.allow(roles=guard.FREEZERS)
def freeze() -> Any:
    """Freeze a month that is over: its figures never change again."""
    month = _month()
    reports.freeze(house(), viewer(), month, now())
    flash(f"{filters.month_name(month)}已冻结，数字不再变动。", "good")
    return redirect(url_for("reports.listing"))


@pages.post("/verify")
@guard.allow(roles=guard.COUNTY)
def verify() -> Any:
    """Re-derive every number of an uploaded report and list where it differs from the data."""
    file = request.files.get("document")
    if file is None or not file.filename:
        raise JiefenError("请选择要核对的 Word 报告。")
    found = reports.verify_report(
        house(), viewer(), io.BytesIO(file.read()), current_app.extensions["paths"].templates
    )
    return _page(proof=found, checked=file.filename)
