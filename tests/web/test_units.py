"""The page of units, entering absences, handing over, and accounts that are disabled with work at hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Duty, Role
from jiefen_lite.store import absences, audit, cases, users
from tests.web import support
from tests.web.support import LABOR, NOW, OPERATOR, PEOPLE, TOWN_HALL

AsRole = Callable[[Role], FlaskClient]
HANDLER, CHIEF = PEOPLE[Role.HANDLER], PEOPLE[Role.UNIT_LEADER]
PHONE, HIDDEN = "13812345678", "138****5678"


@pytest.fixture
def house(new_centre: Path, tmp_path: Path, house: House) -> House:
    """The centre with a leader and a rota for the labour office."""
    labor, civil, hall = house.center.units
    rota = (Duty(HANDLER, PHONE, (4,)), Duty("走了的老钱", None, (0,), line=14))
    units = (
        replace(labor, leader=CHIEF, stand_in=HANDLER, duty=rota),
        civil,
        replace(hall, leader="没账号的镇长", lines=(("leader", 21),)),
    )
    house.center = replace(house.center, units=units)
    users.add(house.store, OPERATOR, "镇承办", [Role.HANDLER], TOWN_HALL, support.password_hash(), NOW)
    return house


def text_of(client: FlaskClient, address: str = "/units") -> str:
    return client.get(address).get_data(as_text=True)


def test_the_desk_sees_who_answers_today_and_what_is_missing(as_role: AsRole) -> None:
    for role in (Role.SUPERVISOR, Role.INTAKE_CLERK):
        page = text_of(as_role(role))
        assert f"分管领导：{CHIEF}。" in page
        assert f"值班（星期五）：{HANDLER}。" in page
        assert PHONE in page
        assert page.count("没有分管领导，红灯没人收") == 1  # of the three units one has nobody at all
        assert re.findall(r'tile-name">([^<]+)</span><span class="tile-number">(\d+)<', page) == [
            ("没有分管领导的单位", "1"),
            ("没有承办人的单位", "1"),
            ("今天没人负责的单位", "0"),
            ("今天不在的人", "0"),
        ]
        assert "没有承办人账号，派来的件没人签收" in page
        assert "center.yaml 第 14 行：值班表“走了的老钱”没有账号" in page
        assert "center.yaml 第 21 行：分管领导“没账号的镇长”没有账号" in page


def test_who_sits_in_the_centre_is_told_with_how_and_when(house: House, as_role: AsRole) -> None:
    first, *others = house.center.units
    resident = replace(first, residence="on_call", hours="随叫随到，先打电话")
    house.center = replace(house.center, units=(resident, *others))
    page = text_of(as_role(Role.INTAKE_CLERK))
    assert "入驻本中心的：随叫随驻 1 个。" in page
    assert '<span class="chip">随叫随驻</span> <span class="quiet">随叫随到，先打电话</span>' in page


def test_the_administrator_sees_telephones_masked(as_role: AsRole) -> None:
    page = text_of(as_role(Role.ADMIN))
    assert PHONE not in page
    assert HIDDEN in page


@pytest.mark.parametrize("role", [Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR])
def test_a_units_people_see_their_own_unit_only(role: Role, as_role: AsRole) -> None:
    page = text_of(as_role(role))
    assert PHONE in page
    for other in ("民政局", TOWN_HALL, "镇承办", "没账号的镇长", PEOPLE[Role.SUPERVISOR]):
        assert other not in page


def test_the_page_tells_who_signed_in_last(as_role: AsRole) -> None:
    as_role(Role.HANDLER)
    page = text_of(as_role(Role.SUPERVISOR))
    assert "2026-11-20 09:30 登录" in page
    assert "还没登录过" in page


def test_somebody_enters_his_absence_and_takes_it_back(house: House, as_role: AsRole) -> None:
    client = as_role(Role.UNIT_LEADER)
    days = {"first_day": "2026-11-20", "last_day": "2026-11-22"}
    assert support.send(client, "/units/away", **days, stand_in=HANDLER).status_code == 302
    page = text_of(client)
    assert f"{CHIEF} 2026-11-20 至 2026-11-22 不在，由{HANDLER}代。" in page
    assert "撤销" in page
    assert support.send(client, "/units/back", first_day="2026-11-20").status_code == 302
    assert "不在，由" not in text_of(client).split("</nav>")[1].split("撤销", 1)[-1]
    assert absences.known(house.store, OPERATOR, NOW.date()) == ()
    done = [row["action"] for row in audit.entries(house.store, OPERATOR, limit=2)]
    assert done == ["away_back", "away"]


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"first_day": "2026-11-22", "last_day": "2026-11-20"}, 400, "比第一天早"),
        ({"first_day": "gestern", "last_day": "2026-11-20"}, 400, "请选择日期"),
        ({"stand_in": HANDLER}, 400, "不能由本人代本人"),
        ({"stand_in": "镇承办"}, 400, "同一个单位、在用的账号"),
        ({"stand_in": "没有这人"}, 400, "同一个单位、在用的账号"),
        ({"person": CHIEF}, 403, "只能写自己的"),
        ({"person": "镇承办"}, 403, "只能写自己的"),
        ({"first_day": "2026-11-20", "last_day": "2028-11-20"}, 400, "最多写一年"),
    ],
)
def test_absences_that_cannot_be(
    form: dict[str, str], status: int, words: str, house: House, as_role: AsRole
) -> None:
    today = {"first_day": "2026-11-20", "last_day": "2026-11-20"}
    response = support.send(as_role(Role.HANDLER), "/units/away", **today | form)
    assert response.status_code == status
    assert words in response.get_data(as_text=True)
    assert absences.known(house.store, OPERATOR, date(2026, 1, 1)) == ()


def test_the_administrator_enters_it_for_others(house: House, as_role: AsRole) -> None:
    form = {"person": CHIEF, "first_day": "2026-11-23", "last_day": "2026-11-24", "stand_in": HANDLER}
    assert support.send(as_role(Role.ADMIN), "/units/away", **form).status_code == 302
    (known,) = absences.known(house.store, OPERATOR, NOW.date())
    assert (known.person, known.last_day, known.stand_in) == (CHIEF, date(2026, 11, 24), HANDLER)


def test_a_leader_may_be_known_by_his_account_alone(house: House, as_role: AsRole) -> None:
    users.add(house.store, OPERATOR, "民政分管", [Role.UNIT_LEADER], "民政局", "x", NOW)
    page = text_of(as_role(Role.SUPERVISOR))
    assert "分管领导：民政分管。" in page
    assert "没有分管领导，红灯没人收" not in page


# --------------------------------------------------------------------------- handing over on the page


@pytest.fixture
def busy(house: House) -> CaseRow:
    """A case in the hands of the handler, and a colleague who could take it."""
    users.add(house.store, OPERATOR, "承办小钱", [Role.HANDLER], LABOR, support.password_hash(), NOW)
    return support.add_case(house, 1, units=[(LABOR, "responsible")], handler=HANDLER)


def test_the_supervisor_reads_the_cases_the_administrator_counts_them(busy: CaseRow, as_role: AsRole) -> None:
    address = f"/users/{HANDLER}/hand-over"
    supervisor, admin = text_of(as_role(Role.SUPERVISOR), address), text_of(as_role(Role.ADMIN), address)
    assert busy.case_code in supervisor
    assert busy.case_code not in admin
    for page in (supervisor, admin):
        assert "作承办人的在办件" in page
        assert "<option>承办小钱</option>" in page
        assert f"<option>{CHIEF}</option>" not in page


def test_handing_over_on_the_page(house: House, busy: CaseRow, as_role: AsRole) -> None:
    client, address = as_role(Role.SUPERVISOR), f"/users/{HANDLER}/hand-over"
    assert support.send(client, address, receiver="", reason="调离").status_code == 422
    assert support.send(client, address, receiver=CHIEF, reason="调离").status_code == 409
    assert support.send(client, address, receiver="承办小钱", reason="").status_code == 409
    assert support.send(client, address, receiver="承办小钱", reason="调离本单位").status_code == 302
    page = text_of(client, address)
    assert "作承办人的在办件 1" in page
    assert "没有在手的工作" in page
    assert cases.get_case(house.store, OPERATOR, busy.case_code).handler == "承办小钱"
    history = text_of(client, f"/cases/{busy.case_code}")
    assert f"承办人：{HANDLER} → 承办小钱" in history
    assert "调离本单位" in history


def test_nobody_fitting_says_what_to_do(house: House, as_role: AsRole) -> None:
    support.add_case(house, 1, units=[(LABOR, "responsible")], mediator=PEOPLE[Role.MEDIATOR])
    page = text_of(as_role(Role.ADMIN), f"/users/{PEOPLE[Role.MEDIATOR]}/hand-over")
    assert "没有岗位合适的人可以接手" in page


def test_disabling_somebody_with_open_work_warns_first(house: House, busy: CaseRow, as_role: AsRole) -> None:
    client, address = as_role(Role.ADMIN), f"/users/{HANDLER}/disable"
    warned = support.send(client, address)
    assert warned.status_code == 409
    assert "作承办人的在办件 1" in warned.get_data(as_text=True)
    found = users.find(house.store, HANDLER)
    assert found is not None
    assert not found.disabled
    done = support.send(client, address, sure="1")
    assert done.headers["Location"].endswith("/hand-over")
    found = users.find(house.store, HANDLER)
    assert found is not None
    assert found.disabled


def test_accounts_keep_their_name_and_may_have_several_roles(house: House, as_role: AsRole) -> None:
    client = as_role(Role.ADMIN)
    assert "定了不能改" in text_of(client, "/users")
    form = {"roles": ["handler", "mediator"], "unit": LABOR, "name": "新名字"}
    assert support.send(client, f"/users/{HANDLER}/roles", **form).status_code == 302
    assert users.find(house.store, "新名字") is None
    found = users.find(house.store, HANDLER)
    assert found is not None
    assert found.roles == {Role.HANDLER, Role.MEDIATOR}


def test_the_last_administrator_stays(house: House, as_role: AsRole) -> None:
    """One of two may go, the last one not, whoever asks."""
    users.add(house.store, OPERATOR, "管理员二", [Role.ADMIN], None, support.password_hash(), NOW)
    client = as_role(Role.ADMIN)
    assert support.send(client, "/users/管理员二/disable").status_code == 302
    for change in (
        lambda: users.set_disabled(house.store, OPERATOR, PEOPLE[Role.ADMIN], True, NOW),
        lambda: users.set_roles(house.store, OPERATOR, PEOPLE[Role.ADMIN], [Role.LEADER], None, NOW),
    ):
        with pytest.raises(Exception, match="最后一个管理员"):
            change()


# --------------------------------------------------------------------------- sessions


def sessions_of(page: str) -> list[str]:
    return [part.split("/", 1)[0] for part in page.split("/sessions/")[1:]]


def test_everybody_sees_and_ends_his_own_sign_ins(app: Flask, clock: support.Clock) -> None:
    here, elsewhere = app.test_client(), app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "10.0.0.9"
    support.sign_in(elsewhere, HANDLER)
    support.later(clock, minutes=5)
    support.sign_in(here, HANDLER)
    other = app.test_client()
    support.sign_in(other, CHIEF)
    page = text_of(here, "/sessions")
    assert "10.0.0.9" in page
    assert page.count("就是这里") == 1
    assert "2026-11-20 09:35" in page
    (mark,) = sessions_of(page)
    assert support.send(other, f"/sessions/{mark}/end").status_code == 404
    assert elsewhere.get("/").status_code == 200
    assert support.send(here, f"/sessions/{mark}/end").status_code == 302
    assert elsewhere.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_the_administrator_sees_and_ends_all(app: Flask, as_role: AsRole, house: House) -> None:
    other, admin = as_role(Role.HANDLER), as_role(Role.ADMIN)
    page = text_of(admin, "/sessions")
    assert HANDLER in page
    (mark,) = sessions_of(page)
    assert support.send(admin, f"/sessions/{mark}/end").status_code == 302
    assert other.get("/").status_code == 302
    last = audit.entries(house.store, OPERATOR, limit=1)[0]
    assert (last["action"], last["object"]) == ("session_end", HANDLER)


def test_lists_show_neither_tokens_nor_what_is_kept_of_them(house: House, as_role: AsRole) -> None:
    client = as_role(Role.ADMIN)
    cookie = client.get_cookie("jiefen_session")
    assert cookie is not None
    with house.store.reading():
        kept = [row[0] for row in house.store.db.execute_sql("SELECT token_hash FROM user_session")]
    page = text_of(client, "/sessions")
    for secret in (cookie.value, *kept):
        assert secret[:12] not in page
