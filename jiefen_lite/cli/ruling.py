"""rules: check a folder of rule files, try it, put it in force, its versions."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiefen_lite.cli.common import (
    Day,
    Progress,
    center_option,
    folder,
    json_option,
    now,
    open_center,
    say_json,
    table,
)
from jiefen_lite.errors import ConfigError, JiefenError, refusal
from jiefen_lite.shapes import SheetCells

if TYPE_CHECKING:
    from jiefen_lite.ruledesk.keeping import Put
    from jiefen_lite.ruleworkbook import Taken


@click.group("rules", help="规则。")
def rules_command() -> None:
    """What a county may change without a programmer."""


def _rules_in(target: Path) -> Path:
    """The folder with the rule files: the one given, or that of the centre given."""
    if not target.is_dir():
        raise JiefenError("没有这个文件夹，请检查路径。")
    return target / "rules" if (target / "center.yaml").is_file() else target


@rules_command.command("check", help="检查规则文件和里面的例子，一次说出全部毛病（文件、行、改法）。")
@click.argument("target", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@center_option
@json_option
def rules_check(target: Path | None, center: str | None, as_json: bool) -> None:
    """Every fault with file and line; exit 2 where there are any."""
    from jiefen_lite import ruleexamples

    target = folder(center) / "rules" if target is None else _rules_in(target)
    faults = ruleexamples.check(target)
    if as_json:
        say_json(
            {
                "ok": not faults,
                "faults": [{"file": one.file, "line": one.line, "message": one.message} for one in faults],
            }
        )
    elif faults:
        for one in faults:
            click.echo(str(one))
        click.echo(f"共 {len(faults)} 处，改好后再检查一次。")
    else:
        click.echo("规则没有毛病。")
    if faults:
        sys.exit(2)


@rules_command.command(
    "diff", help="用另一个文件夹的规则试算：哪些件会换类型、单位、难易、风险、到期日。不改任何数据。"
)
@click.argument("target", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--month", help="只试这个月收到的件，例如 2026-10。")
@click.option("--open", "open_too", is_flag=True, help="试上个月（或 --month 的月份）收到的和所有在办的件。")
@center_option
@json_option
def rules_diff(target: Path, month: str | None, open_too: bool, center: str | None, as_json: bool) -> None:
    """Which stored cases would be decided otherwise under the rules in DIR."""
    from jiefen_lite import glossary, trial
    from jiefen_lite.rules import loader

    opened = open_center(center)
    book = loader.load(_rules_in(target))
    bar = Progress("试算")
    if open_too and month is None:
        month = trial.last_month(now())
    found = trial.differences(
        opened.house, opened.viewer, book, month=month, open_too=open_too, now=now(), progress=bar
    )
    changes = list(found)
    bar.close()
    if as_json:
        say_json(
            {
                "version": book.digest,
                "changes": [
                    {
                        "case_code": one.case_code,
                        "decision": one.decision,
                        "before": one.before,
                        "after": one.after,
                    }
                    for one in changes
                ],
            }
        )
        return
    table(
        ["案件码", "项目", "现在", "试算"],
        [
            [one.case_code, glossary.label("decision", one.decision), one.before or "—", one.after or "—"]
            for one in changes
        ],
    )
    click.echo(f"共 {len({one.case_code for one in changes})} 件、{len(changes)} 处不同。", err=True)


@rules_command.command("schema", help="写出各规则文件的 JSON Schema，供别的编辑器提示和检查用。")
@click.argument("out", required=False, type=click.Path(path_type=Path), metavar="[OUT_DIR]")
@center_option
@json_option
def rules_schema(out: Path | None, center: str | None, as_json: bool) -> None:
    """One NAME.schema.json per rule file and one for center.yaml; names as the rules in force have them."""
    from jiefen_lite import config, wholefile
    from jiefen_lite.rules import loader, schemas
    from jiefen_lite.rules.names import names
    from jiefen_lite.rules.schema import FILES

    known = names(loader.load(_rules_of(center)))
    target = out or Path("schema")
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, cls in {**FILES, "center": config.CenterText}.items():
            wholefile.write(target / f"{name}.schema.json", schemas.schema_text(name, cls, known).encode())
    except OSError as error:
        raise JiefenError(f"写不了“{target}”（{refusal(error)}）；请检查路径和写入权限。") from error
    count = len(FILES) + 1
    if as_json:
        say_json({"folder": str(target), "files": count})
        return
    click.echo(f"写了 {count} 个文件到 {target}。在规则文件第一行写上下面这样一行，编辑器就会提示和检查：")
    click.echo(f"# yaml-language-server: $schema={(target / 'types.schema.json').resolve().as_posix()}")


@rules_command.command("excel", help="把规则写成 Excel 表，或者用 --take 把改过的表收回来。")
@click.argument("target", required=False, type=click.Path(path_type=Path), metavar="[OUT.xlsx]")
@click.option("--take", "taken", type=click.Path(path_type=Path), help="改过的 Excel 表。")
@click.option("--out", type=click.Path(path_type=Path), help="改过的规则文件写到哪里；不写就只说改了什么。")
@center_option
@json_option
def rules_excel(
    target: Path | None, taken: Path | None, out: Path | None, center: str | None, as_json: bool
) -> None:
    """The rules as a workbook; or a workbook's changed cells as edits in the rule files."""
    from jiefen_lite import ruleworkbook
    from jiefen_lite.rules import loader

    if (target is None) == (taken is None):
        raise JiefenError("请写明一样：写成表的文件名，例如 规则.xlsx；或者 --take 改过的表。")
    home = _rules_of(center)
    book = loader.load(home)
    texts = ruleworkbook.current_texts(home)
    if target is not None:
        try:
            ruleworkbook.make(book, texts, target)
        except OSError as error:
            raise JiefenError(f"写不了“{target}”（{refusal(error)}）；请检查路径和写入权限。") from error
        if as_json:
            say_json({"file": str(target)})
        else:
            click.echo(
                f"写好了 {target}。改白色的格，再用 jiefen rules excel --take {target} --out 文件夹 收回来。"
            )
        return
    assert taken is not None
    _take_excel(ruleworkbook.take(book, texts, home, _cells_of(taken)), out, as_json)


def _cells_of(path: Path) -> Sequence[SheetCells]:
    import importers

    if not path.is_file():
        raise JiefenError(f"没有“{path}”这个文件，请检查路径。")
    sheets = importers.cells(path)
    if sheets is None:
        raise JiefenError(f"“{path.name}”太大，不像是导出的规则表。")
    return sheets


def _take_excel(taken: Taken, out: Path | None, as_json: bool) -> None:
    """Tell every change; write the files where nothing is wrong and a folder is given. Exit 2 otherwise."""
    from jiefen_lite import wholefile

    written: list[str] = []
    if out is not None and taken.texts:
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name, text in taken.texts.items():
                wholefile.write(out / f"{name}.yaml", text.encode())
                written.append(f"{name}.yaml")
        except OSError as error:
            raise JiefenError(f"写不了“{out}”（{refusal(error)}）；请检查路径和写入权限。") from error
    if as_json:
        say_json(
            {
                "ok": not taken.problems,
                "changes": [
                    {
                        "sheet": one.sheet, "row": one.row, "column": one.column or None, "file": one.file,
                        "before": one.before, "after": one.after,
                    }
                    for one in taken.changes
                ],
                "problems": [
                    {"sheet": one.sheet, "row": one.row, "column": one.column, "message": one.message}
                    for one in taken.problems
                ],
                "written": written,
            }
        )  # fmt: skip
    else:
        for change in taken.changes:
            where = f"“{change.sheet}”第 {change.row} 行"
            if change.before is None:
                click.echo(f"{where}：新加 {change.after}")
            else:
                click.echo(
                    f"{where}“{change.column}”：{change.before or '（空）'} → {change.after or '（空）'}"
                )
        for problem in taken.problems:
            column = f"“{problem.column}”" if problem.column else ""
            click.echo(f"不能收：“{problem.sheet}”第 {problem.row} 行{column}：{problem.message}")
        click.echo(_outcome(taken, written, out))
    if taken.problems:
        sys.exit(2)


def _outcome(taken: Taken, written: list[str], out: Path | None) -> str:
    if taken.problems:
        return f"共 {len(taken.problems)} 处不能收，什么也没有改；改好再收一次。"
    if not taken.changes:
        return "表和现行规则一样，没有改动。"
    if written:
        return f"共 {len(taken.changes)} 处改动，写进 {out}：{'、'.join(written)}。"
    return f"共 {len(taken.changes)} 处改动，都能收；加上 --out 文件夹 写出规则文件。"


def _rules_of(center: str | None) -> Path | None:
    """The rule folder of the centre meant; None, for the shipped rules, where none is."""
    from jiefen_lite import config

    try:
        return config.Paths(folder(center)).rules
    except ConfigError:
        if center is not None:
            raise
        return None


@rules_command.command("show", help="显示正在用的规则、来自哪个文件、版本。")
@center_option
@json_option
def rules_show(center: str | None, as_json: bool) -> None:
    """The effective rules and their version (SHA-256 of their content)."""
    from jiefen_lite import config
    from jiefen_lite.rules import loader

    book = loader.load(config.Paths(folder(center)).rules)
    if as_json:
        say_json(
            {
                "version": book.digest,
                "formula_version": book.indicators.formula_version,
                "files": [{"file": name, "source": source} for name, source in book.sources],
                "text": book.text,
            }
        )
        return
    click.echo(f"规则版本 {book.digest[:12]}，指标口径 {book.indicators.formula_version}")
    for name, source in book.sources:
        click.echo(f"  {name}.yaml：{'随附' if source == 'shipped' else '本县自定'}")


# ------------------------------------------------------------------ versions


@rules_command.command("history", help="列出规则改过的每一版：谁、什么时候、为什么、从哪天起。")
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


@rules_command.command("put", help="检查一个文件夹里的规则文件，放进本中心生效；和现在不同的才算。")
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
    source = _rules_in(target)
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


@rules_command.command("back", help="换回以前的一版规则（0 是随附的）；算新的一版，历史都留着。")
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
