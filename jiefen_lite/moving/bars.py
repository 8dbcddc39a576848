"""Why a step cannot be taken now, beyond what the table says: one sentence each, with what to do instead."""

from __future__ import annotations

from jiefen_lite.intake.build import units_of
from jiefen_lite.moving.scene import Scene
from jiefen_lite.rules.schema import StatutoryDeadline
from jiefen_lite.shapes import Clock, Complexity, EventRecord, Outcome, Role, Status
from jiefen_lite.store import ratings

#: Who has taken one of these has dealt with the case himself.
_DEALT_WITH = ("record_mediation", "settle", "fail", "inform_options", "submit_feedback")


def accusation(scene: Scene) -> str | None:
    """检举控告 is never given to a unit."""
    if scene.is_accusation:
        return "检举控告件不派给单位，材料不得转给被检举的人或者单位；请移送有权机关。"
    return None


def supervisors_to_accept(scene: Scene) -> str | None:
    """A clerk leaves matters of many people, and of law, to the supervisor."""
    rule, case = scene.house.book.moves.accepting, scene.case
    if Role.SUPERVISOR in scene.roles():
        return None
    if case.type_l1 in scene.house.book.routing.never_dispatch:
        return "涉法涉诉和拿不准类型的件由督办岗受理，请转告督办岗。"
    if (case.people_count or 0) >= rule.supervisor_people_from:
        return f"涉及 {rule.supervisor_people_from} 人以上的件由督办岗受理，请转告督办岗。"
    return None


def clerks_levels(scene: Scene) -> str | None:
    """A clerk dispatches what the centre leaves to him."""
    levels = scene.house.book.moves.dispatching.clerk_levels
    if Role.SUPERVISOR in scene.roles() or scene.case.complexity in levels:
        return None
    return "复杂件由督办岗分流，请转告督办岗。"


def returned_enough(scene: Scene) -> str | None:
    """After so many returns the supervisor names a unit."""
    most = scene.house.book.moves.returning.most
    if scene.case.return_count >= most:
        return f"这一件已退件 {scene.case.return_count} 次，请督办岗“指定管辖”。"
    return None


def no_more_returns(scene: Scene) -> str | None:
    """A unit that was named keeps the case, and a return comes soon or not at all."""
    rule, case = scene.house.book.moves.returning, scene.case
    if scene.is_adjudicated:
        return "这一件由中心指定管辖，不再退件；有困难请找督办岗协调。"
    if case.return_count >= rule.most:
        return f"这一件已退件 {case.return_count} 次，不再退件；请找督办岗协调。"
    own = next((one for one in rule.channels if one.channel == case.channel), None)
    days = own.workdays if own is not None else rule.workdays
    if case.dispatched_at is None:
        return None
    gone = scene.house.calendar.workdays_between(case.dispatched_at.date(), scene.asked_on)
    if gone > days:
        return f"退件要在派单后 {days} 个工作日内提出，现在已过；有困难请找督办岗协调。"
    return None


def extension(scene: Scene) -> str | None:
    """Once, before it is late, and only a clock that the centre or a statute lets us extend."""
    case, moves = scene.case, scene.house.book.moves
    due, clock = scene.due()
    if due is None:
        return "这一件还没有到期日，不用延期。"
    if due < scene.today:
        return "已经逾期，不能再延期；请抓紧办结，并说明逾期的原因。"
    if clock == Clock.SOURCE:
        return "到期日是来源单位限的，本中心不能延；请向来源单位申请，改了以后下次台账会带来。"
    if clock == Clock.ORIGINAL:
        return "这一件是重件，到期日随原件；要延期请在原件上申请，延了这一件也跟着变。"
    state = case.clock_state
    if clock == Clock.STATUTORY:
        rule = statutory(scene)
        if rule is None or rule.extend_days == 0:
            return "法定时限没有可以延长的规定，请按期办结。"
        if state is not None and state.statutory_days:
            return "法定时限已经延长过一次，请按期办结。"
        return None
    granted = [one for one in _since_reopened(scene) if one.action == "extend"]
    done = sum(1 for one in granted if one.data.get("clock") != "statutory")
    if done >= moves.extending.times:
        return f"已经延期 {done} 次，不能再延；请按期办结。"
    return None


def longest_extension(scene: Scene) -> int:
    """By how many days the clock that counts may be extended."""
    _due, clock = scene.due()
    if clock == Clock.STATUTORY:
        rule = statutory(scene)
        return rule.extend_days if rule is not None else 0
    rules, case = scene.house.book.moves.extending, scene.case
    told = case.own if case.own is not None and not scene.viewer.sees_county else case
    return rules.simple_most if told.complexity == Complexity.SIMPLE else rules.complex_most


def statutory(scene: Scene) -> StatutoryDeadline | None:
    """The statutory limit of the case's channel, None where there is none."""
    rules = scene.house.book.deadlines.statutory
    return next((one for one in rules if one.channel == scene.case.channel), None)


def suspended_enough(scene: Scene) -> str | None:
    """All suspensions of a case together have an end."""
    most = scene.house.book.moves.suspending.most_total
    if scene.case.suspended_days >= most:
        return (
            f"已经中止过 {scene.case.suspended_days} 天，一共不超过 {most} 天；请办“告知途径”或者“调解不成”。"
        )
    return None


def clerk_only_at_the_centre(scene: Scene) -> str | None:
    """Once a unit has the case, its handler asks."""
    if Role.HANDLER in scene.roles() or scene.request is not None:
        return None
    if scene.case.status in (Status.REGISTERED, Status.ACCEPTED):
        return None
    return "这一件已在责任单位办理，由承办人提出申请。"


def clerk_only_without_unit(scene: Scene) -> str | None:
    """The counter reports what it has settled itself; what a unit has, that unit reports."""
    if scene.request is not None or Role.HANDLER in scene.roles() or not units_of(scene.case):
        return None
    return "这一件由责任单位承办，由承办人报结。"


def no_mediator(scene: Scene) -> str | None:
    """Somebody has to mediate."""
    if not scene.mediators():
        return "主办和协办单位都没有调解员账号；请管理员给承办人加上调解员岗位，或者新增调解员。"
    return None


def hands_on_his_own(scene: Scene) -> str | None:
    """A handler gives away what he himself has in hand; the rest is his leader's and the supervisor's."""
    if scene.roles() & {Role.UNIT_LEADER, Role.SUPERVISOR} or scene.case.handler in scene.names:
        return None
    return "移交承办由这一件的承办人自己、本单位分管领导或者督办岗办理。"


def no_colleague(scene: Scene) -> str | None:
    """Somebody of the unit has to be there who takes it."""
    if not units_of(scene.case):  # a unit that only a rule proposes does not have it
        return "这一件没有派给单位，没有承办人可以移交。"
    alone = all(one.name == scene.case.handler for one in scene.colleagues())
    if alone and not (scene.colleagues() and scene.has_other_mediator):
        return "本单位没有别的承办人可以接手；请管理员给同事加上承办人岗位，或者新增账号。"
    return None


def town_whistles(scene: Scene) -> str | None:
    """Only towns and the centre call departments together (吹哨)."""
    if Role.SUPERVISOR in scene.roles():
        return None
    town = any(one.name == scene.viewer.unit and one.kind == "town" for one in scene.house.center.units)
    return None if town else "吹哨由镇（街道）和督办岗发起，请与属地镇（街道）联系。"


def rates_its_own(scene: Scene) -> str | None:
    """Who dealt with a case does not enter what its parties say of that."""
    if scene.viewer.unit is not None and scene.viewer.unit in scene.units:
        return (
            f"这一件由{scene.viewer.unit}办理，评价不能由办理的单位代录；请中心窗口联系当事人，或者给他链接。"
        )
    name = scene.viewer.name
    did = any(one.action in _DEALT_WITH and one.actor == name for one in _since_reopened(scene))
    if did or name in (scene.case.handler, scene.case.mediator):
        return "这一件是您办的，评价不能由承办人代录；请窗口的其他同事联系当事人，或者给他链接。"
    return None


def unanswered(scene: Scene) -> str | None:
    """Somebody who is not satisfied has an answer before the file is put away."""
    found = ratings.of_case(scene.house.store, scene.viewer, scene.case.case_code)
    if found and found[0].owes_answer:
        return "当事人不满意，问题也没有解决：请督办岗先重开，或者写明书面说明，再归档。"
    return None


def not_judged(scene: Scene) -> str | None:
    """Nobody is asked about a case that was withdrawn or refused."""
    if scene.case.outcome in (Outcome.WITHDRAWN, Outcome.NOT_ACCEPTED):
        return "撤回、不予受理的件不请求评价。"
    return None


def signed_already(scene: Scene) -> str | None:
    """A unit signs once for what it was given."""
    if scene.viewer.unit is not None and scene.signed_assist(scene.viewer.unit):
        return "本单位已经签收协办。"
    return None


def both_sides(scene: Scene) -> str | None:
    """快办 needs both sides by name."""
    if not scene.has_respondent:
        return "还没有写被申请人；当场化解要有双方，请先补上。"
    return None


def contacted_once(scene: Scene) -> str | None:
    """The first contact is one."""
    if scene.case.first_contact_at is not None:
        return "首次联系已经记过；以后的联系写进调解记录。"
    return None


def closing_papers(scene: Scene) -> str | None:
    """Nothing closes without result, contact with the party and documents; a ledger brings its result."""
    reports = [one for one in scene.history if one.action == "submit_feedback"]
    if not reports or reports[-1].auto:
        return None
    data = reports[-1].data
    if all(data.get(name) for name in ("result", "contacted", "attachments")):
        return None
    return "报结缺结果、联系当事人记录或者附件，请“审核退回”让主办单位补齐。"


def _since_reopened(scene: Scene) -> list[EventRecord]:
    starts = [at for at, one in enumerate(scene.history) if one.action == "reopen"]
    return list(scene.history[starts[-1] :] if starts else scene.history)
