"""backup, restore: what a centre keeps, carried over to another disk and back."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from jiefen_lite.cli.common import Progress, center_option, json_option, now, open_center, operator, say_json
from jiefen_lite.errors import ConfigError

PHRASE = "JIEFEN_RECOVERY_PHRASE"


@click.command("backup", help="做一份备份：加密，读回来验证过才算；服务不用停。不写 OUT 就放进备份文件夹。")
@click.argument("out", required=False, type=click.Path(path_type=Path))
@center_option
@json_option
def backup_command(out: Path | None, center: str | None, as_json: bool) -> None:
    """Back the centre up into a new file; exit 1 where something could not be put in."""
    from jiefen_lite import backup

    opened = open_center(center)
    settings, moment = opened.house.center, now()
    what = (opened.house.store, opened.viewer, opened.paths.folder, settings)
    if out is not None and out.is_dir():
        out = out / backup.file_name(settings, out, moment)
    bar = Progress("备份")

    def tell(_words: str, percent: int) -> None:
        bar(percent, 100)

    removed: list[Path] = []
    try:
        if out is None:
            made, removed = backup.back_up_to_shelf(*what, now=moment, progress=tell)
        else:
            made = backup.back_up(*what, out, now=moment, progress=tell)
        bar(100, 100)
    finally:
        bar.close()
    if as_json:
        say_json(
            {
                "file": made.path.resolve(),
                "bytes": made.size,
                "sha256": made.sha256,
                "made_at": made.made_at,
                "content_hash": made.content_hash,
                "files": made.files,
                "missing": made.missing,
                "verified": True,
                "removed": [path.name for path in removed],
                "notes": made.notes(),
            }
        )
    else:
        click.echo(f"备份好了：{made.path.resolve()}（{made.size / 1e6:,.1f} MB，原始文件 {made.files} 个）")
        click.echo("已读回来验证。请把它抄一份到别的盘上；恢复时要用恢复短语。")
        if removed:
            click.echo(f"按 7 天、4 周、12 个月各留一份，清掉了 {len(removed)} 份旧的。")
        for note in made.notes():
            click.echo(note)
    if not made.whole:
        sys.exit(1)


@click.command("restore", help="把备份恢复到 --center 指定的空文件夹（或还没有的文件夹）；要用恢复短语。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--phrase-stdin", is_flag=True, help=f"从标准输入读恢复短语（也可放在环境变量 {PHRASE}）。")
@center_option
@json_option
def restore_command(file: Path, phrase_stdin: bool, center: str | None, as_json: bool) -> None:
    """Restore a backup into a clean folder: all of it or nothing."""
    from jiefen_lite import backup, config

    given = center or click.get_current_context().find_root().obj or os.environ.get(config.ENVIRONMENT)
    if not given:
        raise ConfigError("请用 --center 写明恢复到哪个文件夹，例如 --center 新中心；要是空的或还没有的。")

    def phrase() -> str:
        if phrase_stdin:
            return sys.stdin.readline().rstrip("\r\n")
        known = os.environ.get(PHRASE)
        return known or str(click.prompt("恢复短语（新建中心时抄下的 25 个字母数字）", err=True))

    bar = Progress("恢复")
    try:
        done = backup.restore(
            file,
            Path(given).expanduser().absolute(),
            phrase,
            by=operator().name,
            now=now(),
            progress=lambda _words, percent: bar(percent, 100),
        )
        bar(100, 100)
    finally:
        bar.close()
    if as_json:
        say_json(
            {
                "center": done.folder,
                "name": done.center,
                "made_at": done.made_at,
                "content_hash": done.content_hash,
                "files": done.files,
                "upgraded": done.upgraded,
                "notes": done.notes,
            }
        )
        return
    click.echo(f"恢复好了：{done.center}，{done.made_at:%Y-%m-%d %H:%M} 的备份，在 {done.folder}")
    if done.upgraded:
        click.echo("这份备份是旧版本做的，数据库已升到现在的版本。")
    for note in done.notes:
        click.echo(note)
    click.echo(f"下一步：jiefen --center {done.folder} verify 核对，再用 serve 启动。")
