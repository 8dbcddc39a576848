"""The page of checks against padding: shares with their cases, nothing made up, each unit its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.indicators import period_of
from jiefen_lite.reports import honesty
from jiefen_lite.reports.counting import Counter
from jiefen_lite.shapes import CaseRow, Role, Viewer
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
NOVEMBER = period_of("2026-11")
CLERK = Viewer(None, "窗口", frozenset({Role.INTAKE_CLERK}))
HEAD = Viewer(None, support.PEOPLE[Role.UNIT_LEADER], frozenset({Role.UNIT_LEADER}), support.LABOR)


def looked(house: House, viewer: Viewer, row: str | None = None) -> honesty.Panel:
    found = honesty.panel(house, viewer, NOVEMBER, row, Counter(house, viewer, support.NOW))
    assert found is not None
    return found


def test_every_share_leads_to_exactly_its_cases(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.SUPERVISOR)
    page = client.get("/honesty?month=2026-11").get_data(as_text=True)
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/honesty/cases[^"]+)"', page)]
    supervisor = support.BOSS
    signs = {sign.rule.id: sign for sign in looked(house, supervisor).signs}
    assert any("check=other_type" in link for link in links)
    for link in links:
        name = link.rsplit("check=", 1)[1]
        behind = client.get(link).get_data(as_text=True)
        shown = set(re.findall(r'class="case-code" href="/cases/([^"]+)"', behind))
        if name in signs:
            figure = signs[name].figure
            assert figure is not None
            assert shown == set(figure.denominator), name


def test_a_check_without_cases_has_no_data_and_no_nought(as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    page = client.get("/honesty?month=2026-11").get_data(as_text=True)
    assert page.count("无数据</td>") == 12
    assert ">0.0%" not in page
    assert "请核实</span>" not in page
    assert client.get("/honesty/cases?month=2026-11&check=withdrawn").status_code == 404


def test_a_limit_of_the_county_decides_what_is_raised(house: House, filled: dict[str, CaseRow]) -> None:
    supervisor = support.BOSS
    support.add_case(house, 90, type_l1="other")

    def raised(limit: float) -> bool:
        health = house.book.health
        checks = tuple(
            replace(one, limit=limit, least=1) if one.id == "other_type" else one for one in health.checks
        )
        book = replace(house.book, health=replace(health, checks=checks))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(house, "book", book)
            return next(one for one in looked(house, supervisor).signs if one.rule.id == "other_type").raised

    figure = next(one for one in looked(house, supervisor).signs if one.rule.id == "other_type").figure
    assert figure is not None
    assert figure.d
    share = figure.n / figure.d
    assert 0 < share < 1
    assert not raised(share)
    assert raised(share - 0.01)


def test_a_unit_leader_sees_the_own_unit_alone(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    leader = HEAD
    own = looked(house, leader)
    assert own.row.id == leader.unit
    assert [row for row, _ in own.rows] == [leader.unit]
    client = as_role(Role.UNIT_LEADER)
    assert client.get("/honesty?month=2026-11&row=all").status_code == 404
    other = next(unit.name for unit in house.center.units if unit.name != leader.unit)
    assert client.get(f"/honesty?month=2026-11&row={other}").status_code == 404
    page = client.get("/honesty?month=2026-11").get_data(as_text=True)
    assert other not in page


def test_who_has_no_business_with_it_is_refused(house: House) -> None:
    clerk = CLERK
    with pytest.raises(NotAllowed, match="督办岗"):
        honesty.panel(house, clerk, NOVEMBER, None, Counter(house, clerk, support.NOW))
