"""Every hostile file comes in the way a clerk would bring it, and comes to exactly what it must."""

from __future__ import annotations

import importlib
import json
import re
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import importers.sheet
from jiefen_lite import intake
from jiefen_lite.cli import cli
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import Opened, open_center
from jiefen_lite.demo import center
from jiefen_lite.shapes import CaseQuery, CaseRecord
from jiefen_lite.store import cases
from jiefen_lite.text import one_line
from tests.hostile.files import Hostile, Refused, number

GROUPS = ("zips", "xmls", "cells", "tables", "others", "names")
LEAST_FILES = 150
MOST_SECONDS, MOST_MEGABYTES = 30.0, 1_500
_NO_SUCH = "没有这一件"
_REFUSAL = re.compile(r"^([A-Z]\d{4})\.(?:xlsx|csv|xls|ods)：", re.MULTILINE)


@cache
def files_of(group: str) -> list[tuple[str, Hostile]]:
    """The files of a group, each with its source number."""
    found: list[Hostile] = importlib.import_module(f"tests.hostile.{group}").FILES
    return [(f"{group[:1].upper()}{at:04d}", one) for at, one in enumerate(found)]


@dataclass
class Brought:
    """What became of the files of a group: what was said of each, and the cases by their source number."""

    folder: Path
    opened: Opened
    exit_code: int
    output: str
    answers: dict[str, dict[str, Any]]
    refusals: dict[str, str]
    seconds: dict[str, float]
    cases: dict[str, CaseRecord]
    before: set[Path]


def everything(folder: Path) -> set[Path]:
    """All that lies in a folder."""
    return set(folder.rglob("*"))


def group_fixture(group: str) -> Any:
    """A centre into which all files of one group were brought, made once."""

    @pytest.fixture(scope="module", name=group)
    def bring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brought]:
        return (yield from _brought(group, tmp_path_factory.mktemp(group)))

    return bring


zips, xmls, cells, tables, others, names = map(group_fixture, GROUPS)


def name_of(no: str, one: Hostile) -> str:
    """A file's name: its own, or its number."""
    return one.file_name or f"{no}{one.ending}"


def _brought(group: str, folder: Path) -> Iterator[Brought]:
    home, desk, place = folder / "centre", folder / "desk", folder / "cwd"
    make_center(home, center())
    for made in (desk, place):
        made.mkdir()
    numbers = {one_line(name_of(no, one)): no for no, one in files_of(group)}
    paths = [desk / name_of(no, one) for no, one in files_of(group)]
    for path, (no, one) in zip(paths, files_of(group), strict=True):
        path.write_bytes(one.make(no))
    before = everything(folder) - everything(home)
    seconds: dict[str, float] = {}

    def timed(*about: Any, file_name: str, **more: Any) -> Any:
        began = time.monotonic()
        try:
            return preview(*about, file_name=file_name, **more)
        finally:
            seconds[numbers[file_name]] = time.monotonic() - began

    preview = intake.preview
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setenv("TMPDIR", str(place))
        patch.setattr(importers.sheet, "open_book", _must_not_read)
        patch.setattr(intake, "preview", timed)
        command = [
            "--center",
            str(home),
            "import",
            "--channel",
            "mediation",
            "--as-of",
            "2025-12-01",
            "--json",
        ]
        result = CliRunner().invoke(cli, [*command, "--", *map(str, paths)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    answers = {numbers[one["file"]]: one for one in json.loads(result.stdout)["files"]}
    said = _REFUSAL.split(result.stderr)[1:]
    refusals = dict(zip(said[::2], said[1::2], strict=True))
    opened = open_center(str(home))
    found = {}
    query = CaseQuery(limit=100_000)
    for case in cases.list_cases(opened.house.store, opened.viewer, query, unmask=True, full=True):
        found |= {source.source_no or "": case for source in case.sources}
    yield Brought(folder, opened, result.exit_code, result.output, answers, refusals, seconds, found, before)
    opened.house.store.close()


def _must_not_read(*_: object) -> Any:
    raise AssertionError("a file was read in the process that serves people")


def params() -> list[Any]:
    """Every file by its group and name."""
    return [
        pytest.param(
            group,
            no,
            one,
            id=f"{group}-{one.name.encode('ascii', 'replace').decode()}-{no}",
        )
        for group in GROUPS
        for no, one in files_of(group)
    ]


each_group = pytest.mark.parametrize("group", GROUPS)


@pytest.mark.slow
@pytest.mark.parametrize(("group", "no", "one"), params())
def test_it_comes_to_what_it_must(group: str, no: str, one: Hostile, request: pytest.FixtureRequest) -> None:
    """Refused with its sentence, its rows refused, or stored to the letter."""
    brought: Brought = request.getfixturevalue(group)
    assert brought.seconds[no] < MOST_SECONDS
    if isinstance(one.outcome, Refused):
        assert no not in brought.answers
        assert one.outcome.words in brought.refusals[no]
        assert "请" in brought.refusals[no]
        assert no not in brought.cases
        return
    answer = brought.answers[no]
    refused = [row for row in one.outcome.rows if isinstance(row, str)]
    said = [problem["message"] for problem in answer["problems"] if problem["level"] == "error"]
    assert answer["rejected"] == len(refused), said
    assert all(any(words in message for message in said) for words in refused)
    assert (
        any(one.outcome.told in problem["message"] for problem in answer["problems"]) or not one.outcome.told
    )
    for at, row in enumerate(one.outcome.rows):
        if not isinstance(row, str):
            assert stored(brought, number(no, at), list(row)) == dict(row)


@pytest.mark.slow
@each_group
def test_what_is_said_is_plain(group: str, request: pytest.FixtureRequest) -> None:
    """No traceback, no path, nothing that a terminal would obey; 1 says that not everything went in."""
    brought: Brought = request.getfixturevalue(group)
    assert "Traceback" not in brought.output
    assert str(brought.folder) not in brought.output
    assert {sign for sign in brought.output if ord(sign) < 32} <= {"\n"}
    assert brought.exit_code == (0 if group == "names" else 1)


def stored(brought: Brought, source_no: str, names: list[str]) -> dict[str, Any]:
    """The named fields of a case as they are kept."""
    case = brought.cases.get(source_no)
    if case is None:
        return dict.fromkeys(names, _NO_SUCH)
    found: dict[str, Any] = {}
    for name in names:
        if name == "extra":
            house, viewer = brought.opened.house, brought.opened.viewer
            found[name] = dict(intake.other_columns(house, viewer, case.case_code)).get("怪列")
        elif name == "received_at":
            found[name] = f"{case.received_at:%Y-%m-%d}"
        else:
            found[name] = getattr(case, name)
    return found


@pytest.mark.slow
@each_group
def test_nothing_lies_about_afterwards(group: str, request: pytest.FixtureRequest) -> None:
    """Outside the centre nothing was written; inside only uploads of batches that exist."""
    brought: Brought = request.getfixturevalue(group)
    home = brought.folder / "centre"
    assert everything(brought.folder) - everything(home) == brought.before
    kept = [path for path in (home / "files").rglob("*") if path.is_file()]
    assert {path.stem for path in kept} == {answer["sha256"] for answer in brought.answers.values()}
    assert {path.suffix for path in kept} == {".bin"}


@pytest.mark.slow
@each_group
def test_the_numbers_of_the_batches_are_right(group: str, request: pytest.FixtureRequest) -> None:
    """Whatever came in, the books of the centre agree."""
    brought: Brought = request.getfixturevalue(group)
    result = CliRunner().invoke(cli, ["--center", str(brought.folder / "centre"), "verify", "--json"])
    assert result.exit_code == 0, result.output


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such count there")
def test_no_reading_process_grew_large(
    zips: Brought, xmls: Brought, cells: Brought, tables: Brought, names: Brought
) -> None:
    """Of all children so far the largest, bombs included."""
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < MOST_MEGABYTES


def test_there_are_enough_of_them() -> None:
    """And no two are the same."""
    made = [(one.group, one.name) for group in GROUPS for _no, one in files_of(group)]
    assert len(set(made)) == len(made) >= LEAST_FILES
