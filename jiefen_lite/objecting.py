"""申诉: a unit objects to a figure of its 体检报告 within some working days, and is answered with the cases.

Indicators guide, section 5: the report lists value, fraction, score and lost points so that the unit can
check them, and leaves three working days for objections. A frozen month is never counted again for one: the
figure stays as it went out, the correction stands beside it and in the next report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.indicators import HealthScore, Standing
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.addressees import Addressees
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.reports.counting import EVERYTHING, Counter
from jiefen_lite.reports.health.gather import month_alone
from jiefen_lite.reports.health.points import lost_codes
from jiefen_lite.shapes import Figure, IndicatorRow, Period, Role, Viewer
from jiefen_lite.shapes.supervision import NewMessage
from jiefen_lite.store import audit, cases, messages, objections
from jiefen_lite.store.objections import OPEN, PARTLY, REJECTED, UPHELD, NewObjection, ObjectionRecord

OBJECTORS = frozenset({Role.UNIT_LEADER})
ANSWERERS = frozenset({Role.SUPERVISOR})
READERS = OBJECTORS | ANSWERERS | {Role.LEADER}
VERDICTS = (UPHELD, PARTLY, REJECTED)
LEAST, LONGEST, MOST_CASES, LONGEST_FIGURE = 4, 500, 30, 100


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a unit's sheet that may be objected to; ``shown``: as printed, with its fraction."""

    id: str
    name: str
    shown: str
    points: str
    lost: str
    codes: tuple[str, ...]
    is_open: bool  # an objection to it waits or was answered


@dataclass(frozen=True, slots=True)
class Sheet:
    """A unit's own month: its score, place and figures, until when it may object, and why not any more."""

    period: Period
    unit: str
    score: HealthScore
    row: IndicatorRow
    standing: Standing | None
    ranked: int
    lines: Sequence[Line]
    issued_on: date
    until: date
    why_not: str
    objections: Sequence[ObjectionRecord]


def months(house: House, viewer: Viewer) -> list[str]:
    """The months whose report has gone out, for whoever reads objections."""
    _require_reader(viewer)
    return objections.issued_months(house.store, viewer)


def sheet(house: House, viewer: Viewer, period: Period, now: datetime) -> Sheet:
    """The sheet of the viewer's own unit. Raises NotAllowed for other roles, NotFound before it went out."""
    unit = _unit_of(viewer)
    issued = objections.issued_on(house.store, viewer, period.label, unit)
    if issued is None:
        raise NotFound("这个月的体检报告还没有签发，请等督办岗签发以后再看、再申诉。")
    until = indicators.midnight(period.end)
    # counted for the county, of which only the unit's own row is told, with its place
    month = month_alone(Counter(house, EVERYTHING, until), period)
    if unit not in month.scores:
        raise NotFound("这个月的体检里没有您的单位，请核对月份，或者找督办岗。")
    row, score = month.scores[unit]
    made = objections.listed(house.store, viewer, period=period.label, unit=unit, limit=100)
    last = house.calendar.add_workdays(issued.date(), month.health.objection_workdays).due
    over = f"申诉期到 {last.isoformat()} 为止，已经过了；还有异议请找督办岗。" if now.date() > last else ""
    standing = month.standing.get(unit)
    ranked = len(month.ranks[month.kind_of(unit)])
    lines = _lines(score, {one.item for one in made})
    return Sheet(period, unit, score, row, standing, ranked, lines, issued.date(), last, over, made)


def _lines(score: HealthScore, known: set[str]) -> list[Line]:
    lines = []
    is_scored = score.total is not None  # of a unit that is not scored no points are told, only its cases
    for item in score.items:
        told = [_shown(one) for one in item.figures if one.d]
        counts = is_scored and item.points is not None
        points = f"{item.points}/{item.weight:g}" if counts else "不计分"
        lost = f"{item.lost}" if counts else ""
        codes = lost_codes(item)
        shown = "；".join(told) or "无数据"
        lines.append(Line(item.rule.id, item.rule.name, shown, points, lost, codes, item.rule.id in known))
    for taken in score.taken:
        key = f"off_{taken.id}"
        off = f"{taken.points:g}" if is_scored else ""
        shown = f"{len(taken.codes)} 件" + (f"，扣 {off} 分" if off else "")
        lines.append(Line(key, taken.name, shown, "", off, taken.codes, key in known))
    return lines


def _shown(figure: Figure) -> str:
    """As printed, with its fraction; of so few that only the fraction is printed, once."""
    fraction = f"{figure.n}/{figure.d}"
    return fraction if figure.shown == fraction else f"{figure.shown}（{fraction}）"


def make(
    house: House,
    viewer: Viewer,
    period: Period,
    item: str,
    claim: str,
    codes: Sequence[str],
    now: datetime,
) -> int:
    """Object to one figure of the own unit's month; the number of the objection.

    Raises as :func:`sheet` does, IllegalMove after the term or where the figure was objected to already,
    JiefenError where something is missing or a case is none of the unit's.
    """
    found = sheet(house, viewer, period, now)
    if found.why_not:
        raise IllegalMove(found.why_not)
    line = next((one for one in found.lines if one.id == item), None)
    if line is None:
        raise JiefenError("请选要申诉的是哪一项。")
    said = _said(claim, "应当是多少、为什么")
    named = _cases(house, viewer, codes)
    days = house.book.health.objection_answer_workdays
    with house.store.writing():
        # asked here, as the one writer: the sheet may have been read before somebody else objected
        if objections.is_known(house.store, viewer, period.label, found.unit, line.id):
            raise IllegalMove(f"“{line.name}”已经申诉过，一项一个月申诉一次，请看已经提出的那一条。")
        new = NewObjection(
            period.label,
            found.unit,
            line.id,
            line.name,
            line.shown,
            said,
            named,
            house.calendar.add_workdays(now.date(), days).due,
        )
        number = objections.add(house.store, viewer, new, now)
        detail = {"unit": found.unit, "what": line.name, "count": len(named)}
        audit.record(house.store, viewer, "object", f"health:{period.label}", now=now, detail=detail)
        _tell(house, viewer, objections.get(house.store, viewer, number), "objection", now)
    return number


def answer(
    house: House,
    viewer: Viewer,
    number: int,
    verdict: str,
    words: str,
    findings: Mapping[str, str],
    corrected: str,
    now: datetime,
) -> None:
    """Answer an objection, case by case. Raises NotAllowed, NotFound, IllegalMove, JiefenError."""
    if not viewer.roles & ANSWERERS:
        raise NotAllowed("申诉由督办岗答复，请找督办岗。")
    with house.store.writing():
        found = objections.get(house.store, viewer, number)
        if found.made_by == viewer.name or (viewer.unit is not None and viewer.unit == found.unit):
            raise NotAllowed("本单位的申诉要由别人答复，请另一位督办岗来办。")
        if found.state != OPEN:
            raise IllegalMove("这条申诉已经答复过了，请刷新后再看。")
        if verdict not in VERDICTS:
            raise JiefenError("请选成立、部分成立或者不成立。")
        said = _said(words, "答复的理由")
        told = {code: findings.get(code, "").strip()[:LONGEST] for code in found.codes}
        bare = [code for code, finding in told.items() if not finding]
        if bare:
            raise JiefenError(f"每一件都要写明查得怎样，还差 {'、'.join(bare[:3])}。")
        right = corrected.strip()[:LONGEST_FIGURE] or None
        if verdict != REJECTED and not re.search(r"\d", right or ""):
            raise JiefenError("成立的请写明更正为多少，带分子、分母，例如 68.0%（66/97）。")
        objections.answer(
            house.store, viewer, number, verdict, said, told, None if verdict == REJECTED else right, now
        )
        detail = {"unit": found.unit, "what": found.item_name}
        audit.record(
            house.store, viewer, "answer_objection", f"health:{found.period}", now=now, detail=detail
        )
        _tell(house, viewer, found, "objection_answered", now)


def _unit_of(viewer: Viewer) -> str:
    if not viewer.roles & OBJECTORS or viewer.unit is None:
        raise NotAllowed("本单位的体检由分管领导查看和申诉，请找分管领导。")
    return viewer.unit


def _require_reader(viewer: Viewer) -> None:
    if not viewer.roles & READERS:
        raise NotAllowed("申诉由分管领导提出，督办岗答复，领导查看，要看请找他们。")


def _said(words: str, what: str) -> str:
    said = words.strip()
    if len(said) < LEAST:
        raise JiefenError(f"请写明{what}（至少 {LEAST} 个字）。")
    if len(said) > LONGEST:
        raise JiefenError(f"{what}最多 {LONGEST} 个字，请写短一点。")
    return said


def _cases(house: House, viewer: Viewer, codes: Sequence[str]) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not named:
        raise JiefenError("请选或者写明是哪几件。")
    if len(named) > MOST_CASES:
        raise JiefenError(f"一次最多写 {MOST_CASES} 件，请只写最说明问题的。")
    for code in named:
        try:
            cases.case_id_of(house.store, viewer, code)
        except NotFound:
            raise JiefenError(f"“{code}”不是本单位的件，请核对案件码。") from None
    return named


def _tell(house: House, viewer: Viewer, about: ObjectionRecord, kind: str, now: datetime) -> None:
    people = Addressees(house, viewer, now.date())
    if kind == "objection":
        told = people.of([Role.SUPERVISOR], None, None)
    else:
        told = people.named(about.made_by, Role.UNIT_LEADER)
    parts = Parts(unit=about.unit, reply_by=about.answer_by, document="health", period=about.period)
    text = wording.say(kind, parts, house.center)
    made = [NewMessage(one.person, one.role, one.unit, kind, text, None, None, None, one.why) for one in told]
    messages.put(house.store, viewer, made, now)
