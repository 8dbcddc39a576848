"""template: which papers have which, checking an own one, using it, going back to the shipped one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiefen_lite.cli.common import center_option, json_option, now, open_center, say_json, table
from jiefen_lite.errors import JiefenError

if TYPE_CHECKING:
    from exporters.own import Verdict
    from exporters.papers import Paper

document_option = click.option(
    "--document", metavar="NAME", help="是哪一种公文（template list 的第一列）；不写就看文件名。"
)


@click.group("template", help="公文模板：列出、检查、换用、恢复随附。")
def template_command() -> None:
    """The papers' templates."""


@template_command.command("list", help="列出每种公文用的模板：随附的还是本县的，最近谁换的。")
@center_option
@json_option
def template_list(center: str | None, as_json: bool) -> None:
    """Every paper with its template."""
    from jiefen_lite import papertemplates

    opened = open_center(center)
    shelves = papertemplates.shelves(opened.house.store, opened.viewer, opened.paths.templates)
    if as_json:
        say_json(
            {
                "templates": [
                    {
                        "document": one.paper.document,
                        "label": one.paper.label,
                        "file": one.paper.file,
                        "source": "own" if one.own else "shipped",
                        "faults": one.faults,
                        "replaced": [kept.name for kept in one.kept],
                    }
                    for one in shelves
                ]
            }
        )
        return
    table(
        ["名字", "公文", "文件", "用的是", "换下的", "毛病"],
        [
            [
                one.paper.document, one.paper.label, one.paper.file, "本县" if one.own else "随附",
                str(len(one.kept)), "；".join(one.faults) or "—",
            ]
            for one in shelves
        ],
    )  # fmt: skip


def _paper(document: str | None, file: Path) -> Paper:
    from jiefen_lite import papertemplates

    return papertemplates.paper_of(document or file.stem)


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise JiefenError("没有这个文件，请检查路径。")
    return file.read_bytes()


def _tell(file: Path, verdict: Verdict, done: str, as_json: bool) -> None:
    """Say what was found; exit 2 where the template is not good."""
    if as_json:
        say_json(
            {
                "file": file.name,
                "ok": verdict.good,
                "faults": [*verdict.faults, *verdict.missing],
                "unused": verdict.unused,
            }
        )
    else:
        for told in (*verdict.faults, *verdict.missing):
            click.echo(told)
        if verdict.unused:
            click.echo(f"没有用到的空格（可以不用）：{'、'.join(verdict.unused)}", err=True)
        click.echo(
            done if verdict.good else f"共 {len(verdict.faults) + len(verdict.missing)} 处，改好后再来。"
        )
    if not verdict.good:
        sys.exit(2)


@template_command.command(
    "check", help="检查一份改过的模板：空格、不安全的内容，再用示例数据试填一遍。不换用。"
)
@click.argument("file", type=click.Path(path_type=Path))
@document_option
@json_option
def template_check(file: Path, document: str | None, as_json: bool) -> None:
    """Check a template; nothing is changed."""
    from jiefen_lite import papertemplates

    _tell(file, papertemplates.check(_paper(document, file), _read(file)), "模板没有毛病。", as_json)


@template_command.command("use", help="检查通过后换用这份模板；原来的一份留着。")
@click.argument("file", type=click.Path(path_type=Path))
@document_option
@center_option
@json_option
def template_use(file: Path, document: str | None, center: str | None, as_json: bool) -> None:
    """Use a template from now on, where it is good."""
    from jiefen_lite import papertemplates

    opened = open_center(center)
    paper, data = _paper(document, file), _read(file)
    verdict = papertemplates.take(
        opened.house.store, opened.viewer, opened.paths.templates, paper, data, now()
    )
    _tell(file, verdict, f"{paper.label}从现在起用这份模板；原来的一份留着。", as_json)


@template_command.command("reset", help="恢复用随附模板；换下的一份留着。")
@click.argument("document")
@center_option
@json_option
def template_reset(document: str, center: str | None, as_json: bool) -> None:
    """Use the shipped template again."""
    from jiefen_lite import papertemplates

    opened = open_center(center)
    paper = papertemplates.paper_of(document)
    papertemplates.reset(opened.house.store, opened.viewer, opened.paths.templates, paper, now())
    if as_json:
        say_json({"document": document, "source": "shipped"})
    else:
        click.echo(f"{paper.label}恢复用随附模板；换下的一份在 templates/{papertemplates.KEPT}/ 里。")
