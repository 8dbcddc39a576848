"""Papers of cases in the store, on both databases: places in their sequences, voids, what else is noted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import NewCasePaper, PaperPlace
from jiefen_lite.store import Store, casepapers, cases, files
from tests.factories import ADMIN, NOW, SUPERVISOR, handler_of, make_case

UNIT = "人社局"


def keep(store: Store, folder: Path, code: str, number: str, *, in_file: bool = False) -> int:
    """A paper kept in the next place of its sequence."""
    case_id = cases.case_id_of(store, SUPERVISOR, code)
    with store.writing():
        place = casepapers.next_place(store, SUPERVISOR, case_id, "kind", UNIT, 2025, in_file=in_file)
        paper = NewCasePaper(case_id, "form", place, number, date(2025, 12, 1), number.encode(), "{}")
        return casepapers.keep(store, SUPERVISOR, folder, paper, NOW)


def test_places_follow_each_other_within_unit_and_year(store: Store, tmp_path: Path) -> None:
    one, two = make_case(store, unit=UNIT), make_case(store, unit=UNIT)
    for number in ("甲1", "甲2"):
        keep(store, tmp_path, one, number)
    keep(store, tmp_path, two, "甲3")
    case_id = cases.case_id_of(store, SUPERVISOR, one)
    ask = [(UNIT, 2025), (UNIT, 2026), ("", 2025)]
    found = [
        casepapers.next_place(store, SUPERVISOR, case_id, "kind", unit, year, in_file=False)
        for unit, year in ask
    ]
    assert [place.no for place in found] == [4, 1, 1]
    assert casepapers.faults(store) == []
    assert len(casepapers.all_files(store)) == 3
    assert {ref for _whose, ref, _sha in casepapers.all_files(store)} <= files.kept(store)


def test_a_file_has_one_number_and_its_papers_follow_each_other(store: Store, tmp_path: Path) -> None:
    one, two = make_case(store, unit=UNIT), make_case(store, unit=UNIT)
    for code, number in ((one, "卷1之1"), (two, "卷2之1"), (one, "卷1之2")):
        keep(store, tmp_path, code, number, in_file=True)
    places = [paper.place for paper in casepapers.of_case(store, SUPERVISOR, one)]
    assert places == [PaperPlace("kind", UNIT, 2025, 1, 1), PaperPlace("kind", UNIT, 2025, 1, 2)]


def test_a_number_stands_on_one_paper_and_a_void_one_keeps_its_own(store: Store, tmp_path: Path) -> None:
    code = make_case(store, unit=UNIT)
    keep(store, tmp_path, code, "甲1")
    with pytest.raises(casepapers.NumberTaken):
        keep(store, tmp_path, code, "甲1")
    (paper,) = casepapers.of_case(store, SUPERVISOR, code)
    casepapers.declare_void(store, SUPERVISOR, paper, "写错了", NOW)
    keep(store, tmp_path, code, "甲2")
    gone, new = casepapers.of_case(store, SUPERVISOR, code)
    assert (gone.void_reason, gone.place.no, new.place.no) == ("写错了", 1, 2)
    assert casepapers.content(store, SUPERVISOR, tmp_path, gone) == "甲1".encode()
    assert casepapers.faults(store) == []


def test_materials_are_noted_and_taken_back(store: Store) -> None:
    code = make_case(store, unit=UNIT)
    casepapers.add_material(store, SUPERVISOR, code, "identity", "身份证", 2, NOW)
    (material,) = casepapers.materials(store, SUPERVISOR, code)
    assert (material.item, material.title, material.pages) == ("identity", "身份证", 2)
    casepapers.remove_material(store, SUPERVISOR, code, material.id, NOW)
    assert casepapers.materials(store, SUPERVISOR, code) == []


def test_papers_are_there_for_those_who_may_know_of_the_case(store: Store, tmp_path: Path) -> None:
    code = make_case(store, unit=UNIT)
    keep(store, tmp_path, code, "甲1")
    assert len(casepapers.of_case(store, handler_of(UNIT), code)) == 1
    for viewer in (handler_of("住建局"), ADMIN):
        with pytest.raises(NotFound):
            casepapers.of_case(store, viewer, code)
