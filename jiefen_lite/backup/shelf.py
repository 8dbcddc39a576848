"""The folder in which backups lie: what is there, whether one is due, which are let go."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jiefen_lite.errors import UnusableBackup
from jiefen_lite.shapes import Center
from jiefen_lite.store.sealed import is_whole, read_header

ENDING = ".jfbak"
FOLDER = "backups"
#: Kept: the last one of each of so many days, weeks and months that have one …
DAYS, WEEKS, MONTHS = 7, 4, 12
#: … and all of the last two days, so that one made by hand before a risky step is not gone at night.
RECENT = timedelta(days=2)
#: Made later than this from now: the clock was or is wrong; such a one is neither counted nor removed.
AHEAD = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup of this centre as it lies in the folder. It got its name only after it had been verified."""

    path: Path
    made_at: datetime
    size: int
    version: str
    whole: bool  # still as long as when it was finished


def folder_of(center: Center, folder: Path) -> Path:
    """Where backups go: as ``center.yaml`` says (``backup_folder``), else inside the centre's folder.

    Only the second is made where it is missing: another disk that is not there is not to be imitated.
    """
    if center.backup_folder:
        return folder / center.backup_folder
    own = folder / FOLDER
    with contextlib.suppress(OSError):  # a disk that refuses is told of where something is to be written
        own.mkdir(mode=0o700, exist_ok=True)
    return own


def file_name(center: Center, shelf: Path, now: datetime) -> str:
    """A name that is still free: letters of the centre, date, time."""
    plain = f"{center.case_prefix}-{now:%Y%m%d-%H%M%S}"
    names = (f"{plain}{more}{ENDING}" for more in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(name for name in names if not (shelf / name).exists())


def listing(shelf: Path, mark: str) -> list[Kept]:
    """The backups of the centre with this mark, the newest first; what others put there is left alone."""
    found = [_look(path, mark) for path in shelf.glob(f"*{ENDING}")]
    return sorted((one for one in found if one), key=lambda one: (one.made_at, one.path.name), reverse=True)


def last_good(kept: Iterable[Kept], now: datetime) -> Kept | None:
    """The newest that is whole."""
    return max(
        (one for one in kept if one.whole and one.made_at <= now + AHEAD),
        key=lambda one: one.made_at,
        default=None,
    )


def is_due(kept: Iterable[Kept], now: datetime) -> bool:
    """Whether this day has no good backup yet."""
    return all(one.made_at.date() != now.date() for one in kept if one.whole)


def to_keep(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which of the backups made at these moments are kept (a pure rule; the newest of each period counts)."""
    made = sorted(set(moments), reverse=True)
    past = [one for one in made if one <= now + AHEAD]
    keep = {one for one in made if one > now - RECENT}
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (DAYS, lambda one: one.date()),
        (WEEKS, lambda one: one.isocalendar()[:2]),
        (MONTHS, lambda one: (one.year, one.month)),
    )
    for most, period in periods:
        newest: dict[Hashable, datetime] = {}
        for one in past:
            newest.setdefault(period(one), one)
        keep.update(list(newest.values())[:most])
    return keep


def prune(shelf: Path, mark: str, now: datetime, new: Path) -> list[Path]:
    """Let old backups go, after ``new`` has been verified; without it there, nothing is removed.

    Those that are not whole are left for a person to look at.
    """
    kept = [one for one in listing(shelf, mark) if one.whole]
    if new not in [one.path for one in kept]:
        return []
    keep = to_keep([one.made_at for one in kept], now)
    gone = [one.path for one in kept if one.made_at not in keep and one.path != new]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def sweep_parts(shelf: Path, mark: str) -> None:
    """Remove what a power cut left half written; the caller holds the lock of this centre's backups."""
    for path in shelf.glob(f".*{ENDING}.{mark}.part"):
        path.unlink(missing_ok=True)


def _look(path: Path, mark: str) -> Kept | None:
    with contextlib.suppress(UnusableBackup, OSError, KeyError, ValueError, TypeError):  # none of ours
        header = read_header(path)
        if header["mark"] == mark:
            made_at = datetime.fromisoformat(header["made_at"])
            return Kept(path, made_at, path.stat().st_size, str(header["version"]), is_whole(path))
    return None
