"""Runs a scene to a given change or to its end, and looks at what is left: nothing half, nothing lost."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from jiefen_lite import backup, checkup, config, intake, wholefile
from jiefen_lite.backup import making, packing, shelf
from jiefen_lite.casejson import line
from jiefen_lite.desk import House
from jiefen_lite.ruledesk import coming
from jiefen_lite.store import batches, database, files, snapshots
from jiefen_lite.store.sealed import SealedReader
from tests import tickets
from tests.factories import NOW, OPERATOR
from tests.knocks import day
from tests.knocks.disk import Disk
from tests.knocks.forks import Forks
from tests.knocks.listeners import read_book
from tests.knocks.tracer import Change

DATABASE, LOG = "jiefen.db", "jiefen.db-wal"
#: Every single place takes about an hour; else a tenth of them are tried, spread over the whole scene.
EVERYWHERE = os.environ.get("JIEFEN_KNOCKS") == "all"
THINNED = 1 if EVERYWHERE else 10
#: Columns that count, where another says when this computer did something, which no second run repeats.
COLUMNS = {"schema_migration": "id, name"}


def content(folder: Path) -> str:
    """One hash over every row of every table of a centre at rest; the folder is not touched."""
    aside = folder.with_name(folder.name + ".look")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for path in folder.glob(f"{DATABASE}*"):
        if not path.name.endswith("-shm"):
            shutil.copy(path, aside)
    db = sqlite3.connect(aside / DATABASE)
    try:
        assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        tables = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
        told = hashlib.sha256()
        for name, sql in tables.fetchall():
            if "VIRTUAL" not in sql:
                told.update(repr((name, sql)).encode())
                for row in db.execute(f'SELECT {COLUMNS.get(name, "*")} FROM "{name}" ORDER BY 1, 2'):
                    told.update(repr(row).encode())
    finally:
        db.close()
        shutil.rmtree(aside)
    return told.hexdigest()


def outcome(house: House) -> list[str]:
    """What has come of a day, as a script sees it; without case codes, in which a stopped try leaves gaps."""
    found = []
    for one in tickets.all_cases(house):
        told = line(one, None)
        del told["case_code"]
        found.append(repr(told))
    for batch in batches.all_batches(house.store):
        if batch.state in ("committed", "revoked"):
            found.append(repr((batch.file_name, batch.state, dict(batch.counts))))
    for label in snapshots.frozen_labels(house.store):
        with house.store.reading():
            figures = house.store.db.execute_sql(
                "SELECT t.grouping, CASE t.grouping WHEN 'told' THEN '' ELSE f.row_id END, f.indicator, "
                "f.n, f.d, f.shown FROM snapshot_figure f "
                "JOIN snapshot_table t ON t.id = f.table_id ORDER BY f.id"
            ).fetchall()
        found.append(repr((label, figures)))
    return sorted(found)


@dataclass
class Run:
    """A scene that nobody disturbed: its changes in order, and how the centre stood after each commit."""

    scene: str
    template: Path
    folder: Path
    changes: list[Change]
    states: list[str]  # contents in the order in which they came
    reached: list[int]  # for each number of changes done: the last state that a program would see by then
    safe: list[int]  # for each number of changes done: the last state that a power cut could not take by then
    outcome: list[str]
    papers: dict[str, bytes]  # what lies in out/ in the end
    seconds: float
    _known: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def acknowledged(self) -> list[tuple[int, str]]:
        """After how many changes somebody was told what."""
        return [(at, one.path) for at, one in enumerate(self.changes, 1) if one.kind == "ack"]

    def told_by(self, done: int) -> list[str]:
        """The steps that somebody knows to be done after so many changes."""
        return [words for at, words in self.acknowledged if at <= done and words != "closed"]


def record(scene: str, template: Path, folder: Path, forks: Forks) -> Run:
    """Run a scene undisturbed and note everything."""
    day.copy_centre(template, folder)
    book = folder.with_name(folder.name + ".book")
    played = forks.play(folder, scene, book)
    assert played.status == 0, played.wrong
    changes = read_book(book)
    disk, look = Disk.of(template), folder.with_name(folder.name + ".replay")
    states, reached, safe = [content(template)], [0], [0]
    ends_commit = False
    for change in changes:
        disk.go_on(change)
        is_synced = change.kind == "sync" and change.path.startswith(DATABASE)
        if is_synced or ends_commit:
            shutil.rmtree(look, ignore_errors=True)
            disk.write(look)
            now = content(look)
            if now != states[-1]:
                states.append(now)
        ends_commit = _begins_last_frame(change)
        reached.append(len(states) - 1)
        # of the log only what was synced: a commit that nobody was promised does not wait for that
        is_kept = is_synced and (change.path == LOG or not disk.contents.get(disk.names.get(LOG, -1)))
        safe.append(len(states) - 1 if is_kept else safe[-1])
    shutil.rmtree(look, ignore_errors=True)
    assert states[-1] == content(folder), "the trace does not tell everything"
    assert len(set(states)) == len(states)
    papers = {path.name: path.read_bytes() for path in config.Paths(folder).out.iterdir()}
    with day.opened(folder) as house:
        found = outcome(house)
    return Run(scene, template, folder, changes, states, reached, safe, found, papers, played.seconds)


def _begins_last_frame(change: Change) -> bool:
    """The head of the frame that ends a commit (SQLite's file format, 4.1); its page follows."""
    is_head = change.kind == "write" and change.path == LOG and len(change.data) == 24
    return is_head and change.data[4:8] != bytes(4)


class Examiner:
    """Opens what a disturbed scene has left, with the product's own means, and goes on with the work."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._gone_on: set[tuple[object, ...]] = set()

    def examine(
        self, folder: Path, done: int, *, same_papers: bool = True, after_power_cut: bool = False
    ) -> None:
        """After ``done`` changes: a recorded state, not older than what was told; sound, tidy, can go on.

        A state that was gone on with before is not gone on with again.
        """
        run = self._run
        now = content(folder)
        assert now in run.states, f"after {done} changes: no recorded state"
        at = run.states.index(now)
        oldest = run.safe[done] if after_power_cut else run.reached[done]
        assert oldest <= at <= run.reached[done] + 1, f"after {done} changes: state {at}"
        papers = config.Paths(folder).out
        for path in papers.iterdir():
            if same_papers and not path.name.endswith(wholefile.ASIDE):
                assert path.read_bytes() == run.papers[path.name], f"after {done} changes: half a paper"
        left = tuple(sorted(_kept_things(folder)))
        case = (now, left, tuple(run.told_by(done)))
        if case not in self._gone_on:
            self._gone_on.add(case)
            self._go_on(folder, done)

    def _go_on(self, folder: Path, done: int) -> None:
        run = self._run
        with day.opened(folder) as house:
            sound(house, strays_allowed=True)
            _backups_open(house, folder)
            for words in run.told_by(done):
                (step,) = [one for one in day.SCENES[run.scene] if one.name == words]
                assert step.done(house, folder), f"after {done} changes: {words} was told and is lost"
            told = recover(house, folder)
            sound(house, strays_allowed=False)
            _interrupted_is_told(house, told)
            day.go_on(house, folder, run.scene, lambda _words: None)
            sound(house, strays_allowed=False)
            assert outcome(house) == run.outcome, f"after {done} changes: going on ends elsewhere"
            assert all(step.done(house, folder) for step in day.SCENES[run.scene])
            _backups_open(house, folder)
        assert {path.name for path in config.Paths(folder).out.iterdir()} == set(run.papers)


def recover(house: House, folder: Path) -> list[str]:
    """What the server does when it starts again."""
    wholefile.sweep(config.Paths(folder).out)
    backup.sweep(house.store, folder, house.center)
    coming.look(house, config.Paths(folder).rules, NOW)
    return intake.recover(house, NOW)


def sound(house: House, *, strays_allowed: bool) -> None:
    """``verify`` finds nothing wrong; until the server starts again there may be files without a row."""
    faults = [one.text for one in checkup.verify(house) if one.level == "fault"]
    if strays_allowed:
        faults = [one for one in faults if "不属于任何批次" not in one]
    else:
        assert files.orphans(house.files, files.kept(house.store)) == []
        assert not (house.files.parent / making.WORK).exists()
        for place in ("files", "out", "rules", shelf.FOLDER):
            assert list((house.files.parent / place).rglob(f"*{wholefile.ASIDE}")) == []
    assert faults == []


def _interrupted_is_told(house: House, told: list[str]) -> None:
    """A batch that was stopped says so, to whoever starts the server and in the list."""
    states = {one.id: one.state for one in batches.list_batches(house.store, OPERATOR)}
    assert "staging" not in states.values()
    for batch_id, state in states.items():
        mine = [one for one in told if one.startswith(f"批次 {batch_id} ")]
        assert (state == "committing") == any("继续入库" in one for one in mine)


def _backups_open(house: House, folder: Path) -> None:
    """Whatever is called a backup is whole to the last byte; restoring it has tests of its own."""
    for one in day.backups_of(house, folder):
        with one.path.open("rb") as file:
            packing.unpack(SealedReader(file, house.store.cipher.key), lambda _name: None, lambda _size: None)


def _kept_things(folder: Path) -> Iterator[tuple[str, str]]:
    """What besides the database makes a difference to how the work is gone on with; of backups each byte."""
    paths = config.Paths(folder)
    for place in (paths.files, paths.out, paths.backups, paths.rules):
        for path in place.rglob("*"):
            whole = place == paths.rules or (place == paths.backups and path.name.endswith(backup.ENDING))
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if whole else ""
            yield path.relative_to(folder).as_posix(), digest


def version_of(scene: str, folder: Path) -> Path:
    """The migrations that a scene's database is opened with."""
    return day.newer_version(folder) if scene == "upgrade" else database.MIGRATIONS
