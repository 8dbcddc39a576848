"""The county's own model: learned from its own past table, judged, put in force or refused, removed.

``table`` reads the rows, ``learning`` judges them in a process apart with ``fitting`` (the one room of
scikit-learn), ``modelshelf`` keeps what is in force, ``elements.model`` answers with it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from jiefen_lite import apart
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.modelshelf import ModelShelf
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit
from jiefen_lite.training.checked import with_checked
from jiefen_lite.training.outcome import Learned
from jiefen_lite.training.table import Lessons

__all__ = ["Learned", "learn", "put", "remove", "shelf", "with_checked"]


def shelf(house: House) -> ModelShelf:
    """Where the model of this centre lies."""
    assert house.models is not None  # a house has a folder; only deciders without a store have none
    return house.models


def learn(
    house: House,
    viewer: Viewer,
    lessons: Lessons,
    *,
    source: Path | bytes,
    columns: tuple[tuple[str, ...], str],
    now: datetime,
    progress: apart.Tell,
) -> Learned:
    """A model of these rows, judged beside the one in force; nothing is put in force.

    Raises JiefenError where there is too little to learn, NotWritable where the process died.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    about: dict[str, Any] = {
        "made_at": now.isoformat(timespec="seconds"),
        "made_by": viewer.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "text_columns": list(columns[0]),
        "label_column": columns[1],
    }
    audit.record(house.store, viewer, "train_model", "model", now=now, detail={"sha256": about["sha256"]})
    lying = shelf(house)
    old = lying.data() if lying.current() is not None else None
    return apart.run(house, progress, _learn, viewer, lessons, old, about)


def _learn(
    house: House,
    tell: apart.Tell,
    viewer: Viewer,
    lessons: Lessons,
    old: bytes | None,
    about: dict[str, Any],
) -> Learned:
    lessons, checked = with_checked(house, viewer, lessons)
    about = {**about, "checked": checked}
    from jiefen_lite.training import learning  # scikit-learn takes a second and 150 MB: only in there

    return learning.learn(house, tell, lessons, old, about)


def put(house: House, viewer: Viewer, learned: Learned, now: datetime) -> None:
    """Put a model in force. Raises JiefenError where it was refused, or others were faster; NotWritable."""
    if learned.refused:
        raise JiefenError(*learned.refused)
    compared = learned.report["compared"]
    lying = shelf(house)
    with house.store.writing():
        current = lying.current()
        judged_beside = compared["in_force_made_at"] if compared else None
        if (current.report["made_at"] if current else None) != judged_beside:
            raise JiefenError("训练的时候有人换过模型，比较的已经不是现用的那个。", "请重新训练一次。")
        audit.record(house.store, viewer, "use_model", "model", now=now, detail=_told(learned.report))
        lying.put(learned.data)


def remove(house: House, viewer: Viewer, now: datetime) -> None:
    """Be without a model again: texts are read by the rules alone. Raises NotFound where there is none."""
    lying = shelf(house)
    with house.store.writing():
        model = lying.current()
        if model is None and not lying.trouble:
            raise NotFound("现在没有本县模型，不用删。")
        audit.record(
            house.store, viewer, "remove_model", "model", now=now, detail=_told(model.report) if model else {}
        )
        lying.remove()


def _told(report: dict[str, Any]) -> dict[str, Any]:
    return {
        "trained_at": report["made_at"],
        "sha256": report["sha256"],
        "counts": {"rows": report["rows"]},
        "macro_f1": report["macro_f1"],
    }
