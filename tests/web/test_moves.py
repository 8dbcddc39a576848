"""The steps on a case's page: what is offered, forms that keep what was typed, requests, and two at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from jiefen_lite.desk import House
from jiefen_lite.shapes import By, CaseRow, Channel, Outcome, Role, Status
from jiefen_lite.store import audit, cases, requests
from tests.web import support
from tests.web.support import LABOR, TOWN_HALL, Clock

AsRole = Callable[[Role], FlaskClient]
MONDAY = datetime(2026, 11, 16, 10, 0)
UNITS = [(LABOR, "responsible"), (TOWN_HALL, "assisting")]


@pytest.fixture(autouse=True)
def _monday(clock: Clock) -> None:
    clock.now = MONDAY


def a_case(house: House, status: Status, number: int = 1, **changes: object) -> str:
    new = status in (Status.REGISTERED, Status.ACCEPTED)
    values: dict[str, object] = {
        **{"status": status, "type_l1": "labor", "day": MONDAY.date(), "channel": Channel.WINDOW},
        **({"unit_by": By.RULE} if new else {"units": UNITS, "assisting_units": (TOWN_HALL,)}),
        **({} if new else {"dispatched_at": MONDAY, "dispatch_count": 1}),
        **({"accepted_at": None} if status is Status.REGISTERED else {}),
    }
    return support.add_case(house, number, **(values | changes)).case_code


def page(client: FlaskClient, address: str) -> parser.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return parser.fromstring(answer.get_data(as_text=True))


def steps(client: FlaskClient, code: str) -> tuple[list[str], list[str]]:
    """What is offered on a case's page: the usual next step, and the others that can be taken."""
    document = page(client, f"/cases/{code}")
    where = "//section[@aria-label='下一步']"
    first = document.xpath(f"{where}/div//button/text() | {where}/div//a/text()")
    more = f"{where}//li"
    others = document.xpath(f"{more}//button/text() | {more}//a[not(@aria-disabled)]/text()")
    return list(first), list(others)


@pytest.mark.parametrize(
    ("status", "role", "first", "others"),
    [
        (Status.REGISTERED, Role.INTAKE_CLERK, ["受理"],
         ["当场化解", "申请不予受理", "申请中止", "申请移送", "撤回"]),
        (Status.REGISTERED, Role.SUPERVISOR, ["受理"], []),
        (Status.REGISTERED, Role.LEADER, [], []),
        (Status.ACCEPTED, Role.SUPERVISOR, ["分流"], ["指定管辖", "告知途径", "吹哨"]),
        (Status.DISPATCHED, Role.HANDLER, ["签收"],
         ["告知途径", "申请延期", "申请中止", "申请退件", "申请移送", "撤回", "请专家会诊"]),
        (Status.DISPATCHED, Role.UNIT_LEADER, [], ["移交承办"]),
        (Status.SIGNED, Role.HANDLER, ["首次联系"],
         ["开始调解", "告知途径", "申请延期", "申请中止", "申请退件", "申请移送", "撤回", "请专家会诊"]),
        (Status.MEDIATING, Role.MEDIATOR, ["达成协议"],
         ["首次联系", "调解记录", "调解不成", "请专家会诊"]),
        (Status.SETTLED, Role.HANDLER, ["报结"], ["申请中止", "申请移送", "撤回"]),
        (Status.FEEDBACK_PENDING, Role.SUPERVISOR, ["审核通过"], ["审核退回", "移交承办"]),
        (Status.CLOSED, Role.INTAKE_CLERK, ["评价"], []),
        (Status.CLOSED, Role.SUPERVISOR, [], ["重开"]),
        (Status.EVALUATED, Role.HANDLER, ["归档"], []),
        (Status.NOT_ACCEPTED, Role.LEADER, ["申诉成立"], []),
        (Status.TRANSFERRED, Role.SUPERVISOR, [], ["移交承办", "他程序退回"]),
    ],
)  # fmt: skip
def test_a_page_offers_what_this_person_may_do_now(
    status: Status, role: Role, first: list[str], others: list[str], house: House, as_role: AsRole
) -> None:
    """One usual step, the rest behind 更多办理; whoever may do nothing is offered nothing."""
    code = a_case(house, status, units=UNITS)
    assert steps(as_role(role), code) == (first, others)


def test_a_step_that_asks_nothing_is_one_click(house: House, as_role: AsRole) -> None:
    code = a_case(house, Status.DISPATCHED)
    client = as_role(Role.HANDLER)
    form = page(client, f"/cases/{code}").xpath("//section[@aria-label='下一步']//form")[0]
    data = {name: value for name, value in form.form_values() if name != "csrf_token"}
    answer = support.send(client, form.get("action"), **data)
    assert answer.headers["Location"] == f"/cases/{code}"
    assert "已办理“签收”，现在是“已签收（待办）”，到期日 2026-11-19" in client.get(f"/cases/{code}").text


def test_what_was_typed_stays_when_something_is_missing(house: House, as_role: AsRole) -> None:
    """A tag in it is shown as it was typed, and does nothing."""
    code = a_case(house, Status.MEDIATING)
    client = as_role(Role.MEDIATOR)
    answer = support.send(
        client,
        f"/cases/{code}/do/settle",
        agreement="十日内付清<b>8600元",
        agreement_form="written",
        seen="1",
    )
    assert answer.status_code == 422
    document = parser.fromstring(answer.text)
    assert document.xpath("//textarea[@name='agreement']/text()") == ["十日内付清<b>8600元"]
    assert document.xpath("//input[@name='agreement_form' and @value='written']/@checked")
    assert "签好以后勾上" in document.xpath("//div[@role='alert']")[0].text_content()


def test_the_due_date_is_looked_at_before_anything_is_saved(house: House, as_role: AsRole) -> None:
    code = a_case(house, Status.SIGNED)
    client = as_role(Role.HANDLER)
    answer = support.send(client, f"/cases/{code}/do/suspend", until="2026-12-01", look="1", reason="等鉴定")
    assert answer.status_code == 200
    assert "到期日 2026-11-19 → 2026-12-03（中心时限）。" in answer.text
    assert "等鉴定" in answer.text
    assert cases.get_case(house.store, support.OPERATOR, code).status == Status.SIGNED
    accept = a_case(house, Status.REGISTERED, 2)
    assert (
        "到期日不变，2026-11-19（中心时限）。"
        in as_role(Role.INTAKE_CLERK).get(f"/cases/{accept}/do/accept").text
    )


def test_whoever_rings_the_parties_sees_their_numbers_beside_the_form_and_is_logged(
    house: House, as_role: AsRole
) -> None:
    code = a_case(house, Status.SIGNED)
    client, where = as_role(Role.HANDLER), f"/cases/{code}/do/first_contact"
    assert support.PHONE not in client.get(where).text
    answer = support.send(client, where, look="clear", reason="约明天上午来")
    assert answer.status_code == 200
    assert support.PHONE in answer.text
    assert cases.get_case(house.store, support.OPERATOR, code).first_contact_at is None
    (entry,) = [one for one in audit.entries(house.store, support.BOSS) if one["action"] == "reveal"]
    assert (entry["object"], "首次联系" in str(entry["detail"])) == (code, True)
    assert support.send(as_role(Role.ADMIN), where, look="clear").status_code == 403


def test_what_was_asked_for_is_agreed_to_on_the_page(house: House, as_role: AsRole) -> None:
    code = a_case(house, Status.SIGNED)
    handler, supervisor = as_role(Role.HANDLER), as_role(Role.SUPERVISOR)
    filled = {"days": "3", "reason": "证人在外地", "told_party": "电话告知"}
    support.send(handler, f"/cases/{code}/do/extend", seen="1", **filled)
    asked = page(handler, f"/cases/{code}").xpath("//section[@aria-label='申请延期']")[0].text_content()
    assert "等督办岗答复" in asked
    assert "撤回申请" in asked
    assert "证人在外地" in asked
    shown = page(supervisor, f"/cases/{code}").xpath("//section[@aria-label='申请延期']")[0]
    buttons = shown.xpath(".//button/text()")
    assert buttons == ["同意", "不同意"]
    (request,) = requests.of_case(house.store, support.OPERATOR, code)
    answer = support.send(supervisor, f"/cases/{code}/requests/{request.id}", said="agree", seen="2")
    assert answer.status_code == 302
    assert "到期日 2026-11-23" in supervisor.get(f"/cases/{code}").text
    shown = page(handler, f"/cases/{code}")
    assert shown.xpath("//section[@aria-label='申请延期']") == []
    assert "已经延期 1 次，不能再延" in shown.text_content()  # why it is not offered again


def test_a_refusal_needs_its_reason(house: House, as_role: AsRole) -> None:
    code = a_case(house, Status.SIGNED)
    filled = {"days": "3", "reason": "证人在外地", "told_party": "电话告知"}
    support.send(as_role(Role.HANDLER), f"/cases/{code}/do/extend", **filled)
    (request,) = requests.of_case(house.store, support.OPERATOR, code)
    address = f"/cases/{code}/requests/{request.id}"
    supervisor = as_role(Role.SUPERVISOR)
    assert support.send(supervisor, address, said="refuse").status_code == 422
    assert support.send(supervisor, address, said="refuse", reason="还有三天，够了").status_code == 302
    assert "还有三天，够了" in supervisor.get(f"/cases/{code}").text


def test_who_was_slower_is_told_what_happened_and_keeps_his_words(house: House, as_role: AsRole) -> None:
    """409 and one sentence; the form stands there again, with the case as it is now."""
    code = a_case(house, Status.SIGNED)
    client = as_role(Role.HANDLER)
    support.send(client, f"/cases/{code}/do/first_contact", way="telephone", seen="1")
    answer = support.send(
        client, f"/cases/{code}/do/return_case", ground="属地不符", reason="在外县", seen="1"
    )
    assert answer.status_code == 409
    document = parser.fromstring(answer.text)
    told = document.xpath("//div[@role='alert']")[0].text_content()
    assert "承办小赵 在 11-16 10:00 刚办了“首次联系”" in told
    assert document.xpath("//textarea[@name='reason']/text()") == ["在外县"]
    assert document.xpath("//input[@name='seen']/@value") == ["2"]


def test_who_was_slower_finds_his_words_even_where_the_step_is_gone(house: House, as_role: AsRole) -> None:
    code = a_case(house, Status.SETTLED)
    client = as_role(Role.HANDLER)
    support.send(client, f"/cases/{code}/do/withdraw", way="written", evidence="申请书", seen="1")
    answer = support.send(client, f"/cases/{code}/do/submit_feedback", result="谈成了", seen="1")
    assert answer.status_code == 409
    assert "刚办了“撤回”" in answer.text
    assert "谈成了" in answer.text


def test_the_dispatch_form_shows_the_rules_proposal_with_its_why(house: House, as_role: AsRole) -> None:
    code = a_case(house, Status.ACCEPTED)
    supervisor = as_role(Role.SUPERVISOR)
    document = page(supervisor, f"/cases/{code}/do/dispatch")
    told = document.text_content()
    assert "劳动争议：主责人力资源和社会保障局" in told
    assert "定为简易，到期日 2026-11-19；定为复杂，到期日 2026-12-07。" in told
    chosen = document.xpath("//select[@name='responsible_unit']/option[@selected]/@value")
    assert chosen == [LABOR]
    form = document.forms[-1]
    data = [(name, value) for name, value in form.form_values() if name != "csrf_token"]
    sent = {name: [one for key, one in data if key == name] for name, _ in data}
    answer = support.send(supervisor, f"/cases/{code}/do/dispatch", **sent)
    assert answer.status_code == 302
    assert cases.get_case(house.store, support.OPERATOR, code).status == Status.DISPATCHED


def test_overrides_are_told_rule_by_rule_with_their_cases(house: House, as_role: AsRole) -> None:
    """One of two, which are too few for a percentage, and the case behind it."""
    first, second = a_case(house, Status.ACCEPTED), a_case(house, Status.ACCEPTED, 2)
    supervisor = as_role(Role.SUPERVISOR)
    filled = {"type": "labor/", "complexity": "simple", "risk_level": "low"}
    other = {**filled, "responsible_unit": TOWN_HALL, "reason": "镇里已经在办"}
    assert support.send(supervisor, f"/cases/{first}/do/dispatch", **other).status_code == 302
    own = {**filled, "responsible_unit": LABOR}
    assert support.send(supervisor, f"/cases/{second}/do/dispatch", **own).status_code == 302
    told = page(supervisor, "/dispatch/overrides").text_content()
    assert "1/2" in told
    assert "%" not in told
    assert "改派 1 件，共分流 2 件" in told
    assert first in told
    assert second not in told
    ruled = as_role(Role.RULE_EDITOR).get("/dispatch/overrides").text
    assert first in ruled
    assert "镇里已经在办" not in ruled
    assert "没有人分流过" in supervisor.get("/dispatch/overrides?first=2025-01-01&last=2025-02-01").text


def test_the_six_steps_show_where_a_case_stands(house: House, as_role: AsRole) -> None:
    def six(code: str) -> list[str]:
        document = page(as_role(Role.SUPERVISOR), f"/cases/{code}")
        found = document.xpath("//ol[@aria-label='办理进度']/li")
        return [f"{one.get('class')[4:]} {one.text_content().split()[1]}" for one in found]

    assert six(a_case(house, Status.SIGNED, signed_at=MONDAY)) == [
        "done 受理2026-11-16", "done 分流2026-11-16", "here 调解正在这一步",
        "beside 督办没有督办", "open 反馈还没有到", "open 评价还没有到",
    ]  # fmt: skip
    done = a_case(house, Status.EVALUATED, 2, signed_at=MONDAY, closed_at=MONDAY, evaluated_at=MONDAY)
    assert six(done)[4:] == ["done 反馈2026-11-16", "done 评价2026-11-16"]


def test_names_in_what_people_write_are_masked_in_the_history(house: House, as_role: AsRole) -> None:
    code = a_case(house, Status.MEDIATING)
    filled = {
        **{"held_on": "2026-11-16", "place": "司法所", "way": "on_site", "present": "孙立东和公司经理"},
        "record": "孙立东说欠八千六",
    }
    client = as_role(Role.HANDLER)
    assert support.send(client, f"/cases/{code}/do/record_mediation", **filled).status_code == 302
    told = client.get(f"/cases/{code}").text
    assert "司法所" in told
    assert "孙立东" not in told


def test_a_foreign_case_is_none_for_its_steps_too(house: House, as_role: AsRole) -> None:
    code = a_case(house, Status.MEDIATING, units=[(TOWN_HALL, "responsible")], responsible_unit=TOWN_HALL)
    client = as_role(Role.HANDLER)
    assert client.get(f"/cases/{code}/do/extend").status_code == 404
    assert support.send(client, f"/cases/{code}/do/extend").status_code == 404
    assert support.send(client, f"/cases/{code}/requests/1", said="agree").status_code == 404
    assert client.get(f"/cases/{code}/do/no_such_step").status_code == 404


def test_a_ledgers_bare_end_is_asked_about_only_where_it_is_open(house: House, as_role: AsRole) -> None:
    bare: CaseRow = support.add_case(house, 9, status=Status.FEEDBACK_PENDING, pending=("outcome",))
    code = a_case(house, Status.FEEDBACK_PENDING, outcome=Outcome.RESOLVED)
    client = as_role(Role.SUPERVISOR)
    assert "台账只写了办结" in client.get(f"/cases/{bare.case_code}").text
    assert "台账只写了办结" not in client.get(f"/cases/{code}").text
    assert "化解了没有" in client.get(f"/cases/{bare.case_code}/do/approve").text
    assert "化解了没有" not in client.get(f"/cases/{code}/do/approve").text


def test_whoever_approves_reads_beside_the_form_what_the_unit_reported(house: House, as_role: AsRole) -> None:
    code = support.add_case(
        house, 100, units=[(support.LABOR, "responsible")], status=Status.SETTLED, outcome=Outcome.RESOLVED
    ).case_code
    told = {
        "result": "双方已经和好。",
        "basis": "口头协议",
        "contacted": "电话问过双方",
        "attachments": "照片一张",
    }
    assert support.send(as_role(Role.HANDLER), f"/cases/{code}/do/submit_feedback", **told).status_code == 302
    leader = as_role(Role.UNIT_LEADER)
    answer = re.search(
        r'action="(/cases/[^"]+/requests/\d+)"', leader.get(f"/cases/{code}").get_data(as_text=True)
    )
    assert answer is not None
    support.send(leader, answer.group(1), said="agree")
    boss = as_role(Role.SUPERVISOR)
    for action in ("approve", "reject_feedback"):
        page = boss.get(f"/cases/{code}/do/{action}").get_data(as_text=True)
        assert all(words in page for words in told.values()), action
    assert f'href="/cases/{code}/do/reject_feedback"' in boss.get(f"/cases/{code}/do/approve").get_data(
        as_text=True
    )
