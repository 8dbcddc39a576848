"""Upload ledgers: take the files in, read them in the background, lead on to each batch's preview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from jiefen_lite import glossary
from jiefen_lite.desk import House
from jiefen_lite.inbox import Watcher
from jiefen_lite.intake import large
from jiefen_lite.shapes import IMPORTED_CHANNELS, Viewer
from jiefen_lite.store import batches
from jiefen_lite.store import inbox as records
from jiefen_lite.web import guard
from jiefen_lite.web.background import is_busy, tasks
from jiefen_lite.web.progress import Progress
from jiefen_lite.web.security import UPLOAD_BYTES
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("upload", __name__, url_prefix="/upload")

MOST_FILES = 30
MOST_LISTED = 100
ENDINGS = (".xlsx", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html", ".xml", ".xlsm", ".fods")
WAITING = (*batches.UNFINISHED, "previewed")


def watcher() -> Watcher | None:
    """Who looks at the watched folder; None where this server does not."""
    kept: Watcher | None = current_app.extensions["watcher"]
    return kept


def busy_with(batch_id: int) -> bool:
    """Whether this server still works on a batch: for somebody, or for the watched folder."""
    looking = watcher()
    return tasks().busy_with(batch_id) or (looking is not None and looking.busy_with(batch_id))


@pages.get("")
@guard.allow(roles=guard.IMPORTERS)
def form() -> Any:
    """The upload form, what is being read now, and what waits for a yes or no; ``next``: on to it."""
    mine = [task for task in tasks().of(viewer().user_id) if task.kind in ("read", "commit")]
    busy = is_busy(mine)
    through = {task.batch_id for task in mine if task.state == "done"}
    if "next" in request.args and len(through) == 1 and all(task.state == "done" for task in mine):
        return redirect(url_for("batches.batch", batch_id=through.pop()))  # nothing to choose
    waiting = [
        batch
        for batch in batches.list_batches(house().store, viewer())
        if batch.state in WAITING and not busy_with(batch.id) and not (batch.state == "staging" and busy)
    ]
    looking = watcher()
    return render_template(
        "upload/form.html",
        inbox_waiting=len(looking.waiting) if looking is not None and guard.may(guard.DESK) else None,
        tasks=mine,
        busy=busy,
        waiting=waiting,
        channels=[(channel.value, glossary.CHANNELS[channel]) for channel in IMPORTED_CHANNELS],
        endings=",".join(ENDINGS),
        most_bytes=UPLOAD_BYTES,
    )


@pages.post("")
@guard.allow(roles=guard.IMPORTERS)
def start() -> Any:
    """Take the chosen files and read them one after the other in the background."""
    files = [file for file in request.files.getlist("files") if file.filename]
    channel = request.form.get("channel") or None
    if channel is not None and channel not in IMPORTED_CHANNELS:
        channel = None
    if not files:
        flash("还没有选文件，请先选择要上传的台账。", "bad")
        return redirect(url_for("upload.form"))
    if len(files) > MOST_FILES:
        flash(f"一次最多上传 {MOST_FILES} 个文件，请分几次上传。", "bad")
        return redirect(url_for("upload.form"))
    tasks().forget_finished(viewer().user_id)
    for file in files:
        _queue(file, channel)
    return redirect(url_for("upload.form", next=1))


@pages.get("/inbox")
@guard.allow(roles=guard.DESK)
def inbox() -> Any:
    """What came through the watched folder: what waits there and why, what became of the rest."""
    looking = watcher()
    return render_template(
        "upload/inbox.html",
        settings=house().center.inbox,
        watched=looking is not None,
        waiting=looking.waiting if looking is not None else (),
        trouble=looking.trouble if looking is not None else None,
        at_work=looking.at_work if looking is not None else None,
        records=records.listed(house().store, viewer(), limit=MOST_LISTED),
        most=MOST_LISTED,
    )


def _queue(file: FileStorage, channel: str | None) -> None:
    """Queue the reading of one file; its own name is only text, its bytes stay in memory."""
    name = Path((file.filename or "").replace("\\", "/")).name[:200] or "未命名文件"
    data = file.read()
    work = reading(house(), viewer(), data, name, channel, now())
    tasks().start(user_id=viewer().user_id, kind="read", title=name, now=now(), work=work, size=len(data))


def reading(
    kept: House, who: Viewer, data: bytes, name: str, channel: str | None, moment: datetime
) -> Callable[[Progress], int]:
    """The work of reading one uploaded file."""

    def work(tell: Progress) -> int:
        return large.preview(
            kept, who, data, file_name=name, channel=channel, as_of=moment.date(), now=moment, progress=tell
        )

    return work
