"""Batches: what every uploaded file would change or has changed; confirm, abandon, take back."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import glossary, headerdesk, intake, merging
from jiefen_lite.errors import JiefenError
from jiefen_lite.intake import large
from jiefen_lite.shapes import IMPORTED_CHANNELS
from jiefen_lite.store import audit, batches
from jiefen_lite.web import batchfile, batchnumbers, guard
from jiefen_lite.web.background import tasks
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.progress import Progress
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.upload import busy_with

pages = Blueprint("batches", __name__, url_prefix="/batches")

PAGE = 50
MOST_PAGES = 10_000
SHOWN = 100
LEAST_REASON = 2


@pages.get("")
@guard.allow(roles=guard.IMPORTERS)
def listing() -> Any:
    """All batches, newest first; of one channel where the address names it."""
    channel = request.args.get("channel")
    channel = channel if channel in tuple(IMPORTED_CHANNELS) else None
    number = whole(request.args.get("page", ""), MOST_PAGES) or 1
    rows = batches.list_batches(
        house().store, viewer(), channel=channel, limit=PAGE + 1, offset=(number - 1) * PAGE
    )
    stopped = {row.id for row in rows if row.state in batches.UNFINISHED and not busy_with(row.id)}
    return render_template(
        "batches/listing.html",
        rows=rows[:PAGE],
        page=number,
        more=len(rows) > PAGE,
        stopped=stopped,
        channel=channel,
    )


@pages.get("/<int:batch_id>")
@guard.allow(roles=guard.IMPORTERS)
def batch(batch_id: int) -> Any:
    """One batch: the preview while it waits for a decision, the result afterwards."""
    store = house().store
    record = batches.get_batch(store, viewer(), batch_id)
    problems = batches.problems(store, viewer(), batch_id)
    kept_rows = batches.rows_of(store, viewer(), batch_id, ["rejected", "excluded"], limit=SHOWN)
    updated = batches.rows_of(store, viewer(), batch_id, ["updated"], limit=SHOWN)
    return render_template(
        "batches/batch.html",
        batch=record,
        busy=busy_with(batch_id),
        problems=problems[:SHOWN],
        problem_count=len(problems),
        excluded=[row for row in kept_rows if row.disposition == "excluded"],
        conflicts=batchfile.conflicts(updated),
        unknown=[one.header for one in headerdesk.questions(record)],
        channels=[(channel.value, glossary.CHANNELS[channel]) for channel in IMPORTED_CHANNELS],
        shown=SHOWN,
    )


@pages.post("/<int:batch_id>/confirm")
@guard.allow(roles=guard.IMPORTERS)
def confirm(batch_id: int) -> Any:
    """Take a previewed batch in, in the background."""
    kept, who, moment = house(), viewer(), now()
    record = batches.get_batch(kept.store, who, batch_id)

    def work(tell: Progress) -> int:
        done = large.commit(kept, who, batch_id, now=moment, progress=tell)
        tell("已入库，正在比对可能重复的件")
        merging.look_apart(kept, moment)
        return done

    if not busy_with(batch_id):
        tasks().start(
            user_id=who.user_id,
            kind="commit",
            title=record.file_name,
            now=moment,
            work=work,
            batch_id=batch_id,
        )
    return redirect(url_for("batches.batch", batch_id=batch_id))


@pages.post("/<int:batch_id>/abandon")
@guard.allow(roles=guard.IMPORTERS)
def abandon(batch_id: int) -> Any:
    """Do not take a previewed batch in; nothing of it goes into the cases."""
    intake.abandon(house(), viewer(), batch_id, now=now())
    flash("这一批没有导入。", "good")
    return redirect(url_for("upload.form", next=1))


@pages.post("/<int:batch_id>/withdraw")
@guard.allow(roles=guard.IMPORTERS)
def withdraw(batch_id: int) -> Any:
    """Take a whole batch back, with a reason; tell what could not be taken back and why."""
    reason = request.form.get("reason", "").strip()[:500]
    if len(reason) < LEAST_REASON:
        raise JiefenError("请写明撤回这一批的理由。")
    result = intake.withdraw(house(), viewer(), batch_id, reason, now())
    flash(f"已撤回第 {batchnumbers.shown(batch_id)} 批。", "good")
    for sentence in batchfile.kept_back(result):
        flash(sentence, "plain")
    return redirect(url_for("batches.batch", batch_id=batch_id))


@pages.post("/<int:batch_id>/reread")
@guard.allow(roles=guard.IMPORTERS)
def reread(batch_id: int) -> Any:
    """Read the kept file again under another channel."""
    kept, who, moment = house(), viewer(), now()
    record = batches.get_batch(kept.store, who, batch_id)
    channel = request.form.get("channel") or record.channel
    if channel not in IMPORTED_CHANNELS:
        raise JiefenError("请先选择来源渠道。")

    def work(tell: Progress) -> int:
        return large.preview_again(kept, who, batch_id, channel=channel, now=moment, progress=tell)

    tasks().start(
        user_id=who.user_id, kind="read", title=record.file_name, now=moment, work=work, batch_id=batch_id
    )
    return redirect(url_for("upload.form", next=1))


@pages.post("/<int:batch_id>/rows/<int:row_id>/pull-back")
@guard.allow(roles=guard.IMPORTERS)
def pull_back(batch_id: int, row_id: int) -> Any:
    """A row that the rules took for no dispute is one after all."""
    code = intake.pull_back(house(), viewer(), batch_id, row_id, now())
    flash(f"已按纠纷收下，案件码 {code}。" if code else "已改为按纠纷收下，确认入库时一并生效。", "good")
    return redirect(url_for("batches.batch", batch_id=batch_id))


@pages.post("/<int:batch_id>/errors.xlsx")
@guard.allow(roles=guard.IMPORTERS)
def errors(batch_id: int) -> Any:
    """The uploaded workbook again with every problem marked in its cell."""
    store = house().store
    record = batches.get_batch(store, viewer(), batch_id)
    audit.record(store, viewer(), "export", f"batch {batch_id}", now=now(), detail={"what": "errors"})
    data = intake.error_workbook(house(), viewer(), batch_id)
    name = f"第{batchnumbers.shown(record.id)}批问题清单.xlsx"
    return send_file(io.BytesIO(data), as_attachment=True, download_name=name)
