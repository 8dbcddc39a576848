"""The template of the 体检报告; a county changes its own copy in Word."""

from __future__ import annotations

from typing import Any

from templates.office import (
    KAI,
    SIZE_2,
    SIZE_SMALL_4,
    SONG_TITLE,
    TITLE_LINE,
    body,
    heading,
    paragraph,
    section,
    signature,
    tag,
)

CORE = ("name", "now", "fraction", "previous", "year_before")
CORE_WIDTHS = (2445, 1600, 1600, 1600, 1600)
GROUP = (
    *("name", "intake_count", "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate"),
    *("participation_rate", "avg_handling_days"),
)
GROUP_WIDTHS = (1925, 820, 820, 1056, 1056, 1056, 1056, 1056)


def parts() -> list[Any]:
    """The paper from its title to its date."""
    return [
        paragraph("{{ title }}", SONG_TITLE, SIZE_2, line=TITLE_LINE, align="center", grid=False),
        paragraph("{{ region }}", KAI, align="center"),
        paragraph(""),
        heading("一、体检结论", 1),
        tag("{%p for sentence in conclusion %}"),
        body("{{ sentence }}"),
        tag("{%p endfor %}"),
        heading("二、核心指标", 1),
        *section("一", "core", "总体情况", CORE, CORE_WIDTHS),
        *section("二", "towns", "属地情况", GROUP, GROUP_WIDTHS),
        *section("三", "units", "承办单位情况", GROUP, GROUP_WIDTHS),
        heading("三、口径说明", 1),
        tag("{%p for definition in definitions %}"),
        paragraph(
            "{{ definition }}",
            size=SIZE_SMALL_4,
            line=None,
            indent={"firstLineChars": 200, "firstLine": 480},
            grid=False,
        ),
        tag("{%p endfor %}"),
        *signature(),
    ]
