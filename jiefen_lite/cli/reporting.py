"""reporting: who has reported a month and who has not."""

from __future__ import annotations

import click

from jiefen_lite.cli.common import center_option, json_option, now, open_center, say_json, table


@click.command("reporting", help="报送：一个月哪些渠道、单位报了，哪些没报；没报不算 0 件。")
@click.option("--month", help="哪个月，写成 2026-10；不写就是上个月。")
@center_option
@json_option
def reporting_command(month: str | None, center: str | None, as_json: bool) -> None:
    """Tell the board of one month, one JSON object with --json."""
    from jiefen_lite import indicators, reporting
    from jiefen_lite.errors import JiefenError

    opened, today = open_center(center), now().date()
    period = (
        indicators.period_of(month) if month is not None else indicators.previous(indicators.month_of(today))
    )
    if len(indicators.months_in(period)) != 1:
        raise JiefenError("报送按月看，请写成 2026-10 这样的月份。")
    found = reporting.board(opened.house, opened.viewer, period, today)
    if as_json:
        say_json(reporting.as_json(found))
        return
    for title, lines in (("渠道", found.channels), ("单位", found.units)):
        table(
            [title, "状态", "最迟", "文件", "行", "新增", "更新", "拒收", "最近一份", "距今"],
            [
                [
                    one.name,
                    reporting.STATES[one.state],
                    str(one.due),
                    str(len(one.files)),
                    str(one.rows) if one.files else "—",
                    str(one.new) if one.files else "—",
                    str(one.updated) if one.files else "—",
                    f"{one.refused}/{one.rows}" if one.rows else "—",
                    one.last.name if one.last else "—",
                    f"{one.days_since} 天" if one.days_since is not None else "—",
                ]
                for one in lines
            ],
        )
