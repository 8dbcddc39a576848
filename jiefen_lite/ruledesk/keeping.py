"""Rules are put in force, planned for a day, taken back; every version of every file is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, RuleError
from jiefen_lite.ruledesk import coming
from jiefen_lite.ruledesk import folder as disk
from jiefen_lite.rules import loader
from jiefen_lite.rules.called import file_called
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import ruleversions
from jiefen_lite.store.ruleversions import NewVersion, VersionRecord

#: How a version stands, in words.
STATES = {
    "in_force": "正在用",
    "planned": "等到那天生效",
    "replaced": "用过",
    "withdrawn": "没有生效",
}


class Overtaken(JiefenError):
    """Somebody else has changed the same file since this text was begun."""

    http_status = 409

    def __init__(self, files: Sequence[str]) -> None:
        names = "、".join(file_called(file) for file in files)
        super().__init__(
            f"您打开以后，别人改过{names}，这次没有生效。", "请先看清不同之处，再决定要不要用您的写法。"
        )
        self.files = tuple(files)


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a change: its number, the versions it made, whether it is in force already."""

    change: int
    files: dict[str, int]
    from_day: date
    in_force: bool
    digest: str | None


def own_text(house: House, viewer: Viewer, file: str) -> str | None:
    """The county's text of a file as it is in force; None where the shipped one is."""
    known = ruleversions.in_force(house.store, viewer).get(file)
    return None if known is None else known.text


def text_of(house: House, viewer: Viewer, file: str) -> str:
    """The text in force, whosever it is."""
    own = own_text(house, viewer, file)
    return loader.shipped(file).decode() if own is None else own


def state_of(one: VersionRecord, standing: Mapping[str, VersionRecord]) -> str:
    """How a version stands, given those in force by file: one of ``STATES``."""
    if one.is_planned:
        return "planned"
    if one.done_at is None:
        return "withdrawn"
    now = standing.get(one.file)
    return "in_force" if now is not None and now.version == one.version else "replaced"


# ------------------------------------------------------------------ putting in force


def put(
    house: House,
    viewer: Viewer,
    folder: Path,
    texts: Mapping[str, str | None],
    *,
    reason: str,
    now: datetime,
    from_day: date | None = None,
    bases: Mapping[str, str] | None = None,
    source: str = "page",
) -> Put:
    """Put files in force now, or plan it for a later day.

    ``texts``: file → its text, None for the shipped one; what is as it stands is passed over. ``bases``: the
    marks that the texts were written upon. Raises RuleError with every fault, Overtaken where somebody was
    quicker, JiefenError where nothing is to be changed or another plan waits, NotWritable.
    """
    ruleversions.require_writer(viewer)
    why, day = reason.strip(), from_day or now.date()
    if not why:
        raise JiefenError("请写明为什么改。")
    if day < now.date():
        raise JiefenError(f"{day} 已经过去；请选今天或者以后的日子。")
    _require_sound(folder, texts)
    coming.look(house, folder, now)
    with house.store.writing():
        standing = coming.marks_in_force(house, viewer)
        files = [
            NewVersion(file, text, disk.mark_of(text), standing[file])
            for file, text in texts.items()
            if disk.mark_of(text) != standing[file] and not _is_only_copied(file, text, standing[file])
        ]
        if not files:
            raise JiefenError(
                "和正在用的一样，没有要生效的改动；如果刚才那一次没有说成，可能已经生效，请看历史。"
            )
        overtaken = [one.file for one in files if bases and bases.get(one.file, one.base) != one.base]
        if overtaken:
            raise Overtaken(overtaken)
        _refuse_second_plan(house, viewer, [one.file for one in files])
        lost = _keep_what_was_written_over(house, folder, files, now)
        files = [replace(one, base=lost.get(one.file, one.base)) for one in files]
        change = ruleversions.begin(
            house.store, viewer, files, source=source, reason=why, from_day=day, now=now
        )
    if day <= now.date():
        _carry_out_or_undo(house, folder, change, viewer, now)
    made = {one.file: one for one in ruleversions.of_change(house.store, viewer, change)}
    digest = next(iter(made.values())).digest
    numbers = {file: one.version for file, one in made.items()}
    return Put(change, numbers, day, digest is not None, digest)


def back(
    house: House,
    viewer: Viewer,
    folder: Path,
    file: str,
    number: int,
    *,
    reason: str,
    now: datetime,
    source: str = "page",
) -> Put:
    """Use an earlier version again (0: the shipped one), as a new version. Raises as :func:`put`."""
    text = ruleversions.version(house.store, viewer, file, number).text if number else None
    return put(house, viewer, folder, {file: text}, reason=reason, now=now, source=source)


def withdraw(house: House, viewer: Viewer, change: int, now: datetime) -> list[VersionRecord]:
    """Take back a change that waits for its day. Raises NotFound."""
    return ruleversions.withdraw(house.store, viewer, change, now)


def _is_only_copied(file: str, text: str | None, standing: str) -> bool:
    """A copy of the shipped file says nothing of its own, and would stand in the way of the next release."""
    return standing == disk.SHIPPED and text == loader.shipped(file).decode()


def _require_sound(folder: Path, texts: Mapping[str, str | None]) -> None:
    """No file with faults ever comes into force. Raises RuleError with all of them."""
    faults = disk.faults_with(folder, texts)
    if faults:
        raise RuleError(*(str(fault) for fault in faults))


def _refuse_second_plan(house: House, viewer: Viewer, files: Iterable[str]) -> None:
    wanted = set(files)
    waiting = [one for one in ruleversions.planned(house.store, viewer) if one.file in wanted]
    if waiting:
        told = [
            f"{file_called(one.file)}已经排了 {one.from_day} 起的改动（{one.by}：{one.reason}）。"
            for one in waiting
        ]
        raise JiefenError(*told, "请先撤回那一次，把两处改动并在一起再生效。")


def _keep_what_was_written_over(
    house: House, folder: Path, files: Sequence[NewVersion], now: datetime
) -> dict[str, str]:
    """A text with faults that lies in the folder never came into force; it is kept all the same: its mark."""
    lying = disk.lying(folder)
    lost = [
        NewVersion(one.file, data.decode("utf-8", "replace"), disk.mark_of(data), one.base)
        for one in files
        if (data := lying.get(one.file)) is not None and disk.mark_of(data) not in (one.base, one.mark)
    ]
    if lost:
        reason, day = f"{coming.BY_HAND}，有毛病，没有生效", now.date()
        change = ruleversions.begin(
            house.store, coming.SYSTEM, lost, source="folder", reason=reason, from_day=day, now=now
        )
        ruleversions.withdraw(house.store, coming.SYSTEM, change, now)
    return {one.file: one.mark for one in lost}


def _carry_out_or_undo(house: House, folder: Path, change: int, viewer: Viewer, now: datetime) -> None:
    """A change that is to be in force at once, or not at all. Raises NotWritable, JiefenError."""
    try:
        coming.carry_out(house, folder, now, only=change)
        one = ruleversions.of_change(house.store, viewer, change)[0]
        if one.trouble is not None:
            raise JiefenError(one.trouble)
    except JiefenError:
        with contextlib.suppress(JiefenError):  # where not even that can be written, it waits and is shown
            ruleversions.withdraw(house.store, viewer, change, now)
        raise
