"""The empty forms: room to write, and nothing of anybody; sound Word files."""

from __future__ import annotations

import io

import pytest
from docx import Document

from exporters import blankforms, caseforms
from jiefen_lite.forms import BY_HAND, FORMS, Kind
from tests.exporters import form as sheet

KNOWN = {"center": "富锦市社会治安综合治理中心", "committee": "富锦市锦山镇人民调解委员会"}


def text(name: str) -> str:
    """What stands in an empty form, line by line."""
    read = caseforms.read(blankforms.write(FORMS[name], KNOWN, None))
    return "\n".join("｜".join(cells) for _kind, cells in read)


@pytest.mark.parametrize("name", BY_HAND)
def test_an_empty_form_is_a_sound_paper_with_room_and_without_examples(name: str) -> None:
    data = blankforms.write(FORMS[name], KNOWN, None)
    package = sheet.Package(data)
    assert [
        *sheet.package_faults(package),
        *sheet.id_faults(package),
        *sheet.page_faults(package),
        *sheet.footer_faults(package, system_line=False),
        *sheet.run_faults(package),
        *sheet.paragraph_faults(package),
    ] == []
    assert sheet.schema_faults(data) == []
    said = text(name)
    assert "{{" not in said
    assert "—" not in said
    assert "＿" in said or "□" in said
    for entry in FORMS[name].entries:
        if entry.kind in (Kind.PARTIES, Kind.STORY, Kind.CELL) and entry.example != "无":
            assert entry.example not in said


def test_a_choice_has_boxes_and_people_have_their_particulars() -> None:
    said = text("acceptance_form")
    assert "□当事人申请　□主动调解　□接受移送" in said
    said = text("mediation_agreement")
    assert said.count("姓名＿") == 2
    assert "证件号码＿" in said
    assert "本协议一式＿＿份" in said
    assert "申请司法确认" in said


def test_cells_are_left_empty_and_lines_are_as_long_as_the_sheet() -> None:
    paper = Document(io.BytesIO(blankforms.write(FORMS["oral_agreement"], KNOWN, None)))
    cells = {row.cells[0].text: row.cells[1].text for row in paper.tables[0].rows}
    assert cells["事由"] == cells["协议内容"] == ""
    lines = text("inquiry_record").splitlines()
    assert len(next(one for one in lines if one.startswith("地点："))) == 26


def test_the_usual_words_stand_in_it() -> None:
    assert "人民调解不收费" in text("mediation_record")
    assert "富锦市社会治安综合治理中心" in text("termination_notice")
