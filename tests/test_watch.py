"""The scan: who is told of what, exactly once, whatever stops it and however often it runs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest

from jiefen_lite import config, corrections, jobs, supervision, watch
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Complexity, Duty, Role, Status, Viewer
from jiefen_lite.store import absences, messages, orders, rewriting, users, writing
from jiefen_lite.store.tables import LightNotice, Message, OrderStep, SupervisionOrder
from jiefen_lite.supervision import Reply
from tests.web import support
from tests.web.support import LABOR, OPERATOR, PEOPLE, TOWN_HALL

#: Due on Monday 9 November: yellow on the 8th and 9th, red from Tuesday on.
RECEIVED, DUE, RED_DAY = date(2026, 11, 5), date(2026, 11, 9), date(2026, 11, 10)
HANDLER, CHIEF = PEOPLE[Role.HANDLER], PEOPLE[Role.UNIT_LEADER]
BOSS, LEADER = PEOPLE[Role.SUPERVISOR], PEOPLE[Role.LEADER]
OURS = [(LABOR, "responsible")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    yield made
    made.store.close()


def add(house: House, number: int, **changes: object) -> CaseRow:
    values = {"day": RECEIVED, "units": OURS, "handler": HANDLER} | changes
    return support.add_case(house, number, **values)


def scan(house: House, day: date) -> watch.Scan:
    return watch.scan(house, OPERATOR, day, datetime.combine(day, clock(8)))


def told(house: House, name: str) -> list[str]:
    """What somebody was told, kind by kind, the oldest first."""
    person = users.find(house.store, name)
    assert person is not None
    found, _total = messages.of(house.store, person.viewer(), unread_only=False, limit=200)
    return [one.kind for one in reversed(found)]


def everything(house: House) -> tuple[int, int, int, int]:
    with house.store.reading():
        tables = (Message, SupervisionOrder, OrderStep, LightNotice)
        return tuple(table.select().count() for table in tables)  # type: ignore[return-value]


def test_yellow_goes_to_handler_and_chief_red_to_chief_and_supervisor_with_an_order(house: House) -> None:
    add(house, 1)
    assert scan(house, date(2026, 11, 7)).messages == 0
    assert scan(house, date(2026, 11, 8)).lights == {"green": 0, "yellow": 1, "red": 0}
    assert (told(house, HANDLER), told(house, CHIEF), told(house, BOSS)) == (["yellow"], ["yellow"], [])
    found = scan(house, RED_DAY)
    # three working days from Tuesday: Friday
    assert found.orders == (
        watch.Issued("富综治督〔2026〕1号", "FJ20261105-0001", LABOR, date(2026, 11, 13)),
    )
    assert (told(house, HANDLER), told(house, CHIEF), told(house, BOSS)) == (
        ["yellow"],
        ["yellow", "red"],
        ["red"],
    )
    order = orders.get(house.store, OPERATOR, 1)
    assert (order.state, order.unit, order.due_date, order.overdue_days) == ("issued", LABOR, DUE, 1)
    assert [one.action for one in order.steps] == ["issue"]


def test_a_second_scan_changes_nothing(house: House) -> None:
    for number in range(1, 6):
        add(house, number)
    for day in (date(2026, 11, 8), DUE, RED_DAY, RED_DAY + timedelta(days=1), RED_DAY + timedelta(days=3)):
        scan(house, day)
        before = everything(house)
        again = scan(house, day)
        assert (again.orders, again.messages, again.noted) == ((), 0, 0)
        assert everything(house) == before


def test_the_ladder_is_climbed_day_by_day(house: House) -> None:
    add(house, 1)
    for days in range(0, 4):  # Tuesday to Friday
        scan(house, RED_DAY + timedelta(days=days))
    assert told(house, CHIEF) == ["red", "urge", "urge", "urge"]
    assert told(house, HANDLER) == ["urge", "urge", "urge"]
    assert told(house, LEADER) == ["report"]
    person = users.find(house.store, HANDLER)
    assert person is not None
    # yesterday's urging is not left unread beside today's
    assert messages.unread(house.store, person.viewer()) == 1


def test_nobody_is_urged_on_rest_days_nor_after_a_reply(house: House) -> None:
    add(house, 1)
    scan(house, RED_DAY)
    saturday = date(2026, 11, 14)
    scan(house, saturday)
    assert told(house, HANDLER) == []
    chief = Viewer(None, CHIEF, frozenset({Role.UNIT_LEADER}), LABOR)
    said = Reply("对方外出", "约到周三见面", HANDLER, date(2026, 11, 20))
    supervision.reply(house, chief, 1, said, datetime(2026, 11, 15, 9))
    scan(house, date(2026, 11, 16))
    assert told(house, HANDLER) == []
    assert told(house, BOSS) == ["red", "order_replied"]


def test_a_clock_that_runs_ahead_and_is_set_back_loses_and_repeats_nothing(house: House) -> None:
    add(house, 1)
    late = add(house, 2, day=date(2026, 11, 12))  # due on the 16th
    scan(house, date(2026, 11, 12))
    before = everything(house)
    for day in (DUE, RED_DAY, date(2026, 11, 1), date(2026, 11, 12)):
        scan(house, day)
    assert everything(house) == before
    found = scan(house, date(2026, 11, 17))
    assert [one.case_code for one in found.orders] == [late.case_code]


def test_a_new_due_date_begins_anew_and_is_noted_on_the_open_order(house: House) -> None:
    """Made complex, it is due later: the order stays, the change is noted once; no second order."""
    case = add(house, 1)
    scan(house, RED_DAY)
    boss = Viewer(None, BOSS, frozenset({Role.SUPERVISOR}))
    moment = datetime(2026, 11, 11, 9)
    corrections.correct(house, boss, case.case_code, {"complexity": Complexity.COMPLEX}, "涉及多方", moment)
    assert scan(house, date(2026, 11, 11)).noted == 1
    assert scan(house, date(2026, 11, 11)).noted == 0
    order = orders.get(house.store, OPERATOR, 1)
    assert (order.state, [one.action for one in order.steps]) == ("issued", ["issue", "note"])
    assert "绿灯" in (order.steps[1].reason or "")
    assert told(house, BOSS) == ["red", "order_changed"]
    late = date(2026, 11, 26)
    found = scan(house, late)
    assert (found.orders, found.noted) == ((), 0)
    assert told(house, BOSS)[-1:] == ["red"]
    # a unit is not told of what hangs on the county's due date
    chief = Viewer(None, CHIEF, frozenset({Role.UNIT_LEADER}), LABOR)
    assert [one.action for one in orders.get(house.store, chief, 1).steps] == ["issue"]


def test_a_reported_case_is_left_alone_and_its_order_says_so(house: House) -> None:
    case = add(house, 1)
    scan(house, RED_DAY)
    with house.store.writing():
        row = writing.load_case(house.store, case.id)
        row.status, row.feedback_submitted_at = Status.FEEDBACK_PENDING, datetime(2026, 11, 11, 9)
        rewriting.save_case(house.store, row, [])
    found = scan(house, date(2026, 11, 13))
    assert (found.messages, found.noted) == (1, 1)
    assert told(house, HANDLER) == []
    assert "灯停了" in (orders.get(house.store, OPERATOR, 1).steps[-1].reason or "")


def test_what_no_unit_has_goes_to_the_supervisor_and_gets_its_order_with_the_unit(house: House) -> None:
    """A unit that only a rule suggests has not been given the case."""
    case = add(house, 1, units=(), status=Status.ACCEPTED)
    found = scan(house, RED_DAY)
    assert (found.orders, told(house, BOSS), told(house, CHIEF)) == ((), ["red_no_unit"], [])
    assert watch.red_without_order(house, OPERATOR, date(2026, 11, 12)) == []
    assert watch.red_without_order(house, OPERATOR, date(2026, 11, 13)) == [case.case_code]
    with house.store.writing():
        row = writing.load_case(house.store, case.id)
        row.status = Status.DISPATCHED
        rewriting.save_case(house.store, row, [], units=OURS)
    found = scan(house, date(2026, 11, 13))
    assert [one.unit for one in found.orders] == [LABOR]
    assert "red" in told(house, CHIEF)
    assert watch.red_without_order(house, OPERATOR, date(2026, 11, 30)) == []


def imported(house: House, number: int, as_of: date, **changes: object) -> CaseRow:
    batch = support.add_batch(house.store, BOSS, state="committed", as_of=as_of)
    return add(house, number, batch_id=batch, **changes)


def test_an_imported_case_is_told_only_where_it_is_open_and_overdue_or_turns_later(house: House) -> None:
    """Workflow guide, section 10, last sentence."""
    imported(house, 1, date(2026, 11, 8))  # came in yellow
    imported(house, 2, RED_DAY)  # came in red
    imported(house, 3, date(2026, 11, 6))  # turned yellow after it came in
    imported(
        house,
        4,
        RED_DAY,
        status=Status.CLOSED,
        feedback_submitted_at=datetime(2026, 11, 12),
        closed_at=datetime(2026, 11, 12),
    )
    scan(house, date(2026, 11, 8))
    with house.store.reading():
        cases = [number for (number,) in LightNotice.select(LightNotice.case_id).tuples()]
    assert sorted(cases) == [3]
    found = scan(house, RED_DAY)
    assert [one.case_code[-4:] for one in found.orders] == ["0001", "0002", "0003"]


def test_a_county_may_leave_imported_yellows_alone(house: House) -> None:
    imported(house, 3, date(2026, 11, 6))
    rules = house.book.messages
    quiet = replace(rules, lights=replace(rules.lights, imported_yellow=False))
    other = house.renewed(replace(house.book, messages=quiet))
    assert scan(other, date(2026, 11, 8)).messages == 0


def away(house: House, person: str, stand_in: str | None) -> None:
    admin = Viewer(None, PEOPLE[Role.ADMIN], frozenset({Role.ADMIN}))
    absences.note(house.store, admin, person, RECEIVED, date(2026, 12, 1), stand_in, support.NOW)


def test_whoever_is_away_is_stood_in_for(house: House) -> None:
    add(house, 1)
    away(house, HANDLER, PEOPLE[Role.MEDIATOR])
    away(house, CHIEF, None)
    scan(house, date(2026, 11, 8))
    # no chief is left: the supervisor is told in his place, and why
    assert (told(house, HANDLER), told(house, PEOPLE[Role.MEDIATOR])) == ([], ["yellow"])
    boss = users.find(house.store, BOSS)
    assert boss is not None
    found, _total = messages.of(house.store, boss.viewer(), unread_only=False, limit=9)
    assert [(one.kind, one.why) for one in found] == [("yellow", "这个单位没有分管领导可收，转给督办岗。")]


def test_the_rota_is_asked_where_the_case_has_no_handler_with_an_account(house: House) -> None:
    users.add(house.store, OPERATOR, "承办小钱", [Role.HANDLER], LABOR, "x", support.NOW)
    rota = (Duty("承办小钱"),)
    unit = replace(house.center.units[0], duty=rota)
    center = replace(house.center, units=(unit, *house.center.units[1:]))
    other = House(house.store, center, house.book, house.files)
    add(house, 1, handler="台账里的人")
    scan(other, date(2026, 11, 8))
    assert (told(house, "承办小钱"), told(house, HANDLER)) == (["yellow"], [])


def test_without_anybody_the_message_is_kept_and_counted(tmp_path: Path) -> None:
    store = support.make_house(tmp_path).store
    for name in PEOPLE.values():
        if name != PEOPLE[Role.ADMIN]:
            users.set_disabled(store, OPERATOR, name, True, support.NOW)
    house = House(store, support.CENTER, support.rules(), tmp_path / "files")
    add(house, 1)
    scan(house, RED_DAY)
    assert messages.lost(store, OPERATOR) == 1
    store.close()


def test_a_unit_is_told_of_its_own_cases_only(house: House) -> None:
    case = add(house, 1)
    scan(house, date(2026, 11, 8))
    person = users.find(house.store, HANDLER)
    assert person is not None
    assert messages.unread(house.store, person.viewer()) == 1
    with house.store.writing():
        row = writing.load_case(house.store, case.id)
        row.responsible_unit = TOWN_HALL
        rewriting.save_case(house.store, row, [], units=[(TOWN_HALL, "responsible")])
    assert messages.unread(house.store, person.viewer()) == 0
    assert told(house, HANDLER) == []


def test_numbers_have_no_gaps_and_begin_anew_each_year(house: House) -> None:
    for number in range(1, 4):
        add(house, number)
    add(house, 4, day=date(2026, 12, 28))
    scan(house, RED_DAY)
    scan(house, date(2027, 1, 8))
    found, _total = orders.listing(house.store, OPERATOR, limit=9)
    assert [one.number for one in reversed(found)] == [
        "富综治督〔2026〕1号",
        "富综治督〔2026〕2号",
        "富综治督〔2026〕3号",
        "富综治督〔2027〕1号",
    ]


def test_a_scan_that_is_stopped_leaves_all_of_a_step_or_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off at each of its writes in turn; the next scan brings it to where one whole scan would be."""
    for number in range(1, 4):
        add(house, number)
    points = [
        (watch.orders, "issue"),
        (watch.lights, "note"),
        (watch.messages, "put"),
        (watch.audit, "record"),
    ]
    for module, name in points:
        real = getattr(module, name)

        def stop(*given: object, _real: object = real, **more: object) -> object:
            _real(*given, **more)  # type: ignore[operator]
            raise KeyboardInterrupt

        monkeypatch.setattr(module, name, stop)
        with pytest.raises(KeyboardInterrupt):
            scan(house, RED_DAY)
        monkeypatch.setattr(module, name, real)
        assert everything(house) == (0, 0, 0, 0)
    assert [one.number for one in scan(house, RED_DAY).orders] == [
        f"富综治督〔2026〕{n}号" for n in (1, 2, 3)
    ]
    # each: its chief and the supervisor; one order with one step; the notices of the light and of the order
    assert everything(house) == (6, 3, 3, 6)


_CHILD = """
import sys, pathlib
from datetime import date, datetime
from jiefen_lite import watch
from tests.test_watch import one_by_one
from tests.web import support
house = one_by_one(support.open_house(pathlib.Path(sys.argv[1])))
watch.CHUNK = 25
print("begin", flush=True)
watch.scan(house, support.OPERATOR, date(2026, 11, 10), datetime(2026, 11, 10, 8))
"""


def one_by_one(house: House) -> House:
    """The centre where nothing is folded, so that messages can be counted."""
    rules = house.book.messages
    loud = replace(rules, digest=replace(rules.digest, page_most=10_000))
    return house.renewed(replace(house.book, messages=loud))


def begin(folder: Path) -> subprocess.Popen[bytes]:
    """Another program that has the centre open and begins to scan."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"begin\n"
    return child


@pytest.mark.slow
def test_a_scan_that_is_killed_anywhere_is_finished_by_the_next(tmp_path: Path) -> None:
    house = support.make_house(tmp_path)
    for number in range(1, 301):
        add(house, number)
    house = one_by_one(house)
    for wait in (0.0, 0.03, 0.06, 0.1, 0.15):
        child = begin(tmp_path)
        time.sleep(wait)
        child.kill()
        child.wait()
    scan(house, RED_DAY)
    assert everything(house) == (600, 300, 300, 600)
    found, _total = orders.listing(house.store, OPERATOR, limit=400)
    assert sorted(int(one.number.split("〕")[1][:-1]) for one in found) == list(range(1, 301))
    house.store.close()


@pytest.mark.slow
def test_two_scans_at_once_tell_everybody_once(tmp_path: Path) -> None:
    """Two programs, as the server and the command line are at a centre."""
    house = support.make_house(tmp_path)
    for number in range(1, 201):
        add(house, number)
    children = [begin(tmp_path) for _ in range(2)]
    assert [child.wait(60) for child in children] == [0, 0]
    house = one_by_one(house)
    assert everything(house) == (400, 200, 200, 400)
    with house.store.reading():
        pairs = Message.select(Message.person, Message.case).tuples()
        assert max(Counter(pairs).values()) == 1
    house.store.close()


def test_two_scans_of_one_server_tell_everybody_once(house: House) -> None:
    for number in range(1, 21):
        add(house, number)
    house = one_by_one(house)
    start, done = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        done.append(scan(house, RED_DAY))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sum(len(one.orders) for one in done) == 20
    assert everything(house) == (40, 20, 20, 40)


@pytest.mark.slow
def test_two_thousand_cases_take_a_second_or_two(house: House) -> None:
    with house.store.writing():
        for number in range(1, 2001):
            add(house, number)
    begun = time.perf_counter()
    found = scan(house, RED_DAY)
    first = time.perf_counter() - begun
    # folded, in five steps of four hundred: to the chief and to the supervisor
    assert (len(found.orders), found.messages) == (2000, 10)
    begun = time.perf_counter()
    scan(house, RED_DAY)
    assert first < 4  # a second and a half on an idle machine
    assert time.perf_counter() - begun < 2


def test_many_of_one_kind_are_one_message_that_yesterday_s_gives_way_to(house: House) -> None:
    for number in range(1, 12):
        add(house, number)
    assert scan(house, RED_DAY).messages == 2
    assert (told(house, CHIEF), told(house, BOSS)) == (["many_red"], ["many_red"])
    scan(house, RED_DAY + timedelta(days=1))
    scan(house, RED_DAY + timedelta(days=2))
    person = users.find(house.store, HANDLER)
    assert person is not None
    found, total = messages.of(house.store, person.viewer(), unread_only=True, limit=9)
    assert ([one.text for one in found], total) == (["11 件超期仍未办结，督办单还没有走完。"], 1)


def test_the_server_scans_and_sends_by_itself(house: House, tmp_path: Path) -> None:
    """Asked often, done once; sending is a job of its own, so no page waits for it."""
    assert {
        job.id: (job.hour, job.minute) for job in jobs.JOBS if job.id in ("scan_lights", "send_messages")
    } == {
        "scan_lights": ("*", "15"),
        "send_messages": ("*", "*"),
    }
    add(house, 1)
    paths, moment = config.Paths(tmp_path), datetime(2026, 11, 10, 0, 15)
    for _ in range(3):
        jobs.scan_lights(house, paths, lambda: moment)
        jobs.send_messages(house, paths, lambda: moment)
    assert everything(house) == (2, 1, 1, 2)


def test_many_give_way_to_one_and_one_to_many(house: House) -> None:
    for number in range(1, 12):
        add(house, number)
    for number in range(12, 14):
        add(house, number, day=date(2026, 11, 3))  # red since Saturday
    person = users.find(house.store, HANDLER)
    assert person is not None
    scan(house, DUE)
    scan(house, RED_DAY)
    assert messages.unread(house.store, person.viewer()) == 2 + 1  # two urged by name; all that were yellow
    scan(house, RED_DAY + timedelta(days=1))
    found, _total = messages.of(house.store, person.viewer(), unread_only=True, limit=9)
    assert [one.kind for one in found] == ["many_urge", "many_yellow"]
