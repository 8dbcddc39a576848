"""Headers are explained once: proposals, conflicts, what reading again changed, what was taught."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jiefen_lite import headerdesk, intake
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, batches, learned
from jiefen_lite.store.batches import BatchRecord
from tests import tickets
from tests.importers.factories import workbook

NOW = datetime(2025, 12, 1, 9, 0)
LATER = NOW + timedelta(hours=1)
CLERK = Viewer(2, "窗口李", frozenset({Role.INTAKE_CLERK}))
HANDLER = Viewer(3, "承办赵", frozenset({Role.HANDLER}), tickets.LABOUR)
HEADER = ["卷号", "受理时间", "申请人", "联络号", "纠纷类型", "纠纷简要情况", "心情", "进门日"]
ROWS = [
    [f"Z{n}", f"2025-11-{n:02d}", "孙立东", f"1390000{n:04d}" if n % 2 else "", "邻里纠纷", "两家为排水争执",
     "好", f"2025-11-{n:02d}"]
    for n in range(1, 7)
]  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = tickets.open_house(tmp_path)
    yield opened
    opened.store.close()


def preview(house: House, viewer: Viewer = CLERK) -> BatchRecord:
    done = intake.preview(
        house, viewer, workbook([HEADER, *ROWS]), file_name="调解台账.xlsx", channel="mediation",
        as_of=NOW.date(), now=NOW,
    )  # fmt: skip
    return batches.get_batch(house.store, viewer, done.batch_id)


def again(house: House, batch: BatchRecord) -> BatchRecord:
    intake.preview_again(house, CLERK, batch.id, channel=None, now=LATER)
    return batches.get_batch(house.store, CLERK, batch.id)


def test_a_batch_asks_with_masked_values_and_proposals_or_honestly_none(house: House) -> None:
    batch = preview(house)
    asked = {one.header: one for one in headerdesk.questions(batch)}
    assert list(asked) == ["联络号", "心情", "进门日"]
    assert asked["联络号"].proposed == "phone"
    assert asked["联络号"].samples == ("139****0001", "139****0003", "139****0005")
    assert asked["联络号"].proposals[0]["reasons"] == ["3 个值里 3 个像电话"]
    assert asked["心情"].proposals == asked["进门日"].proposals == ()
    assert headerdesk.asking(house, CLERK)[0][1] == 3


def test_the_effect_is_told_from_before_to_after(house: House) -> None:
    batch = preview(house)
    assert headerdesk.changes(batch) == []
    headerdesk.teach(house, CLERK, "mediation", {"联络号": "phone", "心情": None}, NOW)
    read = again(house, batch)
    told = {one.name: (one.before, one.after) for one in headerdesk.changes(read)}
    assert told == {"电话": (0, 3), "没见过的栏目": (3, 1)}
    assert [one.header for one in headerdesk.questions(read)] == ["进门日"]


def test_two_columns_for_one_field_are_told_before(house: House) -> None:
    batch = preview(house)
    (told,) = headerdesk.conflicts(batch, {"进门日": "received_at"})
    assert told.startswith("“受理时间”、“进门日”都读作来源登记时间")
    assert headerdesk.conflicts(batch, {"进门日": "occurred_at", "心情": None}) == []
    assert (
        headerdesk.conflicts(batch, {"心情": "summary"}) == []
    )  # the next column stands in where it is empty


def test_what_was_taught_is_listed_with_who_where_used_and_what_rules_say(house: House) -> None:
    batch = preview(house)
    headerdesk.teach(house, CLERK, "mediation", {"联络号": "phone", "调解员": "handler"}, NOW)
    again(house, batch)
    lessons = {one.said.header: one for one in headerdesk.lessons(house, CLERK)}
    phone, mediator = lessons["联络号"], lessons["调解员"]
    assert (phone.said.field, phone.said.taught_by, phone.said.taught_at) == ("phone", "窗口李", NOW)
    assert ([one.id for one in phone.batches], [one.id for one in phone.waiting]) == ([batch.id], [batch.id])
    assert (phone.known, phone.contradicts) == (False, False)
    assert (mediator.by_rules, mediator.contradicts, mediator.batches) == ("mediator", True, ())


def test_what_was_taught_goes_and_comes_back_as_it_was(house: House) -> None:
    batch = preview(house)
    headerdesk.teach(house, CLERK, "mediation", {"联络号": "phone"}, NOW)
    headerdesk.forget(house, CLERK, "mediation", "联络号", LATER)
    assert learned.columns(house.store) == {}
    assert "联络号" in [one.header for one in headerdesk.questions(again(house, batch))]
    with pytest.raises(NotFound, match="刚刚有人改过"):
        headerdesk.forget(house, CLERK, "mediation", "联络号", LATER)
    headerdesk.put_back(house, CLERK, "mediation", "联络号", LATER)
    (lesson,) = headerdesk.lessons(house, CLERK)
    assert (lesson.said.field, lesson.said.taught_at, lesson.said.removed_at) == ("phone", NOW, None)
    with pytest.raises(NotFound):
        headerdesk.put_back(house, CLERK, "mediation", "联络号", LATER)
    written = [one["action"] for one in audit.entries(house.store, CLERK)]
    assert written[:2] == ["remember_column", "forget_column"]


def test_a_unit_explains_its_own_files_and_keeps_no_list(house: House) -> None:
    batch = preview(house, HANDLER)
    assert headerdesk.questions(batch)
    for refused in (
        lambda: headerdesk.lessons(house, HANDLER),
        lambda: headerdesk.forget(house, HANDLER, "mediation", "联络号", NOW),
        lambda: headerdesk.put_back(house, HANDLER, "mediation", "联络号", NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_an_earlier_version_s_batch_without_proposals_is_still_asked(house: House) -> None:
    batch = preview(house)
    sheets = [dict(sheet) for sheet in batch.sheets]
    for sheet in sheets:
        sheet["columns"] = [{k: v for k, v in one.items() if k != "proposals"} for one in sheet["columns"]]
    batches.update(house.store, batch.id, sheets=sheets)
    asked = headerdesk.questions(batches.get_batch(house.store, CLERK, batch.id))
    assert [one.proposals for one in asked] == [(), (), ()]
