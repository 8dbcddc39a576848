"""The page of checks against padding: shares with their cases, nothing made up, each unit its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.indicators import period_of
from jiefen_lite.reports import freezing, honesty
from jiefen_lite.reports.counting import Counter
from jiefen_lite.shapes import By, CaseRow, Channel, Role, Viewer
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


def test_a_fall_of_the_intake_shows_its_months_and_channels(house: House, as_role: AsRole) -> None:
    number = 0
    for month, channels in ((8, "pp"), (9, "ppmmm"), (10, "pppppp"), (11, "m")):
        for one in channels:
            number += 1
            channel = Channel.PETITION if one == "p" else Channel.MEDIATION
            at = datetime(2026, month, 2, 9)
            units = [(support.LABOR, "responsible")]
            support.add_case(
                house, number, received_at=at, registered_at=at, accepted_at=at, channel=channel,
                responsible_unit=support.LABOR, unit_by=By.PERSON, units=units,
            )  # fmt: skip
    late = datetime(2026, 12, 5, 9)
    counter = Counter(house, support.BOSS, late)
    for row in ("all", support.LABOR):
        panel = honesty.panel(house, support.BOSS, NOVEMBER, row, counter)
        assert panel is not None
        months = honesty.compared(panel, NOVEMBER, counter)
        assert [one.total for one in months] == [2, 5, 6, 1]
        assert [one.channels.get("petition") for one in months] == [2, 2, 6, 0]
        (sign,) = [one for one in panel.signs if one.rule.id == "intake_drop"]
        assert sign.figure is not None
        assert (sign.figure.n, sign.figure.d) == (10, 13)  # 13 in three months, thrice the one of November
        assert sign.raised


def test_what_nobody_was_given_stands_beside_the_units(house: House, as_role: AsRole) -> None:
    for number in range(1, 9):
        support.add_case(house, number, type_l1="other", responsible_unit=None, units=[], unit_by=None)
    (sign,) = [one for one in looked(house, support.BOSS).signs if one.rule.id == "other_type"]
    assert sign.raised
    assert sign.units == ()
    page = as_role(Role.SUPERVISOR).get("/indicators?period=2026-11&by=unit").get_data(as_text=True)
    bodies = page.split("<tbody>")[1:]
    assert "不是单位，还没有派出去" in bodies[-1]
    assert all("待分派<" not in one for one in bodies[:-1])


def test_a_frozen_month_goes_on_saying_what_it_said(
    house: House, filled: dict[str, CaseRow], as_role: AsRole, clock: support.Clock
) -> None:
    clock.now = datetime(2026, 12, 20, 9)
    freezing.freeze(house, support.BOSS, "2026-11", clock.now)

    def shares() -> list[tuple[int, int | None] | None]:
        found = honesty.panel(house, support.BOSS, NOVEMBER, None, Counter(house, support.BOSS, clock.now))
        assert found is not None
        assert found.table.frozen
        return [(one.figure.n, one.figure.d) if one.figure else None for one in found.signs]

    before = shares()
    assert any(before)
    support.add_case(house, 95, type_l1="other")
    assert shares() == before
    assert "已冻结" in as_role(Role.SUPERVISOR).get("/honesty?month=2026-11").get_data(as_text=True)
