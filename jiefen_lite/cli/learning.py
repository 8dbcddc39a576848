"""train, classify: the county's own model, learned from its past table and asked for single texts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from jiefen_lite.cli.common import (
    Progress,
    center_option,
    json_option,
    now,
    open_center,
    say_json,
    table,
    text_lines,
)
from jiefen_lite.errors import JiefenError


@click.command(
    "train",
    help="用本县的旧台账训练分类的模型；每一件都由没学过它的模型来判，报告判得多准。不比现用的差才换上。",
)
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--text", "texts", multiple=True, metavar="COL", help="案情在哪一列；可写几个，标题在前。")
@click.option("--label", "label", metavar="COL", help="分类在哪一列。")
@click.option("--dry-run", is_flag=True, help="只看判得多准，不换上。")
@click.option("--remove", "is_removed", is_flag=True, help="删掉现用的模型，只按规则定类型。")
@center_option
@json_option
def train_command(
    file: Path | None,
    texts: tuple[str, ...],
    label: str | None,
    dry_run: bool,
    is_removed: bool,
    center: str | None,
    as_json: bool,
) -> None:
    """Learn from a table and put the model in force unless the one in force is better; exit 2 then."""
    from jiefen_lite import training
    from jiefen_lite.training import table as tables

    if is_removed:
        _remove(center, as_json)
        return
    if file is None or not texts or label is None:
        raise JiefenError("请写明旧台账的文件、--text 案情在哪一列、--label 分类在哪一列。")
    if not file.is_file():
        raise JiefenError(f"没有“{file}”这个文件，请检查路径。")
    opened = open_center(center)
    lessons = tables.lessons(tables.sheets(file, file.name), texts, label)
    bar = Progress("训练")
    learned = training.learn(
        opened.house,
        opened.viewer,
        lessons,
        source=file,
        columns=(texts, label),
        now=now(),
        progress=lambda done, total, *_what: bar(done, total),
    )
    bar.close()
    is_put = not dry_run and not learned.refused
    if is_put:
        training.put(opened.house, opened.viewer, learned, now())
    if as_json:
        say_json({**learned.report, "in_force": is_put, "refused": list(learned.refused)})
    else:
        _tell(learned.report)
        if learned.refused:
            click.echo("".join(learned.refused), err=True)
        else:
            click.echo("换上了，从现在起用它。" if is_put else "没有换上（只看看）。", err=True)
    if learned.refused:
        sys.exit(2)


def _remove(center: str | None, as_json: bool) -> None:
    from jiefen_lite import training

    opened = open_center(center)
    training.remove(opened.house, opened.viewer, now())
    if as_json:
        say_json({"in_force": False})
    else:
        click.echo("删掉了，现在只按规则定类型。")


def _tell(report: dict[str, Any]) -> None:
    from jiefen_lite.training import wording

    for sentence in wording.summary(report):
        click.echo(sentence)
    table(
        ["类", "件数", "判对", "判成这类的", "F1"],
        [
            [one["label"], str(one["rows"]), str(one["right"]), str(one["called"]), f"{one['f1']:.3f}"]
            for one in report["classes"]
        ],
    )
    if report["confusions"]:
        click.echo("最常混的：")
        table(
            ["本来是", "判成了", "件数", "占这一类"],
            [
                [one["label"], one["read_as"], str(one["n"]), wording.share(one["n"], one["of"])]
                for one in report["confusions"]
            ],
        )


@click.command("classify", help="用本县的模型给文字分类；每行 id、text。")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@center_option
@json_option
def classify_command(file: Path | None, center: str | None, as_json: bool) -> None:
    """The county's own label for each text, one JSON object a line in and out."""
    from jiefen_lite import training

    shelf = training.shelf(open_center(center).house)
    model = shelf.current()
    if model is None:
        raise JiefenError(
            *(shelf.trouble or ("还没有本县的模型，分不了类；请先用 jiefen train 拿旧台账训练一个。",))
        )
    for number, line in text_lines(file):
        if not line.strip():
            continue
        try:
            ask = json.loads(line.lstrip("\ufeff"))
            text = ask["text"]
            if not isinstance(text, str):
                raise TypeError("text")
        except (ValueError, KeyError, TypeError) as error:
            raise JiefenError(f"第 {number} 行看不懂：每行要有 id 和 text。") from error
        guess = model.guess(text)
        say_json({"id": ask.get("id"), "label": guess.label, "confidence": round(guess.confidence, 4)})
