"""Kept searches: whose they are, what they hold, and how they are taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role
from jiefen_lite.store import audit
from jiefen_lite.store.tables import SavedView
from tests.web import support

AsRole = Callable[[Role], FlaskClient]


def shortcuts(client: FlaskClient, page: str = "/cases") -> dict[str, str]:
    """The searches that stand ready on a page, each with its number."""
    text = client.get(page).get_data(as_text=True)
    found = re.findall(r'class="shortcut"[^>]*>(.+?) <span class="number">([^<]*)<', text)
    return dict(found)


def only_id() -> int:
    return int(SavedView.get().id)


def test_the_present_search_is_kept_and_counted_on_both_pages(
    filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.SUPERVISOR)
    answer = support.send(client, "/saved", name="彩礼的", q="彩礼", town="兴隆岗镇")
    assert answer.status_code == 302
    for page in ("/", "/cases"):
        assert shortcuts(client, page)["彩礼的"] == "1"
    assert "彩礼的" not in shortcuts(as_role(Role.INTAKE_CLERK))


def test_each_role_has_its_own_from_the_first_day(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    of_supervisor = shortcuts(as_role(Role.SUPERVISOR))
    assert of_supervisor == {
        "超期未报结": "1",
        "本周到期": "1",
        "待确认": "2",
        "待分派": "1",
        "待审核报结": "1",
        "涉众在办": "0",
        "高风险在办": "1",
    }
    assert set(shortcuts(as_role(Role.HANDLER))) == {"超期未报结", "本周到期", "待签收", "高风险在办"}


def test_a_view_offered_shows_each_only_his_own_cases(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    leader = as_role(Role.UNIT_LEADER)
    support.send(leader, "/saved", name="在办的", show="open")
    of_leader = shortcuts(leader)["在办的"]
    support.send(leader, f"/saved/{only_id()}/offer", offered="1")
    assert shortcuts(as_role(Role.HANDLER))["在办的"] == of_leader
    assert "在办的" not in shortcuts(as_role(Role.SUPERVISOR))  # it is the unit's, not the centre's
    support.send(leader, f"/saved/{only_id()}/offer", offered="0")
    assert "在办的" not in shortcuts(as_role(Role.HANDLER))


def test_nobody_changes_anothers_view(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    support.send(as_role(Role.SUPERVISOR), "/saved", name="在办的", show="open")
    clerk = as_role(Role.INTAKE_CLERK)
    for step, form in (("rename", {"name": "别的"}), ("offer", {"offered": "1"}), ("remove", {})):
        assert support.send(clerk, f"/saved/{only_id()}/{step}", **form).status_code == 404
    assert SavedView.get().name == "在办的"


def test_renaming_and_removing_can_be_taken_back(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    support.send(client, "/saved", name="在办的", show="open")
    support.send(client, f"/saved/{only_id()}/rename", name="没办完的")
    page = client.get("/saved").get_data(as_text=True)
    assert f'action="/saved/{only_id()}/rename"' in page.split("撤销")[0]
    support.send(client, f"/saved/{only_id()}/remove")
    page = client.get("/saved").get_data(as_text=True)
    offered = page.split("撤销")[0].rsplit("<form", 1)[1]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', offered))
    assert {name: fields[name] for name in ("name", "show")} == {"name": "没办完的", "show": "open"}
    support.send(client, "/saved", **{name: fields[name] for name in ("name", "show")})
    assert "没办完的" in shortcuts(client)


@pytest.mark.parametrize(
    "form",
    [
        {"name": "这个人", "q": support.PHONE},
        {"name": "这个人", "q": "139 4567 8901"},
        {"name": support.PHONE, "show": "open"},
        {"name": "", "show": "open"},
        {"name": "什么条件也没有"},
        {"name": "长" * 21, "show": "open"},
    ],
)
def test_no_number_of_a_person_is_kept(
    form: dict[str, str], filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    assert support.send(as_role(Role.SUPERVISOR), "/saved", **form).status_code == 400
    assert SavedView.select().count() == 0


def test_what_is_done_with_views_is_in_the_audit_log_without_their_words(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.SUPERVISOR)
    support.send(client, "/saved", name="彩礼的", q="彩礼")
    support.send(client, f"/saved/{only_id()}/remove")
    kept = audit.entries(house.store, support.OPERATOR, limit=2)
    assert [one["action"] for one in kept] == ["remove_view", "save_view"]
    assert json.loads(kept[1]["detail"]) == {"filters": ["q"]}
