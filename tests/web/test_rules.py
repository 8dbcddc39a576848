"""The pages of the rules: read, changed in a draft, seen as a difference, put in force, tried, taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from jiefen_lite.desk import House
from jiefen_lite.ruledesk import coming, keeping
from jiefen_lite.ruledesk.folder import SHIPPED
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import FILES
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, ruledrafts, ruleversions, users
from tests import tickets
from tests.tickets import ticket
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
WHO = support.PEOPLE[Role.RULE_EDITOR]
OTHER = Viewer(99, "规则员乙", frozenset({Role.RULE_EDITOR}))
DEADLINES = loader.shipped("deadlines").decode()


def days(simple: int) -> str:
    return DEADLINES.replace("simple_days: 3", f"simple_days: {simple}", 1)


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def editor(as_role: AsRole) -> FlaskClient:
    return as_role(Role.RULE_EDITOR)


def draft(client: FlaskClient, written: str, base: str = SHIPPED) -> TestResponse:
    return support.send(client, "/rules/deadlines/text", text=written, base=base)


def put(client: FlaskClient, **more: str) -> TestResponse:
    form = {"files": "deadlines", "reason": "县里要求", "when": "now"} | more
    return support.send(client, "/rules/draft/put", **form)


def drafts_of(house: House, name: str = WHO) -> dict[str, ruledrafts.DraftRecord]:
    return ruledrafts.of(house.store, support.OPERATOR, name)


def test_every_file_has_its_line_and_its_page(as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    listing = text(client.get("/rules"))
    for name in FILES:
        assert f"{name}.yaml" in listing
        page = client.get(f"/rules/{name}")
        assert page.status_code == 200, name
        assert ">改这一处</a>" not in text(page), "the supervisor only reads"
    assert client.get("/rules/nonsense").status_code == 404


def test_from_a_value_to_a_rule_in_force_and_back(editor: FlaskClient, house: House, tmp_path: Path) -> None:
    page = text(editor.get("/rules/deadlines/place?at=center"))
    mark = page.split('name="mark" value="')[1].split('"')[0]
    form = {"at": "center", "mark": mark, "v-simple_days": "2"}
    assert support.send(editor, "/rules/deadlines/place", **form).headers["Location"] == "/rules/draft"
    assert drafts_of(house)["deadlines"].text == days(2), "comments stay, one line is another"
    assert house.latest.book.deadlines.center.simple_days == 3, "a draft is not in force"
    seen = text(editor.get("/rules/draft"))
    assert "“3”改为“2”" in seen
    assert '<td class="diff-sign">−</td><td class="diff-text">  simple_days: 3</td>' in seen
    assert '<td class="diff-sign">+</td><td class="diff-text">  simple_days: 2</td>' in seen
    assert put(editor).status_code == 302
    assert house.latest.book.deadlines.center.simple_days == 2
    assert (tmp_path / "rules" / "deadlines.yaml").read_text("utf-8") == days(2)
    assert drafts_of(house) == {}
    listed = text(editor.get("/rules"))
    assert "本县第 1 版" in listed
    assert "撤销" in listed
    support.send(editor, "/rules/deadlines/back", version="0", reason="撤销刚才的改动")
    assert house.latest.book.deadlines.center.simple_days == 3
    assert "撤销刚才的改动（用随附的）" in text(editor.get("/rules/deadlines"))
    entries = audit.entries(house.store, support.OPERATOR)
    assert {WHO, "system"} == {one["user_name"] for one in entries if one["action"] == "rules"}


def test_the_next_request_is_answered_under_the_new_rules(editor: FlaskClient, as_role: AsRole) -> None:
    """Without restart, and for everybody: the page of another person tells the new days."""
    draft(editor, days(2))
    put(editor)
    shown = text(as_role(Role.SUPERVISOR).get("/rules/deadlines"))
    assert "简易" in shown
    tried = support.send(editor, "/rules/try", text="两家因院墙争吵", channel="window", day="2026-11-02")
    assert "2 个自然日" in text(tried) or "20 个自然日" in text(tried)


def test_a_text_is_checked_without_keeping_anything(editor: FlaskClient, house: House) -> None:
    wrong = days(2).replace("complex_days: 20", "complex_days: 二十")
    token = support.csrf(editor, "/rules/deadlines/text")
    answer = editor.post(
        "/rules/deadlines/check",
        data={"csrf_token": token, "text": wrong.replace("\n", "\r\n")},
        headers={"Accept": "application/json"},
    )
    (fault,) = answer.get_json()["faults"]
    assert fault["line"] == 10
    assert "应当是整数" in fault["message"]
    page = text(support.send(editor, "/rules/deadlines/check", text=wrong, base=SHIPPED))
    assert "第 10 行" in page, "without script the page tells the same"
    assert "complex_days: 二十" in page, "what was typed is still there"
    assert drafts_of(house) == {}


def test_a_draft_with_faults_is_kept_and_cannot_come_into_force(editor: FlaskClient, house: House) -> None:
    wrong = days(2).replace("complex_days: 20", "complex_days: 二十")
    answer = draft(editor, wrong)
    assert answer.status_code == 422
    assert drafts_of(house)["deadlines"].text == wrong
    refused = put(editor)
    assert refused.status_code == 422
    assert "第 10 行" in text(refused)
    assert "县里要求" in text(refused), "what was typed is kept"
    assert ruleversions.history(house.store, support.OPERATOR) == []


def test_words_are_offered_where_the_cursor_is(editor: FlaskClient) -> None:
    written = "center:\n  unit: \n"
    answer = support.send(editor, "/rules/deadlines/complete", text=written, line="2", column="8")
    assert [one["insert"] for one in answer.get_json()["suggestions"]] == ["calendar", "workday"]


def test_a_change_for_a_later_day_is_shown_and_can_be_taken_back(
    editor: FlaskClient, house: House, clock: support.Clock, tmp_path: Path
) -> None:
    draft(editor, days(2))
    late = put(editor, when="later", **{"from": ""})
    assert "从哪天起" in text(late)
    put(editor, when="later", **{"from": "2026-12-01"})
    assert house.latest.book.deadlines.center.simple_days == 3
    listed = text(editor.get("/rules"))
    assert "2026-12-01 起换" in listed
    draft(editor, days(4))
    second = put(editor)
    assert second.status_code == 422
    assert "已经排了 2026-12-01 起的改动" in text(second)
    (plan,) = ruleversions.planned(house.store, support.OPERATOR)
    support.send(editor, f"/rules/plans/{plan.change}/withdraw")
    assert drafts_of(house)["deadlines"].text == days(2), "it can be gone on with"
    clock.now += timedelta(days=30)
    coming.look(house, tmp_path / "rules", clock.now)
    assert house.latest.book.deadlines.center.simple_days == 3


def test_the_second_of_two_people_is_told_and_shown_the_difference(
    editor: FlaskClient, house: House, tmp_path: Path
) -> None:
    draft(editor, days(2))
    keeping.put(house, OTHER, tmp_path / "rules", {"deadlines": days(7)}, reason="七天", now=support.NOW)
    refused = put(editor)
    assert refused.status_code == 409
    page = text(refused)
    assert "别人改过“办理时限”" in page
    assert "规则员乙" in page
    assert "simple_days: 7" in page
    assert house.latest.book.deadlines.center.simple_days == 7
    mark = page.split('name="seen" value="deadlines:')[1].split('"')[0]
    assert put(editor, seen=f"deadlines:{mark}").status_code == 302
    assert house.latest.book.deadlines.center.simple_days == 2


def test_a_folder_with_faults_is_told_and_the_rules_stay(
    editor: FlaskClient, house: House, tmp_path: Path
) -> None:
    (tmp_path / "rules").mkdir(exist_ok=True)
    (tmp_path / "rules" / "deadlines.yaml").write_text("nonsense: 1\n", "utf-8")
    coming.look(house, tmp_path / "rules", support.NOW)
    assert "仍用上一版" in text(editor.get("/rules"))
    assert "没有生效" in text(editor.get("/rules/deadlines"))
    (tmp_path / "rules" / "deadlines.yaml").write_text(days(5), "utf-8")
    coming.look(house, tmp_path / "rules", support.NOW)
    shown = text(editor.get("/rules/deadlines"))
    assert "文件夹里改的" in shown


def test_others_are_refused_and_the_supervisor_cannot_write(as_role: AsRole) -> None:
    supervisor = as_role(Role.SUPERVISOR)
    assert draft(supervisor, days(2)).status_code == 403
    assert put(supervisor).status_code == 403
    assert as_role(Role.INTAKE_CLERK).get("/rules/draft").status_code == 403


def test_somebody_elses_draft_cannot_be_put_in_force(editor: FlaskClient, house: House) -> None:
    ruledrafts.keep(house.store, OTHER, "deadlines", days(9), SHIPPED, support.NOW)
    assert "规则员乙" in text(editor.get("/rules/draft?who=规则员乙"))
    assert put(editor, who="规则员乙").status_code == 400
    assert house.latest.book.deadlines.center.simple_days == 3


# ------------------------------------------------------------------ tried


STORY = "来电人在兴隆岗镇东风村工地干活，老板拖欠工资8600元，扬言要跳楼，双方没有持刀。"


def test_one_story_is_told_step_by_step_and_nothing_is_kept(
    editor: FlaskClient, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    draft(editor, days(2).replace("complex_days: 20", "complex_days: 10"))
    before = len(audit.entries(house.store, support.OPERATOR, limit=1000))
    page = text(support.send(editor, "/rules/try", text=STORY, channel="hotline_12345", day="2026-11-03"))
    assert ">跳楼</mark>" in page
    assert "说的是没有" in page
    assert "2026-11-23" in page
    assert "2026-11-13" in page, "beside it what the draft says"
    assert '<span class="chip chip-ask">不同</span>' in page
    assert "跳楼" not in caplog.text
    entries = audit.entries(house.store, support.OPERATOR, limit=1000)
    assert len(entries) == before
    missing = support.send(editor, "/rules/try", text="", channel="window", day="2026-11-03")
    assert missing.status_code == 400


def test_a_case_is_tried_only_by_those_who_may_see_it(
    as_role: AsRole, editor: FlaskClient, house: House
) -> None:
    tickets.bring(house, tickets.sheet([ticket("A1")]))
    (case,) = tickets.all_cases(house, support.OPERATOR)
    refused = support.send(editor, "/rules/try", code=case.case_code)
    assert refused.status_code == 404
    assert "案件码" not in text(editor.get("/rules/try"))
    seen = support.send(as_role(Role.SUPERVISOR), "/rules/try", code=case.case_code)
    assert ">21600元</mark>" in text(seen)
    last = audit.entries(house.store, support.OPERATOR, limit=1)[0]
    assert (last["action"], last["object"]) == ("try_rules", case.case_code)


def test_what_a_draft_would_do_is_counted_in_the_background(
    editor: FlaskClient, as_role: AsRole, house: House, app: Flask
) -> None:
    tickets.bring(house, tickets.sheet([ticket("A1"), ticket("A2")]))
    assert support.send(editor, "/rules/effects").status_code == 400
    draft(editor, days(2).replace("complex_days: 20", "complex_days: 10"))
    assert support.send(editor, "/rules/effects").status_code == 302
    account = users.find(house.store, WHO)
    assert account is not None
    tasks = app.extensions["tasks"]
    while any(one.state in ("waiting", "running") for one in tasks.of(account.id)):
        time.sleep(0.05)
    page = text(editor.get("/rules/effects"))
    (case, _other) = tickets.all_cases(house, support.OPERATOR)
    assert case.case_code in page
    assert "其中 2 件会不同" in page
    assert "孙立东" not in page
    assert "拖欠" not in page.replace("拖欠农民工工资", "")
    assert f'href="/cases/{case.case_code}"' not in page, "a rule editor sees no case"
    assert case.case_code not in text(as_role(Role.SUPERVISOR).get("/rules/effects"))


def test_the_first_page_tells_the_editor_what_waits(editor: FlaskClient) -> None:
    assert "拿一段案情试一条" in text(editor.get("/"))
    draft(editor, days(2))
    assert "您有 1 份规则草稿没有生效" in text(editor.get("/"))
