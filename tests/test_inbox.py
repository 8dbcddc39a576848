"""The watched folder: which files count, when one is taken in, where it goes, and that none comes twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from importers.limits import Limits
from jiefen_lite import intake, merging
from jiefen_lite.desk import House
from jiefen_lite.errors import NotWritable
from jiefen_lite.inbox import VIEWER, Taken, Watcher, folder, taking
from jiefen_lite.shapes import InboxSettings
from jiefen_lite.store import audit, batches, inbox, pairlists
from jiefen_lite.store.database import only_one
from tests import tickets
from tests.factories import ADMIN, NOW, OPERATOR, SUPERVISOR, handler_of
from tests.tickets import LABOUR, all_cases, sheet, ticket

DONE = f"done/{NOW:%Y-%m}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An open centre without cases."""
    with tickets.temporary_house(tmp_path) as made:
        yield made


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Its watched folder."""
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def watch(house: House, tmp_path: Path, **settings: object) -> Watcher:
    return Watcher(house, InboxSettings(**settings), tmp_path)  # type: ignore[arg-type]


def two_looks(watcher: Watcher) -> list[Taken]:
    assert watcher.look(lambda: NOW) == []
    return watcher.look(lambda: NOW)


def lying(box: Path) -> list[str]:
    """Every file below the folder."""
    return sorted(path.relative_to(box).as_posix() for path in box.rglob("*") if path.is_file())


GOOD = sheet([ticket("T1"), ticket("T2", 诉求人姓名="钱多多")])
PARTLY = sheet([ticket("T1"), ticket("T3", **{"12345受理时间": "2025-02-30"})])
UNKNOWN = sheet([{**ticket("T1"), "坐席感想": "急"}], [*tickets.TICKET, "坐席感想"])


def test_a_file_that_has_stopped_changing_is_taken_in_and_moved(
    house: House, box: Path, tmp_path: Path
) -> None:
    (box / "12345工单.xlsx").write_bytes(GOOD)
    watcher = watch(house, tmp_path)
    (taken,) = two_looks(watcher)
    assert (taken.record.state, taken.record.place) == ("done", f"{DONE}/12345工单.xlsx")
    assert lying(box) == [f"{DONE}/12345工单.xlsx"]
    assert (box / DONE / "12345工单.xlsx").read_bytes() == GOOD
    assert len(all_cases(house)) == 2
    (batch,) = batches.list_batches(house.store, OPERATOR)
    assert (batch.imported_by, batch.state, batch.file_name) == ("收件箱", "committed", "12345工单.xlsx")
    assert watcher.waiting == ()
    with house.store.reading():
        said = [(one["user_name"], one["action"]) for one in audit.entries(house.store, OPERATOR)]
    assert ("收件箱", "import") in said
    assert ("收件箱", "inbox") in said


def test_the_same_dispute_told_twice_is_proposed_as_soon_as_the_files_are_in(
    house: House, box: Path, tmp_path: Path
) -> None:
    """As after an upload: nobody waits for the job; once for all files of a look."""
    told = {"诉求人姓名": "钱多多", "手机号码": "13900007777"}
    (box / "a.xlsx").write_bytes(sheet([ticket("T1", **told)]))
    (box / "b.xlsx").write_bytes(sheet([ticket("T2", **told), ticket("T3", 诉求人姓名="孙立东")]))
    (box / "照片.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n....")
    assert len(two_looks(watch(house, tmp_path))) == 3
    assert not merging.not_looked_at(house)
    (pair,) = pairlists.waiting(house.store, OPERATOR, limit=10)
    assert {pair.first, pair.second} == {tickets.by_number(house, one).case_code for one in ("T1", "T2")}


def test_a_comparison_that_cannot_be_kept_leaves_the_files_taken_in(
    house: House, box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job makes up for it."""

    def full(*_about: object) -> None:
        raise NotWritable("磁盘已满，这次没有保存。请清理磁盘后再试。")

    monkeypatch.setattr(merging, "look", full)
    (box / "a.xlsx").write_bytes(GOOD)
    (taken,) = two_looks(watch(house, tmp_path))
    assert taken.record.state == "done"
    assert lying(box) == [f"{DONE}/a.xlsx"]
    assert merging.not_looked_at(house)


def test_a_file_that_grows_between_two_looks_waits(house: House, box: Path, tmp_path: Path) -> None:
    file, watcher = box / "a.xlsx", watch(house, tmp_path)
    for part in (GOOD[:1000], GOOD[:3000], GOOD):
        file.write_bytes(part)
        assert watcher.look(lambda: NOW) == []
        assert [one.why for one in watcher.waiting] == ["还在写入，写完就收"]
    assert len(watcher.look(lambda: NOW)) == 1


def test_an_empty_file_is_given_time_to_be_filled_and_then_refused(
    house: House, box: Path, tmp_path: Path
) -> None:
    (box / "a.xlsx").touch()
    watcher = watch(house, tmp_path)
    looks = [watcher.look(lambda: NOW) for _ in range(6)]
    assert [len(one) for one in looks] == [0, 0, 0, 0, 0, 1]
    assert looks[5][0].record.words[0] == "文件是空的，没有任何内容。"


@pytest.mark.parametrize("mark", ["~$a.xlsx", ".~lock.a.xlsx#", ".~a.xlsx"])
def test_a_file_open_in_an_office_program_waits(house: House, box: Path, tmp_path: Path, mark: str) -> None:
    (box / "a.xlsx").write_bytes(GOOD)
    (box / mark).write_bytes(b"somebody")
    watcher = watch(house, tmp_path)
    assert two_looks(watcher) == []
    assert [(one.name, one.why) for one in watcher.waiting] == [("a.xlsx", "正在别处打开，关掉就收")]
    (box / mark).unlink()
    assert len(watcher.look(lambda: NOW)) == 1


def test_strange_names_links_and_folders_are_left_alone(house: House, box: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(GOOD)
    (box / "link.xlsx").symlink_to(secret)
    (box / "elsewhere").symlink_to(tmp_path)
    for name in ("~$b.xlsx", "c.tmp", "d.xlsx.crdownload", "Thumbs.db", "desktop.ini", ".hidden.xlsx"):
        (box / name).write_bytes(GOOD)
    os.mkfifo(box / "pipe.xlsx")
    watcher = watch(house, tmp_path)
    assert two_looks(watcher) == []
    assert watcher.waiting == ()
    assert secret.read_bytes() == GOOD
    assert batches.list_batches(house.store, OPERATOR) == []


def test_a_link_in_the_place_of_done_is_not_followed(house: House, box: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (box / "done").symlink_to(outside)
    (box / "a.xlsx").write_bytes(GOOD)
    watcher = watch(house, tmp_path)
    assert two_looks(watcher) == []
    assert list(outside.iterdir()) == []
    assert [one.name for one in watcher.waiting] == ["a.xlsx"]


def test_what_lies_there_is_never_overwritten(house: House, box: Path, tmp_path: Path) -> None:
    (box / DONE).mkdir(parents=True)
    (box / DONE / "a.xlsx").write_bytes(b"older")
    (box / "a.xlsx").write_bytes(GOOD)
    (taken,) = two_looks(watch(house, tmp_path))
    assert taken.record.place == f"{DONE}/a（2）.xlsx"
    assert (box / DONE / "a.xlsx").read_bytes() == b"older"


def test_rows_that_were_refused_come_back_marked_beside_the_file(
    house: House, box: Path, tmp_path: Path
) -> None:
    (box / "a.xlsx").write_bytes(PARTLY)
    (taken,) = two_looks(watch(house, tmp_path))
    assert taken.record.state == "failed"
    assert lying(box) == ["failed/a.xlsx", "failed/a.xlsx.说明.txt", "failed/a.xlsx.问题.xlsx"]
    page = openpyxl.load_workbook(box / "failed/a.xlsx.问题.xlsx").worksheets[0]
    assert page["B3"].comment.text.startswith("拒收：")
    told = (box / "failed/a.xlsx.说明.txt").read_bytes().decode("utf-8-sig").split("\r\n")
    assert told[0] == "a.xlsx"
    assert told[2] == "第 1 批，12345热线，已入库：新增 1 行，更新 0 行，无变化 0 行。"
    assert told[3].startswith("有 1 行没有收")


@pytest.mark.slow
def test_the_corrected_error_workbook_goes_in_and_changes_only_what_was_wrong(
    house: House, box: Path, tmp_path: Path
) -> None:
    (box / "a.xlsx").write_bytes(PARTLY)
    watcher = watch(house, tmp_path)
    two_looks(watcher)
    before = all_cases(house)
    book = openpyxl.load_workbook(box / "failed/a.xlsx.问题.xlsx")
    book.worksheets[0]["B3"] = "2025-02-20 10:00:00"
    book.save(box / "改好.xlsx")
    (taken,) = two_looks(watcher)
    batch = batches.get_batch(house.store, OPERATOR, taken.record.batch_id or 0)
    assert tickets.tally(batch) == (2, 1, 0, 1, 0, 0, 0)
    assert taken.record.state == "done"
    assert [one for one in all_cases(house) if one.case_code in {case.case_code for case in before}] == before


def test_a_file_that_cannot_be_read_is_told_in_plain_words(house: House, box: Path, tmp_path: Path) -> None:
    (box / "照片.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n....")
    (taken,) = two_looks(watch(house, tmp_path))
    assert (taken.record.state, taken.record.batch_id, taken.errors) == ("failed", None, None)
    assert "这是图片，不是表格。" in (box / "failed/照片.xlsx.说明.txt").read_text("utf-8-sig")
    assert batches.list_batches(house.store, OPERATOR) == []


def test_a_file_with_an_unknown_column_waits_for_a_person(house: House, box: Path, tmp_path: Path) -> None:
    (box / "a.xlsx").write_bytes(UNKNOWN)
    (taken,) = two_looks(watch(house, tmp_path))
    assert taken.record.state == "asking"
    assert "坐席感想" in "".join(taken.record.words)
    assert all_cases(house) == []
    (record,) = inbox.listed(house.store, SUPERVISOR)
    assert record.batch_state == "previewed"
    intake.commit(house, SUPERVISOR, record.batch_id or 0, now=NOW)
    assert len(all_cases(house)) == 1


def test_the_same_file_again_is_told_and_not_taken_in_twice(house: House, box: Path, tmp_path: Path) -> None:
    watcher = watch(house, tmp_path)
    (box / "a.xlsx").write_bytes(GOOD)
    two_looks(watcher)
    (box / "b.xlsx").write_bytes(GOOD)
    (taken,) = two_looks(watcher)
    assert taken.record.words == ("与第 1 批是同一个文件，已经入库，没有再导入。",)
    assert len(batches.list_batches(house.store, OPERATOR)) == 1
    assert (box / DONE / "b.xlsx").exists()


class Pulled(BaseException):
    """The plug was pulled."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "step"),
    [
        (taking.large, "commit"),
        (taking.records, "add"),
        (taking.disk, "put_beside"),
        (taking.disk, "move"),
        (taking.records, "moved"),
    ],
)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_the_plug_is_pulled_at_a_step(
    house: House,
    box: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    step: str,
    after: bool,
) -> None:
    """The next program finds the file as already taken in, moves it once, and nothing is there twice."""
    (box / "a.xlsx").write_bytes(PARTLY)
    watcher = watch(house, tmp_path)
    watcher.look(lambda: NOW)
    real = getattr(module, step)

    def pulled(*about: object, **more: object) -> None:
        if after:
            real(*about, **more)
        raise Pulled

    with monkeypatch.context() as broken:
        broken.setattr(module, step, pulled)
        with pytest.raises(Pulled):
            watcher.look(lambda: NOW)
    intake.recover(house, NOW)
    two_looks(watch(house, tmp_path))
    assert len(all_cases(house)) == 1
    assert len(batches.list_batches(house.store, OPERATOR)) == 1
    assert lying(box) == ["failed/a.xlsx", "failed/a.xlsx.说明.txt", "failed/a.xlsx.问题.xlsx"]
    assert (box / "failed/a.xlsx").read_bytes() == PARTLY


def test_a_file_written_while_it_was_taken_in_is_taken_in_again(
    house: House, box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, newer = box / "a.xlsx", sheet([ticket("T1"), ticket("T2"), ticket("T9", 诉求人姓名="后来者")])
    file.write_bytes(GOOD)
    watcher = watch(house, tmp_path)
    watcher.look(lambda: NOW)
    real = taking.large.commit

    def commit(*about: object, **more: object) -> int:
        file.write_bytes(newer)
        return real(*about, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(taking.large, "commit", commit)
        assert watcher.look(lambda: NOW) == []
    assert file.read_bytes() == newer
    (taken,) = two_looks(watcher)
    assert len(all_cases(house)) == 3
    assert (box / (taken.record.place or "")).read_bytes() == newer


def test_a_centre_that_cannot_take_anything_leaves_the_file(
    house: House, box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_about: object, **_more: object) -> int:
        raise NotWritable("磁盘已满，这次没有保存。请清理磁盘后再试。")

    (box / "a.xlsx").write_bytes(GOOD)
    watcher = watch(house, tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(taking.large, "preview", full)
        assert two_looks(watcher) == []
    assert "磁盘已满" in watcher.waiting[0].why
    assert len(watcher.look(lambda: NOW)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_another_program_holds_is_tried_again(house: House, box: Path, tmp_path: Path) -> None:
    file = box / "a.xlsx"
    file.write_bytes(GOOD)
    file.chmod(0)
    watcher = watch(house, tmp_path)
    assert two_looks(watcher) == []
    assert "下次再试" in watcher.waiting[0].why
    file.chmod(0o600)
    assert len(two_looks(watcher) or watcher.look(lambda: NOW)) == 1


def test_a_file_held_by_another_program_is_tried_again(
    house: House, box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_found: object) -> bytes:
        raise PermissionError

    (box / "a.xlsx").write_bytes(GOOD)
    watcher = watch(house, tmp_path)
    with monkeypatch.context() as busy:
        busy.setattr(folder, "read", held)
        assert two_looks(watcher) == []
    assert watcher.waiting[0].why == "暂时打不开（可能正被别的程序使用），下次再试"
    assert len(watcher.look(lambda: NOW)) == 1


def test_a_bug_over_one_file_stops_neither_the_others_nor_repeats_itself(
    house: House, box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    real = taking.take

    def take(house_: House, folder_: Path, found: folder.Found, *more: object) -> Taken:
        if found.path.name == "a.xlsx":
            tries.append(found)
            raise ZeroDivisionError
        return real(house_, folder_, found, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(taking, "take", take)
    (box / "a.xlsx").write_bytes(GOOD)
    (box / "b.xlsx").write_bytes(PARTLY)
    watcher = watch(house, tmp_path)
    assert [one.record.name for one in two_looks(watcher)] == ["b.xlsx"]
    watcher.look(lambda: NOW)
    assert len(tries) == 1
    assert "告诉管理员" in watcher.waiting[0].why


def test_a_file_that_is_too_large_is_refused_unread(
    house: House, box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(box / "a.xlsx", "wb") as file:
        file.truncate(Limits().file_bytes + 1)
    monkeypatch.setattr(folder, "read", lambda _found: pytest.fail("it was read"))
    (taken,) = two_looks(watch(house, tmp_path))
    assert taken.record.words[0] == "文件超过 100 MB，太大了。"
    assert (box / "failed/a.xlsx").exists()


def test_very_many_files_have_their_turn_one_look_after_the_other(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MOST_FILES", 3)
    for number in range(5):
        (box / f"{number}.xlsx").write_bytes(b"x")
        os.utime(box / f"{number}.xlsx", (number, number))
    assert [one.path.name for one in folder.waiting(box)] == ["0.xlsx", "1.xlsx", "2.xlsx"]


@pytest.mark.parametrize(
    ("sub", "channel"),
    [
        ("petition", "petition"),
        ("信访", "petition"),
        ("富锦市公安局", "police_110"),
        ("人社局", "labor_arbitration"),
        ("富锦市人民法院", "court_pretrial"),
        ("12345热线", "hotline_12345"),
        ("兴隆岗镇", None),
        ("", None),
    ],
)
def test_a_sub_folder_may_tell_the_channel(house: House, sub: str, channel: str | None) -> None:
    assert taking.channel_of(house, sub) == channel


def test_a_file_in_a_sub_folder_is_read_as_its_channel(house: House, box: Path, tmp_path: Path) -> None:
    (box / "信访局").mkdir()
    (box / "信访局" / "台账.xlsx").write_bytes(GOOD)
    (taken,) = two_looks(watch(house, tmp_path))
    assert taken.record.name == "信访局/台账.xlsx"
    assert lying(box) == [f"{DONE}/信访局/台账.xlsx"]
    assert batches.list_batches(house.store, OPERATOR)[0].channel == "petition"


def test_a_very_long_name_still_finds_a_place_with_its_neighbours(
    house: House, box: Path, tmp_path: Path
) -> None:
    name = "长" * 83 + ".xlsx"  # 254 bytes, as long as a name may be
    (box / name).write_bytes(PARTLY)
    (taken,) = two_looks(watch(house, tmp_path))
    assert (taken.record.place or "").startswith("failed/长长")
    assert len(lying(box)) == 3


def test_files_taken_in_long_ago_are_deleted_where_the_county_says_so(
    house: House, box: Path, tmp_path: Path
) -> None:
    (box / "a.xlsx").write_bytes(GOOD)
    (box / "b.xlsx").write_bytes(PARTLY)
    (box / "c.xlsx").write_bytes(UNKNOWN)
    watcher = watch(house, tmp_path, keep_done_days=30)
    two_looks(watcher)
    (box / DONE / "mine.xlsx").write_bytes(b"not from here")
    before = lying(box)
    watcher.look(lambda: NOW + timedelta(days=29))
    assert lying(box) == before
    watcher.look(lambda: NOW + timedelta(days=31))
    failed = ["failed/b.xlsx", "failed/b.xlsx.说明.txt", "failed/b.xlsx.问题.xlsx"]
    assert lying(box) == [f"{DONE}/mine.xlsx", *failed]
    assert [one.place for one in inbox.listed(house.store, OPERATOR)].count(None) == 2
    assert len(all_cases(house)) == 2


def test_without_that_setting_nothing_is_deleted(house: House, box: Path, tmp_path: Path) -> None:
    (box / "a.xlsx").write_bytes(GOOD)
    watcher = watch(house, tmp_path)
    two_looks(watcher)
    watcher.look(lambda: NOW + timedelta(days=4000))
    assert lying(box) == [f"{DONE}/a.xlsx"]


def test_a_folder_that_is_gone_is_told_and_looked_for_again(house: House, tmp_path: Path) -> None:
    share = tmp_path.parent / f"{tmp_path.name}-share"
    watcher = watch(house, tmp_path, folder=str(share))
    assert watcher.look(lambda: NOW) == []
    assert (watcher.trouble or "").startswith("收件文件夹打不开")
    assert not share.exists()  # a disk that is not mounted must not be written beside its place
    share.mkdir()
    (share / "a.xlsx").write_bytes(GOOD)
    assert len(two_looks(watcher)) == 1
    assert watcher.trouble is None


def test_only_one_program_looks_at_a_time(house: House, box: Path, tmp_path: Path) -> None:
    (box / "a.xlsx").write_bytes(GOOD)
    watcher = watch(house, tmp_path)
    watcher.look(lambda: NOW)
    with only_one(tmp_path / "inbox.lock", "x"):
        assert watcher.look(lambda: NOW) == []
    assert watcher.trouble == "另一个程序正在收这个收件箱。"
    assert len(watcher.look(lambda: NOW)) == 1


def test_what_came_in_is_for_the_desk_alone(house: House, box: Path, tmp_path: Path) -> None:
    (box / "a.xlsx").write_bytes(GOOD)
    two_looks(watch(house, tmp_path))
    assert len(inbox.listed(house.store, SUPERVISOR)) == 1
    for viewer in (handler_of(LABOUR), ADMIN):
        assert inbox.listed(house.store, viewer) == []
    assert VIEWER.name == "收件箱"
