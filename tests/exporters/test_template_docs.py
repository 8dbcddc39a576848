"""The guides list every blank; ``python -m tests.exporters.test_template_docs`` writes the lists anew.

docs/templates.md has the papers of months, docs/forms.md those of cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from exporters.papers import PAPERS, Blank, Paper, blanks_of
from jiefen_lite import glossary
from jiefen_lite.forms import FILE, Form
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Role, Status

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = {False: DOCS / "templates.md", True: DOCS / "forms.md"}  # whether it is of the papers of cases
_HEAD = "| 写法 | 意思 | 示例 |\n|---|---|---|\n"


def listed(paper: Paper) -> str:
    """The blanks of a paper as a table; the columns of a list or group stand in its own line."""
    found = blanks_of(paper)
    return _HEAD + "".join(f"{line}\n" for line in _lines(found))


def _lines(found: list[Blank]) -> Iterator[str]:
    for one in found:
        if "." in one.path:
            continue
        inner = [each for each in found if re.match(rf"{one.path}(\[\])?\.", each.path)]
        columns = "、".join(map(_column, inner))
        write, meaning = one.write, one.meaning
        if one.kind == "group":
            write = "{{ " + f"{one.path}.{inner[0].path.rpartition('.')[2]}" + " }}"
        if columns:
            meaning += f"；每项有 {columns}" if one.kind == "list" else f"；有 {columns}"
        needed = "（必需）" if one.required else ""
        example = one.example.replace("|", "/")
        yield f"| `{write}`{needed} | {meaning} | {example} |"


def _column(one: Blank) -> str:
    """A column with its own word: the last words in quotation marks, or those behind the colon."""
    quoted = re.findall(r"“([^“”]+)”", one.meaning)
    return f"`{one.path.rpartition('.')[2]}` {quoted[-1] if quoted else one.meaning.rpartition('：')[2]}"


def marked(paper: Paper) -> tuple[str, str]:
    """Between which lines of the guide the blanks of a paper stand."""
    return f"<!-- {paper.document} -->\n", f"<!-- /{paper.document} -->\n"


def of_guide(of_cases: bool) -> list[Paper]:
    """The papers whose blanks a guide lists."""
    return [paper for paper in PAPERS.values() if (paper.form is not None) is of_cases]


def told(form: Form) -> str:
    """What a form is for, who makes it, when, and how it is numbered."""
    pattern = "" if form.of_order else loader.load().forms.pattern(form.series)
    makers = "、".join(glossary.ROLES[role] for role in Role if role in form.makers)
    states = "、".join(glossary.STATUSES[status] for status in Status if status in form.states)
    due = "".join(why for _states, why in form.due)
    number = f"`{pattern}`，卷内每份再加“之几”" if form.series == FILE else f"`{pattern}`"
    number = "用督办单的编号" if form.of_order else number
    return (
        f"- 编号：{number}。依据：{form.basis}。\n- 谁制作：{makers}。{due}\n- 可以制作的状态：{states}。\n"
        f"- 模板：`{form.document}.docx`。\n\n"
    )


def renewed(text: str, of_cases: bool) -> str:
    """A guide with the lists as they are now."""
    for paper in of_guide(of_cases):
        begin, end = marked(paper)
        before, _, rest = text.partition(begin)
        about = told(paper.form) if paper.form is not None else ""
        text = f"{before}{begin}{about}{listed(paper)}{end}{rest.partition(end)[2]}"
    return text


@pytest.mark.parametrize("of_cases", [False, True])
def test_the_guides_list_every_blank(of_cases: bool) -> None:
    text = GUIDES[of_cases].read_text(encoding="utf-8")
    assert text == renewed(text, of_cases)


@pytest.mark.parametrize("document", PAPERS)
def test_the_guides_name_every_paper_and_its_file(document: str) -> None:
    paper = PAPERS[document]
    text = GUIDES[paper.form is not None].read_text(encoding="utf-8")
    assert f"| {paper.label} | `{paper.file}` |" in text


if __name__ == "__main__":
    for kind, guide in GUIDES.items():
        guide.write_text(renewed(guide.read_text(encoding="utf-8"), kind), encoding="utf-8")
