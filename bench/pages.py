"""How long the pages of a county with 100,000 cases take, in quiet and while a file is being imported.

Three hundred requests as people make them, shared out over the roles: the first page, lists that find
nothing, one case and more than ten thousand, the last page of a list, words of two characters, filters, a
case, the work lists. Each is asked of the application itself, so what is timed is the server's part. 95 in
a hundred may take 150 ms, in quiet and while another process imports a ledger into the same centre.
In the same run: the plainest page there is (the sign-in page), for what a page costs before it asks anything.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from flask.testing import FlaskClient
from import_speed import COLUMNS, NOW, OPERATOR, ROWS, SEED
from ledger import filled, opened
from paper import Line, machine, table, write_section
from search import most_of

from jiefen_lite import config, demo
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, Role, Viewer
from jiefen_lite.store import cases, users
from jiefen_lite.web import passwords
from jiefen_lite.web.app import create_app

LIMIT_MS = 150.0
REQUESTS = 300
IMPORTED_ROWS = 20_000
PASSWORD = "Liang-yi-liang-26"
OK, REDIRECT, NOT_HIS = 200, 302, 403
UNIT_ROLES = frozenset({Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR})
#: What somebody of the unit, the counter and the centre opens beside the list; ``{code}`` is a case.
EVERYBODYS = ("/", "/cases/{code}", "/cases/{code}/papers", "/cases/{code}/attachments")
WORK = {
    Role.INTAKE_CLERK: ("/cases/new", "/batches"),
    Role.SUPERVISOR: ("/supervision", "/replies", "/doubles", "/messages"),
    Role.HANDLER: ("/supervision", "/follow-up", "/messages"),
    Role.UNIT_LEADER: ("/supervision", "/messages"),
    Role.MEDIATOR: ("/follow-up", "/cases/{code}/mediation"),
    Role.LEADER: ("/supervision", "/instructions"),
}
LISTS = (
    "/cases",
    "/cases?page={last}",
    "/cases?q=%E7%8F%8A%E7%91%9A%E7%A4%81%E7%9F%B3",  # 珊瑚礁石: in none
    "/cases?q={code}",  # in one
    "/cases?q=%E5%B7%A5%E8%B5%84",  # 工资: in more than ten thousand
    "/cases?q=%E5%B7%A5%E8%B5%84&page=20",
    "/cases?q=%E5%BD%A9%E7%A4%BC",  # 彩礼
    "/cases?q=%E5%9C%B0",  # 地
    "/cases?show=open",
    "/cases?show=pending",
    "/cases?light=red",
    "/cases?light=yellow",
    "/cases?due=week",
    "/cases?channel=hotline_12345",
    "/cases?status=mediating&page=3",
    "/cases?month=2026-09&channel=petition",
)


@dataclass(frozen=True)
class Asked:
    """One request: by whom, for what, and how long the application took, in milliseconds."""

    role: Role
    address: str
    took: float


class People:
    """One person of each role, signed in to the application in this process."""

    def __init__(self, house: House, folder: Path) -> None:
        unit = next(one.name for one in demo.center().units if one.kind == "department")
        app = create_app(house, secret=b"s" * 32, paths=config.Paths(folder), now=lambda: NOW)
        hashed = passwords.hash_password(PASSWORD)
        known = {one.name for one in users.list_users(house.store)}
        self.clients: dict[Role, FlaskClient] = {}
        for role in WORK:
            name = f"量速度的{role.value}"
            if name not in known:
                own = unit if role in UNIT_ROLES else None
                users.add(house.store, OPERATOR, name, [role], own, hashed, NOW, must_change=False)
            self.clients[role] = app.test_client()
            self._sign_in(self.clients[role], name)

    def _sign_in(self, client: FlaskClient, name: str) -> None:
        page = client.get("/sign-in").get_data(as_text=True)
        token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        answer = client.post("/sign-in", data={"csrf_token": token, "name": name, "password": PASSWORD})
        if answer.status_code != REDIRECT:
            raise RuntimeError(f"{name} could not sign in: {answer.status_code}")

    def ask(self, role: Role, address: str) -> Asked:
        """One request, timed. Raises RuntimeError where the page was not shown."""
        begin = time.perf_counter()
        status = self.clients[role].get(address).status_code
        took = (time.perf_counter() - begin) * 1000
        if status not in (OK, NOT_HIS):
            raise RuntimeError(f"{role.value} {address}: {status}")
        return Asked(role, address, took)


def requests(house: House) -> list[tuple[Role, str]]:
    """The mix, in an order that is the same in every run."""
    dice = random.Random(SEED)
    codes = {role: _codes(house, role) for role in WORK}
    last = -(-ROWS // 50)
    mix = []
    for role, own in itertools.islice(itertools.cycle(WORK.items()), REQUESTS):
        address = dice.choice((*LISTS, *EVERYBODYS, *own))
        mix.append((role, address.format(code=dice.choice(codes[role]), last=last)))
    return mix


def _codes(house: House, role: Role) -> list[str]:
    unit = next(one.name for one in demo.center().units if one.kind == "department")
    viewer = Viewer(1, "量速度的人", frozenset({role}), unit if role in UNIT_ROLES else None)
    found = cases.list_cases(house.store, viewer, CaseQuery(limit=40))
    if not found:
        raise RuntimeError(f"no case for {role.value}")
    return [one.case_code for one in found]


def measured(people: People, mix: Sequence[tuple[Role, str]]) -> list[Asked]:
    """Every request of the mix once."""
    return [people.ask(role, address) for role, address in mix]


def while_importing(people: People, mix: Sequence[tuple[Role, str]], folder: Path) -> list[Asked]:
    """The mix again and again for as long as a ledger goes in from another process."""
    workbook = folder.with_name("more.xlsx")
    demo.big_workbook(workbook, IMPORTED_ROWS, COLUMNS, SEED + 1)
    jiefen = Path(sys.executable).with_name("jiefen")
    command = [str(jiefen), "--center", str(folder), "import", str(workbook)]
    taken: list[Asked] = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as importing:
        for role, address in itertools.cycle(mix):
            if importing.poll() is not None:
                break
            taken.append(people.ask(role, address))
        failed = importing.stderr.read().decode() if importing.stderr and importing.returncode else ""
    if importing.returncode:
        raise RuntimeError(f"the import ended with {importing.returncode}: {failed}")
    return taken


def slowest(taken: Sequence[Asked]) -> list[list[str]]:
    """The slowest kinds of request, each with its middle and longest time."""
    kinds: dict[str, list[float]] = {}
    for one in taken:
        kinds.setdefault(_kind(one.address), []).append(one.took)
    order = sorted(kinds.items(), key=lambda pair: -max(pair[1]))
    return [
        [f"`{kind}`", str(len(times)), f"{statistics.median(times):.0f} 毫秒", f"{max(times):.0f} 毫秒"]
        for kind, times in order[:12]
    ]


def _kind(address: str) -> str:
    return unquote(re.sub(r"[A-Z]{2}\d{8}-\d{4,}", "案件码", address))


def main() -> int:
    """Measure, print, write the paper; 1 where a limit is broken."""
    with tempfile.TemporaryDirectory() as name:
        center = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "center"
        if not center.exists():
            filled(center)
        house = opened(center)
        people = People(house, center)
        mix = requests(house)
        measured(people, mix[: len(WORK)])  # templates and deciders are built once a server
        quiet = measured(people, mix)
        plain = [people.ask(Role.LEADER, "/password").took for _turn in range(60)]
        busy = while_importing(people, mix, center)
        house.store.close()
    p95, p95_busy = most_of([one.took for one in quiet]), most_of([one.took for one in busy])
    totals = table(
        ["量什么", "量得", "上限"],
        [
            [f"安静时 {len(quiet)} 次，95% 在", f"{p95:.0f} 毫秒内", f"{LIMIT_MS:.0f} 毫秒"],
            ["是上限的几倍", f"{p95 / LIMIT_MS:.2f}", "1"],
            [f"另一个进程入账时 {len(busy)} 次，95% 在", f"{p95_busy:.0f} 毫秒内", f"{LIMIT_MS:.0f} 毫秒"],
            ["是上限的几倍", f"{p95_busy / LIMIT_MS:.2f}", "1"],
            ["底线：什么也不查的一页，95% 在", f"{most_of(plain):.0f} 毫秒内", ""],
            ["是底线的几倍", f"{p95 / most_of(plain):.1f}", ""],
        ],
    )
    kinds = table(["开哪一页（安静时）", "次数", "中间的一次", "最慢的一次"], slowest(quiet))
    said = f"{totals}\n\n最慢的几种：\n\n{kinds}"
    print(said)
    what = (
        f"{ROWS:,} 件，六种岗位轮着开 {REQUESTS} 次：首页、案件、没有、一件和上万件的查找、最后一页、"
        f"两个字、一个字、筛选、各人的工作表。量的是程序做一页的时间（墙上的钟）；"
        f"入账的是 {IMPORTED_ROWS:,} 行。量的时候机器负载 {os.getloadavg()[0]:.0f}。"
    )
    lines = [
        Line(f"{when}，95% 在", f"{taken:.0f} 毫秒内", f"上限 {LIMIT_MS:.0f} 毫秒", taken <= LIMIT_MS)
        for when, taken in (("安静时", p95), ("另一个进程入账时", p95_busy))
    ]
    write_section("十万件时开一页", f"{machine()}。\n{what}\n\n{said}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
