"""The words of messages: from a closed set of parts, each of which is held to its form.

A text that fits no form (somebody's name where a unit should be, a number with a telephone in it) does not
get through: unknown units are called 承办单位, anything else is refused as a programming error.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiefen_lite import glossary
from jiefen_lite.indicators import full_name, period_of
from jiefen_lite.rules.messages import AGREE, DECLINE, PROPOSE, ToldStep
from jiefen_lite.shapes import Center, Role
from jiefen_lite.shapes.supervision import PendingMessage

_CODE = re.compile(r"[A-Z]{1,8}\d{8}-\d{4,8}", re.ASCII)
_NUMBER = re.compile(r"[一-鿿]{1,8}〔\d{4}〕\d{1,6}号")
#: A month, quarter, half or year whose report is meant.
_PERIOD = re.compile(r"\d{4}(-\d{2}|Q[1-4]|H[12])?", re.ASCII)

#: Kind of message → its sentence. The blanks are parts; what a part lacks takes its bracket with it.
SENTENCES: Mapping[str, str] = {
    "yellow": "{code} 快到期了[，还剩 {left} 天][，到期日 {due}]。主办单位：{unit}。",
    "red": "{code} 已超期[ {late} 天]。主办单位：{unit}。[督办单 {number}，请在 {reply_by} 前回复。]",
    "red_no_unit": "{code} 已超期[ {late} 天]，还没有派给单位，督办单发不出去。",
    "urge": "{code} 仍未办结[，已超期 {late} 天]。主办单位：{unit}。[督办单 {number} 等您回复。]",
    "report": "{code} 红灯未整改[，已超期 {late} 天]。主办单位：{unit}。[督办单 {number}。]",
    "climb": "{code} 红灯未整改[，已超期 {late} 天]。主办单位：{unit}。[督办单 {number}。]",
    "many_yellow": "{count} 件快到期了。",
    "many_red": "{count} 件已超期，都下了督办单。",
    "many_red_no_unit": "{count} 件已超期，还没有派给单位，督办单发不出去。",
    "many_urge": "{count} 件超期仍未办结，督办单还没有走完。",
    "many_report": "{count} 件红灯未整改。",
    "many_climb": "{count} 件红灯未整改。",
    "many_order_changed": "{count} 张督办单的案件有变化。督办单照常回复、核查。",
    "order_issued": "督办单 {number}：{code}，请在 {reply_by} 前回复。被督办单位：{unit}。",
    "order_replied": "督办单 {number} 已回复：{code}。被督办单位：{unit}。",
    "order_passed": "督办单 {number} 核查通过：{code}。",
    "order_returned": "督办单 {number} 核查退回：{code}，请在 {reply_by} 前重新回复。",
    "order_closed": "督办单 {number} 已办结：{code}。",
    "order_changed": "督办单 {number} 的案件有变化：{code}。督办单照常回复、核查。",
    "instruction": "领导批示：{about}，请在 {reply_by} 前回复。",
    "instruction_replied": "批示已回复：{about}。",
    "instruction_returned": "批示的回复退回：{about}，请在 {reply_by} 前重新回复。",
    "instruction_done": "批示已办结：{about}。",
    "objection": "{unit} 对{about}申诉，请在 {reply_by} 前答复。",
    "objection_answered": "对{about}的申诉已答复。",
    "unmask_asked": "领导申请看 {code} 的当事人明文。",
    "unmask_granted": "您申请看的 {code}，已同意看明文。",
    "unmask_refused": "您申请看的 {code}，没有同意看明文。",
    "answer_soon": "{code} 不满意还没有答复[，还剩 {left} 天][，最晚 {due}]。",
    "answer_over": "{code} 不满意还没有答复，已过期限[ {late} 天]。",
    "many_answer_soon": "{count} 件不满意还没有答复，期限快到了。",
    "many_answer_over": "{count} 件不满意还没有答复，已过期限。",
    "handed_over": "{code} 移交给您承办[，到期日 {due}]。",
    "many_handed_over": "{count} 件移交给您办理。",
    "mediator_changed": "{code} 改由您调解[，到期日 {due}]。",
    "step_taken": "{code} 办了“{step}”。主办单位：{unit}。",
    "step_asked": "{code} 有“{step}”的申请等答复。主办单位：{unit}。",
    "step_agreed": "{code} 的“{step}”申请，已经同意。",
    "step_declined": "{code} 的“{step}”申请，没有同意。",
    "many_step_taken": "{count} 件办了“{step}”。",
    "many_step_asked": "{count} 件有“{step}”的申请等答复。",
    "many_step_agreed": "{count} 件的“{step}”申请，已经同意。",
    "many_step_declined": "{count} 件的“{step}”申请，没有同意。",
}
#: What the reader does next.
NEXT: Mapping[str, str] = {
    "yellow": "打开案件，抓紧办结报结；办不完的，找督办岗申请延期。",
    "red": "打开督办单，写明原因、措施、责任人和完成日期。",
    "red_no_unit": "打开案件，先派给主办单位。",
    "urge": "打开督办单回复，案件尽快办结报结。",
    "report": "打开督办单看进展；要过问就写一条批示。",
    "climb": "打开督办单看进展。",
    "many_yellow": "打开列表，抓紧办结报结；办不完的，找督办岗申请延期。",
    "many_red": "打开督办列表，一张张回复。",
    "many_red_no_unit": "打开列表，先派给主办单位。",
    "many_urge": "打开督办列表，一张张回复。",
    "many_report": "打开督办列表看进展。",
    "many_climb": "打开督办列表看进展。",
    "many_order_changed": "打开督办列表看是什么变化。",
    "order_issued": "打开督办单，写明原因、措施、责任人和完成日期。",
    "order_replied": "打开督办单核查：通过，或者写明理由退回。",
    "order_passed": "按承诺的日期把案件办结报结。",
    "order_returned": "打开督办单看退回的理由，改好再回复。",
    "order_closed": "不用再做什么。",
    "order_changed": "打开督办单看是什么变化。",
    "instruction": "打开批示，办完写回复。",
    "instruction_replied": "打开批示看回复：办结，或者退回。",
    "instruction_returned": "打开批示看理由，改好再回复。",
    "instruction_done": "不用再做什么。",
    "objection": "打开申诉，逐件核实再答复。",
    "objection_answered": "打开申诉看结论；更正写在下一期体检单里。",
    "unmask_asked": "打开明文申请，看过事由再答复。",
    "unmask_granted": "在有效时间内打开案件，写明事由看明文。",
    "unmask_refused": "打开明文申请看理由。",
    "answer_soon": "打开案件：还能办的重开，不能再办的写书面说明。",
    "answer_over": "打开案件：还能办的重开，不能再办的写书面说明。",
    "many_answer_soon": "打开首页“不满意待答复”，一件件重开或者写书面说明。",
    "many_answer_over": "打开首页“不满意待答复”，一件件重开或者写书面说明。",
    "handed_over": "打开案件，看过办到哪一步再接着办。",
    "many_handed_over": "打开首页的清单，一件件看过再接着办。",
    "mediator_changed": "打开案件，看过以前的调解记录再接着调解。",
    "step_taken": "打开案件看下一步。",
    "step_asked": "打开案件，看过再答复。",
    "step_agreed": "打开案件看现在到了哪一步。",
    "step_declined": "打开案件看理由。",
    "many_step_taken": "打开列表，一件件看下一步。",
    "many_step_asked": "打开列表，一件件看过再答复。",
    "many_step_agreed": "打开列表，一件件看到了哪一步。",
    "many_step_declined": "打开列表，一件件看理由。",
}
#: What a supervisor does instead, where the message asks a unit to act.
_NEXT_OF_SUPERVISOR: Mapping[str, str] = {
    "yellow": "打开案件看进展，快到期的催一催单位。",
    "red": "盯住回复期限；单位回复以后，打开督办单核查。",
    "urge": "打开督办单看单位有没有动静，催他们回复。",
    "many_yellow": "打开列表看进展，快到期的催一催单位。",
    "many_red": "盯住回复期限；单位回复以后，打开督办单核查。",
    "many_urge": "打开督办列表看单位有没有动静，催他们回复。",
}
#: What the head of a unit does instead, where the message asks the supervisor to act.
_NEXT_OF_LEADER: Mapping[str, str] = {
    "order_replied": "等督办岗核查，不用再做什么；要看回复就打开督办单。",
}
#: Before the kind of a message that stands for many.
_MANY = "many_"
#: Kinds that tell of one step with a case → the row of ``steps`` in messages.yaml; None: the step's own.
STEP_ROWS: Mapping[str, str | None] = {
    "step_taken": None,
    "step_asked": PROPOSE,
    "step_agreed": AGREE,
    "step_declined": DECLINE,
}
_BRACKET = re.compile(r"\[([^\]]*)\]")
_BLANK = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Parts:
    """All that a message may speak of."""

    code: str | None = None
    unit: str | None = None
    late: int | None = None
    left: int | None = None
    due: date | None = None
    number: str | None = None
    reply_by: date | None = None
    document: str | None = None
    period: str | None = None
    count: int | None = None
    step: str | None = None


def say(kind: str, parts: Parts, center: Center) -> str:
    """The text of a message. Raises ValueError where a part does not have the form it must have."""
    words = _words(parts, center)

    def bracket(found: re.Match[str]) -> str:
        return found[1] if all(name in words for name in _BLANK.findall(found[1])) else ""

    return _BLANK.sub(lambda blank: words[blank[1]], _BRACKET.sub(bracket, SENTENCES[kind]))


def following(kind: str, role: str, step: str | None = None, told: Sequence[ToldStep] = ()) -> str:
    """What the reader of a message does next, as whom he was told it; of a step as ``told`` words it."""
    one_kind = kind.removeprefix(_MANY)
    if one_kind in STEP_ROWS:
        row = next((one for one in told if one.id == (STEP_ROWS[one_kind] or step)), None)
        if row is None:
            return NEXT[kind]
        return row.next if one_kind == kind else row.next.replace("打开案件", "打开列表")
    if role == Role.SUPERVISOR and kind in _NEXT_OF_SUPERVISOR:
        return _NEXT_OF_SUPERVISOR[kind]
    if role == Role.UNIT_LEADER and kind in _NEXT_OF_LEADER:
        return _NEXT_OF_LEADER[kind]
    return NEXT[kind]


def _words(parts: Parts, center: Center) -> dict[str, str]:
    words = {"unit": unit_word(parts.unit, center)}
    for name, value, form in (("code", parts.code, _CODE), ("number", parts.number, _NUMBER)):
        if value is not None:
            words[name] = _formed(value, form)
    for name, count in (("late", parts.late), ("left", parts.left), ("count", parts.count)):
        if count is not None:
            words[name] = f"{count:d}"
    for name, day in (("due", parts.due), ("reply_by", parts.reply_by)):
        if day is not None:
            words[name] = f"{day.month:d}月{day.day:d}日"
    if parts.period is not None:
        document = glossary.REPORTS[parts.document or ""]
        words["about"] = f"{full_name(period_of(_formed(parts.period, _PERIOD)))}{document}"
    elif parts.code is not None:
        words["about"] = words["code"]
    if parts.step is not None:
        words["step"] = glossary.ACTIONS[parts.step]
    return words


def _formed(value: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(value):
        raise ValueError("a message speaks of codes and numbers in their own form only")
    return value


def unit_word(unit: str | None, center: Center) -> str:
    """The name of a unit of this centre; ledgers write people there too, and those are not told."""
    if unit is None:
        return "待分派"
    known = {name for one in center.units for name in (one.name, *one.aliases)}
    return unit if unit in known else "承办单位"


def outside(
    messages: Sequence[PendingMessage], center: Center, single_most: int, listed: int, page: str | None
) -> list[tuple[str, tuple[int, ...]]]:
    """What goes outside for some messages: one text each while they are few, else one that counts them."""
    end = f"请登录系统看“消息”。{page}" if page else "请登录系统看“消息”。"
    if len(messages) <= single_most:
        return [(f"【{center.name}】{one.text}{end}", (one.id,)) for one in messages]
    codes = list(dict.fromkeys(one.case_code for one in _urgent_first(messages) if one.case_code))[:listed]
    counted = Counter(glossary.label("message_kind", one.kind) for one in messages)
    kinds = "、".join(f"{name} {count} 条" for name, count in counted.most_common())
    first = f"最急的：{'、'.join(codes)}。" if codes else ""
    text = f"【{center.name}】您有 {len(messages)} 条新消息：{kinds}。{first}{end}"
    return [(text, tuple(one.id for one in messages))]


def _urgent_first(messages: Iterable[PendingMessage]) -> list[PendingMessage]:
    order = {
        kind: at
        for at, kind in enumerate(("many_red", "red", "red_no_unit", "report", "urge", "order_returned"))
    }
    return sorted(messages, key=lambda one: (order.get(one.kind, len(order)), one.id))
