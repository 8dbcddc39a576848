"""The papers that a county may set in its own template: adding one is one line here.

Each paper's module says which blanks there are (``BLANKS``); what they mean stands in ``blankwords``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from exporters import formblanks
from exporters.blanks import Blanks, Shape, names_of
from exporters.blankwords import ENDINGS, EXAMPLE_ENDINGS, EXAMPLES, TABLES, WORDS
from jiefen_lite.forms import FORMS, Form
from jiefen_lite.shapes import ReportChart, Series

# No paper goes out without them: what it is, whose, of when, by which formulas.
_VERSION = ("as_of", "formula_version")
_SIGNED = ("title", "center", "dated", *_VERSION)
ISSUED = ("issued", "number")  # blanks of the edition that was signed off
CHART = "_chart"  # how the names of blanks end that stand for a chart


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with a template: how its file is called and what people call it."""

    document: str
    label: str
    suffix: str
    required: tuple[str, ...] = ()  # the blanks that no template of it may leave out
    form: Form | None = None  # of which form of a case it is the paper

    @property
    def file(self) -> str:
        """The name of its template file."""
        return self.document + self.suffix

    @property
    def blanks(self) -> Blanks:
        """The blanks that its module fills."""
        if self.form is not None:
            return formblanks.blanks(self.form)
        blanks: Blanks = import_module(f"exporters.{self.document}").BLANKS
        return blanks


PAPERS: dict[str, Paper] = {
    paper.document: paper
    for paper in (
        Paper("analysis_report", "分析报告", ".docx", (*_SIGNED, "lead")),
        Paper("health_report", "体检报告", ".docx", (*_SIGNED, "conclusion_text", "core_rows")),
        Paper("health_unit", "单位体检单", ".docx", (*_SIGNED, "unit", "conclusion_text", "core_rows")),
        Paper("monthly_form", "综治中心月报", ".xlsx", ("title", "center", "period", *_VERSION, "remarks")),
        *(
            Paper(form.document, form.name, ".docx", formblanks.required(form), form)
            for form in FORMS.values()
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank as a person who edits templates sees it."""

    path: str  # title, core_rows[].name
    write: str  # what to write into the template
    meaning: str
    example: str
    kind: str  # text, list, group
    required: bool


def _meaning(paper: Paper, path: str) -> str:
    """What a blank means; empty where nobody has said so, which a test does not let pass."""
    if paper.form is not None:
        return formblanks.said(paper.form, path)[0]
    for known in (f"{paper.document}:{path}", path):
        if known in WORDS:
            return WORDS[known]
    for ending, words in ENDINGS.items():
        table = path.removesuffix(ending) if path.endswith(ending) else ""
        if table in TABLES:
            return f"{TABLES[table]}{words}"
    head, _, column = path.rpartition(".")
    for ending, words in (("_header", "的表头"), ("_rows[]", "每一行的"), ("_total", "合计行的")):
        table = head.removesuffix(ending) if head.endswith(ending) else ""
        if table in TABLES and column in WORDS:
            return f"{TABLES[table]}{words}“{WORDS[column]}”"
    return WORDS.get(column, "")


def _example(paper: Paper, path: str) -> Any:
    if paper.form is not None:
        return formblanks.said(paper.form, path)[1]
    if path == "title":
        return f"{paper.label}（2026年10月）"
    column = path.rpartition(".")[2].removesuffix("[]")
    for known in (f"{paper.document}:{path}", path, column):
        if known in EXAMPLES:
            return EXAMPLES[known]
    endings = (words for ending, words in EXAMPLE_ENDINGS.items() if column.endswith(ending))
    return next(endings, _meaning(paper, path))


def _write(paper: Paper, path: str, shape: Shape) -> str:
    """How a blank is written in a template; inside of a list by the usual name of one of its items."""
    before, _, inner = path.rpartition("[].")
    name = f"row.{inner}" if before else path
    if isinstance(shape, list):
        whole = "tr" if isinstance(shape[0], dict) or paper.suffix == ".xlsx" else "p"
        return f"{{%{whole} for row in {name} %}}"
    return "{{ " + name + " }}"


def blanks_of(paper: Paper) -> list[Blank]:
    """Every blank of a paper in the order of its list."""
    found = []
    for path in names_of(paper.blanks):
        shape = _shape(paper.blanks, path)
        kind = "list" if isinstance(shape, list) else "group" if isinstance(shape, dict) else "text"
        shown = str(_example(paper, path)) if kind == "text" else ""
        meaning = _meaning(paper, path)
        if isinstance(shape, list) and not isinstance(shape[0], dict):
            shown = str(_example(paper, f"{path}[]"))
            meaning += "；循环里写 {{ row }}"
        write = _write(paper, path, shape)
        found.append(Blank(path, write, meaning, shown, kind, path in paper.required))
    return found


def _shape(blanks: Blanks, path: str) -> Shape:
    shape: Shape = blanks
    for name in path.split("."):
        shape = shape[name.removesuffix("[]")]
        if name.endswith("[]"):
            shape = shape[0]
    return shape


def example(paper: Paper, rows: int = 3, *, issued: bool = True) -> dict[str, Any]:
    """A context of example values: ``rows`` items in every list; 0 leaves lists and texts empty.

    Without ``issued`` it is the paper as it is mostly made: nobody has signed it, it has no number.
    """
    found = {name: _examples(paper, shape, name, rows) for name, shape in paper.blanks.items()}
    return found if issued else found | {name: "" for name in ISSUED if name in found}


def marked(paper: Paper) -> dict[str, Any]:
    """A context in which every required blank holds its own mark, to see where it is printed."""
    context = example(paper, issued=False)
    return context | {name: _with_mark(context[name], mark_of(name)) for name in paper.required}


def mark_of(name: str) -> str:
    """The text that stands for a required blank in :func:`marked`."""
    return f"⟦{name}⟧"


def _with_mark(value: Any, mark: str) -> Any:
    if isinstance(value, list):
        return [_with_mark(one, mark) for one in value]
    if isinstance(value, dict):
        return {name: _with_mark(one, mark) for name, one in value.items()}
    return mark


def _examples(paper: Paper, shape: Shape, path: str, rows: int) -> Any:
    if isinstance(shape, list):
        return [_examples(paper, shape[0], f"{path}[]", rows) for _ in range(rows)]
    if isinstance(shape, Mapping):
        return {name: _examples(paper, one, f"{path}.{name}", rows) for name, one in shape.items()}
    return _example(paper, path) if rows else ""


def charts_of(paper: Paper) -> dict[str, ReportChart]:
    """A small chart for every blank that stands for one."""
    series = (Series("本期", (3, 5)), Series("上期", (4, None)))
    return {
        name: ReportChart("column", "示例图", ("甲", "乙"), series, "示例")
        for name in paper.blanks
        if name.endswith(CHART)
    }


def missing(paper: Paper, used: set[str]) -> Sequence[Blank]:
    """The blanks that a template leaves out though the paper must have them."""
    return [one for one in blanks_of(paper) if one.required and one.path not in used]
