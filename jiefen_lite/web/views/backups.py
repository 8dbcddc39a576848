"""Backups for the administrator: which there are, whether they are good, one more at once, how to restore."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for

from jiefen_lite import backup, checkup
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.crypto import key_mark
from jiefen_lite.web import background, guard
from jiefen_lite.web.progress import Progress
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("backups", __name__, url_prefix="/backups")

KIND = "backup"


def _folder() -> Path:
    paths: Paths = current_app.extensions["paths"]
    return paths.folder


@pages.get("")
@guard.allow(roles=guard.ADMINS)
def listing() -> Any:
    """Every backup in the folder, what is wrong with them, and what is being made now."""
    mine = background.mine(KIND)
    shelf = backup.folder_of(house().center, _folder())
    return render_template(
        "backups/listing.html",
        tasks=mine[:1],
        busy=background.is_busy(mine),
        findings=checkup.backup_findings(house(), _folder(), now()),
        failure=audit.last_failure(house().store, viewer(), KIND),
        kept=backup.listing(shelf, key_mark(house().store.cipher.key)),
        shelf=shelf,
        newest="备份文件" + backup.ENDING,
    )


@pages.post("")
@guard.allow(roles=guard.ADMINS)
def start() -> Any:
    """Make one now, in the background."""
    if not backup.folder_of(house().center, _folder()).is_dir():
        flash("放备份的文件夹不存在，备份没有开始；如果它在另一块盘上，请确认已经接好。", "bad")
    elif background.is_busy(background.mine(KIND)):
        flash("备份正在做，请等它做完。", "bad")
    else:
        background.tasks().forget_finished(viewer().user_id)
        background.tasks().start(
            user_id=viewer().user_id,
            kind=KIND,
            title="立即备份",
            now=now(),
            work=_work(house(), viewer(), _folder(), now()),
        )
    return redirect(url_for("backups.listing"))


def _work(kept: House, who: Viewer, folder: Path, moment: datetime) -> Callable[[Progress], None]:
    def work(tell: Progress) -> None:
        def said(words: str, percent: int) -> None:
            tell(f"{words}，{percent}%")

        backup.back_up_apart(kept, who, folder, now=moment, progress=said)

    return work
