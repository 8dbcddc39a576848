"""import, map, batches, withdraw: files in, and back out again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from jiefen_lite.cli.common import (
    Opened,
    Progress,
    as_of_option,
    center_option,
    json_option,
    now,
    open_center,
    say_json,
    table,
    written_to,
)
from jiefen_lite.errors import JiefenError
from jiefen_lite.text import one_line

KINDS = ("new", "updated", "unchanged", "rejected")
KEPT = {"ignored": "（只留在原始行）", "unknown": "（不认识，按列名保留）"}
HOW = {
    "learned": "本中心教过",
    "channel": "本渠道列名",
    "exact": "通用列名",
    "contains": "列名相近",
    "kept": "认得，不必问",
    "ignored": "不读入",
    "unknown": "请用 --set 说明",
}


@click.command("import", help="导入一个或几个台账文件；渠道从表头认出，也可用 --channel 指定。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--channel",
    help="渠道（mediation、police_110、court_pretrial、petition、labor_arbitration、hotline_12345、grid）。",
)
@click.option("--dry-run", is_flag=True, help="只看会怎样，不入库。")
@click.option(
    "--errors", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="把问题标在原表格上另存。"
)
@as_of_option
@center_option
@json_option
def import_command(
    files: tuple[Path, ...],
    channel: str | None,
    dry_run: bool,
    errors: Path | None,
    as_of: Any,
    center: str | None,
    as_json: bool,
) -> None:
    """Preview and confirm each file; exit 1 where rows were refused, 2 where nothing changed."""
    if errors is not None and len(files) > 1:
        raise JiefenError("用 --errors 时一次只能导入一个文件。")
    opened = open_center(center)
    answers, refused, unreadable = [], False, 0
    for file in files:
        try:
            answer = _one(opened, file, channel, dry_run, errors, as_of or now().date())
        except JiefenError as error:
            unreadable += 1
            click.echo(f"{one_line(file.name)}：{error}", err=True)
            continue
        refused = refused or answer["rejected"] > 0
        answers.append(answer)
        if not as_json:
            _tell(answer)
    if answers and not dry_run:
        _look_for_doubles(opened)
    if as_json:
        say_json({"files": answers})
    if unreadable == len(files):
        sys.exit(2)
    if refused or unreadable:
        sys.exit(1)


def _look_for_doubles(opened: Opened) -> None:
    """The cases are in, so a failure here is told and changes no exit code; the next look makes up for it."""
    from jiefen_lite import merging

    try:
        asked = merging.look(opened.house, now())
    except JiefenError as error:
        click.echo(f"可能重复的件没有比对完，下次会补上：{error}", err=True)
        return
    if asked:
        click.echo(f"有 {asked} 对案件可能是同一件事，用 jiefen duplicates 查看，在网页上核对。", err=True)


def _one(
    opened: Opened, file: Path, channel: str | None, dry_run: bool, errors: Path | None, as_of: Any
) -> dict[str, Any]:
    from jiefen_lite import intake
    from jiefen_lite.store import batches

    if not file.is_file():
        raise JiefenError("没有这个文件，请检查路径。")
    name = one_line(file.name)
    bar = Progress(f"{name} 读取")
    preview = intake.preview(
        opened.house,
        opened.viewer,
        file,
        file_name=name,
        channel=channel,
        as_of=as_of,
        now=now(),
        progress=bar,
    )
    bar.close()
    batch_id = preview.batch_id
    _tell_unknown(name, [str(one["header"]) for one in preview.unknown_columns])
    problems = batches.problems(opened.house.store, opened.viewer, batch_id)
    excluded = batches.rows_of(opened.house.store, opened.viewer, batch_id, ["excluded"])
    lost = batches.get_batch(opened.house.store, opened.viewer, batch_id).lost
    if errors is not None:
        import importers
        from exporters import error_workbook

        if lost:  # told before it is written
            click.echo(
                f"{file.name}：问题清单里带不过去的：{'、'.join(lost)}。要保留请在原表上改。", err=True
            )
        try:
            with written_to(errors):
                error_workbook.write(file, problems, errors, preview.sheets, importers.cells)
        except JiefenError:
            intake.abandon(opened.house, opened.viewer, batch_id, now())
            raise
    record = batches.get_batch(opened.house.store, opened.viewer, batch_id)
    if dry_run:
        intake.abandon(opened.house, opened.viewer, batch_id, now())
    else:
        bar = Progress(f"{name} 入库")
        record = intake.commit(opened.house, opened.viewer, batch_id, now=now(), progress=bar)
        bar.close()
    return {
        "file": name,
        "channel": record.channel,
        "batch": None if dry_run else batch_id,
        "sha256": record.sha256,
        "rows": record.counts["rows"],
        **{kind: record.counts[kind] for kind in KINDS},
        "skipped": record.counts["skipped"],
        "sheets": [
            {"sheet": one["name"], "note": one["note"], "hidden": one.get("hidden")} for one in record.sheets
        ],
        **({"not_kept": list(lost)} if errors is not None else {}),
        "excluded": [{"sheet": row.sheet, "row": row.row, "why": row.reason} for row in excluded],
        "problems": [
            {
                "sheet": one.sheet,
                "row": one.row,
                "column": one.column,
                "field": one.field,
                "level": one.level,
                "message": one.message,
            }
            for one in problems
        ],
    }


def _tell_unknown(file_name: str, headers: list[str]) -> None:
    """Ask once about columns that nobody has explained; they are kept by name until somebody does."""
    if headers:
        names = one_line("、".join(dict.fromkeys(headers)))
        click.echo(f"{file_name}：不认识这些列：{names}。已按列名保留；", nl=False, err=True)
        click.echo("可用 jiefen map 文件 --set 列名=字段 说明一次，以后不再问。", err=True)


def _tell(answer: dict[str, Any]) -> None:
    from jiefen_lite import glossary

    counts = "，".join(f"{glossary.DISPOSITIONS[kind]} {answer[kind]}" for kind in KINDS)
    click.echo(
        f"{answer['file']}（{glossary.label('channel', answer['channel'])}）：{answer['rows']} 行：{counts}；"
        f"不属纠纷 {len(answer['excluded'])}，跳过 {answer['skipped']}。"
    )
    for sheet in answer["sheets"]:
        for told in filter(None, (sheet["note"], sheet["hidden"])):
            click.echo(f"  {sheet['sheet']}：{told}。")
    for one in answer["problems"]:
        if one["level"] == "error":
            where = f"{one['sheet']} 第 {one['row']} 行 {one['column'] or ''}"
            click.echo(one_line(f"  拒收 {where}：{one['message']}"))
    warnings = sum(1 for one in answer["problems"] if one["level"] != "error")
    if warnings:
        click.echo(f"  另有 {warnings} 处提醒，不影响入库；批次页可逐条查看。")


@click.command("map", help="看一个文件的各列会读成什么；用 --set 列名=字段 教会它，只需一次。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--set",
    "lessons",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="例如 --set 纠纷地=place；字段写 - 表示只按列名保留。",
)
@click.option("--channel", help="渠道（不写则从表头认出）。")
@center_option
@json_option
def map_command(
    file: Path, lessons: tuple[str, ...], channel: str | None, center: str | None, as_json: bool
) -> None:
    """Show the columns of a file and the fields they feed; teach unknown ones."""
    import importers
    from jiefen_lite import intake
    from jiefen_lite.columnbook import known_fields

    opened = open_center(center)
    known = known_fields(opened.house.book.channels)
    if not file.is_file():
        raise JiefenError("没有这个文件，请检查路径。")

    def look() -> Any:
        columns = intake.columns_of(opened.house)
        with importers.read(file, channel=channel, columns=columns, as_of=now().date()) as reading:
            return reading.head

    head = look()
    there = {importers.header_key(one.header): one.header for sheet in head.sheets for one in sheet.columns}
    taught: list[tuple[str, str | None]] = []
    for lesson in lessons:
        column, _, field = lesson.rpartition("=")
        if not column or (field != "-" and field not in known):
            raise JiefenError(f"“{lesson}”看不懂：写成 列名=字段，字段可用 {'、'.join(known)}，或 -。")
        if importers.header_key(column) not in there:
            raise JiefenError(
                f"这个文件里没有“{column}”这一列，请检查列名；有的是：{'、'.join(there.values())}。"
            )
        taught.append((column, None if field == "-" else field))
    with opened.house.store.writing():
        for column, meaning in taught:
            intake.teach_column(opened.house, opened.viewer, head.channel, column, meaning, now())
    if lessons:
        head = look()
    columns = [
        {
            "sheet": sheet.name,
            "column": one.header,
            "field": one.field,
            "how": one.how,
            "samples": list(one.samples),
            "proposals": [
                {"field": told.field, "confidence": told.confidence, "reasons": list(told.reasons)}
                for told in one.proposals
            ],
        }
        for sheet in head.sheets
        for one in sheet.columns
    ]
    if as_json:
        say_json({"file": one_line(file.name), "channel": head.channel, "columns": columns})
        return
    from jiefen_lite import glossary

    click.echo(one_line(f"{file.name}：{glossary.label('channel', head.channel)}"))
    table(
        ["工作表", "列名", "读成", "依据", "例", "建议"],
        [
            [
                one["sheet"],
                one["column"],
                one["field"] or KEPT.get(one["how"], "（按列名保留）"),
                HOW[one["how"]],
                "；".join(one["samples"][:2]),
                _proposed(one["proposals"]),
            ]
            for one in columns
        ],
    )


def _proposed(proposals: list[dict[str, Any]]) -> str:
    """What an unknown column may be, in one cell; empty where nothing is likely."""
    if not proposals:
        return ""
    first = proposals[0]
    return f"{first['field']}（{first['confidence']}%：{'；'.join(first['reasons'])}）"


@click.command("batches", help="导入批次，最近的在前。")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="最多列几个。")
@center_option
@json_option
def batches_command(limit: int, center: str | None, as_json: bool) -> None:
    """List the batches."""
    from jiefen_lite import glossary
    from jiefen_lite.store import batches

    opened = open_center(center)
    records = batches.list_batches(opened.house.store, opened.viewer, limit=limit)
    if as_json:
        say_json(
            {
                "batches": [
                    {
                        "batch": one.id,
                        "file": one.file_name,
                        "channel": one.channel,
                        "state": one.state,
                        "imported_by": one.imported_by,
                        "staged_at": one.staged_at,
                        "committed_at": one.committed_at,
                        "sha256": one.sha256,
                        "counts": dict(one.counts),
                    }
                    for one in records
                ]
            }
        )
        return
    table(
        ["批次", "文件", "渠道", "状态", "行数", "新增", "更新", "无变化", "拒收", "时间"],
        [
            [
                str(one.id),
                one.file_name,
                glossary.label("channel", one.channel),
                glossary.label("batch_state", one.state),
                *(str(one.counts.get(kind, 0)) for kind in ("rows", *KINDS)),
                f"{one.staged_at:%Y-%m-%d %H:%M}",
            ]
            for one in records
        ],
    )
    for one in records:
        if one.state in batches.UNFINISHED:
            doing = "读取" if one.state == "staging" else "入库"
            click.echo(
                f"批次 {one.id} 正在{doing}，或{doing}时中断，还没有生效；中断的在批次页接着做，或撤回。"
            )


@click.command("withdraw", help="把一个批次整批撤回；有人办理过的件撤不回，会逐件说明。")
@click.argument("batch", type=click.IntRange(1, 2**31 - 1))
@click.option("--reason", default="命令行撤回", show_default=True, help="撤回理由。")
@center_option
@json_option
def withdraw_command(batch: int, reason: str, center: str | None, as_json: bool) -> None:
    """Take one batch back."""
    from jiefen_lite import intake

    opened = open_center(center)
    done = intake.withdraw(opened.house, opened.viewer, batch, reason, now())
    if as_json:
        say_json(
            {
                "batch": batch,
                "removed": done.removed,
                "restored": done.restored,
                "kept": [{"case_code": code, "why": why} for code, why in done.kept],
            }
        )
    else:
        click.echo(f"批次 {batch} 已撤回：收回 {done.removed} 件，恢复原样 {done.restored} 件。")
        for code, why in done.kept:
            click.echo(f"  未收回 {code}：{why}。")
    if done.kept:
        sys.exit(1)
