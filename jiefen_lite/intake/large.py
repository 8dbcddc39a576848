"""Large files in a process of their own, at low priority: whoever serves pages meanwhile stays quick.

A small file is read and taken in at once, where it came. The answer is the same either way.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from jiefen_lite import apart, intake
from jiefen_lite.desk import House
from jiefen_lite.intake.preview import Progress
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import batches

#: Up to so many rows a file is read (人事地时因) where it came; starting a process would take longer.
IN_LINE_ROWS = 2_000
#: Before it is opened nobody knows the rows of a file. So many rows with long stories take less than this;
#: a file that takes more is not opened here first, only to find out.
IN_LINE_BYTES = 5_000_000


def preview(
    house: House,
    viewer: Viewer,
    data: bytes,
    *,
    file_name: str,
    channel: str | None,
    as_of: date,
    now: datetime,
    progress: Progress,
) -> int:
    """``intake.preview``, a large file apart; returns the batch."""
    about: dict[str, Any] = {"file_name": file_name, "channel": channel, "as_of": as_of, "now": now}
    if len(data) <= IN_LINE_BYTES:
        with suppress(intake.TooManyRows):
            here = intake.preview(house, viewer, data, progress=progress, most_rows=IN_LINE_ROWS, **about)
            return here.batch_id
    return apart.run(house, progress, _preview, viewer, data, about)


def preview_again(
    house: House, viewer: Viewer, batch_id: int, *, channel: str | None, now: datetime, progress: Progress
) -> int:
    """``intake.preview_again``, a large file apart; returns the batch."""
    if not _is_large(house, viewer, batch_id):
        return intake.preview_again(
            house, viewer, batch_id, channel=channel, now=now, progress=progress
        ).batch_id
    return apart.run(house, progress, _preview_again, viewer, batch_id, channel, now)


def commit(house: House, viewer: Viewer, batch_id: int, *, now: datetime, progress: Progress) -> int:
    """``intake.commit``, a large batch apart and in steps so small that people who save do not wait."""
    if not _is_large(house, viewer, batch_id):
        return intake.commit(house, viewer, batch_id, now=now, progress=progress).id
    return apart.run(house, progress, _commit, viewer, batch_id, now)


def _is_large(house: House, viewer: Viewer, batch_id: int) -> bool:
    counts = batches.get_batch(house.store, viewer, batch_id).counts
    return counts.get("rows", 0) + counts.get("excluded", 0) > IN_LINE_ROWS


# ------------------------------------------------------------------ inside the other process


def _preview(house: House, tell: Progress, viewer: Viewer, data: bytes, about: dict[str, Any]) -> int:
    return intake.preview(house, viewer, data, progress=tell, **about).batch_id


def _preview_again(
    house: House, tell: Progress, viewer: Viewer, batch_id: int, channel: str | None, now: datetime
) -> int:
    again = intake.preview_again(house, viewer, batch_id, channel=channel, now=now, progress=tell)
    return again.batch_id


def _commit(house: House, tell: Progress, viewer: Viewer, batch_id: int, now: datetime) -> int:
    return intake.commit(house, viewer, batch_id, now=now, progress=tell, gentle=True).id
