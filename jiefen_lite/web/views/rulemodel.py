"""The county's own model: what is in force and how good; another is learned, compared, put in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for

from jiefen_lite import training
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Viewer
from jiefen_lite.training import Learned, table, wording
from jiefen_lite.web import background, guard
from jiefen_lite.web.progress import Found, Progress
from jiefen_lite.web.security import UPLOAD_BYTES
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.ruletrials import pages
from jiefen_lite.web.views.upload import ENDINGS

__all__ = ["pages"]

Made = TypeVar("Made")
KIND = "model"
_TITLES, _STORIES = ("标题", "题目", "主题"), ("内容", "案情", "摘要", "简要", "经过", "详情", "诉求", "描述")
_LABELS = ("分类", "类别", "类型", "标签")


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table that was uploaded: its headings, and which of them probably hold what."""

    name: str
    data: bytes
    headings: tuple[str, ...]
    texts: tuple[str, ...]
    label: str | None


@pages.get("/model")
@guard.allow(roles=guard.RULE_READERS)
def model() -> Any:
    """The model in force with its figures; a table at work, to choose columns of, or what came of it."""
    shelf = training.shelf(house())
    mine = background.still_mine(KIND)
    in_force = shelf.current()
    last = mine[0] if mine else None
    return render_template(
        "rules/model.html",
        report=in_force.report if in_force is not None else None,
        trouble=shelf.trouble,
        rules=house().book.types.model,
        task=last,
        busy=background.is_busy(mine),
        read=last.found if last is not None and isinstance(last.found, TableRead) else None,
        learned=last.found if last is not None and isinstance(last.found, Learned) else None,
        wording=wording,
        endings=",".join(ENDINGS),
        most_bytes=UPLOAD_BYTES,
        type_names={kind.id: kind.name for kind in house().book.types.types},
    )


@pages.post("/model")
@guard.allow(roles=guard.RULE_EDITORS)
def read_table() -> Any:
    """A table of the past: its headings are read in the background, then the columns are chosen."""
    file = request.files.get("document")
    if file is None or not file.filename:
        raise JiefenError("还没有选文件，请先选择旧台账。")
    name = Path(file.filename.replace("\\", "/")).name[:200]
    data = file.read()

    def work(_tell: Progress) -> Found:
        headings = tuple(table.headings(table.sheets(data, name)))
        if not headings:
            raise JiefenError(f"“{name}”里没有找到列名，请检查是不是选错了文件。")
        return Found(TableRead(name, data, headings, _like_texts(headings), _like(headings, _LABELS)))

    _start(f"读表：{name}", work, len(data))
    return redirect(url_for("rules.model"))


@pages.post("/model/train")
@guard.allow(roles=guard.RULE_EDITORS)
def train_model() -> Any:
    """Learn from the chosen columns, in the background."""
    read = _found(TableRead)
    texts = tuple(name for name in read.headings if name in request.form.getlist("texts"))
    label = request.form.get("label", "")
    if not texts or label not in read.headings or label in texts:
        raise JiefenError("请选案情在哪一列（可以选几列）、分类在哪一列；两样不能是同一列。")
    _start(f"训练：{read.name}", _training(house(), viewer(), read, texts, label), len(read.data))
    return redirect(url_for("rules.model"))


@pages.post("/model/use")
@guard.allow(roles=guard.RULE_EDITORS)
def use_model() -> Any:
    """Put in force what was learned."""
    training.put(house(), viewer(), _found(Learned), now())
    background.tasks().forget_finished(viewer().user_id)
    flash("换上了，从现在起新来的件用它；以前的判断不变。", "good")
    return redirect(url_for("rules.model"))


@pages.post("/model/remove")
@guard.allow(roles=guard.RULE_EDITORS)
def remove_model() -> Any:
    """Be without a model again."""
    training.remove(house(), viewer(), now())
    flash("删掉了，从现在起只按规则定类型；以前的判断不变。", "good")
    return redirect(url_for("rules.model"))


def _training(
    kept: House, who: Viewer, read: TableRead, texts: tuple[str, ...], label: str
) -> Callable[[Progress], Found]:
    moment = now()

    def work(tell: Progress) -> Found:
        lessons = table.lessons(table.sheets(read.data, read.name), texts, label)
        return Found(
            training.learn(
                kept, who, lessons, source=read.data, columns=(texts, label), now=moment, progress=tell
            )
        )

    return work


def _start(title: str, work: Callable[[Progress], Found], size: int) -> None:
    if background.is_busy(background.mine(KIND)):
        flash("上一份还没有算完，请等它算完。", "bad")
        return
    background.tasks().forget_finished(viewer().user_id)
    background.tasks().start(
        user_id=viewer().user_id,
        kind=KIND,
        title=title,
        now=now(),
        work=work,
        size=size,
        rights=background.rights(viewer()),
    )


def _found(kind: type[Made]) -> Made:
    """What the task that the form names has come to. Raises JiefenError where it is no more."""
    key = request.form.get("key", "")
    task = next((one for one in background.still_mine(KIND) if one.id == key), None)
    if task is None or not isinstance(task.found, kind):
        raise JiefenError("这份表已经不在了（过了两小时，或者服务重启过）。", "请再传一次。")
    return task.found


def _like(headings: tuple[str, ...], words: tuple[str, ...]) -> str | None:
    return next((name for word in words for name in headings if word in name), None)


def _like_texts(headings: tuple[str, ...]) -> tuple[str, ...]:
    label = _like(headings, _LABELS)
    found = {_like(headings, words) for words in (_TITLES, _STORIES)} - {None, label}
    return tuple(name for name in headings if name in found)
