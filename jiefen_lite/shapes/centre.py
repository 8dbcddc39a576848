"""The centre itself: its county, its towns, its units."""

from __future__ import annotations

from dataclasses import dataclass, field
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
class Duty:
    """One line of a duty rota: who, on which weekdays (0 = Monday), between which days; else every day."""

    person: str
    phone: str | None = None
    weekdays: tuple[int, ...] = ()
    start: date | None = None
    end: date | None = None
    line: int = field(default=0, compare=False)  # where it stands in center.yaml


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or a town government that can be given a case. ``kind``: department or town.

    ``leader`` is its 分管领导, ``stand_in`` who answers while he is away; both are names of accounts.
    ``residence``: how it sits in the centre (permanent, rotating, on_call), None where it does not;
    ``hours``: when its people are there, in words.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    town: str | None = None
    leader: str | None = None
    stand_in: str | None = None
    duty: tuple[Duty, ...] = ()
    lines: tuple[tuple[str, int], ...] = field(default=(), compare=False)  # key → line in center.yaml
    residence: str | None = None
    hours: str | None = None

    @property
    def named(self) -> tuple[tuple[str, str, int], ...]:
        """Everybody whom center.yaml names for this unit: as what (its key), who, on which line."""
        lines = dict(self.lines)
        chiefs = (("leader", self.leader), ("stand_in", self.stand_in))
        return (
            *((key, name, lines.get(key, 0)) for key, name in chiefs if name),
            *(("duty", one.person, one.line) for one in self.duty),
        )


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from one day to another (both included), and who stands in for him."""

    person: str
    first_day: date
    last_day: date
    stand_in: str | None = None


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
class AccountSettings:
    """After how many days an unused first password is refused, and a password is called old."""

    first_password_days: int = 7
    password_hint_days: int = 90


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
    accounts: AccountSettings = AccountSettings()
    public_address: str | None = None  # how the phones of the public reach this server, for printed links
