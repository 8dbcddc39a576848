"""Rules come into force whole and once, on their day, with their history; nothing is ever lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jiefen_lite import wholefile
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound, NotWritable, RuleError
from jiefen_lite.ruledesk import coming, drafts, keeping
from jiefen_lite.ruledesk import folder as disk
from jiefen_lite.ruledesk.folder import SHIPPED, mark_of
from jiefen_lite.ruledesk.keeping import Overtaken
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, ruledrafts, ruleversions
from tests.ruledesk.conftest import EDITOR
from tests.web import support
from tests.web.support import NOW, OPERATOR

TOMORROW = NOW + timedelta(days=1)
SUPERVISOR = Viewer(8, "督办老王", frozenset({Role.SUPERVISOR}))


def days(simple: int) -> str:
    """The shipped deadlines with another number of days for simple cases."""
    text = loader.shipped("deadlines").decode()
    return text.replace("simple_days: 3", f"simple_days: {simple}", 1)


def put(house: House, folder: Path, simple: int, **more: object) -> keeping.Put:
    values: dict[str, object] = {"reason": "县里要求", "now": NOW} | more
    return keeping.put(house, EDITOR, folder, {"deadlines": days(simple)}, **values)  # type: ignore[arg-type]


def told(house: House) -> list[tuple[str, str, str]]:
    """What the audit log says of rules: what, who, how it ended; the oldest first."""
    entries = audit.entries(house.store, OPERATOR)
    return [
        (one["detail"].split('"what": "')[1].split('"')[0], one["user_name"], one["result"])
        for one in reversed(entries)
        if one["action"] == "rules"
    ]


def simple_days(house: House) -> int:
    return house.latest.book.deadlines.center.simple_days


def test_a_change_is_in_force_at_once_for_whoever_begins_something(house: House, folder: Path) -> None:
    made = put(house, folder, 2)
    assert made.in_force
    assert made.files == {"deadlines": 1}
    assert (folder / "deadlines.yaml").read_text("utf-8") == days(2)
    assert simple_days(house) == 2
    assert house.latest.book.digest == made.digest == loader.load(folder).digest
    assert house.book.deadlines.center.simple_days == 3, "what has begun goes on with the rules it began with"
    assert told(house) == [("put", EDITOR.name, "ok"), ("in_force", "system", "ok")]


def test_later_decisions_point_at_the_new_rules(house: House, folder: Path) -> None:
    before = house.rule_set(NOW)
    put(house, folder, 2)
    after = house.latest.rule_set(NOW)
    assert after != before
    with house.store.reading():
        sql = "SELECT digest FROM rule_set WHERE id = ?"
        assert house.store.db.execute_sql(sql, (after,)).fetchone()[0] == house.latest.book.digest


@pytest.mark.slow
def test_threads_see_one_book_or_the_other_never_a_mixture(house: House, folder: Path) -> None:
    """A house is asked for its rules and what is built of them while others come into force."""
    mixtures, stop = [], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            now = house.latest
            dues = now.due_dates("mediation", "simple", date(2026, 11, 2), None, None)  # type: ignore[arg-type]
            assert dues.center_due is not None
            if (dues.center_due - date(2026, 11, 2)).days != now.book.deadlines.center.simple_days:
                mixtures.append(now)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for one in threads:
        one.start()
    for simple in (1, 2, 1):
        keeping.put(house, EDITOR, folder, {"deadlines": days(simple)}, reason="试", now=NOW)
    stop.set()
    for one in threads:
        one.join()
    assert mixtures == []


def test_a_reason_and_a_day_that_is_not_over_are_wanted(house: House, folder: Path) -> None:
    with pytest.raises(JiefenError, match="为什么"):
        put(house, folder, 2, reason="  ")
    with pytest.raises(JiefenError, match="已经过去"):
        put(house, folder, 2, from_day=date(2026, 11, 19))
    with pytest.raises(JiefenError, match="没有要生效的改动"):
        keeping.put(house, EDITOR, folder, {"deadlines": None}, reason="试", now=NOW)
    assert told(house) == []


def test_a_file_with_faults_never_comes_into_force(house: House, folder: Path) -> None:
    wrong = days(2).replace("complex_days: 20", "complex_days: 二十")
    with pytest.raises(RuleError, match="第 10 行"):
        keeping.put(house, EDITOR, folder, {"deadlines": wrong}, reason="试", now=NOW)
    assert not (folder / "deadlines.yaml").exists()
    assert (simple_days(house), told(house)) == (3, [])


def test_what_fails_only_together_with_another_file_does_not_come_into_force(
    house: House, folder: Path
) -> None:
    """routing.yaml names a type that types.yaml has no more."""
    types = loader.shipped("types").decode().replace("- id: admin_legal", "- id: legal", 1)
    with pytest.raises(RuleError, match="admin_legal"):
        keeping.put(house, EDITOR, folder, {"types": types}, reason="改名", now=NOW)


def test_others_are_refused(house: House, folder: Path) -> None:
    with pytest.raises(NotAllowed):
        keeping.put(house, SUPERVISOR, folder, {"deadlines": days(2)}, reason="试", now=NOW)
    nobody = Viewer(9, "承办小赵", frozenset({Role.HANDLER}), "民政局")
    for ask in (ruleversions.history, ruleversions.in_force, ruleversions.planned):
        with pytest.raises(NotAllowed):
            ask(house.store, nobody)
    with pytest.raises(NotAllowed):
        ruledrafts.keep(house.store, SUPERVISOR, "risk", "", SHIPPED, NOW)
    assert ruleversions.history(house.store, SUPERVISOR) == []


# ------------------------------------------------------------------ a later day


def test_a_planned_change_comes_into_force_on_its_day_and_once(house: House, folder: Path) -> None:
    made = put(house, folder, 2, from_day=TOMORROW.date())
    assert not made.in_force
    coming.look(house, folder, NOW)
    assert simple_days(house) == 3
    assert not (folder / "deadlines.yaml").exists()
    later = datetime.combine(TOMORROW.date(), datetime.min.time())
    assert simple_days(coming.look(house, folder, later)) == 2
    assert coming.carry_out(house, folder, later) == []
    coming.look(house, folder, later)
    assert told(house) == [("plan", EDITOR.name, "ok"), ("in_force", "system", "ok")]


def test_a_planned_change_comes_into_force_when_everything_was_off_on_its_day(
    house: House, folder: Path, tmp_path: Path
) -> None:
    put(house, folder, 2, from_day=TOMORROW.date())
    house.store.close()
    again = support.open_house(tmp_path)
    assert simple_days(coming.look(again, folder, NOW + timedelta(days=40))) == 2
    again.store.close()


def test_a_planned_change_can_be_taken_back_until_its_day(house: House, folder: Path) -> None:
    made = put(house, folder, 2, from_day=TOMORROW.date())
    (one,) = keeping.withdraw(house, EDITOR, made.change, NOW)
    assert one.text == days(2), "it can be taken up again"
    coming.look(house, folder, TOMORROW)
    assert simple_days(house) == 3
    with pytest.raises(NotFound):
        keeping.withdraw(house, EDITOR, made.change, NOW)
    done = put(house, folder, 4)
    with pytest.raises(NotFound, match="可能已经生效"):
        keeping.withdraw(house, EDITOR, done.change, NOW)


def test_a_second_plan_for_a_file_is_told(house: House, folder: Path) -> None:
    put(house, folder, 2, from_day=TOMORROW.date(), reason="十二月起")
    for later in ({"from_day": TOMORROW.date()}, {}):
        with pytest.raises(JiefenError, match="已经排了 2026-11-21 起的改动（规则员小冯：十二月起）"):
            put(house, folder, 4, **later)
    text = loader.shipped("risk").decode() + "\n# 本县\n"
    assert keeping.put(house, EDITOR, folder, {"risk": text}, reason="另一个文件", now=NOW).in_force


def test_a_plan_does_not_write_over_what_was_changed_in_the_folder_since(house: House, folder: Path) -> None:
    put(house, folder, 2, from_day=TOMORROW.date())
    (folder / "deadlines.yaml").write_text(days(5), "utf-8")
    for _twice in range(2):
        assert simple_days(coming.look(house, folder, TOMORROW)) == 5
    (one,) = ruleversions.planned(house.store, EDITOR)
    assert one.trouble
    assert "又改过" in one.trouble
    assert [entry for entry in told(house) if entry[2] == "failed"] == [("in_force", "system", "failed")]


# ------------------------------------------------------------------ back


@pytest.mark.slow
def test_an_earlier_version_or_the_shipped_one_comes_back_as_a_new_version(
    house: House, folder: Path, tmp_path: Path
) -> None:
    put(house, folder, 2)
    put(house, folder, 4)
    made = keeping.back(house, EDITOR, folder, "deadlines", 1, reason="改错了", now=NOW)
    assert (made.files, simple_days(house)) == ({"deadlines": 3}, 2)
    house.store.close()
    again = support.open_house(tmp_path)
    coming.look(again, folder, NOW)
    keeping.back(again, EDITOR, folder, "deadlines", 0, reason="用随附的", now=NOW)
    assert simple_days(again) == 3
    assert not (folder / "deadlines.yaml").exists()
    kept = ruleversions.history(again.store, EDITOR, "deadlines")
    assert [(one.version, one.text) for one in kept] == [(4, None), (3, days(2)), (2, days(4)), (1, days(2))]
    with pytest.raises(NotFound):
        keeping.back(again, EDITOR, folder, "deadlines", 9, reason="试", now=NOW)
    again.store.close()


# ------------------------------------------------------------------ the folder


def test_what_is_changed_in_the_folder_is_noticed_and_written_down_once(house: House, folder: Path) -> None:
    coming.look(house, folder, NOW)
    put(house, folder, 4)
    (folder / "deadlines.yaml").write_text(days(5), "utf-8")
    assert coming.changed_in_folder(house, folder) == ["deadlines"]
    assert simple_days(coming.look(house, folder, NOW)) == 5
    coming.look(house, folder, NOW)
    newest, before = ruleversions.history(house.store, EDITOR, "deadlines")
    assert (newest.source, newest.reason, newest.text) == ("folder", coming.BY_HAND, days(5))
    assert newest.base == before.mark == mark_of(days(4))
    (folder / "deadlines.yaml").unlink()
    assert simple_days(coming.look(house, folder, NOW)) == 3
    assert ruleversions.history(house.store, EDITOR, "deadlines")[0].text is None


def test_a_folder_that_becomes_faulty_changes_nothing_until_it_is_mended(house: House, folder: Path) -> None:
    put(house, folder, 2)
    (folder / "deadlines.yaml").write_text("nonsense: 1\n", "utf-8")
    assert simple_days(coming.look(house, folder, NOW)) == 2
    assert "deadlines.yaml 第 1 行" in house.rules.trouble[0]
    assert len(ruleversions.history(house.store, EDITOR)) == 1
    book = coming.last_book(house.store)
    assert book is not None
    assert book.deadlines.center.simple_days == 2
    (folder / "deadlines.yaml").write_text(days(5), "utf-8")
    assert simple_days(coming.look(house, folder, NOW)) == 5
    assert house.rules.trouble == ()


def test_a_faulty_text_in_the_folder_is_kept_when_a_page_writes_over_it(house: House, folder: Path) -> None:
    put(house, folder, 2)
    (folder / "deadlines.yaml").write_text("nonsense: 1\n", "utf-8")
    put(house, folder, 4)
    newest, lost, _first = ruleversions.history(house.store, EDITOR, "deadlines")
    assert (lost.text, lost.done_at, lost.is_planned) == ("nonsense: 1\n", None, False)
    assert (newest.text, simple_days(house)) == (days(4), 4)


def test_what_the_command_line_puts_in_force_is_used_by_the_server_too(
    house: House, folder: Path, tmp_path: Path
) -> None:
    """Two processes with one folder: the second writes, the first looks."""
    coming.look(house, folder, NOW)
    other = support.open_house(tmp_path)
    put(other, folder, 2, source="command")
    other.store.close()
    assert simple_days(coming.look(house, folder, NOW)) == 2
    assert len(ruleversions.history(house.store, EDITOR)) == 1


# ------------------------------------------------------------------ two people, a crash, a full disk


def test_whoever_is_second_is_told(house: House, folder: Path) -> None:
    put(house, folder, 2, bases={"deadlines": SHIPPED})
    with pytest.raises(Overtaken) as refused:
        put(house, folder, 4, bases={"deadlines": SHIPPED})
    assert refused.value.files == ("deadlines",)
    assert simple_days(house) == 2
    put(house, folder, 4, bases={"deadlines": mark_of(days(2))})
    assert simple_days(house) == 4


def _kill_at(monkeypatch: pytest.MonkeyPatch, name: str, after: bool) -> None:
    """As though the machine went off at a step: nothing runs that would tidy up."""
    module = {"_write_one": disk, "finish": ruleversions}[name]
    real: Callable[..., object] = getattr(module, name)

    def die(*about: object) -> None:
        if after:
            real(*about)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, name, die)
    monkeypatch.setattr(disk, "restore", lambda *_about: None)


@pytest.mark.parametrize(("step", "after"), [("_write_one", False), ("_write_one", True), ("finish", False)])
def test_what_a_crash_leaves_half_done_is_finished_at_the_next_start(
    house: House,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    after: bool,
) -> None:
    with monkeypatch.context() as broken:
        _kill_at(broken, step, after)
        with pytest.raises(KeyboardInterrupt):
            put(house, folder, 2)
    house.store.close()
    again = support.open_house(tmp_path)
    assert simple_days(coming.look(again, folder, NOW)) == 2
    (only,) = ruleversions.history(again.store, EDITOR)
    assert (only.by, only.reason, only.source) == (EDITOR.name, "县里要求", "page")
    assert only.done_at == NOW
    again.store.close()


def test_a_disk_that_refuses_leaves_everything_as_it_was(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of two files is written, the second is not."""
    put(house, folder, 2)
    real = wholefile.write
    risk = loader.shipped("risk").decode() + "\n# 本县\n"

    def refuse(path: Path, data: bytes) -> None:
        if path.name == "risk.yaml":
            raise OSError(28, "No space left")
        real(path, data)

    with monkeypatch.context() as full:
        full.setattr(wholefile, "write", refuse)
        with pytest.raises(NotWritable, match="磁盘满了"):
            keeping.put(house, EDITOR, folder, {"deadlines": days(5), "risk": risk}, reason="两个", now=NOW)
    coming.look(house, folder, NOW)
    assert simple_days(house) == 2
    assert (folder / "deadlines.yaml").read_text("utf-8") == days(2)
    assert ruleversions.planned(house.store, EDITOR) == []


def test_drafts_belong_to_one_person_and_go_when_they_are_given_up(house: House, folder: Path) -> None:
    ruledrafts.keep(house.store, EDITOR, "deadlines", days(2), SHIPPED, NOW)
    ruledrafts.keep(house.store, EDITOR, "deadlines", days(4), SHIPPED, NOW)
    ruledrafts.keep(house.store, EDITOR, "risk", None, SHIPPED, NOW)
    assert drafts.drafted(house, SUPERVISOR, EDITOR.name) == {"deadlines": days(4)}
    assert drafts.drafted(house, EDITOR, "别人") == {}
    assert ruledrafts.authors(house.store, SUPERVISOR) == [EDITOR.name]
    book = disk.book_with(folder, {"deadlines": days(4)})
    assert book.deadlines.center.simple_days == 4
    ruledrafts.drop(house.store, EDITOR, ["deadlines", "risk"])
    assert ruledrafts.authors(house.store, EDITOR) == []
