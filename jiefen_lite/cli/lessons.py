"""lessons: what people have set right in readings, listed and taken away."""

from __future__ import annotations

import click

from jiefen_lite.cli.common import center_option, json_option, now, open_center, say_json, table


@click.group("lessons", help="改对过的：人在“读出来的内容”里改对、下次照着读的；列出、去掉。")
def lessons_command() -> None:
    """What the reader was taught."""


@lessons_command.command("list", help="列出在用的和等规则员看的；--all 连同不用了的。")
@click.option("--all", "past", is_flag=True, help="连同去掉的、没有同意的、后来又改过的。")
@center_option
@json_option
def list_command(past: bool, center: str | None, as_json: bool) -> None:
    """The lessons, newest first; people's names masked."""
    from jiefen_lite import glossary
    from jiefen_lite.shapes import LessonState
    from jiefen_lite.store import lessons
    from jiefen_lite.teaching import wording

    opened = open_center(center)
    house, viewer = opened.house, opened.viewer
    states = tuple(LessonState) if past else (LessonState.IN_FORCE, LessonState.PROPOSED)
    found = lessons.listing(house.store, viewer, states, limit=1_000_000)
    lines = [
        {
            "number": one.number,
            "kind": one.kind,
            "element": one.element,
            "word": wording.word_of(one),
            "right": None if one.word else wording.shown(house, one.element, one.right),
            "case_code": one.case_code,
            "taught_by": one.taught_by,
            "taught_at": one.taught_at,
            "state": one.state,
            "used": one.used,
        }
        for one in found
    ]
    if as_json:
        for line in lines:
            say_json(line)
        return
    table(
        ["第几条", "管什么", "项", "改成", "从哪一件", "谁改的", "状态", "照着登记"],
        [
            [
                str(one.number),
                glossary.label("lesson_kind", one.kind),
                glossary.label("element", one.element),
                wording.word_of(one) or wording.shown(house, one.element, one.right),
                one.case_code or "—",
                f"{one.taught_by} {one.taught_at:%Y-%m-%d}",
                glossary.label("lesson_state", one.state),
                f"{one.used} 件",
            ]
            for one in found
        ],
    )
    standing = lessons.standing(house.store)
    click.echo(f"共 {len(found)} 条{'' if standing.is_on else '；现在全部停用着'}。", err=True)


@lessons_command.command("remove", help="去掉一条，下次照规则读；已经登记的不变。")
@click.argument("number", type=click.IntRange(1))
@center_option
def remove_command(number: int, center: str | None) -> None:
    """Take one lesson away."""
    from jiefen_lite.teaching import keeping

    opened = open_center(center)
    click.echo(keeping.move(opened.house, opened.viewer, number, "remove", now()))
