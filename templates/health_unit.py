"""The template of the 体检单 of one unit, set close so that it is one page; a county changes its own copy."""

from __future__ import annotations

from typing import Any

from templates.office import (
    FANG,
    HEI,
    KAI,
    SIZE_3,
    SIZE_5,
    SIZE_SMALL_4,
    SIZE_SMALL_5,
    SONG_TITLE,
    only_if,
    paragraph,
    table,
    tag,
)

#: Table by name → its columns, their widths (together 156 mm), columns of words.
TABLES: dict[str, tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]] = {
    "core": (
        ("name", "now", "fraction", "previous", "year_before", "county", "points"),
        (1945, 1100, 1100, 1100, 1200, 1100, 1300),
        (0,),
    ),
    "symptoms": (("kind", "code", "what", "state"), (1000, 1800, 4445, 1600), (2, 3)),
    "remedies": (
        ("problem", "measure", "owner", "due", "acceptance"),
        (2115, 2900, 830, 1000, 2000),
        (0, 1, 4),
    ),
}
_INDENT = {"firstLineChars": 200, "firstLine": 420}
_FAR = {"rightChars": 200, "right": 640}


def _line(text: str, font: str = FANG, *, keep_next: bool = False) -> Any:
    return paragraph(text, font, SIZE_5, line=None, indent=_INDENT, grid=False, keep_next=keep_next)


def _said(name: str) -> list[Any]:
    return [tag(f"{{%p for sentence in {name}_text %}}"), _line("{{ sentence }}"), tag("{%p endfor %}")]


def _title(text: str) -> Any:
    return _line(text, HEI, keep_next=True)


def _table(name: str) -> list[Any]:
    columns, widths, left = TABLES[name]
    below = paragraph(f"注：{{{{ {name}_note }}}}", size=SIZE_SMALL_5, line=None, grid=False)
    return [
        table(name, columns, widths, size=SIZE_SMALL_5, left=left),
        *only_if(f"{name}_note", [below]),
    ]


def _signature() -> list[Any]:
    return [
        paragraph(blank, FANG, SIZE_5, line=None, align="right", indent=_FAR, grid=False)
        for blank in ("{{ center }}", "{{ dated }}")
    ]


def parts() -> list[Any]:
    """The sheet from its title to its date."""
    return [
        paragraph("{{ title }}", SONG_TITLE, SIZE_3, line=None, align="center", grid=False),
        paragraph("{{ unit }}{{ trial }}", KAI, SIZE_SMALL_4, line=None, align="center", grid=False),
        _title("一、体检结论"),
        *_said("conclusion"),
        _title("二、核心指标"),
        *_table("core"),
        _title("三、异常诊断"),
        *_said("symptoms"),
        *only_if("symptoms_title", _table("symptoms")),
        _title("四、病因分析"),
        *_said("links"),
        _title("五、处方"),
        *_said("remedies"),
        *only_if("remedies_title", _table("remedies")),
        _title("六、上月复查"),
        *_said("review"),
        *_said("objections"),
        *_signature(),
    ]
