"""What sources are told: each number by itself, in its own columns, read back by our own importer."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from jiefen_lite import casework, intake, merging, outside, replies
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.shapes import (
    IMPORTED_CHANNELS,
    Actor,
    Channel,
    Outcome,
    Role,
    Status,
    Viewer,
)
from jiefen_lite.store import audit, cases, reported, rewriting, writing
from jiefen_lite.store import replies as kept
from tests import tickets
from tests.factories import CLERK, LEADER, OPERATOR, SUPERVISOR, handler_of
from tests.importers.factories import workbook
from tests.test_ledger_files import COMMON
from tests.tickets import DONE, HOUSING, LABOUR, all_cases, bring, by_number, no_faults, sheet, ticket

NOW = datetime(2025, 12, 1, 9, 0)
LATER = NOW + timedelta(days=2)
MONTH = "2025-11"
HOTLINE = Channel.HOTLINE_12345
#: The columns of a police ledger, which the other tests of ledgers leave out; {} stands for the number.
POLICE: dict[str, Any] = {
    "接警单编号": "J2308822025110300{}",
    "报警时间": "2025-11-03 19:42:11",
    "报警人": "孙立东",
    "警情地址": "锦山镇仁义村",
    "报警内容": "两家因院墙排水口朝向发生争执",
    "管辖单位名": "锦山派出所",
    "反馈报警类别": "纠纷",
    "警情处理结果": None,
}
LEDGERS = {**COMMON, "police_110": POLICE}
#: What a source reads for each way a case may end, by channel; typed from the channels guide.
WORDS = {
    Outcome.RESOLVED: {"mediation": "成功", "court_pretrial": "调解成功", "labor_arbitration": "调解成功"},
    Outcome.COMPLETED_UNRESOLVED: {
        "mediation": "不成功",
        "court_pretrial": "调解不成功",
        "labor_arbitration": "调解不成功",
    },
    Outcome.TRANSFERRED: {},
    Outcome.WITHDRAWN: {},
    Outcome.NOT_ACCEPTED: {},
}
USUAL = {
    Outcome.RESOLVED: "已化解",
    Outcome.COMPLETED_UNRESOLVED: "未化解",
    Outcome.TRANSFERRED: "移送",
    Outcome.WITHDRAWN: "撤回",
    Outcome.NOT_ACCEPTED: "不予受理",
}


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a centre into which three tickets were brought, read once for all tests."""
    folder = tmp_path_factory.mktemp("brought")
    opened = tickets.open_house(folder)
    other = {"诉求人姓名": "李秀兰", "工单内容": "楼上漏水泡坏天花板，要求赔偿", "一级分类": "邻里纠纷"}
    bring(opened, sheet([ticket("T1"), ticket("T2", **other, 承办单位="住建局"), ticket("T3", **DONE)]))
    tickets.close(opened)
    return folder


@pytest.fixture
def house(brought: Path, tmp_path: Path) -> Iterator[House]:
    """T1 and T2 in work, T3 settled by the source itself."""
    opened = tickets.copy_of(brought, tmp_path)
    yield opened
    opened.store.close()


def end(
    house: House,
    number: str,
    outcome: Outcome = Outcome.RESOLVED,
    *,
    at: datetime = NOW,
    result: str = "双方达成协议，工资当场付清",
    told: str = "电话告知申请人",
) -> str:
    """Bring the case of a number to its end, as people do it step by step; its code."""
    code = by_number(house, number).case_code
    with house.store.writing():
        case = writing.load_case(house.store, cases.case_id_of(house.store, OPERATOR, code))
        ways = {
            Outcome.RESOLVED: ("settle", {"agreement_form": "oral", "agreement": "当场付清"}),
            Outcome.COMPLETED_UNRESOLVED: ("fail", {"told_options": "向人民法院起诉"}),
            Outcome.TRANSFERRED: (
                "transfer",
                {"target": "人民法院", "basis": "当事人要求", "materials": "申请书"},
            ),
            Outcome.WITHDRAWN: ("withdraw", {"evidence": "书面申请"}),
            Outcome.NOT_ACCEPTED: ("refuse", {"told_options": "向仲裁委申请"}),
        }
        action, data = ways[outcome]
        steps: list[tuple[str, dict[str, Any]]] = []
        if outcome in (Outcome.RESOLVED, Outcome.COMPLETED_UNRESOLVED) and case.status != Status.MEDIATING:
            steps.append(("start_mediation", {"consent": "both", "rights_told": "yes"}))
        steps.append((action, data))
        if outcome in (Outcome.WITHDRAWN, Outcome.NOT_ACCEPTED):
            steps.append(("close_ended", {"evidence": "凭证在卷"}))
        else:
            steps += [
                (
                    "submit_feedback",
                    {"result": result, "contacted": "电话联系", "basis": "协议", "attachments": "协议"},
                ),
                ("approve", {"told_party": told}),
            ]
        who = Actor("督办王", "supervisor")
        events = []
        for step, entries in steps:
            auto = step == "refuse"  # from signed it is the source's ledger alone that refuses
            events += casework.advance(
                case,
                step,
                at=at,
                now=at,
                actor=who,
                roles=frozenset(Role),
                auto=auto,
                reason="依法",
                data=entries,
            )
        rewriting.save_case(house.store, case, events)
    return code


def reopen(house: House, code: str, at: datetime) -> None:
    with house.store.writing():
        case = writing.load_case(house.store, cases.case_id_of(house.store, OPERATOR, code))
        events = casework.advance(
            case,
            "reopen",
            at=at,
            now=at,
            actor=Actor("督办王", "supervisor"),
            roles=frozenset(Role),
            reason="协议没有履行",
            data={"ground": "协议没有履行"},
        )
        rewriting.save_case(house.store, case, events)


def states(house: House, channel: Channel = HOTLINE) -> dict[str, str]:
    """source number → how far it is answered."""
    found = kept.listed(house.store, SUPERVISOR, channel=channel)
    return {one.source_no or "": one.state for one in found}


def make(house: House, month: str | None = MONTH, *, at: datetime = NOW, **more: Any) -> replies.Made:
    return replies.make(house, more.pop("viewer", SUPERVISOR), replies.Order(HOTLINE, month, **more), at)


def tables(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Every sheet of a file as rows of values."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}


def first(data: bytes) -> list[dict[str, Any]]:
    """The rows of the first sheet by their heads, which stand in its very first row."""
    header, *rows = next(iter(tables(data).values()))
    return [dict(zip(header, row, strict=True)) for row in rows]


def text_of(data: bytes) -> str:
    return "\n".join(str(cell) for rows in tables(data).values() for row in rows for cell in row)


# --------------------------------------------------------------------------- every channel


@pytest.mark.slow
@pytest.mark.parametrize("channel", [one.value for one in IMPORTED_CHANNELS])
def test_each_channel_reads_back_what_it_was_told(tmp_path: Path, channel: str) -> None:
    """Its own heads, its numbers as text, and each result is read as the result it is."""
    common, ends = LEDGERS[channel], list(USUAL)
    rows = [
        [value.format(at) if isinstance(value, str) and "{}" in value else value for value in common.values()]
        for at in range(len(ends) + 1)
    ]
    for row in rows:
        for at, name in enumerate(common):
            if name == "诉求类型":
                row[at] = "投诉"
            if name in ("承办单位",):
                row[at] = "人社局"
    with tickets.temporary_house(tmp_path) as house:
        record = bring(house, workbook([list(common), *rows]), name=f"{channel}.xlsx")
        assert (record.channel, record.counts["new"]) == (channel, len(rows))
        at_number = next(at for at, value in enumerate(common.values()) if "{}" in str(value))
        numbers = [source.source_no or "" for one in all_cases(house) for source in one.sources]
        assert len(set(numbers)) == len(rows)
        for number, outcome in zip(numbers, ends, strict=False):
            sign(house, number)
            end(house, number, outcome)
        made = replies.make(house, SUPERVISOR, replies.Order(Channel(channel), MONTH), LATER)
        assert (len(made.told), made.final) == (len(rows), len(ends))
        header = next(iter(tables(made.data).values()))[0]
        assert header[0] == list(common)[at_number]
        found = {row[header[0]]: row for row in first(made.data)}
        assert set(found) == set(numbers)
        said = {}
        for number, outcome in zip(numbers, ends, strict=False):
            said[number] = WORDS[outcome].get(channel, USUAL[outcome])
            assert said[number] in found[number].values(), (channel, outcome)
            assert "2025-12-01" in found[number].values()
        # back into a centre that knows these numbers, as a later ledger of the same channel
        before = {one.case_code: one for one in all_cases(house)}
        again = bring(house, made.data, name="来源退回.xlsx", as_of=LATER.date(), now=LATER)
        assert again.channel == channel
        assert (again.counts["new"], again.counts["rejected"], again.counts["excluded"]) == (0, 0, 0)
        assert again.counts["rows"] == len(rows)
        for one in all_cases(house):
            was = before[one.case_code]
            assert (one.status, one.outcome, one.closed_at) == (was.status, was.outcome, was.closed_at)
            assert (one.type_l1, one.risk_level, one.summary) == (was.type_l1, was.risk_level, was.summary)
            assert (one.town, one.parties, one.complexity) == (was.town, was.parties, was.complexity)
            assert "conflict" not in one.pending
        told = {one.source_no: one.state for one in kept.listed(house.store, SUPERVISOR)}
        assert [told[number] for number in numbers] == ["done"] * len(ends) + ["open"]
        no_faults(house)


def test_a_centre_without_a_ledger_of_the_channel_uses_the_heads_of_the_rules(house: House) -> None:
    """Nor does a fresh centre mistake the file for another channel's."""
    end(house, "T1")
    with house.store.writing():
        from jiefen_lite.store.tables import Batch

        Batch.update(sheets="[]").execute()
    header = next(iter(tables(make(house).data).values()))[0]
    assert header == ("12345工单编号", "受理时间", "主办单位", "处理结果", "实际完成时间", "答复市民要点")


def sign(house: House, number: str) -> None:
    """Somebody of the unit has the case in hand."""
    code = by_number(house, number).case_code
    with house.store.writing():
        case = writing.load_case(house.store, cases.case_id_of(house.store, OPERATOR, code))
        events = []
        for step, entries in (("dispatch", {"responsible_unit": LABOUR}), ("sign_receipt", {})):
            if step in casework.allowed(case.status):
                events += casework.advance(
                    case,
                    step,
                    at=NOW,
                    now=NOW,
                    actor=Actor("督办王", "supervisor"),
                    roles=frozenset(Role),
                    data=entries,
                )
        if events:
            rewriting.save_case(house.store, case, events)


# --------------------------------------------------------------------------- what is owed


def test_who_has_ended_it_decides_whether_the_source_must_be_told(house: House) -> None:
    assert states(house) == {"T1": "open", "T2": "open", "T3": "itself"}
    end(house, "T1")
    assert states(house) == {"T1": "owed", "T2": "open", "T3": "itself"}
    waiting = make(house, None)
    assert [one.source_no for one in waiting.told] == ["T1"]
    assert states(house)["T1"] == "done"
    assert make(house, None).words == "12345热线没有等着反馈的来源编号（0 个），没有做表。"


def test_a_file_of_a_month_has_every_number_and_those_in_work_are_told_again(house: House) -> None:
    end(house, "T1")
    made = make(house)
    assert made.words == "3 个来源编号，其中有结果的 2 个、还在办的 1 个（办结以后还要再反馈）。"
    results = {row["工单编号"]: (row["办理结果"], row["办结日期"]) for row in first(made.data)}
    assert results == {
        "T1": ("已化解", "2025-12-01"),
        "T2": ("正在办理", None),
        "T3": ("已化解", "2025-11-20"),
    }
    assert states(house) == {"T1": "done", "T2": "open", "T3": "done"}
    end(house, "T2", Outcome.COMPLETED_UNRESOLVED, at=LATER)
    assert states(house)["T2"] == "owed"


def test_another_result_is_told_again_and_the_same_is_not(house: House) -> None:
    code = end(house, "T1")
    make(house)
    reopen(house, code, LATER)
    assert states(house)["T1"] == "open"
    end(house, "T1", Outcome.COMPLETED_UNRESOLVED, at=LATER)
    assert states(house)["T1"] == "again"
    (line,) = [one for one in replies.board(house, SUPERVISOR, LATER.date()) if one.channel == HOTLINE]
    assert (line.counts["again"], line.waiting) == (1, 1)
    second = make(house, None, at=LATER)
    assert [row["办理结果"] for row in first(second.data)] == ["未化解"]
    assert states(house)["T1"] == "done"
    make(house, at=LATER)  # the month once more: nothing new to tell, nothing owed
    assert states(house)["T1"] == "done"


def test_what_was_never_handed_over_waits_again(house: House) -> None:
    end(house, "T1")
    made = make(house, viewer=CLERK)
    assert made.file_id
    other = Viewer(8, "窗口张", frozenset({Role.INTAKE_CLERK}))
    with pytest.raises(NotAllowed):
        replies.take_back(house, other, made.file_id, LATER)
    replies.take_back(house, SUPERVISOR, made.file_id, LATER)
    assert states(house) == {"T1": "owed", "T2": "open", "T3": "itself"}
    with pytest.raises(IllegalMove):
        replies.take_back(house, SUPERVISOR, made.file_id, LATER)
    (file,) = replies.files(house, SUPERVISOR)
    assert (file.rows, file.made_by, file.taken_back_by, file.period) == (3, "受理李", "督办王", MONTH)


def test_those_due_soonest_come_first(house: House) -> None:
    for number in ("T1", "T2"):
        end(house, number)
    with house.store.writing():
        from jiefen_lite.store.tables import Case

        code = by_number(house, "T2").case_code
        Case.update(source_due=date(2025, 11, 5)).where(Case.case_code == code).execute()
    found = replies.listed(house, SUPERVISOR, states=("owed",), channel=None, limit=9)
    assert [one.source_no for one in found] == ["T2", "T1"]
    line = replies.board(house, SUPERVISOR, NOW.date())[0]
    assert (line.channel, line.due, line.late) == (HOTLINE, date(2025, 11, 5), 2)
    second = replies.listed(house, SUPERVISOR, states=("owed",), channel=None, limit=1, offset=1)
    assert [one.source_no for one in second] == ["T1"]


# --------------------------------------------------------------------------- merged, withdrawn


def test_a_merged_case_answers_each_number_by_itself(house: House) -> None:
    """One dispute, two numbers: two lines, also where only one of them is of the month."""
    bring(house, workbook([list(COMMON["petition"]), petition("XF1")]), name="信访.xlsx")
    master, part = by_number(house, "T1").case_code, by_number(house, "XF1").case_code
    merging.merge(house, SUPERVISOR, master, part, "同一事件", NOW)
    end(house, "T1", Outcome.COMPLETED_UNRESOLVED)
    for channel, number, word in ((HOTLINE, "T1", "未化解"), (Channel.PETITION, "XF1", "未化解")):
        made = replies.make(house, SUPERVISOR, replies.Order(channel), NOW)
        (row,) = first(made.data)
        assert (next(iter(row.values())), word in row.values()) == (number, True)
        (told,) = made.told
        assert (told.case_code, told.part) == (master, None if number == "T1" else part)
        # no source learns of the other one
        assert {"T1": "XF1", "XF1": "T1"}[number] not in text_of(made.data)
    assert states(house)["T1"] == states(house, Channel.PETITION)["XF1"] == "done"
    found = {one.source_no: one.state for one in kept.of_case(house.store, SUPERVISOR, master)}
    assert found == {"T1": "done", "XF1": "done"}
    merging.unmerge(house, SUPERVISOR, part, "不是一件", LATER)
    assert states(house, Channel.PETITION)["XF1"] == "open"


def petition(number: str) -> list[Any]:
    return [
        value.format(number[2:]) if "{}" in str(value) else value for value in COMMON["petition"].values()
    ]


def test_a_withdrawn_batch_owes_nothing_and_comes_back_as_it_was_told(house: House) -> None:
    extra = sheet([ticket("T9", **DONE)])
    batch = bring(house, extra, name="又一份.xlsx")
    make(house)
    assert states(house)["T9"] == "done"
    intake.withdraw(house, SUPERVISOR, batch.id, "传错了", LATER)
    assert "T9" not in states(house)
    bring(house, extra, name="再来.xlsx", now=LATER)
    assert states(house)["T9"] == "done"  # the number was told, whichever case stands behind it
    no_faults(house)


# --------------------------------------------------------------------------- who, and what of people


def test_only_the_desk_answers_sources(house: House) -> None:
    for viewer in (LEADER, handler_of(LABOUR)):
        for what in (
            lambda viewer=viewer: replies.board(house, viewer, NOW.date()),
            lambda viewer=viewer: replies.listed(house, viewer, states=("owed",), channel=None, limit=9),
            lambda viewer=viewer: replies.files(house, viewer),
            lambda viewer=viewer: make(house, viewer=viewer),
        ):
            with pytest.raises(NotAllowed):
                what()
    for viewer, seen in ((handler_of(LABOUR), ["T1"]), (handler_of(HOUSING), [])):
        code = by_number(house, "T1").case_code
        assert [one.source_no for one in kept.of_case(house.store, viewer, code)] == seen


def test_names_and_numbers_of_people_are_not_told_unless_in_clear(house: House) -> None:
    end(house, "T1", result="孙立东（13900001234）领到工资", told="打13900001234告知孙立东")
    masked = text_of(make(house).data)
    assert "领到工资" in masked
    for private in ("孙立东", "13900001234", "周海峰", "拖欠工资"):
        assert private not in masked
    with pytest.raises(NotAllowed):
        make(house, reason="信访局要求（主任批准）", viewer=CLERK)
    with pytest.raises(JiefenError):
        make(house, reason="要")
    clear = make(house, reason="信访局要求（主任批准）")
    assert "孙立东（139****1234）领到工资" in text_of(clear.data)  # numbers are not kept in steps
    assert "明文" in (clear.name or "")
    noted = audit.entries(house.store, SUPERVISOR, limit=50)
    entries = [one for one in noted if one["action"] == "export"]
    assert [one["object"] for one in entries] == ["reply:hotline_12345"] * len(entries)


def test_hostile_words_stay_words(house: House) -> None:
    """=HYPERLINK(…) in a result is a text, and so is a number that looks like one."""
    bring(house, sheet([ticket("20251103000000000217"), ticket("+3")]), name="12345.xlsx")
    evil = '=HYPERLINK("http://x","点我")\x00@SUM(A1)'
    for number in ("20251103000000000217", "+3"):
        end(house, number, result=evil)
    made = make(house)
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    rows = {row["工单编号"]: row for row in first(made.data)}
    assert rows["20251103000000000217"]["备注"].startswith('=HYPERLINK("http://x","点我")')
    assert "+3" in rows


def test_cases_without_a_number_are_told_as_sentences_that_no_importer_takes(house: House) -> None:
    bring(house, sheet([ticket(None, 诉求地址="锦山镇仁义村")]), name="12345没有编号.xlsx")
    made = make(house)
    sheets = tables(made.data)
    (_head, (sentence,)) = sheets["没有编号的"]
    assert sentence == ("2025-11-03 09:20:00 登记，锦山镇仁义村，正在办理；办理单位：人力资源和社会保障局。")
    assert len(first(made.data)) == 3
    assert tickets.look(house, made.data).counts["rows"] == 3


def test_a_month_without_a_number_says_so(house: House) -> None:
    order = replies.Order(Channel.GRID, MONTH)
    words = replies.make(house, SUPERVISOR, order, NOW).words
    assert words == (
        "网格2025年11月没有来源编号要反馈（0 个），没有做表。这个月没有报过件；确实没有件的，请登记零报告。"
    )
    from jiefen_lite import indicators

    reported.say_nothing(house.store, SUPERVISOR, indicators.period_of(MONTH), Channel.GRID, NOW)
    made = replies.make(house, SUPERVISOR, order, NOW)
    assert made.words == "网格2025年11月是零报告，没有来源编号要反馈（0 个），没有做表。"
    assert (made.name, made.data, replies.files(house, SUPERVISOR)) == (None, b"", [])


# --------------------------------------------------------------------------- rows that say only the result


def test_a_row_with_a_number_and_a_result_alone_is_a_later_word_only_of_a_known_number(house: House) -> None:
    header = ["工单编号", "12345受理时间", "办理结果", "办结日期"]
    rows = [["T1", "2025-11-03", "已化解", "2025-11-20"], ["T77", "2025-11-03", "已化解", "2025-11-20"]]
    before = by_number(house, "T1")
    record = bring(house, workbook([header, *rows]), name="12345工单.xlsx")
    assert (record.counts["updated"], record.counts["rejected"], record.counts["new"]) == (1, 1, 0)
    after = by_number(house, "T1")
    assert (after.outcome, after.closed_at) == (Outcome.RESOLVED, datetime(2025, 11, 20))
    for name in ("summary", "parties", "type_l1", "risk_level", "town", "amount_fen", "tags"):
        assert getattr(after, name) == getattr(before, name), name
    again = bring(house, workbook([header, rows[0]]), name="12345工单2.xlsx")
    assert again.counts["unchanged"] == 1


# --------------------------------------------------------------------------- outside of the system


def look(house: House, viewer: Viewer = SUPERVISOR, day: date = date(2025, 12, 1)) -> outside.Outside:
    return outside.look(house, viewer, day)


def test_numbers_gone_from_a_later_edition_are_named_not_those_of_another_ledger(
    house: House,
) -> None:
    assert look(house).absent == []
    bring(house, sheet([ticket("T50"), ticket("T51")]), name="另一个街道.xlsx")
    assert look(house).absent == []  # it repeats nothing: a ledger of its own
    later = bring(house, sheet([ticket("T1"), ticket("T3", **DONE)]), name="新的一版.xlsx")
    found = look(house)
    assert [(one.source_no, one.later_batch) for one in found.absent] == [("T2", later.id)]
    assert (found.absent_total, found.ended) == (1, 0)
    for viewer in (handler_of(LABOUR), handler_of(HOUSING)):
        assert (look(house, viewer).absent, look(house, viewer).absent_total) == ([], 0)
    bring(house, sheet([ticket("T1"), ticket("T2", 办理结果="正在处理")]), name="再一版.xlsx")
    found = look(house)
    assert [one.source_no for one in found.absent] == []
    assert found.ended == 1  # T3 has ended: no need to ask
    intake.withdraw(house, SUPERVISOR, later.id, "传错了", LATER)
    assert look(house).ended == 1


def test_cases_in_which_nothing_moves_are_the_units_own(house: House) -> None:
    still_days = 15
    quiet_from = date(2025, 11, 3) + timedelta(days=still_days + 1)
    assert look(house, day=quiet_from - timedelta(days=1)).still == []
    found = look(house, day=quiet_from)
    assert (found.still_days, found.still_total) == (still_days, 2)
    assert {one.case_code for one in found.still} == {by_number(house, n).case_code for n in ("T1", "T2")}
    of_unit = look(house, handler_of(HOUSING), quiet_from)
    assert [one.case_code for one in of_unit.still] == [by_number(house, "T2").case_code]
    assert of_unit.silent == []
    end(house, "T1", at=datetime(2025, 11, 18))
    assert [one.case_code for one in look(house, day=quiet_from).still] == [by_number(house, "T2").case_code]
    with pytest.raises(NotAllowed):
        look(house, Viewer(4, "管理", frozenset({Role.ADMIN})))


def test_channels_that_have_not_reported_last_month_are_named(house: House) -> None:
    found = look(house)
    assert found.period.label == MONTH
    assert {one.id for one in found.silent} == {one.value for one in IMPORTED_CHANNELS} - {"hotline_12345"}


# --------------------------------------------------------------------------- the command


def test_the_command_makes_the_file_and_tells_the_same_as_the_page(tmp_path: Path) -> None:
    from jiefen_lite.cli import cli

    def run(*words: str) -> Any:
        return CliRunner().invoke(cli, [*words, "--center", centre], catch_exceptions=False)

    centre = str(tmp_path / "center")
    CliRunner().invoke(cli, ["init", centre], catch_exceptions=False)
    (tmp_path / "12345工单.xlsx").write_bytes(sheet([ticket("T1"), ticket("T2", **DONE)]))
    assert run("import", str(tmp_path / "12345工单.xlsx")).exit_code == 0
    board = json.loads(run("replies", "--json").stdout)["channels"]
    assert {one["id"]: (one["open"], one["owed"]) for one in board}["hotline_12345"] == (1, 0)
    answer = run("replies", "--channel", "hotline_12345", "--month", MONTH, "--json")
    told = json.loads(answer.stdout)
    assert (told["rows"], told["with_result"], told["open"], told["without_number"]) == (2, 1, 1, 0)
    assert [one["source_no"] for one in told["replies"]] == ["T1", "T2"]
    assert [row["工单编号"] for row in first(Path(told["file"]).read_bytes())] == ["T1", "T2"]
    empty = run("replies", "--channel", "grid", "--month", MONTH, "--json")
    assert (empty.exit_code, json.loads(empty.stdout)["file"]) == (0, None)
    assert "0 个" in empty.stderr
    assert "待反馈" in run("replies").stdout
    with pytest.raises(JiefenError):
        run("replies", "--month", MONTH)
    with pytest.raises(JiefenError):
        run("replies", "--channel", "grid", "--unmask")
