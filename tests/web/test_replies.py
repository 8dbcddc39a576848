"""The pages of 反馈: what waits, a file made and fetched, taken back; and what may go on outside."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
from flask.testing import FlaskClient

from jiefen_lite import replies
from jiefen_lite.desk import House
from jiefen_lite.shapes import Channel, Outcome, Role, Status
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
MONTH = "2026-11"


def closed(house: House, number: int, **changes: object) -> None:
    """A case that somebody here has brought to its end."""
    support.add_case(
        house,
        number,
        status=Status.CLOSED,
        outcome=Outcome.RESOLVED,
        closed_at=datetime(2026, 11, 10, 9, 0),
        by_hand=("approve",),
        **changes,
    )


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else ""


def test_what_waits_is_made_into_a_file_and_fetched_once_made(house: House, as_role: AsRole) -> None:
    closed(house, 1)
    support.add_case(house, 2)
    client = as_role(Role.INTAKE_CLERK)
    page = text(client, "/replies")
    assert "<strong>1</strong> 个来源编号有了结果" in page
    assert "调字〔2026〕1号" in page
    assert "调字〔2026〕2号" not in page
    assert "调字〔2026〕2号" in text(client, "/replies?show=open&channel=mediation")
    answer = client.post("/replies", data={"channel": "mediation", "csrf_token": token(page)})
    assert answer.status_code == 302
    page = text(client, "/replies")
    while "稍等，刷新" in page:
        page = text(client, "/replies")
    assert "有结果的都已经告诉来源单位" in page
    (link,) = set(re.findall(r"/replies/files/[0-9a-f]+", page))
    file = client.get(link)
    rows = list(openpyxl.load_workbook(io.BytesIO(file.data)).worksheets[0].iter_rows(values_only=True))
    assert rows == [
        ("卷号", "受理时间", "调解组织", "调解结果", "结案时间", "备注"),
        ("调字〔2026〕1号", "2026-11-03 09:00:00", support.LABOR, "成功", "2026-11-10", None),
    ]
    assert as_role(Role.SUPERVISOR).get(link).status_code == 404  # it is its maker's
    assert "已反馈" in text(client, "/cases/FJ20261103-0001")
    (taken,) = set(re.findall(r"/replies/\d+/back", page))
    client.post(taken, data={"csrf_token": token(page)})
    page = text(client, "/replies")
    assert "1 个来源编号重新等着反馈" in page
    assert "调字〔2026〕1号" in page


def test_the_page_counts_as_the_command_does(house: House, as_role: AsRole) -> None:
    for number in (1, 2, 3):
        closed(house, number)
    support.add_case(house, 4)
    page = text(as_role(Role.SUPERVISOR), "/replies")
    line = replies.board(house, support.BOSS, date(2026, 11, 20))[0]
    assert (line.channel, line.waiting, line.counts["open"]) == (Channel.MEDIATION, 3, 1)
    assert f"做反馈表（{line.waiting}）" in page
    assert re.search(r'data-name="待反馈"><a [^>]*>3</a>', re.sub(r"\s*\n\s*", "", page))


def test_a_month_without_numbers_says_so(house: House, as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    sent = {"channel": "petition", "month": MONTH, "csrf_token": token(text(client, "/replies"))}
    client.post("/replies", data=sent)
    page = text(client, "/replies")
    assert "信访2026年11月没有来源编号要反馈（0 个），没有做表。" in page
    assert "还没有做过反馈表" in page


def test_a_unit_sees_its_own_quiet_cases_and_no_work_list(house: House, as_role: AsRole) -> None:
    own, other = "FJ20261003-0001", "FJ20261003-0002"
    support.add_case(house, 1, day=date(2026, 10, 3), units=[(support.LABOR, "responsible")])
    support.add_case(house, 2, day=date(2026, 10, 3), responsible_unit="民政局")
    of_unit = as_role(Role.HANDLER)
    assert of_unit.get("/replies").status_code == 403
    page = text(of_unit, "/replies/outside")
    assert own in page
    assert other not in page
    assert "10月没有报的渠道" not in page
    page = text(as_role(Role.LEADER), "/replies/outside")
    assert own in page
    assert other in page
    assert "10月没有报的渠道" in page
    assert "逾期未报" in page
