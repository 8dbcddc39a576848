"""The template of the 体检报告; a county changes its own copy in Word."""

from __future__ import annotations

from typing import Any

from templates.office import (
    KAI,
    SIZE_2,
    SIZE_5,
    SIZE_SMALL_4,
    SONG_TITLE,
    TITLE_LINE,
    attachment,
    document_number,
    heading,
    only_if,
    paragraph,
    picture,
    said,
    signature,
    tag,
    titled,
)

RANK = ("rank", "name", "total", "grade", "before", "resolution_rate", "on_time_rate", "satisfaction_rate")
RANK_WIDTHS = (650, 2595, 800, 900, 950, 950, 1050, 950)
GROUP = (
    *("name", "intake_count", "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate"),
    *("participation_rate", "avg_handling_days"),
)
GROUP_WIDTHS = (1925, 820, 820, 1056, 1056, 1056, 1056, 1056)
#: Table by name → its columns, their widths (together 156 mm), columns of words.
TABLES: dict[str, tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]] = {
    "core": (
        ("name", "now", "fraction", "previous", "year_before", "points"),
        (1945, 1300, 1500, 1300, 1300, 1500),
        (0,),
    ),
    "symptoms": (("kind", "code", "what", "unit", "state"), (950, 1800, 2695, 1600, 1800), (2, 3, 4)),
    "remedies": (
        ("unit", "problem", "measure", "owner", "due", "acceptance"),
        (1200, 1845, 2200, 950, 1150, 1500),
        (0, 1, 2, 5),
    ),
    "review": (
        ("unit", "problem", "owner", "state", "now"),
        (1700, 2445, 1000, 1500, 2200),
        (0, 1, 3, 4),
    ),
    "rank_town": (RANK, RANK_WIDTHS, (1,)),
    "rank_department": (RANK, RANK_WIDTHS, (1,)),
    "towns": (GROUP, GROUP_WIDTHS, (0,)),
    "units": (GROUP, GROUP_WIDTHS, (0,)),
    "checks": (("name", "limit", "county", "units"), (2645, 1400, 1400, 3400), (0, 3)),
}
_OF_WORDS = ("symptoms", "remedies", "review", "checks")  # tables of words


def _table(name: str) -> list[Any]:
    columns, widths, left = TABLES[name]
    return titled(name, columns, widths, size=SIZE_5 if name in _OF_WORDS else SIZE_SMALL_4, left=left)


def _optional(name: str) -> list[Any]:
    return only_if(f"{name}_title", _table(name))


def _small(name: str) -> list[Any]:
    """The paragraphs of a blank in small letters."""
    indent = {"firstLineChars": 200, "firstLine": 480}
    return [
        tag(f"{{%p for line in {name} %}}"),
        paragraph("{{ line }}", size=SIZE_SMALL_4, line=None, indent=indent, grid=False),
        tag("{%p endfor %}"),
    ]


ATTACHMENTS = ("评分排名和不参评单位", "各镇（街道）、各承办单位情况", "数据质量校验", "评分办法和指标口径")


def _attachments() -> list[Any]:
    """The list of attachments below the text; names without a full stop, in line with the first."""
    lines = [paragraph("", keep_next=True)]  # name and date never stand alone on a page
    for at, title in enumerate(ATTACHMENTS, 1):
        indent = (
            {"firstLineChars": 200, "firstLine": 640}
            if at == 1
            else {"firstLineChars": 500, "firstLine": 1600}
        )
        lines.append(
            paragraph(
                f"{'附件：' if at == 1 else ''}{at}.{title}", indent=indent, align="left", keep_next=True
            )
        )
    return lines


def parts() -> list[Any]:
    """The paper from its title to its attachments."""
    return [
        *document_number(),
        paragraph("{{ title }}", SONG_TITLE, SIZE_2, line=TITLE_LINE, align="center", grid=False),
        paragraph("{{ region }}", KAI, align="center"),
        *only_if("trial", [paragraph("{{ trial }}", KAI, align="center")]),
        paragraph(""),
        heading("一、体检结论", 1),
        *said("conclusion_text"),
        *only_if("score_caption", picture("score")),
        heading("二、核心指标", 1),
        *said("core_text"),
        *_table("core"),
        heading("三、异常诊断", 1),
        *said("symptoms_text"),
        *_optional("symptoms"),
        heading("四、病因分析", 1),
        *said("links_text"),
        *only_if("links_caption", picture("links")),
        heading("五、处方", 1),
        *said("remedies_text"),
        *_optional("remedies"),
        heading("六、上月复查", 1),
        *_optional("review"),
        *said("review_text", keep_next=True),  # no page with nothing but the attachments, name and date
        *_attachments(),
        paragraph("", keep_next=True),
        *signature()[1:],
        *attachment(1, ATTACHMENTS[0]),
        *_optional("rank_town"),
        *_optional("rank_department"),
        heading("（一）不参评单位和原因", 2),
        *_small("unranked_text"),
        heading("（二）异议", 2),
        *said("objections_text"),
        *attachment(2, ATTACHMENTS[1]),
        *said("towns_text"),
        *_table("towns"),
        *said("units_text"),
        *_table("units"),
        *attachment(3, ATTACHMENTS[2]),
        *said("checks_text"),
        *_optional("checks"),
        *attachment(4, ATTACHMENTS[3]),
        *_small("definitions"),
    ]
