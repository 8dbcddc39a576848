"""scan: look at every time light, tell whoever must act, issue supervision orders."""

from __future__ import annotations

from datetime import date

import click

from jiefen_lite.cli.common import (
    as_of_option,
    center_option,
    json_option,
    now,
    open_center,
    say_json,
    table,
)


@click.command(
    "scan",
    help="看一遍时限灯：黄灯提醒，红灯下督办单。同一件、同一个到期日只做一次，再跑一遍什么都不变。",
)
@as_of_option
@center_option
@json_option
def scan_command(as_of: date | None, center: str | None, as_json: bool) -> None:
    """One scan as of a day; the pages' server does it by itself every hour."""
    from jiefen_lite import watch

    opened = open_center(center)
    found = watch.scan(opened.house, opened.viewer, as_of or now().date(), now())
    if as_json:
        say_json(watch.as_json(found))
        return
    click.echo(
        f"{found.as_of}：红灯 {found.lights['red']} 件，黄灯 {found.lights['yellow']} 件，"
        f"绿灯 {found.lights['green']} 件；新督办单 {len(found.orders)} 张，新消息 {found.messages} 条。"
    )
    if found.orders:
        table(
            ["督办单", "案件码", "单位", "回复期限"],
            [[one.number, one.case_code, one.unit, str(one.reply_by)] for one in found.orders],
        )
