"""One case lived through by every role in a real browser, from the counter to the archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from jiefen_lite import watch
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role, Status
from jiefen_lite.store import cases, orders, writing
from tests.web import support
from tests.web.browsing import fill_in, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REGISTERED = {
    "applicant": "高晓梅",
    "phone": "13845670002",
    "respondent": "富锦市晨光装饰队",
    "place": "兴隆岗镇东风村",
    "summary": "今年8月给人装修房子，到现在还欠我和两名工友工资3800元，一直拖着不给。",
    "claim": "付清工资",
    "notice": "yes",
}


class People:
    """Everybody at a browser of their own, at work on one case; with pages that complain of nothing."""

    def __init__(self, browser: Any, address: str, house: House) -> None:
        self._browser, self._address, self._house = browser, address, house
        self._pages: dict[Role, Any] = {}
        self._told: list[list[str]] = []
        self.code = ""

    def page(self, role: Role, address: str = "") -> Any:
        """The page of somebody in this role, at ``address`` or where it stood."""
        if role not in self._pages:
            context = self._browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            page, told = signed_in(context, self._address, role)
            page.set_default_timeout(20_000)
            self._told.append(told)
            self._pages[role] = page
        page = self._pages[role]
        if address:
            page.goto(self._address + address)
            if page.url.endswith("/sign-in"):  # days have gone by
                fill_in(page, role)
                page.wait_for_url(f"{self._address}/")
                page.goto(self._address + address)
        return page

    def close(self) -> None:
        """Everybody goes home."""
        for page in self._pages.values():
            page.context.close()

    def register(self) -> None:
        """The clerk at the counter takes the case in and gets its receipt."""
        page = self.page(Role.INTAKE_CLERK, "/cases/new")
        fill(page, REGISTERED)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/receipt")
        self.code = re.findall(r"FJ\d{8}-\d{4}", page.inner_text("main"))[0]

    def do(self, role: Role, action: str, **entries: str) -> str:
        """Take one step on the case by the form of its page; gives what the page then says."""
        page = self.page(role, f"/cases/{self.code}")
        offered = page.locator(
            f"main a[href$='/do/{action}'], main form[action$='/do/{action}'] button"
        ).first
        if not offered.is_visible():
            page.locator("section[aria-label='下一步'] summary").first.click()
        offered.click()
        page.wait_for_load_state()
        if entries:
            fill(page, entries)
            page.locator("main form .button-main").last.click()
            page.wait_for_load_state()
        return str(page.inner_text("main"))

    def send(self, page: Any, button: str) -> None:
        """Press a button of the page and wait for what comes of it."""
        page.locator(f"main {button}").first.click()
        page.wait_for_load_state()

    def answer(self, role: Role, said: str = "agree", why: str = "") -> None:
        """Agree to what was asked for in the case, or refuse it with a reason."""
        request = self.page(role, f"/cases/{self.code}").locator("section.request").first
        if said == "refuse":
            request.locator("summary").first.click()
            request.locator("[name=reason]").fill(why)
        request.locator(f"button[value={said}]").first.click()
        self.page(role).wait_for_load_state()

    @property
    def told(self) -> list[str]:
        """What the browsers have complained of."""
        return [one for told in self._told for one in told]

    @property
    def case(self) -> CaseRow:
        """The case as the store has it."""
        number = cases.case_id_of(self._house.store, support.BOSS, self.code)
        return writing.load_case(self._house.store, number)


def fill(page: Any, entries: dict[str, str]) -> None:
    """Fill a form as a person does, whatever kind each field is."""
    for name, value in entries.items():
        found = page.locator(f"main [name='{name}']").first
        kind = found.evaluate("one => one.type || one.tagName")
        if kind in ("radio", "checkbox"):
            page.locator(f"main [name='{name}'][value='{value}']").first.check()
        elif kind.startswith("select"):
            found.select_option(value)
        else:
            found.fill(value)


@pytest.fixture
def people(browser: Any, address: str, house: House) -> Iterator[People]:
    """All roles at their browsers, and case numbers beyond those of the fixtures."""
    with house.store.writing():
        writing.take_numbers(house.store, "case", 1000)
    made = People(browser, address, house)
    yield made
    made.close()


def to_the_unit(people: People) -> None:
    """Registered, accepted and dispatched to the labour office."""
    people.register()
    people.do(
        Role.SUPERVISOR,
        "dispatch",
        complexity="simple",
        risk_level="low",
        responsible_unit=support.LABOR,
    )
    assert people.case.status is Status.DISPATCHED


def to_mediation(people: People) -> None:
    """Signed for, and both sides have agreed to be mediated."""
    people.do(Role.HANDLER, "sign_receipt")
    people.do(Role.HANDLER, "first_contact", way="telephone", reason="约好周五来调解室")
    page = people.page(Role.MEDIATOR, f"/cases/{people.code}/mediation")
    for key in ("applicant:1", "respondent:1"):
        fill(page, {f"answer-{key}": "agreed", f"way-{key}": "telephone", f"told-{key}": "yes"})
    fill(page, {"mediator": support.PEOPLE[Role.MEDIATOR]})
    people.send(page, "form[action$='/consent'] button[type=submit]")
    assert people.case.status is Status.MEDIATING


def to_agreement(people: People) -> None:
    """One session, then an agreement of one clause, checked and signed by everybody."""
    page = people.page(Role.MEDIATOR, f"/cases/{people.code}/mediation/record")
    fill(
        page,
        {
            "place": "人社局调解室",
            "way-applicant:1": "on_site",
            "way-respondent:1": "telephone",
            "present": "双方当事人、调解员",
            "record": "装饰队认账，说月底前能付清，申请人同意等到月底。",
            "result": "agreed",
        },
    )
    people.send(page, "form[action$='/record'] .button-main")
    page = people.page(Role.MEDIATOR, f"/cases/{people.code}/mediation/agreement")
    fill(page, {"add": "pay"})
    people.send(page, "button[value=add]")
    at = page.locator("main [name=clause]").count() - 1
    clause = {"who": "respondent:1", "whom": "applicant:1", "amount": "3800", "due": "2026-11-30"}
    fill(page, {f"{name}-{at}": value for name, value in (clause | {"way": "银行转账"}).items()})
    fill(page, {"form": "written", "signed_on": "2026-11-20"})
    for box in page.locator("main [name=signed]").all():
        box.check()
    people.send(page, "button[value=check]")
    assert "没有发现问题" in page.inner_text("main")
    people.send(page, "button[value=settle]")
    assert people.case.status is Status.SETTLED


def to_the_end(people: People) -> None:
    """Reported, looked over by the unit's leader, approved, rated on the telephone and filed."""
    people.do(
        Role.HANDLER,
        "submit_feedback",
        result="达成协议，月底前付清",
        basis="调解协议",
        contacted="11月20日电话告知申请人，本人认可",
        attachments="调解协议，存人社局调解室",
    )
    assert people.case.status is Status.SETTLED
    people.answer(Role.UNIT_LEADER)
    assert people.case.status is Status.FEEDBACK_PENDING
    people.do(Role.SUPERVISOR, "approve", told_party="电话告知", checked="yes")
    assert people.case.status is Status.CLOSED
    rated = {"satisfaction": "satisfied", "solved": "yes", "way": "phone", "party": "applicant:1"}
    people.do(Role.INTAKE_CLERK, "evaluate", **rated)
    assert people.case.status is Status.EVALUATED


def test_a_case_from_the_counter_to_the_archive(people: People) -> None:
    to_the_unit(people)
    to_mediation(people)
    to_agreement(people)
    to_the_end(people)
    people.do(Role.HANDLER, "archive", dossier="2026-人社-12", complete="yes")
    assert people.case.status is Status.ARCHIVED
    story = people.page(Role.LEADER, f"/cases/{people.code}").inner_text("main")
    assert "已归档" in story
    assert "高晓梅" not in story
    assert people.told == []


def test_a_case_sent_back_and_one_that_gets_more_days(people: People) -> None:
    """The wrong unit gives it back through its leader and the centre; the right one asks for three days."""
    to_the_unit(people)
    people.do(Role.HANDLER, "return_case", ground="属地不符", reason="工地在兴隆岗镇")
    people.answer(Role.UNIT_LEADER)
    assert people.case.status is Status.DISPATCHED
    people.answer(Role.SUPERVISOR)
    assert (people.case.status, people.case.return_count) == (Status.ACCEPTED, 1)
    people.do(Role.SUPERVISOR, "dispatch", complexity="simple", responsible_unit=support.LABOR)
    people.do(Role.HANDLER, "sign_receipt")
    before = people.case.due_date
    said = people.do(Role.HANDLER, "extend", days="3", reason="对方在外地", told_party="电话告知申请人")
    assert "申请延期" in said
    people.answer(Role.SUPERVISOR, "refuse", "先把人约来")
    assert people.case.due_date == before
    people.do(Role.HANDLER, "extend", days="3", reason="对方在外地，25 日回来", told_party="电话告知申请人")
    people.answer(Role.SUPERVISOR)
    assert before is not None
    assert people.case.due_date is not None
    assert people.case.due_date > before
    assert people.told == []


def test_a_red_light_leads_to_an_order_and_to_its_end(
    people: People, house: House, clock: support.Clock
) -> None:
    """Past its day an order goes out; returned once, passed the second time, and the leader counts it."""
    to_the_unit(people)
    people.do(Role.HANDLER, "sign_receipt")
    clock.now += timedelta(days=5)
    watch.scan(house, support.OPERATOR, clock.now.date(), clock.now)
    (order,) = [
        one
        for one in orders.listing(house.store, support.OPERATOR, limit=99)[0]
        if one.case_code == people.code
    ]
    where = f"/supervision/{order.id}"
    reply = {"cause": "当事人在外地", "measures": "约到本周五调解", "responsible": "承办小赵"}
    for verdict, why in (("return", "没有写明联系情况"), ("pass", "")):
        page = people.page(Role.HANDLER, where)
        fill(page, reply | {"until": "2026-11-27"})
        people.send(page, "form[action$='/reply'] .button-main")
        page = people.page(Role.SUPERVISOR, where)
        fill(page, {"reason": why})
        people.send(page, f"button[value={verdict}]")
    page = people.page(Role.SUPERVISOR, where)
    people.send(page, "button[value=close]")
    assert orders.get(house.store, support.OPERATOR, order.id).state == "closed"
    assert people.code in people.page(Role.LEADER, "/").inner_text("main")
    assert people.told == []


def test_a_closed_case_that_did_not_hold_is_opened_again(people: People, clock: support.Clock) -> None:
    """Broken off and rated: its time begins anew, the day of the first acceptance stays."""
    to_the_unit(people)
    to_mediation(people)
    to_agreement(people)
    to_the_end(people)
    first = people.case.first_accepted_at
    clock.now += timedelta(days=14)
    people.do(Role.SUPERVISOR, "reopen", ground="协议没有履行", reason="到期没有付钱")
    case = people.case
    assert (case.status, case.reopen_count, case.first_accepted_at) == (Status.MEDIATING, 1, first)
    assert case.due_date is not None
    assert case.due_date > clock.now.date()
    assert people.told == []


def test_two_at_one_case_get_one_winner_and_one_clear_sentence(people: People) -> None:
    """Both have the form open; the second is told what has happened, and what he typed stays."""
    people.register()
    people.do(Role.SUPERVISOR, "dispatch", complexity="simple", responsible_unit=support.LABOR)
    people.do(Role.HANDLER, "sign_receipt")
    told = f"/cases/{people.code}/do/inform_options"
    pages = [people.page(role, told) for role in (Role.SUPERVISOR, Role.HANDLER)]
    for page in pages:
        fill(page, {"ground": "一方明确拒绝调解", "reason": "对方电话里说不调"})
        page.locator("main [name=told_options]").first.check()
        people.send(page, "form .button-main")
    assert people.case.status is Status.FAILED
    late = pages[1]
    assert "刚办了“告知途径”，这一件现在是“调解不成”" in late.inner_text("main")
    assert "对方电话里说不调" in [one.input_value() for one in late.locator("main textarea").all()]
    late.click("text=看案件现在的情况")
    late.wait_for_url(f"**/cases/{people.code}")
