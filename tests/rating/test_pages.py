"""The pages of ratings: a party without an account, the slip, the clerk's form, the written answer."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.rating import giving
from jiefen_lite.shapes import Role, Status
from tests.moving.test_moving import get, in_hand
from tests.rating.test_rating import DAY, SAID, link
from tests.web import support


def signed_in(app: Flask, role: Role) -> FlaskClient:
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[role])
    return client


def test_a_party_rates_without_an_account_and_reads_no_names(house: House, app: Flask, code: str) -> None:
    address, client = f"/rate/{link(house, code)}", app.test_client()
    shown = client.get(address).get_data(as_text=True)
    assert code[-4:] in shown
    assert "2026年11月登记" in shown
    for hidden in (code, "孙立东", "宏达", "东风村", "拖欠", support.PHONE):
        assert hidden not in shown
    form = {"csrf_token": support.csrf(client, address), **SAID}
    refused = client.post(address, data=form | {"solved": ""})
    assert refused.status_code == 422
    assert "钱一分没给" in refused.get_data(as_text=True)
    done = client.post(address, data=form, follow_redirects=True)
    assert "评价已经收到" in done.get_data(as_text=True)
    assert get(house, code).status == Status.EVALUATED


def test_whoever_is_signed_in_rates_nothing(house: House, app: Flask, code: str) -> None:
    token = link(house, code)
    for role in (Role.HANDLER, Role.INTAKE_CLERK):
        client = signed_in(app, role)
        assert 'name="satisfaction"' not in client.get(f"/rate/{token}").get_data(as_text=True)
        assert support.send(client, f"/rate/{token}", **SAID).status_code == 403
    assert get(house, code).status == Status.CLOSED


def test_guessing_links_is_slowed_where_it_comes_from(house: House, app: Flask, code: str) -> None:
    client, token = app.test_client(), link(house, code)
    for number in range(5):
        assert client.get(f"/rate/guess-{number}").status_code == 404
    slowed = client.get(f"/rate/{token}")
    assert slowed.status_code == 429
    assert "后再试" in slowed.get_data(as_text=True)
    elsewhere = client.get(f"/rate/{token}", environ_base={"REMOTE_ADDR": "10.0.0.8"})
    assert elsewhere.status_code == 200


def test_the_slip_carries_link_and_code_once(house: House, app: Flask, code: str) -> None:
    house.center = replace(house.center, public_address="http://jf.example.gov.cn:8000/")
    client = signed_in(app, Role.INTAKE_CLERK)
    assert "打印评价单" in client.get(f"/cases/{code}").get_data(as_text=True)
    assert support.send(client, f"/cases/{code}/rating").status_code == 302
    slip = client.get(f"/cases/{code}/rating").get_data(as_text=True)
    start = slip.index("http://jf.example.gov.cn:8000/rate/")
    token = slip[start:].split("<", 1)[0].rsplit("/", 1)[1]
    assert giving.look(house, token, DAY).case_code == code
    assert "<svg" in slip
    assert "孙立东" not in slip
    assert token not in signed_in(app, Role.SUPERVISOR).get(f"/cases/{code}/rating").get_data(as_text=True)


def test_the_units_people_are_refused_also_by_a_typed_address(house: House, app: Flask, code: str) -> None:
    for role in (Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR):
        client = signed_in(app, role)
        shown = client.get(f"/cases/{code}/do/evaluate")
        assert shown.status_code == 403
        assert "窗口受理员" in shown.get_data(as_text=True)
        assert support.send(client, f"/cases/{code}/do/evaluate", **SAID).status_code == 403
        assert support.send(client, f"/cases/{code}/rating").status_code == 403
    asked = signed_in(app, Role.INTAKE_CLERK).get(f"/cases/{code}/do/evaluate").get_data(as_text=True)
    for label in ("联系到的是谁", "怎样联系到的", "哪一天联系到的"):
        assert label in asked
    assert "孙立东" not in asked


def test_the_supervisor_answers_on_the_page_of_the_case(house: House, app: Flask, code: str) -> None:
    giving.give(house, link(house, code), SAID, None, DAY)
    client = signed_in(app, Role.SUPERVISOR)
    assert code in client.get("/?list=to_answer").get_data(as_text=True)
    short = support.send(client, f"/cases/{code}/rating/answer", words="查过了，没有问题", way="")
    assert short.status_code == 422
    assert "查过了，没有问题" in short.get_data(as_text=True)
    said = {"words": "已核实付款凭证，钱已付清，不服可以起诉。", "way": "当面交付"}
    done = support.send(client, f"/cases/{code}/rating/answer", **said)
    assert done.status_code == 302
    assert "已核实付款凭证" in client.get(f"/cases/{code}").get_data(as_text=True)
    assert code not in client.get("/?list=to_answer").get_data(as_text=True)


def test_a_handler_takes_the_empty_sheet_along_and_still_enters_nothing(
    house: House, app: Flask, code: str
) -> None:
    handler = signed_in(app, Role.HANDLER)
    page = handler.get(f"/cases/{code}").get_data(as_text=True)
    assert f'href="/cases/{code}/rating/blank"' in page
    sheet = handler.get(f"/cases/{code}/rating/blank").get_data(as_text=True)
    for said in (code, "□ 基本满意", "□ 部分解决", "□ 代理人或者家属", "想说的话", "2026年11月登记"):
        assert said in sheet
    for hidden in ("孙立东", "宏达", "东风村", "拖欠", support.PHONE):
        assert hidden not in sheet
    form = {"satisfaction": "satisfied", "solved": "yes", "reached": "paper", "party": "applicant"}
    assert support.send(handler, f"/cases/{code}/do/evaluate", **form).status_code == 403
    assert get(house, code).status == Status.CLOSED


def test_the_sheet_is_for_cases_that_wait_and_for_ones_own(house: House, app: Flask) -> None:
    waiting = in_hand(house, Status.MEDIATING, 5)
    page = signed_in(app, Role.HANDLER).get(f"/cases/{waiting}/rating/blank").get_data(as_text=True)
    assert "这一件现在不等评价" in page
    assert "□" not in page
    assert signed_in(app, Role.HANDLER).get("/cases/YZ20269999/rating/blank").status_code == 404
