"""How disputes end in each channel's own words, and what those words amount to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from jiefen_lite.demo import seasons

# Words of a satisfaction column for one value.
SATISFACTION_WORDS = {
    "satisfied": ("满意", "满意", "非常满意", "很满意"),
    "basically_satisfied": ("基本满意", "基本满意", "较满意"),
    "dissatisfied": ("不满意", "不满意"),
}


@dataclass(frozen=True, slots=True)
class Ending:
    """One way a case of a channel ends: what it amounts to, its words, days it takes, who is content."""

    weight: float
    status: (
        str  # resolved, completed_unresolved, transferred, withdrawn, not_accepted, done_unclear, in_progress
    )
    words: tuple[str, ...]
    details: tuple[str, ...]
    days: tuple[int, int]
    content: float  # chance that a satisfaction word is given and good


ENDINGS: dict[str, tuple[Ending, ...]] = {
    "mediation": (
        Ending(
            70,
            "resolved",
            ("成功", "调解成功", "达成协议"),
            ("双方握手言和", "当场履行完毕", "约定分两次付清", "签了协议"),
            (0, 22),
            0.8,
        ),
        Ending(
            11,
            "completed_unresolved",
            ("不成功", "调解不成"),
            ("已告知诉讼途径", "一方拒绝再调"),
            (5, 30),
            0.1,
        ),
        Ending(4, "withdrawn", ("撤回申请", "申请人撤回"), ("双方自行和解",), (1, 12), 0.2),
        Ending(15, "in_progress", ("正在调解",), ("",), (200, 400), 0.0),
    ),
    "police_110": (
        Ending(
            52,
            "resolved",
            ("现场调解，双方自行和解", "经民警现场调解，双方达成协议", "现场化解，双方和解"),
            ("",),
            (0, 1),
            0.6,
        ),
        Ending(
            26,
            "completed_unresolved",
            (
                "现场调解，双方未达成一致，告知可向社区调委会申请调解",
                "调解不成，告知双方可到法院起诉",
                "双方未达成一致，告知诉讼途径",
            ),
            ("",),
            (0, 2),
            0.0,
        ),
        Ending(
            16,
            "in_progress",
            ("移交镇综治中心，情绪稳定", "正在办理", "移交属地综治中心继续调处"),
            ("",),
            (0, 1),
            0.0,
        ),
        Ending(6, "resolved", ("批评教育，双方和解",), ("",), (0, 3), 0.3),
    ),
    "court_pretrial": (
        Ending(52, "resolved", ("调解成功",), ("司法确认", "出具调解书", "即时履行"), (6, 29), 0.5),
        Ending(22, "transferred", ("不成功", "调解不成功（一方不同意调解）"), ("转立案",), (10, 32), 0.0),
        Ending(10, "withdrawn", ("撤回", "撤回起诉"), ("撤回起诉",), (4, 20), 0.0),
        Ending(4, "completed_unresolved", ("无法联系，调解终止",), ("终止",), (20, 32), 0.0),
        Ending(12, "in_progress", ("正在调解", "调解中"), ("",), (200, 400), 0.0),
    ),
    "petition": (
        Ending(
            38,
            "resolved",
            ("已化解", "已化解，信访人签订息访协议", "双方达成协议，已履行"),
            ("",),
            (8, 55),
            0.6,
        ),
        Ending(
            18,
            "completed_unresolved",
            ("未化解，已告知诉讼途径", "未达成一致，已出具处理意见书，未化解"),
            ("",),
            (20, 62),
            0.1,
        ),
        Ending(16, "done_unclear", ("已办结", "办结"), ("",), (15, 60), 0.4),
        Ending(28, "in_progress", ("办理中", "正在办理"), ("",), (200, 400), 0.0),
    ),
    "labor_arbitration": (
        Ending(50, "resolved", ("调解", "调解结案"), ("双方达成调解协议", "出具仲裁调解书"), (8, 40), 0.5),
        Ending(26, "completed_unresolved", ("裁决",), ("裁决支付", "部分支持请求"), (25, 50), 0.1),
        Ending(8, "withdrawn", ("撤回", "撤诉"), ("申请人撤回仲裁申请",), (5, 25), 0.0),
        Ending(4, "not_accepted", ("不予受理",), ("不属于受理范围",), (3, 6), 0.0),
        Ending(12, "in_progress", ("", "审理中"), ("",), (200, 400), 0.0),
    ),
    "hotline_12345": (
        Ending(
            48,
            "resolved",
            ("已化解", "经协调双方达成协议", "已与双方沟通，达成一致意见，问题化解"),
            ("",),
            (1, 9),
            0.7,
        ),
        Ending(22, "done_unclear", ("已答复", "已办结", "办结"), ("",), (1, 8), 0.4),
        Ending(
            14,
            "completed_unresolved",
            ("双方未达成一致，未化解", "调解不成，已告知来电人可走诉讼途径"),
            ("",),
            (2, 12),
            0.05,
        ),
        Ending(16, "in_progress", ("正在办理", "处理中"), ("",), (200, 400), 0.0),
    ),
    "grid": (
        Ending(55, "resolved", ("当场化解",), ("已化解",), (0, 0), 0.6),
        Ending(25, "resolved", ("上报",), ("已化解", "化解成功"), (2, 18), 0.6),
        Ending(6, "completed_unresolved", ("上报",), ("未化解", "调解不成功"), (5, 25), 0.0),
        Ending(14, "in_progress", ("上报",), ("正在调处", "调处中"), (200, 400), 0.0),
    ),
}

# The words while nothing is decided yet.
PENDING_WORDS = {
    "mediation": ("正在调解", "调处中"),
    "police_110": ("正在办理",),
    "court_pretrial": ("正在调解", "调解中"),
    "petition": ("办理中", "正在办理"),
    "labor_arbitration": ("审理中",),
    "hotline_12345": ("处理中", "正在办理"),
    "grid": ("正在调处", "调处中"),
}


@dataclass(slots=True)
class Fate:
    """How one case ends: known in full to the generator, told in the files as time passes."""

    status: str
    words: str
    detail: str
    closed: datetime | None
    satisfaction: str | None
    satisfaction_words: str


def draw(rng: Random, channel: str, received: datetime, *, hard: bool = False) -> Fate:
    """The end of a case that came in at ``received``; a ``hard`` one ends well less often."""
    endings = ENDINGS[channel]
    weights = [e.weight * (0.45 if hard and e.status == "resolved" else 1.0) for e in endings]
    ending = rng.choices(endings, weights)[0]
    words, detail = rng.choice(ending.words), rng.choice(ending.details)
    delay = 0
    if ending.status == "in_progress":
        if channel == "police_110" or rng.random() < 0.3:
            return Fate("in_progress", words, detail, None, None, "")
        # The slow ones do end, months later.
        finished = [e for e in endings if e.status != "in_progress"]
        ending = rng.choices(finished, [e.weight for e in finished])[0]
        words, detail = rng.choice(ending.words), rng.choice(ending.details)
        delay = rng.randint(20, 110)
    days = delay + int(ending.days[0] + (ending.days[1] - ending.days[0]) * rng.random() ** 1.6)
    closed = received + timedelta(days=days)
    if days and channel not in ("police_110", "hotline_12345"):
        closed = datetime.combine(seasons.next_workday(closed.date()), closed.time())
    if channel == "police_110":
        closed = received + timedelta(days=days, minutes=rng.randint(20, 170))
    satisfaction = None
    if rng.random() < (ending.content if ending.status == "resolved" else ending.content + 0.12):
        good = ending.content + (0.25 if ending.status == "resolved" else 0.0)
        roll = rng.random()
        satisfaction = (
            "satisfied" if roll < good * 0.75 else "basically_satisfied" if roll < good else "dissatisfied"
        )
    said = rng.choice(SATISFACTION_WORDS[satisfaction]) if satisfaction else ""
    return Fate(ending.status, words, detail, closed, satisfaction, said)
