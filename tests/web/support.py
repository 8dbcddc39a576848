"""A small invented centre with cases put straight into the store, and people to sign in."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from exporters import annex, health_report, word
from jiefen_lite import casepapers, clocks, indicators, instructing, reports, unmasking, watch
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.lawtext.names import article_name
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import (
    Actor,
    By,
    CaseEventRow,
    CaseRow,
    Center,
    Channel,
    Complexity,
    Decision,
    NewFile,
    NewPaper,
    Outcome,
    PartyFacts,
    PartyRole,
    Proof,
    Region,
    RiskLevel,
    Role,
    Status,
    Town,
    Unit,
    Viewer,
    Village,
)
from jiefen_lite.store import (
    Store,
    batches,
    files,
    objections,
    orders,
    papers,
    precedents,
    ratings,
    statutes,
    users,
    writing,
)
from jiefen_lite.store import unmasking as unmasked
from jiefen_lite.store.forming import CaseParts, form_case
from jiefen_lite.web import passwords
from jiefen_lite.web.app import create_app
from tests.factories import make_store

NOW = datetime(2026, 11, 20, 9, 30)
PASSWORD = "Zong-zhi-2026"
LABOR, TOWN_HALL = "人力资源和社会保障局", "兴隆岗镇人民政府"
PHONE, ID_NO = "13945678901", "230882197805120012"
OPERATOR = Viewer(None, "operator", frozenset({Role.OPERATOR}))
BOSS = Viewer(None, "督办老王", frozenset({Role.SUPERVISOR}))

CENTER = Center(
    name="富锦市社会治安综合治理中心",
    region=Region(
        "富锦市",
        "230882",
        (
            Town("兴隆岗镇", ("兴隆岗",), 21000, (Village("东风村"), Village("永阳村"))),
            Town("城东街道", (), 30000, (Village("向阳社区"),)),
        ),
    ),
    units=(
        Unit(LABOR, "department", ("人社局",)),
        Unit("民政局", "department"),
        Unit(TOWN_HALL, "town", (), "兴隆岗镇"),
    ),
    case_prefix="FJ",
)

# One account a role; people of a unit sit in the labour office.
PEOPLE: dict[Role, str] = {
    Role.INTAKE_CLERK: "窗口小李",
    Role.SUPERVISOR: "督办老王",
    Role.HANDLER: "承办小赵",
    Role.UNIT_LEADER: "分管老陈",
    Role.MEDIATOR: "调解员老周",
    Role.EXPERT: "专家老吴",
    Role.LEADER: "主任老郑",
    Role.RULE_EDITOR: "规则员小冯",
    Role.AUDITOR: "审计员小褚",
    Role.ADMIN: "管理员小卫",
}
OF_UNIT = {Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR}


@lru_cache(maxsize=1)
def rules() -> RuleBook:
    """The shipped rules, read once."""
    return loader.load()


@lru_cache(maxsize=1)
def password_hash() -> str:
    """One hash for all test accounts; making it takes a fifth of a second."""
    return passwords.hash_password(PASSWORD)


@dataclass
class Clock:
    """A clock that tests set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def open_house(folder: Path) -> House:
    """The centre that :func:`make_house` has made in ``folder``, opened again."""
    store = make_store(folder, b"k" * 32)
    return House(store, CENTER, rules(), folder / "files")


def make_house(folder: Path) -> House:
    """An open centre in ``folder`` with one account a role and no case."""
    store = make_store(folder, b"k" * 32)
    (folder / "files").mkdir(exist_ok=True)
    (folder / "templates").mkdir(exist_ok=True)
    house = House(store, CENTER, rules(), folder / "files")
    for role, name in PEOPLE.items():
        unit = LABOR if role in OF_UNIT else None
        users.add(store, OPERATOR, name, [role], unit, password_hash(), NOW, must_change=False)
    return house


@cache
def _translated() -> str:
    """Where the pages that were translated for one test lie for the next, as long as this process runs."""
    folder = tempfile.mkdtemp(prefix="jiefen-pages-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def make_app(house: House, folder: Path, clock: Clock) -> Flask:
    """The application over ``house`` as tests call it."""
    app = create_app(house, secret=b"s" * 32, paths=Paths(folder), now=clock)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(_translated())
    return app


def add_case(house: House, number: int, **changes: Any) -> CaseRow:
    """One case straight into the store; ``changes`` are fields of CaseRow, ``units`` who may see it."""
    units: Iterable[tuple[str, str]] = changes.pop("units", ())
    day: date = changes.pop("day", date(2026, 11, 3))
    names: tuple[str, str] = changes.pop("names", ("孙立东", "富锦市宏达建筑有限公司"))
    received = datetime.combine(day, time(9, 0))
    case = CaseRow(
        id=number,
        case_code=f"FJ{day:%Y%m%d}-{number:04d}",
        channel=Channel.MEDIATION,
        received_at=received,
        registered_at=received,
        status=Status.MEDIATING,
        live=1,
        source_no=f"调字〔2026〕{number}号",
        accepted_at=received,
        first_accepted_at=received,
        town="兴隆岗镇",
        village="东风村",
        place="兴隆岗镇东风村三组 12 号",
        type_l1=rules().types.types[0].id,
        complexity=Complexity.SIMPLE,
        risk_level=RiskLevel.LOW,
        responsible_unit=LABOR,
        unit_by=By.PERSON,
        summary=f"申请人{names[0]}反映在被申请人处打工，拖欠工资 8600 元未付，多次催要无果。",
        claim="要求支付工资",
        people_count=2,
        amount_fen=860_000,
    )
    case = replace(case, **changes)
    clocks.renew(house, case)
    event = CaseEventRow(
        case.id,
        1,
        "register",
        None,
        Status.REGISTERED,
        Actor("system", "system"),
        received,
        NOW,
        None,
        True,
        None,
        case.due_date,
        {},
    )
    case.event_count = 1
    parts = CaseParts(
        case,
        parties=(
            PartyFacts(PartyRole.APPLICANT, names[0], PHONE, ID_NO, "富锦市兴隆岗镇东风村三组 12 号"),
            PartyFacts(PartyRole.RESPONDENT, names[1], is_org=names[1].endswith("公司")),
        ),
        decisions=(
            Decision("type", case.type_l1, By.RULE, "types.labor", "纠纷类型表", "拖欠工资"),
            Decision(
                "due",
                case.due_date.isoformat() if case.due_date else None,
                By.RULE,
                "center",
                "样板口径",
                f"到期日 {case.due_date}，按中心时限",
            ),
        ),
        events=[event],
        source_no=case.source_no,
        natural_key=f"mediation:{number}",
        content_hash=f"{number:064d}",
        units=tuple(units),
    )
    with house.store.writing():
        formed = form_case(parts, house.store.cipher, sqlite=True, rule_set=None, batch_id=case.batch_id)
        writing.insert_cases(house.store, [formed])
    return case


def keep_file(house: House) -> tuple[str, str]:
    """A small workbook as it is kept after an upload: its hash and where it lies."""
    book = openpyxl.Workbook()
    for row in (["10月人民调解台账"], ["登记日期", "包保领导"], ["2026-10-03", "张主任"]):
        book.active.append(row)
    book.active.title = "10月"
    out = BytesIO()
    book.save(out)
    return files.save(house.store, house.files, out.getvalue())


def keep_statute(house: House) -> dict[str, str]:
    """A law of two articles in force, as it is kept: names to put into addresses."""
    texts = ("用人单位应当按月以货币形式支付工资，不得克扣、拖欠。", "本办法自2020年1月1日起施行。")
    articles = [
        statutes.NewArticle(at, 0, article_name(at), "", text, None, None) for at, text in enumerate(texts, 1)
    ]
    with house.store.writing():
        made = statutes.add(
            house.store, OPERATOR, "工资支付样例办法", "工资支付样例办法", articles,
            in_force_from=date(2020, 1, 1), in_force_to=None, ended_by=None, repeals=(),
            source_file="样例.txt", sha256="0" * 64, now=NOW,
        )  # fmt: skip
        statutes.changed(house.store, OPERATOR, "样例.txt", 1, 0, len(articles), NOW)
    first = statutes.articles_of(house.store, OPERATOR, made)[0]
    return {"statute": str(made), "article": str(first.id)}


def keep_paper(house: House) -> int:
    """The health report of October as it is kept, of the cases that the centre has; its number.

    The month is not frozen, as though somebody had: tests of pages need not wait for that.
    """
    period, as_of = indicators.period_of("2026-10"), datetime(2026, 11, 1)
    report = reports.health_report(house, OPERATOR, period, as_of, NOW.date())
    made, book = BytesIO(), BytesIO()
    health_report.write(report, made)
    annex.write(report, book, health_report.marks(report))
    paper = NewPaper(
        document="health",
        period=period.label,
        unit=None,
        title=report.title,
        as_of=as_of,
        formula_version=report.formula_version,
        dated=NOW.date(),
        figures=len(report.figures),
        files=(
            NewFile("docx", "2026年10月体检报告.docx", made.getvalue()),
            NewFile("xlsx", "2026年10月体检报告附表.xlsx", book.getvalue()),
            NewFile("blank", "health_report.docx", word.template_bytes("health_report", None)),
        ),
        proof=Proof(NOW, "system", 200, 200, ()),
    )
    (number,) = papers.keep(house.store, OPERATOR, house.files, [paper], NOW)
    return number


def make_case_paper(house: House, code: str) -> int:
    """A paper of a case, made by the centre; its number."""
    entries = {"mediator": "周长河"}
    return casepapers.make(house, BOSS, code, "rights_notice", entries, NOW).id


def give_link(house: House, case: CaseRow) -> str:
    """A link by which a party may rate a case, valid today; its token."""
    with house.store.writing():
        ratings.invite(house.store, BOSS, case.id, "token-of-a-test", NOW.date(), NOW)
    return "token-of-a-test"


def add_batch(store: Store, who: str, **values: Any) -> int:
    """A batch that has been read and waits for a yes or no."""
    viewer = Viewer(None, who, frozenset({Role.SUPERVISOR}))
    number = batches.create(
        store,
        viewer,
        file_name="10月人民调解台账.xlsx",
        sha256="0" * 64,
        file_ref="00/x.bin",
        as_of=NOW.date(),
        now=NOW,
    )
    column = {
        "index": 0,
        "field": "received_at",
        "header": "登记日期",
        "how": "exact",
        "samples": ["2026-10-03"],
    }
    unknown = {
        "index": 1,
        "field": None,
        "header": "包保领导",
        "how": "unknown",
        "samples": ["张主任", "李书记"],
    }
    sheet = {
        "name": "10月",
        "header_row": 2,
        "header_rows": 1,
        "columns": [column, unknown],
        "skipped": [[1, "标题"], [40, "合计"]],
        "note": None,
    }
    counts = {"rows": 3, "new": 1, "updated": 1, "unchanged": 0, "rejected": 1, "excluded": 1, "skipped": 2}
    kept: dict[str, Any] = {"channel": "mediation", "state": "previewed", "counts": counts, "sheets": [sheet]}
    batches.update(store, number, **(kept | values))
    return number


def fill(house: House) -> dict[str, CaseRow]:
    """A handful of cases that every page has something to say about, by what they stand for."""
    ours, hall = [(LABOR, "responsible")], [(TOWN_HALL, "responsible")]
    second = rules().types.types[1].id
    return {
        "red": add_case(house, 1, units=ours, day=date(2026, 11, 2), risk_level=RiskLevel.HIGH),
        "yellow": add_case(house, 2, units=ours, day=date(2026, 11, 17), names=("欧阳明", "丰收合作社")),
        "other": add_case(
            house,
            3,
            units=hall,
            responsible_unit=TOWN_HALL,
            day=date(2026, 11, 18),
            type_l1=second,
            summary="两家因彩礼返还发生争执。",
            names=("孙立新", "周桂兰"),
        ),
        "pending": add_case(
            house,
            4,
            day=date(2026, 11, 19),
            type_l1=None,
            town=None,
            village=None,
            responsible_unit=None,
            unit_by=None,
            status=Status.ACCEPTED,
            pending=("type", "place"),
            complexity=Complexity.COMPLEX,
        ),
        "done": add_case(
            house,
            5,
            units=ours,
            day=date(2026, 10, 12),
            status=Status.CLOSED,
            outcome=Outcome.RESOLVED,
            feedback_submitted_at=datetime(2026, 10, 14),
            closed_at=datetime(2026, 10, 14),
        ),
        "feedback": add_case(
            house,
            6,
            units=ours,
            day=date(2026, 11, 9),
            status=Status.FEEDBACK_PENDING,
            pending=("outcome",),
            feedback_submitted_at=datetime(2026, 11, 11),
        ),
        "secret": add_case(house, 7, units=ours, day=date(2026, 11, 19), secrecy=True),
    }


def later(clock: Clock, **time_passed: float) -> None:
    """Let time pass."""
    clock.now = clock.now + timedelta(**time_passed)


def csrf(client: FlaskClient, page: str = "/sign-in") -> str:
    """The form token of this client."""
    text = client.get(page, follow_redirects=True).get_data(as_text=True)
    marker = 'name="csrf_token" value="'
    return text.split(marker, 1)[1].split('"', 1)[0]


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD) -> TestResponse:
    """Sign in as people do, through the form."""
    return client.post("/sign-in", data={"csrf_token": csrf(client), "name": name, "password": password})


def send(client: FlaskClient, address: str, **form: Any) -> TestResponse:
    """Post a form with its token, as a browser would."""
    return client.post(address, data={"csrf_token": csrf(client, "/password"), **form})


def ask_unmask(house: House, code: str) -> str:
    """The leader asks to see the people of a case in clear: the number of what he asks."""
    leader = Viewer(None, PEOPLE[Role.LEADER], frozenset({Role.LEADER}))
    unmasking.ask(house, leader, code, "接访要联系申请人", NOW)
    return str(unmasked.listing(house.store, leader)[0].id)


def supervise(house: House, code: str, unit: str = LABOR) -> dict[str, str]:
    """The lights are looked at, and the leader writes on a case: the numbers to put into addresses."""
    watch.scan(house, OPERATOR, NOW.date(), NOW)
    (order,) = [one for one in orders.listing(house.store, OPERATOR, limit=9)[0] if one.case_code == code]
    leader = Viewer(None, PEOPLE[Role.LEADER], frozenset({Role.LEADER}))
    number = instructing.give(
        house, leader, text="请抓紧办结。", reply_by=NOW.date(), unit=unit, case_code=code, now=NOW
    )
    return {
        "order": str(order.id),
        "instruction": str(number),
        "objection": str(object_to(house, code, unit)),
    }


def keep_precedent(house: House, unit: str = LABOR) -> int:
    """An entry of the case library that waits for approval, made by a unit; its number."""
    handler = Viewer(None, PEOPLE[Role.HANDLER], frozenset({Role.HANDLER}), unit)
    said = precedents.Said(
        title="工地欠薪一案",
        type_l1="migrant_wage",
        type_l2="建设工程欠薪",
        story="某工地的包工头拖欠农民工工资，工人到项目部讨要",
        resolution_plan="总包先付六成，余款月底付清",
        why_held="有保证金托底",
        days=12,
        sessions=2,
        amount_fen=16_000_000,
        laws=("保障农民工工资支付条例第30条",),
    )
    with house.store.writing():
        return precedents.add(house.store, handler, said, None, NOW)


def object_to(house: House, code: str, unit: str) -> int:
    """A unit objects to a figure of October; the number of the objection."""
    leader = Viewer(None, PEOPLE[Role.UNIT_LEADER], frozenset({Role.UNIT_LEADER}), unit)
    new = objections.NewObjection(
        "2026-10", unit, "on_time", "按期办结率", "66.7%（64/96）", "这一件没有超期", (code,), NOW.date()
    )
    with house.store.writing():
        return objections.add(house.store, leader, new, NOW)
