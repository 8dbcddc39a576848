"""ledger: the ledgers and forms of a month as workbooks."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from jiefen_lite.cli.common import (
    Progress,
    as_of_option,
    center_option,
    json_option,
    now,
    open_center,
    say_json,
    written_to,
)
from jiefen_lite.errors import JiefenError
from jiefen_lite.glossary import LEDGERS


@click.command("ledger", help="台账：一个月的总台账、专题台账、人民调解统计月报（Excel）；不写哪种就全出。")
@click.argument("kinds", nargs=-1, metavar="[KIND]...", type=click.Choice(list(LEDGERS)))
@click.option("--month", required=True, help="哪个月，写成 2026-10。")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="写到哪个文件夹（默认中心的 out/）。"
)
@click.option("--unmask", is_flag=True, help="带当事人明文，先记审计日志；要写 --reason。")
@click.option("--reason", help="导出明文的事由和批准人。")
@as_of_option
@center_option
@json_option
def ledger_command(
    kinds: tuple[str, ...],
    month: str,
    out: Path | None,
    unmask: bool,
    reason: str | None,
    as_of: Any,
    center: str | None,
    as_json: bool,
) -> None:
    """Write the ledgers of a month, each told to the audit log first."""
    from jiefen_lite import ledgers

    if unmask and not reason:
        raise JiefenError("导出明文要用 --reason 写明事由和批准人。")
    if reason and not unmask:
        raise JiefenError("--reason 只和 --unmask 一起用；不带明文的不用写事由。")
    opened, moment = open_center(center), now()
    folder = out or opened.paths.out
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in dict.fromkeys(kinds or LEDGERS):
        order = ledgers.Order(kind, month, reason=reason)
        path = folder / ledgers.file_name(order, moment)
        with written_to(path), closing(Progress(order.label)) as bar:
            rows = ledgers.make(
                opened.house, opened.viewer, order, path, now=moment, as_of=as_of, progress=bar
            )
        click.echo(f"{order.label}：{rows} 行，已写入 {path}", err=True)
        written.append(path)
    if as_json:
        say_json({"files": written})
    else:
        for path in written:
            click.echo(str(path))
