"""docs/templates.md lists every blank; ``python -m tests.exporters.test_template_docs`` writes it anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from exporters.papers import PAPERS, Blank, Paper, blanks_of

GUIDE = Path(__file__).parents[2] / "docs" / "templates.md"
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


def renewed(text: str) -> str:
    """The guide with the lists as they are now."""
    for paper in PAPERS.values():
        begin, end = marked(paper)
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{listed(paper)}{end}{rest.partition(end)[2]}"
    return text


def test_the_guide_lists_every_blank() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert text == renewed(text)


@pytest.mark.parametrize("document", PAPERS)
def test_the_guide_names_every_paper_and_its_file(document: str) -> None:
    paper = PAPERS[document]
    assert f"| {paper.label} | `{paper.file}` |" in GUIDE.read_text(encoding="utf-8")


if __name__ == "__main__":
    GUIDE.write_text(renewed(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
