"""user hand-over: all that is one person's goes to another."""

from __future__ import annotations

from collections.abc import Sequence

import click

from jiefen_lite.cli.common import Opened, center_option, json_option, now, open_center, say_json
from jiefen_lite.store.holdings import Holding


@click.command("hand-over", help="把一个人手上的全部（在办件、待确认的批次、处方、代班）一次交给另一个人。")
@click.argument("giver", metavar="FROM")
@click.argument("receiver", metavar="TO")
@click.option("--reason", required=True, help="理由，记进每件案件和审计日志。")
@center_option
@json_option
def user_hand_over(giver: str, receiver: str, reason: str, center: str | None, as_json: bool) -> None:
    """Hand everything over in one transaction, or say why not."""
    from jiefen_lite import handover

    opened = open_center(center)
    given = handover.hand_over(opened.house, opened.viewer, giver, receiver, reason, now())
    in_file = handover.in_file(opened.house.center, giver)
    if as_json:
        counts = {one.kind: one.count for one in given}
        say_json({"from": giver, "to": receiver, "given": counts, "in_file": list(in_file)})
        return
    click.echo(f"{giver} 的工作已交给 {receiver}：{_told(given) or '没有在手的'}。")
    for words in in_file:
        click.echo(f"还要在文件里改：{words}", err=True)


def warn_of_work(opened: Opened, name: str) -> None:
    """Whoever is disabled with work at hand: say how much, and the command that hands it over."""
    from jiefen_lite import handover

    left = handover.at_hand(opened.house, opened.viewer, name, now())
    if left:
        click.echo(f"“{name}”手上还有：{_told(left)}。", err=True)
        click.echo(f"请交给别人：jiefen user hand-over {name} 接手的人 --reason 理由", err=True)


def _told(found: Sequence[Holding]) -> str:
    from jiefen_lite import glossary

    return "、".join(f"{glossary.label('holding', one.kind)} {one.count}" for one in found)
