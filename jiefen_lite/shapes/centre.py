"""The centre itself: its county, its towns, its units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community of a town, with every name people use for it."""

    name: str
    aliases: tuple[str, ...] = ()
    old_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Town:
    """A town or sub-district (乡级) of the county."""

    name: str
    aliases: tuple[str, ...] = ()
    population: int | None = None
    villages: tuple[Village, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """The county: its name, its administrative code, its towns."""

    name: str
    code: str
    towns: tuple[Town, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or a town government that can be given a case. ``kind``: department or town."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    town: str | None = None
    leader: str | None = None


@dataclass(frozen=True, slots=True)
class InboxSettings:
    """The watched folder: where it lies (below the centre's folder, or anywhere), how often it is looked at.

    ``keep_done_days``: what was taken in is deleted from the folder after so many days; None: never.
    """

    folder: str = "inbox"
    every_seconds: int = 10
    keep_done_days: int | None = None


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Megabytes set aside for the day when the disk is full, and what imports and backups must leave free."""

    reserve_mb: int = 64
    keep_free_mb: int = 300

    @property
    def reserve(self) -> int:
        """In bytes."""
        return self.reserve_mb * 1_000_000

    @property
    def keep_free(self) -> int:
        """In bytes."""
        return self.keep_free_mb * 1_000_000


@dataclass(frozen=True, slots=True)
class Center:
    """What ``center.yaml`` says, as plain data; doors read it and hand it down."""

    name: str
    region: Region
    units: tuple[Unit, ...]
    case_prefix: str
    holidays: tuple[tuple[date, bool, str], ...] = ()  # (day, is a rest day, name), by hand
    database_url: str | None = None
    backup_folder: str | None = None  # another disk or a shared folder; else inside the centre's folder
    inbox: InboxSettings = InboxSettings()
    storage: StorageSettings = StorageSettings()
