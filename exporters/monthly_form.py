"""The 综治中心月报 as a workbook: which blanks its form has, and how a month's numbers fill them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from exporters import booktemplate
from exporters.health_report import until_text
from jiefen_lite.shapes import FormRow, MonthlyForm
from jiefen_lite.text.days import day_in_words

DOCUMENT, LABEL = "monthly_form", "综治中心月报"
SPREAD_COLUMNS = (
    *("registered_count", "intake_count", "dispatched", "signed", "closed_count", "resolved_count"),
    *("unresolved_count", "transferred_count", "withdrawn_count", "overdue_count", "resolution_rate"),
)
LINE_COLUMNS = ("value", "n", "d", "previous", "mom", "year_before", "yoy", "note")
SPREAD = ("channels", "types", "towns")
LINES = ("risks", "mediation", "satisfaction", "supervision", "comparison")
CODE_COLUMNS = ("part", "name", "column", "count", "codes")
CODES_A_ROW = 30  # a cell that anybody can still read

BLANKS: dict[str, Any] = {
    **dict.fromkeys(("title", "center", "dated", "period", "before", "as_of", "formula_version", "state")),
    **{f"{name}_rows": [dict.fromkeys(("name", *SPREAD_COLUMNS))] for name in SPREAD},
    **{f"{name}_total": dict.fromkeys(("name", *SPREAD_COLUMNS)) for name in (*SPREAD, "handling")},
    **{f"{name}_rows": [dict.fromkeys(("name", *LINE_COLUMNS))] for name in LINES},
    "remarks": [None],
    "definitions": [None],
    "codes_rows": [dict.fromkeys(CODE_COLUMNS)],
}


def _cells(row: FormRow, columns: tuple[str, ...]) -> dict[str, Any]:
    return {"name": row.name, **{column: row.cells[column] for column in columns}}


def _code_rows(form: MonthlyForm) -> Iterator[Mapping[str, Any]]:
    for one in form.codes:
        for start in range(0, len(one.codes), CODES_A_ROW):
            codes = one.codes[start : start + CODES_A_ROW]
            # the number stands once, so that the column can be added up
            count = len(one.codes) if start == 0 else None
            values = (one.part, one.name, one.column, count, "、".join(codes))
            yield dict(zip(CODE_COLUMNS, values, strict=True))


def context(form: MonthlyForm) -> dict[str, Any]:
    """What the blanks of the form are filled with: plain texts and numbers."""
    return {
        "title": form.title,
        "center": form.center,
        "dated": day_in_words(form.dated),
        "period": form.period_name,
        "before": form.before_word,
        "as_of": until_text(form.as_of),
        "formula_version": form.formula_version,
        "state": "已冻结" if form.frozen else "未冻结，暂计数",
        **{f"{name}_rows": [_cells(row, SPREAD_COLUMNS) for row in form.parts[name]] for name in SPREAD},
        **{f"{name}_total": _cells(row, SPREAD_COLUMNS) for name, row in form.totals.items()},
        **{f"{name}_rows": [_cells(row, LINE_COLUMNS) for row in form.parts[name]] for name in LINES},
        "remarks": list(form.remarks),
        "definitions": list(form.definitions),
        "codes_rows": list(_code_rows(form)),
    }


def marks(form: MonthlyForm) -> str:
    """What the file must remember so that every number in it can be derived again."""
    return (
        f"{DOCUMENT};period={form.period.label};as_of={form.as_of.isoformat()};"
        f"formula={form.formula_version};dated={form.dated.isoformat()}"
    )


def write(form: MonthlyForm, out: Path | BinaryIO, template_folder: Path | None = None) -> None:
    """The form as .xlsx, set in the county's own copy or the shipped one."""
    booktemplate.render(
        DOCUMENT,
        context(form),
        out,
        blanks=BLANKS,
        template_folder=template_folder,
        title=form.title,
        author=form.center,
        keywords=marks(form),
    )
