"""卷宗: what must be in it, what is missing, its table of contents, and the folder."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from jiefen_lite import casepapers, evidence
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.rules.mediation import DOSSIER_PLACES
from jiefen_lite.shapes import Outcome, Status, Viewer
from jiefen_lite.store import audit
from tests.casepapers import scene
from tests.casepapers.scene import ALL, BOSS, CLERK, HANDLER, LEADER, MEDIATOR, NOW, add_case, make, words
from tests.evidence import samples

MEDIATED = ("mediation_application", "rights_notice", "mediation_record", "mediation_agreement")


def close(house: House, outcome: str | None = "resolved", status: str = "closed") -> None:
    """The case as if it had ended."""
    house.store.db.execute_sql("UPDATE cases SET status = ?, outcome = ?", (status, outcome))


def whole(house: House) -> str:
    """A case with everything its dossier must have; returns its code."""
    code = add_case(house, 1)
    for form in MEDIATED:
        make(house, MEDIATOR, code, form)
    close(house)
    casepapers.add_material(house, HANDLER, code, "identity", "孙立东、周海峰身份证复印件", "4", NOW)
    for form in ("dossier_contents", "dossier_cover", "dossier_back"):
        make(house, HANDLER, code, form)
    return code


def test_the_catalogue_is_that_of_the_guide(house: House) -> None:
    """documents.md, c1, 卷内目录: each line with whether it must be there."""
    code = add_case(house, 1)
    close(house)
    lines = [(line.item.name, line.item.required) for line in casepapers.dossier_of(house, BOSS, code)]
    assert lines == [
        ("封面", True),
        ("目录", True),
        ("申请书或受理登记表", True),
        ("权利义务告知书", True),
        ("当事人身份证明", True),
        ("授权委托书", False),
        ("调查记录", False),
        ("证据材料", False),
        ("调解记录", True),
        ("调解协议书或口头协议登记表", True),
        ("履行凭证", False),
        ("回访记录", False),
        ("司法确认材料", False),
        ("流转和督办文书", False),
        ("卷宗情况说明", False),
        ("封底", True),
    ]


def test_what_is_missing_gets_less_with_every_paper(house: House) -> None:
    code = add_case(house, 1)
    assert casepapers.missing(house, BOSS, code) == [
        "封面",
        "目录",
        "申请书或受理登记表",
        "权利义务告知书",
        "当事人身份证明",
        "调解记录",
        "调解协议书或口头协议登记表",
        "封底",
    ]
    make(house, ALL, code, "acceptance_form")
    oral = make(house, ALL, code, "oral_agreement")
    assert "申请书或受理登记表" not in casepapers.missing(house, BOSS, code)
    assert "调解协议书或口头协议登记表" not in casepapers.missing(house, BOSS, code)
    casepapers.declare_void(house, BOSS, code, oral.id, "协议内容写错", NOW)
    assert "调解协议书或口头协议登记表" in casepapers.missing(house, BOSS, code)


def test_a_whole_dossier_lacks_nothing(house: House) -> None:
    assert casepapers.missing(house, BOSS, whole(house)) == []


@pytest.mark.parametrize(
    ("outcome", "status", "form", "name"),
    [
        (Outcome.COMPLETED_UNRESOLVED, Status.CLOSED, "termination_notice", "终止告知书"),
        (Outcome.TRANSFERRED, Status.TRANSFERRED, "transfer_letter", "移送函"),
        (Outcome.NOT_ACCEPTED, Status.NOT_ACCEPTED, "refusal_notice", "不予受理告知书"),
    ],
)
def test_a_case_that_ended_otherwise_needs_its_notice_instead(
    house: House, outcome: Outcome, status: Status, form: str, name: str
) -> None:
    code = add_case(house, 1, status, outcome=outcome)
    assert name in casepapers.missing(house, BOSS, code)
    assert "调解协议书或口头协议登记表" not in casepapers.missing(house, BOSS, code)
    make(house, ALL, code, form)
    assert name not in casepapers.missing(house, BOSS, code)


def test_a_withdrawn_case_needs_the_proof_of_it(house: House) -> None:
    code = add_case(house, 1, Status.WITHDRAWN, outcome=Outcome.WITHDRAWN)
    assert "撤回凭证" in casepapers.missing(house, BOSS, code)
    casepapers.add_material(house, BOSS, code, "ending", "撤回申请", "1", NOW)
    assert "撤回凭证" not in casepapers.missing(house, BOSS, code)


def test_the_table_of_contents_counts_the_pages(house: House) -> None:
    code = add_case(house, 1)
    for form in MEDIATED:
        make(house, MEDIATOR, code, form)
    close(house)
    casepapers.add_material(house, HANDLER, code, "identity", "身份证复印件", "4", NOW)
    entries = {"contents-0-pages": "3", "contents-1-pages": "1"}
    paper = casepapers.make(house, HANDLER, code, "dossier_contents", entries, NOW)
    text = words(casepapers.file_of(house, HANDLER, code, paper.id, NOW)[1])
    lines = text.split("序号")[1].split("空白页")[0].split("\n")
    spans = {
        lines[at]: lines[at + 3] for at, line in enumerate(lines) if line.startswith(("人民调解", "身份证"))
    }
    assert spans == {
        "人民调解申请书": "1-3",
        "人民调解权利义务告知书": "4",
        "身份证复印件": "5-8",
        "人民调解记录": "9-10",
        "人民调解协议书": "11-12",
    }
    back = casepapers.open_form(house, HANDLER, code, "dossier_back", {}, NOW)
    assert back.filled.values["pages"] == "12"
    with pytest.raises(casepapers.Unfinished, match="“人民调解申请书”有几页，请填 1 到 999 的整数。"):
        casepapers.make(
            house, HANDLER, code, "dossier_contents", {"contents-0-pages": "0"}, NOW, corrects=paper.id
        )


def test_the_folder_has_the_papers_in_order_with_checksums(house: House) -> None:
    code = whole(house)
    gone = make(house, MEDIATOR, code, "revisit_record")
    casepapers.declare_void(house, BOSS, code, gone.id, "回访日期写错", NOW)
    told: list[tuple[int, int]] = []
    name, data = casepapers.zip_of(house, BOSS, code, NOW, tell=lambda done, of: told.append((done, of)))
    assert name == f"{code}卷宗.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        found = {one.removeprefix(f"{code}卷宗/"): packed.read(one) for one in packed.namelist()}
    assert [one.split("（")[0].split("富")[0] for one in found] == [
        "01 人民调解卷宗封面",
        "02 人民调解卷宗卷内目录",
        "03 人民调解申请书",
        "04 人民调解权利义务告知书",
        "05 人民调解记录",
        "06 人民调解协议书",
        "07 人民调解卷宗封底",
        "作废和已更正/人民调解回访记录",
        "卷宗说明.txt",
        "校验值.txt",
    ]
    lines = (line.partition("  ") for line in found.pop("校验值.txt").decode().splitlines())
    sums = {name: mark for mark, _space, name in lines}
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    papers = {one.sha256 for one in casepapers.of_case(house, BOSS, code)}
    assert papers == {sums[name] for name in found if name.endswith(".docx")}
    note = found["卷宗说明.txt"].decode("utf-8-sig")
    assert "缺少的必备材料：没有" in note
    assert "当事人身份证明：孙立东、周海峰身份证复印件，4 页" in note
    assert told[-1] == (7, 8)
    assert not any("孙立东" in name for name in found)
    (entry,) = [one for one in audit.entries(house.store, BOSS) if one["action"] == "export_dossier"]
    assert json.loads(entry["detail"]) == {"missing": [], "papers": 8}


def attach(house: House, code: str, kind: str, name: str = "孙立东的.jpg", who: Viewer = BOSS) -> int:
    """A picture of its own; returns its number."""
    width = 600 + house.book.mediation.attachments.kinds.index(kind)
    data = samples.photograph((width, 400 + len(name)))
    return evidence.attach(house, who, code, data=data, file_name=name, kind=kind, now=NOW)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("当事人身份证明", "当事人身份证明"),
        ("授权委托书", "授权委托书"),
        ("调解笔录", "调解记录"),
        ("调解协议", "调解协议书或口头协议登记表"),
        ("履行凭证", "履行凭证"),
        ("现场照片", "证据材料"),
        ("其他", "证据材料"),
        ("撤回凭证", "证据材料"),  # this case was not withdrawn: there is no such line
    ],
)
def test_an_attached_file_lies_under_its_line_until_it_is_void(house: House, kind: str, line: str) -> None:
    code = add_case(house, 1)
    before = casepapers.missing(house, BOSS, code)
    number = attach(house, code, kind)
    there = [one for one in casepapers.dossier_of(house, BOSS, code) if one.enclosures]
    assert [(one.item.name, [file.kind for file in one.enclosures]) for one in there] == [(line, [kind])]
    assert casepapers.missing(house, BOSS, code) == [name for name in before if name != line]
    evidence.void(house, BOSS, code, number, "传错了", NOW)
    assert not any(one.enclosures for one in casepapers.dossier_of(house, BOSS, code))
    assert casepapers.missing(house, BOSS, code) == before


def test_a_scan_of_an_agreement_is_no_proof_of_a_withdrawal(house: House) -> None:
    code = add_case(house, 1, Status.WITHDRAWN, outcome=Outcome.WITHDRAWN)
    attach(house, code, "调解协议")
    assert "撤回凭证" in casepapers.missing(house, BOSS, code)
    attach(house, code, "撤回凭证")
    assert "撤回凭证" not in casepapers.missing(house, BOSS, code)


def test_attached_files_go_into_the_contents_and_the_folder(house: House) -> None:
    """In the list with the name that somebody gave them, in the folder under one that names nobody."""
    code = add_case(house, 1)
    make(house, MEDIATOR, code, "mediation_application")
    number = attach(house, code, "当事人身份证明", "孙立东身份证.jpg")
    gone = attach(house, code, "证据材料", "周海峰写的收条.jpg")
    evidence.void(house, BOSS, code, gone, "传错了", NOW)
    close(house)
    paper = make(house, HANDLER, code, "dossier_contents")
    text = words(casepapers.file_of(house, HANDLER, code, paper.id, NOW)[1])
    assert "当事人身份证明：孙立东身份证" in text
    assert "收条" not in text
    data = casepapers.zip_of(house, BOSS, code, NOW)[1]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = [one.removeprefix(f"{code}卷宗/") for one in packed.namelist()]
        scan = packed.read(f"{code}卷宗/03 当事人身份证明附件{number:03}.jpg")
        note = packed.read(f"{code}卷宗/卷宗说明.txt").decode("utf-8-sig")
    assert scan == evidence.opened(house, BOSS, code, number, NOW)[2]
    assert [one[:2] for one in names[:3]] == ["01", "02", "03"]
    assert not any("证据材料" in one or "孙立东" in one for one in names)
    assert f"当事人身份证明：当事人身份证明附件{number:03}.jpg" in note
    assert casepapers.size_of(house, BOSS, code) > len(scan)


def test_every_place_of_the_rules_is_a_line_of_some_dossier() -> None:
    lines = {place for one in casepapers.CATALOGUE for place in one.places}
    assert set(DOSSIER_PLACES) - lines == {"notice", "withdrawal"}  # of cases that ended without an agreement


def test_who_keeps_dossiers(house: House) -> None:
    code = whole(house)
    for viewer in (LEADER, CLERK):  # the clerk has not brought this case
        with pytest.raises(NotAllowed):
            casepapers.zip_of(house, viewer, code, NOW)
        with pytest.raises(NotAllowed):
            casepapers.add_material(house, viewer, code, "evidence", "照片", "1", NOW)
    with pytest.raises(NotFound):
        casepapers.zip_of(house, scene.STRANGER, code, NOW)
    assert casepapers.shown(house, HANDLER, code, "孙立东身份证") == "孙立东身份证"
    assert "孙立东" not in casepapers.shown(house, LEADER, code, "孙立东身份证")


@pytest.mark.parametrize(
    ("item", "pages", "said"),
    [
        ("cover", "1", "请选择材料放在哪一项下面"),
        ("identity", "0", "页数要填 1 到 999"),
        ("identity", "二", "页数要填 1 到 999"),
    ],
)
def test_a_material_says_where_it_lies_and_how_long_it_is(
    house: House, item: str, pages: str, said: str
) -> None:
    code = add_case(house, 1)
    with pytest.raises(JiefenError, match=said):
        casepapers.add_material(house, HANDLER, code, item, "身份证", pages, NOW)


def test_a_note_made_by_mistake_is_taken_back(house: House) -> None:
    code, other = add_case(house, 1), add_case(house, 2)
    casepapers.add_material(house, HANDLER, code, "evidence", "", "2", NOW)
    (line,) = [one for one in casepapers.dossier_of(house, HANDLER, code) if one.item.id == "evidence"]
    (material,) = line.materials
    assert (material.title, material.pages, material.noted_by) == ("证据材料", 2, HANDLER.name)
    with pytest.raises(NotFound):
        casepapers.remove_material(house, HANDLER, other, material.id, NOW)
    casepapers.remove_material(house, HANDLER, code, material.id, NOW)
    assert not any(one.materials for one in casepapers.dossier_of(house, HANDLER, code))
    with pytest.raises(NotFound):
        casepapers.remove_material(house, HANDLER, code, material.id, NOW)


def test_an_archived_dossier_stays_as_it_is(house: House) -> None:
    code = whole(house)
    (material,) = (one for line in casepapers.dossier_of(house, BOSS, code) for one in line.materials)
    close(house, status="archived")
    with pytest.raises(JiefenError, match="已经归档"):
        casepapers.add_material(house, BOSS, code, "evidence", "照片", "1", NOW)
    with pytest.raises(JiefenError, match="已经归档"):
        casepapers.remove_material(house, BOSS, code, material.id, NOW)
    assert casepapers.zip_of(house, BOSS, code, NOW)[0] == f"{code}卷宗.zip"


def test_a_unit_cannot_take_along_what_is_kept_from_it(house: House) -> None:
    code = add_case(house, 1, Status.NOT_ACCEPTED, secrecy=True, outcome=Outcome.NOT_ACCEPTED)
    make(house, BOSS, code, "refusal_notice")
    with pytest.raises(NotAllowed, match="由督办岗导出"):
        casepapers.zip_of(house, HANDLER, code, NOW)
    assert casepapers.zip_of(house, BOSS, code, NOW)[1]
