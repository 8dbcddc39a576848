"""The model in force: sealed in the centre's folder, seen by every process, put in force once, removed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import checkup, demo, modelshelf, training
from jiefen_lite.backup import packing
from jiefen_lite.cli import cli
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import open_center
from jiefen_lite.desk import House
from jiefen_lite.elements.model import TypeModel
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.modelshelf import ModelShelf
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit
from jiefen_lite.training import Learned
from tests import tickets
from tests.importers.factories import workbook
from tests.training import past
from tests.training.teaching import Teach

NOW = datetime(2026, 11, 3, 9)
WHO = Viewer(1, "规则员", frozenset({Role.RULE_EDITOR}))
AUDITOR = Viewer(2, "审计员", frozenset({Role.AUDITOR}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre that has no model; every test leaves it so."""
    made = tmp_path_factory.mktemp("training") / "centre"
    make_center(made, demo.center())
    return made


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    opened = open_center(str(folder)).house
    yield opened
    tickets.close(opened)
    for path in (folder / modelshelf.FOLDER).glob("*"):
        path.unlink()


def test_in_force_and_gone_again(house: House, folder: Path, good: Learned) -> None:
    """Who has the centre open sees it at once; what lies on the disk is sealed and goes into the backup."""
    elsewhere = ModelShelf(house.store.cipher, folder / modelshelf.FOLDER)
    assert elsewhere.current() is None
    day = NOW.date()
    silent = house.reader.read(past.SILENT, day)
    training.put(house, WHO, good, NOW)
    assert house.reader.read(past.SILENT, day).type_l1 == "marriage_family"
    seen = elsewhere.current()
    assert seen is not None
    assert seen.digest == TypeModel(good.data).digest
    sealed = (folder / modelshelf.FOLDER / modelshelf.FILE).read_bytes()
    assert good.data not in sealed
    assert not sealed.startswith(b"PK")
    report = json.loads((folder / modelshelf.FOLDER / modelshelf.REPORT).read_text("utf-8"))
    assert report == good.report
    kept = {name for name, _path in packing.settings_of(folder)}
    assert {"models/types.model", "models/types.json"} <= kept
    training.remove(house, WHO, NOW)
    assert house.reader.read(past.SILENT, day) == silent
    assert elsewhere.current() is None
    with pytest.raises(NotFound, match="没有本县模型"):
        training.remove(house, WHO, NOW)
    actions = [entry["action"] for entry in audit.entries(house.store, AUDITOR, limit=2)]
    assert actions == ["remove_model", "use_model"]


def test_a_spoilt_file_stops_nobody(house: House, folder: Path, good: Learned) -> None:
    training.put(house, WHO, good, NOW)
    assert house.models is not None
    file = folder / modelshelf.FOLDER / modelshelf.FILE
    file.write_bytes(file.read_bytes()[:-9])
    assert house.reader.read(past.SILENT, NOW.date()).type_l1 is None
    assert house.models.trouble
    assert [one.level for one in checkup.doctor(house, folder, NOW) if "模型" in one.text] == ["fault"]
    training.remove(house, WHO, NOW)
    assert house.models.current() is None
    assert house.models.trouble == ()


def test_what_was_refused_or_overtaken_is_not_put(house: House, teach: Teach, good: Learned) -> None:
    with pytest.raises(JiefenError, match="差些"):
        training.put(house, WHO, good._replace(refused=("新的差些，所以没有换。",)), NOW)
    training.put(house, WHO, good, NOW)
    other = teach(past.rows(30, seed=9), made_at="2026-11-04")  # judged while there was none
    with pytest.raises(JiefenError, match="有人换过模型"):
        training.put(house, WHO, other, NOW)


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """``jiefen …`` in a process of its own, which tells last whether it has loaded scikit-learn."""
    code = (
        "import sys\nfrom jiefen_lite.cli import main\n"
        "try:\n    main()\nfinally:\n    print('sklearn' in sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "--center", str(folder), *words]
    return subprocess.run(command, capture_output=True, check=False, text=True)


@pytest.mark.slow
def test_train_and_classify(
    house: House,
    folder: Path,
    tmp_path: Path,
    good: Learned,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From a table to answers; the one that asks never loads scikit-learn, and a worse table is refused."""
    with pytest.raises(JiefenError, match="先用 jiefen train"):
        cli.main(["--center", str(folder), "classify"], standalone_mode=False)
    pairs = past.rows()
    table = tmp_path / "旧台账.xlsx"
    table.write_bytes(workbook(past.sheet(pairs)))
    columns = ["--text", "简要案情", "--label", "纠纷类别"]
    done = call(folder, "train", str(table), *columns, "--json")
    assert (done.returncode, done.stderr.split()[-1]) == (0, "False"), done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert (report["rows"], report["in_force"], report["refused"]) == (len(pairs), True, [])
    assert report["macro_f1"] > 0.9
    asked = tmp_path / "问.jsonl"
    lines = (f'{{"id": {at}, "text": "{text}"}}' for at, (text, _label) in enumerate(pairs))
    asked.write_text("\n".join(lines), "utf-8")
    cli.main(["--center", str(folder), "classify", str(asked)], standalone_mode=False)
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in answers] == list(range(len(pairs)))
    assert [one["label"] for one in answers] == [label for _text, label in pairs]
    assert all(0.3 < one["confidence"] <= 1 for one in answers)

    # the one in force is better: told, nothing changes, 2
    worse = good._replace(refused=("新的差些，所以没有换。",))
    monkeypatch.setattr(training, "learn", lambda *_about, **_more: worse)
    with pytest.raises(SystemExit) as leave:
        cli.main(["--center", str(folder), "train", str(table), *columns], standalone_mode=False)
    assert leave.value.code == 2
    told = capsys.readouterr()
    assert "新的差些" in told.err
    assert "宏平均 F1 1.000" in told.out
    model = training.shelf(house).current()
    assert model is not None
    assert model.report["sha256"] == report["sha256"]
    cli.main(["--center", str(folder), "train", "--remove"], standalone_mode=False)
    assert training.shelf(house).current() is None
