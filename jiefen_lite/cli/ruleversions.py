"""rules history, put, back: the versions of the county's rule files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiefen_lite.cli.common import (
    Day,
    center_option,
    json_option,
    now,
    open_center,
    say_json,
    table,
)
from jiefen_lite.errors import JiefenError

if TYPE_CHECKING:
    from jiefen_lite.ruledesk.keeping import Put


def rules_in(target: Path) -> Path:
    """The folder with the rule files: the one given, or that of the centre given."""
    if not target.is_dir():
        raise JiefenError("没有这个文件夹，请检查路径。")
    return target / "rules" if (target / "center.yaml").is_file() else target


@click.command("history", help="列出规则改过的每一版：谁、什么时候、为什么、从哪天起。")
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--text", "number", type=click.IntRange(1), metavar="VERSION", help="只输出这一版的全文。")
@center_option
@json_option
def rules_history(file: str | None, number: int | None, center: str | None, as_json: bool) -> None:
    """Every version of every county rule file, newest first; or the text of one."""
    from jiefen_lite.ruledesk import coming, keeping
    from jiefen_lite.ruledesk.folder import require_file
    from jiefen_lite.rules import loader
    from jiefen_lite.store import ruleversions

    opened = open_center(center)
    coming.look(opened.house, opened.paths.rules, now())
    store, viewer = opened.house.store, opened.viewer
    name = None if file is None else require_file(file)
    if number is not None:
        if name is None:
            raise JiefenError("请写明是哪个文件，例如 jiefen rules history deadlines --text 2。")
        text = ruleversions.version(store, viewer, name, number).text
        click.echo(loader.shipped(name).decode() if text is None else text, nl=False)
        return
    found = ruleversions.history(store, viewer, name)
    standing = ruleversions.in_force(store, viewer)
    if as_json:
        say_json(
            {
                "versions": [
                    {
                        "file": one.file,
                        "version": one.version,
                        "state": keeping.state_of(one, standing),
                        "source": one.source,
                        "by": one.by,
                        "at": one.at,
                        "from": one.from_day,
                        "reason": one.reason,
                        "shipped": one.text is None,
                        "rules_version": one.digest,
                        "trouble": one.trouble,
                    }
                    for one in found
                ]
            }
        )
        return
    table(
        ["文件", "版", "状态", "谁", "什么时候", "从哪天起", "为什么"],
        [
            [
                one.file,
                str(one.version),
                keeping.STATES[keeping.state_of(one, standing)],
                one.by,
                f"{one.at:%Y-%m-%d %H:%M}",
                str(one.from_day),
                one.reason + ("（用随附的）" if one.text is None else ""),
            ]
            for one in found
        ],
    )


@click.command("put", help="检查一个文件夹里的规则文件，放进本中心生效；和现在不同的才算。")
@click.argument("target", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--reason", required=True, help="为什么改，写进历史。")
@click.option("--from", "from_day", type=Day(), metavar="DATE", help="从哪天起；不写就是马上。")
@center_option
@json_option
def rules_put(target: Path, reason: str, from_day: Any, center: str | None, as_json: bool) -> None:
    """Put the files of DIR in force, now or from a day on; exit 2 where anything is wrong with them."""
    from jiefen_lite.errors import RuleError
    from jiefen_lite.ruledesk import keeping
    from jiefen_lite.rules import loader

    opened = open_center(center)
    source = rules_in(target)
    faults = loader.check(source)
    if faults:
        raise RuleError(*(str(fault) for fault in faults))
    texts: dict[str, str | None] = {
        file: data.decode("utf-8") for file, data in loader.county(source).items()
    }
    if not texts:
        raise JiefenError("这个文件夹里没有规则文件（types.yaml、deadlines.yaml 等），请检查路径。")
    made = keeping.put(
        opened.house,
        opened.viewer,
        opened.paths.rules,
        texts,
        reason=reason,
        now=now(),
        from_day=from_day,
        source="command",
    )
    _tell_put(made, as_json)


@click.command("back", help="换回以前的一版规则（0 是随附的）；算新的一版，历史都留着。")
@click.argument("file")
@click.option("--to", "number", required=True, type=click.IntRange(0), metavar="VERSION", help="第几版。")
@click.option("--reason", required=True, help="为什么换回，写进历史。")
@center_option
@json_option
def rules_back(file: str, number: int, reason: str, center: str | None, as_json: bool) -> None:
    """Use an earlier version of one file again."""
    from jiefen_lite.ruledesk import keeping
    from jiefen_lite.ruledesk.folder import require_file

    opened = open_center(center)
    made = keeping.back(
        opened.house,
        opened.viewer,
        opened.paths.rules,
        require_file(file),
        number,
        reason=reason,
        now=now(),
        source="command",
    )
    _tell_put(made, as_json)


def _tell_put(made: Put, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "change": made.change,
                "files": [{"file": file, "version": number} for file, number in made.files.items()],
                "from": made.from_day,
                "state": "in_force" if made.in_force else "planned",
                "version": made.digest,
            }
        )
        return
    names = "、".join(f"{file}.yaml 第 {number} 版" for file, number in made.files.items())
    if made.in_force:
        click.echo(f"已生效：{names}。正在运行的网页服务一分钟内换上。")
    else:
        click.echo(f"已排好：{names}，从 {made.from_day} 起自己生效；在那以前可以在“规则”页撤回。")
