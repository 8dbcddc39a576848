"""What the mediation of a case has come to, by the names under which its papers know it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from jiefen_lite import agreements as drafting
from jiefen_lite.agreements import Filled
from jiefen_lite.desk import House
from jiefen_lite.glossary import MEDIATION_WAYS, PERFORMANCES, SESSION_RESULTS
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import agreements, mediations
from jiefen_lite.store.agreements import Agreement, Item
from jiefen_lite.text.days import day_in_words

#: How a party was reached or took part, in the words of the paper.
_VISITED = {"telephone": "电话", "message": "电话", "in_person": "到中心", "visit": "上门"}
_HELD = MEDIATION_WAYS | {"on_site": "现场"}


def facts(house: House, viewer: Viewer, code: str) -> dict[str, str]:
    """The newest agreement, the last meeting and the last return visit of a case, in clear.

    The caller has asked whether this viewer may see its people in clear. Empty words where nothing is known.
    """
    found = _meeting(house, viewer, code) | _visit(house, viewer, code)
    known = agreements.newest(house.store, viewer, code, clear=True)
    if known is not None:
        found |= _agreement(house, viewer, code, known)
    return {name: said for name, said in found.items() if said}


def _agreement(house: House, viewer: Viewer, code: str, known: Agreement) -> dict[str, str]:
    clauses = [Filled(clause, values) for clause, values in known.clauses]
    rules = house.book.mediation.clauses
    items = agreements.items(house.store, viewer, code, known.id, clear=True)
    days = [one.due for one in items]
    words = known.body
    if not days or words is None:  # still a draft: it is printed to be signed
        sides = mediations.sides(house.store, viewer, code, clear=True)
        names = {one.key: one.name for one in sides}
        words = words or drafting.body(clauses, rules, names)
        days = days or [one.due for one in drafting.duties(clauses, rules, names)]
    ways = dict.fromkeys(one.values.get("way", "").strip().rstrip("。；") for one in clauses)
    day = known.effective_on or known.signed_on
    return {
        "agreement_terms": words,
        "agreement_way": "；".join(way for way in ways if way),
        "agreement_day": day.isoformat() if day else "",
        "signed_day": day.isoformat() if day else "",
        "performance_due": max(days).isoformat() if days else "",
        "performance": _performance(items),
    }


def _performance(items: Sequence[Item]) -> str:
    """What is still to be done and what was found out, one line each."""
    lines = []
    for one in items:
        last = one.findings[-1] if one.findings else None
        state = f"{PERFORMANCES[last.state]}（{day_in_words(last.found_on)}核实）" if last else "还没有核实"
        lines.append(f"{one.what.rstrip('。')}，期限{day_in_words(one.due)}：{state}。")
    return "\n".join(lines)


def _meeting(house: House, viewer: Viewer, code: str) -> dict[str, str]:
    held = [
        one
        for one in mediations.sessions(house.store, viewer, code, clear=True)
        if one.state == mediations.HELD and one.case_code == code
    ]
    if not held:
        return {}
    last = held[-1]
    used = [words for way, words in _HELD.items() if way in last.ways.values()]
    # of a meeting that only its step tells of, nothing but the day is known
    told_when = last.starts_at.time() != time()
    return {
        "session_at": last.starts_at.isoformat(timespec="minutes") if told_when else "",
        "mediated_day": last.starts_at.date().isoformat(),
        "session_place": last.place,
        "session_way": used[0] if used else "",
        "session_present": last.present or "",
        "session_course": last.record or "",
        "session_outcome": SESSION_RESULTS.get(last.result or "", ""),
    }


def _visit(house: House, viewer: Viewer, code: str) -> dict[str, str]:
    made = [
        one
        for one in agreements.visits(house.store, viewer, code, clear=True)
        if one.state == agreements.DONE and one.visited_on is not None
    ]
    if not made:
        return {}
    last = max(made, key=lambda one: (one.visited_on, one.id))
    at = last.visited_at
    # the hour is only known of a visit that was written down on its day
    same_day = at is not None and at.date() == last.visited_on
    return {
        "visited_at": at.isoformat(timespec="minutes") if at is not None and same_day else "",
        "visit_reason": f"{last.name}，了解协议履行情况",
        "visit_way": _VISITED.get(last.way or "", ""),
        "visit_heard": last.heard or "",
        "visitor": last.visited_by or "",
    }
