"""A county's own templates: checked before they replace the working one, kept when they are replaced."""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from exporters import health_report, own
from exporters.blanks import TemplateFault
from exporters.papers import PAPERS, blanks_of
from jiefen_lite import papertemplates, wholefile
from jiefen_lite.cli import cli
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.store import Store, audit
from tests.factories import OPERATOR, SUPERVISOR, make_store
from tests.report_example import example_report

NOW = datetime(2026, 11, 9, 10)
HEALTH = PAPERS["health_report"]
OF_MONTHS = [name for name, paper in PAPERS.items() if paper.form is None]


def changed(text: str) -> bytes:
    """The shipped template with one more paragraph at its beginning."""
    document = Document(io.BytesIO(own.shipped("health_report", ".docx")))
    document.paragraphs[0].insert_paragraph_before(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "templates"
    made.mkdir()
    return made


@pytest.mark.parametrize("document", PAPERS)
def test_every_blank_has_a_meaning_and_an_example(document: str) -> None:
    found = blanks_of(PAPERS[document])
    assert [one.path for one in found if not one.meaning] == []
    assert [one.path for one in found if one.kind == "text" and one.example == ""] == []
    assert [one.path for one in found if one.kind != "group" and one.example == one.meaning] == []
    assert {one.path for one in found if one.required} == set(PAPERS[document].required)


def test_a_good_template_is_used_from_now_on_and_it_is_written_down(store: Store, folder: Path) -> None:
    verdict = papertemplates.take(store, SUPERVISOR, folder, HEALTH, changed("内部资料"), NOW)
    assert verdict.good
    out = io.BytesIO()
    health_report.write(example_report(), out, folder)
    assert Document(out).paragraphs[0].text == "内部资料"
    (entry,) = audit.entries(store, OPERATOR)
    assert (entry["action"], entry["object"], entry["user_name"]) == (
        "template",
        "health_report",
        SUPERVISOR.name,
    )
    detail = json.loads(entry["detail"])
    assert detail["what"] == "use"
    assert detail["before"] is None
    shelf = papertemplates.shelf(store, OPERATOR, folder, HEALTH)
    assert (shelf.own, shelf.faults, shelf.kept) == (True, (), ())
    assert shelf.last == {"at": NOW, "user_name": SUPERVISOR.name, "detail": detail}
    assert not shelf.by_hand


@pytest.mark.slow
@pytest.mark.parametrize("text", ["{{ tilte }}", "{{ title.__class__ }}", "{% set a = 1 %}"])
def test_a_bad_template_never_replaces_the_working_one(store: Store, folder: Path, text: str) -> None:
    good = changed("好的")
    papertemplates.take(store, SUPERVISOR, folder, HEALTH, good, NOW)
    verdict = papertemplates.take(store, SUPERVISOR, folder, HEALTH, changed(text), NOW)
    assert not verdict.good
    assert verdict.faults[0].startswith("正文第1段：")
    assert (folder / "health_report.docx").read_bytes() == good
    assert len(audit.entries(store, OPERATOR)) == 1


@pytest.mark.slow
def test_a_replaced_template_is_kept_and_can_be_brought_back(store: Store, folder: Path) -> None:
    first, second = changed("第一份"), changed("第二份")
    for hours, data in enumerate((first, second)):
        papertemplates.take(store, SUPERVISOR, folder, HEALTH, data, NOW + timedelta(hours=hours))
    (kept,) = papertemplates.shelf(store, OPERATOR, folder, HEALTH).kept
    assert kept.until == NOW + timedelta(hours=1)
    assert papertemplates.content(folder, HEALTH, kept.name) == first
    papertemplates.bring_back(store, SUPERVISOR, folder, HEALTH, kept.name, NOW + timedelta(hours=2))
    assert (folder / "health_report.docx").read_bytes() == first
    names = [one.name for one in papertemplates.shelf(store, OPERATOR, folder, HEALTH).kept]
    assert len(names) == 2
    assert papertemplates.content(folder, HEALTH, names[0]) == second


@pytest.mark.slow
def test_the_shipped_one_comes_back(store: Store, folder: Path) -> None:
    with pytest.raises(JiefenError, match="用的就是随附模板"):
        papertemplates.reset(store, SUPERVISOR, folder, HEALTH, NOW)
    papertemplates.take(store, SUPERVISOR, folder, HEALTH, changed("好的"), NOW)
    papertemplates.reset(store, SUPERVISOR, folder, HEALTH, NOW + timedelta(hours=1))
    shelf = papertemplates.shelf(store, OPERATOR, folder, HEALTH)
    assert (shelf.own, len(shelf.kept)) == (False, 1)
    assert json.loads(audit.entries(store, OPERATOR)[0]["detail"])["what"] == "reset"


def test_only_so_many_are_kept(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papertemplates, "MOST_KEPT", 2)
    for hours in range(5):
        papertemplates._replace(
            store, SUPERVISOR, folder, HEALTH, b"%d" % hours, NOW + timedelta(hours=hours), "use"
        )
    kept = papertemplates.shelf(store, OPERATOR, folder, PAPERS["analysis_report"]).kept
    assert kept == ()
    assert [one.until.hour for one in papertemplates._kept(folder, HEALTH)] == [14, 13]


@pytest.mark.slow
def test_where_the_disk_refuses_the_old_one_stays_and_nothing_is_written_down(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = changed("好的")
    papertemplates.take(store, SUPERVISOR, folder, HEALTH, good, NOW)

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(wholefile, "write", full)
    with pytest.raises(OSError, match="full"):
        papertemplates.take(store, SUPERVISOR, folder, HEALTH, changed("新的"), NOW + timedelta(hours=1))
    assert (folder / "health_report.docx").read_bytes() == good
    assert len(audit.entries(store, OPERATOR)) == 1


@pytest.mark.parametrize("name", ["../secret.key", "own", "shipped", "health_report-20261109-100000-0.docx"])
def test_only_kept_ones_are_brought_back(store: Store, folder: Path, name: str) -> None:
    (folder.parent / "secret.key").write_bytes(b"k")
    with pytest.raises(NotFound):
        papertemplates.bring_back(store, SUPERVISOR, folder, HEALTH, name, NOW)


@pytest.mark.slow
def test_a_template_put_there_by_hand_is_looked_through_before_its_first_use(
    store: Store, folder: Path
) -> None:
    (folder / "health_report.docx").write_bytes(changed("{{ title.__class__ }}"))
    with pytest.raises(TemplateFault, match="__class__"):
        health_report.write(example_report(), io.BytesIO(), folder)
    shelf = papertemplates.shelf(store, OPERATOR, folder, HEALTH)
    assert "__class__" in shelf.faults[0]
    assert shelf.by_hand
    (folder / "health_report.docx").write_bytes(b"no Word file")
    with pytest.raises(TemplateFault, match="打不开这个文件"):
        health_report.write(example_report(), io.BytesIO(), folder)


def test_an_unknown_paper_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="health_report（体检报告）"):
        papertemplates.paper_of("nonsense")


# --------------------------------------------------------------------------- in a process of its own


@pytest.mark.slow
@pytest.mark.parametrize("document", OF_MONTHS)
def test_what_is_shipped_passes_there_too(document: str) -> None:
    """Where no file may be written and memory is bounded."""
    data = own.shipped(document, PAPERS[document].suffix)
    assert own.look_through(document, data).good


def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "COMMAND", (sys.executable, "-c", "import time; time.sleep(60)"))
    verdict = own.look_through("health_report", b"x", wait=0.5)
    assert verdict.faults == ("这个模板试填时用的时间或内存太多，没有采用；请减少循环、删掉不用的内容再传。",)


def test_a_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "COMMAND", (sys.executable, "-c", "import os; os.abort()"))
    assert not own.look_through("health_report", b"x").good


def test_a_process_that_eats_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    eat = "from jiefen_lite.processes import limit_self; limit_self(300_000_000, 5); bytearray(10**9)"
    monkeypatch.setattr(own, "COMMAND", (sys.executable, "-c", eat))
    assert not own.look_through("health_report", b"x").good


def test_a_runaway_template_comes_back_in_time() -> None:
    loops = "".join(f"{{% for {name} in towns_rows %}}" for name in "abc") + "{% endfor %}" * 3
    verdict = own.look_through("health_report", changed(loops))
    assert any("循环转得太多" in one for one in verdict.faults)


# --------------------------------------------------------------------------- by command


@pytest.fixture
def center(tmp_path: Path) -> str:
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "c"), "--name", "测试中心"])
    assert done.exit_code == 0, done.output
    return str(tmp_path / "c")


@pytest.mark.slow
def test_the_commands_list_check_use_and_reset(center: str, tmp_path: Path) -> None:
    run = CliRunner()
    good, bad = tmp_path / "health_report.docx", tmp_path / "坏的.docx"
    good.write_bytes(changed("内部资料"))
    bad.write_bytes(changed("{{ tilte }}"))
    told = run.invoke(cli, ["template", "check", str(bad), "--document", "health_report"])
    assert told.exit_code == 2
    assert "正文第1段：没有名为“tilte”的空格，是不是“title”？" in told.output
    used = run.invoke(cli, ["--center", center, "template", "use", str(good), "--json"])
    assert used.exit_code == 0
    assert json.loads(used.stdout)["ok"]
    listed = run.invoke(cli, ["--center", center, "template", "list", "--json"])
    sources = {one["document"]: one["source"] for one in json.loads(listed.stdout)["templates"]}
    assert sources == dict.fromkeys(PAPERS, "shipped") | {"health_report": "own"}
    assert run.invoke(cli, ["--center", center, "template", "reset", "health_report"]).exit_code == 0
    listed = run.invoke(cli, ["--center", center, "template", "list"])
    assert "本县" not in listed.stdout.split("毛病")[1]
