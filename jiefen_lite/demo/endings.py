"""Fills about what an office did with a case: who has it, how it ended, what was ticked off."""

from __future__ import annotations

from jiefen_lite.demo import outcomes
from jiefen_lite.demo.fills import Fill, Filled, View


def unit(view: View) -> Filled:
    """The unit in charge as this clerk calls it."""
    word = view.case.unit
    return (word, {"responsible_unit": word}) if word else ("", {})


def unit_with_helper(view: View) -> Filled:
    """The unit in charge, with the town in brackets as helper: 市农业农村局（协办：兴隆岗镇）."""
    case = view.case
    if case.unit.startswith("市") and view.rng("helper").random() < 0.25:
        stated = {"responsible_unit": case.unit, "assisting_units": [case.matter.town]}
        return f"{case.unit}（协办：{case.matter.town}）", stated
    return unit(view)


def helper(view: View) -> Filled:
    """协办单位"""
    if view.case.unit.startswith("市") and view.rng("helper").random() < 0.4:
        return view.case.matter.town, {"assisting_units": [view.case.matter.town]}
    return "", {}


def handler(view: View) -> Filled:
    """承办人"""
    return view.case.handler, {"handler": view.case.handler}


def grid_worker(view: View) -> Filled:
    """网格员: who reported, not who handles; kept by name."""
    return view.case.handler, {}


def mediator(view: View) -> Filled:
    """调解员"""
    return view.case.mediator, {"mediator": view.case.mediator}


def result(view: View) -> Filled:
    """How it ended, or that it has not."""
    case = view.case
    if view.final:
        return case.fate.words, {"result": case.fate.words} if case.fate.words else {}
    words = view.rng("pending").choice(outcomes.PENDING_WORDS[case.channel])
    return words, {"result": words}


def state(view: View) -> Filled:
    """办结状态 of the petition system: done or not, nothing about how."""
    done = view.final and view.case.fate.closed is not None
    word = "已办结" if done else "办理中"
    return word, {"result_status_text": word}


def handling(view: View) -> Filled:
    """办理情况 beside a separate state column: blank until it ended."""
    case = view.case
    if view.final and case.fate.closed is not None:
        return case.fate.words, {"result": case.fate.words}
    return "", {}


def closing_way(view: View) -> Filled:
    """结案方式"""
    detail = view.case.fate.detail if view.final else ""
    return detail, {"closing_way": detail} if detail else {}


def new_case_no(view: View) -> Filled:
    """转立案号"""
    case = view.case
    if view.final and case.fate.status == "transferred":
        number = f"({case.received.year})黑0882民初{case.seed % 900 + 100}号"
        return number, {"new_case_no": number}
    return "", {}


def satisfaction(view: View) -> Filled:
    """What the citizen said afterwards."""
    said = view.case.fate.satisfaction_words if view.final else ""
    return said, {"satisfaction": said} if said else {}


def on_spot(view: View) -> Filled:
    """处置情况 of the grid: 当场化解 or 上报."""
    spot = view.case.fate.words == "当场化解" and view.final
    return ("当场化解", {"settled_on_spot": True}) if spot else ("上报", {})


def grid_result(view: View) -> Filled:
    """化解情况 of the grid."""
    case = view.case
    if view.final and case.fate.closed is not None:
        return case.fate.detail, {"result": case.fate.detail}
    words = view.rng("pending").choice(outcomes.PENDING_WORDS["grid"])
    return words, {"result": words}


def agreement_form(view: View) -> Filled:
    """协议形式"""
    if view.final and view.case.fate.status == "resolved":
        word = view.rng("form").choice(("书面", "口头", "书面"))
        return word, {"agreement_form": "written" if word == "书面" else "oral"}
    return "", {}


def yes_no(field: str, share: float, yes: str, no: str) -> Fill:
    """A column of 是/否 (or √/×) that is true for a share of the cases that ended well."""

    def fill(view: View) -> Filled:
        if not view.final or view.case.fate.status != "resolved":
            return "", {}
        value = view.rng(field).random() < share
        return yes if value else no, {field: value}

    return fill


def performed(view: View) -> Filled:
    """是否履行"""
    if not view.final or view.case.fate.status != "resolved":
        return "", {}
    word = view.rng("performed").choice(("已履行", "已履行", "部分履行", "未履行"))
    return word, {"performed": {"已履行": "yes", "部分履行": "partial", "未履行": "no"}[word]}


def difficult(view: View) -> Filled:
    """是否疑难复杂"""
    value = view.case.matter.people_count >= 5
    return ("是" if value else "否"), {"difficult": value}


def secrecy(view: View) -> Filled:
    """是否保密"""
    return ("是", {"secrecy": True}) if view.case.secrecy else ("否", {})


def repeat(view: View) -> Filled:
    """初件/重件"""
    return ("重件", {"repeat": True}) if view.case.repeat else ("初件", {})


def purpose(view: View) -> Filled:
    """信访目的: 揭发控告 where it is an accusation."""
    accusing = view.case.matter.story.l2 == "纪检举报"
    word = "揭发控告" if accusing else view.rng("purpose").choice(("求决", "投诉", "申诉", "求决"))
    return word, {"appeal_type": word}


def appeal(kind: str = "") -> Fill:
    """诉求类型 of the hotline: 投诉 or 求助, with the suffix some systems add."""

    def fill(view: View) -> Filled:
        word = view.case.override.get("appeal") or view.rng("appeal").choice(("投诉", "投诉", "求助"))
        if kind:
            word = {"投诉": "投诉举报类", "建议": "意见建议类"}.get(word, f"{word}类")
        return word, {"appeal_type": word}

    return fill


def scale(view: View) -> Filled:
    """规模"""
    word = "一般群体性事件" if view.case.matter.people_count >= 10 else "个体性事件"
    return word, {"scale": word}


def remark(*words: str) -> Fill:
    """备注, mostly empty."""
    return lambda view: (view.rng("remark").choice(("", "", "", "", *words)), {})
