"""Every way against a server of our own: what arrives, failures and retries, once each, quiet hours."""

from __future__ import annotations

import email
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from jiefen_lite import watch
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.messaging import outbox
from jiefen_lite.rules.messages import Digest, Header, Quiet, Sending, Way
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import NewMessage
from jiefen_lite.store import contacts, deliveries, messages, rewriting, users, writing
from tests.messaging.servers import Gateway, Mail, gateway, mail_server
from tests.web import support
from tests.web.support import LABOR, OPERATOR, PEOPLE

MONDAY = datetime(2026, 11, 16, 9, 0)
CHIEF, BOSS = PEOPLE[Role.UNIT_LEADER], PEOPLE[Role.SUPERVISOR]
ADMIN = Viewer(None, PEOPLE[Role.ADMIN], frozenset({Role.ADMIN}))
TEXT = "FJ20261105-0001 已超期 1 天。主办单位：人力资源和社会保障局。"
SENT = f"【富锦市社会治安综合治理中心】{TEXT}请登录系统看“消息”。"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def mail() -> Iterator[Mail]:
    with mail_server() as running:
        yield running


@pytest.fixture
def http() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


def with_ways(house: House, *ways: Way, **changes: Any) -> House:
    """The centre with these ways, and nothing to wait for unless the test says so."""
    usual = {
        "digest": Digest(10, 5, 0, 3),
        "quiet": Quiet(False),
        "sending": Sending(1, (1, 5, 30)),
    }
    rules = replace(house.book.messages, ways=ways, **(usual | changes))
    return house.renewed(replace(house.book, messages=rules))


def reachable(house: House, name: str = CHIEF) -> None:
    person = users.find(house.store, name)
    assert person is not None
    found = {"email": "chen@example.gov.cn", "phone": "13900005678"}
    contacts.keep(house.store, person.viewer(), found, MONDAY)


def tell(house: House, *people: str, text: str = TEXT, at: datetime = MONDAY) -> None:
    with house.store.writing():
        made = [NewMessage(name, "unit_leader", LABOR, "red", text) for name in people]
        messages.put(house.store, OPERATOR, made, at)


def go(house: House, at: datetime = MONDAY, secret: str | None = "s3cret") -> outbox.Round:
    return outbox.round_of(house, OPERATOR, lambda: at, lambda _way: secret)


def log(house: House) -> list[tuple[str, str, int, str | None]]:
    found, _total = deliveries.log(house.store, ADMIN, state=None, limit=50)
    return [(one.way, one.state, one.tries, one.fault) for one in reversed(found)]


def by_mail(mail: Mail) -> Way:
    return Way("email", "email", host="127.0.0.1", port=mail.port, security="none", sender="zzzx@example.cn")


def by_sms(http: Gateway, **changes: Any) -> Way:
    body = '{"token": "{secret}", "mobile": "{phone}", "content": "{text}", "id": "{id}"}'
    way = Way("sms", "sms", url=f"http://127.0.0.1:{http.port}/send", body=body, accepted='"code": ?0')
    return replace(way, **changes)


def to_group(http: Gateway, kind: str, *units: str) -> Way:
    return Way(kind, kind, url=f"http://127.0.0.1:{http.port}/robot?key={{secret}}", units=units)


# --------------------------------------------------------------------------- each way


def test_mail_arrives_once_with_a_subject_and_the_text(house: House, mail: Mail) -> None:
    house = with_ways(house, by_mail(mail))
    reachable(house)
    tell(house, CHIEF)
    assert go(house) == outbox.Round(1, 1, 0)
    assert go(house) == outbox.Round(0, 0, 0)
    (letter,) = mail.taken
    read = email.message_from_string(letter, policy=default)
    assert read["To"] == "chen@example.gov.cn"
    assert read["Subject"] == "富锦市社会治安综合治理中心：新消息"
    assert read.get_content().replace(".\n", "").strip() == SENT
    assert read["Message-ID"].startswith("<jiefen.")
    assert log(house) == [("email", "sent", 1, None)]


def test_a_text_message_goes_by_the_county_s_template(house: House, http: Gateway) -> None:
    quoted = 'FJ20261105-0001 "已超期" 1 天。\n\\'
    house = with_ways(house, by_sms(http, headers=(Header("X-Token", "{secret}"),)))
    reachable(house)
    tell(house, CHIEF, text=quoted)
    assert go(house).sent == 1
    ((path, headers, body),) = http.sent
    assert (path, headers["X-Token"]) == ("/send", "s3cret")
    said = json.loads(body)
    assert (said["mobile"], said["token"]) == ("13900005678", "s3cret")
    assert quoted in said["content"]
    assert said["id"].startswith("jiefen.")


def test_a_gateway_that_wants_a_form_gets_one(house: House, http: Gateway) -> None:
    way = by_sms(http, body="mobile={phone}&content={text}", escape="form", accepted=None)
    house = with_ways(house, way)
    reachable(house)
    tell(house, CHIEF)
    assert go(house).sent == 1
    ((_path, headers, body),) = http.sent
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body) == {"mobile": ["13900005678"], "content": [SENT]}


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_a_group_is_told_what_its_unit_s_people_are_told_once(house: House, http: Gateway, kind: str) -> None:
    """Two people of the unit were told the same: one message in the group; the centre's is not told there."""
    house = with_ways(house, to_group(http, kind, LABOR))
    tell(house, CHIEF, PEOPLE[Role.HANDLER])
    tell(house, BOSS, text="FJ20261105-0002 已超期 1 天。")
    assert go(house) == outbox.Round(1, 1, 0)
    assert go(house) == outbox.Round(0, 0, 0)
    ((path, _headers, body),) = http.sent
    assert path == "/robot?key=s3cret"
    assert json.loads(body) == {"msgtype": "text", "text": {"content": SENT}}


def test_the_centre_s_group_is_the_centre_s(house: House, http: Gateway) -> None:
    house = with_ways(house, to_group(http, "wecom", "@center"))
    tell(house, CHIEF)
    tell(house, BOSS, text="FJ20261105-0002 已超期 1 天。")
    assert go(house).sent == 1
    assert "0002" in http.sent[0][2]


# --------------------------------------------------------------------------- failures and retries


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http))
    reachable(house)
    tell(house, CHIEF)
    http.answers = [(500, "")] * 4
    assert go(house) == outbox.Round(1, 0, 1)
    assert log(house) == [("sms", "waiting", 1, "对方没有收下（500），请核对网址和模板。")]
    assert go(house, MONDAY + timedelta(seconds=59)).failed == 0
    moment = MONDAY
    for minutes, tries in ((1, 2), (5, 3), (30, 4)):
        moment += timedelta(minutes=minutes)
        assert go(house, moment).failed == 1
        assert log(house)[0][2] == tries
    assert log(house) == [("sms", "failed", 4, "对方没有收下（500），请核对网址和模板。")]
    assert go(house, moment + timedelta(days=1)).failed == 0
    (kept,), _total = deliveries.log(house.store, ADMIN, state="failed", limit=1)
    deliveries.try_again(house.store, ADMIN, kept.id, moment)
    assert go(house, moment).sent == 1
    assert len({json.loads(body)["id"] for _path, _headers, body in http.sent}) == 1  # the same, every time


@pytest.mark.parametrize(
    ("answer", "fault", "state"),
    [
        ((404, ""), "对方没有收下（404），请核对网址和模板。", "failed"),
        ((302, ""), "对方没有收下（302），请核对网址和模板。", "waiting"),  # no redirect is followed
        ((200, '{"code": 7}'), "对方答应了，但没有说收下；请管理员核对口令、模板和“accepted”。", "waiting"),
    ],
)
def test_every_answer_but_yes_is_a_failure(
    house: House, http: Gateway, answer: tuple[int, str], fault: str, state: str
) -> None:
    house = with_ways(house, by_sms(http))
    reachable(house)
    tell(house, CHIEF)
    http.answers = [answer]
    go(house)
    assert log(house) == [("sms", state, 1, fault)]
    assert [path for path, _headers, _body in http.sent] == ["/send"]


def test_a_mailbox_that_is_unknown_is_not_tried_again_a_full_one_is(house: House, mail: Mail) -> None:
    house = with_ways(house, by_mail(mail))
    reachable(house)
    mail.refuses = ["550 nobody", "452 full"]
    tell(house, CHIEF)
    go(house)
    tell(house, CHIEF, text="FJ20261105-0002 已超期 1 天。")
    go(house)
    assert [state for _way, state, _tries, _fault in log(house)] == ["failed", "waiting"]


def test_a_server_that_is_silent_holds_nobody_up(house: House, mail: Mail, http: Gateway) -> None:
    """One time-out for the way, not one for each that waits; the other way goes on."""
    house = with_ways(house, by_mail(mail), by_sms(http))
    for name in (CHIEF, PEOPLE[Role.HANDLER], BOSS):
        reachable(house, name)
    tell(house, CHIEF, PEOPLE[Role.HANDLER], BOSS)
    mail.hangs = 3
    begun = time.perf_counter()
    assert go(house) == outbox.Round(6, 3, 1)
    assert time.perf_counter() - begun < 2.5
    mail.hangs = 0
    assert go(house, MONDAY + timedelta(minutes=1)).sent == 3
    assert len(mail.taken) == 3


def test_nobody_there_is_told_in_our_own_words(house: House) -> None:
    way = Way("email", "email", host="127.0.0.1", port=9, security="none", sender="zzzx@example.cn")
    house = with_ways(house, way)
    reachable(house)
    tell(house, CHIEF)
    go(house)
    assert log(house) == [("email", "waiting", 1, "连不上邮件服务器（对方没有应答），会再试。")]


def test_what_the_other_side_says_goes_into_no_log(
    house: House, http: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    house = with_ways(house, by_sms(http))
    reachable(house)
    tell(house, CHIEF)
    http.answers = [(500, "13945678901 孙立东")]
    go(house)
    kept = str(log(house)) + caplog.text
    assert "13945678901" not in kept
    assert "13900005678" not in kept
    assert "s3cret" not in kept


def test_without_its_secret_a_way_waits(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http))
    reachable(house)
    tell(house, CHIEF)
    go(house, secret=None)
    assert log(house)[0][3] == "还没有填口令，请管理员在“发送记录”页填写。"
    contacts.keep_secret(house.store, ADMIN, "sms", f"127.0.0.1:{http.port}", "typed", MONDAY)
    assert go(house, MONDAY + timedelta(minutes=1), secret=None).sent == 1
    assert json.loads(http.sent[0][2])["token"] == "typed"


def test_a_secret_is_for_the_host_it_was_entered_for(house: House) -> None:
    """Who may change the address of a way must not be sent its password."""
    contacts.keep_secret(house.store, ADMIN, "sms", "10.1.2.9", "typed", MONDAY)
    assert contacts.secret(house.store, OPERATOR, "sms", "10.1.2.9") == "typed"
    assert contacts.secret(house.store, OPERATOR, "sms", "10.6.6.6") is None
    with pytest.raises(NotAllowed):
        contacts.secret(house.store, ADMIN, "sms", "10.1.2.9")
    boss = Viewer(None, BOSS, frozenset({Role.SUPERVISOR}))
    with pytest.raises(NotAllowed):
        contacts.keep_secret(house.store, boss, "sms", "10.1.2.9", "x", MONDAY)


# --------------------------------------------------------------------------- once, few, and in peace


def test_two_senders_at_once_send_everything_once(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http), digest=Digest(10, 50, 0, 3))
    reachable(house)
    for number in range(1, 21):
        tell(house, CHIEF, text=f"FJ20261105-{number:04d} 已超期 1 天。")
    start = threading.Barrier(2)
    trouble: list[Exception] = []

    def run() -> None:
        start.wait()
        try:
            go(house)
            go(house)
        except Exception as error:  # noqa: BLE001  told below: in a thread it would fail no test
            trouble.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    go(house)
    assert trouble == []
    assert sorted(json.loads(body)["content"][15:30] for _path, _headers, body in http.sent) == [
        f"FJ20261105-{number:04d}" for number in range(1, 21)
    ]


def test_what_was_being_sent_when_the_machine_went_off_is_sent_again(house: House, http: Gateway) -> None:
    """Nobody knows whether it went: after ten minutes it goes again, under the same number."""
    house = with_ways(house, by_sms(http))
    reachable(house)
    tell(house, CHIEF)
    outbox.gather(house, OPERATOR, MONDAY)
    taken = deliveries.claim(house.store, OPERATOR, "gone", MONDAY, ["sms"], timedelta(hours=1))
    assert taken is not None
    assert go(house, MONDAY + timedelta(minutes=5)).sent == 0
    assert go(house, MONDAY + timedelta(minutes=11)).sent == 1
    # he who was thought gone says at last how it went: that is not his to say any more
    deliveries.settle(house.store, OPERATOR, taken.id, "gone", MONDAY, fault="x", again_at=MONDAY)
    assert log(house) == [("sms", "sent", 2, None)]
    assert len(http.sent) == 1


def test_a_clock_set_back_keeps_nothing_waiting(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http))
    reachable(house)
    tell(house, CHIEF, at=MONDAY - timedelta(days=2))
    http.answers = [(500, "")]
    go(house)
    assert go(house, MONDAY - timedelta(days=1)).sent == 1


def test_many_become_one_and_one_waits_for_the_next(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http), digest=Digest(10, 1, 30, 2))
    reachable(house)
    for number in range(1, 13):
        tell(house, CHIEF, text=f"FJ20261105-{number:04d} 已超期 1 天。")
    assert go(house).queued == 1
    assert "您有 12 条新消息" in json.loads(http.sent[0][2])["content"]
    tell(house, CHIEF)
    assert go(house, MONDAY + timedelta(minutes=29)).queued == 0
    assert go(house, MONDAY + timedelta(minutes=30)).queued == 1


def test_what_was_read_on_the_page_is_not_sent(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http))
    reachable(house)
    tell(house, CHIEF)
    chief = users.find(house.store, CHIEF)
    assert chief is not None
    messages.mark_read(house.store, chief.viewer(), None, MONDAY)
    assert go(house) == outbox.Round(0, 0, 0)


def test_whoever_left_no_address_reads_the_page(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http))
    tell(house, CHIEF)
    assert go(house) == outbox.Round(0, 0, 0)


def test_a_new_way_does_not_send_what_lies_there_for_days(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http))
    reachable(house)
    tell(house, CHIEF, at=MONDAY - timedelta(days=4))
    assert go(house).queued == 0


@pytest.mark.parametrize(
    ("at", "is_quiet"),
    [
        (datetime(2026, 11, 16, 9, 0), False),
        (datetime(2026, 11, 16, 20, 0), True),
        (datetime(2026, 11, 17, 7, 29), True),
        (datetime(2026, 11, 17, 7, 30), False),
        (datetime(2026, 11, 21, 9, 0), True),  # Saturday
        (datetime(2026, 10, 10, 9, 0), False),  # a Saturday on which offices work
        (datetime(2026, 10, 2, 9, 0), True),
    ],
)
def test_nights_and_rest_days_are_quiet(house: House, http: Gateway, at: datetime, is_quiet: bool) -> None:
    house = with_ways(house, by_sms(http), quiet=house.book.messages.quiet)
    reachable(house)
    tell(house, CHIEF, at=at)
    assert go(house, at).sent == (0 if is_quiet else 1)


def test_a_case_that_is_another_unit_s_now_is_told_to_nobody_outside(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http))
    reachable(house)
    case = support.add_case(house, 1, day=date(2026, 11, 12), units=[(LABOR, "responsible")])
    watch.scan(house, OPERATOR, date(2026, 11, 17), MONDAY)
    with house.store.writing():
        row = writing.load_case(house.store, case.id)
        row.responsible_unit = "民政局"
        rewriting.save_case(house.store, row, [], units=[("民政局", "responsible")])
    assert go(house, MONDAY).queued == 0


def test_a_whole_scan_goes_out_as_one_message_each(house: House, http: Gateway) -> None:
    house = with_ways(house, by_sms(http), digest=Digest(10, 1, 30, 3))
    reachable(house)
    for number in range(1, 31):
        support.add_case(house, number, day=date(2026, 11, 12), units=[(LABOR, "responsible")])
    watch.scan(house, OPERATOR, date(2026, 11, 17), MONDAY)
    assert go(house) == outbox.Round(1, 1, 0)
    assert "30 件已超期，都下了督办单。" in http.sent[0][2]


def test_the_log_is_for_admin_and_supervisor(house: House) -> None:
    for role in (Role.HANDLER, Role.LEADER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            deliveries.log(house.store, Viewer(None, "x", frozenset({role}), LABOR), state=None, limit=1)
    with pytest.raises(NotFound):
        deliveries.try_again(house.store, ADMIN, 99, MONDAY)
    with pytest.raises(JiefenError):
        contacts.of(house.store, ADMIN, CHIEF)
