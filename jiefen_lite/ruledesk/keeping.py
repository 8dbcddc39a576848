"""Rules are put in force, planned, taken back; what somebody changes in the folder is noticed.

The county's folder is the truth. A step is written down as intended first, then its files are written, then
it is marked as done: whatever stops it in between is finished at the next look, and nothing is done twice.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from jiefen_lite import wholefile
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotWritable, RuleError, refusal
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import FILES, RuleBook
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import Store, ruledrafts, ruleversions
from jiefen_lite.store.ruleversions import NewVersion, VersionRecord

#: The mark of a file that a county has not got of its own.
SHIPPED = "shipped"
SYSTEM = Viewer(None, "system", frozenset({Role.OPERATOR}))
FIRST_SEEN = "开始留版本时已在文件夹里"
BY_HAND = "在文件夹里改的"


class Overtaken(JiefenError):
    """Somebody else has changed the same file since this text was begun."""

    http_status = 409

    def __init__(self, files: Sequence[str]) -> None:
        names = "、".join(f"{file}.yaml" for file in files)
        super().__init__(
            f"您打开以后，别人改过 {names}，这次没有生效。", "请先看清不同之处，再决定要不要用您的写法。"
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


def mark_of(text: str | bytes | None) -> str:
    """By which two texts of a rule file are told apart; ``SHIPPED`` for none of the county's own."""
    if text is None:
        return SHIPPED
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def own_text(house: House, viewer: Viewer, file: str) -> str | None:
    """The county's text of a file as it is in force; None where the shipped one is."""
    known = ruleversions.in_force(house.store, viewer).get(file)
    return None if known is None else known.text


def text_of(house: House, viewer: Viewer, file: str) -> str:
    """The text in force, whosever it is."""
    own = own_text(house, viewer, file)
    return loader.shipped(file).decode() if own is None else own


def require_file(file: str) -> str:
    """The name of a rule file without .yaml. Raises JiefenError where there is none of that name."""
    name = file.removesuffix(".yaml")
    if name not in FILES:
        raise JiefenError(f"没有叫“{file}”的规则文件。", f"有：{'、'.join(FILES)}。")
    return name


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
    look(house, folder, now)
    with house.store.writing():
        standing = _marks_in_force(house, viewer)
        files = [
            NewVersion(file, text, mark_of(text), standing[file])
            for file, text in texts.items()
            if mark_of(text) != standing[file]
        ]
        if not files:
            raise JiefenError("和正在用的一样，没有要生效的改动。")
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
    made = {
        one.file: one
        for one in ruleversions.history(house.store, viewer, limit=len(files))
        if one.change == change
    }
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


def _require_sound(folder: Path, texts: Mapping[str, str | None]) -> None:
    """No file with faults ever comes into force. Raises RuleError with all of them."""
    faults = faults_with(folder, texts)
    if faults:
        raise RuleError(*(str(fault) for fault in faults))


def _refuse_second_plan(house: House, viewer: Viewer, files: Iterable[str]) -> None:
    wanted = set(files)
    waiting = [one for one in ruleversions.planned(house.store, viewer) if one.file in wanted]
    if waiting:
        told = [
            f"{one.file}.yaml 已经排了 {one.from_day} 起的改动（{one.by}：{one.reason}）。" for one in waiting
        ]
        raise JiefenError(*told, "请先撤回那一次，把两处改动并在一起再生效。")


def _keep_what_was_written_over(
    house: House, folder: Path, files: Sequence[NewVersion], now: datetime
) -> dict[str, str]:
    """A text with faults that lies in the folder never came into force; it is kept all the same: its mark."""
    lying = _lying(folder)
    lost = [
        NewVersion(one.file, data.decode("utf-8", "replace"), mark_of(data), one.base)
        for one in files
        if (data := lying.get(one.file)) is not None and mark_of(data) not in (one.base, one.mark)
    ]
    if lost:
        reason, day = f"{BY_HAND}，有毛病，没有生效", now.date()
        change = ruleversions.begin(
            house.store, SYSTEM, lost, source="folder", reason=reason, from_day=day, now=now
        )
        ruleversions.withdraw(house.store, SYSTEM, change, now)
    return {one.file: one.mark for one in lost}


def _carry_out_or_undo(house: House, folder: Path, change: int, viewer: Viewer, now: datetime) -> None:
    """A change that is to be in force at once, or not at all. Raises NotWritable, JiefenError."""
    try:
        carry_out(house, folder, now, only=change)
        (one, *_more) = [v for v in ruleversions.history(house.store, viewer) if v.change == change]
        if one.trouble is not None:
            raise JiefenError(one.trouble)
    except JiefenError:
        with contextlib.suppress(JiefenError):  # where not even that can be written, it waits and is shown
            ruleversions.withdraw(house.store, viewer, change, now)
        raise


def carry_out(house: House, folder: Path, now: datetime, *, only: int | None = None) -> list[int]:
    """Put in force what is due, each once; the numbers of the changes. Raises NotWritable."""
    if not ruleversions.planned(house.store, SYSTEM, due_by=now.date()):
        return []
    done: dict[int, RuleBook] = {}
    before = _lying(folder)
    try:
        with house.store.writing():
            due = ruleversions.planned(house.store, SYSTEM, due_by=now.date())
            for change, group in groupby(due, key=lambda one: one.change):
                if only is None or change == only:
                    book = _carry_out_one(house, folder, change, list(group), now)
                    done |= {} if book is None else {change: book}
            lying = _lying(folder)
    except BaseException:
        if done:  # what nobody will be told to be in force must not lie there
            _restore(folder, before)
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
    _write(folder, versions)
    ruleversions.finish(house.store, SYSTEM, change, book.digest, now)
    return book


def _tried(folder: Path, versions: Sequence[VersionRecord]) -> tuple[RuleBook | None, str]:
    """The book that these versions make, or why they may not come into force."""
    lying = _lying(folder)
    stale = [one.file for one in versions if mark_of(lying.get(one.file)) not in (one.base, one.mark)]
    if stale:
        names = "、".join(f"{file}.yaml" for file in stale)
        return None, f"写好以后，文件夹里的 {names} 又改过，没有生效；请撤回，照现在的重新改。"
    texts = {one.file: None if one.text is None else one.text.encode() for one in versions}
    try:
        return loader.load(folder, {**lying, **texts}), ""
    except RuleError as error:
        return None, f"和别的规则合在一起有毛病，没有生效：{'；'.join(error.sentences)}"


def _write(folder: Path, versions: Sequence[VersionRecord]) -> None:
    """Make the folder hold these versions, or what it held. Raises NotWritable."""
    before = _lying(folder)
    try:
        wholefile.make_folder(folder)
        for one in versions:
            _write_one(folder, one.file, None if one.text is None else one.text.encode())
    except OSError as error:
        _restore(folder, before)
        raise NotWritable(f"规则文件写不了（{refusal(error)}），没有生效；处理好以后再试。") from error


def _restore(folder: Path, before: Mapping[str, bytes]) -> None:
    """Make the folder what it was, as far as the disk lets us; the rest is noticed at the next look."""
    with contextlib.suppress(OSError, NotWritable):
        now = _lying(folder)
        for file in FILES:
            if before.get(file) != now.get(file):
                _write_one(folder, file, before.get(file))


def _write_one(folder: Path, file: str, data: bytes | None) -> None:
    path = folder / f"{file}.yaml"
    if data is not None:
        wholefile.write(path, data)
    elif path.exists():
        path.unlink()
        wholefile.sync_folder(folder)


# ------------------------------------------------------------------ looking at the folder


def look(house: House, folder: Path, now: datetime) -> House:
    """Finish what is due, notice what was changed in the folder, use the rules that are in force then.

    A folder with faults changes nothing: the rules stay as they were, and the faults are remembered.
    """
    wholefile.sweep(folder)
    carry_out(house, folder, now)
    lying = _lying(folder)
    if house.rules.marks == _marks(lying) and not house.rules.trouble:
        return house.latest
    changed = _changed(house, lying)
    if changed or house.rules.marks != _marks(lying):
        try:
            book = loader.load(folder, _all(lying))
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
    return loader.load(None, _instead({file: one.text for file, one in known.items()}))


def changed_in_folder(house: House, folder: Path) -> list[str]:
    """Files that were changed in the folder and are not noticed yet; nothing is done about it."""
    return _changed(house, _lying(folder))


def _note_changed(house: House, lying: Mapping[str, bytes], book: RuleBook, now: datetime) -> None:
    with house.store.writing():
        standing = _marks_in_force(house, SYSTEM)
        files = [
            NewVersion(file, _text(lying.get(file)), mark_of(lying.get(file)), standing[file])
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
    standing = _marks_in_force(house, SYSTEM)
    return [file for file in FILES if mark_of(lying.get(file)) != standing[file]]


def _take(house: House, lying: Mapping[str, bytes], book: RuleBook) -> None:
    if book.digest != house.latest.book.digest:
        house.latest.renewed(book)
    house.rules.marks = _marks(lying)


def _marks_in_force(house: House, viewer: Viewer) -> dict[str, str]:
    known = ruleversions.marks_in_force(house.store, viewer)
    return {file: known.get(file, SHIPPED) for file in FILES}


def _marks(lying: Mapping[str, bytes]) -> dict[str, str]:
    return {file: mark_of(lying.get(file)) for file in FILES}


def _all(lying: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """Every file as it lay there, so that what changes meanwhile is not read."""
    return {file: lying.get(file) for file in FILES}


def _lying(folder: Path) -> dict[str, bytes]:
    """What the county has in its folder. Raises NotWritable where it cannot be read."""
    try:
        return loader.county(folder)
    except OSError as error:
        raise NotWritable(f"规则文件夹读不了（{refusal(error)}）；请检查后再试。") from error


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode()


# ------------------------------------------------------------------ drafts


def drafted(house: House, viewer: Viewer, by: str) -> dict[str, str | None]:
    """One person's drafts that differ from what is in force: file → text."""
    standing = _marks_in_force(house, viewer)
    return {
        file: one.text
        for file, one in ruledrafts.of(house.store, viewer, by).items()
        if mark_of(one.text) != standing[file]
    }


def book_with(folder: Path, texts: Mapping[str, str | None]) -> RuleBook:
    """The rule book that the folder would make with these texts in it. Raises RuleError."""
    return loader.load(
        folder, {file: None if text is None else text.encode() for file, text in texts.items()}
    )


def faults_with(folder: Path, texts: Mapping[str, str | None]) -> list[loader.Fault]:
    """Every fault that the folder would have with these texts in it."""
    return loader.check(folder if folder.is_dir() else None, _instead(texts))


def _instead(texts: Mapping[str, str | None]) -> dict[str, bytes | None]:
    return {file: None if text is None else text.encode() for file, text in texts.items()}
