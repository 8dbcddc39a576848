"""What is not a whole, unchanged backup of ours is refused with a sentence, and nothing is left behind."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import backup, checkup
from jiefen_lite.backup import packing
from jiefen_lite.cli.common import open_center
from jiefen_lite.errors import ConfigError, JiefenError, NotWritable, UnusableBackup
from jiefen_lite.store import sealed
from jiefen_lite.store.sealed import MAGIC
from tests.backup.conftest import Centre, leftovers, new_centre
from tests.factories import NOW, OPERATOR
from tests.importers.factories import workbook

pytestmark = pytest.mark.slow

CHUNK = 16 * 1024
HEAD = len(MAGIC) + 4 + 32


@pytest.fixture
def whole(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A backup in small chunks, so that there are many of them."""
    monkeypatch.setattr(sealed, "CHUNK", CHUNK)
    return centre.back_up().path.read_bytes()


def header_end(blob: bytes) -> int:
    """Where the chunks begin."""
    return HEAD + int.from_bytes(blob[len(MAGIC) : len(MAGIC) + 4], "big")


def chunks(blob: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Header, chunks with their lengths, end mark."""
    at, found = header_end(blob), []
    while length := int.from_bytes(blob[at : at + 4], "big"):
        found.append(blob[at : at + 4 + length])
        at += 4 + length
    return blob[: header_end(blob)], found, blob[at:]


def refused(centre: Centre, blob: bytes, tmp_path: Path, phrase: str | None = None) -> JiefenError:
    """The refusal of a file with these bytes; nothing of it may be left anywhere."""
    file = tmp_path / "try.jfbak"
    file.write_bytes(blob)
    with pytest.raises(JiefenError) as told:
        centre.restore(file, tmp_path / "new", phrase)
    assert not (tmp_path / "new").exists()
    assert leftovers(tmp_path) == []
    assert str(tmp_path) not in str(told.value)
    return told.value


def with_header(blob: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The same backup with another header that agrees with its own hash, as a forger would write it."""
    header = json.loads(blob[HEAD : header_end(blob)])
    change(header)
    text = json.dumps(header).encode()
    return b"".join(
        [MAGIC, len(text).to_bytes(4, "big"), hashlib.sha256(text).digest(), text, blob[header_end(blob) :]]
    )


def test_cut_at_any_byte(centre: Centre, whole: bytes, tmp_path: Path) -> None:
    """Fifty random places, both ends, and the ends of chunks: each time it is not whole."""
    lead, parts, _end = chunks(whole)
    assert len(parts) > 8
    edges = [len(lead), len(lead) + len(parts[0]), len(lead) + sum(map(len, parts))]
    places = [*random.Random(4).sample(range(len(whole)), 50), *edges, len(whole) - 1, len(whole) - 12, 1, 0]
    for place in places:
        told = refused(centre, whole[:place], tmp_path)
        assert isinstance(told, UnusableBackup), place
        assert "不完整" in str(told) or "不是解纷 Lite 的备份" in str(told)


def test_a_changed_byte_anywhere(centre: Centre, whole: bytes, tmp_path: Path) -> None:
    """Magic, lengths, hash, header, each part of a chunk, the last one, the end mark; sixty at random."""
    lead, parts, end = chunks(whole)
    first, last = len(lead), len(whole) - len(end) - len(parts[-1])
    places = [0, len(MAGIC) - 1, len(MAGIC), len(MAGIC) + 3, len(MAGIC) + 4, HEAD, HEAD + 40, first - 1]
    places += [first, first + 3, first + 4, first + 900, first + len(parts[0]) - 1, last, last + 3, last + 4]
    places += range(len(whole) - len(end), len(whole))
    places += random.Random(5).sample(range(len(whole)), 60)
    for place in places:
        for bit in (1, 128):
            changed = bytearray(whole)
            changed[place] ^= bit
            assert isinstance(refused(centre, bytes(changed), tmp_path), UnusableBackup), place


def test_chunks_left_out_moved_doubled_or_from_another_backup(
    centre: Centre, whole: bytes, tmp_path: Path
) -> None:
    """Each chunk is bound to its place and its backup, even where the sizes fit."""
    lead, parts, end = chunks(whole)
    other = chunks(centre.back_up().path.read_bytes())
    forged = {
        "first left out": [lead, *parts[1:]],
        "one left out": [lead, *parts[:3], *parts[4:]],
        "last left out": [lead, *parts[:-1]],
        "moved": [lead, parts[1], parts[0], *parts[2:]],
        "doubled": [lead, parts[0], *parts],
        "last twice": [lead, *parts, parts[-1]],
        "of another": [lead, *other[1][:1], *parts[1:]],
        "header of another": [other[0], *parts],
        "all but the header": [lead, *other[1]],
    }
    for name, pieces in forged.items():
        size = sum(map(len, pieces)) + len(end)
        blob = b"".join(pieces) + bytes(4) + size.to_bytes(8, "big")
        assert isinstance(refused(centre, blob, tmp_path), UnusableBackup), name
    for more in (b"x", bytes(12), parts[0]):
        assert isinstance(refused(centre, whole + more, tmp_path), UnusableBackup)


def test_a_wrong_phrase(centre: Centre, whole: bytes, tmp_path: Path) -> None:
    """Refused; the right one is taken as people type it."""
    letters = centre.phrase.replace("-", "")
    other = ("B" if letters[0] == "A" else "A") + letters[1:]
    for wrong in ("", "x", other, letters[:-1], f"{letters}A", "1234567890", "短语"):
        assert "恢复短语不对" in str(refused(centre, whole, tmp_path, wrong))
    file = tmp_path / "try.jfbak"
    misread = letters.lower().replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in letters)
    for number, right in enumerate(
        (letters, letters.lower(), f" {letters[:9]} {letters[9:]}\n", misread, wide)
    ):
        centre.restore(file, tmp_path / f"new{number}", right)


def test_another_phrase_of_another_centre(centre: Centre, whole: bytes, tmp_path: Path) -> None:
    """The phrase of one centre opens no backup of another, not even with its wrapped key put in."""
    phrase = new_centre(tmp_path / "foreign")
    assert "恢复短语不对" in str(refused(centre, whole, tmp_path, phrase))
    record = json.loads((tmp_path / "foreign" / "recovery.json").read_text())
    forged = with_header(whole, lambda header: header.update(recovery=record))
    assert isinstance(refused(centre, forged, tmp_path, phrase), UnusableBackup)


def test_newer_and_nonsense_headers(centre: Centre, whole: bytes, tmp_path: Path) -> None:
    """A newer form or schema asks for the newer program; what makes no sense is damaged."""
    for newer in ({"format": 2}, {"schema": ["0001_first", "9999_later"]}):
        told = refused(centre, with_header(whole, lambda header, to=newer: header.update(to)), tmp_path)
        assert "更新的版本" in str(told)
    for nonsense in (
        *({"format": "x"}, {"schema": 1}, {"schema": [1]}, {"recovery": {}}, {"recovery": None}),
        *({"mark": "0" * 16}, {"salt": "xyz"}, {"salt": None}, {"room": "much"}, {"version": "9"}),
    ):
        forged = with_header(whole, lambda header, to=nonsense: header.update(to))
        assert "不完整或被改动" in str(refused(centre, forged, tmp_path)), nonsense
    for missing in ("format", "schema", "recovery", "mark", "salt", "room", "made_at"):
        forged = with_header(whole, lambda header, name=missing: header.pop(name))
        assert "不完整或被改动" in str(refused(centre, forged, tmp_path)), missing
    lead = MAGIC + (2).to_bytes(4, "big")
    for text in (b"[]", b"{x"):
        assert isinstance(
            refused(centre, lead + hashlib.sha256(text).digest() + text, tmp_path), UnusableBackup
        )


def test_no_backup_at_all(centre: Centre, tmp_path: Path) -> None:
    """A workbook, nothing, a folder, a file that is not there."""
    for blob in (b"", b"PK", workbook({"工单": [["一"]]}), bytes(5000)):
        assert "不是解纷 Lite 的备份" in str(refused(centre, blob, tmp_path))
    with pytest.raises(UnusableBackup, match="找不到备份文件"):
        centre.restore(tmp_path / "none.jfbak", tmp_path / "new")
    with pytest.raises(UnusableBackup, match="是文件夹"):
        centre.restore(tmp_path, tmp_path / "new")


def test_a_folder_that_is_not_clean(centre: Centre, tmp_path: Path) -> None:
    """This centre, another centre, other files, a file, a place that is not there: nothing is touched."""
    file = centre.back_up(tmp_path / "kept.jfbak").path
    new_centre(tmp_path / "foreign")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    keyless = tmp_path / "keyless"
    shutil.copytree(centre.folder, keyless)
    (keyless / "secret.key").unlink()
    cases = {
        centre.folder: "里正是这个中心",
        tmp_path / "foreign": "已经有另一个中心",
        keyless: "已经有另一个中心",
        tmp_path / "full": "不是空的",
        tmp_path / "file": "不是空的",
        tmp_path / "no" / "where": "不存在",
    }
    for folder, words in cases.items():
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        with pytest.raises(NotWritable, match=words):
            centre.restore(file, folder)
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert leftovers(tmp_path) == []


def test_an_older_backup_says_that_there_is_a_newer_one(centre: Centre, tmp_path: Path) -> None:
    """It is restored into a clean folder, if that is what is wanted, and the newer one is named."""
    older, newer = centre.back_up().path, centre.back_up(now=NOW + timedelta(hours=1)).path
    assert centre.restore(newer, tmp_path / "newer").notes == ()
    (note,) = centre.restore(older, tmp_path / "older").notes
    assert newer.name in note


@pytest.mark.parametrize(
    "name",
    [
        "../out",
        "files/../../out",
        "/out",
        "rules/..\\out",
        "rules/c:out",
        "rules",
        "strange",
        "rules//x",
        "files/./x",
    ],
)
def test_no_member_leads_out_of_the_folder(name: str) -> None:
    """Even a backup that holds the right key cannot write elsewhere."""
    assert not packing._is_known(name)


def test_what_belongs_into_a_backup_is_known() -> None:
    """The names that are written can be read."""
    for name in (
        "jiefen.db",
        "manifest.json",
        "center.yaml",
        "files/ab/ab.bin",
        "rules/x.yaml",
        "templates/体检报告.docx",
    ):
        assert packing._is_known(name)


def test_a_forged_content_is_refused(centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with the key packs what the manifest does not say, says twice, or leaves out."""
    finish = packing.Packer.finish

    def more(self: packing.Packer, manifest: packing.Manifest) -> None:
        self.add("rules/more.yaml", centre.folder / "center.yaml")
        self.members.pop("rules/more.yaml")
        finish(self, manifest)

    def less(self: packing.Packer, manifest: packing.Manifest) -> None:
        self.members["rules/more.yaml"] = packing.Member("0" * 64, 1)
        finish(self, manifest)

    def twice(self: packing.Packer, manifest: packing.Manifest) -> None:
        self.add("center.yaml", centre.folder / "center.yaml")
        finish(self, manifest)

    def outside(self: packing.Packer, manifest: packing.Manifest) -> None:
        self.add("../out.yaml", centre.folder / "center.yaml")
        finish(self, manifest)

    def second(self: packing.Packer, manifest: packing.Manifest) -> None:
        text = manifest.text()
        self._tar.addfile(packing._entry("manifest.json", len(text)), BytesIO(text))
        finish(self, manifest)

    for forge in (more, less, twice, outside, second):
        monkeypatch.setattr(packing.Packer, "finish", forge)
        with pytest.raises(UnusableBackup):  # already the look after writing finds it
            centre.back_up()
        assert list((centre.folder / "backups").iterdir()) == []
    assert not (tmp_path / "out.yaml").exists()


def test_the_phrase_is_asked_for_only_when_it_can_be_used(centre: Centre, tmp_path: Path) -> None:
    """Nobody types 25 letters to be told that the file is none, or the folder not empty."""
    (tmp_path / "bad.jfbak").write_bytes(b"no backup")
    kept = centre.back_up(tmp_path / "kept.jfbak").path

    def asked() -> str:
        raise AssertionError("asked")

    for file, folder in ((tmp_path / "bad.jfbak", tmp_path / "new"), (kept, centre.folder)):
        with pytest.raises(JiefenError):
            backup.restore(file, folder, asked, by="test", now=NOW)
    with pytest.raises(ConfigError):
        centre.restore(kept, tmp_path / "new", "wrong")


def test_a_backup_is_read_whole_without_being_restored(centre: Centre, whole: bytes, tmp_path: Path) -> None:
    """Good, one bit wrong, cut, another centre's: what a restore would say, and nothing is left behind."""
    house, folder = centre.opened.house, centre.folder
    file = tmp_path / "old.jfbak"

    def said(data: bytes) -> tuple[str, str]:
        file.write_bytes(data)
        (finding,) = checkup.verify_backup(house, folder, file, lambda _words, _percent: None)
        return finding.level, finding.text

    before = sorted(folder.iterdir())
    assert said(whole) == (
        "ok",
        "old.jfbak：整份读过，数据库完好、内容与备份时一致，原始文件 3 个，能用来恢复。",
    )
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for wrong in (flipped, whole[:-1], whole[:middle]):
        level, text = said(wrong)
        assert level == "fault"
        assert "不完整或被改动过" in text
    new_centre(tmp_path / "other")
    opened = open_center(str(tmp_path / "other"))
    foreign = backup.back_up(
        opened.house.store, OPERATOR, tmp_path / "other", opened.house.center, tmp_path / "o.jfbak", now=NOW
    )
    opened.house.store.close()
    level, text = said(foreign.path.read_bytes())
    assert level == "fault"
    assert "不是本中心用现在的密钥做的" in text
    assert sorted(folder.iterdir()) == before
