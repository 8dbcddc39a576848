"""Random walks of all roles beside the guide's own model: no illegal state, no lost event, no wrong clock."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from jiefen_lite import merging, moving
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import By, CaseRow, Channel, Complexity, Role, Status, Viewer
from jiefen_lite.store import cases, requests, users, writing
from tests.moving.guide import ASKS, WAYS, Asked, Model
from tests.web import support

ROLES = {
    "clerk": (Role.INTAKE_CLERK, None),
    "supervisor": (Role.SUPERVISOR, None),
    "handler": (Role.HANDLER, support.LABOR),
    "unit_leader": (Role.UNIT_LEADER, support.LABOR),
    "mediator": (Role.MEDIATOR, support.LABOR),
    "town": (Role.HANDLER, support.TOWN_HALL),
    "stranger": (Role.HANDLER, "民政局"),
    "leader": (Role.LEADER, None),
    "expert": (Role.EXPERT, None),
    "rule_editor": (Role.RULE_EDITOR, None),
    "auditor": (Role.AUDITOR, None),
    "admin": (Role.ADMIN, None),
}
#: To whom a case is handed over; he himself does nothing.
COLLEAGUE = "colleague"
STEPS = 40
MASTERS = 50_000  # numbers of the cases into which others are merged
FIRST = date(2026, 10, 12)  # a Monday; no holiday of the published table lies ahead


@dataclass
class Walk:
    """One case on its way, with the model beside it."""

    house: House
    who: dict[str, Viewer]
    dice: random.Random
    case: CaseRow
    model: Model
    today: date
    trail: list[str]
    master: str

    def step(self) -> None:
        """Somebody tries something; the case must do what the guide says."""
        self.today += timedelta(days=self.dice.choice((0, 0, 0, 0, 1, 1, 2, 5)))
        role = self.dice.choice(list(ROLES))
        if self.model.asked and self.dice.random() < 0.5:
            self.answer(self.dice.choice(["supervisor", "supervisor", "supervisor", "unit_leader", role]))
            return
        action = self.dice.choice(list(WAYS))
        if self.dice.random() < 0.75:  # mostly by somebody who may, or no case would get anywhere
            open_to = [
                (one, other) for one in ROLES for other in WAYS if self.model.may(one, other, self.today)
            ]
            weights = [SELDOM.get(other, 1.0) for _, other in open_to]
            if open_to:
                ((role, action),) = self.dice.choices(open_to, weights)
        entries = self.entries(action)
        expected = self.model.expects(role, action, entries, self.today)
        self.trail.append(f"{self.today} {role} {action} {entries} → {expected}")
        raw = {name: value for name, value in entries.items() if name != "lacking"}
        try:
            asked = self.do(self.who[role], action, raw)
        except JiefenError:
            got = "refused"
        else:
            got = "asked" if asked else "taken"
        assert got == expected, "\n".join(self.trail)
        if got == "taken":
            self.model.take(action, entries, self.today, role)
        elif got == "asked":
            self.model.events += 1
            self.model.asked[action] = Asked(action, role, self.today, entries)

    def do(self, who: Viewer, action: str, raw: dict[str, Any]) -> bool:
        """Take a step by the door that it has; whether it now waits for somebody."""
        code, reason = self.case.case_code, raw.get("reason", "")
        if action == "merge":
            merging.merge(self.house, who, self.master, code, reason, self.now)
        elif action == "unmerge":
            assert merging.unmerge(self.house, who, code, reason, self.now) == self.master
        else:
            return moving.move(self.house, who, code, action, raw, self.now).waits_for is not None
        return False

    def answer(self, role: str) -> None:
        """Somebody agrees to what was asked for, refuses it, or takes it back."""
        action = self.dice.choice(list(self.model.asked))
        asked = self.model.asked[action]
        said = self.dice.choice(["agree", "agree", "agree", "refuse", "take_back"])
        chain = self.model.chain(action, asked.by)
        turn = chain[-1] if asked.endorsed or len(chain) == 1 else chain[0]
        last = asked.endorsed or len(chain) == 1
        unit_s = ASKS[action][0].split()
        sees = self.model.sees(role) and (
            role in ("clerk", "supervisor", "leader")
            or (asked.by in ("handler", "mediator") and role in ("handler", "unit_leader", "mediator"))
            or (asked.by == "town" and role == "town")
        )
        fine = sees and (role == asked.by if said == "take_back" else role == turn)
        if said == "agree" and last and fine:
            barred = self.model.barred(action, self.today, asked.by, asked.on, deciding=True)
            fine = not barred and not self.model.faulty(action, asked.entries, self.today, asked.by)
        self.trail.append(f"{self.today} {role} answers {action} of {unit_s}: {said} → {fine}")
        number = self.numbers()[action]
        try:
            moving.answer(self.house, self.who[role], self.case.case_code, number, said, "理由", self.now)
        except JiefenError:
            assert not fine, "\n".join(self.trail)
            return
        assert fine, "\n".join(self.trail)
        if said == "agree" and last:
            self.model.take(action, asked.entries, self.today)
            return
        self.model.events += 1
        if said == "agree":
            asked.endorsed = True
        else:
            del self.model.asked[action]

    def check(self) -> None:
        """The case stands where the model stands, and is due on the same day by the same clock."""
        case = writing.load_case(self.house.store, self.case.id)
        model, told = self.model, "\n".join(self.trail)
        assert case.status.value == model.status, told
        assert case.event_count == model.events, told
        assert (case.due_date, case.due_clock) == model.due(), told
        assert (case.outcome.value if case.outcome else None) == model.outcome, told
        assert case.handler == model.held, told
        assert (case.return_count, case.suspended_days) == (model.returns, model.suspended_days), told
        first = case.first_accepted_at.date() if case.first_accepted_at else None
        assert first == model.first_accepted, told

    def check_history(self) -> None:
        """Every event was kept, in order, and whatever waits for an answer still does."""
        history = cases.history(self.house.store, support.OPERATOR, self.case.case_code)
        assert [event.seq for event in history] == list(range(1, self.model.events + 1)), self.trail
        assert set(self.numbers()) == set(self.model.asked), self.trail

    def numbers(self) -> dict[str, int]:
        """The requests that wait."""
        found = requests.of_case(self.house.store, support.OPERATOR, self.case.case_code)
        return {one.action: one.id for one in found if one.is_open}

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(10, 0))

    def entries(self, action: str) -> dict[str, Any]:
        """What somebody fills in; now and then something is missing or cannot be."""
        made = dict(FILLED[action])
        if action == "suspend":
            days = self.dice.choice((1, 3, 10, 20, 30, 31, 0))
            made["until"] = (self.today + timedelta(days=days)).isoformat()
        if action == "extend":
            made["days"] = str(self.dice.choice((1, 3, 3, 7, 10, 15)))
        if action == "evaluate":
            made["reached_on"] = self.today.isoformat()
        if action == "transfer_back":
            made["returned_on"] = (
                self.today - timedelta(days=self.dice.choice((0, 0, 1, 4, -1)))
            ).isoformat()
        if action in ("dispatch", "adjudicate_owner"):
            made["complexity"] = self.dice.choice(("simple", "complex"))
        if action == "hand_over":
            made["handler"] = self.dice.choice(("handler", COLLEAGUE))
        if action == "start_mediation":
            made["consent"] = self.dice.choice(("both", "both", "both", "refused"))
        made["lacking"] = False
        if FILLED[action] and self.dice.random() < 0.08:
            made.pop(next(iter(FILLED[action])))
            made["lacking"] = True
        return made


DISPATCH = {
    **{"responsible_unit": support.LABOR, "type": "labor/", "risk_level": "low"},
    "assisting_units": [support.TOWN_HALL],
}
FILLED: dict[str, dict[str, Any]] = {
    **{action: {} for action in WAYS},
    "accept": {"in_scope": "yes", "ground": "部门移送"},
    "refuse": {"ground": "法律规定由专门机关管辖，或者禁止民间调解"},
    "dispatch": DISPATCH,
    "adjudicate_owner": {**DISPATCH, "reason": "两家推诿"},
    "refuse_assist": {"reason": "与本单位无关"},
    "hand_over": {"reason": "岗位调整"},
    "return_case": {"ground": "属地不符", "reason": "发生地在外县"},
    "start_mediation": {"rights_told": "yes", "mediator": "mediator"},
    "first_contact": {"way": "telephone"},
    "record_mediation": {
        **{"held_on": "2026-10-12", "place": "司法所", "way": "on_site"},
        **{"present": "双方", "record": "各让一步"},
    },
    "consult": {"question": "工伤怎么认"},
    "whistle": {"matter": "聚集", "urgency": "urgent", "units": [support.LABOR]},
    "settle": {"agreement": "十日内付清", "agreement_form": "oral"},
    "fail": {"told_options": ["申请仲裁"], "reason": "差距大"},
    "transfer": {"target": "公安机关", "basis": "人民调解法第二十五条", "materials": "笔录 2 份"},
    "submit_feedback": {
        **{"result": "付清了", "basis": "协议 3 号", "contacted": "电话说过", "attachments": "协议"},
    },
    "approve": {"told_party": "电话告知", "checked": "yes"},
    "reject_feedback": {"reason": "没有协议"},
    "evaluate": {"satisfaction": "satisfied", "solved": "yes", "way": "phone", "party": "applicant:1"},
    "archive": {"dossier": "2026-3", "complete": "yes"},
    "merge": {"reason": "同当事人同事由"},
    "unmerge": {"reason": "不是一件"},
    "reopen": {"ground": "有新的事实", "reason": "又欠了"},
    "suspend": {"ground": "鉴定、评估期间", "reason": "等伤残鉴定"},
    "resume": {"reason": "鉴定出来了"},
    "withdraw": {"evidence": "申请书", "way": "written"},
    "settle_on_spot": {"agreement": "当场付清", "agreement_form": "oral"},
    "extend": {"reason": "等证人", "told_party": "电话告知"},
    "close_ended": {"evidence": "告知书 1 号"},
    "transfer_back": {"evidence": "退回函"},
    "uphold_appeal": {"reason": "应当受理"},
    "inform_options": {"ground": "一方明确拒绝调解", "told_options": ["申请仲裁"]},
}
#: What ends a case early, or moves nothing, is tried less often than what leads on.
SELDOM = {
    **{"withdraw": 0.02, "settle_on_spot": 0.1, "transfer": 0.3, "inform_options": 0.1, "whistle": 0.02},
    **{
        "hand_over": 0.5,
        "consult": 0.2,
        "record_mediation": 0.3,
        "sign_assist": 0.5,
        "refuse_assist": 0.3,
        "fail": 0.4,
    },
    **{"merge": 0.15, "unmerge": 1.0},
    **{"accept": 2.0, "refuse": 2.0, "return_case": 8.0, "extend": 3.0, "start_mediation": 3.0},
    **{"submit_feedback": 3.0, "approve": 3.0, "evaluate": 3.0, "archive": 3.0, "reopen": 0.5},
}
CHANNELS = (Channel.WINDOW, Channel.WINDOW, Channel.PETITION, Channel.HOTLINE_12345)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    made = support.make_house(tmp_path_factory.mktemp("walks"))
    for name in support.PEOPLE.values():  # the units have the people of ROLES, and nobody else
        user = users.find(made.store, name)
        assert user is not None
        if user.unit is not None:
            users.set_disabled(made.store, support.OPERATOR, name, True, support.NOW)
    return made


@pytest.fixture(scope="module")
def who(house: House) -> dict[str, Viewer]:
    """Somebody for each role, by its name."""
    for name, (role, unit) in ROLES.items():
        users.add(house.store, support.OPERATOR, name, [role], unit, "-", support.NOW, must_change=False)
    users.add(
        house.store,
        support.OPERATOR,
        COLLEAGUE,
        [Role.HANDLER],
        support.LABOR,
        "-",
        support.NOW,
        must_change=False,
    )
    found = {name: users.find(house.store, name) for name in ROLES}
    return {name: user.viewer() for name, user in found.items() if user is not None}


def walk(house: House, who: dict[str, Viewer], number: int) -> list[str]:
    """The trail of one case, ``STEPS`` attempts; in one write, so that the disk does not make it long."""
    dice = random.Random(number)
    channel = dice.choice(CHANNELS)
    complexity = dice.choice(list(Complexity))
    source_due = FIRST + timedelta(days=dice.randrange(2, 30)) if channel is Channel.HOTLINE_12345 else None
    case = support.add_case(
        house,
        number,
        day=FIRST,
        channel=channel,
        status=Status.REGISTERED,
        accepted_at=None,
        first_accepted_at=None,
        unit_by=By.RULE,
        type_l1="labor",
        complexity=complexity,
        source_due=source_due,
        people_count=2,
    )
    model = Model(channel.value, FIRST, complexity.value, source_due)
    trail = [f"walk {number}, {channel}, {complexity}"]
    # one for each walk: the histories of both are written, and a master that many share grows long
    master = support.add_case(house, MASTERS + number, day=FIRST, channel=Channel.MEDIATION)
    walked = Walk(house, who, dice, case, model, FIRST, trail, master.case_code)
    with house.store.writing():
        for _ in range(STEPS):
            walked.step()
            walked.check()
        walked.check_history()
    return walked.trail


def test_a_few_walks(house: House, who: dict[str, Viewer]) -> None:
    told = "\n".join(line for number in range(1, 9) for line in walk(house, who, number))
    for action in ("merge", "unmerge"):  # at other times than the others, by a door of their own
        assert re.search(rf"supervisor {action} .*→ taken", told)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_two_thousand_walks(part: int, house: House, who: dict[str, Viewer]) -> None:
    for number in range(1_000 + part * 200, 1_200 + part * 200):
        walk(house, who, number)
