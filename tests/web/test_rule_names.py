"""Pages tell rules by their names; the id stands behind them, and readers of rules are led to the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role, Status
from tests.web import support

AsRole = Callable[[Role], FlaskClient]


def read(page: str) -> str:
    """What people read of a page: no tags, no tooltips."""
    return unescape(re.sub(r"<[^>]*>", "", page))


@pytest.mark.parametrize(("role", "leads"), [(Role.SUPERVISOR, True), (Role.HANDLER, False)])
def test_a_case_tells_its_rules_by_name(
    filled: dict[str, CaseRow], as_role: AsRole, role: Role, leads: bool
) -> None:
    page = as_role(role).get(f"/cases/{filled['red'].case_code}").get_data(as_text=True)
    (name,) = set(re.findall(r'title="规则编号 types\.labor">(.*?)</span>', page))
    assert read(name) == "劳动争议"
    assert ('href="/rules/types"' in name) is leads
    assert "types.labor" not in read(page)


def test_the_proposal_of_a_dispatch_is_told_by_name(house: House, as_role: AsRole) -> None:
    case = support.add_case(house, 82, status=Status.ACCEPTED, responsible_unit=None, type_l1="labor")
    page = as_role(Role.SUPERVISOR).get(f"/cases/{case.case_code}/do/dispatch").get_data(as_text=True)
    assert "劳动争议的主办单位" in read(page)
    assert "unit.labor" not in read(page)


def test_trying_one_out_tells_names(as_role: AsRole) -> None:
    story = {
        **{"channel": "police_110", "day": "2026-11-03"},
        "text": "李某等 30 人在政府门口拉横幅，要求支付拖欠的工资 8 万元。",
    }
    answer = support.send(as_role(Role.RULE_EDITOR), "/rules/try", **story)
    words = read(answer.get_data(as_text=True))
    assert re.search(r"规则 [^　 \n]*聚集过激", words)
    assert not re.search(r"规则 [a-z_.]+", words)
