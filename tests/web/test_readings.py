"""The page of what was read: masked, answered by one click, one case after the other; the list of lessons."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from jiefen_lite.store import audit, cases, lessons
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
STORY = "孙立东反映，邻居周大海欠他8600元不还，2026年10月8日又去要，对方说只欠600元，两家吵起来了。"


def _page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(" ".join(response.get_data(as_text=True).split()))


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_the_page_is_masked_and_one_click_answers(house: House, as_role: AsRole) -> None:
    case = support.add_case(house, 1, summary=STORY, claim=None, people_count=None)
    address = f"/cases/{case.case_code}/reading"
    clerk = as_role(Role.INTAKE_CLERK)
    shown = _page(clerk, address)
    assert "周大海" not in shown
    assert "孙立东" not in shown
    assert re.search(r'<mark class="el-who[^"]*">周\*\*</mark>', shown)
    assert address in _page(clerk, f"/cases/{case.case_code}")
    seen = _seen(shown)
    button = re.search(r'value="(\{[^>]*[^0-9]60000[^>]*\})"', html.unescape(clerk.get(address).text))
    assert button is not None
    answer = {"element": "amount", "choice": button[1], "seen": seen}
    assert support.send(clerk, address, **answer).status_code == 302
    assert cases.get_case(house.store, support.OPERATOR, case.case_code).amount_fen == 60_000
    again = _page(clerk, address)
    assert "照改对过的第 1 条" in again
    assert "以后同样的案情就照这个读" in again
    old = support.send(clerk, address, **answer)
    assert old.status_code == 400
    assert "又有改动" in old.text
    assert "读出来的内容" in old.text
    nonsense = {"element": "amount", "choice": "{", "seen": _seen(again)}
    assert "看不懂" in support.send(clerk, address, **nonsense).text
    typed = {"element": "people", "people": "11"}
    assert support.send(clerk, address, **typed).status_code == 302
    assert cases.get_case(house.store, support.OPERATOR, case.case_code).people_count == 11
    added = {"element": "who", "name": "周大海", "role": "third_party"}
    assert support.send(clerk, address, **added).status_code == 302
    assert "周**（第三人）" in _page(clerk, address)


def test_in_clear_only_with_a_reason_that_is_logged(house: House, as_role: AsRole) -> None:
    case = support.add_case(house, 1, summary=STORY, units=[(support.LABOR, "responsible")])
    handler = as_role(Role.HANDLER)
    refused = support.send(handler, f"/cases/{case.case_code}/reading/clear", reason="看")
    assert refused.status_code == 422
    assert "周大海" not in refused.text
    shown = support.send(handler, f"/cases/{case.case_code}/reading/clear", reason="核对读出来的姓名")
    assert "周大海" in shown.text
    assert audit.last(house.store, support.OPERATOR, "reveal", case.case_code) is not None
    leader = support.send(as_role(Role.LEADER), f"/cases/{case.case_code}/reading/clear", reason="核对姓名")
    assert leader.status_code == 403


def test_one_case_after_the_other(house: House, as_role: AsRole) -> None:
    codes = [
        support.add_case(house, n, summary=STORY, town=None, village=None, pending=("town",)).case_code
        for n in (1, 2)
    ]
    clerk = as_role(Role.INTAKE_CLERK)
    assert "/cases/unsure" in _page(clerk, "/cases?show=pending")
    shown = _page(clerk, "/cases/unsure")
    first = next(code for code in codes if code in shown)
    answer = {"element": "place", "place": "兴隆岗镇/", "in_line": "1", "seen": _seen(shown)}
    done = support.send(clerk, f"/cases/{first}/reading", **answer)
    (other,) = set(codes) - {first}
    assert other in _page(clerk, done.headers["Location"])
    support.send(clerk, f"/cases/{other}/reading", element="place", none="1", in_line="1")
    assert "没有等您核对的" in _page(clerk, "/cases/unsure")


def test_a_units_answer_waits_on_the_list_and_holds_once_it_is_agreed(house: House, as_role: AsRole) -> None:
    case = support.add_case(house, 1, summary=STORY, units=[(support.LABOR, "responsible")])
    address = f"/cases/{case.case_code}/reading"
    handler = as_role(Role.HANDLER)
    assert support.send(handler, address, element="type", type="neighbor/").status_code == 403
    assert "同意以后" in _page(handler, address)
    assert support.send(handler, address, element="people", people="9").status_code == 302
    tuner = as_role(Role.RULE_EDITOR)
    listed = _page(tuner, "/lessons")
    assert "等您看的" in listed
    assert case.case_code in listed
    assert f"/cases/{case.case_code}" not in listed  # whoever tunes rules opens no case
    assert support.send(tuner, "/lessons/1", act="accept").status_code == 302
    assert "照改对过的第 1 条" in _page(handler, address)
    support.send(tuner, "/lessons/1", act="remove")
    assert "照改对过的" not in _page(handler, address)
    support.send(tuner, "/lessons/1", act="put_back")
    support.send(tuner, "/lessons/switch", on="0")
    assert not lessons.standing(house.store).is_on
    assert "全部停用了" in _page(tuner, "/lessons")
    assert "照改对过的" not in _page(handler, address)
    assert "不用了的" in _page(tuner, "/lessons?show=past")
    assert support.send(tuner, "/lessons/1", act="burn").status_code == 400
