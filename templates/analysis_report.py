"""The template of the 分析报告; a county changes its own copy in Word."""

from __future__ import annotations

from typing import Any

from templates.office import (
    SIZE_2,
    SIZE_4,
    SIZE_5,
    SIZE_SMALL_4,
    SONG_TITLE,
    TITLE_LINE,
    attachment,
    body,
    caption,
    document_number,
    heading,
    note,
    only_if,
    paragraph,
    picture,
    said,
    signature,
    table,
    tag,
    titled,
)

#: Table by name → its columns and their widths (together 156 mm).
TABLES: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "total": (("name", "now", "fraction", "previous", "year_before"), (2445, 1600, 1600, 1600, 1600)),
    "types": (("name", "now", "previous", "year_before", "share"), (2445, 1600, 1600, 1600, 1600)),
    "places": (
        ("name", "now", "previous", "share", "c1", "c2", "c3", "c4"),
        (1925, 780, 900, 1000, 1060, 1060, 1060, 1060),
    ),
    "alarms": (
        ("number", "level", "code", "place", "what", "people", "unit", "state"),
        (640, 640, 1780, 1250, 1535, 640, 1310, 1050),
    ),
    "key_cases": (
        ("number", "code", "place", "what", "why", "unit", "state"),
        (600, 1800, 1250, 1645, 1300, 1250, 1000),
    ),
    "inspection": (
        ("number", "what", "place", "why", "unit", "until"),
        (600, 2345, 1300, 2000, 1500, 1100),
    ),
    "teaching": (
        ("field", "place", "audience", "articles", "form", "unit"),
        (1000, 1000, 1300, 3245, 1200, 1100),
    ),
    "instructions": (
        ("number", "given", "about", "what", "unit", "until", "state", "reply"),
        (520, 1240, 1560, 1300, 960, 1240, 1000, 1025),
    ),
    "units": (
        ("name", "c1", "c2", "c3", "c4", "c5", "c6"),
        (2245, 900, 900, 1200, 1200, 1200, 1200),
    ),
    "all_types": (("name", "now", "previous", "year_before", "share"), (2445, 1600, 1600, 1600, 1600)),
    "channels": (("name", "now", "previous", "year_before", "share"), (2445, 1600, 1600, 1600, 1600)),
}
MATRIX = (
    ("name", *(f"c{at}" for at in range(1, 10))),
    (1625, *[800] * 8, 820),
)


#: Tables of words, set smaller, and which of their columns begin at the left.
WORDS: dict[str, tuple[int, ...]] = {
    "alarms": (3, 4, 6, 7),
    "key_cases": (2, 3, 4, 5, 6),
    "inspection": (1, 2, 3, 4),
    "teaching": (1, 2, 3, 4, 5),
    "instructions": (2, 3, 4, 7),
}


def _table(name: str) -> list[Any]:
    if name in WORDS:
        return titled(name, *TABLES[name], size=SIZE_5, left=WORDS[name])
    return titled(name, *TABLES[name])


def _optional(name: str) -> list[Any]:
    return only_if(f"{name}_title", _table(name))


def parts() -> list[Any]:
    """The paper from its title to its attachments."""
    return [
        *document_number(),
        paragraph("{{ title }}", SONG_TITLE, SIZE_2, line=TITLE_LINE, align="center", grid=False),
        paragraph(""),
        *said("lead"),
        heading("一、总体情况", 1),
        heading("（一）受理办理", 2),
        *said("intake"),
        *_table("total"),
        *picture("trend"),
        heading("（二）渠道构成", 2),
        *said("channels_text"),
        *picture("channels"),
        heading("（三）办理质效", 2),
        *said("handling"),
        heading("二、主要特点", 1),
        heading("（一）多发领域", 2),
        *said("types_text"),
        *_table("types"),
        *only_if("types_shown", picture("types")),
        heading("（二）地域分布", 2),
        *said("places_text"),
        *_table("places"),
        *only_if("matrix_title", [caption("{{ matrix_title }}"), table("matrix", *MATRIX), *note("matrix")]),
        heading("（三）类型特征", 2),
        *said("features"),
        heading("（四）群体性纠纷", 2),
        *said("crowds"),
        heading("三、风险预警与重点纠纷", 1),
        heading("（一）风险预警", 2),
        *said("alarms_text"),
        *_optional("alarms"),
        heading("（二）重点纠纷", 2),
        *said("key_cases_text"),
        *_optional("key_cases"),
        heading("四、成因分析", 1),
        *said("causes"),
        heading("五、下步工作建议", 1),
        heading("（一）靶向普法", 2),
        *said("teaching_text"),
        *_optional("teaching"),
        heading("（二）清单化专项排查", 2),
        *said("inspection_text"),
        *_optional("inspection"),
        heading("（三）重点件包案", 2),
        *said("handover"),
        heading("（四）协同机制", 2),
        *said("together", keep_next=True),  # so that no page has nothing but name and date
        *only_if(
            "instructions_title",
            [
                heading("六、批示落实情况", 1),
                body("领导批示的落实情况见表8。"),
                *_table("instructions"),
            ],
        ),
        *_attachments(),
        *signature(keep_next=True),
        *only_if(
            "copies", [paragraph("", keep_next=True), paragraph("{{ copies }}", size=SIZE_4, align="left")]
        ),
        *attachment(1, "各承办单位情况表"),
        *_table("units"),
        *attachment(2, "类型细表"),
        *_table("all_types"),
        *attachment(3, "渠道细表"),
        *_table("channels"),
        *attachment(4, "指标口径说明"),
        tag("{%p for definition in definitions %}"),
        paragraph(
            "{{ definition }}",
            size=SIZE_SMALL_4,
            line=None,
            indent={"firstLineChars": 200, "firstLine": 480},
            grid=False,
        ),
        tag("{%p endfor %}"),
    ]


def _attachments() -> list[Any]:
    """The list of attachments below the text; names without a full stop, in line with the first."""
    titles = ("各承办单位情况表", "类型细表", "渠道细表", "指标口径说明")
    lines = [paragraph("", keep_next=True)]
    for at, title in enumerate(titles, 1):
        first = at == 1
        indent = {"firstLineChars": 200 if first else 500, "firstLine": 640 if first else 1600}
        text = f"{'附件：' if first else ''}{at}.{title}"
        lines.append(paragraph(text, indent=indent, align="left", keep_next=True))
    return lines
