"""What a step sets on the case beside its status, and what is wrong with what was filled in."""

from __future__ import annotations

from datetime import date, timedelta

from jiefen_lite import casework, glossary
from jiefen_lite.moving import bars
from jiefen_lite.moving.entries import Values
from jiefen_lite.moving.scene import Scene
from jiefen_lite.shapes import Clock, Role, Status


def fill_options(scene: Scene, values: Values) -> None:
    """A refusal tells what else the applicant can do, in the words of its ground where nobody wrote more."""
    ground = next(one for one in scene.house.book.moves.refusing if one.text == values["ground"])
    values.setdefault("told_options", ground.told)


def take_in_hand(scene: Scene, values: Values) -> None:
    """Who signs for a case handles it; who is no handler himself signs for the one in whose place he is."""
    scene.case.handler = scene.stands_for(Role.HANDLER) or scene.viewer.name
    scene.by_person("handler")


def giving_faults(scene: Scene, values: Values) -> list[str]:
    """Something has to change hands."""
    if values["handler"] == scene.case.handler and "mediator" not in values:
        return ["承办人没有换，调解员也没有换；请选另一个承办人，或者选换成哪个调解员。"]
    return []


def give_to(scene: Scene, values: Values) -> None:
    """Somebody else of the unit handles it from now on; the history tells from whom to whom."""
    case = scene.case
    for name in casework.PERSONS:
        if name in values:
            was = getattr(case, name)
            setattr(case, name, values[name])
            values[name] = [was, values[name]]
            scene.by_person(name)


def sign_for_unit(scene: Scene, values: Values) -> None:
    """Which unit has signed to assist."""
    values["unit"] = scene.viewer.unit


def leave_out(scene: Scene, values: Values) -> None:
    """A unit that need not assist is let go; it does not see the case any more."""
    unit = scene.request.unit if scene.request is not None else scene.viewer.unit
    values["unit"] = unit
    scene.case.assisting_units = tuple(one for one in scene.case.assisting_units if one != unit)
    scene.by_person("unit")


def give_back(scene: Scene, values: Values) -> None:
    """A returned case is nobody's; one that was late stays on the account of the unit that held it."""
    case = scene.case
    if case.due_date is not None and case.due_date < scene.today:
        case.unit_at_due = case.unit_at_due or case.responsible_unit
    values["unit"] = case.responsible_unit
    values["reason"] = f"{values['ground']}：{values['reason']}"  # as the ledger of returns prints it
    case.responsible_unit = case.unit_by = case.handler = case.mediator = None
    case.assisting_units = ()
    case.pending = tuple(dict.fromkeys([*case.pending, "unit"]))
    scene.by_person("unit")


def name_mediator(scene: Scene, values: Values) -> None:
    """Who mediates."""
    scene.case.mediator = values["mediator"]
    scene.by_person("mediator")


def consent_faults(scene: Scene, values: Values) -> list[str]:
    """One side that refuses is not mediated (人民调解法第十七条)."""
    if values["consent"] == "refused":
        return ["一方明确拒绝的不得调解（人民调解法第十七条），请改办“告知途径”。"]
    return []


def agree(scene: Scene, values: Values) -> None:
    """A mediation ended well: when, in which form, by when it is to be performed."""
    case = scene.case
    case.mediated, case.mediated_at, case.agreement_at = "ok", scene.now, scene.today
    if "performance_due" in values:
        case.performance_due = date.fromisoformat(values["performance_due"])


def agreement_faults(scene: Scene, values: Values) -> list[str]:
    """A written agreement holds when it is signed (人民调解法第二十九条)."""
    found = []
    if values["agreement_form"] == "written" and "signed" not in values:
        found.append("书面协议要当事人签名、调解员签名、加盖调委会印章才生效，签好以后勾上。")
    if date.fromisoformat(values.get("performance_due", "9999-12-31")) < scene.today:
        found.append("履行期限不能早于今天。")
    return found


def give_up(scene: Scene, values: Values) -> None:
    """A mediation ended without agreement."""
    scene.case.mediated, scene.case.mediated_at = "no", scene.now


def settle_here(scene: Scene, values: Values) -> None:
    """快办: whoever settles on the spot has the case; a unit's people have it for their unit."""
    agree(scene, values)
    scene.renews = True
    if scene.viewer.unit is not None:
        scene.case.handler = scene.viewer.name
        scene.by_person("handler")
        return
    case = scene.case  # the centre itself: no unit is to answer for it
    case.responsible_unit, case.unit_by, case.assisting_units = None, None, ()
    case.pending = tuple(one for one in case.pending if one != "unit")
    scene.by_person("unit")


def held_faults(scene: Scene, values: Values) -> list[str]:
    """A session is recorded after it was held."""
    if date.fromisoformat(values["held_on"]) > scene.today:
        return ["调解日期不能晚于今天。"]
    return []


def back_faults(scene: Scene, values: Values) -> list[str]:
    """A case comes back after it went, and not tomorrow."""
    gone, back = scene.case.ended_at, date.fromisoformat(values["returned_on"])
    if back > scene.today:
        return ["退回日期不能晚于今天。"]
    if gone is not None and back < gone.date():
        return [f"退回日期不能早于移送的日期 {gone.date().isoformat()}。"]
    return []


def suspension_faults(scene: Scene, values: Values) -> list[str]:
    """Each time and in all only so long, from the day it is granted."""
    rules, until = scene.house.book.moves.suspending, date.fromisoformat(values["until"])
    days = (until - scene.today).days
    if days <= 0:
        return ["预计恢复日要晚于今天。"]
    if days > rules.most_days:
        last = scene.today + timedelta(days=rules.most_days)
        return [f"一次中止不超过 {rules.most_days} 天，预计恢复日最晚 {last.isoformat()}。"]
    if scene.case.suspended_days + days > rules.most_total:
        left = rules.most_total - scene.case.suspended_days
        return [f"一共只能中止 {rules.most_total} 天，这一件还剩 {left} 天。"]
    return []


def mark_suspension(scene: Scene, values: Values) -> None:
    """Whether the ground stops the statutory clock too; nearly always only the centre's stands."""
    rules = scene.house.book.moves.suspending
    ground = next(one for one in rules.grounds if one.text == values["ground"])
    if scene.case.channel in ground.statutory_channels:
        values["statutory"] = True


def mark_extension(scene: Scene, values: Values) -> None:
    """Which clock is extended: the one that counts."""
    _due, clock = scene.due()
    values["days"] = int(values["days"])
    values["clock"] = "statutory" if clock == Clock.STATUTORY else "center"


def extension_faults(scene: Scene, values: Values) -> list[str]:
    """No longer than the rules allow."""
    most = bars.longest_extension(scene)
    if int(values["days"]) > most:
        return [f"最多延 {most} 天，请改短。"]
    return []


def end_suspension(scene: Scene, values: Values) -> None:
    """A suspended case that goes elsewhere was suspended until today, not until the day that was granted."""
    scene.renews = scene.case.status is Status.SUSPENDED


def say_how_withdrawn(scene: Scene, values: Values) -> None:
    """The proof in one line: 书面：收条 3 号."""
    end_suspension(scene, values)
    way = glossary.WITHDRAWAL_WAYS[values.pop("way")]
    values["evidence"] = f"{way}：{values['evidence']}"


def evaluation_faults(scene: Scene, values: Values) -> list[str]:
    """Somebody who is not satisfied says why; he was reached once the case was closed, and not tomorrow."""
    found = []
    if values["satisfaction"] == "dissatisfied" and "said" not in values:
        found.append("不满意的请写明原因。")
    day, closed = date.fromisoformat(values["reached_on"]), scene.case.closed_at
    if day > scene.today:
        found.append("联系到的日子不能晚于今天。")
    elif closed is not None and day < closed.date():
        found.append(f"联系到的日子不能早于结案的 {closed.date().isoformat()}：请结案以后再问。")
    return found


def close(scene: Scene, values: Values) -> None:
    """Closed with a result: whether a bare 办结 was one is no open point any more."""
    scene.case.pending = tuple(one for one in scene.case.pending if one != "outcome")
    if "outcome" in values:
        scene.decide("outcome", values["outcome"], "审核时定")
