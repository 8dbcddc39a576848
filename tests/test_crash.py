"""The importing process is killed at any moment: afterwards either nothing is seen, or the whole batch."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from jiefen_lite import checkup, intake
from jiefen_lite.casejson import line
from jiefen_lite.desk import House
from jiefen_lite.store import batches, files
from tests import tickets
from tests.factories import NOW, OPERATOR
from tests.tickets import DONE, ticket

pytestmark = pytest.mark.slow

ROWS, CHUNK = 240, 20
EARLIER = [ticket(f"E{at}", 诉求人姓名=f"孙{at}", 手机号码=f"139000{at:05d}") for at in range(30)]
#: New ones, of which some come twice from one person, and results for what was there before.
LATER = [
    *(ticket(f"L{at}", 诉求人姓名=f"李{at % 90}", 手机号码=f"138000{at % 90:05d}") for at in range(ROWS)),
    *({**one, **DONE} for one in EARLIER[:10]),
    *(ticket(f"X{at}", 诉求类型="咨询") for at in range(5)),
]

#: What the child does: the import of a clerk in small steps, so that there are many moments to die in.
CHILD = f"""
import importlib, sys
from pathlib import Path
from tests import tickets
importlib.import_module("jiefen_lite.intake.commit").CHUNK = {CHUNK}
house = tickets.open_house(Path(sys.argv[1]))
house.reader, house.triage, house.gazetteer
print("ready", flush=True)
found = tickets.look(house, Path(sys.argv[2]))
print("previewed", flush=True)
tickets.intake.commit(house, tickets.OPERATOR, found.batch_id, now=tickets.NOW)
print("committed", flush=True)
"""


@dataclass(frozen=True)
class Calm:
    """An import that nobody disturbed."""

    template: Path  # the centre before it
    ledger: Path
    answers: list[str]
    before: list[str]
    seconds: dict[str, float]  # from the start of reading to the preview, and to the end


def _answers(house: House) -> list[str]:
    """Every case as a script sees it, and its risk; without its code, in which a stopped try leaves gaps."""
    found = []
    for one in tickets.all_cases(house):
        told = line(one, None)
        del told["case_code"]
        found.append(repr(told))
    return sorted(found)


def _start(folder: Path, ledger: Path, code: str = CHILD) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(ledger)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1], start_new_session=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def _copy(calm: Calm, to: Path) -> Path:
    tickets.copy_of(calm.template, to).store.close()
    return to


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """The same import undisturbed: its outcome and how long it takes."""
    template = tmp_path_factory.mktemp("template")
    house = tickets.open_house(template)
    tickets.bring(house, tickets.sheet(EARLIER), name="上期.xlsx")
    before = _answers(house)
    tickets.close(house)
    ledger = tmp_path_factory.mktemp("ledger") / "本期.xlsx"
    ledger.write_bytes(tickets.sheet(LATER))
    folder = tmp_path_factory.mktemp("calm")
    tickets.copy_of(template, folder).store.close()
    child, started, seconds = _start(folder, ledger), time.monotonic(), {}
    assert child.stdout is not None
    for word in ("previewed", "committed"):
        assert child.stdout.readline() == f"{word}\n"
        seconds[word] = time.monotonic() - started
    assert child.wait() == 0
    with tickets.temporary_house(folder) as house:
        assert len(_answers(house)) == len(EARLIER) + ROWS
        return Calm(template, ledger, _answers(house), before, seconds)


MOMENTS = 24


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed_at_any_moment(calm: Calm, tmp_path: Path, moment: int) -> None:
    """Reopened: nothing or all, sound, no orphan file; going on ends where the calm import ended."""
    folder = _copy(calm, tmp_path / "centre")
    child = _start(folder, calm.ledger)
    time.sleep(calm.seconds["committed"] * 1.05 * moment / MOMENTS)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    with tickets.temporary_house(folder) as house:
        seen = _answers(house)
        assert seen in (calm.before, calm.answers)
        faults = [one.text for one in checkup.verify(house) if one.level == "fault"]
        assert [one for one in faults if "不属于任何批次" not in one] == []
        told = intake.recover(house, NOW)
        assert [one.text for one in checkup.verify(house) if one.level == "fault"] == []
        assert files.orphans(house.files, files.kept(house.store)) == []
        assert _answers(house) == seen
        assert _go_on(house, calm, told) == calm.answers
        assert [one.text for one in checkup.verify(house) if one.level != "ok"] == []
        assert tickets.tally(tickets.bring(house, calm.ledger))[:4] == (ROWS + 10, 0, 0, ROWS + 10)


def _go_on(house: House, calm: Calm, told: list[str]) -> list[str]:
    """What the person does who reads what was told: continue, confirm, or bring the file again."""
    last = batches.list_batches(house.store, OPERATOR)[0]
    if last.state in ("committing", "previewed"):
        assert (last.state == "committing") == any("继续入库" in one for one in told)
        intake.commit(house, OPERATOR, last.id, now=NOW)
    elif last.state == "failed" or last.file_name != calm.ledger.name:
        tickets.bring(house, calm.ledger)
    return _answers(house)


def test_killed_while_it_is_taken_back(calm: Calm, tmp_path: Path) -> None:
    """A withdrawal is one step: it has happened or it has not."""
    folder = _copy(calm, tmp_path / "centre")
    with tickets.temporary_house(folder) as house:
        batch = tickets.bring(house, calm.ledger).id
    code = f"""
import sys
from pathlib import Path
from tests import tickets
house = tickets.open_house(Path(sys.argv[1]))
print("ready", flush=True)
tickets.intake.withdraw(house, tickets.OPERATOR, {batch}, "报错", tickets.NOW)
"""
    for pause in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, None):
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1], start_new_session=True,
        )  # fmt: skip
        assert child.stdout is not None
        child.stdout.readline()
        if pause is not None:
            time.sleep(pause)
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        with tickets.temporary_house(folder) as house:
            state = batches.get_batch(house.store, OPERATOR, batch).state
            assert _answers(house) == (calm.before if state == "revoked" else calm.answers)
            assert [one.text for one in checkup.verify(house) if one.level == "fault"] == []
        if state == "revoked":
            break
    assert state == "revoked"


#: The import of a large batch: helper processes make its cases.
WITH_HELPERS = CHILD.replace(
    "house = ", "import jiefen_lite.intake.workshop as shop\nshop.ALONE_UP_TO = 0\nhouse = ", 1
)


def _children(pid: int) -> list[int]:
    """The processes that this one has started and that still run."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    found = [line.split() for line in listed.stdout.splitlines()]
    return [int(one) for one, parent, state in found if int(parent) == pid and not state.startswith("Z")]


def _runs(pid: int) -> bool:
    listed = subprocess.run(
        ["ps", "-p", str(pid), "-o", "stat="], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip() not in ("", "Z", "Zl")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("killed", ["the importing process", "a helper that starts", "a helper at work"])
def test_nobody_stays_behind_with_helpers(calm: Calm, tmp_path: Path, killed: str) -> None:
    """The importing process alone, or one helper, is killed: nothing is seen, nothing runs on or waits."""
    folder = _copy(calm, tmp_path / "centre")
    child = _start(folder, calm.ledger, WITH_HELPERS)
    assert child.stdout is not None
    assert child.stdout.readline() == "previewed\n"
    while len(helpers := _children(child.pid)) < 2:  # the one that keeps count of resources, and a helper
        assert child.poll() is None
        time.sleep(0.02)
    if killed == "a helper at work":
        time.sleep(0.5)
    with contextlib.suppress(ProcessLookupError):  # it may have been done already
        os.kill(child.pid if killed == "the importing process" else max(helpers), signal.SIGKILL)
    assert child.wait(timeout=60) != 0 or killed == "a helper at work"
    until = time.monotonic() + 20
    while any(map(_runs, helpers)) and time.monotonic() < until:
        time.sleep(0.2)
    assert not any(map(_runs, helpers))
    with tickets.temporary_house(folder) as house:
        assert _answers(house) in (calm.before, calm.answers)
        assert _go_on(house, calm, intake.recover(house, NOW)) == calm.answers
        assert [one.text for one in checkup.verify(house) if one.level != "ok"] == []
