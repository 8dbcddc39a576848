"""inbox: take in what lies in the watched folder, once or until stopped; ``serve`` does it by itself."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from jiefen_lite.cli.common import center_option, json_option, now, open_center, say_json
from jiefen_lite.errors import JiefenError

if TYPE_CHECKING:
    from jiefen_lite.inbox import Taken, Watcher


@click.command("inbox", help="收进收件文件夹里的台账；网页服务开着时会自己收，不必运行。")
@click.option("--once", is_flag=True, help="只收一遍就结束（看两眼，没有在变的才收）。")
@click.option(
    "--wait",
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    help="两眼之间隔几秒（默认用 center.yaml 的 every_seconds）。",
)
@center_option
@json_option
def inbox_command(once: bool, wait: float | None, center: str | None, as_json: bool) -> None:
    """Two looks and a result, or look after look; exit 1 where something was refused, 2 where none can be."""
    from jiefen_lite.inbox import Watcher

    if as_json and not once:
        raise JiefenError("--json 要和 --once 一起用。")
    opened = open_center(center)
    settings = opened.house.center.inbox
    watcher = Watcher(opened.house, settings, opened.paths.folder)
    pause = settings.every_seconds if wait is None else wait
    if not once:
        click.echo(f"正在看收件文件夹 {watcher.folder}，按 Ctrl+C 停止。", err=True)
        while True:
            for one in _look(watcher):
                _tell(one)
            time.sleep(pause)
    _look(watcher)
    time.sleep(pause)
    taken = _look(watcher)
    if as_json:
        say_json(
            {
                "files": [_answer(one) for one in taken],
                "waiting": [{"file": one.name, "why": one.why} for one in watcher.waiting],
            }
        )
    else:
        for one in taken:
            _tell(one)
        for left in watcher.waiting:
            click.echo(f"{left.name}：{left.why}。")
        if not taken and not watcher.waiting:
            click.echo("收件文件夹里没有要收的文件。")
    if watcher.waiting or any(one.record.state == "failed" for one in taken):
        sys.exit(1)


def _look(watcher: Watcher) -> list[Taken]:
    taken = watcher.look(now)
    if watcher.trouble is not None:
        raise JiefenError(watcher.trouble)
    return taken


def _answer(one: Taken) -> dict[str, Any]:
    record = one.record
    return {
        "file": record.name,
        "state": record.state,
        "batch": record.batch_id,
        "sha256": record.sha256,
        "place": record.place,
        "errors": one.errors,
        "sentences": list(record.words),
    }


def _tell(one: Taken) -> None:
    click.echo(f"{one.record.name}：{''.join(one.record.words)}")
