"""What the commands share: opening the centre, the operator, progress, JSON."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Role, Viewer

if TYPE_CHECKING:
    from jiefen_lite.config import Paths
    from jiefen_lite.desk import House
    from jiefen_lite.errors import RuleError
    from jiefen_lite.rules.schema import RuleBook
    from jiefen_lite.store import Store

#: Says of a PostgreSQL database that it has been backed up, so that it may be upgraded.
BACKED_UP = "JIEFEN_DATABASE_BACKED_UP"

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Opened:
    """An open centre, where its things lie, and who sits at the command line."""

    house: House
    paths: Paths
    viewer: Viewer


def center_option(command: Command) -> Command:
    """``--center DIR`` behind the command's name."""
    return click.option("--center", "center", metavar="DIR", help="中心文件夹。")(command)


def json_option(command: Command) -> Command:
    """``--json``: one JSON document on standard output and nothing else."""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON，供脚本使用。")(command)


def as_of_option(command: Command) -> Command:
    """``--as-of DATE``: today unless given."""
    return click.option("--as-of", "as_of", type=Day(), help="以这一天为准（默认今天）。")(command)


def port_option(command: Command) -> Command:
    """``--port``: where the pages are served."""
    return click.option(
        "--port", type=click.IntRange(1, 65_535), default=8765, show_default=True, help="网页服务的端口。"
    )(command)


def period_options(command: Command) -> Command:
    """``--month``, ``--quarter``, ``--half``, ``--year``: one names the period (:func:`one_period`)."""
    periods = (("--month", "2026-10"), ("--quarter", "2026Q3"), ("--half", "2026H2"), ("--year", "2026"))
    for name, example in reversed(periods):
        command = click.option(name, help=example)(command)
    return command


def one_period(*given: str | None) -> str:
    """The one period that was named. Raises JiefenError where there is none, or more than one."""
    labels = [label for label in given if label]
    if len(labels) != 1:
        raise JiefenError("请写明一个时段：--month 2026-10、--quarter 2026Q3、--half 2026H2 或 --year 2026。")
    return labels[0]


class Day(click.ParamType):  # type: ignore[type-arg]  # generic only since click 8.3
    """A date written YYYY-MM-DD."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a plain sentence."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，请写成 2026-11-03 这样。", param, ctx)


def folder(center: str | None) -> Path:
    """The centre folder from the option before or behind the command, the environment, or here."""
    from jiefen_lite import config

    return config.find_center(center or click.get_current_context().find_root().obj)


def open_center(center: str | None, *, else_last_rules: bool = False) -> Opened:
    """Open the centre; the operating system's account acts as operator: sees all, masked.

    Rules whose day has come are put in force first. ``else_last_rules``: where the folder's have faults,
    those that were in force before (pages must not stand still for a slip of the pen); else RuleError.
    """
    from jiefen_lite import backup, config
    from jiefen_lite.desk import House
    from jiefen_lite.errors import BrokenStore, NotWritable
    from jiefen_lite.ruledesk import coming
    from jiefen_lite.store import audit, open_store
    from jiefen_lite.store.crypto import read_key

    paths = config.Paths(folder(center))
    settings = config.load(paths.folder)
    book, faults = _rules_of(paths)
    if faults is not None and not else_last_rules:
        raise faults
    key, upgrades = read_key(paths.key), []

    def backed_up(store: Store) -> None:
        if os.environ.get(BACKED_UP) != "yes" or store.is_sqlite:
            backup.before_upgrade(store, paths.folder, settings, now())
        upgrades.append(now())

    store = open_store(
        settings.database_url or str(paths.db), key, paths.lock, kept=True, before_upgrade=backed_up
    )
    for moment in upgrades:
        audit.record(store, operator(), "upgrade", "database", now=moment)
    if book is None:
        book = coming.last_book(store)
    if book is None:
        assert faults is not None
        raise faults
    house = House(store, settings, book, paths.files)
    with contextlib.suppress(NotWritable, BrokenStore):  # whoever only reads can do so all the same
        coming.carry_out(house, paths.rules, now())
    return Opened(house.latest, paths, operator())


def _rules_of(paths: Paths) -> tuple[RuleBook | None, RuleError | None]:
    from jiefen_lite.errors import RuleError
    from jiefen_lite.rules import loader

    try:
        return loader.load(paths.rules), None
    except RuleError as error:
        return None, error


def operator() -> Viewer:
    """The account of the operating system as somebody who asks."""
    return Viewer(None, f"operator:{getpass.getuser()}"[:64], frozenset({Role.OPERATOR}))


def now() -> datetime:
    """The present moment (doors alone may ask)."""
    from jiefen_lite import config

    return config.now()


def say_json(document: Any) -> None:
    """One JSON document, or one object of a line-wise answer."""
    click.echo(json.dumps(document, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date | Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


@contextmanager
def written_to(out: Path) -> Iterator[None]:
    """While a file that the user asked for is written: a plain sentence where the disk refuses."""
    from jiefen_lite.errors import NotWritable

    try:
        yield
    except OSError as error:
        raise NotWritable(
            f"写不了“{out.name}”：请确认所在文件夹存在、允许写入，文件没有在别的程序里打开，磁盘没有满。"
        ) from error


def text_lines(file: Path | None) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers; of standard input where no file (or ``-``) is named."""
    number = 0
    try:
        with contextlib.ExitStack() as closing:
            lines = sys.stdin
            if file is not None and str(file) != "-":
                lines = closing.enter_context(open(file, encoding="utf-8-sig"))
            for number, line in enumerate(lines, 1):
                yield number, line
    except UnicodeDecodeError as error:
        raise JiefenError(f"第 {number + 1} 行起不是 UTF-8 文字，请另存为 UTF-8 编码再试。") from error
    except OSError as error:
        raise JiefenError("文件打不开，请检查路径，以及本账号能不能读它。") from error


class Progress:
    """A bar on standard error; silent where nobody watches."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: Any = None
        self._watched = sys.stderr.isatty()

    def __call__(self, done: int, total: int | None) -> None:
        """So many done of so many (None while unknown)."""
        if not self._watched:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total or 0, label=self._label, file=sys.stderr, show_pos=True, show_percent=bool(total)
            )
            self._bar.__enter__()
        self._bar.length = total or 0
        self._bar.update(done - self._bar.pos)

    def close(self) -> None:
        """End the line."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def table(header: list[str], rows: list[list[str]]) -> None:
    """A plain table for people, one line a row; wide characters count double."""
    from jiefen_lite.text import one_line

    rows = [list(map(one_line, row)) for row in rows]
    widths = [max([_width(head), *(_width(row[at]) for row in rows)]) for at, head in enumerate(header)]
    for line in [header, *rows]:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


def _width(words: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in words)
