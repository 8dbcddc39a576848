"""The page of scores and prescriptions: what is seen, what a supervisor sets, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from exporters import word
from jiefen_lite.desk import House
from jiefen_lite.shapes import Outcome, Role, Satisfaction, Status
from jiefen_lite.store import prescriptions
from tests.web import support

LABOR, HALL = support.LABOR, support.TOWN_HALL
SET = {
    "measure": "逐件定人",
    "acceptance": "全部报结",
    "owner": "刘长海",
    "due": "2026-11-28",
    "state": "open",
}

AsRole = Callable[[Role], FlaskClient]


@pytest.fixture
def month(house: House) -> None:
    """October: the labour office closes twenty cases and leaves one open, the town hall closes two."""
    for number in range(1, 23):
        unit = LABOR if number <= 20 else HALL
        end = datetime(2026, 10, 6)
        support.add_case(
            house,
            number,
            units=[(unit, "responsible")],
            responsible_unit=unit,
            day=date(2026, 10, 5),
            status=Status.CLOSED,
            outcome=Outcome.COMPLETED_UNRESOLVED if number <= 8 else Outcome.RESOLVED,
            mediated="no" if number <= 8 else "ok",
            mediated_at=end,
            feedback_submitted_at=end,
            closed_at=end,
            evaluated_at=end,
            satisfaction=Satisfaction.DISSATISFIED if number == 1 else Satisfaction.SATISFIED,
        )
    support.add_case(house, 23, units=[(LABOR, "responsible")], day=date(2026, 10, 8))


@pytest.mark.usefixtures("month")
def test_scores_ranks_and_reasons_are_on_the_page(as_role: AsRole) -> None:
    page = as_role(Role.LEADER).get("/health/2026-10").get_data(as_text=True)
    assert "试算，不作为考核结果" in page
    assert "部门排名" in page
    assert "业务量过小（受理2件，不足5件）" in page
    assert "化解率偏低" in page
    assert "FJ20261005-0001" in page  # a case that cost points
    assert "<form" not in page.split('id="prescriptions"')[1].split("</section>")[0]


@pytest.mark.usefixtures("month")
def test_a_unit_s_page_leads_from_each_item_to_its_cases(as_role: AsRole) -> None:
    page = as_role(Role.SUPERVISOR).get(f"/health/2026-10/unit?name={LABOR}").get_data(as_text=True)
    assert "/cases/FJ20261005-0001" in page
    assert "红灯件" in page
    assert "/cases/FJ20261008-0023" in page
    assert as_role(Role.SUPERVISOR).get("/health/2026-10/unit?name=没有这个局").status_code == 404


@pytest.mark.parametrize("address", ["/health/2026-11", "/health/2026-13", "/health/x", "/health/2027-01"])
def test_there_is_no_page_of_a_month_that_is_not_over(as_role: AsRole, address: str) -> None:
    assert as_role(Role.LEADER).get(address).status_code == 404


@pytest.mark.usefixtures("month")
def test_a_supervisor_sets_owner_and_date_and_the_sheet_prints_them(house: House, as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    sent = support.send(
        client, "/health/2026-10/prescription", unit=LABOR, rule="resolution", remark="", **SET
    )
    assert sent.status_code == 302
    held = prescriptions.notes(house.store, support.OPERATOR, "2026-10")[LABOR, "resolution"]
    assert (held.owner, held.due, held.set_by) == ("刘长海", date(2026, 11, 28), "督办老王")
    page = client.get("/health/2026-10").get_data(as_text=True)
    assert "刘长海，2026-11-28前" in page
    assert "不要写当事人的姓名" in page
    made = support.send(client, "/health/2026-10/unit.docx", name=LABOR)
    texts = [block.text for block in word.read_document(BytesIO(made.data)).blocks]
    assert any("刘长海" in text and "11月28日" in text for text in texts)


@pytest.mark.usefixtures("month")
def test_what_was_typed_stays_on_the_page_when_it_is_refused(house: House, as_role: AsRole) -> None:
    form = {**SET, "state": "delayed", "measure": "请专家<b>参与</b>"}
    sent = support.send(
        as_role(Role.SUPERVISOR),
        "/health/2026-10/prescription",
        unit=LABOR,
        rule="resolution",
        remark="",
        **form,
    )
    page = sent.get_data(as_text=True)
    assert sent.status_code == 422
    assert "要写明情况说明" in page
    assert "请专家&lt;b&gt;参与&lt;/b&gt;" in page
    assert prescriptions.last_note(house.store, support.OPERATOR) == 0


@pytest.mark.usefixtures("month")
def test_nobody_else_sets_and_nothing_is_set_that_is_not_prescribed(house: House, as_role: AsRole) -> None:
    asked = {"unit": LABOR, "rule": "resolution", "remark": "", **SET}
    for role in (Role.LEADER, Role.INTAKE_CLERK, Role.HANDLER):
        assert support.send(as_role(role), "/health/2026-10/prescription", **asked).status_code == 403
    other = asked | {"unit": HALL}
    assert support.send(as_role(Role.SUPERVISOR), "/health/2026-10/prescription", **other).status_code == 404
    assert prescriptions.last_note(house.store, support.OPERATOR) == 0
