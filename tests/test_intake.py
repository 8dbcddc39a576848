"""A file comes in: every row accounted for, nothing seen before all of it is, later files move cases on."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import checkup, corrections, intake, trial
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed, NotFound, UnreadableFile
from jiefen_lite.intake import workshop
from jiefen_lite.shapes import CaseQuery, Level, Outcome, Satisfaction, Status
from jiefen_lite.store import batches, cases, facts, learned
from tests import tickets
from tests.factories import ADMIN, CLERK, LEADER, NOW, OPERATOR, SUPERVISOR, handler_of
from tests.importers.factories import workbook
from tests.tickets import DONE, HOUSING, LABOUR, all_cases, bring, by_number, look, sheet, tally, ticket

#: The module; the package gives its name to the function in it.
committing = importlib.import_module("jiefen_lite.intake.commit")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An open centre without cases."""
    with tickets.temporary_house(tmp_path) as made:
        yield made


def found_by(house: House, words: str) -> list[str | None]:
    """The source numbers of the cases that a search finds."""
    found = cases.list_cases(house.store, OPERATOR, CaseQuery(text=words))
    return [one.sources[0].source_no for one in found]


# --------------------------------------------------------------------------- every row has its place


def test_every_row_is_accounted_for(house: House) -> None:
    """New, refused, excluded, skipped: told apart, and each refusal with the number of its Excel row."""
    rows = [
        ticket("T1"),
        ticket("T2", **{"12345受理时间": "2025-02-30"}),
        ticket("T3", 诉求类型="咨询", 工单内容="咨询医保怎么转移"),
        dict.fromkeys(tickets.TICKET),
        ticket("T4", **{"12345受理时间": None}),
        ticket("合计", **dict.fromkeys(list(tickets.TICKET)[1:])),
    ]
    record = bring(house, sheet(rows))
    assert tally(record) == (3, 1, 0, 0, 2, 1, 2)
    told = batches.problems(house.store, OPERATOR, record.id)
    assert [(one.row, one.field) for one in told if one.level == Level.ERROR] == [
        (3, "received_at"),
        (6, "received_at"),
    ]
    (excluded,) = batches.rows_of(house.store, OPERATOR, record.id, ["excluded"])
    assert (excluded.row, excluded.reason) == (4, "咨询，没有纠纷")
    assert len(all_cases(house)) == 1


@pytest.mark.parametrize("seed", range(2))
def test_rows_add_up_for_any_mixture(house: House, seed: int) -> None:
    """Counted apart from the importer while the file was made: good, spoilt, excluded, repeated rows."""
    rng, rows, expected = random.Random(seed), [], {"new": 0, "rejected": 0, "excluded": 0, "unchanged": 0}
    for at in range(40):
        kind = rng.choice(["new", "new", "rejected", "excluded", "unchanged"])
        if kind == "unchanged" and not expected["new"]:
            kind = "new"
        row = ticket(f"S{seed}-{at}")
        if kind == "rejected":
            row["12345受理时间"] = rng.choice([None, "2025-13-01", "2031-01-01"])
        elif kind == "excluded":
            row["诉求类型"] = rng.choice(["咨询", "表扬"])
        elif kind == "unchanged":
            row = dict(
                next(
                    one
                    for one in rows
                    if one["诉求类型"] == "投诉" and one["12345受理时间"] == "2025-11-03 09:20:00"
                )
            )
        rows.append(row)
        expected[kind] += 1
    record = bring(house, sheet(rows))
    assert {kind: record.counts[kind] for kind in expected} == expected
    assert record.counts["updated"] == 0
    assert record.counts["rows"] == len(rows) - expected["excluded"]
    assert len(all_cases(house)) == expected["new"]


def test_the_row_is_kept_as_the_file_said_it(house: House) -> None:
    """Every cell of the original row, the columns nobody knows included."""
    header = [*tickets.TICKET, "坐席感想"]
    record = bring(house, sheet([{**ticket("T1"), "坐席感想": "市民😀很急 <b>{{x}}</b>"}], header))
    (row,) = batches.rows_of(house.store, OPERATOR, record.id, ["new"])
    assert "市民😀很急 <b>{{x}}</b>" in row.payload.decode()
    assert "2025-11-03 09:20:00" in row.payload.decode()


def test_columns_without_a_field_are_shown_to_who_reads_the_case_in_clear(house: House) -> None:
    """By their names; not to those who may not, nor where somebody asked a unit's people for secrecy."""
    header = [*tickets.TICKET, "坐席感想", "是否保密"]
    secret = {**ticket("T2", 手机号码="13900004321"), "坐席感想": "怕被知道", "是否保密": "是"}
    bring(house, sheet([{**ticket("T1"), "坐席感想": "市民很急"}, secret], header))
    one, other = by_number(house, "T1").case_code, by_number(house, "T2").case_code
    labour = handler_of(LABOUR)

    assert intake.other_columns(house, SUPERVISOR, one) == [("坐席感想", "市民很急")]
    assert intake.other_columns(house, labour, one) == [("坐席感想", "市民很急")]
    assert intake.other_columns(house, LEADER, one) == []
    assert ("坐席感想", "怕被知道") in intake.other_columns(house, SUPERVISOR, other)
    assert intake.other_columns(house, labour, other) == []
    with pytest.raises(NotFound):
        intake.other_columns(house, handler_of(HOUSING), one)


# --------------------------------------------------------------------------- the same file, a later file


def test_the_same_file_again_says_nothing_new(house: House) -> None:
    """All unchanged, and nothing in the database differs but the books of what was brought."""
    data = sheet([ticket("T1"), ticket("T2", **DONE), ticket("T3", 诉求类型="咨询")])
    bring(house, data)
    before = tickets.contents(house)
    assert tally(bring(house, data, name="再报一次.xlsx")) == (2, 0, 0, 2, 0, 1, 0)
    assert tickets.contents(house) == before


def test_the_same_rows_in_another_layout_say_nothing_new(house: House) -> None:
    """Columns in another order and dates written otherwise are the same words."""
    bring(house, sheet([ticket("T1")]))
    turned = sheet([ticket("T1", **{"12345受理时间": "2025/11/3 9:20"})], list(tickets.TICKET)[::-1])
    assert tally(bring(house, turned)) == (1, 0, 0, 1, 0, 0, 0)


def test_a_ledger_without_numbers_is_known_again(house: House) -> None:
    """By day, people, place and the story's beginning."""
    rows = [ticket(None), ticket(None, 工单内容="楼上漏水把天花板泡坏了，楼上不肯赔")]
    header = [name for name in tickets.TICKET if name != "工单编号"]
    first = bring(house, sheet(rows, header), channel="hotline_12345")
    assert tally(first) == (2, 2, 0, 0, 0, 0, 0)
    later = [{**rows[0], **DONE}, rows[1]]
    assert tally(bring(house, sheet(later, header), channel="hotline_12345")) == (2, 0, 1, 1, 0, 0, 0)
    assert sorted(one.status for one in all_cases(house)) == [Status.EVALUATED, Status.SIGNED]


def test_a_later_file_moves_the_case_on(house: House) -> None:
    """The outcome arrives a month later: the same case is closed, its history goes on where it stood."""
    bring(house, sheet([ticket("T1")]))
    before = by_number(house, "T1")
    steps = cases.history(house.store, OPERATOR, before.case_code)
    assert tally(bring(house, sheet([ticket("T1", **DONE)]))) == (1, 0, 1, 0, 0, 0, 0)
    after = by_number(house, "T1")
    assert (after.case_code, after.status, after.outcome) == (
        before.case_code,
        Status.EVALUATED,
        Outcome.RESOLVED,
    )
    assert (after.closed_at, after.satisfaction) == (datetime(2025, 11, 20), Satisfaction.SATISFIED)
    history = cases.history(house.store, OPERATOR, before.case_code)
    assert history[: len(steps)] == steps
    assert [one.action for one in history[len(steps) :]] == [
        *("update", "start_mediation", "settle", "submit_feedback", "approve", "evaluate"),
    ]
    assert len(all_cases(house)) == 1


def test_a_silent_cell_takes_nothing_away(house: House) -> None:
    """A later file without the amount in its story and without the place leaves both."""
    bring(house, sheet([ticket("T1")]))
    bring(house, sheet([ticket("T1", 诉求地址=None, 一级分类=None, **DONE)]))
    case = by_number(house, "T1")
    assert (case.amount_fen, case.place, case.town, case.village) == (
        *(2_160_000, "锦山镇仁义村", "锦山镇", "仁义村"),
    )


def test_a_file_that_knows_less_of_people_takes_nothing_away(house: House) -> None:
    """A later export without telephones, or with masked ones; a new telephone is taken."""
    bring(house, sheet([ticket("T1")]))
    for said, expected in ((None, "13900001234"), ("139****1234", "13900001234"), ("13900009999",) * 2):
        bring(house, sheet([ticket("T1", 手机号码=said, 满意度="满意" if said else None)]))
        assert by_number(house, "T1").parties[0].phone == expected


def test_a_town_by_another_of_its_names_is_no_change(house: House) -> None:
    """兴隆岗 last month, 兴隆岗镇 this month: the same row, numbered or not."""
    header = [name for name in tickets.TICKET if name != "工单编号"]
    for columns, number in ((list(tickets.TICKET), "T1"), (header, None)):
        for town, expected in (("兴隆岗", (1, 1, 0, 0)), ("兴隆岗镇", (1, 0, 0, 1))):
            row = ticket(number, 诉求区域=town, 诉求地址=None)
            assert tally(bring(house, sheet([row], columns), channel="hotline_12345"))[:4] == expected


def test_a_person_is_found_by_every_number(house: House) -> None:
    """Several in one cell, and one with a hyphen; a later file that changes them changes what is found."""
    bring(house, sheet([ticket("T1", 手机号码="0454-1234567、13900001111/13900002222")]))
    ways = ("13900001111", "13900002222", "0454-1234567", "0454 1234567")
    assert [found_by(house, number) for number in ways] == [["T1"]] * len(ways)
    bring(house, sheet([ticket("T1", 手机号码="13900003333、13900002222")]))
    assert [found_by(house, number) for number in ways] == [[], ["T1"], [], []]


def test_a_second_telephone_tells_a_person_who_comes_again(house: House) -> None:
    """One of two numbers is enough."""
    bring(house, sheet([ticket("T1", 手机号码="0454-1234567、13900001111")]))
    again = {"12345受理时间": "2025-11-10 10:00:00", "手机号码": "13900001111"}
    bring(house, sheet([ticket("T2", **again)]))
    assert [one.repeat for one in facts.case_facts(house.store, OPERATOR)] == [False, True]


def test_a_case_is_no_repeat_of_itself(house: House) -> None:
    """An update of the only case of a person neither makes it a repeat nor adds to its risk."""
    bring(house, sheet([ticket("T1")]))
    before = by_number(house, "T1")
    bring(house, sheet([ticket("T1", **DONE)]))
    after = by_number(house, "T1")
    assert (after.risk_score, after.risk_reasons) == (before.risk_score, before.risk_reasons)
    assert [one.repeat for one in facts.case_facts(house.store, OPERATOR)] == [False]


def test_a_person_who_comes_again_is_a_repeat(house: House) -> None:
    """The second case of the same person and matter, also when the first is updated afterwards."""
    bring(house, sheet([ticket("T1"), ticket("T2", **{"12345受理时间": "2025-11-10 10:00:00"})]))
    bring(house, sheet([ticket("T1", **DONE)]))
    repeats = {one.case_code: one.repeat for one in facts.case_facts(house.store, OPERATOR)}
    assert [repeats[by_number(house, number).case_code] for number in ("T1", "T2")] == [False, True]


@pytest.mark.parametrize("order", [("T1", "T2"), ("T2", "T1")])
def test_a_repeat_is_one_whichever_file_came_in_first(house: House, order: tuple[str, str]) -> None:
    days = {"T1": "2025-11-03 09:00:00", "T2": "2025-11-10 10:00:00"}
    for number in order:
        bring(house, sheet([ticket(number, **{"12345受理时间": days[number]})]))
    found = facts.case_facts(house.store, OPERATOR, repeat_days=365)
    repeats = {one.case_code: one.repeat for one in found}
    assert [repeats[by_number(house, number).case_code] for number in days] == [False, True]


@pytest.mark.parametrize(
    ("story", "day"),
    [
        ("2025年10月20日两家因院墙排水发生争执", "2025-10-20"),
        ("土地流转费2025年第二期逾期未付", None),
        ("2025年7月至9月的工资一直没给", None),
    ],
)
def test_only_a_day_in_the_story_is_when_it_happened(house: House, story: str, day: str | None) -> None:
    """A year or a month is no first of January nor the first of July."""
    bring(house, sheet([ticket("T1", 工单内容=story)]))
    occurred = by_number(house, "T1").occurred_at
    assert (occurred and occurred.date().isoformat()) == day


def test_two_words_on_one_number_in_one_file(house: House) -> None:
    """The later row counts, the file is warned of, and bringing it again changes nothing."""
    data = sheet([ticket("T1"), ticket("T2"), ticket("T1", 诉求人姓名="周建国", **DONE)])
    record = bring(house, data)
    assert tally(record) == (3, 2, 1, 0, 0, 0, 0)
    (told,) = batches.problems(house.store, OPERATOR, record.id)
    assert (told.row, told.field, told.level) == (4, "source_no", Level.WARNING)
    assert "第 2 行编号相同、内容不同" in told.message
    case = by_number(house, "T1")
    assert (case.parties[0].name, case.status) == ("周建国", Status.EVALUATED)
    before = tickets.contents(house)
    assert tally(bring(house, data)) == (3, 0, 0, 3, 0, 0, 0)
    assert tickets.contents(house) == before


def test_the_same_row_twice_in_one_file_is_one_case(house: House) -> None:
    """The second one brings nothing."""
    record = bring(house, sheet([ticket("T1"), ticket("T1")]))
    assert tally(record) == (2, 1, 0, 1, 0, 0, 0)
    assert len(all_cases(house)) == 1


def test_the_same_number_of_another_channel_is_another_case(house: House) -> None:
    """A number is known only within its channel."""
    bring(house, sheet([ticket("T1")]))
    header = ["网格员", "上报时间", "编号", "排查地点", "纠纷基本情况", "纠纷方名称"]
    other = workbook([header, ["李四", "2025-11-04", "T1", "锦山镇仁义村", "两家因地界争吵", "孙立东"]])
    assert tally(bring(house, other, channel="grid")) == (1, 1, 0, 0, 0, 0, 0)


# --------------------------------------------------------------------------- looking, refusing, pulling back


def test_a_preview_makes_no_case(house: House) -> None:
    """Looked at and given up: nothing but the note that there was a file."""
    before = tickets.contents(house)
    found = look(house, sheet([ticket("T1"), ticket("T2")]))
    assert tally(found)[:2] == (2, 2)
    assert all_cases(house) == []
    intake.abandon(house, OPERATOR, found.batch_id, NOW)
    assert tickets.contents(house) == before
    with pytest.raises(IllegalMove):
        intake.commit(house, OPERATOR, found.batch_id, now=NOW)


@pytest.mark.parametrize(
    "data", [b"", b"not a workbook", b"PK\x03\x04broken", workbook([["a", "b"], [1, 2]])], ids=range(4)
)
def test_a_refused_file_leaves_nothing(house: House, tmp_path: Path, data: bytes) -> None:
    """Empty, text, a torn archive, a table of something else: told, and neither row nor file is kept."""
    before = tickets.contents(house, without=())
    with pytest.raises(UnreadableFile) as refused:
        look(house, data, name="坏文件.xlsx")
    assert str(tmp_path) not in str(refused.value)
    assert tickets.contents(house, without=()) == before
    assert [path for path in house.files.rglob("*") if path.is_file()] == []


def test_refusing_a_file_again_keeps_what_another_batch_stands_on(house: House) -> None:
    """The same bytes, first under the right channel, then refused under a wrong one."""
    data = sheet([ticket("T1")])
    first = bring(house, data)
    with pytest.raises(UnreadableFile):
        look(house, data, channel="no such channel")
    assert intake.kept_file(house, OPERATOR, first.id) == data


@pytest.mark.parametrize("viewer", [LEADER, ADMIN])
def test_who_may_not_bring_files_is_told(house: House, viewer: Any) -> None:
    """A leader reads, an administrator runs the system; neither imports."""
    with pytest.raises(NotAllowed):
        look(house, sheet([ticket("T1")]), viewer=viewer)


def test_an_excluded_row_is_pulled_back_before_and_after(house: House) -> None:
    """Before confirming it goes in with the others, afterwards at once; counts stay true."""
    found = look(house, sheet([ticket("T1"), ticket("T2", 诉求类型="咨询"), ticket("T3", 诉求类型="咨询")]))
    assert (
        intake.pull_back(house, OPERATOR, found.batch_id, tickets.row_id(house, found.batch_id, 3), NOW)
        is None
    )
    record = intake.commit(house, OPERATOR, found.batch_id, now=NOW)
    assert tally(record) == (2, 2, 0, 0, 0, 1, 0)
    code = intake.pull_back(house, OPERATOR, record.id, tickets.row_id(house, record.id, 4), NOW)
    assert code == by_number(house, "T3").case_code
    assert tally(batches.get_batch(house.store, OPERATOR, record.id)) == (3, 3, 0, 0, 0, 0, 0)
    with pytest.raises(IllegalMove):
        intake.pull_back(house, OPERATOR, record.id, tickets.row_id(house, record.id, 4), NOW)


@pytest.mark.parametrize("confirmed", [False, True], ids=["before", "after"])
def test_an_excluded_row_of_a_known_number_updates_its_case(house: House, confirmed: bool) -> None:
    """Never a second case with the same number, whenever the row is pulled back."""
    found = look(house, sheet([ticket("T1"), ticket("T1", 诉求类型="咨询", **DONE)]))
    row = tickets.row_id(house, found.batch_id, 3)
    if confirmed:
        intake.commit(house, OPERATOR, found.batch_id, now=NOW)
    intake.pull_back(house, OPERATOR, found.batch_id, row, NOW)
    if not confirmed:
        intake.commit(house, OPERATOR, found.batch_id, now=NOW)
    assert by_number(house, "T1").status == Status.EVALUATED
    record = batches.get_batch(house.store, OPERATOR, found.batch_id)
    assert tally(record) == (2, 1, 1, 0, 0, 0, 0)


def test_a_taught_column_is_read_from_then_on(house: House) -> None:
    """Unknown first and kept by name; taught once, it feeds its field; None is not asked again."""
    header = [*(name for name in tickets.TICKET if name != "承办单位"), "归哪家管", "心情"]
    rows = [{**ticket("T1"), "归哪家管": "住建局", "心情": "急"}]
    found = look(house, sheet(rows, header))
    assert {one["header"] for one in found.unknown_columns} == {"归哪家管", "心情"}
    intake.teach_column(house, OPERATOR, found.channel, "归哪家管", "responsible_unit", NOW)
    intake.teach_column(house, OPERATOR, found.channel, "心情", None, NOW)
    assert learned.columns(house.store)[found.channel]["归哪家管"] == "responsible_unit"
    again = intake.preview_again(house, OPERATOR, found.batch_id, channel=None, now=NOW)
    assert (again.batch_id, again.unknown_columns) == (found.batch_id, [])
    intake.commit(house, OPERATOR, found.batch_id, now=NOW)
    assert by_number(house, "T1").responsible_unit == HOUSING


# --------------------------------------------------------------------------- nothing is half visible


def test_nothing_is_seen_before_all_of_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second connection looks after every chunk: nothing, nothing, then the whole batch."""
    monkeypatch.setattr(committing, "CHUNK", 7)
    other = tickets.open_house(Path(house.store.address).parent)
    seen: list[int] = []
    found = look(house, sheet([ticket(f"T{at}") for at in range(30)]))
    intake.commit(
        house,
        OPERATOR,
        found.batch_id,
        now=NOW,
        progress=lambda _done, _total: seen.append(cases.count_cases(other.store, OPERATOR, CaseQuery())),
    )
    assert len(seen) >= 2
    assert set(seen) == {0}
    assert cases.count_cases(other.store, OPERATOR, CaseQuery()) == 30
    other.store.close()


class _StoppedError(Exception):
    """A crash in the middle, as far as the store can tell."""


def _interrupt(house: House, batch_id: int, after: int) -> None:
    """Confirm a batch and stop once ``after`` of its rows are put down."""

    def stop(done: int, _total: int | None) -> None:
        if done >= after:
            raise _StoppedError

    with pytest.raises(_StoppedError):
        intake.commit(house, OPERATOR, batch_id, now=NOW, progress=stop)


def test_an_interrupted_batch_goes_on_to_the_same_end(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after the first chunk: invisible, told, continued; the cases are those of a calm import."""
    monkeypatch.setattr(committing, "CHUNK", 7)
    data = sheet([ticket(f"T{at}", 诉求人姓名=f"孙{at % 5}") for at in range(30)])
    found = look(house, data)
    _interrupt(house, found.batch_id, 7)
    assert all_cases(house) == []
    assert intake.recover(house, NOW) == [
        f"批次 {found.batch_id} 入库时中断，还没有生效；在批次页可以“继续入库”。"
    ]
    intake.commit(house, OPERATOR, found.batch_id, now=NOW)
    (tmp_path / "calm").mkdir()
    with tickets.temporary_house(tmp_path / "calm") as calm:
        bring(calm, data)
        assert _told(all_cases(house)) == _told(all_cases(calm))
    assert intake.recover(house, NOW) == []


def _told(found: list[Any]) -> list[tuple[Any, ...]]:
    return sorted(
        (one.sources[0].source_no, one.status, one.risk_score, one.parties[0].name, one.due_date, one.tags)
        for one in found
    )


@pytest.mark.parametrize(
    "count", [1, 3, pytest.param(5, marks=pytest.mark.slow), pytest.param(8, marks=pytest.mark.slow)]
)
def test_helper_processes_put_down_the_same_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """However few chunks there are for them; persons who come again are told across chunks."""
    data = sheet([ticket(f"T{number}", 手机号码=f"1390000123{number % 3}") for number in range(count)])
    monkeypatch.setattr(committing, "CHUNK", 1)
    answers = []
    for name, alone_up_to in (("alone", 5000), ("helped", 0)):
        monkeypatch.setattr(workshop, "ALONE_UP_TO", alone_up_to)
        with tickets.temporary_house(tmp_path / name) as house:
            bring(house, data)
            answers.append(all_cases(house))
            assert len(answers[-1]) == count
            assert [one.text for one in checkup.verify(house) if one.level != "ok"] == []
    assert answers[0] == answers[1]


def test_an_interrupted_batch_gives_way_to_one_brought_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk brings the file again instead; going on with the first one later makes no second cases."""
    monkeypatch.setattr(committing, "CHUNK", 7)
    data = sheet([ticket(f"T{at}") for at in range(20)])
    stuck = look(house, data)
    _interrupt(house, stuck.batch_id, 7)
    assert tally(bring(house, data)) == (20, 20, 0, 0, 0, 0, 0)
    codes = [one.case_code for one in all_cases(house)]
    record = intake.commit(house, OPERATOR, stuck.batch_id, now=NOW)
    assert tally(record) == (20, 0, 0, 20, 0, 0, 0)
    assert [one.case_code for one in all_cases(house)] == codes


def test_two_previews_of_one_file_make_its_cases_once(house: House) -> None:
    """Both read as new; whichever is confirmed second finds everything known, counts included."""
    data = sheet([ticket("T1"), ticket("T2", **DONE)])
    first, second = look(house, data), look(house, data)
    intake.commit(house, OPERATOR, first.batch_id, now=NOW)
    assert tally(intake.commit(house, OPERATOR, second.batch_id, now=NOW)) == (2, 0, 0, 2, 0, 0, 0)
    assert len(all_cases(house)) == 2


def test_an_update_said_twice_is_taken_once(house: House) -> None:
    """Two previews of the same later file: the second one brings nothing any more."""
    bring(house, sheet([ticket("T1")]))
    later = sheet([ticket("T1", **DONE)])
    first, second = look(house, later), look(house, later)
    intake.commit(house, OPERATOR, first.batch_id, now=NOW)
    history = cases.history(house.store, OPERATOR, by_number(house, "T1").case_code)
    assert tally(intake.commit(house, OPERATOR, second.batch_id, now=NOW)) == (1, 0, 0, 1, 0, 0, 0)
    assert cases.history(house.store, OPERATOR, by_number(house, "T1").case_code) == history


def test_rows_whose_case_was_taken_back_meanwhile_make_new_ones(house: House) -> None:
    """Read as unchanged and as update; their batch is withdrawn before they are confirmed."""
    first = bring(house, sheet([ticket("T1"), ticket("T2")]))
    found = look(house, sheet([ticket("T1"), ticket("T2", **DONE)]))
    assert tally(found) == (2, 0, 1, 1, 0, 0, 0)
    intake.withdraw(house, OPERATOR, first.id, "重新整理", NOW)
    record = intake.commit(house, OPERATOR, found.batch_id, now=NOW)
    assert tally(record) == (2, 2, 0, 0, 0, 0, 0)
    assert [one.status for one in all_cases(house)] == [Status.SIGNED, Status.EVALUATED]


# --------------------------------------------------------------------------- what a person has said holds


def test_a_persons_word_is_not_overwritten(house: House) -> None:
    """The unit a person has set stays; the file's word waits as a proposal, told in the preview."""
    bring(house, sheet([ticket("T1")]))
    code = by_number(house, "T1").case_code
    corrections.correct(house, SUPERVISOR, code, {"unit": HOUSING}, "归口", NOW)
    found = look(house, sheet([ticket("T1", 承办单位="司法局")]))
    (row,) = batches.rows_of(house.store, OPERATOR, found.batch_id, ["updated"])
    assert '"conflicts": ["responsible_unit"]' in (row.reason or "")
    intake.commit(house, OPERATOR, found.batch_id, now=NOW)
    assert by_number(house, "T1").responsible_unit == HOUSING
    (open_one,) = cases.proposals(house.store, SUPERVISOR, code)
    assert (open_one["kept"], open_one["proposed"]) == (f'["{HOUSING}"]', '["司法局"]')


def test_trying_the_same_rules_changes_nothing(house: House) -> None:
    """What stored cases would be under the rules in force is what they are, repeats included."""
    bring(house, sheet([ticket("T1"), ticket("T2"), ticket("T3", **DONE)]))
    found = trial.differences(house, OPERATOR, tickets.shipped_rules(), month=None, now=NOW)
    assert list(found) == []


# --------------------------------------------------------------------------- others do not exist


def test_answers_to_a_unit_do_not_depend_on_other_units_cases(tmp_path: Path) -> None:
    """Two centres that differ only in what another unit has to do answer this unit byte for byte alike."""
    answers = []
    for name, other in (
        ("one", ticket("B1", 承办单位="住建局", 诉求人姓名="李秀兰", 手机号码="13900005555")),
        ("two", ticket("B1", 承办单位="住建局", 诉求人姓名="王五", 手机号码="13900009999", **DONE)),
    ):
        (tmp_path / name).mkdir()
        with tickets.temporary_house(tmp_path / name) as house:
            bring(house, sheet([ticket("A1"), other, ticket("A2", **DONE)]))
            answers.append(_everything(house))
    assert answers[0] == answers[1]
    assert "A1" in answers[0]
    assert "B1" not in answers[0]


def _everything(house: House) -> str:
    """All that a handler of the labour office can get at, as one text."""
    viewer = handler_of(LABOUR)
    found = cases.list_cases(house.store, viewer, CaseQuery(limit=100), full=True)
    words = ["住建局", "王五", "13900009999", "孙立东", "拖欠工资", "B1", "A1"]
    searched = [cases.count_cases(house.store, viewer, CaseQuery(text=word)) for word in words]
    histories = [cases.history(house.store, viewer, one.case_code) for one in found]
    return repr((found, searched, histories, facts.case_facts(house.store, viewer)))


def test_a_unit_brings_files_and_sees_only_its_own_batches(house: House) -> None:
    """Another's batch looks like none; the centre's desk sees both."""
    mine, theirs = handler_of(LABOUR), handler_of(HOUSING)
    first = bring(house, sheet([ticket("T1")]), viewer=mine)
    second = bring(house, sheet([ticket("T2")]), viewer=theirs)
    assert [one.id for one in batches.list_batches(house.store, mine)] == [first.id]
    assert [one.id for one in batches.list_batches(house.store, CLERK)] == [second.id, first.id]


def test_a_units_file_neither_finds_nor_takes_another_units_case(house: House) -> None:
    """A ledger with another unit's source number is read as if there were no such case."""
    bring(house, sheet([ticket("B1", 承办单位="住建局")]))
    theirs = by_number(house, "B1")
    mine = handler_of(LABOUR)
    for expected in ((1, 1, 0, 0), (1, 0, 0, 1)):  # brought again: nothing new
        assert tally(bring(house, sheet([ticket("B1", 工单内容="冒认的件")]), viewer=mine))[:4] == expected
    both = [one for one in tickets.all_cases(house) if one.sources[0].source_no == "B1"]
    assert [one for one in both if one.case_code == theirs.case_code] == [theirs]
    assert [one.responsible_unit for one in both if one.case_code != theirs.case_code] == [LABOUR]
    assert len(both) == 2


def test_a_units_file_does_not_take_what_came_in_since_its_preview(house: House) -> None:
    """Between preview and confirmation the centre brought the same source for another unit."""
    mine = handler_of(LABOUR)
    found = tickets.look(house, sheet([ticket("B1")]), viewer=mine)
    bring(house, sheet([ticket("B1", 承办单位="住建局")]))
    with pytest.raises(IllegalMove, match="重新上传"):
        intake.commit(house, mine, found.batch_id, now=NOW)
    assert by_number(house, "B1").responsible_unit == HOUSING


def test_codes_are_never_given_again(house: House) -> None:
    """Letters, day received, running number of that day; a withdrawn case's code stays its own."""
    first = bring(house, sheet([ticket("T1")]))
    code = by_number(house, "T1").case_code
    assert code.endswith("20251103-0001")
    intake.withdraw(house, OPERATOR, first.id, "错", NOW)
    bring(house, sheet([ticket("T1")]))
    assert by_number(house, "T1").case_code not in (code, "")
