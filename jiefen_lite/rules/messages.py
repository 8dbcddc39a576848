"""The shape of messages.yaml: who is told of which light and step, supervision orders, the ways outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from jiefen_lite import glossary
from jiefen_lite.rules.convert import Made
from jiefen_lite.rules.kinds import Count, Day, DayUnit
from jiefen_lite.rules.marks import AtLeast, Matches, OneOf

#: To whom a light may be told: people of the case's unit, the centre's supervisors, its leaders.
ADDRESSEES = ("handler", "unit_leader", "supervisor", "leader")
#: To whom a step may be told besides: the counter, the case's mediator, the units that assist, who has to
#: answer what was asked for, who has asked.
STEP_ADDRESSEES = (*ADDRESSEES, "intake_clerk", "mediator", "assisting", "decider", "asker")
#: What becomes of something that was asked for, whichever step it is about.
PROPOSE, AGREE, DECLINE = "propose", "agree", "decline"
#: What stands in a history too, and is no step that people take with a case.
_NO_STEPS = (
    *(
        "import",
        "update",
        "register",
        "triage",
        "mediate",
        "terminate",
        "merge",
        "unmerge",
        "take_in",
        "let_go",
    ),
    *("correct", "confirm", "urge", "supervise", "rectify", "report_in", "return_visit", "note", "revoke"),
    *("endorse", "take_back", "attach", "void_attachment", "perform", "judicial_confirmation"),
    *("answer_rating", "follow_original"),
)
#: What a row of ``steps`` may speak of.
TOLD_STEPS = tuple(one for one in (*glossary.ACTIONS, AGREE) if one not in _NO_STEPS)
#: What a way outside may be.
WAYS = ("email", "wecom", "dingtalk", "sms")
#: The blanks of the address, the headers and the body of a way over HTTP.
BLANKS = ("phone", "text", "id", "secret")
#: Stands for the centre's own people where units are named.
CENTRE = "@center"
#: Rungs that every ladder begins with, so no county's rung may be called so.
FIRST_RUNGS = ("yellow", "red", "order")

Addressee = Annotated[str, OneOf(ADDRESSEES)]
StepAddressee = Annotated[str, OneOf(STEP_ADDRESSEES)]
Name = Annotated[str, Matches(r"[a-z][a-z0-9_]{0,23}", "小写英文字母开头的名字，例如 wecom_center")]
TimeOfDay = Annotated[str, Matches(r"([01]\d|2[0-3]):[0-5]\d", '一天里的时刻，例如 "20:00"')]
_BLANK = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class FirstTold:
    """Whom a light is told to on the day it turns."""

    yellow: tuple[Addressee, ...]
    red: tuple[Addressee, ...]
    # an imported case is told of where it turns yellow after it came in; False: only once it is red
    imported_yellow: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Rung:
    """What happens while a light stays red, counted in days from the day on which the red was told."""

    id: Name
    from_day: Day
    daily: bool
    to: tuple[Addressee, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class ToldStep:
    """Who is told that a step with a case was taken, and what he does next; without a row nobody is."""

    id: Annotated[str, OneOf(TOLD_STEPS)]
    to: tuple[StepAddressee, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Orders:
    """Supervision orders: how they are numbered, what they ask for and until when."""

    prefix: Annotated[str, Matches(r"[一-鿿]{1,8}", "1 至 8 个汉字，例如 富综治督")]
    unit: DayUnit
    reply_days: Day
    finish_days: Day
    required: str
    missing_after_days: Count  # red so many days and no order: a number on the leaders' page
    basis: str


@dataclass(frozen=True, slots=True)
class Digest:
    """Many messages to one person become one."""

    page_most: Day
    single_most: Day
    minutes: Count
    listed: Count


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nothing is sent outside the pages; it waits."""

    rest_days: bool
    begins: TimeOfDay | None = None
    ends: TimeOfDay | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """One header of a request."""

    name: Annotated[str, Matches(r"[A-Za-z][A-Za-z0-9-]{0,63}", "请求头的名字，只用英文字母、数字和横线")]
    value: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way outside the pages. Passwords and tokens never stand here: the administrator enters them."""

    id: Name
    kind: Annotated[str, OneOf(WAYS)]
    host: str | None = None
    port: Annotated[int, AtLeast(1)] | None = None
    security: Annotated[str, OneOf(("tls", "starttls", "none"))] = "tls"
    sender: Annotated[str, Matches(r"[^@\s<>]+@[^@\s<>]+", "邮箱地址")] | None = None
    user: str | None = None
    url: Annotated[str, Matches(r"https?://\S+", "http:// 或 https:// 打头的地址")] | None = None
    units: tuple[str, ...] = ()
    headers: tuple[Header, ...] = ()
    body: str | None = None
    escape: Annotated[str, OneOf(("json", "form"))] = "json"
    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """How patiently the ways are tried."""

    timeout_seconds: Day
    backoff_minutes: tuple[Day, ...]
    page: Annotated[str, Matches(r"https?://\S+", "http:// 或 https:// 打头的地址")] | None = None


@dataclass(frozen=True, slots=True)
class Messages:
    """messages.yaml"""

    lights: FirstTold
    ladder: tuple[Rung, ...]
    orders: Orders
    digest: Digest
    quiet: Quiet
    sending: Sending
    ways: tuple[Way, ...] = ()
    # a county's file of before there was this knows of no steps: nobody is told of one then
    steps: tuple[ToldStep, ...] = ()


# --------------------------------------------------------------------------- what must agree

Faults = Iterator[tuple[str, str]]


def _rung(made: Made) -> Faults:
    if made.value.id in FIRST_RUNGS:
        yield "id", f"“{made.value.id}”是亮灯当天的那一级，请换一个名字"


def _told_step(made: Made) -> Faults:
    value: ToldStep = made.value
    if not value.to:
        yield "to", f"“{value.id}”没有写告诉谁；谁都不告诉的，把这一行删掉"
    if value.id not in (PROPOSE, AGREE, DECLINE):
        for word in value.to:
            if word in ("decider", "asker"):
                yield "to", f"“{word}”只用在 propose、agree、decline，“{value.id}”这一步没有申请可说"


def _quiet(made: Made) -> Faults:
    if (made.value.begins is None) != (made.value.ends is None):
        yield "begins", "“begins”和“ends”要一起写，或者都不写"


def _sending(made: Made) -> Faults:
    if not made.value.backoff_minutes:
        yield "backoff_minutes", "“backoff_minutes”至少写一个，例如 [1, 5, 30]"


def _way(made: Made) -> Faults:
    value: Way = made.value
    needs = {"email": ("host", "sender"), "sms": ("url", "body")}.get(value.kind, ("url",))
    for key in needs:
        if getattr(value, key) is None:
            yield "kind", f"“{value.id}”还缺“{key}”"
    for key, text in (("url", value.url), ("body", value.body)):
        for blank in _BLANK.findall(text or ""):
            if blank not in BLANKS:
                can = "、".join(f"{{{one}}}" for one in BLANKS)
                yield key, f"没有“{{{blank}}}”这个空格；能写的是：{can}"
    if value.kind == "sms" and value.body is not None and value.url is not None:
        sent = value.url + value.body
        for blank in ("phone", "text"):
            if f"{{{blank}}}" not in sent:
                yield "body", f"“{value.id}”的 body 里没有“{{{blank}}}”，发不出去"
    if value.kind != "sms" and value.url is not None and "{secret}" not in value.url:
        yield "url", "网址里的口令请写成 {secret}，真的口令由管理员在“发送记录”页填，不写在这里"
    if value.accepted is not None:
        try:
            re.compile(value.accepted)
        except re.error:
            yield "accepted", "“accepted”不是写得对的匹配式，例如 '\"code\": ?0'"


CHECKS: Mapping[type, Callable[[Made], Faults]] = {
    Rung: _rung,
    ToldStep: _told_step,
    Quiet: _quiet,
    Sending: _sending,
    Way: _way,
}
