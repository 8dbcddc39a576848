"""The pages of the calculators: who sees them, what they show, and that nothing typed is lost or told on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role
from tests.web import browsing, support

AsRole = Callable[[Role], FlaskClient]
RENT = {"area": "20", "rent": "730", "start": "2023-01-01", "end": "2025-06-30"}
ALL = ("wages", "severance", "double_wage", "interest", "heating", "land_rent")


def send(client: FlaskClient, name: str, typed: dict[str, str]) -> tuple[int, str]:
    """What the form of a calculator answers: status and page."""
    answer = support.send(client, f"/calculators/{name}", **typed)
    return answer.status_code, answer.get_data(as_text=True)


def page(client: FlaskClient, address: str) -> str:
    """A page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_each_has_its_form_and_is_reached_from_a_case(as_role: AsRole, filled: dict[str, CaseRow]) -> None:
    client = as_role(Role.MEDIATOR)
    case = next(
        one for one in filled.values() if one.responsible_unit == support.LABOR and one.status != "merged"
    )
    assert 'href="/calculators"' in page(client, f"/cases/{case.case_code}")
    listing = page(client, "/calculators")
    for name in ALL:
        assert f'href="/calculators/{name}"' in listing
        assert "算一算" in page(client, f"/calculators/{name}")
    assert client.get("/calculators/poker").status_code == 404


def test_a_leader_has_no_button_for_it(as_role: AsRole, filled: dict[str, CaseRow]) -> None:
    client = as_role(Role.LEADER)
    case = next(one for one in filled.values() if one.status != "merged")
    assert 'href="/calculators"' not in page(client, f"/cases/{case.case_code}")
    assert client.get("/calculators").status_code == 403


def test_the_sum_stands_with_its_steps_and_articles(as_role: AsRole) -> None:
    status, text = send(as_role(Role.HANDLER), "land_rent", RENT)
    assert status == 200
    assert "还欠租金：36,440.00 元" in text
    assert "14,600 元 ÷ 365 天 × 181 天" in text
    assert "《中华人民共和国农村土地承包法》第40条" in text
    assert "核对到 2026-06-26" in text
    assert "不是法律意见" in text
    assert 'value="730"' in text


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(as_role: AsRole) -> None:
    typed = {**RENT, "area": "二十亩<b>", "end": "2022-01-01", "paid": "12000"}
    status, text = send(as_role(Role.UNIT_LEADER), "land_rent", typed)
    assert status == 422
    assert 'value="二十亩&lt;b&gt;"' in text
    assert 'value="12000"' in text
    assert 'value="2022-01-01"' in text
    assert text.count('aria-invalid="true"') == 1
    assert "请填数字" in text
    assert "36,440" not in text


def test_today_and_what_the_county_gave_stand_there_already(as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    assert 'value="2026-11-20"' in page(client, "/calculators/interest")
    assert 'value="50"' in page(client, "/calculators/heating")
    listing = page(client, "/calculators")
    assert "最低工资、职工月平均工资、热价、供热期" in listing
    assert 'href="/rules/rates"' in listing
    assert "/rules/rates" not in page(as_role(Role.INTAKE_CLERK), "/calculators")


def test_what_cannot_be_known_is_said_instead_of_a_sum(as_role: AsRole) -> None:
    typed = {"principal": "1万", "made": "2026-10-01", "start": "2026-10-01", "agreed": "year", "rate": "20"}
    status, text = send(as_role(Role.INTAKE_CLERK), "interest", {**typed, "until": "2026-11-20"})
    assert status == 200
    assert "利息：算不出来" in text
    assert "请查全国银行间同业拆借中心的公告" in text


def test_no_figure_gets_into_an_address_or_a_log(as_role: AsRole, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = as_role(Role.HANDLER)
        assert send(client, "land_rent", {**RENT, "rent": "73173.55"})[0] == 200
    assert "73173" not in caplog.text
    # figures in an address are not taken
    assert "36,440" not in page(
        client, "/calculators/land_rent?area=20&rent=730&start=2023-01-01&end=2025-06-30"
    )


def test_an_article_that_the_county_took_out_is_told_as_unchecked(as_role: AsRole, house: House) -> None:
    laws = replace(house.book.laws, bases=())
    house.renewed(replace(house.book, laws=laws))
    _status, text = send(as_role(Role.HANDLER), "land_rent", RENT)
    assert "法律依据里没有这一条的要点，请查原文。" in text


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_forms_and_sums_fit_every_window_and_work_without_scripts(
    browser: Any, address: str, name: str
) -> None:
    filled_in: dict[str, dict[str, str]] = {
        "wages": {"pay": "month", "wage": "6000", "months": "2", "days": "3.5", "rest_hours": "16"},
        "severance": {"kind": "unlawful", "hired": "2006-05-01", "ended": "2025-05-31", "wage": "5200"},
        "double_wage": {"hired": "2025-01-15", "wage": "4200", "ended": "2025-08-20"},
        "interest": {
            **{"principal": "10万", "made": "2019-01-01", "start": "2019-01-01", "agreed": "month"},
            **{"rate": "2.5", "due": "2020-12-31", "until": "2021-06-30", "filed": "2021-05-06"},
        },
        "heating": {
            **{"area": "89.6", "price": "30", "first": "2025-10-15", "last": "2026-04-15"},
            **{"days_cool": "40"},
        },
        "land_rent": RENT,
    }
    for width, height in ((1366, 768), (360, 740)):
        visitor = browsing.Visitor(
            browser, address, viewport={"width": width, "height": height}, java_script_enabled=False
        )
        sheet = visitor.go(Role.MEDIATOR, f"/calculators/{name}")
        for key, value in filled_in[name].items():
            field = sheet.locator(f"#{key}")
            if sheet.locator(f"select#{key}").count():
                field.select_option(value)
            else:
                field.fill(value)
        sheet.locator("main button.button-main").click()
        sheet.wait_for_load_state()
        assert sheet.locator("#sum h2").inner_text().endswith("元")
        assert sheet.evaluate("document.documentElement.scrollWidth") <= width
        visitor.close()
