"""反馈: every source number is answered to its source, by a file that can be read in there.

A merged case is answered to each of its sources by itself. What was told is kept; where the result is
another one since, it is to be told again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import importers
from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.glossary import CHANNELS, REPLY_STATES
from jiefen_lite.intake.preview import columns_of
from jiefen_lite.ledgers import LEAST_REASON, wording
from jiefen_lite.rules.replies import ChannelReply
from jiefen_lite.shapes import (
    IMPORTED_CHANNELS,
    Channel,
    Period,
    ReplyFileRecord,
    Role,
    SourceReply,
    Status,
    Viewer,
)
from jiefen_lite.store import audit, replies, reported
from jiefen_lite.text import mask_text

if TYPE_CHECKING:
    from exporters import replies as paper

#: Who answers the sources (workflow guide, section 3, row 19): the centre's desk.
MAKERS = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.OPERATOR})
#: Who may do so with what was written in clear.
UNMASKERS = frozenset({Role.SUPERVISOR, Role.OPERATOR})
#: Where the rules give no word: closed, and nobody has said how.
_NO_WORD = "已办结"
#: A head that every channel keeps as a remark, where the one of the rules would be read as something else.
_REMARK = "备注"
_FILES_SHOWN = 12
#: What is counted of a channel; what a source has told itself is no work and not looked for.
COUNTED = tuple(state for state in REPLY_STATES if state != "itself")


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel on the work list: how many numbers in each state of COUNTED.

    ``due``: the earliest day by which one that waits is due; ``late``: how many of those are past it.
    """

    channel: Channel
    name: str
    counts: Mapping[str, int]
    due: date | None
    late: int

    @property
    def waiting(self) -> int:
        """How many have a result that the source does not know."""
        return sum(self.counts[state] for state in replies.WAITING)


@dataclass(frozen=True, slots=True)
class Order:
    """Which channel's numbers are to be told: those of a month, or all that wait.

    ``reason``: why what was written is to be in clear; None where it is masked.
    """

    channel: Channel
    month: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an order: a file with so many numbers, or none, and why (``words``)."""

    order: Order
    words: str
    name: str | None = None
    data: bytes = b""
    file_id: int | None = None
    told: Sequence[SourceReply] = field(default=())

    @property
    def final(self) -> int:
        """How many were told a result; the others are still in work."""
        return sum(one.closed_at is not None for one in self.told)


def board(house: House, viewer: Viewer, today: date) -> list[ChannelLine]:
    """The channels, first where something is due soonest. Raises NotAllowed for others than the desk."""
    require_maker(viewer)
    found = replies.tallies(house.store, viewer, today)
    lines = []
    for channel in IMPORTED_CHANNELS:
        mine = [one for one in found if one.channel == channel]
        counts = {state: sum(one.count for one in mine if one.state == state) for state in COUNTED}
        waiting = [one for one in mine if one.state in replies.WAITING]
        due = min((one.due for one in waiting if one.due is not None), default=None)
        late = sum(one.late for one in waiting)
        lines.append(ChannelLine(channel, CHANNELS[channel], counts, due, late))
    return sorted(lines, key=lambda one: (not one.waiting, one.due or date.max))


def waiting(house: House, viewer: Viewer, today: date) -> tuple[int, int]:
    """How many source numbers have a result that is not told yet, and how many of them are late.

    Raises NotAllowed for others than the desk.
    """
    require_maker(viewer)
    found = replies.tallies(house.store, viewer, today, replies.WAITING)
    return sum(one.count for one in found), sum(one.late for one in found)


def listed(
    house: House,
    viewer: Viewer,
    *,
    states: Sequence[str],
    channel: Channel | None,
    limit: int,
    offset: int = 0,
) -> list[SourceReply]:
    """Source numbers in these states, those due soonest first. Raises NotAllowed for others than the desk."""
    require_maker(viewer)
    return replies.listed(house.store, viewer, states=states, channel=channel, limit=limit, offset=offset)


def files(house: House, viewer: Viewer) -> list[ReplyFileRecord]:
    """The files made last."""
    require_maker(viewer)
    return replies.files(house.store, viewer, _FILES_SHOWN)


def make(house: House, viewer: Viewer, order: Order, now: datetime) -> Made:
    """Make the file of an order and note what it tells; the audit log comes before anything is read out.

    A month's file has every number received in it, those in work too; without a month those that wait.
    Raises NotAllowed for others than the desk, JiefenError for a channel or month that is none.
    """
    from exporters import replies as paper  # brings a workbook library, which pages rarely need

    rule, period = _checked(house, viewer, order)
    detail = {"month": order.month, "masked": order.reason is None}
    if order.reason is not None:
        detail["reason"] = mask_text(order.reason)
    audit.record(house.store, viewer, "export", f"reply:{order.channel}", now=now, detail=detail)
    with house.store.writing():  # what is told and what is noted is one state of the cases
        told = replies.listed(
            house.store,
            viewer,
            states=() if period else replies.WAITING,
            channel=order.channel,
            period=period,
            unmask=order.reason is not None,
        )
        if not told:
            return Made(order, _nothing(house, viewer, order.channel, period))
        name = _file_name(order, now)
        data = paper.write(_paper(house, viewer, order, rule, told, now))
        digest = hashlib.sha256(data).hexdigest()
        number = replies.keep(
            house.store,
            viewer,
            told,
            channel=order.channel,
            period=period,
            name=name,
            sha256=digest,
            now=now,
        )
    made = Made(order, "", name, data, number, told)
    open_too = len(told) - made.final
    words = f"{len(told)} 个来源编号，其中有结果的 {made.final} 个"
    if open_too:
        words += f"、还在办的 {open_too} 个（办结以后还要再反馈）"
    return Made(order, words + "。", name, data, number, told)


def take_back(house: House, viewer: Viewer, file_id: int, now: datetime) -> ReplyFileRecord:
    """Say that a file was never handed over: its numbers wait again.

    Raises NotAllowed for others than the supervisor and who made it, IllegalMove where it was said before.
    """
    require_maker(viewer)
    with house.store.writing():
        known = replies.file(house.store, viewer, file_id)
        if known.made_by != viewer.name and not viewer.roles & UNMASKERS:
            raise NotAllowed("这一份是别人做的，请做表的人或督办岗登记没有送出。")
        if known.taken_back_at is not None:
            raise IllegalMove("这一份已经登记为没有送出，不用再点。")
        replies.take_back(house.store, viewer, file_id, now)
    return known


def require_maker(viewer: Viewer) -> None:
    """Raises NotAllowed for others than the centre's desk."""
    if not viewer.roles & MAKERS:
        raise NotAllowed("向来源反馈由窗口受理员和督办岗办理。")


def as_json(made: Made) -> dict[str, object]:
    """What the command tells of a file: how many numbers, and of each what its source is told."""
    return {
        "channel": made.order.channel.value,
        "month": made.order.month,
        "rows": len(made.told),
        "with_result": made.final,
        "open": len(made.told) - made.final,
        "without_number": sum(one.source_no is None for one in made.told),
        "replies": [
            {
                "source_no": one.source_no,
                "case_code": one.case_code,
                "received_at": one.received_at,
                "outcome": one.outcome,
                "closed_at": one.closed_at,
                "responsible_unit": one.unit,
                "state": one.state,
            }
            for one in made.told
        ],
    }


# --------------------------------------------------------------------------- inside


def _checked(house: House, viewer: Viewer, order: Order) -> tuple[ChannelReply, Period | None]:
    require_maker(viewer)
    if order.reason is not None:
        if not viewer.roles & UNMASKERS:
            raise NotAllowed("答复写明文的反馈表只由督办岗做，要写明事由，还要领导批准。")
        if len(order.reason.strip()) < LEAST_REASON:
            raise JiefenError(f"答复写明文要写明事由和批准人（至少{LEAST_REASON}个字）。")
    rule = next((one for one in house.book.replies.channels if one.channel == order.channel), None)
    if rule is None:
        raise JiefenError(
            f"规则“反馈”里没有写{CHANNELS[order.channel]}要哪几栏，做不了反馈表。",
            "请规则员补上这个渠道。",
        )
    if order.month is None:
        return rule, None
    period = indicators.period_of(order.month)
    if len(indicators.months_in(period)) != 1:
        raise JiefenError("反馈表按月做，请写成 2026-10 这样的月份。")
    return rule, period


def _nothing(house: House, viewer: Viewer, channel: Channel, period: Period | None) -> str:
    """Why there is no file: nothing that waits, nothing reported, or a month without a case."""
    name = CHANNELS[channel]
    if period is None:
        return f"{name}没有等着反馈的来源编号（0 个），没有做表。"
    month = indicators.full_name(period)
    if channel in reported.nothing(house.store, viewer, period):
        return f"{name}{month}是零报告，没有来源编号要反馈（0 个），没有做表。"
    return (
        f"{name}{month}没有来源编号要反馈（0 个），没有做表。这个月没有报过件；确实没有件的，请登记零报告。"
    )


def _file_name(order: Order, now: datetime) -> str:
    clear = "（明文）" if order.reason is not None else ""
    return f"{CHANNELS[order.channel]}办理结果反馈表{clear}_{order.month or f'{now:%Y%m%d%H%M%S}'}.xlsx"


def _paper(
    house: House,
    viewer: Viewer,
    order: Order,
    rule: ChannelReply,
    told: Sequence[SourceReply],
    now: datetime,
) -> paper.Reply:
    from exporters import replies as paper

    words = {one.result: one.word for one in (*house.book.replies.words, *rule.words)}
    numbered = [one for one in told if one.source_no]
    bare = [one for one in told if not one.source_no]
    cells = [_cells(one, words) for one in numbered]
    of = wording.month_name(order.month) if order.month else "等着反馈的"
    basis = (
        f"{of}登记的来源编号，一个编号一行" if order.month else "有结果、还没有反馈的来源编号，一个编号一行"
    )
    name = f"{CHANNELS[order.channel]}办理结果反馈表"
    head = wording.head(house, viewer, name, of, basis, now, reason=order.reason)
    about = [
        head.title,
        f"反馈单位：{head.unit}；反馈日期：{now:%Y-%m-%d}",
        f"{basis}；并案办理的，各来源编号分别反馈。",
        "第一张表的列名和来源单位的台账一致，可以直接导入；不写当事人、电话、住址和案情"
        + ("。" if order.reason is None else "，答复照原文写。"),
        f"写“{words['open']}”“{words['mediating']}”的还没有结果，办结以后另行反馈。",
        head.mark,
    ]
    if bare:
        about.append(f"另有 {len(bare)} 件来源没有编号，写在第三张表，请按登记日期、地点核对。")
    return paper.Reply(
        name=f"{CHANNELS[order.channel]}反馈",
        header=_headers(house, viewer, rule),
        rows=[[one[column.field] for column in rule.columns] for one in cells],
        about=about,
        bare=[_sentence(one, words) for one in bare],
    )


def _cells(one: SourceReply, words: Mapping[str, str]) -> dict[str, str | None]:
    """What each field of a reply says of a number, as text."""
    return {
        "source_no": one.source_no,
        "received_at": _moment(one.received_at),
        "responsible_unit": one.unit,
        "result": _word(one, words),
        "closed_at": f"{one.closed_at:%Y-%m-%d}" if one.closed_at else None,
        "answer": _answer(one),
    }


def _word(one: SourceReply, words: Mapping[str, str]) -> str:
    if one.closed_at is None:
        return words["mediating" if one.status == Status.MEDIATING else "open"]
    return words[one.outcome] if one.outcome is not None else _NO_WORD


def _answer(one: SourceReply) -> str | None:
    """What was done and how the party was told, in the words of those who did it."""
    parts = [one.answer.strip().rstrip("。")] if one.answer else []
    if one.told_party and one.told_at:
        parts.append(f"{one.told_at:%Y-%m-%d} 已告知当事人：{one.told_party.strip().rstrip('。')}")
    return "。".join(parts) + "。" if parts else None


def _sentence(one: SourceReply, words: Mapping[str, str]) -> str:
    """A case without a number, so that people at its source find it."""
    place = f"{one.town or ''}{one.village or ''}" or "地点没有写明"
    ended = f"（{one.closed_at:%Y-%m-%d}）" if one.closed_at else ""
    said = [f"{_moment(one.received_at)} 登记，{place}，{_word(one, words)}{ended}"]
    said += [f"办理单位：{one.unit}"] if one.unit else []
    answer = _answer(one)
    return "；".join(said) + "。" + (answer or "")


def _moment(at: datetime) -> str:
    whole_day = (at.hour, at.minute, at.second) == (0, 0, 0)
    return f"{at:%Y-%m-%d}" if whole_day else f"{at:%Y-%m-%d %H:%M:%S}"


def _headers(house: House, viewer: Viewer, rule: ChannelReply) -> list[str]:
    """How the columns are headed: as the channel's last ledger has them, as long as each is read as meant."""
    own = replies.last_headers(house.store, viewer, Channel(rule.channel))
    book = columns_of(house)
    shipped = [one.header for one in rule.columns]
    theirs = [own.get(one.field, one.header) for one in rule.columns]
    for headers in (theirs, _remarked(theirs, rule), _remarked(shipped, rule)):
        fed = importers.fed_by(headers, book, rule.channel)
        if len(set(headers)) == len(headers) and all(
            feeds == column.field or (column.field == "answer" and feeds in (None, "remark"))
            for feeds, column in zip(fed, rule.columns, strict=True)
        ):
            return headers
    return shipped


def _remarked(headers: Sequence[str], rule: ChannelReply) -> list[str]:
    """The same with a plain remark for the answer."""
    return [
        _REMARK if column.field == "answer" else header
        for header, column in zip(headers, rule.columns, strict=True)
    ]
