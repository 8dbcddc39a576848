"""laws: loading whole statutes, and from lay words to the articles that hold."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiefen_lite.cli.common import as_of_option, center_option, json_option, now, open_center, say_json, table
from jiefen_lite.errors import JiefenError

if TYPE_CHECKING:
    from jiefen_lite.lawbook.bringing import Preview
    from jiefen_lite.lawbook.finding import Hit

_SHOWN = 60


@click.group("laws", help="法律依据：导入法律全文，按说的话找条文。")
def laws_command() -> None:
    """Statutes."""


@laws_command.command("import", help="导入法律全文（.docx、.txt、.md、.xlsx、.jsonl，可以压缩成 .gz）。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只看会导入什么，不存。")
@center_option
@json_option
def laws_import(files: tuple[Path, ...], dry_run: bool, center: str | None, as_json: bool) -> None:
    """Keep statutes; exit 1 where some files were refused, 2 where all were."""
    from jiefen_lite.lawbook import bringing, finding

    opened = open_center(center)
    told: list[dict[str, Any]] = []
    refused = 0
    for file in files:
        try:
            if not file.is_file():
                raise JiefenError(f"没有“{file.name}”这个文件，请检查路径。")
            data = file.read_bytes()
            if dry_run:
                found = bringing.preview(opened.house, opened.viewer, file.name, data, now().date())
            else:
                found = bringing.take(opened.house, opened.viewer, file.name, data, now())
        except JiefenError as error:
            refused += 1
            told.append({"file": file.name, "refused": list(error.sentences)})
            click.echo(f"{file.name}：{error}", err=True)
            continue
        told.append(_plain(found))
        if not as_json:
            _say(found, dry_run)
    if not dry_run and refused < len(files):
        finding.searching(
            opened.house, opened.viewer, now().date()
        )  # the index is made now, not at the first question
    if as_json:
        say_json({"files": told})
    if refused:
        sys.exit(2 if refused == len(files) else 1)


def _plain(found: Preview) -> dict[str, Any]:
    return {
        "file": found.file,
        "laws": [
            {
                "law": one.law, "articles": one.articles, "in_force_from": one.in_force_from,
                "in_force_to": one.in_force_to, "missing": one.missing, "twice": one.twice,
                "replaces": one.replaces, "unchanged": one.same, "repeals": one.repeals,
            }
            for one in found.laws
        ],
    }  # fmt: skip


def _say(found: Preview, dry_run: bool) -> None:
    click.echo(f"{found.file}：{'会导入' if dry_run else '导入'} {found.new} 部、{found.articles} 条"
               f"；已有同样文本 {len(found.laws) - found.new} 部。")  # fmt: skip
    for one in found.laws[:_SHOWN]:
        notes = [f"{one.articles} 条"]
        if one.same:
            notes.append("已有同样的文本")
        if one.in_force_from:
            notes.append(f"{one.in_force_from} 起施行")
        if one.in_force_to:
            notes.append(f"{one.in_force_to} 起失效（{one.ended_by or '文件写明'}），不会推荐")
        if one.replaces:
            notes.append(f"取代{'、'.join(one.replaces)}")
        if one.missing:
            notes.append(f"缺 {'、'.join(one.missing)}")
        if one.twice:
            notes.append(f"重复 {'、'.join(one.twice)}")
        click.echo(f"  {one.law}：{'，'.join(notes)}")
    if len(found.laws) > _SHOWN:
        click.echo(f"  还有 {len(found.laws) - _SHOWN} 部，没有一一列出。")


@laws_command.command("search", help="按说的话找现行条文；用 --file 一次问很多句。")
@click.argument("text", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), help="每行一句的 .jsonl。")
@click.option("-k", "most", type=click.IntRange(1, 100), default=10, show_default=True, help="最多几条。")
@as_of_option
@center_option
@json_option
def laws_search(
    text: str | None, file: Path | None, most: int, as_of: date | None, center: str | None, as_json: bool
) -> None:
    """The articles that fit; a file is answered line by line."""
    from jiefen_lite import jsontext
    from jiefen_lite.lawbook import finding

    if (text is None) == (file is None):
        raise JiefenError("请写要找的话，或者用 --file 给出一个文件，两样选一样。")
    opened = open_center(center)
    ask = finding.searching(opened.house, opened.viewer, as_of or now().date())
    if file is None:
        hits = ask(text or "", most, None)
        if as_json:
            say_json([_hit(one) for one in hits])
        else:
            _tell(hits)
        return
    if not file.is_file():
        raise JiefenError(f"没有“{file.name}”这个文件，请检查路径。")
    with file.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                question = jsontext.decode(line)
                words = str(question["text"])
            except (ValueError, KeyError, TypeError) as error:
                raise JiefenError(
                    f"第 {number} 行不是一句带编号的问题，请照 docs/commands.md 的写法改好。"
                ) from error
            hits = ask(words, most, None) if words.strip() else []
            say_json({"id": question.get("id"), "hits": [_hit(one) for one in hits]})


def _hit(one: Hit) -> dict[str, Any]:
    return {
        "law": one.law,
        "article": one.article,
        "text": one.text,
        "score": one.score,
        "in_force": one.in_force,
    }


def _tell(hits: list[Hit]) -> None:
    if not hits:
        click.echo("没有找到合适的条文；换几个说法，或者先导入有关的法律全文（laws import）。")
        return
    table(
        ["法律", "条", "条文"],
        [
            [
                one.law,
                one.article,
                one.text[:_SHOWN].replace("\n", " ") + ("…" if len(one.text) > _SHOWN else ""),
            ]
            for one in hits
        ],
    )
    click.echo("以现行有效文本为准。")
