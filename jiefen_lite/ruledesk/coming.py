"""What is due comes into force, what somebody changes in the folder is noticed: each once.

The county's folder is the truth. A step is written down as intended first, then its files are written, then
it is marked as done: whatever stops it in between is finished at the next look, and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from jiefen_lite import wholefile
from jiefen_lite.desk import House
from jiefen_lite.errors import RuleError
from jiefen_lite.ruledesk import folder as disk
from jiefen_lite.rules import loader
from jiefen_lite.rules.called import file_called
from jiefen_lite.rules.schema import FILES, RuleBook
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import Store, ruleversions
from jiefen_lite.store.ruleversions import NewVersion, VersionRecord

SYSTEM = Viewer(None, "system", frozenset({Role.OPERATOR}))
FIRST_SEEN = "开始留版本时已在文件夹里"
BY_HAND = "在文件夹里改的"


def carry_out(house: House, folder: Path, now: datetime, *, only: int | None = None) -> list[int]:
    """Put in force what is due, each once; the numbers of the changes. Raises NotWritable."""
    if not ruleversions.planned(house.store, SYSTEM, due_by=now.date()):
        return []
    done: dict[int, RuleBook] = {}
    before = disk.lying(folder)
    try:
        with house.store.writing():
            due = ruleversions.planned(house.store, SYSTEM, due_by=now.date())
            for change, group in groupby(due, key=lambda one: one.change):
                if only is None or change == only:
                    book = _carry_out_one(house, folder, change, list(group), now)
                    done |= {} if book is None else {change: book}
            lying = disk.lying(folder)
    except BaseException:
        if done:  # what nobody will be told to be in force must not lie there
            disk.restore(folder, before)
        raise
    for book in done.values():
        _take(house, lying, book)
    return list(done)


def _carry_out_one(
    house: House, folder: Path, change: int, versions: Sequence[VersionRecord], now: datetime
) -> RuleBook | None:
    book, trouble = _tried(folder, versions)
    if book is None:
        ruleversions.hinder(house.store, SYSTEM, change, trouble, now)
        return None
    disk.write(folder, {one.file: one.text for one in versions})
    ruleversions.finish(house.store, SYSTEM, change, book.digest, now)
    return book


def _tried(folder: Path, versions: Sequence[VersionRecord]) -> tuple[RuleBook | None, str]:
    """The book that these versions make, or why they may not come into force."""
    lying = disk.lying(folder)
    stale = [one.file for one in versions if disk.mark_of(lying.get(one.file)) not in (one.base, one.mark)]
    if stale:
        names = "、".join(file_called(file) for file in stale)
        return None, f"写好以后，文件夹里的{names}又改过，没有生效；请撤回，照现在的重新改。"
    texts = {one.file: None if one.text is None else one.text.encode() for one in versions}
    try:
        return loader.load(folder, {**lying, **texts}), ""
    except RuleError as error:
        return None, f"和别的规则合在一起有毛病，没有生效：{'；'.join(error.sentences)}"


def look(house: House, folder: Path, now: datetime) -> House:
    """Finish what is due, notice what was changed in the folder, use the rules that are in force then.

    A folder with faults changes nothing: the rules stay as they were, and the faults are remembered.
    """
    wholefile.sweep(folder)
    carry_out(house, folder, now)
    lying = disk.lying(folder)
    if house.rules.marks == disk.marks(lying) and not house.rules.trouble:
        return house.latest
    changed = _changed(house, lying)
    if changed or house.rules.marks != disk.marks(lying):
        try:
            book = loader.load(folder, disk.all_of(lying))
        except RuleError as error:
            house.rules.trouble = error.sentences
            return house.latest
        if changed:
            _note_changed(house, lying, book, now)
        _take(house, lying, book)
    house.rules.trouble = ()
    return house.latest


def last_book(store: Store) -> RuleBook | None:
    """The rules that were in force last, whatever lies in the folder; None where that was never noted."""
    known = ruleversions.in_force(store, SYSTEM)
    if not known:
        return None
    return loader.load(None, disk.instead({file: one.text for file, one in known.items()}))


def changed_in_folder(house: House, folder: Path) -> list[str]:
    """Files that were changed in the folder and are not noticed yet; nothing is done about it."""
    return _changed(house, disk.lying(folder))


def _note_changed(house: House, lying: Mapping[str, bytes], book: RuleBook, now: datetime) -> None:
    with house.store.writing():
        standing = marks_in_force(house, SYSTEM)
        files = [
            NewVersion(file, _text(lying.get(file)), disk.mark_of(lying.get(file)), standing[file])
            for file in _changed(house, lying)
        ]
        if files:
            is_first = not ruleversions.history(house.store, SYSTEM, limit=1)
            reason = FIRST_SEEN if is_first else BY_HAND
            change = ruleversions.begin(
                house.store, SYSTEM, files, source="folder", reason=reason, from_day=now.date(), now=now
            )
            ruleversions.finish(house.store, SYSTEM, change, book.digest, now)


def _changed(house: House, lying: Mapping[str, bytes]) -> list[str]:
    standing = marks_in_force(house, SYSTEM)
    return [file for file in FILES if disk.mark_of(lying.get(file)) != standing[file]]


def _take(house: House, lying: Mapping[str, bytes], book: RuleBook) -> None:
    if book.digest != house.latest.book.digest:
        house.latest.renewed(book)
    house.rules.marks = disk.marks(lying)


def marks_in_force(house: House, viewer: Viewer) -> dict[str, str]:
    known = ruleversions.marks_in_force(house.store, viewer)
    return {file: known.get(file, disk.SHIPPED) for file in FILES}


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()
