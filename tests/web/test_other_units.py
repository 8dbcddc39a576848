"""To a unit's people other units' cases do not exist: whatever they fetch is the same with and without.

Two centres differ only in what the housing office has to do. In the one the same person has come to it
with the same matter again and again; in the other somebody else has, and it has more cases, ledgers,
people and absences besides, so that every running number has moved on. Nothing that the labour office's
people can fetch may tell which centre they are in: not a page, not a file, not a header.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from jiefen_lite import corrections, intake, ledgers
from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from jiefen_lite.store import absences, cases, facts, prescriptions, users
from tests import tickets
from tests.tickets import HOUSING, LABOUR, bring, by_number, look, sheet, ticket
from tests.web import support
from tests.web.routes import ROUTES
from tests.web.test_routes import BLANKS

pytestmark = pytest.mark.slow

NOW = support.NOW
SAME = {"诉求人姓名": "孙立东", "手机号码": tickets.PHONE}
ELSE = {"诉求人姓名": "李秀兰", "手机号码": "13900005555"}
QUIET = {"一级分类": "邻里纠纷", "工单内容": "孙立东反映邻居周海峰把柴火垛堆在两家之间的道上，要求挪开"}
UNIT_ROLES = (Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR)
FILTERS = (
    *(f"risk={level}" for level in ("low", "medium", "high")),
    *(f"light={colour}" for colour in ("red", "yellow", "green")),
    *("show=pending", "show=open", "month=2026-11", "batch=1", "batch=2", "unit=-", "channel=hotline_12345"),
)
WORDS = ("孙立东", "李秀兰", tickets.PHONE, "13900005555", "柴火", "重复", "B1", "A2", "住建局", "东")


def day(number: int) -> dict[str, str]:
    return {"12345受理时间": f"2026-11-{number:02d} 09:20:00"}


def ours(**more: str) -> list[dict[str, str]]:
    """What the labour office has: the middle one is the second time of that person in one of the centres."""
    return [
        ticket(
            "A1", **day(3), **ELSE | {"诉求人姓名": "钱多多", "手机号码": "13900007777"}, 承办单位="人社局"
        ),
        ticket("A2", **day(12), **SAME, **QUIET, 承办单位="人社局", **more),
        ticket("A3", **day(16), **SAME, **QUIET, 承办单位="人社局"),
    ]


def theirs(person: dict[str, str]) -> list[dict[str, str]]:
    """What the housing office has, all of one person."""
    return [ticket(f"B{at}", **day(3 + at), **person, **QUIET, 承办单位="住建局") for at in (1, 2, 3)]


def others(start: str, count: int) -> list[dict[str, str]]:
    """Further tickets of the housing office."""
    person = {"诉求人姓名": "吴秀兰", "手机号码": "13900008888"}
    return [
        ticket(
            f"{start}{at}", **{"12345受理时间": f"2026-10-{at + 7:02d} 10:00:00"}, **person, 承办单位="住建局"
        )
        for at in range(1, count + 1)
    ]


class Centre:
    """One of the two centres, and its people."""

    def __init__(self, house: House, folder: Path, person: dict[str, str], *, busy: bool) -> None:
        self.house = house
        self.clock = support.Clock()
        for role, name in support.PEOPLE.items():
            unit, hashed = LABOUR if role in support.OF_UNIT else None, support.password_hash()
            users.add(house.store, support.OPERATOR, name, [role], unit, hashed, NOW, must_change=False)
        (folder / "templates").mkdir()
        self.app = support.make_app(house, folder, self.clock)
        if busy:
            self.keep_others_busy()
        self.bring([*theirs(person), *ours()])
        if busy:
            bring(self.house, sheet(others("D", 5)), as_of=NOW.date(), now=NOW + timedelta(hours=1))
        self.bring_by_handler()

    def bring(self, rows: list[dict[str, str]]) -> int:
        return bring(self.house, sheet(rows), as_of=NOW.date(), now=NOW).id

    def keep_others_busy(self) -> None:
        """More of everything at the housing office, on days of which the labour office has no case."""
        store, hashed = self.house.store, support.password_hash()
        for name in ("住建小吴", "住建老郑"):
            users.add(store, support.OPERATOR, name, [Role.HANDLER], HOUSING, hashed, NOW, must_change=False)
        other = users.find(store, "住建小吴")
        assert other is not None
        today = NOW.date()
        absences.note(store, other.viewer(), "住建小吴", today, today, "住建老郑", NOW)
        users.open_session(store, other.id, NOW, "10.0.0.9")
        bring(self.house, sheet(others("C", 4)), as_of=today, now=NOW, viewer=other.viewer())
        look(self.house, sheet(others("E", 2)), as_of=today, now=NOW, viewer=other.viewer())
        prescriptions.write(
            store,
            support.BOSS,
            "2026-10",
            HOUSING,
            "late",
            measure="周调度",
            acceptance="不再超期",
            owner="住建小吴",
            due=None,
            state="open",
            remark=None,
            now=NOW,
        )

    def bring_by_handler(self) -> None:
        """The labour office brings two files of its own: one is in, the other waits for a yes."""
        handler = users.find(self.house.store, support.PEOPLE[Role.HANDLER])
        assert handler is not None
        for start, read in (("F", bring), ("G", look)):
            rows = [
                ticket(f"{start}1", **day(17), **ELSE, 承办单位="人社局"),
                ticket(f"{start}2", **day(17), **ELSE, 诉求类型="咨询"),
                ticket(f"{start}3", **day(18), **ELSE | {"手机号码": "不知道"}, 承办单位="人社局"),
            ]
            read(self.house, sheet(rows), as_of=NOW.date(), now=NOW, viewer=handler.viewer())

    def client(self, role: Role) -> FlaskClient:
        client = self.app.test_client()
        support.sign_in(client, support.PEOPLE[role])
        return client


@pytest.fixture
def centres(tmp_path: Path) -> Iterator[tuple[Centre, Centre]]:
    """The centre without and the one with the same person's cases at the other office."""
    made = []
    for name, person in (("without", ELSE), ("with", SAME)):
        (tmp_path / name).mkdir()
        house = tickets.open_house(tmp_path / name)
        made.append(Centre(house, tmp_path / name, person, busy=name == "with"))
    yield made[0], made[1]
    for one in made:
        one.house.store.close()


VARIES = re.compile(r'value="[\w.-]{60,}"|请求编号 \w+|/sessions/[0-9a-f]{16}/')
MADE_AT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
#: What is drawn by lot for each session and request; all other headers are compared.
# a file that is sent says at which second
OWN_HEADERS = {"Set-Cookie", "X-Request-Id", "Date"}


def answer(response: TestResponse) -> tuple[int, list[tuple[str, str]], object]:
    """An answer without what differs at every request: status, headers, content; workbooks file by file."""
    headers = [(name, value) for name, value in response.headers if name not in OWN_HEADERS]
    data = response.data
    if data[:2] == b"PK":  # the length depends on the second in which it was packed, the parts do not
        headers = [(name, value) for name, value in headers if name != "Content-Length"]
        with ZipFile(BytesIO(data)) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        parts["docProps/core.xml"] = MADE_AT.sub(b"", parts["docProps/core.xml"])
        return response.status_code, headers, parts
    return response.status_code, headers, VARIES.sub("", data.decode())


def everything(centre: Centre, role: Role) -> dict[str, object]:
    """All that one person of the labour office can fetch, by what was asked for."""
    client, found = centre.client(role), {}
    codes = [by_number(centre.house, number).case_code for number in ("A1", "A2", "A3", "B1", "B3")]
    for route in ROUTES:
        if route.method == "GET" and not route.rule.startswith("/static"):
            for code in codes if "{code}" in route.address else codes[:1]:
                for number in (1, 2, 3) if "{batch}" in route.address else (1,):
                    known = {"code": code, "accepted": code, "twin": codes[-1], "batch": str(number)}
                    address = route.address.format(**BLANKS | known)
                    found[address] = answer(client.get(address))
    for by in ("all", "town", "unit", "channel", "type"):
        address = f"/indicators?period=2026-11&by={by}"
        page = client.get(address).get_data(as_text=True)
        found[address] = VARIES.sub("", page)
        for drill in sorted(set(re.findall(r'href="(/indicators/cases[^"]+)"', page))):
            found[drill] = answer(client.get(drill.replace("&amp;", "&")))
    for query in FILTERS:
        found[query] = answer(client.get(f"/cases?{query}"))
        form = dict(part.split("=") for part in query.split("&"))
        found["export " + query] = answer(support.send(client, "/cases/export", **form))
    for word in WORDS:
        found["find " + word] = answer(support.send(client, "/cases/find", q=word))
        found["found " + word] = answer(client.get("/cases", query_string={"q": word}))
    for code in codes:
        found["reveal " + code] = answer(support.send(client, f"/cases/{code}/reveal", reason="电话核实诉求"))
    store, person = centre.house.store, users.find(centre.house.store, support.PEOPLE[role])
    assert person is not None
    viewer = person.viewer()
    for kind in ledgers.kinds_for(viewer):
        out = BytesIO()
        ledgers.make(centre.house, viewer, ledgers.Order(kind, "2026-11"), out, now=NOW)
        with ZipFile(out) as book:
            found["ledger " + kind] = {name: book.read(name) for name in book.namelist()}
    found["facts"] = repr(facts.case_facts(store, viewer))
    found["facts, repeats asked anew"] = repr(facts.case_facts(store, viewer, repeat_days=365))
    for code in codes[:3]:
        found["record " + code] = repr(replace(cases.get_case(store, viewer, code), case_id=0))
        found["history " + code] = repr(cases.history(store, viewer, code))
    return found


#: What ends the session or asks for a password, and what is made in the background: told elsewhere.
NOT_SENT = {"/sign-in", "/sign-out", "/password", "/ledgers", "/upload"}


def all_sent(centre: Centre, role: Role) -> dict[str, object]:
    """What is answered to every form that this person may send, and the pages afterwards."""
    client, found = centre.client(role), {}
    code = by_number(centre.house, "A3").case_code
    rows = re.findall(r"/batches/2/rows/(\d+)/", client.get("/batches/2").get_data(as_text=True))
    row = rows[0] if rows else 1
    ids = BLANKS | {"code": code, "accepted": code, "twin": code, "batch": "2", "row": str(row)}
    for route in ROUTES:
        if route.method != "POST" or route.may is None or role not in route.may or route.rule in NOT_SENT:
            continue
        address = route.address.format(**ids)
        form = {name: value.format(**ids) for name, value in route.form.items()}
        found["send " + address] = answer(support.send(client, address, **form))
        wait_for_tasks(centre)
    for address in (
        "/",
        "/upload",
        "/batches",
        "/batches/1",
        "/batches/2",
        "/cases",
        f"/cases/{code}",
        "/units",
    ):
        found["then " + address] = answer(client.get(address))
    return found


def wait_for_tasks(centre: Centre) -> None:
    """Until the background has done what a form has asked for."""
    tasks = centre.app.extensions["tasks"]
    until = time.monotonic() + 60
    while any(tasks.busy_with(number) for number in range(20)) and time.monotonic() < until:
        time.sleep(0.05)


def nothing(centre: Centre) -> None:
    """As the ledger left it."""


def a_later_file(centre: Centre) -> int:
    """The ledger comes again and says how it ended."""
    return centre.bring(
        ours(**{"办结日期": "2026-11-18", "办理结果": "已化解，双方达成协议", "满意度": "满意"})
    )


def a_file_with_less(centre: Centre) -> None:
    """The ledger comes again in other words, after a person has said how hard it is."""
    complexity_set(centre)
    centre.bring(ours(**{"办理结果": "正在调解"}))


def complexity_set(centre: Centre) -> None:
    """The desk says how hard it is: that holds for all."""
    correct(centre, {"complexity": "complex"})


def other_things_set(centre: Centre) -> None:
    """The desk sets right what has nothing to do with it."""
    correct(centre, {"amount": 500, "people": 3, "place": {"town": "锦山镇", "village": None}})


def a_batch_taken_back(centre: Centre) -> None:
    """A later file is taken back again."""
    intake.withdraw(centre.house, support.OPERATOR, a_later_file(centre), "传错了", NOW)


def correct(centre: Centre, changes: dict[str, object]) -> None:
    code = by_number(centre.house, "A2").case_code
    corrections.correct(centre.house, support.OPERATOR, code, changes, "核实", NOW)


STEPS: tuple[Callable[[Centre], object], ...] = (
    nothing,
    a_later_file,
    complexity_set,
    other_things_set,
    a_file_with_less,
    a_batch_taken_back,
)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_what_a_unit_can_fetch_is_the_same(
    centres: tuple[Centre, Centre], step: Callable[[Centre], object]
) -> None:
    """Every page, list, count, filter, search, export, figure and look in clear, for each role of a unit."""
    for centre in centres:
        step(centre)
    for role in UNIT_ROLES if step is nothing else (Role.HANDLER,):
        without, with_ = (everything(centre, role) for centre in centres)
        assert with_.keys() == without.keys()
        assert [name for name in without if with_[name] != without[name]] == []


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_what_a_unit_is_answered_is_the_same(centres: tuple[Centre, Centre], role: Role) -> None:
    """Every form that a role of a unit may send, and what the pages say afterwards."""
    without, with_ = (all_sent(centre, role) for centre in centres)
    assert with_.keys() == without.keys()
    assert [name for name in without if with_[name] != without[name]] == []


def test_a_unit_counts_its_own_files_from_one(centres: tuple[Centre, Centre]) -> None:
    """The busy centre has brought more before: neither numbers nor addresses tell so."""
    client = centres[1].client(Role.HANDLER)
    page = client.get("/batches").get_data(as_text=True)
    assert re.findall(r"第 (\d+) 批", page) == ["2", "1"]
    assert client.get("/batches/3").status_code == 404
    waiting = client.get("/batches/2").get_data(as_text=True)
    assert re.findall(r"/batches/2/rows/(\d+)/", waiting) == ["2"]
    boss = centres[1].client(Role.SUPERVISOR).get("/batches").get_data(as_text=True)
    assert len(re.findall(r"第 (\d+) 批", boss)) == 6


def test_the_centre_sees_the_person_come_again(centres: tuple[Centre, Centre]) -> None:
    """The marks are not lost: supervisor and leader see them, in the case as in lists and figures."""
    for role in (Role.SUPERVISOR, Role.LEADER):
        seen = []
        for centre in centres:
            client, code = centre.client(role), by_number(centre.house, "A2").case_code
            page = client.get(f"/cases/{code}").get_data(as_text=True)
            simple = "简易 3 自然日" in page
            seen.append(("次反映" in page, simple))
        assert seen == [(False, True), (True, False)]
    repeats = [
        [one.repeat for one in facts.case_facts(centre.house.store, support.OPERATOR)].count(True)
        for centre in centres
    ]
    assert repeats[1] > repeats[0]


def test_the_other_unit_is_not_told_either(centres: tuple[Centre, Centre]) -> None:
    """The housing office sees its own cases and no trace of those that the labour office has."""
    viewer = users.add(
        centres[1].house.store,
        support.OPERATOR,
        "住建承办",
        [Role.HANDLER],
        HOUSING,
        support.password_hash(),
        NOW,
    ).viewer()
    seen = cases.list_cases(centres[1].house.store, viewer, cases.CaseQuery(limit=100), full=True)
    numbers = {source.source_no for one in seen for source in one.sources}
    assert {number for number in numbers if number and number[0] not in "CD"} == {"B1", "B2", "B3"}


def test_the_desk_says_so_and_the_unit_is_told(centres: tuple[Centre, Centre]) -> None:
    """What only other cases make complex waits for the desk; confirmed, it holds for the unit as well."""
    centre = centres[1]
    code, desk, unit = (
        by_number(centre.house, "A2").case_code,
        centre.client(Role.SUPERVISOR),
        centre.client(Role.HANDLER),
    )
    assert "难易待研判" in desk.get(f"/cases/{code}").get_data(as_text=True)
    page = unit.get(f"/cases/{code}").get_data(as_text=True)
    assert "简易 3 自然日" in page
    assert "难易待研判" not in page
    support.send(desk, f"/cases/{code}/correct", looked_at="complexity", reason="同一人多次反映")
    page = unit.get(f"/cases/{code}").get_data(as_text=True)
    assert "复杂 20 自然日" in page
    assert "次反映" not in page.replace("同一人多次反映", "")
