"""The work behind the pages: the tasks of this server, and what of them is somebody's to see and to fetch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from flask import abort, current_app

from jiefen_lite.shapes import Viewer
from jiefen_lite.web.progress import MadeFile, Task, Tasks
from jiefen_lite.web.session import viewer


def tasks() -> Tasks:
    """The background work of this server."""
    return cast(Tasks, current_app.extensions["tasks"])


def rights(who: Viewer) -> str:
    """By what is told whether somebody may still have what was made before: roles and unit."""
    return f"{','.join(sorted(who.roles))}@{who.unit or ''}"


def mine(kind: str) -> list[Task]:
    """This person's tasks of a kind, newest first."""
    return [task for task in tasks().of(viewer().user_id) if task.kind == kind]


def still_mine(kind: str) -> list[Task]:
    """Those of them that were asked for with the rights that the person still has."""
    return [task for task in mine(kind) if task.rights == rights(viewer())]


def is_busy(found: Iterable[Task]) -> bool:
    """Whether one of these waits or runs."""
    return any(task.state in ("waiting", "running") for task in found)


def made(found: Iterable[Task], key: str) -> MadeFile:
    """The file that one of these has made; the page for nothing where there is none."""
    file = next((task.file for task in found if task.id == key), None)
    if file is None:
        abort(404)
    return file
