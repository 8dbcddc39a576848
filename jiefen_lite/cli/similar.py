"""similar: cases like a text or a case, and how they were settled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jiefen_lite.cli.common import center_option, json_option, open_center, say_json, table

NONE_CLOSE = "没有足够相似的案例。"


@click.command("similar", help="类案：和一段话或者一件案件相像的，怎样化解的。仅供调解参考，不构成法律意见。")
@click.argument("what", metavar="TEXT/CASE", required=False)
@click.option("-k", "most", type=click.IntRange(1, 50), default=5, show_default=True, help="最多几件。")
@click.option(
    "--file",
    "questions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="一行一个问题的文件，每行是有 id 和 text 两项的 JSON。",
)
@center_option
@json_option
def similar_command(
    what: str | None, most: int, questions: Path | None, center: str | None, as_json: bool
) -> None:
    """Answer one question, or each line of a file with one line."""
    from jiefen_lite import config, jsontext, precedents
    from jiefen_lite.errors import JiefenError, NotFound
    from jiefen_lite.store import audit

    if (what is None) == (questions is None):
        raise click.UsageError("请写一段话或者一个案件编号，或者用 --file 给一个文件。")
    opened = open_center(center)
    house, viewer = opened.house, opened.viewer

    def ask(words: str) -> list[precedents.Hit]:
        try:
            return precedents.like_case(house, viewer, words.strip(), most)
        except NotFound:
            return precedents.like_text(house, viewer, words, most)

    def log(found: list[precedents.Hit]) -> None:
        shown = [one.code for one in found]
        if shown:
            detail = {"shown": shown}
            audit.record(house.store, viewer, "see_similar", "similar", now=config.now(), detail=detail)

    if questions is not None:
        for number, line in enumerate(questions.read_text(encoding="utf-8-sig").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = jsontext.decode(line.encode())
                asked, words = row["id"], str(row["text"])
            except (ValueError, KeyError, TypeError) as error:
                raise JiefenError(
                    f"{questions.name} 第 {number} 行读不懂；请一行写一个问题，要有 id 和 text 两项。"
                ) from error
            found = ask(words)
            log(found)
            say_json({"id": asked, "hits": [_told(one) for one in found]})
        return
    assert what is not None
    found = ask(what)
    log(found)
    if as_json:
        say_json([_told(one) for one in found] if found else {"none_close_enough": True, "hits": []})
        return
    if not found:
        click.echo(NONE_CLOSE)
        return
    table(
        ["编号", "像", "为什么", "怎样化解的", "法律依据"],
        [
            [one.code, f"{one.score:.2f}", "；".join(one.why), one.plan or "", "、".join(one.laws)]
            for one in found
        ],
    )
    click.echo("仅供调解参考，不构成法律意见。", err=True)


def _told(one: Any) -> dict[str, Any]:
    return {
        "case_code": one.code,
        "score": one.score,
        "why": list(one.why),
        "outcome": one.outcome,
        "resolution_plan": one.plan,
        "laws": list(one.laws),
    }
