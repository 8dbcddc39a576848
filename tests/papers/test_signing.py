"""A paper is signed off once, by those who may, and goes out without the system's own line."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from docx import Document

from exporters import analysis_report, health_report, word
from jiefen_lite import indicators, papers, reports
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.shapes import Issue
from jiefen_lite.store import audit
from jiefen_lite.store import papers as shelf
from tests.factories import CLERK, LEADER, OPERATOR, SUPERVISOR, handler_of
from tests.papers.conftest import faults, of

pytestmark = pytest.mark.slow

LATER = datetime(2025, 12, 10, 9, 0)
NUMBER = "富综治发〔2025〕3号"


def test_signed_off_once_by_those_who_may(closed: House) -> None:
    (paper,) = of(closed)
    for viewer in (CLERK, OPERATOR, handler_of("司法局")):
        with pytest.raises(NotAllowed, match="督办岗、领导"):
            papers.sign(closed, viewer, paper.id, LATER)
    papers.sign(closed, LEADER, paper.id, LATER)
    (paper,) = of(closed)
    assert (paper.signed_by, paper.signed_at) == (LEADER.name, LATER)
    with pytest.raises(JiefenError, match=f"已由{LEADER.name}签发"):
        papers.sign(closed, SUPERVISOR, paper.id, LATER)
    assert audit.entries(closed.store, OPERATOR, limit=1)[0]["action"] == "sign_report"
    assert faults(closed) == []


def test_what_is_signed_off_stays_whatever_is_made_later(closed: House) -> None:
    (paper,) = of(closed)
    before = papers.file_of(closed, paper, "docx")
    papers.sign(closed, LEADER, paper.id, LATER)
    papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, None, reason="改了表述")
    old, new = of(closed)
    assert (old.signed_by, new.signed_by) == (LEADER.name, None)
    assert papers.file_of(closed, old, "docx") == before
    assert faults(closed) == []


def test_an_older_version_is_not_signed_off(closed: House) -> None:
    papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, None, reason="改了表述")
    with pytest.raises(JiefenError, match="签发最新的一版"):
        papers.sign(closed, LEADER, of(closed)[0].id, LATER)


def test_a_paper_that_does_not_prove_true_is_not_signed_off(closed: House) -> None:
    """A figure that was changed in the frozen table: told by the proof, and no name is set under it."""
    (paper,) = of(closed)
    with closed.store.writing():
        closed.store.db.execute_sql("UPDATE snapshot_figure SET n = n + 1 WHERE indicator = 'intake_count'")
    proof = papers.prove(closed, LEADER, paper, LATER)
    assert proof.differences
    with pytest.raises(JiefenError, match="核对不上"):
        papers.sign(closed, LEADER, paper.id, LATER)
    assert of(closed)[0].proof == proof


# ------------------------------------------------------------------ the edition that goes out


def _texts(house: House, kind: str) -> tuple[list[str], list[str]]:
    """Body and footers of a file of November's paper."""
    blocks = word.read_document(io.BytesIO(papers.file_of(house, of(house)[0], kind)[1])).blocks
    footers = [one.text for one in blocks if one.kind == "footer"]
    return [one.text for one in blocks if one.kind != "footer"], footers


def test_the_edition_that_goes_out_says_the_same_without_the_system_s_line(closed: House) -> None:
    papers.sign(closed, LEADER, of(closed)[0].id, LATER)
    body, footers = _texts(closed, "docx")
    issued, below = _texts(closed, shelf.ISSUED)
    assert issued == body
    assert any("系统生成" in one for one in footers)
    assert below
    assert not any("系统生成" in one for one in below)
    name, data = papers.file_of(closed, of(closed)[0], shelf.ISSUED)
    assert name == "2025年11月体检报告（签发）.docx"
    assert reports.verify_report(closed, LEADER, io.BytesIO(data)).differences == ()
    assert papers.prove(closed, LEADER, of(closed)[0], LATER).differences == ()


def test_a_number_stands_above_the_title_and_is_used_once(closed: House) -> None:
    papers.sign(closed, LEADER, of(closed)[0].id, LATER, f" {NUMBER} ")
    assert of(closed)[0].number == NUMBER
    assert _texts(closed, shelf.ISSUED)[0][0] == NUMBER
    assert _texts(closed, "docx")[0][0] != NUMBER
    with pytest.raises(JiefenError, match="一个文号只能用一次"):
        papers.sign(closed, LEADER, of(closed, "2025-10")[0].id, LATER, NUMBER)
    assert of(closed, "2025-10")[0].signed_at is None
    assert of(closed, "2025-10")[0].file(shelf.ISSUED) is None
    assert faults(closed) == []


@pytest.mark.parametrize(
    "number",
    [
        "富综治发[2025]3号",
        "富综治发〔25〕3号",
        "富综治发〔2025〕03号",
        "富综治发〔2025〕第3号",
        "3号",
        "{{ title }}",
    ],
)
def test_a_number_is_written_as_the_standard_says(closed: House, number: str) -> None:
    with pytest.raises(JiefenError, match="六角括号"):
        papers.sign(closed, LEADER, of(closed)[0].id, LATER, number)
    assert of(closed)[0].signed_at is None


def test_an_edition_that_nobody_signed_does_not_prove_true(closed: House) -> None:
    """A paper of the same month and day, set like one that was signed off, is found whatever its number."""
    papers.sign(closed, LEADER, of(closed)[0].id, LATER)
    period, day = indicators.period_of("2025-11"), of(closed)[0].dated
    forged = io.BytesIO()
    analysis = reports.analysis_report(closed, LEADER, period, of(closed)[0].as_of, day)
    analysis_report.write(analysis, forged, issue=Issue(""))
    forged.seek(0)
    (difference,) = reports.verify_report(closed, LEADER, forged).differences
    assert difference.message == "这份文件标着已签发，在系统里没有签发记录。"
    forged = io.BytesIO()
    health = reports.health_report(closed, LEADER, period, of(closed)[0].as_of, day)
    health_report.write(health, forged, issue=Issue(NUMBER))
    forged.seek(0)
    (difference,) = reports.verify_report(closed, LEADER, forged).differences
    assert difference.message == f"文号“{NUMBER}”在系统里没有签发记录。"


@pytest.mark.parametrize(
    ("line", "number", "told"),
    [
        ("{%p if issued %}|另行补充 9999 件。|{%p endif %}", "", "签发时另外增减的文字"),
        ("{%p if not issued %}|附注一行。|{%p endif %}", "", "签发时另外增减的文字"),
        (None, NUMBER, "没有文号的位置"),
    ],
)
def test_a_blank_cannot_say_more_or_less_once_a_paper_is_signed(
    closed: House, line: str | None, number: str, told: str
) -> None:
    """What goes out is what was proved; a number that the blank cannot print is not given."""
    own = closed.files.parent / "templates" / "health_report.docx"
    document = Document(io.BytesIO(word.template_bytes("health_report", None)))
    if line is None:
        (at,) = [one for one in document.paragraphs if one.text == "{{ number }}"]
        at.runs[0].text = "内部资料"
    else:
        for text in line.split("|"):
            document.paragraphs[-1].insert_paragraph_before(text)
    document.save(str(own))
    papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, own.parent, reason="换了模板")
    with pytest.raises(JiefenError, match=told):
        papers.sign(closed, LEADER, of(closed)[-1].id, LATER, number)
    assert of(closed)[-1].signed_at is None


def test_the_number_of_a_signed_paper_is_guarded(closed: House) -> None:
    papers.sign(closed, LEADER, of(closed)[0].id, LATER)
    with closed.store.writing():
        closed.store.db.execute_sql(
            "UPDATE paper SET number = '富综治发〔2025〕9号' WHERE signed_at NOT NULL"
        )
    assert any("签发记录" in one for one in shelf.faults(closed.store))


def test_the_edition_of_a_later_version_says_which(closed: House) -> None:
    papers.make(closed, SUPERVISOR, "health", "2025-11", LATER, None, reason="改了表述")
    papers.sign(closed, LEADER, of(closed)[-1].id, LATER)
    assert papers.file_of(closed, of(closed)[-1], shelf.ISSUED)[0] == "2025年11月体检报告（签发）_第2版.docx"


def test_an_edition_that_was_exchanged_is_found(closed: House) -> None:
    papers.sign(closed, LEADER, of(closed)[0].id, LATER, NUMBER)
    with closed.store.writing():
        closed.store.db.execute_sql("UPDATE paper_file SET sha256 = '0' WHERE kind = 'issued'")
    assert any("签发记录" in one for one in shelf.faults(closed.store))
