"""rules: check a folder of rule files, try it, put it in force, its versions."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiefen_lite.cli.common import (
    Progress,
    center_option,
    folder,
    json_option,
    now,
    open_center,
    say_json,
    table,
)
from jiefen_lite.cli.ruleversions import rules_back, rules_history, rules_in, rules_put
from jiefen_lite.errors import ConfigError, JiefenError, refusal
from jiefen_lite.shapes import SheetCells

if TYPE_CHECKING:
    from jiefen_lite.ruleworkbook import Taken


@click.group("rules", help="规则。")
def rules_command() -> None:
    """What a county may change without a programmer."""


for _command in (rules_history, rules_put, rules_back):
    rules_command.add_command(_command)


@rules_command.command("check", help="检查规则文件和里面的例子，一次说出全部毛病（文件、行、改法）。")
@click.argument("target", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@center_option
@json_option
def rules_check(target: Path | None, center: str | None, as_json: bool) -> None:
    """Every fault with file and line; exit 2 where there are any."""
    from jiefen_lite import ruleexamples

    target = folder(center) / "rules" if target is None else rules_in(target)
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
    book = loader.load(rules_in(target))
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
        raise JiefenError(f"“{path.name}”太大，不像是导出的规则表。请检查是不是选错了文件。")
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
