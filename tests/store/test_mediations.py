"""Meetings, agreements, performance, visits and attached files on both databases."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import Store, agreements, attachments, cases, files, mediations
from tests.factories import applicant, make_case, respondent

NOW = datetime(2026, 11, 20, 9, 30)
BOSS = Viewer(None, "督办老王", frozenset({Role.SUPERVISOR}))


def test_what_belongs_to_a_mediation_is_found_again(store: Store, tmp_path: Path) -> None:
    """Written and read once through, in the order of its days; texts lie there encrypted."""
    code = make_case(store, parties=(applicant(), respondent()))
    case_id = cases.case_id_of(store, BOSS, code)
    with store.writing():
        mediations.ask(
            store,
            BOSS,
            code,
            "applicant:1",
            answer="agreed",
            way="video",
            rights_told=True,
            wants="",
            now=NOW,
        )
        number = mediations.plan(store, BOSS, code, NOW, "司法所", {"applicant:1": "video"}, NOW)
        mediations.about_to_hold(
            store,
            BOSS,
            number,
            starts_at=NOW,
            place="司法所",
            ways={"applicant:1": "video"},
            present="孙立东",
            record="孙立东要工资。",
            result="agreed",
            now=NOW,
        )
        mediations.hold(store, BOSS, case_id, 1, held_on=NOW.date(), place="", present="", record="", now=NOW)
        draft = agreements.write_draft(
            store,
            BOSS,
            code,
            form="written",
            clauses=[("other", {"what": "孙立东撤诉"})],
            signed=["seal"],
            signed_on=NOW.date(),
            now=NOW,
        )
        agreements.about_to_sign(store, BOSS, draft, "一、孙立东撤诉。", 100, NOW)
        agreements.add_item(
            store, BOSS, draft, party=None, what="付款", due=date(2026, 11, 30), amount_fen=100
        )
        holds = agreements.settle(store, BOSS, case_id, "written", "", NOW.date(), NOW)
        agreements.propose_confirmation(store, BOSS, holds, proposed=True, last_day=date(2026, 12, 21))
        agreements.plan_visit(store, BOSS, holds, "first", "首次回访", date(2026, 11, 27))
    assert holds == draft
    assert mediations.consents(store, BOSS, code)["applicant:1"].way == "video"
    (held,) = mediations.sessions(store, BOSS, code)
    assert (held.record, held.result) == ("孙**要工资。", "agreed")
    (kept,) = agreements.versions(store, BOSS, code, clear=True)
    assert (kept.body, kept.state, kept.signed) == ("一、孙立东撤诉。", "settled", ("seal",))
    coming = agreements.coming(store, BOSS, date(2026, 12, 31), most=9)
    assert [(one.kind, one.due) for one in coming] == [
        ("visit", date(2026, 11, 27)),
        ("performance", date(2026, 11, 30)),
        ("confirmation", date(2026, 12, 21)),
    ]
    assert (
        agreements.coming(store, Viewer(None, "旁人", frozenset({Role.HANDLER}), "民政局"), date.max, most=9)
        == []
    )


def test_attached_files_are_kept(store: Store, tmp_path: Path) -> None:
    """Three files on the disk, one row, read through its case only."""
    code = make_case(store, parties=(applicant(), respondent()))
    new = attachments.NewAttachment("证据材料", "jpg", "欠条.jpg", b"original", b"shown", b"small", True)
    with store.writing():
        number = attachments.add(store, BOSS, tmp_path / "files", code, new, NOW)
        attachments.void(store, BOSS, number, "传错了", NOW)
    assert attachments.content(store, BOSS, tmp_path / "files", code, number) == b"shown"
    assert len(files.kept(store)) == 3
    assert len(list(attachments.all_files(store))) == 3
    assert attachments.get(store, BOSS, code, number).void_reason == "传错了"
