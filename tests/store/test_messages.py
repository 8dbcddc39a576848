"""Messages, orders, instructions and sendings on both databases, through the scan that writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jiefen_lite import clocks, instructing, supervision, watch
from jiefen_lite.desk import House
from jiefen_lite.messaging import outbox
from jiefen_lite.shapes import Channel, Complexity, Role, Status, Viewer
from jiefen_lite.shapes.supervision import NewDelivery, NewMessage
from jiefen_lite.store import Store, contacts, deliveries, messages, orders, rewriting, users, writing
from jiefen_lite.supervision import Reply
from tests.factories import OPERATOR, make_case
from tests.web import support
from tests.web.support import CENTER, LABOR

CHIEF = Viewer(None, "分管老陈", frozenset({Role.UNIT_LEADER}), LABOR)
BOSS = Viewer(None, "督办老王", frozenset({Role.SUPERVISOR}))
LEADER = Viewer(None, "主任老郑", frozenset({Role.LEADER}))
RECEIVED, RED = datetime(2026, 11, 5, 9), datetime(2026, 11, 10, 8)


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    """A centre with three people and three cases that a unit was given, due on 9 November."""
    for one in (CHIEF, BOSS, LEADER):
        users.add(store, OPERATOR, one.name, one.roles, one.unit, "x", RECEIVED)
    made = House(store, CENTER, support.rules(), tmp_path / "files")
    for number in range(1, 4):
        code = make_case(
            store,
            unit=LABOR,
            channel=Channel.WINDOW,
            source_no=str(number),
            received_at=RECEIVED,
            registered_at=RECEIVED,
            complexity=Complexity.SIMPLE,
        )
        with store.writing():
            case = writing.load_case(store, number)
            case.status = Status.SIGNED
            clocks.renew(made, case)
            rewriting.save_case(store, case, [])
        assert code
    return made


def test_a_scan_and_what_follows(house: House) -> None:
    store = house.store
    assert watch.scan(house, OPERATOR, date(2026, 11, 8), RED - timedelta(days=2)).messages == 3
    found = watch.scan(house, OPERATOR, RED.date(), RED)
    assert [one.number for one in found.orders] == [
        "富综治督〔2026〕1号",
        "富综治督〔2026〕2号",
        "富综治督〔2026〕3号",
    ]
    again = watch.scan(house, OPERATOR, RED.date(), RED)
    assert (again.orders, again.messages, again.noted) == ((), 0, 0)
    assert watch.scan(house, OPERATOR, date(2026, 11, 13), RED).messages == 6
    assert messages.unread(store, LEADER) == 3
    assert messages.mark_read(store, LEADER, None, RED) == 3
    assert messages.unread(store, LEADER) == 0
    page, total = messages.of(store, CHIEF, unread_only=True, limit=2)
    assert ([one.kind for one in page], total) == (["urge", "urge"], 9)
    assert watch.red_without_order(house, OPERATOR, date(2026, 12, 1)) == []


def told(person: Viewer, number: int, step: str = "dispatch") -> NewMessage:
    return NewMessage(person.name, "handler", LABOR, "step_taken", f"第 {number} 件", number, step=step)


def test_many_of_one_step_are_one_until_none_is_left(house: House) -> None:
    """One stands for all of them; what went outside already is told anew once there is more."""
    store = house.store

    def put(*numbers: int) -> None:
        with store.writing():
            for number in numbers:
                messages.put_of_steps(
                    store, OPERATOR, [told(CHIEF, number)], RED, 1, lambda one, count: f"{count} 件"
                )

    def waiting() -> list[str]:
        since = RED - timedelta(days=1)
        return [one.text for one in messages.not_taken_up(store, CHIEF, "sms", [CHIEF.name], since)]

    put(1)
    assert [one.text for one in messages.of(store, CHIEF, unread_only=True, limit=9)[0]] == ["第 1 件"]
    put(2)
    (one,), total = messages.of(store, CHIEF, unread_only=False, limit=9)
    assert (one.kind, one.text, one.step, total) == ("many_step_taken", "2 件", "dispatch", 1)
    assert messages.unread(store, CHIEF) == 1
    assert waiting() == ["2 件"]
    with store.writing():
        deliveries.queue(store, OPERATOR, [NewDelivery("sms", CHIEF.name, "x", (one.id,))], RED)
    assert waiting() == []
    put(3)
    assert waiting() == ["3 件"]
    with store.writing():
        messages.put_of_steps(store, OPERATOR, [told(CHIEF, 1, "reopen")], RED, 1, lambda one, count: "")
    assert messages.unread(store, CHIEF) == 2  # another step stands for itself
    for number in (1, 2, 3):
        with store.writing():
            unread = [one.id for one in messages.of_steps(store, OPERATOR, number) if one.step == "dispatch"]
            messages.done(store, OPERATOR, unread, RED)
        assert messages.unread(store, CHIEF) == (2 if number < 3 else 1)


def test_what_is_told_of_a_step_is_over_when_the_case_stands_elsewhere(house: House) -> None:
    store = house.store
    with store.writing():
        made = [
            told(CHIEF, 1),
            NewMessage(BOSS.name, "supervisor", None, "step_asked", "有申请", 1, step="extend"),
            told(CHIEF, 2),
        ]
        messages.put_of_steps(store, OPERATOR, made, RED, 9, lambda one, count: "")
        messages.overtaken(store, [1], RED)
    assert [one.text for one in messages.of(store, CHIEF, unread_only=True, limit=9)[0]] == ["第 2 件"]
    assert messages.unread(store, BOSS) == 1  # it waits for an answer, wherever the case stands


def test_an_order_and_an_instruction_run_their_course(house: House) -> None:
    watch.scan(house, OPERATOR, RED.date(), RED)
    said = Reply("外出", "约见", "老陈", date(2026, 11, 20))
    supervision.reply(house, CHIEF, 1, said, RED)
    supervision.check(house, BOSS, 1, "return", "再具体些", RED)
    supervision.reply(house, CHIEF, 1, said, RED)
    done = supervision.check(house, BOSS, 1, "pass", "", RED)
    assert [one.action for one in done.steps] == ["issue", "reply", "return", "reply", "pass"]
    assert orders.numbers_of(house.store, BOSS, date(2026, 11, 30)) == {
        "owed": 2,
        "late": 2,
        "to_check": 0,
        "open": 2,
    }
    code = done.case_code
    number = instructing.give(
        house, LEADER, text="请办", reply_by=RED.date(), unit=LABOR, case_code=code, now=RED
    )
    instructing.reply(house, CHIEF, number, "已办", RED)
    instructing.settle(house, LEADER, number, "done", "", RED)
    assert [one.state for one in instructing.for_report(house, BOSS, "2026-11")] == ["done"]


def test_a_number_that_came_to_nothing_is_given_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_about: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(watch.messages, "put", stop)
        with pytest.raises(KeyboardInterrupt):
            watch.scan(house, OPERATOR, RED.date(), RED)
    found = watch.scan(house, OPERATOR, RED.date(), RED)
    assert [one.number[-2:] for one in found.orders] == ["1号", "2号", "3号"]


def test_sendings_are_queued_claimed_and_settled(house: House) -> None:
    store = house.store
    watch.scan(house, OPERATOR, RED.date(), RED)
    waiting = messages.not_taken_up(store, CHIEF, "sms", [CHIEF.name], RED - timedelta(days=1))
    assert len(waiting) == 3
    made = NewDelivery("sms", CHIEF.name, "三条", tuple(one.id for one in waiting))
    with store.writing():
        deliveries.queue(store, OPERATOR, [made], RED)
    assert messages.not_taken_up(store, CHIEF, "sms", [CHIEF.name], RED - timedelta(days=1)) == []
    assert deliveries.last_to(store, OPERATOR, "sms", CHIEF.name) == RED
    day = timedelta(days=1)
    taken = deliveries.claim(store, OPERATOR, "me", RED, ["sms"], day)
    assert taken is not None
    assert (taken.count, taken.tries) == (3, 1)
    assert deliveries.claim(store, OPERATOR, "you", RED, ["sms"], day) is None
    later = RED + timedelta(minutes=5)
    deliveries.settle(store, OPERATOR, taken.id, "me", RED, fault="不通", again_at=later)
    assert deliveries.claim(store, OPERATOR, "me", RED, ["sms"], day) is None
    again = deliveries.claim(store, OPERATOR, "me", later, ["sms"], day)
    assert again is not None
    deliveries.settle(store, OPERATOR, again.id, "me", later, fault=None, again_at=None)
    assert deliveries.counts(store, BOSS) == {"waiting": 0, "sending": 0, "sent": 1, "failed": 0}


def test_addresses_and_secrets_are_kept_encrypted(house: House) -> None:
    store = house.store
    contacts.keep(store, CHIEF, {"email": "chen@example.gov.cn", "phone": "13900005678"}, RED)
    admin = Viewer(None, "管理员小卫", frozenset({Role.ADMIN}))
    contacts.keep_secret(store, admin, "sms", "10.1.2.9", "typed", RED)
    assert contacts.of(store, CHIEF, CHIEF.name) == {"email": "chen@example.gov.cn", "phone": "13900005678"}
    assert contacts.having(store, OPERATOR, "phone") == [CHIEF.name]
    with store.reading():
        blobs = [
            bytes(blob)
            for table, column in (("contact", "address_cipher"), ("way_secret", "value_cipher"))
            for (blob,) in store.db.execute_sql(f"SELECT {column} FROM {table}").fetchall()
        ]
    assert len(blobs) == 3
    assert not any(word in blob for blob in blobs for word in (b"chen", b"13900005678", b"typed"))
    contacts.keep(store, CHIEF, {"email": "", "phone": ""}, RED)
    assert contacts.of(store, CHIEF, CHIEF.name) == {}
    assert outbox.gather(house, OPERATOR, RED) == 0
