"""Pages of messages, supervision and instructions: counts, reading, forms that keep what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from jiefen_lite import watch
from jiefen_lite.desk import House
from jiefen_lite.rules.messages import Way
from jiefen_lite.shapes import CaseRow, Role, Viewer
from jiefen_lite.shapes.supervision import NewDelivery, NewMessage
from jiefen_lite.store import contacts, deliveries, messages, orders
from tests.web import support
from tests.web.support import LABOR, NOW, OPERATOR, PEOPLE

As = Callable[[Role], FlaskClient]
PERSONAL = ("孙立东", support.PHONE, support.ID_NO, "8600")


@pytest.fixture
def red(house: House, filled: dict[str, CaseRow]) -> str:
    """The code of a late case of the labour office, whose order is out."""
    watch.scan(house, OPERATOR, NOW.date(), NOW)
    return filled["red"].case_code


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def order_of(house: House, code: str) -> int:
    (found,), _total = orders.listing(house.store, OPERATOR, case_code=code, limit=1)
    return found.id


def test_the_menu_counts_what_is_not_read_and_opening_reads_it(red: str, house: House, as_role: As) -> None:
    chief = as_role(Role.UNIT_LEADER)
    text = page(chief, "/messages")
    assert red in text
    assert "下一步：打开督办单" in text
    assert not any(word in text for word in PERSONAL)
    waiting = re.search(r'title="没读的消息">(\d+)<', text)
    assert waiting is not None
    before = int(waiting[1])
    viewer = Viewer(None, PEOPLE[Role.UNIT_LEADER], frozenset({Role.UNIT_LEADER}), LABOR)
    found, _total = messages.of(house.store, viewer, unread_only=True, limit=30)
    one = next(message for message in found if message.kind == "red" and message.case_code == red)
    answer = support.send(chief, f"/messages/{one.id}/open")
    assert answer.headers["Location"] == f"/supervision/{order_of(house, red)}"
    assert messages.unread(house.store, viewer) == before - 1
    assert support.send(chief, "/messages/read", all="1").status_code == 302
    assert "没有没读的消息" in page(chief, "/messages")
    assert red in page(chief, "/messages?show=all")


def test_another_s_message_is_no_message(red: str, house: House, as_role: As) -> None:
    boss = Viewer(None, PEOPLE[Role.SUPERVISOR], frozenset({Role.SUPERVISOR}))
    (one, *_more), _total = messages.of(house.store, boss, unread_only=True, limit=1)
    before = messages.unread(house.store, boss)
    handler = as_role(Role.HANDLER)
    assert support.send(handler, f"/messages/{one.id}/open").status_code == 404
    support.send(handler, "/messages/read", numbers=str(one.id))
    assert messages.unread(house.store, boss) == before


def test_looking_marks_nothing_read(red: str, house: House, as_role: As) -> None:
    boss = Viewer(None, PEOPLE[Role.SUPERVISOR], frozenset({Role.SUPERVISOR}))
    before = messages.unread(house.store, boss)
    page(as_role(Role.SUPERVISOR), "/messages")
    assert messages.unread(house.store, boss) == before > 0


def test_a_reply_that_lacks_something_keeps_what_was_typed(red: str, house: House, as_role: As) -> None:
    number, handler = order_of(house, red), as_role(Role.HANDLER)
    typed = {"cause": "对方外出务工", "measures": "约定周三到场", "responsible": "", "until": "2026-11-27"}
    answer = support.send(handler, f"/supervision/{number}/reply", **typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "请写明责任人" in text
    assert "对方外出务工" in text
    assert 'value="2026-11-27"' in text
    assert (
        support.send(
            handler, f"/supervision/{number}/reply", **typed | {"responsible": "承办小赵"}
        ).status_code
        == 302
    )
    boss = as_role(Role.SUPERVISOR)
    assert "待核查" in page(boss, f"/supervision/{number}")
    returned = support.send(boss, f"/supervision/{number}/check", verdict="return", reason="")
    assert (returned.status_code, "请写明理由" in returned.get_data(as_text=True)) == (400, True)
    support.send(boss, f"/supervision/{number}/check", verdict="return", reason="写明哪一天")
    text = page(handler, f"/supervision/{number}")
    assert "写明哪一天" in text
    assert "重新回复" in text


def test_two_who_act_at_once_get_one_winner_and_one_clear_word(red: str, house: House, as_role: As) -> None:
    number, boss = order_of(house, red), as_role(Role.SUPERVISOR)
    assert (
        support.send(boss, f"/supervision/{number}/check", verdict="close", reason="并案").status_code == 302
    )
    late = support.send(boss, f"/supervision/{number}/check", verdict="close", reason="并案")
    assert late.status_code == 409
    assert "现在是“已办结”，不能“办结”。请刷新后再看。" in late.get_data(as_text=True)


def test_the_case_page_leads_to_its_order_and_to_an_instruction(red: str, house: House, as_role: As) -> None:
    number = order_of(house, red)
    assert f'href="/supervision/{number}"' in page(as_role(Role.HANDLER), f"/cases/{red}")
    text = page(as_role(Role.LEADER), f"/cases/{red}")
    assert f"/instructions?case_code={red}" in text
    assert "/supervision" not in page(as_role(Role.INTAKE_CLERK), f"/cases/{red}")


def test_an_instruction_is_given_answered_and_done(red: str, house: House, as_role: As) -> None:
    leader, handler = as_role(Role.LEADER), as_role(Role.HANDLER)
    form = {"case_code": red, "unit": LABOR, "text": "请逐件见面", "reply_by": "2026-11-25"}
    bad = support.send(leader, "/instructions", **form | {"reply_by": "2026-11-01"})
    assert (bad.status_code, "请逐件见面" in bad.get_data(as_text=True)) == (400, True)
    where = support.send(leader, "/instructions", **form).headers["Location"]
    assert "请逐件见面" in page(handler, where)
    assert support.send(handler, f"{where}/reply", text="已约周三").status_code == 302
    assert "已约周三" in page(leader, where)
    assert support.send(leader, f"{where}/settle", verdict="done").status_code == 302
    assert "已办结" in page(handler, where)


def test_the_leader_s_page_has_the_number_and_the_number_its_cases(house: House, as_role: As) -> None:
    case = support.add_case(house, 50, day=datetime(2026, 11, 2).date(), units=())
    watch.scan(house, OPERATOR, NOW.date(), NOW)
    leader = as_role(Role.LEADER)
    assert re.search(
        r'href="/supervision/missing">\s*<span class="tile-name">红灯没有督办', page(leader, "/")
    )
    assert case.case_code in page(leader, "/supervision/missing")


def test_a_printed_order_is_told_to_the_log_and_has_its_slip(red: str, house: House, as_role: As) -> None:
    answer = support.send(as_role(Role.UNIT_LEADER), f"/supervision/{order_of(house, red)}/print")
    text = answer.get_data(as_text=True)
    assert "督办通知书" in text
    assert "督办回执" in text
    assert "分管领导签字" in text
    assert not any(word in text for word in PERSONAL)


def with_sms(house: House) -> House:
    way = Way("sms", "sms", url="http://127.0.0.1:9/send", body="{phone}{text}{secret}")
    rules = replace(house.book.messages, ways=(way,))
    return house.renewed(replace(house.book, messages=rules))


def test_addresses_are_kept_for_oneself(house: House, as_role: As) -> None:
    handler = as_role(Role.HANDLER)
    assert "没有开通邮件和短信提醒" in page(handler, "/messages")
    with_sms(house)
    bad = support.send(handler, "/messages/contact", phone="1390000", email="")
    assert (bad.status_code, 'value="1390000"' in bad.get_data(as_text=True)) == (422, True)
    assert support.send(handler, "/messages/contact", phone="13900005678", email="").status_code == 302
    assert 'value="13900005678"' in page(handler, "/messages")
    assert "13900005678" not in page(as_role(Role.SUPERVISOR), "/messages/log")


def test_the_log_tells_why_and_failed_ones_can_go_again(house: House, as_role: As) -> None:
    with_sms(house)
    with house.store.writing():
        made = [NewMessage(PEOPLE[Role.HANDLER], "handler", LABOR, "urge", "FJ20261102-0001 仍未办结。")]
        messages.put(house.store, OPERATOR, made, NOW)
        one = NewDelivery("sms", PEOPLE[Role.HANDLER], "FJ20261102-0001 仍未办结。", (1,))
        deliveries.queue(house.store, OPERATOR, [one], NOW)
    deliveries.claim(house.store, OPERATOR, "me", NOW, ["sms"], timedelta(days=1))
    deliveries.settle(
        house.store, OPERATOR, 1, "me", NOW, fault="连不上对方，请检查网络和网址。", again_at=None
    )
    for role in (Role.ADMIN, Role.SUPERVISOR):
        assert "连不上对方" in page(as_role(role), "/messages/log")
    assert support.send(as_role(Role.ADMIN), "/messages/log/1/again").status_code == 302
    assert deliveries.counts(house.store, OPERATOR)["waiting"] == 1


def test_a_secret_is_typed_and_never_shown(house: House, as_role: As) -> None:
    with_sms(house)
    admin = as_role(Role.ADMIN)
    assert "还没有填" in page(admin, "/messages/log")
    assert support.send(admin, "/messages/ways/sms/secret", secret="s3cret-typed").status_code == 302
    assert "s3cret-typed" not in page(admin, "/messages/log")
    assert contacts.secret(house.store, OPERATOR, "sms", "127.0.0.1:9") == "s3cret-typed"
    assert 'type="password"' not in page(as_role(Role.SUPERVISOR), "/messages/log")


def test_a_step_is_told_with_its_next_words_and_leads_to_where_one_acts(house: House, as_role: As) -> None:
    """One leads to its case, many to the list of the day in which they stand."""
    mine = NewMessage(PEOPLE[Role.HANDLER], "handler", LABOR, "step_taken", "办了", None, step="dispatch")
    many = replace(mine, kind="many_step_taken", text="50 件办了“分流”。")
    case = support.add_case(house, 83, units=[(LABOR, "responsible")])
    with house.store.writing():
        messages.put(house.store, OPERATOR, [replace(mine, case_id=case.id), many], NOW)
    client = as_role(Role.HANDLER)
    text = page(client, "/messages")
    assert "下一步：打开案件签收；不该本单位办的" in text
    assert "下一步：打开列表签收；不该本单位办的" in text
    assert ">分流</span>" in text
    viewer = Viewer(None, PEOPLE[Role.HANDLER], frozenset({Role.HANDLER}), LABOR)
    last, first = messages.of(house.store, viewer, unread_only=True, limit=9)[0]
    leads = [support.send(client, f"/messages/{one.id}/open").headers["Location"] for one in (first, last)]
    assert leads == [f"/cases/{case.case_code}", "/?list=to_sign"]


def test_orders_are_answered_one_after_the_other(red: str, house: House, as_role: As) -> None:
    """Who answers for it and by when stand in the form; the next one that waits is one click away."""
    units = [(LABOR, "responsible")]
    other = support.add_case(house, 90, units=units, day=date(2026, 10, 1)).case_code
    watch.scan(house, support.OPERATOR, support.NOW.date(), support.NOW)
    found = {one.case_code: one for one in orders.listing(house.store, support.OPERATOR, limit=9)[0]}
    first, second = found[red], found[other]
    handler = as_role(Role.HANDLER)
    page = handler.get(f"/supervision/{first.id}").get_data(as_text=True)
    assert f'name="responsible" required maxlength="64" value="{support.PEOPLE[Role.HANDLER]}"' in page
    assert f'name="until" required value="{first.finish_by}"' in page
    assert f'href="/supervision/{second.id}">下一份待回复的（还有 1 份）' in page
    said = {
        "cause": "对方一直没有到场",
        "measures": "已约定周三上门",
        "responsible": "小赵",
        "until": "2026-12-01",
    }
    assert support.send(handler, f"/supervision/{first.id}/reply", **said).status_code == 302
    assert "下一份待回复的（还有 1 份）" in handler.get(f"/supervision/{first.id}").get_data(as_text=True)
    assert "下一份" not in handler.get(f"/supervision/{second.id}").get_data(as_text=True)
    boss = as_role(Role.SUPERVISOR)
    assert "下一份待核查的（还有 1 份）" in boss.get(f"/supervision/{second.id}").get_data(as_text=True)
    assert "下一份" not in as_role(Role.LEADER).get(f"/supervision/{second.id}").get_data(as_text=True)
