"""Signing in: no default password, slow guessing, sessions that end, a first password that must go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import AccountSettings, Role
from jiefen_lite.store import audit, users
from jiefen_lite.store.users import Failures
from jiefen_lite.web import passwords, throttle
from tests.web import support

NAME = support.PEOPLE[Role.SUPERVISOR]
NEW = "Xin-mi-ma-2026"


def test_right_password_opens_a_session_with_a_safe_cookie(client: FlaskClient) -> None:
    response = support.sign_in(client, NAME)
    cookie = next(
        line for line in response.headers.getlist("Set-Cookie") if line.startswith("jiefen_session=")
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/").status_code == 200


def test_the_session_id_is_new_at_every_sign_in(client: FlaskClient) -> None:
    support.sign_in(client, NAME)
    first = client.get_cookie("jiefen_session")
    support.send(client, "/sign-out")
    support.sign_in(client, NAME)
    second = client.get_cookie("jiefen_session")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    client.set_cookie("jiefen_session", first.value)
    assert client.get("/").status_code == 302


def test_wrong_name_and_wrong_password_look_the_same(client: FlaskClient) -> None:
    wrong_password = support.sign_in(client, NAME, "falsch")
    wrong_name = support.sign_in(client, "没有这人", "falsch")
    assert wrong_password.status_code == wrong_name.status_code == 401
    for response in (wrong_password, wrong_name):
        assert "用户名或密码不对" in response.get_data(as_text=True)


def test_an_idle_session_ends_after_thirty_minutes(client: FlaskClient, clock: support.Clock) -> None:
    support.sign_in(client, NAME)
    support.later(clock, minutes=29)
    assert client.get("/").status_code == 200
    support.later(clock, minutes=31)
    assert client.get("/").status_code == 302


def test_five_failures_wait_fifteen_minutes_at_this_address_only(app: Flask, clock: support.Clock) -> None:
    here, elsewhere = app.test_client(), app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "10.0.0.9"
    for _ in range(5):
        assert support.sign_in(here, NAME, "falsch").status_code == 401
    refused = support.sign_in(here, NAME)
    assert refused.status_code == 429
    assert "15 分钟" in refused.get_data(as_text=True)
    support.later(clock, seconds=2)
    assert support.sign_in(elsewhere, NAME).status_code == 302
    support.later(clock, minutes=15)
    assert support.sign_in(here, NAME).status_code == 302


@pytest.mark.parametrize(
    ("here", "elsewhere", "others", "passed", "left"),
    [
        (4, 0, 0, 0, 0),
        (5, 0, 0, 0, 900),
        (5, 0, 0, 899, 1),
        (5, 0, 0, 900, 0),
        (0, 4, 0, 0, 0),
        (0, 5, 0, 0, 1),
        (0, 8, 0, 0, 8),
        (0, 500, 0, 0, 60),
        (0, 0, 14, 0, 0),
        (0, 0, 15, 0, 1),
        (0, 0, 500, 0, 60),
    ],
)
def test_how_long_one_waits(here: int, elsewhere: int, others: int, passed: int, left: int) -> None:
    last = datetime(2026, 11, 20, 9, 0)
    found = Failures(
        here, elsewhere, others, *(last if count else None for count in (here, elsewhere, others))
    )
    assert throttle.wait(found, last + timedelta(seconds=passed)) == timedelta(seconds=left)


def test_failures_elsewhere_do_not_lengthen_the_wait_here() -> None:
    """Somebody guessing from another address must not keep the owner out."""
    last = datetime(2026, 11, 20, 9, 0)
    found = Failures(5, 3, 0, last, last + timedelta(minutes=14), None)
    assert throttle.wait(found, last + timedelta(minutes=14)) == timedelta(minutes=1)


def test_a_first_password_must_be_changed_before_anything_else(house: House, client: FlaskClient) -> None:
    users.add(
        house.store, support.OPERATOR, "新人", [Role.SUPERVISOR], None, support.password_hash(), support.NOW
    )
    assert support.sign_in(client, "新人").headers["Location"] == "/password"
    assert client.get("/cases").headers["Location"] == "/password"
    response = support.send(client, "/password", password=support.PASSWORD, new_password=NEW, again=NEW)
    assert response.headers["Location"] == "/"
    assert client.get("/cases").status_code == 200


def test_a_new_password_ends_every_other_session(app: Flask) -> None:
    one, two = app.test_client(), app.test_client()
    support.sign_in(one, NAME)
    support.sign_in(two, NAME)
    support.send(one, "/password", password=support.PASSWORD, new_password=NEW, again=NEW)
    assert one.get("/").status_code == 200
    assert two.get("/").status_code == 302


def test_an_old_password_is_not_taken_again(client: FlaskClient) -> None:
    support.sign_in(client, NAME)
    support.send(client, "/password", password=support.PASSWORD, new_password=NEW, again=NEW)
    again = support.send(
        client, "/password", password=NEW, new_password=support.PASSWORD, again=support.PASSWORD
    )
    assert again.status_code == 422
    assert "最近 5 次" in again.get_data(as_text=True)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Ab1-", "至少 8 位"),
        ("abcdefgh1", "三类"),
        ("Abcdefgh1", None),
        ("密码很长很长很长abc1", None),
        ("xiaoli-A1-2026", "用户名"),
    ],
)
def test_password_rules(password: str, fault: str | None) -> None:
    found = passwords.faults(password, "xiaoli")
    assert found == [] if fault is None else any(fault in line for line in found)


def test_a_made_password_passes_the_rules_and_is_never_the_same() -> None:
    made = {passwords.make_first() for _ in range(200)}
    assert len(made) == 200
    assert all(passwords.faults(one, "督办老王") == [] for one in made)


def test_a_disabled_account_is_out_at_once(house: House, client: FlaskClient) -> None:
    support.sign_in(client, NAME)
    users.set_disabled(house.store, support.OPERATOR, NAME, True, support.NOW)
    assert client.get("/").status_code == 302
    assert support.sign_in(client, NAME).status_code == 401


def test_sign_ins_and_failures_are_in_the_audit_log(house: House, client: FlaskClient) -> None:
    support.sign_in(client, NAME, "falsch")
    support.sign_in(client, NAME)
    rows = audit.entries(house.store, support.OPERATOR, limit=2)
    assert [(row["action"], row["user_name"], row["result"]) for row in rows] == [
        ("sign_in", NAME, "ok"),
        ("sign_in", NAME, "refused"),
    ]


def test_an_unused_first_password_expires(house: House, client: FlaskClient, clock: support.Clock) -> None:
    """Within seven days it opens the door once more, afterwards it is refused with the next step."""
    hashed = support.password_hash()
    users.add(house.store, support.OPERATOR, "新人", [Role.SUPERVISOR], None, hashed, support.NOW)
    support.later(clock, days=7)
    assert support.sign_in(client, "新人").headers["Location"] == "/password"
    support.send(client, "/sign-out")
    support.later(clock, days=1)
    refused = support.sign_in(client, "新人")
    assert refused.status_code == 403
    assert "首次密码发下来 7 天没有换，已经作废" in refused.get_data(as_text=True)
    assert client.get("/").status_code == 302
    wrong = support.sign_in(client, "新人", "falsch")
    assert "作废" not in wrong.get_data(as_text=True)
    users.set_password(house.store, support.OPERATOR, "新人", hashed, clock.now, must_change=True)
    assert support.sign_in(client, "新人").headers["Location"] == "/password"


def test_how_long_a_first_password_lives_is_the_centres_to_say(
    house: House, client: FlaskClient, clock: support.Clock
) -> None:
    house.center = replace(house.center, accounts=AccountSettings(first_password_days=2))
    users.add(
        house.store, support.OPERATOR, "新人", [Role.SUPERVISOR], None, support.password_hash(), support.NOW
    )
    support.later(clock, days=3)
    assert support.sign_in(client, "新人").status_code == 403


def test_an_old_password_is_told_of_and_still_opens(client: FlaskClient, clock: support.Clock) -> None:
    support.later(clock, days=89)
    support.sign_in(client, NAME)
    assert "换一个新密码" not in client.get("/").get_data(as_text=True)
    support.send(client, "/sign-out")
    support.later(clock, days=1)
    support.sign_in(client, NAME)
    assert "您的密码已用了 90 天" in client.get("/").get_data(as_text=True)
