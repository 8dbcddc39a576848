"""Headers: what nobody knows of a batch is explained once; what was taught is listed and can go again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from jiefen_lite import glossary, headerdesk
from jiefen_lite.columnbook import known_fields
from jiefen_lite.errors import IllegalMove, JiefenError
from jiefen_lite.intake import large
from jiefen_lite.shapes import IMPORTED_CHANNELS
from jiefen_lite.store import batches
from jiefen_lite.store.batches import BatchRecord
from jiefen_lite.web import guard, undo
from jiefen_lite.web.background import tasks
from jiefen_lite.web.progress import Progress
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.upload import busy_with

pages = Blueprint("columns", __name__, url_prefix="/columns")


@pages.get("")
@guard.allow(roles=guard.DESK)
def listing() -> Any:
    """What was taught, by channel, and which batches still ask."""
    lessons = headerdesk.lessons(house(), viewer())
    channels = dict.fromkeys(one.said.channel for one in lessons)
    return render_template(
        "columns/listing.html",
        asking=headerdesk.asking(house(), viewer()),
        by_channel=[(name, [one for one in lessons if one.said.channel == name]) for name in channels],
    )


@pages.get("/<int:batch_id>")
@guard.allow(roles=guard.IMPORTERS)
def batch(batch_id: int) -> Any:
    """The headers of one batch that nobody knows, and what explaining some has changed."""
    return _page(batches.get_batch(house().store, viewer(), batch_id))


@pages.post("/<int:batch_id>")
@guard.allow(roles=guard.IMPORTERS)
def explain(batch_id: int) -> Any:
    """Remember what the headers are and read the file again."""
    kept, who, moment = house(), viewer(), now()
    record = batches.get_batch(kept.store, who, batch_id)
    channel = record.channel
    if record.state not in ("previewed", "failed"):
        raise IllegalMove("这个批次已经确认入库，不能重新读取；如有错请先整批撤回。")
    if channel not in IMPORTED_CHANNELS:
        raise JiefenError("请先在预览里选定来源渠道。")
    if busy_with(batch_id):
        return redirect(url_for("columns.batch", batch_id=batch_id))
    answers = _answers(record)
    told = headerdesk.conflicts(record, answers)
    if told and request.form.get("anyway") != "1":
        return _page(record, conflicts=told), 422
    headerdesk.teach(kept, who, channel, answers, moment)

    def work(tell: Progress) -> int:
        return large.preview_again(kept, who, batch_id, channel=channel, now=moment, progress=tell)

    tasks().start(
        user_id=who.user_id, kind="read", title=record.file_name, now=moment, work=work, batch_id=batch_id
    )
    return redirect(url_for("columns.batch", batch_id=batch_id))


@pages.post("/forget")
@guard.allow(roles=guard.DESK)
def forget() -> Any:
    """Take away what was taught of a header."""
    channel, header = request.form.get("channel", "")[:32], request.form.get("header", "")[:128]
    headerdesk.forget(house(), viewer(), channel, header, now())
    words = f"已删：“{header}”以后按规则读，规则也不认得就再问一次。已经入库的不变。"
    undo.offer(words, url_for("columns.put_back"), channel=channel, header=header)
    return redirect(url_for("columns.listing"))


@pages.post("/put-back")
@guard.allow(roles=guard.DESK)
def put_back() -> Any:
    """What was taken away holds again."""
    channel, header = request.form.get("channel", "")[:32], request.form.get("header", "")[:128]
    headerdesk.put_back(house(), viewer(), channel, header, now())
    words = f"“{header}”又照教过的读了。"
    undo.offer(words, url_for("columns.forget"), channel=channel, header=header)
    return redirect(url_for("columns.listing"))


def _answers(record: BatchRecord) -> dict[str, str | None]:
    """What the form says: header → field, None = keep by name and do not ask again."""
    answers: dict[str, str | None] = {}
    for index, question in enumerate(headerdesk.questions(record)):
        answer = request.form.get(f"column-{index}", "")
        if answer:
            answers[question.header] = None if answer == headerdesk.KEEP else answer
    return answers


def _page(record: BatchRecord, *, conflicts: list[str] | None = None) -> str:
    fields = known_fields(house().book.channels)
    return render_template(
        "columns/batch.html",
        batch=record,
        busy=busy_with(record.id),
        questions=headerdesk.questions(record) if record.state == "previewed" else [],
        changes=headerdesk.changes(record),
        fields=[(field, glossary.label("field", field)) for field in fields],
        keep=headerdesk.KEEP,
        sure_from=headerdesk.SURE_FROM,
        conflicts=conflicts or [],
        form=request.form,
    )
