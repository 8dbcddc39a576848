"""Attaching, opening and declaring void: who may, what stays, what the history and the log say."""

from __future__ import annotations

import pytest

from jiefen_lite import evidence
from jiefen_lite.checkup import verify
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import CaseRow, Role, Viewer
from jiefen_lite.store import attachments, audit, cases, files
from tests.evidence import samples
from tests.mediation.conftest import case, house, made_centre, person
from tests.web import support

__all__ = ["case", "house", "made_centre"]


def attach(house: House, who: Viewer, code: str, data: bytes = b"", name: str = "孙立东欠条.jpg") -> int:
    """A photograph, unless something else is given."""
    return evidence.attach(
        house,
        who,
        code,
        data=data or samples.photograph((600, 400)),
        file_name=name,
        kind="证据材料",
        now=support.NOW,
    )


def test_a_file_is_kept_as_it_came_and_shown_without_its_position(house: House, case: CaseRow) -> None:
    """The hash is of the original; nothing of either lies on the disk in clear."""
    handler, data = person(house, Role.HANDLER), samples.photograph()
    number = attach(house, handler, case.case_code, data)
    (known,) = attachments.of_case(house.store, handler, case.case_code)
    assert known.sha256 == files.sha256_of(data)
    assert (known.size, known.position_removed, known.media) == (len(data), True, "jpg")
    assert known.title == "孙**欠条.jpg"  # the name that somebody wrote is masked in the list
    media, name, content = evidence.opened(house, handler, case.case_code, number, support.NOW)
    assert (media, name) == ("image/jpeg", f"{case.case_code}-001.jpg")
    assert content.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in content
    for path in house.files.rglob("*.bin"):
        assert b"\xff\xd8\xff" not in path.read_bytes()[:40]
    assert cases.history(house.store, handler, case.case_code)[-1].action == "attach"
    logged = audit.entries(house.store, support.OPERATOR, limit=1)[0]
    assert (logged["action"], logged["object"]) == ("open_attachment", case.case_code)


def test_its_files_are_looked_after(house: House, case: CaseRow) -> None:
    """They are no strays, go into backups with the others, and a changed one is found."""
    attach(house, person(house, Role.HANDLER), case.case_code)
    kept = files.kept(house.store)
    assert len(kept) == 3
    assert files.orphans(house.files, kept) == []
    assert [one for one in verify(house) if one.level == "fault"] == []
    ref = sorted(kept)[0]
    (house.files / ref).write_bytes(b"x" * 100)
    assert [one for one in verify(house) if one.level == "fault"]


def test_a_name_is_only_a_title(house: House, case: CaseRow) -> None:
    """Its ending and its path say nothing; the content does."""
    handler = person(house, Role.HANDLER)
    attach(house, handler, case.case_code, samples.PDF, "../../etc/欠条.exe")
    (known,) = attachments.of_case(house.store, handler, case.case_code)
    assert (known.title, known.media) == ("欠条.pdf", "pdf")


def test_void_files_stay_listed(house: House, case: CaseRow) -> None:
    """By whoever added it or the supervisor, with a reason; never removed."""
    handler, mediator = person(house, Role.HANDLER), person(house, Role.MEDIATOR)
    number = attach(house, handler, case.case_code)
    with pytest.raises(NotAllowed):
        evidence.void(house, mediator, case.case_code, number, "传错了", support.NOW)
    with pytest.raises(JiefenError, match="理由"):
        evidence.void(house, handler, case.case_code, number, "  ", support.NOW)
    evidence.void(house, handler, case.case_code, number, "传错了", support.NOW)
    with pytest.raises(IllegalMove, match="已经作废"):
        evidence.void(house, handler, case.case_code, number, "传错了", support.NOW)
    (known,) = attachments.of_case(house.store, handler, case.case_code)
    assert (known.voided_by, known.void_reason) == (handler.name, "传错了")
    assert len(files.kept(house.store)) == 3
    attach(house, handler, case.case_code)  # a void one does not stand in the way


def test_the_same_file_is_not_taken_twice(house: House, case: CaseRow) -> None:
    handler = person(house, Role.HANDLER)
    attach(house, handler, case.case_code)
    with pytest.raises(IllegalMove, match="已经附过"):
        attach(house, handler, case.case_code, name="另一个名字.jpg")


def test_who_opens_what(house: House, case: CaseRow) -> None:
    """The leader sees what there is and opens nothing; another unit finds nothing at all."""
    number = attach(house, person(house, Role.HANDLER), case.case_code)
    leader = person(house, Role.LEADER)
    assert len(attachments.of_case(house.store, leader, case.case_code)) == 1
    for opening in (evidence.small, lambda *given: evidence.opened(*given, support.NOW)):
        with pytest.raises(NotAllowed):
            opening(house, leader, case.case_code, number)
    with pytest.raises(NotAllowed):
        attach(house, leader, case.case_code)
    stranger = Viewer(None, "旁人", frozenset({Role.HANDLER}), "民政局")
    with pytest.raises(NotFound):
        attach(house, stranger, case.case_code)
    with pytest.raises(NotFound):
        evidence.small(house, stranger, case.case_code, number)


def test_a_number_of_another_case_opens_nothing(house: House, case: CaseRow) -> None:
    """The case in the address and the file must belong together."""
    handler = person(house, Role.HANDLER)
    number = attach(house, handler, case.case_code)
    other = support.add_case(house, 2, units=[(support.LABOR, "responsible")])
    with pytest.raises(NotFound):
        evidence.opened(house, handler, other.case_code, number, support.NOW)


def test_a_refused_file_leaves_nothing(house: House, case: CaseRow) -> None:
    """No row, no file, no event."""
    handler = person(house, Role.HANDLER)
    before = len(cases.history(house.store, handler, case.case_code))
    with pytest.raises(evidence.Refused):
        attach(house, handler, case.case_code, b"<svg onload='alert(1)'/>")
    assert attachments.of_case(house.store, handler, case.case_code) == []
    assert list(house.files.rglob("*.bin")) == []
    assert len(cases.history(house.store, handler, case.case_code)) == before
