"""Who looked at a case: every look has its entry, nobody waits for it, and not all may read it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite import looks, unmasking
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import CaseRow, Role, Viewer
from jiefen_lite.store import audit, cases
from jiefen_lite.store import unmasking as requested
from tests.web import support
from tests.web.routes import ROUTES
from tests.web.test_routes import BLANKS, fill_all

AsRole = Callable[[Role], FlaskClient]


def person(role: Role, unit: str | None = None) -> Viewer:
    return Viewer(None, support.PEOPLE[role], frozenset({role}), unit)


BOSS, LEADER = person(Role.SUPERVISOR), person(Role.LEADER)
HEAD = person(Role.UNIT_LEADER, support.LABOR)


def entries(house: House, code: str) -> list[tuple[str, str]]:
    with house.store.reading():
        rows = audit.entries(house.store, support.OPERATOR, limit=1000)
    return [(one["user_name"], one["action"]) for one in rows if one["object"] == code]


def test_every_page_of_a_case_leaves_a_look(app: Flask, house: House, clock: support.Clock) -> None:
    known = BLANKS | fill_all(house)
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[Role.SUPERVISOR])
    silent, opened = [], 0
    for route in ROUTES:
        if (
            route.method != "GET"
            or not route.rule.startswith("/cases/<code>")
            or Role.SUPERVISOR not in (route.may or ())
        ):
            continue
        clock.now += timedelta(minutes=1)
        with house.store.writing():
            house.store.db.execute_sql(
                "UPDATE audit_entry SET object = 'before' WHERE object = ?", (known["code"],)
            )
        if client.get(route.address.format(**known)).status_code == 200:
            opened += 1
            if not entries(house, known["code"]) and "{code}" in route.address:
                silent.append(route.address)
    assert opened >= 8
    assert silent == []


def test_one_person_is_one_entry_an_hour(
    house: House,
    filled: dict[str, CaseRow],
    as_role: AsRole,
    clock: support.Clock,
) -> None:
    code = filled["red"].case_code
    boss, clerk = as_role(Role.SUPERVISOR), as_role(Role.INTAKE_CLERK)
    for client in (boss, boss, clerk):
        assert client.get(f"/cases/{code}").status_code == 200
    assert sorted(entries(house, code)) == sorted(
        [(support.PEOPLE[Role.SUPERVISOR], "view_case"), (support.PEOPLE[Role.INTAKE_CLERK], "view_case")]
    )
    clock.now += timedelta(hours=1)
    boss = as_role(Role.SUPERVISOR)
    boss.get(f"/cases/{code}")
    assert len(entries(house, code)) == 3


def test_a_look_waits_for_no_other_writer_and_is_not_lost(
    house: House,
    filled: dict[str, CaseRow],
) -> None:
    case = cases.get_case(house.store, BOSS, filled["red"].case_code)
    notes = looks.Notes(house.store)
    begun, end = threading.Event(), threading.Event()

    def hold() -> None:
        with house.store.writing():
            begun.set()
            end.wait(20)

    other = threading.Thread(target=hold)
    other.start()
    assert begun.wait(20)
    try:
        asked = threading.Thread(target=notes.note, args=(BOSS, case, support.NOW))
        asked.start()
        asked.join(5)
        assert not asked.is_alive()
        assert entries(house, case.case_code) == []
    finally:
        end.set()
        other.join()
    notes.close()
    assert entries(house, case.case_code) == [(BOSS.name, "view_case")]


def test_a_secret_case_is_noted_each_time_before_it_is_shown(
    house: House,
    filled: dict[str, CaseRow],
    as_role: AsRole,
) -> None:
    code, client = filled["secret"].case_code, as_role(Role.SUPERVISOR)
    client.get(f"/cases/{code}")
    client.get(f"/cases/{code}")
    assert len(entries(house, code)) == 2


def test_whoever_has_a_case_in_hand_reads_who_looked_at_it(house: House, as_role: AsRole) -> None:
    ours = [(support.LABOR, "responsible")]
    handler, mediator = support.PEOPLE[Role.HANDLER], support.PEOPLE[Role.MEDIATOR]
    own = support.add_case(house, 201, units=ours, handler=handler, mediator=mediator).case_code
    others = support.add_case(house, 202, units=ours, handler="小关", mediator="小关").case_code
    assisted = support.add_case(
        house, 203, units=[("市公安局", "responsible"), (support.LABOR, "assisting")],
        responsible_unit="市公安局", handler=handler,
    ).case_code  # fmt: skip
    as_role(Role.LEADER).get(f"/cases/{own}")
    for role in (Role.HANDLER, Role.MEDIATOR):
        client = as_role(role)
        assert f'href="/cases/{own}/looks"' in client.get(f"/cases/{own}").get_data(as_text=True)
        page = client.get(f"/cases/{own}/looks").get_data(as_text=True)
        assert support.PEOPLE[Role.LEADER] in page
        assert f'href="/cases/{others}/looks"' not in client.get(f"/cases/{others}").get_data(as_text=True)
        assert client.get(f"/cases/{others}/looks").status_code == 403
    assert as_role(Role.HANDLER).get(f"/cases/{assisted}/looks").status_code == 403
    assert (handler, "view_looks") in entries(house, own)


def test_who_may_read_who_looked(
    house: House,
    filled: dict[str, CaseRow],
    as_role: AsRole,
) -> None:
    code = filled["red"].case_code
    support.send(as_role(Role.SUPERVISOR), f"/cases/{code}/reveal", reason="电话联系孙立东核实")
    page = as_role(Role.LEADER).get(f"/cases/{code}/looks").get_data(as_text=True)
    assert "查看明文" in page
    assert "看谁看过" in page  # reading the list is on the list
    assert "孙立东" not in page  # the leader sees people masked, in reasons too
    only = as_role(Role.SUPERVISOR).get(f"/cases/{code}/looks?person={support.PEOPLE[Role.LEADER]}")
    assert "查看明文</td>" not in only.get_data(as_text=True)
    assert as_role(Role.UNIT_LEADER).get(f"/cases/{code}/looks").status_code == 200
    assert as_role(Role.HANDLER).get(f"/cases/{code}/looks").status_code == 403
    foreign = support.add_case(
        house, 700, responsible_unit=support.TOWN_HALL, units=[(support.TOWN_HALL, "responsible")]
    )
    helped = support.add_case(
        house,
        701,
        responsible_unit=support.TOWN_HALL,
        units=[(support.TOWN_HALL, "responsible"), (support.LABOR, "assisting")],
    )
    read = {"person": "", "limit": 5, "offset": 0, "now": support.NOW}
    with pytest.raises(NotFound):
        looks.read(house, HEAD, foreign.case_code, **read)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        looks.read(house, HEAD, helped.case_code, **read)  # type: ignore[arg-type]


def test_a_leader_asks_another_answers_and_it_ends(
    house: House,
    filled: dict[str, CaseRow],
) -> None:
    store, code, other = house.store, filled["red"].case_code, filled["done"].case_code
    with pytest.raises(NotAllowed):
        cases.reveal_case(store, LEADER, code, "接访", support.NOW)
    unmasking.ask(house, LEADER, code, "接访要联系孙立东", support.NOW)
    with pytest.raises(IllegalMove):
        unmasking.ask(house, LEADER, code, "再问一次", support.NOW)
    (asked,) = requested.listing(store, BOSS)
    with pytest.raises(NotAllowed):
        unmasking.answer(house, LEADER, asked.id, "grant", "", support.NOW)
    both = Viewer(None, LEADER.name, frozenset({Role.LEADER, Role.SUPERVISOR}))
    with pytest.raises(NotAllowed):
        unmasking.answer(house, both, asked.id, "grant", "", support.NOW)
    with pytest.raises(JiefenError):
        unmasking.answer(house, BOSS, asked.id, "refuse", " ", support.NOW)
    unmasking.answer(house, BOSS, asked.id, "grant", "", support.NOW)
    last = support.NOW + timedelta(hours=house.book.moves.unmasking.hours)
    shown = cases.reveal_case(store, LEADER, code, "接访联系", last - timedelta(seconds=1))
    assert {one.phone for one in shown.parties} >= {support.PHONE}
    assert cases.get_case(store, LEADER, code).masked
    for who, what, at in (
        (LEADER, other, support.NOW),
        (Viewer(None, "另一领导", frozenset({Role.LEADER})), code, support.NOW),
        (LEADER, code, last),
        (Viewer(None, LEADER.name, frozenset({Role.ADMIN})), code, support.NOW),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            cases.reveal_case(store, who, what, "接访联系", at)
    kinds = [what for _, what in entries(house, code)]
    assert kinds.count("ask_unmask") == kinds.count("grant_unmask") == 1


def test_what_is_asked_lies_encrypted(house: House, filled: dict[str, CaseRow], tmp_path: Path) -> None:
    unmasking.ask(house, LEADER, filled["red"].case_code, "接访要联系某某独一词", support.NOW)
    with house.store.reading():
        (kept,) = house.store.db.execute_sql("SELECT reason_cipher FROM unmask_request").fetchone()
    assert "独一词".encode() not in bytes(kept)


def test_the_leader_s_way_on_the_pages(
    house: House,
    filled: dict[str, CaseRow],
    as_role: AsRole,
) -> None:
    code, leader, boss = filled["red"].case_code, as_role(Role.LEADER), as_role(Role.SUPERVISOR)
    assert "申请看明文" in leader.get(f"/cases/{code}").get_data(as_text=True)
    assert support.send(leader, f"/cases/{code}/unmask", reason="看").status_code == 400
    assert support.send(leader, f"/cases/{code}/unmask", reason="接访要联系申请人").status_code == 302
    assert "正等督办岗答复" in leader.get(f"/cases/{code}").get_data(as_text=True)
    number = requested.listing(house.store, BOSS)[0].id
    assert "1 条明文申请等您答复" in boss.get("/").get_data(as_text=True)
    assert "接访要联系申请人" in boss.get("/unmasking").get_data(as_text=True)
    assert support.send(boss, f"/unmasking/{number}", verdict="grant").status_code == 302
    page = support.send(leader, f"/cases/{code}/reveal", reason="接访联系").get_data(as_text=True)
    assert support.PHONE in page
