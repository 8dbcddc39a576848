"""反馈: what the sources are still owed, the files that tell them, what may go on outside of the system."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import ledgers, outside, replies
from jiefen_lite.errors import JiefenError
from jiefen_lite.glossary import CHANNELS, REPLY_STATES
from jiefen_lite.shapes import IMPORTED_CHANNELS, Channel
from jiefen_lite.store.replies import WAITING
from jiefen_lite.web import approval, background, filters, guard, words
from jiefen_lite.web.casequery import MONTH, whole
from jiefen_lite.web.progress import MadeFile
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.ledgers import EXCEL

pages = Blueprint("replies", __name__, url_prefix="/replies")

KIND = "reply"
PAGE = 20
MOST_PAGES = 5_000
#: What can be listed: results that wait to be told, what is in work, what was told.
SHOWN = {"waiting": WAITING, "open": ("open",), "done": ("done",)}


@pages.get("")
@guard.allow(roles=guard.REPLIERS)
def listing() -> Any:
    """What waits to be told, that due soonest first, channel by channel; and the files made last."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else "waiting"
    channel = _channel(request.args.get("channel", ""))
    board = replies.board(house(), viewer(), now().date())
    here = [line for line in board if channel in (None, line.channel)]
    total = sum(line.counts[state] for line in here for state in SHOWN[show])
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    month = request.args.get("month", "")
    return render_template(
        "replies/listing.html",
        board=board,
        waiting=sum(line.waiting for line in board),
        lines=replies.listed(
            house(),
            viewer(),
            states=SHOWN[show],
            channel=channel,
            limit=PAGE,
            offset=(page - 1) * PAGE,
        ),
        total=total,
        show=show,
        states=[
            ("waiting", "待反馈的"),
            *((name, REPLY_STATES[name]) for name in ("open", "itself", "done")),
        ],
        chosen=channel,
        channels=[(one.value, CHANNELS[one]) for one in IMPORTED_CHANNELS],
        months=words.months(),
        month=month if MONTH.fullmatch(month) else filters.month_back(f"{now():%Y-%m}", 1),
        files=replies.files(house(), viewer()),
        ready=background.still_mine(KIND),
        leaders=approval.leaders() if guard.may(guard.CLEAR_EXPORTERS) else [],
        today=now().date(),
        page=page,
        page_count=max(1, -(-total // PAGE)),
        page_url=lambda number: url_for("replies.listing", show=show, channel=channel, page=number),
    )


@pages.post("")
@guard.allow(roles=guard.REPLIERS)
def make() -> Any:
    """The file of one channel: of a month, or of all that waits."""
    order = _order()
    return _made(replies.Order(order.channel, order.month))


@pages.post("/clear")
@guard.allow(roles=guard.CLEAR_EXPORTERS)
def clear() -> Any:
    """The same with the answers in clear: for a reason, when a leader approves with his password."""
    order = _order()
    reason = request.form.get("reason", "").strip()[:200]
    if len(reason) < ledgers.LEAST_REASON:
        raise JiefenError(f"请写明导出明文的事由（至少 {ledgers.LEAST_REASON} 个字）。")
    approver = approval.of_leader(
        request.form.get("approver", ""),
        request.form.get("password", ""),
        f"reply:{order.channel}:{order.month or ''}",
    )
    return _made(replies.Order(order.channel, order.month, f"{reason}（{approver}批准）"))


@pages.post("/<int:file_id>/back")
@guard.allow(roles=guard.REPLIERS)
def back(file_id: int) -> Any:
    """A file was never handed over: its numbers wait again."""
    file = replies.take_back(house(), viewer(), file_id, now())
    flash(f"已登记没有送出，{file.rows} 个来源编号重新等着反馈。", "good")
    return redirect(url_for("replies.listing"))


@pages.get("/files/<key>")
@guard.allow(roles=guard.REPLIERS)
def download(key: str) -> Any:
    """A file just made, for the person who made it."""
    file = background.made(background.still_mine(KIND), key)
    return send_file(io.BytesIO(file.data), EXCEL, as_attachment=True, download_name=file.name)


@pages.get("/outside")
@guard.allow(roles=guard.READERS)
def outside_page() -> Any:
    """体外循环: numbers gone from their ledgers, cases in which nothing moves, channels that are silent."""
    page = whole(request.args.get("page", ""), MOST_PAGES) or 1
    found = outside.look(house(), viewer(), now().date(), page)
    return render_template(
        "replies/outside.html",
        found=found,
        today=now().date(),
        page=page,
        page_count=max(1, -(-found.still_total // outside.PAGE)),
        page_url=lambda number: url_for("replies.outside_page", page=number),
    )


def _order() -> replies.Order:
    channel = _channel(request.form.get("channel", ""))
    month = request.form.get("month", "")
    if channel is None:
        raise JiefenError("请选择来源渠道。")
    if month and not MONTH.fullmatch(month):
        raise JiefenError("请选择月份，例如 2026-10。")
    return replies.Order(channel, month or None)


def _made(order: replies.Order) -> Any:
    """Make the file now and hold it for its maker to fetch."""
    made = replies.make(house(), viewer(), order, now())
    if made.name is None:
        flash(made.words, "plain")
    else:
        held = MadeFile(made.name, made.data)
        background.tasks().start(
            user_id=viewer().user_id,
            kind=KIND,
            title=made.words,
            now=now(),
            work=lambda _tell: held,
            rights=background.rights(viewer()),
        )
        flash(f"反馈表做好了：{made.words}请在下面下载，送来源单位。", "good")
    return redirect(url_for("replies.listing", month=order.month))


def _channel(name: str) -> Channel | None:
    return Channel(name) if name in {one.value for one in IMPORTED_CHANNELS} else None
