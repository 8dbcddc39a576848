"""The pages of headers: a batch's unknown ones, what reading again changed, what was taught."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from jiefen_lite.store import batches, learned
from tests.importers.factories import workbook
from tests.web import support
from tests.web.test_upload import settled

AsRole = Callable[[Role], FlaskClient]
HEADER = ["卷号", "受理时间", "申请人", "联络号", "纠纷类型", "纠纷简要情况", "心情", "进门日"]
ROWS = [
    [
        f"Z{n}",
        f"2026-11-{n:02d}",
        "孙立东",
        f"1390000{n:04d}",
        "邻里纠纷",
        "两家为排水争执",
        "好",
        f"2026-11-{n:02d}",
    ]
    for n in range(1, 7)
]


@pytest.fixture
def batch(house: House, app: Flask, as_role: AsRole) -> int:
    """A uploaded ledger with three headers that nobody knows."""
    files = [(BytesIO(workbook([HEADER, *ROWS])), "11月人民调解台账.xlsx")]
    support.send(as_role(Role.HANDLER), "/upload", files=files)
    settled(app)
    return batches.list_batches(house.store, support.OPERATOR)[0].id


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.get_data(as_text=True).split())


def test_one_click_takes_the_proposals_and_the_effect_is_seen_at_once(
    house: House, app: Flask, as_role: AsRole, batch: int
) -> None:
    client = as_role(Role.HANDLER)
    assert f"/columns/{batch}" in page(client, f"/batches/{batch}")
    shown = page(client, f"/columns/{batch}")
    assert "139****0001" in shown
    assert "13900000001" not in shown
    assert '<option value="phone" selected>电话</option>' in shown
    assert "6 个值里 6 个像电话" in shown
    assert shown.count("看不出来，请选") == 2
    form = {"column-0": "phone", "column-1": "-", "column-2": ""}
    assert support.send(client, f"/columns/{batch}", **form).status_code == 302
    settled(app)
    after = page(client, f"/columns/{batch}")
    assert 'scope="row">电话</th><td class="number" data-name="原来">0 →</td>' in after
    assert "<strong>6</strong>" in after
    assert "1 个栏目没见过" in after
    assert learned.columns(house.store) == {"mediation": {"联络号": "phone", "心情": None}}


def test_two_columns_for_one_field_are_asked_about_first(
    house: House, app: Flask, as_role: AsRole, batch: int
) -> None:
    client = as_role(Role.SUPERVISOR)
    response = support.send(client, f"/columns/{batch}", **{"column-2": "received_at"})
    assert response.status_code == 422
    told = response.get_data(as_text=True)
    assert "都读作来源登记时间" in told
    assert '<option value="received_at" selected>' in told  # what was chosen stays
    assert learned.columns(house.store) == {}
    sure = {"column-2": "received_at", "anyway": "1"}
    assert support.send(client, f"/columns/{batch}", **sure).status_code == 302
    settled(app)
    assert learned.columns(house.store) == {"mediation": {"进门日": "received_at"}}


def test_what_was_taught_is_listed_removed_and_put_back(
    house: House, app: Flask, as_role: AsRole, batch: int
) -> None:
    client = as_role(Role.INTAKE_CLERK)
    assert "还没有教过的栏目" in page(client, "/columns")
    assert f'href="/columns/{batch}"' in page(client, "/columns")
    support.send(client, f"/columns/{batch}", **{"column-0": "phone", "column-1": "-"})
    settled(app)
    listed = page(client, "/columns")
    assert "1 批 <span" in listed
    assert f"第 {batch} 批等着确认，要重读才变" in listed
    form = {"channel": "mediation", "header": "联络号"}
    assert support.send(client, "/columns/forget", **form).status_code == 302
    assert learned.columns(house.store) == {"mediation": {"心情": None}}
    after = page(client, "/columns")
    assert "已删" in after
    assert 'action="/columns/put-back"' in after
    assert support.send(client, "/columns/forget", **form).status_code == 404  # another window
    assert support.send(client, "/columns/put-back", **form).status_code == 302
    assert learned.columns(house.store)["mediation"]["联络号"] == "phone"


def test_a_unit_sees_neither_the_list_nor_the_batches_of_others(house: House, as_role: AsRole) -> None:
    number = support.add_batch(house.store, support.PEOPLE[Role.SUPERVISOR])
    client = as_role(Role.HANDLER)
    assert client.get("/columns").status_code == 403
    assert client.get(f"/columns/{number}").status_code == 404
    assert support.send(client, f"/columns/{number}", **{"column-0": "phone"}).status_code == 404


def test_a_batch_that_is_in_asks_nothing_any_more(house: House, as_role: AsRole) -> None:
    number = support.add_batch(house.store, support.PEOPLE[Role.SUPERVISOR], state="committed")
    client = as_role(Role.SUPERVISOR)
    assert "这一批不用再对照" in page(client, f"/columns/{number}")
    assert support.send(client, f"/columns/{number}", **{"column-0": "phone"}).status_code == 409
