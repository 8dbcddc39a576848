"""A kept paper: made once, again only for a reason and beside the old one, never changed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from exporters import word
from exporters.word import Block
from jiefen_lite import indicators, papers, reports
from jiefen_lite.desk import House
from jiefen_lite.errors import BrokenStore, JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import KeptPaper
from jiefen_lite.store import papers as shelf
from jiefen_lite.store.tables import Paper, PaperFile
from tests import tickets
from tests.factories import LEADER, OPERATOR, SUPERVISOR, handler_of
from tests.papers.conftest import CLOSED, HEALTH, MONTHS, SHIPPED, faults, of, only

pytestmark = pytest.mark.slow

LATER = datetime(2025, 12, 10, 9, 0)


def test_what_is_kept_is_the_paper_that_the_command_writes(closed: House, tmp_path: Path) -> None:
    """The same words as a paper derived anew; its annex beside it."""
    (paper,) = of(closed)
    name, data = papers.file_of(closed, paper, "docx")
    assert name == "2025年11月体检报告.docx"
    assert papers.file_of(closed, paper, "xlsx")[0] == "2025年11月体检报告附表.xlsx"
    assert reports.verify_report(closed, LEADER, io.BytesIO(data)).differences == ()
    assert paper.figures > 20


def test_it_is_never_made_twice_without_a_reason(closed: House) -> None:
    with pytest.raises(JiefenError, match="已经做好"):
        papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, None)
    with pytest.raises(JiefenError, match="写明事由"):
        papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, None, reason="  ")
    with pytest.raises(NotAllowed, match="督办岗"):
        papers.make(closed, LEADER, "health", "2025-11", LATER, None, reason="表述")
    assert len(of(closed)) == 1


def test_made_again_it_is_a_further_version_and_the_old_one_stays(closed: House) -> None:
    before = papers.file_of(closed, of(closed)[0], "docx")
    papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, None, reason="改了第一部分的表述")
    old, new = of(closed)
    assert (old.version, old.newest, new.version, new.newest) == (1, False, 2, True)
    assert (new.reason, new.made_by) == ("改了第一部分的表述", SUPERVISOR.name)
    assert papers.file_of(closed, old, "docx") == before
    assert papers.file_of(closed, new, "docx")[0] == "2025年11月体检报告_第2版.docx"
    assert faults(closed) == []


def test_a_paper_waits_until_its_months_are_closed(house: House) -> None:
    with pytest.raises(JiefenError, match="2025年11月还没有冻结"):
        papers.make(house, SUPERVISOR, "health", "2025-11", CLOSED, None)
    assert of(house) == []


def test_units_get_their_own_sheets_all_together_or_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document of single units is one line of the table; one unit's broken sheet keeps none of them."""
    units = ("司法局", "民政局", "信访局")
    broken = {"is": True}

    def sheets(*about: Any) -> Any:
        ((_county, report),) = HEALTH.derive(*about)
        yield units[0], report
        yield units[1], report
        if broken["is"]:
            raise JiefenError("信访局的分报告做不成。")
        yield units[2], report

    only(monkeypatch, HEALTH, replace(HEALTH, id="unit_health", name="单位体检报告", derive=sheets))
    done = papers.close_due(house, OPERATOR, CLOSED, None, lambda _words: None)
    assert {(what, why) for what, _when, why in done.failed} == {("unit_health", "信访局的分报告做不成。")}
    assert [one.document for one in of_all(house)] == ["health"]
    broken["is"] = False
    papers.close_due(house, OPERATOR, CLOSED, None, lambda _words: None)
    month = papers.month_of(house, LEADER, "2025-11", CLOSED.date())
    assert [one.document for one in month.papers] == ["health"]
    assert sorted(str(one.unit) for one in month.units) == sorted(units)
    names = {papers.file_of(house, one, "docx")[0] for one in month.units}
    assert "2025年11月单位体检报告（司法局）.docx" in names
    assert faults(house) == []


def of_all(house: House) -> list[KeptPaper]:
    """Everything that is kept of November."""
    return shelf.listing(house.store, LEADER, period="2025-11")


# ------------------------------------------------------------------ longer periods


def test_a_longer_period_is_offered_when_all_its_months_are_closed(closed: House) -> None:
    """September to November are closed; December is open, and the third quarter began before the data."""
    today = datetime(2026, 1, 20).date()
    found = {one.month.label: one for one in papers.longer_periods(closed, LEADER, today)}
    assert "2025Q3" not in found  # began before this centre did
    assert [one.label for one in found["2025Q4"].still_open] == ["2025-12"]
    with pytest.raises(JiefenError, match="2025年12月还没有冻结"):
        papers.refuse_making(closed, LEADER, None, "2025Q4", None)
    assert papers.make_due(closed, LEADER, "2025Q4", datetime(2026, 1, 5), None) == []
    papers.close_due(closed, OPERATOR, datetime(2026, 1, 9, 1), None, lambda _words: None)
    (number,) = papers.make_due(closed, LEADER, "2025Q4", datetime(2026, 1, 9, 8), None)
    paper = shelf.get(closed.store, LEADER, number)
    assert (paper.period, paper.title) == ("2025Q4", "矛盾纠纷治理“体检报告”（2025年第四季度）")
    assert paper.proof is not None
    assert paper.proof.differences == ()
    quarter = papers.month_of(closed, LEADER, "2025Q4", today)
    assert (quarter.state, [one.id for one in quarter.papers]) == ("frozen", [number])


# ------------------------------------------------------------------ proved, and guarded


def test_a_blank_that_was_changed_later_does_not_make_an_old_paper_wrong(
    closed: House, tmp_path: Path
) -> None:
    """The paper is proved in the blank that it was made with, which is kept with it."""
    (paper,) = of(closed)
    own = tmp_path / "centre" / "templates" / "health_report.docx"
    own.write_bytes(_other_words(word.template_bytes("health_report", None)))
    papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, own.parent, reason="换了模板")
    old, new = of(closed)
    assert papers.file_of(closed, old, "docx")[1] != papers.file_of(closed, new, "docx")[1]
    for one in (old, new):
        assert papers.prove(closed, LEADER, one, LATER).differences == ()
    assert paper.file("blank") != new.file("blank")


def test_a_paper_that_somebody_brings_is_proved_in_its_own_blank(closed: House) -> None:
    """Every version that was ever made; a changed digit is named in each."""
    templates = closed.files.parent / "templates"
    (templates / "health_report.docx").write_bytes(_other_words(word.template_bytes("health_report", None)))
    papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, templates, reason="换了模板")
    papers.sign(closed, LEADER, of(closed)[-1].id, LATER, "富综治发〔2025〕8号")
    (templates / "health_report.docx").unlink()
    for one in of(closed):
        for kind in papers.kinds_of(one):
            assert papers.verify(closed, LEADER, papers.file_of(closed, one, kind)[1], None).differences == ()
    document = Document(io.BytesIO(papers.file_of(closed, of(closed)[-1], "docx")[1]))
    (line,) = [text for text in document.paragraphs if text.text.startswith("11月份，全市共受理矛盾纠纷12件")]
    line.runs[0].text = line.runs[0].text.replace("12件", "13件", 1)
    changed = io.BytesIO()
    document.save(changed)
    (difference,) = papers.verify(closed, LEADER, changed.getvalue(), None).differences
    assert (difference.found, difference.expected) == ("13", "12")


def _other_words(blank: bytes) -> bytes:
    """The shipped blank with a line more."""
    document, out = Document(io.BytesIO(blank)), io.BytesIO()
    document.paragraphs[-1].insert_paragraph_before("内部资料，注意保存。")
    document.save(out)
    return out.getvalue()


def test_a_changed_file_or_row_is_found(closed: House) -> None:
    """By whoever opens it, and by ``verify``."""
    (paper,) = of(closed)
    kept = paper.file("docx")
    assert kept is not None
    other = papers.file_of(closed, of(closed, "2025-10")[0], "docx")[1]
    path = closed.files / kept.ref
    path.write_bytes(closed.store.cipher.encrypt_bytes("upload", other))
    with pytest.raises(BrokenStore, match="与做成时不一致"):
        papers.file_of(closed, paper, "docx")
    assert any("2025年11月" in one and "被改动" in one for one in faults(closed))
    path.unlink()
    with pytest.raises(BrokenStore, match="找不到"):
        papers.file_of(closed, paper, "docx")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE paper SET title = '别的' WHERE period = '2025-11'", "与做成时不一致"),
        ("UPDATE paper SET signed_by = '别人', signed_at = made_at WHERE period = '2025-10'", "签发记录"),
        ("UPDATE paper SET signed_by = NULL, signed_at = NULL WHERE period = '2025-11'", "签发记录"),
        ("UPDATE paper_file SET sha256 = '0' WHERE kind = 'docx' AND paper_id = 1", "与做成时不一致"),
        ("DELETE FROM paper WHERE period = '2025-09'", "的报告不见了"),
    ],
)
def test_verify_names_what_was_changed_by_hand(closed: House, sql: str, told: str) -> None:
    papers.sign(closed, LEADER, of(closed)[0].id, LATER)
    assert shelf.faults(closed.store) == []
    with closed.store.writing():
        closed.store.db.execute_sql(sql)
    assert any(told in one for one in shelf.faults(closed.store))


def test_a_unit_s_people_know_of_no_paper(closed: House) -> None:
    """Neither in lists nor by number; and they are asked for no channel."""
    viewer = handler_of("司法局")
    assert shelf.listing(closed.store, viewer) == []
    with pytest.raises(NotFound):
        shelf.get(closed.store, viewer, 1)
    assert shelf.made(closed.store, viewer) == set()
    with pytest.raises(NotAllowed):
        reports.month_changes(closed, viewer, indicators.period_of("2025-11"))


def test_the_files_of_papers_are_no_strays(closed: House) -> None:
    """The start of the server sweeps what no row stands on; papers stay."""
    from jiefen_lite import intake

    intake.recover(closed, LATER)
    assert all(papers.file_of(closed, one, "docx") for one in shelf.listing(closed.store, LEADER))
    with closed.store.reading():
        assert Paper.select().count() == len(MONTHS)
        assert PaperFile.select().count() == 3 * len(MONTHS)


def test_a_paper_is_read_back_as_its_file_says_it(closed: House) -> None:
    (paper,) = of(closed)
    read = papers.read_back(papers.file_of(closed, paper, "docx")[1])
    assert read.title == paper.title
    kinds = [one.kind for one in read.pieces]
    assert kinds.count("table") > 3
    assert {"section", "caption", "text"} <= set(kinds)
    core = next(one for one in read.pieces if one.kind == "table")
    assert core.rows[0][:3] == ("指标", "本月", "分子/分母")
    assert any("数据截止" in line for line in read.foot)


def test_a_chart_is_read_back_where_its_caption_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its data as the file says them; the workbook behind it is for the proof, not for the page."""
    blocks = (
        Block("paragraph", "正文第1段", ("某月分析报告",)),
        Block("paragraph", "正文第2段", ("一、总体情况",)),
        Block("paragraph", "正文第3段", ("图1 近13个月受理量",)),
        Block("paragraph", "正文第4段", ("图10以下从略。",)),
        Block("paragraph", "正文第5段", ("某中心",)),
        Block("paragraph", "正文第6段", ("2026年11月9日",)),
        Block("chart", "图1第1行", ("", "受理量")),
        Block("chart", "图1第2行", ("9月", "97")),
        Block("chart", "图1背后的数据表第1行", ("", "受理量")),
        Block("chart", "图2第1行", ("", "件")),
    )
    document = word.WordDocument(blocks, "")
    monkeypatch.setattr(word, "read_document", lambda _source: document)
    read = papers.read_back(b"")
    assert [(one.kind, one.text) for one in read.pieces] == [
        ("section", "一、总体情况"),
        ("chart", "图1 近13个月受理量"),
        ("caption", "图1 近13个月受理量"),
        ("text", "图10以下从略。"),
        ("signature", "某中心"),
        ("signature", "2026年11月9日"),
        ("chart", "图2"),
    ]
    assert read.pieces[1].rows == (("", "受理量"), ("9月", "97"))


# ------------------------------------------------------------------ the world goes on


def test_what_becomes_of_a_case_later_changes_no_paper_of_a_closed_month(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Place, unit and state of a case that papers name are those of the month's end, and so they prove."""
    house = tickets.open_house(folder)
    documents = [one for one in SHIPPED if one.id != "health_unit"]
    only(monkeypatch, *documents)
    papers.close_due(house, OPERATOR, CLOSED, None, lambda _words: None)
    with house.store.writing():
        house.store.db.execute_sql(
            "UPDATE cases SET due_date = '2027-01-01', town = '锦山镇', village = NULL, type_l2 = '别的', "
            "responsible_unit = '公安局', people_count = 99"
        )
    for paper in shelf.listing(house.store, LEADER):
        proof = papers.prove(house, LEADER, paper, LATER)
        assert proof.differences == (), (paper.document, paper.period)
        assert proof.numbers > 100
    house.store.close()


def test_other_words_of_the_rules_change_no_paper_of_a_closed_month(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed month keeps the rules it was closed under, made once more as well."""
    house = tickets.open_house(folder)
    only(monkeypatch, *(one for one in SHIPPED if one.id == "analysis"))
    papers.close_due(house, OPERATOR, CLOSED, None, lambda _words: None)
    said = house.book.analysis
    other = tuple(
        replace(one, say=(replace(one.say[0], when=(), unless=(), text="换了说法。"),))
        for one in said.sentences
    )
    house.book = replace(house.book, analysis=replace(said, sentences=other, list_most=1))
    for paper in shelf.listing(house.store, LEADER):
        assert papers.prove(house, LEADER, paper, LATER).differences == ()
    open_month = reports.analysis_report(
        house, LEADER, indicators.period_of("2025-12"), datetime(2025, 12, 9), LATER.date()
    )
    assert open_month.paragraphs["lead"] == ("换了说法。换了说法。换了说法。",)
    house.store.close()
