"""freeze, report: months are closed, papers written and proved."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiefen_lite.cli.common import (
    Opened,
    as_of_option,
    center_option,
    json_option,
    now,
    one_period,
    open_center,
    period_options,
    say_json,
    table,
    written_to,
)
from jiefen_lite.errors import JiefenError

if TYPE_CHECKING:
    from jiefen_lite.shapes import KeptPaper


@click.command("freeze", help="冻结一个月的指标；冻结后规则或数据再变，这个月的数字不变。")
@click.argument("month")
@center_option
@json_option
def freeze_command(month: str, center: str | None, as_json: bool) -> None:
    """Freeze a month: all groupings with the codes of their cases."""
    from jiefen_lite import reports

    opened = open_center(center)
    reports.freeze(opened.house, opened.viewer, month, now())
    if as_json:
        say_json({"month": month, "frozen": True})
    else:
        click.echo(f"{month} 已冻结。")


@click.group("report", help="报告。")
def report_command() -> None:
    """Papers for leaders, and their proof."""


def _paper_options(command: Callable[..., None]) -> Callable[..., None]:
    """What every paper is asked with: the period, where to, how far."""
    out = click.option(
        "--out", type=click.Path(path_type=Path), metavar="DIR", help="写到哪个文件夹（默认中心的 out/）。"
    )
    for option in (json_option, center_option, as_of_option, out, period_options):
        command = option(command)
    return command


@report_command.command("analysis", help="《矛盾纠纷分析报告》：Word 正文和可逐数核对的附表。")
@_paper_options
def report_analysis(**asked: Any) -> None:
    """Write the analysis report of a period and its annex workbook."""
    _say_written(write_analysis, asked)


@report_command.command("health", help="《矛盾纠纷治理“体检报告”》：Word 正文和可逐数核对的附表。")
@_paper_options
@click.option("--units", is_flag=True, help="另写各单位的体检单，每个单位一份，可单独发出。")
def report_health(units: bool, **asked: Any) -> None:
    """Write the health report of a period and its annex workbook, and the sheets of the units."""
    _say_written(_with_units if units else write_health, asked)


Writer = Callable[[Opened, str, Path, date], list[Path]]


def _say_written(write: Writer, asked: dict[str, Any]) -> None:
    label = one_period(asked["month"], asked["quarter"], asked["half"], asked["year"])
    opened = open_center(asked["center"])
    written = write(opened, label, asked["out"] or opened.paths.out, asked["as_of"] or now().date())
    if asked["as_json"]:
        say_json({"files": written})
    else:
        for path in written:
            click.echo(str(path))


def write_analysis(opened: Opened, label: str, out: Path, today: date) -> list[Path]:
    """The analysis report of a period and its annex; returns the two files."""
    from exporters import analysis_report
    from jiefen_lite import indicators, reports

    report = reports.analysis_report(opened.house, opened.viewer, indicators.period_of(label), today, today)
    return _written(opened, report, analysis_report, "analysis", out)


def write_health(opened: Opened, label: str, out: Path, today: date) -> list[Path]:
    """The health report of a period and its annex; returns the two files."""
    from exporters import health_report
    from jiefen_lite import indicators, reports

    report = reports.health_report(opened.house, opened.viewer, indicators.period_of(label), today, today)
    return _written(opened, report, health_report, "health", out)


def _written(opened: Opened, report: Any, paper: Any, name: str, out: Path) -> list[Path]:
    """A paper and its annex, the audit log first."""
    from exporters import annex
    from jiefen_lite.store import audit

    with written_to(out):
        out.mkdir(parents=True, exist_ok=True)
    label = report.period.label
    stem = f"{paper.LABEL}_{label}"
    files = [out / f"{stem}.docx", out / f"{stem}_附表.xlsx"]
    audit.record(opened.house.store, opened.viewer, "report", f"{name}:{label}", now=now())
    with written_to(files[0]):
        paper.write(report, files[0], opened.paths.templates)
    with written_to(files[1]):
        annex.write(report, files[1], paper.marks(report))
    return files


@report_command.command("monthly", help="《综治中心月报》：Excel 报表，十个分区，每个数附件号清单。")
@click.option("--month", required=True, help="2026-10")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="写到哪个文件夹（默认中心的 out/）。"
)
@as_of_option
@center_option
@json_option
def report_monthly(month: str, out: Path | None, as_of: Any, center: str | None, as_json: bool) -> None:
    """Write the form of a month."""
    opened = open_center(center)
    written = write_monthly(opened, one_period(month), out or opened.paths.out, as_of or now().date())
    if as_json:
        say_json({"files": [written]})
    else:
        click.echo(str(written))


def write_monthly(opened: Opened, label: str, out: Path, today: date) -> Path:
    """The 综治中心月报 of a month; returns the file."""
    from exporters import monthly_form
    from jiefen_lite import indicators, reports
    from jiefen_lite.store import audit

    period = indicators.period_of(label)
    if len(indicators.months_in(period)) != 1:
        raise JiefenError("月报按月出，请写成 --month 2026-10 这样的月份。")
    form = reports.monthly_form(opened.house, opened.viewer, period, today, today)
    file = out / f"综治中心月报_{label}.xlsx"
    audit.record(opened.house.store, opened.viewer, "report", f"monthly:{label}", now=now())
    with written_to(out):
        out.mkdir(parents=True, exist_ok=True)
    with written_to(file):
        monthly_form.write(form, file, opened.paths.templates)
    return file


def _with_units(opened: Opened, label: str, out: Path, today: date) -> list[Path]:
    return write_health(opened, label, out, today) + write_unit_sheets(opened, label, out, today)


def write_unit_sheets(opened: Opened, label: str, out: Path, today: date) -> list[Path]:
    """The sheet of each unit with work in a period, in a folder of their own; returns the files."""
    from exporters import health_unit
    from jiefen_lite import indicators, reports
    from jiefen_lite.store import audit

    period = indicators.period_of(label)
    folder = out / f"体检单_{label}"
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    audit.record(opened.house.store, opened.viewer, "report", f"health_units:{label}", now=now())
    files = []
    for number, sheet in enumerate(reports.unit_sheets(opened.house, opened.viewer, period, today, today), 1):
        file = folder / f"{number:02d}_{file_name(sheet.unit)}_体检单_{label}.docx"
        with written_to(file):
            health_unit.write(sheet, file, opened.paths.templates)
        files.append(file)
    return files


def file_name(words: str) -> str:
    """Words as part of a file's name: what a disk refuses becomes a dash."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", words).strip(" .")[:60] or "单位"


@report_command.command("verify", help="逐数核验一份报告：每个数字都重新推算一遍。")
@click.argument("file", type=click.Path(path_type=Path))
@center_option
@json_option
def report_verify(file: Path, center: str | None, as_json: bool) -> None:
    """Re-derive every number of a report; exit 1 where one differs."""
    from jiefen_lite import papers

    opened = open_center(center)
    if not file.is_file():
        raise JiefenError("没有这个文件，请检查路径。")
    result = papers.verify(opened.house, opened.viewer, file.read_bytes(), opened.paths.templates)
    if as_json:
        say_json(
            {
                "file": file.name,
                "ok": not result.differences,
                "numbers": result.numbers,
                "proved": result.proved,
                "differences": [
                    {"place": one.place, "found": one.found, "expected": one.expected, "why": one.message}
                    for one in result.differences
                ],
            }
        )
    elif result.differences:
        table(
            ["位置", "文中", "应为", "说明"],
            [[one.place, one.found or "—", one.expected or "—", one.message] for one in result.differences],
        )
    else:
        click.echo(f"{file.name}：{result.numbers} 个数字全部核对无误。")
    if result.differences:
        sys.exit(1)


# ------------------------------------------------------------------ papers that are kept


@report_command.command("list", help="做好、留存的报告：每一版、核对结果、谁签发的。")
@click.option("--period", help="只列一个统计期，例如 2026-10、2026Q3、2026。")
@center_option
@json_option
def report_list(period: str | None, center: str | None, as_json: bool) -> None:
    """Every version of every paper that is kept."""
    from jiefen_lite import indicators
    from jiefen_lite.papers import document_name
    from jiefen_lite.store import papers

    opened = open_center(center)
    label = None if period is None else indicators.period_of(period).label
    kept = papers.listing(opened.house.store, opened.viewer, period=label)
    if as_json:
        say_json([_paper_json(one) for one in kept])
        return
    table(
        ["编号", "统计期", "报告", "版", "做成", "核对", "签发"],
        [
            [
                str(one.id),
                one.period,
                document_name(one.document) + (f"（{one.unit}）" if one.unit else ""),
                str(one.version),
                f"{one.made_at:%Y-%m-%d %H:%M}",
                _proof_words(one),
                f"{one.signed_by} {one.signed_at:%Y-%m-%d %H:%M}" if one.signed_at else "—",
            ]
            for one in kept
        ],
    )


def _proof_words(paper: KeptPaper) -> str:
    if paper.proof is None:
        return "—"
    wrong = len(paper.proof.differences)
    return f"{wrong} 处不一致" if wrong else f"{paper.proof.numbers} 个数字一致"


def _paper_json(paper: KeptPaper) -> dict[str, Any]:
    proof = paper.proof
    return {
        "id": paper.id,
        "document": paper.document,
        "period": paper.period,
        "unit": paper.unit,
        "version": paper.version,
        "newest": paper.newest,
        "title": paper.title,
        "as_of": paper.as_of,
        "formula_version": paper.formula_version,
        "figures": paper.figures,
        "made_at": paper.made_at,
        "made_by": paper.made_by,
        "reason": paper.reason,
        "signed_by": paper.signed_by,
        "signed_at": paper.signed_at,
        "proof": proof and {"at": proof.at, "numbers": proof.numbers, "differences": len(proof.differences)},
        "sha256": {one.kind: one.sha256 for one in paper.files if one.kind != "blank"},
    }


@report_command.command("make", help="做一个已冻结时段的报告并留存；--due 把到期的月份都冻结、报告都补齐。")
@period_options
@click.option("--due", is_flag=True, help="不写时段：冻结所有到期的月份，补做所有没做的报告。")
@click.option("--document", help="只做这一种，例如 health；不写就做齐。")
@click.option("--reason", help="重做的事由：做成新的一版，原来的留着；要同时写 --document。")
@center_option
@json_option
def report_make(
    month: str | None,
    quarter: str | None,
    half: str | None,
    year: str | None,
    due: bool,
    document: str | None,
    reason: str | None,
    center: str | None,
    as_json: bool,
) -> None:
    """Make what is missing, once; or a further version, for a reason."""
    from jiefen_lite import papers

    if due and (month or quarter or half or year or document or reason):
        raise JiefenError("--due 不能和时段、--document、--reason 一起写，请去掉一样。")
    if reason is not None and document is None:
        raise JiefenError("重做请用 --document 写明是哪一种报告，例如 --document health。")
    label = "" if due else one_period(month, quarter, half, year)
    opened = open_center(center)
    house, viewer, blanks = opened.house, opened.viewer, opened.paths.templates
    done = papers.Closed()
    if due:
        done = papers.close_due(house, viewer, now(), blanks, lambda words: click.echo(words, err=True))
    elif document is None:
        papers.refuse_making(house, viewer, None, label, None)
        done.made = papers.make_due(house, viewer, label, now(), blanks)
    else:
        done.made = papers.make(house, viewer, document, label, now(), blanks, reason=reason)
    if as_json:
        failed = [{"document": what, "period": when, "why": why} for what, when, why in done.failed]
        say_json({"frozen": done.frozen, "made": done.made, "failed": failed})
    else:
        click.echo(f"冻结 {len(done.frozen)} 个月，做成 {len(done.made)} 份报告。")
        for what, when, why in done.failed:
            click.echo(f"{when} {papers.document_name(what)}没有做成：{why}")
    if done.failed:
        sys.exit(1)


@report_command.command("save", help="把一份留存的报告（Word、附表、签发版）原样取出来。")
@click.argument("number", type=int)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="写到哪个文件夹（默认中心的 out/）。"
)
@center_option
@json_option
def report_save(number: int, out: Path | None, center: str | None, as_json: bool) -> None:
    """A kept paper, its annex and the edition signed off, byte for byte."""
    from jiefen_lite import papers, wholefile
    from jiefen_lite.store import papers as shelf

    opened = open_center(center)
    folder = out or opened.paths.out
    kept = shelf.get(opened.house.store, opened.viewer, number)
    found = [papers.file_of(opened.house, kept, kind) for kind in papers.kinds_of(kept)]
    papers.note_use(opened.house, opened.viewer, kept, "download_report", now())
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, data in found:
        with written_to(folder / name):
            wholefile.write(folder / name, data)
    written = [folder / name for name, _data in found]
    if as_json:
        say_json({"files": written})
    else:
        for path in written:
            click.echo(str(path))


@report_command.command("late", help="追补：一个冻结了的月份，按今天的数据重数会有哪些不同。")
@click.argument("month")
@center_option
@json_option
def report_late(month: str, center: str | None, as_json: bool) -> None:
    """What of a frozen month would be counted otherwise today; its figures stay."""
    from jiefen_lite import indicators, reports

    opened = open_center(center)
    period = indicators.period_of(month)
    if not reports.is_frozen(opened.house, period):
        raise JiefenError(f"{indicators.full_name(period)}没有冻结，谈不上追补；请先冻结这个月。")
    changes = reports.month_changes(opened.house, opened.viewer, period)
    names = {rule.id: rule.name for rule in opened.house.book.indicators.rules}
    if as_json:
        say_json(
            {
                "month": period.label,
                "changes": [
                    {
                        "indicator": one.indicator,
                        "then": indicators.figure_json(one.then),
                        "now": indicators.figure_json(one.now),
                        "added": sorted({*one.added, *one.added_below}),
                        "removed": sorted({*one.removed, *one.removed_below}),
                        "changed": list(one.changed),
                    }
                    for one in changes
                ],
            }
        )
    elif not changes:
        click.echo(f"{indicators.full_name(period)}没有追补。")
    else:
        table(
            ["指标", "冻结时", "现在", "新计入", "不再计入"],
            [
                [
                    names.get(one.indicator, one.indicator),
                    one.then.shown,
                    one.now.shown,
                    "、".join(sorted({*one.added, *one.added_below})) or "—",
                    "、".join(sorted({*one.removed, *one.removed_below})) or "—",
                ]
                for one in changes
            ],
        )
