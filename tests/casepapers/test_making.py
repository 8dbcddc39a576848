"""Papers of a case: numbers, reprints, voids, corrections, who may, what is told to whom."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import casepapers
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.rules import loader
from jiefen_lite.rules.forms import Committee
from jiefen_lite.shapes import Channel, IssuedPaper, PartyFacts, PartyRole, Status, Viewer
from jiefen_lite.store import audit, chain, files, open_store
from jiefen_lite.store import casepapers as shelf
from tests.casepapers import scene
from tests.casepapers.scene import (
    ADMIN,
    ALL,
    BOSS,
    BUREAU,
    CLERK,
    HANDLER,
    HOME,
    ID_NO,
    LEADER,
    MEDIATOR,
    NOW,
    OTHER_HOME,
    OTHER_PHONE,
    PHONE,
    STRANGER,
    TOWN,
    UNIT_LEADER,
    add_case,
    make,
    words,
)


def text_of(house: House, paper: IssuedPaper, viewer: Viewer = ALL) -> str:
    """What the kept file of a paper says."""
    return words(casepapers.file_of(house, viewer, paper.case_code, paper.id, NOW)[1])


def actions(house: House) -> list[str]:
    """What the audit log has, oldest first."""
    return [one["action"] for one in reversed(audit.entries(house.store, BOSS))]


# ------------------------------------------------------------------ numbers


def test_the_centres_papers_are_numbered_by_kind_and_year(house: House) -> None:
    one, two = add_case(house, 1, Status.DISPATCHED), add_case(house, 2, Status.DISPATCHED)
    made = [make(house, BOSS, code, "assignment") for code in (one, two)]
    made.append(make(house, BOSS, one, "alert_letter"))
    made.append(make(house, BOSS, two, "alert_letter", now=datetime(2027, 1, 4, 9, 0)))
    assert [paper.number for paper in made] == [
        "富综治交〔2026〕1号",
        "富综治交〔2026〕2号",
        "富综治警〔2026〕1号",
        "富综治警〔2027〕1号",
    ]
    assert "富综治交〔2026〕2号" in text_of(house, made[1])


def test_the_papers_of_one_mediation_share_the_number_of_their_file(house: House) -> None:
    """A file is of one case and one unit and keeps its year; each paper in it has a number of its own."""
    one, two = add_case(house, 1), add_case(house, 2)
    made = [
        make(house, MEDIATOR, one, "rights_notice"),
        make(house, MEDIATOR, two, "rights_notice"),
        make(house, BOSS, one, "mediation_record"),  # the centre's people add to the unit's file
        make(house, MEDIATOR, one, "mediation_record", now=datetime(2027, 1, 5, 10, 0)),
    ]
    assert [paper.number for paper in made] == [
        "（2026）富锦山人调字第1号之1",
        "（2026）富锦山人调字第2号之1",
        "（2026）富锦山人调字第1号之2",
        "（2026）富锦山人调字第1号之3",
    ]


def test_each_unit_counts_its_own(house: House) -> None:
    ours = add_case(house, 1)
    theirs = add_case(house, 2, unit=BUREAU)
    other = Viewer(20, "调解员何平", MEDIATOR.roles, BUREAU)
    assert make(house, MEDIATOR, ours, "rights_notice").number == "（2026）富锦山人调字第1号之1"
    assert make(house, other, theirs, "rights_notice").number == "（2026）富人社人调字第1号之1"
    third = add_case(house, 3, unit=None)
    assert make(house, BOSS, third, "rights_notice").number == "（2026）富综治人调字第1号之1"


def test_the_county_says_how_numbers_are_written(house: House) -> None:
    rules = house.book.forms
    numbers = tuple(
        dataclasses.replace(one, pattern="富政法警字〔{year}〕第{n}号")
        if one.series == "alert_letter"
        else one
        for one in rules.numbers
    )
    committees = (Committee(TOWN, "锦山镇联合人民调解委员会", "富联"),)
    book = dataclasses.replace(
        house.book, forms=dataclasses.replace(rules, numbers=numbers, committees=committees)
    )
    changed = house.renewed(book)
    code = add_case(changed, 1)
    assert make(changed, BOSS, code, "alert_letter").number == "富政法警字〔2026〕第1号"
    notice = make(changed, MEDIATOR, code, "rights_notice")
    assert notice.number == "（2026）富联人调字第1号之1"
    assert "锦山镇联合人民调解委员会" in text_of(changed, notice)


def test_a_number_that_was_made_void_is_not_used_again(house: House) -> None:
    code = add_case(house, 1, Status.DISPATCHED)
    first = make(house, BOSS, code, "assignment")
    gone = casepapers.declare_void(house, BOSS, code, first.id, "单位写错了，重新交办", NOW)
    assert (gone.void_by, gone.void_at, gone.is_valid) == (BOSS.name, NOW, False)
    assert gone.void_reason == "单位写错了，重新交办"
    assert make(house, BOSS, code, "assignment").number == "富综治交〔2026〕2号"
    assert [paper.number for paper in casepapers.of_case(house, BOSS, code)] == [
        "富综治交〔2026〕1号",
        "富综治交〔2026〕2号",
    ]
    assert "富综治交〔2026〕1号" in text_of(house, gone)  # its paper is still there
    assert actions(house).count("void_paper") == 1


def test_no_number_is_used_where_nothing_could_be_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number, the file and the row are one step: where the disk refuses there is none of them."""
    code = add_case(house, 1, Status.DISPATCHED)

    def refuse(*_args: object, **_more: object) -> None:
        raise JiefenError("文书没能存到磁盘（磁盘已满），这次没有制作，编号没有用掉。")

    with monkeypatch.context() as broken:
        broken.setattr(files, "save", refuse)
        with pytest.raises(JiefenError, match="编号没有用掉"):
            make(house, BOSS, code, "assignment")
    assert casepapers.of_case(house, BOSS, code) == []
    assert make(house, BOSS, code, "assignment").number == "富综治交〔2026〕1号"


def supervise(house: House, codes: Sequence[str], entries: dict[str, str], at: int) -> None:
    """One person's morning: a notice for each case, every third of them void and made again."""
    for turn, code in enumerate(codes):
        paper = casepapers.make(house, BOSS, code, "alert_letter", entries, NOW)
        if (at + turn) % 3 == 0:
            casepapers.declare_void(house, BOSS, code, paper.id, "写错了，重新督办", NOW)
            casepapers.make(house, BOSS, code, "alert_letter", entries, NOW)


def supervise_elsewhere(folder: str, codes: Sequence[str], entries: dict[str, str], at: int) -> None:
    """The same in another program that has the centre open."""
    store = open_store(f"{folder}/jiefen.db", b"k" * 32, Path(folder) / "jiefen.lock", kept=True)
    supervise(House(store, scene.CENTER, loader.load(), Path(folder) / "files"), codes, entries, at)
    store.close()


@pytest.mark.slow
def test_many_at_once_get_numbers_without_doubles_and_without_holes(house: House) -> None:
    """Four people at the pages and two other programs make and declare void as they like."""
    codes = [add_case(house, number, Status.DISPATCHED) for number in range(1, 25)]
    entries = scene.typed(house, BOSS, codes[0], "alert_letter")
    faults: list[BaseException] = []

    def work(at: int) -> None:
        try:
            supervise(house, codes[at::6], entries, at)
        except BaseException as error:  # noqa: BLE001 - told by the test, not by the thread
            faults.append(error)

    spawn = multiprocessing.get_context("spawn")
    folder = str(house.files.parent)
    others = [
        spawn.Process(target=supervise_elsewhere, args=(folder, codes[at::6], entries, at)) for at in (4, 5)
    ]
    threads = [threading.Thread(target=work, args=(at,)) for at in range(4)]
    for one in (*others, *threads):
        one.start()
    for one in (*threads, *others):
        one.join()
    assert faults == []
    assert [one.exitcode for one in others] == [0, 0]
    papers = [paper for code in codes for paper in casepapers.of_case(house, BOSS, code)]
    assert sorted(paper.place.no for paper in papers) == list(range(1, 33))
    assert sum(paper.void_at is not None for paper in papers) == 8
    for paper in papers:
        assert f"富综治警〔2026〕{paper.place.no}号" in text_of(house, paper)
    assert shelf.faults(house.store) == []


def test_whoever_is_overtaken_gets_the_next_number_and_a_paper_that_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = add_case(house, 1, Status.DISPATCHED), add_case(house, 2, Status.DISPATCHED)
    entries = scene.typed(house, BOSS, one, "alert_letter")
    from exporters import caseforms

    written = caseforms.write
    overtaken: list[bool] = []

    def slowly(*args: object) -> bytes:
        data: bytes = written(*args)  # type: ignore[arg-type]
        if not overtaken:
            overtaken.append(True)
            casepapers.make(house, BOSS, two, "alert_letter", entries, NOW)
        return data

    monkeypatch.setattr(caseforms, "write", slowly)
    paper = casepapers.make(house, BOSS, one, "alert_letter", entries, NOW)
    assert paper.number == "富综治警〔2026〕2号"
    assert "富综治警〔2026〕2号" in text_of(house, paper)


def test_two_people_making_the_one_agreement_leave_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    code = add_case(house, 1)
    entries = scene.typed(house, BOSS, code, "mediation_agreement")
    from exporters import caseforms

    written = caseforms.write
    overtaken: list[bool] = []

    def slowly(*args: object) -> bytes:
        if not overtaken:
            overtaken.append(True)
            casepapers.make(house, BOSS, code, "mediation_agreement", entries, NOW)
        return written(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(caseforms, "write", slowly)
    with pytest.raises(IllegalMove, match="已经有《人民调解协议书》（（2026）富锦山人调字第1号之1）"):
        casepapers.make(house, MEDIATOR, code, "mediation_agreement", entries, NOW)
    assert len(casepapers.of_case(house, BOSS, code)) == 1


# ------------------------------------------------------------------ the same again, and another in its place


def test_a_reprint_is_the_same_to_the_byte(house: House, tmp_path: Path) -> None:
    """Whatever becomes of the case and of the templates afterwards; the file lies there encrypted."""
    code = add_case(house, 1)
    paper = make(house, MEDIATOR, code, "mediation_agreement")
    first = casepapers.file_of(house, MEDIATOR, code, paper.id, NOW)[1]
    house.store.db.execute_sql("UPDATE cases SET status = 'settled', summary = '改过的案情'")
    later = casepapers.file_of(house, BOSS, code, paper.id, datetime(2027, 3, 1, 8, 0))[1]
    assert later == first
    assert files.sha256_of(first) == paper.sha256
    (kept,) = (house.files / "..").resolve().glob("files/*/*.bin")
    assert b"PK" not in kept.read_bytes()[:4]
    assert "孙立东".encode() not in kept.read_bytes()
    assert actions(house).count("print_paper") == 2


def test_a_corrected_paper_is_a_new_one_that_names_the_old(house: House) -> None:
    code = add_case(house, 1)
    old = make(house, MEDIATOR, code, "mediation_agreement")
    new = make(house, MEDIATOR, code, "mediation_agreement", corrects=old.id, entries={"way": "分两次付清"})
    assert new.number == "（2026）富锦山人调字第1号之2"
    assert new.corrects == old.number
    before, after = casepapers.of_case(house, MEDIATOR, code)
    assert (before.is_valid, before.replaced_by, after.is_valid) == (False, new.number, True)
    text = text_of(house, new)
    assert "（更正件，代替（2026）富锦山人调字第1号之1）" in text
    assert "履行方式：分两次付清" in text
    assert "履行期限：2026年11月30日" in text  # what was typed into the old one stands unless it was changed
    casepapers.declare_void(house, BOSS, code, new.id, "更正有误，仍用原来的", NOW)
    assert casepapers.of_case(house, MEDIATOR, code)[0].is_valid


def test_only_a_valid_paper_of_the_same_kind_is_corrected(house: House) -> None:
    code = add_case(house, 1)
    notice = make(house, MEDIATOR, code, "rights_notice")
    with pytest.raises(IllegalMove, match="只能更正"):
        casepapers.make(house, MEDIATOR, code, "mediation_record", {}, NOW, corrects=notice.id)
    with pytest.raises(NotFound):
        casepapers.make(house, MEDIATOR, code, "rights_notice", {}, NOW, corrects=999)


def test_a_paper_that_was_changed_behind_our_back_is_found(house: House) -> None:
    code = add_case(house, 1, Status.DISPATCHED)
    paper = make(house, BOSS, code, "assignment")
    assert shelf.faults(house.store) == []
    house.store.db.execute_sql("UPDATE case_paper SET made_by = '别人'")
    assert shelf.faults(house.store) == [f"文书“{paper.number}”的登记与制作时不一致。"]
    house.store.db.execute_sql("DELETE FROM case_paper")
    assert shelf.faults(house.store) == [f"登记号 {paper.id} 的文书不见了。"]
    assert chain.faults(house.store) == []


# ------------------------------------------------------------------ who, when, in which state


def test_wrong_states_are_refused_with_what_is_right(house: House) -> None:
    code = add_case(house, 1, Status.REGISTERED)
    with pytest.raises(IllegalMove) as told:
        casepapers.open_form(house, BOSS, code, "mediation_agreement", {}, NOW)
    assert told.value.sentences == (
        f"{code} 现在是“已登记（待受理）”，不能制作《人民调解协议书》。",
        "可以制作的状态：“调解中”、“已达成协议”、“已反馈（待中心审核）”、“已结案（待评价）”、“已评价”。",
    )
    petition = add_case(house, 2, Status.SIGNED)
    with pytest.raises(IllegalMove, match="《信访事项处理意见书》只用于信访来的件。"):
        casepapers.open_form(house, BOSS, petition, "petition_opinion", {}, NOW)
    assert "make_paper" not in actions(house)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.MERGED, Status.ARCHIVED])
def test_nothing_is_made_before_a_case_begins_and_after_its_dossier_is_closed(
    house: House, status: Status
) -> None:
    code = add_case(house, 1, status)
    record = scene.record_of(house, code)
    assert casepapers.offers(ALL, record, []) == []


def test_an_archived_paper_stays_valid(house: House) -> None:
    code = add_case(house, 1)
    paper = make(house, MEDIATOR, code, "rights_notice")
    house.store.db.execute_sql("UPDATE cases SET status = 'archived'")
    with pytest.raises(IllegalMove, match="已经归档"):
        casepapers.declare_void(house, BOSS, code, paper.id, "不想要了", NOW)


@pytest.mark.parametrize(
    ("viewer", "form", "error", "said"),
    [
        (
            UNIT_LEADER,
            "mediation_agreement",
            NotAllowed,
            "制作《人民调解协议书》由督办岗、承办人、调解员办理。",
        ),
        (HANDLER, "supervision_notice", NotAllowed, "制作《督办通知书》由督办岗办理。"),
        (CLERK, "rights_notice", NotAllowed, "您的岗位不能查看这件的当事人明文"),
        (LEADER, "rights_notice", NotAllowed, "制作《人民调解权利义务告知书》由"),
        (STRANGER, "rights_notice", NotFound, "没有这个案件"),
        (ADMIN, "rights_notice", NotFound, "没有这个案件"),
    ],
    ids=["unit leader", "handler", "clerk", "leader", "another unit", "admin"],
)
def test_who_may_not_make_what_is_told_so(
    house: House, viewer: Viewer, form: str, error: type[JiefenError], said: str
) -> None:
    code = add_case(house, 1)
    with pytest.raises(error, match=said.replace("《", ".").replace("》", ".")):
        casepapers.make(house, viewer, code, form, {}, NOW)
    assert casepapers.of_case(house, BOSS, code) == []


def test_another_units_papers_are_not_there_for_a_unit(house: House) -> None:
    code = add_case(house, 1)
    paper = make(house, MEDIATOR, code, "rights_notice")
    for ask in (
        lambda: casepapers.of_case(house, STRANGER, code),
        lambda: casepapers.read(house, STRANGER, code, paper.id, NOW),
        lambda: casepapers.file_of(house, STRANGER, code, paper.id, NOW),
        lambda: casepapers.declare_void(house, STRANGER, code, paper.id, "不是本单位的", NOW),
        lambda: casepapers.missing(house, STRANGER, code),
        lambda: casepapers.zip_of(house, STRANGER, code, NOW),
    ):
        with pytest.raises(NotFound):
            ask()
    mine = add_case(house, 2, unit=scene.OTHER)
    with pytest.raises(NotFound):  # a paper of another case under the address of one's own
        casepapers.read(house, STRANGER, mine, paper.id, NOW)


def test_a_paper_is_voided_where_it_was_made_or_by_the_supervisor(house: House) -> None:
    code = add_case(house, 1)
    of_unit, of_centre = (
        make(house, MEDIATOR, code, "rights_notice"),
        make(house, BOSS, code, "mediation_record"),
    )
    with pytest.raises(NotAllowed, match="由制作它的单位或者督办岗办理"):
        casepapers.declare_void(house, HANDLER, code, of_centre.id, "内容有误", NOW)
    with pytest.raises(casepapers.Unfinished, match="请写明作废的理由"):
        casepapers.declare_void(house, HANDLER, code, of_unit.id, " 错 ", NOW)
    assert casepapers.declare_void(house, HANDLER, code, of_unit.id, "内容有误", NOW).void_by == HANDLER.name
    with pytest.raises(IllegalMove, match="已经作废"):
        casepapers.declare_void(house, BOSS, code, of_unit.id, "内容有误", NOW)


def test_everything_is_in_the_log_and_no_name_is(house: House) -> None:
    code = add_case(house, 1)
    paper = make(house, MEDIATOR, code, "mediation_agreement")
    casepapers.read(house, BOSS, code, paper.id, NOW)
    casepapers.file_of(house, BOSS, code, paper.id, NOW)
    casepapers.declare_void(house, MEDIATOR, code, paper.id, "孙立东的电话 13945678901 写错", NOW)
    told = audit.entries(house.store, BOSS)
    kinds = {(one["user_name"], one["action"]) for one in told}
    assert {
        (MEDIATOR.name, "reveal"),
        (MEDIATOR.name, "make_paper"),
        (BOSS.name, "view_paper"),
        (BOSS.name, "print_paper"),
        (MEDIATOR.name, "void_paper"),
    } <= kinds
    details = "".join(one["detail"] for one in told)
    assert not any(mark in details for mark in ("孙立东", "周海峰", PHONE, ID_NO))


# ------------------------------------------------------------------ what a paper says to whom


def test_what_is_known_is_not_asked(house: House) -> None:
    code = add_case(house, 1)
    opened = casepapers.open_form(house, MEDIATOR, code, "mediation_application", {}, NOW)
    assert opened.faults == ()
    asked = {one.entry.id for one in opened.filled.asked if not one.known}
    assert asked == {"applicants", "respondents"}  # only for what it may do without: 民族, 职业
    paper = casepapers.make(house, MEDIATOR, code, "mediation_application", {}, NOW)
    text = text_of(house, paper)
    assert "申请人：孙立东，男，48岁，证件号码230882197805120012，联系电话13945678901，住" + HOME in text
    assert "富锦市锦山镇人民调解委员会" in text


def test_what_is_lacking_is_told_entry_by_entry(house: House) -> None:
    code = add_case(house, 1, people=(PartyFacts(PartyRole.APPLICANT, "孙立东"),))
    with pytest.raises(casepapers.Unfinished) as told:
        casepapers.make(house, MEDIATOR, code, "mediation_agreement", {"until": "明天"}, NOW)
    assert told.value.sentences == (
        "还缺孙立东的证件号码、单位或住址。",
        "还缺被申请人的姓名、证件号码、单位或住址。",
        "还缺“协议内容”。一条一行：谁、在什么时候以前、做什么或者付多少钱（大小写金额要一致）。",
        "还缺“履行方式”。例如：一次付清，当面交付。",
        "“履行期限”要填日期，例如 2026-11-23。",
    )


def test_what_was_typed_once_is_known_to_the_next_paper(house: House) -> None:
    code = add_case(house, 1)
    typed = {"applicants-0-job": "农民", "applicants-0-ethnicity": "赫哲"}
    casepapers.make(house, MEDIATOR, code, "mediation_application", typed, NOW)
    paper = make(house, MEDIATOR, code, "mediation_agreement", optional=False)
    assert "孙立东，男，赫哲族，48岁，农民，" in text_of(house, paper)
    confirmation = make(house, MEDIATOR, move(house, code, "settled"), "confirmation_application")
    assert "（2026）富锦山人调字第1号之2人民调解协议有效" in text_of(house, confirmation)


def move(house: House, code: str, status: str) -> str:
    """The case as if it stood elsewhere."""
    house.store.db.execute_sql("UPDATE cases SET status = ?", (status,))
    return code


def test_the_steps_of_a_case_fill_its_papers(house: House) -> None:
    told = {"told_options": "可以向锦山人民法庭起诉。"}
    code = add_case(house, 1, Status.FAILED, reason="双方差距太大。", steps=[("fail", told)])
    text = text_of(house, casepapers.make(house, MEDIATOR, code, "termination_notice", {}, NOW))
    assert "双方差距太大。" in text
    assert "可以向锦山人民法庭起诉。" in text


def test_a_dispatch_paper_tells_nobody_who_reported_unless_it_must(house: House) -> None:
    """Compliance guide, part 5: without a reporter's identity, unless the handling needs it."""
    code = add_case(
        house,
        1,
        Status.DISPATCHED,
        channel=Channel.HOTLINE_12345,
        summary=f"孙立东（{PHONE}）反映周海峰家的排水口冲毁菜窖，住{HOME}。",
    )
    text = text_of(house, make(house, BOSS, code, "assignment"))
    assert not any(mark in text for mark in ("孙立东", PHONE, ID_NO, HOME))
    assert "周海峰" in text
    assert "诉求人（不载明）" in text
    named = {"identity": "处置必需，载明"}
    old = casepapers.of_case(house, BOSS, code)[0]
    with pytest.raises(casepapers.Unfinished, match="还缺“载明身份的理由”"):
        casepapers.make(house, BOSS, code, "assignment", named | {"necessity": ""}, NOW, corrects=old.id)
    why = named | {"necessity": "要上门勘查，必须联系本人"}
    text = text_of(house, casepapers.make(house, BOSS, code, "assignment", why, NOW, corrects=old.id))
    assert "孙立东" in text
    assert PHONE in text
    assert ID_NO not in text
    assert "要上门勘查" not in text


def test_a_dispatch_paper_never_has_identity_numbers(house: House) -> None:
    code = add_case(house, 1, Status.DISPATCHED)
    text = text_of(house, make(house, BOSS, code, "assignment"))
    assert "孙立东" in text
    assert ID_NO not in text


@pytest.mark.parametrize(
    "changes", [{"type_l1": "marriage_family", "type_l2": "家庭暴力"}, {"tags": ("家暴现实危险",)}]
)
def test_the_other_side_does_not_learn_where_a_victim_lives(house: House, changes: dict[str, Any]) -> None:
    code = add_case(house, 1, summary=f"孙立东住{HOME}，电话{PHONE}，多次被打。", **changes)
    for form in ("mediation_agreement", "mediation_application", "mediation_record"):
        text = text_of(house, make(house, MEDIATOR, code, form))
        assert not any(mark in text for mark in (HOME, PHONE)), form
        assert "（依法保密）" in text
        assert OTHER_HOME in text
        assert OTHER_PHONE in text
    move(house, code, "transferred")  # the police has to find whoever is beaten
    assert HOME in text_of(house, make(house, BOSS, code, "transfer_letter"))


def test_a_unit_does_not_read_who_asked_the_centre_for_secrecy(house: House) -> None:
    code = add_case(house, 1, Status.NOT_ACCEPTED, secrecy=True)
    notice = make(house, BOSS, code, "refusal_notice")
    with pytest.raises(NotAllowed, match="不对本单位开放"):
        casepapers.read(house, HANDLER, code, notice.id, NOW)
    with pytest.raises(NotAllowed):
        casepapers.file_of(house, HANDLER, code, notice.id, NOW)
    move(house, code, "mediating")
    opened = casepapers.open_form(house, MEDIATOR, code, "rights_notice", {}, NOW)
    assert "孙立东" not in json.dumps(dict(opened.filled.values), ensure_ascii=False)
    assert any("还缺申请人的姓名" in fault for fault in opened.faults)
    supervision = make(house, BOSS, code, "supervision_notice")
    assert casepapers.read(house, HANDLER, code, supervision.id, NOW)[2] is False  # made for the unit


def test_those_who_may_not_see_people_in_clear_read_papers_without_them(house: House) -> None:
    code = add_case(house, 1)
    paper = make(house, MEDIATOR, code, "mediation_agreement")
    for viewer in (LEADER, CLERK):
        _paper, lines, masked = casepapers.read(house, viewer, code, paper.id, NOW)
        shown = "\n".join(cell for _kind, cells in lines for cell in cells)
        assert masked
        assert not any(mark in shown for mark in ("孙立东", "周海峰", PHONE, ID_NO, HOME, OTHER_HOME))
        assert "孙**" in shown
        assert "人民调解协议书" in shown
        with pytest.raises(NotAllowed, match="不能下载"):
            casepapers.file_of(house, viewer, code, paper.id, NOW)
    assert casepapers.read(house, UNIT_LEADER, code, paper.id, NOW)[2] is False
    assert "print_paper" not in actions(house)


def test_a_merged_case_brings_its_papers_to_the_master(house: House) -> None:
    master, part = add_case(house, 1), add_case(house, 2)
    paper = make(house, MEDIATOR, part, "rights_notice")
    house.store.db.execute_sql(
        "UPDATE cases SET status = 'merged', master_case = ? WHERE case_code = ?", (master, part)
    )
    (found,) = casepapers.of_case(house, BOSS, master)
    assert (found.number, found.part) == (paper.number, part)
    assert "孙立东" in text_of(house, found)
    # its own rights notice is still to be made
    assert make(house, MEDIATOR, master, "rights_notice").number == "（2026）富锦山人调字第2号之1"
