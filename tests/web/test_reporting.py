"""The page of 报送, and that silence is told as silence wherever channels are counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from tests.test_reporting import file

AsRole = Callable[[Role], FlaskClient]


def test_the_page_says_unreported_and_leads_to_the_batch(house: House, as_role: AsRole) -> None:
    number = file(house, date(2026, 11, 3), cases=1, new=1, rejected=1)
    page = as_role(Role.SUPERVISOR).get("/reporting?month=2026-10").get_data(as_text=True)
    assert page.count("逾期未报") == 6  # not the unit that has never brought a file of its own
    assert page.count("还没有传过") == 1
    assert f'href="/batches/{number}"' in page
    assert "1/10" in page
    of_leader = as_role(Role.LEADER).get("/reporting?month=2026-10").get_data(as_text=True)
    assert 'href="/batches' not in of_leader  # he may not open them
    of_unit = as_role(Role.HANDLER).get("/reporting?month=2026-10").get_data(as_text=True)
    assert "10月人民调解台账" not in of_unit
    assert "信访" not in of_unit.split("<main")[1]


def test_first_page_and_indicators_say_unreported(house: House, as_role: AsRole) -> None:
    file(house, date(2026, 11, 3), cases=1)
    client = as_role(Role.SUPERVISOR)
    home = client.get("/").get_data(as_text=True)
    assert "2026年10月未报送：</strong>110警情" in home
    assert home.count('<span class="quiet">未报送</span>') == 7  # nobody has told of November yet
    table = client.get("/indicators?period=2026-10&by=channel").get_data(as_text=True)
    assert "<strong>未报送：</strong>110警情" in table
    assert "未报送" not in as_role(Role.HANDLER).get("/").get_data(as_text=True)
