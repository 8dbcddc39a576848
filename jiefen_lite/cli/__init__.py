"""The command line: one page a command, answers for people or, with ``--json``, for scripts.

Only click is imported here; every command brings what it needs when it runs, so that
``jiefen --help`` answers at once.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from jiefen_lite import __version__
from jiefen_lite.cli.words import speak_chinese
from jiefen_lite.errors import JiefenError

speak_chinese()

#: command → (module, what it is for): shown by ``--help`` without importing the module.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("center", "新建一个中心文件夹，并显示一次恢复短语"),
    "demo": ("center", "造一个演示中心：样表、导入、报告、网页"),
    "serve": ("center", "启动网页服务"),
    "user": ("center", "账号：新增、改密、停用、列表"),
    "doctor": ("center", "检查环境、设置和规则里的单位"),
    "verify": ("center", "核对数据库、办理记录链、每一行的下落"),
    "backup": ("keeping", "备份：做一份加密、读回来验证过的备份"),
    "restore": ("keeping", "把备份恢复到一个空文件夹"),
    "import": ("importing", "导入台账文件"),
    "inbox": ("inbox", "收进收件文件夹里的台账"),
    "map": ("importing", "看一个文件的各列会读成什么，并教会它"),
    "batches": ("importing", "导入批次列表"),
    "withdraw": ("importing", "整批撤回"),
    "cases": ("asking", "查询案件"),
    "duplicates": ("merging", "可能是同一件事的案件"),
    "similar": ("similar", "类案：相像的案件怎样化解的"),
    "read": ("asking", "从文字里读出人、事、地、时、因"),
    "lessons": ("lessons", "改对过的：列出、去掉"),
    "train": ("learning", "用本县的旧台账训练分类的模型"),
    "classify": ("learning", "用本县的模型给文字分类"),
    "deadline": ("asking", "算到期日"),
    "indicators": ("asking", "统计指标"),
    "reporting": ("reporting", "报送：一个月哪些渠道、单位报了，哪些没报"),
    "scan": ("watching", "看一遍时限灯：提醒、下督办单"),
    "replies": ("replies", "反馈：向来源答复各来源编号，还欠多少"),
    "laws": ("laws", "法律依据：导入法律全文，按说的话找条文"),
    "rules": ("ruling", "规则：检查、试算、显示"),
    "template": ("templating", "公文模板：列出、检查、换用、恢复随附"),
    "ledger": ("ledgers", "台账、专题台账、人民调解统计月报"),
    "freeze": ("papers", "冻结一个月的指标"),
    "report": ("papers", "生成、核验报告"),
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"jiefen_lite.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, words) for name, (_module, words) in COMMANDS.items()])


@click.group(cls=_Lazy, help="解纷 Lite：县级综治中心矛盾纠纷一体化办理。")
@click.option(
    "--center", "center", metavar="DIR", help="中心文件夹（也可写在命令之后，或用环境变量 JIEFEN_CENTER）。"
)
@click.version_option(__version__, "--version", message="解纷 Lite %(version)s", help="显示版本。")
@click.pass_context
def cli(ctx: click.Context, center: str | None) -> None:
    """Remember the centre folder for the command that follows."""
    ctx.obj = center


def main() -> None:
    """Entry point: plain sentences and an exit code instead of a traceback."""
    try:
        cli.main(standalone_mode=False)
    except JiefenError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except click.UsageError as error:
        from jiefen_lite.cli.usage import in_chinese

        click.echo(f"命令写得不对：{in_chinese(error.format_message())}", err=True)
        click.echo("加 --help 看用法。", err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断，没有做完的部分不生效。", err=True)
        sys.exit(2)
    except BrokenPipeError:  # whoever read the answer (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
