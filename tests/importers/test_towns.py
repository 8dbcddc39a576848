"""The town of a ledger that has no column for it: sheet, 填报单位, title, file; never against the row."""

from __future__ import annotations

from typing import Any

import pytest

from importers.towns import Towns
from tests.importers.factories import SMALL_BOOK, fields_of, shipped_book, workbook

NAMES = ("锦山镇", "锦山", "大榆树镇", "大榆树", "城东街道", "城东", "城东街道办", "富锦镇", "长安镇", "长安")
BOOK = {**SMALL_BOOK, "towns": NAMES}
HEADER = ["登记日期", "当事人", "简要情况", "发生地点"]
ROW = ["2025-11-03", "张三", "争执", "某屯西头"]


def town_of(
    head: list[list[Any]], *, sheet: str = "Sheet1", name: str = "台账.xlsx", place: str = "某屯西头"
) -> Any:
    """The town of the one row of a ledger with these lines above its header."""
    data = workbook({sheet: [*head, HEADER, [*ROW[:3], place]]})
    return fields_of(data, book=BOOK, name=name)[0].get("town")


TITLE = ["大榆树镇2025年11月矛盾纠纷排查化解台账"]
FORM = ["填报单位：锦山镇综治中心（盖章）", None, "填报日期：2025年12月1日"]


@pytest.mark.parametrize(
    ("how", "town"),
    [
        ({"head": []}, None),
        ({"head": [], "name": "2025年11月台账（锦山镇）.xlsx"}, "锦山镇"),
        ({"head": [], "name": "2025年11月台账（锦山）.xlsx"}, "锦山"),
        ({"head": [TITLE]}, "大榆树镇"),
        ({"head": [TITLE], "name": "锦山镇.xlsx"}, "大榆树镇"),
        ({"head": [TITLE, FORM]}, "锦山镇"),
        ({"head": [TITLE, ["填报单位：", "城东街道办", None, "填报日期：2025年12月1日"]]}, "城东街道办"),
        ({"head": [TITLE, FORM], "sheet": "富锦镇"}, "富锦镇"),
        ({"head": [TITLE, FORM], "sheet": "城东街道（11月）"}, "城东街道"),
        ({"head": [TITLE, FORM], "sheet": "不在名册上的镇"}, "不在名册上的镇"),
        ({"head": [["富锦市2025年11月矛盾纠纷排查化解台账"]]}, None),
        ({"head": [["锦山镇、大榆树镇2025年11月台账"]], "name": "锦山镇.xlsx"}, None),
        ({"head": [["锦山人民法庭诉前调解台账"]]}, None),
    ],
)
def test_the_first_of_sheet_form_title_and_file_names_the_town(how: dict[str, Any], town: str | None) -> None:
    """In this order; two towns at once say nothing, nor does a court that serves several."""
    assert town_of(**how) == town


@pytest.mark.parametrize(
    ("place", "town"),
    [("某屯西头", "锦山镇"), ("锦山镇某村", "锦山镇"), ("锦山某村", "锦山镇"), ("大榆树镇某村", None)],
)
def test_a_place_in_another_town_is_not_overridden(place: str, town: str | None) -> None:
    """The place speaks for itself."""
    assert town_of([FORM], place=place) == town


def test_a_stated_town_is_never_overridden_and_an_empty_cell_is_filled() -> None:
    """What the row says counts, what it leaves out the ledger says."""
    header = [*HEADER, "镇（街道）"]
    data = workbook([FORM, header, [*ROW, "大榆树镇"], [*ROW, None], [*ROW, "市住建局"]])
    assert [one["town"] for one in fields_of(data, book=BOOK)] == ["大榆树镇", "锦山镇", "市住建局"]


GRID = ["上报时间", "纠纷方名称", "纠纷基本情况", "网格名称", "网格员"]
VILLAGE = ["2025-11-04", "于某", "地界争执", "二砖村第8网格", "于秀娟"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        # a village of that name stands in two towns: the column 镇街 says which
        ([[*GRID, "镇街"], [*VILLAGE, "锦山镇"]], ("锦山镇", "二砖村第8网格", "二砖村第8网格")),
        ([["镇街", *GRID], ["锦山镇", *VILLAGE]], ("锦山镇", "二砖村第8网格", "二砖村第8网格")),
        # the head says which
        ([TITLE, GRID, VILLAGE], ("大榆树镇", "二砖村第8网格", "二砖村第8网格")),
        # nobody says which: the grid is the only hint
        ([GRID, VILLAGE], ("二砖村第8网格", "二砖村第8网格", "二砖村第8网格")),
        # the grid names its town, the head another
        ([TITLE, GRID, [*VILLAGE[:3], "锦山镇二砖村第8网格", "于秀娟"]],
         ("锦山镇二砖村第8网格", "锦山镇二砖村第8网格", "锦山镇二砖村第8网格")),
        # a number is no place
        ([GRID, [*VILLAGE[:3], "230882001008", "于秀娟"]], (None, "230882001008", None)),
    ],
)  # fmt: skip
def test_a_grid_is_no_town_but_helps_where_none_is_told(rows: Any, told: tuple[Any, ...]) -> None:
    """(town, grid, place) of a grid worker's report."""
    book = {**shipped_book(), "towns": NAMES}
    fields = fields_of(workbook(rows), channel="grid", book=book)[0]
    assert tuple(fields.get(name) for name in ("town", "grid", "place")) == told


@pytest.mark.parametrize(
    ("community", "place", "whole"),
    [
        ("朝阳社区", "站前家园18号楼", "朝阳社区站前家园18号楼"),
        ("朝阳社区", "城东街道站前家园18号楼", "城东街道朝阳社区站前家园18号楼"),
        ("朝阳社区", "富锦市城东街道朝阳社区站前家园", "富锦市城东街道朝阳社区站前家园"),
        ("朝阳社区", None, "朝阳社区"),
        (None, "站前家园", "站前家园"),
        ("—", "站前家园", "站前家园"),
        (None, None, None),
    ],
)
def test_a_community_is_part_of_the_place(community: Any, place: Any, whole: str | None) -> None:
    """In front of the address, behind the town, and never twice."""
    data = workbook([["登记日期", "当事人", "社区", "发生地点"], ["2025-11-03", "张三", community, place]])
    fields = fields_of(data, book=shipped_book())[0]
    assert (fields.get("place"), "community" in fields) == (whole, False)


def test_names_are_found_whole_and_once() -> None:
    """锦山镇 is not 锦山 as well, and a road or a county is no town."""
    towns = Towns(NAMES)
    assert towns.named_in("富锦市锦山镇与大榆树镇交界，锦山综治中心") == ["锦山镇", "大榆树镇"]
    assert towns.named_in("长安路、城东区、锦山法庭、富锦市") == []
    assert Towns(()).named_in("锦山镇") == []
