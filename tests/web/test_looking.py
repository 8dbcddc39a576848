"""The log of looks at a case, and a request to see it in clear, as the pages show them."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role
from jiefen_lite.store import audit
from tests.web import support
from tests.web.support import OPERATOR, PEOPLE

AsRole = Callable[[Role], FlaskClient]


def test_whoever_looked_in_clear_stands_in_the_log(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    code = filled["red"].case_code
    handler = as_role(Role.HANDLER)
    support.send(handler, f"/cases/{code}/reveal", reason="电话核实诉求")
    handler.get(f"/cases/{code}")  # masked: not written down
    leader = as_role(Role.UNIT_LEADER)
    page = leader.get(f"/cases/{code}/looks").get_data(as_text=True)
    assert "电话核实诉求" in page
    assert page.count('data-name="做了什么" class="nowrap">查看明文<') == 1
    own = leader.get(f"/cases/{code}/looks?person={PEOPLE[Role.UNIT_LEADER]}").get_data(as_text=True)
    assert "电话核实诉求" not in own
    assert "看查看记录" in own


def test_a_request_goes_to_the_supervisor_and_back(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    code = filled["red"].case_code
    leader = as_role(Role.LEADER)
    short = support.send(leader, f"/cases/{code}/clearance", reason="看")
    assert short.status_code == 400
    assert "至少 4 个字" in short.get_data(as_text=True)
    support.send(leader, f"/cases/{code}/clearance", reason="接访当事人，核对身份")
    assert "等督办岗答复" in leader.get(f"/cases/{code}").get_data(as_text=True)
    supervisor = as_role(Role.SUPERVISOR)
    assert "1 个查看明文的申请等您答复" in supervisor.get("/").get_data(as_text=True)
    assert "接访当事人，核对身份" in supervisor.get("/clearances").get_data(as_text=True)
    bare = support.send(supervisor, "/clearances/1", verdict="refuse")
    assert "请写明理由" in bare.get_data(as_text=True)
    support.send(supervisor, "/clearances/1", verdict="grant")
    shown = support.send(leader, f"/cases/{code}/reveal", reason="接访核对身份")
    assert "明文" in shown.get_data(as_text=True)
    assert shown.status_code == 200
    seen = [row["action"] for row in audit.entries(house.store, OPERATOR, limit=9)]
    assert seen[:3].count("reveal") == 1
