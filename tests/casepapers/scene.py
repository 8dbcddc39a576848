"""An invented centre with a case in any state, people of its roles, and what they type into each form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jiefen_lite import casepapers
from jiefen_lite.desk import House
from jiefen_lite.forms import FORMS, Form, Kind
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import (
    Actor,
    By,
    CaseEventRow,
    CaseRecord,
    CaseRow,
    Center,
    Channel,
    Complexity,
    IssuedPaper,
    PartyFacts,
    PartyRole,
    Region,
    Role,
    Status,
    Town,
    Unit,
    Viewer,
    Village,
)
from jiefen_lite.shapes.supervision import NewOrder, OrderRecord
from jiefen_lite.store import cases, orders, writing
from jiefen_lite.store.forming import CaseParts, form_case
from tests.exporters import form as official
from tests.factories import make_store

NOW = datetime(2026, 11, 23, 9, 30)
TOWN, BUREAU, OTHER = "锦山镇人民政府", "人力资源和社会保障局", "民政局"
CENTER = Center(
    name="富锦市社会治安综合治理中心",
    region=Region("富锦市", "230882", (Town("锦山镇", (), 21000, (Village("东风村"),)),)),
    units=(
        Unit(TOWN, "town", (), "锦山镇", leader="陈立"),
        Unit(BUREAU, "department", ("人社局",)),
        Unit(OTHER, "department"),
    ),
    case_prefix="FJ",
)
BOSS = Viewer(1, "督办王建国", frozenset({Role.SUPERVISOR}))
CLERK = Viewer(2, "窗口李春雨", frozenset({Role.INTAKE_CLERK}))
HANDLER = Viewer(3, "承办赵明", frozenset({Role.HANDLER}), TOWN)
MEDIATOR = Viewer(4, "周长河", frozenset({Role.MEDIATOR}), TOWN)
UNIT_LEADER = Viewer(5, "陈立", frozenset({Role.UNIT_LEADER}), TOWN)
LEADER = Viewer(6, "主任郑国栋", frozenset({Role.LEADER}))
STRANGER = Viewer(7, "承办钱多", frozenset({Role.HANDLER}), OTHER)
ADMIN = Viewer(8, "管理员卫平", frozenset({Role.ADMIN}))
ALL = Viewer(9, "多面手冯岗", frozenset({Role.SUPERVISOR, Role.MEDIATOR, Role.HANDLER, Role.UNIT_LEADER}))

PHONE, ID_NO, HOME = "13945678901", "230882197805120012", "富锦市锦山镇东风村三组12号"
OTHER_PHONE, OTHER_ID, OTHER_HOME = "13900001234", "230882198001010018", "富锦市锦山镇东风村五组7号"
SUMMARY = "两家因院墙排水口朝向发生争执，雨水冲毁菜窖一角，双方对赔偿数额意见不一。"
CLAIM = "要求对方改道排水并赔偿损失1200元。"
PEOPLE = (
    PartyFacts(PartyRole.APPLICANT, "孙立东", PHONE, ID_NO, HOME, gender="男", age=48),
    PartyFacts(PartyRole.RESPONDENT, "周海峰", OTHER_PHONE, OTHER_ID, OTHER_HOME, gender="男", age=46),
)
#: What is typed into the kinds of entries that nothing is known for.
TYPED = {
    Kind.TEXT: "写明的一行字",
    Kind.CELL: "格子里第一行\n格子里第二行",
    Kind.STORY: "正文第一段。\n正文第二段。",
    Kind.DAY: "2026-11-30",
    Kind.MOMENT: "2026-11-20T14:30",
    Kind.NUMBER: "3",
    Kind.KEPT: "处置必需的理由",
}
PARTICULARS = {
    "name": "吴广林",
    "gender": "男",
    "ethnicity": "汉",
    "age": "51",
    "job": "农民",
    "id_no": "230882197501010011",
    "phone": "13900009876",
    "address": "富锦市锦山镇东风村一组3号",
    "representative": "冯德海",
}


def make_house(folder: Path) -> House:
    """An open centre without cases."""
    (folder / "files").mkdir()
    return open_house(folder)


def open_house(folder: Path) -> House:
    """That centre opened again."""
    store = make_store(folder, b"k" * 32)
    return House(store, CENTER, rules(), folder / "files")


@lru_cache(maxsize=1)
def rules() -> RuleBook:
    """The shipped rules, read once."""
    return loader.load()


def add_case(
    house: House,
    number: int = 1,
    status: Status = Status.MEDIATING,
    *,
    people: Sequence[PartyFacts] = PEOPLE,
    unit: str | None = TOWN,
    steps: Sequence[tuple[str, dict[str, Any]]] = (),
    reason: str | None = None,
    **changes: Any,
) -> str:
    """A case in a state, with its people and with steps that tell something; returns its code."""
    at = datetime(2026, 11, 3, 9, 0)
    case = CaseRow(
        id=number,
        case_code=f"FJ20261103-{number:04d}",
        channel=changes.pop("channel", Channel.MEDIATION),
        received_at=at,
        registered_at=at,
        status=status,
        live=1,
    )
    case.accepted_at = case.first_accepted_at = at
    case.town, case.village = "锦山镇", "东风村"
    case.type_l1, case.type_l2 = "neighbor", "排水"
    case.complexity = Complexity.SIMPLE
    case.responsible_unit, case.unit_by = unit, By.PERSON if unit else None
    case.summary, case.claim = SUMMARY, CLAIM
    for name, value in changes.items():
        setattr(case, name, value)
    told = [("register", {}), *steps]
    events = [
        CaseEventRow(
            number,
            seq,
            action,
            None if seq == 1 else status,
            status,
            Actor("窗口李春雨", "intake_clerk"),
            at,
            at,
            reason,
            False,
            None,
            None,
            data,
        )
        for seq, (action, data) in enumerate(told, 1)
    ]
    case.event_count = len(events)
    parts = CaseParts(
        case,
        parties=tuple(people),
        decisions=(),
        events=events,
        source_no=None,
        natural_key=f"scene:{number}",
        content_hash="0",
        units=[(unit, "responsible")] if unit else [],
    )
    with house.store.writing():
        formed = form_case(parts, house.store.cipher, sqlite=True, rule_set=None, batch_id=None)
        writing.insert_cases(house.store, [formed])
    return case.case_code


def first_status(form: Form) -> Status:
    """A state in which a form is offered, the one in which it is due where there is one."""
    for states, _why in form.due:
        return min(states)
    return min(form.states)


def channel_of(form: Form) -> Channel:
    """A channel whose cases have this form."""
    return min(form.channels, default=Channel.MEDIATION)


def typed(
    house: House, viewer: Viewer, code: str, form_id: str, *, optional: bool = True, **more: str
) -> dict[str, str]:
    """What a person types who fills in all that the form asks for (``optional``: also what it only may)."""
    if FORMS[form_id].of_order and not casepapers.orders_of(house, BOSS, code):
        order(house, code)
    opened = casepapers.open_form(house, viewer, code, form_id, {}, NOW)
    found = {}
    for one in opened.filled.asked:
        entry = one.entry
        for person in one.people:
            for part in person.asked:
                if part.required or optional:
                    found[part.key] = PARTICULARS[part.name]
        if one.value or entry.kind in (Kind.PARTIES, Kind.CONTENTS) or not (entry.required or optional):
            continue
        found[entry.id] = one.options[0] if entry.kind is Kind.CHOICE else TYPED[entry.kind]
    return found | more


def order(house: House, code: str, **changes: Any) -> OrderRecord:
    """A supervision order of a case: red since the 20th, for the town."""
    given: dict[str, Any] = {
        "light": "red",
        "due_date": date(2026, 11, 20),
        "told_due": date(2026, 11, 20),
        "required": "请说明逾期原因，明确责任人，在新的期限前办结。",
        "issued_on": NOW.date(),
        "reply_by": date(2026, 11, 25),
        "finish_by": date(2026, 11, 30),
        **changes,
    }
    with house.store.writing():
        new = NewOrder(cases.case_id_of(house.store, BOSS, code), TOWN, **given)
        ((number, _),) = orders.issue(house.store, BOSS, [new], "富综治督", Role.SUPERVISOR, NOW)
    return orders.get(house.store, BOSS, number)


def make(house: House, viewer: Viewer, code: str, form_id: str, **more: Any) -> IssuedPaper:
    """A paper made with everything filled in."""
    now = more.pop("now", NOW)
    corrects = more.pop("corrects", None)
    entries = more.pop("entries", None)
    if entries is None:
        entries = {} if corrects else typed(house, viewer, code, form_id, **more)
    return casepapers.make(house, viewer, code, form_id, entries, now, corrects=corrects)


def record_of(house: House, code: str) -> CaseRecord:
    """The case as the centre sees it."""
    return cases.get_case(house.store, BOSS, code)


def words(data: bytes) -> str:
    """Everything a Word file says, paragraph by paragraph: body, tables, footers."""
    package = official.Package(data)
    parts = [name for name in package.xml if re.fullmatch(r"word/(document|footer\d*)\.xml", name)]
    found = [package.xml[name].iter(official.w("p")) for name in sorted(parts)]
    return "\n".join(official.text_of(one) for paragraphs in found for one in paragraphs)
