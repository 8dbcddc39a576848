"""Everything of one person goes to another in one move; nothing is left, and the past keeps its names."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import peewee as pw
import pytest

from jiefen_lite import handover, moving
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import Center, Role, Status, Unit, Viewer
from jiefen_lite.shapes.supervision import NewMessage
from jiefen_lite.store import (
    absences,
    audit,
    batches,
    cases,
    chain,
    holdings,
    messages,
    prescriptions,
    ruledrafts,
    users,
    views,
)
from jiefen_lite.store.tables import TABLES
from tests.web import support
from tests.web.support import LABOR, NOW, OPERATOR, TOWN_HALL

OLD, NEW = "承办小赵", "承办小钱"
BOSS = Viewer(1, "督办老王", frozenset({Role.SUPERVISOR}))
ADMIN = Viewer(2, "管理员小卫", frozenset({Role.ADMIN}))
#: Text columns as wide as a user name, and what else they hold.
NO_NAMES = {
    "statute.sha256",
    "reading_lesson.key_hash",
    "statute.ended_by",  # a law
    *("setting.key", "counter.name", "rule_set.digest", "user_session.token_hash", "user_session.address"),
    *("sign_in_failure.address", "audit_entry.address", "audit_entry.action"),
    *("audit_entry.prev_hash", "audit_entry.hash", "chain_entry.ref", "chain_entry.digest"),
    *("chain_entry.prev_hash", "chain_entry.hash", "learned_column.field", "batch.sha256", "batch.digest"),
    *("inbox_file.sha256", "batch_row.sheet", "batch_row.content_hash", "batch_problem.sheet"),
    *("batch_problem.field", "cases.town", "cases.village", "cases.type_l2", "cases.cause"),
    *("cases.event_head", "case_source.content_hash", "case_event.hash", "proposal.field"),
    *("snapshot_table.rule_set", "snapshot_figure.indicator", "snapshot_figure.shown"),
    *("paper.formula_version", "paper.number", "paper_file.sha256", "sentence_edit.sentence"),
    *("prescription.rule", "cases.unit_by", "case_event.actor_role", "saved_view.name"),
    *("cases.people_count", "rule_change.digest", "rule_version.mark", "rule_version.base"),
    *("rule_draft.base", "reply_file.sha256", "case_paper.sha256", "rating.party"),
    *("supervision_order.number", "delivery.claim", "way_secret.name"),
    *("judicial_confirmation.ruling_no", "return_visit.name", "attachment.kind", "attachment.sha256"),
    *("attachment.shown_sha256", "attachment.small_sha256", "objection.item"),
    *("subsidy_month.rule_set", "subsidy_entry.grade", "subsidy_entry.rule"),
}
PERSONAL = re.compile(r"(^|_)(by|user|person|people|owner|handler|mediator|actor|leader|stand_in)(_|$)")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    users.add(made.store, OPERATOR, NEW, [Role.HANDLER, Role.MEDIATOR, Role.RULE_EDITOR], LABOR, "x", NOW)
    yield made
    made.store.close()


def add(house: House, number: int, **changes: object) -> str:
    units = [(changes.pop("unit", LABOR), "responsible")]
    return support.add_case(house, number, units=units, **{"dispatch_count": 1} | changes).case_code


def prescribe(house: House, owner: str, state: str = "open", unit: str = LABOR, rule: str = "late") -> None:
    prescriptions.write(
        house.store,
        BOSS,
        "2026-10",
        unit,
        rule,
        measure="周调度",
        acceptance="不再超期",
        owner=owner,
        due=None,
        state=state,
        remark=None,
        now=NOW,
    )


def everything(house: House) -> dict[str, str]:
    """One of each kind in the hands of OLD, and what only looks like it."""
    codes = {
        "handler": add(house, 1, handler=OLD),
        "both": add(house, 2, handler=OLD, mediator=OLD),
        "other's": add(house, 3, handler="承办小孙", mediator=OLD),
        "closed": add(house, 4, handler=OLD, status=Status.CLOSED),
        "merged": add(house, 5, handler=OLD, status=Status.MERGED),
        "namesake": add(house, 6, handler=OLD, unit=TOWN_HALL, responsible_unit=TOWN_HALL),
    }
    support.add_batch(house.store, OLD)
    support.add_batch(house.store, OLD, state="abandoned")
    prescribe(house, OLD)
    prescribe(house, OLD, "done", rule="done_one")
    prescribe(house, OLD, unit=TOWN_HALL)
    prescribe(house, OLD, rule="given_on")
    prescribe(house, "承办小孙", rule="given_on")
    today = NOW.date()
    absences.note(house.store, ADMIN, "分管老陈", today, today, OLD, NOW)
    absences.note(house.store, ADMIN, NEW, today, today, OLD, NOW)
    keep_views(house, OLD, "在办的", "超期的")
    keep_views(house, NEW, "超期的")
    keep_draft(house, OLD, "risk")
    return codes


def keep_draft(house: House, name: str, file: str) -> None:
    """A rule file that somebody is about to change."""
    editor = Viewer(None, name, frozenset({Role.RULE_EDITOR}))
    ruledrafts.keep(house.store, editor, file, "x: 1", "shipped", NOW)


def keep_views(house: House, name: str, *names: str) -> None:
    """Searches that somebody keeps under a name."""
    person = users.find(house.store, name)
    assert person is not None
    for one in names:
        views.add(house.store, person.viewer(), one, {"show": "open"}, NOW)


def views_of(house: House, name: str) -> list[str]:
    """Their names."""
    person = users.find(house.store, name)
    assert person is not None
    return [one.name for one in views.listed(house.store, person.viewer())]


def record(house: House, code: str) -> tuple[str | None, str | None]:
    found = cases.get_case(house.store, OPERATOR, code)
    return found.handler, found.mediator


def test_all_that_is_open_goes_along_and_nothing_else(house: House) -> None:
    codes = everything(house)
    given = handover.hand_over(house, BOSS, OLD, NEW, "调离本单位", NOW)
    assert {one.kind: one.count for one in given} == {
        "handler": 3,
        "mediator": 2,
        "batch": 1,
        "prescription": 1,
        "stand_in": 2,
        "saved_view": 2,
        "rule_draft": 1,
    }
    assert {name: record(house, code) for name, code in codes.items()} == {
        "handler": (NEW, None),
        "both": (NEW, NEW),
        "other's": ("承办小孙", NEW),
        "closed": (OLD, None),
        "merged": (NEW, None),
        "namesake": (OLD, None),
    }
    brought = {one.state: one.imported_by for one in batches.list_batches(house.store, OPERATOR)}
    assert brought == {"previewed": NEW, "abandoned": OLD}
    owners = {key: note.owner for key, note in prescriptions.notes(house.store, OPERATOR, "2026-10").items()}
    assert owners == {
        (LABOR, "late"): NEW,
        (LABOR, "done_one"): OLD,
        (TOWN_HALL, "late"): OLD,
        (LABOR, "given_on"): "承办小孙",
    }
    stand_ins = {one.person: one.stand_in for one in absences.known(house.store, OPERATOR, NOW.date())}
    assert stand_ins == {"分管老陈": NEW, NEW: None}
    assert views_of(house, OLD) == []
    has = {one.kind: one for one in holdings.of(house.store, BOSS, handover.find(house, NEW), NOW.date())}
    assert has["rule_draft"].names == ("risk.yaml",)
    assert views_of(house, NEW) == ["在办的", f"超期的（{OLD}）", "超期的"]
    assert handover.at_hand(house, BOSS, OLD, NOW) == ()


def test_each_case_gets_one_event_with_the_reason_and_the_past_stays(house: House) -> None:
    codes = everything(house)
    before = cases.history(house.store, OPERATOR, codes["both"])
    handover.hand_over(house, BOSS, OLD, NEW, "调离本单位", NOW)
    after = cases.history(house.store, OPERATOR, codes["both"])
    assert after[: len(before)] == before
    (event,) = after[len(before) :]
    assert (event.action, event.actor, event.reason) == ("hand_over", BOSS.name, "调离本单位")
    assert event.data == {"handler": [OLD, NEW], "mediator": [OLD, NEW]}
    assert (event.from_status, event.to_status) == (Status.MEDIATING, Status.MEDIATING)
    assert chain.faults(house.store) == []
    last = audit.last(house.store, OPERATOR, "hand_over", OLD)
    assert last is not None
    assert last["detail"]["to"] == NEW


def test_the_receiver_is_told_in_one_message_how_many(house: House) -> None:
    everything(house)
    handover.hand_over(house, BOSS, OLD, NEW, "调离本单位", NOW)
    receiver = handover.find(house, NEW).viewer()
    (told,), _ = messages.of(house.store, receiver, unread_only=True, limit=10)
    assert (told.kind, told.text) == ("many_handed_over", "4 件移交给您办理。")


def test_nobody_is_moved_and_given_a_case_at_the_same_moment(house: House) -> None:
    """Either he goes and takes nothing along, or he has the case and stays: never both."""
    handler = handover.find(house, OLD).viewer()
    for number in range(21, 27):
        code = add(house, number, handler=OLD)
        start, told = threading.Barrier(2), []

        def give(code: str = code, start: threading.Barrier = start, told: list[str] = told) -> None:
            start.wait()
            try:
                moving.move(house, handler, code, "hand_over", {"handler": NEW, "reason": "休假"}, NOW)
                told.append("given")
            except JiefenError:
                pass

        def go(start: threading.Barrier = start, told: list[str] = told) -> None:
            start.wait()
            try:
                handover.change_place(house, ADMIN, NEW, [Role.HANDLER], TOWN_HALL, NOW)
                told.append("gone")
            except IllegalMove:
                pass

        both = [threading.Thread(target=one) for one in (give, go)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert len(told) == 1, told
        gone = told == ["gone"]
        assert (handover.find(house, NEW).unit, record(house, code)[0]) == (
            (TOWN_HALL, OLD) if gone else (LABOR, NEW)
        )
        if gone:
            handover.change_place(house, ADMIN, NEW, [Role.HANDLER], LABOR, NOW)
        else:
            moving.move(
                house,
                handover.find(house, NEW).viewer(),
                code,
                "hand_over",
                {"handler": OLD, "reason": "回来了"},
                NOW,
            )


def test_the_administrator_hands_over_but_is_told_numbers_only(house: House) -> None:
    everything(house)
    told, read = (handover.at_hand(house, who, OLD, NOW) for who in (ADMIN, BOSS))
    assert [one.count for one in told] == [one.count for one in read]
    assert {one.names for one in told} == {()}
    assert all(len(one.names) == one.count for one in read)
    handover.hand_over(house, ADMIN, OLD, NEW, "调离", NOW)
    assert handover.at_hand(house, BOSS, OLD, NOW) == ()


@pytest.mark.parametrize(
    ("receiver", "reason", "words"),
    [
        (OLD, "调离", "不能是本人"),
        ("分管老陈", "调离", "没有承办人岗位"),
        ("外单位小吴", "调离", "接手的人要在" + LABOR),
        ("停用的", "调离", "已经停用"),
        (NEW, "  ", "写明理由"),
    ],
)
def test_who_cannot_take_it_over_leaves_everything_as_it_was(
    house: House, receiver: str, reason: str, words: str
) -> None:
    codes = everything(house)
    users.add(house.store, OPERATOR, "外单位小吴", [Role.HANDLER, Role.MEDIATOR], TOWN_HALL, "x", NOW)
    users.add(house.store, OPERATOR, "停用的", [Role.HANDLER, Role.MEDIATOR], LABOR, "x", NOW)
    users.set_disabled(house.store, OPERATOR, "停用的", True, NOW)
    before = handover.at_hand(house, BOSS, OLD, NOW)
    with pytest.raises(IllegalMove, match=words):
        handover.hand_over(house, BOSS, OLD, receiver, reason, NOW)
    assert handover.at_hand(house, BOSS, OLD, NOW) == before
    assert record(house, codes["handler"]) == (OLD, None)


def test_two_drafts_of_one_rule_file_are_not_made_one(house: House) -> None:
    everything(house)
    keep_draft(house, NEW, "risk")
    before = handover.at_hand(house, BOSS, OLD, NOW)
    with pytest.raises(IllegalMove, match="风险卡"):
        handover.hand_over(house, BOSS, OLD, NEW, "调离", NOW)
    assert handover.at_hand(house, BOSS, OLD, NOW) == before


def test_only_supervisor_and_administrator_hand_over(house: House) -> None:
    everything(house)
    for role in set(Role) - {Role.SUPERVISOR, Role.ADMIN, Role.OPERATOR}:
        viewer = Viewer(5, "某人", frozenset({role}), LABOR)
        with pytest.raises(NotAllowed):
            handover.hand_over(house, viewer, OLD, NEW, "调离", NOW)
        with pytest.raises(NotAllowed):
            handover.at_hand(house, viewer, OLD, NOW)
    with pytest.raises(NotFound):
        handover.hand_over(house, BOSS, "没有这人", NEW, "调离", NOW)


def test_a_fault_in_the_middle_takes_all_of_it_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = everything(house)

    def broken(*_given: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(holdings, "give_rest", broken)
    with pytest.raises(RuntimeError):
        handover.hand_over(house, BOSS, OLD, NEW, "调离", NOW)
    assert record(house, codes["handler"]) == (OLD, None)
    assert chain.faults(house.store) == []


def test_where_center_yaml_names_somebody_is_told(house: House) -> None:
    unit = Unit(LABOR, "department", leader=OLD, lines=(("leader", 12),))
    center: Center = replace(house.center, units=(unit,))
    assert handover.in_file(center, OLD) == (f"center.yaml 第 12 行：{LABOR}的分管领导",)
    assert handover.in_file(center, NEW) == ()


def test_every_column_with_a_persons_name_is_considered() -> None:
    """A new one has to be told whether it goes along or stays: see ``holdings``."""
    found = set()
    for table in TABLES:
        for field in table._meta.sorted_fields:
            name = f"{table._meta.table_name}.{field.column_name}"
            text = isinstance(field, pw.CharField) and field.max_length == 64
            personal = PERSONAL.search(field.name) and isinstance(
                field, pw.CharField | pw.ForeignKeyField | pw.IntegerField
            )
            if text or personal:
                found.add(name)
    considered = holdings.GOES_ALONG.keys() | holdings.STAYS.keys()
    assert found - considered - NO_NAMES == set()
    assert considered - found == set(), "no such column"
    assert NO_NAMES - found == set(), "no such column"
    assert considered & NO_NAMES == set()


def test_standing_in_that_is_over_is_not_at_hand(house: House) -> None:
    absences.note(house.store, ADMIN, "分管老陈", date(2026, 11, 1), date(2026, 11, 2), OLD, NOW)
    assert handover.at_hand(house, BOSS, OLD, NOW) == ()


def test_what_he_was_told_and_has_not_read_goes_along(house: House) -> None:
    add(house, 1, handler=OLD)
    with house.store.writing():
        made = [
            NewMessage(OLD, "handler", LABOR, "yellow", "FJ20261103-0001 快到期了。", 1),
            NewMessage(OLD, "handler", LABOR, "urge", "FJ20261103-0001 仍未办结。", 1),
        ]
        messages.put(house.store, OPERATOR, made, NOW)
    old, new = Viewer(None, OLD, frozenset({Role.HANDLER}), LABOR), users.find(house.store, NEW)
    assert new is not None
    found, _total = messages.of(house.store, old, unread_only=True, limit=9)
    messages.mark_read(house.store, old, [found[-1].id], NOW)
    given = handover.hand_over(house, BOSS, OLD, NEW, "调离本单位", NOW)
    assert ("message", 1) in {(one.kind, one.count) for one in given}
    told = [one.kind for one in messages.of(house.store, new.viewer(), unread_only=True, limit=9)[0]]
    assert told == ["many_handed_over", "urge"]
    assert [one.kind for one in messages.of(house.store, old, unread_only=False, limit=9)[0]] == ["yellow"]
