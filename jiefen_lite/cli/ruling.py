"""rules: check a folder of rule files, show the rules in force."""

from __future__ import annotations

import sys
from pathlib import Path

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
from jiefen_lite.errors import ConfigError, JiefenError, refusal


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
@center_option
@json_option
def rules_diff(target: Path, month: str | None, center: str | None, as_json: bool) -> None:
    """Which stored cases would be decided otherwise under the rules in DIR."""
    from jiefen_lite import glossary, trial
    from jiefen_lite.rules import loader

    opened = open_center(center)
    book = loader.load(_rules_in(target))
    bar = Progress("试算")
    changes = list(trial.differences(opened.house, opened.viewer, book, month=month, now=now(), progress=bar))
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
