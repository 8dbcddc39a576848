"""Known numbers and addresses go the whole way through a centre and lie open nowhere in it."""

from __future__ import annotations

import json
import logging
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiefen_lite import corrections, intake
from jiefen_lite.cli import cli
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import open_center
from jiefen_lite.demo import center
from jiefen_lite.shapes import CaseQuery
from jiefen_lite.store import cases
from tests import tickets
from tests.factories import NOW, SUPERVISOR
from tests.tickets import ticket

MOBILES = ["13912340001", "13912340002", "13912340003", "13912340004", "13912340005", "13912340006"]
APPLICANT, IN_STORY, AS_HANDLER, IN_RESULT, IN_REASON, REJECTED = MOBILES
LANDLINE = "0454-2345678"
ID_APPLICANT, ID_IN_STORY, ID_DAMAGED = "230882199001010003", "230882198502020028", "230882197703030019"
DOOR = "七号楼二单元九零一"
SECRETS = [*MOBILES, LANDLINE, ID_APPLICANT, ID_IN_STORY, ID_DAMAGED, DOOR]

EXTRA = ("身份证号", "家庭住址", "承办人", "不认识的一列")
#: A tidy row, a row to be refused, an excluded row and an unknown column: each may leak in its own way.
ROWS = [
    {
        **ticket(
            "T1",
            手机号码=APPLICANT,
            工单内容=f"市民反映老板拖欠工资，本人电话{IN_STORY}，身份证{ID_IN_STORY}，座机{LANDLINE}",
            诉求地址=f"锦山镇仁义村{DOOR}",
        ),
        "身份证号": ID_APPLICANT,
        "家庭住址": f"锦山镇仁义村{DOOR}",
        "承办人": f"王强（{AS_HANDLER}）",
        "不认识的一列": f"打过{IN_STORY}没人接",
    },
    {
        **ticket(f"{REJECTED}", 手机号码=REJECTED, **{"12345受理时间": "2025-02-30"}),
        "身份证号": ID_DAMAGED[:-1] + "0",
        "家庭住址": DOOR,
    },
    {**ticket("T3", 手机号码=APPLICANT, 诉求类型="咨询"), "身份证号": ID_DAMAGED},
    {**ticket("T4", 手机号码=f"{APPLICANT}1", 诉求人姓名=f"孙立东{IN_STORY}"), "家庭住址": DOOR},
]
LATER = {
    **ROWS[0],
    **tickets.DONE,
    "办理结果": f"已化解，电话{IN_RESULT}告知本人",
}


@dataclass(frozen=True)
class Used:
    """A centre after a day's work, and everything that was said aloud meanwhile."""

    folder: Path
    said: str
    papers: tuple[Path, ...]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Used:
    """Import, update, refuse, withdraw, correct, report, export masked; the temporary folder is its own."""
    folder = tmp_path_factory.mktemp("used") / "centre"
    temporary = tmp_path_factory.mktemp("temporary")
    desk = tmp_path_factory.mktemp("desk")  # the clerk's own folder: the workbooks lie there in clear
    said: list[str] = []
    log = logging.StreamHandler(_Lines(said))
    logging.getLogger().addHandler(log)
    before, tempfile.tempdir = tempfile.tempdir, str(temporary)
    try:
        make_center(folder, center())
        header = [*tickets.TICKET, *EXTRA]
        for name, rows in (
            ("一.xlsx", ROWS),
            ("二.xlsx", [LATER]),
            ("三.xlsx", [{**LATER, "满意度": "不满意"}]),
        ):
            (desk / name).write_bytes(tickets.sheet(rows, header))
            said.append(_run(folder, "import", desk / name, "--as-of", "2025-12-01"))
        (desk / "坏.xlsx").write_bytes(f"{APPLICANT} {ID_APPLICANT}".encode() * 20)
        said.append(_run(folder, "import", desk / "坏.xlsx"))
        _work(folder)
        xlsx = desk / "masked.xlsx"
        for command in (
            ("withdraw", "3"),
            ("cases",),
            ("cases", "--json"),
            ("cases", "--xlsx", xlsx),
            ("batches", "--json"),
            ("indicators", "--month", "2025-11", "--by", "town", "--json"),
            ("freeze", "2025-11"),
            ("report", "health", "--month", "2025-11", "--as-of", "2025-12-10"),
            ("verify", "--json"),
            ("doctor",),
        ):
            said.append(_run(folder, *command))
    finally:
        tempfile.tempdir = before
        logging.getLogger().removeHandler(log)
    papers = (*(path for path in (folder / "out").rglob("*") if path.is_file()), xlsx)
    return Used(folder.parent, "\n".join(said), papers)


class _Lines:
    """A stream that remembers what is written to it."""

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def write(self, words: str) -> int:
        self._said.append(words)
        return len(words)

    def flush(self) -> None:
        """Nothing is held back."""


def _run(folder: Path, *command: object) -> str:
    """One command, its two outputs together."""
    return CliRunner().invoke(cli, ["--center", str(folder), *map(str, command)]).output


def _work(folder: Path) -> None:
    """What a person does: type a telephone into a reason, look in clear once, settle nothing."""
    opened = open_center(str(folder))
    house = opened.house
    (code,) = [
        one.case_code
        for one in cases.list_cases(house.store, SUPERVISOR, CaseQuery(where=(("source_no", "T1"),)))
    ]
    corrections.correct(house, SUPERVISOR, code, {"people": 12}, f"打{IN_REASON}核实，住{DOOR[:2]}", NOW)
    seen = cases.reveal_case(house.store, SUPERVISOR, code, f"打{IN_REASON}核实", datetime(2025, 12, 2))
    assert seen.parties[0].phone == APPLICANT
    assert seen.summary is not None
    assert IN_STORY in seen.summary
    found = intake.preview(
        house,
        opened.viewer,
        tickets.sheet(ROWS, [*tickets.TICKET, *EXTRA]),
        file_name="看看.xlsx",
        channel=None,
        as_of=date(2025, 12, 1),
        now=NOW,
    )
    intake.abandon(house, opened.viewer, found.batch_id, NOW)
    house.store.close()


def _forms(secret: str) -> list[bytes]:
    """A secret as it may lie in a file: as text, in UTF-16, as JSON escapes, without its dash."""
    escaped = json.dumps(secret)[1:-1]
    return [secret.encode(), secret.encode("utf-16-le"), escaped.encode(), secret.replace("-", "").encode()]


@pytest.mark.parametrize("secret", SECRETS)
def test_it_lies_open_nowhere(used: Used, tmp_path_factory: pytest.TempPathFactory, secret: str) -> None:
    """Database, write-ahead log, uploads, papers (unpacked), temporary folder; names of files too."""
    places = [used.folder, *tmp_path_factory.getbasetemp().glob("temporary*")]
    found = [
        str(path)
        for place in places
        for path in place.rglob("*")
        if secret in path.name or (path.is_file() and any(form in _bytes(path) for form in _forms(secret)))
    ]
    assert found == []


@pytest.mark.parametrize("secret", [*MOBILES, LANDLINE, ID_APPLICANT, ID_IN_STORY, ID_DAMAGED])
def test_it_is_said_nowhere(used: Used, secret: str) -> None:
    """Answers, messages of refusal, logs, masked exports."""
    assert secret not in used.said
    for paper in used.papers:
        assert all(form not in _bytes(paper) for form in _forms(secret))


def test_the_day_really_happened(used: Used) -> None:
    """The search above is no search of an empty house."""
    assert "T1" in used.said
    assert "139****0001" in used.said
    assert len(used.papers) == 3
    assert len(list((used.folder / "centre" / "files").rglob("*.bin"))) >= 3
    assert b"\xe6\x8b\x96\xe6\xac\xa0" in (used.folder / "centre" / "jiefen.db").read_bytes() + b"".join(
        path.read_bytes() for path in (used.folder / "centre").glob("jiefen.db-*")
    )


def _bytes(path: Path) -> bytes:
    """A file's content; an office document is unpacked."""
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())
