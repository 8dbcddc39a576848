"""To a unit's people other units' cases do not exist: whatever they fetch is the same with and without.

Two centres differ only in what the housing office has to do. In the one the same person has come to it
with the same matter again and again; in the other somebody else has. Nothing that the labour office's
people can fetch may tell which centre they are in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from jiefen_lite import corrections, intake, ledgers
from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from jiefen_lite.store import cases, facts, users
from tests import tickets
from tests.tickets import HOUSING, LABOUR, bring, by_number, sheet, ticket
from tests.web import support
from tests.web.routes import ROUTES

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


class Centre:
    """One of the two centres, and its people."""

    def __init__(self, house: House, folder: Path, person: dict[str, str]) -> None:
        self.house = house
        self.clock = support.Clock()
        for role, name in support.PEOPLE.items():
            unit, hashed = LABOUR if role in support.OF_UNIT else None, support.password_hash()
            users.add(house.store, support.OPERATOR, name, [role], unit, hashed, NOW, must_change=False)
        (folder / "templates").mkdir()
        self.app = support.make_app(house, folder, self.clock)
        self.bring([*theirs(person), *ours()])

    def bring(self, rows: list[dict[str, str]]) -> None:
        bring(self.house, sheet(rows), as_of=NOW.date(), now=NOW)

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
        made.append(Centre(tickets.open_house(tmp_path / name), tmp_path / name, person))
    yield made[0], made[1]
    for one in made:
        one.house.store.close()


VARIES = re.compile(r'value="[\w.-]{60,}"|请求编号 \w+')


def answer(response: object) -> tuple[int, object]:
    """Status and content of an answer without what differs at every request; workbooks file by file."""
    status, data = response.status_code, response.data  # type: ignore[attr-defined]
    if data[:2] == b"PK":
        with ZipFile(BytesIO(data)) as book:
            return status, {name: book.read(name) for name in book.namelist()}
    return status, VARIES.sub("", data.decode())


def everything(centre: Centre, role: Role) -> dict[str, object]:
    """All that one person of the labour office can fetch, by what was asked for."""
    client, found = centre.client(role), {}
    codes = [by_number(centre.house, number).case_code for number in ("A1", "A2", "A3", "B1", "B3")]
    for route in ROUTES:
        if route.method == "GET" and not route.rule.startswith("/static"):
            for code in codes if "{code}" in route.address else codes[:1]:
                address = route.address.format(code=code, twin=codes[-1], batch=1, row=1, proposal=1, paper=1)
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
        found["record " + code] = repr(cases.get_case(store, viewer, code))
        found["history " + code] = repr(cases.history(store, viewer, code))
    return found


def nothing(centre: Centre) -> None:
    """As the ledger left it."""


def a_later_file(centre: Centre) -> None:
    """The ledger comes again and says how it ended."""
    centre.bring(ours(**{"办结日期": "2026-11-18", "办理结果": "已化解，双方达成协议", "满意度": "满意"}))


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
    a_later_file(centre)
    intake.withdraw(centre.house, support.OPERATOR, 2, "传错了", NOW)


def correct(centre: Centre, changes: dict[str, object]) -> None:
    code = by_number(centre.house, "A2").case_code
    corrections.correct(centre.house, support.OPERATOR, code, changes, "核实", NOW)


STEPS: tuple[Callable[[Centre], None], ...] = (
    nothing,
    a_later_file,
    complexity_set,
    other_things_set,
    a_file_with_less,
    a_batch_taken_back,
)


@pytest.mark.parametrize(
    "step",
    [pytest.param(step, marks=() if step is nothing else (pytest.mark.slow,)) for step in STEPS],
    ids=lambda step: step.__name__,
)
def test_what_a_unit_can_fetch_is_the_same(
    centres: tuple[Centre, Centre], step: Callable[[Centre], None]
) -> None:
    """Every page, list, count, filter, search, export, figure and look in clear, for each role of a unit."""
    for centre in centres:
        step(centre)
    for role in UNIT_ROLES if step is nothing else (Role.HANDLER,):
        without, with_ = (everything(centre, role) for centre in centres)
        assert with_.keys() == without.keys()
        assert [name for name in without if with_[name] != without[name]] == []


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
    assert {source.source_no for one in seen for source in one.sources} == {"B1", "B2", "B3"}


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
