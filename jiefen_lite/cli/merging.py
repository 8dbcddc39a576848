"""duplicates: which cases may be one dispute."""

from __future__ import annotations

from typing import Any

import click

from jiefen_lite.cli.common import as_of_option, center_option, json_option, open_center, say_json, table


@click.command("duplicates", help="可能是同一件事的案件，一行一对，只列不改；合并由督办岗在网页上点。")
@as_of_option
@center_option
@json_option
def duplicates_command(as_of: Any, center: str | None, as_json: bool) -> None:
    """List the pairs that wait for a person, the surest first; one JSON object a line with --json."""
    from jiefen_lite import merging
    from jiefen_lite.shapes import DoubleQuery
    from jiefen_lite.store import pairlists

    opened = open_center(center)
    found = pairlists.waiting(opened.house.store, opened.viewer, DoubleQuery(until=as_of), limit=1_000_000)
    if as_json:
        for one in found:
            why = [f"{reason.text}（{reason.points:+d}）" for reason in one.reasons]
            say_json({"cases": [one.first, one.second], "score": one.score, "why": why})
    else:
        table(
            ["分数", "先来的", "后来的", "理由"],
            [
                [str(one.score), one.first, one.second, "；".join(reason.text for reason in one.reasons)]
                for one in found
            ],
        )
        click.echo(f"共 {len(found)} 对。", err=True)
    if merging.not_looked_at(opened.house):
        click.echo("还有刚导入的件没有比对，稍后再看会更全。", err=True)
