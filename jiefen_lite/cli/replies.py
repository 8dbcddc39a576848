"""replies: which source numbers are still to be answered, and the file that answers a channel's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiefen_lite.cli.common import center_option, json_option, now, open_center, say_json, table, written_to
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import IMPORTED_CHANNELS

if TYPE_CHECKING:
    from jiefen_lite import replies


@click.command(
    "replies", help="反馈：做一个渠道的反馈表（Excel），各来源编号分别答复；不写渠道就列各渠道还欠多少。"
)
@click.option(
    "--channel", type=click.Choice([one.value for one in IMPORTED_CHANNELS]), help="向哪个来源渠道反馈。"
)
@click.option("--month", help="哪个月登记的，写成 2026-10；不写就是有结果、还没有反馈的。")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="写到哪个文件夹（默认中心的 out/）。"
)
@click.option("--unmask", is_flag=True, help="答复写明文，先记审计日志；要写 --reason。")
@click.option("--reason", help="写明文的事由和批准人。")
@center_option
@json_option
def replies_command(
    channel: str | None,
    month: str | None,
    out: Path | None,
    unmask: bool,
    reason: str | None,
    center: str | None,
    as_json: bool,
) -> None:
    """Make one channel's file, or tell how many numbers each channel is owed."""
    from jiefen_lite import replies
    from jiefen_lite.shapes import Channel

    if unmask != bool(reason):
        raise JiefenError("写明文请同时写 --unmask 和 --reason（事由和批准人）。")
    if channel is None and (month or out or unmask):
        raise JiefenError("做反馈表要用 --channel 写明渠道。")
    opened, moment = open_center(center), now()
    if channel is None:
        lines = replies.board(opened.house, opened.viewer, moment.date())
        if as_json:
            say_json({"channels": [_line(one) for one in lines]})
        else:
            _table(lines)
        return
    order = replies.Order(Channel(channel), month, reason)
    folder = out or opened.paths.out
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    made = replies.make(opened.house, opened.viewer, order, moment)
    path = folder / made.name if made.name else None
    if path is not None and made.file_id is not None:
        try:
            with written_to(path):
                path.write_bytes(made.data)
        except JiefenError:  # nobody can have been told by a file that is not there
            replies.take_back(opened.house, opened.viewer, made.file_id, moment)
            raise
    click.echo(made.words, err=True)
    if as_json:
        say_json(replies.as_json(made) | {"file": path})
    elif path is not None:
        click.echo(str(path))


def _line(one: replies.ChannelLine) -> dict[str, object]:
    return {"id": one.channel.value, "name": one.name, "due": one.due, "late": one.late, **one.counts}


def _table(lines: list[replies.ChannelLine]) -> None:
    from jiefen_lite.glossary import NONE, label
    from jiefen_lite.replies import COUNTED

    table(
        ["渠道", "最早到期", "已超期", *(label("reply_state", state) for state in COUNTED)],
        [
            [
                one.name,
                str(one.due or NONE),
                str(one.late),
                *(str(one.counts[state]) for state in COUNTED),
            ]
            for one in lines
        ],
    )
