"""The past table: any workbook, the columns that a person names."""

from __future__ import annotations

import pytest

from jiefen_lite.errors import JiefenError
from jiefen_lite.training import table
from tests.importers.factories import workbook
from tests.training import past


def test_every_sheet_that_has_the_columns_counts() -> None:
    pairs = past.rows(5)
    first, second = past.sheet(pairs[:8]), past.sheet(pairs[8:])[1:]
    second.append(["16", "老李", "没有分类的一件", ""])
    second.append(["", "", "", ""])
    data = workbook({"说明": [["本表说明"]], "一季度": first, "二季度": second})
    found = table.sheets(data, "旧台账.xlsx")
    assert table.headings(found) == ["序号", "登记人", "简要案情", "纠纷类别"]
    lessons = table.lessons(found, ["简要案情"], "纠纷类别")
    assert list(zip(lessons.texts, lessons.labels, strict=True)) == pairs
    assert (lessons.rows, lessons.blank) == (16, 1)
    two = table.lessons(found, ["登记人", "简要案情"], "纠纷类别")
    assert two.texts[0] == f"老王\n{pairs[0][0]}"


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    found = table.sheets(workbook(past.sheet(past.rows(5))), "旧台账.xlsx")
    with pytest.raises(JiefenError, match=r"内容、纠纷类别(?s:.*)序号、登记人、简要案情、纠纷类别"):
        table.lessons(found, ["内容"], "纠纷类别")
