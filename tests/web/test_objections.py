"""A unit objects to a figure of its 体检报告: within three working days, answered case by case, kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from docx import Document
from flask.testing import FlaskClient

from exporters import health_unit
from jiefen_lite import objecting, reports
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.indicators import period_of
from jiefen_lite.shapes import Outcome, Role, Satisfaction, Status, Viewer
from jiefen_lite.store import messages, objections
from jiefen_lite.store.tables import Paper
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
OCTOBER, LABOR, HALL = period_of("2026-10"), support.LABOR, support.TOWN_HALL
HEAD = Viewer(None, support.PEOPLE[Role.UNIT_LEADER], frozenset({Role.UNIT_LEADER}), LABOR)
OTHER = Viewer(None, "镇里的分管", frozenset({Role.UNIT_LEADER}), HALL)
CODE, FOREIGN = "FJ20261005-0001", "FJ20261005-0009"
FRIDAY = datetime(2026, 11, 6, 15, 0)
CLAIM = "这一件 10 月 6 日已经报结，没有超期"


def issue(house: House, period: str, at: datetime, unit: str = "") -> None:
    """The county's report of a month goes out, or the sheet of one unit."""
    with house.store.writing():
        Paper.create(
            document="health_unit" if unit else "health", period=period, unit=unit, version=1,
            title="体检报告", as_of=at, dated=at.date(),
            formula_version="1", figures=0, made_at=at, made_by="系统", signed_at=at, signed_by="主任老郑",
            number="", issued_marks="",
        )  # fmt: skip


@pytest.fixture
def house(house: House) -> House:
    """October: eight cases of the labour office, one of the town hall, and the report signed on a Friday."""
    for number in range(1, 10):
        unit = LABOR if number < 9 else HALL
        end = datetime(2026, 10, 6)
        support.add_case(
            house, number, units=[(unit, "responsible")], responsible_unit=unit, day=date(2026, 10, 5),
            status=Status.CLOSED, outcome=Outcome.RESOLVED if number > 2 else Outcome.COMPLETED_UNRESOLVED,
            mediated="ok", mediated_at=end, feedback_submitted_at=end, closed_at=end, evaluated_at=end,
            satisfaction=Satisfaction.SATISFIED,
        )  # fmt: skip
    issue(house, "2026-10", FRIDAY)
    return house


def test_the_term_is_three_working_days(house: House) -> None:
    """From a Friday to Wednesday; over the holidays of October the Saturday that is worked counts."""
    found = objecting.sheet(house, HEAD, OCTOBER, FRIDAY)
    assert (found.issued_on, found.until, found.why_not) == (date(2026, 11, 6), date(2026, 11, 11), "")
    assert objecting.sheet(house, HEAD, OCTOBER, datetime(2026, 11, 11, 23, 59)).why_not == ""
    assert "已经过了" in objecting.sheet(house, HEAD, OCTOBER, datetime(2026, 11, 12, 0, 1)).why_not
    with pytest.raises(IllegalMove, match="已经过了"):
        objecting.make(house, HEAD, OCTOBER, "resolution", CLAIM, [CODE], datetime(2026, 11, 12, 9))
    issue(house, "2026-08", datetime(2026, 9, 30, 16))
    assert objecting.sheet(house, HEAD, period_of("2026-08"), datetime(2026, 10, 1)).until == date(
        2026, 10, 10
    )
    with pytest.raises(NotFound, match="还没有签发"):
        objecting.sheet(house, HEAD, period_of("2026-09"), FRIDAY)


def test_only_its_own_figures_and_cases(house: House) -> None:
    sheet = objecting.sheet(house, HEAD, OCTOBER, FRIDAY)
    lost = {line.id: line.codes for line in sheet.lines if line.codes}
    assert FOREIGN not in {code for codes in lost.values() for code in codes}
    item = next(iter(lost))
    for codes, said in (
        ([FOREIGN], "不是本单位的件"),
        (["FJ20990101-0001"], "不是本单位的件"),
        ([], "哪几件"),
    ):
        with pytest.raises(JiefenError, match=said):
            objecting.make(house, HEAD, OCTOBER, item, CLAIM, codes, FRIDAY)
    with pytest.raises(JiefenError, match="至少 4 个字"):
        objecting.make(house, HEAD, OCTOBER, item, "不对", [CODE], FRIDAY)
    with pytest.raises(JiefenError, match="哪一项"):
        objecting.make(house, HEAD, OCTOBER, "nothing", CLAIM, [CODE], FRIDAY)
    number = objecting.make(house, HEAD, OCTOBER, item, CLAIM, [CODE], FRIDAY)
    with pytest.raises(IllegalMove, match="申诉一次"):
        objecting.make(house, HEAD, OCTOBER, item, CLAIM, [CODE], FRIDAY)
    with pytest.raises(NotFound):
        objections.get(house.store, OTHER, number)
    assert objections.listed(house.store, OTHER, limit=9) == []
    handler = Viewer(None, "承办小赵", frozenset({Role.HANDLER}), LABOR)
    with pytest.raises(NotAllowed):
        objecting.sheet(house, handler, OCTOBER, FRIDAY)


def test_answered_case_by_case_and_told_in_the_next_sheet(house: House) -> None:
    """The month stays as it went out; the correction stands beside it and in the sheet of the next."""
    line = next(one for one in objecting.sheet(house, HEAD, OCTOBER, FRIDAY).lines if one.codes)
    number = objecting.make(house, HEAD, OCTOBER, line.id, CLAIM, [CODE], FRIDAY)
    found, _total = messages.of(house.store, support.BOSS, unread_only=True, limit=9)
    assert [one.kind for one in found] == ["objection"]
    monday = datetime(2026, 11, 9, 10)
    asked = {"verdict": "upheld", "words": "报结单在卷，确实按期", "corrected": "100.0%（8/8）"}

    def answer(viewer: Viewer = support.BOSS, findings: str = "10 月 6 日报结", **changes: str) -> None:
        said = asked | changes
        objecting.answer(
            house, viewer, number, said["verdict"], said["words"], {CODE: findings}, said["corrected"], monday
        )

    with pytest.raises(NotAllowed):
        answer(HEAD)
    own = Viewer(None, HEAD.name, frozenset({Role.SUPERVISOR}))
    with pytest.raises(NotAllowed, match="由别人答复"):
        answer(own)
    with pytest.raises(JiefenError, match="每一件都要写明"):
        answer(findings=" ")
    for bare in ("", "按单位说的改"):
        with pytest.raises(JiefenError, match="更正为多少"):
            answer(corrected=bare)
    before = objecting.sheet(house, HEAD, OCTOBER, monday).score.total
    answer()
    with pytest.raises(IllegalMove, match="已经答复过"):
        answer()
    assert objecting.sheet(house, HEAD, OCTOBER, monday).score.total == before
    told = objections.get(house.store, HEAD, number)
    assert (told.state, told.corrected) == ("upheld", "100.0%（8/8）")
    assert told.findings == {CODE: "10 月 6 日报结"}
    asked_for = (support.OPERATOR, period_of("2026-11"), datetime(2026, 12, 3), date(2026, 12, 3))
    (sheet,) = reports.unit_sheets(house, *asked_for, units=[LABOR])
    sentence = f"2026年10月“{line.name}”{line.shown}，申诉成立，更正为100.0%（8/8）。"
    assert sentence in sheet.paragraphs["objections"]
    out = BytesIO()
    health_unit.write(sheet, out)
    assert any(sentence in one.text for one in Document(out).paragraphs)
    (hall,) = reports.unit_sheets(house, *asked_for, units=[HALL])
    assert not any("申诉成立" in one for one in hall.paragraphs["objections"])
    county = reports.health_report(house, *asked_for)
    assert "本期答复申诉1件，其中成立、部分成立1件" in "".join(county.paragraphs["objections"])


def test_two_at_once_make_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever had the page open while a colleague objected to the same figure is refused as well."""
    stale = objecting.sheet(house, HEAD, OCTOBER, FRIDAY)
    item = next(one.id for one in stale.lines if one.codes)
    monkeypatch.setattr(objecting, "sheet", lambda *_: stale)
    objecting.make(house, HEAD, OCTOBER, item, CLAIM, [CODE], FRIDAY)
    with pytest.raises(IllegalMove, match="申诉一次"):
        objecting.make(house, HEAD, OCTOBER, item, CLAIM, [CODE], FRIDAY)
    assert len(objections.listed(house.store, HEAD, limit=9)) == 1


def test_nobody_is_named(house: House) -> None:
    """People write names and telephones; whoever reads it, and the next paper, learns none."""
    name, number = "孙立东", "13800001234"
    item = next(one.id for one in objecting.sheet(house, HEAD, OCTOBER, FRIDAY).lines if one.codes)
    made = objecting.make(house, HEAD, OCTOBER, item, f"{name}（{number}）已签字", [CODE], FRIDAY)
    said = f"问过{name}，{number}"
    objecting.answer(house, support.BOSS, made, "upheld", said, {CODE: said}, f"{name}的1件不算", FRIDAY)
    for reader in (HEAD, support.BOSS, Viewer(None, "县长", frozenset({Role.LEADER}))):
        told = objections.get(house.store, reader, made)
        words = " ".join([told.claim, told.answer or "", *told.findings.values(), told.corrected or ""])
        assert name not in words
        assert number not in words
        assert "已签字" in words


def test_a_unit_that_is_not_scored_loses_no_points(house: House) -> None:
    """With one case the town hall is given no score, so its page names figures and cases, no points."""
    sheet = objecting.sheet(house, OTHER, OCTOBER, FRIDAY)
    assert sheet.score.total is None
    assert {line.points for line in sheet.lines} <= {"不计分", ""}
    assert not any(line.lost for line in sheet.lines)
    assert "1/1" in {line.shown for line in sheet.lines}  # not 1/1（1/1）


def test_only_months_that_tell_of_it(house: House) -> None:
    """Another unit's sheet alone opens no month to this one: the link would lead nowhere."""
    issue(house, "2026-07", FRIDAY, HALL)
    assert objecting.months(house, HEAD) == ["2026-10"]
    assert objecting.months(house, OTHER) == objecting.months(house, support.BOSS) == ["2026-10", "2026-07"]


def test_the_cases_are_chosen_beside_the_figure(house: House, as_role: AsRole, clock: support.Clock) -> None:
    clock.now = FRIDAY
    head = as_role(Role.UNIT_LEADER)
    line = next(one for one in objecting.sheet(house, HEAD, OCTOBER, FRIDAY).lines if len(one.codes) > 1)
    assert f"/checkups/2026-10?item={line.id}#object" in head.get("/checkups/2026-10").get_data(as_text=True)
    page = head.get(f"/checkups/2026-10?item={line.id}").get_data(as_text=True)
    assert all(f'name="case" value="{code}"' in page for code in line.codes)
    made = support.send(head, "/checkups/2026-10", item=line.id, claim=CLAIM, case=list(line.codes))
    assert made.status_code == 302
    (kept,) = objections.listed(house.store, HEAD, limit=9)
    assert kept.codes == line.codes


def test_through_the_pages(house: House, as_role: AsRole, clock: support.Clock) -> None:
    clock.now = FRIDAY
    head, boss = as_role(Role.UNIT_LEADER), as_role(Role.SUPERVISOR)
    page = head.get("/checkups/2026-10").get_data(as_text=True)
    assert "11-11" in page
    line = next(one for one in objecting.sheet(house, HEAD, OCTOBER, FRIDAY).lines if one.codes)
    refused = support.send(head, "/checkups/2026-10", item=line.id, claim=CLAIM, codes=FOREIGN)
    assert refused.status_code == 400
    assert "不是本单位的件" in refused.get_data(as_text=True)
    assert CLAIM in refused.get_data(as_text=True)
    made = support.send(head, "/checkups/2026-10", item=line.id, claim=CLAIM, codes=f"{CODE}\n")
    assert made.status_code == 302
    assert "1 条体检申诉等您答复" in boss.get("/").get_data(as_text=True)
    bare = support.send(boss, made.location, verdict="rejected", words="按期已经计入")
    assert "每一件都要写明" in bare.get_data(as_text=True)
    done = support.send(
        boss, made.location, verdict="rejected", words="按期已经计入", **{f"finding-{CODE}": "已按期计"}
    )
    assert done.status_code == 302
    told = head.get(made.location).get_data(as_text=True)
    assert "不成立" in told
    assert "已按期计" in told
    assert as_role(Role.LEADER).get("/objections").status_code == 200
