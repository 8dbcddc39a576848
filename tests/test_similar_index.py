"""The index of like cases in the centre's folder: opened instead of made, noticed when it does not fit."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from jiefen_lite import precedents
from jiefen_lite.desk import House
from jiefen_lite.likeness import keeping as packing
from jiefen_lite.precedents import keeping, searching
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.store import audit
from jiefen_lite.store import precedents as kept
from tests.test_precedents import BOSS, HANDLER, OTHER, OTHERWISE, QUESTION, leak
from tests.web import support

WAGES = "市民反映包工头{name}拖欠十一名木工工资，工地完工三个月不给结"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Four settled cases, and a file worth keeping from one text on."""
    monkeypatch.setattr(keeping, "LEAST", 1)
    monkeypatch.setattr(keeping, "CHANGES", 1)
    made = support.make_house(tmp_path)
    leak(made, 1, "孙立东", support.LABOR)
    leak(made, 2, "欧阳明", support.TOWN_HALL, summary=OTHERWISE)
    leak(made, 3, "赵守田", support.LABOR, summary=WAGES.format(name="赵守田"))
    look(made)
    yield made
    made.store.close()


def look(house: House, code: str = "JF-1") -> None:
    """Somebody works here: the log goes on."""
    with house.store.writing():
        audit.record(house.store, BOSS, "case_viewed", object=code, now=support.NOW)


def codes(house: House, words: str = QUESTION) -> list[str]:
    return [one.code for one in precedents.like_text(house, support.OPERATOR, words)]


def another_process() -> None:
    """Nothing is remembered but what lies in the folder."""
    searching._kept.clear()


def read_cases(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which cases are read out of the store from now on."""
    seen: list[int] = []
    plain = kept.settled

    def settled(store, viewer, case_ids):  # type: ignore[no-untyped-def]
        seen.extend(case_ids)
        return plain(store, viewer, case_ids)

    monkeypatch.setattr(kept, "settled", settled)
    return seen


def test_the_next_process_opens_it_and_reads_no_case(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {viewer: precedents.like_text(house, viewer, QUESTION) for viewer in (HANDLER, OTHER, BOSS)}
    assert keeping.path_of(house).is_file()
    another_process()
    seen = read_cases(monkeypatch)
    for viewer, hits in before.items():  # each unit its own, as before
        assert precedents.like_text(house, viewer, QUESTION) == hits
    assert seen == []


def test_what_has_come_changed_or_gone_since_is_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(codes(house)) == 2
    another_process()
    new = leak(house, 5, "周满仓", support.LABOR, summary="四楼地热管漏水，三楼墙面地板都起鼓，四楼住户不认")
    seen = read_cases(monkeypatch)
    assert new.case_code in codes(house, "楼上地热漏水，我家地板墙面都泡了")
    assert len(seen) == 1  # only the new one
    precedents.make_ready(house)  # behind the pages: written again
    another_process()
    seen.clear()
    assert new.case_code in codes(house, "楼上地热漏水，我家地板墙面都泡了")
    assert seen == []


@pytest.mark.parametrize("harm", ["cut", "flipped", "empty", "other", "foreign", "form"])
def test_a_file_that_does_not_fit_is_made_anew(
    house: House, harm: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = codes(house)
    path = keeping.path_of(house)
    whole = path.read_bytes()
    if harm == "foreign":
        other = support.make_house(tmp_path_factory.mktemp("other"))
        leak(other, 1, "孙立东", support.LABOR)
        look(other, "JF-2")  # the key is the same in tests; what is in the log is not
        codes(other)
        shutil.copy(keeping.path_of(other), path)
        other.store.close()
    elif harm == "other":  # encrypted by this centre, for something else
        path.write_bytes(house.store.cipher.encrypt_bytes("attachment", b"x" * 200))
    elif harm == "form":
        monkeypatch.setattr(packing, "FORM", packing.FORM + 1)
    else:
        path.write_bytes(
            {"cut": whole[:-9], "flipped": whole[:90] + bytes([whole[90] ^ 1]) + whole[91:], "empty": b""}[
                harm
            ]
        )
    another_process()
    seen = read_cases(monkeypatch)
    assert codes(house) == found
    assert len(seen) == 3
    another_process()
    seen.clear()
    assert codes(house) == found  # and the file is whole again
    assert seen == []


def test_a_store_that_was_put_back_is_noticed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    codes(house)
    monkeypatch.setattr(kept, "history", lambda store, viewer: "999:of a day that is gone")
    searching._of(house).write(house)
    another_process()
    seen = read_cases(monkeypatch)
    assert len(codes(house)) == 2
    assert len(seen) == 3


def test_other_words_make_it_anew_other_weights_do_not(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    codes(house)
    seen = read_cases(monkeypatch)
    rules = house.book.likeness
    weighed = dataclasses.replace(rules, least=99.0)
    assert codes(house.renewed(_book(house, weighed, "a"))) == []
    assert seen == []
    codes(house.renewed(_book(house, dataclasses.replace(rules, noise=()), "b")))
    assert len(seen) == 3


def _book(house: House, rules: object, digest: str) -> RuleBook:
    return dataclasses.replace(house.book, likeness=rules, digest=digest)  # type: ignore[arg-type]


def test_nothing_of_a_story_lies_open_in_it(house: House) -> None:
    codes(house)
    data = keeping.path_of(house).read_bytes()
    for words in ("漏水", "工资", "孙立东", "#m:", "vocabulary", "arrays"):
        assert words.encode() not in data


def test_a_small_store_has_no_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LEAST", 100)
    assert len(codes(house)) == 2
    assert not keeping.path_of(house).exists()


def test_a_disk_that_refuses_keeps_nobody_from_his_answer(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(keeping.wholefile, "write", refuse)
    assert len(codes(house)) == 2
    assert "could not be written" in caplog.text


def test_bytes_that_tell_of_objects_are_refused() -> None:
    whole = packing.packed("mark", {"a": np.arange(3, dtype=np.int32)})
    assert packing.unpacked(whole, "mark")["a"].tolist() == [0, 1, 2]
    for bad in (whole.replace(b'"<i4"', b'"|O"  '.ljust(5)[:5]), whole + b"x", b"", b"{}\n", b"[]\n"):
        with pytest.raises(packing.Broken):
            packing.unpacked(bad, "mark")
    with pytest.raises(packing.Broken):
        packing.unpacked(whole, "another")
