"""Two cases become one and two again: status, sources, counts, histories, and what units are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jiefen_lite import casejson, checkup, corrections, indicators, intake, merging, pairing, reports
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed, NotFound
from jiefen_lite.shapes import CaseQuery, CaseRecord, DoubleQuery, Outcome, Role, Status, Viewer
from jiefen_lite.store import audit, cases, doubles, pairlists
from tests import tickets
from tests.factories import OPERATOR
from tests.tickets import DONE, HOUSING, LABOUR, bring, by_number, sheet, ticket

NOW = datetime(2025, 12, 1, 9, 0)
LATER = NOW + timedelta(days=3)
SUPERVISOR = Viewer(1, "督办王", frozenset({Role.SUPERVISOR}))
CLERK = Viewer(2, "窗口李", frozenset({Role.INTAKE_CLERK}))
LABOUR_MAN = Viewer(3, "承办赵", frozenset({Role.HANDLER}), LABOUR)
HOUSING_MAN = Viewer(4, "承办钱", frozenset({Role.HANDLER}), HOUSING)
OTHER = {
    "诉求人姓名": "李秀兰",
    "手机号码": "13900005555",
    "工单内容": "楼上漏水泡坏天花板，要求赔偿",
    "一级分类": "邻里纠纷",
}
REASON = "同当事人同事由"


def day(number: int) -> dict[str, str]:
    return {"12345受理时间": f"2025-11-{number:02d} 09:20:00"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """T1 and T2 are one dispute that came twice, to two offices; T3 is another."""
    opened = tickets.open_house(tmp_path)
    bring(
        opened,
        sheet(
            [
                ticket("T1", **day(3)),
                ticket("T2", **day(6), 承办单位="住建局"),
                ticket("T3", **day(7), **OTHER),
            ]
        ),
    )
    yield opened
    opened.store.close()


def code(house: House, number: str) -> str:
    return by_number(house, number).case_code


def listed(house: House, viewer: Viewer = SUPERVISOR, **query: object) -> list[str]:
    found = cases.list_cases(house.store, viewer, CaseQuery(**query))  # type: ignore[arg-type]
    return sorted(source.source_no or "" for one in found for source in one.sources[:1])


def get(house: House, case_code: str, viewer: Viewer = SUPERVISOR) -> CaseRecord:
    return cases.get_case(house.store, viewer, case_code)


@pytest.fixture
def merged(house: House) -> tuple[str, str]:
    """(master, part): T2 merged into T1."""
    pair = code(house, "T1"), code(house, "T2")
    merging.merge(house, SUPERVISOR, *pair, REASON, NOW)
    return pair


# --------------------------------------------------------------------------- proposing


def test_an_import_leads_to_proposals_and_a_second_look_to_nothing_new(house: House) -> None:
    assert merging.not_looked_at(house)
    assert merging.look(house, NOW) == 1
    assert not merging.not_looked_at(house)
    (one,) = pairlists.waiting(house.store, SUPERVISOR, limit=9)
    assert (one.first, one.second, one.state) == (code(house, "T1"), code(house, "T2"), "proposed")
    assert one.score >= house.book.doubles.propose_from
    before = tickets.contents(house)
    assert merging.look(house, LATER) == 0
    assert tickets.contents(house) == before


def test_only_what_came_in_since_is_compared_with_all_near_it(house: House) -> None:
    merging.look(house, NOW)
    bring(house, sheet([ticket("T9", **day(20))]))
    assert merging.look(house, NOW) == 2  # with T1 and with T2
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 3


def test_a_helper_process_finds_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a large import, when pages must not wait."""
    monkeypatch.setattr(merging, "APART_FROM", 0)
    merging.look_apart(house, NOW)
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 1
    assert not merging.not_looked_at(house)


def test_nobody_of_a_unit_learns_of_a_proposal(house: House) -> None:
    merging.look(house, NOW)
    for viewer in (LABOUR_MAN, HOUSING_MAN):
        assert pairlists.waiting(house.store, viewer, limit=9) == []
        assert pairlists.count_waiting(house.store, viewer) == 0
        assert doubles.waiting_of(house.store, viewer, code(house, "T1")) == []
        assert doubles.between(house.store, viewer, code(house, "T1"), code(house, "T2")) is None
        with pytest.raises(NotAllowed):
            merging.reject(house, viewer, code(house, "T1"), code(house, "T2"), "", NOW)
        with pytest.raises(NotFound):
            merging.compare(house, viewer, code(house, "T1"), code(house, "T2"))


def test_a_quoted_number_is_enough_however_the_rest_differs(house: House) -> None:
    """重复工单号 names a ticket of the month before, of another person and place."""
    quoting = {
        **ticket("T5", **day(28), **OTHER | {"手机号码": "13900008888", "诉求人姓名": "何庆财"}),
        "重复工单号": "T1",
    }
    merging.look(house, NOW)
    bring(house, sheet([quoting], header=[*tickets.TICKET, "重复工单号"]))
    merging.look(house, NOW)
    known = doubles.between(house.store, SUPERVISOR, code(house, "T1"), code(house, "T5"))
    assert known is not None
    assert known.reasons[0].text == "写明了对方的编号：T1"


def test_turned_down_is_not_asked_again_unless_more_is_known(house: House) -> None:
    one, other = code(house, "T1"), code(house, "T2")
    merging.look(house, NOW)
    merging.reject(house, CLERK, one, other, "两笔工资", NOW)
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 0
    bring(house, sheet([ticket("T2", **day(6), 承办单位="住建局", 满意度="满意")]))
    assert merging.look(house, LATER) == 0
    told = doubles.between(house.store, SUPERVISOR, one, other)
    assert told is not None
    assert (told.state, told.settled_by, told.reason) == ("rejected", "窗口李", "两笔工资")
    again = {**ticket("T2", **day(6), 承办单位="住建局"), "重复工单号": "T1"}
    bring(house, sheet([again], header=[*tickets.TICKET, "重复工单号"]))
    assert merging.look(house, LATER) == 1  # now the file itself says so
    with pytest.raises(IllegalMove):
        merging.reject(house, CLERK, one, code(house, "T3"), "", NOW)


def test_turning_down_leaves_no_trace_in_the_histories(house: House) -> None:
    """A unit would read there that another unit has a case; the audit log has it."""
    one, other = code(house, "T1"), code(house, "T2")
    merging.look(house, NOW)
    before = [len(cases.history(house.store, SUPERVISOR, each)) for each in (one, other)]
    merging.reject(house, CLERK, one, other, "", NOW)
    assert [len(cases.history(house.store, SUPERVISOR, each)) for each in (one, other)] == before
    assert audit.entries(house.store, OPERATOR, limit=1)[0]["action"] == "reject_double"


def test_other_rules_look_at_everything_again(house: House) -> None:
    merging.look(house, NOW)
    house.book = tickets.replace_doubles(house.book, near=(), wording=(), propose_from=100)
    assert merging.look(house, LATER) == 0
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 0  # more than these two reach without words


# --------------------------------------------------------------------------- merging


def test_merging_goes_through_the_table_into_both_histories(house: House, merged: tuple[str, str]) -> None:
    master, part = merged
    found = get(house, part)
    assert (found.status, found.outcome, found.master_case) == (Status.MERGED, Outcome.MERGED, master)
    last = cases.history(house.store, SUPERVISOR, part)[-1]
    assert (last.action, last.reason, last.actor, last.data["master_case"]) == (
        "merge",
        REASON,
        "督办王",
        master,
    )
    taken = cases.history(house.store, SUPERVISOR, master)[-1]
    assert (taken.action, taken.data) == ("take_in", {"case": part})
    assert [one.text for one in checkup.verify(house) if one.level == "fault"] == []


def test_the_master_shows_all_sources_and_is_found_by_each(house: House, merged: tuple[str, str]) -> None:
    master, part = merged
    found = get(house, master)
    assert [(one.source_no, one.part) for one in found.sources] == [("T1", None), ("T2", part)]
    line = casejson.line(found, None)
    assert [one["source_no"] for one in line["sources"]] == ["T1", "T2"]
    for query in (CaseQuery(text="T2"), CaseQuery(where=(("source_no", "T2"),)), CaseQuery(text=part)):
        assert [one.case_code for one in cases.list_cases(house.store, SUPERVISOR, query)] == [master]


def test_a_merged_case_counts_once_everywhere(house: House, merged: tuple[str, str]) -> None:
    assert listed(house) == ["T1", "T3"]
    assert cases.count_cases(house.store, SUPERVISOR, CaseQuery()) == 2
    assert cases.count_cases(house.store, SUPERVISOR, CaseQuery(month="2025-11")) == 2
    assert cases.count_cases(house.store, SUPERVISOR, CaseQuery(open_only=True)) == 2
    assert listed(house, status="merged") == listed(house, outcome="merged") == ["T2"]
    assert listed(house, batch=1) == ["T1", "T2", "T3"]  # every row of a file is accounted for
    assert listed(house, case_codes=merged) == ["T1", "T2"]
    period = indicators.period_of("2025-11")
    found = reports.indicator_table(house, SUPERVISOR, period, "all", date(2025, 12, 10)).rows[0].figures
    assert (found["registered_count"].n, found["intake_count"].n) == (3, 2)
    assert found["repeat_rate"].n == 0  # the second coming of one matter is not one more


def test_what_had_ended_in_both_channels_counts_once_too(house: House) -> None:
    """CLS of the indicators guide leaves out merged cases; a frozen month stays as it was."""
    done = {"办结日期": "2025-11-20", "办理结果": DONE["办理结果"]}
    bring(house, sheet([ticket("T7", **day(8), **done), ticket("T8", **day(9), **done)]))
    part = code(house, "T8")
    merging.merge(house, SUPERVISOR, code(house, "T7"), part, REASON, NOW)
    period = indicators.period_of("2025-11")
    table = reports.indicator_table(house, SUPERVISOR, period, "all", date(2025, 12, 10))
    assert table.rows[0].figures["closed_count"].n == 1
    merging.unmerge(house, SUPERVISOR, part, "看错了", LATER)
    found = get(house, part)
    assert (found.status, found.outcome) == (Status.CLOSED, Outcome.RESOLVED)


def test_due_dates_stay_where_they_are(house: House) -> None:
    """A matter told again gets no new term; the source's own stays on the record."""
    master, part = code(house, "T1"), code(house, "T2")
    before = get(house, master).due_date, get(house, part).due_date
    merging.merge(house, SUPERVISOR, master, part, REASON, NOW)
    assert (get(house, master).due_date, get(house, part).due_date) == before
    merging.unmerge(house, SUPERVISOR, part, "看错了", LATER)
    assert (get(house, master).due_date, get(house, part).due_date) == before


def test_unmerging_brings_everything_back(house: House, merged: tuple[str, str]) -> None:
    master, part = merged
    assert merging.unmerge(house, SUPERVISOR, part, "看错了", LATER) == master
    found = get(house, part)
    assert (found.status, found.outcome, found.master_case) == (Status.SIGNED, None, None)
    assert listed(house) == ["T1", "T2", "T3"]
    assert [one.source_no for one in get(house, master).sources] == ["T1"]
    assert cases.history(house.store, SUPERVISOR, master)[-1].action == "let_go"
    assert merging.look(house, LATER) == 0  # a person has said that they are two
    assert [one.text for one in checkup.verify(house) if one.level == "fault"] == []


def test_only_the_supervisor_merges_and_says_why(house: House) -> None:
    pair = code(house, "T1"), code(house, "T2")
    for viewer in (CLERK, OPERATOR):
        with pytest.raises(NotAllowed):
            merging.merge(house, viewer, *pair, REASON, NOW)
    with pytest.raises(IllegalMove, match="理由"):
        merging.merge(house, SUPERVISOR, *pair, " ", NOW)
    with pytest.raises(NotFound):
        merging.merge(house, SUPERVISOR, pair[0], "FJ20990101-0001", REASON, NOW)
    with pytest.raises(IllegalMove):
        merging.merge(house, SUPERVISOR, pair[0], pair[0], REASON, NOW)
    assert listed(house) == ["T1", "T2", "T3"]


def test_no_chains_of_masters(house: House, merged: tuple[str, str]) -> None:
    master, part = merged
    third = code(house, "T3")
    with pytest.raises(IllegalMove, match="不能作主件"):
        merging.merge(house, SUPERVISOR, part, third, REASON, NOW)
    with pytest.raises(IllegalMove, match="已经是主件"):
        merging.merge(house, SUPERVISOR, third, master, REASON, NOW)
    merging.merge(house, SUPERVISOR, master, third, REASON, NOW)
    assert [one.source_no for one in get(house, master).sources] == ["T1", "T2", "T3"]


def test_a_question_about_a_merged_case_is_one_about_its_master(house: House) -> None:
    """Three channels: once two are one, the third is compared with that one, and asked about once."""
    bring(house, sheet([ticket("T9", **day(9))]))
    merging.look(house, NOW)
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 3
    first, second, third = (code(house, number) for number in ("T1", "T2", "T9"))
    merging.merge(house, SUPERVISOR, first, second, REASON, NOW)
    (left,) = pairlists.waiting(house.store, SUPERVISOR, limit=9)
    assert {left.first, left.second} == {first, third}
    bring(house, sheet([ticket("T9", **day(9), 满意度="满意")]))
    assert merging.look(house, LATER) == 0


def test_a_merged_suspended_case_comes_back_suspended(house: House) -> None:
    from jiefen_lite import casework
    from jiefen_lite.store import rewriting, writing

    master, part = code(house, "T1"), code(house, "T2")
    with house.store.writing():
        row = writing.load_case(house.store, cases.case_id_of(house.store, SUPERVISOR, part))
        events = casework.advance(
            row,
            "suspend",
            at=NOW,
            now=NOW,
            actor=casework.LEDGER,
            roles=SUPERVISOR.roles,
            reason="等鉴定",
            data={"ground": "鉴定、评估期间", "until": "2025-12-20"},
        )
        rewriting.save_case(house.store, row, events)
    merging.merge(house, SUPERVISOR, master, part, REASON, NOW)
    merging.unmerge(house, SUPERVISOR, part, "看错了", LATER)
    with house.store.reading():
        row = writing.load_case(house.store, cases.case_id_of(house.store, SUPERVISOR, part))
    assert (row.status, row.status_before) == (Status.SUSPENDED, Status.SIGNED)


# --------------------------------------------------------------------------- units, later files, batches


def test_a_unit_keeps_its_case_and_learns_nothing_of_the_master(
    house: House, merged: tuple[str, str]
) -> None:
    """The part is the housing office's, the master the labour office's."""
    master, part = merged
    assert listed(house, HOUSING_MAN) == ["T2"]
    theirs = get(house, part, HOUSING_MAN)
    assert (theirs.status, theirs.master_case) == (Status.MERGED, None)
    with pytest.raises(NotFound):
        get(house, master, HOUSING_MAN)
    told = repr(cases.history(house.store, HOUSING_MAN, part))
    assert "并案" not in told
    assert master not in told
    ours = get(house, master, LABOUR_MAN)
    assert [(one.source_no, one.part) for one in ours.sources] == [("T1", None), ("T2", None)]
    assert part not in repr(cases.history(house.store, LABOUR_MAN, master))
    period = indicators.period_of("2025-11")
    table = reports.indicator_table(house, HOUSING_MAN, period, "all", date(2025, 12, 10))
    assert table.rows[0].figures["intake_count"].n == 0


def test_a_unit_that_has_both_sees_one(house: House) -> None:
    bring(house, sheet([ticket("T6", **day(8))]))
    master, part = code(house, "T1"), code(house, "T6")
    merging.merge(house, SUPERVISOR, master, part, REASON, NOW)
    assert "T6" not in listed(house, LABOUR_MAN)
    assert get(house, part, LABOUR_MAN).master_case == master


def test_a_later_file_of_the_merged_source_goes_on_in_its_place(
    house: House, merged: tuple[str, str]
) -> None:
    """Its number stays known: no new case, no step out of the merge, nothing asked."""
    _master, part = merged
    record = bring(house, sheet([ticket("T2", **day(6), 承办单位="住建局", **DONE)]))
    assert tickets.tally(record)[:4] == (1, 0, 1, 0)
    found = get(house, part)
    assert (found.status, found.outcome) == (Status.MERGED, Outcome.MERGED)
    assert "conflict" not in found.pending
    assert listed(house) == ["T1", "T3"]
    assert [one.text for one in checkup.verify(house) if one.level == "fault"] == []


def test_withdrawing_the_batch_keeps_what_was_merged_and_says_so(
    house: House, merged: tuple[str, str]
) -> None:
    """Neither half is torn from the other; what nobody has touched goes."""
    master, part = merged
    done = intake.withdraw(house, OPERATOR, 1, "传错了文件", LATER)
    assert sorted(done.kept) == sorted(
        [(master, "督办王 之后办理过并入另一件"), (part, "督办王 之后办理过并案")]
    )
    assert listed(house) == ["T1"]
    assert [one.text for one in checkup.verify(house) if one.level == "fault"] == []


def test_a_proposal_goes_with_its_batch(house: House) -> None:
    merging.look(house, NOW)
    intake.withdraw(house, OPERATOR, 1, "传错了文件", LATER)
    assert pairlists.waiting(house.store, SUPERVISOR, limit=9) == []
    bring(house, sheet([ticket("T1", **day(3)), ticket("T2", **day(6))]))
    assert merging.look(house, LATER) == 1


def test_a_correction_does_not_undo_a_merge(house: House, merged: tuple[str, str]) -> None:
    _master, part = merged
    corrections.correct(house, SUPERVISOR, part, {"people": 3}, "核实", LATER)
    assert get(house, part).status == Status.MERGED


# --------------------------------------------------------------------------- the desk


def waiting_pair(house: House) -> tuple[str, str]:
    merging.look(house, NOW)
    (one,) = pairlists.waiting(house.store, SUPERVISOR, limit=9)
    return one.first, one.second


def test_what_somebody_else_has_just_decided_is_told_and_not_done_twice(house: House) -> None:
    """Two windows show the same open pair."""
    first, second = waiting_pair(house)
    merging.merge(house, SUPERVISOR, first, second, REASON, NOW, seen="proposed")
    before = tickets.contents(house)
    with pytest.raises(merging.AlreadySettled, match="督办王 已经在 12-01 09:00 把这两件并案了"):
        merging.merge(house, SUPERVISOR, second, first, REASON, LATER, seen="proposed")
    with pytest.raises(merging.AlreadySettled):
        merging.reject(house, CLERK, first, second, "", LATER, seen="proposed")
    with pytest.raises(merging.AlreadySettled):
        merging.hand_on(house, CLERK, first, second, LATER, seen="proposed")
    assert tickets.contents(house) == before


def test_a_merge_that_is_taken_back_at_once_waits_again(house: House) -> None:
    first, second = waiting_pair(house)
    merging.merge(house, SUPERVISOR, first, second, REASON, NOW)
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 0
    assert [one.second for one in pairlists.merged(house.store, SUPERVISOR, limit=9)] == [second]
    merging.unmerge(house, SUPERVISOR, second, "按错了", LATER, ask_again=True)
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 1
    assert pairlists.merged(house.store, SUPERVISOR, limit=9) == []


def test_those_kept_apart_are_listed_and_can_be_asked_again(house: House) -> None:
    first, second = waiting_pair(house)
    merging.reject(house, CLERK, first, second, "两笔", NOW)
    (one,) = pairlists.kept_apart(house.store, CLERK, limit=9)
    assert (one.first, one.second, one.settled_by, one.reason) == (first, second, "窗口李", "两笔")
    merging.ask_again(house, SUPERVISOR, first, second, LATER)
    assert pairlists.kept_apart(house.store, CLERK, limit=9) == []
    (again,) = pairlists.waiting(house.store, CLERK, limit=9)
    assert (again.state, again.settled_by, again.reason) == ("proposed", None, None)
    with pytest.raises(IllegalMove, match="不在“不是一件”里"):
        merging.ask_again(house, SUPERVISOR, first, second, LATER)


def test_a_clerk_hands_on_and_only_he_takes_it_back(house: House) -> None:
    first, second = waiting_pair(house)
    merging.hand_on(house, CLERK, first, second, NOW)
    asked, others = DoubleQuery(asked=True), DoubleQuery(asked=False)
    assert pairlists.count_waiting(house.store, SUPERVISOR, asked) == 1
    assert pairlists.count_waiting(house.store, SUPERVISOR, others) == 0
    with pytest.raises(IllegalMove, match="不是您请督办岗并案的"):
        merging.hand_on(house, SUPERVISOR, first, second, LATER, back=True)
    merging.hand_on(house, CLERK, first, second, LATER, back=True)
    assert pairlists.count_waiting(house.store, SUPERVISOR, others) == 1
    with pytest.raises(NotAllowed):
        merging.hand_on(house, LABOUR_MAN, first, second, LATER)


@pytest.fixture
def three(house: House) -> list[str]:
    """T1, T2 and T9 are one dispute; three pairs wait."""
    bring(house, sheet([ticket("T9", **day(20))]))
    merging.look(house, NOW)
    return [code(house, number) for number in ("T1", "T2", "T9")]


def test_pairs_are_narrowed_and_follow_each_other(house: House, three: list[str]) -> None:
    store = house.store
    november = DoubleQuery(month="2025-11", channels=("hotline_12345", "hotline_12345"))
    assert pairlists.count_waiting(store, SUPERVISOR, november) == 3
    assert pairlists.channel_pairs(store, SUPERVISOR) == {("hotline_12345", "hotline_12345"): 3}
    for nothing in (
        DoubleQuery(month="2025-10"), DoubleQuery(channels=("grid", "petition")), DoubleQuery(most=10),
    ):  # fmt: skip
        assert pairlists.count_waiting(store, SUPERVISOR, nothing) == 0
    inorder = [one.id for one in pairlists.waiting(store, SUPERVISOR, limit=9)]
    walked, at = [], None
    for _ in range(4):
        found = pairlists.next_waiting(store, SUPERVISOR, DoubleQuery(), at)
        assert found is not None
        at = found.id
        walked.append(at)
    assert walked == [*inorder, inorder[0]]
    decided = pairlists.waiting(store, SUPERVISOR, limit=1)[0]
    merging.reject(house, CLERK, decided.first, decided.second, "", NOW)
    behind = pairlists.next_waiting(store, SUPERVISOR, DoubleQuery(), decided.id)
    assert behind is not None
    assert behind.id == inorder[1]
    assert pairlists.next_waiting(store, LABOUR_MAN, DoubleQuery(), None) is None


def test_three_of_one_dispute_are_merged_at_once_and_taken_apart_at_once(
    house: House, three: list[str]
) -> None:
    master, *parts = three
    assert pairing.groups(house, SUPERVISOR)[parts[0]] == tuple(sorted(three))
    assert pairing.groups(house, LABOUR_MAN) == {}
    merging.merge_all(house, SUPERVISOR, master, parts, REASON, NOW)
    assert {get(house, part).master_case for part in parts} == {master}
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 0
    merging.unmerge_all(house, SUPERVISOR, master, parts, "按错了", LATER)
    assert pairlists.count_waiting(house.store, SUPERVISOR) == 3
    assert {get(house, part).status for part in parts} != {Status.MERGED}
    assert pairing.groups(house, SUPERVISOR)[master] == tuple(sorted(three))


def test_of_several_none_is_merged_where_one_cannot_be(house: House, three: list[str]) -> None:
    before = tickets.contents(house)
    with pytest.raises(IllegalMove):
        merging.merge_all(house, SUPERVISOR, three[0], [three[1], three[0]], REASON, NOW)
    assert tickets.contents(house) == before


def test_the_outlook_is_what_the_merge_makes(house: House) -> None:
    first, second = waiting_pair(house)
    one, other = get(house, first), get(house, second)
    look = pairing.outlook(one, [other])
    assert look.refusal is None
    assert look.stopped == (HOUSING,)
    merging.merge(house, SUPERVISOR, first, second, REASON, NOW)
    made = get(house, first)
    assert [source.source_no for source in made.sources] == [source.source_no for source in look.sources]
    assert (made.due_date, made.responsible_unit) == (one.due_date, one.responsible_unit)
    merged = get(house, second)
    assert "不能作主件" in str(pairing.outlook(merged, [made]).refusal)
    third = get(house, code(house, "T3"))
    assert "已经是主件" in str(pairing.outlook(third, [made]).refusal)


def test_a_quoted_number_leads_to_its_case(house: House) -> None:
    quoting = sheet([ticket("T7", **day(8), 工单内容="与工单 12345202511030000217 是同一件事，工资仍未付")])
    bring(house, sheet([ticket("12345202511030000217", **day(3))]))
    bring(house, quoting)
    one, other = code(house, "T7"), code(house, "12345202511030000217")
    named, numbers = pairing.quoted(house, SUPERVISOR, (one, other))
    assert named[one] == ["12345202511030000217"]
    assert numbers == {"12345202511030000217": other}
    assert pairing.quoted(house, HOUSING_MAN, (one, other))[1] == {}
