"""A small real centre with three months of tickets, copied for each test; a clock that tests set."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import apart, checkup, papers
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.papers import documents, making, shelf
from jiefen_lite.shapes import KeptPaper
from jiefen_lite.store import papers as kept
from tests import tickets
from tests.factories import LEADER, OPERATOR
from tests.tickets import ticket

#: All three months are over, and the last one's day of freezing.
CLOSED = datetime(2025, 12, 9, 0, 25)
MONTHS = ("2025-09", "2025-10", "2025-11")


def rows_of(month: str, count: int = 12) -> list[dict[str, Any]]:
    """Tickets of one month: two of three are settled in it."""
    rows = []
    for at in range(1, count + 1):
        done = {
            "办结日期": f"{month}-{at + 6:02d}",
            "办理结果": "已化解，双方达成协议并履行",
            "满意度": "满意",
        }
        about = {"12345受理时间": f"{month}-{at:02d} 09:20:00", "诉求人姓名": f"孙{month[5:]}{at}"}
        phone = {"手机号码": f"139{month[2:4]}{month[5:]}{at:04d}"}
        rows.append(ticket(f"{month}-{at}", **about, **phone, **(done if at % 3 else {})))
    return rows


@pytest.fixture(scope="session")
def first_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The centre that tests copy."""
    folder = tmp_path_factory.mktemp("papers")
    house = tickets.open_house(folder)
    for month in MONTHS:
        tickets.bring(house, tickets.sheet(rows_of(month)), name=f"{month}.xlsx")
    (folder / "templates").mkdir()
    tickets.close(house)
    house.store.close()
    return folder


@pytest.fixture(scope="session")
def closed_centre(first_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with all three months closed and their health reports made, for tests to copy."""
    folder = tmp_path_factory.mktemp("closed") / "centre"
    shutil.copytree(first_centre, folder)
    house = tickets.open_house(folder)
    with pytest.MonkeyPatch.context() as patch:
        only(patch, HEALTH)
        papers.close_due(house, OPERATOR, CLOSED, None, lambda _words: None)
    tickets.close(house)
    return folder


@pytest.fixture
def folder(first_centre: Path, tmp_path: Path) -> Path:
    """A copy of its folder."""
    shutil.copytree(first_centre, tmp_path / "centre")
    return tmp_path / "centre"


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    """The copy, open."""
    opened = tickets.open_house(folder)
    yield opened
    opened.store.close()


@pytest.fixture
def closed(closed_centre: Path, tmp_path: Path) -> Iterator[House]:
    """All three months closed, their papers made."""
    made = tickets.copy_of(closed_centre, tmp_path / "centre")
    yield made
    made.store.close()


@pytest.fixture
def paths(folder: Path) -> Paths:
    """Where its things lie."""
    return Paths(folder)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done apart is done in this process, where a test can reach into it."""

    def run(house: House, progress: apart.Tell, work: Callable[..., Any], *about: Any) -> Any:
        return work(house, progress, *about)

    monkeypatch.setattr(apart, "run", run)


#: What is shipped, before tests cut it down.
SHIPPED = documents.DOCUMENTS
HEALTH = documents.document_of("health")


def only(monkeypatch: pytest.MonkeyPatch, *few: documents.Document) -> None:
    """Let these be all documents that are made in this process."""
    for module in (documents, making, shelf):
        monkeypatch.setattr(module, "DOCUMENTS", few)


@pytest.fixture(autouse=True)
def health_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One document is enough for most tests, and each takes its time."""
    only(monkeypatch, HEALTH)


def at(text: str) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: datetime.fromisoformat(text)


def of(house: House, period: str = "2025-11") -> list[KeptPaper]:
    """All versions of the health report of a period."""
    return kept.listing(house.store, LEADER, period=period)


def faults(house: House) -> list[str]:
    """What ``verify`` finds wrong."""
    return [one.text for one in checkup.verify(house) if one.level == "fault"]
