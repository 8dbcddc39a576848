"""What a closed case gives its mediator: its grade, what there must be, how much is due. Pure functions.

Amounts are whole fen; a share that does not come out even is cut down to the fen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from jiefen_lite import glossary
from jiefen_lite.casepapers import dossier
from jiefen_lite.reckoning import money
from jiefen_lite.rules.subsidy import GradeRule, Subsidy, SubsidyGrade
from jiefen_lite.shapes import MediatorSum, Outcome, SubsidyFacts, SubsidyLine, SubsidyPoint

WHOLE, FIRST, REST, NOTHING = "whole", "first", "rest", "none"
SUCCESS, DOSSIER, PERFORMED, PERSON, ONCE = "调解成功", "卷宗完整", "已履行", "给补贴的人", "只给一次"
_BETWEEN = re.compile(r"[、，,；;/\s]+")
_NAMED = 3  # of what is missing, so many are named in a cell


def names_in(mediator: str) -> list[str]:
    """The people whom the field of the mediator names."""
    return [name for name in _BETWEEN.split(mediator) if name]


def grade_of(facts: SubsidyFacts, rules: Subsidy) -> tuple[SubsidyGrade, GradeRule]:
    """The first rule that holds, and its grade; the last rule has no conditions, so there is always one."""
    rule = next(one for one in rules.rules if _holds(one, facts))
    return next(one for one in rules.grades if one.id == rule.grade), rule


def _holds(rule: GradeRule, facts: SubsidyFacts) -> bool:
    """Whether all hold that the rule states; what is not known of a case holds for nothing."""
    return (
        (not rule.complexity or facts.complexity in rule.complexity)
        and (not rule.risk_levels or facts.risk_level in rule.risk_levels)
        and (rule.people_from is None or (facts.people_count or 0) >= rule.people_from)
        and (rule.yuan_from is None or (facts.amount_fen or 0) >= rule.yuan_from * 100)
        and (rule.sessions_from is None or facts.sessions >= rule.sessions_from)
        and (not rule.agreement or facts.agreement_form in rule.agreement)
    )


def judge(
    facts: SubsidyFacts,
    rules: Subsidy,
    barred: Mapping[str, str],
    *,
    places: Collection[str],
    is_late: bool,
) -> SubsidyLine:
    """One case by itself, before the cap.

    ``barred``: who is not paid, and why; ``places``: under which lines of its dossier files are attached.
    """
    grade, rule = grade_of(facts, rules)
    earlier = facts.earlier
    points = (
        _success(facts),
        _dossier(facts, rules, places),
        _performed(facts, rules),
        _person(facts, barred),
    )
    full = earlier.full_fen if earlier else money.fen_of(grade.yuan)
    done = points[2].holds is not False
    entitled = full if done else full * int(rules.terms.percent_before) // 100
    given = earlier.paid_fen + earlier.lost_fen if earlier else 0
    due = max(entitled - given, 0)
    failing = next((one for one in (points[0], points[1], points[3]) if one.holds is False), None)
    part, reason = NOTHING, ""
    if earlier is not None and given >= full:
        due, reason = 0, f"已在{_months(earlier.periods)}核定过，一起纠纷只给一次"
    elif failing is not None:
        due, reason = 0, failing.text
    elif due == 0:
        told = f"（履行前的 {rules.terms.percent_before}% 已给）" if earlier else ""
        reason = f"{points[2].text}，履行完再给{told}"
    elif not done:
        part, reason = FIRST, f"{points[2].text}，先给 {rules.terms.percent_before}%"
    elif earlier is not None:
        part, reason = REST, f"{_months(earlier.periods)}已给 {money.told(earlier.paid_fen)}，这次补足"
    else:
        part = WHOLE
    return SubsidyLine(
        case_id=facts.case_id,
        case_code=facts.case_code,
        mediator=facts.mediator,
        unit=facts.unit,
        closed_at=facts.closed_at,
        grade=grade.name,
        rule=rule.id,
        why=rule.text,
        points=(*points, _once(facts)),
        full_fen=full,
        amount_fen=due,
        lost_fen=0,
        part=part,
        reason=reason,
        dispute=facts.dispute,
        is_late=is_late,
    )


def _months(periods: Sequence[str]) -> str:
    return "、".join(f"{period[:4]}年{int(period[5:])}月" for period in periods)


def _success(facts: SubsidyFacts) -> SubsidyPoint:
    if facts.outcome == Outcome.RESOLVED and facts.mediated != "no":
        return SubsidyPoint(SUCCESS, True, "调解成功")
    told = glossary.label("outcome", facts.outcome) if facts.outcome else "没有写结果"
    return SubsidyPoint(SUCCESS, False, f"没有调解成功（{told}）")


def _dossier(facts: SubsidyFacts, rules: Subsidy, places: Collection[str]) -> SubsidyPoint:
    missing = dossier.lacking(facts.outcome, facts.status, facts.forms, facts.materials, places)
    told = "、".join(missing[:_NAMED]) + (f"等 {len(missing)} 样" if len(missing) > _NAMED else "")
    text = f"卷宗缺{told}" if missing else "卷宗必备的都有"
    if not rules.terms.complete_dossier:
        return SubsidyPoint(DOSSIER, None, f"{text}（不要求）")
    return SubsidyPoint(DOSSIER, not missing, text)


def _performed(facts: SubsidyFacts, rules: Subsidy) -> SubsidyPoint:
    nothing_to_do = facts.to_perform == 0
    holds = facts.performed is True or (facts.performed is None and nothing_to_do)
    if facts.performed:
        text = "已履行"
    elif holds:
        text = "协议没有要履行的"
    else:
        text = "没有履行" if facts.performed is False else "还没有登记履行"
    if not rules.terms.performed:
        return SubsidyPoint(PERFORMED, None, f"{text}（不要求）")
    return SubsidyPoint(PERFORMED, holds, text)


def _person(facts: SubsidyFacts, barred: Mapping[str, str]) -> SubsidyPoint:
    found = [(name, barred[name]) for name in names_in(facts.mediator) if name in barred]
    if found:
        told = "、".join(f"{name}是{why}" for name, why in found)
        return SubsidyPoint(PERSON, False, f"{told}，不给补贴")
    return SubsidyPoint(PERSON, True, "人民调解员")


def _once(facts: SubsidyFacts) -> SubsidyPoint:
    if facts.earlier is None:
        return SubsidyPoint(ONCE, True, "没有给过")
    given = facts.earlier.paid_fen + facts.earlier.lost_fen
    text = f"{_months(facts.earlier.periods)}已给 {money.told(facts.earlier.paid_fen)}"
    return SubsidyPoint(ONCE, given < facts.earlier.full_fen, text)


def capped(lines: Iterable[SubsidyLine], rules: Subsidy) -> list[SubsidyLine]:
    """The same lines with no mediator above the most of a month; who comes first has it first."""
    if rules.cap.yuan is None:
        return list(lines)
    most = money.fen_of(rules.cap.yuan)
    used: dict[str, int] = {}
    found = []
    for line in lines:
        left = most - used.get(line.mediator, 0)
        amount = min(line.amount_fen, left)
        used[line.mediator] = used.get(line.mediator, 0) + amount
        over = line.amount_fen - amount
        if over:
            lost = over if rules.cap.over == "lost" else 0
            what = "不再给" if lost else "下个月接着给"
            told = f"每人每月最多 {money.told(most)}，超过的 {money.told(over)} {what}"
            reason = f"{line.reason}；{told}" if line.reason else told
            line = replace(line, amount_fen=amount, lost_fen=lost, reason=reason)
        found.append(line)
    return found


def sums(lines: Sequence[SubsidyLine]) -> tuple[MediatorSum, ...]:
    """What each mediator has, the most first."""
    found: dict[str, list[SubsidyLine]] = {}
    for line in lines:
        found.setdefault(line.mediator, []).append(line)
    rows = [
        MediatorSum(
            name,
            len(mine),
            sum(line.amount_fen > 0 for line in mine),
            sum(line.amount_fen for line in mine),
            sum(line.lost_fen for line in mine),
        )
        for name, mine in found.items()
    ]
    return tuple(sorted(rows, key=lambda one: (-one.amount_fen, one.mediator)))
