"""What a form is made of: its entries, where each comes from, in which states who may make it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jiefen_lite.shapes import Channel, PartyRole, Role, Status

R, S = Role, Status


class Kind(StrEnum):
    """How an entry is asked for and what its blank in the template holds.

    ``TEXT`` one line; ``CELL`` several lines in a cell of a table; ``STORY`` paragraphs (a list of texts);
    ``DAY`` and ``MOMENT`` a date and a date with its time; ``NUMBER`` a whole number; ``CHOICE`` one of the
    options; ``PARTIES`` people with their particulars (a list of texts, one a person), and beside it the
    blank ``…_names``; ``CONTENTS`` the table of contents of a dossier; ``KEPT`` is kept with the paper and
    never printed.
    """

    TEXT = "text"
    CELL = "cell"
    STORY = "story"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    CHOICE = "choice"
    PARTIES = "parties"
    CONTENTS = "contents"
    KEPT = "kept"


#: The particulars of a person and of an organisation on paper: name → what it is called.
PERSON = {
    "name": "姓名",
    "gender": "性别",
    "ethnicity": "民族",
    "age": "年龄",
    "job": "职业或职务",
    "id_no": "证件号码",
    "phone": "联系方式",
    "address": "单位或住址",
}
ORGANISATION = {
    "name": "名称",
    "representative": "法定代表人",
    "id_no": "统一社会信用代码",
    "phone": "联系方式",
    "address": "地址",
}
BOTH = (PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a form: what it is called, how it is asked for, where it is known from.

    ``source``: the name under which the case (or an earlier paper, a step, the day) knows it; ``usual``:
    the usual words where nothing else is known; ``roles`` and ``needs``: of people, whose and which of
    their particulars no paper of this kind may be without.
    """

    id: str
    label: str
    kind: Kind = Kind.TEXT
    source: str = ""
    required: bool = True
    help: str = ""
    usual: str = ""
    options: tuple[str, ...] = ()
    roles: tuple[PartyRole, ...] = ()
    needs: tuple[str, ...] = ("name",)
    example: str = ""

    @property
    def printed(self) -> bool:
        """Whether the template has a blank for it."""
        return self.kind is not Kind.KEPT


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its number, when it is offered and why, who may make it, what stands in it.

    ``series``: which sequence of numbers (rules: forms.yaml), ``of_unit``: each unit counts its own.
    ``due``: the states in which it is the next paper, with the sentence that says why; ``states``: all in
    which it may be made. ``shared``: the other side gets it, so that it must not tell where somebody lives
    who has to be protected. ``for_unit``: a unit may read it though the centre made it, whatever was asked
    to be kept secret. ``many``: a case may have several that are valid. ``channels``: only of cases that
    came through one of these. ``of_order``: it is made of a supervision order, under the number of that.
    ``signature``: the blanks of name and day that are set as an office signs.
    """

    id: str
    name: str
    series: str
    due: tuple[tuple[frozenset[Status], str], ...]
    states: frozenset[Status]
    makers: frozenset[Role]
    entries: tuple[Entry, ...]
    basis: str
    of_unit: bool = False
    shared: bool = False
    for_unit: bool = False
    many: bool = False
    of_order: bool = False
    channels: frozenset[Channel] = frozenset()
    signature: tuple[str, str] | None = None

    @property
    def document(self) -> str:
        """The name of its template and of its blanks."""
        return f"form_{self.id}"

    def why(self, status: Status) -> str:
        """Why it is the next paper in this state; empty where it is not."""
        return next((words for states, words in self.due if status in states), "")

    def entry(self, name: str) -> Entry | None:
        """One of its entries."""
        return next((one for one in self.entries if one.id == name), None)


IN_WORK = frozenset({S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.MEDIATING})
AT_UNIT = frozenset({S.DISPATCHED, S.SIGNED, S.MEDIATING})
BROUGHT = frozenset({S.SETTLED, S.FAILED, S.FEEDBACK_PENDING, S.CLOSED, S.EVALUATED})
#: The papers of a mediation may be completed until the dossier is closed.
MEDIATED = frozenset({S.MEDIATING, S.SUSPENDED}) | BROUGHT
BEFORE = frozenset({S.REGISTERED, S.ACCEPTED, S.DISPATCHED, S.SIGNED}) | MEDIATED
SETTLED = frozenset({S.MEDIATING, S.SETTLED, S.FEEDBACK_PENDING, S.CLOSED, S.EVALUATED})
TO_BIND = BROUGHT | {S.TRANSFERRED, S.WITHDRAWN, S.NOT_ACCEPTED}
OPEN = IN_WORK | {S.SUSPENDED, S.SETTLED, S.FAILED, S.FEEDBACK_PENDING}

MEDIATORS = frozenset({R.MEDIATOR, R.HANDLER, R.SUPERVISOR})
WINDOW = MEDIATORS | {R.INTAKE_CLERK}
UNIT = frozenset({R.HANDLER, R.UNIT_LEADER})
CENTRE = frozenset({R.SUPERVISOR})
ARCHIVISTS = frozenset({R.HANDLER, R.MEDIATOR, R.INTAKE_CLERK, R.SUPERVISOR})

#: The story that examples of papers tell.
SUMMARY = "两家因院墙排水口朝向发生争执，雨水冲毁菜窖一角，双方对赔偿数额意见不一。"
COMMITTEE = Entry(
    "committee",
    "人民调解委员会",
    source="committee",
    help="落款和申请书写给谁；本单位的叫法由规则员在“文书”规则里定。",
    example="富锦市锦山镇人民调解委员会",
)
DATED = Entry("dated", "日期", Kind.DAY, source="today", example="2026年11月23日")
CENTER = Entry("center", "落款", source="center", example="富锦市社会治安综合治理中心")
MEDIATOR = Entry("mediator", "人民调解员", source="mediator", example="周长河")
RECORDER = Entry("recorder", "记录人", source="maker", example="李春雨")


def states(*some: Status) -> frozenset[Status]:
    """In which a paper is the next one."""
    return frozenset(some)


def parties(
    name: str, label: str, *roles: PartyRole, needs: tuple[str, ...] = ("name",), required: bool = True
) -> Entry:
    """People of a case in these roles."""
    example = "孙立东，男，汉族，48岁，农民，联系电话13900001234，住富锦市锦山镇某村"
    return Entry(name, label, Kind.PARTIES, roles=roles, needs=needs, required=required, example=example)
