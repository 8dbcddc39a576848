"""The sheet of calls: what is due, masked or with telephones, filled in by hand, taken back line by line."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed, UnreadableFile
from jiefen_lite.mediation import callsheet, calltaking, following, settling
from jiefen_lite.shapes import CaseRow, Role, Viewer
from jiefen_lite.store import agreements, audit
from tests.mediation.conftest import person
from tests.mediation.test_journey import NOW, begin, signed
from tests.web import support

UNTIL = date(2027, 1, 31)
LATER = datetime(2027, 2, 1, 9, 0)
ABOVE = 3  # the title, the heads, what is to be written


@pytest.fixture
def mediator(house: House, case: CaseRow) -> Viewer:
    """Who mediated the case, which is settled: two payments and two visits are due by ``UNTIL``."""
    found = begin(house, case.case_code)
    settling.settle(house, found, case.case_code, signed(), NOW)
    return found


def book_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def filled(data: bytes, *rows: dict[str, str]) -> bytes:
    """The sheet with these cells written into its lines, in order."""
    book = book_of(data)
    page = book["联系表"]
    heads = {cell.value: cell.column for cell in page[2]}
    for at, row in enumerate(rows, ABOVE + 1):
        for name, written in row.items():
            page.cell(at, heads[callsheet.HEADS[name]]).value = written
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(house: House, viewer: Viewer, until: date = UNTIL) -> bytes:
    return callsheet.workbook(house, viewer, until, LATER)[1]


VISITED = {"day": "2026-11-28", "way": "电话", "reached": "是", "said": "已收到第一期", "by": "王丽"}
PAID = {"day": "2026.12.21", "state": "已履行", "way": "电话"}


def test_the_sheet_lists_what_is_due_by_the_day_masked(house: House, case: CaseRow, mediator: Viewer) -> None:
    page = book_of(sheet(house, mediator))["联系表"]
    rows = [[cell.value or "" for cell in row] for row in page.iter_rows(min_row=ABOVE + 1)]
    assert [(row[4], row[6]) for row in rows] == [
        ("回访：首次回访", "2026-11-27"),
        ("履行", "2026-12-20"),
        ("履行", "2027-01-20"),
        ("回访：履行期满回访", "2027-01-27"),
    ]
    assert {row[1] for row in rows} == {case.case_code}
    assert {row[2] for row in rows} == {"申请人 孙**\n被申请人 周**"}
    assert {row[3] for row in rows} == {"第 1 版"}
    assert "6,000.00 元" in rows[1][5]
    assert not {"孙立东", "周海峰", support.PHONE} & {word for row in rows for word in str(row).split()}
    assert all(row[7:13] == [""] * 6 for row in rows)
    assert len(callsheet.lines(house, mediator, date(2026, 12, 1), LATER)) == 1


def test_telephones_stand_in_it_for_a_reason_and_each_look_is_logged(
    house: House, case: CaseRow, mediator: Viewer
) -> None:
    with pytest.raises(JiefenError, match="为什么要带电话"):
        callsheet.workbook(house, mediator, UNTIL, LATER, reason="打")
    name, data = callsheet.workbook(house, mediator, UNTIL, LATER, reason="打电话回访")
    assert "（明文）" in name
    assert f"申请人 孙立东 {support.PHONE}" in str(book_of(data)["联系表"].cell(ABOVE + 1, 3).value)
    told = [(one["action"], one["object"]) for one in audit.entries(house.store, support.BOSS)][:2]
    assert told == [("export", "call_list"), ("reveal", case.case_code)]
    with pytest.raises(NotAllowed):
        callsheet.workbook(house, person(house, Role.UNIT_LEADER), UNTIL, LATER, reason="打电话回访")


def test_who_may_not_see_people_in_clear_gets_them_masked_all_the_same(
    house: House, case: CaseRow, mediator: Viewer
) -> None:
    """The counter visits, but sees only the people of cases that it brought in."""
    found = callsheet.lines(house, person(house, Role.INTAKE_CLERK), UNTIL, LATER, reason="打电话回访")
    assert {one.parties for one in found} == {"申请人 孙**\n被申请人 周**"}


def test_a_filled_sheet_is_noted_and_the_same_file_twice_changes_nothing(
    house: House, case: CaseRow, mediator: Viewer
) -> None:
    code = case.case_code
    no_answer = {"day": "2027-01-28", "way": "电话", "reached": "否", "said": "打了三次没人接"}
    partly = {"day": "2027-01-21", "state": "部分履行", "said": "还差 600 元"}
    data = filled(sheet(house, mediator), VISITED, PAID, partly, no_answer)
    done = calltaking.take(house, mediator, data, LATER)
    assert [one.state for one in done.outcomes] == ["noted"] * 4
    assert done.marked is None
    visits = agreements.visits(house.store, mediator, code, clear=True)
    assert (visits[0].state, visits[0].visited_on, visits[0].way) == ("done", date(2026, 11, 28), "telephone")
    assert visits[0].heard == "已收到第一期（回访人：王丽）"
    assert (visits[1].state, visits[1].reached) == ("open", False)
    whole = following.whole(house, mediator, code, LATER)
    assert [one.state for one in whole.items] == ["done", "partly"]
    assert whole.items[0].findings[0].remark == "电话联系"

    again = calltaking.take(house, mediator, data, LATER + timedelta(hours=1))
    assert [one.state for one in again.outcomes] == ["known"] * 4
    assert following.whole(house, mediator, code, LATER) == whole
    # what was not reached, and what is still owed, is due again; the rest is not
    assert len(callsheet.lines(house, mediator, UNTIL, LATER)) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("at", "row", "reason"),
    [
        (0, VISITED | {"day": ""}, "请填写“联系日期”"),
        (0, VISITED | {"day": "昨天下午"}, "看不懂"),
        (0, VISITED | {"day": "2027-03-01"}, "日期不能晚于今天"),
        (0, VISITED | {"day": "2026-11-01"}, "日期不能早于协议生效的 2026-11-20"),
        (0, VISITED | {"way": "飞鸽"}, "“方式”写的“飞鸽”不认识"),
        (0, VISITED | {"reached": ""}, "请选联系上了没有"),
        (0, VISITED | {"state": "已履行"}, "这一行是回访"),
        (0, VISITED | {"said": ""}, "请写明当事人怎么说"),
        (0, VISITED | {"case_code": "FJ20261103-0999"}, "没有这个案件"),
        (0, VISITED | {"key": "H-000000000000"}, "案件码和核对码对不上"),
        (0, VISITED | {"key": ""}, "没有案件码或者核对码"),
        (1, PAID | {"state": "履行了"}, "“履行情况”写的“履行了”不认识"),
        (1, PAID | {"state": "未履行"}, "没有履行完的请写明情况"),
        (1, PAID | {"reached": "否"}, "没联系上"),
    ],
)
def test_a_wrong_line_is_refused_with_its_reason_and_the_others_are_noted(
    house: House, case: CaseRow, mediator: Viewer, at: int, row: dict[str, str], reason: str
) -> None:
    rows: list[dict[str, str]] = [{}, {}, {}]
    rows[at] = row
    rows[2] = {"day": "2027-01-21", "state": "已履行"}
    done = calltaking.take(house, mediator, filled(sheet(house, mediator), *rows), LATER)
    (wrong,) = done.having("refused")
    assert wrong.row == ABOVE + 1 + at
    assert reason in " ".join(wrong.reasons)
    assert [one.row for one in done.having("noted")] == [ABOVE + 3]
    assert done.empty == 2
    assert done.marked is not None
    marked = book_of(done.marked)["联系表"].cell(ABOVE + 1 + at, 2)
    assert marked.comment is not None
    assert reason in marked.comment.text


def test_what_is_noted_already_is_not_noted_otherwise(house: House, case: CaseRow, mediator: Viewer) -> None:
    blank = sheet(house, mediator)
    calltaking.take(house, mediator, filled(blank, VISITED, PAID), LATER)
    other = filled(blank, VISITED | {"said": "没有收到"}, PAID | {"state": "未履行", "said": "没有付"})
    done = calltaking.take(house, mediator, other, LATER)
    assert [" ".join(one.reasons) for one in done.outcomes] == [
        "这次回访已经做过了，或者不用再做。",
        "这一项已经登记为已履行，没有改；登记错了，请打开案件的履行回访再登记一次。",
    ]


def test_a_line_twice_in_one_file_counts_once(house: House, case: CaseRow, mediator: Viewer) -> None:
    blank = sheet(house, mediator)
    key = str(book_of(blank)["联系表"].cell(ABOVE + 1, 14).value)
    done = calltaking.take(house, mediator, filled(blank, VISITED, VISITED | {"key": key}), LATER)
    assert [one.state for one in done.outcomes] == ["noted", "refused"]
    assert f"和第 {ABOVE + 1} 行是同一项" in done.outcomes[1].reasons[0]


def test_a_line_of_another_unit_is_refused_as_though_there_were_none(
    house: House, case: CaseRow, mediator: Viewer
) -> None:
    data = filled(sheet(house, mediator), VISITED)
    stranger = Viewer(None, "外人", frozenset({Role.HANDLER}), support.TOWN_HALL)
    assert callsheet.lines(house, stranger, UNTIL, LATER) == []
    (wrong,) = calltaking.take(house, stranger, data, LATER).outcomes
    assert wrong.state == "refused"
    assert "没有这个案件，或它不在您的办理范围内" in wrong.reasons[0]
    assert agreements.visits(house.store, mediator, case.case_code)[0].state == "open"


def test_another_workbook_is_refused(house: House) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["案件码", "联系日期"])
    book.save(out)
    boss = person(house, Role.SUPERVISOR)
    with pytest.raises(UnreadableFile, match="不是从本系统下载的回访履行联系表"):
        calltaking.take(house, boss, out.getvalue(), LATER)
    with pytest.raises(UnreadableFile):
        calltaking.take(house, boss, b"PK\x03\x04 not a workbook", LATER)
    with pytest.raises(NotAllowed):
        calltaking.take(house, person(house, Role.LEADER), out.getvalue(), LATER)
