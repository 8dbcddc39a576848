"""Approved lists of subsidies, and the lines of a sheet of calls, on both databases."""

from __future__ import annotations

from datetime import date, datetime

from jiefen_lite.shapes import Role, SubsidyLine, SubsidyPoint, Viewer
from jiefen_lite.store import Store, agreements, calllists, cases, subsidies
from jiefen_lite.store.tables import Case
from tests.factories import applicant, make_case, respondent

NOW = datetime(2026, 12, 1, 9, 0)
START, END = datetime(2026, 10, 1), datetime(2026, 11, 1)
BOSS = Viewer(None, "督办老王", frozenset({Role.SUPERVISOR}))
STRANGER = Viewer(None, "外人", frozenset({Role.UNIT_LEADER}), "别的单位")


def closed(store: Store) -> int:
    """A case that was settled in October by somebody, with an agreement of one payment and one visit."""
    code = make_case(store, parties=(applicant(), respondent()))
    case_id = cases.case_id_of(store, BOSS, code)
    with store.writing():
        number = agreements.settle(store, BOSS, case_id, "oral", "付清", date(2026, 10, 9), NOW)
        agreements.add_item(store, BOSS, number, party=None, what="付清", due=date(2026, 11, 9), amount_fen=5)
        agreements.plan_visit(store, BOSS, number, "first", "首次回访", date(2026, 10, 16))
        changes = {"status": "closed", "outcome": "resolved", "mediator": "周长河", "performed": True}
        Case.update(changes | {"closed_at": datetime(2026, 10, 20)}).where(Case.id == case_id).execute()
    return case_id


def test_a_list_is_kept_pays_once_and_is_withdrawn(store: Store) -> None:
    case_id = closed(store)
    (facts,) = subsidies.closed_between(store, BOSS, START, END)
    assert (facts.mediator, facts.performed, facts.to_perform) == ("周长河", True, 1)
    assert (facts.dispute, facts.earlier, facts.sessions) == ((case_id,), None, 0)
    assert subsidies.closed_between(store, STRANGER, START, END) == []
    line = SubsidyLine(
        case_id, facts.case_code, "周长河", None, facts.closed_at, "一般", "general", "其他",
        (SubsidyPoint("已履行", True, "已履行"), SubsidyPoint("卷宗完整", None, "不要求")),
        10_000, 9_000, 1_000, "whole", "超过上限", facts.dispute, False,
    )  # fmt: skip
    with store.writing():
        number = subsidies.keep(store, BOSS, "2026-10", [line], NOW, rule_set="0" * 64)
    (kept,) = subsidies.lines(store, BOSS, number)
    assert (kept.points, kept.amount_fen, kept.is_late) == (line.points, 9_000, False)
    assert subsidies.lines(store, STRANGER, number) == []
    assert subsidies.standing(store, BOSS) == {"2026-10"}
    (again,) = subsidies.closed_between(store, BOSS, START, END)
    assert again.earlier is not None
    assert (again.earlier.full_fen, again.earlier.paid_fen, again.earlier.lost_fen) == (10_000, 9_000, 1_000)
    with store.writing():
        later = subsidies.keep(store, BOSS, "2026-11", [line], NOW, rule_set="0" * 64)
    assert subsidies.built_upon(store, BOSS, number) == ["2026-11"]
    with store.writing():
        subsidies.withdraw(store, BOSS, later, "算错了", NOW)
        subsidies.withdraw(store, BOSS, number, "算错了", NOW)
    assert subsidies.closed_between(store, BOSS, START, END)[0].earlier is None
    assert subsidies.approvals(store, BOSS, "2026-10")[0].withdrawn_reason == "算错了"


def test_lines_of_a_sheet_of_calls_are_found_and_told_apart(store: Store) -> None:
    closed(store)
    visit, item = calllists.due(store, BOSS, date(2026, 11, 30), most=9)
    assert [(one.kind, one.name, one.due) for one in (visit, item)] == [
        ("visit", "首次回访", date(2026, 10, 16)),
        ("performance", "", date(2026, 11, 9)),
    ]
    assert visit.key == calllists.key_of(store, BOSS, "visit", visit.id, visit.case_code)
    assert visit.key != calllists.key_of(store, BOSS, "visit", visit.id, "FJ20261103-9999")
    assert len(calllists.due(store, BOSS, date(2026, 10, 31), most=9)) == 1
    assert calllists.due(store, STRANGER, date(2026, 11, 30), most=9) == []
    said = {"visited_on": date(2026, 10, 17), "way": "telephone", "reached": False, "heard": "没人接"}
    found = {"state": "partly", "found_on": date(2026, 11, 10), "amount_fen": None, "remark": "还差一半"}
    with store.writing():
        agreements.make_visit(store, BOSS, visit.id, now=NOW, **said)
        agreements.find_out(store, BOSS, item.id, now=NOW, **found)
    code = visit.case_code
    assert calllists.is_known_visit(store, BOSS, code, visit.id, **said)
    assert not calllists.is_known_visit(store, BOSS, code, visit.id, **(said | {"heard": "关机"}))
    assert not calllists.is_known_visit(store, STRANGER, code, visit.id, **said)
    assert calllists.is_known_finding(store, BOSS, code, item.id, **found)
    assert not calllists.is_known_finding(store, BOSS, code, item.id, **(found | {"state": "done"}))
