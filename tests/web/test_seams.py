"""Where parts of the product meet on a page: lists and orders, checklists and papers, steps and dossiers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from flask.testing import FlaskClient

from jiefen_lite import casepapers
from jiefen_lite.desk import House
from jiefen_lite.shapes import By, CaseRow, Outcome, Role, Status
from tests.casepapers import scene
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
OURS = [(support.LABOR, "responsible")]


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_a_late_case_of_the_list_is_one_click_from_its_order(
    filled: dict[str, CaseRow], house: House, as_role: AsRole
) -> None:
    """First the form with the code and the demands in it, then the order that it has."""
    code = filled["red"].case_code
    boss = as_role(Role.SUPERVISOR)
    page = text(boss, "/?list=red")
    assert f'href="/supervision?case={code}&amp;list=red"' in page
    assert f'href="/supervision?case={filled["yellow"].case_code}&amp;list=yellow"' in text(
        boss, "/?list=yellow"
    )
    form = text(boss, f"/supervision?case={code}")
    assert f'name="case_code" value="{code}"' in form
    assert house.book.messages.orders.required in form
    nobodys = support.add_case(house, 8, responsible_unit=support.LABOR, unit_by=By.RULE)
    order = support.supervise(house, code)["order"]
    page = text(boss, "/?list=red")
    assert nobodys.case_code in page  # no unit could be asked yet
    assert f"/supervision?case={nobodys.case_code}" not in page
    assert f'href="/supervision/{order}?' in page
    assert f"/supervision?case={code}" not in page
    assert "/supervision?case=" not in text(as_role(Role.UNIT_LEADER), "/")


def test_the_order_s_page_leads_to_its_papers(
    filled: dict[str, CaseRow], house: House, as_role: AsRole
) -> None:
    code = filled["red"].case_code
    order = support.supervise(house, code)["order"]
    boss, handler = as_role(Role.SUPERVISOR), as_role(Role.HANDLER)
    way = f"/cases/{code}/papers/new/supervision_notice?order={order}"
    assert f'href="{way}"' in text(boss, f"/supervision/{order}")
    assert "supervision_notice" not in text(handler, f"/supervision/{order}")
    form = text(boss, way)
    assert "编号用督办单的：富综治督〔2026〕1号" in form
    assert f'name="order" value="{order}"' in form
    made = support.send(boss, way.partition("?")[0], order=order)
    assert made.status_code == 302
    for client in (boss, handler):  # whom it was sent to reads it too
        page = text(client, f"/supervision/{order}")
        assert f'href="{made.headers["Location"]}"' in page
        assert "富综治督〔2026〕1号，已制作" in page
    assert "supervision_reply" not in text(handler, f"/supervision/{order}")
    said = {"cause": "对方外出", "measures": "约定周三", "responsible": "小赵", "until": "2026-11-27"}
    support.send(handler, f"/supervision/{order}/reply", **said)
    receipt = f"/cases/{code}/papers/new/supervision_reply?order={order}"
    assert f'href="{receipt}"' in text(handler, f"/supervision/{order}")
    assert "对方外出" in text(handler, receipt)


def test_what_a_source_has_to_be_told_is_a_tile(house: House, as_role: AsRole) -> None:
    assert "待反馈" not in text(as_role(Role.SUPERVISOR), "/")
    support.add_case(
        house,
        1,
        status=Status.CLOSED,
        outcome=Outcome.RESOLVED,
        closed_at=datetime(2026, 11, 10, 9, 0),
        by_hand=("approve",),
        units=OURS,
    )
    tile = re.compile(r'href="/replies"[^>]*>\s*<span class="tile-name">[^<]*待反馈.*?tile-number">1<', re.S)
    for role in (Role.SUPERVISOR, Role.INTAKE_CLERK):
        assert tile.search(text(as_role(role), "/"))
    assert "待反馈" not in text(as_role(Role.UNIT_LEADER), "/")


def test_the_checklist_of_a_case_leads_to_each_paper_it_names(house: House, as_role: AsRole) -> None:
    code = support.add_case(house, 1, units=OURS).case_code
    boss = as_role(Role.SUPERVISOR)
    page = text(boss, f"/cases/{code}")
    assert "谈成的写协议，写明谁在什么时候做什么" in page
    for form, name in (
        ("mediation_record", "调解记录"),
        ("mediation_agreement", "调解协议书"),
        ("oral_agreement", "口头协议登记表"),
    ):
        way = f"/cases/{code}/papers/new/{form}"
        assert f'href="{way}">{name}</a>' in page
        text(boss, way)
    made = scene.make(house, support.BOSS, code, "oral_agreement", now=support.NOW)
    page = text(boss, f"/cases/{code}")
    assert f'href="/cases/{code}/papers/{made.id}">口头协议登记表</a>' in page
    leader = text(as_role(Role.LEADER), f"/cases/{code}")
    assert "papers/new" not in leader  # who makes no papers reads the names alone
    assert "调解记录" in leader


def test_every_paper_that_the_shipped_checklists_name_is_one_of_ours(house: House) -> None:
    names = {name for one in house.book.daywork.checklists for name in one.papers}
    assert {name for name in names if casepapers.named(name) is None} == {"登记回执", "中止通知"}


def test_archiving_proposes_the_number_of_the_dossier(house: House, as_role: AsRole) -> None:
    code = support.add_case(house, 1, units=OURS, status=Status.SIGNED).case_code
    paper = scene.make(house, support.BOSS, code, "rights_notice", now=support.NOW)
    house.store.db.execute_sql("UPDATE cases SET status = 'evaluated', outcome = 'resolved'")
    handler = as_role(Role.HANDLER)
    page = text(handler, f"/cases/{code}/do/archive")
    number = paper.number.partition("之")[0]
    assert f'name="dossier" value="{number}"' in page
    assert "还缺 7 样必备材料" in page
    assert f'href="/cases/{code}/dossier"' in page
    assert f'href="/cases/{code}/dossier"' in text(handler, f"/cases/{code}")
