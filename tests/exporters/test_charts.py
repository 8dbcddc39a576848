"""Charts take whatever text a ledger has brought, and read back as the same."""

from __future__ import annotations

import pytest

from exporters import charts
from jiefen_lite.shapes import ReportChart, Series


@pytest.mark.parametrize(
    ("text", "kept"), [("甲\x07", "甲 "), ("甲\ufffe", "甲 "), ("_x0041_", "_x0041_"), ("=1+1", "=1+1")]
)
def test_any_text_may_stand_in_a_chart(text: str, kept: str) -> None:
    made = charts.make(ReportChart("column", text, (text,), (Series(text, (1,)),), text), "rId1")
    assert charts.cached_rows(made.xml) == charts.book_rows(made.workbook) == [("", kept), (kept, "1")]
    assert "\x07" not in charts.inline(ReportChart("column", text, (), (), text), "rId1", 1)
