"""批示 in the 分析报告: as they stood when its data end, without names, proved, absent where none are."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from exporters import analysis_report as paper
from exporters import word
from jiefen_lite import instructing, reports
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.indicators import period_of
from jiefen_lite.shapes import AnalysisReport, Role
from jiefen_lite.store import instructions
from templates import analysis_report as template
from templates import office
from tests.test_instructing import CODE, give, viewer
from tests.web import support
from tests.web.support import LABOR

pytestmark = pytest.mark.slow

NAME = "孙立东"
NOVEMBER = period_of("2026-11")
DATED = date(2027, 1, 9)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two instructions of November: one is answered in December, one on a report is done at once."""
    made = support.make_house(tmp_path_factory.mktemp("instructed"))
    support.add_case(made, 1, day=date(2026, 11, 5), units=[(LABOR, "responsible")])
    late = give(made, text=f"{NAME}（13900001234）的事请见面调解")
    done = give(made, text="通报各镇", unit=None, case_code=None, document="health", period="2026-10")
    boss, leader = viewer(made, Role.SUPERVISOR), viewer(made, Role.LEADER)
    instructing.reply(made, boss, done, "已通报", datetime(2026, 11, 21, 9))
    instructing.settle(made, leader, done, "done", "", datetime(2026, 11, 22, 9))
    answer = f"{NAME}已签协议" + "，照协议办" * 30
    instructing.reply(made, viewer(made, Role.HANDLER), late, answer, datetime(2026, 12, 3, 9))
    yield made
    made.store.close()


def report_of(house: House, period: str, as_of: datetime) -> AnalysisReport:
    return reports.analysis_report(house, viewer(house, Role.LEADER), period_of(period), as_of, DATED)


def read(report: AnalysisReport) -> word.WordDocument:
    out = io.BytesIO()
    paper.write(report, out)
    out.seek(0)
    return word.read_document(out)


def test_the_paper_tells_how_they_stood_when_its_data_end(house: House) -> None:
    """The reply of December is not told with November; what November has done is not told in December."""
    november = report_of(house, "2026-11", datetime(2027, 1, 9)).tables["instructions"]
    first, second = november.rows
    assert first[:3] == ("1", "11月20日", CODE)
    assert first[3] == "孙某（139****1234）的事请见面调解"
    assert first[4:] == (LABOR, "11月25日", "逾期5天", "—")
    assert second == (
        *("2", "11月20日", "2026年10月体检报告", "通报各镇", "综治中心督办岗", "11月25日", "已办结"),
        "已通报",
    )
    assert november.note == "办理情况截至11月30日。"
    december = report_of(house, "2026-12", datetime(2027, 1, 9)).tables["instructions"]
    assert [(row[2], row[6]) for row in december.rows] == [(CODE, "已回复")]
    assert len(december.rows[0][7]) == 80
    # before the day is over it is not late, and on the day it was given there was nothing to answer yet
    early = report_of(house, "2026-11", datetime(2026, 11, 26)).tables["instructions"]
    assert early.rows[0][6] == "待回复"


def test_nobodys_name_or_number_is_in_it(house: House) -> None:
    for period in ("2026-11", "2026-12"):
        told = " ".join(block.text for block in read(report_of(house, period, datetime(2027, 1, 9))).blocks)
        assert "六、批示落实情况" in told
        assert "表8 批示落实情况" in told
        assert NAME not in told
        assert "13900001234" not in told


def test_it_is_left_out_whole_where_there_are_none(house: House) -> None:
    october = report_of(house, "2026-10", datetime(2027, 1, 9))
    assert "instructions" not in october.tables
    assert "instructions=" not in paper.marks(october)
    assert not any("批示" in block.text for block in read(october).blocks)


def test_papers_with_and_from_before_it_are_proved(house: House) -> None:
    """One made by an earlier release has no such table and no mark of it, and is no false paper for that."""
    leader = viewer(house, Role.LEADER)
    now = report_of(house, "2026-11", datetime(2027, 1, 9))
    before = reports.analysis_report(
        house, leader, NOVEMBER, datetime(2027, 1, 9), DATED, with_instructions=False
    )
    for one in (now, before):
        found = reports.verify_report(house, leader, read(one))
        assert found.differences == ()
        assert found.numbers == found.proved > 30


def test_a_changed_day_is_found(house: House) -> None:
    """逾期5天 made 逾期1天 in Word."""
    whole = read(report_of(house, "2026-11", datetime(2027, 1, 9)))
    blocks = [
        replace(block, cells=tuple(cell.replace("逾期5天", "逾期1天") for cell in block.cells))
        for block in whole.blocks
    ]
    changed = replace(whole, blocks=type(whole.blocks)(blocks))
    found = reports.verify_report(house, viewer(house, Role.LEADER), changed)
    assert [(one.found, one.expected) for one in found.differences] == [("1", "5")]


def test_a_unit_gets_none_of_it(house: House) -> None:
    with pytest.raises(NotAllowed):
        instructions.as_they_stood(
            house.store, viewer(house, Role.HANDLER), datetime(2026, 11, 1), datetime(2026, 12, 1)
        )


def test_a_countys_older_template_still_works(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy made before there was this section: the paper has none of it, and is proved with that copy."""

    def without(blank: str, parts: Sequence[Any]) -> list[Any]:
        return [] if blank == "instructions_title" else office.only_if(blank, parts)

    monkeypatch.setattr(template, "only_if", without)
    office.write(tmp_path / "analysis_report.docx", template.parts())
    out = io.BytesIO()
    paper.write(report_of(house, "2026-11", datetime(2027, 1, 9)), out, tmp_path)
    document = word.read_document(io.BytesIO(out.getvalue()))
    assert not any("批示" in block.text for block in document.blocks)
    found = reports.verify_report(house, viewer(house, Role.LEADER), document, tmp_path)
    assert found.differences == ()
