"""The guide's table of rights, typed in, against doors and desks; docs/rights.md tells what the doors do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from jiefen_lite import casework, corrections, intake, merging
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import CaseRow, Role, Viewer
from jiefen_lite.store import cases
from jiefen_lite.web import guard
from tests.web import rights, support
from tests.web.routes import PUBLIC, ROUTES

R = Role
AsRole = Callable[[Role], FlaskClient]
ALL = {role for role in R if role is not R.OPERATOR}
UNIT = {R.HANDLER, R.UNIT_LEADER, R.MEDIATOR}

# Workflow guide, section 4, as far as there is a page or a step for it: who may (W), who only reads (R).
# What has no page yet is told in WAITS.
GUIDE: dict[str, tuple[set[Role], set[Role], list[str]]] = {
    "统计/体检": (
        set(),
        {R.INTAKE_CLERK, R.SUPERVISOR, R.LEADER, *UNIT},
        ["GET /indicators", "GET /indicators/cases", "GET /ledgers"],
    ),
    "导入": (
        {R.INTAKE_CLERK, R.SUPERVISOR, R.HANDLER},
        set(),
        ["POST /upload", "POST /batches/<int:batch_id>/confirm", "POST /batches/<int:batch_id>/withdraw"],
    ),
    "冻结月份": ({R.SUPERVISOR}, set(), ["POST /reports/freeze"]),
    "报告": (set(), {R.SUPERVISOR, R.LEADER, R.INTAKE_CLERK}, ["GET /reports", "GET /health/<month>"]),
    "规则": (set(), {R.SUPERVISOR, R.RULE_EDITOR}, ["GET /rules"]),
    "用户": (
        {R.ADMIN},
        set(),
        ["POST /users/add", "POST /users/<name>/roles", "POST /users/<name>/disable", "GET /users"],
    ),
    "备份": ({R.ADMIN}, set(), ["GET /backups", "POST /backups"]),
    "报结审核": ({R.SUPERVISOR}, set(), ["POST /cases/settle"]),
    # the leader after asking for it, which somebody else has to grant
    "原始敏感字段": (
        set(),
        {R.INTAKE_CLERK, R.SUPERVISOR, R.LEADER, *UNIT},
        ["POST /cases/<code>/reveal"],
    ),
    "审计日志": (set(), {R.AUDITOR}, ["GET /audit"]),
}
#: Steps of the loop and who takes them: section 4 with the column 谁 of section 3.
STEPS: dict[str, set[Role]] = {
    "register": {R.INTAKE_CLERK, R.HANDLER},
    "accept": {R.INTAKE_CLERK, R.SUPERVISOR},
    "refuse": {R.SUPERVISOR},
    "dispatch": {R.INTAKE_CLERK, R.SUPERVISOR},
    "sign_receipt": {R.HANDLER},
    "return_case": {R.SUPERVISOR},
    "start_mediation": {R.HANDLER, R.MEDIATOR},
    "record_mediation": {R.HANDLER, R.MEDIATOR},
    "settle": {R.MEDIATOR},
    "fail": {R.MEDIATOR, R.HANDLER},
    # 审: the unit's leader takes it, the handler where there is none; the counter what it settled itself
    "submit_feedback": {R.HANDLER, R.UNIT_LEADER, R.INTAKE_CLERK},
    "adjudicate_owner": {R.SUPERVISOR},
    "evaluate": {R.INTAKE_CLERK},
    "suspend": {R.SUPERVISOR},
    "transfer": {R.SUPERVISOR},
    "approve": {R.SUPERVISOR},
    "reject_feedback": {R.SUPERVISOR},
    "archive": {R.HANDLER, R.INTAKE_CLERK},
    "merge": {R.SUPERVISOR},
    "unmerge": {R.SUPERVISOR},
    "reopen": {R.SUPERVISOR},
    "extend": {R.SUPERVISOR},
    "close_ended": {R.SUPERVISOR},
    "uphold_appeal": {R.LEADER},
}


def who_may(page: str) -> set[Role]:
    (route,) = [one for one in ROUTES if f"{one.method} {one.rule}" == page]
    assert route.may is not PUBLIC
    return set(route.may)


@pytest.mark.parametrize("line", GUIDE)
def test_doors_hold_the_guides_table(line: str) -> None:
    writes, reads, pages = GUIDE[line]
    for page in pages:
        assert who_may(page) == writes | reads, page


def test_steps_hold_the_guides_table() -> None:
    rows: dict[str, set[Role]] = {}
    for row in casework.TRANSITIONS:
        if not row.ledger_only:
            rows.setdefault(row.action, set()).update(row.who)
    assert {action: rows[action] for action in STEPS} == STEPS


def test_no_step_of_the_loop_is_for_those_who_see_no_case() -> None:
    blind = {R.ADMIN, R.AUDITOR, R.RULE_EDITOR, R.EXPERT}
    assert [row.action for row in casework.TRANSITIONS if row.who & blind] == []
    for desk in (corrections.DESK, corrections.UNIT, merging.DESK, guard.READERS, guard.REVEALERS):
        assert not desk & blind


@pytest.mark.parametrize("role", [R.ADMIN, R.AUDITOR, R.RULE_EDITOR, R.EXPERT])
def test_who_only_keeps_or_watches_the_system_knows_no_case(role: Role, house: House) -> None:
    """Not even where the account has been given a unit."""
    support.fill(house)
    for unit in (None, support.LABOR):
        viewer = Viewer(7, "某人", frozenset({role}), unit)
        assert cases.count_cases(house.store, viewer, cases.CaseQuery()) == 0


def test_a_unit_role_without_a_unit_knows_no_case(house: House) -> None:
    support.fill(house)
    for role in UNIT:
        viewer = Viewer(7, "某人", frozenset({role}), None)
        assert cases.count_cases(house.store, viewer, cases.CaseQuery()) == 0


def test_the_leader_reads_masked_and_is_told_whom_to_ask(
    filled: dict[str, CaseRow], as_role: AsRole, house: House
) -> None:
    client, code = as_role(R.LEADER), filled["red"].case_code
    page = client.get(f"/cases/{code}").get_data(as_text=True)
    assert "孙立东" not in page
    assert support.PHONE not in page
    assert support.send(client, f"/cases/{code}/reveal", reason="督办核实").status_code == 403
    viewer = Viewer(7, "主任", frozenset({R.LEADER}))
    with pytest.raises(NotAllowed, match="督办岗"):
        cases.reveal_case(house.store, viewer, code, "督办", support.NOW)


def test_a_unit_sees_people_in_clear_in_its_own_cases_only(house: House) -> None:
    filled = support.fill(house)
    for role in UNIT:
        viewer = Viewer(7, "某人", frozenset({role}), support.LABOR)
        seen = cases.reveal_case(house.store, viewer, filled["red"].case_code, "电话核实", support.NOW)
        assert seen.parties[0].name == "孙立东"
        with pytest.raises(Exception, match="没有这个案件"):
            cases.reveal_case(house.store, viewer, filled["other"].case_code, "电话核实", support.NOW)


def test_a_unit_corrects_what_it_sees_on_the_spot_and_no_more(house: House) -> None:
    code = support.fill(house)["red"].case_code
    handler = Viewer(7, "某人", frozenset({R.HANDLER}), support.LABOR)
    assert corrections.correct(house, handler, code, {"people": 7}, "核实", support.NOW) == ["people"]
    for change in ({"unit": "民政局"}, {"type": {"l1": "other", "l2": None}}, {"complexity": "complex"}):
        with pytest.raises(NotAllowed):
            corrections.correct(house, handler, code, change, "核实", support.NOW)


@pytest.mark.parametrize("role", [R.INTAKE_CLERK, R.HANDLER])
def test_who_brings_takes_back_his_own_batches_for_seven_days(role: Role, house: House) -> None:
    unit = support.LABOR if role in UNIT else None
    clerk = Viewer(7, support.PEOPLE[role], frozenset({role}), unit)
    others = support.add_batch(house.store, "别人", state="committed")
    own = support.add_batch(house.store, clerk.name, state="committed")
    with pytest.raises((NotAllowed, NotFound), match=r"7 日内|没有批次"):
        intake.withdraw(house, clerk, others, "传错了", support.NOW)
    with pytest.raises(NotAllowed, match="7 日内"):
        intake.withdraw(house, clerk, own, "传错了", support.NOW + timedelta(days=8))
    assert intake.withdraw(house, clerk, own, "传错了", support.NOW).removed == 0


# --------------------------------------------------------------------------- docs/rights.md


def test_every_page_has_its_name_and_no_name_is_left_over() -> None:
    wanted = {f"{one.method} {one.rule}" for one in ROUTES if one.may is not PUBLIC}
    assert set(rights.NAMES) == wanted


def test_the_paper_is_what_the_table_says() -> None:
    """Write it anew with ``python -m tests.web.rights``."""
    assert rights.PAPER.read_text(encoding="utf-8") == rights.page()
