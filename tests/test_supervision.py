"""预警—督办—整改: an order's course, who may take which step, and what each step tells whom."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from jiefen_lite import merging, supervision, watch
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import Role, Status, Viewer
from jiefen_lite.shapes.supervision import OrderRecord
from jiefen_lite.store import audit, messages, orders, users
from jiefen_lite.supervision import Reply
from tests.web import support
from tests.web.support import LABOR, OPERATOR, PEOPLE, TOWN_HALL

RED_DAY = date(2026, 11, 10)
NOW = datetime(2026, 11, 11, 9, 0)  # Wednesday
SAID = Reply("对方外出务工", "约定周三到场调解", "承办小赵", date(2026, 11, 20))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    support.add_case(made, 1, day=date(2026, 11, 5), units=[(LABOR, "responsible")], handler="承办小赵")
    watch.scan(made, OPERATOR, RED_DAY, datetime(2026, 11, 10, 8))
    yield made
    made.store.close()


def viewer(house: House, role: Role) -> Viewer:
    found = users.find(house.store, PEOPLE[role])
    assert found is not None
    return found.viewer()


def reply(house: House, said: Reply = SAID, role: Role = Role.HANDLER, order: int = 1) -> OrderRecord:
    return supervision.reply(house, viewer(house, role), order, said, NOW)


def check(house: House, verdict: str, reason: str = "", role: Role = Role.SUPERVISOR) -> OrderRecord:
    return supervision.check(house, viewer(house, role), 1, verdict, reason, NOW)


def last_told(house: House, role: Role) -> str | None:
    found, _total = messages.of(house.store, viewer(house, role), unread_only=True, limit=1)
    return found[0].kind if found else None


def test_the_whole_course_with_a_return(house: House) -> None:
    assert reply(house).state == "replied"
    assert (last_told(house, Role.SUPERVISOR), last_told(house, Role.UNIT_LEADER)) == ("order_replied",) * 2
    returned = check(house, "return", "措施不具体")
    # three working days after Wednesday the 11th
    assert (returned.state, returned.reply_by) == ("returned", date(2026, 11, 16))
    assert last_told(house, Role.HANDLER) == "order_returned"
    reply(house, role=Role.UNIT_LEADER)
    assert check(house, "pass").state == "passed"
    assert check(house, "close").state == "closed"
    steps = orders.get(house.store, OPERATOR, 1).steps
    assert [(one.action, one.by) for one in steps] == [
        ("issue", "system"),
        ("reply", PEOPLE[Role.HANDLER]),
        ("return", PEOPLE[Role.SUPERVISOR]),
        ("reply", PEOPLE[Role.UNIT_LEADER]),
        ("pass", PEOPLE[Role.SUPERVISOR]),
        ("close", PEOPLE[Role.SUPERVISOR]),
    ]
    told = steps[1]
    assert (told.cause, told.measures, told.responsible, told.until) == (
        SAID.cause,
        SAID.measures,
        SAID.responsible,
        SAID.until,
    )
    assert steps[2].reason == "措施不具体"
    kept = {entry["action"] for entry in audit.entries(house.store, OPERATOR, limit=20)}
    assert {"scan", "order_reply", "order_return", "order_pass", "order_close"} <= kept


@pytest.mark.parametrize(
    "said",
    [
        Reply("", "措施", "小赵", date(2026, 11, 20)),
        Reply("原因", " ", "小赵", date(2026, 11, 20)),
        Reply("原因", "措施", "", date(2026, 11, 20)),
        Reply("原因", "措施", "小赵", None),
        Reply("原因", "措施", "小赵", date(2026, 11, 10)),
        Reply("长" * 1001, "措施", "小赵", date(2026, 11, 20)),
    ],
)
def test_a_reply_tells_cause_measures_person_and_day(house: House, said: Reply) -> None:
    with pytest.raises(JiefenError):
        reply(house, said)
    assert orders.get(house.store, OPERATOR, 1).state == "issued"


def test_steps_out_of_turn_are_refused_and_say_where_it_stands(house: House) -> None:
    for verdict in ("pass", "return"):
        with pytest.raises(IllegalMove, match="现在是“待回复”"):
            check(house, verdict, "x")
    with pytest.raises(JiefenError, match="请写明理由"):
        check(house, "close")
    reply(house)
    with pytest.raises(IllegalMove, match="现在是“待核查”，不能“回复”"):
        reply(house)
    with pytest.raises(JiefenError, match="请写明理由"):
        check(house, "return", " ")
    check(house, "close", "案件已并入另一件")
    with pytest.raises(IllegalMove):
        reply(house)
    with pytest.raises(JiefenError):
        check(house, "nonsense")


def test_who_may_do_what(house: House) -> None:
    """Workflow guide, section 4, line 督办单."""
    for role in set(PEOPLE) - {Role.HANDLER, Role.UNIT_LEADER}:
        with pytest.raises(NotAllowed):
            reply(house, role=role)
    for role in set(PEOPLE) - {Role.SUPERVISOR}:
        with pytest.raises(NotAllowed):
            check(house, "close", "x", role=role)
        with pytest.raises(NotAllowed):
            supervision.issue(house, viewer(house, role), "FJ20261105-0001", "x", None, NOW)
    for role in (Role.SUPERVISOR, Role.LEADER, Role.HANDLER, Role.UNIT_LEADER):
        assert orders.listing(house.store, viewer(house, role), limit=9)[1] == 1
    for role in (Role.INTAKE_CLERK, Role.MEDIATOR, Role.EXPERT, Role.AUDITOR, Role.ADMIN, Role.RULE_EDITOR):
        with pytest.raises(NotAllowed):
            orders.listing(house.store, viewer(house, role), limit=9)


def test_another_unit_s_order_is_no_order(house: House) -> None:
    other = Viewer(None, "镇上小孙", frozenset({Role.HANDLER, Role.UNIT_LEADER}), TOWN_HALL)
    assert orders.listing(house.store, other, limit=9) == ([], 0)
    for number in (1, 99):
        with pytest.raises(NotFound, match="没有这张督办单，或它不是督办您的单位的"):
            supervision.reply(house, other, number, SAID, NOW)


def test_two_who_check_at_once_get_one_winner(house: House) -> None:
    reply(house)
    start, done = threading.Barrier(2), []

    def run(verdict: str) -> None:
        start.wait()
        try:
            done.append(check(house, verdict, "理由").state)
        except IllegalMove as error:
            done.append(error.sentences[0])

    threads = [threading.Thread(target=run, args=(verdict,)) for verdict in ("pass", "return")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert len(orders.get(house.store, OPERATOR, 1).steps) == 3
    assert sum("请刷新后再看" in one for one in done) == 1


def test_an_order_by_hand_takes_the_next_number(house: House) -> None:
    case = support.add_case(house, 2, day=date(2026, 11, 10), units=[(LABOR, "responsible")])
    boss = viewer(house, Role.SUPERVISOR)
    with pytest.raises(JiefenError, match="回复期限比今天早"):
        supervision.issue(house, boss, case.case_code, "请到场", date(2026, 11, 1), NOW)
    number = supervision.issue(house, boss, case.case_code, "请到场调解", date(2026, 11, 13), NOW)
    order = orders.get(house.store, boss, number)
    assert (order.number, order.issued_by, order.reply_by) == (
        "富综治督〔2026〕2号",
        PEOPLE[Role.SUPERVISOR],
        date(2026, 11, 13),
    )
    assert last_told(house, Role.HANDLER) == "order_issued"
    with pytest.raises(IllegalMove, match="富综治督〔2026〕2号 在办"):
        supervision.issue(house, boss, case.case_code, "再来一张", None, NOW)
    # red with an order under way: told, but no second order
    assert watch.scan(house, OPERATOR, date(2026, 11, 17), NOW).orders == ()
    support.add_case(house, 3, day=date(2026, 11, 10), units=())
    with pytest.raises(IllegalMove, match="还没有派给单位"):
        supervision.issue(house, boss, "FJ20261110-0003", "请到场", None, NOW)


def test_a_refused_order_uses_up_no_number(house: House) -> None:
    boss = viewer(house, Role.SUPERVISOR)
    with pytest.raises(IllegalMove):
        supervision.issue(house, boss, "FJ20261105-0001", "再来一张", None, NOW)
    case = support.add_case(house, 2, day=date(2026, 11, 10), units=[(LABOR, "responsible")])
    number = supervision.issue(house, boss, case.case_code, "请到场调解", None, NOW)
    assert orders.get(house.store, boss, number).number == "富综治督〔2026〕2号"


def test_a_passed_order_is_not_followed_by_another_for_the_same_date(house: House) -> None:
    reply(house)
    check(house, "pass")
    found = watch.scan(house, OPERATOR, date(2026, 11, 18), NOW)
    assert (found.orders, found.messages) == ((), 0)


def test_an_order_of_a_merged_case_says_so_and_can_still_be_closed(house: House) -> None:
    support.add_case(house, 2, day=date(2026, 11, 5), units=[(LABOR, "responsible")])
    watch.scan(house, OPERATOR, RED_DAY, datetime(2026, 11, 10, 9))
    boss = viewer(house, Role.SUPERVISOR)
    merging.merge(house, boss, "FJ20261105-0002", "FJ20261105-0001", "同一件事", NOW)
    assert watch.scan(house, OPERATOR, date(2026, 11, 11), NOW).noted == 1
    assert "不再计时" in (orders.get(house.store, boss, 1).steps[-1].reason or "")
    assert check(house, "close", "并入 2 号").state == "closed"


def test_the_numbers_on_the_page(house: House) -> None:
    support.add_case(house, 2, day=date(2026, 11, 5), units=[(LABOR, "responsible")])
    watch.scan(house, OPERATOR, RED_DAY, datetime(2026, 11, 10, 9))
    reply(house)
    boss = viewer(house, Role.SUPERVISOR)
    friday, saturday = date(2026, 11, 13), date(2026, 11, 14)
    assert orders.numbers_of(house.store, boss, friday) == {"owed": 1, "late": 0, "to_check": 1, "open": 2}
    assert orders.numbers_of(house.store, boss, saturday)["late"] == 1
    late, total = orders.listing(house.store, boss, late_on=saturday, limit=9)
    assert ([one.id for one in late], total) == ([2], 1)


def test_a_case_taken_back_with_its_file_takes_its_order_along(house: House) -> None:
    with house.store.writing():
        house.store.db.execute_sql("UPDATE cases SET live = 2 WHERE id = 1")
    boss = viewer(house, Role.SUPERVISOR)
    assert orders.listing(house.store, boss, limit=9) == ([], 0)
    assert messages.unread(house.store, boss) == 0
    with pytest.raises(NotFound):
        orders.get(house.store, viewer(house, Role.UNIT_LEADER), 1)


def test_the_case_s_other_steps_do_not_stand_in_its_way(house: House) -> None:
    """An order outlives the case's end: what was ordered is answered all the same."""
    with house.store.writing():
        house.store.db.execute_sql("UPDATE cases SET status = 'closed', closed_at = '2026-11-11 08:00:00'")
    assert reply(house).state == "replied"
    assert check(house, "pass").state == "passed"
    assert orders.get(house.store, OPERATOR, 1).case_code == "FJ20261105-0001"
    assert Status.CLOSED in watch.clocks.DARK or watch.scan(house, OPERATOR, RED_DAY, NOW).orders == ()
