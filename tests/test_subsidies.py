"""以案定补: grades, what there must be, each dispute once, the cap, the frozen list and its ledger."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jiefen_lite import merging, subsidies
from jiefen_lite.casepapers import dossier
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed
from jiefen_lite.moving import Incomplete
from jiefen_lite.rules.subsidy import Subsidy, SubsidyCap
from jiefen_lite.shapes import (
    Complexity,
    Outcome,
    RiskLevel,
    Role,
    Status,
    SubsidyFacts,
    SubsidyLine,
    SubsidyList,
)
from jiefen_lite.store import audit, users
from jiefen_lite.store.tables import Attachment, CaseMaterial, CasePaper, MediationSession
from jiefen_lite.store.tables import Case as CaseTable
from jiefen_lite.subsidies import judging
from tests.casepapers import scene
from tests.casepapers.scene import BOSS, LEADER, MEDIATOR, STRANGER, UNIT_LEADER

OCTOBER, NOVEMBER = "2026-10", "2026-11"
NOW = datetime(2026, 12, 1, 9, 0)
OPEN_RULES = replace(scene.rules().subsidy, enabled=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty centre, copied for each test."""
    folder = tmp_path_factory.mktemp("subsidies")
    house = scene.make_house(folder)
    users.add(
        house.store, scene.ADMIN, "承办赵明", [Role.HANDLER], scene.TOWN, "x", scene.NOW, must_change=False
    )
    with house.store.reading():
        house.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.store.close()
    return folder


@pytest.fixture
def house(made: Path, tmp_path: Path) -> Iterator[House]:
    """An open centre whose county has said what it pays."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    opened = scene.open_house(tmp_path)
    yield under(opened, OPEN_RULES)
    opened.store.close()


def under(house: House, rules: Subsidy) -> House:
    """The same centre under other rules of the subsidy."""
    return House(house.store, house.center, replace(house.book, subsidy=rules), house.files)


def close(house: House, number: int, day: date = date(2026, 10, 20), **changes: Any) -> str:
    """A case that was settled, performed and filed completely, unless it is told otherwise; its code."""
    filed = changes.pop("filed", True)
    closed: dict[str, Any] = {
        "status": Status.CLOSED,
        "outcome": Outcome.RESOLVED,
        "mediated": "ok",
        "mediator": "周长河",
        "performed": True,
        "agreement_form": "written",
        "closed_at": datetime(day.year, day.month, day.day, 10, number % 60),
    }
    code = scene.add_case(house, number, **(closed | changes))
    if filed:
        file(house, number)
    return code


def attach(number: int, kind: str, house: House) -> None:
    """A file of this kind, as far as the dossier looks at it."""
    with house.store.writing():
        Attachment.create(
            case=number, kind=kind, media="jpg", title_cipher=b"", sha256="0", size=1, ref="0",
            shown_sha256="0", shown_size=1, shown_ref="0", added_by="a", added_at=scene.NOW,
        )  # fmt: skip


def file(house: House, number: int) -> None:
    """Everything that a dossier must have."""
    with house.store.writing():
        for at, item in enumerate(one for one in dossier.CATALOGUE if one.required):
            if item.forms:
                CasePaper.create(
                    case=number, form=item.forms[0], series="t", unit="", year=number, no=at, piece=0,
                    number=f"{number}-{at}", dated=date(2026, 10, 1), made_by="a", made_at=scene.NOW,
                    sha256="0", size=1, ref="0", entries_cipher=b"",
                )  # fmt: skip
            else:
                CaseMaterial.create(
                    case=number, item=item.id, title_cipher=b"", pages=1, noted_by="a", noted_at=scene.NOW
                )


def change(code: str, house: House, **changes: Any) -> None:
    """What has become of a case since."""
    with house.store.writing():
        CaseTable.update(changes).where(CaseTable.case_code == code).execute()


def line_of(found: SubsidyList, code: str) -> SubsidyLine:
    return next(line for line in found.lines if line.case_code == code)


def approve(house: House, label: str) -> None:
    found = subsidies.month(house, BOSS, label, NOW)
    subsidies.approve(house, BOSS, label, found.mark, NOW)


# --------------------------------------------------------------------------- grades


PLAIN = SubsidyFacts(
    1, "FJ20261003-0001", "周长河", None, NOW, Status.CLOSED, Outcome.RESOLVED, "ok", Complexity.SIMPLE,
    RiskLevel.LOW, 2, 1000, 1, "written", True, None, frozenset(), frozenset(), frozenset(), (1,), None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "grade", "rule"),
    [
        ({}, "general", "general"),
        ({"agreement_form": "oral"}, "simple", "simple_oral"),
        ({"agreement_form": "oral", "complexity": Complexity.COMPLEX}, "general", "general"),
        ({"complexity": Complexity.COMPLEX, "sessions": 3}, "hard", "hard_sessions"),
        ({"complexity": Complexity.COMPLEX, "sessions": 2}, "general", "general"),
        ({"risk_level": RiskLevel.HIGH}, "hard", "hard_risk"),
        ({"people_count": 30}, "major", "major_people"),
        ({"people_count": 29}, "general", "general"),
        ({"amount_fen": 50_000_000}, "major", "major_amount"),
        ({"amount_fen": 49_999_999}, "general", "general"),
        ({"people_count": None, "amount_fen": None, "complexity": None}, "general", "general"),
    ],
)
def test_the_first_rule_that_holds_gives_the_grade(changes: dict[str, Any], grade: str, rule: str) -> None:
    found = judging.grade_of(replace(PLAIN, **changes), OPEN_RULES)
    assert (found[0].id, found[1].id) == (grade, rule)


# --------------------------------------------------------------------------- what there must be


def test_a_complete_performed_success_pays_its_grade(house: House) -> None:
    code = close(house, 1)
    found = subsidies.month(house, BOSS, OCTOBER, NOW)
    line = line_of(found, code)
    assert (line.grade, line.amount_fen, line.part, line.reason) == ("一般", 10_000, "whole", "")
    assert all(point.holds for point in line.points)
    assert found.total_fen == 10_000
    assert [(one.mediator, one.paid_cases, one.amount_fen) for one in found.sums] == [("周长河", 1, 10_000)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"outcome": Outcome.COMPLETED_UNRESOLVED, "mediated": "no"}, "没有调解成功（办结未化解）"),
        ({"filed": False}, "卷宗缺"),
        ({"performed": None}, "还没有登记履行，履行完再给"),
        ({"performed": False}, "没有履行，履行完再给"),
        ({"mediator": "承办赵明"}, "承办赵明是承办人，不给补贴"),
        ({"mediator": "周长河、承办赵明"}, "承办赵明是承办人，不给补贴"),
    ],
)
def test_what_is_lacking_is_told_and_pays_nothing(house: House, changes: dict[str, Any], reason: str) -> None:
    code = close(house, 1, **changes)
    line = line_of(subsidies.month(house, BOSS, OCTOBER, NOW), code)
    assert line.amount_fen == 0
    assert line.reason.startswith(reason)
    assert any(point.holds is False for point in line.points)


def test_an_attached_agreement_fills_its_line_of_the_dossier(house: House) -> None:
    code = close(house, 1)
    with house.store.writing():
        CasePaper.delete().where(CasePaper.form == "mediation_agreement").execute()
    assert line_of(subsidies.month(house, BOSS, OCTOBER, NOW), code).reason.startswith("卷宗缺调解协议书")
    attach(1, "现场照片", house)
    assert line_of(subsidies.month(house, BOSS, OCTOBER, NOW), code).amount_fen == 0
    attach(1, "调解协议", house)
    assert line_of(subsidies.month(house, BOSS, OCTOBER, NOW), code).amount_fen == 10_000
    with house.store.writing():
        Attachment.update(voided_at=scene.NOW).execute()
    assert line_of(subsidies.month(house, BOSS, OCTOBER, NOW), code).amount_fen == 0


def test_who_is_named_in_the_rules_is_not_paid(house: House) -> None:
    named = under(house, replace(OPEN_RULES, not_paid=replace(OPEN_RULES.not_paid, names=("周长河",))))
    code = close(house, 1)
    line = line_of(subsidies.month(named, BOSS, OCTOBER, NOW), code)
    assert (line.amount_fen, line.reason) == (0, "周长河是名单里不给的人，不给补贴")


def test_sessions_of_the_case_make_it_hard(house: House) -> None:
    code = close(house, 1, complexity=Complexity.COMPLEX)
    with house.store.writing():
        for _ in range(3):
            MediationSession.create(
                case=1, state="held", starts_at=NOW, place="p", planned_by="a", planned_at=NOW
            )
    line = line_of(subsidies.month(house, BOSS, OCTOBER, NOW), code)
    assert (line.grade, line.amount_fen) == ("疑难复杂", 30_000)


def test_a_settled_case_without_a_mediator_is_counted_apart(house: House) -> None:
    close(house, 1, mediator=None)
    assert subsidies.month(house, BOSS, OCTOBER, NOW).lines == ()
    assert subsidies.unmediated(house, BOSS, OCTOBER) == 1


# --------------------------------------------------------------------------- once


def test_a_share_before_performance_and_the_rest_afterwards_make_the_whole(house: House) -> None:
    share = under(house, replace(OPEN_RULES, terms=replace(OPEN_RULES.terms, percent_before="33")))
    code = close(house, 1, performed=None)
    first = line_of(subsidies.month(share, BOSS, OCTOBER, NOW), code)
    assert (first.part, first.amount_fen) == ("first", 3_300)
    approve(share, OCTOBER)
    assert subsidies.month(share, BOSS, NOVEMBER, NOW).lines == (), "nothing is due before it is performed"

    change(code, house, performed=True)
    rest = line_of(subsidies.month(share, BOSS, NOVEMBER, NOW), code)
    assert (rest.part, rest.amount_fen, rest.is_late) == ("rest", 6_700, True)
    approve(share, NOVEMBER)
    assert subsidies.month(share, BOSS, "2026-12", NOW).lines == ()


def test_what_was_complete_too_late_is_paid_in_a_later_month_for_a_while(house: House) -> None:
    code = close(house, 1, filed=False)
    assert subsidies.month(house, BOSS, NOVEMBER, NOW).lines == (), "October is still to be approved"
    approve(house, OCTOBER)
    file(house, 1)
    assert line_of(subsidies.month(house, BOSS, NOVEMBER, NOW), code).amount_fen == 10_000
    assert line_of(subsidies.month(house, BOSS, "2027-04", NOW), code).amount_fen == 10_000
    assert subsidies.month(house, BOSS, "2027-05", NOW).lines == (), "six months are over"


def test_a_merged_case_pays_once(house: House) -> None:
    paid = close(house, 1)
    approve(house, OCTOBER)
    change(paid, house, status=Status.MEDIATING, closed_at=None)  # reopened, and found to be told twice
    master = scene.add_case(house, 2, Status.MEDIATING, mediator="周长河")
    merging.merge(house, BOSS, master, paid, "同一件事", NOW)
    change(
        master, house, status=Status.CLOSED, outcome="resolved", mediated="ok", performed=True,
        closed_at=datetime(2026, 11, 20),
    )  # fmt: skip
    file(house, 2)
    found = subsidies.month(house, BOSS, NOVEMBER, NOW)
    assert [line.case_code for line in found.lines] == [master], "the merged one has no line of its own"
    assert found.lines[0].amount_fen == 0
    assert found.lines[0].reason == "已在2026年10月核定过，一起纠纷只给一次"


def test_what_was_merged_when_its_master_was_paid_is_not_paid_after_it_is_taken_out(house: House) -> None:
    master, part = close(house, 1), scene.add_case(house, 2, Status.MEDIATING, mediator="周长河")
    merging.merge(house, BOSS, master, part, "同一件事", NOW)
    approve(house, OCTOBER)
    merging.unmerge(house, BOSS, part, "看错了", NOW)
    change(
        part, house, status=Status.CLOSED, outcome="resolved", mediated="ok", performed=True,
        closed_at=datetime(2026, 11, 20),
    )  # fmt: skip
    file(house, 2)
    assert line_of(subsidies.month(house, BOSS, NOVEMBER, NOW), part).amount_fen == 0


def test_a_case_reopened_and_closed_again_pays_once(house: House) -> None:
    code = close(house, 1)
    approve(house, OCTOBER)
    change(code, house, closed_at=datetime(2026, 11, 25), reopen_count=1, risk_level="high")
    line = line_of(subsidies.month(house, BOSS, NOVEMBER, NOW), code)
    assert (line.amount_fen, line.lost_fen) == (0, 0)
    assert line.points[-1].holds is False


# --------------------------------------------------------------------------- the cap


def cap(house: House, yuan: str, over: str) -> House:
    return under(house, replace(OPEN_RULES, cap=SubsidyCap("本中心设定", yuan, over)))


def test_what_is_above_the_cap_is_lost(house: House) -> None:
    for number in (1, 2, 3):
        close(house, number)
    close(house, 4, mediator="李秀英")
    bounded = cap(house, "250", "lost")
    found = subsidies.month(bounded, BOSS, OCTOBER, NOW)
    assert [line.amount_fen for line in found.lines] == [10_000, 10_000, 5_000, 10_000]
    assert [line.lost_fen for line in found.lines] == [0, 0, 5_000, 0]
    assert "每人每月最多 250.00 元" in found.lines[2].reason
    approve(bounded, OCTOBER)
    assert subsidies.month(bounded, BOSS, NOVEMBER, NOW).lines == ()


def test_what_is_above_the_cap_comes_next_month_where_the_county_says_so(house: House) -> None:
    codes = [close(house, number) for number in (1, 2, 3)]
    bounded = cap(house, "150.50", "later")
    assert subsidies.month(bounded, BOSS, OCTOBER, NOW).total_fen == 15_050
    approve(bounded, OCTOBER)
    november = subsidies.month(bounded, BOSS, NOVEMBER, NOW)
    assert [(line.case_code, line.amount_fen) for line in november.lines] == [
        (codes[1], 4_950),
        (codes[2], 10_000),
    ]
    approve(bounded, NOVEMBER)
    assert subsidies.month(bounded, BOSS, "2026-12", NOW).lines == ()


# --------------------------------------------------------------------------- approving, withdrawing


def test_an_approved_list_stands_whatever_becomes_of_its_cases(house: House) -> None:
    code = close(house, 1)
    approve(house, OCTOBER)
    change(code, house, outcome="completed_unresolved", mediated="no", mediator="别人")
    found = subsidies.month(house, LEADER, OCTOBER, NOW)
    assert found.approval is not None
    assert found.approval.approved_by == BOSS.name
    assert (line_of(found, code).amount_fen, line_of(found, code).mediator) == (10_000, "周长河")
    with pytest.raises(IllegalMove, match="已经核定过"):
        subsidies.approve(house, BOSS, OCTOBER, found.mark, NOW)


def test_only_what_was_looked_at_is_approved(house: House) -> None:
    close(house, 1)
    seen = subsidies.month(house, BOSS, OCTOBER, NOW).mark
    close(house, 2)
    with pytest.raises(IllegalMove, match="清单有变化"):
        subsidies.approve(house, BOSS, OCTOBER, seen, NOW)
    assert subsidies.month(house, BOSS, OCTOBER, NOW).approval is None


def test_nothing_is_approved_before_the_county_has_said_what_it_pays(house: House) -> None:
    close(house, 1)
    untold = under(house, scene.rules().subsidy)
    found = subsidies.month(untold, BOSS, OCTOBER, NOW)
    assert found.total_fen == 10_000, "a trial all the same"
    with pytest.raises(IllegalMove, match="金额还没有定"):
        subsidies.approve(untold, BOSS, OCTOBER, found.mark, NOW)


def test_a_month_that_is_not_over_is_not_approved(house: House) -> None:
    close(house, 1, date(2026, 12, 1))
    mark = subsidies.month(house, BOSS, "2026-12", NOW).mark
    with pytest.raises(IllegalMove, match="还没有过完"):
        subsidies.approve(house, BOSS, "2026-12", mark, NOW)


def test_a_leader_withdraws_with_a_reason_and_it_can_be_approved_again(house: House) -> None:
    code = close(house, 1)
    approve(house, OCTOBER)
    with pytest.raises(NotAllowed):
        subsidies.withdraw(house, BOSS, OCTOBER, "等级算错了", NOW)
    with pytest.raises(Incomplete):
        subsidies.withdraw(house, LEADER, OCTOBER, "错", NOW)
    subsidies.withdraw(house, LEADER, OCTOBER, "等级算错了", NOW)
    found = subsidies.month(house, BOSS, OCTOBER, NOW)
    assert found.approval is None
    assert line_of(found, code).amount_fen == 10_000
    (gone,) = subsidies.history(house, BOSS, OCTOBER)
    assert (gone.withdrawn_by, gone.withdrawn_reason) == (LEADER.name, "等级算错了")
    approve(house, OCTOBER)
    told = [one["action"] for one in audit.entries(house.store, BOSS)]
    assert told[:3] == ["approve_subsidy", "withdraw_subsidy", "approve_subsidy"]


def test_a_month_that_a_later_one_builds_upon_is_not_withdrawn_first(house: House) -> None:
    share = under(house, replace(OPEN_RULES, terms=replace(OPEN_RULES.terms, percent_before="50")))
    code = close(house, 1, performed=None)
    approve(share, OCTOBER)
    change(code, house, performed=True)
    approve(share, NOVEMBER)
    with pytest.raises(IllegalMove, match="2026-11 的清单"):
        subsidies.withdraw(share, LEADER, OCTOBER, "等级算错了", NOW)
    subsidies.withdraw(share, LEADER, NOVEMBER, "等级算错了", NOW)
    subsidies.withdraw(share, LEADER, OCTOBER, "等级算错了", NOW)


# --------------------------------------------------------------------------- who sees what


@pytest.mark.parametrize("is_approved", [False, True])
def test_each_sees_his_own(house: House, is_approved: bool) -> None:
    mine = close(house, 1)
    colleague = close(house, 2, mediator="李秀英")
    other = close(house, 3, unit=scene.OTHER, mediator="李秀英")
    if is_approved:
        approve(house, OCTOBER)

    def seen(viewer: Any) -> list[str]:
        return [line.case_code for line in subsidies.month(house, viewer, OCTOBER, NOW).lines]

    assert seen(BOSS) == seen(LEADER) == [mine, colleague, other]
    assert seen(UNIT_LEADER) == [mine, colleague]
    assert seen(MEDIATOR) == [mine]
    with pytest.raises(NotAllowed):
        seen(STRANGER)


# --------------------------------------------------------------------------- the ledger


def test_the_ledger_has_sums_and_cases_and_leaves_a_trace(house: House) -> None:
    close(house, 1)
    close(house, 2, mediator="李秀英", filed=False)
    name, data = subsidies.ledger(house, BOSS, OCTOBER, NOW)
    assert name == "以案定补台账（试算）_2026-10.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(data))
    sums = [[cell.value for cell in row] for row in book["汇总"].iter_rows(min_row=3)]
    assert sums[0][:5] == ["序号", "调解员", "办结件数", "给补贴的件数", "本月补贴（元）"]
    assert sums[1][:5] == [1, "周长河", 1, 1, 100]
    assert sums[3][0] == "合计"
    assert sums[3][2:5] == [2, 1, 100]
    cases = [[cell.value for cell in row] for row in book["明细"].iter_rows(min_row=4, max_row=5)]
    assert cases[0][7].startswith("✓")
    assert cases[1][8].startswith("✗ 卷宗缺")
    assert audit.last(house.store, BOSS, "export", "subsidy:2026-10") is not None
