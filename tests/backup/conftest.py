"""A small real centre with imports in it, copied for each test; short ways to back it up and restore."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import backup, demo
from jiefen_lite.backup import Made, Restored
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import Opened, open_center
from tests import tickets
from tests.factories import NOW, OPERATOR
from tests.tickets import DONE, ticket


@dataclass
class Centre:
    """An open centre in a folder, with the phrase that was shown when it was made."""

    opened: Opened
    folder: Path
    phrase: str

    def back_up(self, out: Path | None = None, **how: Any) -> Made:
        """A backup in the centre's own folder, or at ``out``."""
        now: datetime = how.pop("now", NOW)
        house = self.opened.house
        shelf = backup.folder_of(house.center, self.folder)
        target = out or shelf / backup.file_name(house.center, shelf, now)
        return backup.back_up(house.store, OPERATOR, self.folder, house.center, target, now=now, **how)

    def restore(self, file: Path, to: Path, phrase: str | None = None) -> Restored:
        """Restore with the right phrase, unless another one is given."""
        return backup.restore(file, to, lambda: self.phrase if phrase is None else phrase, by="test", now=NOW)


def new_centre(folder: Path) -> str:
    """A centre with two imports, own rules and papers; returns its phrase."""
    phrase = make_center(folder, demo.center())
    house = open_center(str(folder)).house
    rows = [ticket(f"T{at}", 诉求人姓名=f"孙{at}", 手机号码=f"139000{at:05d}") for at in range(20)]
    tickets.bring(house, tickets.sheet(rows), name="一.xlsx")
    tickets.bring(house, tickets.sheet([{**rows[0], **DONE}, ticket("T90")]), name="二.xlsx")
    tickets.look(house, tickets.sheet([ticket("T91")]), name="三.xlsx")
    shipped = resources.files("jiefen_lite.rules") / "deadlines.yaml"
    (folder / "rules" / "deadlines.yaml").write_bytes(b"# \xe6\x9c\xac\xe5\x8e\xbf\n" + shipped.read_bytes())
    (folder / "templates" / "体检报告.docx").write_bytes(bytes(range(256)) * 40)
    (folder / "tls.crt").write_text("certificate", "utf-8")
    tickets.close(house)
    return phrase


@pytest.fixture(scope="session")
def first_centre(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The centre that tests copy."""
    folder = tmp_path_factory.mktemp("first") / "centre"
    return folder, new_centre(folder)


@pytest.fixture
def centre(first_centre: tuple[Path, str], tmp_path: Path) -> Iterator[Centre]:
    """A copy of it, open."""
    folder = tmp_path / "centre"
    shutil.copytree(first_centre[0], folder)
    opened = open_center(str(folder))
    yield Centre(opened, folder, first_centre[1])
    opened.house.store.close()


def leftovers(folder: Path) -> list[str]:
    """What a backup or a restore must not leave: work folders and half files, anywhere below."""
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.name == "backup-work" or path.name.endswith((".part", ".restoring"))
    )
