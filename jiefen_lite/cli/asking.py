"""cases, read, deadline, indicators: questions and their answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from jiefen_lite.cli.common import (
    Day,
    as_of_option,
    center_option,
    json_option,
    now,
    one_period,
    open_center,
    period_options,
    say_json,
    table,
    text_lines,
    written_to,
)
from jiefen_lite.errors import JiefenError


@click.command("cases", help="查询案件，默认脱敏；一行一件。")
@click.option("--month", help="只看这个月收到的，写成 2026-10。")
@click.option("--where", "where", multiple=True, metavar="FIELD=VALUE", help="按字段筛选，可写几个。")
@click.option("--unmask", is_flag=True, help="显示当事人明文，先记审计日志。")
@click.option("--xlsx", type=click.Path(path_type=Path), metavar="OUT", help="另存为表格。")
@as_of_option
@center_option
@json_option
def cases_command(
    month: str | None,
    where: tuple[str, ...],
    unmask: bool,
    xlsx: Path | None,
    as_of: Any,
    center: str | None,
    as_json: bool,
) -> None:
    """List cases, one JSON object a line with --json."""
    from jiefen_lite import casejson, clocks, glossary, ledgers
    from jiefen_lite.shapes import CaseQuery
    from jiefen_lite.store import audit, cases

    opened = open_center(center)
    store, viewer, day = opened.house.store, opened.viewer, as_of or now().date()
    pairs = [pair.partition("=") for pair in where]
    if any(not sign for _name, sign, _value in pairs):
        raise JiefenError("--where 要写成 字段=值，例如 --where town=锦山镇。")
    query = CaseQuery(
        month=month, where=tuple((name, value) for name, _sign, value in pairs), limit=1_000_000
    )
    if xlsx is not None:
        order = ledgers.Order("cases", query=query, reason="命令行导出明文，未写事由" if unmask else None)
        with written_to(xlsx):
            rows = ledgers.make(opened.house, viewer, order, xlsx, now=now(), as_of=as_of)
        click.echo(f"已写入 {xlsx}，共 {rows} 件。", err=True)
        return
    if unmask:
        audit.record(
            store, viewer, "unmask", "cases", now=now(), detail={"month": month, "where": list(where)}
        )
    found = [
        (one, clocks.light(opened.house, one, day))
        for one in cases.list_cases(store, viewer, query, unmask=unmask, full=True)
    ]
    if as_json:
        for one, light in found:
            say_json(casejson.line(one, light))
    else:
        table(
            ["案件码", "收到", "渠道", "镇（街道）", "类型", "状态", "到期", "灯"],
            [
                [
                    one.case_code,
                    f"{one.received_at:%Y-%m-%d}",
                    glossary.label("channel", one.channel),
                    one.town or "—",
                    one.type_l2 or "待定",
                    glossary.label("status", one.status),
                    str(one.due_date or "—"),
                    glossary.label("light", light),
                ]
                for one, light in found
            ],
        )
        click.echo(f"共 {len(found)} 件。", err=True)


@click.command("read", help="从文字里读出人、事、地、时、因；输入一行一个 JSON：id、text、received_at。")
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@center_option
@json_option
def read_command(file: Path | None, center: str | None, as_json: bool) -> None:
    """Read stories, one JSON object a line in and out."""
    from jiefen_lite import casejson

    opened = open_center(center)
    reader = opened.house.reader  # one for all lines, whatever is taught meanwhile
    for number, line in text_lines(file):
        if not line.strip():
            continue
        try:
            ask = json.loads(line.lstrip("\ufeff"))  # Windows puts one before what it pipes
            text = ask["text"]
            if not isinstance(text, str):
                raise TypeError("text")
            received = date.fromisoformat(str(ask["received_at"])[:10])
        except (ValueError, KeyError, TypeError) as error:
            raise JiefenError(
                f"第 {number} 行看不懂：每行要有 text 和 received_at（2026-11-03 这样）。"
            ) from error
        reading = reader.read(text, received)
        triaged = opened.house.triage.decide("window", {"summary": text}, reading.place, reading, received)
        summary = opened.house.summaries.of_reading(reading, triaged.type_l1, triaged.type_l2)
        say_json({"id": ask.get("id"), **casejson.reading(reading, triaged, summary)})


@click.command("deadline", help="从一个日子起算期限：自然日遇休假顺延，或按工作日数。")
@click.argument("start", type=Day())
@click.option("--days", required=True, type=click.IntRange(1, 3650), help="多少日。")
@click.option(
    "--basis",
    type=click.Choice(["calendar", "workday"]),
    default="calendar",
    show_default=True,
    help="自然日（末日休假则顺延）或工作日。",
)
@click.option("--explain", is_flag=True, help="逐日说明。")
@center_option
@json_option
def deadline_command(
    start: date, days: int, basis: str, explain: bool, center: str | None, as_json: bool
) -> None:
    """A due date, day by day where asked; with the centre's own holidays where there is a centre."""
    from jiefen_lite import config, deadlines
    from jiefen_lite.errors import ConfigError
    from jiefen_lite.rules import loader

    by_hand: tuple[tuple[date, bool, str], ...] = ()
    rules: Path | None = None
    try:
        paths = config.Paths(config.find_center(center or click.get_current_context().find_root().obj))
        by_hand, rules = config.load(paths.folder).holidays, paths.rules
    except ConfigError:
        if center:
            raise
    calendar = deadlines.calendar(loader.load(rules).holidays, by_hand)
    found = deadlines.deadline(start, days, basis, calendar)
    if as_json:
        say_json(
            {
                "due": found.due,
                "estimated": found.estimated,
                "steps": [{"date": one.day, "counted": one.counted, "why": one.why} for one in found.steps],
            }
        )
        return
    click.echo(f"{found.due}{'（预估：该年节假日尚未公布）' if found.estimated else ''}")
    if explain:
        table(
            ["日期", "计入", "说明"],
            [[str(one.day), "是" if one.counted else "否", one.why] for one in found.steps],
        )


#: What fits on a screen beside each other; ``--json`` and ``--by all`` have everything.
SHORT_LIST = (
    "intake_count",
    "closed_count",
    "resolution_rate",
    "mediation_success_rate",
    "satisfaction_rate",
    "participation_rate",
    "on_time_rate",
    "avg_handling_days",
)


def _fraction(figure: Any) -> str:
    """A figure with what it was made of: 12.0%（3/25）."""
    part = f"{figure.n}/{figure.d}"
    return f"{figure.shown}（{part}）" if figure.d and figure.shown != part else str(figure.shown)


@click.command(
    "indicators", help="统计指标：月、季、半年、年，按镇（街道）、单位、渠道、类型、起因或者人群。"
)
@period_options
@click.option(
    "--by",
    type=click.Choice(["all", "town", "unit", "channel", "type", "cause", "people"]),
    default="all",
    show_default=True,
    help="按什么分列。",
)
@as_of_option
@center_option
@json_option
def indicators_command(
    month: str | None,
    quarter: str | None,
    half: str | None,
    year: str | None,
    by: str,
    as_of: Any,
    center: str | None,
    as_json: bool,
) -> None:
    """Indicators of a period; a frozen month comes from its snapshot."""
    from jiefen_lite import indicators, reports

    label = one_period(month, quarter, half, year)
    opened = open_center(center)
    period = indicators.period_of(label)
    found = reports.indicator_table(opened.house, opened.viewer, period, by, as_of or now().date())
    if as_json:
        say_json(reports.indicator_json(opened.house, opened.viewer, found))
        return
    rules = [rule for rule in opened.house.book.indicators.rules if rule.in_report]
    state = "已冻结" if found.frozen else "暂计"
    click.echo(f"{period.label}（{state}，截至 {found.as_of:%Y-%m-%d %H:%M}，口径 {found.formula_version}）")
    if by in indicators.COMPOSITIONS:
        table(
            ["", "受理量", "占受理量", "办结量", "化解率"],
            [[row.name, *(_fraction(one) for one in row.figures.values())] for row in found.rows],
        )
        return
    if by == "all":  # one row of thirty columns is read better standing
        table(
            ["指标", *(row.name for row in found.rows)],
            [
                [
                    rule.name,
                    *(row.figures[rule.id].shown if rule.id in row.figures else "—" for row in found.rows),
                ]
                for rule in rules
            ],
        )
        return
    rules = [rule for rule in rules if rule.id in SHORT_LIST]
    table(
        ["", *(rule.name for rule in rules)],
        [
            [row.name, *(row.figures[rule.id].shown if rule.id in row.figures else "—" for rule in rules)]
            for row in found.rows
        ],
    )
